package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/generator/goname"
	"github.com/pandapon/pandagen/generator/lint"
	"github.com/pandapon/pandagen/internal/docs/page"
)

// writer writes what a page says as the document says it: objects and enums as components, in the order of members that people use.
type writer struct {
	*comparer
	file   *file
	behind string // the component that new ones go behind; last when there is none
	first  bool   // new ones come first

	inlined []string // the page's schemas that what is written stands in
}

// place is where a schema is written.
type place struct {
	label string
	name  string // of the type that it belongs to, in Go
	field string // that it is, on the wire; "" when the name is its own
	item  bool   // it is the item of a list
}

// typeName is the Go name of a type that is made for a place.
func (p place) typeName() string {
	field := p.field
	if p.item && field != "" {
		field = goname.Singular(field)
	}
	if name := goname.From(field); name != "" {
		return goname.Lifted(p.name, name)
	}
	return p.name
}

// writer returns what writes beside a value of the document.
func (c *comparer) writer(at *document.Node) *writer {
	w := &writer{comparer: c, file: c.fileOf(at)}
	if h := c.usage.component(at); h != nil {
		w.behind = h.name
	}
	return w
}

// nameOf is the Go name of what a schema of the document belongs to: its component, or the operation.
func (c *comparer) nameOf(n *document.Node) string {
	if h := c.usage.component(n); h != nil {
		return goname.From(h.name)
	}
	return c.typeName()
}

// typeName is what the names of the operation's own types begin with.
func (c *comparer) typeName() string { return goname.From(c.op.id) }

// prefix is what the names of types begin with that belong to the operation's service.
func (c *comparer) prefix() string {
	method := text(c.op.node.Get("x-go").Get("method"))
	return strings.TrimSuffix(c.typeName(), method)
}

// schemaOrder is the order of a schema's members.
var schemaOrder = []string{"$ref", "type", "format", "x-unit", "contentMediaType", "contentEncoding", "contentSchema", "anyOf", "oneOf", "allOf", "items", "additionalProperties",
	"description", "enum", "x-enum-varnames", "x-enum-descriptions", "const", "default", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf",
	"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "deprecated", "readOnly", "writeOnly", "examples", "required", "properties", "x-go", "x-source"}

// after returns the members that come after one.
func after(name string) []string { return schemaOrder[slices.Index(schemaOrder, name)+1:] }

// schema writes a schema of the page.
func (w *writer) schema(says *document.Node, at place) *document.Node {
	v := ofPage(w.page, says)
	defer w.within(v)()
	_, enumPart := v.get("enum")
	recurs := slices.ContainsFunc(v.names, func(name string) bool { return slices.Contains(w.inlined, name) })
	if !recurs {
		outer := w.inlined
		w.inlined = append(slices.Clone(outer), v.names...)
		defer func() { w.inlined = outer }()
	}
	switch {
	case recurs:
		return w.reference(says, v, at)
	case v.choice:
		return w.choice(v, at)
	case len(v.properties()) > 0, enumPart != nil && len(v.types) == 1 && !isContainer(v.types[0]) && len(enumPart.Get("enum").Items) > 1:
		return w.reference(says, v, at)
	}
	return w.plain(v, at)
}

// plain writes a schema in place.
func (w *writer) plain(v *view, at place) *document.Node {
	n := object()
	if len(v.types) > 0 {
		types := v.types
		if v.null || w.mayBeNull(v, at) {
			types = append(slices.Clone(types), "null")
		}
		put(n, "type", strs(types...))
		if len(types) == 1 {
			put(n, "type", str(types[0]))
		}
	} else if v.null {
		put(n, "type", str("null"))
	}
	if format := w.format(v, at); format != "" {
		put(n, "format", str(format))
	}
	w.keywords(n, v, at)
	w.words(n, v)
	w.samples(n, v)
	w.source(n, v)
	sortMembers(n)
	setFileOfNew(n, w.file.shown)
	return n
}

// mayBeNull tells whether null is allowed because nobody says that it is not: in a field of an answer that was read off an example.
func (w *writer) mayBeNull(v *view, at place) bool {
	return w.weak(v) && text(v.source.Get("note")) != page.MembersNote && strings.HasPrefix(at.label, "answer ") && !at.item
}

// keywords takes over what bounds and describes a value, but for what is written in a way of its own.
func (w *writer) keywords(n *document.Node, v *view, at place) {
	for _, keyword := range schemaOrder {
		switch says, _ := v.get(keyword); {
		case says == nil:
		case keyword == "items" && says.Kind == document.Object:
			put(n, "items", w.schema(says, place{at.label + "[]", at.name, at.field, true}))
		case keyword == "additionalProperties" || keyword == "contentSchema":
			if says.Kind == document.Object && len(says.Members) > 0 {
				put(n, keyword, w.schema(says, place{at.label + "{}", at.name, at.field, true}))
			}
		case slices.Contains([]string{"$ref", "type", "format", "anyOf", "oneOf", "allOf", "required", "properties", "description", "x-source", "x-go", "examples"}, keyword):
		default:
			put(n, keyword, placed(says, w.file.shown))
		}
	}
}

// words takes over the page's description, or the title that stands for one.
func (w *writer) words(n *document.Node, v *view) {
	for _, keyword := range []string{"description", "title"} {
		if says, part := v.get(keyword); says != nil && says.Kind == document.String && strings.TrimSpace(says.Text) != "" && (keyword == "description" || part.Get("properties") == nil) {
			put(n, "description", str(strings.TrimSpace(says.Text)))
			return
		}
	}
}

// samples takes over examples that fit.
func (w *writer) samples(n *document.Node, v *view) {
	list := &document.Node{Kind: document.Array}
	says, _ := v.get("examples")
	for _, x := range items(says) {
		if converted(x, texts(n.Get("type"))) == x && !isEmptyText(x) && !slices.ContainsFunc(limits, func(k string) bool { return n.Get(k) != nil && !fits(x, k, n.Get(k)) }) {
			list.Items = append(list.Items, x.Clone())
		}
	}
	if len(list.Items) > 0 && n.Get("enum") == nil {
		put(n, "examples", list)
	}
}

func isEmptyText(n *document.Node) bool { return n.Kind == document.String && n.Text == "" }

// source takes over what the page says about how well something is known.
func (w *writer) source(n *document.Node, v *view) {
	if v.inferred {
		put(n, "x-source", v.source.Clone())
	}
}

// format is the format of a number as the document writes it: ids have none, for they may be longer than any format says.
func (w *writer) format(v *view, at place) string {
	says, _ := v.get("format")
	switch {
	case slices.Equal(v.types, []string{"integer"}) && (w.house.int64 || strings.HasPrefix(text(says), "int")):
		if words := goname.Words(goname.Singular(at.field)); len(words) > 0 && strings.EqualFold(words[len(words)-1], "id") {
			return ""
		}
		if w.house.int64 {
			return "int64"
		}
	case slices.Equal(v.types, []string{"number"}) && w.house.decimal && lint.IsMoney(at.field):
		return "decimal"
	}
	return text(says)
}

// sortMembers brings the members of a schema into order.
func sortMembers(n *document.Node) {
	slices.SortStableFunc(n.Members, func(a, b document.Member) int {
		return slices.Index(schemaOrder, a.Name) - slices.Index(schemaOrder, b.Name)
	})
}

// setFileOfNew gives new values their file; what comes from the document keeps its place.
func setFileOfNew(n *document.Node, file string) {
	if !isNew(n) {
		return
	}
	n.Pos.File = file
	for i := range n.Members {
		n.Members[i].Pos.File = file
		setFileOfNew(n.Members[i].Value, file)
	}
	for _, item := range n.Items {
		setFileOfNew(item, file)
	}
}

// choice writes a schema that is one of several.
func (w *writer) choice(v *view, at place) *document.Node {
	keyword := "anyOf"
	options, part := v.get(keyword)
	if options == nil || len(options.Items) < 2 {
		keyword = "oneOf"
		options, part = v.get(keyword)
	}
	list := &document.Node{Kind: document.Array}
	for _, o := range items(options) {
		list.Items = append(list.Items, w.schema(o, at))
	}
	n := object(keyword, list)
	w.words(n, &view{parts: []*document.Node{v.parts[0], part}})
	sortMembers(n)
	setFileOfNew(n, w.file.shown)
	return n
}
