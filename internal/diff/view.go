package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// viewer makes the view of a document that is compared on the wire: the same document in OpenAPI 3.1, without what says
// nothing about requests and answers, in the form that the comparison judges best. Nodes keep their places.
//
//   - Parameters of a path are parameters of its operations.
//   - An allOf of objects is the object that it describes: the comparison sees its parts one at a time, and doubts what it finds.
//   - nullable is a type, and numbers of enums and defaults, which a float64 may round, are texts.
//   - A webhook is an answer: what it requires of the message is a promise to the receiver and not a demand.
type viewer struct {
	side      *side
	schemes   map[string]string                 // security schemes that are shown under another name
	objects   map[*document.Node]*document.Node // allOf united; nil while that is done
	united    int                               // properties of those objects
	nullables map[string]*document.Node         // components with null beside them; nil while that is done, and when it cannot be
	order     []string                          // of nullables
}

// silent are members that say nothing about requests and answers, by element. Extensions are all silent but for heard.
var silent = map[string]bool{"title": true, "description": true, "summary": true, "externalDocs": true, "example": true, "examples": true, "xml": true, "$comment": true}

// heard are the extensions that the comparison knows.
var heard = map[string]bool{"x-sunset": true, "x-stability-level": true, "x-extensible-enum": true, "x-since-date": true}

// view returns the view of a document. Schemes are new names of its security schemes.
func view(s *side, schemes map[string]string) *document.Node {
	v := &viewer{side: s, schemes: schemes, objects: map[*document.Node]*document.Node{}, nullables: map[string]*document.Node{}}
	out := &document.Node{Kind: document.Object, Pos: s.root.Pos}
	for _, m := range s.root.Members {
		switch m.Name {
		case "openapi":
			m.Value = textNode("3.1.0", m.Value.Pos)
		case "info":
			m.Value = v.bare(m.Value)
		case "servers":
		case "security":
			m.Value = v.list(m.Value, v.requirement)
		case "components":
			m.Value = v.components(m.Value)
		case "paths", "webhooks":
			m.Value = v.items(m.Value, m.Name == "webhooks")
		default:
			continue
		}
		out.Members = append(out.Members, m)
	}
	v.addNullables(out)
	return out
}

func textNode(text string, pos document.Position) *document.Node {
	return &document.Node{Kind: document.String, Text: text, Pos: pos}
}

// bare copies an object without its silent members.
func (v *viewer) bare(n *document.Node) *document.Node {
	out := &document.Node{Kind: n.Kind, Text: n.Text, Items: n.Items, Pos: n.Pos}
	for _, m := range n.Members {
		if !silent[m.Name] && (!strings.HasPrefix(m.Name, "x-") || heard[m.Name]) {
			out.Members = append(out.Members, m)
		}
	}
	return out
}

// each replaces the members of an object of elements.
func (v *viewer) each(n *document.Node, view func(*document.Node) *document.Node) *document.Node {
	out := &document.Node{Kind: n.Kind, Text: n.Text, Items: n.Items, Pos: n.Pos}
	for _, m := range n.Members {
		m.Value = view(m.Value)
		out.Members = append(out.Members, m)
	}
	return out
}

// list replaces the items of a list of elements.
func (v *viewer) list(n *document.Node, view func(*document.Node) *document.Node) *document.Node {
	out := &document.Node{Kind: n.Kind, Text: n.Text, Members: n.Members, Pos: n.Pos}
	for _, item := range n.Items {
		out.Items = append(out.Items, view(item))
	}
	return out
}

func (v *viewer) components(n *document.Node) *document.Node {
	views := map[string]func(*document.Node) *document.Node{
		"schemas": v.schema, "responses": v.response, "parameters": v.holder, "requestBodies": v.holder, "headers": v.holder,
		"securitySchemes": v.bare,
	}
	out := &document.Node{Kind: n.Kind, Pos: n.Pos}
	for _, m := range n.Members {
		if view := views[m.Name]; view != nil {
			m.Value = v.each(m.Value, view)
			out.Members = append(out.Members, m)
		}
	}
	if schemes := out.Get("securitySchemes"); schemes != nil {
		out.Member("securitySchemes").Value = v.requirement(schemes)
	}
	return out
}

// requirement renames the security schemes that are the members of an object.
func (v *viewer) requirement(n *document.Node) *document.Node {
	out := &document.Node{Kind: n.Kind, Text: n.Text, Items: n.Items, Pos: n.Pos}
	for _, m := range n.Members {
		m.Name = cmp.Or(v.schemes[m.Name], m.Name)
		out.Members = append(out.Members, m)
	}
	return out
}

// items views the path items below paths or webhooks.
func (v *viewer) items(n *document.Node, webhooks bool) *document.Node {
	out := &document.Node{Kind: n.Kind, Pos: n.Pos}
	for _, m := range n.Members {
		if strings.HasPrefix(m.Name, "x-") || m.Value.Kind != document.Object {
			continue
		}
		m.Value = v.item(m.Value, webhooks)
		out.Members = append(out.Members, m)
	}
	return out
}

func (v *viewer) item(n *document.Node, webhook bool) *document.Node {
	out := v.bare(n)
	shared := n.Get("parameters")
	out.Members = slices.DeleteFunc(out.Members, func(m document.Member) bool { return m.Name == "parameters" })
	for i := range out.Members {
		m := &out.Members[i]
		if !slices.Contains(document.Methods(), m.Name) || m.Value.Kind != document.Object {
			continue
		}
		m.Value = v.operation(m.Value, shared)
		if webhook {
			m.Value = v.turn(m.Value)
		}
	}
	return out
}

func (v *viewer) operation(n, shared *document.Node) *document.Node {
	out := &document.Node{Kind: n.Kind, Pos: n.Pos}
	parameters := &document.Node{Kind: document.Array, Pos: n.Pos}
	for _, m := range v.bare(n).Members {
		switch m.Name {
		case "parameters":
			parameters = v.list(m.Value, v.holder)
			continue
		case "requestBody":
			m.Value = v.holder(m.Value)
		case "responses":
			m.Value = v.each(v.bare(m.Value), v.response)
		case "security":
			m.Value = v.list(m.Value, v.requirement)
		case "callbacks": // not compared on the wire, see the rule about them
			continue
		}
		out.Members = append(out.Members, m)
	}
	if shared != nil {
		v.inherit(parameters, shared)
	}
	if len(parameters.Items) > 0 {
		out.Members = append(out.Members, document.Member{Name: "parameters", Pos: parameters.Pos, Value: parameters})
	}
	return out
}

// inherit adds the parameters of a path that an operation does not have itself.
func (v *viewer) inherit(own, shared *document.Node) {
	known := map[string]bool{}
	for _, p := range own.Items {
		known[itemKey(v.side, p)] = true
	}
	for _, p := range shared.Items {
		if !known[itemKey(v.side, p)] {
			own.Items = append(own.Items, v.holder(p))
		}
	}
}

func (v *viewer) response(n *document.Node) *document.Node {
	out := v.holder(n)
	out.Members = slices.DeleteFunc(out.Members, func(m document.Member) bool { return m.Name == "links" })
	if headers := out.Member("headers"); headers != nil {
		headers.Value = v.each(headers.Value, v.holder)
	}
	return out
}

// holder views what holds a schema or content: a parameter, a header, a body, a media type.
func (v *viewer) holder(n *document.Node) *document.Node {
	out := v.bare(n)
	for i := range out.Members {
		switch m := &out.Members[i]; m.Name {
		case "schema":
			m.Value = v.schema(m.Value)
		case "content":
			m.Value = v.each(m.Value, v.holder)
		}
	}
	return out
}

// turn exchanges the roles of a webhook: its message becomes the answer with status 200, and what the receiver answers the
// request. Headers go with the message.
func (v *viewer) turn(n *document.Node) *document.Node {
	out := &document.Node{Kind: n.Kind, Pos: n.Pos}
	message := &document.Node{Kind: document.Object, Pos: n.Pos}
	for _, m := range n.Members {
		switch m.Name {
		case "requestBody":
			message.Pos = m.Value.Pos
			if content := v.side.deref(m.Value).Member("content"); content != nil {
				message.Members = append(message.Members, document.Member{Name: "content", Pos: content.Pos, Value: v.each(content.Value, v.holder)})
			}
		case "responses":
			if answer := v.answer(m.Value); answer != nil {
				out.Members = append(out.Members, document.Member{Name: "requestBody", Pos: m.Pos, Value: answer})
			}
		case "parameters":
			if headers := v.messageHeaders(m.Value); len(headers.Members) > 0 {
				message.Members = append(message.Members, document.Member{Name: "headers", Pos: m.Pos, Value: headers})
			}
		default:
			out.Members = append(out.Members, m)
		}
	}
	responses := &document.Node{Kind: document.Object, Pos: message.Pos, Members: []document.Member{{Name: messageStatus, Pos: message.Pos, Value: message}}}
	out.Members = append(out.Members, document.Member{Name: "responses", Pos: message.Pos, Value: responses})
	return out
}

// messageStatus is the status that a webhook's message has in the view.
const messageStatus = "200"

// answer returns what a receiver has to send back with a successful status; nil when that is nothing.
func (v *viewer) answer(responses *document.Node) *document.Node {
	for _, m := range responses.Members {
		if content := v.side.deref(m.Value).Get("content"); strings.HasPrefix(m.Name, "2") && content != nil {
			return &document.Node{Kind: document.Object, Pos: m.Value.Pos, Members: []document.Member{
				{Name: "content", Pos: content.Pos, Value: v.each(content, v.holder)},
				{Name: "required", Pos: content.Pos, Value: &document.Node{Kind: document.Bool, Text: "true", Pos: content.Pos}},
			}}
		}
	}
	return nil
}

func (v *viewer) messageHeaders(parameters *document.Node) *document.Node {
	headers := &document.Node{Kind: document.Object, Pos: parameters.Pos}
	for _, p := range parameters.Items {
		p = v.side.deref(p)
		if p.Get("in").Literal() != "header" || headers.Get(p.Get("name").Literal()) != nil {
			continue
		}
		header := v.holder(p)
		header.Members = slices.DeleteFunc(header.Members, func(m document.Member) bool { return m.Name == "name" || m.Name == "in" })
		headers.Members = append(headers.Members, document.Member{Name: p.Get("name").Literal(), Pos: p.Pos, Value: header})
	}
	return headers
}

// schema views a schema and everything below it.
func (v *viewer) schema(n *document.Node) *document.Node {
	if n.Kind != document.Object {
		return n
	}
	out := v.bare(n)
	if ref := out.Get("$ref"); ref != nil && len(out.Members) > 1 {
		out = besideReference(out)
	}
	if nullable := v.nullable(out); nullable != nil {
		return nullable
	}
	if all := out.Get("allOf"); all != nil && all.Kind == document.Array {
		if united := v.unite(n, out); united != nil {
			return united
		}
	}
	for i := range out.Members {
		m := &out.Members[i]
		switch m.Name {
		case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas":
			m.Value = v.each(m.Value, v.schema)
		case "allOf", "anyOf", "oneOf", "prefixItems":
			m.Value = v.list(m.Value, v.schema)
		case "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems",
			"unevaluatedProperties", "contentSchema":
			m.Value = v.schema(m.Value)
		case "enum":
			m.Value = v.list(m.Value, exact)
		case "default", "const":
			m.Value = exact(m.Value)
		}
	}
	modernise(out)
	withoutNull(out)
	return out
}

// besideReference moves what stands beside a $ref into an allOf, which means the same.
func besideReference(n *document.Node) *document.Node {
	ref := n.Member("$ref")
	all := &document.Node{Kind: document.Array, Pos: ref.Pos}
	all.Items = append(all.Items, &document.Node{Kind: document.Object, Pos: ref.Pos, Members: []document.Member{*ref}})
	out := &document.Node{Kind: document.Object, Pos: n.Pos}
	for _, m := range n.Members {
		switch {
		case m.Name == "$ref":
		case m.Name == "allOf" && m.Value.Kind == document.Array:
			all.Items = append(all.Items, m.Value.Items...)
		default:
			out.Members = append(out.Members, m)
		}
	}
	out.Members = append(out.Members, document.Member{Name: "allOf", Pos: ref.Pos, Value: all})
	return out
}

// exact turns a number into its text: a float64 would round an id of 19 digits, and two ids that differ would be the same.
func exact(n *document.Node) *document.Node {
	if n.Kind != document.Number {
		return n
	}
	return textNode(n.Text, n.Pos)
}

// modernise writes what OpenAPI 3.0 says in words of its own as 3.1 does.
func modernise(n *document.Node) {
	if types := n.Get("type"); types != nil && types.Kind == document.String && n.Get("nullable").Literal() == "true" {
		n.Member("type").Value = &document.Node{Kind: document.Array, Pos: types.Pos, Items: []*document.Node{types, textNode("null", types.Pos)}}
	}
	for _, bound := range [][2]string{{"exclusiveMinimum", "minimum"}, {"exclusiveMaximum", "maximum"}} {
		exclusive, limit := n.Get(bound[0]), n.Get(bound[1])
		if exclusive == nil || exclusive.Kind != document.Bool {
			continue
		}
		drop := bound[0]
		if exclusive.Text == "true" && limit != nil {
			n.Member(bound[0]).Value = limit
			drop = bound[1]
		}
		n.Members = slices.DeleteFunc(n.Members, func(m document.Member) bool { return m.Name == drop })
	}
	n.Members = slices.DeleteFunc(n.Members, func(m document.Member) bool { return m.Name == "nullable" })
}
