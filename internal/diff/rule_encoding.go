package diff

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

var encodingChanged = verdict{id: "request-encoding-changed", kind: Wire, level: Warning, text: "the request's `%s` changed",
	why: "The same fields are sent in another way, which a server that expects the former one may reject."}

// encodingRule compares how fields of forms are written, which oasdiff does not. Other bodies have no encoding.
func encodingRule(c *comparison) []Change {
	var changes []Change
	comparer := newComparer(c.base, c.head)
	for _, p := range c.operations {
		before := c.base.deref(p.base.node.Get("requestBody")).Get("content")
		after := c.head.deref(p.head.node.Get("requestBody")).Get("content")
		for _, m := range after.AllMembers() {
			if before.Get(m.Name) == nil || !isForm(m.Name) {
				continue
			}
			was, is := before.Get(m.Name).Get("encoding"), m.Value.Get("encoding")
			for _, field := range fieldsOf(was, is) {
				if d := comparer.compareMember(was, is, field); d != nil {
					changes = append(changes, encodingChanged.differing(p.head, d.below("encoding")))
				}
			}
		}
	}
	return changes
}

func isForm(media string) bool {
	return strings.HasPrefix(media, "multipart/") || media == "application/x-www-form-urlencoded"
}

// fieldsOf are the members of two objects, each once.
func fieldsOf(objects ...*document.Node) []string {
	var names []string
	for _, n := range objects {
		for _, m := range n.AllMembers() {
			if !slices.Contains(names, m.Name) {
				names = append(names, m.Name)
			}
		}
	}
	return names
}
