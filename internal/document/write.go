package document

import (
	"bufio"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WriteJSON writes n as JSON with members in order and numbers as they were written. Without indent everything stands on
// one line.
func WriteJSON(w io.Writer, n *Node, indent string) error {
	b := bufio.NewWriterSize(w, 1<<16)
	jw := jsonWriter{b: b, indent: indent, buf: make([]byte, 0, 256)}
	jw.node(n, "\n")
	b.WriteByte('\n')
	return b.Flush()
}

type jsonWriter struct {
	b      *bufio.Writer
	indent string
	buf    []byte
}

// node writes n; eol is a line break with the indentation of the line that n begins on.
func (w *jsonWriter) node(n *Node, eol string) {
	inner := ""
	if w.indent != "" {
		inner = eol + w.indent
	} else {
		eol = ""
	}
	switch n.Kind {
	case Object:
		w.b.WriteByte('{')
		for i := range n.Members {
			w.next(i, inner)
			w.str(n.Members[i].Name)
			w.b.WriteByte(':')
			if w.indent != "" {
				w.b.WriteByte(' ')
			}
			w.node(n.Members[i].Value, inner)
		}
		w.end(len(n.Members), eol, '}')
	case Array:
		w.b.WriteByte('[')
		for i, item := range n.Items {
			w.next(i, inner)
			w.node(item, inner)
		}
		w.end(len(n.Items), eol, ']')
	case String:
		w.str(n.Text)
	case Null:
		w.b.WriteString("null")
	default:
		w.b.WriteString(n.Text)
	}
}

func (w *jsonWriter) next(i int, eol string) {
	if i > 0 {
		w.b.WriteByte(',')
	}
	w.b.WriteString(eol)
}

func (w *jsonWriter) end(n int, eol string, c byte) {
	if n > 0 {
		w.b.WriteString(eol)
	}
	w.b.WriteByte(c)
}

func (w *jsonWriter) str(s string) {
	w.buf = appendQuoted(w.buf[:0], s)
	w.b.Write(w.buf)
}

// appendQuoted appends s in double quotes, as JSON and YAML both read it. Characters that cannot be seen are escaped.
func appendQuoted(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\t':
			b = append(b, '\\', 't')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r < 0x10000 && !unicode.IsPrint(r):
			b = append(b, '\\', 'u', digits[r>>12], digits[r>>8&15], digits[r>>4&15], digits[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// WriteYAML writes n as YAML in block style, with members in order and numbers as they were written. Text that any YAML
// reader, also one of YAML 1.1, could take for something else is quoted.
func WriteYAML(w io.Writer, n *Node) error {
	b := bufio.NewWriterSize(w, 1<<16)
	yw := yamlWriter{b: b}
	yw.node(n, 0, "")
	return b.Flush()
}

type yamlWriter struct{ b *bufio.Writer }

// node writes n after a key or a dash: lead is what separates a value on the same line from it.
func (w *yamlWriter) node(n *Node, depth int, lead string) {
	switch {
	case n.Kind == Object && len(n.Members) > 0:
		if lead == " " {
			w.b.WriteByte('\n')
		}
		for i := range n.Members {
			// After a dash or at the very start, the first member stands on the same line.
			if i > 0 || lead == " " {
				w.pad(depth)
			}
			w.member(&n.Members[i], depth)
		}
	case n.Kind == Array && len(n.Items) > 0:
		if lead == " " {
			w.b.WriteByte('\n')
		}
		for i, item := range n.Items {
			if i > 0 || lead == " " {
				w.pad(depth)
			}
			w.b.WriteString("- ")
			w.node(item, depth+1, "-")
		}
	default:
		if lead == " " {
			w.b.WriteByte(' ')
		}
		w.scalar(n, depth)
		w.b.WriteByte('\n')
	}
}

// maxSimpleKey is how long a key may be that stands before its colon; YAML itself draws the line at 1024 characters.
const maxSimpleKey = 1000

func (w *yamlWriter) member(m *Member, depth int) {
	key := yamlText(m.Name)
	if len(key) > maxSimpleKey {
		w.b.WriteString("? " + key + "\n")
		w.pad(depth)
		key = ""
	}
	w.b.WriteString(key + ":")
	w.node(m.Value, depth+1, " ")
}

func (w *yamlWriter) scalar(n *Node, depth int) {
	switch n.Kind {
	case Object:
		w.b.WriteString("{}")
	case Array:
		w.b.WriteString("[]")
	case Null:
		w.b.WriteString("null")
	case String:
		if lines, ok := literalLines(n.Text); ok {
			w.literal(n.Text, lines, max(depth, 1))
			return
		}
		w.b.WriteString(yamlText(n.Text))
	default:
		w.b.WriteString(n.Text)
	}
}

func (w *yamlWriter) literal(text string, lines []string, depth int) {
	w.b.WriteByte('|')
	if !strings.HasSuffix(text, "\n") {
		w.b.WriteByte('-')
	}
	for _, line := range lines {
		w.b.WriteByte('\n')
		if line != "" {
			w.pad(depth)
			w.b.WriteString(line)
		}
	}
}

func (w *yamlWriter) pad(depth int) {
	for range depth {
		w.b.WriteString("  ")
	}
}

// literalLines splits text that can stand in a literal block as it is.
func literalLines(s string) ([]string, bool) {
	body := strings.TrimSuffix(s, "\n")
	if !strings.Contains(body, "\n") || strings.HasSuffix(body, "\n") || strings.ContainsRune(" \t\n", rune(body[0])) {
		return nil, false
	}
	for _, r := range body {
		if r != '\n' && !unicode.IsPrint(r) {
			return nil, false
		}
	}
	lines := strings.Split(body, "\n")
	for _, line := range lines {
		if strings.TrimRight(line, " ") != line {
			return nil, false // invisible, and often stripped by editors
		}
	}
	return lines, true
}

// yamlText writes a string on one line: plain where it cannot be misread, quoted otherwise.
func yamlText(s string) string {
	if isPlain(s) {
		return s
	}
	printable := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
	if printable && s != "" {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return string(appendQuoted(nil, s))
}

// isPlain tells whether every YAML reader takes s without quotes for the same text.
func isPlain(s string) bool {
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || r == '_':
		case i == 0 && r != '/' && r != '$':
			return false
		case unicode.IsDigit(r) || strings.ContainsRune("-./$+()=;", r):
		case strings.ContainsRune(" ,:", r) && i+utf8.RuneLen(r) < len(s):
			if r == ':' && s[i+1] == ' ' || r == ' ' && s[i+1] == '#' {
				return false
			}
		default:
			return false
		}
	}
	switch strings.ToLower(s) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return true
}
