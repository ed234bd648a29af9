// Package document reads an OpenAPI document as it was written: every value with its file, line and column, members in
// order, numbers as text. It is what validation libraries lose, and what the generator works on.
package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a place in a file. Line and Column count from 1; Column counts bytes.
type Position struct {
	File   string // as the user named it, slash-separated
	Line   int
	Column int
}

// String returns file:line:column.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Compare orders positions by file, line and column.
func (p Position) Compare(q Position) int {
	return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds of nodes.
const (
	Null Kind = iota + 1
	Bool
	Number
	String
	Array
	Object
)

// String names the kind as messages do.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "a boolean"
	case Number:
		return "a number"
	case String:
		return "a string"
	case Array:
		return "an array"
	case Object:
		return "an object"
	}
	return fmt.Sprintf("kind %d", k)
}

// Node is a JSON value of a document.
type Node struct {
	Kind    Kind
	Text    string   // String: the decoded text; Number: the literal; Bool: true or false
	Members []Member // Object, in order
	Items   []*Node  // Array
	Pos     Position

	index map[string]int32 // places in Members of a large object; may be stale, so a hit is checked
}

// Member is one member of an object.
type Member struct {
	Name  string
	Pos   Position // of the name
	Value *Node
}

// Get returns the member called name, or nil. A nil node and a node that is not an object have no members.
func (n *Node) Get(name string) *Node {
	if m := n.Member(name); m != nil {
		return m.Value
	}
	return nil
}

// Member returns the member called name, or nil. It is valid until Members changes.
func (n *Node) Member(name string) *Member {
	if n == nil {
		return nil
	}
	if i, ok := n.index[name]; ok && int(i) < len(n.Members) && n.Members[i].Name == name {
		return &n.Members[i]
	}
	for i := range n.Members {
		if n.Members[i].Name == name {
			return &n.Members[i]
		}
	}
	return nil
}

// indexed is the size from which an object gets an index of its members: paths and schemas of large documents.
const indexed = 16

// buildIndex makes Get fast on a large object.
func (n *Node) buildIndex() {
	if len(n.Members) < indexed {
		return
	}
	n.index = make(map[string]int32, len(n.Members))
	for i := range n.Members {
		n.index[n.Members[i].Name] = int32(i)
	}
}

// Literal returns the text of a value; empty when there is none.
func (n *Node) Literal() string {
	if n == nil {
		return ""
	}
	return n.Text
}

// StringValue returns the text of a string; empty when there is none, or another value.
func (n *Node) StringValue() string {
	if n == nil || n.Kind != String {
		return ""
	}
	return n.Text
}

// IsTrue reports whether a value is true, and not another one or none.
func (n *Node) IsTrue() bool { return n != nil && n.Kind == Bool && n.Text == "true" }

// AllMembers returns the members of an object; nothing else has any.
func (n *Node) AllMembers() []Member {
	if n == nil {
		return nil
	}
	return n.Members
}

// AllItems returns the items of an array; nothing else has any.
func (n *Node) AllItems() []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// Clone returns a copy of n that shares nothing with it, with the positions of n.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	out := &Node{Kind: n.Kind, Text: n.Text, Pos: n.Pos, Members: slices.Clone(n.Members), Items: slices.Clone(n.Items)}
	for i := range out.Members {
		out.Members[i].Value = out.Members[i].Value.Clone()
	}
	for i := range out.Items {
		out.Items[i] = out.Items[i].Clone()
	}
	out.buildIndex()
	return out
}

// Same reports whether a and b are written alike: members in one order, and numbers with the same digits. Two that are nil are.
func Same(a, b *Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Text == b.Text &&
		slices.EqualFunc(a.Members, b.Members, func(x, y Member) bool { return x.Name == y.Name && Same(x.Value, y.Value) }) &&
		slices.EqualFunc(a.Items, b.Items, Same)
}

// Error is a finding in a document: what is wrong at a place, and what to do.
type Error struct {
	Pos     Position
	Message string // "what is wrong: what to do"
	Rule    string // id of the lint rule or check, for example "ref-not-found"
}

// Error returns "file:line:column: message".
func (e *Error) Error() string { return e.Pos.String() + ": " + e.Message }

// errorf makes a finding.
func errorf(pos Position, rule, format string, args ...any) *Error {
	return &Error{Pos: pos, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

// Errors are findings in the order of their places.
type Errors []*Error

// Error returns one finding a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, x := range e {
		lines[i] = x.Error()
	}
	return strings.Join(lines, "\n")
}

// Sort orders the findings by file, line and column; findings at one place keep their order.
func (e Errors) Sort() {
	slices.SortStableFunc(e, func(a, b *Error) int { return a.Pos.Compare(b.Pos) })
}

// err is e as an error, sorted and without repetitions: nil when there are no findings.
func (e Errors) err() error {
	if len(e) == 0 {
		return nil
	}
	e.Sort()
	return slices.CompactFunc(e, func(a, b *Error) bool { return *a == *b })
}
