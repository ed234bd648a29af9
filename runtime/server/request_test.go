package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/runtime/server"
)

// readRoute answers with what read makes of a request.
func readRoute(path string, readRequest func(r *sdk.RequestReader) string) sdk.Route {
	return sdk.Route{
		Operation: sdk.Operation{ID: "read", Name: "Test.Read", Method: "GET", Path: path, Envelope: testEnvelope},
		Serve: func(_ context.Context, r *sdk.RequestReader, e *sdk.Encoder) error {
			text := readRequest(r)
			if err := r.Err(); err != nil {
				return err
			}
			e.String(text)
			return nil
		},
	}
}

func get(t *testing.T, h http.Handler, target string, header http.Header) answer {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	r.Header = header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return read(t, w.Result())
}

func TestRequestReaderReadsParameters(t *testing.T) {
	type reader = func(r *sdk.RequestReader) string
	text := func(r *sdk.RequestReader) string { return r.Query("v").String() }
	integer := func(r *sdk.RequestReader) string { return fmt.Sprint(r.Query("v").Int64()) }
	boolean := func(r *sdk.RequestReader) string { return fmt.Sprint(r.Query("v").Bool()) }
	float := func(r *sdk.RequestReader) string { return fmt.Sprint(r.Query("v").Float64()) }
	decimal := func(r *sdk.RequestReader) string { return r.Query("v").Decimal().String() }
	optional := func(r *sdk.RequestReader) string {
		if p := r.Query("v"); p.Present() {
			return p.String()
		}
		return "none"
	}
	list := func(r *sdk.RequestReader) string {
		var list []int64
		for p := range r.Query("v").All() {
			list = append(list, p.Int64())
		}
		return fmt.Sprint(list)
	}
	requiredList := func(r *sdk.RequestReader) string {
		n := 0
		for range r.Query("v").Required().All() {
			n++
		}
		return fmt.Sprint(n)
	}
	fromHeader := func(r *sdk.RequestReader) string { return r.Header("x-trace").String() }
	headerList := func(r *sdk.RequestReader) string {
		var list []string
		for p := range r.Header("X-Trace").All() {
			list = append(list, p.String())
		}
		return strings.Join(list, "|")
	}
	for _, c := range []struct {
		name   string
		read   reader
		query  string
		header []string
		data   string
		msg    string // of a failure
	}{
		{name: "text", read: text, query: "v=a%20%2B+b", data: "a + b"},
		{name: "empty text", read: text, query: "v=", data: ""},
		{name: "missing", read: text, query: "w=1", msg: "query parameter v: required, but missing"},
		{name: "twice", read: text, query: "v=1&v=2", msg: "query parameter v: given 2 times"},
		{name: "malformed query", read: text, query: "v=%zz", msg: `the query is malformed: invalid URL escape "%zz"`},
		{name: "semicolon", read: text, query: "v=1;w=2", msg: "the query is malformed: invalid semicolon separator in query"},
		{name: "integer", read: integer, query: "v=-9223372036854775808", data: "-9223372036854775808"},
		{name: "fraction", read: integer, query: "v=1.5", msg: `query parameter v: expected a 64-bit integer, got "1.5"`},
		{name: "too large", read: integer, query: "v=9223372036854775808", msg: `query parameter v: expected a 64-bit integer, got "9223372036854775808"`},
		{name: "empty integer", read: integer, query: "v=", msg: `query parameter v: expected a 64-bit integer, got ""`},
		{name: "missing integer", read: integer, query: "", msg: "query parameter v: required, but missing"},
		{name: "true", read: boolean, query: "v=true", data: "true"},
		{name: "false", read: boolean, query: "v=false", data: "false"},
		{name: "other boolean", read: boolean, query: "v=yes", msg: `query parameter v: expected true or false, got "yes"`},
		{name: "number", read: float, query: "v=1e3", data: "1000"},
		{name: "infinity", read: float, query: "v=Inf", msg: `query parameter v: expected a number, got "Inf"`},
		{name: "hexadecimal", read: float, query: "v=0x1p4", msg: `query parameter v: expected a number, got "0x1p4"`},
		{name: "decimal", read: decimal, query: "v=19.90", data: "19.90"},
		{name: "no decimal", read: decimal, query: "v=19,90", msg: `query parameter v: expected a number, got "19,90"`},
		{name: "absent", read: optional, query: "", data: "none"},
		{name: "present", read: optional, query: "v=x", data: "x"},
		{name: "list", read: list, query: "v=1&v=2", data: "[1 2]"},
		{name: "empty list", read: list, query: "", data: "[]"},
		{name: "list with text", read: list, query: "v=1&v=x", msg: `query parameter v: expected a 64-bit integer, got "x"`},
		{name: "required list", read: requiredList, query: "v=1&v=2", data: "2"},
		{name: "missing list", read: requiredList, query: "", msg: "query parameter v: required, but missing"},
		{name: "header", read: fromHeader, header: []string{"abc"}, data: "abc"},
		{name: "missing header", read: fromHeader, msg: "header parameter x-trace: required, but missing"},
		{name: "header twice", read: fromHeader, header: []string{"a", "b"}, msg: "header parameter x-trace: given 2 times"},
		{name: "list in headers", read: headerList, header: []string{"a, b", "c"}, data: "a|b|c"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newOpen([]sdk.Route{readRoute("/x", c.read)}, silent)
			a := get(t, h, "/x?"+c.query, http.Header{"X-Trace": c.header})
			if c.msg != "" {
				a.want(t, 400, "400", c.msg)
			} else if a.status != 200 || string(a.Data) != fmt.Sprintf("%q", c.data) {
				t.Errorf("answered %s, want %q", a.text, c.data)
			}
		})
	}
}

func TestRequestReaderKeepsTheFirstError(t *testing.T) {
	h := newOpen([]sdk.Route{readRoute("/x", func(r *sdk.RequestReader) string {
		r.Query("first").Int64()
		r.Query("second").Int64()
		r.Body()
		return ""
	})}, silent)
	get(t, h, "/x?first=a", nil).want(t, 400, "400", `query parameter first: expected a 64-bit integer, got "a"`)
}

func TestRequestReaderOptionalBody(t *testing.T) {
	route := readRoute("/x", func(r *sdk.RequestReader) string {
		if d, ok := r.OptionalBody(); ok {
			return d.String()
		}
		return "none"
	})
	h := newOpen([]sdk.Route{route}, silent)
	for body, want := range map[string]string{``: `"none"`, `null`: `"none"`, `"text"`: `"text"`} {
		r := httptest.NewRequest("GET", "/x", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if a := read(t, w.Result()); string(a.Data) != want {
			t.Errorf("body %s: answered %s", body, a.text)
		}
	}
}

func TestServerFindsPaths(t *testing.T) {
	var routes []sdk.Route
	for _, path := range []string{
		"/", "/orders", "/orders/{id}", "/orders/{id}/items", "/orders/{id}/items/{item}", "/orders/last", "/files/{name}.json",
		"/files/{name}", "/files/x{name}.json", "/shops/{shop}/last", "/shops/first/{item}", "/a b/{id}",
	} {
		routes = append(routes, readRoute(path, func(r *sdk.RequestReader) string {
			text := path
			for _, name := range []string{"id", "item", "name", "shop"} {
				if p := r.Path(name); p.Present() {
					text += " " + name + "=" + p.String()
				}
			}
			return text
		}))
	}
	h := newOpen(routes, silent)
	for target, want := range map[string]string{
		"/":                     "/",
		"/orders":               "/orders",
		"/orders/":              "",
		"/orders/7":             "/orders/{id} id=7",
		"/orders/a%20b":         "/orders/{id} id=a b",
		"/orders/a%2Fb":         "/orders/{id} id=a/b",
		"/orders/%E6%88%90":     "/orders/{id} id=成",
		"/orders/last":          "/orders/last",
		"/orders/l%61st":        "/orders/last",
		"/orders/last/items":    "/orders/{id}/items id=last",
		"/orders/7/items":       "/orders/{id}/items id=7",
		"/orders/7/items/9":     "/orders/{id}/items/{item} id=7 item=9",
		"/orders/7/items/":      "",
		"/orders//items":        "",
		"/orders/7/things":      "",
		"/orders%2F7":           "",
		"/files/a.json":         "/files/{name}.json name=a",
		"/files/xa.json":        "/files/x{name}.json name=a",
		"/files/.json":          "/files/{name} name=.json",
		"/files/a.txt":          "/files/{name} name=a.txt",
		"/shops/first/last":     "/shops/first/{item} item=last",
		"/shops/second/last":    "/shops/{shop}/last shop=second",
		"/shops/second/first":   "",
		"/a%20b/7":              "/a b/{id} id=7",
		"/orders/7?orders=last": "/orders/{id} id=7",
	} {
		t.Run(target, func(t *testing.T) {
			a := get(t, h, target, nil)
			switch {
			case want == "" && a.status != 404:
				t.Errorf("answered %s, want 404", a.text)
			case want != "" && string(a.Data) != fmt.Sprintf("%q", want):
				t.Errorf("answered %s, want %q", a.text, want)
			}
		})
	}
}

func TestServerBasePath(t *testing.T) {
	h := newOpen([]sdk.Route{readRoute("/x", func(*sdk.RequestReader) string { return "" })}, silent,
		server.WithBasePath("/api/v1/"))
	for target, status := range map[string]int{"/api/v1/x": 200, "/x": 404, "/api/v1": 404, "/api/v1x": 404} {
		if a := get(t, h, target, nil); a.status != status {
			t.Errorf("%s: answered %d", target, a.status)
		}
	}
}

func TestServerRefusesRoutesItCannotTellApart(t *testing.T) {
	for name, c := range map[string]struct {
		paths []string
		want  string
	}{
		"same path":        {[]string{"/x", "/x"}, "both answer GET /x"},
		"same shape":       {[]string{"/x/{a}", "/x/{b}"}, "both answer GET /x/{b}"},
		"two side by side": {[]string{"/x/{a}{b}"}, "something must stand between two parameters"},
		"no end":           {[]string{"/x/{a"}, "every brace must be closed"},
		"relative":         {[]string{"x"}, "does not begin with a slash"},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, c.want) {
					t.Errorf("panicked with %q, want %q", text, c.want)
				}
			}()
			var routes []sdk.Route
			for _, path := range c.paths {
				routes = append(routes, readRoute(path, nil))
			}
			newOpen(routes)
		})
	}
}
