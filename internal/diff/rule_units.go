package diff

import "github.com/pandapon/pandagen/internal/extension"

var unitRatioChanged = verdict{id: "unit-ratio-changed", kind: Contract, level: Breaking, text: "one %s is %s, and was %s",
	why: "The same number means another amount."}

// unitsRule compares how much the units are that both documents declare.
func unitsRule(c *comparison) []Change {
	before, _ := extension.ParseUnits(c.base.root.Get("x-units"))
	after, _ := extension.ParseUnits(c.head.root.Get("x-units"))
	var changes []Change
	for _, u := range after {
		was := before.Find(u.Name)
		if was == nil || was.Of == "" || u.Of == "" || was.Of == u.Of && was.Ratio == u.Ratio {
			continue
		}
		changes = append(changes, unitRatioChanged.of(nil, u.Pos, oneLine(u.Name), u.Ratio.String()+" "+oneLine(u.Of), was.Ratio.String()+" "+oneLine(was.Of)).about("x-units."+oneLine(u.Name)))
	}
	return changes
}
