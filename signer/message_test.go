package signer_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/signertest"
)

// everything is a scheme that looks at all of a request.
func everything() signer.Scheme {
	return signer.Scheme{
		Text: []signer.Part{
			{Method: true}, {Path: true}, {Header: "host"}, {Header: "x-time"}, {Secret: true},
			{Params: signer.Params{From: []signer.Source{signer.FromQuery, signer.FromForm}, Pair: "=", Join: "&"}},
		},
		Joiner: "\n", Digest: signer.SHA256, Encoding: signer.HexLower, Put: signer.Put{Place: signer.Place{Header: "x-sign"}},
	}
}

func TestMessageOfARequest(t *testing.T) {
	body := "f=1%202&g="
	r := httptest.NewRequest("POST", "http://api.example/a%20b%2Fc?y=%26&x=1+2&&flag", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("X-Time", "now")
	r.Header.Set("X-Other", "ignored")
	s := signer.MustNew(everything())
	m, err := s.Message(r, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Text(m, "s3cret")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"POST", "/a%20b%2Fc", "api.example", "now", "s3cret", "y=&&x=1 2&flag=&f=1 2&g="}
	if !slices.Equal(text, want) {
		t.Errorf("got  %q\nwant %q", text, want)
	}
	if slices.ContainsFunc(m.Header, func(v signer.Value) bool { return v.Name == "X-Other" }) {
		t.Error("the message holds a header that the scheme does not need")
	}
}

func TestRequestsThatCouldBeReadInTwoWays(t *testing.T) {
	tests := []struct {
		name   string
		change func(*http.Request)
		body   string
		want   error
	}{
		{"repeated header", func(r *http.Request) { r.Header.Add("X-Time", "later") }, "", signer.ErrRepeated},
		{"repeated signature", func(r *http.Request) { r.Header["X-Sign"] = []string{"a", "b"} }, "", signer.ErrRepeated},
		{"repeated parameter", func(r *http.Request) { r.URL.RawQuery = "a=1&%61=2" }, "", signer.ErrRepeated},
		{"parameter in query and form", func(r *http.Request) { r.URL.RawQuery = "a=1" }, "a=2", signer.ErrRepeated},
		{"semicolon", func(r *http.Request) { r.URL.RawQuery = "a=1;b=2" }, "", nil},
		{"broken escape", func(r *http.Request) { r.URL.RawQuery = "a=%zz" }, "", nil},
		{"broken name", func(r *http.Request) { r.URL.RawQuery = "%zz=1" }, "", nil},
		{"multipart", func(r *http.Request) { r.Header.Set("Content-Type", "multipart/form-data; boundary=x") }, "", nil},
		{"form under a broken type", func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset") }, "a=1", nil},
		{"missing header", func(r *http.Request) { r.Header.Del("X-Time") }, "", signer.ErrMissing},
		{"header with a space", func(r *http.Request) { r.Header.Set("X-Time", " now") }, "", nil},
		{"two content types", func(r *http.Request) { r.Header.Add("Content-Type", "application/json") }, "", signer.ErrRepeated},
		{"path that should be escaped", func(r *http.Request) { r.URL.Path, r.URL.RawPath = `/a/b"`, `/a%2Fb"` }, "", nil},
		{"path in other bytes", func(r *http.Request) { r.URL.Path, r.URL.RawPath = "/é", "/é" }, "", nil},
		{"path that something cleaned", func(r *http.Request) { r.URL.Path, r.URL.RawPath = "/b", "/a%2F..%2Fb" }, "", nil},
		{"many parameters", func(r *http.Request) { r.URL.RawQuery = strings.Repeat("&a=1", 10_001) }, "", nil},
		{"many fields", func(*http.Request) {}, strings.Repeat("a&", 10_001), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://api.example/", strings.NewReader(test.body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Time", "now")
			test.change(r)
			s := signer.MustNew(everything())
			m, err := s.Message(r, []byte(test.body))
			if err == nil {
				_, err = s.AppendSignature(nil, m, "s")
			}
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestLookup(t *testing.T) {
	m := &signer.Message{
		Header: []signer.Value{{Name: "X-Time", Value: "now"}},
		Query:  []signer.Value{{Name: "q", Value: "1"}, {Name: "q", Value: "2"}},
		Body:   []byte(`{"id": 7, "list": []}`),
	}
	for p, want := range map[signer.Place]string{{Header: "x-time"}: "now", {JSON: "id"}: "7"} {
		if value, found, err := m.Lookup(p); value != want || !found || err != nil {
			t.Errorf("%s: got %q, %t, %v", p, value, found, err)
		}
	}
	for _, p := range []signer.Place{{}, {Form: "q"}, {JSON: "other"}} {
		if value, found, err := m.Lookup(p); found || err != nil {
			t.Errorf("%s: got %q, %t, %v", p, value, found, err)
		}
	}
	if _, _, err := m.Lookup(signer.Place{Query: "q"}); !errors.Is(err, signer.ErrRepeated) {
		t.Errorf("a repeated parameter: %v", err)
	}
	if _, _, err := m.Lookup(signer.Place{JSON: "list"}); err == nil {
		t.Error("a list is no value")
	}
}

// What Sign writes is what it signed, and what was there already stays as it was.
func TestSignWritesWhatIsSent(t *testing.T) {
	list := []signer.Value{{Name: "a b", Value: "~*+ é"}, {Name: "c", Value: ""}}
	const canonical = "a+b=~%2A%2B+%C3%A9&c=" // of list
	raw := signer.Scheme{
		Text:   []signer.Part{{Params: signer.Params{From: []signer.Source{signer.FromQuery}, Pair: "=", Join: "&", Encode: signer.EscapeAsSent}}, {Body: signer.BodyRaw}},
		Joiner: "\n", Digest: signer.HMACSHA256, Encoding: signer.HexLower, Put: signer.Put{Place: signer.Place{Query: "sign"}},
	}
	fields := raw
	fields.Text = []signer.Part{{Params: signer.Params{From: []signer.Source{signer.FromForm}, Pair: "=", Join: "&", Encode: signer.EscapeAsSent}}}
	fields.Put = signer.Put{Place: signer.Place{Form: "sign"}}
	inside := raw // the form that it signs as a body
	inside.Identity = signer.IdentityRule{Key: signer.Place{Form: "key"}}
	for name, test := range map[string]struct {
		scheme            signer.Scheme
		m                 signer.Message
		text, query, body string // without the signature
		contentType       string
	}{
		"query and form":         {raw, signer.Message{Query: list, Form: list}, canonical + "\n" + canonical, canonical + "&sign=", canonical, "application/x-www-form-urlencoded"},
		"query as it is":         {raw, signer.Message{RawQuery: "a%20b=~*+%20%c3%a9&&c", Query: list}, "a%20b=~*+%20%c3%a9&c=\n", "a%20b=~*+%20%c3%a9&&c&sign=", "", ""},
		"no query":               {raw, signer.Message{Body: []byte("{}")}, "\n{}", "sign=", "{}", ""},
		"form":                   {fields, signer.Message{Form: list}, canonical, "", canonical + "&sign=", "application/x-www-form-urlencoded"},
		"form as it is":          {fields, signer.Message{Form: list, Body: []byte("a%20b=~*+%20%c3%a9&c")}, "a%20b=~*+%20%c3%a9&c=", "", "a%20b=~*+%20%c3%a9&c&sign=", "application/x-www-form-urlencoded"},
		"form that is begun":     {fields, signer.Message{}, "", "", "sign=", "application/x-www-form-urlencoded"},
		"identity in the form":   {inside, signer.Message{Form: list}, "\n" + canonical + "&key=alice", "sign=", canonical + "&key=alice", "application/x-www-form-urlencoded"},
		"identity in a new form": {inside, signer.Message{}, "\nkey=alice", "sign=", "key=alice", "application/x-www-form-urlencoded"},
	} {
		s, m := signer.MustNew(test.scheme), test.m
		credentials := signer.Credentials{Secret: "s", Values: []signer.Value{{Name: "key", Value: "alice"}}}
		if err := s.Sign(&m, credentials, now); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		mac := hmac.New(sha256.New, []byte("s"))
		mac.Write([]byte(test.text))
		signature := hex.EncodeToString(mac.Sum(nil))
		for got, want := range map[string]string{m.RawQuery: test.query, string(m.Body): test.body} {
			if strings.HasSuffix(want, "sign=") {
				want += signature
			}
			if got != want {
				t.Errorf("%s: sends %q, want %q", name, got, want)
			}
		}
		if got := *header(&m, "Content-Type"); got != test.contentType {
			t.Errorf("%s: the content type is %q", name, got)
		}
	}
}

// A body is a form, or it is not: whatever the client thinks, it refuses what the server would.
func TestSignRefusesOtherBodies(t *testing.T) {
	form := everything()
	inJSON := form
	inJSON.Put = signer.Put{Place: signer.Place{JSON: "sign"}}
	list := []signer.Value{{Name: "a", Value: "1"}}
	for name, test := range map[string]struct {
		scheme      signer.Scheme
		contentType string
		m           signer.Message
	}{
		"multipart":                {form, "multipart/form-data; boundary=x", signer.Message{Body: []byte("--x--")}},
		"form of another type":     {form, "application/json", signer.Message{Form: list}},
		"type that cannot be read": {form, "application/x-www-form-urlencoded; charset", signer.Message{Body: []byte("a=1")}},
		"form that is broken":      {form, "application/x-www-form-urlencoded", signer.Message{Body: []byte("a=%zz")}},
		"member of a form":         {inJSON, "application/x-www-form-urlencoded", signer.Message{Form: list}},
		"member of text":           {inJSON, "text/plain", signer.Message{Body: []byte("hello")}},
	} {
		m := test.m
		m.Header = []signer.Value{{Name: "Content-Type", Value: test.contentType}, {Name: "Host", Value: "h"}, {Name: "X-Time", Value: "now"}}
		if err := signer.MustNew(test.scheme).Sign(&m, signer.Credentials{Secret: "s"}, now); err == nil {
			t.Errorf("%s is signed", name)
		}
	}
}

func TestPathPart(t *testing.T) {
	scheme := signer.Scheme{
		Text:   []signer.Part{{Path: true, After: "/openapi/"}, {Secret: true}},
		Digest: signer.MD5, Encoding: signer.HexLower, Put: signer.Put{Place: signer.Place{Query: "sign"}},
	}
	s := signer.MustNew(scheme)
	for path, want := range map[string]string{
		"/openapi/param2/1": "param2/1", "/gateway/openapi/a/openapi/b%2F": "a/openapi/b%2F", "/openapi/": "",
	} {
		if text, err := s.Text(&signer.Message{Path: path}, "s"); err != nil || text[0] != want {
			t.Errorf("%s: %q, %v", path, text, err)
		}
	}
	if _, err := s.AppendSignature(nil, &signer.Message{Path: "/open"}, "s"); err == nil {
		t.Error("a path without the prefix is signed")
	}
}

func TestNestedValuesMustBeDeclared(t *testing.T) {
	scheme := everything()
	scheme.Text = []signer.Part{{Secret: true}, {Params: signer.Params{From: []signer.Source{signer.FromJSON}, Pair: "=", Join: "&"}}}
	m := &signer.Message{Body: []byte(`{"a":1,"o":{"b": 2}}`)}
	if _, err := signer.MustNew(scheme).AppendSignature(nil, m, "s"); err == nil || !strings.Contains(err.Error(), "json member o") {
		t.Errorf("got %v", err)
	}
	scheme.Text[1].Params.Nested = signer.NestedRaw
	if text, err := signer.MustNew(scheme).Text(m, "s"); err != nil || text[1] != `a=1&o={"b": 2}` {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestTheSignatureDoesNotSignItself(t *testing.T) {
	scheme := signer.Scheme{
		Text:   []signer.Part{{Params: signer.Params{From: []signer.Source{signer.FromQuery}, Pair: "=", Join: "&"}}, {Secret: true}},
		Digest: signer.MD5, Encoding: signer.HexLower, Put: signer.Put{Place: signer.Place{Query: "sign"}},
	}
	s := signer.MustNew(scheme)
	m := &signer.Message{Query: []signer.Value{{Name: "a", Value: "1"}}}
	if err := s.Sign(m, signer.Credentials{Secret: "s"}, now); err != nil {
		t.Fatal(err)
	}
	again, err := s.AppendSignature(nil, m, "s")
	if err != nil || string(again) != m.Query[1].Value {
		t.Errorf("got %s, %v; want %s", again, err, m.Query[1].Value)
	}
	if err := s.Sign(m, signer.Credentials{Secret: "s"}, now); err == nil {
		t.Error("a message is signed twice")
	}
}

func TestSignKeepsGivenValues(t *testing.T) {
	m := &signer.Message{Header: []signer.Value{
		{Name: "Access-Key", Value: "given"}, {Name: "Timestamp", Value: "2016-01-01 12:00:00"}, {Name: "Nonce-Str", Value: "nonce-str"},
	}}
	if err := signer.MustNew(signertest.PandaPon()).Sign(m, credentials("other", "s"), now); err != nil {
		t.Fatal(err)
	}
	if *header(m, "Access-Key") != "given" || *header(m, "Timestamp") != "2016-01-01 12:00:00" || *header(m, "Nonce-Str") != "nonce-str" {
		t.Errorf("got %v", m.Header)
	}
}

func TestSignMakesFreshNonces(t *testing.T) {
	const n = 2000
	seen := map[string]bool{}
	count := map[rune]int{}
	for range n {
		nonce := *header(signed(t, "alice", "s"), "Nonce-Str")
		if len(nonce) != 32 || seen[nonce] {
			t.Fatalf("nonce %q", nonce)
		}
		seen[nonce] = true
		for _, c := range nonce {
			count[c]++
		}
	}
	if len(count) != 62 {
		t.Errorf("the nonces are made of %d characters, not of 62 letters and digits", len(count))
	}
	first := 0
	for _, c := range "ABCDEFGH" { // 256 is 4 times 62 and 8: what a careless remainder favours
		first += count[c]
	}
	if share := float64(first) / (n * 32); share < 0.115 || share > 0.143 { // 8/62 is 0.129; ten standard deviations either way
		t.Errorf("the first 8 characters have a share of %.3f", share)
	}
}

func TestSignWithoutAnIdentity(t *testing.T) {
	err := signer.MustNew(signertest.PandaPon()).Sign(&signer.Message{}, signer.Credentials{Secret: "s"}, now)
	if !errors.Is(err, signer.ErrMissing) || !strings.Contains(err.Error(), "Access-Key") {
		t.Errorf("got %v", err)
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("a=1&b=%20", "application/x-www-form-urlencoded", "c=2", "/a%20b")
	f.Add("", "application/json", `{"a":1}`, "/")
	f.Add("a=1;b", "multipart/form-data", "", "//")
	scheme := everything()
	scheme.Text[5].Params.From = []signer.Source{signer.FromQuery, signer.FromForm, signer.FromJSON}
	s := signer.MustNew(scheme)
	f.Fuzz(func(t *testing.T, query, contentType, body, path string) {
		r, err := http.NewRequest("POST", "http://api.example/", io.NopCloser(strings.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.URL.RawQuery, r.URL.Path = query, path
		r.Header["Content-Type"], r.Header["X-Time"] = []string{contentType}, []string{"now"}
		m, err := s.Message(r, []byte(body))
		if err != nil {
			return
		}
		one, err := s.AppendSignature(nil, m, "s")
		two, again := s.AppendSignature(nil, m, "s")
		if string(one) != string(two) || (err == nil) != (again == nil) || err == nil && len(one) != 64 {
			t.Errorf("%s, %v then %s, %v", one, err, two, again)
		}
	})
}
