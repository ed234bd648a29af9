package diff

import (
	"reflect"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/generator/extension"
)

var (
	pagingAdded   = verdict{id: "paging-added", kind: Contract, level: Info, adds: true, text: "answers in pages: there is an iterator now"}
	pagingRemoved = verdict{id: "paging-removed", kind: Contract, level: Warning, text: "no longer said to answer in pages: the iterator is gone"}
	pagingChanged = verdict{id: "paging-changed", kind: Contract, level: Warning, text: "paging changed from `%s` to `%s`",
		why: "The iterator asks for pages, or finds items, in another way."}
)

// pagingRule compares x-paging.
func pagingRule(c *comparison) []Change {
	var changes []Change
	for _, p := range c.operations {
		before, after := p.base.node.Member("x-paging"), p.head.node.Member("x-paging")
		switch {
		case before == nil && after == nil:
		case before == nil:
			changes = append(changes, pagingAdded.of(p.head, after.Pos))
		case after == nil:
			changes = append(changes, pagingRemoved.gone(p.head, before.Pos, p.head.pos))
		case !samePaging(before.Value, after.Value):
			changes = append(changes, pagingChanged.of(p.head, after.Pos, flow(before.Value), flow(after.Value)))
		}
	}
	return changes
}

func samePaging(a, b *document.Node) bool {
	x, _ := extension.ParsePaging(a)
	y, _ := extension.ParsePaging(b)
	if x == nil || y == nil {
		return x == y
	}
	x.Pos = y.Pos
	return reflect.DeepEqual(x, y)
}
