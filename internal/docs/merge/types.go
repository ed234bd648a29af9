package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// inWords says in a word what a schema is.
func inWords(v *view) string {
	s := strings.Join(v.types, " or ")
	if s == "" {
		s = "any value"
	}
	if v.null {
		s += " or null"
	}
	return s
}

// typed returns the part of a schema that says its type, or shows it.
func typed(v *view) *document.Node {
	for _, keyword := range []string{"type", "properties", "items"} {
		if _, part := v.get(keyword); part != nil {
			return part
		}
	}
	return v.parts[0]
}

// setTypes writes the type of a schema.
func setTypes(n *document.Node, types []string, null bool) {
	if null {
		types = append(slices.Clone(types), "null")
	}
	v := strs(types...)
	if len(types) == 1 {
		v = str(types[0])
	}
	old := n.Get("type")
	if old == nil {
		n.Members = slices.Insert(n.Members, 0, document.Member{Name: "type", Value: placed(v, n.Pos.File)})
		return
	}
	setFile(v, n.Pos.File)
	if old.Kind == v.Kind {
		v.Pos = old.Pos
		for i, item := range v.Items { // those that stay keep their place
			if j := slices.Index(texts(old), item.Text); j >= 0 {
				v.Items[i] = old.Items[j]
			}
		}
	}
	put(n, "type", v)
}

// isContainer tells objects and lists from what has no parts.
func isContainer(t string) bool { return t == "object" || t == "array" }

// types compares the types but for null. It is false when the schemas have so little in common that nothing below is compared.
func (c *comparer) types(site, says *document.Node, d, v *view, label string) bool {
	lacks := slices.DeleteFunc(slices.Clone(v.types), func(t string) bool {
		return slices.Contains(d.types, t) || t == "integer" && slices.Contains(d.types, "number") ||
			t == "number" && slices.Contains(d.types, "integer") && c.weak(v) // 0 is both
	})
	media, _ := d.get("contentMediaType")
	switch {
	case len(v.types) == 0:
		return false
	case len(d.types) == 0:
		return d.choice
	case len(lacks) == 0:
		return true
	case c.weak(v):
		c.note(Kept, site, "%s is %s in an example on the page, and stays %s", label, inWords(v), inWords(d))
		return false
	case media != nil && slices.Contains(d.types, "string") && slices.ContainsFunc(lacks, isContainer):
		c.note(Kept, site, "%s is %s on the page, and JSON in a text in the document", label, inWords(v))
		return false
	case slices.ContainsFunc(lacks, isContainer) || slices.ContainsFunc(d.types, isContainer):
		return c.kinds(site, says, d, v, label)
	}
	return c.scalars(site, says, d, v, lacks, label)
}

// scalars gives a single value the types of the page: in the place of those that it had where the page is the document's own, or else
// beside them.
func (c *comparer) scalars(site, says *document.Node, d, v *view, lacks []string, label string) bool {
	part := typed(d)
	if enum, _ := d.get("enum"); enum != nil || d.choice {
		c.note(Conflict, site, "%s is %s on the page, and %s in the document, with values of its own: change it by hand, if the page is right", label, inWords(v), inWords(d))
		return false
	}
	old := inWords(&view{types: d.types})
	shared := c.usage.shared(part) || c.isEnvelope(c.usage.rootOf(part))
	if c.primary && !shared {
		setTypes(part, v.types, d.null || v.null)
		c.note(Changed, part, "%s: %s became %s", label, old, inWords(&view{types: v.types}))
		c.mark(part, old+" "+c.until())
	} else {
		setTypes(part, slices.Concat(d.types, lacks), d.null || v.null)
		c.note(Changed, part, "%s: %s became %s, because pages disagree, or other operations have the first%s", label, old,
			inWords(&view{types: slices.Concat(d.types, lacks)}), c.also(part))
		c.mark(part, inWords(&view{types: lacks})+" "+c.onPage())
	}
	c.fitFormat(part)
	c.examples.refit(part, c.page, says)
	return true
}

// fitFormat drops a format of numbers that the types do not have any more.
func (c *comparer) fitFormat(n *document.Node) {
	types := texts(n.Get("type"))
	switch format := n.Get("format").Literal(); {
	case slices.Contains(types, "number") && c.house.decimal && n.Get("x-unit") != nil && (format == "" || strings.HasPrefix(format, "int")):
		c.put(n, "format", str("decimal"), slices.DeleteFunc(slices.Clone(schemaOrder), func(s string) bool { return s == "type" || s == "format" })...)
	case strings.HasPrefix(format, "int") && !slices.Contains(types, "integer"),
		slices.Contains([]string{"decimal", "float", "double"}, format) && !slices.Contains(types, "number"):
		remove(n, "format")
	}
}

// kinds compares what is a single value on one side, and an object or a list on the other.
func (c *comparer) kinds(site, says *document.Node, d, v *view, label string) bool {
	part := typed(d)
	enum, _ := d.get("enum")
	inline := part == site && enum == nil && !c.usage.shared(site) && !slices.ContainsFunc(d.types, isContainer)
	if !inline || len(v.types) != 1 || !c.primary {
		c.note(Conflict, site, "%s is %s on the page, and %s in the document: change it by hand, if the page is right", label, inWords(v), inWords(d))
		return false
	}
	old := inWords(&view{types: d.types})
	written := c.writer(site).schema(says, place{label: label, name: c.nameOf(site), field: lastName(label)})
	for _, keep := range []string{"description", "x-go", "x-source"} {
		if m := site.Member(keep); m != nil && (written.Get(keep) == nil || keep != "x-source") {
			put(written, keep, m.Value)
		}
	}
	site.Members = written.Members
	c.usage.adopt(site, c.usage.of[site])
	c.note(Changed, site, "%s: %s became %s", label, old, inWords(v))
	c.mark(site, old+" "+c.until())
	c.examples.refit(site, c.page, says)
	return false
}
