package diff

import "github.com/pandapon/pandagen/internal/document"

// unknownUnit is the unit of an amount whose unit nobody states.
const unknownUnit = "unknown"

var (
	unitChanged = verdict{id: "unit-changed", kind: Contract, level: Breaking, text: "the unit changed from %s to %s",
		why: "The same number means another amount."}
	unitLost = verdict{id: "unit-lost", kind: Contract, level: Warning, text: "the unit was %s, and is not known any more",
		why: "Callers that relied on it may have been wrong."}
	unitLearnt = verdict{id: "unit-learnt", kind: Contract, level: Info, text: "the unit is %s, it was not known before"}
)

// unitRule compares x-unit.
func unitRule(c *comparison) []Change {
	var changes []Change
	c.each(func(p pair) {
		if p.element != document.Schema && p.element != document.Parameter {
			return
		}
		before, after := unit(p.base), unit(p.head)
		if before == after {
			return
		}
		v, args := unitChanged, []any{before, after}
		switch {
		case before == unknownUnit:
			v, args = unitLearnt, args[1:]
		case after == unknownUnit:
			v, args = unitLost, args[:1]
		}
		changes = append(changes, c.report(v.ofMember(nil, p.base, p.head, p.pos, "x-unit", args...), p))
	})
	return changes
}

// unit returns the unit of a number. Nothing said is not known.
func unit(n *document.Node) string {
	if u := n.Get("x-unit").Literal(); u != "" {
		return u
	}
	return unknownUnit
}
