package page

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

// Limits on what is read from an example.
const (
	maxExampleDepth  = 150
	maxExampleValues = 2_000_000
)

// sample is the JSON of an example, as people write it: with comments, a comma too many, or cut off.
type sample struct {
	value  *document.Node          // nil when there is none
	end    int                     // offset after it
	cut    bool                    // the text ended within the value
	faults []Unread                // what is no JSON and was read all the same
	open   map[*document.Node]bool // objects and arrays that were cut off
}

// readSample reads the JSON value that text begins with. At tells the place of an offset.
func readSample(text string, at func(offset int) document.Position) sample {
	r := &sampleReader{text: text, place: at, left: maxExampleValues}
	r.space()
	if r.offset == len(text) {
		return sample{}
	}
	value := r.value(0)
	return sample{value: value, end: r.offset, cut: r.cut, faults: r.faults, open: r.open}
}

type sampleReader struct {
	open   map[*document.Node]bool
	text   string
	place  func(offset int) document.Position
	offset int
	left   int
	cut    bool
	faults []Unread
}

func (r *sampleReader) fault(message string) {
	if len(r.faults) < 5 {
		r.faults = append(r.faults, Unread{Pos: r.place(r.offset), Message: "the example " + message})
	}
}

// done tells that nothing more can be read; within a value this means that the text was cut off.
func (r *sampleReader) done() bool {
	if r.offset >= len(r.text) || r.left <= 0 {
		r.cut = true
	}
	return r.cut
}

// space skips space and comments.
func (r *sampleReader) space() {
	for r.offset < len(r.text) {
		rest := r.text[r.offset:]
		switch {
		case strings.HasPrefix(rest, "//"), rest[0] == '#':
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			r.offset += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest, "*/")
			if end < 0 {
				end = len(rest) - 2
			}
			r.offset += end + 2
		case strings.ContainsRune(" \t\r\n\ufeff\u00a0", first(rest)):
			r.offset += utf8.RuneLen(first(rest))
		default:
			return
		}
	}
}

func first(s string) rune {
	c, _ := utf8.DecodeRuneInString(s)
	return c
}

// value reads a value; nil when the text ends before it.
func (r *sampleReader) value(depth int) *document.Node {
	r.left--
	if depth > maxExampleDepth {
		r.cut = true
	}
	if r.done() {
		return nil
	}
	pos := r.place(r.offset)
	switch c := r.text[r.offset]; {
	case strings.HasPrefix(r.text[r.offset:], "{{"): // a variable of Apifox
	case c == '{':
		return r.object(pos, depth)
	case c == '[':
		return r.array(pos, depth)
	case c == '"' || c == '\'':
		n := newText(pos, "")
		n.Text = r.quoted(c)
		return n
	}
	return r.bare(pos)
}

func (r *sampleReader) object(pos document.Position, depth int) *document.Node {
	n := newObject(pos)
	seen := map[string]int{}
	r.offset++
	for r.more(n, '}', ']') {
		at := r.place(r.offset)
		name, ok := r.name()
		if !ok {
			continue
		}
		v := r.value(depth + 1)
		if v == nil {
			v = &document.Node{Kind: document.Null, Pos: at}
		}
		if i, dup := seen[name]; dup {
			n.Members[i].Value = v
			continue
		}
		seen[name] = len(n.Members)
		n.Members = append(n.Members, document.Member{Name: name, Pos: at, Value: v})
	}
	return n
}

func (r *sampleReader) array(pos document.Position, depth int) *document.Node {
	n := newList(pos)
	r.offset++
	for r.more(n, ']', '}') {
		if v := r.value(depth + 1); v != nil {
			n.Items = append(n.Items, v)
		}
	}
	return n
}

// more tells whether the object or array n goes on, and skips what parts its values. It ends with the bracket end, or with the wrong
// one by mistake.
func (r *sampleReader) more(n *document.Node, end, wrong byte) bool {
	for {
		r.space()
		if r.done() {
			r.cutOff(n)
			return false
		}
		switch c := r.text[r.offset]; {
		case c == end:
			r.offset++
			return false
		case c == wrong:
			r.fault("has " + string(wrong) + " where " + string(end) + " should be")
			r.offset++
			return false
		case c == ',':
			r.offset++
		case strings.HasPrefix(r.text[r.offset:], "..."):
			r.offset += 3
			r.fault("leaves values out with ...")
		default:
			return true
		}
	}
}

// cutOff notes that an object or array may have more than was read of it.
func (r *sampleReader) cutOff(n *document.Node) {
	if r.open == nil {
		r.open = map[*document.Node]bool{}
	}
	r.open[n] = true
}

// name reads the name of a member and the colon after it.
func (r *sampleReader) name() (string, bool) {
	var name string
	if c := r.text[r.offset]; c == '"' || c == '\'' {
		name = r.quoted(c)
	} else {
		start := r.offset
		for r.offset < len(r.text) && !strings.ContainsRune(":,{}[]\n\"", first(r.text[r.offset:])) {
			r.offset += max(1, utf8.RuneLen(first(r.text[r.offset:])))
		}
		name = strings.TrimSpace(r.text[start:min(r.offset, len(r.text))])
		if r.offset == start {
			r.offset++ // a stray bracket
			r.fault("has a bracket where the name of a member should be")
			r.space()
			return "", false
		}
	}
	if r.cut {
		return "", false
	}
	r.space()
	if r.done() {
		return "", false
	}
	if r.text[r.offset] != ':' {
		r.fault("has no colon after the name " + strconv.Quote(clip(name)))
	} else {
		r.offset++
	}
	r.space()
	return name, true
}

// quoted reads a text in quotes.
func (r *sampleReader) quoted(quote byte) string {
	var b strings.Builder
	for r.offset++; r.offset < len(r.text); r.offset++ {
		switch c := r.text[r.offset]; {
		case c == quote:
			r.offset++
			return b.String()
		case c == '\\' && r.offset+1 < len(r.text):
			r.offset += escape(&b, r.text[r.offset:]) - 1
		default:
			b.WriteByte(c)
		}
	}
	r.cut = true
	return b.String()
}

// escape writes what the escape stands for that s begins with, and returns its length.
func escape(b *strings.Builder, s string) int {
	if s[1] == 'u' {
		size := 6
		if len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
			size = 12 // perhaps half of a pair
		}
		for ; size >= 6; size -= 6 {
			if len(s) < size {
				continue
			}
			if text, err := strconv.Unquote(`"` + s[:size] + `"`); err == nil {
				b.WriteString(text)
				return size
			}
			var runes strings.Builder
			if decodePair(&runes, s[:size]) {
				b.WriteString(runes.String())
				return size
			}
		}
		b.WriteString(`\u`)
		return 2
	}
	if i := strings.IndexByte(`"'\/bfnrt`, s[1]); i >= 0 {
		b.WriteByte("\"'\\/\b\f\n\r\t"[i])
	} else {
		b.WriteString(s[:2])
	}
	return 2
}

// decodePair decodes \uD83D\uDE00, which Go's literals do not have, and half of a pair.
func decodePair(b *strings.Builder, s string) bool {
	high, err := strconv.ParseUint(s[2:6], 16, 16)
	if err != nil || high < 0xd800 || high > 0xdfff {
		return false
	}
	if len(s) == 6 {
		b.WriteRune(utf8.RuneError)
		return true
	}
	low, err := strconv.ParseUint(s[8:12], 16, 16)
	if err != nil || low < 0xdc00 || low > 0xdfff || high > 0xdbff {
		return false
	}
	b.WriteRune(rune((high-0xd800)<<10|(low-0xdc00)) + 0x10000)
	return true
}

// bare reads a value without quotes.
func (r *sampleReader) bare(pos document.Position) *document.Node {
	start := r.offset
	depth := 0 // of {{variable}}
	for r.offset < len(r.text) {
		c := r.text[r.offset]
		if depth == 0 && strings.IndexByte(",}]\n", c) >= 0 || c == '\n' || strings.HasPrefix(r.text[r.offset:], "//") {
			break
		}
		if c == '{' {
			depth++
		} else if c == '}' && depth > 0 {
			depth--
		}
		r.offset++
	}
	text := strings.TrimSpace(r.text[start:r.offset])
	switch {
	case text == "true" || text == "false":
		return newBool(pos, text)
	case text == "null":
		return &document.Node{Kind: document.Null, Pos: pos}
	case isNumber(text):
		return &document.Node{Kind: document.Number, Text: text, Pos: pos}
	case r.offset == len(r.text):
		r.cut = true // it may go on
	case r.offset == start:
		r.offset++ // a stray bracket
	}
	if !r.cut {
		r.fault("has " + strconv.Quote(clip(text)) + " without quotes: it was taken as text")
	}
	return newText(pos, text)
}

// isNumber tells whether text is a number as JSON writes it.
func isNumber(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || digits[0] < '0' || digits[0] > '9' || len(text) > 400 || strings.Trim(text, "+-.eE0123456789") != "" {
		return false
	}
	if len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9' {
		return false
	}
	last := text[len(text)-1]
	if last < '0' || last > '9' || strings.Contains(text, ".e") || strings.Contains(text, ".E") {
		return false
	}
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// balance tells whether JSON that is read line by line is complete.
type balance struct {
	depth  int
	quoted bool
}

// add takes a line into account.
func (b *balance) add(text string) {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case b.quoted && c == '\\':
			i++
		case c == '"':
			b.quoted = !b.quoted
		case b.quoted:
		case c == '{' || c == '[':
			b.depth++
		case c == '}' || c == ']':
			b.depth--
		}
	}
	b.quoted = false // a text ends on its line
}

func (b *balance) complete() bool { return b.depth <= 0 }
