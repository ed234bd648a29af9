package diff

import "github.com/pandapon/pandagen/internal/document"

var (
	othersForbidden = verdict{id: "additional-properties-forbidden", kind: Wire, level: Warning, text: "properties that are not described are not allowed any more",
		why: "Requests that carry others may be rejected."}
	othersAllowed = verdict{id: "additional-properties-allowed", kind: Wire, level: Info, text: "properties that are not described are allowed now"}
	othersChanged = verdict{id: "additional-properties-changed", kind: Wire, level: Warning, text: "properties that are not described may be `%s` instead of `%s`",
		why: "Values of another kind may be rejected in requests, and appear in answers."}
)

// What additionalProperties allows, where it is no schema.
const (
	anything = "anything"
	nothing  = "nothing"
)

// additionalPropertiesRule compares whether objects may have properties that are not described, which oasdiff does not. Where both
// versions describe the others by a schema, oasdiff compares the schemas.
func additionalPropertiesRule(c *comparison) []Change {
	var changes []Change
	c.each(func(p pair) {
		if p.element != document.Schema {
			return
		}
		before, after := p.base.Get("additionalProperties"), p.head.Get("additionalProperties")
		was, is := othersOf(before), othersOf(after)
		if was == is {
			return
		}
		v, args := othersChanged, []any{is, was}
		switch {
		case is == nothing:
			v, args = othersForbidden, nil
		case was == nothing:
			v, args = othersAllowed, nil
		case is != anything:
			args[0] = flow(after)
		default:
			args[1] = flow(before)
		}
		changes = append(changes, c.report(v.ofMember(nil, p.base, p.head, p.pos, "additionalProperties", args...), p))
	})
	return changes
}

// othersOf says what additionalProperties allows: anything, nothing, or what a schema describes.
func othersOf(n *document.Node) string {
	switch {
	case n == nil, n.Text == "true", n.Kind == document.Object && len(n.Members) == 0:
		return anything
	case n.Text == "false":
		return nothing
	}
	return "a schema"
}
