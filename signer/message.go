package signer

import (
	"errors"
	"fmt"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Value is a named value.
type Value struct{ Name, Value string }

// Message is a request as a scheme sees it. RawQuery and Body are what travels, Query and Form what these say. Where only the
// latter are given, [Signer.Sign] writes the former, so that what is signed is what has to be sent.
type Message struct {
	Method   string
	Path     string  // escaped as sent: /open/a%20b
	Header   []Value // names canonical, see http.CanonicalHeaderKey; with Host
	RawQuery string  // as sent, without the question mark
	Query    []Value // names and values decoded
	Form     []Value // names and values decoded; empty if the body is not a form
	Body     []byte  // as sent

	// Credentials are values that client and server know and that need not be in the request. Sign sets them from the
	// client's credentials; a server sets them before it verifies.
	Credentials []Value
}

// Encode writes RawQuery from Query, and Body from Form, unless they are there. It is for requests that are not signed: Sign
// does the same.
func (m *Message) Encode() {
	if m.RawQuery == "" && len(m.Query) > 0 {
		m.RawQuery = string(appendPairs(nil, m.Query))
	}
	if len(m.Body) == 0 && len(m.Form) > 0 {
		m.Body = appendPairs(nil, m.Form)
	}
}

// Problems with a value of a message, for errors.Is.
var (
	ErrMissing  = errors.New("missing")
	ErrRepeated = errors.New("given more than once")
)

// messageError says why a message cannot be signed or verified, and where.
type messageError struct {
	place string // "header Access-Key", "json body", "path", ...
	err   error  // ErrMissing, ErrRepeated, or another problem
}

func (e *messageError) Error() string { return e.place + ": " + e.err.Error() }

func (e *messageError) Unwrap() error { return e.err }

func missing(p place) error { return &messageError{p.String(), ErrMissing} }

func repeated(p place) error { return &messageError{p.String(), ErrRepeated} }

// Lookup returns the value at a place and reports whether there is one. It fails if there are several, if it is a header with
// white space around it, which is lost on the way, and for a member of the JSON body also if the body is not a JSON object or
// the member is itself an object or an array.
func (m *Message) Lookup(p Place) (value string, found bool, err error) {
	v := view{Message: m}
	return v.lookup(p.compile())
}

// view is a message as one operation reads it: what has to be parsed is parsed once.
type view struct {
	*Message
	members []param // of the JSON body, once parsed
	err     error
	parsed  bool
}

// lookup is Lookup for a compiled place.
func (v *view) lookup(p place) (value string, found bool, err error) {
	var list []Value
	switch p.in {
	case inHeader:
		list = v.Header
	case inQuery:
		list = v.Query
	case inForm:
		list = v.Form
	case inJSON:
		return v.member(p)
	}
	i, again := find(list, p.name)
	switch {
	case i < 0:
		return "", false, nil
	case again:
		return "", true, repeated(p)
	case p.in == inHeader && isPadded(list[i].Value):
		return "", true, &messageError{p.String(), errPadded}
	}
	return list[i].Value, true, nil
}

var errPadded = errors.New("has white space around it: remove it")

// isPadded reports whether there is white space around a text.
func isPadded(s string) bool { return len(s) != len(strings.TrimSpace(s)) }

// find returns the index of the first value called name, or -1, and reports whether there is another one.
func find(list []Value, name string) (index int, again bool) {
	index = -1
	if name == "" {
		return index, false
	}
	last := len(name) - 1
	for i := range list {
		// Most names differ in length or last byte, which is cheaper to compare than the whole.
		if v := list[i].Name; len(v) == len(name) && v[last] == name[last] && v == name {
			if index >= 0 {
				return index, true
			}
			index = i
		}
	}
	return index, false
}

// member returns the value of a member of the JSON body.
func (v *view) member(p place) (string, bool, error) {
	members, err := v.jsonMembers()
	if err != nil {
		return "", false, err
	}
	for i := range members {
		if member := &members[i]; member.name == p.name {
			if member.nested {
				return "", true, &messageError{p.String(), errors.New("is an object or an array: only a plain value can stand here")}
			}
			return member.value, true, nil
		}
	}
	return "", false, nil
}

// credential returns the credential called name.
func (m *Message) credential(name string) (string, error) {
	for i := range m.Credentials {
		if m.Credentials[i].Name == name {
			return m.Credentials[i].Value, nil
		}
	}
	return "", &messageError{"credential " + name, ErrMissing}
}

// put adds a value at a place. What travels already stays as it is, and the value comes behind it.
func (v *view) put(p place, value string) error {
	added := Value{p.name, value}
	switch p.in {
	case inHeader:
		v.Header = append(v.Header, added)
	case inQuery:
		v.Query = append(v.Query, added)
		if v.RawQuery != "" {
			v.RawQuery = string(appendPair([]byte(v.RawQuery), added))
		}
	case inForm:
		if len(v.Form) == 0 && len(v.Body) > 0 {
			return &messageError{p.String(), errors.New("has no place, because the body is not a form: send one, or put it elsewhere")}
		}
		v.Form = append(v.Form, added)
		if len(v.Body) > 0 {
			v.Body = appendPair(slices.Clip(v.Body), added)
		}
	case inJSON:
		return v.insert(added)
	}
	return nil
}

// Message returns what the scheme needs of a request that a server received; body is the whole body, which is not copied.
// The error is a *VerifyError: a header that the scheme reads is repeated, the path can be read in two ways, or the query or the
// form cannot be parsed.
func (s *Signer) Message(r *http.Request, body []byte) (*Message, error) {
	held := &struct {
		Message
		space [8]Value
	}{}
	m := &held.Message
	m.Method, m.RawQuery, m.Body, m.Header = r.Method, r.URL.RawQuery, body, held.space[:0]
	if err := s.readRequest(m, r); err != nil {
		return nil, &VerifyError{Step: StepMessage, Err: err}
	}
	return m, nil
}

// readRequest reads what a message holds besides the bytes of query and body.
func (s *Signer) readRequest(m *Message, r *http.Request) (err error) {
	if s.needs.path {
		// A path with characters that have to be escaped has two readings: as it is, and escaped.
		if m.Path = r.URL.EscapedPath(); r.URL.RawPath != "" && r.URL.RawPath != m.Path {
			return &messageError{"path", fmt.Errorf("%s can be read in two ways: escape it", quote(r.URL.RawPath))}
		}
	}
	for _, name := range s.needs.headers {
		values := r.Header[name]
		switch {
		case len(values) > 1:
			return repeated(place{inHeader, name})
		case len(values) == 1:
			m.Header = append(m.Header, Value{name, values[0]})
		case name == "Host": // net/http keeps it apart
			m.Header = append(m.Header, Value{name, r.Host})
		}
	}
	if s.needs.query {
		if m.Query, err = parsePairs(m.RawQuery); err != nil {
			return &messageError{"query", err}
		}
	}
	types := r.Header[contentType]
	if len(types) > 1 && (s.needs.form || s.needs.json) {
		return repeated(place{inHeader, contentType})
	}
	return s.readForm(m, r.Header.Get(contentType))
}

const (
	contentType = "Content-Type"
	formType    = "application/x-www-form-urlencoded"
	jsonType    = "application/json"
)

// readForm sets the fields of a body that is a form, by its content type. Client and server call it, so that they agree.
func (s *Signer) readForm(m *Message, mediaType string) error {
	if !s.needs.form && !s.needs.json {
		return nil
	}
	form, err := isForm(mediaType)
	switch {
	case err != nil && s.needs.form:
		return &messageError{"form", err}
	case form && len(m.Form) == 0:
		if m.Form, err = parsePairs(string(m.Body)); err != nil {
			return &messageError{"form", err}
		}
	case !form && len(m.Form) > 0:
		return &messageError{"form", fmt.Errorf("is sent with the content type %s, not %s", quote(mediaType), formType)}
	}
	return nil
}

// isForm reports whether a content type is that of a form. The error says why the fields cannot be read.
func isForm(contentType string) (bool, error) {
	switch contentType {
	case formType:
		return true, nil
	case jsonType, "":
		return false, nil
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil: // net/http reads a form even under a type like this, which must not pass as unsigned
		return false, fmt.Errorf("content type %s cannot be read: %w", quote(contentType), err)
	case mediaType == "multipart/form-data":
		return false, errors.New("multipart bodies are not supported: send " + formType)
	}
	return mediaType == formType, nil
}

// maxParams is how many parameters a query, a form or a JSON body may have that is read for a signature.
const maxParams = 10_000

var errTooMany = fmt.Errorf("has more than %d parameters", maxParams)

// parsePairs reads name=value pairs joined with &, in order.
func parsePairs(s string) ([]Value, error) {
	if strings.Count(s, "&") > maxParams {
		return nil, errTooMany
	}
	var values []Value
	for pair := range pairs(s) {
		if strings.Contains(pair, ";") {
			return nil, fmt.Errorf("parameter %d: has a bare semicolon, which servers read in different ways: escape it as %%3B", len(values)+1)
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, fmt.Errorf("parameter %d: %w", len(values)+1, err)
		}
		value, err = url.QueryUnescape(value)
		if err != nil {
			return nil, fmt.Errorf("parameter %d: %w", len(values)+1, err)
		}
		values = append(values, Value{name, value})
	}
	return values, nil
}

// pairs returns the name=value pairs of a query or a form. Nothing between two & is none.
func pairs(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for pair := range strings.SplitSeq(s, "&") {
			if pair != "" && !yield(pair) {
				return
			}
		}
	}
}

// appendPairs writes name=value pairs as [Message.Encode] does.
func appendPairs(b []byte, values []Value) []byte {
	for _, v := range values {
		b = appendPair(b, v)
	}
	return b
}

// appendPair writes one more pair.
func appendPair(b []byte, v Value) []byte {
	if len(b) > 0 {
		b = append(b, '&')
	}
	b = append(b, url.QueryEscape(v.Name)...)
	b = append(b, '=')
	return append(b, url.QueryEscape(v.Value)...)
}
