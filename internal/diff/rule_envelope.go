package diff

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/generator/extension"
)

// What makes an answer read as another result is breaking. What only makes a failure say less, or a failed call be
// repeated or not, is a warning.
var (
	envelopeAdded   = verdict{id: "envelope-added", kind: Contract, level: Breaking, text: "answers are read as an envelope now", why: "Data is found below a member of the answer."}
	envelopeRemoved = verdict{id: "envelope-removed", kind: Contract, level: Breaking, text: "answers are not read as an envelope any more", why: "The whole answer is the data, and no code in it is an error."}
	envelopeMember  = verdict{id: "envelope-member-changed", kind: Contract, level: Breaking, text: "the answer's %s is member `%s` instead of `%s`", why: "Clients look for it in the old place."}
	envelopeText    = verdict{id: "envelope-text-changed", kind: Contract, level: Warning, text: "the answer's %s is member `%s` instead of `%s`", why: "Errors are still found, and say less until clients look in the new place."}
	successRemoved  = verdict{id: "envelope-success-removed", kind: Contract, level: Breaking, text: "code %s does not mean success any more", why: "Answers that were results are errors now."}
	successAdded    = verdict{id: "envelope-success-added", kind: Contract, level: Warning, text: "code %s means success now", why: "Answers that were errors are results now."}
	rejectedRemoved = verdict{id: "envelope-rejected-removed", kind: Contract, level: Warning, text: "code %s does not prove any more that nothing happened", why: "After it the outcome is unknown: callers must look before they repeat a call."}
	rejectedAdded   = verdict{id: "envelope-rejected-added", kind: Contract, level: Warning, text: "code %s proves that nothing happened", why: "After it callers may repeat a call that acts."}
	outcomeAdded    = verdict{id: "envelope-outcome-added", kind: Contract, level: Breaking, text: "`%s` decides whether a successful answer is a failure", why: "Answers that were results may be errors now."}
	outcomeRemoved  = verdict{id: "envelope-outcome-removed", kind: Contract, level: Breaking, text: "`%s` does not decide any more whether a successful answer is a failure", why: "Failures in it are taken for results now."}
	outcomeChanged  = verdict{id: "envelope-outcome-changed", kind: Contract, level: Breaking, text: "the verdict in the answer is `%s` instead of `%s`", why: "Clients that look in the old place take failures for results, or results for failures."}
	outcomeText     = verdict{id: "envelope-outcome-text-changed", kind: Contract, level: Warning, text: "the %s of a failure in the answer is `%s` instead of `%s`", why: "Failures are still found, and say less until clients look in the new place."}
)

// envelopeRule compares how answers are read: x-envelope of the document with that of the operation laid over it. A change of
// the document's is one change for all operations.
func envelopeRule(c *comparison) []Change {
	before, _ := extension.ParseEnvelope(c.base.root.Get("x-envelope"))
	after, _ := extension.ParseEnvelope(c.head.root.Get("x-envelope"))
	var changes []Change
	for _, p := range c.operations {
		if p.head.webhook {
			continue
		}
		ownBefore, _ := extension.ParseEnvelope(p.base.node.Get("x-envelope"))
		ownAfter, _ := extension.ParseEnvelope(p.head.node.Get("x-envelope"))
		e := envelopes{c: c, op: p.head, before: before.Merge(ownBefore), after: after.Merge(ownAfter)}
		changes = append(changes, e.compare()...)
	}
	return changes
}

// envelopes are the two ways to read one operation's answer.
type envelopes struct {
	c             *comparison
	op            *operation
	before, after *extension.Envelope
}

func (e *envelopes) compare() []Change {
	none := func(x *extension.Envelope) bool { return x == nil || x.None }
	switch {
	case none(e.before) && none(e.after):
		return nil
	case none(e.before):
		return []Change{envelopeAdded.of(e.op, e.pos(""))}
	case none(e.after):
		return []Change{envelopeRemoved.of(e.op, e.pos(""))}
	}
	return slices.Concat(e.names(), e.codes(), e.outcome())
}

// pos returns the place of a member of x-envelope, of the operation's own or else of the document's.
func (e *envelopes) pos(member string) document.Position {
	for _, n := range []*document.Node{e.op.node, e.c.head.root} {
		x := n.Member("x-envelope")
		if x == nil {
			continue
		}
		if m := x.Value.Member(member); m != nil {
			return m.Pos
		}
		if member == "" {
			return x.Pos
		}
	}
	if x := e.c.head.root.Member("x-envelope"); x != nil {
		return x.Pos
	}
	return e.op.pos
}

func (e *envelopes) names() []Change {
	var changes []Change
	for _, m := range []struct {
		verdict       verdict
		member, name  string
		before, after string
	}{
		{envelopeMember, "code", "code", e.before.Code, e.after.Code},
		{envelopeMember, "data", "data", e.before.Data, e.after.Data},
		{envelopeText, "message", "message", e.before.Message, e.after.Message},
		{envelopeText, "request-id", "request id", e.before.RequestID, e.after.RequestID},
	} {
		if m.before != m.after {
			changes = append(changes, m.verdict.of(e.op, e.pos(m.member), m.name, orNone(m.after), orNone(m.before)))
		}
	}
	return changes
}

func (e *envelopes) codes() []Change {
	var changes []Change
	compare := func(member string, before, after []string, removed, added verdict) {
		for _, code := range before {
			if !slices.Contains(after, code) {
				changes = append(changes, removed.of(e.op, e.pos(member), code))
			}
		}
		for _, code := range after {
			if !slices.Contains(before, code) {
				changes = append(changes, added.of(e.op, e.pos(member), code))
			}
		}
	}
	compare("success", e.before.Success, e.after.Success, successRemoved, successAdded)
	compare("rejected", e.before.Rejected, e.after.Rejected, rejectedRemoved, rejectedAdded)
	return changes
}

func (e *envelopes) outcome() []Change {
	before, after := e.before.Outcome, e.after.Outcome
	path := func(steps []string) string { return orNone(strings.Join(steps, ".")) }
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil:
		return []Change{outcomeAdded.of(e.op, e.pos("outcome"), path(after.Success))}
	case after == nil:
		return []Change{outcomeRemoved.of(e.op, e.pos("outcome"), path(before.Success))}
	}
	var changes []Change
	if !slices.Equal(before.Success, after.Success) {
		changes = append(changes, outcomeChanged.of(e.op, e.pos("outcome"), path(after.Success), path(before.Success)))
	}
	if !slices.Equal(before.Code, after.Code) {
		changes = append(changes, outcomeText.of(e.op, e.pos("outcome"), "code", path(after.Code), path(before.Code)))
	}
	if !slices.Equal(before.Message, after.Message) {
		changes = append(changes, outcomeText.of(e.op, e.pos("outcome"), "message", path(after.Message), path(before.Message)))
	}
	return changes
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}
