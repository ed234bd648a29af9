package describe

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// flattener replaces allOf by the schema that it describes.
type flattener struct {
	d       *describer
	memo    map[*document.Node]*document.Node // nil while a schema is being flattened
	members int                               // that were united: those of a long chain once for each schema of it

	// What several schemas demand of one member together is an allOf of them that no document has. There is one for each set of
	// schemas, so that those which hold themselves end.
	united map[string]*document.Node
	parts  map[*document.Node][]*document.Node
	ids    map[*document.Node]int
}

func newFlattener(d *describer) *flattener {
	return &flattener{d: d, memo: map[*document.Node]*document.Node{},
		united: map[string]*document.Node{}, parts: map[*document.Node][]*document.Node{}, ids: map[*document.Node]int{}}
}

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

// Bounds of what is flattened, which no document of people comes near.
const (
	maxAllOf   = 100_000
	maxMembers = 5_000_000
	maxUnited  = 10_000 // sets of schemas that meet in one member
)

// flatten returns n without allOf and without a $ref that has other schemas beside it: what all of them demand, in order, with
// the later of annotations.
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
	m := newMerger(f, n.Pos)
	if ref != nil {
		m.inherit(ref, depth)
	}
	if all != nil {
		if all.Kind != document.Array {
			f.d.errorf(all.Pos, "schema", "allOf is %s: it must be a list of schemas", all.Kind)
		}
		for _, part := range all.Items {
			if r := part.Get("$ref"); r != nil && len(part.Members) == 1 {
				m.inherit(r, depth)
				continue
			}
			if part.Kind != document.Object {
				f.d.errorf(part.Pos, "schema", "allOf holds %s: its items must be schemas", part.Kind)
				continue
			}
			m.include(f.flatten(part, depth+1), nil, depth)
		}
	}
	m.include(n, set("$ref", "allOf"), depth)
	f.memo[n] = m.finish()
	return f.memo[n]
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

// both returns the schema of a member of which two schemas hold.
func (f *flattener) both(first, later *document.Node) *document.Node {
	switch {
	case covers(later, first):
		return later
	case covers(first, later) && !isAnnotated(later):
		return first
	}
	var parts []*document.Node
	for _, n := range []*document.Node{first, later} {
		own := f.parts[n]
		if own == nil {
			own = []*document.Node{n}
		}
		for _, part := range own {
			if !slices.ContainsFunc(parts, func(other *document.Node) bool { return covers(other, part) }) {
				parts = append(parts, part)
			}
		}
	}
	key := f.key(parts)
	if n := f.united[key]; n != nil {
		return n
	}
	if len(f.united) >= maxUnited {
		f.d.errorf(later.Pos, "schema", "the schemas of allOf meet in more than %d ways in their members: flatten some of them", maxUnited)
		return later
	}
	n := &document.Node{Kind: document.Object, Pos: later.Pos}
	n.Members = append(n.Members, document.Member{Name: "allOf", Pos: later.Pos, Value: &document.Node{Kind: document.Array, Pos: later.Pos, Items: parts}})
	for _, part := range []*document.Node{later, first} { // of an annotation that both have, the later
		for _, m := range part.Members {
			if annotations[m.Name] && n.Member(m.Name) == nil {
				n.Members = append(n.Members, m)
			}
		}
	}
	f.united[key], f.parts[n] = n, parts
	return n
}

// key identifies a set of schemas.
func (f *flattener) key(parts []*document.Node) string {
	ids := make([]int, len(parts))
	for i, part := range parts {
		if f.ids[part] == 0 {
			f.ids[part] = len(f.ids) + 1
		}
		ids[i] = f.ids[part]
	}
	slices.Sort(ids)
	return strings.Trim(fmt.Sprint(ids), "[]")
}

// sole returns which of the schemas that hold of a member says everything by itself, so that the member has the type of that
// component; otherwise what they demand together. It is nil when n is another schema.
func (f *flattener) sole(n *document.Node) *document.Node {
	parts := f.parts[n]
	if parts == nil {
		return nil
	}
	flat := f.flatten(n, 0)
	for _, part := range parts {
		if ref := part.Get("$ref"); ref != nil && shapeless(part) {
			alone := newMerger(f, part.Pos)
			alone.inherit(ref, 0)
			if sameShape(alone.finish(), flat, 0) {
				return part
			}
		}
	}
	return flat
}

// isAnnotated reports whether a schema has an annotation.
func isAnnotated(n *document.Node) bool {
	return slices.ContainsFunc(n.Members, func(m document.Member) bool { return annotations[m.Name] })
}

// covers reports whether a schema says everything that another one says.
func covers(n, other *document.Node) bool {
	if n == other {
		return true
	}
	if !sameShape(n, other, 0) {
		return false
	}
	for _, m := range other.Members {
		if annotations[m.Name] && n.Get(m.Name) == nil {
			return false
		}
	}
	return true
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
