// Package document reads an OpenAPI document as it was written: every value with its file, line and column, members in
// order, numbers as text. It is what validation libraries lose, and what the generator works on.
package document

import "fmt"

// Position is a place in a file. Line and Column count from 1; Column counts bytes.
type Position struct {
	File   string // as the user named it, slash-separated
	Line   int
	Column int
}

// String returns file:line:column.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

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

// Node is a JSON value of a document.
type Node struct {
	Kind    Kind
	Text    string   // String: the decoded text; Number: the literal; Bool: true or false
	Members []Member // Object, in order
	Items   []*Node  // Array
	Pos     Position
}

// Member is one member of an object.
type Member struct {
	Name  string
	Pos   Position // of the name
	Value *Node
}

// Get returns the member called name, or nil. A nil node and a node that is not an object have no members.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Members {
		if n.Members[i].Name == name {
			return n.Members[i].Value
		}
	}
	return nil
}

// Error is a finding in a document: what is wrong at a place, and what to do.
type Error struct {
	Pos     Position
	Message string // "what is wrong: what to do"
	Rule    string // id of the lint rule or check, for example "ref-not-found"
}

// Error returns "file:line:column: message".
func (e *Error) Error() string { return e.Pos.String() + ": " + e.Message }

// Errors are findings in the order of their places.
type Errors []*Error

// Error returns one finding a line.
func (e Errors) Error() string {
	s := ""
	for i, x := range e {
		if i > 0 {
			s += "\n"
		}
		s += x.Error()
	}
	return s
}
