package diff

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
)

var operationSignatureChanged = verdict{
	id: "operation-signature-changed", kind: Contract, level: Breaking, signature: true,
	text: "the request is signed by %s instead of %s",
	why:  "Requests that are signed as before are rejected.",
}

// securityRule compares which signature an operation asks for, in its own words or the document's.
func securityRule(c *comparison) []Change {
	var changes []Change
	for _, p := range c.operations {
		before, after := requirement(c.base, p.base), requirement(c.head, p.head)
		if describeRequirement(before) == describeRequirement(after) || !signs(c.base, p.base) && !signs(c.head, p.head) {
			continue
		}
		pos := p.head.pos
		if own := p.head.node.Member("security"); own != nil {
			pos = own.Pos
		}
		changes = append(changes, operationSignatureChanged.of(p.head, pos, describeRequirement(after), describeRequirement(before)))
	}
	return changes
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

// describeRequirement names the schemes of a requirement, in an order of its own.
func describeRequirement(n *document.Node) string {
	var alternatives []string
	if n != nil {
		for _, item := range n.Items {
			var names []string
			for _, m := range item.Members {
				names = append(names, "`"+m.Name+"`")
			}
			slices.Sort(names)
			alternatives = append(alternatives, strings.Join(names, " and "))
		}
	}
	slices.Sort(alternatives)
	if len(alternatives) == 0 || len(alternatives) == 1 && alternatives[0] == "" {
		return "nothing"
	}
	return strings.Join(alternatives, " or ")
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
