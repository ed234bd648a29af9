package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// schemaBuilder makes schemas of fields. Objects that the page gives a name become components.
type schemaBuilder struct {
	page   *Page
	models map[string]*model
	named  map[string]*namedSchema
	order  []string
	closed []*field // whose members the page does not show
}

// namedSchema is a component in the making.
type namedSchema struct {
	schema *document.Node
	shown  bool // with its members
}

func (b *schemaBuilder) unread(pos document.Position, format string, args ...any) {
	b.page.Unread = append(b.page.Unread, Unread{Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// field makes the schema of a field. Example is what the examples show at its place, or nil.
func (b *schemaBuilder) field(f *field, example *shape) *document.Node {
	n := f.typ.toSchema(f.pos)
	if f.typ == nil && example != nil && len(example.kinds) > 0 {
		n = example.inferred()
		b.unread(f.pos, "the page does not show the type of %q: it is that of the example", clip(f.name))
	} else if f.typ == nil {
		b.unread(f.pos, "the page does not show the type of %q: any value is allowed", clip(f.name))
	}
	if f.typ != nil && f.typ.union != "" {
		b.union(n, f)
	}
	if inner := f.typ.container(); inner != nil {
		b.container(n, f, inner, example)
	} else if f.typ.lacksItems() && example != nil && example.item != nil && len(example.item.kinds) > 0 {
		put(n, "items", example.item.inferred())
	}
	if slices.Contains(f.flags, nullableMark) {
		addNull(n)
	}
	putText(n, f.pos, "description", strings.Join(f.texts, "\n"))
	b.values(n, f, example)
	for _, k := range flagKeywords {
		if slices.Contains(f.flags, k.flag) {
			put(n, k.keyword, newBool(f.pos, "true"))
		}
	}
	return n
}

// flagKeywords are the keywords that marks of fields become.
var flagKeywords = []struct {
	flag    role
	keyword string
}{{deprecatedMark, "deprecated"}, {readOnlyMark, "readOnly"}, {writeOnlyMark, "writeOnly"}}

// reportClosed reports the objects of a body whose members the page does not show.
func (b *schemaBuilder) reportClosed() {
	b.closed = slices.DeleteFunc(b.closed, func(f *field) bool {
		inner := f.typ.container()
		return inner != nil && b.named[inner.schema] != nil && b.named[inner.schema].shown
	})
	if len(b.closed) == 0 {
		return
	}
	var names []string
	for _, f := range b.closed {
		names = append(names, cmp.Or(f.name, "the body"))
	}
	b.unread(b.closed[0].pos, "the page does not show the members of %s: open them before copying, or use the page's address with .md", several(names))
	b.closed = nil
}

// union gives a schema the alternatives that the page lists.
func (b *schemaBuilder) union(n *document.Node, f *field) {
	list := newList(f.pos)
	for _, option := range f.options {
		if option.union == "" {
			list.Items = append(list.Items, option.toSchema(f.pos))
		}
		if object := option.container(); object != nil && object.count > 0 && !slices.Contains(b.closed, f) {
			b.closed = append(b.closed, f)
		}
	}
	if len(list.Items) == 0 || len(list.Items) < len(f.options) {
		b.unread(f.pos, "the page does not show all alternatives of %q, which is %s of several", clip(f.name), f.typ.union)
	}
	if len(list.Items) > 1 {
		put(n, f.typ.union, list)
	}
}

// container gives the object of a field's type its members.
func (b *schemaBuilder) container(n *document.Node, f *field, inner *typ, example *shape) {
	object := n
	holder := (*document.Node)(nil)
	for t := f.typ; t != inner; t = t.item {
		holder, object = object, object.Get("items")
	}
	shown := len(f.children) > 0
	b.reserve(inner.schema)
	switch holds := example.object(); {
	case b.models[inner.schema] != nil: // what the table repeats of it says nothing more
	case shown:
		b.properties(object, f.children, holds)
	case holds != nil && len(holds.names) > 0:
		put(object, "properties", holds.schema(f.name).Get("properties"))
		put(object, "x-source", source(holds.pos, "inferred", MembersNote))
		if inner.count > len(holds.names) {
			b.unread(f.pos, "the example shows %d of the %d members of %q, which are closed on the page", len(holds.names), inner.count, clip(f.name))
		}
	case b.named[inner.schema] != nil:
	case inner.count > 0 || inner.count == unknown && holds == nil:
		b.closed = append(b.closed, f)
	}
	if inner.schema == "" {
		return
	}
	if ref := b.component(inner.schema, object, shown); ref != nil {
		b.replace(n, holder, object, ref, inner.null)
	}
}

// reserve gives a component its place in the order of the page, which is that of the objects and not of their members.
func (b *schemaBuilder) reserve(name string) {
	if name != "" && b.models[name] == nil && !slices.Contains(b.order, name) {
		b.order = append(b.order, name)
	}
}

// replace puts a reference to a component in the place of an object.
func (b *schemaBuilder) replace(n, holder, object, ref *document.Node, null bool) {
	if holder != nil {
		put(holder, "items", ref)
		object = ref
	} else {
		*object = *ref
	}
	if null {
		addNull(object)
	}
}

// component makes an object a component. It returns a reference, or nil when the page shows two that have one name and differ.
func (b *schemaBuilder) component(name string, object *document.Node, shown bool) *document.Node {
	pos := object.Pos
	if b.models[name] != nil {
		b.model(name)
		return refTo(pos, name)
	}
	own := *object
	own.Members = slices.Clone(object.Members)
	put(&own, "type", newText(pos, "object"))
	known := b.named[name]
	switch {
	case known == nil:
		b.named[name] = &namedSchema{&own, shown}
		b.page.remark(object, &own)
	case !known.shown && shown:
		*known.schema, known.shown = own, true
		b.page.remark(object, known.schema)
	case known.shown && shown && !sameSchema(known.schema, &own):
		b.unread(pos, "the page shows the schema %q twice with different members: this one stands in place", clip(name))
		return nil
	}
	return refTo(pos, name)
}

// sameSchema tells whether two schemas have the same members of the same types.
func sameSchema(a, b *document.Node) bool {
	x, y := a.Get("properties").AllMembers(), b.Get("properties").AllMembers()
	return slices.EqualFunc(x, y, func(p, q document.Member) bool {
		return p.Name == q.Name && equal(p.Value.Get("type"), q.Value.Get("type")) && equal(p.Value.Get("$ref"), q.Value.Get("$ref"))
	})
}

// properties gives an object its members.
func (b *schemaBuilder) properties(object *document.Node, fields []*field, example *shape) {
	properties, required := newObject(fields[0].pos), newList(fields[0].pos)
	seen := make(map[string]bool, len(fields))
	var unmarked []string
	for _, f := range fields {
		if words.is(f.name, additionalLabel) {
			put(object, "additionalProperties", b.field(f, nil))
			continue
		}
		if strings.HasPrefix(f.name, "*") {
			b.unread(f.pos, "the row %q is no member and was not read", clip(f.name))
			continue
		}
		if seen[f.name] {
			b.unread(f.pos, "member %q is listed twice in one object: the first counts; where the second belongs cannot be told", clip(f.name))
			continue
		}
		seen[f.name] = true
		var at *shape
		if example != nil {
			at = example.members[f.name]
		}
		properties.Members = append(properties.Members, document.Member{Name: f.name, Pos: f.pos, Value: b.field(f, at)})
		switch f.mark {
		case requiredMark:
			required.Items = append(required.Items, newText(f.pos, f.name))
		case none:
			unmarked = append(unmarked, f.name)
		}
	}
	put(object, "required", notEmpty(required))
	put(object, "properties", notEmpty(properties))
	b.page.unmark(object, unmarked)
	b.missing(seen, example, fields[0].pos)
}

// missing reports members that the examples have and the table lacks.
func (b *schemaBuilder) missing(seen map[string]bool, example *shape, pos document.Position) {
	if example == nil {
		return
	}
	var names []string
	for _, name := range example.names {
		if !seen[name] {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		b.unread(pos, "the example has members that the table lacks, and they were not added: %s", several(names))
	}
}

// values gives a schema its default, examples, values and limits.
func (b *schemaBuilder) values(n *document.Node, f *field, example *shape) {
	if f.given != nil {
		if v := typed(f.typ, *f.given); variable.MatchString(f.given.text) {
			b.unread(f.given.pos, "the default %q of %q is a variable of the documentation: it was left out", clip(f.given.text), clip(f.name))
		} else if v != nil {
			n.Members = append(n.Members, document.Member{Name: "default", Pos: v.Pos, Value: v})
		} else {
			b.unread(f.given.pos, "the default %q of %q is not of its type: it was left out", clip(f.given.text), clip(f.name))
		}
	}
	b.enum(n, f, example)
	for _, l := range f.limits {
		v := newText(l.pos, l.text)
		if l.keyword != "pattern" && l.keyword != "format" {
			if !isNumber(l.text) {
				b.unread(l.pos, "%s of %q is %q and no number: it was left out", l.keyword, clip(f.name), clip(l.text))
				continue
			}
			v.Kind = document.Number
		}
		put(n, l.keyword, v)
	}
	if list := b.exampleList(f); list != nil {
		put(n, "examples", list)
	}
}

// exampleList returns the examples of a field. One that is not of its type is kept as the page prints it.
func (b *schemaBuilder) exampleList(f *field) *document.Node {
	if len(f.examples) == 0 {
		return nil
	}
	list := newList(f.examples[0].pos)
	for _, e := range f.examples {
		v := typed(f.typ, e)
		if v == nil {
			v = newText(e.pos, e.text)
		}
		list.Items = append(list.Items, v)
	}
	return list
}

// enum gives a schema the values that it may have.
func (b *schemaBuilder) enum(n *document.Node, f *field, example *shape) {
	if len(f.enum) == 0 {
		if f.typ != nil && f.typ.enum {
			b.unread(f.pos, "the values of the enum %q are not on the page", clip(f.name))
		}
		return
	}
	if runTogether(f.enum, f.shown(example)) || len(f.enum) == 1 && typed(f.typ, f.enum[0]) == nil {
		b.unread(f.enum[0].pos, "the values %q of %q stand together without a gap: they were put into the description", clip(f.enum[0].text), clip(f.name))
		describe(n, f.pos, f.enum[0].text, f.meanings[f.enum[0].text])
		return
	}
	target := n
	if f.typ.is("array") && n.Get("items") != nil {
		target = n.Get("items")
	}
	list, meanings := newList(f.enum[0].pos), newObject(f.enum[0].pos)
	for _, e := range f.enum {
		v := typed(f.typ, e)
		if v == nil {
			b.unread(e.pos, "the value %q of %q is not of its type", clip(e.text), clip(f.name))
		}
		if v == nil || v.Kind == document.Array {
			v = newText(e.pos, e.text)
		}
		if !slices.ContainsFunc(list.Items, func(i *document.Node) bool { return equal(i, v) }) {
			list.Items = append(list.Items, v)
		}
		if meaning := f.meanings[e.text]; v.Kind == document.Null && meaning != "" {
			describe(n, f.pos, "null: "+meaning)
		} else {
			putText(meanings, e.pos, v.Text, meaning)
		}
	}
	put(target, "enum", list)
	putMeanings(target, meanings)
}

// describe adds texts to the description of a schema.
func describe(n *document.Node, pos document.Position, texts ...string) {
	texts = append([]string{n.Get("description").StringValue()}, texts...)
	putText(n, pos, "description", strings.Trim(strings.Join(texts, "\n"), "\n"))
}

// shown returns the values of a field that the page shows beside its enum.
func (f *field) shown(example *shape) []string {
	var out []string
	if example != nil {
		out = append(out, example.texts...)
	}
	if f.given != nil {
		out = append(out, f.given.text)
	}
	for _, e := range f.examples {
		out = append(out, e.text)
	}
	return out
}

// listOf reads values with commas between them as a list; nil when one of them is not of the type.
func listOf(t *typ, l literal) *document.Node {
	list := newList(l.pos)
	for part := range strings.SplitSeq(l.text, ",") {
		item := typed(t, literal{strings.TrimSpace(part), l.pos})
		if item == nil {
			return nil
		}
		list.Items = append(list.Items, item)
	}
	return list
}

// typed reads a value as one of a type; nil when it is none. Text may stand in quotes.
func typed(t *typ, l literal) *document.Node {
	place := func(int) document.Position { return l.pos }
	if l.text == "null" && t != nil && t.null {
		return &document.Node{Kind: document.Null, Pos: l.pos}
	}
	if t == nil || len(t.names) == 0 || t.is("string") || slices.Contains(t.names, "string") {
		n := newText(l.pos, l.text)
		if len(l.text) > 1 && l.text[0] == '"' {
			if s := readSample(l.text, place); s.value != nil && s.value.Kind == document.String && s.end == len(l.text) && !s.cut {
				n.Text = s.value.Text
			}
		}
		return n
	}
	text := strings.Trim(l.text, `"' `)
	switch {
	case t.is("integer") || t.is("number"):
		if isNumber(text) {
			return &document.Node{Kind: document.Number, Text: text, Pos: l.pos}
		}
	case t.is("boolean"):
		if lower := strings.ToLower(text); lower == "true" || lower == "false" {
			return newBool(l.pos, lower)
		}
	case t.is("array") || t.is("object"):
		s := readSample(l.text, place)
		if s.value != nil && !s.cut && s.end == len(l.text) && (s.value.Kind == document.Array) == t.is("array") && (s.value.Kind == document.Object) == t.is("object") {
			return s.value
		}
		if t.is("array") && t.item != nil && !strings.HasPrefix(l.text, "[") {
			return listOf(t.item, l)
		}
	}
	return nil
}
