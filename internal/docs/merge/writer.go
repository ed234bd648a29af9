package merge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/goname"
	"github.com/pandapon/pandagen/internal/lint"
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
	method := c.op.node.Get("x-go").Get("method").Literal()
	return strings.TrimSuffix(c.typeName(), method)
}

// schemaOrder is the order of a schema's members.
var schemaOrder = []string{"$ref", "type", "format", "x-unit", "contentMediaType", "contentEncoding", "contentSchema", "anyOf", "oneOf", "allOf", "discriminator", "items", "additionalProperties",
	"description", "enum", "x-enum-varnames", "x-enum-descriptions", "const", "default", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf",
	"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "deprecated", "readOnly", "writeOnly", "examples", "required", "properties", "x-go", "x-source"}

// after returns the members that come after one.
func after(name string) []string { return schemaOrder[slices.Index(schemaOrder, name)+1:] }

// schema writes a schema of the page.
func (w *writer) schema(says *document.Node, at place) *document.Node {
	v := ofPage(w.page, says)
	defer w.within(v)()
	own := v.own()
	_, enumPart := own.get("enum")
	_, names := v.core()
	recurs := slices.ContainsFunc(names, func(name string) bool { return slices.Contains(w.inlined, name) })
	if !recurs {
		outer := w.inlined
		w.inlined = append(slices.Clone(outer), names...)
		defer func() { w.inlined = outer }()
	}
	switch {
	case recurs:
		return w.reference(says, v, at)
	case len(own.properties()) > 0, enumPart != nil && len(v.types) == 1 && !isContainer(v.types[0]) && len(enumPart.Get("enum").Items) > 1:
		return w.reference(says, v, at)
	}
	return w.choice(v, at)
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
	w.words(n, v, at)
	w.samples(n, v, at)
	w.source(n, v)
	sortMembers(n)
	setFileOfNew(n, w.file.shown)
	return n
}

// mayBeNull tells whether null is allowed because nobody says that it is not: in a field of an answer that was read off an example.
func (w *writer) mayBeNull(v *view, at place) bool {
	return w.weak(v) && v.source.Get("note").Literal() != page.MembersNote && strings.HasPrefix(at.label, "answer ") && !at.item
}

// keywords takes over what bounds and describes a value, but for what is written in a way of its own.
func (w *writer) keywords(n *document.Node, v *view, at place) {
	for _, keyword := range schemaOrder {
		switch says, _ := v.get(keyword); {
		case says == nil:
		case keyword == "items" && says.Kind == document.Object:
			put(n, "items", w.schema(says, place{at.label + "[]", at.name, at.field, true}))
		case keyword == "additionalProperties" && (says.IsTrue() || says.Kind == document.Object && len(says.Members) == 0):
			if len(v.properties()) == 0 { // otherwise it is a matter of course
				put(n, keyword, boolean(true))
			}
		case (keyword == "additionalProperties" || keyword == "contentSchema") && says.Kind == document.Object:
			put(n, keyword, w.schema(says, place{at.label + "{}", at.name, at.field, true}))
		case keyword == "required":
			w.required(n, v, at)
		case slices.Contains(writtenApart, keyword):
		case keyword == "enum":
			w.enumValues(n, says, at)
		case keyword == "default":
			put(n, keyword, placed(typedValue(says, texts(n.Get("type"))), w.file.shown))
		default:
			put(n, keyword, placed(says, w.file.shown))
		}
	}
	w.leftOut(v, at)
}

// required takes over which members must be there, in the order of the members. Where there are no members, it is all that is said.
func (w *writer) required(n *document.Node, v *view, at place) {
	properties := v.properties()
	var names []string
	for _, p := range properties {
		if p.required {
			names = append(names, p.name)
		}
	}
	for _, part := range v.base {
		for _, name := range part.Get("required").AllItems() {
			switch {
			case find(properties, name.Text) != nil || slices.Contains(names, name.Text):
			case len(properties) == 0:
				names = append(names, name.Text)
			default:
				w.lost(name.Pos, "%s: %s is required, and there is no such member", at.label, short(name))
			}
		}
	}
	if len(names) > 0 {
		put(n, "required", strs(names...))
	}
}

// enumValues takes over the values of an enum, as those of the type: true may be a text. What cannot be one is reported.
func (w *writer) enumValues(n, says *document.Node, at place) {
	list := &document.Node{Kind: document.Array}
	for _, item := range says.Items {
		value := typedValue(item, texts(n.Get("type")))
		if n.Get("type") != nil && value.Kind != document.Null && converted(value, texts(n.Get("type"))) == nil {
			w.lost(item.Pos, "%s: the value %s does not fit, and is not taken over", at.label, short(item))
			continue
		}
		list.Items = append(list.Items, value)
	}
	if len(list.Items) > 0 {
		put(n, "enum", placed(list, w.file.shown))
	}
}

// typedValue writes a value as one of some types, where that can be done.
func typedValue(n *document.Node, types []string) *document.Node {
	if value := converted(n, types); value != nil {
		return value
	}
	return n
}

// writtenApart are keywords that are written in a way of their own.
var writtenApart = []string{"$ref", "type", "format", "anyOf", "oneOf", "allOf", "discriminator", "properties", "description", "x-source", "x-go", "examples"}

// leftOut reports keywords that are not taken over. Some of them say nothing about values.
func (w *writer) leftOut(v *view, at place) {
	for _, p := range v.parts {
		for _, m := range p.Members {
			lonely := m.Name == "discriminator" && len(optionsOf(p, "anyOf"))+len(optionsOf(p, "oneOf")) == 0
			if lonely || !slices.Contains(schemaOrder, m.Name) && !slices.Contains([]string{"title", "xml", "externalDocs", "$comment"}, m.Name) {
				w.lost(m.Pos, "%s: %s is not taken over", at.label, m.Name)
			}
		}
	}
}

// lost reports something on the page that did not get into the document.
func (w *writer) lost(pos document.Position, format string, args ...any) {
	w.report.Notes = append(w.report.Notes, Note{Kind: Unread, Message: fmt.Sprintf(format, args...), pos: pos})
}

// words takes over the page's title and description, as the description. The name of a component or a field is no title.
func (w *writer) words(n *document.Node, v *view, at place) {
	title := w.firstText(v, "title", func(s string) bool { return slices.Contains(v.names, s) || sameLetters(s, at.field) })
	description := w.firstText(v, "description", isBlank)
	switch {
	case title == "" || strings.Contains(description, title):
	case description == "":
		description = title
	default:
		description = title + ": " + description
	}
	if description != "" {
		put(n, "description", str(description))
	}
}

// firstText returns the first text of a keyword that says something.
func (w *writer) firstText(v *view, keyword string, saysNothing func(string) bool) string {
	for _, p := range v.parts {
		if s := p.Get(keyword); s != nil && s.Kind == document.String && !isBlank(s.Text) && !saysNothing(s.Text) {
			return strings.TrimSpace(s.Text)
		}
	}
	return ""
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// sameLetters tells whether two texts differ in nothing but the case and what is between their words.
func sameLetters(a, b string) bool {
	return strings.EqualFold(strings.Join(goname.Words(a), ""), strings.Join(goname.Words(b), ""))
}

// samples takes over examples, as values of the type. What does not fit is reported.
func (w *writer) samples(n *document.Node, v *view, at place) {
	list := &document.Node{Kind: document.Array}
	says, _ := v.get("examples")
	for _, x := range says.AllItems() {
		if isEmptyText(x) {
			continue
		}
		value := fitting(x, n)
		if value == nil {
			w.lost(x.Pos, "%s: the example %s does not fit, and is not taken over", at.label, short(x))
			continue
		}
		list.Items = append(list.Items, placed(value, w.file.shown))
	}
	if len(list.Items) > 0 {
		put(n, "examples", list)
	}
}

// fitting is an example as a value of a schema's type and within its limits; nil when it is none.
func fitting(x, schema *document.Node) *document.Node {
	if schema.Get("type") != nil {
		x = converted(x, texts(schema.Get("type")))
	}
	for _, keyword := range append([]string{"enum"}, limits...) {
		if limit := schema.Get(keyword); x != nil && limit != nil && !fits(x, keyword, limit) {
			return nil
		}
	}
	return x
}

func isEmptyText(n *document.Node) bool { return n.Kind == document.String && n.Text == "" }

// source takes over what the page says about how well something is known.
func (w *writer) source(n *document.Node, v *view) {
	if v.inferred {
		put(n, "x-source", v.source.Clone())
	}
}

// format is the format of a number as the document writes it. Where its integers are int64, ids have no format, for they may be longer
// than any format says.
func (w *writer) format(v *view, at place) string {
	says, _ := v.get("format")
	switch {
	case slices.Equal(v.types, []string{"integer"}) && w.house.int64:
		if words := goname.Words(goname.Singular(at.field)); len(words) > 0 && strings.EqualFold(words[len(words)-1], "id") {
			return ""
		}
		return "int64"
	case slices.Equal(v.types, []string{"number"}) && lint.IsMoney(at.field) && (w.house.decimal || says == nil && w.house.conventions):
		return "decimal"
	}
	return says.Literal()
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

// choice writes a schema in place that may be one of several.
func (w *writer) choice(v *view, at place) *document.Node {
	own := *v.own()
	own.null = own.null && (!v.choice || len(own.types) > 0)
	n := w.plain(&own, at)
	w.options(n, v, at)
	sortMembers(n)
	setFileOfNew(n, w.file.shown)
	return n
}

// options writes the schemas that a schema is one of.
func (w *writer) options(n *document.Node, v *view, at place) {
	if !v.choice {
		return
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		i := slices.IndexFunc(v.base, func(p *document.Node) bool { return len(optionsOf(p, keyword)) > 1 })
		if i < 0 {
			continue
		}
		list := &document.Node{Kind: document.Array}
		for _, o := range optionsOf(v.base[i], keyword) {
			list.Items = append(list.Items, w.schema(o, at))
		}
		w.discriminator(n, v.base[i], optionsOf(v.base[i], keyword), list.Items)
		if v.null && n.Get("type") == nil {
			list.Items = append(list.Items, object("type", "null"))
		}
		put(n, keyword, list)
	}
}

// discriminator writes which member tells options apart, and which value stands for which.
func (w *writer) discriminator(n, says *document.Node, options, written []*document.Node) {
	d := says.Get("discriminator")
	if d == nil || d.Get("propertyName").Literal() == "" {
		return
	}
	mapping := object()
	for _, m := range d.Get("mapping").AllMembers() {
		i := slices.IndexFunc(options, func(o *document.Node) bool {
			return componentName(o.Get("$ref").Literal()) == componentName(m.Value.Text)
		})
		if i >= 0 && written[i].Get("$ref") != nil {
			put(mapping, m.Name, written[i].Get("$ref").Clone())
		}
	}
	out := object("propertyName", d.Get("propertyName").Literal())
	if len(mapping.Members) > 0 {
		put(out, "mapping", mapping)
	}
	put(n, "discriminator", out)
}
