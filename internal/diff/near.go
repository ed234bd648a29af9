package diff

import (
	"path"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/pandapon/pandagen/internal/document"
)

// lineMatcher finds the lines of the head's files at which lines of the base's stand, or stood before they went. They are what a
// reader of the change sees beside them.
type lineMatcher struct {
	base, head document.Source
	files      map[string]*matchedFile // by the name that the base's has
}

// matchedFile is a file of the head beside that of the base.
type matchedFile struct {
	name  string
	lines []string
	at    []int // the line of each line of the base; both count from 1
}

// place moves the nearest places of what is gone to where it was. They stay where the head has no such file.
func (m *lineMatcher) place(changes []Change) {
	for i := range changes {
		if c := &changes[i]; c.Gone {
			if near, ok := m.nearest(c.Pos); ok {
				c.Near = near
			}
		}
	}
}

// nearest returns the place in the head's files that a place in the base's has become.
func (m *lineMatcher) nearest(pos document.Position) (document.Position, bool) {
	f, known := m.files[pos.File]
	if !known {
		f = m.match(pos.File)
		m.files[pos.File] = f
	}
	if f == nil || pos.Line < 1 || pos.Line >= len(f.at) {
		return document.Position{}, false
	}
	line := f.at[pos.Line]
	text := f.lines[line-1]
	return document.Position{File: f.name, Line: line, Column: 1 + len(text) - len(strings.TrimLeft(text, " \t"))}, true
}

// match reads a file of the base, and that of the head which it became; nil when one of them is not there.
func (m *lineMatcher) match(shown string) *matchedFile {
	name := m.base.Name(shown)
	other := name
	if shown == m.base.String() { // entry files may have two names
		other = path.Base(m.head.Entry())
	}
	before, err := m.base.Read(name)
	if err != nil {
		return nil
	}
	after, err := m.head.Read(other)
	if err != nil {
		return nil
	}
	return &matchedFile{name: m.head.Shown(other), lines: strings.Split(string(after), "\n"), at: matchLines(whole(before), whole(after))}
}

// whole is a text whose last line ends.
func whole(text []byte) string { return strings.TrimSuffix(string(text), "\n") + "\n" }

// matchLines returns the line of a text, by those of an earlier version of it. A line that is gone is the one that stands in its
// place, or else the one before it.
func matchLines(before, after string) []int {
	at := []int{0}
	line, offset := 1, 0
	keep := func(until int) {
		for range strings.Count(before[offset:until], "\n") {
			at = append(at, line)
			line++
		}
	}
	for _, e := range udiff.Lines(before, after) {
		keep(e.Start)
		come := strings.Count(e.New, "\n")
		for i := range strings.Count(before[e.Start:e.End], "\n") {
			at = append(at, max(1, line+min(i, come-1)))
		}
		line, offset = line+come, e.End
	}
	keep(len(before))
	return at
}
