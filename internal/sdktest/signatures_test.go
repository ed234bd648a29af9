package sdktest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/signer"
)

// requests is how many random requests are signed twice, by package signer and by plainRequest.
const requests = 100_000

// goldenScheme is a scheme of the golden cases, for both implementations.
type goldenScheme struct {
	name        string
	signer      *signer.Signer
	rule        rule
	credentials signer.Credentials
	plain       map[string]string // the credentials' values
}

const goldenSecret = "s3cret"

func goldenSchemes(t *testing.T) (all []goldenScheme) {
	t.Helper()
	files, err := filepath.Glob("../extension/testdata/vectors/*/scheme.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d schemes, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n, err := document.Parse(file, text)
		if err != nil {
			t.Fatal(err)
		}
		scheme, errs := extension.ParseSignature("", n)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		g := goldenScheme{name: filepath.Base(filepath.Dir(file)), signer: signer.MustNew(*scheme), plain: map[string]string{}}
		g.credentials.Secret = goldenSecret
		for _, name := range scheme.CredentialNames() {
			g.plain[name] = "value of " + name
			g.credentials.Values = append(g.credentials.Values, signer.Value{Name: name, Value: g.plain[name]})
		}
		var written bytes.Buffer
		if err := document.WriteJSON(&written, n, ""); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written.Bytes(), &g.rule); err != nil {
			t.Fatal(err)
		}
		all = append(all, g)
	}
	return all
}

// goldenStore is a store with one secret, whoever asks.
type goldenStore struct{}

func (goldenStore) Secrets(context.Context, string) ([]string, error) {
	return []string{goldenSecret}, nil
}

// recorder answers requests, and keeps them as they are on the wire.
type recorder struct{ sent []byte }

func (rec *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		return nil, err
	}
	rec.sent = b.Bytes()
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.WriteString("{}")
	return w.Result(), nil
}

// oddTexts are written in more than one way on the wire, or end what they stand in.
var oddTexts = []string{
	"a", "B", "0", "/", "%", "%2F", "%zz", "..", " ", "+", "&", "=", ";", "?", "#", `"`, `\`, "<", "{", "}", "|", "^", "`", "~", "*", "!", "'", "(", ")", "[", "]",
	"@", ":", ",", "$", "-", "_", ".", "é", "日", "\u2028", "\U0001F600", "\x00", "\n", "\t", "sign", "key",
}

func oddText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(5) {
		b.WriteString(oddTexts[r.IntN(len(oddTexts))])
	}
	return b.String()
}

func oddName(r *rand.Rand) string {
	return []string{"a", "b", "c", "A", "empty", "x y", "é"}[r.IntN(7)] + oddText(r)
}

// written is JSON that encodes itself.
type written []byte

func (v written) EncodeJSON(e *sdk.Encoder) { e.Raw(v) }

// oddJSON is an object with members of every kind, but for those of which an object may have one.
func oddJSON(r *rand.Rand) []byte {
	var b bytes.Buffer
	b.WriteString("{")
	for i := range r.IntN(5) {
		if i > 0 {
			b.WriteString([]string{",", " , ", ",\n"}[r.IntN(3)])
		}
		name, _ := json.Marshal(fmt.Sprint(oddName(r), i))
		text, _ := json.Marshal(oddText(r))
		values := []string{string(text), string(text), "1.10", "2059624776425880794", "1e3", "null", "true", `"\u0041\ud83d\ude00\/"`, `""`, `{"n": [1, {}]}`, "[]"}
		fmt.Fprintf(&b, "%s%s:%s%s", name, []string{"", " "}[r.IntN(2)], []string{"", " "}[r.IntN(2)], values[r.IntN(len(values))])
	}
	return append(b.Bytes(), '}')
}

// oddPairs is a query or a form that somebody wrote by hand.
func oddPairs(r *rand.Rand) string {
	texts := []string{"a", "b=", "c=1", "=", "", "d=~*%20+%7e", "%61=2", "e=%E4%BD%A0", "f=%C3", "sign=1", "g;h=1", "i=%zz", "j=a=b", "k=\"<>", "l=é"}
	pairs := make([]string, r.IntN(4))
	for i := range pairs {
		pairs[i] = texts[r.IntN(len(texts))]
	}
	return strings.Join(pairs, "&")
}

// writeRandom writes parameters and a body of any kind. What the scheme signs by name is among them.
func (g goldenScheme) writeRandom(w *sdk.RequestWriter, r *rand.Rand) {
	w.Path("a", "x"+oddText(r))
	w.Path("b", "x"+oddText(r))
	for i := range r.IntN(4) {
		w.Query(fmt.Sprint(oddName(r), i), oddText(r))
	}
	switch r.IntN(8) {
	case 0:
	case 1:
		w.JSON(written(oddJSON(r)))
	case 2:
		w.JSON(written("[1, 2]"))
	case 3, 4:
		fields := []byte(`{"type": "order`)
		text, _ := json.Marshal(oddText(r))
		fields = append(fields, text[1:]...)
		for i := range r.IntN(4) {
			name, _ := json.Marshal(fmt.Sprint(oddName(r), i))
			fields = fmt.Appendf(fields, ", %s: %s", name, text)
		}
		w.Form(written(append(fields, '}')))
	case 5:
		w.Raw("application/x-www-form-urlencoded", []byte("type=order&"+oddPairs(r)))
	case 6:
		w.Raw([]string{"text/plain; charset=utf-8", "application/octet-stream", "application/xml"}[r.IntN(3)], []byte(oddText(r)+"\r\n\xff"))
	case 7:
		w.Multipart("multipart/"+[]string{"form-data", "mixed", "related"}[r.IntN(3)], runtime.Multipart{{Name: oddName(r), Content: []byte(oddText(r))}})
	}
}

// What a client sends by each scheme of the golden cases has the signature that another implementation makes of the bytes on the
// wire, and a verifier accepts it.
func TestClientsSignAsAnotherImplementation(t *testing.T) {
	schemes := goldenSchemes(t)
	for i, g := range schemes {
		t.Run(g.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			wire := new(recorder)
			values := make([]sdk.Credential, len(g.credentials.Values))
			for i, v := range g.credentials.Values {
				values[i] = sdk.Credential{Name: v.Name, Field: v.Name, Value: v.Value}
			}
			client, err := sdk.New(sdk.Config{BaseURL: "https://api.example.com/base", Schemes: []sdk.Scheme{
				{Name: "golden", Signer: g.signer, Secret: sdk.Credential{Field: "Secret", Value: goldenSecret}, Values: values},
			}}, runtime.WithTransport(wire), runtime.WithoutRetry())
			if err != nil {
				t.Fatal(err)
			}
			verifier := signer.NewVerifier(goldenStore{}, signer.WithNonces(signer.NewMemoryNonces(signer.WithStart(time.Now().Add(-time.Hour)))))
			op := sdk.Endpoint[struct{}, struct{}]{Operation: sdk.Operation{ID: "op", Name: "Op", Path: "/rest/openapi/{a}/x{b}", Scheme: "golden"}}
			op.Encode = func(w *sdk.RequestWriter, _ *struct{}) { g.writeRandom(w, r) }
			signed := 0
			for range requests / len(schemes) {
				wire.sent = nil
				op.Method = []string{"GET", "POST", "PUT", "DELETE"}[r.IntN(4)]
				err := sdk.CallOnly(t.Context(), client, &op, nil, nil)
				if wire.sent == nil {
					if !strings.Contains(err.Error(), "sign the request: ") {
						t.Fatal(err)
					}
					continue
				}
				signed++
				plain := parsePlain(wire.sent)
				want, err := plain.signature(g.rule, goldenSecret, g.plain)
				got, missing := plain.sentSignature(g.rule)
				if err != nil || missing != nil || got != want {
					t.Fatalf("sent %q\nwith the signature %s, %v; want %s, %v", wire.sent, got, missing, want, err)
				}
				m, err := g.receive(wire.sent)
				if err == nil {
					_, err = verifier.Verify(t.Context(), g.signer, m)
				}
				if err != nil {
					t.Fatalf("sent %q\nnot accepted: %v: %v", wire.sent, err, errors.Unwrap(err))
				}
			}
			if signed < requests/len(schemes)/10 {
				t.Errorf("%d requests of %d were signed", signed, requests/len(schemes))
			}
		})
	}
}

// sentSignature returns the signature that a request holds.
func (r plainRequest) sentSignature(d rule) (string, error) {
	if err := r.readForm(d); err != nil {
		return "", err
	}
	put := d["put"].(rule)
	for _, in := range []string{"header", "query", "form", "json"} {
		if name, ok := put[in].(string); ok {
			return r.at(in, name)
		}
	}
	return "", errPlain
}

// receive returns the message of a request that a server received.
func (g goldenScheme) receive(raw []byte) (*signer.Message, error) {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	m, err := g.signer.Message(r, body)
	if err != nil {
		return nil, err
	}
	m.Credentials = g.credentials.Values
	return m, nil
}

// Requests that nobody's client makes have one signature too, or none, for both implementations.
func TestServersReadRequestsAsAnotherImplementation(t *testing.T) {
	schemes := goldenSchemes(t)
	r := rand.New(rand.NewPCG(2, 2))
	signed, refused := 0, 0
	for i := range requests {
		g := schemes[i%len(schemes)]
		raw := g.rawRequest(r)
		if _, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw))); err != nil {
			continue
		}
		var got string
		m, err := g.receive(raw)
		if err == nil {
			var signature []byte
			signature, err = g.signer.AppendSignature([]byte(g.signer.Scheme().Put.Prefix), m, goldenSecret)
			got = string(signature)
		}
		want, plainErr := parsePlain(raw).signature(g.rule, goldenSecret, g.plain)
		switch {
		case (err == nil) != (plainErr == nil):
			t.Fatalf("%s: %q\nhas the signature %s, %v; the other has %s, %v", g.name, raw, got, errors.Join(err, errors.Unwrap(err)), want, plainErr)
		case err != nil:
			refused++
		case got != want:
			t.Fatalf("%s: %q\nhas the signature %s, not %s", g.name, raw, got, want)
		default:
			signed++
		}
	}
	if signed < requests/10 || refused < requests/10 {
		t.Errorf("of %d requests, %d have a signature and %d have none", requests, signed, refused)
	}
}

// named returns the names of the headers, or of what else is of a kind, that the scheme signs by name.
func (g goldenScheme) named(kind string) (names []string) {
	for _, part := range g.rule["text"].([]any) {
		if name, ok := part.(rule)[kind].(string); ok {
			names = append(names, name)
		}
	}
	return names
}

// rawRequest returns the bytes of a request, odd everywhere.
func (g goldenScheme) rawRequest(r *rand.Rand) []byte {
	paths := []string{"/", "/", "a", "%2F", "%2f", "%41", `"`, "é", "..", ";", "@", "[", "^", "~", "*", "'", "%22", "<"}
	var b bytes.Buffer
	b.WriteString([]string{"GET", "POST", "PATCH"}[r.IntN(3)] + " /rest/openapi/")
	for range r.IntN(4) {
		b.WriteString(paths[r.IntN(len(paths))])
	}
	query := oddPairs(r)
	for _, name := range g.named("query") {
		if r.IntN(20) > 0 {
			query += "&" + name + "=" + []string{"x", "%20x", "~*", ""}[r.IntN(4)]
		}
	}
	if query != "" || r.IntN(2) == 0 {
		b.WriteString("?" + strings.ReplaceAll(query, " ", "+"))
	}
	b.WriteString(" HTTP/1.1\r\nHost: api.example.com\r\n")
	for _, name := range g.named("header") {
		for range []int{0, 2, 1, 1, 1, 1, 1, 1, 1, 1}[r.IntN(10)] {
			fmt.Fprintf(&b, "%s: %s\r\n", name, []string{"1715669977082", " x y ", "", "é", "\u00a0x"}[max(r.IntN(20)-15, 0)])
		}
	}
	body := ""
	for range 1 + r.IntN(20)/19 {
		switch r.IntN(8) {
		case 0, 1:
			body = string(oddJSON(r))
			b.WriteString("Content-Type: application/json\r\n")
		case 2:
			body = []string{`{"a":1,"a":2}`, `{"a":"\ud800"}`, `{"a":"\ud83d\ude00\\ud800"}`, "{\"a\":\"\xff\"}", `{"a":1} `, `{"a":1}x`, `[1]`, `null`, " ", `{"a":01}`, `{"é":"\u00e9"}`}[r.IntN(11)]
			b.WriteString([]string{"", "Content-Type: text/json\r\n"}[r.IntN(2)])
		case 3, 4, 5:
			body = "type=order&" + oddPairs(r)
			b.WriteString("Content-Type: " + []string{"application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded; charset=utf-8", "application/x-www-form-urlencoded; charset", "multipart/form-data; boundary=x"}[min(r.IntN(8), 3)] + "\r\n")
		case 6:
			body = oddText(r)
			b.WriteString("Content-Type: text/plain\r\n")
		}
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return b.Bytes()
}
