// Package yamledit changes files of YAML and JSON as people wrote them: the lines of what changes are touched and no others.
// Comments, order, quotes, blank lines and the style of everything else stay.
//
// A change is not told as steps. Whoever wants one reads the file, changes the tree, and asks for the file that holds the tree
// now; what has to be done to the text follows from the difference. The result is read again before it is handed out, so that
// it always holds exactly the tree that was asked for.
package yamledit

import (
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// Edit replaces a part of a text: the bytes from Start up to End.
type Edit struct {
	Start, End int
	Text       string
}

// Edits returns what has to be done to the text of a file, so that it holds want: in the order of the text, and apart from each
// other. Name is the file's name as document.Parse takes it: nodes of want with a position in this file stand for what was read
// there, so that a changed item of a list is told from a new one. The error is document.Errors when the text cannot be read, or is
// written in a way that cannot be edited.
func Edits(name string, text []byte, want *document.Node) ([]Edit, error) {
	old, err := document.Parse(name, text)
	if err != nil || document.Same(old, want) {
		return nil, err
	}
	edits, err := editsOf(name, text, old, want)
	if err != nil && !isJSON(name) {
		if edits, err := editsOfTidied(name, text, want); err == nil {
			return edits, nil
		}
	}
	return edits, err
}

func editsOf(name string, text []byte, old, want *document.Node) ([]Edit, error) {
	e, err := newEditor(name, string(text), old)
	if err != nil {
		return nil, err
	}
	e.root(old, want)
	edits := e.sorted()
	if e.refused == nil && !holds(name, Apply(text, edits), want) {
		e.refuse(e.changed, "what stands here cannot be changed in place: write it without anchors, aliases and tags, each member and item on lines of its own")
	}
	if e.refused != nil {
		return nil, document.Errors{e.refused}
	}
	return edits, nil
}

// holds tells whether a file holds a tree.
func holds(name string, text []byte, want *document.Node) bool {
	got, err := document.Parse(name, text)
	return err == nil && document.Same(got, want)
}

// Apply returns a text with edits made.
func Apply(text []byte, edits []Edit) []byte {
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, text[at:e.Start]...), e.Text...)
		at = e.End
	}
	return append(out, text[at:]...)
}

// Format returns the text of a new file that holds n: JSON by its name, YAML otherwise. Comment is written above it, line by line;
// JSON has no room for one.
func Format(name, comment string, n *document.Node) []byte {
	var b strings.Builder
	if isJSON(name) {
		b.WriteString(jsonText(n, "  "))
		b.WriteByte('\n')
		return []byte(b.String())
	}
	for line := range strings.Lines(comment) {
		fmt.Fprintf(&b, "# %s\n", strings.TrimSpace(line))
	}
	b.WriteString(renderer{step: houseStep}.root(n))
	return []byte(b.String())
}

func isJSON(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".json") }
