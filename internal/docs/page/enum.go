package page

import (
	"regexp"
	"strings"
	"unicode"
)

// token is what values of enums look like, other than what they mean.
var token = regexp.MustCompile(`^[\w.+\-/:@#$%&*]+$`)

// valueAndMeaning is a line that holds both.
var valueAndMeaning = regexp.MustCompile(`^([\w.+\-/]+)\s*(?:[:：=]|\s[-–—]\s|-(?:\p{Han}))\s*(\S.*)$`)

// readEnum parts the values of an enum from their meanings, which may stand beside them, or on the lines after them.
func readEnum(lines []literal, t *typ) ([]literal, map[string]string) {
	meanings := map[string]string{}
	pairs := inPairs(lines, t)
	var values []literal
	for i, l := range lines {
		if m := valueAndMeaning.FindStringSubmatch(l.text); m != nil && isValue(m[1], t) {
			values = append(values, literal{m[1], l.pos})
			meanings[m[1]] = m[2]
			continue
		}
		last := len(values) - 1
		switch {
		case pairs && i%2 == 1, len(values) > 0 && !isValue(l.text, t) && meanings[values[last].text] == "":
			meanings[values[last].text] = l.text
		case len(values) > 0 && !isValue(l.text, t):
			meanings[values[last].text] += "\n" + l.text
		default:
			values = append(values, l)
		}
	}
	return values, meanings
}

// isValue tells whether text can be a value of a type.
func isValue(text string, t *typ) bool {
	if t.is("integer") || t.is("number") {
		return isNumber(text)
	}
	return token.MatchString(text)
}

// inPairs tells whether values and meanings take turns although the meanings could be values too: 1, Paid, 2, Cancelled.
func inPairs(lines []literal, t *typ) bool {
	if len(lines) < 4 || len(lines)%2 != 0 {
		return false
	}
	for i := 0; i < len(lines); i += 2 {
		if !isValue(lines[i].text, t) || !isMeaning(lines[i+1].text, lines[i].text, t) {
			return false
		}
	}
	return true
}

// isMeaning tells what a value means from another value: it could be none, or is written otherwise.
func isMeaning(text, value string, t *typ) bool {
	return !isValue(text, t) || isCode(value) && !isCode(text) || unicode.IsLower(first(value)) && unicode.IsUpper(first(text))
}

// isCode tells codes, which have no small letters, from words.
func isCode(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.IsLower(r) || isHan(r) || r == ' ' }) < 0
}

// runTogether tells whether the only value of an enum is several that were copied without what parts them: availablependingsold.
// A value that is known from elsewhere on the page gives it away.
func runTogether(values []literal, known []string) bool {
	if len(values) != 1 {
		return false
	}
	text := values[0].text
	for _, k := range known {
		if k != "" && k != text && strings.Contains(text, k) {
			return true
		}
	}
	return false
}
