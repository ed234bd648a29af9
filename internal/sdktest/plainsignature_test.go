package sdktest

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-faster/jx"
)

// This is x-signature once more, as plainly as it can be written and with nothing of package signer: from the declaration and the
// bytes of a request to the signature.

// rule is a declaration, as encoding/json reads it.
type rule = map[string]any

// plainRequest is a request taken apart by hand.
type plainRequest struct {
	method, path, query, body string
	header                    map[string][]string // by lower-case name
	fields                    []plainParam        // of a form
}

// plainParam is a parameter of a request.
type plainParam struct {
	name, value         string // decoded
	sentName, sentValue string
	isNull, isNested    bool
}

var errPlain = errors.New("cannot be signed")

// parsePlain takes the bytes of a request apart.
func parsePlain(raw []byte) plainRequest {
	head, body, _ := strings.Cut(string(raw), "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	first := strings.SplitN(lines[0], " ", 3)
	r := plainRequest{method: first[0], body: body, header: map[string][]string{}}
	r.path, r.query, _ = strings.Cut(first[1], "?")
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ":")
		name = strings.ToLower(name)
		r.header[name] = append(r.header[name], strings.Trim(value, " \t"))
	}
	return r
}

// signature returns the signature of a request, with its prefix.
func (r plainRequest) signature(d rule, secret string, credentials map[string]string) (string, error) {
	if err := r.readForm(d); err != nil {
		return "", err
	}
	var texts []string
	for _, part := range d["text"].([]any) {
		text, err := r.part(d, part.(rule), secret, credentials)
		if err != nil {
			return "", err
		}
		texts = append(texts, text)
	}
	joiner, _ := d["joiner"].(string)
	text := strings.Join(texts, joiner)
	algorithm, keyed := strings.CutPrefix(d["digest"].(string), "hmac-")
	newHash := map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}[algorithm]
	h := newHash()
	if keyed {
		h = hmac.New(newHash, []byte(plainKey(d["key"], secret, credentials)))
	}
	h.Write([]byte(text))
	prefix, _ := d["put"].(rule)["prefix"].(string)
	switch d["encoding"] {
	case "hex-lower":
		return prefix + hex.EncodeToString(h.Sum(nil)), nil
	case "hex-upper":
		return prefix + strings.ToUpper(hex.EncodeToString(h.Sum(nil))), nil
	}
	return prefix + base64.StdEncoding.EncodeToString(h.Sum(nil)), nil
}

// plainKey returns the key of an hmac.
func plainKey(declared any, secret string, credentials map[string]string) (key string) {
	if declared == nil {
		return secret
	}
	parts, several := declared.([]any)
	if !several {
		parts = []any{declared}
	}
	for _, part := range parts {
		p := part.(rule)
		switch {
		case p["literal"] != nil:
			key += p["literal"].(string)
		case p["credential"] != nil:
			key += credentials[p["credential"].(string)]
		default:
			key += secret
		}
	}
	return key
}

// part returns the text of a part.
func (r plainRequest) part(d, p rule, secret string, credentials map[string]string) (string, error) {
	for kind, value := range p { // there is one
		switch kind {
		case "literal":
			return value.(string), nil
		case "secret":
			return secret, nil
		case "credential":
			return credentials[value.(string)], nil
		case "method":
			return r.method, nil
		case "path":
			if !regexp.MustCompile(`^([A-Za-z0-9\-._~!$&'()*+,;=:@/\[\]]|%[0-9A-Fa-f]{2})*$`).MatchString(r.path) {
				return "", errPlain
			}
			if value == true {
				return r.path, nil
			}
			_, rest, found := strings.Cut(r.path, value.(rule)["after"].(string))
			if !found {
				return "", errPlain
			}
			return rest, nil
		case "body":
			if value == "no-space" {
				return strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace(r.body), nil
			}
			return r.body, nil
		case "params":
			return r.params(d, value.(rule))
		case "header", "query", "form", "json":
			return r.at(kind, value.(string))
		}
	}
	return "", errPlain
}

// at returns the value at a place.
func (r plainRequest) at(in, name string) (string, error) {
	if in == "header" {
		values := r.header[strings.ToLower(name)]
		if len(values) != 1 || values[0] != strings.TrimSpace(values[0]) {
			return "", errPlain
		}
		return values[0], nil
	}
	all, err := r.source(in)
	if err != nil {
		return "", err
	}
	found := slices.DeleteFunc(slices.Clone(all), func(p plainParam) bool { return p.name != name })
	if len(found) != 1 || found[0].isNested {
		return "", errPlain
	}
	return found[0].value, nil
}

// params returns the text of a params part.
func (r plainRequest) params(d, p rule) (string, error) {
	put := d["put"].(rule)
	var signed []plainParam
	for _, source := range list(p["from"]) {
		all, err := r.source(source)
		if err != nil {
			return "", err
		}
		for _, one := range all {
			switch {
			case slices.Contains(list(p["omit"]), one.name), put[source] == one.name:
			case p["omit-empty"] == true && (one.value == "" || one.isNull):
			case one.isNested && p["nested"] != "raw":
				return "", errPlain
			default:
				signed = append(signed, one)
			}
		}
	}
	names := map[string]bool{}
	for _, one := range signed {
		if names[one.name] {
			return "", errPlain
		}
		names[one.name] = true
	}
	if p["sort"] == "bytes" {
		slices.SortFunc(signed, func(a, b plainParam) int { return cmp.Compare(a.name, b.name) })
	}
	pair, _ := p["pair"].(string)
	join, _ := p["join"].(string)
	var texts []string
	for _, one := range signed {
		switch p["encode"] {
		case "as-sent":
			texts = append(texts, one.sentName+pair+one.sentValue)
		case "rfc3986", "form":
			escape := strings.NewReplacer("+", "%20")
			if p["encode"] == "form" {
				escape = strings.NewReplacer("%2A", "*", "~", "%7E")
			}
			texts = append(texts, escape.Replace(url.QueryEscape(one.name))+pair+escape.Replace(url.QueryEscape(one.value)))
		default:
			texts = append(texts, one.name+pair+one.value)
		}
	}
	return strings.Join(texts, join), nil
}

// list returns the texts of a list, of which one may stand alone.
func list(v any) (texts []string) {
	if text, ok := v.(string); ok {
		return []string{text}
	}
	all, _ := v.([]any)
	for _, text := range all {
		texts = append(texts, text.(string))
	}
	return texts
}

// source returns the parameters of a source.
func (r plainRequest) source(name string) ([]plainParam, error) {
	switch {
	case name == "query":
		return plainPairs(r.query)
	case name == "form":
		return r.fields, nil
	case len(r.fields) > 0:
		return nil, nil
	}
	return plainMembers(r.body)
}

// reads reports whether a declaration mentions a place of a kind.
func reads(d any, kind string) bool {
	switch d := d.(type) {
	case rule:
		for name, value := range d {
			if name == kind || reads(value, kind) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(d, func(item any) bool { return reads(item, kind) })
	case string:
		return d == kind
	}
	return false
}

// readForm reads the fields of a body that is a form, if the declaration reads something of the body.
func (r *plainRequest) readForm(d rule) (err error) {
	if !reads(d, "form") && !reads(d, "json") {
		return nil
	}
	types := r.header["content-type"]
	switch {
	case len(types) > 1:
		return errPlain
	case len(types) == 0 || types[0] == "":
		return nil
	}
	media, _, err := mime.ParseMediaType(types[0])
	switch {
	case (err != nil || media == "multipart/form-data") && reads(d, "form"):
		return errPlain
	case media != "application/x-www-form-urlencoded" || err != nil:
		return nil
	}
	r.fields, err = plainPairs(r.body)
	return err
}

func plainPairs(text string) (params []plainParam, err error) {
	for _, pair := range strings.Split(text, "&") {
		if pair == "" {
			continue
		}
		if strings.Contains(pair, ";") {
			return nil, errPlain
		}
		var p plainParam
		p.sentName, p.sentValue, _ = strings.Cut(pair, "=")
		if p.name, err = plainDecode(p.sentName); err != nil {
			return nil, err
		}
		if p.value, err = plainDecode(p.sentValue); err != nil {
			return nil, err
		}
		params = append(params, p)
	}
	return params, nil
}

var escapes = regexp.MustCompile(`(?s)%.{0,2}`)

// plainDecode decodes what is escaped in a query.
func plainDecode(text string) (decoded string, err error) {
	decoded = escapes.ReplaceAllStringFunc(strings.ReplaceAll(text, "+", " "), func(escape string) string {
		b, e := hex.DecodeString(escape[1:])
		if e != nil || len(b) != 1 {
			err = errPlain
		}
		return string(b)
	})
	return decoded, err
}

var loneSurrogate = regexp.MustCompile(`(?i)\\ud[89a-f][0-9a-f]{2}`)

func plainMembers(body string) (params []plainParam, err error) {
	if strings.TrimSpace(body) == "" {
		return nil, nil
	}
	escaped := strings.ReplaceAll(body, `\\`, "__")
	escaped = regexp.MustCompile(`(?i)\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}`).ReplaceAllString(escaped, "")
	if !utf8.ValidString(body) || loneSurrogate.MatchString(escaped) || !json.Valid([]byte(body)) {
		return nil, errPlain
	}
	seen := map[string]bool{}
	err = jx.DecodeStr(body).Obj(func(d *jx.Decoder, name string) error {
		if seen[name] {
			return errPlain
		}
		seen[name] = true
		p := plainParam{name: name}
		kind := d.Next()
		raw, err := d.Raw()
		if err != nil {
			return err
		}
		p.value = string(bytes.TrimSpace(raw))
		p.isNull, p.isNested = kind == jx.Null, kind == jx.Object || kind == jx.Array
		if kind == jx.String {
			err = json.Unmarshal(raw, &p.value)
		}
		params = append(params, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPlain, err)
	}
	return params, nil
}
