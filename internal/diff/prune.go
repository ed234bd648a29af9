package diff

import "github.com/pandapon/pandagen/internal/document"

// remainder is what is left of two documents without the operations that are the same on both sides, and without the
// components that no other operation reaches: comparing it finds the same, and takes as long as the change is large.
type remainder struct {
	base, head *side
	changed    map[string]*difference // operations of both sides that differ, by key
}

func prune(base, head *side) *remainder {
	r := &remainder{base: base, head: head, changed: map[string]*difference{}}
	c := newComparer(base, head)
	for _, op := range base.operations {
		if other := head.byKey[op.key]; other != nil {
			if d := compareOperations(c, op, other); d != nil {
				r.changed[op.key] = d
			}
		}
	}
	keep := r.components()
	r.base, r.head = r.pruned(base, keep), r.pruned(head, keep)
	return r
}

// compareOperations compares two operations, with what they inherit from the document.
func compareOperations(c *comparer, a, b *operation) *difference {
	if d := c.compare(a.node, b.node); d != nil {
		return d
	}
	if a.node.Get("security") == nil {
		return c.compareMember(c.base.root, c.head.root, "security")
	}
	return nil
}

// differs reports whether an operation has to be compared: it differs, or there is none on the other side.
func (r *remainder) differs(op *operation) bool {
	_, changed := r.changed[op.key]
	return changed || r.base.byKey[op.key] == nil || r.head.byKey[op.key] == nil
}

// components returns the names of the components to keep on both sides, with their sections: those that an operation which
// differs reaches on either side, and those that the other side does not have.
func (r *remainder) components() map[string]bool {
	graphs := []*graph{newGraph(r.base), newGraph(r.head)}
	keep := map[string]bool{}
	var queue []string
	add := func(name string) {
		if name != "" && !keep[name] {
			keep[name] = true
			queue = append(queue, name)
		}
	}
	for i, s := range []*side{r.base, r.head} {
		for _, op := range s.operations {
			if r.differs(op) {
				for _, target := range s.references(op.node, document.Operation) {
					add(graphs[i].names[target])
				}
			}
		}
		for name := range graphs[i].nodes {
			if graphs[1-i].nodes[name] == nil {
				add(name)
			}
		}
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, g := range graphs {
			for _, target := range g.edges[g.nodes[name]] {
				add(g.names[target])
			}
		}
	}
	return keep
}

// graph is the components of a document, by section and name, and what they refer to.
type graph struct {
	names map[*document.Node]string
	nodes map[string]*document.Node
	edges map[*document.Node][]*document.Node
}

func newGraph(s *side) *graph {
	g := &graph{names: map[*document.Node]string{}, nodes: map[string]*document.Node{}, edges: s.componentReferences()}
	if components := s.root.Get("components"); components != nil {
		for _, section := range components.Members {
			for _, m := range section.Value.Members {
				name := section.Name + "/" + m.Name
				g.names[m.Value], g.nodes[name] = name, m.Value
			}
		}
	}
	return g
}

// pruned returns a side with what is kept of it. Security schemes all are.
func (r *remainder) pruned(s *side, keep map[string]bool) *side {
	root := &document.Node{Kind: document.Object, Pos: s.root.Pos}
	items := r.items()
	for _, m := range s.root.Members {
		switch m.Name {
		case "paths", "webhooks":
			m.Value = without(m.Value, func(item document.Member) bool { return !items[operationKey(m.Name == "webhooks", "", item.Name)] })
			for i := range m.Value.Members {
				item := &m.Value.Members[i]
				item.Value = without(item.Value, func(op document.Member) bool {
					own := s.byKey[operationKey(m.Name == "webhooks", op.Name, item.Name)]
					return own != nil && own.node == op.Value && !r.differs(own)
				})
			}
		case "components":
			m.Value = without(m.Value, func(document.Member) bool { return false })
			for i := range m.Value.Members {
				section := &m.Value.Members[i]
				section.Value = without(section.Value, func(c document.Member) bool {
					return section.Name != "securitySchemes" && !keep[section.Name+"/"+c.Name]
				})
			}
		}
		root.Members = append(root.Members, m)
	}
	return newSide(root)
}

// items returns the path items, as keys without a method, in which an operation differs. They stay on both sides.
func (r *remainder) items() map[string]bool {
	items := map[string]bool{}
	for _, s := range []*side{r.base, r.head} {
		for _, op := range s.operations {
			if r.differs(op) {
				items[operationKey(op.webhook, "", op.path)] = true
			}
		}
	}
	return items
}

// without copies an object without some members.
func without(n *document.Node, drop func(document.Member) bool) *document.Node {
	out := &document.Node{Kind: n.Kind, Text: n.Text, Items: n.Items, Pos: n.Pos}
	for _, m := range n.Members {
		if !drop(m) {
			out.Members = append(out.Members, m)
		}
	}
	return out
}

// unjudged reports the operations of the head that differ on the wire and about which no rule said anything.
func (r *remainder) unjudged(head *side, judged []Change) []Change {
	spoken := map[string]bool{}
	for i := range judged {
		if c := &judged[i]; c.Kind == Wire && c.Operation != nil {
			spoken[c.Operation.Request] = true
			for _, op := range c.Also {
				spoken[op.Request] = true
			}
		}
	}
	var changes []Change
	for _, op := range head.operations {
		if d := r.changed[op.key]; d != nil && !spoken[op.Request] {
			c := unjudgedChange.differing(op, d)
			c.key = c.ID // one place is one change, whatever the way to it
			changes = append(changes, c)
		}
	}
	return changes
}

// unjudgedChange keeps a change from going unseen.
var unjudgedChange = verdict{
	id: "unjudged-change", kind: Wire, level: Warning,
	text: "`%s` changed in a way that no rule judges",
	why:  "Compare the two versions by eye, and decide what it means for callers.",
}
