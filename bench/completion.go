package main

import (
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// listLength is how many items each list of a completed value has.
const listLength = 3

// completion fills what an example leaves out, or has as null, by the schemas of the document. Null stay objects of which
// no member is documented, and empty the lists of such.
type completion struct{ schemas *document.Node }

func (c completion) value(name string, schema, example *document.Node) *document.Node {
	if example != nil && example.Kind == document.Null {
		example = nil
	}
	if ref := schema.Get("$ref"); ref != nil {
		schema = c.schemas.Get(strings.TrimPrefix(ref.Text, "#/components/schemas/"))
	}
	switch kind := typeOf(schema); {
	case kind == "array":
		return c.list(name, schema.Get("items"), example)
	case kind == "object":
		return c.object(schema.Get("properties"), example)
	case example != nil:
		return example
	case schema.Get("enum") != nil:
		return schema.Get("enum").Items[0]
	default:
		return scalar(name, kind, schema.Get("format"))
	}
}

func (c completion) list(name string, items, example *document.Node) *document.Node {
	out := &document.Node{Kind: document.Array}
	for i := range listLength {
		var item *document.Node
		if example != nil && len(example.Items) > 0 {
			item = example.Items[i%len(example.Items)]
		}
		if item = c.value(name, items, item); item.Kind == document.Null {
			break
		}
		out.Items = append(out.Items, item)
	}
	return out
}

func (c completion) object(properties, example *document.Node) *document.Node {
	if properties == nil {
		return &document.Node{Kind: document.Null}
	}
	out := &document.Node{Kind: document.Object}
	for _, p := range properties.Members {
		out.Members = append(out.Members, document.Member{Name: p.Name, Value: c.value(p.Name, p.Value, example.Get(p.Name))})
	}
	return out
}

// typeOf returns the type of a schema besides null; a schema without one takes any value, and has a text here.
func typeOf(schema *document.Node) string {
	kinds := schema.Get("type")
	switch {
	case kinds == nil:
		return "string"
	case kinds.Kind == document.String:
		return kinds.Text
	}
	return kinds.Items[0].Text
}

// scalar returns a value of a likely length for a member that no example fills.
func scalar(name, kind string, format *document.Node) *document.Node {
	switch {
	case kind == "boolean":
		return &document.Node{Kind: document.Bool, Text: "true"}
	case kind == "integer" && strings.HasSuffix(strings.ToLower(name), "id"):
		return &document.Node{Kind: document.Number, Text: "77012345678901"}
	case kind == "integer":
		return &document.Node{Kind: document.Number, Text: "4400"}
	case kind == "number" && format != nil && format.Text == "decimal":
		return &document.Node{Kind: document.Number, Text: "18.50"}
	case kind == "number":
		return &document.Node{Kind: document.Number, Text: "2"}
	case strings.HasPrefix(name, "gmt") || strings.HasSuffix(name, "Time"):
		return &document.Node{Kind: document.String, Text: "20250224151317000+0800"}
	default:
		return &document.Node{Kind: document.String, Text: "示例 " + name}
	}
}
