package describe

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

// chained is a document whose answer is a chain of schemas: LINK is a reference to the next one, REF what that refers to, OWN a name that no other has.
func chained(length int, schema string) string {
	var b strings.Builder
	b.WriteString(`openapi: 3.1.0
info: {title: T, version: 1.0.0}
paths:
  /a: {get: {operationId: getA, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A0'}}}}}}}
components:
  schemas:
`)
	for i := range length {
		ref := fmt.Sprintf("'#/components/schemas/A%d'", i+1)
		text := strings.NewReplacer("LINK", "{$ref: "+ref+"}", "REF", ref, "OWN", fmt.Sprintf("p%d", i)).Replace(schema)
		fmt.Fprintf(&b, "    A%d: {%s}\n", i, text)
	}
	fmt.Fprintf(&b, "    A%d: {type: object, properties: {x: {type: string}}}\n", length)
	return b.String()
}

// Chains of allOf may be as long as documents are, and schemas may reach each other on many ways.
func TestChainsOfAnyLength(t *testing.T) {
	for name, test := range map[string]struct {
		length int
		schema string
		fields int
	}{
		"allOf of one":             {5000, "allOf: [LINK]", 1},
		"references":               {5000, "$ref: REF", 1},
		"with a description":       {5000, "allOf: [LINK], description: OWN", 1},
		"with properties":          {1000, "allOf: [LINK, {type: object, properties: {OWN: {type: string}}}]", 1001},
		"doubling":                 {300, "allOf: [LINK, LINK]", 1},
		"doubling with properties": {300, "allOf: [LINK, {type: object, properties: {OWN: {type: string}}}, LINK]", 301},
		"choices of one":           {5000, "anyOf: [LINK, {type: 'null'}]", 1},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := document.Parse("a.yaml", []byte(chained(test.length, test.schema)))
			if err != nil {
				t.Fatal(err)
			}
			a, findings := Describe(t.Context(), root, Options{})
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			if len(a.Types) != 1 || len(a.Types[0].Fields) != test.fields {
				t.Errorf("%d types, the first of %d fields", len(a.Types), len(a.Types[0].Fields))
			}
		})
	}
}

// What long chains add up to has a bound.
func TestMembersOfAllOfAreLimited(t *testing.T) {
	d := &describer{}
	d.flat = &flattener{d: d, members: maxMembers - 1}
	n := &document.Node{Kind: document.Object, Members: make([]document.Member, 2)}
	first, again := d.flat.count(n), d.flat.count(n)
	if first || again || len(d.errs) != 1 || !strings.Contains(d.errs[0].Message, "more than 5000000 members") {
		t.Error(d.errs)
	}
}

// A circle is one, however long it is.
func TestLongCircles(t *testing.T) {
	for _, schema := range []string{"allOf: [LINK]", "allOf: [LINK], properties: {OWN: {type: string}}"} {
		for _, length := range []int{1, 3, 500} {
			text := strings.Replace(chained(length, schema), fmt.Sprintf("schemas/A%d'}]", length), "schemas/A0'}]", 1)
			root, err := document.Parse("a.yaml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			_, findings := Describe(t.Context(), root, Options{})
			if len(findings) == 0 || !strings.Contains(findings.Error(), "itself") {
				t.Errorf("%d of %s: %v", length, schema, findings)
			}
		}
	}
}

// Schemas that meet each other in ever new sets end in a finding.
func TestSetsOfSchemasAreLimited(t *testing.T) {
	const n = 24
	var b strings.Builder
	fmt.Fprint(&b, `openapi: 3.1.0
info: {title: T, version: 1.0.0}
paths:
  /a: {get: {operationId: getA, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Root'}}}}}}}
components:
  schemas:
    Root: {allOf: [{$ref: '#/components/schemas/A0'}, {$ref: '#/components/schemas/A1'}]}
`)
	for i := range n { // a step leads on, or to the beginning too: as an automaton, which has 2^n states when it is made deterministic
		next := (i + 1) % n
		fmt.Fprintf(&b, "    A%d: {type: object, properties: {x: {$ref: '#/components/schemas/A%d'}, y: {allOf: [{$ref: '#/components/schemas/A%d'}, {$ref: '#/components/schemas/A0'}]}}}\n", i, next, next)
	}
	root, err := document.Parse("a.yaml", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if _, findings := Describe(t.Context(), root, Options{}); !strings.Contains(findings.Error(), "ways in their members") {
		t.Error(findings)
	}
}
