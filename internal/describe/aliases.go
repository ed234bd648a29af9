package describe

import (
	"github.com/pandapon/pandagen/internal/aliases"
	"github.com/pandapon/pandagen/internal/document"
)

// aliases finds names for what the client's package repeats of package runtime. What the document names comes first.
func (d *describer) aliases() map[string]string {
	taken := map[string]document.Position{}
	for _, t := range d.api.Types {
		taken[t.Name] = t.Pos
		for _, v := range t.Values {
			taken[v.Name] = v.Pos
		}
	}
	isTaken := func(name string) bool {
		_, ok := taken[name]
		return ok || reservedTypes[name] || d.serviceTypes[name]
	}
	renamed := map[string]string{}
	for _, name := range aliases.Names() {
		if !isTaken(name) {
			taken[name] = document.Position{}
		}
	}
	for _, name := range aliases.Names() {
		pos, ok := taken[name]
		if ok && pos == (document.Position{}) {
			continue
		}
		other := d.suffixes.unique("SDK"+name, isTaken)
		renamed[name], taken[other] = other, document.Position{}
		d.api.Warnings = append(d.api.Warnings, &document.Error{Pos: pos, Rule: "go-name",
			Message: "the document's " + name + " keeps its Go name; what the generated package repeats of package runtime under this name is called " + other})
	}
	return renamed
}
