package describe

import (
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// flattener replaces allOf by the object that it describes.
type flattener struct {
	d       *describer
	memo    map[*document.Node]*document.Node // nil while a schema is being flattened
	members int                               // that were united: those of a long chain once for each schema of it
}

// Bounds of what is flattened, which no document of people comes near.
const (
	maxAllOf   = 100_000
	maxMembers = 5_000_000
)

// annotations say something about a schema and do not change what it allows.
var annotations = set("description", "title", "summary", "example", "examples", "deprecated", "default", "externalDocs", "readOnly", "writeOnly",
	"x-go", "x-source", "x-unit", "xml", "$comment")

// notInherited are annotations that belong to a schema alone, and not to what is composed with it.
var notInherited = set("title", "example", "examples", "deprecated", "default", "externalDocs", "x-go", "x-source")

// shapeless beside a $ref, an allOf of one, or a nullable choice change nothing about the shape.
func shapeless(n *document.Node, except ...string) bool {
	for _, m := range n.Members {
		switch m.Name {
		case "properties", "required", "allOf", "oneOf", "anyOf", "additionalProperties", "items", "enum":
			if !slices.Contains(except, m.Name) {
				return false
			}
		}
	}
	return true
}

// flatten returns n without allOf and without a $ref that has other schemas beside it: properties are united, in order, and
// later descriptions win.
func (f *flattener) flatten(n *document.Node, depth int) *document.Node {
	ref, all := n.Get("$ref"), n.Get("allOf")
	if ref == nil && all == nil {
		return n
	}
	if done, ok := f.memo[n]; ok {
		if done == nil {
			f.d.errorf(n.Pos, "schema", "this schema is part of itself through allOf or $ref: break the circle")
			return &document.Node{Kind: document.Object, Pos: n.Pos}
		}
		return done
	}
	if depth > maxAllOf {
		f.d.errorf(n.Pos, "schema", "allOf nests deeper than %d: flatten it", maxAllOf)
		return &document.Node{Kind: document.Object, Pos: n.Pos}
	}
	f.memo[n] = nil
	m := merger{d: f.d, out: &document.Node{Kind: document.Object, Pos: n.Pos}, at: map[string]int{}, props: map[string]int{}, required: map[string]bool{}}
	if ref != nil {
		m.inherit(f, ref, depth)
	}
	if all != nil {
		if all.Kind != document.Array {
			f.d.errorf(all.Pos, "schema", "allOf is %s: it must be a list of schemas", all.Kind)
		}
		for _, part := range all.Items {
			if r := part.Get("$ref"); r != nil && len(part.Members) == 1 {
				m.inherit(f, r, depth)
				continue
			}
			if part.Kind != document.Object {
				f.d.errorf(part.Pos, "schema", "allOf holds %s: its items must be schemas", part.Kind)
				continue
			}
			m.add(f.flatten(part, depth+1), nil)
		}
	}
	m.add(n, set("$ref", "allOf"))
	f.memo[n] = m.out
	return m.out
}

// count reports whether there is room for the members of a schema. It reports the first for which there is none.
func (f *flattener) count(n *document.Node) bool {
	before := f.members
	f.members += len(n.Members) + len(n.Get("properties").AllMembers())
	if before <= maxMembers && f.members > maxMembers {
		f.d.errorf(n.Pos, "schema", "the schemas that allOf unites have more than %d members together: flatten some of them", maxMembers)
	}
	return f.members <= maxMembers
}

// merger unites schemas.
type merger struct {
	d        *describer
	out      *document.Node
	at       map[string]int // place of each member of out
	props    map[string]int // place of each property
	required map[string]bool
}

func (m *merger) inherit(f *flattener, ref *document.Node, depth int) {
	target := m.d.refs.find(ref.Text)
	if target == nil {
		return // checkRefs reported it
	}
	if target.Kind != document.Object {
		return // true: allows everything
	}
	m.add(f.flatten(target, depth+1), notInherited)
}

// add unites out with another schema, but for some members.
func (m *merger) add(n *document.Node, without map[string]bool) {
	if !m.d.flat.count(n) {
		return
	}
	for _, member := range n.Members {
		if without[member.Name] {
			continue
		}
		i, ok := m.at[member.Name]
		if !ok {
			i = len(m.out.Members)
			m.at[member.Name] = i
			first := document.Member{Name: member.Name, Pos: member.Pos, Value: member.Value}
			if member.Value.Kind == document.Object && member.Name == "properties" {
				first.Value = &document.Node{Kind: document.Object, Pos: member.Value.Pos}
			}
			if member.Value.Kind == document.Array && member.Name == "required" {
				first.Value = &document.Node{Kind: document.Array, Pos: member.Value.Pos}
			}
			m.out.Members = append(m.out.Members, first)
		}
		to := &m.out.Members[i]
		switch {
		case member.Name == "properties" && to.Value.Kind == document.Object:
			m.properties(to.Value, member.Value)
		case member.Name == "required" && to.Value.Kind == document.Array:
			for _, r := range member.Value.Items {
				if !m.required[r.Text] {
					m.required[r.Text] = true
					to.Value.Items = append(to.Value.Items, r)
				}
			}
		case member.Name == "type":
			to.Value = m.types(to.Value, member.Value)
		default:
			to.Value, to.Pos = member.Value, member.Pos
		}
	}
}

func (m *merger) properties(to, from *document.Node) {
	for _, p := range from.Members {
		i, ok := m.props[p.Name]
		if !ok {
			m.props[p.Name] = len(to.Members)
			to.Members = append(to.Members, p)
			continue
		}
		first := to.Members[i]
		keep, ok := m.narrower(first.Value, p.Value)
		if !ok {
			m.d.errorf(p.Pos, "schema", "property %s has another type at %s, and allOf demands both: make them equal or rename one", document.Quote(p.Name), first.Pos)
			continue
		}
		if keep == p.Value {
			to.Members[i] = p
		}
	}
}

// narrower chooses between two schemas that both hold: the later one, unless it says less. It is false when no value has both
// types.
func (m *merger) narrower(first, later *document.Node) (*document.Node, bool) {
	if sameShape(first, later, 0) {
		return later, true
	}
	a, b := m.d.use(first, ""), m.d.use(later, "")
	switch {
	case b.undescribed():
		return first, true
	case a.undescribed(), len(a.types) == 0, len(b.types) == 0:
		return later, true
	}
	for _, t := range b.types {
		if !slices.Contains(a.types, t) && !(t == "integer" && slices.Contains(a.types, "number")) {
			return nil, false
		}
	}
	return later, true
}

// types is what both type keywords allow.
func (m *merger) types(a, b *document.Node) *document.Node {
	if a == b {
		return a
	}
	out := &document.Node{Kind: document.Array, Pos: b.Pos}
	for _, x := range listOf(a) {
		for _, y := range listOf(b) {
			if x.Text == y.Text || x.Text == "number" && y.Text == "integer" {
				out.Items = append(out.Items, y)
			} else if x.Text == "integer" && y.Text == "number" {
				out.Items = append(out.Items, x)
			}
		}
	}
	if len(out.Items) == 0 {
		m.d.errorf(b.Pos, "schema", "no value has this type and the one at %s, and allOf demands both: make them equal", a.Pos)
		return a
	}
	return out
}

// listOf returns the items of a list, or a value as a list of one.
func listOf(n *document.Node) []*document.Node {
	if n.Kind == document.Array {
		return n.Items
	}
	return []*document.Node{n}
}

// sameShape reports whether two schemas are equal but for annotations.
func sameShape(a, b *document.Node, depth int) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) || depth > maxSteps {
		return false
	}
	for i := range a.Items {
		if !sameShape(a.Items[i], b.Items[i], depth+1) {
			return false
		}
	}
	count := func(n *document.Node) (c int) {
		for _, m := range n.Members {
			if !annotations[m.Name] {
				c++
			}
		}
		return c
	}
	if count(a) != count(b) {
		return false
	}
	for _, m := range a.Members {
		if !annotations[m.Name] && !sameShape(m.Value, b.Get(m.Name), depth+1) {
			return false
		}
	}
	return true
}
