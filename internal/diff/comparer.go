package diff

import "github.com/pandapon/pandagen/internal/document"

// comparer tells whether two values are the same, whatever the components are called that they refer to.
type comparer struct {
	base, head *side
	silent     func(document.Member) bool        // of members that are not compared; may be nil
	byName     bool                              // references are the same that name the same
	known      map[[2]*document.Node]*difference // of things that were referred to; nil: they are the same
	trying     map[[2]*document.Node]bool        // pairs that are the same unless a difference is found
}

// difference is the first place in which two values are not the same.
type difference struct {
	way  []string          // the members on the way to it
	pos  document.Position // in the head, or in the base when gone
	gone bool
	near document.Position // in the head: pos, or what surrounded the thing that is gone
}

func newComparer(base, head *side) *comparer {
	return &comparer{base: base, head: head, known: map[[2]*document.Node]*difference{}, trying: map[[2]*document.Node]bool{}}
}

// compare compares a value of the base with one of the head. It returns nil when they are the same.
func (c *comparer) compare(a, b *document.Node) *difference {
	return c.settle(c.values(a, b))
}

// compareMember compares a member that two objects may have.
func (c *comparer) compareMember(a, b *document.Node, name string) *difference {
	return c.settle(c.member(a, b, name))
}

// settle notes what was learnt. What was assumed on the way to a difference is not known.
func (c *comparer) settle(d *difference) *difference {
	if d == nil {
		for pair := range c.trying {
			c.known[pair] = nil
		}
	}
	clear(c.trying)
	return d
}

func (c *comparer) values(a, b *document.Node) *difference {
	switch {
	case a == b && c.base == c.head:
		return nil
	case c.byName && isReference(a) && a.Get("$ref").Text == b.Get("$ref").Literal():
		return nil
	case isReference(a) || isReference(b):
		return c.targets(c.base.deref(a), c.head.deref(b))
	case a.Kind != b.Kind || a.Text != b.Text:
		return &difference{pos: b.Pos, near: b.Pos}
	case a.Kind == document.Object:
		return c.objects(a, b)
	case a.Kind == document.Array:
		return c.arrays(a, b)
	}
	return nil
}

// targets compares what references lead to. A pair that is being compared already is the same unless it shows elsewhere.
func (c *comparer) targets(a, b *document.Node) *difference {
	if isReference(a) || isReference(b) { // leads nowhere
		return &difference{pos: b.Pos, near: b.Pos}
	}
	pair := [2]*document.Node{a, b}
	if d, ok := c.known[pair]; ok {
		return d
	}
	if c.trying[pair] {
		return nil
	}
	c.trying[pair] = true
	d := c.values(a, b)
	if d != nil {
		c.known[pair] = d
	}
	return d
}

func (c *comparer) objects(a, b *document.Node) *difference {
	for _, object := range []*document.Node{a, b} {
		for i := range object.Members {
			if c.silent != nil && c.silent(object.Members[i]) {
				continue
			}
			if d := c.member(a, b, object.Members[i].Name); d != nil {
				return d
			}
		}
	}
	return nil
}

func (c *comparer) member(a, b *document.Node, name string) *difference {
	before, after := a.Member(name), b.Member(name)
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil:
		return &difference{way: []string{name}, pos: after.Pos, near: after.Pos}
	case after == nil:
		return &difference{way: []string{name}, pos: before.Pos, gone: true, near: b.Pos}
	}
	d := c.values(before.Value, after.Value)
	if d == nil {
		return nil
	}
	d = d.below(name)
	switch {
	case len(d.way) == 1: // the name is a better place than the value
		d.pos, d.near = after.Pos, after.Pos
	case len(d.way) == 2 && d.gone && !isReference(after.Value):
		d.near = after.Pos
	}
	return d
}

// arrays compares lists, as sets where the items say which is which.
func (c *comparer) arrays(a, b *document.Node) *difference {
	if len(a.Items) != len(b.Items) {
		return &difference{pos: b.Pos, near: b.Pos}
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
		if other == nil {
			return &difference{way: []string{key}, pos: item.Pos, gone: true, near: b.Pos}
		}
		if d := c.values(item, other); d != nil {
			return d.below(key)
		}
	}
	return nil
}

// below says that the difference is below a step of the way.
func (d *difference) below(step string) *difference {
	if step == "" {
		return d
	}
	further := *d
	further.way = append([]string{step}, d.way...)
	return &further
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
		if in, name := n.Get("in").Literal(), n.Get("name").Literal(); in != "" && name != "" {
			return in + " " + name
		}
		return ""
	}
	return n.Kind.String() + " " + n.Text
}
