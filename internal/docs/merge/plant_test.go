package merge_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/internal/docs/merge"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// ground has one of everything that an export may have.
const ground = `
openapi: 3.0.1
info: {title: Shop, version: 1.0.0}
servers: [{url: 'https://shop.example'}]
paths:
  /orders/{id}:
    post:
      operationId: pay
      summary: Pay for an order
      description: takes money
      tags: [Orders]
      parameters:
        - {name: id, in: path, description: of the order, required: true, schema: {type: string, minLength: 2}, example: TQ1}
        - {name: lang, in: query, style: form, explode: true, schema: {$ref: '#/components/schemas/Language'}, examples: {english: {summary: one, value: en}}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object, properties: {since: {type: string}}}}}}
      requestBody:
        description: how
        content:
          application/json:
            schema:
              type: object
              required: [amount]
              properties:
                amount: {type: number, minimum: 1, exclusiveMinimum: true, multipleOf: 2, default: 4, description: in fen}
                names: {type: array, minItems: 1, items: {type: string, pattern: '^[a-z]+$', example: ab}}
                more: {type: object, additionalProperties: {type: integer}}
                by: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Cash'}], discriminator: {propertyName: kind, mapping: {card: '#/components/schemas/Card'}}}
                both: {allOf: [{$ref: '#/components/schemas/Card'}, {type: object, properties: {pin: {type: string, nullable: true}}}]}
            example: {amount: 4}
      responses:
        '200':
          description: paid
          headers: {X-Left: {description: calls, schema: {type: integer}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Cash'}
              examples: {paid: {value: {kind: cash}}}
webhooks:
  order.paid:
    post:
      summary: An order was paid
      requestBody: {content: {application/json: {schema: {type: object, properties: {no: {type: string}}}}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Language: {type: string, enum: [en, zh], title: A language}
    Card: {type: object, required: [kind], properties: {kind: {type: string}, no: {type: string, format: card}}}
    Cash: {type: object, required: [kind], properties: {kind: {type: string}}}
`

// Plants are values that are wrong almost everywhere; they are found by their names.
var plants = []string{"planted", "{planted: planted}", "[planted]"}

// untold are places that say nothing about operations: the document has a title, names and components of its own.
var untold = []string{"/openapi", "/info", "/operationId", "/components"}

// TestNothingIsLostInSilence puts something wrong or unknown into every place of an export, one at a time: it comes into the document,
// or the report tells, or the file is refused.
func TestNothingIsLostInSilence(t *testing.T) {
	root := parse(t, ground)
	before := notesOf(importExport(t, root))
	for _, at := range placesIn(root, nil) {
		if slices.ContainsFunc(untold, func(s string) bool { return strings.HasSuffix(document.Pointer(at), s) }) || at[0] == "info" {
			continue
		}
		for i, plant := range plants {
			check := func(what string, export *document.Node) {
				result := importExport(t, export)
				if result == nil {
					return // it was refused
				}
				if slices.ContainsFunc(result.Files, func(f merge.File) bool { return bytes.Contains(f.New, []byte("planted")) }) {
					return
				}
				for note := range notesOf(result) {
					if !before[note] {
						return
					}
				}
				t.Errorf("%s %s: %s: neither in the document nor in the report", what, document.Pointer(at), plant)
			}
			export := root.Clone()
			*find(export, at) = *parse(t, plant)
			check("instead of", export)
			export = root.Clone()
			if n := find(export, at); n.Kind == document.Object && i == 0 {
				n.Members = append(n.Members, document.Member{Name: "unknown", Value: parse(t, plant)})
				check("a member of", export)
			}
		}
	}
}

func parse(t *testing.T, text string) *document.Node {
	t.Helper()
	n, err := document.Parse("export.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// placesIn returns the ways to all values below one.
func placesIn(n *document.Node, way []string) [][]string {
	var all [][]string
	for _, m := range n.Members {
		below := append(slices.Clone(way), m.Name)
		all = append(append(all, below), placesIn(m.Value, below)...)
	}
	for i, item := range n.Items {
		below := append(slices.Clone(way), fmt.Sprint(i))
		all = append(append(all, below), placesIn(item, below)...)
	}
	return all
}

func find(n *document.Node, way []string) *document.Node {
	for _, name := range way {
		if n.Kind == document.Array {
			var i int
			fmt.Sscan(name, &i)
			n = n.Items[i]
		} else {
			n = n.Get(name)
		}
	}
	return n
}

// importExport imports an export into no document; nil when the file is refused.
func importExport(t *testing.T, root *document.Node) *merge.Result {
	t.Helper()
	var text bytes.Buffer
	if err := document.WriteJSON(&text, root, ""); err != nil {
		t.Fatal(err)
	}
	pages, _, err := page.Read("export.json", text.Bytes())
	if err != nil {
		return nil
	}
	result, err := merge.Pages(t.Context(), document.FromFS(fstest.MapFS{}, "openapi.yaml", "spec"), pages, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// notesOf returns what a report says, without the places.
func notesOf(r *merge.Result) map[string]bool {
	notes := map[string]bool{}
	add := func(list []merge.Note) {
		for _, n := range list {
			if n.Kind == merge.Unread || n.Kind == merge.Todo || n.Kind == merge.Conflict {
				notes[strings.ReplaceAll(n.Message, "\n", " ")] = true
			}
		}
	}
	add(r.Report.Notes)
	for _, o := range r.Report.Operations {
		add(o.Notes)
	}
	return notes
}
