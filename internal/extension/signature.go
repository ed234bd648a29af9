package extension

import (
	"strconv"
	"strings"
	"time"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/signer"
)

// ParseSignature reads x-signature of a security scheme; name is the security scheme's, for messages. What contradicts itself
// is an error too, whose Rule is that of the signer.Problem, such as signature-no-secret. With errors the scheme is as
// far as it could be read, and nil when nothing could.
func ParseSignature(name string, n *document.Node) (*signer.Scheme, document.Errors) {
	if n == nil {
		return nil, nil
	}
	r := newSignatureReader(name)
	if !r.object(n, "text", "joiner", "digest", "key", "encoding", "put", "identity", "timestamp", "nonce") {
		return nil, r.errs
	}
	s := &signer.Scheme{
		Text:      r.parts(n, "text"),
		Joiner:    r.verbatim(n, "joiner"),
		Digest:    signer.Digest(r.text(n, "digest")),
		Key:       r.key(n),
		Encoding:  signer.Encoding(r.text(n, "encoding")),
		Put:       r.put(n),
		Identity:  r.identity(n),
		Timestamp: r.timestamp(n),
		Nonce:     r.nonce(n),
	}
	if len(r.errs) == 0 { // a scheme that could not be read would only be reported twice
		r.problems(n, s.Validate())
	}
	return s, r.errs
}

// CheckVerifiable reports the values that verification relies on and that x-signature leaves unsigned, by the rules
// of signer.Scheme.Unverifiable. A client can sign by such a scheme, a server rejects everything.
func CheckVerifiable(name string, n *document.Node) document.Errors {
	s, errs := ParseSignature(name, n)
	if s == nil || len(errs) > 0 { // what else is wrong may be why a value seems unsigned
		return nil
	}
	r := newSignatureReader(name)
	r.problems(n, s.Unverifiable())
	return r.errs
}

func newSignatureReader(name string) *signatureReader {
	r := &signatureReader{reader{extension: "x-signature"}}
	if name != "" {
		r.extension += " of " + clip(name)
	}
	return r
}

// problems reports what is wrong with the scheme that was read from n.
func (r *signatureReader) problems(n *document.Node, found []signer.Problem) {
	for _, p := range found {
		r.errs = append(r.errs, &document.Error{Pos: place(n, p.Path), Rule: p.Rule, Message: r.extension + ": " + p.Path + " " + p.Message})
	}
}

// place returns the position of the deepest node on a path such as text[2].params.sort.
func place(n *document.Node, path string) document.Position {
	for _, step := range strings.FieldsFunc(path, func(c rune) bool { return c == '.' || c == '[' || c == ']' }) {
		next := n.Get(step)
		if i, err := strconv.Atoi(step); err == nil && n.Kind == document.Array && i < len(n.Items) {
			next = n.Items[i]
		}
		if next == nil {
			break
		}
		n = next
	}
	return n.Pos
}

type signatureReader struct{ reader }

// child returns a member that is an object with known members, or nil.
func (r *signatureReader) child(n *document.Node, name string, allowed ...string) *document.Node {
	v := n.Get(name)
	if v == nil || !r.object(v, allowed...) {
		return nil
	}
	return v
}

// verbatim returns the text of a member that is a string, which may be empty or blank.
func (r *signatureReader) verbatim(n *document.Node, name string) string {
	v := n.Get(name)
	if v == nil {
		return ""
	}
	if v.Kind != document.String {
		r.errorf(v.Pos, "%s is %s: it must be a string, quote it", name, v.Kind)
		return ""
	}
	return v.Text
}

// flag returns a member that is a boolean.
func (r *signatureReader) flag(n *document.Node, name string) bool {
	v := n.Get(name)
	if v == nil {
		return false
	}
	if v.Kind != document.Bool {
		r.errorf(v.Pos, "%s is %s: it must be true or false", name, v.Kind)
		return false
	}
	return v.Text == "true"
}

// mark returns whether a member is there; its value must be true.
func (r *signatureReader) mark(n *document.Node, name string) bool {
	v := n.Get(name)
	if v == nil {
		return false
	}
	if v.Kind != document.Bool || v.Text != "true" {
		r.errorf(v.Pos, "%s must be true: write {%s: true}, or leave the part out", name, name)
		return false
	}
	return true
}

// words returns the items of a list of strings; one string is a list of one.
func (r *signatureReader) words(n *document.Node, name string) []string {
	v := n.Get(name)
	if v == nil {
		return nil
	}
	items := v.Items
	switch v.Kind {
	case document.String:
		items = []*document.Node{v}
	case document.Array:
	default:
		r.errorf(v.Pos, "%s is %s: it must be a list of strings", name, v.Kind)
		return nil
	}
	var words []string
	for _, item := range items {
		if item == nil || item.Kind != document.String || item.Text == "" {
			r.errorf(v.Pos, "%s holds something that is no text: it must be a list of strings", name)
			return nil
		}
		words = append(words, item.Text)
	}
	return words
}

// parts reads a list of parts.
func (r *signatureReader) parts(n *document.Node, name string) []signer.Part {
	v := n.Get(name)
	if v == nil {
		return nil
	}
	if v.Kind != document.Array {
		r.errorf(v.Pos, "%s is %s: it must be a list of parts, such as [{header: timestamp}, {secret: true}]", name, v.Kind)
		return nil
	}
	parts := make([]signer.Part, 0, len(v.Items))
	for _, item := range v.Items {
		if item != nil {
			parts = append(parts, r.part(item))
		}
	}
	return parts
}

// part reads one part.
func (r *signatureReader) part(n *document.Node) signer.Part {
	if !r.object(n, "literal", "secret", "credential", "header", "query", "form", "json", "method", "path", "body", "params") {
		return signer.Part{}
	}
	if len(n.Members) == 0 {
		r.errorf(n.Pos, "a part is empty: write one of literal, secret, credential, header, query, form, json, method, path, body or params")
	}
	p := signer.Part{
		Literal:    r.verbatim(n, "literal"),
		Secret:     r.mark(n, "secret"),
		Credential: r.text(n, "credential"),
		Header:     r.text(n, "header"),
		Query:      r.text(n, "query"),
		Form:       r.text(n, "form"),
		JSON:       r.text(n, "json"),
		Method:     r.mark(n, "method"),
		Body:       signer.BodyForm(r.text(n, "body")),
		Params:     r.params(n),
	}
	if v := n.Get("literal"); v != nil && v.Kind == document.String && v.Text == "" {
		r.errorf(v.Pos, "literal is empty: give it a text or leave the part out")
	}
	p.Path, p.After = r.path(n)
	return p
}

// path reads a path part: true, or what comes before the signed part.
func (r *signatureReader) path(n *document.Node) (signed bool, after string) {
	v := n.Get("path")
	if v == nil {
		return false, ""
	}
	if v.Kind != document.Object {
		return r.mark(n, "path"), ""
	}
	if r.object(v, "after") && v.Get("after") == nil {
		r.errorf(v.Pos, "path has no after: write {after: /openapi/}, or path: true for the whole path")
	}
	return true, r.text(v, "after")
}

func (r *signatureReader) params(n *document.Node) signer.Params {
	v := r.child(n, "params", "from", "sort", "pair", "join", "omit", "omit-empty", "encode", "nested")
	if v == nil {
		return signer.Params{}
	}
	p := signer.Params{
		Sort:      signer.Order(r.text(v, "sort")),
		Pair:      r.verbatim(v, "pair"),
		Join:      r.verbatim(v, "join"),
		Omit:      r.words(v, "omit"),
		OmitEmpty: r.flag(v, "omit-empty"),
		Encode:    signer.Escaping(r.text(v, "encode")),
		Nested:    signer.Nested(r.text(v, "nested")),
	}
	for _, from := range r.words(v, "from") {
		p.From = append(p.From, signer.Source(from))
	}
	if v.Get("from") == nil {
		r.errorf(v.Pos, "params has no from: say where parameters come from, such as from: [query, form]")
	}
	if p.Encode == "none" {
		p.Encode = ""
	}
	return p
}

// key reads the key of an hmac: one part, or a list of parts.
func (r *signatureReader) key(n *document.Node) []signer.Part {
	v := n.Get("key")
	switch {
	case v == nil:
		return nil
	case v.Kind == document.Object:
		return []signer.Part{r.part(v)}
	case v.Kind == document.Array && len(v.Items) > 0:
		return r.parts(n, "key")
	}
	r.errorf(v.Pos, "key is %s: write {credential: NAME}, {secret: true}, or a list of such parts and literals", v.Kind)
	return nil
}

// at reads the place that an object names.
func (r *signatureReader) at(n *document.Node) signer.Place {
	return signer.Place{Header: r.text(n, "header"), Query: r.text(n, "query"), Form: r.text(n, "form"), JSON: r.text(n, "json")}
}

func (r *signatureReader) put(n *document.Node) signer.Put {
	v := r.child(n, "put", "header", "query", "form", "json", "prefix")
	if v == nil {
		return signer.Put{}
	}
	return signer.Put{Place: r.at(v), Prefix: r.verbatim(v, "prefix")}
}

func (r *signatureReader) identity(n *document.Node) signer.IdentityRule {
	v := r.child(n, "identity", "key", "claims")
	if v == nil {
		return signer.IdentityRule{}
	}
	var rule signer.IdentityRule
	if key := r.child(v, "key", "header", "query", "form", "json"); key != nil {
		rule.Key = r.at(key)
	}
	if v.Get("key") == nil {
		r.errorf(v.Pos, "identity has no key: say which value chooses the secret, such as key: {header: access-key}")
	}
	claims := v.Get("claims")
	if claims == nil {
		return rule
	}
	if claims.Kind != document.Array {
		r.errorf(claims.Pos, "claims is %s: it must be a list, such as [{header: user-id}]", claims.Kind)
		return rule
	}
	for _, claim := range claims.Items {
		if claim != nil && r.object(claim, "header", "query", "form", "json") {
			rule.Claims = append(rule.Claims, r.at(claim))
		}
	}
	return rule
}

func (r *signatureReader) timestamp(n *document.Node) signer.TimestampRule {
	v := r.child(n, "timestamp", "header", "query", "form", "json", "unit", "window")
	if v == nil {
		return signer.TimestampRule{}
	}
	rule := signer.TimestampRule{Place: r.at(v), Unit: signer.Unit(r.text(v, "unit"))}
	if v.Get("unit") == nil {
		r.errorf(v.Pos, "timestamp has no unit: a unit is never guessed, write unit: s, ms, us or ns")
	}
	if w := v.Get("window"); w != nil {
		window, err := time.ParseDuration(w.Text)
		if err != nil || w.Kind != document.String || window <= 0 {
			r.errorf(w.Pos, "window %q is no positive duration: write it as 600s or 10m", clip(w.Text))
		}
		rule.Window = window
	}
	return rule
}

func (r *signatureReader) nonce(n *document.Node) signer.NonceRule {
	v := r.child(n, "nonce", "header", "query", "form", "json", "length", "alphabet")
	if v == nil {
		return signer.NonceRule{}
	}
	rule := signer.NonceRule{Place: r.at(v), Alphabet: signer.Alphabet(r.text(v, "alphabet"))}
	length := v.Get("length")
	if length == nil {
		r.errorf(v.Pos, "nonce has no length: write its exact number of characters, such as length: 32")
		return rule
	}
	var err error
	if rule.Length, err = strconv.Atoi(length.Text); err != nil || length.Kind != document.Number {
		r.errorf(length.Pos, "length %q is no number of characters: write it as 32", clip(length.Text))
	}
	return rule
}
