package diff

import (
	"reflect"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
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
		before, after := p.base.node.Get("x-paging"), p.head.node.Get("x-paging")
		if samePaging(before, after) {
			continue
		}
		v, args := pagingChanged, []any{flow(before), flow(after)}
		switch {
		case before == nil:
			v, args = pagingAdded, nil
		case after == nil:
			v, args = pagingRemoved, nil
		}
		changes = append(changes, v.ofMember(p.head, p.base.node, p.head.node, p.head.pos, "x-paging", args...))
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
