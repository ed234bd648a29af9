package signer

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/signer/internal/digest"
)

// Problem is something that is wrong with a scheme. Its rule is one of
//
//	signature-missing             a member that the scheme needs is missing
//	signature-unknown-value       a word or a number has no meaning
//	signature-ambiguous           there are two declarations where one is meant
//	signature-contradiction       two declarations cannot hold together
//	signature-nothing-signed      no part comes from the message
//	signature-no-secret           anybody can make the signature
//	signature-transport-header    a header belongs to the connection, and may arrive as another
//	signature-identity-unsigned   anybody can exchange the key that chooses the secret
//	signature-timestamp-unsigned  anybody can make a captured message young again
//	signature-nonce-unsigned      anybody can make a captured message new again
type Problem struct {
	Path    string // where, by the names of x-signature: text[2].params.sort
	Rule    string
	Message string // what is wrong and what to do
}

const (
	ruleMissing           = "signature-missing"
	ruleUnknown           = "signature-unknown-value"
	ruleAmbiguous         = "signature-ambiguous"
	ruleContradiction     = "signature-contradiction"
	ruleNothingSigned     = "signature-nothing-signed"
	ruleNoSecret          = "signature-no-secret"
	ruleTransportHeader   = "signature-transport-header"
	ruleIdentityUnsigned  = "signature-identity-unsigned"
	ruleTimestampUnsigned = "signature-timestamp-unsigned"
	ruleNonceUnsigned     = "signature-nonce-unsigned"
)

// schemeError lists everything that is wrong with a scheme.
type schemeError struct{ problems []Problem }

// Error returns a line for each problem.
func (e *schemeError) Error() string {
	lines := make([]string, len(e.problems))
	for i, p := range e.problems {
		lines[i] = "signature scheme: " + p.Path + ": " + p.Message
	}
	return strings.Join(lines, "\n")
}

const maxNonce = 256 // characters

// Validate returns the problems for which [New] refuses the scheme.
func (s Scheme) Validate() []Problem {
	v := &validator{scheme: &s}
	v.text()
	v.digest()
	v.places()
	v.timestamp()
	v.nonce()
	v.secret()
	v.body()
	return v.problems
}

// Unverifiable returns a problem for each value that verification relies on and that is not signed. Some platforms
// prescribe such schemes, and messages can be signed by them, but a Verifier rejects every message.
func (s Scheme) Unverifiable() []Problem {
	v := &validator{scheme: &s}
	v.signed()
	return v.problems
}

type validator struct {
	scheme   *Scheme
	problems []Problem
}

func (v *validator) report(path, rule, format string, args ...any) {
	v.problems = append(v.problems, Problem{path, rule, fmt.Sprintf(format, args...)})
}

// word reports a problem unless value is one of the known words.
func word[T ~string](v *validator, path string, value T, known ...T) {
	if slices.Contains(known, value) {
		return
	}
	words := make([]string, 0, len(known))
	for _, k := range known {
		if k != "" {
			words = append(words, string(k))
		}
	}
	if value == "" {
		v.report(path, ruleMissing, "is missing: give one of %s", strings.Join(words, ", "))
		return
	}
	v.report(path, ruleUnknown, "%q is unknown: use one of %s", string(value), strings.Join(words, ", "))
}

func (v *validator) text() {
	if len(v.scheme.Text) == 0 {
		v.report("text", ruleNothingSigned, "is empty, so that nothing is signed: list the signed parts")
		return
	}
	dynamic := false
	for i, part := range v.scheme.Text {
		v.part(fmt.Sprintf("text[%d]", i), part)
		dynamic = dynamic || part.Literal == "" && !part.Secret && part.Credential == ""
	}
	if !dynamic {
		v.report("text", ruleNothingSigned, "holds nothing of the message, so that all messages have one signature: add a header, query, method, path, body or params part")
	}
}

// kinds returns the names of the kinds that a part sets.
func (p Part) kinds() []string {
	var kinds []string
	for _, k := range []struct {
		set  bool
		name string
	}{
		{p.Literal != "", "literal"}, {p.Secret, "secret"}, {p.Credential != "", "credential"},
		{p.Header != "", "header"}, {p.Query != "", "query"}, {p.Form != "", "form"}, {p.JSON != "", "json"},
		{p.Method, "method"}, {p.Path, "path"}, {p.Body != "", "body"}, {p.Params.set(), "params"},
	} {
		if k.set {
			kinds = append(kinds, k.name)
		}
	}
	return kinds
}

// set reports whether a part consists of parameters.
func (p Params) set() bool {
	return len(p.From) > 0 || len(p.Omit) > 0 || p.OmitEmpty || p.Sort+Order(p.Pair)+Order(p.Join)+Order(p.Encode)+Order(p.Nested) != ""
}

func (v *validator) part(path string, part Part) {
	switch kinds := part.kinds(); len(kinds) {
	case 0:
		v.report(path, ruleMissing, "is empty: give a part one of literal, secret, credential, header, query, form, json, method, path, body, params")
	case 1:
	default:
		v.report(path, ruleAmbiguous, "is %s at once: make them parts of their own", strings.Join(kinds, " and "))
	}
	if part.Header != "" {
		v.header(path+".header", part.Header)
	}
	if part.After != "" && !part.Path {
		v.report(path+".after", ruleContradiction, "belongs to a path part")
	}
	if part.Body != "" {
		word(v, path+".body", part.Body, BodyRaw, BodyNoSpace)
	}
	if part.Params.set() {
		v.params(path+".params", part.Params)
	}
}

func (v *validator) params(path string, p Params) {
	if len(p.From) == 0 {
		v.report(path+".from", ruleMissing, "is missing: say where parameters come from: query, form, json")
	}
	for i, source := range p.From {
		at := fmt.Sprintf("%s.from[%d]", path, i)
		word(v, at, source, FromQuery, FromForm, FromJSON)
		if slices.Contains(p.From[:i], source) {
			v.report(at, ruleAmbiguous, "%q is listed twice", source)
		}
	}
	word(v, path+".sort", p.Sort, orderAsSent, SortByBytes)
	word(v, path+".encode", p.Encode, escapeNone, EscapeRFC3986, EscapeForm, EscapeAsSent)
	word(v, path+".nested", p.Nested, nestedError, NestedRaw)
	if p.Encode == EscapeAsSent && slices.Contains(p.From, FromJSON) {
		v.report(path+".encode", ruleContradiction, "has no meaning for json, whose members are not escaped: sign the body as it is, or leave encode out")
	}
	if p.Nested != nestedError && !slices.Contains(p.From, FromJSON) {
		v.report(path+".nested", ruleContradiction, "has no meaning when nothing comes from json")
	}
}

func (v *validator) header(path, name string) {
	for i := 0; i < len(name); i++ {
		if !isToken(name[i]) {
			v.report(path, ruleUnknown, "%q is not a header name: use letters, digits and dashes", name)
			return
		}
	}
	if slices.Contains(transportHeaders, http.CanonicalHeaderKey(name)) {
		v.report(path, ruleTransportHeader, "%s is set by the transport, and may be another where it arrives: leave it out", name)
	}
}

// transportHeaders belong to one connection, or say how a body travels on it.
var transportHeaders = []string{
	"Accept-Encoding", "Connection", "Content-Length", "Expect", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
	"Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// isToken reports whether c may occur in the name of a header.
func isToken(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

func (v *validator) digest() {
	s := v.scheme
	word(v, "digest", s.Digest, MD5, SHA1, SHA256, SHA512, HMACMD5, HMACSHA1, HMACSHA256, HMACSHA512)
	word(v, "encoding", s.Encoding, HexLower, HexUpper, Base64)
	if len(s.Key) > 0 && !digest.Keyed(string(s.Digest)) {
		v.report("key", ruleContradiction, "has no meaning for the digest %s: only an hmac has a key", s.Digest)
	}
	for i, part := range s.Key {
		if kinds := part.kinds(); len(kinds) != 1 || part.Literal == "" && !part.Secret && part.Credential == "" {
			v.report(fmt.Sprintf("key[%d]", i), ruleUnknown, "must be one of secret, credential, literal: a key never comes from the message")
		}
	}
}

// places checks that every declared place is valid, and that none is used twice.
func (v *validator) places() {
	s := v.scheme
	if s.Put.IsZero() {
		v.report("put", ruleMissing, "is missing: say where the signature travels: header, query, form or json")
	}
	if s.Identity.Key.IsZero() && len(s.Identity.Claims) > 0 {
		v.report("identity.key", ruleMissing, "is missing: say which value chooses the secret")
	}
	used := map[place]string{}
	check := func(path string, p Place) {
		if n := countSet(p); n == 0 {
			return
		} else if n > 1 {
			v.report(path, ruleAmbiguous, "is in several places at once: give one of header, query, form, json")
		}
		if p.Header != "" {
			v.header(path+".header", p.Header)
		}
		c := p.compile()
		if c == (place{inHeader, "Host"}) {
			v.report(path+".header", ruleTransportHeader, "Host says where a request is sent, and can hold nothing else: it can only be signed")
		}
		if first, taken := used[c]; taken {
			v.report(path, ruleContradiction, "%s is %s already", c, first)
			return
		}
		used[c] = path
	}
	check("put", s.Put.Place)
	check("identity.key", s.Identity.Key)
	for i, claim := range s.Identity.Claims {
		path := fmt.Sprintf("identity.claims[%d]", i)
		check(path, claim)
		if claim.IsZero() {
			v.report(path, ruleMissing, "is empty: give one of header, query, form, json")
		}
	}
	check("timestamp", s.Timestamp.Place)
	check("nonce", s.Nonce.Place)
	for i, part := range s.Text {
		if p := part.place(); p.in != nowhere && p == s.Put.compile() {
			v.report(fmt.Sprintf("text[%d]", i), ruleContradiction, "%s carries the signature, which cannot sign itself", p)
		}
	}
	v.bodyPlaces()
}

// bodyPlaces checks that no body has to be a form and JSON.
func (v *validator) bodyPlaces() {
	s := v.scheme
	first, firstPath := place{}, ""
	check := func(path string, p place) {
		switch {
		case p.in != inForm && p.in != inJSON:
		case first.in == nowhere:
			first, firstPath = p, path
		case p.in != first.in:
			v.report(path, ruleContradiction, "%s is in another body than %s, which is %s: a body is a form, or it is JSON", p, first, firstPath)
		}
	}
	check("put", s.Put.compile())
	check("identity.key", s.Identity.Key.compile())
	check("timestamp", s.Timestamp.compile())
	check("nonce", s.Nonce.compile())
	for i, claim := range s.Identity.Claims {
		check(fmt.Sprintf("identity.claims[%d]", i), claim.compile())
	}
	for i, part := range s.Text {
		check(fmt.Sprintf("text[%d]", i), part.place())
	}
}

func countSet(p Place) int {
	n := 0
	for _, name := range []string{p.Header, p.Query, p.Form, p.JSON} {
		if name != "" {
			n++
		}
	}
	return n
}

func (v *validator) timestamp() {
	t := v.scheme.Timestamp
	if t == (TimestampRule{}) {
		return
	}
	if t.IsZero() {
		v.report("timestamp", ruleMissing, "has no place: give one of header, query, form, json")
	}
	word(v, "timestamp.unit", t.Unit, Seconds, Milliseconds, Microseconds, Nanoseconds)
	if t.Window < 0 {
		v.report("timestamp.window", ruleUnknown, "%s is negative: give the largest distance from now, such as 600s", t.Window)
	}
}

func (v *validator) nonce() {
	n := v.scheme.Nonce
	if n == (NonceRule{}) {
		return
	}
	if n.IsZero() {
		v.report("nonce", ruleMissing, "has no place: give one of header, query, form, json")
	}
	if n.Length < 1 || n.Length > maxNonce {
		v.report("nonce.length", ruleUnknown, "%d is not between 1 and %d characters", n.Length, maxNonce)
	}
	word(v, "nonce.alphabet", n.Alphabet, Alphanumeric, AlphanumericLower, AlphanumericUpper, Digits, LowerHexDigits, UpperHexDigits)
	if v.scheme.Timestamp.IsZero() {
		v.report("nonce", ruleContradiction, "needs a timestamp: without one every nonce would have to be remembered forever")
	}
}

// secret checks that the signature depends on a secret.
func (v *validator) secret() {
	s := v.scheme
	if len(s.Text) == 0 || slices.ContainsFunc(s.Text, func(p Part) bool { return p.Secret }) {
		return
	}
	if !digest.Keyed(string(s.Digest)) {
		v.report("text", ruleNoSecret, "holds no secret, so that anybody can sign: add {secret: true}, or use an hmac")
		return
	}
	for _, part := range s.Key {
		if part.Secret || part.Credential != "" {
			return
		}
	}
	if len(s.Key) > 0 {
		v.report("key", ruleNoSecret, "holds no secret, so that anybody can sign: add {secret: true} or a credential")
	}
}

// signed checks that the values which verification relies on are signed.
func (v *validator) signed() {
	s := v.scheme
	for _, c := range []struct {
		path, rule string
		place      Place
		why        string
	}{
		{"identity.key", ruleIdentityUnsigned, s.Identity.Key, "it chooses the secret"},
		{"timestamp", ruleTimestampUnsigned, s.Timestamp.Place, "a captured message could be made young again"},
		{"nonce", ruleNonceUnsigned, s.Nonce.Place, "a captured message could be made new again"},
	} {
		if p := c.place.compile(); p.in != nowhere && !s.signs(p) {
			v.report(c.path, c.rule, "%s is not signed, but %s: add it to text", p, c.why)
		}
	}
}

// signs reports whether the value at a place is part of the text.
func (s *Scheme) signs(p place) bool {
	for _, part := range s.Text {
		if part.place() == p {
			return true
		}
		if part.Params.reads(p.in) && !slices.Contains(part.Params.Omit, p.name) {
			return true
		}
		if (p.in == inJSON || p.in == inForm) && part.Body != "" {
			return true
		}
	}
	return false
}

// reads reports whether parameters come from a location.
func (p Params) reads(in location) bool {
	return slices.ContainsFunc(p.From, func(s Source) bool { return s.location() == in })
}

// body finds signatures that would change the body they sign.
func (v *validator) body() {
	s := v.scheme
	signsBody := slices.ContainsFunc(s.Text, func(p Part) bool { return p.Body != "" })
	if !signsBody {
		return
	}
	if in := s.Put.in(); in == inForm || in == inJSON {
		v.report("put", ruleContradiction, "writes the signature into the body that it signs: use a header or a query parameter, or sign params")
	}
}
