package diff

import (
	"fmt"
	"strings"

	"github.com/oasdiff/oasdiff/checker"

	"github.com/pandapon/pandagen/internal/document"
)

// propertyPlace returns the place of the property that a finding names, as data/items/id, in the request or an answer.
func propertyPlace(s *side, op *operation, f checker.Change) (document.Position, bool) {
	if op == nil {
		return document.Position{}, false
	}
	var holders []*document.Node
	if strings.HasPrefix(f.GetId(), "response") {
		for _, m := range op.node.Get("responses").AllMembers() {
			holders = append(holders, s.deref(m.Value))
		}
	} else {
		holders = append(holders, s.deref(op.node.Get("requestBody")))
	}
	for _, holder := range holders {
		for _, media := range holder.Get("content").AllMembers() {
			for _, arg := range f.GetArgs() {
				if pos, ok := propertyBelow(s, media.Value.Get("schema"), fmt.Sprint(arg)); ok {
					return pos, true
				}
			}
		}
	}
	return document.Position{}, false
}

// propertyBelow follows the way to a property from a schema.
func propertyBelow(s *side, schema *document.Node, way string) (pos document.Position, ok bool) {
	for step := range strings.SplitSeq(way, "/") {
		schema = s.deref(schema)
		m := schema.Get("properties").Member(step)
		if m == nil && (step == "items" || step == "contentSchema" || step == "additionalProperties") {
			m = schema.Member(step)
		}
		if m == nil {
			return pos, false
		}
		pos, schema = m.Pos, m.Value
	}
	return pos, true
}
