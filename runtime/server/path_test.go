package server_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/signer"
)

// What is signed is what is routed: a signature fits the one path that its sender wrote.
func TestASignatureFitsOnePath(t *testing.T) {
	rule := signer.MustNew(signer.Scheme{
		Text: []signer.Part{{Method: true}, {Path: true}}, Joiner: "\n",
		Digest: signer.HMACSHA256, Encoding: signer.HexLower, Put: signer.Put{Place: signer.Place{Header: "sign"}},
	})
	var routes []sdk.Route
	for _, path := range []string{"/users/{user}", "/users/{user}/{file}"} {
		r := readRoute(path, func(*sdk.RequestReader) string { return path })
		r.Scheme, r.Signer, r.Security = "path", rule, [][]sdk.Requirement{{{Scheme: "path"}}}
		routes = append(routes, r)
	}
	s := start(t, newSigned(signer.NewVerifier(signer.SecretMap{"": {"s3cret"}}), routes, silent))
	send := func(path, signature string) answer {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\nSign: %s\r\n\r\n", path, signature)
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, response)
	}
	paths := map[string]int{ // with what is answered to a signature of their own
		`/users/a/b%22`: 200, `/users/a%2Fb%22`: 200, `/users/a%2fb%22`: 200, `/users/a%2F%62%22`: 200,
		`/users/a%2Fb"`: 400, `/users/a/b"`: 400, "/users/é": 400, "/users/a^%2F": 400, "/users/{a}": 400,
	}
	for signed := range paths {
		m := signer.Message{Method: "GET", Path: signed}
		if err := rule.Sign(&m, signer.Credentials{Secret: "s3cret"}, time.Now()); err != nil {
			t.Fatal(err)
		}
		for path, status := range paths {
			if path != signed && status == 200 {
				status = 401
			}
			if a := send(path, m.Header[0].Value); a.status != status {
				t.Errorf("%s with the signature of %s: answered %s, want %d", path, signed, a.text, status)
			}
		}
	}
}

// Something in front of the handler that changes one form of a path and not the other makes it ambiguous.
func TestServerRefusesPathsWithTwoReadings(t *testing.T) {
	h := newOpen([]sdk.Route{readRoute("/orders/{id}", func(r *sdk.RequestReader) string { return r.Path("id").String() })}, silent)
	for name, change := range map[string]func(*http.Request){
		"cleaned": func(r *http.Request) { r.URL.Path = "/orders/b" },
		"longer":  func(r *http.Request) { r.URL.Path += "x" },
		"broken":  func(r *http.Request) { r.URL.RawPath = "/orders/%zz" },
	} {
		r := httptest.NewRequest("GET", "/orders/a%2Fb", nil)
		change(r)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if a := read(t, w.Result()); a.status != 400 || !strings.Contains(a.text, "must be escaped") {
			t.Errorf("%s: answered %s", name, a.text)
		}
	}
}
