package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
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
	idsAdded        = verdict{id: "envelope-ids-added", kind: Contract, level: Info, adds: true, text: "the ids of what was created are at `%s`"}
	idsChanged      = verdict{id: "envelope-ids-changed", kind: Contract, level: Warning, text: "the ids of what was created are at `%s` instead of `%s`", why: "The method that returns them finds others, or none."}
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
		e := envelopes{operationPair: p, c: c, before: before.Merge(ownBefore), after: after.Merge(ownAfter)}
		changes = append(changes, e.compare()...)
	}
	return changes
}

// envelopes are the two ways to read one operation's answer.
type envelopes struct {
	operationPair
	c             *comparison
	before, after *extension.Envelope
}

func (e *envelopes) compare() []Change {
	none := func(x *extension.Envelope) bool { return x == nil || x.None }
	switch {
	case none(e.before) && none(e.after):
		return nil
	case none(e.before):
		return []Change{e.change(envelopeAdded, nil)}
	case none(e.after):
		return []Change{e.change(envelopeRemoved, nil)}
	}
	return slices.Concat(e.names(), e.codes(), e.outcome())
}

// change makes the change of a member of x-envelope, which a way leads to: where the operation or else the document has it, or
// where it was.
func (e *envelopes) change(v verdict, way []string, args ...any) Change {
	for _, n := range []*document.Node{e.head.node, e.c.head.root} {
		if m := memberAt(n, way); m != nil {
			return v.of(e.head, m.Pos, args...)
		}
	}
	if m := memberAt(e.base.node, way); m != nil {
		return v.gone(e.head, m.Pos, memberPos(e.head.node, "x-envelope", e.head.pos), args...)
	}
	if m := memberAt(e.c.base.root, way); m != nil {
		return v.gone(e.head, m.Pos, memberPos(e.c.head.root, "x-envelope", e.c.head.root.Pos), args...)
	}
	return v.of(e.head, e.head.pos, args...)
}

// memberAt returns the member of x-envelope that a way leads to; nil when there is none.
func memberAt(n *document.Node, way []string) *document.Member {
	m := n.Member("x-envelope")
	for _, step := range way {
		if m == nil {
			return nil
		}
		m = m.Value.Member(step)
	}
	return m
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
			changes = append(changes, e.change(m.verdict, []string{m.member}, m.name, orNone(m.after), orNone(m.before)))
		}
	}
	return changes
}

func (e *envelopes) codes() []Change {
	var changes []Change
	compare := func(member string, before, after []string, removed, added verdict) {
		for _, code := range before {
			if !slices.Contains(after, code) {
				changes = append(changes, e.change(removed, []string{member}, code))
			}
		}
		for _, code := range after {
			if !slices.Contains(before, code) {
				changes = append(changes, e.change(added, []string{member}, code))
			}
		}
	}
	compare("success", e.before.Success, e.after.Success, successRemoved, successAdded)
	compare("rejected", e.before.Rejected, e.after.Rejected, rejectedRemoved, rejectedAdded)
	return changes
}

func (e *envelopes) outcome() []Change {
	before, after := cmp.Or(e.before.Outcome, &extension.Outcome{}), cmp.Or(e.after.Outcome, &extension.Outcome{})
	var changes []Change
	verdictBefore, member := verdictOf(before)
	verdictAfter, memberAfter := verdictOf(after)
	if memberAfter != "" {
		member = memberAfter
	}
	way := []string{"outcome", member}
	switch {
	case samePaths(verdictBefore, verdictAfter):
	case verdictBefore == nil:
		changes = append(changes, e.change(outcomeAdded, []string{"outcome"}, pathsText(verdictAfter)))
	case verdictAfter == nil:
		changes = append(changes, e.change(outcomeRemoved, []string{"outcome"}, pathsText(verdictBefore)))
	default:
		changes = append(changes, e.change(outcomeChanged, way, pathsText(verdictAfter), pathsText(verdictBefore)))
	}
	if verdictBefore != nil && verdictAfter != nil {
		for _, text := range []struct {
			member        string
			before, after []extension.Path
		}{{"code", before.Code, after.Code}, {"message", before.Message, after.Message}} {
			if text.member != member && !samePaths(text.before, text.after) {
				changes = append(changes, e.change(outcomeText, []string{"outcome", text.member}, text.member, pathsText(text.after), pathsText(text.before)))
			}
		}
	}
	switch {
	case samePaths(before.IDs, after.IDs):
	case before.IDs == nil:
		changes = append(changes, e.change(idsAdded, []string{"outcome", "ids"}, pathsText(after.IDs)))
	default:
		changes = append(changes, e.change(idsChanged, []string{"outcome", "ids"}, pathsText(after.IDs), pathsText(before.IDs)))
	}
	return changes
}

// verdictOf returns where a verdict stands, and the member of the outcome that says so.
func verdictOf(o *extension.Outcome) ([]extension.Path, string) {
	if o.Success == nil && o.Code != nil {
		return o.Code, "code"
	}
	return o.Success, "success"
}

func samePaths(a, b []extension.Path) bool {
	return slices.EqualFunc(a, b, func(x, y extension.Path) bool { return slices.Equal(x, y) })
}

func pathsText(paths []extension.Path) string {
	texts := make([]string, len(paths))
	for i, p := range paths {
		texts[i] = p.String()
	}
	return orNone(strings.Join(texts, ", "))
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}
