package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// parameter writes a parameter.
func (w *writer) parameter(says *document.Node) *document.Node {
	n := object("name", says.Get("name").Literal(), "in", says.Get("in").Literal())
	w.value(n, says, place{label: says.Get("in").Literal() + " " + says.Get("name").Literal(), name: w.typeName(), field: says.Get("name").Literal()})
	return n
}

// value writes what a parameter and a header of an answer have in common.
func (w *writer) value(n, says *document.Node, at place) {
	if says.Get("required").IsTrue() || says.Get("in").Literal() == "path" {
		put(n, "required", boolean(true))
	}
	v := ofPage(w.page, says.Get("schema"))
	if description := cmpText(says.Get("description"), v); description != "" {
		put(n, "description", str(description))
	}
	for _, name := range []string{"deprecated", "allowEmptyValue", "allowReserved"} {
		if says.Get(name).IsTrue() {
			put(n, name, boolean(true))
		}
	}
	if content := says.Get("content"); content != nil {
		put(n, "content", w.content(says, func(schema *document.Node) *document.Node { return w.schema(schema, at) }))
	} else {
		put(n, "schema", w.valueSchema(n, says.Get("schema"), v, at))
	}
	for _, name := range []string{"style", "explode"} {
		if x := says.Get(name); x != nil {
			put(n, name, placed(x, w.file.shown))
		}
	}
	w.valueExamples(n, says, at)
	if source := n.Get("schema").Get("x-source"); source != nil {
		remove(n.Get("schema"), "x-source")
		put(n, "x-source", source)
	}
	setFileOfNew(n, w.file.shown)
}

// valueSchema writes the schema of a parameter, whose description stands beside it.
func (w *writer) valueSchema(n, says *document.Node, v *view, at place) *document.Node {
	if len(v.parts) == 0 {
		return object("type", "string")
	}
	schema := w.choice(v, at)
	if len(v.own().properties()) > 0 {
		schema = w.schema(says, at)
	}
	if schema.Get("description").Literal() == n.Get("description").Literal() {
		remove(schema, "description")
	}
	return schema
}

// valueExamples takes over the examples of a parameter, as values of its type. They count more than those of its schema.
func (w *writer) valueExamples(n, says *document.Node, at place) {
	schema := n.Get("schema")
	if x := says.Get("example"); x != nil && !isEmptyText(x) {
		if value := fitting(x, schema); value != nil {
			put(n, "example", placed(value, w.file.shown))
			remove(schema, "examples")
			return
		}
		w.note(Unread, n, "%s: the example %s does not fit, and is not taken over", at.label, short(x))
	}
	examples := object()
	for _, m := range says.Get("examples").AllMembers() {
		x := placed(m.Value, w.file.shown)
		if value := x.Get("value"); value != nil && fitting(value, schema) != nil {
			put(x, "value", fitting(value, schema))
		}
		put(examples, m.Name, x)
	}
	if len(examples.Members) > 0 {
		put(n, "examples", examples)
		remove(schema, "examples")
	}
}

func cmpText(n *document.Node, v *view) string {
	if s := strings.TrimSpace(n.Literal()); s != "" {
		return s
	}
	says, _ := v.get("description")
	return strings.TrimSpace(says.Literal())
}

// requestBody writes the body of a request.
func (w *writer) requestBody(says *document.Node) *document.Node {
	name := w.typeName() + "Request"
	if w.op.webhook {
		name = w.typeName() + "Message"
	}
	description := ""
	if says == w.page.Operation.Get("requestBody") { // and not an answer that shows what is pushed
		description = strings.TrimSpace(says.Get("description").Literal())
	}
	n := object("description", description, "required", boolean(true), "content", w.content(says, func(schema *document.Node) *document.Node {
		return w.schema(schema, place{label: "request", name: name})
	}))
	setFileOfNew(n, w.file.shown)
	return n
}

// response writes an answer.
func (w *writer) response(says *document.Node) *document.Node {
	description := strings.TrimSpace(says.Get("description").Literal())
	if description == "" {
		description = "The answer."
	}
	n := object("description", description)
	headers := object()
	for _, m := range says.Get("headers").AllMembers() {
		header := object()
		w.value(header, m.Value, place{label: "header " + m.Name + " of the answer", name: w.typeName(), field: m.Name})
		put(headers, m.Name, header)
	}
	if len(headers.Members) > 0 {
		put(n, "headers", headers)
	}
	if len(says.Get("content").AllMembers()) > 0 {
		put(n, "content", w.content(says, w.answer))
	}
	if links := says.Get("links"); links != nil {
		w.note(Unread, n, "the links of the answer are not taken over")
	}
	setFileOfNew(n, w.file.shown)
	return n
}

// content writes bodies by their media types.
func (w *writer) content(says *document.Node, schema func(*document.Node) *document.Node) *document.Node {
	n := object()
	for _, m := range says.Get("content").AllMembers() {
		name := m.Name
		if name == "*/*" && says.Get("content").Get("application/json") == nil {
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
			data := ofPage(w.page, p.schema)
			at = place{label: label, name: w.resultName(data)}
			w.verdict(data)
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

// verdict declares that data which is a boolean says whether a call that acts was refused.
func (w *writer) verdict(data *view) {
	op := w.op.node
	if !slices.Equal(data.types, []string{"boolean"}) || op.Get("x-retry").Literal() != "never" || op.Get("x-envelope") != nil {
		return
	}
	declared := object("outcome", object("success", w.envelope.data))
	putBefore(op, "x-envelope", placed(declared, w.file.shown), "parameters", "requestBody", "responses")
	w.note(Todo, op, "data is a boolean, and false is taken for a refusal: remove the outcome from x-envelope if it says something else")
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
	if len(own.Get("properties").AllMembers()) == 0 {
		return site
	}
	return object("allOf", &document.Node{Kind: document.Array, Items: []*document.Node{site, own}})
}

// resultName names the type of what an operation answers.
func (w *writer) resultName(v *view) string {
	method := w.op.node.Get("x-go").Get("method").Literal()
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
