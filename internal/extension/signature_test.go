package extension

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/diagnose"
)

// A vector is a folder: scheme.yaml is an x-signature, case.yaml a message with its secret and signature.
const vectors = "testdata/vectors"

func TestSignatureVectors(t *testing.T) {
	folders, err := os.ReadDir(vectors)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			dir := filepath.Join(vectors, folder.Name())
			s := readScheme(t, filepath.Join(dir, "scheme.yaml"))
			c := readYAML(t, filepath.Join(dir, "case.yaml"))
			secret, want := c.Get("secret").Text, c.Get("signature").Text

			got, err := s.AppendSignature(nil, message(c), secret)
			if err != nil || string(got) != want {
				t.Fatalf("signature %s, %v; want %s", got, err, want)
			}
			e, err := diagnose.Explain(s, message(c), secret)
			if err != nil || e.Signature != want {
				t.Errorf("explained signature %v, %v; want %s", e, err, want)
			}
			signAndVerify(t, s, message(c), secret)
		})
	}
}

// signAndVerify signs a message, and verifies it as its receiver does.
func signAndVerify(t *testing.T, s *signer.Signer, m *signer.Message, secret string) {
	t.Helper()
	now := time.UnixMilli(1715669977082)
	if rule := s.Scheme().Timestamp; rule.Unit != "" {
		now = timestampOf(t, m, rule)
	}
	if err := s.Sign(m, signer.Credentials{Secret: secret}, now); err != nil {
		t.Fatal(err)
	}
	v := signer.NewVerifier(secrets(secret), signer.WithClock(func() time.Time { return now }))
	if _, err := v.Verify(context.Background(), s, m); err != nil {
		t.Errorf("verify: %v: %v", err, errors.Unwrap(err))
	}
	if s.Scheme().Nonce.Length > 0 {
		if _, err := v.Verify(context.Background(), s, m); !errors.Is(err, signer.ErrReplay) {
			t.Errorf("the same message again: %v", err)
		}
	}
}

func timestampOf(t *testing.T, m *signer.Message, rule signer.TimestampRule) time.Time {
	t.Helper()
	for _, v := range append(m.Header, m.Query...) {
		if strings.EqualFold(v.Name, rule.Header+rule.Query) {
			n, err := strconv.ParseInt(v.Value, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			if rule.Unit == signer.Seconds {
				return time.Unix(n, 0)
			}
			return time.UnixMilli(n)
		}
	}
	t.Fatal("the case has no timestamp")
	return time.Time{}
}

// secrets is a store with one secret, whoever asks.
type secrets string

func (s secrets) Secrets(context.Context, string) ([]string, error) { return []string{string(s)}, nil }

func readYAML(t *testing.T, file string) *document.Node {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n, err := document.Parse(filepath.ToSlash(file), data)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func readScheme(t *testing.T, file string) *signer.Signer {
	t.Helper()
	scheme, errs := ParseSignature("", readYAML(t, file))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	s, err := signer.New(*scheme)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// message makes the message of a case.
func message(c *document.Node) *signer.Message {
	m := &signer.Message{Method: text(c.Get("method")), Path: text(c.Get("path")), RawQuery: text(c.Get("raw-query")), Body: []byte(text(c.Get("body")))}
	m.Query = pairs(m.RawQuery)
	if raw := text(c.Get("raw-form")); raw != "" {
		m.Form, m.Body = pairs(raw), []byte(raw)
	}
	for _, list := range []struct {
		name string
		to   *[]signer.Value
	}{{"header", &m.Header}, {"query", &m.Query}, {"form", &m.Form}, {"credentials", &m.Credentials}} {
		n := c.Get(list.name)
		for i := 0; n != nil && i < len(n.Members); i++ {
			name := n.Members[i].Name
			if list.name == "header" {
				name = http.CanonicalHeaderKey(name)
			}
			*list.to = append(*list.to, signer.Value{Name: name, Value: n.Members[i].Value.Text})
		}
	}
	return m
}

// pairs returns the decoded pairs of a query or a form.
func pairs(raw string) (list []signer.Value) {
	for pair := range strings.FieldsFuncSeq(raw, func(c rune) bool { return c == '&' }) {
		name, value, _ := strings.Cut(pair, "=")
		name, _ = url.QueryUnescape(name) // those of the cases are right
		value, _ = url.QueryUnescape(value)
		list = append(list, signer.Value{Name: name, Value: value})
	}
	return list
}

func text(n *document.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// valid is a scheme; each test spoils one line of it.
const valid = `text: [{header: access-key}, {header: timestamp}, {header: nonce}, {secret: true}]
digest: md5
encoding: hex-upper
put: {header: signature}
identity: {key: {header: access-key}, claims: [{header: user-id}]}
timestamp: {header: timestamp, unit: ms, window: 600s}
nonce: {header: nonce, length: 32, alphabet: alphanumeric}
`

var signatureErrors = []struct {
	name, old, new string
	want           string // place and beginning of the one message
	rule           string
}{
	{"unknown member", "digest:", "digset:", `2:1: x-signature of s: unknown member "digset": did you mean "digest"?`, Rule},
	{"unknown digest", "md5", "md6", `2:9: x-signature of s: digest "md6" is unknown: use one of md5,`, "signature-unknown-value"},
	{"missing digest", "digest: md5\n", "", `1:1: x-signature of s: digest is missing`, "signature-missing"},
	{"digest of another kind", "digest: md5", "digest: [md5]", `2:9: x-signature of s: digest is an array: it must be a string`, Rule},
	{"unknown part", "{header: nonce}", "{heeder: nonce}", `1:52: x-signature of s: unknown member "heeder": did you mean "header"?`, Rule},
	{"part of two kinds", "{header: nonce}", "{header: nonce, query: nonce}", `1:51: x-signature of s: text[2] is header and query at once`, "signature-ambiguous"},
	{"empty part", "{header: nonce}", "{}", `1:51: x-signature of s: a part is empty`, Rule},
	{"secret that is no mark", "{secret: true}", "{secret: hunter2}", `1:77: x-signature of s: secret must be true`, Rule},
	{"no secret", ", {secret: true}", "", `1:7: x-signature of s: text holds no secret`, "signature-no-secret"},
	{"nothing signed", "[{header: access-key}, {header: timestamp}, {header: nonce}, {secret: true}]", "[{secret: true}]",
		`1:7: x-signature of s: text holds nothing of the message`, "signature-nothing-signed"},
	{"no text", "[{header: access-key}, {header: timestamp}, {header: nonce}, {secret: true}]", "[]",
		`1:7: x-signature of s: text is empty`, "signature-nothing-signed"},
	{"identity unsigned", "{header: access-key}, {header: timestamp}", "{header: timestamp}",
		`5:17: x-signature of s: identity.key header Access-Key is not signed`, "signature-identity-unsigned"},
	{"timestamp unsigned", "{header: timestamp}, ", "", `6:12: x-signature of s: timestamp header Timestamp is not signed`, "signature-timestamp-unsigned"},
	{"nonce unsigned", "{header: nonce}, ", "", `7:8: x-signature of s: nonce header Nonce is not signed`, "signature-nonce-unsigned"},
	{"nonce without timestamp", "timestamp: {header: timestamp, unit: ms, window: 600s}\n", "", `6:8: x-signature of s: nonce needs a timestamp`, "signature-contradiction"},
	{"unit", "unit: ms", "unit: minutes", `6:38: x-signature of s: timestamp.unit "minutes" is unknown`, "signature-unknown-value"},
	{"no unit", ", unit: ms", "", `6:12: x-signature of s: timestamp has no unit`, Rule},
	{"window", "600s", "600", `6:50: x-signature of s: window "600" is no positive duration`, Rule},
	{"negative window", "600s", "-1s", `6:50: x-signature of s: window "-1s" is no positive duration`, Rule},
	{"length", "length: 32", "length: 1e3", `7:32: x-signature of s: length "1e3" is no number of characters`, Rule},
	{"long nonce", "length: 32", "length: 100000", `7:32: x-signature of s: nonce.length 100000 is not between 1 and 256`, "signature-unknown-value"},
	{"alphabet", "alphanumeric", "emoji", `7:46: x-signature of s: nonce.alphabet "emoji" is unknown`, "signature-unknown-value"},
	{"no place to put", "put: {header: signature}\n", "", `1:1: x-signature of s: put is missing`, "signature-missing"},
	{"two places to put", "{header: signature}", "{header: signature, query: sign}", `4:6: x-signature of s: put is in several places`, "signature-ambiguous"},
	{"place used twice", "{header: signature}", "{header: User-Id}", `5:48: x-signature of s: identity.claims[0] header User-Id is put already`, "signature-contradiction"},
	{"header that is none", "{header: signature}", "{header: my signature}", `4:15: x-signature of s: put.header "my signature" is not a header name`, "signature-unknown-value"},
	{"key of a plain digest", "digest: md5", "digest: md5\nkey: {secret: true}", `3:6: x-signature of s: key has no meaning for the digest md5`, "signature-contradiction"},
	{"key from the message", "digest: md5", "digest: hmac-md5\nkey: {header: access-key}", `3:6: x-signature of s: key[0] must be one of secret`, "signature-unknown-value"},
	{"params from nowhere", "{secret: true}]", "{secret: true}, {params: {sort: bytes}}]", `1:93: x-signature of s: params has no from`, Rule},
	{"params from elsewhere", "{secret: true}]", "{secret: true}, {params: {from: [cookie]}}]", `1:101: x-signature of s: text[4].params.from[0] "cookie" is unknown`, "signature-unknown-value"},
	{"header of the transport", "{header: nonce}, {secret", "{header: nonce}, {header: content-length}, {secret",
		`1:77: x-signature of s: text[3].header content-length is set by the transport`, "signature-transport-header"},
	{"members as sent", "{secret: true}]", "{secret: true}, {params: {from: json, encode: as-sent}}]",
		`1:114: x-signature of s: text[4].params.encode has no meaning for json`, "signature-contradiction"},
	{"body that is changed", "[{header: access-key}, {header: timestamp}, {header: nonce}, {secret: true}]\ndigest: md5\nencoding: hex-upper\nput: {header: signature}",
		"[{header: access-key}, {header: timestamp}, {header: nonce}, {body: raw}, {secret: true}]\ndigest: md5\nencoding: hex-upper\nput: {json: signature}",
		`4:6: x-signature of s: put writes the signature into the body that it signs`, "signature-contradiction"},
	{"a list", valid, "[1, 2]", `1:1: x-signature of s: an array where an object belongs`, Rule},
}

func TestSignatureErrors(t *testing.T) {
	for _, test := range signatureErrors {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(valid, test.old) {
				t.Fatalf("%q is not in the valid scheme", test.old)
			}
			n, err := document.Parse("x.yaml", []byte(strings.Replace(valid, test.old, test.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			_, errs := ParseSignature("s", n)
			errs = append(errs, CheckVerifiable("s", n)...)
			if len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), "x.yaml:"+test.want) || errs[0].Rule != test.rule {
				t.Errorf("got  %v\nwant x.yaml:%s (%s)", errs, test.want, test.rule)
			}
		})
	}
}

func TestSignatureOfNothing(t *testing.T) {
	if s, errs := ParseSignature("s", nil); s != nil || errs != nil {
		t.Errorf("got %v, %v", s, errs)
	}
	odd := &document.Node{Kind: document.Object, Members: []document.Member{
		{Name: "text", Value: &document.Node{Kind: document.Array, Items: []*document.Node{nil}}}, {Name: "put"},
	}}
	if _, errs := ParseSignature("s", odd); len(errs) == 0 {
		t.Error("no error")
	}
}

func FuzzParseSignature(f *testing.F) {
	f.Add([]byte(valid))
	files, err := filepath.Glob(filepath.Join(vectors, "*", "scheme.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := document.Parse("x.yaml", data)
		if err != nil {
			return
		}
		scheme, errs := ParseSignature("s", n)
		if len(errs) > 0 {
			return
		}
		s, err := signer.New(*scheme)
		if err != nil {
			t.Fatalf("parsed without errors, but %v", err)
		}
		m := &signer.Message{Method: "POST", Path: "/a", Body: []byte(`{"a":1}`)}
		s.Sign(m, signer.Credentials{Secret: "s"}, time.UnixMilli(1715669977082))
	})
}
