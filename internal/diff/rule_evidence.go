package diff

import (
	"cmp"
	"slices"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

var (
	evidenceRose = verdict{id: "evidence-rose", kind: Contract, level: Info, text: "evidence rose from %s to %s"}
	evidenceFell = verdict{id: "evidence-fell", kind: Contract, level: Warning, text: "evidence fell from %s to %s",
		why: "What was taken for a fact may be wrong."}
)

// evidenceRule compares the grade of x-source. What has none of its own has that of the operation or component around it: a
// change of that is reported once, there.
func evidenceRule(c *comparison) []Change {
	var changes []Change
	c.each(func(p pair) {
		own, was := evidence(p.head), evidence(p.base)
		if own == nil && was == nil {
			return
		}
		before, after := gradeOf(was, p.baseRoot), gradeOf(own, p.headRoot)
		a, b := grade(before), grade(after)
		if a < 0 || b < 0 || a == b {
			return
		}
		v := evidenceRose
		if b > a {
			v = evidenceFell
		}
		ch := v.ofMember(nil, p.base, p.head, p.pos, "x-source", before, after)
		if own != nil {
			ch.Pos, ch.Near = own.Pos, own.Pos
		}
		changes = append(changes, c.report(ch, p))
	})
	return changes
}

// evidence returns where an element states its grade; nil when it states none.
func evidence(n *document.Node) *document.Member { return n.Get("x-source").Member("evidence") }

// gradeOf returns the grade that an element states, or else that of what is around it.
func gradeOf(own *document.Member, root *document.Node) string {
	if m := cmp.Or(own, evidence(root)); m != nil {
		return m.Value.Literal()
	}
	return ""
}

// grade orders the grades of evidence, the best first; -1 is none.
func grade(evidence string) int { return slices.Index(extension.Evidence(), evidence) }
