package signer

import (
	"slices"
	"time"
)

// Scheme is a signature rule: parts of a message, joined, digested, encoded and put somewhere. It is the x-signature
// declaration as a Go value. A Scheme holds no pointers, so that it prints with %#v as a Go literal.
//
// A Scheme is only data; New checks it and makes the Signer that works by it.
type Scheme struct {
	Text      []Part        // what is signed, in order
	Joiner    string        // between the parts
	Digest    Digest        // how the text is digested
	Key       []Part        // key of an hmac: secrets, credentials and literals one after the other; empty means the secret
	Encoding  Encoding      // how the digest is written
	Put       Put           // where the signature travels
	Identity  IdentityRule  // who signed; zero when a message does not say
	Timestamp TimestampRule // when it was signed; zero when a message does not say
	Nonce     NonceRule     // what makes it unique; zero when nothing does
}

// Part is one part of the signed text. Exactly one kind is set.
type Part struct {
	Literal    string   // this text
	Secret     bool     // the secret
	Credential string   // the value of this name that both sides know; it need not travel in the message
	Header     string   // the value of this header
	Query      string   // the decoded value of this query parameter
	Form       string   // the decoded value of this form field
	JSON       string   // the value of this member of the JSON body, see Nested for what a value is
	Method     bool     // the method, as sent
	Path       bool     // the escaped path, as sent
	After      string   // with Path: only what follows the first occurrence of this text, which must occur
	Body       BodyForm // the body
	Params     Params   // parameters with their names; set when From is
}

// BodyForm says how the body is signed.
type BodyForm string

// The forms of a body.
const (
	BodyRaw     BodyForm = "raw"      // byte by byte
	BodyNoSpace BodyForm = "no-space" // without spaces, tabs, carriage returns and line feeds, inside JSON strings too
)

// Params is a part made of parameters: each name and value with Pair between them, and Join between the pairs.
// A name that occurs twice, in one source or in two, is an error. The parameter that carries the signature is never
// part of it.
type Params struct {
	From      []Source // where parameters come from; JSON members are read when there are no form fields
	Sort      Order
	Pair      string   // between name and value
	Join      string   // between pairs
	Omit      []string // names that are left out
	OmitEmpty bool     // leave out empty values and null
	Encode    Escaping // of names and values
	Nested    Nested   // what to do with JSON objects and arrays
}

// Source is a place where parameters come from.
type Source string

// The sources of parameters.
const (
	FromQuery Source = "query"
	FromForm  Source = "form"
	FromJSON  Source = "json"
)

// Order is an order of parameters. The zero value is the order of the message, source after source.
type Order string

const asSent Order = ""

// SortByBytes orders parameters by the bytes of their decoded names.
const SortByBytes Order = "bytes"

// Escaping is a way to write names and values. The zero value leaves them decoded.
type Escaping string

const escapeNone Escaping = ""

// The ways to escape names and values.
const (
	EscapeRFC3986 Escaping = "rfc3986" // all but A-Z a-z 0-9 - . _ ~ as %XX
	EscapeForm    Escaping = "form"    // all but A-Z a-z 0-9 - . _ * as %XX, and a space as +
)

// Nested says how JSON objects and arrays are signed; the zero value makes them an error. Other values sign as
// themselves: a string as its decoded text, a number exactly as written, true, false and null as these words.
type Nested string

const nestedError Nested = ""

// NestedRaw signs JSON objects and arrays byte by byte, as they stand in the body.
const NestedRaw Nested = "raw"

// Digest is a digest, plain or keyed.
type Digest string

// The digests.
const (
	MD5        Digest = "md5"
	SHA1       Digest = "sha1"
	SHA256     Digest = "sha256"
	SHA512     Digest = "sha512"
	HMACMD5    Digest = "hmac-md5"
	HMACSHA1   Digest = "hmac-sha1"
	HMACSHA256 Digest = "hmac-sha256"
	HMACSHA512 Digest = "hmac-sha512"
)

// Encoding is a way to write a digest.
type Encoding string

// The encodings.
const (
	HexLower Encoding = "hex-lower"
	HexUpper Encoding = "hex-upper"
	Base64   Encoding = "base64" // the standard alphabet, padded
)

// Place is where a value stands in a message. At most one is set; a Place with none is no place.
type Place struct {
	Header string
	Query  string
	Form   string
	JSON   string // a member of the JSON body's object
}

// Put is where the signature travels.
type Put struct {
	Place
	Prefix string // stands before the signature
}

// IdentityRule says who signed.
type IdentityRule struct {
	Key    Place   // chooses the secret, alone; it must be signed
	Claims []Place // what else a message says about its sender, signed or not; see WithAuthorize
}

// TimestampRule says when a message was signed: in Unix time, ASCII digits of an exact number.
type TimestampRule struct {
	Place
	Unit   Unit
	Window time.Duration // how far the time may be from now, to either side; zero means five minutes
}

// defaultWindow is how far a timestamp may be from now when a scheme does not say.
const defaultWindow = 5 * time.Minute

// Unit is a unit of timestamps.
type Unit string

// The units of timestamps. A timestamp has exactly the digits of its unit.
const (
	Seconds      Unit = "s"  // 10 digits
	Milliseconds Unit = "ms" // 13 digits
	Microseconds Unit = "us" // 16 digits
	Nanoseconds  Unit = "ns" // 19 digits
)

// NonceRule says what makes a message unique.
type NonceRule struct {
	Place
	Length   int // in characters, exactly
	Alphabet Alphabet
}

// Alphabet is a set of characters.
type Alphabet string

// The alphabets of nonces.
const (
	Alphanumeric      Alphabet = "alphanumeric"       // A-Z a-z 0-9
	AlphanumericLower Alphabet = "alphanumeric-lower" // a-z 0-9
	AlphanumericUpper Alphabet = "alphanumeric-upper" // A-Z 0-9
	Digits            Alphabet = "digits"             // 0-9
	LowerHexDigits    Alphabet = "hex-lower"          // 0-9 a-f
	UpperHexDigits    Alphabet = "hex-upper"          // 0-9 A-F
)

// CredentialNames returns the names of the values that a caller gives beside the secret: the identity's key, its
// claims, then the credentials of the text and of the key. These are the names in Credentials.Values.
func (s Scheme) CredentialNames() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(s.Identity.Key.name())
	for _, claim := range s.Identity.Claims {
		add(claim.name())
	}
	for _, part := range s.Text {
		add(part.Credential)
	}
	for _, part := range s.Key {
		add(part.Credential)
	}
	return names
}

const (
	digits   = "0123456789"
	lowerAZ  = "abcdefghijklmnopqrstuvwxyz"
	upperAZ  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowerHex = digits + "abcdef"
	upperHex = digits + "ABCDEF"
)

// characters returns the alphabet's characters, or nothing when it is unknown.
func (a Alphabet) characters() string {
	switch a {
	case Alphanumeric:
		return upperAZ + lowerAZ + digits
	case AlphanumericLower:
		return lowerAZ + digits
	case AlphanumericUpper:
		return upperAZ + digits
	case Digits:
		return digits
	case LowerHexDigits:
		return lowerHex
	case UpperHexDigits:
		return upperHex
	}
	return ""
}

// digits returns how many digits a timestamp of this unit has, or 0 when the unit is unknown.
func (u Unit) digits() int {
	switch u {
	case Seconds:
		return 10
	case Milliseconds:
		return 13
	case Microseconds:
		return 16
	case Nanoseconds:
		return 19
	}
	return 0
}

// window returns the declared window or its default.
func (r TimestampRule) window() time.Duration {
	if r.Window == 0 {
		return defaultWindow
	}
	return r.Window
}
