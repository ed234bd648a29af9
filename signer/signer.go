package signer

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"log/slog"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pandapon/pandagen/signer/internal/digest"
)

// Signer implements a scheme: it signs messages, and a [Verifier] verifies messages by it. It is immutable and safe for
// concurrent use.
type Signer struct {
	scheme    Scheme
	parts     []part
	key       []part
	put       place
	identity  place
	claims    []place
	timestamp place
	nonce     place
	nonceSet  asciiSet // the nonce's alphabet
	needs     needs

	unverifiable []Problem
}

// needs records which parts of a request a scheme reads.
type needs struct {
	headers                 []string // canonical
	path, query, form, json bool
}

// New returns the Signer of a scheme. The error lists every problem that [Scheme.Validate] finds.
func New(scheme Scheme) (*Signer, error) {
	if problems := scheme.Validate(); len(problems) > 0 {
		return nil, &schemeError{problems}
	}
	return compile(scheme.clone()), nil
}

// MustNew is like [New] but panics if the scheme is invalid. It is for schemes written in Go, such as generated ones.
func MustNew(scheme Scheme) *Signer {
	s, err := New(scheme)
	if err != nil {
		panic(err)
	}
	return s
}

// Scheme returns a copy of the signer's scheme.
func (s *Signer) Scheme() Scheme { return s.scheme.clone() }

// clone returns a copy that shares no memory with the scheme.
func (s Scheme) clone() Scheme {
	s.Text = slices.Clone(s.Text)
	for i := range s.Text {
		s.Text[i].Params.From = slices.Clone(s.Text[i].Params.From)
		s.Text[i].Params.Omit = slices.Clone(s.Text[i].Params.Omit)
	}
	s.Key = slices.Clone(s.Key)
	s.Identity.Claims = slices.Clone(s.Identity.Claims)
	return s
}

// compile prepares a scheme, which may be wrong in ways that only matter for verification.
func compile(scheme Scheme) *Signer {
	s := &Signer{
		scheme:    scheme,
		put:       scheme.Put.compile(),
		identity:  scheme.Identity.Key.compile(),
		timestamp: scheme.Timestamp.compile(),
		nonce:     scheme.Nonce.compile(),
		nonceSet:  newASCIISet(scheme.Nonce.Alphabet.characters()),
	}
	for _, claim := range scheme.Identity.Claims {
		s.claims = append(s.claims, claim.compile())
	}
	for i := range scheme.Text {
		s.parts = append(s.parts, newPart(&scheme.Text[i], s.put))
	}
	for i := range scheme.Key {
		s.key = append(s.key, newPart(&scheme.Key[i], s.put))
	}
	s.needs = s.findNeeds()
	s.unverifiable = scheme.Unverifiable()
	return s
}

func (s *Signer) findNeeds() needs {
	var n needs
	see := func(p place) {
		switch p.in {
		case inHeader:
			if !slices.Contains(n.headers, p.name) {
				n.headers = append(n.headers, p.name)
			}
		case inQuery:
			n.query = true
		case inForm:
			n.form = true
		case inJSON:
			n.json = true
		}
	}
	for _, p := range s.parts {
		see(p.place)
		n.path = n.path || p.Path
		n.query = n.query || slices.Contains(p.Params.From, FromQuery)
		n.form = n.form || slices.Contains(p.Params.From, FromForm)
		n.json = n.json || slices.Contains(p.Params.From, FromJSON)
	}
	see(s.put)
	see(s.identity)
	see(s.timestamp)
	see(s.nonce)
	for _, claim := range s.claims {
		see(claim)
	}
	return n
}

// Credentials are what a client signs with. They print and log without their values.
type Credentials struct {
	Secret string
	Values []Value // by declared name, such as access-key or user-id; see [Scheme.CredentialNames]
}

// String returns the names of the values alone, because credentials end up in logs by accident.
func (c Credentials) String() string {
	var names []string
	for _, v := range c.Values {
		names = append(names, v.Name)
	}
	return "credentials of " + strings.Join(names, ", ")
}

// GoString returns what String does, for %#v.
func (c Credentials) GoString() string { return c.String() }

// LogValue returns what String does, for slog, whose JSON handler would write the values.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Sign completes a message: it adds identity, timestamp and nonce unless the message has them already, and then the
// signature. Values that the message has are signed as they are. Sign fails if a signed value is missing or repeated, if
// credentials have white space around them, or if the message is signed already.
//
// Values are appended to Header, Query, Form and Credentials. A value in a JSON body becomes the last member of a new
// Body. RawQuery and Body are then what has to be sent, byte by byte. A body that Sign begins, and a form, get a Content-Type
// if there is none.
func (s *Signer) Sign(m *Message, c Credentials, at time.Time) error {
	if err := c.check(); err != nil {
		return err
	}
	v := view{Message: m}
	for _, name := range s.scheme.credentialParts() {
		if value, ok := c.value(name); ok && !slices.ContainsFunc(m.Credentials, named(name)) {
			m.Credentials = append(m.Credentials, Value{name, value})
		}
	}
	none := len(m.Body) == 0 && len(m.Form) == 0
	if at, _ := find(m.Header, contentType); at >= 0 {
		if err := s.readForm(m, m.Header[at].Value); err != nil {
			return err
		}
	}
	if err := s.fillIdentity(&v, c); err != nil {
		return err
	}
	if err := fill(&v, s.timestamp, func() string { return s.scheme.Timestamp.format(at) }); err != nil {
		return err
	}
	if err := fill(&v, s.nonce, s.scheme.Nonce.make); err != nil {
		return err
	}
	if _, found, err := v.lookup(s.put); err != nil {
		return err
	} else if found {
		return &messageError{s.put.String(), errors.New("is there already: a message is signed once")}
	}
	s.addContentType(m, none)
	m.Encode()
	var space [160]byte
	signature, err := s.appendSignature(append(space[:0], s.scheme.Put.Prefix...), &v, c.Secret)
	if err != nil {
		return err
	}
	if err := v.put(s.put, string(signature)); err != nil {
		return err
	}
	m.Encode()
	return nil
}

// addContentType tells what a body is, if nothing does: a form, or what signing begins when there was none.
func (s *Signer) addContentType(m *Message, none bool) {
	if at, _ := find(m.Header, contentType); at >= 0 {
		return
	}
	switch {
	case len(m.Form) > 0 || none && s.put.in == inForm:
		m.Header = append(m.Header, Value{contentType, formType})
	case none && (len(m.Body) > 0 || s.put.in == inJSON):
		m.Header = append(m.Header, Value{contentType, jsonType})
	}
}

// fillIdentity adds the identity's key and claims as far as the credentials have them.
func (s *Signer) fillIdentity(v *view, c Credentials) error {
	if value, ok := c.value(s.scheme.Identity.Key.name()); ok {
		if err := fill(v, s.identity, func() string { return value }); err != nil {
			return err
		}
	}
	for i, claim := range s.claims {
		if value, ok := c.value(s.scheme.Identity.Claims[i].name()); ok {
			if err := fill(v, claim, func() string { return value }); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill puts a value at a place unless there is one, or the place is nowhere.
func fill(v *view, p place, value func() string) error {
	if p.in == nowhere {
		return nil
	}
	_, found, err := v.lookup(p)
	if err != nil || found {
		return err
	}
	return v.put(p, value())
}

// check refuses values with white space around them: a header loses it, and secrets are copied with it by mistake.
func (c Credentials) check() error {
	if isPadded(c.Secret) {
		return &messageError{"the secret", errPadded}
	}
	for i := range c.Values {
		if isPadded(c.Values[i].Value) {
			return &messageError{"credential " + c.Values[i].Name, errPadded}
		}
	}
	return nil
}

func named(name string) func(Value) bool { return func(v Value) bool { return v.Name == name } }

func (c Credentials) value(name string) (string, bool) {
	for i := range c.Values {
		if c.Values[i].Name == name {
			return c.Values[i].Value, true
		}
	}
	return "", false
}

// credentialParts returns the names of the credentials that are signed or key an hmac.
func (s *Scheme) credentialParts() []string {
	var names []string
	for _, parts := range [][]Part{s.Text, s.Key} {
		for i := range parts {
			if parts[i].Credential != "" {
				names = append(names, parts[i].Credential)
			}
		}
	}
	return names
}

// format returns a time as a timestamp.
func (r TimestampRule) format(at time.Time) string {
	switch r.Unit {
	case Seconds:
		return strconv.FormatInt(at.Unix(), 10)
	case Milliseconds:
		return strconv.FormatInt(at.UnixMilli(), 10)
	case Microseconds:
		return strconv.FormatInt(at.UnixMicro(), 10)
	}
	return strconv.FormatInt(at.UnixNano(), 10)
}

// make returns a random nonce: all strings of the alphabet are equally likely.
func (r NonceRule) make() string {
	alphabet := r.Alphabet.characters()
	mask := byte(1)<<bits.Len(uint(len(alphabet)-1)) - 1 // numbers up to it are equally likely; those beyond the alphabet are left out
	nonce := make([]byte, 0, maxNonce)
	var random [64]byte
	for len(nonce) < r.Length {
		rand.Read(random[:]) // never fails
		for _, b := range random {
			if b &= mask; int(b) < len(alphabet) && len(nonce) < r.Length {
				nonce = append(nonce, alphabet[b])
			}
		}
	}
	return string(nonce)
}

// AppendSignature appends the signature of a message, without its prefix, to dst. It does not change the message. It
// fails if a signed value is missing or repeated, or cannot be read.
func (s *Signer) AppendSignature(dst []byte, m *Message, secret string) ([]byte, error) {
	v := view{Message: m}
	return s.appendSignature(dst, &v, secret)
}

func (s *Signer) appendSignature(dst []byte, v *view, secret string) ([]byte, error) {
	var space [256]byte // most texts without a body are shorter, and need no allocation
	text, err := s.appendText(space[:0], v, secret)
	if err != nil {
		return dst, err
	}
	if s.scheme.Digest == MD5 { // spared a copy
		sum := md5.Sum(text)
		return s.scheme.Encoding.append(dst, sum[:]), nil
	}
	var key []byte
	if digest.Keyed(string(s.scheme.Digest)) {
		if key, err = s.hmacKey(v, secret); err != nil {
			return dst, err
		}
	}
	var sum [sha512.Size]byte
	return s.scheme.Encoding.append(dst, digest.Append(sum[:0], string(s.scheme.Digest), key, text)), nil
}

// hmacKey returns the key of an hmac.
func (s *Signer) hmacKey(v *view, secret string) ([]byte, error) {
	if len(s.key) == 0 {
		return []byte(secret), nil
	}
	var key []byte
	for i := range s.key {
		var err error
		if key, err = s.key[i].append(key, v, secret); err != nil {
			return nil, err
		}
	}
	return key, nil
}

// append appends a digest in this encoding.
func (e Encoding) append(dst, digest []byte) []byte {
	if e == Base64 {
		return base64.StdEncoding.AppendEncode(dst, digest)
	}
	hex := [16]byte([]byte(lowerHex))
	if e == HexUpper {
		hex = [16]byte([]byte(upperHex))
	}
	start, size := len(dst), 2*len(digest)
	dst = slices.Grow(dst, size)[:start+size]
	text := dst[start:]
	for _, b := range digest {
		text[0], text[1] = hex[b>>4], hex[b&15]
		text = text[2:]
	}
	return dst
}
