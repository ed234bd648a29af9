package sdk

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

func TestTokensGoWhereTheyAreAskedFor(t *testing.T) {
	var got *http.Request
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r }))
	defer s.Close()
	config := Config{BaseURL: s.URL, Tokens: []TokenScheme{
		{Name: "bearer", In: "header", Key: "Authorization", Prefix: "Bearer "},
		{Name: "basic", In: "header", Key: "Authorization", Prefix: "Basic ", Basic: true},
		{Name: "key", In: "query", Key: "api key"},
		{Name: "session", In: "cookie", Key: "sid"},
	}}
	call := func(asked [][]string, opts ...runtime.CallOption) (string, error) {
		c, err := New(config, runtime.WithToken("key", "k&1"), runtime.WithToken("session", "s1"))
		if err != nil {
			t.Fatal(err)
		}
		e := Endpoint[struct{}, struct{}]{Operation: Operation{Name: "X", Method: "GET", Path: "/x", Tokens: asked}}
		if err := CallOnly(t.Context(), c, &e, nil, opts); err != nil {
			return "", err
		}
		return got.Header.Get("Authorization") + "|" + got.URL.RawQuery + "|" + got.Header.Get("Cookie"), nil
	}
	for _, tt := range []struct {
		asked [][]string
		opts  []runtime.CallOption
		want  string
	}{
		{nil, nil, "||"},
		{[][]string{{"key"}}, nil, "|api+key=k%261|"},
		{[][]string{{"bearer"}, {"key", "session"}, {"key"}}, nil, "|api+key=k%261|sid=s1"},
		{[][]string{{"bearer"}}, nil, "||"},
		{[][]string{{"bearer"}}, []runtime.CallOption{runtime.WithToken("bearer", "t")}, "Bearer t||"},
		{[][]string{{"basic"}}, []runtime.CallOption{runtime.WithToken("basic", "ann:pw")}, "Basic YW5uOnB3||"},
		{[][]string{{"bearer"}}, []runtime.CallOption{runtime.WithToken("bearer", "t"), runtime.WithHeader("authorization", "own")}, "own||"},
	} {
		if sent, err := call(tt.asked, tt.opts...); err != nil || sent != tt.want {
			t.Errorf("%q: sent %q, %v, want %q", tt.asked, sent, err, tt.want)
		}
	}
	if _, err := New(config, runtime.WithToken("baerer", "secret-token")); err == nil || !strings.Contains(err.Error(), `"baerer"`) || strings.Contains(err.Error(), "secret-token") {
		t.Errorf("an unknown scheme: %v", err)
	}
	if _, err := call(nil, runtime.WithToken("none", "x")); err == nil {
		t.Error("a call takes a token for a scheme that is not there")
	}
	for _, token := range []string{"", "a\nb"} {
		if _, err := New(config, runtime.WithToken("key", token)); err == nil {
			t.Errorf("token %q is accepted", token)
		}
	}
}

func TestServersOfOperations(t *testing.T) {
	for server, want := range map[string]string{
		"": "https://api.example.com/v1/x", "https://files.example.com/a%20b/": "https://files.example.com/a%20b/x", "/v2": "https://api.example.com/v2/x",
		"http://files.example.com": "", "ftp://files.example.com": "",
	} {
		var url string
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			url = r.URL.String()
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
		})
		e := Endpoint[struct{}, struct{}]{Operation: Operation{Name: "X", Method: "GET", Path: "/x", Server: server}}
		for _, elsewhere := range []bool{false, true} {
			opts := []runtime.Option{runtime.WithTransport(transport)}
			if elsewhere {
				opts, want = append(opts, runtime.WithBaseURL("https://fake.example.com")), "https://fake.example.com/x"
			}
			c, err := New(Config{BaseURL: "https://api.example.com/v1"}, opts...)
			if err != nil {
				t.Fatal(err)
			}
			url = ""
			if err := CallOnly(t.Context(), c, &e, nil, nil); url != want || (err != nil) != (want == "") {
				t.Errorf("server %q, elsewhere %t: sent to %q, %v, want %q", server, elsewhere, url, err, want)
			}
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
