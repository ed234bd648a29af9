package describe

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

// Marks are as sure as the nearest grade around them says, and rules also no surer than the component that states them.
func TestConstraintsAndHowSureTheyAre(t *testing.T) {
	const text = `
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    post:
      operationId: sure
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses: {'200': {description: x}}
  /b/{id}:
    get:
      operationId: unsure
      x-source: {evidence: inferred}
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, pattern: '^(?!x)'}}
        - {name: n, in: query, x-source: {evidence: upstream}, schema: {type: integer, exclusiveMinimum: 0, multipleOf: 2}}
        - {name: o, in: query, schema: {type: [integer, "null"], minimum: 0, exclusiveMinimum: true, maxLength: 3}}
      responses: {'200': {description: x}}
components:
  schemas:
    A:
      type: object
      required: [plain, graded, inner]
      properties:
        plain: {type: string, minLength: 1, maxLength: 9, pattern: '^a'}
        graded: {type: string, maxLength: 2e0, x-source: {evidence: upstream}}
        status: {$ref: '#/components/schemas/Status'}
        statuses: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Status'}}
        inner: {type: object, x-source: {evidence: sibling}, required: [deep], properties: {deep: {type: number, maximum: 1}, own: {const: "x", x-source: {evidence: documented}}}}
        map: {type: object, maxProperties: 3, additionalProperties: {type: string, maxLength: 4}}
        flag: {type: boolean, const: true}
        mixed: {enum: [1, "a", null]}
        odd: {enum: [{a: 1}]}
    Status: {type: [string, "null"], enum: [A, B, null], x-source: {evidence: upstream}}
`
	root, err := document.Parse("a.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a, errs := Describe(t.Context(), root, Options{Package: "p"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	got := rulesOf(t, a)
	want := map[string]string{
		"A.plain":              `map[MaxLength:9 MinLength:1 Pattern:^a]`,
		"A.graded":             `unsure map[MaxLength:2 Unsure:true]`,
		"A.status":             `map[Enum:["A" "B"] Unsure:true]`,
		"A.statuses":           `map[Items:map[Enum:["A" "B"] Unsure:true] MinItems:1]`,
		"A.inner":              `unsure`,
		"A.inner.deep":         `unsure map[Maximum:1 Unsure:true]`,
		"A.inner.own":          `map[Enum:["x"]]`,
		"A.map":                `map[Items:map[MaxLength:4] MaxProperties:3]`,
		"A.flag":               `map[Enum:[true]]`,
		"A.mixed":              `map[Enum:[1 "a"]]`,
		"A.odd":                ``,
		"unsure.parameters.id": ``,
		"unsure.parameters.n":  `unsure map[ExclusiveMinimum:0 MultipleOf:2 Unsure:true]`,
		"unsure.parameters.o":  `map[ExclusiveMinimum:0]`,
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%s: %s, want %s", name, got[name], want[name])
		}
	}
	if len(got) != len(want) {
		t.Errorf("fields %q", slices.Sorted(maps.Keys(got)))
	}
	for _, op := range a.Operations() {
		if op.Unsure != (op.ID == "unsure") {
			t.Errorf("%s: unsure is %t", op.ID, op.Unsure)
		}
	}
	if len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0].Message, "pattern is not checked") || a.Warnings[0].Pos.Line != 15 {
		t.Errorf("warnings %v", a.Warnings)
	}
}

// Rules of schemas that hold together hold together.
func TestConstraintsOfAllOf(t *testing.T) {
	const before = `
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /a: {post: {operationId: a, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, responses: {'200': {description: x}}}}
components:
  schemas:
    A: {allOf: [{type: object, properties: {x: FIRST}}, {type: object, properties: {x: LATER}}]}
    Small: {type: integer, maximum: 9}
    Kind: {type: string, enum: [cat, dog]}
`
	for _, c := range []struct{ first, later, want string }{
		{"{type: integer, minimum: 1, maximum: 9}", "{type: integer, minimum: 3, maximum: 20}", `map[Maximum:9 Minimum:3]`},
		{"{type: integer, minimum: 3}", "{type: integer, minimum: 1, maximum: 20}", `map[Maximum:20 Minimum:3]`},
		{"{type: number, minimum: 5, exclusiveMinimum: true}", "{type: number, minimum: 3}", `map[ExclusiveMinimum:5 Minimum:3]`},
		{"{type: number, maximum: 5}", "{type: number, maximum: 5, exclusiveMaximum: true}", `map[ExclusiveMaximum:5 Maximum:5]`},
		{"{type: number, minimum: 1e-1}", "{type: number, minimum: 0.01}", `map[Minimum:1e-1]`},
		{"{type: number, multipleOf: 4}", "{type: integer, multipleOf: 6}", `map[MultipleOf:12]`},
		{"{type: number, multipleOf: 0.5}", "{type: number, multipleOf: 0.75}", `map[MultipleOf:1.5]`},
		{"{type: string, minLength: 2, maxLength: 9}", "{type: string, minLength: 1, maxLength: 5}", `map[MaxLength:5 MinLength:2]`},
		{"{type: string, pattern: a}", "{type: string, pattern: b}", `map[Pattern:a Patterns:[b]]`},
		{"{type: string, pattern: a}", "{type: string, pattern: a, minLength: 1}", `map[MinLength:1 Pattern:a]`},
		{"{type: array, minItems: 2, items: {type: string, maxLength: 3}}", "{type: array, maxItems: 4, items: {maxLength: 5, minLength: 1}}",
			`map[Items:map[MaxLength:3 MinLength:1] MaxItems:4 MinItems:2]`},
		{"{type: object, minProperties: 2, additionalProperties: {type: string, maxLength: 3}}", "{type: object, maxProperties: 4, additionalProperties: {minLength: 1}}",
			`map[Items:map[MaxLength:3 MinLength:1] MaxProperties:4 MinProperties:2]`},
		{"{type: integer, enum: [1, 2, 3]}", "{type: integer, enum: [3, 2.0, 5]}", `map[Enum:[2 3]]`},
		{"{type: string, enum: [a, b]}", "{type: string}", `map[Enum:["a" "b"]]`},
		{"{type: string}", "{$ref: '#/components/schemas/Small'}", ``}, // a finding
		{"{$ref: '#/components/schemas/Small'}", "{type: integer, description: d}", `map[Maximum:9]`},
		{"{$ref: '#/components/schemas/Small'}", "{allOf: [{$ref: '#/components/schemas/Small'}, {minimum: 2}]}", `map[Maximum:9 Minimum:2]`},
		{"{}", "{$ref: '#/components/schemas/Small', minimum: 2, maximum: 12}", `map[Maximum:9 Minimum:2]`},
		{"{}", "{allOf: [{$ref: '#/components/schemas/Small'}], maximum: 3}", `map[Maximum:3]`},
		{"{}", "{oneOf: [{$ref: '#/components/schemas/Small'}, {type: 'null'}], minimum: 2, exclusiveMinimum: true}", `map[ExclusiveMinimum:2 Maximum:9]`},
		{"{$ref: '#/components/schemas/Small', minimum: 2}", "{multipleOf: 2}", `map[Maximum:9 Minimum:2 MultipleOf:2]`},
		{"{}", "{$ref: '#/components/schemas/Kind', const: cat}", `map[Enum:["cat"]]`},
		{"{}", "{type: array, items: {$ref: '#/components/schemas/Small', maximum: 4}}", `map[Items:map[Maximum:4]]`},
		{"{nullable: true, allOf: [{$ref: '#/components/schemas/Small'}]}", "{maximum: 7}", `map[Maximum:7]`},
	} {
		text := strings.NewReplacer("FIRST", c.first, "LATER", c.later).Replace(before)
		root, err := document.Parse("a.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		a, errs := Describe(t.Context(), root, Options{Package: "p"})
		if c.want == "" {
			if len(errs) != 1 || !strings.Contains(errs[0].Message, "allOf demands both") {
				t.Errorf("%s and %s: %v", c.first, c.later, errs)
			}
			continue
		}
		if len(errs) > 0 {
			t.Errorf("%s and %s: %v", c.first, c.later, errs)
		} else if got := rulesOf(t, a)["A.x"]; got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.first, c.later, got, c.want)
		}
	}
}

// rulesOf prints what is demanded of the fields of an API.
func rulesOf(t *testing.T, a *api.API) map[string]string {
	t.Helper()
	got := map[string]string{}
	for _, typ := range a.Types {
		for _, f := range typ.Fields {
			text := ""
			if f.Rule != nil {
				rule, err := json.Marshal(f.Rule)
				if err != nil {
					t.Fatal(err)
				}
				var set map[string]any
				if err := json.Unmarshal(rule, &set); err != nil {
					t.Fatal(err)
				}
				maps.DeleteFunc(set, func(_ string, v any) bool {
					return v == nil || v == "" || v == false || v == 0.0
				})
				if items, ok := set["Items"].(map[string]any); ok {
					maps.DeleteFunc(items, func(_ string, v any) bool { return v == nil || v == "" || v == false || v == 0.0 })
				}
				text = fmt.Sprint(set)
			}
			if f.Unsure {
				text = strings.TrimSpace("unsure " + text)
			}
			got[typ.Schema+"."+f.Wire] = text
		}
	}
	return got
}
