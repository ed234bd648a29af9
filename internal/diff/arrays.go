package diff

import (
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// maxArrays is how many arrays may hold each other in a view.
const maxArrays = 16

// shortenArrays puts the items of arrays that nest deeper, or hold themselves, into an anyOf of one, which means the same. oasdiff
// writes out the type of an array with those of its items, and comes to no end where they have none.
func shortenArrays(view *side) {
	depths := map[*document.Node]int{}
	long := map[*document.Node]bool{}
	document.Walk(view.root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
		if e == document.Schema && isArray(n) && view.arrays(n, depths) > maxArrays {
			long[n] = true
		}
		return true
	})
	for n := range long { // when all are known
		m := n.Member("items")
		only := &document.Node{Kind: document.Array, Pos: m.Pos, Items: []*document.Node{m.Value}}
		m.Value = &document.Node{Kind: document.Object, Pos: m.Pos, Members: []document.Member{{Name: "anyOf", Pos: m.Pos, Value: only}}}
	}
}

// arrays returns how many arrays a schema is, one in the other: 2 for a list of lists, and more than maxArrays when it has no end.
func (s *side) arrays(n *document.Node, depths map[*document.Node]int) int {
	var way []*document.Node
	depth := 0
	for n = s.deref(n); isArray(n); n = s.deref(n.Get("items")) {
		known, ok := depths[n]
		if ok {
			depth = known
			break
		}
		depths[n] = maxArrays + 1 // when it is come back to
		way = append(way, n)
	}
	for _, array := range slices.Backward(way) {
		depth = min(depth+1, maxArrays+1)
		depths[array] = depth
	}
	return depth
}

func isArray(n *document.Node) bool {
	types := n.Get("type")
	return types != nil && n.Get("items") != nil &&
		(types.Text == "array" || slices.ContainsFunc(types.Items, func(t *document.Node) bool { return t.Text == "array" }))
}
