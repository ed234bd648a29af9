package page

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
)

// namedSample is an example of a page.
type namedSample struct {
	name string
	sample
	text string // of an example that is not JSON
	pos  document.Position
}

// joined is lines as one text, which knows the place of each byte.
type joined struct {
	text   string
	starts []int
	lines  []line
}

func join(lines []line) joined {
	var b strings.Builder
	j := joined{lines: lines}
	for _, l := range lines {
		j.starts = append(j.starts, b.Len())
		b.WriteString(l.raw)
		b.WriteByte('\n')
	}
	j.text = b.String()
	return j
}

// place returns the place of an offset.
func (j joined) place(offset int) document.Position {
	if len(j.lines) == 0 {
		return document.Position{Line: 1, Column: 1}
	}
	i := max(0, sort.SearchInts(j.starts, offset+1)-1)
	pos := j.lines[i].pos
	before := len(j.lines[i].raw) - len(strings.TrimLeft(j.lines[i].raw, " \t\u00a0\u3000"))
	pos.Column = max(1, pos.Column-before+offset-j.starts[i])
	return pos
}

// isEmpty tells a heading that no example follows.
func (e *exampleRegion) isEmpty() bool {
	return !slices.ContainsFunc(e.lines, func(l line) bool { return strings.TrimSpace(l.raw) != "" })
}

// read reads the examples of a region: JSON values, before each of which its name may stand.
func (e *exampleRegion) read() (samples []namedSample, unread []Unread) {
	lines := e.lines
	name := e.name
	for len(lines) > 0 {
		l := lines[0]
		switch {
		case strings.TrimSpace(l.raw) == "":
			lines = lines[1:]
			continue
		case !isJSONStart(strings.TrimSpace(l.raw)) && !isScalar(l.raw, len(samples)):
			if !hasJSON(lines) {
				return e.rest(samples, unread, lines)
			}
			name = l.text
			if name == "" {
				name = strings.TrimSpace(l.raw)
			}
			lines = lines[1:]
			continue
		}
		j := join(lines)
		s := readSample(j.text, j.place)
		samples = append(samples, namedSample{name: name, sample: s, pos: j.place(0)})
		unread = append(unread, s.faults...)
		if s.cut {
			unread = append(unread, Unread{Pos: j.lines[len(j.lines)-1].pos, Message: "the example is cut off here: what it shows was used, the example itself was not"})
		}
		used := sort.SearchInts(j.starts, s.end)
		if s.end <= 0 || used == 0 {
			used = 1
		}
		if left := strings.TrimSpace(j.text[min(s.end, len(j.text)):min(len(j.text), endOf(j, used))]); left != "" && !s.cut {
			unread = append(unread, Unread{Pos: j.place(s.end), Message: fmt.Sprintf("%q after the example was not read", clip(left))})
		}
		lines, name = lines[used:], ""
	}
	return samples, unread
}

// endOf returns the offset where the first lines of a text end.
func endOf(j joined, lines int) int {
	if lines < len(j.starts) {
		return j.starts[lines]
	}
	return len(j.text)
}

// isScalar tells a line that is a JSON value by itself.
func isScalar(raw string, before int) bool {
	text := strings.TrimSpace(raw)
	return before == 0 && (text == "true" || text == "false" || text == "null" || isNumber(text) || len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"')
}

// hasJSON tells whether one of the lines begins a JSON value.
func hasJSON(lines []line) bool {
	for _, l := range lines {
		if isJSONStart(strings.TrimSpace(l.raw)) {
			return true
		}
	}
	return false
}

// rest reads what is left of a region without JSON: the body in another format, or lines that say nothing.
func (e *exampleRegion) rest(samples []namedSample, unread []Unread, lines []line) ([]namedSample, []Unread) {
	j := join(lines)
	text := strings.TrimSpace(j.text)
	if len(samples) > 0 || e.language == "" && !strings.HasPrefix(text, "<") && !strings.HasPrefix(text, "data:") {
		return samples, append(unread, lostLines(lines, "among the examples ")...)
	}
	s := namedSample{name: e.name, text: text, pos: lines[0].pos}
	if e.language == "yaml" {
		if n, err := document.Parse("example", []byte(text)); err == nil {
			at(n, lines[0].pos)
			s.value, s.text = n, ""
		}
	}
	return append(samples, s), unread
}

// at gives a value and what is in it a place, because it was read without one.
func at(n *document.Node, pos document.Position) {
	n.Pos = pos
	for i := range n.Members {
		n.Members[i].Pos = pos
		at(n.Members[i].Value, pos)
	}
	for _, item := range n.Items {
		at(item, pos)
	}
}

// putExamples adds examples to a media type.
func putExamples(media *document.Node, samples []namedSample) {
	var whole []namedSample
	for _, s := range samples {
		if s.text != "" {
			s.value = newText(s.pos, s.text)
		}
		if s.value != nil && !s.cut {
			whole = append(whole, s)
		}
	}
	switch {
	case len(whole) == 0:
		return
	case len(whole) == 1 && whole[0].name == "":
		media.Members = append(media.Members, document.Member{Name: "example", Pos: whole[0].pos, Value: whole[0].value})
		return
	}
	named := newObject(whole[0].pos)
	for i, s := range whole {
		name := s.name
		if name == "" || named.Get(name) != nil {
			name = strings.TrimSpace(fmt.Sprintf("%s %d", s.name, i+1))
		}
		put(named, name, exampleOf(s.value))
	}
	put(media, "examples", named)
}
