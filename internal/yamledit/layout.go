package yamledit

import (
	"encoding/json"
	"sort"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// layout knows where things stand in the text of a file. Offsets count bytes from 0.
type layout struct {
	text    string
	lines   []int  // where each line begins
	newline string // that ends lines
	json    bool   // only brackets and commas count, lines do not
	step    int    // columns by which members are indented
}

func newLayout(name, text string, root *document.Node) *layout {
	l := &layout{text: text, lines: []int{0}, newline: "\n", step: houseStep}
	for i := range text {
		if text[i] == '\n' {
			l.lines = append(l.lines, i+1)
		}
	}
	if len(l.lines) > 1 && strings.HasSuffix(text[:l.lines[1]], "\r\n") {
		l.newline = "\r\n"
	}
	start := l.offset(root.Pos)
	l.json = isJSON(name) || start < len(text) && text[start] == '{' && json.Valid([]byte(text))
	if step := l.indentStep(root); step > 0 {
		l.step = step
	}
	return l
}

// indentStep returns by how much the first member of an object within an object is indented; 0 when there is none.
func (l *layout) indentStep(root *document.Node) int {
	for _, m := range root.Members {
		if len(m.Value.Members) > 0 && m.Value.Members[0].Pos.Line > m.Pos.Line {
			return m.Value.Members[0].Pos.Column - m.Pos.Column
		}
	}
	return 0
}

func (l *layout) offset(p document.Position) int {
	if p.Line < 1 || p.Line > len(l.lines) {
		return len(l.text)
	}
	return min(l.lines[p.Line-1]+p.Column-1, len(l.text))
}

// line returns the number of the line that an offset is on, from 0.
func (l *layout) line(offset int) int { return sort.SearchInts(l.lines, offset+1) - 1 }

// lineStart returns where the line of an offset begins.
func (l *layout) lineStart(offset int) int { return l.lines[l.line(offset)] }

// lineEnd returns where the text of a line ends, before its line break.
func (l *layout) lineEnd(line int) int {
	return l.lines[line] + len(strings.TrimRight(l.text[l.lines[line]:l.nextLine(line)], "\r\n"))
}

// nextLine returns where the line after this one begins.
func (l *layout) nextLine(line int) int {
	if line+1 < len(l.lines) {
		return l.lines[line+1]
	}
	return len(l.text)
}

// column returns how many bytes of its line stand before an offset.
func (l *layout) column(offset int) int { return offset - l.lineStart(offset) }

// firstOnLine tells whether nothing but spaces stands before an offset on its line.
func (l *layout) firstOnLine(offset int) bool {
	return strings.Trim(l.text[l.lineStart(offset):offset], " \t") == ""
}

// margin is the space that the line of an offset begins with.
func (l *layout) margin(offset int) string {
	start := l.lineStart(offset)
	return l.text[start:l.skipSpaces(start)]
}

// unit is what members are indented by: tabs are a way to write JSON.
func (l *layout) unit() string {
	if l.json && strings.Contains(l.text, "\n\t") {
		return "\t"
	}
	return pad(l.step)
}

// contentEnd returns where the text of a block ends that begins at start and ends before bound: behind the line break of its last
// line. Blank lines behind it, and comments that are not indented deeper than column, belong to what follows.
func (l *layout) contentEnd(start, bound, column int) int {
	first := l.line(start)
	last := max(l.line(max(bound-1, start)), first)
	for ; last > first; last-- {
		text := strings.TrimRight(l.text[l.lines[last]:l.nextLine(last)], " \t\r\n")
		indent := len(text) - len(strings.TrimLeft(text, " "))
		if text != "" && (text[indent] != '#' || indent > column) {
			break
		}
	}
	return min(l.nextLine(last), max(bound, start))
}

// ownComments returns where the comments begin that stand directly above a line and are indented like it.
func (l *layout) ownComments(start int) int {
	column := l.column(start)
	line := l.line(start)
	for line > 0 {
		above := l.text[l.lines[line-1]:l.lines[line]]
		if indent := len(above) - len(strings.TrimLeft(above, " ")); indent != column || above[indent] != '#' {
			break
		}
		line--
	}
	return l.lines[line]
}

// end returns where the YAML document ends: a line with dots may follow.
func (l *layout) end() int {
	for i := len(l.lines) - 1; i > 0; i-- {
		if strings.HasPrefix(l.text[l.lines[i]:], "...") {
			return l.lines[i]
		}
	}
	return len(l.text)
}

// skip returns the offset of the next character that is neither space, line break nor comment.
func (l *layout) skip(at int) int {
	for at < len(l.text) {
		switch c := l.text[at]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			at++
		case c == '#' && !l.json && (at == 0 || strings.IndexByte(" \t\n\r", l.text[at-1]) >= 0):
			at = l.lineEnd(l.line(at))
		default:
			return at
		}
	}
	return at
}

// skipSpaces returns the offset of the next character on the line that is no space.
func (l *layout) skipSpaces(at int) int {
	for at < len(l.text) && (l.text[at] == ' ' || l.text[at] == '\t') {
		at++
	}
	return at
}

// quoted returns the offset behind a text in quotes that begins at at.
func (l *layout) quoted(at int) int {
	quote := l.text[at]
	for i := at + 1; i < len(l.text); i++ {
		switch {
		case l.text[i] == '\\' && quote == '"':
			i++
		case l.text[i] != quote:
		case quote == '\'' && strings.HasPrefix(l.text[i+1:], "'"):
			i++
		default:
			return i + 1
		}
	}
	return len(l.text)
}

// colon returns the offset behind the colon of the member whose name begins at at, or -1.
func (l *layout) colon(at int, p place) int {
	ends := " \t\r\n"
	if p == inFlow {
		ends += ",[]{}"
	}
	if at >= len(l.text) {
		return -1
	}
	if c := l.text[at]; c == '"' || c == '\'' {
		if i := l.skip(l.quoted(at)); i < len(l.text) && l.text[i] == ':' {
			return i + 1
		}
		return -1
	}
	for i := at; i < len(l.text) && l.text[i] != '\n'; i++ {
		if l.text[i] == ':' && (i+1 == len(l.text) || strings.IndexByte(ends, l.text[i+1]) >= 0) {
			return i + 1
		}
	}
	return -1
}

// inlineEnd returns where a value ends that begins at at, outside of brackets; -1 when it goes on below its first line in a way
// that only its indentation shows.
func (l *layout) inlineEnd(at int) int {
	line := l.lineEnd(l.line(at))
	switch l.text[at] {
	case '|', '>':
		return -1
	case '[', '{':
		return l.bracketEnd(at)
	case '"', '\'':
		return l.quoted(at)
	}
	text := l.text[at:line]
	if i := strings.Index(text, " #"); i >= 0 {
		text = text[:i]
	}
	return at + len(strings.TrimRight(text, " \t"))
}

// bracketEnd returns the offset behind the bracket that closes the one at at.
func (l *layout) bracketEnd(at int) int {
	_, end := l.item(at + 1)
	for end < len(l.text) && l.text[end] == ',' {
		_, end = l.item(end + 1)
	}
	return min(end+1, len(l.text))
}

// item returns where the item or member ends that begins at at, between brackets, and the offset of the comma or the bracket
// behind it.
func (l *layout) item(at int) (content, end int) {
	depth, plain := 0, false // whether a text without quotes goes on
	content = at
	for i := l.skip(at); i < len(l.text); i = l.skip(i) {
		c := l.text[i]
		switch {
		case !plain && (c == '"' || c == '\''):
			i = l.quoted(i)
			content = i
			continue
		case depth == 0 && strings.IndexByte(",]}", c) >= 0:
			return content, i
		case strings.IndexByte("[{", c) >= 0:
			depth++
		case strings.IndexByte("]}", c) >= 0:
			depth--
		}
		i++
		content = i
		plain = strings.IndexByte(",[]{}", c) < 0 && (c != ':' || plain && i < len(l.text) && strings.IndexByte(" \t\r\n,[]{}", l.text[i]) < 0)
	}
	return content, len(l.text)
}

// span is a part of the text.
type span struct{ start, end int }

// bracketed returns what stands between the brackets that open at at: an item or a member each, without the spaces and comments
// around it.
func (l *layout) bracketed(at int) []span {
	var kids []span
	for i := at + 1; i < len(l.text); i++ {
		start := l.skip(i)
		content, end := l.item(start)
		if start == end {
			break // the closing bracket, perhaps behind a last comma
		}
		kids = append(kids, span{start, content})
		if i = end; i >= len(l.text) || l.text[i] != ',' {
			break
		}
	}
	return kids
}

// dashes returns where the dashes of a list stand that begins at start and ends before bound.
func (l *layout) dashes(start, bound int) []int {
	column := l.column(start)
	at := []int{start}
	for line := l.line(start) + 1; line < len(l.lines) && l.lines[line] < bound; line++ {
		dash := l.lines[line] + column
		if dash < l.lineEnd(line) && l.text[dash] == '-' && l.firstOnLine(dash) && (dash+1 == l.lineEnd(line) || strings.IndexByte(" \t", l.text[dash+1]) >= 0) {
			at = append(at, dash)
		}
	}
	return at
}

// singleLine tells whether a part of the text has no line break.
func (l *layout) singleLine(s span) bool { return strings.IndexByte(l.text[s.start:s.end], '\n') < 0 }
