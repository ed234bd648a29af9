package signer

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Value is a named value.
type Value struct{ Name, Value string }

// Message is a request as a scheme sees it.
type Message struct {
	Method string
	Path   string  // escaped as sent: /open/a%20b
	Header []Value // names canonical, see http.CanonicalHeaderKey
	Query  []Value // names and values decoded
	Form   []Value // names and values decoded; empty if the body is not a form
	Body   []byte

	// Credentials are values that client and server know and that need not be in the request. Sign sets them from the
	// client's credentials; a server sets them before it verifies.
	Credentials []Value
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

// Lookup returns the value at a place and reports whether there is one. It fails if there are several, and for a member of
// the JSON body also if the body is not a JSON object or the member is itself an object or an array.
func (m *Message) Lookup(p Place) (value string, found bool, err error) { return m.lookup(p.compile()) }

// lookup is Lookup for a compiled place.
func (m *Message) lookup(p place) (value string, found bool, err error) {
	var list []Value
	switch p.in {
	case inHeader:
		list = m.Header
	case inQuery:
		list = m.Query
	case inForm:
		list = m.Form
	case inJSON:
		return m.member(p)
	}
	i, again := find(list, p.name)
	switch {
	case i < 0:
		return "", false, nil
	case again:
		return "", true, repeated(p)
	}
	return list[i].Value, true, nil
}

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
func (m *Message) member(p place) (string, bool, error) {
	members, err := m.jsonMembers()
	if err != nil {
		return "", false, err
	}
	for _, member := range members {
		if member.name == p.name {
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

// put adds a value at a place.
func (m *Message) put(p place, value string) error {
	switch p.in {
	case inHeader:
		m.Header = append(m.Header, Value{p.name, value})
	case inQuery:
		m.Query = append(m.Query, Value{p.name, value})
	case inForm:
		if len(m.Form) == 0 && len(m.Body) > 0 {
			return &messageError{p.String(), errors.New("has no place, because the body is not a form: fill Form, or put it elsewhere")}
		}
		m.Form = append(m.Form, Value{p.name, value})
	case inJSON:
		body, err := insertMember(m.Body, p.name, value)
		if err != nil {
			return err
		}
		m.Body = body
	}
	return nil
}

// Message returns what the scheme needs of a request that a server received; body is the whole body, which is not copied.
// The error is a *VerifyError: a header that the scheme reads is repeated, or the query or the form cannot be parsed.
func (s *Signer) Message(r *http.Request, body []byte) (*Message, error) {
	held := &struct {
		Message
		space [8]Value
	}{}
	m := &held.Message
	m.Method, m.Body, m.Header = r.Method, body, held.space[:0]
	if s.needs.path {
		m.Path = r.URL.EscapedPath()
	}
	for _, name := range s.needs.headers {
		values := r.Header[name]
		switch {
		case len(values) > 1:
			return nil, &VerifyError{Step: StepMessage, Err: repeated(place{inHeader, name})}
		case len(values) == 1:
			m.Header = append(m.Header, Value{name, values[0]})
		case name == "Host": // net/http keeps it apart
			m.Header = append(m.Header, Value{name, r.Host})
		}
	}
	var err error
	if s.needs.query {
		if m.Query, err = parseForm(r.URL.RawQuery); err != nil {
			return nil, &VerifyError{Step: StepMessage, Err: &messageError{"query", err}}
		}
	}
	if s.needs.form {
		if m.Form, err = formOf(r.Header.Get("Content-Type"), body); err != nil {
			return nil, &VerifyError{Step: StepMessage, Err: &messageError{"form", err}}
		}
	}
	return m, nil
}

// formOf returns the fields of a body if it is a form.
func formOf(contentType string, body []byte) ([]Value, error) {
	if contentType == "" {
		return nil, nil
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil: // net/http reads a form even under a type like this, which must not pass as unsigned
		return nil, fmt.Errorf("content type %s cannot be read: %w", quote(contentType), err)
	case mediaType == "application/x-www-form-urlencoded":
		return parseForm(string(body))
	case mediaType == "multipart/form-data":
		return nil, errors.New("multipart bodies are not supported: send application/x-www-form-urlencoded")
	}
	return nil, nil
}

// parseForm reads name=value pairs joined with &, in order.
func parseForm(s string) ([]Value, error) {
	var values []Value
	for s != "" {
		var pair string
		pair, s, _ = strings.Cut(s, "&")
		if pair == "" {
			continue
		}
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
