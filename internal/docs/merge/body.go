package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
)

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
