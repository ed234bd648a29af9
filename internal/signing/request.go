package signing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/signer"
)

// Request is a request as it is given on a command line.
type Request struct {
	Method string
	Path   string // escaped, with a query if there is one
	Body   string
	Params []signer.Value // headers, query parameters, form fields, JSON members and credentials by name
}

// Message makes the message that the scheme sees. A parameter goes wherever the scheme reads its name: headers ignore
// case. One that the scheme does not name goes to the parameters that it signs as a whole.
func (s Scheme) Message(r Request) (*signer.Message, error) {
	u, err := url.ParseRequestURI(r.Path)
	if err != nil {
		return nil, fmt.Errorf("path %q: give the escaped path that is requested, beginning with a slash", r.Path)
	}
	b := builder{header: http.Header{}, query: u.RawQuery}
	credentials := s.Scheme().CredentialNames()
	for _, p := range r.Params {
		if strings.TrimSpace(p.Value) != p.Value && slices.ContainsFunc(credentials, func(name string) bool { return strings.EqualFold(name, p.Name) }) {
			return nil, fmt.Errorf("parameter %q: the value has white space around it, and is never accepted with it: remove it", p.Name)
		}
		if !b.place(s.Scheme(), p) {
			return nil, s.unused(p.Name)
		}
	}
	body, contentType, err := b.body(r.Body)
	if err != nil {
		return nil, err
	}
	b.header.Set("Content-Type", contentType)
	u.RawQuery = b.query
	m, err := s.Signer.Message(&http.Request{Method: r.Method, URL: u, Host: b.header.Get("Host"), Header: b.header}, body)
	if rejected, ok := errors.AsType[*signer.VerifyError](err); ok {
		return nil, rejected.Err
	} else if err != nil {
		return nil, err
	}
	m.Credentials = b.credentials
	return m, nil
}

// builder sorts parameters into the places of a request.
type builder struct {
	header      http.Header
	query       string
	form        string
	members     []signer.Value
	credentials []signer.Value
}

// place puts a parameter wherever the scheme reads it and reports whether it reads it at all.
func (b *builder) place(s signer.Scheme, p signer.Value) bool {
	used := false
	for _, at := range places(s) {
		switch {
		case at.Header != "" && strings.EqualFold(at.Header, p.Name):
			b.header[http.CanonicalHeaderKey(at.Header)] = append(b.header[http.CanonicalHeaderKey(at.Header)], p.Value)
		case at.Query == p.Name && at.Query != "":
			b.query = addPair(b.query, p)
		case at.Form == p.Name && at.Form != "":
			b.form = addPair(b.form, p)
		case at.JSON == p.Name && at.JSON != "":
			b.members = append(b.members, p)
		default:
			continue
		}
		used = true
	}
	if isCredential(s, p.Name) {
		b.credentials = append(b.credentials, p)
		return true
	}
	if used {
		return true
	}
	for _, part := range s.Text {
		if len(part.Params.From) == 0 {
			continue
		}
		switch part.Params.From[0] {
		case signer.FromQuery:
			b.query = addPair(b.query, p)
		case signer.FromForm:
			b.form = addPair(b.form, p)
		case signer.FromJSON:
			b.members = append(b.members, p)
		}
		return true
	}
	return false
}

// places returns the places that a scheme names, each once.
func places(s signer.Scheme) []signer.Place {
	all := []signer.Place{s.Put.Place, s.Identity.Key, s.Timestamp.Place, s.Nonce.Place}
	all = append(all, s.Identity.Claims...)
	for _, part := range s.Text {
		all = append(all, signer.Place{Header: part.Header, Query: part.Query, Form: part.Form, JSON: part.JSON})
	}
	var once []signer.Place
	for _, p := range all {
		p.Header = http.CanonicalHeaderKey(p.Header)
		if p != (signer.Place{}) && !slices.Contains(once, p) {
			once = append(once, p)
		}
	}
	return once
}

func isCredential(s signer.Scheme, name string) bool {
	return slices.ContainsFunc(slices.Concat(s.Text, s.Key), func(p signer.Part) bool { return p.Credential == name && name != "" })
}

func addPair(query string, p signer.Value) string {
	if query != "" {
		query += "&"
	}
	return query + url.QueryEscape(p.Name) + "=" + url.QueryEscape(p.Value)
}

// body returns the request's body and its content type.
func (b *builder) body(given string) ([]byte, string, error) {
	isJSON := strings.HasPrefix(strings.TrimSpace(given), "{")
	switch {
	case len(b.members) > 0 && (given != "" || b.form != ""):
		return nil, "", errors.New("JSON members are given beside another body: put them into the body")
	case b.form != "" && isJSON:
		return nil, "", errors.New("form fields are given beside a JSON body: a request has one body")
	case len(b.members) > 0:
		return object(b.members), "application/json", nil
	case isJSON:
		return []byte(given), "application/json", nil
	case given != "" && b.form != "":
		given += "&"
	}
	return []byte(given + b.form), "application/x-www-form-urlencoded", nil
}

// object returns a JSON object with strings as members.
func object(members []signer.Value) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for i, m := range members {
		out.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		_ = enc.Encode(m.Name) // strings cannot fail
		out.WriteString(":")
		_ = enc.Encode(m.Value)
	}
	out.WriteString("}")
	return out.Bytes()
}

// unused is the error for a parameter that the scheme does not read.
func (s Scheme) unused(name string) error {
	var names []string
	for _, p := range places(s.Scheme()) {
		names = append(names, p.Header+p.Query+p.Form+p.JSON)
	}
	for _, name := range s.Scheme().CredentialNames() {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			names = append(names, name)
		}
	}
	return fmt.Errorf("parameter %q: scheme %s does not read it; it reads %s", name, s.Name, strings.ToLower(strings.Join(names, ", ")))
}

// Sent lists the values that a scheme adds to a request, as they are in a signed message.
func (s Scheme) Sent(m *signer.Message) []Sent {
	scheme := s.Scheme()
	places := append([]signer.Place{scheme.Identity.Key}, scheme.Identity.Claims...)
	places = append(places, scheme.Timestamp.Place, scheme.Nonce.Place, scheme.Put.Place)
	var list []Sent
	for _, p := range places {
		if value, found, _ := m.Lookup(p); found { // a signed message can be read
			in, name, _ := strings.Cut(p.String(), " ")
			list = append(list, Sent{In: in, Name: name, Value: value})
		}
	}
	return list
}

// Sent is a value of a signed request.
type Sent struct {
	In    string `json:"in"` // header, query, form or json
	Name  string `json:"name"`
	Value string `json:"value"`
}
