package page

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

// typ is a type as a page prints it: array[object (Name) {35}] | null.
type typ struct {
	names  []string // of JSON Schema; several when alternatives stand side by side; none means any value
	format string
	null   bool
	enum   bool
	schema string // the page's name of an object's schema
	count  int    // members of the object or of the array's objects; unknown when the page does not say
	item   *typ   // of an array
	union  string // anyOf, oneOf, allOf
}

// unknown stands for a number of members that the page does not say.
const unknown = -1

// maxTypeDepth is how deep a type may be nested.
const maxTypeDepth = 16

// parseType reads the type that text begins with, and returns what follows it.
func parseType(text string) (t *typ, rest string, ok bool) {
	return parseAlternatives(text, 0)
}

// parseWholeType reads text that is a type and nothing else.
func parseWholeType(text string) (*typ, bool) {
	t, rest, ok := parseType(text)
	return t, ok && strings.TrimSpace(rest) == ""
}

// isType tells text that is a type and nothing else.
func isType(text string) bool {
	_, ok := parseWholeType(text)
	return ok
}

// beginsType tells whether text is the beginning of a type.
func beginsType(text string) bool {
	for _, r := range typeRoles {
		for _, w := range words.starts[r] {
			if strings.HasPrefix(w, text) {
				return true
			}
		}
	}
	return false
}

// parseAlternatives reads types with | between them.
func parseAlternatives(text string, depth int) (*typ, string, bool) {
	t, rest, ok := parseOne(text, depth)
	if !ok {
		return nil, text, false
	}
	for {
		after := strings.TrimLeft(rest, " ")
		bar := alternative.FindString(after)
		if bar == "" {
			return t, rest, true
		}
		other, remains, ok := parseOne(after[len(bar):], depth)
		if !ok {
			return t, rest, true
		}
		t.or(other)
		rest = remains
	}
}

// alternative is what stands between types.
var alternative = regexp.MustCompile(`^(?:[|¦]|or |或) *`)

// or adds an alternative to a type.
func (t *typ) or(other *typ) {
	if other.is("null") {
		if len(t.names) > 0 {
			t.null = true
		}
		return
	}
	if t.is("null") {
		*t = *other
		t.null = true
		return
	}
	t.names = append(t.names, other.names...)
	if t.item == nil {
		t.item = other.item
	}
	if t.schema == "" {
		t.schema, t.count = other.schema, max(t.count, other.count)
	}
}

// is tells whether a type is one of JSON Schema's types and no other.
func (t *typ) is(name string) bool { return t != nil && len(t.names) == 1 && t.names[0] == name }

// parseOne reads a type without alternatives.
func parseOne(text string, depth int) (*typ, string, bool) {
	if depth > maxTypeDepth {
		return nil, text, false
	}
	word, r := typeWord(text)
	if r == none {
		return parseBrackets(text, depth)
	}
	t := &typ{count: unknown}
	rest := text[len(word):]
	switch r {
	case anyOf, oneOf, allOf:
		t.union = map[role]string{anyOf: "anyOf", oneOf: "oneOf", allOf: "allOf"}[r]
		return t, strings.TrimPrefix(rest, ":"), true
	case enumType:
		return parseEnum(t, rest)
	case arrayType:
		rest = parseArray(t, rest, depth)
	case fileType:
		t.names, t.format = []string{"string"}, "binary"
	case anyType:
	default:
		t.names = []string{jsonTypes[r]}
	}
	if r != objectType {
		t.format, rest = orFormat(t.format, rest)
	}
	rest = t.suffixes(rest)
	for strings.HasPrefix(rest, "[]") {
		inner := *t
		*t = typ{names: []string{"array"}, count: unknown, item: &inner}
		rest = rest[2:]
	}
	return t, rest, true
}

var jsonTypes = map[role]string{stringType: "string", integerType: "integer", numberType: "number", booleanType: "boolean",
	objectType: "object", arrayType: "array", nullType: "null"}

var typeRoles = []role{anyOf, oneOf, allOf, stringType, integerType, numberType, booleanType, objectType, arrayType, nullType, anyType, fileType, enumType}

// typeWord returns the word of a type that text begins with.
func typeWord(text string) (string, role) {
	best, found := "", none
	for _, r := range typeRoles {
		w := words.prefix(text, r)
		if len(w) > len(best) && endsWord(w, text[len(w):]) {
			best, found = w, r
		}
	}
	return best, found
}

// endsWord tells whether a word that rest follows is over: stringency is no string.
func endsWord(word, rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeLastRuneInString(word)
	if rest == "" || isHan(last) != isHan(r) {
		return true
	}
	if isHan(last) {
		return false
	}
	for _, mark := range []string{"required", "optional"} {
		if strings.HasPrefix(rest, mark) {
			return true
		}
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
}

// parseBrackets reads [Name], an array as tables of a project's export have it, and [Name](#schema), a schema.
func parseBrackets(text string, depth int) (*typ, string, bool) {
	if !strings.HasPrefix(text, "[") {
		return nil, text, false
	}
	end := closing(text, '[', ']')
	if end < 0 {
		return nil, text, false
	}
	inside, rest := text[1:end], text[end+1:]
	if strings.HasPrefix(rest, "(#schema") {
		if after := closing(rest, '(', ')'); after > 0 {
			return &typ{names: []string{"object"}, count: unknown, schema: inside}, rest[after+1:], true
		}
	}
	item, left, ok := parseAlternatives(inside, depth+1)
	if !ok || strings.TrimSpace(left) != "" {
		return nil, text, false
	}
	return &typ{names: []string{"array"}, count: unknown, item: item}, rest, true
}

// parseEnum reads what follows enum: <string>, or nothing.
func parseEnum(t *typ, rest string) (*typ, string, bool) {
	t.enum = true
	inside, after, ok := bracketed(strings.TrimLeft(rest, " "), '<', '>')
	if !ok {
		return t, rest, true
	}
	if of, whole := parseWholeType(inside); whole && len(of.names) > 0 {
		t.names, t.null = of.names, of.null
	}
	t.format, after = orFormat("", after)
	return t, t.suffixes(after), true
}

// parseArray reads what follows array: [string], <string>, of:, or nothing.
func parseArray(t *typ, rest string, depth int) string {
	t.names = []string{"array"}
	after := strings.TrimLeft(rest, " ")
	for _, pair := range [][2]byte{{'[', ']'}, {'<', '>'}} {
		inside, left, ok := bracketed(after, pair[0], pair[1])
		if !ok {
			continue
		}
		item, more, parsed := parseAlternatives(strings.TrimSpace(inside), depth+1)
		if parsed && strings.TrimSpace(more) == "" {
			t.item = item
			return left
		}
		if strings.TrimSpace(inside) == "" {
			return left
		}
	}
	if left, ok := strings.CutPrefix(strings.ToLower(after), "of"); ok && (left == "" || left[0] == ' ' || left[0] == ':') {
		left = strings.TrimLeft(after[2:], ": ")
		if item, more, ok := parseAlternatives(strings.TrimSuffix(left, "s"), depth+1); ok && strings.TrimSpace(more) == "" {
			t.item = item
			return ""
		}
		return left
	}
	return rest
}

// orFormat reads a format in <…>, or in (…) right after the type.
func orFormat(format, rest string) (string, string) {
	after := strings.TrimLeft(rest, " ")
	inside, left, ok := bracketed(after, '<', '>')
	if !ok {
		inside, left, ok = bracketed(rest, '(', ')')
	}
	if !ok || inside == "" || strings.ContainsAny(inside, " ()") {
		return format, rest
	}
	return inside, left
}

// suffixes reads (Name) and {3} after a type.
func (t *typ) suffixes(rest string) string {
	after := strings.TrimLeft(rest, " ")
	if inside, left, ok := bracketed(after, '(', ')'); ok && inside != "" && (rest != after || t.is("object")) {
		t.schema = strings.TrimSpace(inside)
		rest, after = left, strings.TrimLeft(left, " ")
	}
	if inside, left, ok := bracketed(after, '{', '}'); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(inside)); err == nil && n >= 0 {
			t.count = n
			return left
		}
	}
	return rest
}

// bracketed returns what stands in the brackets that text begins with, and what follows them.
func bracketed(text string, open, shut byte) (inside, rest string, ok bool) {
	if text == "" || text[0] != open {
		return "", text, false
	}
	end := closing(text, open, shut)
	if end < 0 {
		return "", text, false
	}
	return text[1:end], text[end+1:], true
}

// closing returns where the bracket that text begins with is closed, or -1.
func closing(text string, open, shut byte) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case open:
			depth++
		case shut:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// container returns the type whose members follow on the page: the object itself, or the object that an array holds.
func (t *typ) container() *typ {
	for range maxTypeDepth {
		if t == nil || t.is("object") {
			return t
		}
		t = t.item
	}
	return nil
}

// lacksItems tells an array whose items, or theirs, have no type.
func (t *typ) lacksItems() bool {
	return t.is("array") && (t.item == nil || t.item.is("array") && t.item.item == nil)
}

// toSchema makes the schema of a type, without the members of objects.
func (t *typ) toSchema(pos document.Position) *document.Node {
	n := newObject(pos)
	if t == nil {
		return n
	}
	names := t.names
	if t.null {
		names = append(names[:len(names):len(names)], "null")
	}
	putTypes(n, pos, names)
	putText(n, pos, "format", t.format)
	if t.item != nil || t.is("array") {
		put(n, "items", t.item.toSchema(pos))
	}
	return n
}
