package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// isOlder tells whether the document is OpenAPI 3.0, whose schemas are not those of JSON Schema.
func (ws *workspace) isOlder() bool {
	return strings.HasPrefix(ws.root().Get("openapi").Literal(), "3.0")
}

// older writes schemas as OpenAPI 3.0 has them, where the document is one: null is a flag, there is one type and one example, an
// exclusive limit is a flag, and nothing stands beside a reference.
func (ws *workspace) older() {
	if !ws.isOlder() {
		return
	}
	for _, f := range ws.files {
		document.Walk(f.root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
			if e == document.Schema && n.Kind == document.Object {
				olderTypes(n)
				olderKeywords(n)
				olderReference(n)
				setFileOfNew(n, f.shown)
			}
			return true
		})
	}
}

// olderTypes writes the types of a schema.
func olderTypes(n *document.Node) {
	null := false
	if types := texts(n.Get("type")); slices.Contains(types, "null") || len(types) > 1 {
		null = slices.Contains(types, "null")
		types = slices.DeleteFunc(types, func(t string) bool { return t == "null" })
		remove(n, "type")
		if len(types) == 1 {
			n.Members = slices.Insert(n.Members, 0, document.Member{Name: "type", Value: str(types[0])})
		} else if len(types) > 1 {
			list := &document.Node{Kind: document.Array}
			for _, t := range types {
				list.Items = append(list.Items, object("type", t))
			}
			n.Members = slices.Insert(n.Members, 0, document.Member{Name: "anyOf", Value: list})
		}
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		if options := optionsOf(n, keyword); len(options) < len(n.Get(keyword).AllItems()) {
			null = true
			n.Get(keyword).Items = options
		}
	}
	if null {
		putBefore(n, "nullable", boolean(true), after("$ref")[1:]...)
	}
}

// olderKeywords writes what bounds a value, and its example.
func olderKeywords(n *document.Node) {
	for exclusive, limit := range map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"} {
		if x := n.Get(exclusive); x != nil && x.Kind == document.Number {
			putBefore(n, limit, x.Clone(), exclusive)
			put(n, exclusive, boolean(true))
		}
	}
	if list := n.Get("examples"); list != nil && list.Kind == document.Array {
		if len(list.Items) > 0 && n.Get("example") == nil {
			putBefore(n, "example", list.Items[0], "examples")
		}
		remove(n, "examples")
	}
	if x := n.Get("const"); x != nil {
		putBefore(n, "enum", &document.Node{Kind: document.Array, Items: []*document.Node{x}}, "const")
		remove(n, "const")
	}
}

// olderReference moves a reference that words stand beside into an allOf of its own.
func olderReference(n *document.Node) {
	if ref := n.Member("$ref"); ref != nil && len(n.Members) > 1 && isNew(n) {
		*ref = document.Member{Name: "allOf", Value: &document.Node{Kind: document.Array, Items: []*document.Node{object("$ref", ref.Value)}}}
	}
}
