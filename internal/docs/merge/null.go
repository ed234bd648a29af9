package merge

import (
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// nullHere tells whether null is allowed in the one place that a view is of, and not wherever the schema is used that the place
// refers to.
func (c *comparer) nullHere(v *view) bool {
	core, _ := v.core()
	return v.null && !ofPage(c.page, core).null
}

// null is the schema of null alone.
func null() *document.Node { return object("type", "null") }

// nullBeside lets a place allow null whose schema stands elsewhere, or is composed of others.
func nullBeside(n *document.Node) {
	for i, m := range n.Members {
		switch m.Name {
		case "anyOf", "oneOf":
			m.Value.Items = append(m.Value.Items, placed(null(), n.Pos.File))
			return
		case "$ref", "allOf":
			either := &document.Node{Kind: document.Array, Items: []*document.Node{object(m.Name, m.Value.Clone()), null()}}
			n.Members[i] = document.Member{Name: "anyOf", Value: placed(either, n.Pos.File)}
			return
		}
	}
}

// allowNull lets the document allow null where the page does. Pages disagree about it, so one without a mark takes nothing away.
func (c *comparer) allowNull(site *document.Node, d, v *view, label string) {
	if !v.null || d.null || len(d.types) == 0 || label == "request" || label == "answer" {
		return
	}
	part := typed(d)
	elsewhere := c.usage.component(part)
	if list := choiceOf(d); list != nil {
		elsewhere = c.usage.component(list)
	}
	own := c.usage.of[site]
	if elsewhere != nil && elsewhere != own && c.nullHere(v) && (isNew(elsewhere.root) || len(elsewhere.users) > 1 || c.usage.shared(part)) {
		nullBeside(site)
		c.note(Changed, site, "%s may be null", label)
		return
	}
	if list := choiceOf(d); list != nil {
		list.Items = append(list.Items, placed(null(), list.Pos.File))
		c.note(Changed, list, "%s may be null", label)
		return
	}
	setTypes(part, d.types, true)
	c.note(Changed, part, "%s may be null%s", label, c.also(part))
}

// choiceOf returns the list of the schemas that a schema is one of.
func choiceOf(v *view) *document.Node {
	for _, keyword := range []string{"anyOf", "oneOf"} {
		if list, _ := v.get(keyword); list != nil && v.choice {
			return list
		}
	}
	return nil
}

// gatherNull moves null into the new components that may be null wherever they are used: that is how people write it. The others
// have it in some of the places that refer to them.
func (im *importer) gatherNull() {
	nullable := map[*document.Node][]*document.Node{} // the places, by component
	counted := map[*document.Node]bool{}              // references in such places
	plain := map[*document.Node]bool{}                // components that may not be null somewhere
	for _, root := range im.doc.Files() {
		document.Walk(root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
			if e != document.Schema {
				return true
			}
			if ref := nullableReference(n); ref != nil {
				target := im.deref(ref)
				nullable[target] = append(nullable[target], n)
				counted[ref] = true
			} else if n.Get("$ref") != nil && !counted[n] {
				plain[im.deref(n)] = true
			}
			return true
		})
	}
	for root, places := range nullable {
		if !isNew(root) || plain[root] || !withNull(root) {
			continue
		}
		for _, n := range places {
			*n.Member("anyOf") = nullableReference(n).Members[0]
		}
	}
}

// nullableReference returns the reference in a schema that is what it refers to, or null; nil for every other schema.
func nullableReference(n *document.Node) *document.Node {
	list := n.Get("anyOf").AllItems()
	if len(list) != 2 || len(list[0].Members) != 1 || list[0].Get("$ref") == nil || list[1].Get("type").Literal() != "null" {
		return nil
	}
	return list[0]
}

// withNull lets a component allow null. It is false when there is no place for it.
func withNull(n *document.Node) bool {
	types := texts(n.Get("type"))
	switch {
	case slices.Contains(types, "null"):
	case len(types) > 0:
		setTypes(n, types, true)
	case n.Get("anyOf") != nil || n.Get("oneOf") != nil:
		if len(optionsOf(n, "anyOf"))+len(optionsOf(n, "oneOf")) == len(n.Get("anyOf").AllItems())+len(n.Get("oneOf").AllItems()) {
			nullBeside(n)
		}
	default:
		return false
	}
	return true
}
