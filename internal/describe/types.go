package describe

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/goname"
)

// types makes the named types of an API and remembers them.
type types struct {
	components  map[string]*api.Type          // by component
	inline      map[*document.Node]*api.Type  // by schema
	goNames     map[string]string             // Go names of components
	enums       map[*document.Node]enumValues // by schema
	names       map[string]*api.Type          // by Go name
	children    map[*api.Type][]*api.Type     // lifted out of a type, in order
	items       map[string][]*api.Type        // lifted out of a component that is no struct, in order
	operations  []*api.Type                   // made for operations, in order
	open        map[*document.Node]bool       // arrays and maps that are being read
	pending     []pending                     // structs without fields yet
	componentOf map[string]string             // Go names that components have, to keep lifted types off them
}

type pending struct {
	typ   *api.Type
	use   use
	depth int
}

// place is where a schema is used, which is what a type lifted from there is called after.
type place struct {
	parent    *api.Type // the struct whose field this is; nil elsewhere
	component string    // the component that is no struct and holds this, such as a list
	prefix    string    // Go name that the type's name begins with
	field     string    // Go name of the field; empty for a body or an answer, whose name is the prefix
	wire      string    // name of the property or parameter
	says      string    // what a type lifted from a body or an answer is: "is what Alibaba.Orders.Preview returns"
	label     string    // AlibabaOrderPreview.cargoList
	item      bool      // one of several
	depth     int
}

// each is the place of the items of an array or map.
func (p place) each() place {
	p.label += "[]"
	p.item = true
	p.depth++
	return p
}

// name is the Go name of a type lifted from here.
func (p place) name() string {
	field := p.field
	switch {
	case field == "" && p.item:
		if s := goname.Singular(p.prefix); s != p.prefix {
			return s
		}
		return strings.TrimSuffix(strings.TrimSuffix(p.prefix, "Response"), "Request") + "Item"
	case field == "":
		return p.prefix
	case p.item:
		field = goname.Singular(field)
	}
	return goname.Lifted(p.prefix, field)
}

// ref makes the Go type of a schema. It returns the use as well, for what the place says about it.
func (d *describer) ref(n *document.Node, at place) (api.Ref, use) {
	u := d.use(n, "")
	return d.refOf(u, at), u
}

func (d *describer) refOf(u use, at place) api.Ref {
	if at.depth > maxDepth {
		d.errorf(u.pos, "schema", "arrays, maps and inline objects nest deeper than %d: name a part as a component", maxDepth)
		return api.Ref{Kind: api.Any}
	}
	if custom, ok := d.customType(&u); ok {
		return custom
	}
	if declared, ok := d.declaredRef(&u); ok {
		return declared
	}
	if u.node == nil {
		return api.Ref{Kind: api.Any}
	}
	if e := d.enum(&u); e.base != 0 {
		return api.Ref{Kind: api.Named, Type: d.enumType(u, at, e)}
	}
	if u.isStruct() {
		return api.Ref{Kind: api.Named, Type: d.structType(u, at)}
	}
	if len(u.types) != 1 {
		return api.Ref{Kind: api.Any}
	}
	format := ""
	if f := u.node.Get("format"); f != nil {
		format = f.Text
	}
	switch u.types[0] {
	case "boolean":
		return api.Ref{Kind: api.Bool}
	case "integer", "number":
		switch {
		case format == "decimal":
			return api.Ref{Kind: api.Decimal}
		case u.types[0] == "integer" && format == "uint64":
			return api.Ref{Kind: api.Uint64}
		case u.types[0] == "integer":
			return api.Ref{Kind: api.Int64}
		}
		return api.Ref{Kind: api.Float64}
	case "string":
		return d.text(u, at)
	case "array", "object":
		return d.collection(u, at)
	}
	return api.Ref{Kind: api.Any}
}

// maxDepth is how deep arrays, maps and inline objects may nest.
const maxDepth = 32

// text is a string, or JSON in a string where the schema says what is in it.
func (d *describer) text(u use, at place) api.Ref {
	content := u.node.Get("contentSchema")
	if content == nil || !holdsJSON(u.node) {
		return api.Ref{Kind: api.String}
	}
	at = d.at(u, at)
	at.depth++
	if d.types.open[u.node] {
		return d.endless(u)
	}
	d.types.open[u.node] = true
	defer delete(d.types.open, u.node)
	elem, _ := d.ref(content, at)
	return api.Ref{Kind: api.Text, Elem: &elem}
}

// collection is an array, or an object whose members have names of their own.
func (d *describer) collection(u use, at place) api.Ref {
	kind, elem := api.Array, u.node.Get("items")
	if u.is("object") {
		if u.node.Get("oneOf") != nil || u.node.Get("anyOf") != nil {
			return api.Ref{Kind: api.Any}
		}
		kind, elem = api.Map, u.node.Get("additionalProperties")
	}
	if elem == nil || elem.Kind == document.Bool {
		return api.Ref{Kind: kind, Elem: &api.Ref{Kind: api.Any}}
	}
	if d.types.open[u.node] {
		return d.endless(u)
	}
	d.types.open[u.node] = true
	defer delete(d.types.open, u.node)
	at = d.at(u, at)
	ref, element := d.ref(elem, at.each())
	// No member JSON tells null from zero here, as it does for fields.
	if d.nullable(&element) {
		ref.Null = nilable(&ref)
		ref.Pointer = ref.Pointer || !ref.Null
	}
	return api.Ref{Kind: kind, Elem: &ref}
}

// nullable reports whether the document allows null where a schema is used.
func (d *describer) nullable(u *use) bool { return u.nullable || d.enum(u).null }

// endless reports a type that holds itself without a struct in between, which Go cannot say without a name.
func (d *describer) endless(u use) api.Ref {
	d.errorf(u.node.Pos, "schema", "this schema holds itself and no object with properties is in between: give the circle an object")
	return api.Ref{Kind: api.Any}
}

// at is the place that types inside u are called after: the component's where u is one, because it may be used in many places.
func (d *describer) at(u use, at place) place {
	if u.component == "" {
		return at
	}
	return place{component: u.component, prefix: d.componentName(u.component), label: u.component, depth: at.depth}
}

// customType is the Go type that the document or the options name for a schema.
func (d *describer) customType(u *use) (api.Ref, bool) {
	for _, n := range u.notes {
		if g := d.goSchema(n.Get("x-go")); g != nil && g.Type != "" {
			return goType(g.Type), true
		}
	}
	if u.component != "" {
		if t, ok := d.overrides[u.component]; ok {
			return goType(t), true
		}
	}
	return api.Ref{}, false
}

// goType is the use of a Go type. Types that codecs know by another name stay what they are.
func goType(name string) api.Ref {
	switch name {
	case "string":
		return api.Ref{Kind: api.String}
	case "bool":
		return api.Ref{Kind: api.Bool}
	case "int64":
		return api.Ref{Kind: api.Int64}
	case "uint64":
		return api.Ref{Kind: api.Uint64}
	case "float64":
		return api.Ref{Kind: api.Float64}
	case "any", "encoding/json.RawMessage", "json.RawMessage":
		return api.Ref{Kind: api.Any}
	case "runtime.Decimal", "github.com/pandapon/pandagen/runtime.Decimal":
		return api.Ref{Kind: api.Decimal}
	}
	return api.Ref{Kind: api.Custom, Custom: name}
}

// enumValues are the values of an enum of strings or integers.
type enumValues struct {
	base     api.Kind            // String, Int64 or Uint64; zero when the schema is no such enum
	literals []string            // without null, each once
	places   []document.Position // of the literals
	null     bool
}

// enum reads the enum of a schema, once.
func (d *describer) enum(u *use) enumValues {
	if u.node == nil || u.node.Get("enum") == nil {
		return enumValues{}
	}
	if e, ok := d.types.enums[u.node]; ok {
		return e
	}
	e := d.readEnum(u, u.node.Get("enum"))
	d.types.enums[u.node] = e
	return e
}

func (d *describer) readEnum(u *use, list *document.Node) enumValues {
	var e enumValues
	if list.Kind != document.Array {
		d.errorf(list.Pos, "schema", "enum is %s: it must be a list", list.Kind)
		return e
	}
	seen := map[string]bool{}
	unsigned := u.node.Get("format").StringValue() == "uint64"
	strs, ints, all := 0, 0, 0
	for _, v := range list.Items {
		if v.Kind == document.Null {
			e.null = true
			continue
		}
		all++
		if v.Kind == document.String {
			strs++
		}
		if v.Kind == document.Number && isInteger(v.Text, unsigned) {
			ints++
		}
		if !seen[v.Text] {
			seen[v.Text] = true
			e.literals, e.places = append(e.literals, v.Text), append(e.places, v.Pos)
		}
		number := u.is("integer") || u.is("number")
		if u.is("string") && v.Kind != document.String || number && v.Kind != document.Number {
			d.errorf(v.Pos, "schema", "enum value %s is %s, and the type is %s: correct the value or the type", document.Quote(v.Text), v.Kind, u.types[0])
		}
	}
	switch {
	case all == 0:
	case strs == all && (len(u.types) == 0 || u.is("string")):
		e.base = api.String
	case ints == all && (len(u.types) == 0 || u.is("integer")):
		e.base = api.Int64
		if unsigned {
			e.base = api.Uint64
		}
	}
	return e
}

// isInteger reports whether a number is an integer of 64 bits.
func isInteger(text string, unsigned bool) bool {
	if unsigned {
		_, err := strconv.ParseUint(text, 10, 64)
		return err == nil
	}
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

// structType returns the type of an object, and sees to it that its fields are made.
func (d *describer) structType(u use, at place) *api.Type {
	t, made := d.named(u, at)
	if made {
		t.Kind = api.Struct
		if u.component != "" {
			at.depth = 0
		}
		d.types.pending = append(d.types.pending, pending{typ: t, use: u, depth: at.depth})
	}
	return t
}

// enumType returns the type of an enum.
func (d *describer) enumType(u use, at place, e enumValues) *api.Type {
	t, made := d.named(u, at)
	if !made {
		return t
	}
	t.Kind, t.Base = api.Enum, e.base
	meanings, errs := extension.ParseEnumDescriptions(u.node.Get("x-enum-descriptions"), e.literals)
	d.errs = append(d.errs, errs...)
	names, errs := extension.ParseEnumVarNames(u.node.Get("x-enum-varnames"), e.literals)
	d.errs = append(d.errs, errs...)
	for i, literal := range e.literals {
		v := &api.Value{Literal: literal, Pos: e.places[i]}
		if name := names[literal]; name != "" {
			v.Name = t.Name + name
		}
		if m, ok := meanings[literal]; ok {
			v.Doc = docText(sentence(capitalized(d.inGo(m))), false)
		}
		t.Values = append(t.Values, v)
	}
	return t
}

// named returns the type of a component or an inline schema, and whether it was made just now.
func (d *describer) named(u use, at place) (*api.Type, bool) {
	if u.component != "" {
		if t := d.types.components[u.component]; t != nil {
			return t, false
		}
	} else if t := d.types.inline[u.node]; t != nil {
		return t, false
	}
	t := &api.Type{Pos: u.node.Pos, Source: d.source(u.typeAnnotation("x-source")), Deprecated: u.node.Get("deprecated").IsTrue()}
	if u.component != "" {
		t.Schema = u.component
		t.Name = d.componentName(u.component)
		if other := d.types.names[t.Name]; other != nil {
			d.errorf(t.Pos, "go-name", "schema %s has the Go name %s, which %s at %s has too: give one of them x-go: {name: …}",
				document.Quote(u.component), t.Name, document.Quote(other.Schema), other.Pos)
			t.Name = d.suffixes.unique(t.Name, d.typeTaken)
		}
		d.types.components[u.component] = t
	} else {
		t.Schema = at.label
		t.Name = d.liftedName(u, at)
		d.types.inline[u.node] = t
		switch {
		case at.parent != nil:
			d.types.children[at.parent] = append(d.types.children[at.parent], t)
		case at.component != "":
			d.types.items[at.component] = append(d.types.items[at.component], t)
		default:
			d.types.operations = append(d.types.operations, t)
		}
	}
	d.types.names[t.Name] = t
	d.grades[t] = t.Source.Evidence
	d.typeDoc(t, &u, at)
	return t, true
}

// liftedName is the name of a type lifted out of a place.
func (d *describer) liftedName(u use, at place) string {
	// On a property, x-go names the field.
	if n := u.node.Get("x-go"); n != nil && (at.item || at.field == "") {
		if g := d.goSchema(n); g != nil && g.Name != "" {
			if d.typeTaken(g.Name) {
				d.errorf(n.Pos, "go-name", "x-go: the name %s is taken%s: choose another", g.Name, d.takenBy(g.Name))
			}
			return d.suffixes.unique(g.Name, d.typeTaken)
		}
	}
	return d.suffixes.unique(at.name(), d.typeTaken)
}

func (d *describer) takenBy(name string) string {
	if t := d.types.names[name]; t != nil {
		return " by the schema at " + t.Pos.String()
	}
	return " by the generated package or a component"
}

// typeTaken reports whether a lifted type cannot have a name.
func (d *describer) typeTaken(name string) bool {
	return d.types.names[name] != nil || d.types.componentOf[name] != "" || reservedTypes[name] || d.serviceTypes[name]
}

// componentName is the Go name of a component.
func (d *describer) componentName(component string) string {
	name, ok := d.types.goNames[component]
	if !ok {
		name = d.nameComponent(component, d.schemas().Get(component))
		d.types.goNames[component] = name
	}
	return name
}

func (d *describer) nameComponent(component string, n *document.Node) string {
	if g := d.goSchema(n.Get("x-go")); g != nil && g.Name != "" {
		if reservedTypes[g.Name] || d.serviceTypes[g.Name] {
			d.errorf(n.Get("x-go").Pos, "go-name", "x-go: the generated package has a %s of its own: choose another name", g.Name)
		}
		return g.Name
	}
	name := goname.From(component)
	switch {
	case name == "":
		d.errorf(n.Pos, "go-name", "nothing of the name %s can stand in a Go name, or it is too long: give the schema x-go: {name: …}", document.Quote(component))
		return "X"
	case reservedTypes[name], d.serviceTypes[name]:
		name += "Model"
	}
	return name
}

// reserveComponents keeps the names of all components free, whether they are used or not: so a lifted type has one name in
// every selection of operations.
func (d *describer) reserveComponents() {
	for _, m := range d.schemas().Members {
		name := goname.From(m.Name)
		if n := m.Value.Get("x-go").Get("name"); n != nil {
			name = n.Text
		}
		if name != "" && d.types.componentOf[name] == "" {
			d.types.componentOf[name] = m.Name
		}
	}
}

// drain makes the fields of all structs.
func (d *describer) drain() {
	for len(d.types.pending) > 0 {
		if d.ctx.Err() != nil {
			return
		}
		p := d.types.pending[0]
		d.types.pending = d.types.pending[1:]
		d.fields(p.typ, p.use, p.depth)
	}
}

// fields makes the fields of a struct.
func (d *describer) fields(t *api.Type, u use, depth int) {
	required := map[string]bool{}
	if r := u.node.Get("required"); r != nil {
		if r.Kind != document.Array {
			d.errorf(r.Pos, "schema", "required is %s: on an object it is a list of property names", r.Kind)
		}
		for _, item := range r.Items {
			required[item.Text] = true
		}
	}
	properties := u.node.Get("properties")
	if properties == nil {
		return
	}
	if properties.Kind != document.Object {
		d.errorf(properties.Pos, "schema", "properties is %s: it must be an object", properties.Kind)
		return
	}
	taken := map[string]*api.Field{}
	for i := range properties.Members {
		m := &properties.Members[i]
		f := &api.Field{Wire: m.Name, Required: required[m.Name], Pos: m.Pos}
		f.Name = d.fieldName(m.Name, m.Value, m.Pos)
		if f.Name == "" {
			continue
		}
		if other := taken[f.Name]; other != nil {
			d.errorf(m.Pos, "go-name", "property %s has the Go name %s, which %s at %s has too: give one of them x-go: {name: …}",
				document.Quote(m.Name), f.Name, document.Quote(other.Wire), other.Pos)
			continue
		}
		taken[f.Name] = f
		d.field(t, f, m.Value, place{parent: t, prefix: t.Name, field: f.Name, wire: m.Name, label: t.Schema + "." + m.Name, depth: depth + 1})
		t.Fields = append(t.Fields, f)
	}
}

// field fills a field from its schema.
func (d *describer) field(t *api.Type, f *api.Field, schema *document.Node, at place) {
	var u use
	if override, ok := d.overrides[t.Schema+"."+f.Wire]; ok {
		u = d.use(schema, "")
		f.Ref = goType(override)
	} else {
		f.Ref, u = d.ref(schema, at)
	}
	f.Nullable = d.nullable(&u)
	f.ReadOnly, f.WriteOnly = u.marked("readOnly"), u.marked("writeOnly")
	f.Deprecated = u.annotation("deprecated", true).IsTrue()
	f.Doc = d.fieldDoc(f, &u)
	d.constrain(f, &u, t)
	d.zeros[f] = d.zeroRule(f, &u)
	if p := d.pointer(&u); p != nil {
		d.pointers[f] = *p
	}
}

// pointer is what x-go says about a pointer.
func (d *describer) pointer(u *use) *bool {
	for _, n := range u.notes {
		if g := d.goSchema(n.Get("x-go")); g != nil && g.Pointer != nil {
			return g.Pointer
		}
	}
	return nil
}

// fieldName is the Go name of a property or parameter; empty, after reporting it, when there is none.
func (d *describer) fieldName(wire string, schema *document.Node, pos document.Position) string {
	if g := d.goSchema(schema.Get("x-go")); g != nil && g.Name != "" {
		if reservedFields[g.Name] {
			d.errorf(schema.Get("x-go").Pos, "go-name", "x-go: every generated struct has a %s of its own: choose another name", g.Name)
			return ""
		}
		return g.Name
	}
	name := goname.From(wire)
	switch {
	case name == "":
		d.errorf(pos, "go-name", "nothing of the name %s can stand in a Go name, or it is too long: give it x-go: {name: …}", document.Quote(wire))
	case reservedFields[name]:
		name += "Value"
	}
	return name
}

// nameValues names the constants of enums, which share the package's names with types and come last; those that the document
// names come before the others.
func (d *describer) nameValues(all []*api.Type) {
	taken := map[string]bool{}
	isTaken := func(name string) bool { return taken[name] || reservedTypes[name] || d.serviceTypes[name] }
	for _, t := range slices.Concat(all, d.api.Lists) {
		taken[t.Name] = true
	}
	for _, t := range all {
		for _, v := range t.Values {
			if v.Name == "" {
				continue
			}
			if isTaken(v.Name) {
				d.errorf(t.Pos, "go-name", "x-enum-varnames: value %s has the Go name %s, which is taken: choose another", document.Quote(v.Literal), v.Name)
			}
			taken[v.Name] = true
		}
	}
	for _, t := range all {
		for i, v := range t.Values {
			if v.Name != "" {
				continue
			}
			name := constant(t.Name, v.Literal)
			if name == "" {
				name = t.Name + "Value" + strconv.Itoa(i+1)
			}
			v.Name = d.suffixes.unique(name, isTaken)
			taken[v.Name] = true
		}
	}
}

// ordered returns the types in document order: those of operations, then components, each with what was lifted out of it. Lists
// that have a name stand apart.
func (d *describer) ordered() (out, lists []*api.Type) {
	var add func(t *api.Type)
	add = func(t *api.Type) {
		if t.Kind == api.List {
			lists = append(lists, t)
			return
		}
		out = append(out, t)
		for _, c := range d.types.children[t] {
			add(c)
		}
	}
	for _, t := range d.types.operations {
		add(t)
	}
	for _, m := range d.schemas().Members {
		if t := d.types.components[m.Name]; t != nil {
			add(t)
		}
		for _, t := range d.types.items[m.Name] {
			add(t)
		}
	}
	return out, lists
}
