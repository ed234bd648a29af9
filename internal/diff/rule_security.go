package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

var (
	operationSignatureChanged = verdict{
		id: "operation-signature-changed", kind: Contract, level: Breaking, signature: true,
		text: "is signed by %s instead of %s",
		why:  "What one side sends as before, the other rejects.",
	}
	operationSignatureWidened = verdict{
		id: "operation-signature-widened", kind: Contract, level: Warning, signature: true, adds: true,
		text: "is signed by %s instead of %s",
		why:  "What is signed as before is still accepted: make sure that the other way in is as safe.",
	}
)

// securityRule compares which signature an operation asks for, in its own words or the document's.
func securityRule(c *comparison) []Change {
	var changes []Change
	for _, p := range c.operations {
		before, after := alternatives(requirement(c.base, p.base), c.schemes), alternatives(requirement(c.head, p.head), nil)
		if slices.Equal(before, after) || !signs(c.base, p.base) && !signs(c.head, p.head) {
			continue
		}
		v := operationSignatureChanged
		if len(before) > 0 && !slices.ContainsFunc(before, func(way string) bool { return !slices.Contains(after, way) }) {
			v = operationSignatureWidened
		}
		pos, gone, near := c.securityPlace(p)
		ch := v.of(p.head, pos, joinWays(after), joinWays(before))
		ch.Gone, ch.Near = gone, near
		changes = append(changes, ch)
	}
	return changes
}

// securityPlace returns where the security of an operation changed: in its own words, in the document's, or where its own were.
func (c *comparison) securityPlace(p operationPair) (pos document.Position, gone bool, near document.Position) {
	own, before := p.head.node.Member("security"), p.base.node.Member("security")
	if own == nil && before != nil {
		return before.Pos, true, p.head.pos
	}
	near = p.head.pos
	if own == nil && !p.head.webhook {
		own, before, near = c.head.root.Member("security"), c.base.root.Member("security"), c.head.root.Pos
	}
	switch {
	case own != nil:
		return own.Pos, false, own.Pos
	case before != nil:
		return before.Pos, true, near
	}
	return near, false, near
}

// requirement returns the security that holds for an operation; nil when there is none.
func requirement(s *side, op *operation) *document.Node {
	if own := op.node.Get("security"); own != nil {
		return own
	}
	if op.webhook { // the document's is about requests to it
		return nil
	}
	return s.root.Get("security")
}

// alternatives returns the ways to satisfy a requirement, in an order of their own: each is the schemes that it takes, under
// their new names. Nothing asked for is no way, or an empty one beside others.
func alternatives(n *document.Node, renamed map[string]string) []string {
	if n == nil {
		return nil
	}
	var ways []string
	for _, item := range n.Items {
		var names []string
		for _, m := range item.Members {
			names = append(names, "`"+cmp.Or(renamed[m.Name], m.Name)+"`")
		}
		slices.Sort(names)
		ways = append(ways, strings.Join(names, " and "))
	}
	slices.Sort(ways)
	if ways = slices.Compact(ways); len(ways) == 1 && ways[0] == "" {
		return nil
	}
	return ways
}

// joinWays writes alternatives for people.
func joinWays(ways []string) string {
	if len(ways) == 0 {
		return "nothing"
	}
	if ways[0] == "" {
		ways = append(slices.Clone(ways[1:]), "nothing")
	}
	return strings.Join(ways, " or ")
}

// requirementNames returns the schemes that an operation names.
func requirementNames(s *side, op *operation) map[string]bool {
	names := map[string]bool{}
	if n := requirement(s, op); n != nil {
		for _, item := range n.Items {
			for _, m := range item.Members {
				names[m.Name] = true
			}
		}
	}
	return names
}

// signs reports whether one of an operation's schemes is a signature.
func signs(s *side, op *operation) bool {
	for name := range requirementNames(s, op) {
		if s.deref(s.root.Get("components").Get("securitySchemes").Get(name)).Get("x-signature") != nil {
			return true
		}
	}
	return false
}
