package diagnose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/digest"
)

// Diagnosis says whether a message is accepted, and if not, why.
type Diagnosis struct {
	Accepted bool      // by a Verifier
	Want     string    // the signature expected, without its prefix; empty when none can be made
	Got      string    // the signature in the message, without its prefix
	Findings []Finding // why a Verifier rejects the message, the likeliest cause first; empty when it does not
}

// Finding is a reason why a message is rejected.
type Finding struct {
	Step    signer.Step // the step of verification that fails
	Message string      // what differs and what to do; holds no secret
}

// Signature finds out why a Verifier whose clock says now rejects a message that is said to be signed with secret. It asks one:
// the message is accepted, and there are no findings, exactly when the Verifier accepts it, provided that its nonce is new and
// that its identity may do what it claims. What nonce stores and authorization say is not looked at.
func Signature(s *signer.Signer, m *signer.Message, secret string, now time.Time) *Diagnosis {
	verdict := judge(s, m, secret, now)
	d := &Diagnosis{Accepted: verdict == nil}
	for _, rejected := range s.Check(m, now) {
		d.reject(s.Scheme(), m, rejected)
	}
	put := s.Scheme().Put
	if value, _, err := m.Lookup(put.Place); err == nil { // otherwise a finding says so already
		d.Got = strings.TrimPrefix(value, put.Prefix)
	}
	want, err := s.AppendSignature(nil, m, secret)
	d.Want = string(want)
	switch {
	case err != nil:
		d.add(signer.StepMessage, "%s: no signature can be made of this message", err)
	case secret == "":
		d.add(signer.StepDigest, "the secret given here is empty, which is never accepted: check where it is read from")
	case strings.TrimSpace(secret) != secret:
		d.add(signer.StepDigest, "the secret given here has white space around it, which is never accepted: remove it")
	case d.Got != d.Want && d.Got != "":
		d.explain(s.Scheme(), m, secret)
	}
	if verdict != nil && len(d.Findings) == 0 {
		d.reject(s.Scheme(), m, verdict)
	}
	return d
}

// judge returns why a Verifier that knows the secret rejects a message, or nil.
func judge(s *signer.Signer, m *signer.Message, secret string, now time.Time) *signer.VerifyError {
	v := signer.NewVerifier(store(secret), signer.WithNonces(store("")), signer.WithClock(func() time.Time { return now }))
	_, err := v.Verify(context.Background(), s, m)
	rejected, _ := errors.AsType[*signer.VerifyError](err)
	return rejected
}

// store is a SecretStore that holds one secret, whoever asks, and a NonceStore that remembers nothing.
type store string

func (s store) Secrets(context.Context, string) ([]string, error) { return []string{string(s)}, nil }

func (store) Consume(context.Context, signer.Use) error { return nil }

func (d *Diagnosis) add(step signer.Step, format string, args ...any) {
	d.Findings = append(d.Findings, Finding{step, fmt.Sprintf(format, args...)})
}

// reject adds what a check without the secret says.
func (d *Diagnosis) reject(scheme signer.Scheme, m *signer.Message, rejected *signer.VerifyError) {
	switch rejected.Step {
	case signer.StepScheme:
		for _, problem := range scheme.Unverifiable() {
			d.add(rejected.Step, "%s: %s", problem.Path, problem.Message)
		}
	case signer.StepTimestamp:
		d.add(rejected.Step, "%s%s", rejected.Detail(), unitAdvice(scheme.Timestamp, m))
	default:
		d.add(rejected.Step, "%s", rejected.Detail())
	}
}

// units are the units of timestamps with the number of their digits.
var units = []struct {
	unit   signer.Unit
	digits int
}{{signer.Seconds, 10}, {signer.Milliseconds, 13}, {signer.Microseconds, 16}, {signer.Nanoseconds, 19}}

// unitAdvice names the unit that a timestamp seems to have, when it is not the declared one.
func unitAdvice(rule signer.TimestampRule, m *signer.Message) string {
	value, _, err := m.Lookup(rule.Place)
	if err != nil || !allDigits(value) {
		return ""
	}
	for _, u := range units {
		if u.unit != rule.Unit && u.digits == len(value) {
			return fmt.Sprintf("; it looks like %s: send %s", u.unit, rule.Unit)
		}
	}
	return ""
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// explain finds out which mistakes make the signature that was sent.
func (d *Diagnosis) explain(scheme signer.Scheme, m *signer.Message, secret string) {
	if strings.TrimSpace(d.Got) == d.Want {
		d.add(signer.StepDigest, "the signature has white space around it: trim it")
		return
	}
	a := attempt{scheme: scheme, message: *m, secret: secret}
	try := newSearch(m, readings(d.Got))
	if enc, ok := try.makes(&a); ok {
		d.add(signer.StepDigest, "the digest is right but written as %s: write it as %s", enc, scheme.Encoding)
		return
	}
	mistakes := a.mistakes()
	switch {
	case d.single(a, mistakes, try) || d.pair(a, mistakes, try):
	case try.ended:
		d.shape(scheme.Digest, try.candidates)
		d.add(signer.StepDigest, "the message is so large that not every mistake was tried; none of those that were makes this signature: try a shorter message")
	default:
		d.shape(scheme.Digest, try.candidates)
		d.add(signer.StepDigest, "no common mistake makes this signature: it was made with another secret, or over other values than these")
	}
}

// single tries every mistake alone, the likelier ones first, and adds those that make the signature.
func (d *Diagnosis) single(a attempt, mistakes []mistake, try *search) bool {
	found := false
	for _, unlikely := range []bool{false, true} {
		for _, m := range mistakes {
			b := a.clone()
			if m.unlikely != unlikely || !m.apply(&b) {
				continue
			}
			if enc, ok := try.makes(&b); ok {
				d.add(signer.StepDigest, "%s%s", m.text, otherEncoding(enc, a.scheme.Encoding))
				found = true
			}
		}
	}
	return found
}

// pair tries every two mistakes until some make the signature.
func (d *Diagnosis) pair(a attempt, mistakes []mistake, try *search) bool {
	for i, first := range mistakes {
		b := a.clone()
		if try.ended || !first.apply(&b) {
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
			if enc, ok := try.makes(&c); ok {
				d.add(signer.StepDigest, "%s; and %s%s", first.text, second.text, otherEncoding(enc, a.scheme.Encoding))
				return true
			}
		}
	}
	return false
}

// search tries attempts as long as that takes a bearable time, whatever the message's size.
type search struct {
	candidates []reading // of the signature that was sent
	cost, left int       // in bytes that are signed
	ended      bool      // nothing is tried any more
}

// newSearch begins a search. Of a message of up to a kilobyte everything is tried.
func newSearch(m *signer.Message, candidates []reading) *search {
	const effort, least = 128 << 20, 256
	cost := least + len(m.Path) + len(m.RawQuery) + len(m.Body)
	for _, list := range [][]signer.Value{m.Header, m.Query, m.Form} {
		for _, v := range list {
			cost += len(v.Name) + len(v.Value)
		}
	}
	return &search{candidates: candidates, cost: cost, left: effort}
}

// makes reports whether an attempt makes the signature, and how its digest was written.
func (s *search) makes(a *attempt) (signer.Encoding, bool) {
	if s.ended = s.ended || s.left < s.cost; s.ended {
		return "", false
	}
	s.left -= s.cost
	return a.makes(s.candidates)
}

func otherEncoding(got, want signer.Encoding) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("; and the digest is written as %s instead of %s", got, want)
}

// shape says when the signature does not even have the length of the scheme's digest.
func (d *Diagnosis) shape(want signer.Digest, candidates []reading) {
	if len(candidates) == 0 {
		d.add(signer.StepDigest, "the signature %.64q is neither hex nor base64", d.Got)
		return
	}
	size := digest.Size(string(want))
	for _, c := range candidates {
		if len(c.digest) == size {
			return
		}
	}
	d.add(signer.StepDigest, "the signature holds %d bytes where %s has %d: another digest, or a part is cut off", len(candidates[0].digest), want, size)
}
