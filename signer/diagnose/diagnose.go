package diagnose

import (
	"fmt"
	"strings"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/digest"
)

// Diagnosis says whether a message's signature is right, and if not, why.
type Diagnosis struct {
	Match    bool      // the secret makes this signature; findings may still say why the message is rejected
	Want     string    // the signature expected, without its prefix; empty when none can be made
	Got      string    // the signature in the message, without its prefix
	Findings []Finding // why a Verifier rejects the message, the likeliest cause first; empty when it does not
}

// Finding is a reason why a message is rejected.
type Finding struct {
	Step    signer.Step // the step of verification that fails
	Message string      // what differs and what to do; holds no secret
}

// Signature finds out why a Verifier whose clock says now rejects a message that is said to be signed with secret. There
// are no findings exactly when the message is accepted, provided that its nonce is new and that its identity may do what
// it claims: what nonce stores and authorization say is not looked at.
func Signature(s *signer.Signer, m *signer.Message, secret string, now time.Time) *Diagnosis {
	d := &Diagnosis{}
	for _, rejected := range s.Check(m, now) {
		d.reject(s.Scheme(), m, rejected)
	}
	put := s.Scheme().Put
	if value, _, err := m.Lookup(put.Place); err == nil { // otherwise a finding says so already
		d.Got = strings.TrimPrefix(value, put.Prefix)
	}
	want, err := s.AppendSignature(nil, m, secret)
	if err != nil {
		d.add(signer.StepMessage, "%s: no signature can be made of this message", err)
		return d
	}
	d.Want = string(want)
	d.Match = d.Got == d.Want
	switch {
	case secret == "":
		d.add(signer.StepDigest, "the secret given here is empty, which is never accepted: check where it is read from")
	case !d.Match && d.Got != "":
		d.explain(s.Scheme(), m, secret)
	}
	return d
}

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
	candidates := readings(d.Got)
	if enc, ok := a.makes(candidates); ok {
		d.add(signer.StepDigest, "the digest is right but written as %s: write it as %s", enc, scheme.Encoding)
		return
	}
	mistakes := a.mistakes()
	if !d.single(a, mistakes, candidates) && !d.pair(a, mistakes, candidates) {
		d.shape(scheme.Digest, candidates)
		d.add(signer.StepDigest, "no common mistake makes this signature: it was made with another secret, or over other values than these")
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
			d.add(signer.StepDigest, "%s%s", try.text, otherEncoding(enc, a.scheme.Encoding))
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
				d.add(signer.StepDigest, "%s; and %s%s", first.text, second.text, otherEncoding(enc, a.scheme.Encoding))
				return true
			}
		}
	}
	return false
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
