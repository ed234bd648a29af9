package merge_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pandapon/pandagen/internal/docs/merge"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// drifter changes what pages say, as documentations do.
type drifter struct{ *rand.Rand }

func pick[T any](d drifter, list ...T) T { return list[d.IntN(len(list))] }

// drift changes one thing in a document that is taken for the pages.
func (d drifter) drift(root *document.Node) {
	var schemas, operations []*document.Node
	document.Walk(root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
		switch e {
		case document.Schema:
			schemas = append(schemas, n)
		case document.Operation:
			operations = append(operations, n)
		}
		return true
	})
	if d.IntN(6) == 0 && len(operations) > 0 {
		d.operation(pick(d, operations...))
		return
	}
	d.schema(pick(d, schemas...))
}

func (d drifter) operation(n *document.Node) {
	switch d.IntN(4) {
	case 0:
		set(n, "deprecated", `true`)
	case 1:
		set(n, "parameters", `[{"name": "lang", "in": "query", "required": true, "schema": {"type": "string", "enum": ["en", "zh"]}}]`)
	case 2:
		set(n, "summary", `"Another title"`)
	default:
		set(n, "requestBody", `{"content": {"application/json": {"schema": {"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "items": {"type": "object", "properties": {"b": {"type": "number"}}}}}}}}}`)
	}
}

func (d drifter) schema(n *document.Node) {
	properties := n.Get("properties")
	switch what := d.IntN(10); {
	case what < 2:
		set(n, "type", pick(d, `"string"`, `"integer"`, `"number"`, `["string", "null"]`, `"boolean"`, `"object"`, `"array"`))
	case what == 2:
		set(n, "enum", pick(d, `["a", "b"]`, `[1, 2, 3]`, `["paid", "lost"]`))
	case what == 3:
		set(n, pick(d, "minimum", "maximum", "maxLength", "minLength"), pick(d, "0", "3", "40"))
	case what == 4:
		set(n, "default", pick(d, `"x"`, `1`, `true`))
	case what == 5:
		set(n, "deprecated", `true`)
	case properties == nil || len(properties.Members) == 0:
		set(n, "nullable", `true`)
	case what == 6:
		i := d.IntN(len(properties.Members))
		properties.Members = slices.Delete(properties.Members, i, i+1)
	case what == 7:
		set(n, "required", fmt.Sprintf(`[%q]`, properties.Members[d.IntN(len(properties.Members))].Name))
	default:
		i := d.IntN(len(properties.Members) + 1)
		v, _ := document.Parse("v.json", []byte(pick(d, `{"type": "string"}`, `{"type": "object", "properties": {"x": {"type": "integer"}}}`,
			`{"type": "array", "items": {"type": "string", "enum": ["u", "v"]}}`, `{"type": ["integer", "null"], "description": "a number"}`)))
		if properties.Get("fresh") == nil {
			properties.Members = slices.Insert(properties.Members, i, document.Member{Name: "fresh", Value: v})
		}
	}
}

// set gives a member a value, in JSON.
func set(n *document.Node, name, value string) {
	v, err := document.Parse("v.json", []byte(value))
	if err != nil {
		panic(err)
	}
	if m := n.Member(name); m != nil {
		m.Value = v
		return
	}
	n.Members = append(n.Members, document.Member{Name: name, Value: v})
}

// TestPagesThatDrift takes documents for their own pages, changes the pages at random, and imports them: the result can be loaded,
// keeps all comments, and a second import changes nothing.
func TestPagesThatDrift(t *testing.T) {
	for _, test := range []struct {
		spec  string
		times int
	}{{"testdata/evidence/spec", 40}, {"testdata/nothing-new/spec", 40}, {ownSpec, 3}} {
		doc, err := document.Load(t.Context(), source(test.spec))
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(test.times) {
			t.Run(fmt.Sprintf("%s/%d", test.spec, seed), func(t *testing.T) {
				root, err := document.Bundle(doc)
				if err != nil {
					t.Fatal(err)
				}
				root = root.Clone()
				d := drifter{rand.New(rand.NewPCG(seed, 1))}
				for range 1 + d.IntN(6) {
					d.drift(root)
				}
				var export bytes.Buffer
				if err := document.WriteJSON(&export, root, "  "); err != nil {
					t.Fatal(err)
				}
				pages, _, err := page.Read("export.json", export.Bytes())
				if err != nil {
					t.Fatal(err)
				}
				spec := copyTree(t, test.spec)
				result, err := merge.Pages(t.Context(), source(spec), pages, nil)
				if err != nil {
					t.Fatal(err)
				}
				checkComments(t, result.Files)
				write(t, spec, result.Files)
				checkDocument(t, spec, result)
				again, err := merge.Pages(t.Context(), source(spec), pages, nil)
				if err != nil {
					t.Fatal(err)
				}
				if len(again.Files) > 0 {
					t.Errorf("a second import changes something\n%s\nafter\n%s", merge.Patch(again.Files), merge.Patch(result.Files))
				}
			})
		}
	}
}
