package page

import (
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// anything marks members that may be of any kind.
const anything document.Kind = 0

// elements are the members that the elements of OpenAPI have, but for schemas, and what kind they are of.
var elements = map[string]map[string]document.Kind{
	"an operation": {
		"tags": document.Array, "summary": document.String, "description": document.String, "externalDocs": document.Object, "operationId": document.String,
		"parameters": document.Array, "requestBody": document.Object, "responses": document.Object, "callbacks": document.Object,
		"deprecated": document.Bool, "security": document.Array, "servers": document.Array,
	},
	"a parameter": {
		"name": document.String, "in": document.String, "description": document.String, "required": document.Bool, "deprecated": document.Bool,
		"allowEmptyValue": document.Bool, "allowReserved": document.Bool, "style": document.String, "explode": document.Bool, "schema": anything,
		"content": document.Object, "example": anything, "examples": anything,
		// of Swagger 2
		"type": anything, "format": document.String, "enum": document.Array, "default": anything, "items": document.Object,
		"minimum": document.Number, "maximum": document.Number, "minLength": document.Number, "maxLength": document.Number, "pattern": document.String,
	},
	"a request body": {"description": document.String, "content": document.Object, "required": document.Bool},
	"a media type":   {"schema": anything, "example": anything, "examples": anything, "encoding": document.Object},
	"an answer":      {"description": document.String, "headers": document.Object, "content": document.Object, "links": document.Object},
	"an example":     {"summary": document.String, "description": document.String, "value": anything, "externalValue": document.String},
	"a discriminator": {
		"propertyName": document.String, "mapping": document.Object,
	},
}

// sound is an element without the members that it cannot have, which are reported, and without those that are null.
func (c *converter) sound(element string, n *document.Node) *document.Node {
	out := newObject(n.Pos)
	if n.Kind != document.Object {
		c.report(n.Pos, "%s where %s should be: it was left out", n.Kind, element)
		return out
	}
	for _, m := range n.Members {
		want, known := elements[element][m.Name]
		switch {
		case strings.HasPrefix(m.Name, "x-"):
			c.extension(m)
			out.Members = append(out.Members, m)
		case !known:
			c.report(m.Pos, "%q is no member of %s: it was left out", clip(m.Name), element)
		case want == anything:
			out.Members = append(out.Members, m)
		case m.Value.Kind == document.Null:
		case want == document.String && (m.Value.Kind == document.Number || m.Value.Kind == document.Bool):
			m.Value = newText(m.Value.Pos, m.Value.Text)
			out.Members = append(out.Members, m)
		default:
			putKind(c, out, m, want)
		}
	}
	return out
}
