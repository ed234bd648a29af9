package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// converter turns elements of OpenAPI 3.0 or 3.1, as Apifox exports them, into those of 3.1: null is a type, a schema has examples
// instead of an example, an exclusive limit is a number. What Apifox adds for itself goes, and its order of properties counts.
type converter struct {
	from   *export
	refs   []string // components that the elements refer to, in their order
	unread []Unread
	inside int             // references that are being put in place
	told   map[string]bool // extensions that were reported
}

// maxInside is how many references may be put in place inside of each other.
const maxInside = 16

func (c *converter) report(pos document.Position, format string, args ...any) {
	c.unread = append(c.unread, Unread{Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// extension reports an extension that is left out, once. Those of Apifox are its own business.
func (c *converter) extension(m document.Member) {
	if isToolExtension(m.Name) || c.told[m.Name] {
		return
	}
	if c.told == nil {
		c.told = map[string]bool{}
	}
	c.told[m.Name] = true
	c.report(m.Pos, "extension %q is not taken over", clip(m.Name))
}

// isToolExtension tells extensions that say something about the documentation's tool and nothing about the API.
func isToolExtension(name string) bool {
	for _, prefix := range []string{"x-apifox", "x-apidog", "x-run-in-", "x-order"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// tool returns the value of an extension of Apifox, which Apidog writes with its own name.
func tool(n *document.Node, name string) *document.Node {
	if v := n.Get("x-apifox-" + name); v != nil {
		return v
	}
	return n.Get("x-apidog-" + name)
}

// schemaTypes are the types of JSON Schema, and what people write instead.
var schemaTypes = map[string]struct{ name, format string }{
	"string": {"string", ""}, "integer": {"integer", ""}, "number": {"number", ""}, "boolean": {"boolean", ""}, "object": {"object", ""},
	"array": {"array", ""}, "null": {"null", ""},
	"int": {"integer", ""}, "int32": {"integer", "int32"}, "int64": {"integer", "int64"}, "long": {"integer", "int64"},
	"float": {"number", "float"}, "double": {"number", "double"}, "decimal": {"number", "decimal"}, "bool": {"boolean", ""},
	"file": {"string", "binary"}, "binary": {"string", "binary"}, "date": {"string", "date"}, "datetime": {"string", "date-time"},
	"date-time": {"string", "date-time"}, "list": {"array", ""}, "map": {"object", ""}, "any": {"", ""},
}

// plainKeywords are keywords of schemas that mean the same in all versions and hold no schemas.
var plainKeywords = []string{"multipleOf", "maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties", "const",
	"default", "contentMediaType", "contentEncoding", "externalDocs", "xml", "minContains", "maxContains", "$comment"}

// schema converts a schema.
func (c *converter) schema(n *document.Node) *document.Node {
	if n.Kind == document.Bool {
		return n
	}
	if n.Kind != document.Object {
		c.report(n.Pos, "%s where a schema should be: any value is allowed instead", n.Kind)
		return newObject(n.Pos)
	}
	out := newObject(n.Pos)
	c.flattened(out, n)
	for _, m := range n.Members {
		c.keyword(out, n, m)
	}
	c.example(out, n)
	c.meanings(out, n)
	if n.Get("nullable").IsTrue() {
		addNull(out)
	}
	if out.Get("type").StringValue() == "array" && out.Get("items") == nil {
		put(out, "items", newObject(n.Pos))
	}
	return out
}

// keyword converts a member of the schema n.
func (c *converter) keyword(out, n *document.Node, m document.Member) {
	v := m.Value
	switch m.Name {
	case "$ref":
		c.reference(out, v)
	case "type":
		c.types(out, v)
	case "format":
		if out.Get("format") == nil || v.StringValue() != "" {
			putKind(c, out, m, document.String)
		}
	case "example", "examples":
		// With the rest of the schema, see schema.
	case "nullable":
		putKind(c, newObject(v.Pos), m, document.Bool) // see schema
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		c.limit(out, n, m)
	case "title", "description", "pattern":
		putKind(c, out, m, document.String)
	case "deprecated", "readOnly", "writeOnly", "uniqueItems":
		if v.Kind != document.Bool || v.IsTrue() {
			putKind(c, out, m, document.Bool)
		}
	case "enum":
		if v.Kind != document.Array || len(v.Items) > 0 { // an empty one is how Apifox says that there is none
			putKind(c, out, m, document.Array)
		}
	case "required":
		c.required(out, m)
	case "properties", "patternProperties", "$defs", "dependentSchemas":
		c.schemas(out, n, m)
	case "items", "not", "additionalProperties", "contains", "propertyNames", "if", "then", "else", "unevaluatedItems",
		"unevaluatedProperties", "contentSchema":
		put(out, m.Name, c.schema(v))
	case "allOf", "anyOf", "oneOf", "prefixItems":
		c.list(out, m)
	case "discriminator":
		c.discriminator(out, v)
	default:
		switch {
		case slices.Contains(plainKeywords, m.Name):
			out.Members = append(out.Members, m) // an empty text too: it may be the default
		case strings.HasPrefix(m.Name, "x-"):
			c.extension(m)
		default:
			c.report(m.Pos, "schemas have no member %q: it was left out", clip(m.Name))
		}
	}
}

// putKind takes over a member that must be of a kind.
func putKind(c *converter, out *document.Node, m document.Member, want document.Kind) {
	switch m.Value.Kind {
	case want:
		put(out, m.Name, m.Value)
	case document.Null:
	default:
		c.report(m.Value.Pos, "%q is %s where %s should be: it was left out", clip(m.Name), m.Value.Kind, want)
	}
}

// types converts the value of type.
func (c *converter) types(out, v *document.Node) {
	list := v.Items
	if v.Kind != document.Array {
		list = []*document.Node{v}
	}
	var names []string
	for _, item := range list {
		t, ok := schemaTypes[strings.ToLower(item.StringValue())]
		switch {
		case item.Kind == document.Null:
			t.name = "null"
		case !ok:
			c.report(item.Pos, "there is no type %q: any value is allowed instead", clip(item.Text))
			return
		case t.name == "":
			return
		}
		if t.format != "" {
			putText(out, item.Pos, "format", t.format)
		}
		if !slices.Contains(names, t.name) {
			names = append(names, t.name)
		}
	}
	putTypes(out, v.Pos, names)
}

// addNull lets a schema allow null.
func addNull(n *document.Node) {
	null := nullSchema(n.Pos)
	if t := n.Get("type"); t != nil {
		if t.Kind == document.String && t.Text != "null" {
			put(n, "type", texts(t.Pos, t.Text, "null"))
		} else if t.Kind == document.Array && !slices.ContainsFunc(t.Items, func(i *document.Node) bool { return i.Text == "null" }) {
			t.Items = append(t.Items, newText(t.Pos, "null"))
		}
		return
	}
	for _, name := range []string{"anyOf", "oneOf"} {
		if list := n.Get(name); list != nil {
			list.Items = append(list.Items, null)
			return
		}
	}
	for i, m := range n.Members {
		if m.Name != "$ref" && m.Name != "allOf" {
			continue
		}
		inner := newObject(m.Pos)
		if m.Name == "allOf" && len(m.Value.Items) == 1 {
			inner = m.Value.Items[0]
		} else {
			put(inner, m.Name, m.Value)
		}
		n.Members[i] = document.Member{Name: "anyOf", Pos: m.Pos, Value: newList(m.Pos, inner, null)}
		return
	}
}

// limit converts a limit of numbers: in 3.0 a flag makes it exclusive.
func (c *converter) limit(out, n *document.Node, m document.Member) {
	flag := n.Get("exclusive" + strings.ToUpper(m.Name[:1]) + m.Name[1:])
	switch {
	case m.Value.Kind == document.Bool: // the flag itself
	case m.Value.Kind != document.Number:
		c.report(m.Value.Pos, "%q is %s where a number should be: it was left out", m.Name, m.Value.Kind)
	case flag.IsTrue():
		put(out, "exclusive"+strings.ToUpper(m.Name[:1])+m.Name[1:], m.Value)
	default:
		put(out, m.Name, m.Value)
	}
}

// required converts the list of required properties. A flag in a property is read with the properties.
func (c *converter) required(out *document.Node, m document.Member) {
	v := m.Value
	if v.Kind != document.Array && !(v.Kind == document.Bool && !v.IsTrue()) {
		putKind(c, newObject(v.Pos), m, document.Array)
	}
	list := newList(v.Pos)
	seen := map[string]bool{}
	if before := out.Get("required"); before != nil { // of properties with a flag
		v = newList(v.Pos, append(before.Items, v.Items...)...)
	}
	for _, item := range v.Items {
		switch name := item.StringValue(); {
		case item.Kind != document.String:
			c.report(item.Pos, "%s where the name of a required property should be: it was left out", item.Kind)
		case !seen[name]:
			seen[name] = true
			list.Items = append(list.Items, item)
		}
	}
	put(out, "required", notEmpty(list))
}

// addRequired adds a name to the required properties of a schema.
func addRequired(schema, name *document.Node) {
	list := schema.Get("required")
	if list == nil {
		list = newList(name.Pos)
		put(schema, "required", list)
	}
	if !slices.ContainsFunc(list.Items, func(i *document.Node) bool { return i.Text == name.Text }) {
		list.Items = append(list.Items, newText(name.Pos, name.Text))
	}
}

// schemas converts a member that holds named schemas.
func (c *converter) schemas(out, n *document.Node, m document.Member) {
	if m.Value.Kind != document.Object {
		c.report(m.Value.Pos, "%q is %s where an object should be: it was left out", m.Name, m.Value.Kind)
		return
	}
	members := m.Value.Members
	if m.Name == "properties" {
		members = c.inOrder(n, members)
	}
	if len(members) == 0 {
		return
	}
	named := newObject(m.Value.Pos)
	for _, p := range members {
		named.Members = append(named.Members, document.Member{Name: p.Name, Pos: p.Pos, Value: c.schema(withoutFlag(p.Value))})
		if p.Value.Get("required").IsTrue() {
			addRequired(out, newText(p.Pos, p.Name))
		}
	}
	put(out, m.Name, named)
}

// withoutFlag is a property without the flag that says that it is required.
func withoutFlag(n *document.Node) *document.Node {
	if flag := n.Get("required"); flag == nil || flag.Kind != document.Bool {
		return n
	}
	out := *n
	out.Members = slices.DeleteFunc(slices.Clone(n.Members), func(m document.Member) bool { return m.Name == "required" })
	return &out
}

// inOrder returns properties in the order that Apifox shows them: x-apifox-orders names them, and where the properties of a
// schema that is merged into this one go.
func (c *converter) inOrder(n *document.Node, properties []document.Member) []document.Member {
	orders := tool(n, "orders")
	if orders == nil || len(orders.Items) == 0 {
		return properties
	}
	place := map[string]int{}
	named := map[string]bool{}
	for _, o := range orders.Items {
		named[o.Text] = true
	}
	for _, o := range orders.Items {
		merged := tool(n, "refs").Get(o.Text)
		if merged == nil {
			place[o.Text] = len(place)
			continue
		}
		for _, m := range c.from.propertiesOf(merged) {
			if _, ok := place[m.Name]; !ok && !named[m.Name] {
				place[m.Name] = len(place)
			}
		}
	}
	sorted := slices.Clone(properties)
	slices.SortStableFunc(sorted, func(a, b document.Member) int { return rank(place, a.Name) - rank(place, b.Name) })
	return sorted
}

func rank(place map[string]int, name string) int {
	if at, ok := place[name]; ok {
		return at
	}
	return len(place)
}

// flattened adds the properties of schemas that Apifox merges into this one, where the export does not hold them itself.
func (c *converter) flattened(out, n *document.Node) {
	merged := tool(n, "refs")
	for _, m := range merged.AllMembers() {
		if name, ok := schemaName(m.Value.Get("$ref").StringValue()); ok {
			c.from.merged[name] = true
		}
	}
	if merged == nil || len(merged.Members) == 0 || len(n.Get("properties").AllMembers()) > 0 || c.inside >= maxInside {
		return
	}
	c.inside++
	defer func() { c.inside-- }()
	properties := newObject(n.Pos)
	for _, m := range merged.Members {
		overrides := tool(m.Value, "overrides")
		for _, p := range c.from.propertiesOf(m.Value) {
			value := p.Value
			if o := overrides.Get(p.Name); o != nil {
				value = o
			}
			if value.Kind != document.Null {
				put(properties, p.Name, c.schema(value))
			}
		}
		for _, name := range c.from.requiredOf(m.Value) {
			if properties.Get(name.Text) != nil {
				addRequired(out, name)
			}
		}
	}
	if len(properties.Members) > 0 {
		put(out, "properties", properties)
	}
}

// list converts a member that is a list of schemas.
func (c *converter) list(out *document.Node, m document.Member) {
	if len(m.Value.Items) == 0 {
		putKind(c, newObject(m.Pos), m, document.Array)
		return
	}
	list := newList(m.Value.Pos)
	for _, item := range m.Value.Items {
		if m.Name != "allOf" && isNull(item) {
			list.Items = append(list.Items, nullSchema(item.Pos))
			continue
		}
		list.Items = append(list.Items, c.schema(item))
	}
	put(out, m.Name, list)
}

// isNull tells an option that says no more than that null is allowed, in one of the ways that people write it.
func isNull(n *document.Node) bool {
	if n.Kind == document.Null {
		return true
	}
	says := false
	for _, m := range n.Members {
		switch {
		case m.Name == "title" || m.Name == "description" || isToolExtension(m.Name):
		case m.Name == "nullable" && m.Value.IsTrue(), m.Name == "const" && m.Value.Kind == document.Null,
			m.Name == "enum" && len(m.Value.Items) == 1 && m.Value.Items[0].Kind == document.Null,
			m.Name == "type" && (m.Value.Kind == document.Null || m.Value.StringValue() == "null"):
			says = true
		default:
			return false
		}
	}
	return says
}

// nullSchema is the schema of null alone.
func nullSchema(pos document.Position) *document.Node {
	n := newObject(pos)
	putText(n, pos, "type", "null")
	return n
}

// example converts the one example of 3.0, and examples.
func (c *converter) example(out, n *document.Node) {
	list := newList(n.Pos)
	add := func(v *document.Node) {
		if !slices.ContainsFunc(list.Items, func(i *document.Node) bool { return equal(i, v) }) {
			list.Items = append(list.Items, v)
		}
	}
	if v := n.Get("example"); v != nil && (v.Kind != document.String || v.Text != "") {
		add(v)
	}
	examples := n.Get("examples")
	if examples != nil {
		for _, item := range examples.Items {
			add(item)
		}
		for _, m := range examples.Members { // as media types have them
			if v := m.Value.Get("value"); v != nil {
				add(v)
			} else {
				add(m.Value)
			}
		}
	}
	if len(list.Items) > 0 {
		list.Pos = list.Items[0].Pos
		put(out, "examples", list)
	}
}

// meanings converts Apifox's table of an enum's values.
func (c *converter) meanings(out, n *document.Node) {
	table := tool(n, "enum")
	if table == nil {
		return
	}
	values := newList(table.Pos)
	meanings := newObject(table.Pos)
	for _, row := range table.Items {
		value := row.Get("value")
		if value == nil {
			continue
		}
		values.Items = append(values.Items, value)
		var words []string
		for _, s := range []string{row.Get("name").StringValue(), row.Get("description").StringValue()} {
			if s != "" && !slices.Contains(words, s) {
				words = append(words, s)
			}
		}
		putText(meanings, value.Pos, value.Text, strings.Join(words, ": "))
	}
	if out.Get("enum") == nil && len(values.Items) > 0 {
		put(out, "enum", values)
	}
	putMeanings(out, meanings)
}

// putMeanings adds what the values of an enum mean, for those that it has.
func putMeanings(schema, meanings *document.Node) {
	enum := schema.Get("enum")
	meanings.Members = slices.DeleteFunc(meanings.Members, func(m document.Member) bool {
		return enum == nil || !slices.ContainsFunc(enum.Items, func(i *document.Node) bool { return i.Text == m.Name })
	})
	if len(meanings.Members) > 0 {
		put(schema, "x-enum-descriptions", meanings)
	}
}

// discriminator converts the references in a discriminator.
func (c *converter) discriminator(out, v *document.Node) {
	v = c.sound("a discriminator", v)
	d := newObject(v.Pos)
	for _, m := range v.Members {
		if m.Name != "mapping" {
			put(d, m.Name, m.Value)
			continue
		}
		mapping := newObject(m.Value.Pos)
		for _, target := range m.Value.Members {
			to := newObject(target.Pos)
			c.reference(to, target.Value)
			if ref := to.Get("$ref"); ref != nil {
				put(mapping, target.Name, ref)
			}
		}
		put(d, m.Name, mapping)
	}
	put(out, "discriminator", d)
}

// reference converts the value of a schema's $ref. One that leads into a component is put in place.
func (c *converter) reference(out, ref *document.Node) {
	name, ok := schemaName(ref.StringValue())
	switch {
	case ok && c.from.hasSchema(name):
		c.refs = append(c.refs, name)
		put(out, "$ref", refTo(ref.Pos, name).Get("$ref"))
		return
	case c.inside < maxInside:
		target, err := c.from.doc.Resolve(ref.Pos, ref.StringValue())
		if err != nil {
			break
		}
		c.inside++
		inlined := c.schema(target)
		c.inside--
		for _, m := range inlined.Members {
			put(out, m.Name, m.Value)
		}
		return
	}
	c.report(ref.Pos, "the schema %q is not in the export: any value is allowed instead", clip(ref.StringValue()))
}
