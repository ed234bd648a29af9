package lint

import (
	"slices"
	"strings"
	"unicode"

	"github.com/pandapon/pandagen/internal/document"
)

func schemaRules() []Rule {
	return []Rule{
		{ID: "unit", Level: Warning, Convention: true, Text: "Every amount of money says its unit: x-unit.", check: checkUnits},
		{ID: "required-nullable", Level: Warning, Convention: true, Text: "A property that is required and may be null says why.", check: checkRequiredNullable},
		{ID: "enum-description", Level: Warning, Convention: true, Text: "Every enum says what its values mean: x-enum-descriptions.", check: checkEnumDescriptions},
		{ID: "enum-description-complete", Level: Warning, Text: "x-enum-descriptions has a meaning for each value.", check: checkEnumDescriptionsComplete},
	}
}

// schemas calls visit for every schema that is written out.
func (r *run) schemas(visit func(*document.Node)) {
	for _, e := range r.elements {
		if e.kind == document.Schema {
			visit(e.node)
		}
	}
}

// moneyWords are the last words of names that stand for money in APIs of shops. Words that also count goods or measure
// parcels (total, weight, discount) are left out.
var moneyWords = []string{"price", "amount", "fee", "fees", "payment", "carriage", "freight", "postage", "money", "cost"}

// IsMoney tells whether a name looks like that of an amount of money.
func IsMoney(name string) bool { return slices.Contains(moneyWords, lastWord(name)) }

func checkUnits(r *run) {
	r.schemas(func(n *document.Node) {
		properties := n.Get("properties")
		if properties == nil {
			return
		}
		for _, m := range properties.Members {
			schema := r.deref(m.Value)
			if schema == nil || !isNumber(schema) || m.Value.Get("x-unit") != nil || schema.Get("x-unit") != nil {
				continue
			}
			format := schema.Get("format")
			if format != nil && format.Text == "decimal" || IsMoney(m.Name) {
				r.report(m.Pos, "%s looks like money and has no unit: add x-unit with its unit, or unknown where nobody states it", document.Quote(m.Name))
			}
		}
	})
}

func isNumber(schema *document.Node) bool {
	types := typesOf(schema)
	return slices.Contains(types, "integer") || slices.Contains(types, "number")
}

// typesOf returns a schema's types; null is among them also when OpenAPI 3.0 says nullable.
func typesOf(schema *document.Node) []string {
	var types []string
	if t := schema.Get("type"); t != nil {
		if t.Kind == document.String {
			types = append(types, t.Text)
		}
		for _, item := range t.Items {
			types = append(types, item.Text)
		}
	}
	if n := schema.Get("nullable"); n != nil && n.Text == "true" {
		types = append(types, "null")
	}
	return types
}

// lastWord returns the last word of a camelCase or snake_case name, in lower case.
func lastWord(name string) string {
	runes := []rune(strings.TrimRight(name, "_"))
	start := len(runes)
	for start > 0 {
		start--
		if unicode.IsUpper(runes[start]) || start > 0 && runes[start-1] == '_' {
			break
		}
	}
	return strings.ToLower(string(runes[start:]))
}

func checkRequiredNullable(r *run) {
	r.schemas(func(n *document.Node) {
		required, properties := n.Get("required"), n.Get("properties")
		if required == nil || properties == nil {
			return
		}
		for _, name := range required.Items {
			p := properties.Get(name.Text)
			schema := r.deref(p)
			if schema == nil || !slices.Contains(typesOf(schema), "null") {
				continue
			}
			for _, reason := range []string{"description", "x-go"} {
				if p.Get(reason) != nil || schema.Get(reason) != nil {
					schema = nil
					break
				}
			}
			if schema != nil {
				r.report(p.Pos, "%s is required and may be null: say in its description what null means, or drop one of the two", document.Quote(name.Text))
			}
		}
	})
}

func checkEnumDescriptions(r *run) {
	r.schemas(func(n *document.Node) {
		enum := n.Get("enum")
		if enum != nil && len(enumValues(enum)) > 1 && n.Get("x-enum-descriptions") == nil {
			r.report(enum.Pos, "the enum does not say what its values mean: add x-enum-descriptions with a member for each value")
		}
	})
}

func checkEnumDescriptionsComplete(r *run) {
	r.schemas(func(n *document.Node) {
		enum, meanings := n.Get("enum"), n.Get("x-enum-descriptions")
		if enum == nil || meanings == nil || meanings.Kind != document.Object {
			return
		}
		for _, v := range enumValues(enum) {
			if meanings.Get(v.Text) == nil {
				r.report(v.Pos, "x-enum-descriptions has no meaning for the value %s: add it", document.Quote(v.Text))
			}
		}
	})
}

// enumValues returns the values of an enum but null.
func enumValues(enum *document.Node) []*document.Node {
	return slices.DeleteFunc(slices.Clone(enum.Items), func(v *document.Node) bool { return v.Kind == document.Null })
}

// property is a property of a schema, with those of allOf.
type property struct {
	name   string
	pos    document.Position
	schema *document.Node
}

// properties returns what an object schema has, following references and allOf.
func (r *run) properties(schema *document.Node) []property {
	var out []property
	seen := map[*document.Node]bool{}
	var collect func(*document.Node)
	collect = func(n *document.Node) {
		n = r.deref(n)
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		if all := n.Get("allOf"); all != nil {
			for _, part := range all.Items {
				collect(part)
			}
		}
		if properties := n.Get("properties"); properties != nil {
			for _, m := range properties.Members {
				out = append(out, property{m.Name, m.Pos, m.Value})
			}
		}
	}
	collect(schema)
	return out
}

// find returns the schema of a property, or nil.
func find(properties []property, name string) *document.Node {
	for _, p := range properties {
		if p.name == name {
			return p.schema
		}
	}
	return nil
}

// jsonSchema returns the schema of the JSON content of a request body or response; nil when there is none.
func (r *run) jsonSchema(body *document.Node) *document.Node {
	content := r.deref(body).Get("content")
	if content == nil {
		return nil
	}
	for _, m := range content.Members {
		if isJSON(m.Name) {
			return m.Value.Get("schema")
		}
	}
	return nil
}

// isJSON tells whether a media type is JSON.
func isJSON(mediaType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	name = strings.TrimSpace(name)
	return name == "application/json" || strings.HasSuffix(name, "+json")
}
