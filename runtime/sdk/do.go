package sdk

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

// Do calls what the document does not describe, as op says that the document's operations are signed and answered: op has no
// method and no path. The path is that of a URL below the base URL, and may have a query. A nil body is none, and data that
// nobody wants goes to a nil out; both are otherwise generated types, [json.RawMessage], or what encoding/json takes. The error
// is as that of [Call].
func Do(ctx context.Context, c *Client, op Operation, method, path string, body, out any, opts []runtime.CallOption) error {
	op.Method, op.Path = method, pathOf(path)
	op.Name = method + " " + op.Path
	e := Endpoint[struct{}, struct{}]{
		Operation: op,
		Encode: func(w *RequestWriter, _ *struct{}) {
			if !isMethod(method) {
				w.fail(fmt.Errorf("HTTP method %q: must be upper-case letters, such as %s", method, http.MethodPost))
			}
			w.location(path)
			w.value(body)
		},
	}
	if out != nil {
		if v := reflect.ValueOf(out); v.Kind() != reflect.Pointer || v.IsNil() {
			return &runtime.CallError{Operation: op.Name, Err: fmt.Errorf("data cannot be stored in %T: give a pointer to a value", out)}
		}
		e.Decode = func(d *Decoder, _ *struct{}) { decodeInto(d, out) }
	}
	return CallOnly(ctx, c, &e, nil, opts)
}

func isMethod(method string) bool {
	for i := range len(method) {
		if method[i] < 'A' || method[i] > 'Z' {
			return false
		}
	}
	return method != ""
}

// pathOf is what stands before the query and the fragment of a location, which may hold secrets.
func pathOf(location string) string {
	if i := strings.IndexAny(location, "?#"); i >= 0 {
		return location[:i]
	}
	return location
}

// location sets path and query.
func (w *RequestWriter) location(location string) {
	path := pathOf(location)
	u, err := url.Parse(path)
	switch {
	case err != nil:
		w.fail(fmt.Errorf("path %q: %w", path, err.(*url.Error).Err))
		return
	case !strings.HasPrefix(path, "/") || u.Host != "" || strings.Contains(location, "#"):
		w.fail(fmt.Errorf("path %q: must begin with one slash and have no fragment, such as /order/info?id=1", path))
		return
	}
	for segment := range strings.SplitSeq(path, "/") {
		if name, err := url.PathUnescape(segment); err != nil || name == "." || name == ".." {
			w.fail(fmt.Errorf("path %q: the segment %q would name another path", path, segment))
		}
	}
	w.path = completeEscapes(path)
	w.addQuery(strings.TrimPrefix(location[len(path):], "?"))
}

// completeEscapes escapes what cannot stand in a path, and leaves what is escaped already.
func completeEscapes(path string) string {
	parts := strings.Split(path, "%")
	for i, part := range parts {
		digits := min(2*i, 2) // of the escape that the part begins with
		parts[i] = part[:digits] + escapePath(part[digits:])
	}
	return strings.Join(parts, "%")
}

// addQuery adds the parameters of a query.
func (w *RequestWriter) addQuery(query string) {
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err == nil {
			value, err = url.QueryUnescape(value)
		}
		if err != nil {
			w.fail(fmt.Errorf("query: %w", err))
			return
		}
		w.query = append(w.query, signer.Value{Name: name, Value: value})
	}
}

// value writes a body of any type; nil, and a nil pointer, is none.
func (w *RequestWriter) value(body any) {
	if v := reflect.ValueOf(body); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return
	}
	switch body := body.(type) {
	case JSONEncoder:
		w.JSON(body)
	case json.RawMessage:
		if body != nil {
			w.body.Any(body)
		}
	default:
		w.body.Value(body)
	}
}

// decodeInto reads data into what a pointer leads to. Everything that was there before is gone.
func decodeInto(d *Decoder, out any) {
	reflect.ValueOf(out).Elem().SetZero()
	if out, ok := out.(JSONDecoder); ok {
		out.DecodeJSON(d)
		return
	}
	raw := d.Any()
	if raw == nil {
		return
	}
	if err := json.Unmarshal(raw, out); err != nil {
		d.fail(err)
	}
}
