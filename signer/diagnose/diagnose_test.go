package diagnose_test

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/diagnose"
	"github.com/pandapon/pandagen/signer/internal/signertest"
)

// now is when the messages of these tests are signed.
var now = time.UnixMilli(1715669977082)

// set changes a header.
func set(name, value string) func(*signer.Message) {
	return func(m *signer.Message) {
		i := slices.IndexFunc(m.Header, func(v signer.Value) bool { return v.Name == name })
		m.Header[i].Value = value
	}
}

// upperMD5 is the digest of PandaPon's rule, written down again.
func upperMD5(text string) string { return fmt.Sprintf("%X", md5.Sum([]byte(text))) }

func TestSignature(t *testing.T) {
	const key, stamp, nonce, secret = "alice", "1715669977082", "0123456789abcdef0123456789abcdef", "secret-a"
	right := upperMD5(key + stamp + nonce + secret)
	mac := hmac.New(md5.New, []byte(secret))
	mac.Write([]byte(key + stamp + nonce))
	sum := md5.Sum([]byte(key + stamp + nonce + secret))
	tests := []struct {
		name  string
		got   string
		spoil func(*signer.Message)
		step  signer.Step
		want  string // in the first finding; empty when there is none
	}{
		{"right", right, nil, "", ""},
		{"lower case", strings.ToLower(right), nil, signer.StepDigest, "written as hex-lower: write it as hex-upper"},
		{"base64", base64.StdEncoding.EncodeToString(sum[:]), nil, signer.StepDigest, "written as base64"},
		{"base64 of hex", base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(sum[:]))), nil, signer.StepDigest, "base64 of the hex text"},
		{"white space", right + "\n", nil, signer.StepSignature, "white space around it"},
		{"hmac", strings.ToUpper(hex.EncodeToString(mac.Sum(nil))), nil, signer.StepDigest, "hmac-md5, keyed with the secret, which was not part of the text"},
		{"sha256", fmt.Sprintf("%X", sha256.Sum256([]byte(key+stamp+nonce+secret))), nil, signer.StepDigest, "digest was sha256"},
		{"order", upperMD5(key + nonce + stamp + secret), nil, signer.StepDigest, "in the order header access-key, header nonce-str, header timestamp, secret"},
		{"secret first", upperMD5(secret + key + stamp + nonce), nil, signer.StepDigest, "in the order secret,"},
		{"no nonce", upperMD5(key + stamp + secret), nil, signer.StepDigest, "header nonce-str was not signed"},
		{"no secret", upperMD5(key + stamp + nonce), nil, signer.StepDigest, "secret"},
		{"secret with line feed", upperMD5(key + stamp + nonce + secret + "\n"), nil, signer.StepDigest, "line feed at its end"},
		{"joiner", upperMD5(key + "&" + stamp + "&" + nonce + "&" + secret), nil, signer.StepDigest, `joined with "&"`},
		{"unit signed", upperMD5(key + "1715669977" + nonce + secret), nil, signer.StepDigest, "timestamp was signed in s (1715669977)"},
		{"order and case", strings.ToLower(upperMD5(key + nonce + stamp + secret)), nil, signer.StepDigest, "digest is written as hex-lower"},
		{"order and unit", upperMD5("1715669977" + key + nonce + secret), nil, signer.StepDigest, "; and the timestamp was signed in s"},
		{"another secret", upperMD5(key + stamp + nonce + "other"), nil, signer.StepDigest, "another secret"},
		{"cut off", right[:16], nil, signer.StepDigest, "8 bytes where md5 has 16"},
		{"no signature at all", "!", nil, signer.StepDigest, "neither hex nor base64"},
		{"unit", upperMD5(key + "1715669977" + nonce + secret), set("Timestamp", "1715669977"), signer.StepTimestamp, "looks like s: send ms"},
		{"clock", upperMD5(key + "1715660000000" + nonce + secret), set("Timestamp", "1715660000000"), signer.StepTimestamp, "behind the clock"},
		{"nonce length", upperMD5(key + stamp + "nonce-str" + secret), set("Nonce-Str", "nonce-str"), signer.StepNonce, "9 characters, not 32"},
		{"missing", right, set("Timestamp", ""), signer.StepTimestamp, "missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := &signer.Message{Header: []signer.Value{
				{Name: "Access-Key", Value: key}, {Name: "Timestamp", Value: stamp}, {Name: "Nonce-Str", Value: nonce}, {Name: "Signature", Value: test.got},
			}}
			if test.spoil != nil {
				test.spoil(m)
			}
			d := diagnose.Signature(signer.MustNew(signertest.PandaPon()), m, secret, now)
			if test.want == "" {
				if !d.Accepted || len(d.Findings) > 0 {
					t.Errorf("got %+v", d)
				}
				return
			}
			if len(d.Findings) == 0 || d.Findings[0].Step != test.step || !strings.Contains(d.Findings[0].Message, test.want) {
				t.Errorf("got %+v, want %q", d.Findings, test.want)
			}
			for _, f := range d.Findings {
				if strings.Contains(f.Message, secret) {
					t.Errorf("a finding tells the secret: %s", f.Message)
				}
			}
		})
	}
}

func TestSignatureOfBodies(t *testing.T) {
	sign := func(base, key string) string {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(base))
		return hex.EncodeToString(mac.Sum(nil))
	}
	const body = `{"a": 1, "b": "x y"}` + "\n"
	for got, want := range map[string]string{
		sign("42"+body, "s"):                       "",
		sign("42"+`{"a": 1, "b": "x y"}`, "s"):     "white space around it",
		sign("42"+`{"a":1,"b":"x y"}`, "s"):        "compact JSON",
		sign("42"+`{"a":1,"b":"xy"}`, "s"):         "without white space",
		sign(body, "s"):                            "credential app-key was not signed",
		sign(body+"42", "s"):                       "in the order body raw, credential app-key",
		sign("s", "42"+body):                       "key and text of the hmac were exchanged",
		sign("42"+body, " s"):                      "a space before it",
		hex.EncodeToString([]byte("not a digest")): "12 bytes where hmac-sha256 has 32",
	} {
		m := &signer.Message{
			Header:      []signer.Value{{Name: "Authorization", Value: "v1=" + got}},
			Body:        []byte(body),
			Credentials: []signer.Value{{Name: "app-key", Value: "42"}},
		}
		d := diagnose.Signature(signer.MustNew(signertest.Webhook()), m, "s", now)
		if want == "" && !d.Accepted || want != "" && (d.Accepted || len(d.Findings) == 0 || !strings.Contains(d.Findings[0].Message, want)) {
			t.Errorf("got %+v, want %q", d, want)
		}
	}
}

func TestExplainHoldsNoSecret(t *testing.T) {
	scheme := signertest.Webhook()
	scheme.Key = []signer.Part{{Secret: true}, {Literal: "&"}, {Credential: "second-key"}}
	scheme.Text = append(scheme.Text, signer.Part{Secret: true})
	m := &signer.Message{Body: []byte("body"), Credentials: []signer.Value{{Name: "app-key", Value: "42"}, {Name: "second-key", Value: "hidden-2"}}}
	e, err := diagnose.Explain(signer.MustNew(scheme), m, "hidden-1")
	if err != nil {
		t.Fatal(err)
	}
	if e.Text != "42body<secret>" || e.Sum != e.Signature || len(e.Key) != 3 {
		t.Errorf("got %+v", e)
	}
	if all := fmt.Sprintf("%+v", e); strings.Contains(all, "hidden") {
		t.Errorf("the explanation tells a secret: %s", all)
	}
}

// accepts reports whether a Verifier that knows one secret, and has seen no nonce, accepts a message.
func accepts(s *signer.Signer, m *signer.Message, secret string) bool {
	v := signer.NewVerifier(oneSecret(secret), signer.WithClock(func() time.Time { return now }), signer.WithNonces(anyNonce{}))
	_, err := v.Verify(context.Background(), s, m)
	return err == nil
}

type oneSecret string

func (s oneSecret) Secrets(context.Context, string) ([]string, error) {
	return []string{string(s)}, nil
}

type anyNonce struct{}

func (anyNonce) Consume(context.Context, signer.Use) error { return nil }

// What the verifier rejects although the secret makes the signature.
func TestRejectedWithTheRightDigest(t *testing.T) {
	request, webhook := signertest.PandaPon(), signertest.Webhook()
	unsigned := signertest.PandaPon()
	unsigned.Text = unsigned.Text[1:]
	tests := []struct {
		name   string
		scheme signer.Scheme
		secret string
		spoil  func(*signer.Message)
		step   signer.Step
		want   string
	}{
		{"no prefix", webhook, "s", func(m *signer.Message) { m.Header[0].Value = m.Header[0].Value[len("v1="):] }, signer.StepSignature, `does not begin with "v1="`},
		{"unsigned identity", unsigned, "s", func(*signer.Message) {}, signer.StepScheme, "identity.key: header Access-Key is not signed"},
		{"repeated claim", request, "s", func(m *signer.Message) {
			m.Header = append(m.Header, signer.Value{Name: "User-Id", Value: "8"})
		}, signer.StepIdentity, "more than once"},
		{"empty secret", request, "", func(*signer.Message) {}, signer.StepDigest, "empty"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := signer.MustNew(test.scheme)
			m := &signer.Message{}
			if err := s.Sign(m, credentials(test.secret), now); err != nil {
				t.Fatal(err)
			}
			test.spoil(m)
			d := diagnose.Signature(s, m, test.secret, now)
			if d.Accepted || len(d.Findings) != 1 || d.Findings[0].Step != test.step || !strings.Contains(d.Findings[0].Message, test.want) {
				t.Errorf("got %+v, want %s: %s", d, test.step, test.want)
			}
			if accepts(s, m, test.secret) {
				t.Error("the verifier accepts it")
			}
		})
	}
}

func credentials(secret string) signer.Credentials {
	return signer.Credentials{Secret: secret, Values: []signer.Value{
		{Name: "access-key", Value: "alice"}, {Name: "user-id", Value: "7"}, {Name: "app-key", Value: "42"},
		{Name: "app", Value: "alice"}, {Name: "user", Value: "7"}, {Name: "partner", Value: "p"},
	}}
}

// Whatever the scheme and whatever was changed, there are findings exactly when the verifier rejects.
func TestFindingsAgreeWithTheVerifier(t *testing.T) {
	accepted := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 2))
		scheme := signertest.RandomScheme(r, seed%2 == 0)
		m := signertest.RandomMessage(r, seed%2 == 0)
		if r.IntN(4) == 0 {
			scheme.Text = slices.Delete(scheme.Text, 0, 1) // may be what verification relies on
		}
		s, err := signer.New(scheme)
		if err != nil {
			continue // the secret, or all of the message
		}
		if err := s.Sign(m, credentials("s3cret"), now); err != nil {
			t.Fatal(err)
		}
		secret, at := "s3cret", &m.Header
		if r.IntN(2) == 0 {
			at = &m.Query
		}
		switch i := r.IntN(5); {
		case i == 0:
			secret = "another"
		case i == 1 && len(*at) > 0:
			v := &(*at)[r.IntN(len(*at))]
			v.Value = strings.TrimPrefix(v.Value, "HMAC ")
		case i == 2 && len(*at) > 0:
			(*at)[r.IntN(len(*at))].Value += "x"
		case i == 3 && len(*at) > 0:
			*at = append(*at, (*at)[r.IntN(len(*at))])
		}
		want := accepts(s, m, secret)
		if want {
			accepted++
		}
		if d := diagnose.Signature(s, m, secret, now); d.Accepted != want || (len(d.Findings) == 0) != want {
			t.Errorf("seed %d: accepted is %t: %+v", seed, want, d)
		}
	}
	if accepted == 0 {
		t.Error("every message was rejected")
	}
}

// However large a message is, the search for mistakes ends, and those that are likely are tried.
func TestMistakesInLargeMessages(t *testing.T) {
	const text = `"abcdefgh ijklmnop"`
	body := []byte(`{"b": [` + strings.Repeat(text+", ", 1<<20/len(text)) + text + `], "a": 1}`)
	members := signertest.Webhook()
	members.Text = []signer.Part{{Credential: "app-key"}, {Params: signer.Params{From: []signer.Source{signer.FromJSON}, Sort: signer.SortByBytes, Nested: signer.NestedRaw}}}
	other := members
	other.Digest = signer.HMACSHA512 // one of the last mistakes
	for want, test := range map[string]struct{ scheme, made signer.Scheme }{
		"the digest was hmac-sha512":                {members, other},
		"so large that not every mistake was tried": {signertest.Webhook(), other},
	} {
		m := &signer.Message{Body: body}
		if err := signer.MustNew(test.made).Sign(m, credentials("s"), now); err != nil {
			t.Fatal(err)
		}
		d := diagnose.Signature(signer.MustNew(test.scheme), m, "s", now)
		if d.Accepted || !slices.ContainsFunc(d.Findings, func(f diagnose.Finding) bool { return strings.Contains(f.Message, want) }) {
			t.Errorf("got %v, want %q", d.Findings, want)
		}
	}
}
