package page

import (
	"regexp"
	"strings"
)

// A limit as the interface prints it: >= 1, <= 255 characters, [ 1 .. 50 ] items. Several may stand on a line.
var (
	limitText  = regexp.MustCompile(`(>=|<=|>|<|≥|≤|=)\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([^\s<>=≥≤\d]*)`)
	limitRange = regexp.MustCompile(`^\[?\s*(-?\d+(?:\.\d+)?)\s*\.\.\.?\s*(-?\d+(?:\.\d+)?)\s*\]?\s*(\S*)$`)
)

// units are what a limit may count, by the part of the keyword that says so.
var units = map[string][]string{
	"Length": {"characters", "character", "chars", "字符", "个字符", "ký", "caracteres", "ตัวอักษร", "文字"},
	"Items":  {"items", "item", "elements", "element", "个元素", "元素", "项", "个", "phần", "elementos", "รายการ"},
}

// parseLimits reads a line of limits as keywords and values; nil for other text.
func parseLimits(text string, t *typ) [][2]string {
	if text == "" || strings.IndexByte("<>=[0123456789-\xe2", text[0]) < 0 {
		return nil
	}
	if m := limitRange.FindStringSubmatch(text); m != nil && (text[0] == '[' || m[3] != "") {
		unit := unitOf(m[3], t)
		return [][2]string{{keywordOf("min", unit), m[1]}, {keywordOf("max", unit), m[2]}}
	}
	marks := limitText.FindAllStringSubmatchIndex(text, -1)
	var out [][2]string
	at := 0
	for _, m := range marks {
		if strings.Trim(text[at:m[0]], " ,;且和") != "" {
			return nil
		}
		at = m[1]
		word := text[m[6]:m[7]]
		if word == "" { // what the last one counts
			last := marks[len(marks)-1]
			word = text[last[6]:last[7]]
		}
		unit := unitOf(word, t)
		if unit == "?" {
			return nil
		}
		out = append(out, comparison(text[m[2]:m[3]], unit, text[m[4]:m[5]])...)
	}
	if strings.Trim(text[at:], " ,;") != "" {
		return nil
	}
	return out
}

// comparison returns the keywords that a sign stands for.
func comparison(sign, unit, value string) [][2]string {
	least, most := [2]string{keywordOf("min", unit), value}, [2]string{keywordOf("max", unit), value}
	switch sign {
	case ">=", "≥":
		return [][2]string{least}
	case "<=", "≤":
		return [][2]string{most}
	case ">":
		return [][2]string{exclusive("min", unit, value)}
	case "<":
		return [][2]string{exclusive("max", unit, value)}
	}
	return [][2]string{least, most}
}

// unitOf returns what a limit counts: Length, Items, Properties, "" for the value itself, "?" for words that are none.
func unitOf(word string, t *typ) string {
	for unit, list := range units {
		for _, w := range list {
			if strings.EqualFold(w, strings.Trim(word, ".,;")) {
				return unit
			}
		}
	}
	switch {
	case word != "":
		return "?"
	case t.is("string"):
		return "Length"
	case t.is("array"):
		return "Items"
	case t.is("object"):
		return "Properties"
	}
	return ""
}

func keywordOf(end, unit string) string {
	if unit == "" || unit == "?" {
		return map[string]string{"min": "minimum", "max": "maximum"}[end]
	}
	return end + unit
}

// exclusive is the keyword of a limit that is not allowed itself. What is counted has no such keyword.
func exclusive(end, unit, value string) [2]string {
	if unit == "" {
		return [2]string{map[string]string{"min": "exclusiveMinimum", "max": "exclusiveMaximum"}[end], value}
	}
	return [2]string{keywordOf(end, unit), value}
}
