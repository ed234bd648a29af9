package diff

import (
	"slices"

	"github.com/pandapon/pandagen/generator/extension"
)

var (
	evidenceRose = verdict{id: "evidence-rose", kind: Contract, level: Info, text: "evidence rose from %s to %s"}
	evidenceFell = verdict{id: "evidence-fell", kind: Contract, level: Warning, text: "evidence fell from %s to %s",
		why: "What was taken for a fact may be wrong."}
)

// evidenceRule compares the grade of x-source, of everything that has one on both sides.
func evidenceRule(c *comparison) []Change {
	var changes []Change
	c.each(func(p pair) {
		before, after := text(p.base.Get("x-source").Get("evidence")), text(p.head.Get("x-source").Get("evidence"))
		a, b := grade(before), grade(after)
		if a < 0 || b < 0 || a == b {
			return
		}
		v := evidenceRose
		if b > a {
			v = evidenceFell
		}
		source := p.head.Get("x-source")
		ch := v.of(nil, memberPos(source, "evidence", source.Pos), before, after)
		changes = append(changes, c.report(ch, p))
	})
	return changes
}

// grade orders the grades of evidence, the best first; -1 is none.
func grade(evidence string) int { return slices.Index(extension.Evidence(), evidence) }
