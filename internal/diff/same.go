package diff

import (
	"slices"

	"github.com/pandapon/pandagen/generator/document"
)

// comparer tells whether two values are the same, whatever the components are called that they refer to.
type comparer struct {
	base, head *side
	known      map[[2]*document.Node]bool // of things that were referred to
	trying     map[[2]*document.Node]bool // pairs that are the same unless a difference is found
	difference []string                   // the way to the first difference, innermost step first
}

func newComparer(base, head *side) *comparer {
	return &comparer{base: base, head: head, known: map[[2]*document.Node]bool{}, trying: map[[2]*document.Node]bool{}}
}

// same compares a value of the base with one of the head. After false, way leads to a difference.
func (c *comparer) same(a, b *document.Node) (same bool, way []string) {
	c.difference = c.difference[:0]
	same = c.equal(a, b)
	if same {
		for pair := range c.trying {
			c.known[pair] = true
		}
	}
	clear(c.trying) // what was assumed on the way to a difference is not known
	way = slices.Clone(c.difference)
	slices.Reverse(way)
	return same, way
}

func (c *comparer) equal(a, b *document.Node) bool {
	if a == nil || b == nil || a == b && c.base == c.head {
		return a == b
	}
	if isReference(a) || isReference(b) {
		return c.targets(c.base.deref(a), c.head.deref(b))
	}
	if a.Kind != b.Kind || a.Text != b.Text {
		return false
	}
	switch a.Kind {
	case document.Object:
		return c.objects(a, b)
	case document.Array:
		return c.arrays(a, b)
	}
	return true
}

// targets compares what references lead to. A pair that is being compared already is the same unless it shows elsewhere.
func (c *comparer) targets(a, b *document.Node) bool {
	if isReference(a) || isReference(b) { // leads nowhere
		return false
	}
	pair := [2]*document.Node{a, b}
	if same, ok := c.known[pair]; ok {
		return same
	}
	if c.trying[pair] {
		return true
	}
	c.trying[pair] = true
	if c.equal(a, b) {
		return true
	}
	c.known[pair] = false
	return false
}

func (c *comparer) objects(a, b *document.Node) bool {
	for i := range a.Members {
		m := &a.Members[i]
		if !c.equal(m.Value, b.Get(m.Name)) {
			return c.differ(m.Name)
		}
	}
	for i := range b.Members {
		if name := b.Members[i].Name; a.Get(name) == nil {
			return c.differ(name)
		}
	}
	return true
}

// arrays compares lists, as sets where the items say which is which.
func (c *comparer) arrays(a, b *document.Node) bool {
	if len(a.Items) != len(b.Items) {
		return false
	}
	others := map[string]*document.Node{}
	for _, item := range b.Items {
		if key := itemKey(c.head, item); key != "" {
			others[key] = item
		}
	}
	for i, item := range a.Items {
		other := b.Items[i]
		key := itemKey(c.base, item)
		if len(others) == len(b.Items) && key != "" {
			other = others[key]
		}
		if !c.equal(item, other) {
			return c.differ(key)
		}
	}
	return true
}

func (c *comparer) differ(step string) bool {
	if step != "" {
		c.difference = append(c.difference, step)
	}
	return false
}

func isReference(n *document.Node) bool {
	ref := n.Get("$ref")
	return ref != nil && ref.Kind == document.String && len(n.Members) == 1
}

// itemKey tells an item of a list from the others: a scalar by its value, a parameter by its name and place. It is empty for
// other items.
func itemKey(s *side, n *document.Node) string {
	switch n.Kind {
	case document.Array:
		return ""
	case document.Object:
		n = s.deref(n)
		if in, name := text(n.Get("in")), text(n.Get("name")); in != "" && name != "" {
			return in + " " + name
		}
		return ""
	}
	return n.Kind.String() + " " + n.Text
}
