package merge

import (
	"math/big"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/goname"
)

// limits are the keywords that bound a value.
var limits = []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems",
	"minProperties", "maxProperties", "pattern"}

// values compares what bounds a value, and what else the page says of it.
func (c *comparer) values(site *document.Node, d, v *view, label string) {
	for _, keyword := range limits {
		c.limit(site, d, v, keyword, label)
	}
	c.enum(site, d, v, label)
	c.defaultValue(site, d, v, label)
	if gone, _ := v.get("deprecated"); gone.IsTrue() {
		if was, _ := d.get("deprecated"); !was.IsTrue() {
			c.put(site, "deprecated", boolean(true), after("deprecated")...)
			c.note(New, site, "%s is deprecated", label)
		}
	}
}

// limit compares one limit.
func (c *comparer) limit(site *document.Node, d, v *view, keyword, label string) {
	says, _ := v.get(keyword)
	mine, part := d.get(keyword)
	if mine.IsTrue() { // in OpenAPI 3.0 it is a flag of the limit
		mine, part = d.get(strings.ToLower(strings.TrimPrefix(keyword, "exclusive")))
	}
	if says == nil || mine != nil && sameValue(mine, says) || d.choice {
		return
	}
	if part == nil {
		part = typed(d)
	}
	switch {
	case c.usage.shared(part):
		c.note(Kept, site, "%s has %s %s on the page; what the document has is used elsewhere too%s", label, keyword, says.Text, c.also(part))
	case mine == nil && !c.examples.fit(part, keyword, says):
		c.note(Conflict, site, "%s has %s %s on the page, and an example in the document goes beyond it: correct one of them", label, keyword, says.Text)
	case mine == nil:
		c.put(part, keyword, says, after(keyword)...)
		c.note(New, part, "%s: %s %s", label, keyword, says.Text)
	case !c.primary:
		c.note(Kept, part, "%s has %s %s %s; it stays %s", label, keyword, says.Text, c.onPage(), mine.Text)
	case !c.examples.fit(part, keyword, says):
		c.note(Conflict, site, "%s has %s %s on the page, and an example in the document goes beyond it: correct one of them", label, keyword, says.Text)
	default:
		c.note(Changed, part, "%s: %s %s became %s", label, keyword, mine.Text, says.Text)
		c.mark(part, keyword+" "+mine.Text+" "+c.until())
		put(part, keyword, &document.Node{Kind: says.Kind, Text: says.Text, Pos: mine.Pos})
	}
}

// sameValue compares values; numbers by what they are worth.
func sameValue(a, b *document.Node) bool {
	x, okX := new(big.Rat).SetString(a.Text)
	y, okY := new(big.Rat).SetString(b.Text)
	if a.Kind == document.Number && b.Kind == document.Number && okX && okY {
		return x.Cmp(y) == 0
	}
	return document.Same(a, b)
}

// defaultValue compares what stands for a value that is left out.
func (c *comparer) defaultValue(site *document.Node, d, v *view, label string) {
	says, _ := v.get("default")
	mine, part := d.get("default")
	if says == nil || mine != nil && (sameValue(mine, says) || mine.Text == says.Text && mine.Text != "") || says.Kind == document.Null {
		return
	}
	if says = c.kindOf(says, d); says == nil || !c.primary && mine != nil {
		c.note(Kept, site, "%s has another default on the page", label)
		return
	}
	if mine == nil {
		c.put(site, "default", says, after("default")...)
		c.note(New, site, "%s: default %s", label, short(says))
		return
	}
	c.note(Changed, part, "%s: default %s became %s", label, short(mine), short(says))
	c.mark(part, "default "+short(mine)+" "+c.until())
	says = placed(says, part.Pos.File)
	says.Pos = mine.Pos
	put(part, "default", says)
}

// kindOf writes a value as one of the types that the document has for it; nil when it is none.
func (c *comparer) kindOf(n *document.Node, d *view) *document.Node {
	return converted(n, d.types)
}

// short is a value in messages.
func short(n *document.Node) string {
	if n.Kind == document.Object || n.Kind == document.Array {
		return n.Kind.String()
	}
	if n.Text == "" {
		return `""`
	}
	if runes := []rune(oneLine(n.Text)); len(runes) > maxShort {
		return string(runes[:maxShort]) + "…"
	}
	return oneLine(n.Text)
}

// maxShort is how much of a value a message quotes.
const maxShort = 80

// enum compares the values that are allowed. Those of the document stay: other values pass anyway.
func (c *comparer) enum(site *document.Node, d, v *view, label string) {
	says, part := v.get("enum")
	if says == nil || d.choice {
		return
	}
	mine, own := d.get("enum")
	var added []*document.Node
	for _, value := range says.Items {
		known := slices.ContainsFunc(mine.AllItems(), func(n *document.Node) bool { return n.Text == value.Text })
		if value.Kind == document.Null || known {
			continue
		}
		if value = converted(value, d.types); value == nil {
			c.note(Kept, site, "%s has values on the page that are not %s", label, inWords(d))
			return
		}
		added = append(added, value)
	}
	if len(added) == 0 {
		return
	}
	if mine == nil {
		c.newEnum(site, d, v, added, part, label)
		return
	}
	for _, value := range added {
		c.addValue(own, value, part.Get("x-enum-descriptions"))
		c.note(New, own, "%s: value %s%s", label, short(value), c.also(own))
	}
}

// newEnum lists the values of something that the document allows any value for.
func (c *comparer) newEnum(site *document.Node, d, v *view, values []*document.Node, says *document.Node, label string) {
	part := typed(d)
	list := &document.Node{Kind: document.Array, Items: values}
	switch {
	case c.usage.shared(part) || len(d.types) != 1 || isContainer(d.types[0]):
		c.note(Kept, site, "%s has the values %s on the page; the document allows any", label, valueList(values))
	case !c.examples.fit(part, "enum", list):
		c.note(Conflict, site, "%s has the values %s on the page, and an example in the document has another one: correct one of them", label, valueList(values))
	default:
		c.put(part, "enum", list, after("enum")...)
		if meanings := says.Get("x-enum-descriptions"); meanings != nil {
			c.put(part, "x-enum-descriptions", meanings, after("x-enum-descriptions")...)
		}
		c.note(New, part, "%s: values %s", label, valueList(values))
	}
}

func valueList(values []*document.Node) string {
	s := ""
	for i, v := range values {
		if i > 0 {
			s += ", "
		}
		s += short(v)
	}
	return s
}

// addValue adds a value to an enum, with its meaning and with a name for its constant where the others have one.
func (c *comparer) addValue(n, value, meanings *document.Node) {
	enum := n.Get("enum")
	value = placed(value, n.Pos.File)
	enum.Items = append(enum.Items, value)
	if names := n.Get("x-enum-varnames"); names != nil {
		names.Items = append(names.Items, placed(str(freeName(value.Text, texts(names))), n.Pos.File))
	}
	if mine := n.Get("x-enum-descriptions"); mine != nil && meanings.Get(value.Text).Literal() != "" {
		put(mine, value.Text, placed(str(meanings.Get(value.Text).Literal()), n.Pos.File))
	}
}

// freeName is the name of a constant that no other one has.
func freeName(value string, taken []string) string {
	name := goname.From(value)
	if name == "" {
		name = "Value"
	}
	return unique(name, func(s string) bool { return slices.Contains(taken, s) })
}
