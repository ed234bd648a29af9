package diff

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

// schemasDocument is a document with one operation, which reaches the first of some schemas.
func schemasDocument(t *testing.T, schemas string) *document.Node {
	t.Helper()
	root, err := document.Parse("openapi.yaml", []byte(`openapi: 3.1.0
info: {title: T, version: 1.0.0}
paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A0'}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A0'}}}}}
components:
  schemas:
`+schemas))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func compareSchemas(t *testing.T, before, after string) (*Report, error) {
	t.Helper()
	r := &Report{}
	a, b := newSide(schemasDocument(t, before)), newSide(schemasDocument(t, after))
	return r, r.compare(t.Context(), a, b, document.Source{}, document.Source{}, Options{NoGo: true})
}

// recursion are schemas that hold NEXT, by keyword.
var recursion = map[string]string{
	"properties":            "type: object, properties: {x: {type: LEAF}, a: NEXT}",
	"required":              "type: object, required: [a], properties: {x: {type: LEAF}, a: NEXT}",
	"items":                 "type: array, items: NEXT",
	"items or null":         "type: [array, 'null'], items: NEXT",
	"items of several":      "type: [array, string, object], items: NEXT, properties: {x: {type: LEAF}}",
	"prefixItems":           "type: array, prefixItems: [{type: LEAF}, NEXT]",
	"contains":              "type: array, contains: NEXT, items: {type: LEAF}",
	"unevaluatedItems":      "type: array, unevaluatedItems: NEXT, prefixItems: [{type: LEAF}]",
	"additionalProperties":  "type: object, additionalProperties: NEXT, properties: {x: {type: LEAF}}",
	"patternProperties":     "type: object, patternProperties: {^x: NEXT, ^y: {type: LEAF}}",
	"propertyNames":         "type: object, propertyNames: NEXT, properties: {x: {type: LEAF}}",
	"unevaluatedProperties": "type: object, unevaluatedProperties: NEXT, properties: {x: {type: LEAF}}",
	"dependentSchemas":      "type: object, dependentSchemas: {x: NEXT}, properties: {x: {type: LEAF}}",
	"allOf":                 "allOf: [{type: object, properties: {x: {type: LEAF}}}, {type: object, properties: {a: NEXT}}]",
	"anyOf":                 "anyOf: [{type: object, properties: {x: {type: LEAF}}}, {type: array, items: NEXT}]",
	"anyOf of itself":       "anyOf: [{type: object, properties: {x: {type: LEAF}}}, NEXT]",
	"oneOf":                 "oneOf: [{type: LEAF}, {type: object, properties: {a: NEXT}}]",
	"oneOf of itself":       "oneOf: [{type: LEAF}, NEXT]",
	"oneOf or null":         "type: object, properties: {x: {type: LEAF}, a: {oneOf: [NEXT, {type: 'null'}]}}",
	"array or null":         "type: array, items: {anyOf: [NEXT, {type: 'null'}]}",
	"array of one":          "type: array, items: {allOf: [NEXT]}",
	"array beside":          "type: array, items: {$ref: REF, description: Itself.}",
	"not":                   "type: object, not: NEXT, properties: {x: {type: LEAF}}",
	"if":                    "type: object, if: NEXT, then: NEXT, else: NEXT, properties: {x: {type: LEAF}}",
	"contentSchema":         "type: string, contentMediaType: application/json, contentSchema: NEXT",
	"discriminator":         "type: object, discriminator: {propertyName: x, mapping: {a: '#/components/schemas/A0'}}, oneOf: [NEXT], properties: {x: {type: LEAF}}",
}

// TestRecursiveSchemas are compared, whatever keyword they hold themselves by: at once, through others, and coming and going.
func TestRecursiveSchemas(t *testing.T) {
	const plain = "    A0: {type: object, properties: {x: {type: string}}}\n"
	for name, schema := range recursion {
		t.Run(name, func(t *testing.T) {
			schemas := func(length int, leaf string) (all string) {
				for i := range length {
					all += component(i, (i+1)%length, leaf, schema)
				}
				return all
			}
			for _, test := range []struct {
				before, after string
				same          bool
			}{
				{before: plain, after: schemas(1, "string")},
				{before: schemas(1, "string"), after: plain},
				{before: schemas(1, "string"), after: schemas(1, "integer")},
				{before: schemas(1, "string"), after: schemas(3, "string"), same: true},
				{before: schemas(3, "string"), after: schemas(3, "boolean")},
			} {
				r, err := compareSchemas(t, test.before, test.after)
				if _, findings := err.(document.Errors); err != nil && !findings {
					t.Fatalf("%v\n%s%s", err, test.before, test.after)
				}
				if err == nil && !test.same && test.before != test.after && len(r.Changes) == 0 {
					t.Errorf("nothing is said about the change from\n%sto\n%s", test.before, test.after)
				}
			}
		})
	}
}

// component is one of the schemas: text in which NEXT is a reference to another one, REF what that refers to, LEAF a type, and OWN a name.
func component(i, next int, leaf, text string) string {
	ref := fmt.Sprintf("'#/components/schemas/A%d'", next)
	text = strings.NewReplacer("NEXT", "{$ref: "+ref+"}", "REF", ref, "LEAF", leaf, "OWN", fmt.Sprintf("p%d", i)).Replace(text)
	return fmt.Sprintf("    A%d: {%s}\n", i, text)
}

// chain is schemas of which each holds the next, and the last one has a property.
func chain(length int, leaf, link string) string {
	var b strings.Builder
	for i := range length {
		b.WriteString(component(i, i+1, leaf, link))
	}
	return b.String() + component(length, 0, leaf, "type: object, properties: {x: {type: LEAF}}")
}

// TestLongChainsOfSchemas are as long as the document, and not as the ways through it.
func TestLongChainsOfSchemas(t *testing.T) {
	for name, test := range map[string]struct {
		length int
		link   string
	}{
		"allOf":                               {500, "allOf: [NEXT]"},
		"allOf that doubles":                  {60, "allOf: [NEXT, NEXT]"},
		"allOf that doubles, with properties": {60, "allOf: [NEXT, {type: object, properties: {OWN: {type: string}}}, NEXT]"},
		"allOf with properties":               {400, "allOf: [NEXT], properties: {OWN: {type: string}}"},
		"properties":                          {60, "type: object, properties: {a: NEXT, b: NEXT}"},
		"arrays":                              {100, "type: array, items: NEXT"},
		"references":                          {300, "allOf: [NEXT], description: OWN"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := compareSchemas(t, chain(test.length, "string", test.link), chain(test.length, "integer", test.link))
			if err != nil || r.Count(Breaking) == 0 {
				t.Errorf("%v, %+v", err, r.Changes)
			}
		})
	}
}

// TestTimeForTheWireIsLimited: where there are too many ways from one schema to another, the report says so.
func TestTimeForTheWireIsLimited(t *testing.T) {
	const link = "anyOf: [NEXT, {allOf: [NEXT], minProperties: 1}]"
	a, b := newSide(schemasDocument(t, chain(60, "string", link))), newSide(schemasDocument(t, chain(60, "integer", link)))
	_, _, err := compareWire(t.Context(), a, b, 1)
	var findings document.Errors
	if !errors.As(err, &findings) || !strings.Contains(err.Error(), "openapi.yaml:1:1: the schemas of what changed reach each other on too many ways") {
		t.Error(err)
	}
}
