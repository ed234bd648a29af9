package describe

import (
	"cmp"
	"math/big"
	"regexp"
	"slices"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/runtime"
)

// zeroRule is what the document says about a field's zero value.
type zeroRule struct {
	invalid bool // the schema forbids it
	null    bool // the schema allows null in its place
}

// zeroRule reads what a schema says about the zero value of its Go type.
func (d *describer) zeroRule(f *api.Field, u *use) zeroRule {
	e := d.enum(u)
	rule := zeroRule{null: u.nullable && (u.node.Get("enum") == nil || e.null || u.nullBeside)}
	if u.node == nil {
		return rule
	}
	kind := f.Ref.Kind
	if kind == api.Named {
		kind = cmp.Or(f.Ref.Wire, f.Ref.Type.Base)
	}
	switch kind {
	case api.Integer: // no digits are no number
		rule.invalid = true
	case api.Int64Text, api.DecimalText:
		rule.invalid = forbidsText(u.node, "0", e)
	case api.String, api.StringOrInteger, api.IntegerOrString:
		rule.invalid = forbidsText(u.node, "", e)
	case api.Int64, api.Float64, api.Decimal, api.IntegerDecimal:
		rule.invalid = forbidsNumber(u.node, new(big.Rat), e)
	case api.Bool:
		values := u.node.Get("enum")
		rule.invalid = u.node.Get("const").IsTrue() || values != nil && !slices.ContainsFunc(values.Items, func(v *document.Node) bool { return v.Kind == document.Bool && !v.IsTrue() })
	case api.Array:
		rule.invalid = atLeastOne(u.node.Get("minItems"))
	case api.Map:
		rule.invalid = atLeastOne(u.node.Get("minProperties")) || u.node.Get("required") != nil
	case api.Any: // whose zero value is null
		rule.invalid = !u.nullable && !u.undescribed()
	}
	return rule
}

// forbidsText reports whether a schema may forbid a text. A format is taken to forbid the empty one, which is no JSON either.
func forbidsText(schema *document.Node, text string, e enumValues) bool {
	switch c := schema.Get("const"); {
	case c != nil:
		return c.Text != text
	case schema.Get("enum") != nil:
		return !slices.Contains(e.literals, text)
	case atLeastOne(schema.Get("minLength")), text == "" && (schema.Get("format") != nil || holdsJSON(schema)):
		return true
	}
	pattern := schema.Get("pattern")
	if pattern == nil {
		return false
	}
	p, err := regexp.Compile(pattern.Text)
	return err != nil || !p.MatchString(text)
}

// holdsJSON reports whether the text that a schema describes is JSON.
func holdsJSON(schema *document.Node) bool {
	media := schema.Get("contentMediaType")
	return media != nil && isJSON(media.Text)
}

// forbidsNumber reports whether a schema forbids a number.
func forbidsNumber(schema *document.Node, n *big.Rat, e enumValues) bool {
	compare := func(name string) (order int, ok bool) {
		limit := schema.Get(name)
		if limit == nil || limit.Kind != document.Number {
			return 0, false
		}
		value, err := runtime.Decimal(limit.Text).Rat()
		if err != nil {
			return 0, false
		}
		return n.Cmp(value), true
	}
	if order, ok := compare("const"); ok {
		return order != 0
	}
	if schema.Get("enum") != nil {
		return !slices.ContainsFunc(e.literals, func(literal string) bool {
			value, err := runtime.Decimal(literal).Rat()
			return err == nil && value.Cmp(n) == 0
		})
	}
	if order, ok := compare("minimum"); ok && (order < 0 || order == 0 && schema.Get("exclusiveMinimum").IsTrue()) {
		return true
	}
	if order, ok := compare("maximum"); ok && (order > 0 || order == 0 && schema.Get("exclusiveMaximum").IsTrue()) {
		return true
	}
	if order, ok := compare("exclusiveMinimum"); ok && order <= 0 {
		return true
	}
	order, ok := compare("exclusiveMaximum")
	return ok && order >= 0
}

func atLeastOne(limit *document.Node) bool {
	return limit != nil && limit.Text != "" && limit.Text != "0"
}
