package page

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

// builder makes the operation of a page.
type builder struct {
	schemaBuilder
	sheet  *sheet
	curl   *command
	known  Outline
	listed map[[2]string]bool // parameters of the page's tables, by place and name
}

// build makes the operation of a page that was taken apart.
func (b *builder) build(pos document.Position) {
	p := b.page
	b.curl = b.command()
	op := newObject(pos)
	b.head(op)
	b.place(op, pos)
	put(op, "parameters", b.parameters(pos))
	b.looseExamples()
	body, responses := b.requestBody(pos), b.responses(pos)
	if p.Webhook && body == nil {
		body = b.message(responses)
	}
	put(op, "requestBody", body)
	put(op, "responses", responses)
	if responses == nil {
		b.unread(pos, "the page shows no answer: it may have been copied in part")
	}
	switch end := b.sheet.ends; {
	case b.sheet.cut:
		b.unread(end.pos, "the page ends with %q, which may be cut off and was not read", clip(end.text))
	case end != nil && responses != nil:
		b.unread(end.pos, "the page ends within a table: it may have been copied in part")
	}
	p.Operation = op
	for _, name := range b.order {
		if b.named[name] == nil {
			continue
		}
		p.Schemas = append(p.Schemas, document.Member{Name: name, Pos: b.named[name].schema.Pos, Value: b.named[name].schema})
	}
	b.lost()
}

// head reads what stands between the path and the first heading: the state, tags, a description.
func (b *builder) head(op *document.Node) {
	p := b.page
	var texts []string
	for _, l := range b.sheet.head {
		status := words.status(l.text)
		switch {
		case l.fence != nil:
			texts = append(texts, l.block()...)
		case l.table != nil:
			for _, row := range l.table.source {
				texts = append(texts, row.text)
			}
		case l.text == p.Path || l.text == p.Title || slices.Contains(p.Section, l.text) || words.is(l.text, button, menuWord, descriptionHeading) || isMeta(l.text):
		case status != "" && p.Status == "":
			p.Status = status
		default:
			texts = append(texts, l.text)
		}
	}
	b.strayFields(b.sheet.head, "description")
	b.strayFields(b.sheet.code, "code samples")
	if len(texts) == 1 && p.Path != "" && isTag(texts[0]) {
		put(op, "tags", newList(op.Pos, newText(op.Pos, texts[0])))
		if len(p.Section) == 0 {
			p.Section = folders(texts[0], "/")
		}
		texts = nil
	}
	putText(op, op.Pos, "summary", p.Title)
	putText(op, op.Pos, "description", strings.Join(texts, "\n"))
	if p.Status == "deprecated" || p.Status == "obsolete" {
		put(op, "deprecated", newBool(op.Pos, "true"))
	}
	for _, l := range b.sheet.date {
		b.date(l)
	}
	if n := len(b.sheet.date); n > 0 && p.Date == "" {
		b.unread(b.sheet.date[n-1].pos, "%q does not give a date", clip(b.sheet.date[n-1].text))
	}
}

// strayFields reports the first field in what was read as something else: the heading above it is none that is known.
func (b *builder) strayFields(lines []line, as string) {
	for i := range lines[:max(0, len(lines)-1)] {
		if beginsField(lines[i].text, lines[i+1].text) {
			b.unread(lines[i].pos, "%q looks like a field below a heading that is not known: it was read as a part of the %s, with what follows", clip(lines[i].text), as)
			return
		}
	}
}

// isMeta tells what Apifox knows about a page that is not about its operation.
func isMeta(text string) bool {
	label, _, ok := strings.Cut(strings.ReplaceAll(text, "：", ":"), ":")
	return ok && words.is(label, metaLabel)
}

// isTag tells the folder that a page shows below its path from a description.
func isTag(text string) bool {
	most := 20 // one word
	if strings.ContainsFunc(text, isHan) {
		most = 6
	}
	return utf8.RuneCountInString(text) <= most && !strings.ContainsAny(text, " .,;:!?。，；：！？")
}

// date reads when the page was changed.
func (b *builder) date(l line) {
	m := dateText.FindString(l.text)
	if parts := strings.FieldsFunc(m, func(r rune) bool { return r < '0' || r > '9' }); len(parts) == 3 {
		b.page.Date = fmt.Sprintf("%s-%02s-%02s", parts[0], parts[1], parts[2])
	}
}

// authentication adds the header of a bearer token or the parameter of a key that the page asks for. Everything else it reports: the
// rule of a signature is declared by hand.
func (b *builder) authentication(list *document.Node) {
	var texts []string
	for _, l := range b.sheet.auth {
		texts = append(texts, l.text)
	}
	text := strings.Join(texts, " ")
	if text == "" {
		return
	}
	pos := b.sheet.auth[0].pos
	in, name, example := "header", "Authorization", "Bearer ********"
	if !bearer.MatchString(text) {
		in, name, example = keyOf(text)
	}
	known := findParameter(list, in, name)
	switch {
	case known != nil && known.Get("x-source") == nil:
	case name == "":
		b.unread(pos, "the page asks for authentication, which is declared by hand: %q", clip(text))
	default:
		list.Items = slices.DeleteFunc(list.Items, func(p *document.Node) bool { return p == known })
		b.parameter(list, &field{name: name, pos: pos, typ: &typ{names: []string{"string"}, count: unknown}, mark: requiredMark,
			examples: []literal{{example, pos}}}, in)
	}
}

var (
	bearer   = regexp.MustCompile(`\bBearer\b`)
	keyPlace = regexp.MustCompile(`(?i)\b(header|query|cookie)s?\b`)
	keyValue = regexp.MustCompile(`\b([A-Za-z][\w-]*) ?[:：=] ?(\*{4,})`)
)

// keyOf returns where the key is sent that a page asks for, its name, and a value with nothing in it; "" when it does not tell.
func keyOf(text string) (in, name, example string) {
	place, value := keyPlace.FindString(text), keyValue.FindStringSubmatch(text)
	if place == "" || value == nil {
		return "", "", ""
	}
	return strings.TrimSuffix(strings.ToLower(place), "s"), value[1], "********"
}

// command finds the curl command among the code samples.
func (b *builder) command() *command {
	for i, l := range b.sheet.code {
		if l.fence != nil {
			if c := parseCurl(html.UnescapeString(l.fence.text())); c != nil {
				return c
			}
			continue
		}
		if strings.HasPrefix(l.text, "curl ") {
			var text strings.Builder
			for _, l := range b.sheet.code[i:] {
				if l.fence != nil {
					break
				}
				text.WriteString(l.raw + "\n")
			}
			return parseCurl(text.String())
		}
	}
	return nil
}

// place completes method, path and server from the code samples.
func (b *builder) place(op *document.Node, pos document.Position) {
	p := b.page
	if b.curl != nil && p.Path == "" && methods[b.curl.method] != "" && strings.HasPrefix(b.curl.path(), "/") {
		p.Method, p.Path = methods[b.curl.method], b.curl.path()
		b.unread(pos, "the page shows no path: %s %s is that of the code sample, which may begin with the server's", p.Method, clip(p.Path))
	}
	if server := b.curl.server(p.Path); server != "" {
		put(op, "servers", newList(pos, newServer(pos, server)))
	}
	if p.Method == "" || p.Path == "" {
		b.unread(pos, "the page shows no method and path")
	}
}

// lost reports lines that belong nowhere.
func (b *builder) lost() {
	b.page.Unread = append(b.page.Unread, lostLines(b.sheet.lost, "")...)
	b.page.Unread = append(b.page.Unread, lostLines(b.sheet.foot, "after the end of the page ")...)
}

// lostLines reports lines that were not read, those that follow each other together.
func lostLines(lines []line, where string) []Unread {
	var out []Unread
	for i := 0; i < len(lines); {
		n := 1
		for i+n < len(lines) && lines[i+n].pos.Line <= lines[i+n-1].pos.Line+1 {
			n++
		}
		if u, ok := lostRun(lines[i:i+n], where); ok {
			out = append(out, u)
		}
		i += n
	}
	return out
}

// lostRun reports lines that follow each other, unless nothing is on them.
func lostRun(lines []line, where string) (Unread, bool) {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return l.empty() || l.text != "" && isFurniture(l.text) })
	if len(lines) == 0 {
		return Unread{}, false
	}
	text := lines[0].text
	if text == "" {
		text = "a block"
	}
	if len(lines) == 1 {
		return Unread{lines[0].pos, fmt.Sprintf("%q %swas not read", clip(text), where)}, true
	}
	return Unread{lines[0].pos, fmt.Sprintf("%d lines %sfrom %q on were not read", len(lines), where, clip(text))}, true
}
