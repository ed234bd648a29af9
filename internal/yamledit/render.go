package yamledit

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

const (
	houseStep  = 2   // columns by which members are indented
	houseWidth = 140 // of a line, in characters
)

// renderer writes values as people write them in OpenAPI documents: block style, with short lists on one line, extensions of
// a few short members on one line, and long texts folded.
type renderer struct {
	step     int
	comments func(document.Position) []string // of what moves from there; nil when nothing moves
}

// above writes the comments that move along with something, each behind a line break, at a column.
func (r renderer) above(pos document.Position, column int) string {
	var b strings.Builder
	if r.comments != nil {
		for _, line := range r.comments(pos) {
			b.WriteString("\n" + pad(column) + line)
		}
	}
	return b.String()
}

// root writes a whole file.
func (r renderer) root(n *document.Node) string {
	return strings.TrimLeft(r.after(n, -r.step, 0, ""), " \n") + "\n"
}

// member writes "name: value" whose name begins at a column, which counts from 0.
func (r renderer) member(name string, n *document.Node, column int) string {
	key := plainOrQuoted(name, block)
	return key + ":" + r.after(n, column, column+width(key)+1, name)
}

// isShortItem tells whether an item is an object of a few short members that fit on a line.
func (r renderer) isShortItem(n *document.Node, column int) bool {
	return len(n.Members) > 0 && len(n.Members) < 5 && n.Get("$ref") == nil && isShort(n, "x-") && column+2+width(Flow(n)) <= houseWidth
}

// shortItem writes an item of a list behind its dash, which stands at a column: on one line where it fits.
func (r renderer) shortItem(n *document.Node, column int) string {
	if r.isShortItem(n, column) {
		return Flow(n)
	}
	return r.blockItem(n, column)
}

// blockItem writes an item with each member on a line.
func (r renderer) blockItem(n *document.Node, column int) string {
	inner := column + 2
	switch {
	case n.Kind == document.Object && len(n.Members) > 0:
		parts := make([]string, len(n.Members))
		for i, m := range n.Members {
			parts[i] = r.member(m.Name, m.Value, inner)
			if i > 0 {
				parts[i] = r.above(m.Pos, inner) + "\n" + pad(inner) + parts[i]
			}
		}
		return strings.Join(parts, "")
	case n.Kind == document.Array && !isEmpty(n) && !isShort(n, ""):
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = "- " + r.blockItem(item, inner)
		}
		return strings.Join(parts, "\n"+pad(inner))
	}
	return strings.TrimPrefix(r.after(n, column, column+1, ""), " ")
}

// after writes a value behind the colon of a member: beginning with a space, or with a line break. The member's name begins at
// column, and used columns of the line are taken.
func (r renderer) after(n *document.Node, column, used int, name string) string {
	inner := column + r.step
	switch {
	case n.Kind == document.String:
		return r.text(n.Text, inner, used)
	case isEmpty(n) || n.Kind != document.Object && n.Kind != document.Array:
		return " " + Flow(n)
	case isShort(n, name):
		if line := Flow(n); used+1+width(line) <= houseWidth {
			return " " + line
		}
	}
	var b strings.Builder
	for _, m := range n.Members {
		b.WriteString(r.above(m.Pos, inner) + "\n" + pad(inner) + r.member(m.Name, m.Value, inner))
	}
	item := r.blockItem
	if slices.ContainsFunc(n.Items, func(item *document.Node) bool { return len(item.Members) > 1 && r.isShortItem(item, inner) }) {
		item = r.shortItem
	}
	for _, n := range n.Items {
		b.WriteString(r.above(n.Pos, inner) + "\n" + pad(inner) + "- " + item(n, inner))
	}
	return b.String()
}

// text writes a text: on its line, as a block when it has several, folded when it is long.
func (r renderer) text(s string, column, used int) string {
	if lines, ok := literalLines(s); ok {
		mark := "|-"
		if strings.HasSuffix(s, "\n") {
			mark = "|"
		}
		return " " + mark + indentLines(lines, column)
	}
	line := plainOrQuoted(s, block)
	if used+1+width(line) > houseWidth {
		if lines, ok := foldedLines(s, houseWidth-column); ok {
			return " >-" + indentLines(lines, column)
		}
	}
	return " " + line
}

func indentLines(lines []string, column int) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(pad(max(column, 1)) + line)
		}
	}
	return b.String()
}

// isShort tells whether a list or an object is written on one line, if it fits: a list of scalars, and an extension with a few members.
func isShort(n *document.Node, name string) bool {
	if n.Kind == document.Object && !strings.HasPrefix(name, "x-") {
		return false
	}
	for _, m := range n.Members {
		if !isScalar(m.Value) && (m.Value.Kind != document.Array || !isShort(m.Value, "")) || strings.Contains(m.Value.Text, "://") {
			return false
		}
	}
	for _, item := range n.Items {
		if !isScalar(item) {
			return false
		}
	}
	return true
}

func isScalar(n *document.Node) bool {
	return n.Kind != document.Object && n.Kind != document.Array && !strings.Contains(n.Text, "\n")
}

func isEmpty(n *document.Node) bool { return len(n.Members) == 0 && len(n.Items) == 0 }

// Flow writes a value on one line, between brackets where it has members or items.
func Flow(n *document.Node) string {
	switch n.Kind {
	case document.Object:
		parts := make([]string, len(n.Members))
		for i, m := range n.Members {
			parts[i] = plainOrQuoted(m.Name, inFlow) + ": " + Flow(m.Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case document.Array:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = Flow(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case document.String:
		return plainOrQuoted(n.Text, inFlow)
	case document.Null:
		return "null"
	}
	return n.Text
}

// jsonText writes a value as JSON; without indent on one line.
func jsonText(n *document.Node, indent string) string {
	var b strings.Builder
	document.WriteJSON(&b, n, indent) // a Builder never fails
	return strings.TrimSuffix(b.String(), "\n")
}

// place is where a text stands. Between brackets, more characters have a meaning.
type place int

const (
	block place = iota
	inFlow
)

// plainOrQuoted writes a text on one line, without quotes where no reader of YAML could take it for something else.
func plainOrQuoted(s string, p place) string {
	switch {
	case isPlain(s, p):
		return s
	case s == "null": // a type of OpenAPI 3.1
		return `"null"`
	case s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0:
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return jsonText(&document.Node{Kind: document.String, Text: s}, "")
}

// isPlain tells whether every reader of YAML, also one of YAML 1.1, takes s without quotes for the same text.
func isPlain(s string, p place) bool {
	switch strings.ToLower(s) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if version.MatchString(s) {
		return true
	}
	if !unicode.IsLetter(first) && !strings.ContainsRune("_/$", first) && (!unicode.IsDigit(first) || mayBeNumber(s)) {
		return false
	}
	if last := s[len(s)-1]; last == ' ' || last == ':' || strings.Contains(s, ": ") || strings.Contains(s, "#") {
		return false
	}
	if p == inFlow && strings.ContainsAny(s, ",[]{}?") {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// version is how OpenAPI's own version and those of documents are written.
var version = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)

// mayBeNumber tells whether a text that begins with a digit has none but characters of numbers, times and dates.
func mayBeNumber(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsLetter(r) && !strings.ContainsRune("abcdefABCDEFxXoOtTzZ", r)
	}) < 0
}

// literalLines splits a text of several lines that can stand in a literal block as it is.
func literalLines(s string) ([]string, bool) {
	body := strings.TrimSuffix(s, "\n")
	if !strings.Contains(body, "\n") || strings.HasSuffix(body, "\n") || strings.ContainsRune(" \t\n", rune(body[0])) {
		return nil, false
	}
	lines := strings.Split(body, "\n")
	for _, line := range lines {
		if strings.HasSuffix(line, " ") || strings.IndexFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
			return nil, false // it cannot be seen, and editors strip it
		}
	}
	return lines, true
}

// foldedLines breaks a long text at single spaces into lines of at most most characters, where words allow it.
func foldedLines(s string, most int) ([]string, bool) {
	words := strings.Split(s, " ")
	if len(words) < 2 {
		return nil, false
	}
	var lines []string
	line := ""
	for _, w := range words {
		if w == "" || strings.IndexFunc(w, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
			return nil, false // two spaces in a row would become one, and others cannot be seen
		}
		if line != "" && width(line)+1+width(w) > most {
			lines = append(lines, line)
			line = w
		} else if line == "" {
			line = w
		} else {
			line += " " + w
		}
	}
	return append(lines, line), true
}

func width(s string) int { return utf8.RuneCountInString(s) }

func pad(n int) string { return strings.Repeat(" ", max(n, 0)) }
