package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// anchor is where a page begins in a text: a title, a method and a path.
type anchor struct {
	first  int // line that belongs to the page, its folder's heading before it included
	title  string
	folder string // of a heading above the title
	at     int    // line of the title, or else of the method
	method string
	path   string
	hook   bool
	rest   string // what is glued to the path
	status string // of the operation, beside the title
	socket bool   // the page is about a WebSocket
	next   int    // line after the path
}

// methods are HTTP methods, and what Apifox shortens them to.
var methods = map[string]string{"GET": "GET", "POST": "POST", "PUT": "PUT", "DELETE": "DELETE", "DEL": "DELETE", "PATCH": "PATCH", "PAT": "PATCH",
	"HEAD": "HEAD", "OPTIONS": "OPTIONS", "OPT": "OPTIONS", "TRACE": "TRACE"}

// splitter finds the pages of a text.
type splitter struct{ sequence }

// anchors returns the pages of a text, in order.
func (s *splitter) anchors() []anchor {
	var out []anchor
	from := 0
	described := false // nothing but the description of the last page has been met since its path
	for i := range s.lines {
		if i < from || s.lines[i].empty() {
			continue
		}
		described = described && !s.isPartLine(s.lines[i])
		if a, ok := s.anchor(i); ok && !(described && s.lines[i].level == 0 && out[len(out)-1].names(a)) {
			s.titleOf(&a, i, from)
			if a.folder == "" && len(out) > 0 && s.lines[a.at].level > 1 {
				a.folder = out[len(out)-1].folder
			}
			out = append(out, a)
			from, described = a.next, true
		}
	}
	if len(out) == 0 {
		return s.untold()
	}
	return s.withParts(out)
}

// names tells whether another method and path are those of the page.
func (a anchor) names(other anchor) bool {
	return a.method == other.method && strings.HasSuffix(a.path, other.path)
}

// withParts leaves out what has a method and a path and nothing more, beside pages that have more: entries of the navigation, whose
// titles may be paths.
func (s *splitter) withParts(found []anchor) []anchor {
	empty := make([]bool, len(found))
	for i, a := range found {
		end := len(s.lines)
		if i+1 < len(found) {
			end = found[i+1].first
		}
		empty[i] = !a.socket && s.lines[a.at].level == 0 && !s.isPartText(a.rest) && !slices.ContainsFunc(s.lines[a.next:max(a.next, end)], s.isPartLine)
	}
	if !slices.Contains(empty, false) {
		return found
	}
	var out []anchor
	for i, a := range found {
		if !empty[i] {
			out = append(out, a)
		}
	}
	return out
}

var (
	socketLine    = regexp.MustCompile(`^wss?://\S+$`)
	methodAndPath = regexp.MustCompile(`^(GET|POST|PUT|DELETE|DEL|PATCH|HEAD|OPTIONS)(?:\s+|([/{]|https?://))(\S.*)$`)
	gluedMethod   = regexp.MustCompile(`^(.*?)(GET|POST|PUT|DELETE|PATCH)(/[\w/{}.\-]+)(?:调试|Try it)?$`)
)

// anchor reads the method and the path that begin at a line.
func (s *splitter) anchor(i int) (anchor, bool) {
	text := unmarked(s.text(i))
	if status, method := statusAndMethod(text); method != "" {
		j := s.after(i)
		if path, rest, hook := parsePath(unmarked(s.text(j))); path != "" {
			path, rest = s.withoutHeading(path, rest, j)
			return anchor{method: method, path: path, hook: hook, rest: rest, status: status, next: j + 1}, true
		}
		if words.is(s.text(j), requestHeading, pathHeading, queryHeading, headerHeading) || words.prefix(s.text(j), bodyHeading) != "" {
			return anchor{method: method, status: status, next: i + 1}, true
		}
		return anchor{}, false
	}
	if title, method := trailingMethod(text); method != "" && !isBullet(s.lines[i]) {
		j := s.after(i)
		if path, rest, hook := parsePath(s.text(j)); path != "" && (path[0] == '/' || hostPath.MatchString(path)) {
			path, rest = s.withoutHeading(path, rest, j)
			return anchor{title: title, method: method, path: path, hook: hook, rest: rest, next: j + 1}, true
		}
	}
	if m := methodAndPath.FindStringSubmatch(text); m != nil {
		if path, rest, hook := parsePath(m[2] + m[3]); path != "" && !strings.HasPrefix(rest, "HTTP/") && (s.isBelowTitle(i) || rest == "" && s.partFollows(i)) {
			path, rest = s.withoutHeading(path, rest, i)
			return anchor{method: methods[m[1]], path: path, hook: hook, rest: rest, next: i + 1}, true
		}
	}
	if socketLine.MatchString(text) {
		return anchor{socket: true, next: i + 1}, true
	}
	if m := gluedMethod.FindStringSubmatch(text); m != nil && m[1] != "" && s.text(i+1) != "" && words.is(s.text(i+1), button, menuWord, requestHeading) {
		return anchor{method: m[2], path: m[3], title: m[1], next: i + 1}, true
	}
	return anchor{}, false
}

// statusAndMethod reads a method, which the state of the operation may be glued to: 开发中POST.
func statusAndMethod(text string) (status, method string) {
	if method := methods[text]; method != "" {
		return "", method
	}
	state, method := trailingMethod(text)
	if status := words.status(state); status != "" {
		return status, method
	}
	return "", ""
}

// isBelowTitle tells whether the line before is a heading, or nothing but the beginning of the file.
func (s *splitter) isBelowTitle(i int) bool {
	for j, seen := i-1, 0; j >= 0 && seen < 3; j-- {
		if s.lines[j].empty() {
			continue
		}
		if s.lines[j].level > 0 {
			return true
		}
		seen++
	}
	return i < 6
}

// partFollows tells whether a part of a page begins soon after a line: a description may name a method and a path too.
func (s *splitter) partFollows(i int) bool {
	for range 10 {
		if i = s.after(i); s.isPart(i) {
			return true
		}
	}
	return false
}

// withoutHeading takes the heading off a path that it is glued to: /pet/{petId}Request.
func (s *splitter) withoutHeading(path, rest string, i int) (string, string) {
	if words.is(rest, requestHeading) {
		return path, ""
	}
	next := s.text(s.after(i))
	if before, ok := strings.CutSuffix(path, "Request"); ok && rest == "" && len(before) > 1 && !words.is(next, requestHeading) &&
		(strings.HasSuffix(before, "}") || words.is(next, pathHeading, queryHeading, headerHeading, cookieHeading) || words.prefix(next, bodyHeading) != "") {
		return before, ""
	}
	return path, rest
}

var (
	relativePath = regexp.MustCompile(`^[\w{}.\-]+(?:/[\w{}.:\-]*)+$`)
	hostPath     = regexp.MustCompile(`^(?:https?://|\{\{[^}]*\}\}/?)`)
)

// parsePath reads the path that text begins with, and what is glued to it. A message has its type in the place of the path.
func parsePath(text string) (path, rest string, hook bool) {
	switch {
	case text == "" || len(text) > 4000:
		return "", "", false
	case isMessageType(text):
		return text, "", true
	case strings.HasPrefix(text, "/"), hostPath.MatchString(text):
		end := pathEnd(text)
		return text[:end], strings.TrimSpace(text[end:]), false
	case relativePath.MatchString(text) && !strings.Contains(text, "//"):
		if media, _ := mediaType(text); media == "" {
			return text, "", false
		}
	}
	return "", "", false
}

// pathEnd returns where a path ends: at a space, or at a letter of another script that no segment begins with, outside of braces.
func pathEnd(text string) int {
	depth, foreign := 0, false // foreign tells whether the segment is in another script
	for i, r := range text {
		if i > 0 && text[i-1] == '/' {
			foreign = r > unicode.MaxASCII && !words.is(text[i:], requestHeading)
		}
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case depth > 0 && r != ' ', foreign && unicode.IsLetter(r):
		case unicode.IsSpace(r) || r > unicode.MaxASCII || strings.ContainsRune("\"'<>`\\^", r):
			return i
		}
	}
	return len(text)
}

// titleOf finds the title of a page above its method, no further up than line from.
func (s *splitter) titleOf(a *anchor, i, from int) {
	a.at, a.first = i, i
	if a.title != "" {
		return
	}
	word := -1 // that may be the title, if nothing else is
	for j := i - 1; j >= from; j-- {
		l := s.lines[j]
		switch {
		case l.fence != nil || l.table != nil || isBullet(l) || isCrumb(l) && s.isRepeated(j):
			j = from
			continue
		case words.is(l.text, environment) || words.is(l.text, menuWord) && !words.is(l.text, titleWord):
			word = j
			continue
		case l.empty() || words.is(l.text, button) || addressLine.MatchString(l.text):
			continue
		case words.status(l.text) != "":
			a.status = words.status(l.text)
			continue
		}
		a.title, a.at, a.first = withoutMethod(l.text, a.method), j, j
		if l.level > 1 {
			s.folderOf(a, j, from, l.level)
		}
		return
	}
	if word >= 0 {
		a.title, a.at, a.first = s.lines[word].text, word, word
	}
}

// isRepeated tells a part of the way to a page, which stands above the navigation too, from a title with a number.
func (s *splitter) isRepeated(i int) bool {
	return slices.ContainsFunc(s.lines[:i], func(l line) bool { return l.text == s.lines[i].text })
}

// withoutMethod takes the method off the title of a page in a project's export: POST Create an order.
func withoutMethod(title, method string) string {
	if word, rest, ok := strings.Cut(title, " "); ok && methods[word] == method && method != "" {
		return strings.TrimSpace(rest)
	}
	return title
}

// folderOf finds the heading of the folder that a page of a project's export is in: the last one above its own.
func (s *splitter) folderOf(a *anchor, title, from, level int) {
	for j := title - 1; j >= from; j-- {
		switch l := s.lines[j]; {
		case l.empty():
		case l.level > 0 && l.level < level:
			a.folder, a.first = l.text, j
			return
		default:
			return
		}
	}
}

// untold returns the pages of a text that shows no method and path: below each heading of the first level one, or one for all.
func (s *splitter) untold() []anchor {
	var out []anchor
	for i, l := range s.lines {
		if l.level == 1 && s.hasParts(i+1) {
			out = append(out, anchor{first: i, at: i, title: l.text, next: i + 1})
		}
	}
	if len(out) > 0 || !s.hasParts(0) {
		return out
	}
	for i, l := range s.lines {
		if l.text == "" || isBullet(l) || isCrumb(l) || words.is(l.text, button, menuWord) {
			continue
		}
		if s.isPart(i) || words.is(l.text, responseHeading) {
			return []anchor{{first: i, at: i, next: i}}
		}
		if s.isPart(s.after(i)) || !s.hasBullets(i) {
			return []anchor{{first: i, at: i, title: l.text, next: i + 1}}
		}
	}
	return nil
}

// hasBullets tells whether a navigation stands below a line.
func (s *splitter) hasBullets(i int) bool {
	return slices.ContainsFunc(s.lines[i:], func(l line) bool { return isBullet(l) })
}

// isPart tells whether a line begins a part of a page.
func (s *splitter) isPart(i int) bool { return s.isPartText(s.text(i)) }

func (s *splitter) isPartText(text string) bool {
	w := words.prefix(text, bodyHeading)
	media, _ := mediaType(strings.TrimSpace(text[len(w):]))
	return words.is(text, requestHeading, headerHeading, queryHeading, pathHeading) || w != "" && (media != "" || len(w) == len(text)) ||
		statusDot.MatchString(text) || strings.HasPrefix(text, "curl ")
}

// isPartLine tells a line that only a page has, not a navigation.
func (s *splitter) isPartLine(l line) bool {
	return l.fence != nil || l.table != nil || s.isPartText(l.text) || words.is(l.text, responseHeading, codeHeading, answerExampleHeading)
}

// hasParts tells whether parts of a page follow, up to the next heading of the first level.
func (s *splitter) hasParts(from int) bool {
	for i := from; i < len(s.lines); i++ {
		if s.lines[i].level == 1 {
			return false
		}
		if s.isPart(i) || s.lines[i].fence != nil && strings.HasPrefix(strings.TrimSpace(s.lines[i].fence.text()), "curl ") {
			return true
		}
	}
	return false
}
