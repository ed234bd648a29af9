package signer

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Diagnosis says whether a signature is right, and if not, why.
type Diagnosis struct {
	Match    bool      // the signature is the one expected; findings about time or nonce may still reject the message
	Want     string    // the signature expected, without prefix; empty when it cannot be made
	Got      string    // the signature given, without prefix
	Findings []Finding // what differs, the likeliest first; empty when the message is fine
}

// Finding is a reason why a message is rejected.
type Finding struct {
	Step    Step   // the step of verification that fails
	Message string // what differs and what to do; holds no secret
}

// Diagnose compares a message's signature with the one expected and finds out what differs: it tries the mistakes that
// people make with signatures, alone and in pairs. The signature is got, or that of the message when got is empty. A
// Verifier says only that a signature is wrong; Diagnose is for whoever holds the secret.
func Diagnose(s *Signer, m *Message, secret, got string, now time.Time) *Diagnosis {
	d := &Diagnosis{Got: got}
	d.claims(s, m, now)
	if got == "" {
		value, err := m.require(s.put, StepSignature)
		if err != nil {
			d.add(StepSignature, "%s", reason(err))
		}
		d.Got = value
	}
	d.Got = strings.TrimPrefix(d.Got, s.scheme.Put.Prefix)
	want, err := s.AppendSignature(nil, m, secret)
	if err != nil {
		d.add(StepMessage, "%s: no signature can be made of this message", err)
		return d
	}
	d.Want = string(want)
	d.Match = d.Got == d.Want
	if !d.Match && d.Got != "" {
		d.explain(s, m, secret)
	}
	return d
}

func (d *Diagnosis) add(step Step, format string, args ...any) {
	d.Findings = append(d.Findings, Finding{step, fmt.Sprintf(format, args...)})
}

// reason returns what a *VerifyError is about.
func reason(err error) string {
	if rejected, ok := errors.AsType[*VerifyError](err); ok {
		return rejected.Detail()
	}
	return err.Error()
}

// claims checks what can be judged without the secret: identity, timestamp and nonce.
func (d *Diagnosis) claims(s *Signer, m *Message, now time.Time) {
	var c claimed
	for _, check := range []struct {
		step Step
		err  error
	}{
		{StepIdentity, s.readIdentity(m, &c.identity)},
		{StepTimestamp, s.readTimestamp(m, &c, now)},
		{StepNonce, s.readNonce(m, &c)},
	} {
		if check.err == nil {
			continue
		}
		advice := ""
		if check.step == StepTimestamp {
			advice = s.unitAdvice(m)
		}
		d.add(check.step, "%s%s", reason(check.err), advice)
	}
}

// unitAdvice names the unit that a timestamp seems to have, when it is not the declared one.
func (s *Signer) unitAdvice(m *Message) string {
	value, _, err := m.lookup(s.timestamp)
	if err != nil || !allDigits(value) {
		return ""
	}
	for _, unit := range []Unit{Seconds, Milliseconds, Microseconds, Nanoseconds} {
		if unit != s.scheme.Timestamp.Unit && unit.digits() == len(value) {
			return fmt.Sprintf("; it looks like %s: send %s", unit, s.scheme.Timestamp.Unit)
		}
	}
	return ""
}

// explain finds out which mistakes make the signature that was given.
func (d *Diagnosis) explain(s *Signer, m *Message, secret string) {
	if trimmed := strings.TrimSpace(d.Got); trimmed == d.Want {
		d.add(StepDigest, "the signature has white space around it: trim it")
		return
	}
	a := attempt{scheme: s.scheme, message: *m, secret: secret}
	candidates := readings(d.Got)
	if enc, ok := a.makes(candidates); ok {
		d.add(StepDigest, "the digest is right but written as %s: write it as %s", enc, s.scheme.Encoding)
		return
	}
	mistakes := a.mistakes()
	if !d.single(a, mistakes, candidates) && !d.pair(a, mistakes, candidates) {
		d.shape(s, candidates)
		d.add(StepDigest, "no common mistake makes this signature: it was made with another secret, or over other values than these")
	}
}

// single tries every mistake alone and adds those that make the signature.
func (d *Diagnosis) single(a attempt, mistakes []mistake, candidates []reading) bool {
	found := false
	for _, try := range mistakes {
		b := a.clone()
		if !try.apply(&b) {
			continue
		}
		if enc, ok := b.makes(candidates); ok {
			d.add(StepDigest, "%s%s", try.text, otherEncoding(enc, a.scheme.Encoding))
			found = true
		}
	}
	return found
}

// pair tries every two mistakes until some make the signature.
func (d *Diagnosis) pair(a attempt, mistakes []mistake, candidates []reading) bool {
	for i, first := range mistakes {
		b := a.clone()
		if !first.apply(&b) {
			continue
		}
		for _, second := range mistakes[i+1:] {
			if first.kind == second.kind {
				continue
			}
			c := b.clone()
			if !second.apply(&c) {
				continue
			}
			if enc, ok := c.makes(candidates); ok {
				d.add(StepDigest, "%s; and %s%s", first.text, second.text, otherEncoding(enc, a.scheme.Encoding))
				return true
			}
		}
	}
	return false
}

func otherEncoding(got, want Encoding) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("; and the digest is written as %s instead of %s", got, want)
}

// shape says when the signature has not even the length of the scheme's digest.
func (d *Diagnosis) shape(s *Signer, candidates []reading) {
	if len(candidates) == 0 {
		d.add(StepDigest, "the signature %s is neither hex nor base64", quote(d.Got))
		return
	}
	want := s.scheme.Digest.size()
	for _, c := range candidates {
		if len(c.digest) == want {
			return
		}
	}
	d.add(StepDigest, "the signature holds %d bytes where %s has %d: another digest, or a part is cut off", len(candidates[0].digest), s.scheme.Digest, want)
}

// size returns the digest's length in bytes.
func (d Digest) size() int {
	switch d {
	case MD5, HMACMD5:
		return 16
	case SHA1, HMACSHA1:
		return 20
	case SHA256, HMACSHA256:
		return 32
	}
	return 64
}

// reading is a digest that a signature may stand for.
type reading struct {
	digest   string
	encoding Encoding
}

// readings returns the digests that a signature may stand for, in every encoding.
func readings(signature string) []reading {
	var all []reading
	signature = strings.TrimSpace(signature)
	if b, err := hex.DecodeString(signature); err == nil {
		encoding := HexLower
		switch {
		case signature == strings.ToLower(signature):
		case signature == strings.ToUpper(signature):
			encoding = HexUpper
		default:
			encoding = "hex in mixed case"
		}
		all = append(all, reading{string(b), encoding})
	}
	for _, c := range []struct {
		encoding *base64.Encoding
		name     Encoding
	}{
		{base64.StdEncoding, Base64},
		{base64.RawStdEncoding, "base64 without padding"},
		{base64.URLEncoding, "base64 for URLs"},
		{base64.RawURLEncoding, "base64 for URLs without padding"},
	} {
		b, err := c.encoding.DecodeString(signature)
		if err != nil {
			continue
		}
		all = append(all, reading{string(b), c.name})
		if inner, err := hex.DecodeString(string(b)); err == nil {
			all = append(all, reading{string(inner), c.name + " of the hex text"})
		}
	}
	return all
}

// attempt is a way in which the signature may have been made.
type attempt struct {
	scheme  Scheme
	message Message
	secret  string
}

func (a attempt) clone() attempt {
	a.scheme = a.scheme.clone()
	return a
}

// makes reports whether the attempt makes one of the digests, and how that was written.
func (a *attempt) makes(candidates []reading) (Encoding, bool) {
	s := compile(a.scheme)
	text, err := s.appendText(nil, &a.message, a.secret)
	if err != nil {
		return "", false
	}
	sum, err := s.appendDigest(nil, text, &a.message, a.secret)
	if err != nil {
		return "", false
	}
	for _, c := range candidates {
		if c.digest == string(sum) {
			return c.encoding, true
		}
	}
	return "", false
}
