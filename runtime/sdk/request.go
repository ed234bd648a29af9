package sdk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/runtime/internal/header"
	"github.com/pandapon/pandagen/runtime/internal/settings"
	"github.com/pandapon/pandagen/signer"
)

// RequestWriter collects the parts of a request. The first error sticks and becomes that of the call.
type RequestWriter struct {
	header []signer.Value
	query  []signer.Value
	params []signer.Value // of the path
	path   string         // escaped; in place of the operation's template
	cookie []signer.Value
	styled []styled       // parameters whose text is not that of their values
	form   []signer.Value // the body, when it is a form
	raw    []byte         // the body, when it is neither JSON nor a form
	body   Encoder
	checks checks
	// contentType is the body's, when it is not JSON.
	contentType string
	err         error
}

// Path sets a parameter of the path template. It is escaped; an empty value, "." and ".." are errors, because they would
// name another path.
func (w *RequestWriter) Path(name, value string) {
	if value == "" || value == "." || value == ".." {
		w.fail(fmt.Errorf("path parameter %s: %q would name another path", name, value))
	}
	w.params = append(w.params, signer.Value{Name: name, Value: value})
}

// Query adds a query parameter.
func (w *RequestWriter) Query(name, value string) {
	w.query = append(w.query, signer.Value{Name: name, Value: value})
}

// Header adds a header.
func (w *RequestWriter) Header(name, value string) {
	if err := header.CheckValue(value); err != nil {
		w.fail(fmt.Errorf("header parameter %s: %w", name, err))
	}
	w.header = append(w.header, signer.Value{Name: http.CanonicalHeaderKey(name), Value: value})
}

// Cookie adds a cookie.
func (w *RequestWriter) Cookie(name, value string) {
	if err := checkCookieValue(value); err != nil {
		w.fail(fmt.Errorf("cookie parameter %s: %w", name, err))
	}
	w.cookie = append(w.cookie, signer.Value{Name: name, Value: value})
}

// checkCookieValue reports what would end a cookie, or begin another.
func checkCookieValue(value string) error {
	for _, c := range []byte(value) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`",;\`, c) >= 0 {
			return fmt.Errorf("the value holds %q, which a cookie cannot", c)
		}
	}
	return nil
}

// Raw writes the body as it is, in a media type that is not JSON. An empty one is none.
func (w *RequestWriter) Raw(contentType string, body []byte) {
	if len(body) > 0 {
		w.raw, w.contentType = body, contentType
	}
}

// JSON writes the body.
func (w *RequestWriter) JSON(v JSONEncoder) { v.EncodeJSON(w.Body()) }

// Body returns the encoder of the body, for bodies that are no generated struct.
func (w *RequestWriter) Body() *Encoder { return &w.body }

func (w *RequestWriter) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *RequestWriter) reset() {
	w.header, w.query, w.params = emptied(w.header), emptied(w.query), emptied(w.params)
	w.cookie, w.form = emptied(w.cookie), emptied(w.form)
	clear(w.styled)
	w.styled = w.styled[:0]
	w.raw, w.contentType, w.path = nil, "", ""
	buf := w.body.Bytes()
	if cap(buf) > maxPooledBuffer {
		buf = nil
	}
	w.body.Reset(buf[:0])
	clear(w.checks.broken)
	w.checks = checks{broken: w.checks.broken[:0]}
	w.err = nil
}

// emptied forgets the values of a list, which may be secret, and keeps its memory.
func emptied(list []signer.Value) []signer.Value {
	clear(list[:cap(list)])
	return list[:0]
}

// expand fills the path parameters into a template and returns the escaped path.
func (w *RequestWriter) expand(template string) (string, error) {
	if w.path != "" {
		return w.path, nil
	}
	open := strings.IndexByte(template, '{')
	if open < 0 {
		return escapePath(template), nil
	}
	var b strings.Builder
	for ; open >= 0; open = strings.IndexByte(template, '{') {
		b.WriteString(escapePath(template[:open]))
		name, rest, ok := strings.Cut(template[open+1:], "}")
		if !ok {
			return "", fmt.Errorf("path template %q: a brace is not closed", template)
		}
		i := slices.IndexFunc(w.params, func(v signer.Value) bool { return v.Name == name })
		if i < 0 {
			return "", fmt.Errorf("path parameter %s is not set", name)
		}
		text, ok := w.styledText(name)
		if !ok {
			text = url.PathEscape(w.params[i].Value)
		}
		b.WriteString(text)
		template = rest
	}
	b.WriteString(escapePath(template))
	return b.String(), nil
}

// escapePath escapes what cannot stand in a path, and leaves its slashes.
func escapePath(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// outgoing is a request before it is signed: what all attempts of a call have in common.
type outgoing struct {
	url    url.URL
	path   string // escaped
	header []signer.Value
	query  []signer.Value
	form   []signer.Value // of a body that is one
	body   []byte

	rawQuery string // where it is not simply that of query
}

// prepare makes the request of a call.
func (x *call) prepare() error {
	w, c := &x.request, x.client
	err := errors.Join(w.err, w.body.Err())
	if err != nil {
		return fmt.Errorf("encode the request: %w", err)
	}
	path, err := w.expand(x.op.Path)
	if err != nil {
		return err
	}
	o := &x.outgoing
	base, basePath, err := c.baseOf(x.op)
	if err != nil {
		return err
	}
	o.url = url.URL{Scheme: base.Scheme, Host: base.Host, Path: basePath + path}
	if strings.IndexByte(o.url.Path, '%') >= 0 {
		o.url.RawPath = o.url.Path
		if o.url.Path, err = url.PathUnescape(o.url.RawPath); err != nil {
			return fmt.Errorf("path %q: %w", o.url.RawPath, err)
		}
	}
	o.path = o.url.EscapedPath()
	o.header = append(append(o.header, w.header...), x.options.Header...)
	o.header = append(o.header, signer.Value{Name: "Host", Value: c.host}) // to be signed: net/http writes it
	if c.settings.UserAgent != "" {
		o.setDefault("User-Agent", c.settings.UserAgent)
	}
	o.setDefault("Accept", cmp.Or(x.op.Accept, jsonType))
	if err := x.authorize(o); err != nil {
		return err
	}
	if len(w.cookie) > 0 {
		o.header = append(o.header, cookieHeader(w.cookie))
	}
	// The transport may read a body until long after its answer, so neither the encoder's buffer can serve nor the caller's.
	if body := w.body.Bytes(); len(body) > 0 {
		o.setDefault("Content-Type", x.op.contentType())
		o.body = bytes.Clone(body)
	} else if w.contentType != "" {
		o.setDefault("Content-Type", w.contentType)
		o.body = bytes.Clone(w.raw)
		o.form = append(o.form, w.form...)
	}
	o.query = append(append(o.query, w.query...), x.options.Query...)
	o.rawQuery = w.rawQuery(o.query)
	return nil
}

// baseOf is the URL below which an operation lies, and its path, escaped.
func (e *engine) baseOf(op *Operation) (*url.URL, string, error) {
	base := e.settings.BaseURL
	switch {
	case op.Server == "" || e.settings.Elsewhere:
		return base, e.basePath, nil
	case strings.HasPrefix(op.Server, "/"):
		return base, strings.TrimRight(op.Server, "/"), nil
	}
	own, err := settings.ParseBaseURL(op.Server)
	if err != nil {
		return nil, "", err
	}
	return own, strings.TrimRight(own.EscapedPath(), "/"), checkTransport(own, e.settings.Insecure)
}

// cookieHeader is the one header that cookies share.
func cookieHeader(cookies []signer.Value) signer.Value {
	var b strings.Builder
	for i, c := range cookies {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(c.Name + "=" + c.Value)
	}
	return signer.Value{Name: "Cookie", Value: b.String()}
}

// setDefault sets a header that was not given.
func (o *outgoing) setDefault(name, value string) {
	for i := range o.header {
		if o.header[i].Name == name {
			return
		}
	}
	o.header = append(o.header, signer.Value{Name: name, Value: value})
}

func (o *outgoing) reset() {
	*o = outgoing{header: emptied(o.header), query: emptied(o.query), form: emptied(o.form)}
}

// sign makes x.message the request of one attempt.
func (x *call) sign() error {
	m, o := &x.message, &x.outgoing
	m.Method, m.Path, m.RawQuery, m.Body = x.op.Method, o.path, o.rawQuery, o.body
	m.Header = append(m.Header[:0], o.header...)
	m.Query = append(m.Query[:0], o.query...)
	m.Form, m.Credentials = append(m.Form[:0], o.form...), m.Credentials[:0]
	if x.signer == nil {
		m.Encode()
		return nil
	}
	if err := x.signer.Sign(m, *x.credentials, x.client.skew.correct(x.client.settings.Clock())); err != nil {
		if errors.Is(err, signer.ErrMissing) { // a rule of the caller's own may name what the credentials do not hold
			return fmt.Errorf("sign the request: %w: give it with WithCredentials or WithHeader", err)
		}
		return fmt.Errorf("sign the request: %w", err)
	}
	return nil
}

func resetMessage(m *signer.Message) {
	*m = signer.Message{Header: emptied(m.Header), Query: emptied(m.Query), Form: emptied(m.Form), Credentials: emptied(m.Credentials)}
}

// httpRequest returns the signed message as net/http sends it. The transport cannot send it twice: a second time it
// would carry the same nonce, and operations that act may use any method.
func (x *call) httpRequest(ctx context.Context) *http.Request {
	m := &x.message
	sent := &sentRequest{url: x.outgoing.url}
	sent.url.RawQuery = m.RawQuery
	r := http.Request{
		Method: m.Method, URL: &sent.url, Host: sent.url.Host, Header: httpHeader(m.Header, sent.values[:]),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	switch {
	case len(m.Body) > 0:
		// Without GetBody it cannot be read again. A reader of another type would cost a second write to the connection: net/http
		// sends the head at once unless it knows that the body is in memory.
		sent.body.Reset(m.Body)
		r.Body = io.NopCloser(&sent.body)
		r.ContentLength = int64(len(m.Body))
	case isReplayed(m.Method):
		// net/http resends a GET without a body when its connection dies. This one has a body, although an empty one of
		// unknown length; "identity" has it sent as it is, which for no bytes is like none at all.
		r.Body = io.NopCloser(&sent.body)
		r.TransferEncoding = []string{"identity"}
	default:
		r.Body = http.NoBody
	}
	return r.WithContext(ctx)
}

// sentRequest is what a request of net/http refers to, in one allocation.
type sentRequest struct {
	url    url.URL
	body   bytes.Reader
	values [10]string // of headers
}

// isReplayed reports whether net/http takes a method's requests for repeatable.
func isReplayed(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// httpHeader returns values as a header, in space as far as they find room there. Names are canonical.
func httpHeader(values []signer.Value, space []string) http.Header {
	h := make(http.Header, len(values)-1) // without Host; one more than eight would take twice the memory
	if len(space) < len(values) {
		space = make([]string, len(values))
	}
	for i, v := range values {
		if v.Name == "Host" {
			continue
		}
		// There are few, so looking through them is cheaper than asking the map.
		if slices.ContainsFunc(values[:i], func(before signer.Value) bool { return before.Name == v.Name }) {
			h[v.Name] = append(h[v.Name], v.Value)
			continue
		}
		space[i] = v.Value
		h[v.Name] = space[i : i+1 : i+1]
	}
	return h
}
