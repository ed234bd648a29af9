package page

import (
	"slices"
	"strings"
	"sync"

	"github.com/pandapon/pandagen/internal/document"
)

// sheet is the text of one page, taken apart.
type sheet struct {
	head    []line // between the path and the first heading
	auth    []line
	params  []*paramRegion
	bodies  []*content // of the request, in several media types
	code    []line
	answers []*answer
	loose   []looseExample // examples of answers that stand apart from them
	foot    []line         // after the end of the page
	date    []line         // lines that say when the page was changed
	lost    []line         // lines that belong nowhere
	ends    *line          // the last line, when the page ends within a table
	cut     bool           // it may be the beginning of a name, and was taken off
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
	outline  *shape      // what is known of it from elsewhere
	form     [][2]string // fields that the code sample sends, where the page has no table of them
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
	sequence
	sheet        *sheet
	part         part
	region       *paramRegion
	content      *content
	example      *exampleRegion
	run          []*answer   // answers in a row that nothing has been said about
	status       string      // of the loose examples that follow
	table        *table      // read last
	balance      balance     // of the loose example
	value        balance     // of the value of a field
	back         part        // that an example stands in which may be no part of its own; inHead for none
	lead         []line      // what stands before it
	name         string      // of the loose example that follows
	longHeadings func() bool // see hasLongHeadings
}

// readSheet takes a page apart, from the line after its path on.
func readSheet(lines []line) *sheet {
	r := &sheetReader{sequence: sequence{lines}, sheet: &sheet{}, longHeadings: sync.OnceValue(func() bool { return hasLongHeadings(lines) })}
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
			if r.fieldFollows(i) {
				r.backToTable()
			}
			if next := r.heading(i); next > i {
				i, r.value = next, balance{}
				continue
			}
			for _, cell := range tabbed(l, r.inTable()) {
				r.keep(cell)
			}
			i++
		}
	}
	if kept := r.openTable(); kept != nil {
		r.sheet.endsWithin(kept)
	}
	return r.sheet
}

// openTable returns the lines of the table of fields that the page ends within, or nil.
func (r *sheetReader) openTable() *[]line {
	kept := &[]line{}
	switch r.part {
	case inParams:
		kept = &r.region.lines
	case inBody, inContent:
		kept = &r.content.lines
	}
	if n := len(*kept); n == 0 || (*kept)[n-1].table != nil {
		return nil
	}
	return kept
}

// endsWithin takes down that the page ends within a table, and takes off its last line when that may be the beginning of a name.
func (s *sheet) endsWithin(kept *[]line) {
	n := len(*kept) - 1
	last := (*kept)[n]
	s.ends = &last
	s.cut = n > 0 && isIdentifier(last.text) && !isType(last.text) && !beginsType(last.text) && !strings.HasSuffix((*kept)[n-1].text, ":") &&
		!words.is(last.text, requiredMark, optionalMark, deprecatedMark, nullableMark, readOnlyMark, writeOnlyMark, button, nothing)
	if s.cut {
		*kept = (*kept)[:n]
	}
}

// tabbed parts a row of fields that was copied with tabs between its cells.
func tabbed(l line, inTable bool) []line {
	if !inTable || l.table != nil || isJSONStart(l.text) {
		return []line{l}
	}
	var out []line
	for text := range strings.SplitSeq(l.text, "\t") {
		cell := l
		cell.text = strings.TrimSpace(text)
		out = append(out, cell)
	}
	return out
}

// heading reads a line that begins a part of the page, and returns the line after it; i when it begins none.
func (r *sheetReader) heading(i int) int {
	if r.isField(i) || r.describesField(i) {
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
	if r.part != inExample && (words.is(r.text(i), button) || !r.inTable() && words.is(r.text(i), menuWord)) || words.is(r.text(i), enumLabel) && r.isTable(r.after(i)) {
		return i + 1
	}
	return i
}

// inTable tells whether fields are read.
func (r *sheetReader) inTable() bool {
	return r.part == inParams || r.part == inBody || r.part == inContent || r.part == inHeaders
}

// isField tells a field that is called like a heading from a heading.
func (r *sheetReader) isField(i int) bool {
	if !r.inTable() {
		return false
	}
	if words.is(r.text(i), dataHeading, requiredMark, optionalMark) && len(r.content.linesOrNil()) == 0 && r.part != inParams {
		return false
	}
	return isIdentifier(r.text(i)) && isType(r.text(r.after(i)))
}

func (c *content) linesOrNil() []line {
	if c == nil {
		return nil
	}
	return c.lines
}

func (r *sheetReader) newExample(name, language string) *exampleRegion {
	r.example, r.back, r.lead = &exampleRegion{name: name, language: language}, inHead, nil
	r.content.examples = append(r.content.examples, r.example)
	r.part = inExample
	return r.example
}

// fence keeps a block of Markdown: an example, or code.
func (r *sheetReader) fence(l line) {
	code := strings.TrimSpace(l.fence.text())
	switch {
	case r.part == inHead && !strings.HasPrefix(code, "curl "):
		r.keep(l)
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

// placedTable parts the rows of a table of parameters by where they are sent.
func (r *sheetReader) placedTable(l line) {
	for place, rows := range l.table.byPlace() {
		if place != "body" && place != "form" && place != "formdata" {
			part := l
			part.table = rows
			r.sheet.params = append(r.sheet.params, &paramRegion{in: place, lines: []line{part}})
			continue
		}
		if len(r.sheet.bodies) == 0 {
			r.sheet.bodies = []*content{{pos: l.pos}}
		}
		r.content = r.sheet.bodies[0]
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
		starts := l.table == nil && (isJSONStart(l.text) || isMarkup(l.text, r.content.media))
		if !r.value.complete() || starts && r.isValueOfField() {
			r.value.add(l.text)
		} else if starts {
			back := r.part
			r.newExample("", "")
			r.back = back
			r.keepExample(l)
			return
		}
		r.content.lines = append(r.content.lines, l)
	case inAnswers:
		if !isFurniture(l.text) {
			r.newContent(l.pos, "")
			r.keep(l)
		}
	case inLoose:
		r.keepLoose(l)
	default:
		if !isFurniture(l.text) {
			r.sheet.lost = append(r.sheet.lost, l)
		}
	}
}

// isValueOfField tells whether the line before asks for a value: JSON that follows is that of the field.
func (r *sheetReader) isValueOfField() bool {
	n := len(r.content.lines)
	if n == 0 {
		return false
	}
	label, value := labelled(r.content.lines[n-1].text)
	return label != none && value == ""
}

// fieldFollows tells whether the table goes on after a JSON value that had no heading: it belongs to the description of a field.
func (r *sheetReader) fieldFollows(i int) bool {
	if r.part != inExample || r.back == inHead {
		return false
	}
	name, typ, _ := strings.Cut(r.text(i), "\t")
	if typ == "" {
		typ = r.text(r.after(i))
	}
	typ, _, _ = strings.Cut(typ, "\t")
	if nameAndType(name) == 0 && !(isIdentifier(name) && isType(typ)) {
		return false
	}
	var b balance
	for _, l := range r.example.lines {
		b.add(l.text)
	}
	return b.complete()
}

// backToTable gives the lines of a JSON value to the table that it stands in.
func (r *sheetReader) backToTable() {
	n := len(r.content.examples) - 1
	r.content.examples = r.content.examples[:n]
	r.content.lines = slices.Concat(r.content.lines, r.lead, r.example.lines)
	r.part = r.back
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
