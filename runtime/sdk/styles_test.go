package sdk

import (
	"io"
	"net/http"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

// Items are escaped before they are joined, what is signed is what travels, and the server verifies it.
func TestItemsAreEscapedBeforeTheyAreJoined(t *testing.T) {
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) { _, _ = io.WriteString(w, okAnswer) })
	c, _ := newTestClient(t, p.URL)
	for want, write := range map[string]func(*RequestWriter){
		"/tickets/1?q=x%2Cy,z":                 func(w *RequestWriter) { w.QueryList("q", ",", []string{"x,y", "z"}) },
		"/tickets/1?a=1&q=,%26&b=+&key=k":      func(w *RequestWriter) { w.Query("a", "1"); w.QueryList("q", ",", []string{"", "&"}); w.Query("b", " ") },
		"/tickets/1?q=1%7C2":                   func(w *RequestWriter) { w.QueryList("q", "|", []string{"1", "2"}) },
		"/tickets/1":                           func(w *RequestWriter) { w.QueryList("q", ",", nil) },
		"/tickets/;id=a%2Cb,%C3%A9":            func(w *RequestWriter) { w.PathStyled("id", ";id=", ",", "a,b", "é") },
		"/tickets/.a.b":                        func(w *RequestWriter) { w.PathStyled("id", ".", ".", "a", "b") },
		"/tickets/a%2Fb,%25":                   func(w *RequestWriter) { w.PathStyled("id", "", ",", "a/b", "%") },
		"error: item 1 holds the separator .":  func(w *RequestWriter) { w.PathStyled("id", ".", ".", "a", "b.c") },
		"error: item 0 holds the separator |":  func(w *RequestWriter) { w.QueryList("q", "|", []string{"a|b"}) },
		"error: an empty path":                 func(w *RequestWriter) { w.PathStyled("id", ".", ".") },
		"error: item 0 holds the separator of": func(w *RequestWriter) { w.HeaderList("X-A", []string{"a,b"}) },
	} {
		e := getEndpoint(RetrySafe)
		e.Encode = func(w *RequestWriter, _ *ticketRequest) {
			if write(w); len(w.params) == 0 && w.err == nil {
				w.Path("id", "1")
			}
		}
		var opts []runtime.CallOption
		if want == "/tickets/1?a=1&q=,%26&b=+&key=k" {
			opts = append(opts, runtime.WithQuery("key", "k"))
		}
		before := p.count()
		_, err := Call(t.Context(), c, e, nil, opts)
		switch fails := want[0] != '/'; {
		case fails != (err != nil), fails != (p.count() == before):
			t.Errorf("%s: %v", want, err)
		case !fails && p.requests[before].RequestURI != want:
			t.Errorf("%s: sent %s", want, p.requests[before].RequestURI)
		}
	}
}
