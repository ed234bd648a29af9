package page

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

var dateText = regexp.MustCompile(`\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}`)

// footHeading reads what ends a page.
func (r *sheetReader) footHeading(i int) int {
	text := r.text(i)
	if w := words.prefix(text, modifiedLabel); w != "" {
		if rest := strings.TrimLeft(text[len(w):], ":： "); rest == "" || dateText.MatchString(rest) || strings.HasSuffix(text[:len(w)+1], ":") || isAgo(rest) {
			return r.modified(i, rest)
		}
	}
	if r.part == inHead || r.part == inRequest || len(r.sheet.answers) == 0 && r.part != inCode && r.part != inFoot {
		return i
	}
	for _, turn := range []role{previous, next} {
		if words.is(text, turn) {
			r.part = inFoot
			if after := r.after(i); after < len(r.lines) && words.find(r.text(after), previous, next, builtWith) == none {
				return after + 1
			}
			return i + 1
		}
		if w := words.prefix(text, turn); w != "" && r.part == inFoot {
			return i + 1 // the title of that page is glued to it
		}
	}
	if words.is(text, builtWith) || r.part == inFoot && words.prefix(text, builtWith) != "" {
		r.part = inFoot
		if after := r.after(i); strings.EqualFold(r.text(after), "Apifox") || strings.EqualFold(r.text(after), "Apidog") {
			return after + 1
		}
		return i + 1
	}
	return i
}

// isAgo tells a time that is relative: a year ago.
func isAgo(text string) bool {
	return len(text) < 40 && (words.suffix(text, ago) || words.prefix(text, ago) != "")
}

// modified reads when the page was changed. This stands below its title, or at its end.
func (r *sheetReader) modified(i int, rest string) int {
	at := i
	if rest == "" {
		if at = r.after(i); at >= len(r.lines) || !dateText.MatchString(r.text(at)) && !isAgo(r.text(at)) {
			return i
		}
	}
	r.sheet.date = append(r.sheet.date, r.lines[at])
	if r.part != inHead && r.part != inRequest {
		r.part = inFoot
	}
	return at + 1
}

// codeHeading reads the heading of code samples. Apidog calls it Request, after the answers.
func (r *sheetReader) codeHeading(i int) int {
	text := r.text(i)
	if words.is(text, codeHeading) || words.is(text, requestHeading) && r.part != inCode && len(r.sheet.answers) > 0 && r.lines[i].level < 2 {
		r.part = inCode
		return i + 1
	}
	if strings.HasPrefix(text, "curl ") && r.part != inExample && r.part != inCode {
		r.part = inCode
	}
	return i
}

// requestHeading reads the headings of the request's parts.
func (r *sheetReader) requestHeading(i int) int {
	text := r.text(i)
	if len(r.sheet.answers) > 0 || r.part == inCode || r.part == inFoot {
		return i
	}
	if words.is(text, requestHeading) && (r.part == inHead || r.isTable(r.after(i))) {
		r.part = inRequest
		return i + 1
	}
	if words.is(text, authHeading) && (r.part == inRequest || r.part == inHead && r.isHeading(r.after(i))) {
		r.part = inAuth
		return i + 1
	}
	if place := places[words.find(text, pathHeading, queryHeading, headerHeading, cookieHeading)]; place != "" {
		r.region = &paramRegion{in: place}
		r.sheet.params = append(r.sheet.params, r.region)
		r.part = inParams
		return i + 1
	}
	return r.bodyHeading(i)
}

// describesField tells the description of a field, which may be a word of the interface: a mark stands before it, and after it what
// else is said of the field, the next field, or the example of the table.
func (r *sheetReader) describesField(i int) bool {
	last := r.lastOfTable()
	if !words.is(last, requiredMark, optionalMark, deprecatedMark, nullableMark, readOnlyMark, writeOnlyMark) && !endsWithMark(last) {
		return false
	}
	text, after := r.text(i), r.after(i)
	label, _ := labelled(r.text(after))
	between := r.startsField(after) || label != none || parseLimits(r.text(after), nil) != nil || r.isHeading(after) ||
		words.prefix(r.text(after), modifiedLabel) != "" || words.is(r.text(after), exampleHeading) && r.exampleFollows(after)
	switch {
	case words.is(text, requestHeading, authHeading, codeHeading, responseHeading, previous, next, builtWith, button, menuWord):
		return between
	case words.is(text, dataHeading):
		return between && (r.part == inBody || r.part == inContent || r.part == inParams && r.longHeadings())
	case r.part == inParams || r.part == inBody:
		return isIdentifier(text) && words.is(text, pathHeading, queryHeading, headerHeading, cookieHeading) &&
			(r.longHeadings() || !r.isTable(after) && !r.startsField(after))
	}
	return false
}

// lastOfTable returns the last line of the table that is being read, "" when there is none.
func (r *sheetReader) lastOfTable() string {
	var lines []line
	switch r.part {
	case inParams:
		lines = r.region.lines
	case inBody, inContent:
		lines = r.content.lines
	case inHeaders:
		lines = r.current().headers
	}
	if len(lines) == 0 {
		return ""
	}
	return lines[len(lines)-1].text
}

// hasLongHeadings tells whether a page writes Query Params where others write Query.
func hasLongHeadings(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool {
		return !isIdentifier(l.text) && words.is(l.text, pathHeading, queryHeading, headerHeading, cookieHeading)
	})
}

// startsField tells whether a line is the first of a field.
func (r *sheetReader) startsField(i int) bool { return beginsField(r.text(i), r.text(r.after(i))) }

// beginsField tells a name that a type follows: on the next line, glued to it, or with a mark on the same line.
func beginsField(text, next string) bool {
	if _, _, ok := typeLine(next); ok && isIdentifier(text) || nameAndType(text) > 0 {
		return true
	}
	name, rest, _ := strings.Cut(strings.ReplaceAll(text, "\t", " "), " ")
	_, mark, ok := typeLine(strings.TrimSpace(rest))
	return ok && beginsWithMark(mark) && isIdentifier(name)
}

// places are where parameters are sent, by the headings above them.
var places = map[role]string{pathHeading: "path", queryHeading: "query", headerHeading: "header", cookieHeading: "cookie"}

// isHeading tells whether a line is the heading of a part of the request.
func (r *sheetReader) isHeading(i int) bool {
	return words.is(r.text(i), pathHeading, queryHeading, headerHeading, cookieHeading, requestHeading) || words.prefix(r.text(i), bodyHeading) != ""
}

func (r *sheetReader) isTable(i int) bool { return i < len(r.lines) && r.lines[i].table != nil }

// bodyHeading reads "Body 参数application/json", where a mark may follow.
func (r *sheetReader) bodyHeading(i int) int {
	text := r.text(i)
	w := words.prefix(text, bodyHeading)
	if w == "" && words.is(text, dataHeading) && r.part != inBody && r.part != inHead {
		w = text
	}
	if at := lastMedia(text); w == "" && at != "" && r.isUnknownBody(i, strings.TrimSuffix(text, at)) {
		w = strings.TrimSuffix(text, at)
	}
	if w == "" {
		return i
	}
	c := &content{pos: r.lines[i].pos}
	rest := strings.TrimSpace(unmarked(text[len(w):]))
	if inside, after, ok := bracketed(rest, '(', ')'); ok {
		rest = strings.TrimSpace(inside + " " + after)
	}
	if rest != "" {
		media, after := mediaType(rest)
		if media == "" && !words.is(rest, button, requiredMark, optionalMark) {
			return i
		}
		c.media = media
		if media == "" {
			after = rest
		}
		c.required = words.is(after, requiredMark)
	}
	if n := len(r.sheet.bodies) - 1; n >= 0 && len(r.sheet.bodies[n].lines) == 0 && r.sheet.bodies[n].media == "" {
		c.examples, c.root = r.sheet.bodies[n].examples, r.sheet.bodies[n].root
		r.sheet.bodies = r.sheet.bodies[:n]
	}
	r.sheet.bodies = append(r.sheet.bodies, c)
	r.content, r.part = c, inBody
	return i + 1
}

// isUnknownBody tells the heading of a body in a language that is not known: words, a media type, and then a field or an example.
func (r *sheetReader) isUnknownBody(i int, before string) bool {
	before = strings.TrimSpace(before)
	next := r.after(i)
	return before != "" && utf8.RuneCountInString(before) <= 40 && !strings.ContainsAny(before, ".,;:!?。，；：！？") &&
		r.part != inBody && r.part != inAuth && (r.startsField(next) || r.exampleFollows(i) || words.is(r.text(next), exampleHeading))
}

// mediaNames are the names that Apifox has for media types, beside which it once did not show them.
var mediaNames = map[string]string{"JSON": "application/json", "XML": "application/xml", "HTML": "text/html"}

var mediaText = regexp.MustCompile(`^(?:JSON|XML|HTML|Text|Raw|Binary|raw|form-data)?\s*((?:application|text|multipart|image|audio|video|font)/(?:x-www-form-urlencoded|form-data|octet-stream|[a-z0-9]+(?:[.+\-][a-z0-9]+)*)|\*/\*)`)

// mediaType returns the media type that text begins with, and what follows it.
func mediaType(text string) (media, rest string) {
	m := mediaText.FindStringSubmatchIndex(text)
	if m == nil {
		return "", text
	}
	media = text[m[2]:m[3]]
	if media == "application/form-data" {
		media = "multipart/form-data" // which Apifox called it once
	}
	return media, strings.TrimSpace(text[m[1]:])
}

// exampleFollows tells whether a JSON value or a block comes next.
func (r *sheetReader) exampleFollows(i int) bool {
	at := r.after(i)
	return at < len(r.lines) && (r.lines[at].fence != nil || isJSONStart(r.lines[at].text))
}

// isJSONStart tells whether a line can be the first of a JSON value, other than a type such as [string].
func isJSONStart(text string) bool {
	switch {
	case text == "" || text[0] != '{' && text[0] != '[':
		return false
	case len(text) > 1000:
		return true
	case isType(text) && text != "[" && text != "[]":
		return false
	}
	s := readSample(text, func(int) document.Position { return document.Position{} })
	left := strings.TrimSpace(text[s.end:])
	return s.cut || (left == "" || strings.IndexByte(",;/#", left[0]) >= 0) && (text[0] == '{' || len(s.faults) == 0)
}

// isMarkup tells a line that can be the first of an XML document.
func isMarkup(text, media string) bool {
	return strings.HasPrefix(text, "<") && strings.Contains(media, "xml")
}

// contentHeading reads the media type of an answer, and the heading of its fields.
func (r *sheetReader) contentHeading(i int) int {
	text := unmarked(r.text(i))
	if mark := words.find(text, requiredMark, optionalMark); mark != none && r.part == inBody && len(r.content.lines) == 0 {
		r.content.required = mark == requiredMark
		return i + 1
	}
	if r.part == inBody && r.content.media == "" {
		if media, rest := mediaType(text); media != "" && (rest == "" || words.is(rest, requiredMark, optionalMark, button)) {
			r.content.media, r.content.required = media, r.content.required || words.is(rest, requiredMark)
			return i + 1
		}
	}
	switch r.part {
	case inAnswers, inContent, inHeaders, inExample:
	default:
		return i
	}
	if r.current() == nil {
		return i
	}
	if w := words.prefix(text, mediaLabel); w != "" {
		text = strings.TrimLeft(text[len(w):], ":： ")
		text = cmp.Or(mediaNames[text], text)
	}
	if media, rest := mediaType(text); media != "" && (rest == "" || words.is(rest, button)) {
		r.newContent(r.lines[i].pos, media)
		return i + 1
	}
	if r.part == inExample {
		return i
	}
	if r.part != inHeaders && r.isHeadersOfAnswer(i) {
		r.part = inHeaders
		return i + 1
	}
	if words.is(text, dataHeading) {
		if r.content == nil || len(r.content.lines) > 0 {
			r.newContent(r.lines[i].pos, "")
		}
		r.part = inContent
		return i + 1
	}
	return i
}

// isHeadersOfAnswer tells the heading of the headers of an answer, before or after its body, from a description of one word.
func (r *sheetReader) isHeadersOfAnswer(i int) bool {
	text := r.text(i)
	return words.is(text, headerHeading) &&
		(len(r.content.linesOrNil()) == 0 || !isIdentifier(text) || r.startsField(r.after(i)) && !r.isRepeated(text))
}

// isRepeated tells whether the last lines of a table say text too: it is the description of a field that is called so.
func (r *sheetReader) isRepeated(text string) bool {
	lines := r.content.linesOrNil()
	return slices.ContainsFunc(lines[max(0, len(lines)-3):], func(l line) bool { return strings.EqualFold(l.text, text) })
}

// exampleHeading reads the heading of the example of a body.
func (r *sheetReader) exampleHeading(i int) int {
	switch r.part {
	case inBody, inContent, inExample, inAnswers:
	default:
		return i
	}
	name, ok := r.exampleName(i)
	if !ok {
		return i
	}
	if r.content == nil {
		if r.current() == nil {
			return i
		}
		r.newContent(r.lines[i].pos, "")
	}
	back := r.part
	r.newExample(name, "")
	if name != "" && (back == inBody || back == inContent) {
		r.back, r.lead = back, r.lines[i:i+1] // or a description says so
	}
	return i + 1
}

// exampleName tells the heading of an example, and the name that may be glued to it: 示例成功示例.
func (r *sheetReader) exampleName(i int) (name string, ok bool) {
	text := r.text(i)
	if strings.ContainsAny(text, ":：") {
		return "", false
	}
	if words.is(text, exampleHeading) {
		return "", r.exampleOrHeading(i)
	}
	w := words.prefix(text, exampleHeading)
	if utf8.RuneCountInString(w) < 2 || r.part == inExample || words.is(text, exampleLabel) || len(text) > 100 || !r.exampleFollows(i) {
		return "", false
	}
	if name = text[len(w):]; name[0] == ' ' {
		name = text
	}
	return name, true
}

// exampleOrHeading tells whether the word 示例 is a heading: an example follows, perhaps below its name, or the next part of the page.
func (r *sheetReader) exampleOrHeading(i int) bool {
	at := i
	for range 4 {
		if at = r.after(at); at >= len(r.lines) {
			return true
		}
		l := r.lines[at]
		if l.fence != nil || isJSONStart(l.text) || strings.HasPrefix(l.text, "<") || strings.HasPrefix(l.text, `"`) ||
			words.is(l.text, codeHeading, responseHeading, requestHeading, previous) || words.prefix(l.text, modifiedLabel) != "" || statusDot.MatchString(l.text) ||
			strings.HasPrefix(l.text, "curl ") {
			return true
		}
	}
	return false
}
