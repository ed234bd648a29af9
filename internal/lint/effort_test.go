package lint

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

// chained is a document with an example whose schemas hold each other: NEXT is a reference to the next one.
func chained(t *testing.T, length int, schema, example string) *document.Document {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\nservers: [{url: 'https://api.example.com'}]\npaths: {}\ncomponents:\n  schemas:\n    Order: {allOf: [{$ref: '#/components/schemas/A0'}], example: %s}\n", example)
	for i := range length {
		fmt.Fprintf(&b, "    A%d: {%s}\n", i, strings.ReplaceAll(schema, "NEXT", fmt.Sprintf("{$ref: '#/components/schemas/A%d'}", i+1)))
	}
	fmt.Fprintf(&b, "    A%d: {type: object, properties: {x: {type: string}}}\n", length)
	root, err := document.Parse("openapi.yaml", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return document.FromNode(root)
}

// An example whose schemas hold each other on more ways than there is time for is a finding, and the next one is checked.
func TestExamplesAreBounded(t *testing.T) {
	for _, schema := range []string{"allOf: [NEXT, NEXT]", "oneOf: [NEXT, NEXT]", "type: object, allOf: [NEXT, {properties: {a: NEXT}}, NEXT]"} {
		found, err := Run(t.Context(), chained(t, 40, schema, "{x: a}"))
		if err != nil || len(found) != 1 || found[0].Rule != "example" || !strings.Contains(found[0].Message, "the example is not checked: its schemas hold each other on too many ways") {
			t.Errorf("%s: %v %v", schema, err, found)
		}
	}
	if found, err := Run(t.Context(), chained(t, 40, "allOf: [NEXT]", "{x: 1}")); err != nil || len(found) != 1 || !strings.Contains(found[0].Message, "the example does not fit its schema") {
		t.Errorf("%v %v", err, found)
	}
}

// Patterns that take long are not checked, and long texts count.
func TestPatternsAreBounded(t *testing.T) {
	long := strings.Repeat("a{1000}", 1000)
	if found, err := Run(t.Context(), chained(t, 1, "type: object, properties: {x: {type: string, pattern: '"+long+"'}}", "{x: b}")); err != nil || len(found) != 0 {
		t.Errorf("%v %v", err, found)
	}
	text := strings.Repeat("a", 1_000_000)
	found, err := Run(t.Context(), chained(t, 1, "type: object, properties: {x: {type: string, pattern: '^(a|aa|aaa){1000}$'}}", "{x: "+text+"}"))
	if err != nil || len(found) != 1 || !strings.Contains(found[0].Message, "the example is not checked") {
		t.Errorf("%v %v", err, found)
	}
}

// All examples together have a bound too, whose end is told once.
func TestAllExamplesAreBounded(t *testing.T) {
	e := effort{all: maxSteps + 1}
	for i, want := range []string{"", "the examples of the document take more than"} {
		err := e.within(func() { e.spend(maxSteps) })
		if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%d: %v", i, err)
		}
	}
}
