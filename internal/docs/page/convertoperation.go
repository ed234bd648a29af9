package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// operation converts an operation, with what its path item says for all of its operations.
func (c *converter) operation(op, item *document.Node) *document.Node {
	op = c.sound("an operation", op)
	out := newObject(op.Pos)
	put(out, "tags", c.tags(op))
	for _, name := range []string{"summary", "description", "operationId"} {
		put(out, name, op.Get(name))
	}
	if op.Get("deprecated").IsTrue() {
		put(out, "deprecated", op.Get("deprecated"))
	}
	put(out, "externalDocs", notEmpty(op.Get("externalDocs")))
	for _, from := range []*document.Node{op, item, c.from.root} {
		if servers := serversOf(from); servers != nil && out.Get("servers") == nil {
			put(out, "servers", servers)
		}
	}
	put(out, "parameters", c.parameters(op, item))
	if body := op.Get("requestBody"); body != nil {
		put(out, "requestBody", c.requestBody(c.from.deref(body)))
	}
	put(out, "responses", c.responses(op))
	put(out, "callbacks", c.callbacks(op))
	return out
}

// serversOf returns the servers of an element; nil when there are none. Apifox writes one without an address where none is known.
func serversOf(n *document.Node) *document.Node {
	servers := notEmpty(n.Get("servers"))
	blank := func(server *document.Node) bool {
		url := server.Get("url")
		return url != nil && url.Kind == document.String && strings.TrimSpace(url.Text) == ""
	}
	if servers == nil || !slices.ContainsFunc(servers.Items, blank) {
		return servers
	}
	return notEmpty(newList(servers.Pos, slices.DeleteFunc(slices.Clone(servers.Items), blank)...))
}

func (c *converter) tags(op *document.Node) *document.Node {
	list := newList(op.Pos)
	if tags := op.Get("tags"); tags != nil {
		for _, item := range tags.Items {
			if item.Kind == document.String {
				list.Items = append(list.Items, item)
			} else {
				c.report(item.Pos, "%s where the name of a tag should be: it was left out", item.Kind)
			}
		}
	}
	return notEmpty(list)
}

// notEmpty is n, or nil when nothing is in it.
func notEmpty(n *document.Node) *document.Node {
	if n == nil || len(n.Items)+len(n.Members) == 0 {
		return nil
	}
	return n
}

func (c *converter) parameters(op, item *document.Node) *document.Node {
	list := newList(op.Pos)
	seen := map[string]*document.Node{} // the list that has it
	for _, of := range []*document.Node{op.Get("parameters"), item.Get("parameters")} {
		if of == nil || of.Kind != document.Array {
			continue // that of the path is reported with the path
		}
		for _, raw := range of.Items {
			n := c.sound("a parameter", c.from.deref(raw))
			name, in := n.Get("name").StringValue(), n.Get("in").StringValue()
			switch key := in + " " + name; {
			case name == "" || !slices.Contains([]string{"query", "header", "path", "cookie"}, in):
				c.report(raw.Pos, "parameter %q in %q is not one that can be sent: it was left out", clip(name), clip(in))
			case seen[key] == of:
				c.report(raw.Pos, "%s parameter %q is given twice: the first one counts", in, clip(name))
			case seen[key] == nil:
				seen[key] = of
				list.Items = append(list.Items, c.parameter(n))
			}
		}
	}
	return notEmpty(list)
}

// parameter converts a parameter or a header of an answer.
func (c *converter) parameter(n *document.Node) *document.Node {
	out := newObject(n.Pos)
	for _, name := range []string{"name", "in", "description"} {
		put(out, name, n.Get(name))
	}
	if n.Get("in").StringValue() == "path" {
		put(out, "required", newBool(n.Pos, "true"))
	} else if n.Get("required").IsTrue() {
		put(out, "required", n.Get("required"))
	}
	for _, name := range []string{"deprecated", "allowEmptyValue", "allowReserved"} {
		if n.Get(name).IsTrue() {
			put(out, name, n.Get(name))
		}
	}
	put(out, "style", n.Get("style"))
	if explode := n.Get("explode"); explode != nil && explode.Kind == document.Bool {
		put(out, "explode", explode)
	}
	if content := notEmpty(n.Get("content")); content != nil {
		put(out, "content", c.content(content))
	} else {
		put(out, "schema", c.parameterSchema(n))
	}
	put(out, "example", n.Get("example"))
	put(out, "examples", c.examples(n.Get("examples")))
	if out.Get("example") != nil && out.Get("examples") != nil {
		out.Members = slices.DeleteFunc(out.Members, func(m document.Member) bool { return m.Name == "example" })
		c.report(n.Pos, "parameter %q has an example and examples: the examples count", clip(n.Get("name").StringValue()))
	}
	return out
}

// parameterSchema is the schema of a parameter, whose keywords may stand beside its name as in Swagger 2.
func (c *converter) parameterSchema(n *document.Node) *document.Node {
	if s := n.Get("schema"); s != nil {
		return c.schema(s)
	}
	beside := newObject(n.Pos)
	for _, name := range []string{"type", "format", "enum", "default", "items", "minimum", "maximum", "minLength", "maxLength", "pattern"} {
		if v := n.Get(name); v != nil {
			put(beside, name, v)
		}
	}
	return c.schema(beside)
}

func (c *converter) requestBody(n *document.Node) *document.Node {
	n = c.sound("a request body", n)
	out := newObject(n.Pos)
	put(out, "description", n.Get("description"))
	if n.Get("required").IsTrue() {
		put(out, "required", n.Get("required"))
	}
	content := notEmpty(n.Get("content"))
	if content == nil {
		return nil
	}
	if content = notEmpty(c.content(content)); content == nil {
		return nil
	}
	put(out, "content", content)
	return out
}

// content converts media types. Apifox writes */* where it has not been told, and a form without fields where there is no body.
func (c *converter) content(n *document.Node) *document.Node {
	out := newObject(n.Pos)
	for _, m := range n.Members {
		m.Value = c.sound("a media type", m.Value)
		shape := m.Value.Get("schema")
		if shape != nil {
			shape = c.from.deref(shape)
		}
		if isForm(m.Name) && onlyRemarks(shape) && m.Value.Get("example") == nil {
			continue
		}
		media := newObject(m.Value.Pos)
		if s := m.Value.Get("schema"); s != nil {
			put(media, "schema", c.schema(s))
		}
		examples := c.examples(m.Value.Get("examples"))
		if example := m.Value.Get("example"); example != nil && examples == nil {
			put(media, "example", example)
		} else if example != nil {
			put(examples, "example", exampleOf(example))
		}
		put(media, "examples", examples)
		put(media, "encoding", notEmpty(m.Value.Get("encoding")))
		if shape.Get("type").StringValue() != "string" && (m.Name == "*/*" || strings.Contains(m.Name, "json")) {
			c.readTexts(media)
		}
		out.Members = append(out.Members, document.Member{Name: m.Name, Pos: m.Pos, Value: media})
	}
	return out
}

// onlyRemarks tells whether a schema of an object says nothing about its members.
func onlyRemarks(n *document.Node) bool {
	return !slices.ContainsFunc(n.AllMembers(), func(m document.Member) bool {
		isRemark := m.Name == "type" || m.Name == "description" || isToolExtension(m.Name)
		return m.Name == "$ref" || !isRemark && notEmpty(m.Value) != nil
	})
}

// readTexts reads examples that are texts of JSON: Apifox keeps those so that have comments or variables in them.
func (c *converter) readTexts(media *document.Node) {
	holders := []*document.Node{media}
	for _, m := range media.Get("examples").AllMembers() {
		holders = append(holders, m.Value)
	}
	for _, holder := range holders {
		for i, m := range holder.Members {
			if m.Name != "example" && m.Name != "value" || m.Value.Kind != document.String || !isJSONStart(strings.TrimSpace(m.Value.Text)) {
				continue
			}
			s := readSample(m.Value.Text, func(int) document.Position { return m.Value.Pos })
			if s.value != nil && !s.cut && strings.TrimSpace(m.Value.Text[s.end:]) == "" {
				holder.Members[i].Value = s.value
				c.unread = append(c.unread, s.faults...)
			}
		}
	}
}

func exampleOf(value *document.Node) *document.Node {
	n := newObject(value.Pos)
	n.Members = []document.Member{{Name: "value", Pos: value.Pos, Value: value}}
	return n
}

// examples converts named examples.
func (c *converter) examples(n *document.Node) *document.Node {
	if n != nil && n.Kind != document.Array && n.Kind != document.Object && n.Kind != document.Null {
		c.report(n.Pos, "\"examples\" is %s where an object should be: it was left out", n.Kind)
	}
	if notEmpty(n) == nil {
		return nil
	}
	out := newObject(n.Pos)
	for i, item := range n.Items {
		put(out, fmt.Sprintf("example%d", i+1), exampleOf(item))
	}
	for _, m := range n.Members {
		raw := c.from.deref(m.Value)
		if raw.Get("value") == nil && raw.Get("externalValue") == nil {
			put(out, m.Name, exampleOf(raw))
			continue
		}
		raw = c.sound("an example", raw)
		example := newObject(m.Value.Pos)
		for _, name := range []string{"summary", "description"} {
			putText(example, m.Value.Pos, name, raw.Get(name).StringValue())
		}
		for _, name := range []string{"value", "externalValue"} {
			if v := raw.Member(name); v != nil {
				example.Members = append(example.Members, *v)
			}
		}
		put(out, m.Name, example)
	}
	return out
}

// responses converts answers. Apifox calls a second answer of a status x-STATUS:NAME.
func (c *converter) responses(op *document.Node) *document.Node {
	out := newObject(op.Pos)
	for _, m := range op.Get("responses").AllMembers() {
		if !strings.HasPrefix(m.Name, "x-") {
			put(out, m.Name, c.response(c.from.deref(m.Value)))
		}
	}
	for _, m := range op.Get("responses").AllMembers() {
		status, name, ok := strings.Cut(strings.TrimPrefix(m.Name, "x-"), ":")
		switch {
		case !strings.HasPrefix(m.Name, "x-"):
		case !ok || m.Value.Kind != document.Object:
			c.extension(m)
		default:
			c.alternative(out, status, name, c.response(c.from.deref(m.Value)))
		}
	}
	if len(out.Members) == 0 {
		out.Members = append(out.Members, document.Member{Name: "default", Pos: op.Pos, Value: c.response(newObject(op.Pos))})
	}
	return out
}

// response converts an answer. Its name at Apifox describes it when nothing else does.
func (c *converter) response(n *document.Node) *document.Node {
	n = c.sound("an answer", n)
	out := newObject(n.Pos)
	description := n.Get("description").StringValue()
	if description == "" {
		description = tool(n, "name").StringValue()
	}
	out.Members = append(out.Members, document.Member{Name: "description", Pos: n.Pos, Value: newText(n.Pos, description)})
	if headers := notEmpty(n.Get("headers")); headers != nil {
		converted := newObject(headers.Pos)
		for _, m := range headers.Members {
			put(converted, m.Name, c.parameter(c.sound("a parameter", c.from.deref(m.Value))))
		}
		put(out, "headers", converted)
	}
	if content := notEmpty(n.Get("content")); content != nil {
		put(out, "content", c.content(content))
	}
	put(out, "links", notEmpty(n.Get("links")))
	return out
}

// alternative adds a further answer of a status.
func (c *converter) alternative(responses *document.Node, status, name string, other *document.Node) {
	first := responses.Get(status)
	if first == nil {
		put(responses, status, other)
		return
	}
	if text := other.Get("description").StringValue(); text != "" && text != first.Get("description").StringValue() {
		first.Member("description").Value = newText(first.Pos, strings.Trim(first.Get("description").StringValue()+"; "+text, "; "))
	}
	if first.Get("headers") == nil {
		put(first, "headers", other.Get("headers"))
	}
	for _, m := range other.Get("content").AllMembers() {
		if first.Get("content") == nil {
			put(first, "content", newObject(m.Pos))
		}
		media := first.Get("content").Get(m.Name)
		if media == nil {
			put(first.Get("content"), m.Name, m.Value)
			continue
		}
		mergeMedia(media, m.Value, name)
	}
}

// mergeMedia lets a media type allow what another one does. Its examples get names.
func mergeMedia(media, other *document.Node, name string) {
	a, b := media.Get("schema"), other.Get("schema")
	switch {
	case a == nil:
		put(media, "schema", b)
	case b == nil || equal(a, b):
	case len(a.Members) == 1 && a.Get("anyOf") != nil:
		a.Get("anyOf").Items = append(a.Get("anyOf").Items, b)
	default:
		either := newObject(a.Pos)
		put(either, "anyOf", newList(a.Pos, a, b))
		put(media, "schema", either)
	}
	named := media.Get("examples")
	if named == nil {
		named = newObject(media.Pos)
		if example := media.Get("example"); example != nil {
			put(named, "example", exampleOf(example))
		}
	}
	if example := other.Get("example"); example != nil {
		put(named, name, exampleOf(example))
	}
	for _, m := range other.Get("examples").AllMembers() {
		put(named, name+" "+m.Name, m.Value)
	}
	media.Members = slices.DeleteFunc(media.Members, func(m document.Member) bool { return m.Name == "example" })
	put(media, "examples", notEmpty(named))
}

// callbacks converts what the server calls.
func (c *converter) callbacks(op *document.Node) *document.Node {
	out := newObject(op.Pos)
	for _, m := range op.Get("callbacks").AllMembers() {
		callback := newObject(m.Value.Pos)
		for _, expression := range c.from.deref(m.Value).AllMembers() {
			item := newObject(expression.Value.Pos)
			for _, method := range expression.Value.AllMembers() {
				if slices.Contains(document.Methods(), method.Name) && method.Value.Kind == document.Object && c.inside < maxInside {
					c.inside++
					put(item, method.Name, c.operation(method.Value, expression.Value))
					c.inside--
				}
			}
			put(callback, expression.Name, notEmpty(item))
		}
		put(out, m.Name, notEmpty(callback))
	}
	return notEmpty(out)
}
