package describe

import (
	"encoding/json"
	"strconv"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/pattern"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"
)

// constrain sets what the document demands of a field, and how sure it is of that. of is the type that has the field.
func (d *describer) constrain(f *api.Field, u *use, of *api.Type) {
	grade := d.grade(u.annotation("x-source", true), d.grades[of])
	f.Unsure = !sure(grade)
	f.Rule = d.rule(u, grade, 0)
	if t := namedIn(&f.Ref); t != nil && d.grades[t] == "" && u.component == "" {
		d.grades[t] = grade // a type that was lifted out of the field
	}
}

// grade is the evidence that a place states, or that of what it lies in.
func (d *describer) grade(source *document.Node, outer string) string {
	if s := d.parseSource(source); s != nil && s.Evidence != "" {
		return s.Evidence
	}
	return outer
}

// sure reports whether what has this evidence may be refused when it is broken: in a document that states none, everything.
func sure(grade string) bool { return grade == "" || grade == extension.Documented }

// rule returns what a schema demands of values besides their type, as far as it can be checked; nil when that is nothing.
func (d *describer) rule(u *use, grade string, depth int) *sdk.Rule {
	if u.node == nil || u.node.Kind != document.Object || depth > maxDepth {
		return nil
	}
	n := d.withBeside(u)
	r := &sdk.Rule{Unsure: !sure(d.grade(u.typeAnnotation("x-source"), grade)) || !sure(grade)}
	found := d.enumRule(r, n)
	limit := func(to *string, name string) {
		if v := n.Get(name); v != nil && v.Kind == document.Number {
			*to, found = v.Text, true
		}
	}
	least := func(to *int, name string) {
		if v, ok := count(n.Get(name)); ok && v > 0 {
			*to, found = v, true
		}
	}
	most := func(to **int, name string) {
		if v, ok := count(n.Get(name)); ok {
			*to, found = &v, true
		}
	}
	if u.mayBe("number", "integer") {
		limit(&r.Minimum, "minimum")
		limit(&r.Maximum, "maximum")
		limit(&r.ExclusiveMinimum, "exclusiveMinimum")
		limit(&r.ExclusiveMaximum, "exclusiveMaximum")
		limit(&r.MultipleOf, "multipleOf")
		if n.Get("exclusiveMinimum").IsTrue() { // of OpenAPI 3.0
			r.Minimum, r.ExclusiveMinimum = "", r.Minimum
		}
		if n.Get("exclusiveMaximum").IsTrue() {
			r.Maximum, r.ExclusiveMaximum = "", r.Maximum
		}
	}
	if u.mayBe("string") {
		least(&r.MinLength, "minLength")
		most(&r.MaxLength, "maxLength")
		found = d.patternRule(r, n) || found
	}
	if u.mayBe("array") {
		least(&r.MinItems, "minItems")
		most(&r.MaxItems, "maxItems")
		found = d.itemsRule(r, n.Get("items"), grade, depth) || found
	}
	if u.mayBe("object") {
		least(&r.MinProperties, "minProperties")
		most(&r.MaxProperties, "maxProperties")
		if n.Get("properties") == nil {
			found = d.itemsRule(r, n.Get("additionalProperties"), grade, depth) || found
		}
	}
	if !found {
		return nil
	}
	return r
}

// constraints are the keywords of rules that stand beside a $ref, an allOf of one, or a choice with null. An enum there makes another
// schema.
var constraints = set("const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
	"minItems", "maxItems", "minProperties", "maxProperties")

// withBeside returns the schema of a use with the constraints that stand on the way to it, which hold too.
func (d *describer) withBeside(u *use) *document.Node {
	var beside []*document.Node
	for _, n := range u.notes {
		if n == u.node {
			continue
		}
		var members []document.Member
		for _, m := range n.Members {
			if constraints[m.Name] {
				members = append(members, m)
			}
		}
		if members != nil {
			beside = append(beside, &document.Node{Kind: document.Object, Pos: n.Pos, Members: members})
		}
	}
	if beside == nil {
		return u.node
	}
	m := newMerger(d.flat, u.pos)
	m.add(u.node, nil, u.nullable)
	for _, n := range beside {
		m.add(n, nil, true)
	}
	return m.finish()
}

// mayBe reports whether the schema allows values of one of these types.
func (u *use) mayBe(types ...string) bool {
	for _, t := range types {
		for _, own := range u.types {
			if own == t {
				return true
			}
		}
	}
	return len(u.types) == 0
}

// enumRule sets the values that are allowed. Lists that hold arrays or objects cannot be checked.
func (d *describer) enumRule(r *sdk.Rule, n *document.Node) bool {
	var values []*document.Node
	if list := n.Get("enum"); list != nil {
		values = list.Items
	}
	if c := n.Get("const"); c != nil {
		values = []*document.Node{c}
	}
	var literals []string
	for _, v := range values {
		switch v.Kind {
		case document.Null:
		case document.String:
			text, err := json.Marshal(v.Text)
			if err != nil {
				return false
			}
			literals = append(literals, string(text))
		case document.Number, document.Bool:
			literals = append(literals, v.Text)
		default:
			return false
		}
	}
	r.Enum = literals
	return len(literals) > 0
}

// patternRule sets the pattern, or those of schemas that hold together, as far as they can be checked.
func (d *describer) patternRule(r *sdk.Rule, n *document.Node) bool {
	list := n.Get("pattern")
	if list == nil {
		return false
	}
	for _, p := range listOf(list) {
		if p.Kind != document.String || p.Text == "" {
			continue
		}
		if _, err := pattern.Compile(p.Text); err != nil {
			d.api.Warnings = append(d.api.Warnings, &document.Error{
				Pos: p.Pos, Rule: "pattern", Message: "this pattern is not checked, because " + err.Error(),
			})
			continue
		}
		if r.Pattern == "" {
			r.Pattern = p.Text
		} else {
			r.Patterns = append(r.Patterns, p.Text)
		}
	}
	return r.Pattern != ""
}

func (d *describer) itemsRule(r *sdk.Rule, items *document.Node, grade string, depth int) bool {
	if items == nil || items.Kind != document.Object {
		return false
	}
	u := d.use(items, "")
	if u.isStruct() { // whose codec has rules of its own
		return false
	}
	r.Items = d.rule(&u, grade, depth+1)
	return r.Items != nil
}

// count reads a number of characters, items or properties.
func count(n *document.Node) (int, bool) {
	if n == nil || n.Kind != document.Number {
		return 0, false
	}
	value, err := runtime.Decimal(n.Text).Rat()
	if err != nil || !value.IsInt() {
		return 0, false
	}
	v, err := strconv.Atoi(value.Num().String())
	return v, err == nil && v >= 0
}
