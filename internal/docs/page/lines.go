package page

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

// line is a line of a text, or what Markdown puts in the place of several.
type line struct {
	text   string            // without space at its ends, and without Markdown's marks of headings and quotes
	pos    document.Position // of its first visible byte
	indent int               // columns of space before it
	raw    string            // as it was written, for values

	level int    // of a Markdown heading; 0 for none
	model string // the schema that a project's export describes from here on
	fence *fence
	table *table
}

// fence is a fenced block of Markdown.
type fence struct {
	language string
	lines    []line
}

// block returns the lines of a fenced block as they are written, without empty ones.
func (l *line) block() []string {
	out := []string{"```" + l.fence.language}
	for _, inner := range l.fence.lines {
		if inner.text != "" {
			out = append(out, strings.Repeat(" ", max(0, inner.indent-l.indent))+inner.text)
		}
	}
	return append(out, "```")
}

// text returns what the block holds.
func (f *fence) text() string {
	var b strings.Builder
	for _, l := range f.lines {
		b.WriteString(l.raw)
		b.WriteByte('\n')
	}
	return b.String()
}

// empty tells whether there is nothing on the line.
func (l *line) empty() bool { return l.text == "" && l.fence == nil && l.table == nil }

// sequence is lines that are read by their numbers, from which one may look ahead.
type sequence struct{ lines []line }

// text returns the text of a line; empty before the first and behind the last.
func (s *sequence) text(i int) string {
	if i >= 0 && i < len(s.lines) {
		return s.lines[i].text
	}
	return ""
}

// after returns the next line that is not empty, or the end.
func (s *sequence) after(i int) int {
	for i++; i < len(s.lines) && s.lines[i].empty(); i++ {
	}
	return i
}

// splitLines takes a text apart. Lines that are glued together, as happens when a page is copied by a program, are parted.
func splitLines(file, text string) []line {
	var plain []line
	for number := 1; text != ""; number++ {
		end, size := lineEnd(text)
		plain = append(plain, newLine(file, number, text[:end]))
		text = text[end+size:]
	}
	return ungluePage(markdownBlocks(plain))
}

// lineEnd returns where the first line ends, and how long its end is.
func lineEnd(text string) (end, size int) {
	end = strings.IndexAny(text, "\r\n")
	switch {
	case end < 0:
		return len(text), 0
	case strings.HasPrefix(text[end:], "\r\n"):
		return end, 2
	}
	return end, 1
}

// plain takes away what browsers and editors put into a text for themselves: marks that cannot be seen, and spaces and line ends of
// other kinds than the usual ones.
func plain(text string) string { return oddities.Replace(text) }

var oddities = strings.NewReplacer(
	"\u200b", "", "\u200e", "", "\u200f", "", "\u2060", "", "\ufeff", "", "\u00ad", "", "\ufe0e", "", "\ufe0f", "",
	"\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "",
	"\u00a0", " ", "\u1680", " ", "\u2000", " ", "\u2001", " ", "\u2002", " ", "\u2003", " ", "\u2004", " ", "\u2005", " ", "\u2006", " ",
	"\u2007", " ", "\u2008", " ", "\u2009", " ", "\u200a", " ", "\u202f", " ", "\u205f", " ", "\u3000", " ",
	"\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n",
)

func newLine(file string, number int, raw string) line {
	trimmed := strings.TrimLeft(raw, " \t\u00a0\u3000")
	at := len(raw) - len(trimmed)
	return line{
		text: strings.TrimSpace(plain(trimmed)), raw: raw, indent: columns(raw[:at]),
		pos: document.Position{File: file, Line: number, Column: at + 1},
	}
}

// columns is how wide space at the beginning of a line is.
func columns(space string) int {
	n := 0
	for _, r := range space {
		if r == '\t' {
			n += 4 - n%4
		} else {
			n++
		}
	}
	return n
}

// unmarked takes Markdown's marks of code and of emphasis off a text.
func unmarked(text string) string { return marks.Replace(text) }

var marks = strings.NewReplacer("`", "", "**", "")

// markdownBlocks finds fences, tables and headings.
func markdownBlocks(plain []line) []line {
	var out []line
	for i := 0; i < len(plain); i++ {
		l := plain[i]
		if ticks := fenceMark(l.text); ticks != "" {
			end := fenceEnd(plain, i, ticks)
			l.fence = &fence{language: strings.TrimSpace(strings.TrimLeft(l.text, "`~")), lines: plain[i+1 : min(end, len(plain))]}
			l.text = ""
			out = append(out, l)
			i = end
			continue
		}
		if t, lines := tableAt(plain[i:]); t != nil {
			l.table = t
			l.text = ""
			out = append(out, l)
			i += lines - 1
			continue
		}
		markdownLine(&l)
		out = append(out, l)
	}
	return out
}

// fenceMark returns the marks that open or close a fence.
func fenceMark(text string) string {
	for _, c := range []string{"`", "~"} {
		if rest := strings.TrimLeft(text, c); len(text)-len(rest) >= 3 && !strings.Contains(rest, c) {
			return text[:len(text)-len(rest)]
		}
	}
	return ""
}

// fenceEnd returns the line that closes the fence which line open begins. A block within it is indented further.
func fenceEnd(lines []line, open int, ticks string) int {
	for i := open + 1; i < len(lines); i++ {
		if t := lines[i].text; lines[i].indent <= lines[open].indent && strings.HasPrefix(t, ticks) && strings.Trim(t, ticks[:1]) == "" {
			return i
		}
	}
	return len(lines)
}

var (
	modelLine = regexp.MustCompile(`^<h2 id="tocS_([^"]*)">`)
	tagLine   = regexp.MustCompile(`^(<a (id|name)="[^"]*">|</?(details|summary)>|<br ?/?>)`)
	boldLine  = regexp.MustCompile(`^\*\*([^*]+)\*\*(\s*[:：]?)$`)
)

// markdownLine takes Markdown's marks off a line.
func markdownLine(l *line) {
	if m := modelLine.FindStringSubmatch(l.text); m != nil {
		l.model, l.text = html.UnescapeString(m[1]), ""
		return
	}
	if tagLine.MatchString(l.text) {
		l.text = strings.TrimSpace(anyTag.ReplaceAllString(l.text, ""))
	}
	if hashes := len(l.text) - len(strings.TrimLeft(l.text, "#")); hashes > 0 && hashes <= 6 {
		if rest := l.text[hashes:]; rest == "" || rest[0] == ' ' {
			l.level = hashes
			l.text = strings.Trim(rest, " #")
		}
	}
	if rest, ok := strings.CutPrefix(l.text, "> "); ok && parseLimits(l.text, nil) == nil {
		l.text = strings.TrimSpace(rest)
	} else if l.text == ">" {
		l.text = ""
	}
	if m := boldLine.FindStringSubmatch(l.text); m != nil {
		l.text = m[1] + m[2]
	}
}

var anyTag = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)

// tableAt reads the table that begins here, which is of Markdown, or a browser's with tabs between the cells, and returns how many
// lines it has; nil when none begins.
func tableAt(lines []line) (*table, int) {
	switch {
	case len(lines) < 2:
		return nil, 0
	case strings.HasPrefix(lines[0].text, "|") && isRuler(lines[1].text):
		n := 2
		for n < len(lines) && strings.HasPrefix(lines[n].text, "|") {
			n++
		}
		return newTable(lines[:n], 2, cells), n
	case strings.Contains(lines[0].text, "\t") && isHead(tabCells(lines[0].text)):
		var rows []line
		n := 0
		for i, l := range lines {
			if strings.Contains(l.text, "\t") {
				rows, n = append(rows, l), i+1
			} else if l.text != "" {
				break
			}
		}
		return newTable(rows, 1, tabCells), n
	}
	return nil, 0
}

// tabCells takes a row apart that has tabs between its cells.
func tabCells(text string) []string {
	out := strings.Split(text, "\t")
	for i, cell := range out {
		out[i] = strings.TrimSpace(cell)
	}
	return out
}

// isHead tells the head of a table of fields: it names the columns of names and types.
func isHead(cells []string) bool {
	return words.is(cells[0], nameColumn) && slices.ContainsFunc(cells[1:], func(s string) bool { return words.is(s, typeColumn) })
}

// isRuler tells the line between the head of a table and its rows.
func isRuler(text string) bool {
	return strings.HasPrefix(text, "|") && strings.Contains(text, "-") && strings.Trim(text, "|-: ") == ""
}

// ungluePage parts lines that hold several lines of the page.
func ungluePage(lines []line) []line {
	var out []line
	glued := false
	for _, l := range lines {
		parts := unglue(l.text)
		if len(parts) < 2 {
			out = append(out, l)
			continue
		}
		glued = true
		for _, at := range parts {
			part := l
			part.text = strings.TrimSpace(l.text[at[0]:at[1]])
			part.raw = part.text
			part.pos.Column += at[0]
			if at[0] > 0 {
				part.level = 0
			}
			out = append(out, part)
		}
	}
	if !glued {
		return lines
	}
	return unglueFields(out)
}

// unglue returns where the parts of a line begin and end.
func unglue(text string) [][2]int {
	marks := glue.FindAllStringIndex(text, -1)
	if len(marks) == 0 || len(marks) == 1 && !gluedToOne(text, marks[0]) {
		return nil
	}
	var parts [][2]int
	at := 0
	add := func(end int) {
		if strings.TrimSpace(text[at:end]) != "" {
			parts = append(parts, [2]int{at, end})
		}
		at = end
	}
	for _, m := range marks {
		add(m[0])
		if mark := text[m[0]:m[1]]; isWholePart(mark) {
			add(m[1])
		}
	}
	add(len(text))
	return parts
}

// isWholePart tells marks that stand alone from those that more belongs to: a status has a name, a date follows 修改于.
func isWholePart(mark string) bool {
	r, _ := utf8.DecodeRuneInString(mark)
	return r < 0x1f000 && r != '⚪' && r != '⚫' && !strings.HasPrefix(mark, "curl") && !strings.ContainsAny(mark, "0123456789") &&
		!strings.HasPrefix(mark, "Body") && !strings.HasPrefix(mark, "上一页") && !strings.HasPrefix(mark, "下一页")
}

// gluedToOne tells whether a line with one mark is more than the mark: a sentence may well name a heading.
func gluedToOne(text string, mark []int) bool {
	before, word, after := text[:mark[0]], text[mark[0]:mark[1]], text[mark[1]:]
	switch {
	case word == "生成代码" || word == "Generate Code" || halved(word) != "" && after != "":
		return true
	case before == "" && words.is(word, headerHeading, queryHeading, pathHeading, cookieHeading):
		return after != "" && after[0] != ' ' && nameAndType(after) > 0
	case word == "请求参数":
		return after == "" && strings.Contains(before, "/")
	}
	return false
}
