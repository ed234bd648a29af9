package page

import (
	"regexp"
	"slices"
	"strings"
)

// The name of a field, its type and its mark, when nothing stands between them: refundIdstring 必需.
var gluedField = regexp.MustCompile(`([A-Za-z_$][\w$.\-\[\]]*?)` +
	`(enum<\w+>|string|integer|number|boolean|object|array ?\[[^\]]*\]|null|file|any)` +
	`( ?<[\w-]+>)?( ?\{\d+\})?(?: ?\| ?null)?` +
	`(?: |$|` + gluedMark + `|\p{Han})`)

// gluedHeader is a header that most pages have, which may be glued to the value of the one before it.
var gluedHeader = regexp.MustCompile(`(?:Authorization|Content-Type|Accept|User-Agent|Cookie)string ?(?:` + gluedMark + `)`)

// gluedMark is what a type may be glued to.
var gluedMark = words.pattern(requiredMark, optionalMark)

// nameAndType returns how long the name of a field is that is glued to its type, at the beginning of a text; 0 for other text.
func nameAndType(text string) int {
	m := gluedField.FindStringSubmatchIndex(text)
	if m == nil || m[0] != 0 {
		return 0
	}
	return m[3]
}

// unglueFields parts lines of a page of which lines were glued together: one may hold several fields, and the heading after them.
func unglueFields(lines []line) []line {
	var out []line
	for _, l := range lines {
		if l.fence != nil || l.table != nil || !marksAField(l.text) {
			out = append(out, l)
			continue
		}
		starts := []int{0}
		for _, m := range gluedField.FindAllStringIndex(l.text, -1) {
			if fieldStartsAt(l.text, m[0], m[1]) {
				starts = append(starts, m[0])
			}
		}
		for _, m := range gluedHeader.FindAllStringIndex(l.text, -1) {
			starts = append(starts, m[0])
		}
		if head := trailingHeading(l.text); head > 0 {
			starts = append(starts, head)
		}
		slices.Sort(starts)
		starts = slices.Compact(append(starts, len(l.text)))
		for i := range len(starts) - 1 {
			part := l
			part.text = strings.TrimSpace(l.text[starts[i]:starts[i+1]])
			part.raw = part.text
			part.pos.Column += starts[i]
			if part.text != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// marksAField tells whether a line holds the mark of a field.
func marksAField(text string) bool {
	return slices.ContainsFunc(words.list(requiredMark, optionalMark), func(mark string) bool { return strings.Contains(text, mark) })
}

// fieldStartsAt tells a field that begins within a line from words that look like one: the mark must follow, and what stands before
// must not be part of the same word.
func fieldStartsAt(text string, start, end int) bool {
	if start > 0 {
		before := text[start-1]
		if before == ' ' || before < 0x80 && before != '-' && before != ')' {
			return false
		}
	}
	return marksAField(text[start:min(len(text), end+60)])
}

// trailingHeading returns where the heading 示例 begins that is glued to the end of a field.
func trailingHeading(text string) int {
	for _, mark := range []string{"可选", "必需"} {
		if strings.HasSuffix(text, mark+"示例") {
			return len(text) - len("示例")
		}
	}
	return 0
}
