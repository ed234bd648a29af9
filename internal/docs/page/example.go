package page

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
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
	names := []string{e.name}
	lastStart := -1
	for i, l := range e.lines {
		if isJSONStart(strings.TrimSpace(l.raw)) {
			lastStart = i
		}
	}
	for i := 0; i < len(e.lines); {
		text := strings.TrimSpace(e.lines[i].raw)
		switch {
		case text == "":
			i++
		case isJSONStart(text) || lastStart < 0 && len(samples) == 0 && isScalar(text):
			s, used, more := readValue(e.lines[i:])
			s.name = names[0]
			if s.cut && s.name != "" {
				unread = append(unread, Unread{e.lines[i].pos, fmt.Sprintf("the example %q is cut off", clip(s.name))})
			}
			if names = names[1:]; len(names) > 0 {
				unread = append(unread, Unread{e.lines[i].pos, "the page shows one of several examples: open the tabs of the others, " + several(names)})
			}
			names = []string{""}
			samples, unread = append(samples, s), append(unread, more...)
			i += used
		case i > lastStart:
			return e.rest(samples, unread, e.lines[i:])
		default:
			if names[0] == "" {
				names = nil
			}
			names = append(names, cmp.Or(e.lines[i].text, text))
			i++
		}
	}
	return samples, unread
}

// readValue reads the JSON value that begins on the first line, and returns on how many lines it stands.
func readValue(lines []line) (s namedSample, used int, unread []Unread) {
	var b balance
	for used < len(lines) {
		b.add(lines[used].raw)
		used++
		if b.complete() {
			break
		}
	}
	j := join(lines[:used])
	s = namedSample{sample: readSample(j.text, j.place), pos: j.place(0)}
	unread = s.faults
	if s.cut {
		unread = append(unread, Unread{lines[used-1].pos, "the example is cut off here: what it shows was used, the example itself was not"})
	} else if left := strings.TrimSpace(j.text[s.end:]); strings.Trim(left, ",;") != "" {
		unread = append(unread, Unread{j.place(s.end), fmt.Sprintf("%q after the example was not read", clip(left))})
	}
	return s, used, unread
}

// isScalar tells a line that is a JSON value by itself.
func isScalar(text string) bool {
	return text == "true" || text == "false" || text == "null" || isNumber(text) || len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"'
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
