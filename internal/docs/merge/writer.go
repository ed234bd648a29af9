package merge

import (
	"slices"
	"strings"
	"unicode"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/generator/goname"
	"github.com/pandapon/pandagen/generator/lint"
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
func (c *comparer) typeName() string { return upperFirst(goname.From(c.op.id)) }

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
	if null := v.null || w.weak(v) && strings.HasPrefix(at.label, "answer"); len(v.types) > 0 {
		types := v.types
		if null {
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

// reference writes an object or an enum as a component, and refers to it.
func (w *writer) reference(says *document.Node, v *view, at place) *document.Node {
	title := ""
	for _, name := range v.names {
		if s := w.page.Schema(name); s != nil && (title == "" || s == v.last()) {
			title = name
		}
	}
	to := w.existing(title, v)
	fresh := to == nil
	if fresh {
		to = w.component(title, v, at)
	}
	n := object("$ref", ref(w.file, w.fileOf(to.root), "components", "schemas", to.name))
	if description := text(says.Get("description")); description != "" && says != v.last() {
		put(n, "description", str(strings.TrimSpace(description)))
	}
	setFileOfNew(n, w.file.shown)
	if !fresh {
		w.comparer.schema(n, says, at.label)
	} else if v.null && !slices.Contains(texts(to.root.Get("type")), "null") {
		setTypes(to.root, texts(to.root.Get("type")), true)
	}
	return n
}

// existing returns the component that was made of a schema of the documentation before: of the same name, with members in common.
func (w *writer) existing(title string, v *view) *holder {
	var found *holder
	for _, h := range w.usage.titled[title] {
		if w.alike(h.root, v) && (found == nil || w.fileOf(h.root) == w.file && w.fileOf(found.root) != w.file) {
			found = h
		}
	}
	return found
}

// alike tells whether a component may be what a page shows: at least half of the members on the page are there.
func (w *writer) alike(n *document.Node, v *view) bool {
	d := w.ofDocument(n)
	if isNew(n) && len(d.types) == 0 {
		return true // it is being written
	}
	mine, says := d.properties(), v.properties()
	both := 0
	for _, p := range says {
		if find(mine, p.name) != nil {
			both++
		}
	}
	return slices.Equal(d.types, v.types) && 2*both >= len(says)
}

// component makes a component.
func (w *writer) component(title string, v *view, at place) *holder {
	name := w.componentName(title, at)
	root := object()
	if title != "" {
		put(root, "x-source", object("page", address(w.page.Address), "title", title, "evidence", documented)) // found when it contains itself
	}
	setFileOfNew(root, w.file.shown)
	h := &holder{name: name, root: root}
	w.insert(h)
	w.usage.add(h)
	inner := &writer{comparer: w.comparer, file: w.file, behind: name, inlined: w.inlined}
	if v.parts[0] != v.last() && len(v.names) > 0 && v.parts[0].Get("properties") == nil {
		own := *v // what stands beside the reference is about the place
		own.parts = v.parts[1:]
		v = &own
	}
	var written *document.Node
	if says := v.properties(); len(says) > 0 {
		written = inner.objectOf(v, says, place{label: at.label, name: goname.From(name)})
	} else {
		written = inner.plain(v, at)
	}
	if source := root.Get("x-source"); source != nil && written.Get("x-source") == nil {
		put(written, "x-source", source)
	}
	if w.example != nil && written.Get("x-source") == nil {
		put(written, "x-source", placed(w.example, w.file.shown))
	}
	root.Members = written.Members
	if null := text(root.Get("type")); null == "object" && w.weak(v) && strings.HasPrefix(at.label, "answer") {
		setTypes(root, []string{"object"}, true)
	}
	w.usage.adopt(root, h)
	w.behind = inner.behind
	w.note(New, root, "component %s", name)
	return h
}

// objectOf writes an object with its members.
func (w *writer) objectOf(v *view, says []property, at place) *document.Node {
	n := object("type", "object")
	if v.null {
		put(n, "type", strs("object", "null"))
	}
	w.words(n, &view{parts: v.parts})
	var required []string
	properties := object()
	for _, p := range says {
		written := w.schema(p.schema, place{label: below(at.label, p.name), name: at.name, field: p.name})
		put(properties, p.name, written)
		w.optional[written] = w.callsOptional(p)
		if p.required {
			required = append(required, p.name)
		}
	}
	if len(required) > 0 {
		put(n, "required", strs(required...))
	}
	put(n, "properties", properties)
	w.keywords(n, v, at)
	w.source(n, v)
	sortMembers(n)
	setFileOfNew(n, w.file.shown)
	return n
}

// insert puts a component into its file, behind the one that it belongs to.
func (w *writer) insert(h *holder) {
	components := child(w.file.root, "components", w.file.shown)
	schemas := child(components, "schemas", w.file.shown)
	at := slices.IndexFunc(schemas.Members, func(m document.Member) bool { return m.Name == w.behind }) + 1
	if at == 0 && !w.first {
		at = len(schemas.Members)
	}
	w.first = false
	schemas.Members = slices.Insert(schemas.Members, at, document.Member{Name: h.name, Value: h.root})
	w.behind = h.name
}

// child returns a member that is an object, which is made when there is none.
func child(n *document.Node, name, file string) *document.Node {
	if v := n.Get(name); v != nil {
		return v
	}
	v := placed(object(), file)
	put(n, name, v)
	return v
}

// componentName names a component: after the page's own name for it within the names of the service, or after its place.
func (w *writer) componentName(title string, at place) string {
	taken := func(name string) bool { return w.usage.byName[name] != nil }
	name := at.typeName()
	if prefix := w.prefix(); at.item && at.name == prefix+"Page" && !taken(prefix) {
		name = prefix // what the pages are of
	}
	if own := typeTitle(title); own != "" && at.field != "" {
		prefix := w.prefix()
		switch {
		case strings.HasPrefix(own, prefix):
			name = own
		case strings.HasSuffix(prefix, own) && !taken(prefix):
			name = prefix
		default:
			name = goname.Lifted(prefix, own)
		}
	}
	return unique(name, taken)
}

// typeTitle is the Go name of a schema's name on a page, without what says only that it is one.
func typeTitle(title string) string {
	if strings.ContainsFunc(title, func(r rune) bool { return unicode.IsLetter(r) && r > unicode.MaxASCII }) {
		return ""
	}
	name := goname.From(title)
	for _, suffix := range []string{"VO", "DTO", "Vo", "Dto"} {
		if rest, ok := strings.CutSuffix(name, suffix); ok && rest != "" {
			return rest
		}
	}
	return name
}

// parameter writes a parameter.
func (w *writer) parameter(says *document.Node) *document.Node {
	n := object("name", text(says.Get("name")), "in", text(says.Get("in")))
	if isTrue(says.Get("required")) || text(says.Get("in")) == "path" {
		put(n, "required", boolean(true))
	}
	v := ofPage(w.page, says.Get("schema"))
	if description := cmpText(says.Get("description"), v); description != "" {
		put(n, "description", str(description))
	}
	if isTrue(says.Get("deprecated")) {
		put(n, "deprecated", boolean(true))
	}
	schema := object("type", "string")
	if len(v.parts) > 0 {
		at := place{label: text(says.Get("in")) + " " + text(says.Get("name")), name: w.typeName(), field: text(says.Get("name"))}
		schema = w.plain(v, at)
		if len(v.properties()) > 0 {
			schema = w.schema(says.Get("schema"), at)
		}
		remove(schema, "description")
	}
	put(n, "schema", schema)
	for _, name := range []string{"style", "explode"} {
		if x := says.Get(name); x != nil {
			put(n, name, placed(x, w.file.shown))
		}
	}
	if x := says.Get("example"); x != nil && !isEmptyText(x) {
		if x = converted(x, texts(schema.Get("type"))); x != nil {
			put(n, "example", placed(x, w.file.shown))
			remove(schema, "examples")
		}
	}
	if source := schema.Get("x-source"); source != nil {
		remove(schema, "x-source")
		put(n, "x-source", source)
	}
	setFileOfNew(n, w.file.shown)
	return n
}

func cmpText(n *document.Node, v *view) string {
	if s := strings.TrimSpace(text(n)); s != "" {
		return s
	}
	says, _ := v.get("description")
	return strings.TrimSpace(text(says))
}

// requestBody writes the body of a request.
func (w *writer) requestBody(says *document.Node) *document.Node {
	name := w.typeName() + "Request"
	if w.op.webhook {
		name = w.typeName() + "Message"
	}
	n := object("required", boolean(true), "content", w.content(says, func(schema *document.Node) *document.Node {
		return w.schema(schema, place{label: "request", name: name})
	}))
	setFileOfNew(n, w.file.shown)
	return n
}

// response writes an answer.
func (w *writer) response(says *document.Node) *document.Node {
	description := strings.TrimSpace(text(says.Get("description")))
	if description == "" {
		description = "The answer."
	}
	n := object("description", description)
	if len(members(says.Get("content"))) > 0 {
		put(n, "content", w.content(says, w.answer))
	}
	setFileOfNew(n, w.file.shown)
	return n
}

// content writes bodies by their media types.
func (w *writer) content(says *document.Node, schema func(*document.Node) *document.Node) *document.Node {
	n := object()
	for _, m := range members(says.Get("content")) {
		name := m.Name
		if name == "*/*" {
			name = "application/json"
		}
		media := object()
		if s := m.Value.Get("schema"); s != nil {
			put(media, "schema", schema(s))
		}
		for _, keyword := range []string{"example", "examples"} {
			if x := m.Value.Get(keyword); x != nil {
				put(media, keyword, placed(x, w.file.shown))
			}
		}
		put(n, name, media)
	}
	return n
}

// answer writes the schema of an answer: around its data, the envelope.
func (w *writer) answer(says *document.Node) *document.Node {
	v := ofPage(w.page, says)
	defer w.within(v)()
	e := w.envelope
	if e == nil || len(v.types) == 0 {
		return w.schema(says, place{label: "answer", name: w.resultName(v)})
	}
	if find(v.properties(), e.code) == nil {
		put(w.op.node, "x-envelope", placed(&document.Node{Kind: document.Null}, w.file.shown))
		w.note(Todo, w.op.node, "the answer has no member %s: it was taken for one without the envelope", e.code)
		return w.schema(says, place{label: "answer", name: w.resultName(v)})
	}
	own := object()
	var required []string
	for _, p := range v.properties() {
		label := below("answer", p.name)
		if mine := w.envelopeMember(p.name); mine != nil {
			w.comparer.schema(mine, p.schema, label)
			continue
		}
		at := place{label: label, name: w.typeName(), field: p.name}
		if p.name == e.data {
			at = place{label: label, name: w.resultName(ofPage(w.page, p.schema))}
		}
		put(own, p.name, w.schema(p.schema, at))
		w.optional[own.Get(p.name)] = w.callsOptional(p)
		if p.required {
			required = append(required, p.name)
		}
	}
	n := object("type", "object", "properties", own)
	if len(required) > 0 {
		putBefore(n, "required", strs(required...), "properties")
	}
	if e.component != nil {
		n = w.inEnvelope(n)
	}
	setFileOfNew(n, w.file.shown)
	return n
}

// envelopeMember returns a member of the component that is around every answer.
func (w *writer) envelopeMember(name string) *document.Node {
	if w.envelope.component == nil {
		return nil
	}
	if p := find(w.ofDocument(w.envelope.component.root).properties(), name); p != nil {
		return p.schema
	}
	return nil
}

// inEnvelope is an answer of the envelope and of what an operation has beside it.
func (w *writer) inEnvelope(own *document.Node) *document.Node {
	h := w.envelope.component
	site := object("$ref", ref(w.file, w.fileOf(h.root), "components", "schemas", h.name))
	if len(members(own.Get("properties"))) == 0 {
		return site
	}
	return object("allOf", &document.Node{Kind: document.Array, Items: []*document.Node{site, own}})
}

// resultName names the type of what an operation answers.
func (w *writer) resultName(v *view) string {
	method := text(w.op.node.Get("x-go").Get("method"))
	prefix := w.prefix()
	name := w.typeName() + "Result"
	switch {
	case method == "Get" || method == "List" && slices.Contains(v.types, "array"):
		name = prefix
	case method == "List" || method == "Search":
		name = prefix + "Page"
	case method == "Create":
		name = prefix + "Created"
	case method == "Preview":
		name = w.typeName()
	}
	if w.usage.byName[name] != nil {
		name = w.typeName() + "Result"
	}
	return name
}
