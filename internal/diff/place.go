package diff

import (
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// places tells what stands on each line of a document that document.WriteJSON wrote with indentation: a member or an item
// begins on every line but those that close a bracket.
type places struct {
	lines []place
}

// place is a value of the document.
type place struct {
	pos    document.Position // of the member's name, or of the item
	parent int               // line of the value around it; -1 for the document
	name   string            // the member's
	item   *document.Node    // the item of a list
}

func placesOf(root *document.Node) *places {
	p := &places{lines: []place{{}, {pos: root.Pos, parent: -1}}} // lines count from 1
	p.add(root, 1)
	return p
}

func (p *places) add(n *document.Node, line int) {
	for i := range n.Members {
		m := &n.Members[i]
		p.lines = append(p.lines, place{pos: m.Pos, parent: line, name: m.Name})
		p.add(m.Value, len(p.lines)-1)
	}
	for _, item := range n.Items {
		p.lines = append(p.lines, place{pos: item.Pos, parent: line, item: item})
		p.add(item, len(p.lines)-1)
	}
	if len(n.Members)+len(n.Items) > 0 {
		p.lines = append(p.lines, p.lines[line]) // the closing bracket
	}
}

// at returns what stands on a line.
func (p *places) at(line int) (document.Position, bool) {
	if line < 1 || line >= len(p.lines) {
		return document.Position{}, false
	}
	return p.lines[line].pos, true
}

// line returns the first line from a place on that a position stands on, or else the first of all; 0 when there is none. What
// many operations share stands in each of them in a view.
func (p *places) line(pos, from document.Position) int {
	find := func(lines []place, pos document.Position) int {
		return max(0, slices.IndexFunc(lines, func(l place) bool { return l.pos == pos }))
	}
	begin := find(p.lines, from)
	if at := find(p.lines[begin:], pos); at > 0 {
		return begin + at
	}
	return find(p.lines, pos)
}

// surviving returns the place in another document that has most of the way to a line. Whole says that it has all of it.
func (p *places) surviving(line int, other *side) (pos document.Position, whole bool) {
	var way []place
	for at := line; at > 1 && at < len(p.lines); at = p.lines[at].parent {
		way = append(way, p.lines[at])
	}
	pos, whole = other.root.Pos, true
	n := other.root
	for i := len(way) - 1; i >= 0; i-- {
		step := way[i]
		if step.item != nil {
			item := other.itemLike(n, step.item)
			if item == nil {
				return pos, false
			}
			whole = whole && (itemKey(other, item) != "" || isReference(item)) // else it may be another one
			pos, n = item.Pos, item
			continue
		}
		m := n.Member(step.name)
		if m == nil {
			return pos, false
		}
		pos, n = m.Pos, m.Value
	}
	return pos, whole
}

// itemLike returns the item of a list that is most like one of another document's list; nil when there is none.
func (s *side) itemLike(list, item *document.Node) *document.Node {
	key := itemKey(s, item)
	for _, candidate := range list.Items {
		same := candidate.Kind == item.Kind && candidate.Get("$ref").Literal() == item.Get("$ref").Literal()
		if key != "" {
			same = itemKey(s, candidate) == key
		}
		if same {
			return candidate
		}
	}
	return nil
}
