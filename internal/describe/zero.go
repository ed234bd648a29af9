package describe

import (
	"cmp"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
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
	forbids := func(zero string) bool {
		if f.Rule == nil {
			return false
		}
		_, broken := f.Rule.Broken([]byte(zero))
		return broken != ""
	}
	switch kind {
	case api.Integer: // no digits are no number
		rule.invalid = true
	case api.Int64Text, api.DecimalText:
		rule.invalid = forbids(`"0"`)
	case api.String, api.StringOrInteger, api.IntegerOrString:
		// A format is taken to forbid the empty string, which is no JSON either.
		rule.invalid = u.node.Get("format") != nil || holdsJSON(u.node) || forbids(`""`)
	case api.Int64, api.Uint64, api.Float64, api.Decimal, api.IntegerDecimal:
		rule.invalid = forbids("0")
	case api.Bool:
		rule.invalid = forbids("false")
	case api.Array:
		rule.invalid = forbids("[]")
	case api.Map:
		rule.invalid = forbids("{}") || u.node.Get("required") != nil
	case api.Any: // whose zero value is null
		rule.invalid = !u.nullable && !u.undescribed()
	}
	return rule
}

// holdsJSON reports whether the text that a schema describes is JSON.
func holdsJSON(schema *document.Node) bool {
	media := schema.Get("contentMediaType")
	return media != nil && isJSON(media.Text)
}
