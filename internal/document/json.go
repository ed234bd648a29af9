package document

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// parseJSON reads one JSON file. It stops at the first mistake of syntax and goes on after a duplicate member.
func parseJSON(name, text string, left *budget) (*Node, Errors) {
	p := &jsonParser{file: name, text: text, line: 1, left: left}
	p.space()
	root := p.value(0)
	if root != nil {
		p.space()
		if p.at < len(p.text) {
			p.fail("there is more text after the JSON value: remove it, a file holds one value")
		}
	}
	if p.stopped != nil {
		return nil, append(p.errs, p.stopped)
	}
	return root, p.errs
}

type jsonParser struct {
	file      string
	text      string
	at        int
	line      int
	lineStart int
	left      *budget
	nodes     slab
	errs      Errors
	stopped   *Error
}

func (p *jsonParser) pos() Position {
	return Position{File: p.file, Line: p.line, Column: p.at - p.lineStart + 1}
}

func (p *jsonParser) fail(format string, args ...any) *Node {
	if p.stopped == nil {
		p.stopped = errorf(p.pos(), "syntax", "invalid JSON: "+format, args...)
	}
	return nil
}

func (p *jsonParser) space() {
	for ; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case ' ', '\t', '\r':
		case '\n':
			p.line++
			p.lineStart = p.at + 1
		default:
			return
		}
	}
}

// value reads the value that begins here; nil after a mistake.
func (p *jsonParser) value(depth int) *Node {
	if p.at >= len(p.text) {
		return p.fail("the file ends where a value should be")
	}
	if p.left.nodes--; p.left.nodes < 0 {
		return p.fail("the document has more than %d values: split it into several documents", maxNodes)
	}
	if depth > maxDepth {
		return p.fail("objects and arrays are nested more than %d deep", maxDepth)
	}
	pos := p.pos()
	switch c := p.text[p.at]; {
	case c == '{':
		return p.object(pos, depth)
	case c == '[':
		return p.array(pos, depth)
	case c == '"':
		s, ok := p.str()
		if !ok {
			return nil
		}
		n := p.nodes.node(String, pos)
		n.Text = s
		return n
	case c == '-' || c >= '0' && c <= '9':
		end := p.at
		for end < len(p.text) && strings.IndexByte("+-.eE0123456789", p.text[end]) >= 0 {
			end++
		}
		text := p.text[p.at:end]
		if !isJSONNumber(text) {
			return p.fail("%q is not a number", clip(text))
		}
		if isHugeNumber(text) {
			return p.fail("%q %s", clip(text), hugeAdvice)
		}
		p.at = end
		n := p.nodes.node(Number, pos)
		n.Text = text
		return n
	}
	switch rest := p.text[p.at:]; {
	case strings.HasPrefix(rest, "true"):
		return p.word(Bool, "true", pos)
	case strings.HasPrefix(rest, "false"):
		return p.word(Bool, "false", pos)
	case strings.HasPrefix(rest, "null"):
		n := p.word(Null, "null", pos)
		n.Text = ""
		return n
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	switch r {
	case '/':
		return p.fail("JSON has no comments: remove it, or write the file as YAML")
	case ']':
		return p.fail("a comma stands before this ]: remove the comma")
	}
	return p.fail("%q where a value should be", r)
}

func (p *jsonParser) word(kind Kind, word string, pos Position) *Node {
	p.at += len(word)
	n := p.nodes.node(kind, pos)
	n.Text = word
	return n
}

func (p *jsonParser) object(pos Position, depth int) *Node {
	n := p.nodes.node(Object, pos)
	p.at++
	var seen map[string]int32
	for p.space(); ; p.space() {
		switch {
		case p.at >= len(p.text):
			return p.fail("the object that begins at %s is not closed: add }", pos)
		case p.text[p.at] == '}' && len(n.Members) == 0:
			p.at++
			return n
		case p.text[p.at] == '}':
			return p.fail("a comma stands before this }: remove the comma")
		case p.text[p.at] == '/':
			return p.fail("JSON has no comments: remove it, or write the file as YAML")
		case p.text[p.at] != '"':
			return p.fail("a member name in double quotes should be here")
		}
		at := p.pos()
		name, ok := p.str()
		if !ok {
			return nil
		}
		p.space()
		if p.at >= len(p.text) || p.text[p.at] != ':' {
			return p.fail("a colon should follow the member name %q", clip(name))
		}
		p.at++
		p.space()
		v := p.value(depth + 1)
		if v == nil {
			return nil
		}
		if first, dup := findMember(n, &seen, name); dup {
			p.errs = addError(p.errs, duplicate(at, name, n.Members[first].Pos))
		} else {
			n.Members = append(n.Members, Member{Name: name, Pos: at, Value: v})
		}
		p.space()
		switch {
		case p.at < len(p.text) && p.text[p.at] == ',':
			p.at++
		case p.at < len(p.text) && p.text[p.at] == '}':
			p.at++
			n.index = seen
			return n
		default:
			return p.fail("a comma or } should follow the member %q", clip(name))
		}
	}
}

func (p *jsonParser) array(pos Position, depth int) *Node {
	n := p.nodes.node(Array, pos)
	p.at++
	p.space()
	if p.at < len(p.text) && p.text[p.at] == ']' {
		p.at++
		return n
	}
	for ; ; p.space() {
		v := p.value(depth + 1)
		if v == nil {
			return nil
		}
		n.Items = append(n.Items, v)
		p.space()
		switch {
		case p.at < len(p.text) && p.text[p.at] == ',':
			p.at++
		case p.at < len(p.text) && p.text[p.at] == ']':
			p.at++
			return n
		default:
			return p.fail("a comma or ] should be here, in the array that begins at %s", pos)
		}
	}
}

// str reads the string that begins here. Strings without escapes share the file's memory.
func (p *jsonParser) str() (string, bool) {
	start := p.at + 1
	for i := start; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '"':
			p.at = i + 1
			return p.text[start:i], true
		case c == '\\':
			return p.escaped(start, i)
		case c < ' ':
			p.at = i
			p.fail("a control character in a string: write it as an escape such as \\n")
			return "", false
		}
	}
	p.fail("the string is not closed: add a double quote")
	return "", false
}

// escaped goes on with the string that began at start when the first backslash is met, at i.
func (p *jsonParser) escaped(start, i int) (string, bool) {
	b := append(make([]byte, 0, 2*(i-start)+16), p.text[start:i]...)
	for i < len(p.text) {
		c := p.text[i]
		switch {
		case c == '"':
			p.at = i + 1
			return string(b), true
		case c < ' ':
			p.at = i
			p.fail("a control character in a string: write it as an escape such as \\n")
			return "", false
		case c != '\\':
			b = append(b, c)
			i++
			continue
		}
		r, n := unescape(p.text[i:])
		if n == 0 {
			p.at = i
			p.fail("the escape %q does not exist: a plain backslash is written \\\\", clip(p.text[i:min(len(p.text), i+2)]))
			return "", false
		}
		b = utf8.AppendRune(b, r)
		i += n
	}
	p.fail("the string is not closed: add a double quote")
	return "", false
}

// unescape decodes the escape that s begins with and returns how long it is, or 0. Half a surrogate pair is U+FFFD.
func unescape(s string) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	r, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(r) {
		if low, ok := hex4(s[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return r, 6
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(v), err == nil
}

// isJSONNumber tells whether s is a number as JSON writes it.
func isJSONNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	digits := func() bool {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n > 0
	}
	if strings.HasPrefix(s, "0") {
		s = s[1:]
	} else if !digits() {
		return false
	}
	if strings.HasPrefix(s, ".") {
		if s = s[1:]; !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if !digits() {
			return false
		}
	}
	return s == ""
}

// isHugeNumber tells whether calculating with a number exactly could take long: 1e999999999 has a billion digits.
func isHugeNumber(s string) bool {
	i := strings.IndexAny(s, "eE")
	return len(s) > 1000 || i >= 0 && len(strings.TrimLeft(s[i+1:], "+-0")) > 4
}

const hugeAdvice = "has more digits than any quantity needs: write a smaller number, or in quotes when it is text"

// findMember looks name up among the members of n, an object that is being built, and remembers it. The index is made
// only once the object is large.
func findMember(n *Node, index *map[string]int32, name string) (int, bool) {
	if *index == nil {
		for i := range n.Members {
			if n.Members[i].Name == name {
				return i, true
			}
		}
		if len(n.Members)+1 >= indexed {
			m := make(map[string]int32, 2*indexed)
			for i := range n.Members {
				m[n.Members[i].Name] = int32(i)
			}
			m[name] = int32(len(n.Members))
			*index = m
		}
		return 0, false
	}
	if i, ok := (*index)[name]; ok {
		return int(i), true
	}
	(*index)[name] = int32(len(n.Members))
	return 0, false
}

func duplicate(at Position, name string, first Position) *Error {
	return errorf(at, "duplicate-member", "duplicate member %q, first at %s: remove one of them", clip(name), first)
}

// addError keeps the first findings of a file.
func addError(errs Errors, e *Error) Errors {
	if len(errs) >= maxErrors {
		return errs
	}
	return append(errs, e)
}

// clip shortens text of the document for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// Quote quotes text of a document for a message, shortened.
func Quote(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}
