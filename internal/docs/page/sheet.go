package page

import (
	"regexp"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
)

// sheet is the text of one page, taken apart.
type sheet struct {
	head    []line // between the path and the first heading
	auth    []line
	params  []*paramRegion
	body    *content
	code    []line
	answers []*answer
	loose   []looseExample // examples of answers that stand apart from them
	foot    []line         // after the end of the page
	date    []line         // lines that say when the page was changed
	lost    []line         // lines that belong nowhere
}

// paramRegion is the table of one kind of parameters.
type paramRegion struct {
	in    string
	lines []line
}

// content is a body of a request or an answer in one media type.
type content struct {
	pos      document.Position
	media    string
	required bool
	root     *field // from a table that has a row for the body
	lines    []line
	examples []*exampleRegion
}

// exampleRegion is the text of one example.
type exampleRegion struct {
	name     string
	language string // of its fence
	lines    []line
}

// answer is what the page says about a status.
type answer struct {
	pos         document.Position
	status      string
	description string
	headers     []line
	contents    []*content
	tab         bool // one of several in a row, of which the page shows the content of one
}

// looseExample is an example of an answer, whose status is "" when the page does not say it.
type looseExample struct {
	status string
	*exampleRegion
}

// filled tells whether anything was said about the content of an answer.
func (a *answer) filled() bool {
	for _, c := range a.contents {
		if c.root != nil || len(c.lines) > 0 || len(c.examples) > 0 {
			return true
		}
	}
	return len(a.headers) > 0
}

// part is where in a page the reader is.
type part uint8

const (
	inHead part = iota
	inRequest
	inAuth
	inParams
	inBody
	inCode
	inAnswers // before the content of one
	inHeaders
	inContent
	inExample
	inLoose
	inFoot
)

// sheetReader takes the lines of a page apart.
type sheetReader struct {
	lines   []line
	sheet   *sheet
	part    part
	region  *paramRegion
	content *content
	example *exampleRegion
	run     []*answer // answers in a row that nothing has been said about
	status  string    // of the loose examples that follow
	table   *table    // read last
	balance balance   // of the loose example
	name    string    // of the loose example that follows
}

// readSheet takes a page apart, from the line after its path on.
func readSheet(lines []line) *sheet {
	r := &sheetReader{lines: lines, sheet: &sheet{}}
	for i := 0; i < len(lines); {
		switch l := lines[i]; {
		case l.empty():
			i++
		case l.fence != nil:
			r.fence(l)
			i++
		case l.table != nil:
			r.keepTable(l)
			i++
		default:
			if next := r.heading(i); next > i {
				i = next
				continue
			}
			r.keep(l)
			i++
		}
	}
	return r.sheet
}

// after returns the place of the next line that is not empty, or the end.
func (r *sheetReader) after(i int) int {
	for i++; i < len(r.lines) && r.lines[i].empty(); i++ {
	}
	return i
}

func (r *sheetReader) text(i int) string {
	if i < len(r.lines) {
		return r.lines[i].text
	}
	return ""
}

// heading reads a line that begins a part of the page, and returns the line after it; i when it begins none.
func (r *sheetReader) heading(i int) int {
	if r.isField(i) {
		return i
	}
	for _, read := range []func(*sheetReader, int) int{
		(*sheetReader).footHeading, (*sheetReader).codeHeading, (*sheetReader).answerHeading, (*sheetReader).requestHeading,
		(*sheetReader).exampleHeading, (*sheetReader).contentHeading,
	} {
		if next := read(r, i); next > i {
			return next
		}
	}
	if words.is(r.text(i), button) && r.part != inExample || words.is(r.text(i), enumLabel) && r.isTable(r.after(i)) {
		return i + 1
	}
	return i
}

// isField tells a field that is called like a heading from a heading.
func (r *sheetReader) isField(i int) bool {
	switch r.part {
	case inParams, inBody, inContent, inHeaders:
	default:
		return false
	}
	if words.is(r.text(i), dataHeading) && len(r.content.linesOrNil()) == 0 {
		return false
	}
	return isType(r.text(r.after(i))) && isIdentifier(r.text(i))
}

func (c *content) linesOrNil() []line {
	if c == nil {
		return nil
	}
	return c.lines
}

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
	return len(text) < 40 && (strings.HasSuffix(text, " ago") || strings.HasSuffix(text, "前") || strings.HasPrefix(text, "hace ") ||
		strings.HasSuffix(text, "trước") || strings.HasSuffix(text, "ที่แล้ว"))
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
	for place, h := range map[string]role{"path": pathHeading, "query": queryHeading, "header": headerHeading, "cookie": cookieHeading} {
		if words.is(text, h) {
			r.region = &paramRegion{in: place}
			r.sheet.params = append(r.sheet.params, r.region)
			r.part = inParams
			return i + 1
		}
	}
	return r.bodyHeading(i)
}

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
	if w == "" {
		return i
	}
	c := &content{pos: r.lines[i].pos}
	rest := strings.TrimSpace(text[len(w):])
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
	if old := r.sheet.body; old != nil && len(old.lines) == 0 && old.media == "" {
		c.examples, c.root = old.examples, old.root
	} else if old != nil {
		r.sheet.lost = append(r.sheet.lost, r.lines[i])
	}
	r.sheet.body, r.content, r.part = c, c, inBody
	return i + 1
}

var mediaText = regexp.MustCompile(`^(?:JSON|XML|HTML|Text|Raw|Binary|raw|form-data)?\s*((?:application|text|multipart|image|audio|video|font)/(?:x-www-form-urlencoded|form-data|octet-stream|[a-z0-9]+(?:[.+\-][a-z0-9]+)*)|\*/\*)`)

// mediaType returns the media type that text begins with, and what follows it.
func mediaType(text string) (media, rest string) {
	m := mediaText.FindStringSubmatchIndex(text)
	if m == nil {
		return "", text
	}
	return text[m[2]:m[3]], strings.TrimSpace(text[m[1]:])
}

var (
	statusDot    = regexp.MustCompile(`^[🟢🟡🟠🔴🔵⚪🟣⚫]\s*(\d{3}|[1-5]XX|default)\s*(.*)$`)
	statusPlain  = regexp.MustCompile(`^(\d{3})(?:\s+(\D.*))?$`)
	statusAfter  = regexp.MustCompile(`^(.*?)\s*[(（](\d{3})[)）]$`)
	statusBefore = regexp.MustCompile(`^\W*(\d{3})\b\W*$`)
	statusOf     = regexp.MustCompile(`^(\d{3}) Response\b(.*)$`)
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
	if len(r.sheet.answers) == 0 && r.part != inCode && r.part != inLoose {
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
	for words.is(r.text(at), button) {
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

// exampleFollows tells whether a JSON value or a block comes next.
func (r *sheetReader) exampleFollows(i int) bool {
	at := r.after(i)
	return at < len(r.lines) && (r.lines[at].fence != nil || isJSONStart(r.lines[at].text))
}

// isJSONStart tells whether a line can be the first of a JSON value, other than a type such as [string].
func isJSONStart(text string) bool {
	if text == "" || text[0] != '{' && text[0] != '[' {
		return false
	}
	return !isType(text) || text == "[" || text == "[]"
}

// isMarkup tells a line that can be the first of an XML document.
func isMarkup(text, media string) bool {
	return strings.HasPrefix(text, "<") && strings.Contains(media, "xml")
}

// statusLine reads the status of an answer.
func (r *sheetReader) statusLine(i int) int {
	text := r.text(i)
	a := &answer{pos: r.lines[i].pos}
	m := statusDot.FindStringSubmatch(text)
	if m == nil && r.part == inAnswers {
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
		if last.filled() {
			r.run = nil
		}
	}
	r.begin(a)
	return a
}

// isDescription tells whether a line says what a status means: it is none of what else may follow.
func (r *sheetReader) isDescription(i int) bool {
	l := r.lines[i]
	if l.empty() || r.isField(i) || words.is(l.text, dataHeading, headerHeading, exampleHeading, codeHeading, responseHeading, button, modelHeading, previous, next, builtWith) ||
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
	if len(r.run) > 0 {
		return r.run[0]
	}
	if n := len(r.sheet.answers); n > 0 {
		return r.sheet.answers[n-1]
	}
	return nil
}

func (r *sheetReader) newContent(pos document.Position, media string) {
	a := r.current()
	r.content = &content{pos: pos, media: media}
	a.contents = append(a.contents, r.content)
	r.part = inContent
}

// contentHeading reads the media type of an answer, and the heading of its fields.
func (r *sheetReader) contentHeading(i int) int {
	text := r.text(i)
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
	}
	if media, rest := mediaType(text); media != "" && (rest == "" || words.is(rest, button)) {
		r.newContent(r.lines[i].pos, media)
		return i + 1
	}
	if r.part == inExample {
		return i
	}
	if words.is(text, headerHeading) && r.part != inHeaders && len(r.content.linesOrNil()) == 0 {
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

// exampleHeading reads the heading of the example of a body.
func (r *sheetReader) exampleHeading(i int) int {
	switch r.part {
	case inBody, inContent, inExample, inAnswers:
	default:
		return i
	}
	if !words.is(r.text(i), exampleHeading) || strings.HasSuffix(r.text(i), ":") || strings.HasSuffix(r.text(i), "：") || !r.exampleOrHeading(i) {
		return i
	}
	if r.content == nil {
		if r.current() == nil {
			return i
		}
		r.newContent(r.lines[i].pos, "")
	}
	r.newExample("", "")
	return i + 1
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

func (r *sheetReader) newExample(name, language string) *exampleRegion {
	r.example = &exampleRegion{name: name, language: language}
	r.content.examples = append(r.content.examples, r.example)
	r.part = inExample
	return r.example
}

// fence keeps a block of Markdown: an example, or code.
func (r *sheetReader) fence(l line) {
	code := strings.TrimSpace(l.fence.text())
	switch {
	case strings.HasPrefix(code, "curl "), r.part == inCode, r.part == inFoot:
		r.sheet.code = append(r.sheet.code, l)
	case r.part == inLoose:
		r.sheet.loose = append(r.sheet.loose, looseExample{r.status, &exampleRegion{name: r.name, language: l.fence.language, lines: l.fence.lines}})
		r.name = ""
	case r.part == inExample:
		if len(r.example.lines) > 0 {
			r.newExample("", l.fence.language)
		}
		r.example.language, r.example.lines = l.fence.language, append(r.example.lines, l.fence.lines...)
	case r.part == inBody, r.part == inContent:
		back := r.part
		r.newExample("", l.fence.language).lines = l.fence.lines
		r.part = back
	case r.part == inAnswers && r.current() != nil:
		r.newContent(l.pos, "")
		r.newExample("", l.fence.language).lines = l.fence.lines
	default:
		r.sheet.lost = append(r.sheet.lost, l)
	}
}

// keepTable keeps a table where it belongs: one of parameters may hold rows for several places.
func (r *sheetReader) keepTable(l line) {
	t := l.table
	switch {
	case t.column(statusColumn) >= 0:
		r.statusTable(t)
		return
	case t.column(valueColumn) >= 0 && r.table != nil:
		r.table.addEnums(t)
		return
	case t.column(placeColumn) >= 0 && len(r.sheet.answers) == 0:
		r.table = t
		r.placedTable(l)
		return
	}
	r.table = t
	if r.part == inAnswers || r.part == inLoose {
		if r.current() == nil {
			r.begin(&answer{pos: l.pos})
		}
		r.newContent(l.pos, "")
	}
	if r.part == inRequest {
		r.sheet.params = append(r.sheet.params, &paramRegion{lines: []line{l}})
		return
	}
	r.keep(l)
}

// statusTable reads the table of a project's export that lists the answers.
func (r *sheetReader) statusTable(t *table) {
	for _, row := range t.rows {
		a := &answer{pos: row.pos, status: strings.TrimSpace(t.cell(row, statusColumn)), description: t.cell(row, textColumn)}
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

// placedTable parts the rows of a table of parameters by where they are sent.
func (r *sheetReader) placedTable(l line) {
	for place, rows := range l.table.byPlace() {
		if place != "body" && place != "form" && place != "formdata" {
			part := l
			part.table = rows
			r.sheet.params = append(r.sheet.params, &paramRegion{in: place, lines: []line{part}})
			continue
		}
		if r.sheet.body == nil {
			r.sheet.body = &content{pos: l.pos}
		}
		r.content = r.sheet.body
		r.content.root, rows = rows.withoutRoot()
		part := l
		part.table = rows
		r.content.lines = append(r.content.lines, part)
	}
	r.part = inRequest
}

// keep puts a line into the part of the page that it belongs to.
func (r *sheetReader) keep(l line) {
	switch r.part {
	case inHead:
		r.sheet.head = append(r.sheet.head, l)
	case inAuth:
		r.sheet.auth = append(r.sheet.auth, l)
	case inParams:
		r.region.lines = append(r.region.lines, l)
	case inCode:
		r.sheet.code = append(r.sheet.code, l)
	case inHeaders:
		r.current().headers = append(r.current().headers, l)
	case inFoot:
		r.sheet.foot = append(r.sheet.foot, l)
	case inExample:
		r.keepExample(l)
	case inBody, inContent:
		if l.table == nil && (isJSONStart(l.text) || isMarkup(l.text, r.content.media)) {
			r.newExample("", "")
			r.keepExample(l)
			return
		}
		r.content.lines = append(r.content.lines, l)
	case inAnswers:
		r.newContent(l.pos, "")
		r.keep(l)
	case inLoose:
		r.keepLoose(l)
	default:
		if !isFurniture(l.text) {
			r.sheet.lost = append(r.sheet.lost, l)
		}
	}
}

// keepLoose keeps a line of an example that stands apart from its answer.
func (r *sheetReader) keepLoose(l line) {
	n := len(r.sheet.loose)
	if r.balance.complete() {
		if !isJSONStart(l.text) {
			r.name = l.text // of the example that follows
			return
		}
		r.sheet.loose = append(r.sheet.loose, looseExample{r.status, &exampleRegion{name: r.name}})
		r.name, r.balance = "", balance{}
		n++
	}
	r.balance.add(l.text)
	r.sheet.loose[n-1].lines = append(r.sheet.loose[n-1].lines, l)
}

// keepExample keeps a line of an example. A line before the value is its name.
func (r *sheetReader) keepExample(l line) {
	r.example.lines = append(r.example.lines, l)
}
