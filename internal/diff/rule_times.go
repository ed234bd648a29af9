package diff

import (
	"slices"

	"github.com/pandapon/pandagen/internal/extension"
)

var (
	zoneChanged = verdict{id: "times-zone-changed", kind: Contract, level: Breaking, text: "times that name no zone are of %s, and were of %s",
		why: "The same text means another time."}
	timeFormRemoved = verdict{id: "times-form-removed", kind: Contract, level: Warning, text: "times are not written as `%s` any more",
		why: "ParseTime refuses such texts: those that were kept from earlier answers, too."}
	timeFormAdded = verdict{id: "times-form-added", kind: Contract, level: Info, adds: true, text: "times may be written as `%s`"}
)

// timesRule compares how times are written, where both documents declare it.
func timesRule(c *comparison) []Change {
	before, _ := extension.ParseTimes(c.base.root.Get("x-times"))
	after, _ := extension.ParseTimes(c.head.root.Get("x-times"))
	if before == nil || after == nil {
		return nil
	}
	var changes []Change
	if before.Zone != after.Zone {
		changes = append(changes, zoneChanged.of(nil, after.Pos, zone(after.Zone), zone(before.Zone)))
	}
	for _, form := range before.Forms {
		if !slices.Contains(after.Forms, form) {
			changes = append(changes, timeFormRemoved.gone(nil, before.Pos, after.Pos, form))
		}
	}
	for _, form := range after.Forms {
		if !slices.Contains(before.Forms, form) {
			changes = append(changes, timeFormAdded.of(nil, after.Pos, form))
		}
	}
	return changes
}

func zone(name string) string {
	if name == "" {
		return "no zone"
	}
	return name
}
