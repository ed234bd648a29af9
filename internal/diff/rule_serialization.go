package diff

import (
	"cmp"

	"github.com/pandapon/pandagen/internal/document"
)

var serializationChanged = verdict{id: "parameter-serialization-changed", kind: Wire, level: Breaking,
	text: "`%s` changed from `%s` to `%s`", why: "The same values are written in another way."}

// serializationRule compares how parameters are written: their style, and whether lists are written item by item.
func serializationRule(c *comparison) []Change {
	var changes []Change
	c.each(func(p pair) {
		if p.element != document.Parameter || p.base.Get("in") == nil {
			return
		}
		for _, member := range []string{"style", "explode", "allowReserved"} {
			before, after := serialization(p.base, member), serialization(p.head, member)
			if before != after {
				ch := serializationChanged.ofMember(nil, p.base, p.head, p.pos, member, member, before, after)
				changes = append(changes, c.report(ch, p))
			}
		}
	})
	return changes
}

// serialization returns what a member says, or what OpenAPI says when it is absent.
func serialization(p *document.Node, member string) string {
	in := p.Get("in").Literal()
	byName := in == "query" || in == "cookie"
	style := "simple"
	if byName {
		style = "form"
	}
	style = cmp.Or(p.Get("style").Literal(), style)
	switch member {
	case "style":
		return style
	case "explode":
		return cmp.Or(p.Get("explode").Literal(), map[bool]string{true: "true", false: "false"}[style == "form"])
	}
	return cmp.Or(p.Get(member).Literal(), "false")
}
