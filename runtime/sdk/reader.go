package sdk

import (
	"bytes"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/jsontext"
)

// RequestReader gives generated code the values of a request. The first error sticks: from then on methods return zero
// values, and [RequestReader.Err] tells what was wrong and where.
//
// Strings alias the body, which belongs to the request and is not reused; a kept string keeps its body.
type RequestReader struct {
	// Memory limits what the body may take when it is read, in bytes; 0 is the default of package runtime.
	Memory int64

	op      *Operation
	request *http.Request
	names   []string // of path parameters
	path    []string // their values
	query   url.Values
	body    []byte
	decoder Decoder
	decoded bool
	err     error
}

// Refusal is a request that no method has answered: it cannot be read as its operation documents it, or there is no method. Its
// message is for the caller.
type Refusal struct {
	Operation string // may be empty
	Status    int    // of HTTP
	Message   string
}

// Error returns the message, with the operation in front.
func (e *Refusal) Error() string {
	if e.Operation == "" {
		return e.Message
	}
	return e.Operation + ": " + e.Message
}

// Reset makes the reader read another request of an operation, with the values of the path's parameters, escaped. A nil request lets go of
// the last one.
func (r *RequestReader) Reset(op *Operation, request *http.Request, names, values []string, body []byte) {
	r.op, r.request, r.names, r.path, r.query, r.body, r.decoded, r.err = op, request, names, values, nil, body, false, nil
	r.decoder.Reset(nil)
}

// Err returns the first error, also one of the body's decoder and of what follows the body's value, and of parameters that break
// a rule.
func (r *RequestReader) Err() error {
	if r.err == nil && r.decoded {
		if err := r.decoder.Finish(); err != nil {
			r.fail(http.StatusBadRequest, err.Error())
		}
	}
	for i := range r.op.Params {
		if r.err != nil || r.op.Unsure {
			break
		}
		r.check(&r.op.Params[i])
	}
	return r.err
}

// check holds a parameter against its rule, or the body.
func (r *RequestReader) check(p *ParamRule) {
	if p.Rule == nil || p.Rule.Unsure {
		return
	}
	if p.In == "body" {
		if !r.decoded {
			return
		}
		if path, rule := p.Rule.Broken(r.decoder.buf); rule != "" {
			r.fail(http.StatusBadRequest, (&runtime.DecodeError{Path: path, Err: errBroken(rule)}).Error())
		}
		return
	}
	param := r.param(p.In, p.Name)
	if !param.Present() {
		return
	}
	if p.Prefix != "" {
		param = param.Styled(p.Prefix)
	}
	values := param.values
	if p.Join != "" {
		values = param.rawItems(p.Join)
	}
	if rule := p.broken(values); rule != "" {
		param.fail(errBroken(rule).Error())
	}
}

func (r *RequestReader) fail(status int, message string) {
	if r.err == nil {
		r.err = &Refusal{Status: status, Message: message}
	}
}

// Body returns the decoder of a body that must be there.
func (r *RequestReader) Body() *Decoder {
	if len(r.body) == 0 {
		r.fail(http.StatusBadRequest, "the body is empty: send JSON")
	}
	r.decode()
	return &r.decoder
}

// OptionalBody returns the decoder of a body that may be missing or null, and whether there is one.
func (r *RequestReader) OptionalBody() (*Decoder, bool) {
	if len(r.body) == 0 || string(bytes.TrimSpace(r.body)) == "null" {
		return nil, false
	}
	r.decode()
	return &r.decoder, true
}

// decode begins to read the body.
func (r *RequestReader) decode() {
	if r.err != nil {
		return
	}
	if r.wantType(true); r.err != nil {
		return
	}
	if string(bytes.TrimSpace(r.body)) == "null" {
		r.fail(http.StatusBadRequest, "the body is null: send a value")
		return
	}
	r.startDecoder(r.body)
}

// startDecoder begins to read JSON.
func (r *RequestReader) startDecoder(data []byte) {
	r.decoder.Reset(data)
	r.decoder.SetStrict(true)
	r.decoder.way = toServer
	r.decoder.unsure = r.op.Unsure
	if r.Memory > 0 {
		r.decoder.SetMemory(r.Memory)
	}
	r.decoded = true
}

// wantType reports a body of another media type than the operation's, or one that is encoded.
func (r *RequestReader) wantType(textual bool) {
	if problem := contentProblem(r.request.Header, r.op.ContentTypes, textual); problem != "" {
		r.fail(http.StatusUnsupportedMediaType, problem)
	}
}

// Raw returns a body of a media type that is not JSON, as it is; nothing when there is none.
func (r *RequestReader) Raw() []byte { return r.raw(false) }

// Text is [RequestReader.Raw] for a body that is text.
func (r *RequestReader) Text() string { return alias(r.raw(true)) }

func (r *RequestReader) raw(textual bool) []byte {
	if r.err != nil || len(r.body) == 0 {
		return nil
	}
	r.wantType(textual)
	return r.body
}

// RequireBody is an error of the reader when there is no body.
func (r *RequestReader) RequireBody() {
	if len(r.body) == 0 {
		r.fail(http.StatusBadRequest, "the body is empty")
	}
}

// param returns a parameter by its place.
func (r *RequestReader) param(in, name string) Param {
	switch in {
	case "path":
		return r.Path(name)
	case "query":
		return r.Query(name)
	case "header":
		return r.Header(name)
	}
	return r.Cookie(name)
}

// Path returns a parameter of the path.
func (r *RequestReader) Path(name string) Param {
	p := Param{reader: r, in: "path", name: name}
	if i := slices.Index(r.names, name); i >= 0 {
		p.raw = r.path[i : i+1]
		p.values = p.raw
		if strings.Contains(p.raw[0], "%") {
			p.values = []string{p.unescape(p.raw[0])}
		}
	}
	return p
}

// Query returns a parameter of the query.
func (r *RequestReader) Query(name string) Param {
	if r.query == nil {
		query, err := url.ParseQuery(r.request.URL.RawQuery)
		if err != nil {
			r.fail(http.StatusBadRequest, "the query is malformed: "+err.Error())
		}
		r.query = query
	}
	return Param{reader: r, in: "query", name: name, values: r.query[name]}
}

// Header returns a parameter of the header.
func (r *RequestReader) Header(name string) Param {
	return Param{reader: r, in: "header", name: name, values: r.request.Header.Values(name)}
}

// Cookie returns a parameter that is a cookie.
func (r *RequestReader) Cookie(name string) Param {
	p := Param{reader: r, in: "cookie", name: name}
	for _, c := range r.request.CookiesNamed(name) {
		p.values = append(p.values, c.Value)
	}
	p.raw = p.values
	return p
}

// Param is a parameter that travels outside the body. Its methods read it as a type; a parameter that is missing, given
// more than once, or not of the type, is an error of the reader.
type Param struct {
	reader *RequestReader
	in     string
	name   string
	values []string
	raw    []string // the values as they travelled; nil where that is the same, or only found when it matters
}

// Present reports whether the request has the parameter.
func (p Param) Present() bool { return len(p.values) > 0 }

// Required returns p, and is an error of the reader when the request does not have it.
func (p Param) Required() Param {
	if !p.Present() {
		p.fail("required, but missing")
	}
	return p
}

// String returns the parameter as text.
func (p Param) String() string {
	switch {
	case p.reader.err != nil:
		return ""
	case len(p.values) == 0:
		p.fail("required, but missing")
		return ""
	case len(p.values) > 1:
		p.fail(fmt.Sprintf("given %d times", len(p.values)))
		return ""
	}
	return p.values[0]
}

// Bool returns the parameter as a boolean: true or false.
func (p Param) Bool() bool {
	text := p.String()
	if text != "true" && text != "false" {
		p.mismatch("true or false", text)
	}
	return text == "true"
}

// Int64 returns the parameter as an integer.
func (p Param) Int64() int64 {
	text := p.String()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.mismatch("a 64-bit integer", text)
	}
	return n
}

// Uint64 returns the parameter as an integer that is not negative.
func (p Param) Uint64() uint64 {
	text := p.String()
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		p.mismatch("a 64-bit integer that is not negative", text)
	}
	return n
}

// Float64 returns the parameter as a number.
func (p Param) Float64() float64 {
	text := p.String()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !jsontext.IsNumber(text) {
		p.mismatch("a number", text)
		return 0
	}
	return n
}

// Decimal returns the parameter as a number with its text.
func (p Param) Decimal() runtime.Decimal {
	text := p.String()
	if !jsontext.IsNumber(text) {
		p.mismatch("a number", text)
		return ""
	}
	return runtime.Decimal(text)
}

// All returns the values of a list one by one: repeated in the query, separated by commas elsewhere. A list that is
// missing is empty.
func (p Param) All() iter.Seq[Param] {
	if p.in != "query" {
		return p.Split(",")
	}
	return func(yield func(Param) bool) {
		for _, value := range p.values {
			if !yield(Param{reader: p.reader, in: p.in, name: p.name, values: []string{value}}) {
				return
			}
		}
	}
}

// Split returns the values of a list one by one that a separator joins. A list that is missing is empty.
func (p Param) Split(separator string) iter.Seq[Param] {
	return func(yield func(Param) bool) {
		for _, item := range p.rawItems(separator) {
			if !yield(Param{reader: p.reader, in: p.in, name: p.name, values: []string{item}}) {
				return
			}
		}
	}
}

func (p Param) mismatch(want, got string) {
	p.fail("expected " + want + ", got " + excerpt([]byte(got)))
}

func (p Param) fail(problem string) {
	p.reader.fail(http.StatusBadRequest, p.in+" parameter "+p.name+": "+problem)
}
