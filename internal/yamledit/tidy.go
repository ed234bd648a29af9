package yamledit

import (
	"bytes"

	"github.com/pandapon/pandagen/internal/document"
)

// editsOfTidied returns what has to be done to a text whose last line does not end, or that has lines of spaces alone, beside what is
// wanted: such lines are part of the texts in block style before them, and a text at the end is what it is because its line does
// not end.
func editsOfTidied(name string, text []byte, want *document.Node) ([]Edit, error) {
	tidying := tidy(text)
	tidied := Apply(text, tidying)
	old, err := document.Parse(name, tidied)
	if err != nil {
		return nil, err
	}
	edits, err := editsOf(name, tidied, old, want)
	if err != nil {
		return nil, err
	}
	return compose(tidying, edits), nil
}

// tidy returns the edits that empty lines of spaces alone, and end the last line.
func tidy(text []byte) []Edit {
	var edits []Edit
	at := 0
	for line := range bytes.Lines(text) {
		if blank := len(line) - len(bytes.TrimLeft(line, " \t")); blank > 0 && len(bytes.TrimSpace(line)) == 0 {
			edits = append(edits, Edit{at, at + blank, ""})
		}
		at += len(line)
	}
	if tidied := Apply(text, edits); !bytes.HasSuffix(tidied, []byte("\n")) {
		edits = append(edits, Edit{len(text), len(text), "\n"})
	}
	return edits
}

// compose returns edits of a text that do what first and then second do, which are edits of what first makes of it. What second replaces
// needs no first.
func compose(first, second []Edit) []Edit {
	var out []Edit
	moved := 0 // how far behind its place in the text something lies
	take := func() (e Edit) {
		e, first = first[0], first[1:]
		moved += len(e.Text) - (e.End - e.Start)
		return e
	}
	for _, e := range second {
		for len(first) > 0 && first[0].Start+moved < e.Start && first[0].Start+moved+len(first[0].Text) <= e.Start {
			out = append(out, take())
		}
		start := e.Start - moved
		for len(first) > 0 && first[0].Start+moved < e.End {
			take()
		}
		out = append(out, Edit{start, e.End - moved, e.Text})
	}
	return append(out, first...)
}
