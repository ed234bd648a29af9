package diff

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// orNull ends the names of components that stand in views only: what a schema allows, or null.
const orNull = ".or-null"

// nullable returns the view of a choice between a schema and null as that schema with null among its types, because documents
// say it both ways; nil when the schema is no such choice. Bare is the schema without its silent members.
func (v *viewer) nullable(bare *document.Node) *document.Node {
	if len(bare.Members) != 1 || bare.Members[0].Name != "anyOf" && bare.Members[0].Name != "oneOf" || len(bare.Members[0].Value.Items) != 2 {
		return nil
	}
	choices := bare.Members[0].Value.Items
	i := slices.IndexFunc(choices, func(n *document.Node) bool { return n.Get("type").Literal() == "null" })
	if i < 0 {
		return nil
	}
	other := choices[1-i]
	if !isReference(v.bare(other)) {
		return withNull(v.schema(other))
	}
	ref := other.Get("$ref")
	name, isComponent := strings.CutPrefix(ref.Text, "#/components/schemas/")
	target := v.side.component("schemas", name)
	if !isComponent || target == nil {
		return nil
	}
	if _, ok := v.nullables[name]; !ok {
		v.nullables[name] = nil // while it is viewed
		v.nullables[name] = withNull(v.schema(v.side.deref(target.Value)))
		if v.nullables[name] != nil {
			v.order = append(v.order, name)
		}
	}
	if v.nullables[name] == nil {
		return nil
	}
	return &document.Node{Kind: document.Object, Pos: other.Pos, Members: []document.Member{{Name: "$ref", Pos: ref.Pos, Value: textNode(ref.Text+orNull, ref.Pos)}}}
}

// withNull copies a schema that names its types, and adds null to them; nil when it names none.
func withNull(n *document.Node) *document.Node {
	types := n.Get("type")
	if types == nil {
		return nil
	}
	items := types.Items
	if types.Kind == document.String {
		items = []*document.Node{types}
	}
	if !slices.ContainsFunc(items, func(t *document.Node) bool { return t.Text == "null" }) {
		items = append(slices.Clip(items), textNode("null", types.Pos))
	}
	out := &document.Node{Kind: document.Object, Pos: n.Pos, Members: slices.Clone(n.Members)}
	out.Member("type").Value = &document.Node{Kind: document.Array, Pos: types.Pos, Items: items}
	return out
}

// withoutNull removes null from the values of an enum whose type says that null is allowed: whether it is repeated there makes
// no difference to anybody.
func withoutNull(n *document.Node) {
	types, values := n.Get("type"), n.Get("enum")
	if types == nil || values == nil || !slices.ContainsFunc(types.Items, func(t *document.Node) bool { return t.Text == "null" }) {
		return
	}
	kept := &document.Node{Kind: document.Array, Pos: values.Pos}
	for _, value := range values.Items {
		if value.Kind != document.Null {
			kept.Items = append(kept.Items, value)
		}
	}
	n.Member("enum").Value = kept
}

// addNullables adds the components that the view refers to beside those of the document.
func (v *viewer) addNullables(root *document.Node) {
	for _, name := range v.order {
		schemas := root.Get("components").Get("schemas")
		schemas.Members = append(schemas.Members, document.Member{Name: name + orNull, Pos: v.nullables[name].Pos, Value: v.nullables[name]})
	}
}
