package page

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

var (
	statusDot    = regexp.MustCompile(`^[🟢🟡🟠🔴🔵⚪🟣⚫]\s*(\d{3}|[1-5]XX|default)\s*(.*)$`)
	statusPlain  = regexp.MustCompile(`^(\d{3})(?:\s+(\D.*))?$`)
	statusAfter  = regexp.MustCompile(`^(.*?)\s*[(（](\d{3})[)）]$`)
	statusBefore = regexp.MustCompile(`^\W*(\d{3})\b\W*$`)
	statusOf     = regexp.MustCompile(`^(\d{3}) Response\b`)
)

// answerHeading reads the heading of the answers, and of each.
func (r *sheetReader) answerHeading(i int) int {
	text := r.text(i)
	if words.is(text, responseHeading) && len(r.sheet.answers) == 0 && (r.part == inCode || r.answersFollow(i)) {
		r.begin(&answer{pos: r.lines[i].pos})
		return i + 1
	}
	if r.part != inFoot && r.isLooseHeading(i) {
		r.part, r.status, r.name, r.balance = inLoose, "", "", balance{}
		return i + 1
	}
	if r.part == inLoose {
		if m := statusOf.FindStringSubmatch(text); m != nil {
			r.status = m[1]
			return i + 1
		}
	}
	if len(r.sheet.answers) == 0 && r.part != inCode && r.part != inLoose && !statusDot.MatchString(text) {
		return i
	}
	return r.statusLine(i)
}

// isLooseHeading tells a heading of examples that stand apart from their answers. Apidog calls it Response, below the answers.
func (r *sheetReader) isLooseHeading(i int) bool {
	text := r.text(i)
	if !words.is(text, answerExampleHeading) && (len(r.sheet.answers) == 0 || !words.is(text, responseHeading)) {
		return false
	}
	return r.exampleFollows(i) || r.lines[i].level > 0 || strings.HasPrefix(r.lines[i].raw, ">")
}

// begin begins an answer.
func (r *sheetReader) begin(a *answer) {
	r.sheet.answers = append(r.sheet.answers, a)
	r.run = append(r.run, a)
	a.tab = len(r.run) > 1
	r.part, r.content = inAnswers, nil
}

// answersFollow tells whether what follows a word such as 响应 is what follows a heading.
func (r *sheetReader) answersFollow(i int) bool {
	at := r.after(i)
	for words.is(r.text(at), button, menuWord) {
		at = r.after(at)
	}
	if at >= len(r.lines) || r.lines[i].level > 0 {
		return r.lines[i].level > 0
	}
	l := r.lines[at]
	media, _ := mediaType(l.text)
	return l.table != nil || l.fence != nil || media != "" || isJSONStart(l.text) || statusDot.MatchString(l.text) || statusPlain.MatchString(l.text) ||
		statusAfter.MatchString(l.text) || words.is(l.text, dataHeading, statusLabel, exampleHeading) || isStatusLabel(l.text)
}

func isStatusLabel(text string) bool {
	w := words.prefix(text, statusLabel)
	return w != "" && statusBefore.MatchString(strings.TrimLeft(text[len(w):], ":： *"))
}

// statusLine reads the status of an answer.
func (r *sheetReader) statusLine(i int) int {
	text := r.text(i)
	a := &answer{pos: r.lines[i].pos}
	m := statusDot.FindStringSubmatch(text)
	if m == nil && (r.part == inAnswers || r.isNextStatus(i)) {
		if m = statusPlain.FindStringSubmatch(text); m == nil {
			if s := statusAfter.FindStringSubmatch(text); s != nil {
				m = []string{"", s[2], s[1]}
			}
		}
	}
	switch {
	case m != nil:
		a.status, a.description = m[1], m[2]
	case isStatusLabel(text) && r.part != inCode:
		w := words.prefix(text, statusLabel)
		status := statusBefore.FindStringSubmatch(strings.TrimLeft(text[len(w):], ":： *"))[1]
		return r.choose(i, status)
	default:
		return i
	}
	media := ""
	if at := mediaText.FindStringIndex(lastMedia(a.description)); at != nil {
		full := lastMedia(a.description)
		media, _ = mediaType(full)
		a.description = strings.TrimSpace(strings.TrimSuffix(a.description, full))
	}
	a = r.open(a)
	next := i + 1
	if a.description == "" && media == "" {
		if at := r.after(i); at < len(r.lines) && r.isDescription(at) {
			a.description, next = r.text(at), at+1
		}
	}
	if media != "" {
		r.newContent(r.lines[i].pos, media)
	}
	return next
}

// isNextStatus tells a status that comes after the content of another one, without a dot: it is followed by its name and a media type.
func (r *sheetReader) isNextStatus(i int) bool {
	if r.part != inContent && r.part != inExample || !statusPlain.MatchString(r.text(i)) {
		return false
	}
	at := r.after(i)
	media, _ := mediaType(r.text(at))
	if media == "" {
		media, _ = mediaType(r.text(r.after(at)))
	}
	return media != ""
}

// lastMedia returns the part of a status line that begins with a media type: 成功application/json.
func lastMedia(text string) string {
	for _, prefix := range []string{"application/", "text/", "multipart/", "*/*"} {
		if at := strings.Index(text, prefix); at >= 0 {
			return text[at:]
		}
	}
	return ""
}

// open begins an answer, or gives the one that the heading began its status.
func (r *sheetReader) open(a *answer) *answer {
	if n := len(r.sheet.answers); n > 0 {
		last := r.sheet.answers[n-1]
		if last.status == "" && !last.filled() {
			*last = *a
			r.part, r.content = inAnswers, nil
			return last
		}
		if last.filled() || len(last.contents) > 0 {
			r.run = nil
		}
	}
	r.begin(a)
	return a
}

// isDescription tells whether a line says what a status means: it is none of what else may follow.
func (r *sheetReader) isDescription(i int) bool {
	l := r.lines[i]
	if l.empty() || r.isField(i) || words.is(l.text, dataHeading, headerHeading, exampleHeading, codeHeading, responseHeading, button, menuWord, modelHeading, previous, next, builtWith) ||
		statusDot.MatchString(l.text) || isJSONStart(l.text) || words.prefix(l.text, modifiedLabel) != "" || isStatusLabel(l.text) || words.prefix(l.text, mediaLabel) != "" {
		return false
	}
	media, _ := mediaType(l.text)
	return media == "" && !isType(l.text) && !isType(r.text(r.after(i)))
}

// choose goes on with the answer of a status, which the page shows among others.
func (r *sheetReader) choose(i int, status string) int {
	for _, a := range r.sheet.answers {
		if a.status == status {
			r.run = []*answer{a}
			r.part, r.content = inAnswers, nil
			return i + 1
		}
	}
	r.open(&answer{pos: r.lines[i].pos, status: status})
	r.run = r.sheet.answers[len(r.sheet.answers)-1:]
	return i + 1
}

// current returns the answer whose content follows. When the page shows several in a row, it is the first, whose tab is open.
func (r *sheetReader) current() *answer {
	if i := slices.IndexFunc(r.run, (*answer).mayHaveBody); i >= 0 {
		return r.run[i]
	}
	if n := len(r.sheet.answers); n > 0 {
		return r.sheet.answers[n-1]
	}
	return nil
}

// mayHaveBody tells whether HTTP lets answers with this status have a body.
func (a *answer) mayHaveBody() bool {
	return a.status != "204" && a.status != "205" && a.status != "304" && !strings.HasPrefix(a.status, "1")
}

func (r *sheetReader) newContent(pos document.Position, media string) {
	a := r.current()
	r.content = &content{pos: pos, media: media}
	a.contents = append(a.contents, r.content)
	r.part = inContent
}

var statusCell = regexp.MustCompile(`^(\d{3}|[1-5]XX|default)$`)

// statusTable reads the table of a project's export that lists the answers.
func (r *sheetReader) statusTable(t *table) {
	for _, row := range t.rows {
		status := strings.TrimSpace(t.cell(row, statusColumn))
		if !statusCell.MatchString(status) {
			r.sheet.lost = append(r.sheet.lost, line{pos: row.pos, text: strings.Join(row.cells, " | ")})
			continue
		}
		a := &answer{pos: row.pos, status: status, description: t.cell(row, textColumn)}
		if a.description == "" {
			a.description = linkText(t.cell(row, meaningColumn))
		}
		a = r.open(a)
		a.tab = false
		if model, ok := parseWholeType(t.cell(row, modelColumn)); ok && model.schema != "" {
			a.contents = append(a.contents, &content{pos: row.pos, root: &field{pos: row.pos, typ: model}})
			r.run = nil
		}
	}
}

var markdownLink = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// linkText takes the addresses off links.
func linkText(text string) string { return markdownLink.ReplaceAllString(text, "$1") }
