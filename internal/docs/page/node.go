package page

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

// newObject returns an object without members.
func newObject(pos document.Position) *document.Node {
	return &document.Node{Kind: document.Object, Pos: pos}
}

func newText(pos document.Position, text string) *document.Node {
	return &document.Node{Kind: document.String, Text: text, Pos: pos}
}

func newBool(pos document.Position, value string) *document.Node {
	return &document.Node{Kind: document.Bool, Text: value, Pos: pos}
}

func newList(pos document.Position, items ...*document.Node) *document.Node {
	return &document.Node{Kind: document.Array, Items: items, Pos: pos}
}

// texts is a list of strings.
func texts(pos document.Position, values ...string) *document.Node {
	list := newList(pos)
	for _, v := range values {
		list.Items = append(list.Items, newText(pos, v))
	}
	return list
}

// put adds a member to n, or replaces it. A nil value and an empty text are left out.
func put(n *document.Node, name string, value *document.Node) {
	if value == nil || value.Kind == document.String && value.Text == "" {
		return
	}
	if m := n.Member(name); m != nil {
		m.Value = value
		return
	}
	n.Members = append(n.Members, document.Member{Name: name, Pos: value.Pos, Value: value})
}

// putText adds a text to n unless it is empty.
func putText(n *document.Node, pos document.Position, name, text string) {
	put(n, name, newText(pos, text))
}

// putTypes gives a schema its type: none, one, or a list.
func putTypes(n *document.Node, pos document.Position, names []string) {
	switch len(names) {
	case 0:
	case 1:
		putText(n, pos, "type", names[0])
	default:
		put(n, "type", texts(pos, names...))
	}
}

// isTrue tells whether n is the boolean true.
// source is the value of x-source for a fact that the page does not document outright.
func source(pos document.Position, evidence, note string) *document.Node {
	n := newObject(pos)
	putText(n, pos, "evidence", evidence)
	putText(n, pos, "note", note)
	return n
}

// refTo refers to a component.
func refTo(pos document.Position, name string) *document.Node {
	n := newObject(pos)
	putText(n, pos, "$ref", "#"+document.Fragment(document.Pointer([]string{"components", "schemas", name})))
	return n
}

// equal tells whether two nodes are the same JSON value, members in the same order.
func equal(a, b *document.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Members) != len(b.Members) || len(a.Items) != len(b.Items) {
		return false
	}
	for i := range a.Members {
		if a.Members[i].Name != b.Members[i].Name || !equal(a.Members[i].Value, b.Members[i].Value) {
			return false
		}
	}
	for i := range a.Items {
		if !equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	return true
}

// maxQuoted is how much of a page a message quotes.
const maxQuoted = 80

// maxListed is how many names a message lists.
const maxListed = 12

// several lists names for a message.
func several(names []string) string {
	more := ""
	if len(names) > maxListed {
		more = fmt.Sprintf(" and %d more", len(names)-maxListed)
		names = names[:maxListed]
	}
	clipped := make([]string, len(names))
	for i, name := range names {
		clipped[i] = clip(name)
	}
	return strings.Join(clipped, ", ") + more
}

// clip shortens text of a page for a message, and takes out what a terminal would obey.
func clip(s string) string {
	runes := 0
	out := make([]byte, 0, min(len(s), 4*maxQuoted))
	for _, r := range s {
		if runes == maxQuoted {
			return string(out) + "…"
		}
		if !unicode.IsPrint(r) {
			r = ' '
		}
		out = utf8.AppendRune(out, r)
		runes++
	}
	return string(out)
}
