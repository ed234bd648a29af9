package signer

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SecretStore looks up the secrets of clients.
type SecretStore interface {
	// Secrets returns the live secrets of a key: several while one replaces another, none if the key is unknown. The
	// key is empty if the scheme has no identity. An error means that the store failed, not that the key is unknown.
	// Secrets should take the same time whether a key is known or not.
	Secrets(ctx context.Context, key string) ([]string, error)
}

// SecretMap is a SecretStore in memory: the live secrets of each key. It prints and logs without them.
type SecretMap map[string][]string

// Secrets returns the live secrets of a key.
func (m SecretMap) Secrets(_ context.Context, key string) ([]string, error) { return m[key], nil }

// String returns how many keys there are.
func (m SecretMap) String() string { return fmt.Sprintf("secrets of %d keys", len(m)) }

// GoString returns what String does, for %#v.
func (m SecretMap) GoString() string { return m.String() }

// LogValue returns what String does, for slog.
func (m SecretMap) LogValue() slog.Value { return slog.StringValue(m.String()) }

// MarshalText returns what String does, for slog and encoding/json, which call it for a map inside another value.
func (m SecretMap) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// check refuses keys and secrets that nobody could sign with.
func (m SecretMap) check() error {
	for key, secrets := range m {
		if isPadded(key) {
			return fmt.Errorf("key %q %w", key, errPadded)
		}
		if slices.ContainsFunc(secrets, isPadded) {
			return fmt.Errorf("a secret of the key %q %w", key, errPadded)
		}
	}
	return nil
}

// Identity is who signed a message.
type Identity struct {
	Key    string
	Claims []Value // by declared name, in declared order; those that the message has
}

// Step is a step of verification.
type Step string

// Steps of verification, in the order they are taken.
const (
	StepScheme    Step = "scheme"    // the scheme signs all that verification relies on
	StepMessage   Step = "message"   // the request can be parsed
	StepSignature Step = "signature" // there is a signature with its prefix
	StepIdentity  Step = "identity"  // there is a key
	StepTimestamp Step = "timestamp" // the timestamp is well formed and within its window
	StepNonce     Step = "nonce"     // the nonce has the declared length and alphabet
	StepSecret    Step = "secret"    // the secret store did not fail
	StepDigest    Step = "digest"    // a live secret makes this signature
	StepReplay    Step = "replay"    // the message is new, and the nonce store did not fail
	StepAuthorize Step = "authorize" // the key may act with these claims
)

// VerifyError says why a message was rejected. Its text is the same for every reason, so that it can be returned to the
// caller. Step and Detail are for the operator of the server; they quote the message, but never a secret.
type VerifyError struct {
	Step Step
	Err  error
}

// Error returns "signature rejected".
func (e *VerifyError) Error() string { return "signature rejected" }

// Detail returns what is wrong, for the operator alone.
func (e *VerifyError) Detail() string { return e.Err.Error() }

// Unwrap returns what is wrong as an error, which may wrap ErrMissing, ErrRepeated, ErrReplay, or the error of a store or
// of the function given to [WithAuthorize].
func (e *VerifyError) Unwrap() error { return e.Err }

// Verifier verifies messages of any scheme. It is safe for concurrent use.
type Verifier struct {
	secrets   func(ctx context.Context, key string) ([]string, error) // of a SecretStore; fmt would print what is in the store itself
	nonces    NonceStore
	authorize func(ctx context.Context, key string, claims []Value) error
	now       func() time.Time
}

// String tells nothing of the secrets.
func (v Verifier) String() string { return "signature verifier" }

// VerifierOption configures a Verifier.
type VerifierOption interface{ applyToVerifier(*Verifier) }

type verifierOption func(*Verifier)

func (o verifierOption) applyToVerifier(v *Verifier) { o(v) }

// WithNonces remembers accepted messages in store, such as one that several processes share, instead of a new
// [MemoryNonces].
func WithNonces(store NonceStore) VerifierOption {
	return verifierOption(func(v *Verifier) { v.nonces = store })
}

// WithAuthorize calls authorize to decide whether a key may act with the claims of a message; its error rejects the
// message. Claims that are not signed can be forged: a captured message may come with another user-id. The function is
// called after the digest matched and the nonce was consumed.
func WithAuthorize(authorize func(ctx context.Context, key string, claims []Value) error) VerifierOption {
	return verifierOption(func(v *Verifier) { v.authorize = authorize })
}

// WithClock takes the time from now instead of time.Now.
func WithClock(now func() time.Time) VerifierOption {
	return verifierOption(func(v *Verifier) { v.now = now })
}

// NewVerifier returns a verifier for the clients whose secrets are in the store. It panics if these are a SecretMap with white
// space around a key or a secret, by which nothing is ever accepted: they were copied with it by mistake.
func NewVerifier(secrets SecretStore, opts ...VerifierOption) *Verifier {
	if m, ok := secrets.(SecretMap); ok {
		if err := m.check(); err != nil {
			panic("signer: " + err.Error())
		}
	}
	v := &Verifier{secrets: secrets.Secrets, now: time.Now}
	for _, opt := range opts {
		opt.applyToVerifier(v)
	}
	if v.nonces == nil {
		v.nonces = NewMemoryNonces(WithStart(v.now()))
	}
	return v
}

// Verify returns who signed a message. The error is a *VerifyError. A message with a nonce is accepted once: its nonce
// and its signature are consumed as soon as its digest matched, whatever happens afterwards.
func (v *Verifier) Verify(ctx context.Context, s *Signer, m *Message) (*Identity, error) {
	if len(s.unverifiable) > 0 {
		return nil, &VerifyError{StepScheme, &schemeError{s.unverifiable}}
	}
	c, rejected := s.read(m, v.now())
	if rejected != nil {
		return nil, rejected
	}
	if err := v.matchDigest(ctx, s, c); err != nil {
		return nil, err
	}
	if s.nonce.in != nowhere {
		use := Use{
			Identity: c.identity.Key, Nonce: c.nonce, Signature: c.signature,
			Issued: c.issued, Expires: c.issued.Add(s.scheme.Timestamp.window()), Now: c.now,
		}
		if err := v.nonces.Consume(ctx, use); err != nil {
			return nil, &VerifyError{StepReplay, err}
		}
	}
	if v.authorize != nil {
		if err := v.authorize(ctx, c.identity.Key, c.identity.Claims); err != nil {
			return nil, &VerifyError{StepAuthorize, err}
		}
	}
	return &c.identity, nil
}

// Check returns every reason to reject a message that can be found without its secret: the scheme leaves unsigned what
// verification relies on; signature, key, timestamp or nonce is missing or malformed; the timestamp is too far from now.
// [Verifier.Verify] takes the same steps and stops at the first that fails.
func (s *Signer) Check(m *Message, now time.Time) []*VerifyError {
	var all []*VerifyError
	if len(s.unverifiable) > 0 {
		all = append(all, &VerifyError{StepScheme, &schemeError{s.unverifiable}})
	}
	c := &claimed{view: view{Message: m}, now: now}
	for _, check := range checks {
		if rejected := check(s, c); rejected != nil {
			all = append(all, rejected)
		}
	}
	return all
}

// read returns what a message says about itself, or why it must be rejected.
func (s *Signer) read(m *Message, now time.Time) (*claimed, *VerifyError) {
	c := &claimed{view: view{Message: m}, now: now}
	for _, check := range checks {
		if rejected := check(s, c); rejected != nil {
			return nil, rejected
		}
	}
	return c, nil
}

// claimed is a message with what it says about itself, and when it was read.
type claimed struct {
	view
	now       time.Time
	identity  Identity
	signature string // without its prefix
	nonce     string
	issued    time.Time
}

// checks are the steps that need no secret, in their order.
var checks = [...]func(*Signer, *claimed) *VerifyError{
	(*Signer).readSignature, (*Signer).readIdentity, (*Signer).readTimestamp, (*Signer).readNonce,
}

func reject(step Step, format string, args ...any) *VerifyError {
	return &VerifyError{step, fmt.Errorf(format, args...)}
}

// require returns the value at a place, which must not be empty.
func (v *view) require(p place, step Step) (string, *VerifyError) {
	value, _, err := v.lookup(p)
	if err == nil && value == "" {
		err = missing(p)
	}
	if err != nil {
		return "", &VerifyError{step, err}
	}
	return value, nil
}

func (s *Signer) readSignature(c *claimed) *VerifyError {
	value, rejected := c.require(s.put, StepSignature)
	if rejected != nil {
		return rejected
	}
	var ok bool
	if c.signature, ok = strings.CutPrefix(value, s.scheme.Put.Prefix); !ok {
		return reject(StepSignature, "%s does not begin with %q", s.put, s.scheme.Put.Prefix)
	}
	return nil
}

func (s *Signer) readIdentity(c *claimed) (rejected *VerifyError) {
	if s.identity.in == nowhere {
		return nil
	}
	if c.identity.Key, rejected = c.require(s.identity, StepIdentity); rejected != nil {
		return rejected
	}
	if isPadded(c.identity.Key) {
		return &VerifyError{StepIdentity, &messageError{s.identity.String(), errPadded}}
	}
	for i, claim := range s.claims {
		value, found, err := c.lookup(claim)
		if err == nil && isPadded(value) {
			err = &messageError{claim.String(), errPadded}
		}
		if err != nil {
			return &VerifyError{StepIdentity, err}
		}
		if found {
			c.identity.Claims = append(c.identity.Claims, Value{s.scheme.Identity.Claims[i].name(), value})
		}
	}
	return nil
}

func (s *Signer) readTimestamp(c *claimed) *VerifyError {
	if s.timestamp.in == nowhere {
		return nil
	}
	value, rejected := c.require(s.timestamp, StepTimestamp)
	if rejected != nil {
		return rejected
	}
	rule := s.scheme.Timestamp
	var err error
	if c.issued, err = rule.parse(value); err != nil {
		return &VerifyError{StepTimestamp, err}
	}
	if away := c.now.Sub(c.issued); away > rule.window() || away < -rule.window() {
		return &VerifyError{StepTimestamp, rule.outside(value, away)}
	}
	return nil
}

// outside describes a timestamp outside its window.
func (r TimestampRule) outside(value string, away time.Duration) error {
	if away < 0 {
		return fmt.Errorf("timestamp %s is %s ahead of the clock here, more than %s: compare the clocks", value, -away, r.window())
	}
	return fmt.Errorf("timestamp %s is %s behind the clock here, more than %s: compare the clocks", value, away, r.window())
}

// parse reads a timestamp that has exactly the digits of its unit.
func (r TimestampRule) parse(value string) (time.Time, error) {
	if want := r.Unit.digits(); len(value) != want || !allDigits(value) {
		return time.Time{}, fmt.Errorf("timestamp %s is not %d digits, as Unix time in %s has", quote(value), want, r.Unit)
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("timestamp %s is out of range", quote(value))
	}
	switch r.Unit {
	case Seconds:
		return time.Unix(n, 0), nil
	case Milliseconds:
		return time.UnixMilli(n), nil
	case Microseconds:
		return time.UnixMicro(n), nil
	}
	return time.Unix(0, n), nil
}

func (s *Signer) readNonce(c *claimed) *VerifyError {
	if s.nonce.in == nowhere {
		return nil
	}
	value, rejected := c.require(s.nonce, StepNonce)
	if rejected != nil {
		return rejected
	}
	rule := s.scheme.Nonce
	if len(value) != rule.Length {
		return reject(StepNonce, "nonce %s has %d characters, not %d", quote(value), len(value), rule.Length)
	}
	if !s.nonceSet.holds(value) {
		return reject(StepNonce, "nonce %s has characters that are not %s", quote(value), rule.Alphabet)
	}
	c.nonce = value
	return nil
}

// allDigits reports whether s consists of ASCII digits.
func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// asciiSet is a set of ASCII characters, one bit each.
type asciiSet [2]uint64

func newASCIISet(characters string) (set asciiSet) {
	for i := 0; i < len(characters); i++ {
		set[characters[i]>>6] |= 1 << (characters[i] & 63)
	}
	return set
}

// holds reports whether s consists of characters of the set.
func (set *asciiSet) holds(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x80 || set[c>>6]&(1<<(c&63)) == 0 {
			return false
		}
	}
	return true
}

// quote quotes an untrusted value, so that it can neither break a line of a log nor fill it.
func quote(value string) string {
	const most = 64
	if len(value) > most {
		return strconv.Quote(value[:most]) + "..."
	}
	return strconv.Quote(value)
}

// decoy stands in for the secret of an unknown key, so that it is rejected in the same way as a wrong secret.
const decoy = "an unknown key has no secret; this one never matches"

var errDigest = errors.New("no live secret of this key makes this signature")

// matchDigest compares the signature with that of every live secret, and does not stop at a match.
func (v *Verifier) matchDigest(ctx context.Context, s *Signer, c *claimed) error {
	secrets, err := v.secrets(ctx, c.identity.Key)
	if err != nil {
		return &VerifyError{StepSecret, fmt.Errorf("secret store: %w", err)}
	}
	unknown := len(secrets) == 0
	if unknown {
		secrets = []string{decoy}
	}
	matched := 0
	var space [2 * 64]byte // a digest of 64 bytes in hex
	for _, secret := range secrets {
		want, err := s.appendSignature(space[:0], &c.view, secret)
		if err != nil {
			return &VerifyError{StepMessage, err}
		}
		equal := subtle.ConstantTimeCompare(want, []byte(c.signature))
		if secret != "" && !isPadded(secret) { // these are mistakes, and with an empty one anybody could sign
			matched |= equal
		}
	}
	switch {
	case unknown:
		return reject(StepDigest, "the key %s has no live secret", quote(c.identity.Key))
	case matched == 0 && slices.ContainsFunc(secrets, isPadded):
		return reject(StepDigest, "a secret of the key %s %w", quote(c.identity.Key), errPadded)
	case matched == 0:
		return &VerifyError{StepDigest, errDigest}
	}
	return nil
}
