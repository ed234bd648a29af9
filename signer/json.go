package signer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// param is a parameter of a message: of a query or a form it is decoded; a member of a JSON body is a string's decoded text, or
// the literal text of another value.
type param struct {
	name, value string
	sent        Value // as it travels, where that is what is signed
	null        bool
	nested      bool
}

var errNotUnicode = errors.New("is not valid Unicode, so that its text is ambiguous: send UTF-8 without lone surrogates")

// jsonMembers returns the members of the body's object in order, and none of an empty body or a form.
func (v *view) jsonMembers() ([]param, error) {
	if !v.parsed && len(v.Form) == 0 && len(bytes.TrimSpace(v.Body)) > 0 {
		if v.members, v.err = parseMembers(v.Body); v.err != nil {
			v.err = &messageError{"json body", v.err}
		}
	}
	v.parsed = true
	return v.members, v.err
}

// parseMembers reads an object without changing a number or losing a repeated name.
func parseMembers(body []byte) ([]param, error) {
	if !utf8.Valid(body) || hasLoneSurrogate(body) {
		return nil, errNotUnicode
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if token, err := dec.Token(); err != nil {
		return nil, err
	} else if token != json.Delim('{') {
		return nil, errors.New("is not an object")
	}
	var members []param
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if !ok {
			return nil, errors.New("has a member without a name")
		}
		if seen[name] {
			return nil, fmt.Errorf("member %q: %w", name, ErrRepeated)
		}
		if len(seen) == maxParams {
			return nil, errTooMany
		}
		seen[name] = true
		member := param{name: name}
		if err := member.read(dec); err != nil {
			return nil, fmt.Errorf("member %q: %w", name, err)
		}
		members = append(members, member)
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("has more after its object")
	}
	return members, nil
}

// read takes the member's value from the decoder.
func (m *param) read(dec *json.Decoder) error {
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return err
	}
	m.value = string(raw)
	switch raw[0] {
	case '"':
		return json.Unmarshal(raw, &m.value)
	case '{', '[':
		m.nested = true
	case 'n':
		m.null = true
	}
	return nil
}

// hasLoneSurrogate reports whether a JSON text has an escape for half a surrogate pair. Decoders replace all of these by
// the same character, so that different texts would have one signature.
func hasLoneSurrogate(text []byte) bool {
	high := false // the escape just read is the first half of a pair
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			if high {
				return true
			}
			continue
		}
		unit, ok := escapedUnit(text[i:])
		low := ok && unit >= 0xDC00 && unit < 0xE000
		if high != low {
			return true
		}
		high = ok && unit >= 0xD800 && unit < 0xDC00
		if ok {
			i += 5
		} else {
			i++
		}
	}
	return high
}

// escapedUnit returns the UTF-16 unit of an escape \uXXXX at the start of text.
func escapedUnit(text []byte) (unit uint32, ok bool) {
	if len(text) < 6 || text[1] != 'u' {
		return 0, false
	}
	for _, c := range text[2:6] {
		switch {
		case c >= '0' && c <= '9':
			unit = unit<<4 | uint32(c-'0')
		case c >= 'a' && c <= 'f':
			unit = unit<<4 | uint32(c-'a'+10)
		case c >= 'A' && c <= 'F':
			unit = unit<<4 | uint32(c-'A'+10)
		default:
			return 0, false
		}
	}
	return unit, true
}

// insert gives the body another member, a string, as the last one. An empty body counts as an empty object.
func (v *view) insert(added Value) error {
	members, err := v.jsonMembers()
	if err != nil {
		return err
	}
	if len(v.Form) > 0 {
		return &messageError{place{inJSON, added.Name}.String(), errors.New("has no place, because the body is a form: send JSON, or put it elsewhere")}
	}
	if !utf8.ValidString(added.Name) || !utf8.ValidString(added.Value) {
		return &messageError{place{inJSON, added.Name}.String(), errNotUnicode}
	}
	body := bytes.TrimSpace(v.Body)
	if len(body) == 0 {
		body = []byte("{}")
	}
	end := len(body) - 1 // the closing brace: nothing follows it
	out := make([]byte, 0, len(body)+len(added.Name)+len(added.Value)+6)
	out = append(out, body[:end]...)
	if len(members) > 0 {
		out = append(out, ',')
	}
	out = appendJSONString(out, added.Name)
	out = append(out, ':')
	out = appendJSONString(out, added.Value)
	v.Body, v.members = append(out, '}'), append(members, param{name: added.Name, value: added.Value})
	return nil
}

func appendJSONString(dst []byte, s string) []byte {
	const hex = lowerHex
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
