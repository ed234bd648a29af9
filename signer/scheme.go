package signer

import (
	"slices"
	"time"
)

// Scheme declares how requests are signed: which parts of a message are joined, digested, encoded and put where. It is
// an OpenAPI document's x-signature as a Go value. A Scheme is only data: [New] checks it and returns a [Signer].
//
// A Scheme contains no pointers, so %#v prints it as a Go literal.
type Scheme struct {
	Text      []Part        // what is signed, in order
	Joiner    string        // between the parts
	Digest    Digest        // how the text is digested
	Key       []Part        // key of an hmac: secrets, credentials and literals one after the other; empty means the secret
	Encoding  Encoding      // how the digest is encoded
	Put       Put           // where the signature travels
	Identity  IdentityRule  // who signed it; zero if a message does not say
	Timestamp TimestampRule // when it was signed; zero if a message does not say
	Nonce     NonceRule     // what makes it unique; zero if nothing does
}

// Part is a part of the signed text. Exactly one field is set, but for After, which belongs to Path.
type Part struct {
	Literal    string   // this text
	Secret     bool     // the secret
	Credential string   // the credential of this name, which client and server know and which need not travel in the message
	Header     string   // the value of this header; Host too, but none that belongs to the connection or its encoding
	Query      string   // the decoded value of this query parameter
	Form       string   // the decoded value of this form field
	JSON       string   // the value of this member of the JSON body; see Nested for what a value is
	Method     bool     // the method, as sent
	Path       bool     // the escaped path, as sent
	After      string   // with Path: only what follows the first occurrence of this text, which must occur
	Body       BodyForm // the body
	Params     Params   // parameters with their names; set if From is
}

// BodyForm says how the body is signed.
type BodyForm string

// Forms of a body.
const (
	BodyRaw     BodyForm = "raw"      // as it is, byte by byte
	BodyNoSpace BodyForm = "no-space" // without spaces, tabs, carriage returns and line feeds, even those inside JSON strings
)

// Params is a part made of parameters: Pair stands between a name and its value, Join between parameters. A name that
// occurs twice, in one source or in two, is an error. The parameter that carries the signature is never signed.
type Params struct {
	From      []Source // where parameters come from; JSON members are read only if there are no form fields
	Sort      Order
	Pair      string   // between name and value
	Join      string   // between parameters
	Omit      []string // names that are left out
	OmitEmpty bool     // leave out empty values and null
	Encode    Escaping // of names and values
	Nested    Nested   // how JSON objects and arrays are signed
}

// Source is where parameters come from.
type Source string

// Sources of parameters.
const (
	FromQuery Source = "query"
	FromForm  Source = "form"
	FromJSON  Source = "json"
)

// Order is an order of parameters. The zero value keeps that of the message, one source after another.
type Order string

const orderAsSent Order = ""

// SortByBytes orders parameters by the bytes of their decoded names.
const SortByBytes Order = "bytes"

// Escaping is how names and values of parameters are escaped. The zero value leaves them decoded.
type Escaping string

const escapeNone Escaping = ""

// Escapings of names and values.
const (
	EscapeRFC3986 Escaping = "rfc3986" // all but A-Z a-z 0-9 - . _ ~ becomes %XX
	EscapeForm    Escaping = "form"    // all but A-Z a-z 0-9 - . _ * becomes %XX, and a space becomes +
	EscapeAsSent  Escaping = "as-sent" // the bytes that travel, escaped as they are; for query and form
)

// Nested says how JSON objects and arrays are signed; the zero value makes them an error. Of other values, a string is
// signed as its decoded text, a number exactly as it is written, and true, false and null as these words.
type Nested string

const nestedError Nested = ""

// NestedRaw signs JSON objects and arrays as they stand in the body, byte by byte.
const NestedRaw Nested = "raw"

// Digest is a digest algorithm, plain or keyed.
type Digest string

// Digest algorithms.
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

// Encoding is how a digest is written as text.
type Encoding string

// Encodings of digests.
const (
	HexLower Encoding = "hex-lower"
	HexUpper Encoding = "hex-upper"
	Base64   Encoding = "base64" // standard alphabet, padded
)

// Place is where a value stands in a message. At most one field is set; the zero Place is nowhere.
type Place struct {
	Header string
	Query  string
	Form   string
	JSON   string // a member of the JSON object in the body
}

// Put is where the signature travels.
type Put struct {
	Place
	Prefix string // precedes the signature, as in "Bearer "
}

// IdentityRule says where a message names its sender.
type IdentityRule struct {
	Key    Place   // selects the secret by itself, and must be signed
	Claims []Place // what else a message says about its sender, signed or not; see [WithAuthorize]
}

// TimestampRule says where a message states when it was signed, as Unix time in ASCII digits.
type TimestampRule struct {
	Place
	Unit   Unit
	Window time.Duration // how far the timestamp may be from now, before or after; zero means five minutes
}

const defaultWindow = 5 * time.Minute

// Unit is a unit of timestamps.
type Unit string

// Units of timestamps. The number of a timestamp's digits is fixed by its unit.
const (
	Seconds      Unit = "s"  // 10 digits
	Milliseconds Unit = "ms" // 13 digits
	Microseconds Unit = "us" // 16 digits
	Nanoseconds  Unit = "ns" // 19 digits
)

// NonceRule says where a message carries the value that makes it unique.
type NonceRule struct {
	Place
	Length   int // exact number of characters
	Alphabet Alphabet
}

// Alphabet is a set of characters.
type Alphabet string

// Alphabets of nonces.
const (
	Alphanumeric      Alphabet = "alphanumeric"       // A-Z a-z 0-9
	AlphanumericLower Alphabet = "alphanumeric-lower" // a-z 0-9
	AlphanumericUpper Alphabet = "alphanumeric-upper" // A-Z 0-9
	Digits            Alphabet = "digits"             // 0-9
	LowerHexDigits    Alphabet = "hex-lower"          // 0-9 a-f
	UpperHexDigits    Alphabet = "hex-upper"          // 0-9 A-F
)

// CredentialNames returns the names that a client's Credentials.Values may have: the identity's key, its claims, then
// the credentials in the text and in the key.
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

// characters returns the alphabet's characters, or none if it is unknown.
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

// digits returns how many digits a timestamp of this unit has, or 0 if the unit is unknown.
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
