package describe

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pandapon/pandagen/internal/document"
)

// TestAllOfAgainstAValidator holds what is checked of members that two random schemas have against a validator of JSON Schema: the
// same values are refused, and findings are about schemas that no value satisfies.
func TestAllOfAgainstAValidator(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	one := func(choices ...string) string { return choices[random.IntN(len(choices))] }
	numbers := []string{"minimum: 2", "minimum: 0.5", "maximum: 7", "maximum: 4.5", "exclusiveMinimum: 2", "exclusiveMinimum: 1", "exclusiveMaximum: 6", "exclusiveMaximum: 4",
		"multipleOf: 2", "multipleOf: 3", "multipleOf: 0.5", "multipleOf: 0.75", "enum: [1, 2, 3, 4.5]", "enum: [6, 3.0, 2]", "enum: [0, 9]", "const: 3", "const: 2"}
	texts := []string{"minLength: 1", "minLength: 3", "maxLength: 4", "maxLength: 2", "pattern: ^a", "pattern: b", "pattern: c$", "enum: [a, b, abc]", "enum: [abc, c, a]", "enum: [d]", "const: a"}
	schema := func(kind string, keywords []string) string {
		parts := []string{"type: " + kind}
		for range random.IntN(4) {
			if k := one(keywords...); !slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(p, strings.SplitAfter(k, ":")[0]) }) {
				parts = append(parts, k)
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	findings, broken := 0, 0
	for range 1500 {
		first, later := schema(one("number", "integer"), numbers), schema(one("number", "integer", "[number, 'null']"), numbers)
		values := []string{"-1", "0", "1", "2", "3", "4", "4.5", "5", "6", "7", "9", "12"}
		if random.IntN(2) == 0 {
			first, later = schema("string", texts), schema("string", texts)
			values = []string{`""`, `"a"`, `"b"`, `"c"`, `"ab"`, `"bc"`, `"abc"`, `"ac"`, `"abbc"`, `"abbbc"`, `"d"`}
		}
		const before = `
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a: {post: {operationId: a, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, responses: {'200': {description: x}}}}
components:
  schemas:
    A: {allOf: [{type: object, properties: {x: FIRST}}, {type: object, properties: {x: LATER}}]}
`
		root, err := document.Parse("a.yaml", []byte(strings.NewReplacer("FIRST", first, "LATER", later).Replace(before)))
		if err != nil {
			t.Fatal(err)
		}
		validator := compiled(t, root.Get("components").Get("schemas").Get("A"))
		a, errs := Describe(t.Context(), root, Options{Package: "p"})
		if len(errs) > 0 {
			findings++
		}
		for _, value := range values {
			if value == "4.5" && strings.Contains(first+later, "integer") {
				continue // the decoder refuses it
			}
			invalid := validator.Validate(map[string]any{"x": parsed(t, value)}) != nil
			if len(errs) > 0 {
				if !invalid {
					t.Fatalf("%s and %s: %s satisfies both, and the finding is %v", first, later, value, errs)
				}
				continue
			}
			got := ""
			if rule := a.Types[0].Fields[0].Rule; rule != nil {
				_, got = rule.Broken([]byte(value))
			}
			if (got != "") != invalid {
				t.Fatalf("%s and %s: %s breaks %q, and is invalid: %t", first, later, value, got, invalid)
			}
			if invalid {
				broken++
			}
		}
	}
	if findings < 20 || broken < 1000 {
		t.Errorf("only %d findings and %d invalid values: the test sees too little", findings, broken)
	}
}

// parsed returns a JSON value as the validator takes it.
func parsed(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// compiled returns a validator of a schema.
func compiled(t *testing.T, n *document.Node) *jsonschema.Schema {
	t.Helper()
	var text strings.Builder
	if err := document.WriteJSON(&text, n, ""); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", parsed(t, text.String())); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
