package extension

import "github.com/pandapon/pandagen/internal/document"

// ParseEnumDescriptions reads x-enum-descriptions, the meaning of each value of an enum, by the value's text. Meanings of values
// that the enum does not have are errors.
func ParseEnumDescriptions(n *document.Node, enum []string) (map[string]string, document.Errors) {
	r := reader{extension: "x-enum-descriptions"}
	if n == nil {
		return nil, nil
	}
	if n.Kind != document.Object {
		r.errorf(n.Pos, "%s where an object belongs: write the values as members, their meanings as strings", n.Kind)
		return nil, r.errs
	}
	out := make(map[string]string, len(n.Members))
	known := make(map[string]bool, len(enum))
	for _, e := range enum {
		known[e] = true
	}
	for _, m := range n.Members {
		switch {
		case !known[m.Name]:
			r.errorf(m.Pos, "the enum has no value %q: %s", clip(m.Name), Suggest(m.Name, enum))
		case m.Value.Kind != document.String:
			r.errorf(m.Value.Pos, "the meaning of %q is %s: it must be a string", clip(m.Name), m.Value.Kind)
		default:
			out[m.Name] = m.Value.Text
		}
	}
	return out, r.errs
}

// ParseEnumVarNames reads x-enum-varnames, the names of an enum's constants in the order of its values, without the type's name
// before them: [Paid] makes OrderStatusPaid. The result is by value.
func ParseEnumVarNames(n *document.Node, enum []string) (map[string]string, document.Errors) {
	r := reader{extension: "x-enum-varnames"}
	switch {
	case n == nil:
		return nil, nil
	case n.Kind != document.Array:
		r.errorf(n.Pos, "%s where a list belongs: write a name for each value, in their order", n.Kind)
		return nil, r.errs
	case len(n.Items) != len(enum):
		r.errorf(n.Pos, "%d names for %d values: write a name for each value, in their order", len(n.Items), len(enum))
		return nil, r.errs
	}
	out := make(map[string]string, len(enum))
	for i, name := range n.Items {
		if name.Kind != document.String || !isExported(name.Text) {
			r.errorf(name.Pos, "%q is not an exported Go name: begin with an upper-case letter, and use letters and digits only", clip(name.Text))
			continue
		}
		out[enum[i]] = name.Text
	}
	return out, r.errs
}
