package document

import (
	"fmt"
	"strings"
)

// Element is a kind of object that OpenAPI defines.
type Element uint8

// The elements of a document.
const (
	OpenAPI Element = iota + 1
	Components
	PathItem
	Operation
	Parameter
	RequestBody
	MediaType
	Encoding
	Response
	Header
	Schema
	Example
	Link
	Callback
	SecurityScheme
)

// String names the element as messages do.
func (e Element) String() string {
	if e < OpenAPI || e > SecurityScheme {
		return fmt.Sprintf("element %d", uint8(e))
	}
	return [...]string{OpenAPI: "document", Components: "components", PathItem: "path item", Operation: "operation",
		Parameter: "parameter", RequestBody: "request body", MediaType: "media type", Encoding: "encoding", Response: "response",
		Header: "header", Schema: "schema", Example: "example", Link: "link", Callback: "callback",
		SecurityScheme: "security scheme"}[e]
}

// shape says how a member holds elements.
type shape uint8

const (
	one   shape = iota // the member is the element
	list               // an array of elements
	named              // an object whose members are elements
)

type child struct {
	member  string // "" stands for every member
	element Element
	shape   shape
}

var schemaChildren = []child{
	{"properties", Schema, named}, {"patternProperties", Schema, named}, {"$defs", Schema, named},
	{"definitions", Schema, named}, {"dependentSchemas", Schema, named},
	{"allOf", Schema, list}, {"anyOf", Schema, list}, {"oneOf", Schema, list}, {"prefixItems", Schema, list},
	{"items", Schema, one}, {"additionalProperties", Schema, one}, {"not", Schema, one}, {"if", Schema, one},
	{"then", Schema, one}, {"else", Schema, one}, {"contains", Schema, one}, {"propertyNames", Schema, one},
	{"unevaluatedItems", Schema, one}, {"unevaluatedProperties", Schema, one}, {"contentSchema", Schema, one},
}

var parameterChildren = []child{{"schema", Schema, one}, {"content", MediaType, named}, {"examples", Example, named}}

// children is the grammar of OpenAPI 3.0 and 3.1: which members of an element hold elements. What it does not name,
// extensions and example values above all, is data, in which a member called $ref has no meaning.
func children(e Element) []child {
	switch e {
	case OpenAPI:
		return []child{{"paths", PathItem, named}, {"webhooks", PathItem, named}, {"components", Components, one}}
	case Components:
		return []child{{"schemas", Schema, named}, {"responses", Response, named}, {"parameters", Parameter, named},
			{"examples", Example, named}, {"requestBodies", RequestBody, named}, {"headers", Header, named},
			{"securitySchemes", SecurityScheme, named}, {"links", Link, named}, {"callbacks", Callback, named},
			{"pathItems", PathItem, named}}
	case PathItem:
		c := []child{{"parameters", Parameter, list}}
		for _, m := range Methods() {
			c = append(c, child{m, Operation, one})
		}
		return c
	case Operation:
		return []child{{"parameters", Parameter, list}, {"requestBody", RequestBody, one}, {"responses", Response, named},
			{"callbacks", Callback, named}}
	case Parameter, Header:
		return parameterChildren
	case RequestBody:
		return []child{{"content", MediaType, named}}
	case MediaType:
		return []child{{"schema", Schema, one}, {"examples", Example, named}, {"encoding", Encoding, named}}
	case Encoding:
		return []child{{"headers", Header, named}}
	case Response:
		return []child{{"headers", Header, named}, {"content", MediaType, named}, {"links", Link, named}}
	case Callback:
		return []child{{"", PathItem, one}}
	case Schema:
		return schemaChildren
	}
	return nil
}

// Methods returns the members of a path item that are operations.
func Methods() []string {
	return []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}
}

// section is the member of components that holds elements of a kind; "" for those that have none.
func (e Element) section() string {
	for _, c := range children(Components) {
		if c.element == e {
			return c.member
		}
	}
	return ""
}

// Walk visits n, an element of kind e, and the elements below it in the order of the document. References are visited
// as they are written and not followed. The pointer leads from n to the node and is only valid during the call. When
// visit returns false, nothing below the node is visited.
func Walk(n *Node, e Element, visit func(n *Node, e Element, pointer []string) bool) {
	walk(n, e, nil, visit)
}

func walk(n *Node, e Element, pointer []string, visit func(*Node, Element, []string) bool) {
	if n == nil || n.Kind != Object || !visit(n, e, pointer) {
		return
	}
	grammar := children(e)
	for i := range n.Members {
		m := &n.Members[i]
		c, ok := childOf(grammar, m.Name)
		if !ok {
			continue
		}
		at := append(pointer, m.Name)
		switch {
		case c.shape == one:
			walk(m.Value, c.element, at, visit)
		case c.shape == list && m.Value.Kind == Array:
			for j, item := range m.Value.Items {
				walk(item, c.element, append(at, itoa(j)), visit)
			}
		case c.shape == named && m.Value.Kind == Object:
			for j := range m.Value.Members {
				// Extensions may stand among paths and responses; a property or schema may be called x-anything.
				if v := &m.Value.Members[j]; !extensible(e, m.Name) || !strings.HasPrefix(v.Name, "x-") {
					walk(v.Value, c.element, append(at, v.Name), visit)
				}
			}
		}
	}
}

// extensible tells whether a member of e that holds named elements may hold extensions among them.
func extensible(e Element, member string) bool {
	return e == OpenAPI || e == Operation && member == "responses"
}

func childOf(grammar []child, member string) (child, bool) {
	for _, c := range grammar {
		if c.member == member || c.member == "" && !strings.HasPrefix(member, "x-") {
			return c, true
		}
	}
	return child{}, false
}
