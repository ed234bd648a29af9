package page

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

// labels are the roles of words that a colon and a value follow, within a field.
var labels = []role{defaultLabel, examplesLabel, exampleLabel, enumLabel, patternLabel, minLengthLabel, maxLengthLabel, minItemsLabel,
	maxItemsLabel, minimumLabel, maximumLabel, formatLabel}

// labelled reads "label: value"; none when text has no label.
func labelled(text string) (label role, value string) {
	at := strings.IndexAny(text, ":：")
	if at < 0 {
		return none, ""
	}
	label = words.find(text[:at], labels...)
	_, size := utf8.DecodeRuneInString(text[at:])
	value = strings.TrimSpace(text[at+size:])
	if label == formatLabel && strings.Contains(value, " ") {
		return none, "" // it says so in words
	}
	return label, value
}

// keywords are the labels whose value is that of a keyword of JSON Schema.
var keywords = map[role]string{patternLabel: "pattern", minLengthLabel: "minLength", maxLengthLabel: "maxLength", minItemsLabel: "minItems",
	maxItemsLabel: "maxItems", minimumLabel: "minimum", maximumLabel: "maximum", formatLabel: "format"}

// labelledValue reads the value of a label, on the same line or on those after it.
func (r *fieldReader) labelledValue(f *field, label role, value string, i int) int {
	pos := r.lines[i].pos
	next := i + 1
	if label == enumLabel || label == examplesLabel && value == "" {
		values, after := r.values(label, value, i)
		if label == enumLabel {
			f.enum, f.meanings = readEnum(values, f.typ)
		} else {
			f.examples = append(f.examples, values...)
		}
		return after
	}
	if value == "" {
		if next >= len(r.lines) || r.begins(next) && !r.startsAfter(next) {
			return next // the interface shows an empty value like this
		}
		value, pos = r.text(next), r.lines[next].pos
		next++
	}
	for ; isOpenJSON(value) && next < len(r.lines) && !r.begins(next) && len(value) < 1<<16; next++ {
		value += "\n" + r.text(next)
	}
	if inside, ok := strings.CutPrefix(value, "`"); ok {
		value = strings.TrimSuffix(inside, "`")
	}
	if keyword := keywords[label]; keyword != "" {
		f.limits = append(f.limits, limit{keyword, literal{value, pos}})
		return next
	}
	f.value(label, literal{value, pos})
	return next
}

// startsAfter tells whether a field starts on the line after i: line i is a value then, although the name looks like its type.
func (r *fieldReader) startsAfter(i int) bool {
	if i+1 >= len(r.lines) || words.is(r.text(i), requiredMark, optionalMark) {
		return false
	}
	f, _ := r.start(i + 1)
	return f != nil && f.typ != nil
}

// value keeps a default or an example.
func (f *field) value(label role, v literal) {
	if label == defaultLabel {
		f.given = &v
	} else {
		f.examples = append(f.examples, v)
	}
}

// begins tells whether a line begins something of its own: a field, a mark, or a label.
func (r *fieldReader) begins(i int) bool {
	text := r.text(i)
	if f, _ := r.start(i); f != nil || words.is(text, requiredMark, optionalMark) && (r.last == nil || r.last.mark == none) {
		return true
	}
	label, _ := labelled(text)
	return label != none
}

// values reads the lines that are values of a list.
func (r *fieldReader) values(label role, inline string, i int) ([]literal, int) {
	var out []literal
	for _, v := range inlineValues(label, inline) {
		out = append(out, literal{v, r.lines[i].pos})
	}
	next := i + 1
	for ; next < len(r.lines) && (!r.begins(next) || r.isValue(next)) && parseLimits(r.text(next), nil) == nil; next++ {
		out = append(out, literal{r.text(next), r.lines[next].pos})
	}
	return out, next
}

// inlineValues parts values on one line. Those of enums may have nothing but spaces between them.
func inlineValues(label role, text string) []string {
	var out []string
	for v := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(",，、|;", c) }) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	if parts := strings.Fields(text); label == enumLabel && len(out) == 1 && !slices.ContainsFunc(parts, func(s string) bool { return !token.MatchString(s) }) {
		return parts
	}
	return out
}

// isValue tells a value of an enum from a field that begins: it is the word of a type, or null, or what stands before that null.
func (r *fieldReader) isValue(i int) bool {
	if r.known[r.text(i)] || r.markFollows(i+1) {
		return false
	}
	return isType(r.text(i)) || r.text(i+1) == "null" && !isIdentifier(r.text(i))
}

// isOpenJSON tells whether text begins a JSON value that it does not end.
func isOpenJSON(text string) bool {
	if text == "" || text[0] != '{' && text[0] != '[' {
		return false
	}
	return readSample(text, func(int) document.Position { return document.Position{} }).cut
}
