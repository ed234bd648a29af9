package diff

import (
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// unitable are the members of a schema that unite without a rest: of an object and its properties.
var unitable = map[string]bool{"type": true, "properties": true, "required": true, "title": true, "deprecated": true, "readOnly": true, "writeOnly": true, "allOf": true, "nullable": true}

// unite returns the object that a schema with allOf describes, in the view; nil when it is more than one object can say. Bare
// is the schema without its silent members.
func (v *viewer) unite(n, bare *document.Node) *document.Node {
	if done, ok := v.objects[n]; ok {
		return done
	}
	v.objects[n] = nil // a schema that is part of itself stays as it is
	if all := bare.Get("allOf"); len(bare.Members) == 1 && len(all.Items) == 1 {
		v.objects[n] = v.schema(all.Items[0])
		return v.objects[n]
	}
	u := &union{viewer: v, parts: map[*document.Node]bool{n: true}, out: &document.Node{Kind: document.Object, Pos: n.Pos},
		properties: &document.Node{Kind: document.Object, Pos: n.Pos}, required: &document.Node{Kind: document.Array, Pos: n.Pos}}
	if !u.add(bare, true) {
		return nil
	}
	v.objects[n] = u.finish()
	return v.objects[n]
}

// union collects what the parts of an allOf say about an object.
type union struct {
	viewer     *viewer
	parts      map[*document.Node]bool // those that were added: a second time, they say nothing new
	out        *document.Node
	types      *document.Node // a list; nil when no part names one
	properties *document.Node
	required   *document.Node
}

// maxUnited is how many properties all united objects of a document may have together. Each schema of a long chain of allOf has those
// of all below it.
const maxUnited = 1_000_000

// add unites with a schema, and reports whether it could. Whole says that it is no part, but what holds them.
func (u *union) add(n *document.Node, whole bool) bool {
	if n.Kind != document.Object {
		return false
	}
	for i := range n.Members {
		m := &n.Members[i]
		if !unitable[m.Name] {
			return false
		}
		switch m.Name {
		case "type":
			if !u.restrict(m.Value, n.Get("nullable").Literal() == "true") {
				return false
			}
		case "properties":
			if u.viewer.united += len(m.Value.Members); u.viewer.united > maxUnited {
				return false
			}
			u.addProperties(m.Value)
		case "required":
			u.require(m.Value)
		case "allOf":
			if !u.addAll(m.Value) {
				return false
			}
		case "nullable":
		default:
			if whole {
				u.out.Members = append(u.out.Members, *m)
			}
		}
	}
	return true
}

func (u *union) addAll(all *document.Node) bool {
	for _, part := range all.Items {
		target := u.viewer.side.deref(part)
		if isReference(target) || part.Get("$ref") != nil && !isReference(u.viewer.bare(part)) {
			return false
		}
		if u.parts[target] {
			continue
		}
		u.parts[target] = true
		if !u.add(u.viewer.bare(target), false) {
			return false
		}
	}
	return true
}

// restrict leaves the types that all parts allow: object, and perhaps null.
func (u *union) restrict(types *document.Node, nullable bool) bool {
	items := types.Items
	if types.Kind == document.String {
		items = []*document.Node{types}
	}
	if nullable {
		items = append(slices.Clip(items), textNode("null", types.Pos))
	}
	if u.types == nil {
		u.types = &document.Node{Kind: document.Array, Pos: types.Pos, Items: items}
	} else {
		u.types.Items = slices.DeleteFunc(slices.Clone(u.types.Items), func(t *document.Node) bool {
			return !slices.ContainsFunc(items, func(o *document.Node) bool { return o.Text == t.Text })
		})
	}
	return slices.ContainsFunc(u.types.Items, func(t *document.Node) bool { return t.Text == "object" })
}

func (u *union) addProperties(properties *document.Node) {
	for _, m := range properties.Members {
		m.Value = u.viewer.schema(m.Value)
		if first := u.properties.Member(m.Name); first != nil { // both hold
			both := &document.Node{Kind: document.Array, Pos: m.Pos, Items: []*document.Node{first.Value, m.Value}}
			if newComparer(u.viewer.side, u.viewer.side).compare(first.Value, m.Value) != nil {
				first.Value = &document.Node{Kind: document.Object, Pos: m.Pos, Members: []document.Member{{Name: "allOf", Pos: m.Pos, Value: both}}}
			}
			continue
		}
		u.properties.Members = append(u.properties.Members, m)
	}
}

func (u *union) require(names *document.Node) {
	for _, name := range names.Items {
		if !slices.ContainsFunc(u.required.Items, func(n *document.Node) bool { return n.Text == name.Text }) {
			u.required.Items = append(u.required.Items, name)
		}
	}
}

func (u *union) finish() *document.Node {
	add := func(name string, n *document.Node) {
		u.out.Members = append(u.out.Members, document.Member{Name: name, Pos: n.Pos, Value: n})
	}
	if u.types != nil {
		if len(u.types.Items) == 1 {
			add("type", u.types.Items[0])
		} else {
			add("type", u.types)
		}
	}
	if len(u.properties.Members) > 0 {
		add("properties", u.properties)
	}
	if len(u.required.Items) > 0 {
		add("required", u.required)
	}
	return u.out
}
