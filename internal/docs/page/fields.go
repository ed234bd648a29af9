package page

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

// field is a row of a table of parameters or members.
type field struct {
	name     string
	pos      document.Position
	typ      *typ // nil when the page does not say
	mark     role // requiredMark, optionalMark, or none when the page does not say
	texts    []string
	given    *literal // the default
	examples []literal
	enum     []literal
	meanings map[string]string
	limits   []limit
	flags    []role   // deprecatedMark, readOnlyMark, …
	options  []*typ   // of anyOf and the like
	notType  *literal // what the page has in the place of a type, when that is none

	shape    *shape // of an object in its own examples
	repeated bool   // another one of the list has its name
	place    string // of a parameter, where its table has a column for it
	depth    int    // below the other fields, where the table shows it
	children []*field
}

// literal is a value as the page prints it.
type literal struct {
	text string
	pos  document.Position
}

// limit is a limit of a value, by the keyword of JSON Schema.
type limit struct {
	keyword string
	literal
}

// fieldList is what a region of a page says about the members of a body, or about parameters.
type fieldList struct {
	fields []*field
	root   *field // the body itself, where the page shows its type
	unread []Unread
}

// fieldReader reads fields from lines: name, type, and in any order marks, values and descriptions.
type fieldReader struct {
	sequence
	known   map[string]bool // members that the examples on the page have
	lacking map[string]bool // of them, those that no row with a type is about
	list    fieldList
	last    *field
	headed  bool // the heads of the table's columns stand above it, each on a line
	unnamed bool // the line before was a type without a name, which may have a mark of its own
}

// readFields reads the fields of a region. A member of the examples that no row has as its name, and a line is, has no type there.
func readFields(lines []line, known map[string]bool) fieldList {
	r := &fieldReader{known: known}
	r.all(lines)
	lacking := maps.Clone(known)
	for _, f := range r.list.fields {
		delete(lacking, f.name)
	}
	if !slices.ContainsFunc(lines, func(l line) bool { return lacking[l.text] }) {
		return r.list
	}
	r = &fieldReader{known: known, lacking: lacking}
	r.all(lines)
	return r.list
}

// all reads lines and tables.
func (r *fieldReader) all(lines []line) {
	for _, l := range lines {
		if l.table != nil {
			r.read()
			r.list.fields = append(r.list.fields, l.table.fields()...)
			continue
		}
		if l.text != "" {
			r.lines = append(r.lines, l)
		}
	}
	r.read()
}

// read reads the lines that were collected.
func (r *fieldReader) read() {
	for i := 0; i < len(r.lines); {
		if f, next := r.start(i); f != nil {
			r.list.fields = append(r.list.fields, f)
			if f.notType != nil {
				r.unread(i+1, "%q is no type that is known: any value is allowed for %q", clip(f.notType.text), clip(f.name))
			}
			r.last, r.unnamed = f, false
			i = next
			continue
		}
		if r.last == nil {
			i = r.before(i)
			continue
		}
		i = r.attribute(r.last, i)
	}
	r.lines, r.last = nil, nil
}

// text returns a line, "" after the last one.
func (r *fieldReader) unread(i int, format string, args ...any) {
	r.list.unread = append(r.list.unread, Unread{Pos: r.lines[i].pos, Message: fmt.Sprintf(format, args...)})
}

// before reads a line that stands before the first field: the type of the whole, or what the interface puts there.
func (r *fieldReader) before(i int) int {
	text := r.text(i)
	if t, rest, ok := typeLine(text); ok {
		r.last = &field{pos: r.lines[i].pos, typ: t}
		r.list.root = r.last
		r.rest(r.last, rest)
		return i + 1
	}
	if r.headed = r.headed || words.is(text, nameColumn); r.headed && words.is(text, columnRoles...) {
		return i + 1
	}
	if !isFurniture(text) {
		r.unread(i, "%q stands before the first field and was not read", clip(text))
	}
	return i + 1
}

// isFurniture tells text that belongs to the interface, and list marks without text.
func isFurniture(text string) bool {
	return words.is(text, button, nothing) || strings.Trim(text, "-•*#|·… ") == ""
}

// start reads the name and the type of the field that begins at a line, which may be an entry of a list, or have marks of Markdown; nil
// when none does.
func (r *fieldReader) start(i int) (*field, int) {
	f, next := r.startAt(i)
	if f != nil {
		return f, next
	}
	written := r.lines[i].text
	bare := unmarked(written)
	if m := bulletLine.FindStringSubmatch(written); m != nil {
		bare = unmarked(m[1])
	}
	if bare == written || bare == "" {
		return nil, 0
	}
	r.lines[i].text = bare
	if f, next = r.startAt(i); f == nil {
		r.lines[i].text = written
	}
	return f, next
}

func (r *fieldReader) startAt(i int) (*field, int) {
	l := r.lines[i]
	if isType(l.text) && r.last.isUnion() && !r.known[l.text] {
		return nil, 0 // one of the alternatives
	}
	if r.plausible(i) {
		if t, rest, ok := typeLine(r.text(i + 1)); ok && !r.nextIsBetter(i) && !(t.union != "" && r.last.lacksOptions()) {
			f := &field{name: fieldName(l.text), pos: l.pos, typ: t}
			r.rest(f, rest)
			return f, i + 2
		}
	}
	if f, next := r.oneLine(i); f != nil {
		return f, next
	}
	if r.isCutOff(i) {
		r.unread(i, "the page is cut off in the type of %q: any value is allowed", clip(l.text))
		return &field{name: l.text, pos: l.pos, typ: &typ{count: unknown}}, i + 2
	}
	if r.isOfUnknownType(i) {
		return &field{name: l.text, pos: l.pos, typ: &typ{count: unknown}, notType: &literal{r.text(i + 1), r.lines[i+1].pos}}, i + 2
	}
	if r.lacking[l.text] && !isType(l.text) {
		return &field{name: l.text, pos: l.pos}, i + 1
	}
	if !isType(l.text) && r.plausible(i) && r.markFollows(i) && r.isMarked() && isIdentifier(l.text) {
		return &field{name: l.text, pos: l.pos}, i + 1
	}
	return nil, 0
}

// isCutOff tells whether the page ends within the type of the field that begins at a line.
func (r *fieldReader) isCutOff(i int) bool {
	end := r.text(i + 1)
	return i+2 == len(r.lines) && len(end) > 1 && isIdentifier(r.text(i)) && r.last != nil && !isType(end) && beginsType(end)
}

// isOfUnknownType tells a name, and a word in the place of its type, from a description: a mark follows, and the last field has its own.
func (r *fieldReader) isOfUnknownType(i int) bool {
	word := r.text(i + 1)
	return isIdentifier(r.text(i)) && !isType(r.text(i)) && unknownType.MatchString(word) && nameAndType(word) == 0 && !r.known[word] && r.markFollows(i+1) && r.isMarked()
}

var unknownType = regexp.MustCompile(`^[A-Za-z]\w{0,40}(?: ?(?:<.*>|\[.*\]|\(.*\)))?(?: ?\| ?null)?$`)

// isUnion tells a field that is one of several types.
func (f *field) isUnion() bool { return f != nil && f.typ != nil && f.typ.union != "" }

// lacksOptions tells a field that is one of several types, which have not been met yet: the word that says so may stand there again.
func (f *field) lacksOptions() bool { return f.isUnion() && len(f.options) == 0 }

// markFollows tells whether the line after i is a mark.
func (r *fieldReader) markFollows(i int) bool {
	return words.is(r.text(i+1), requiredMark, optionalMark)
}

// isMarked tells whether a mark that follows is not that of the last field.
func (r *fieldReader) isMarked() bool {
	return r.last == nil || r.last.mark != none || r.last.typ == nil
}

// oneLine reads a field whose name and type stand on one line, with a space between them or not.
func (r *fieldReader) oneLine(i int) (*field, int) {
	l := r.lines[i]
	name, after := l.text, ""
	if at := nameAndType(l.text); at > 0 && !r.known[l.text] {
		name, after = l.text[:at], l.text[at:]
		if rest := afterType(after); !(beginsWithMark(rest) || endsWithMark(rest) || r.markFollows(i) || r.known[name] || rest != "" && isHan(first(rest))) {
			return nil, 0
		}
	} else if before, rest, ok := strings.Cut(l.text, " "); ok && isIdentifier(before) && !isType(l.text) {
		name, after = before, strings.TrimSpace(rest)
		if rest := afterType(after); !(beginsWithMark(rest) || r.markFollows(i) && r.isMarked() || r.last == nil && rest == "") {
			return nil, 0
		}
	}
	if after == "" {
		return nil, 0
	}
	t, rest, ok := typeLine(after)
	if !ok && r.known[name] {
		t, rest, ok = parseType(after)
	}
	if !ok {
		return nil, 0
	}
	f := &field{name: name, pos: l.pos, typ: t}
	r.rest(f, rest)
	return f, i + 1
}

// afterType returns what follows the type that text begins with.
func afterType(text string) string {
	_, rest, _ := parseType(text)
	return strings.TrimSpace(rest)
}

// nextIsBetter decides when two lines in a row are types: the first may be a name that looks like one, such as file or number.
func (r *fieldReader) nextIsBetter(i int) bool {
	if _, _, ok := typeLine(r.text(i + 2)); !ok || r.last == nil {
		return false
	}
	if a, b := r.known[r.text(i)], r.known[r.text(i+1)]; a != b {
		return b
	}
	if r.text(i) == r.last.name {
		return true // its description says no more than its name
	}
	return !isIdentifier(r.text(i)) && isIdentifier(r.text(i+1))
}

// plausible tells whether a line can be the name of a field.
func (r *fieldReader) plausible(i int) bool {
	text := r.text(i)
	if r.known[text] {
		return true
	}
	if text == "" || utf8.RuneCountInString(text) > 100 || strings.ContainsAny(text, " \t<>{}\"'`=，。；：！？、（）") {
		return false
	}
	if last := text[len(text)-1]; strings.IndexByte(".,;:!?)", last) >= 0 || strings.IndexByte("[(-,;:!?", text[0]) >= 0 {
		return false
	}
	if words.is(text, requiredMark, optionalMark) && r.last != nil && r.last.mark == none {
		return false
	}
	return !r.inArrayOfArrays() || isIdentifier(text)
}

// inArrayOfArrays tells whether the last field is an array of arrays: the items of the inner ones have a type and no name.
func (r *fieldReader) inArrayOfArrays() bool {
	return r.last != nil && r.last.typ.lacksItems() && r.last.typ.item != nil
}

var identifier = regexp.MustCompile(`^[A-Za-z_$@*][\w$@.\-\[\]*]*$`)

// isIdentifier tells the usual form of names from everything else.
func isIdentifier(text string) bool { return len(text) <= 200 && identifier.MatchString(text) }

// fieldName takes the marks of Markdown off a name.
func fieldName(text string) string { return strings.Trim(text, "`") }

// typeLine reads a line that begins with a type, where a mark or a title may follow on the same line.
func typeLine(text string) (*typ, string, bool) {
	t, rest, ok := parseType(text)
	if !ok {
		return nil, "", false
	}
	trimmed := strings.TrimSpace(rest)
	if trimmed == "" || beginsWithMark(trimmed) || endsWithMark(trimmed) || isHan(first(trimmed)) && !unicode.IsPunct(first(trimmed)) {
		return t, trimmed, true
	}
	return nil, "", false
}

// beginsWithMark tells whether text begins with the word required or optional, in any language.
func beginsWithMark(text string) bool { return leadingMark(text) != "" }

// leadingMark returns the mark that text begins with.
func leadingMark(text string) string {
	for _, r := range []role{requiredMark, optionalMark} {
		if w := words.prefix(text, r); w != "" && endsMark(w, text[len(w):]) {
			return w
		}
	}
	return ""
}

// endsMark tells whether a mark is over where rest begins: 必需品 is no mark.
func endsMark(mark, rest string) bool {
	if last, _ := utf8.DecodeLastRuneInString(mark); isHan(last) {
		return true
	}
	r := first(rest)
	return rest == "" || !unicode.IsLetter(r) || isHan(r) || unicode.IsUpper(r)
}

func endsWithMark(text string) bool { return trailingMark(text) != "" }

// trailingMark returns the mark that text ends with.
func trailingMark(text string) string {
	for _, r := range []role{requiredMark, optionalMark} {
		for _, w := range words.starts[r] {
			if len(text) > len(w) && strings.EqualFold(text[len(text)-len(w):], w) {
				before, _ := utf8.DecodeLastRuneInString(text[:len(text)-len(w)])
				if isHan(before) || isHan(first(w)) || before == ' ' {
					return text[len(text)-len(w):]
				}
			}
		}
	}
	return ""
}

// rest reads what follows a type on its line: a mark and a description, or a title and a mark.
func (r *fieldReader) rest(f *field, rest string) {
	rest = strings.TrimSpace(rest)
	if mark := leadingMark(rest); mark != "" {
		f.setMark(words.find(mark, requiredMark, optionalMark))
		rest = strings.TrimSpace(rest[len(mark):])
	} else if mark := trailingMark(rest); mark != "" {
		f.setMark(words.find(mark, requiredMark, optionalMark))
		rest = strings.TrimSpace(rest[:len(rest)-len(mark)])
	}
	for _, label := range []role{exampleLabel, defaultLabel} {
		w := words.prefix(rest, label)
		if value, ok := strings.CutPrefix(rest[len(w):], ":"); w != "" && ok {
			f.value(label, literal{strings.TrimSpace(value), f.pos})
			return
		}
	}
	f.describe(strings.TrimLeft(rest, "-–—:： "))
}

func (f *field) setMark(mark role) {
	if f.mark == none {
		f.mark = mark
	}
}

func (f *field) describe(text string) {
	if text != "" {
		f.texts = append(f.texts, text)
	}
}

// attribute reads what line i says about a field, and returns the line after it.
func (r *fieldReader) attribute(f *field, i int) int {
	text := r.text(i)
	if mark := words.find(text, requiredMark, optionalMark); mark != none && (f.mark == none || f.mark == mark || r.unnamed) {
		f.setMark(mark)
		r.unnamed = false
		return i + 1
	}
	if answer := words.find(text, yes, no); answer != none && r.headed && f.mark == none && len(f.texts) == 0 {
		f.setMark(map[role]role{yes: requiredMark, no: optionalMark}[answer])
		return i + 1
	}
	if flag := words.find(text, deprecatedMark, nullableMark, readOnlyMark, writeOnlyMark); flag != none {
		f.flags = append(f.flags, flag)
		return i + 1
	}
	if label, value := labelled(text); label != none {
		return r.labelledValue(f, label, value, i)
	}
	if limits := parseLimits(text, f.typ); limits != nil {
		for _, l := range limits {
			f.limits = append(f.limits, limit{l[0], literal{l[1], r.lines[i].pos}})
		}
		return i + 1
	}
	r.unnamed = r.nameless(f, text)
	if r.unnamed || words.is(text, button) || showing.MatchString(text) {
		return i + 1
	}
	f.describe(text)
	return i + 1
}

// showing is a button that shows the members of an object.
var showing = regexp.MustCompile(`^(?:Show|Hide) \d+ \w+$`)

// nameless reads a type without a name: that of an array's items, or one of several alternatives.
func (r *fieldReader) nameless(f *field, text string) bool {
	if strings.TrimLeft(text, "|¦ ") == "null" && text != "null" {
		f.flags = append(f.flags, nullableMark)
		return true
	}
	t, rest, ok := typeLine(text)
	if !ok {
		return false
	}
	switch {
	case f.typ == nil && t.union != "":
		f.typ = t
	case f.lacksOptions() && t.union != "":
	case f.isUnion():
		f.options = append(f.options, t)
	case r.inArrayOfArrays():
		f.typ.item.item = t
		f.describe(strings.TrimSpace(strings.TrimPrefix(rest, leadingMark(rest))))
	case f.typ != nil && f.typ.is("array") && f.typ.item == nil:
		f.typ.item = t
	default:
		return false
	}
	return true
}
