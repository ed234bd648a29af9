package page

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pandapon/pandagen/generator/document"
)

// builder makes the operation of a page.
type builder struct {
	schemaBuilder
	sheet *sheet
	curl  *command
}

// build makes the operation of a page that was taken apart.
func (b *builder) build(pos document.Position) {
	p := b.page
	b.curl = b.command()
	op := newObject(pos)
	b.head(op)
	b.authentication()
	b.place(pos)
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
	p.Operation = op
	for _, name := range b.order {
		if b.named[name] == nil {
			continue
		}
		p.Schemas = append(p.Schemas, document.Member{Name: name, Pos: b.named[name].schema.Pos, Value: b.named[name].schema})
	}
	b.lost()
}

// metaLabels are what Apifox knows about a page that is not about its operation.
var metaLabels = []string{"责任人", "维护者", "Maintainer", "Owner", "创建时间", "创建于", "Created at", "创建人", "修改人", "创建者"}

// head reads what stands between the path and the first heading: the state, tags, a description.
func (b *builder) head(op *document.Node) {
	p := b.page
	var texts []string
	for _, l := range b.sheet.head {
		status := words.status(l.text)
		switch {
		case l.fence != nil || l.table != nil:
			b.unread(l.pos, "a block within the description was not read")
		case l.text == p.Path || l.text == p.Title || words.is(l.text, button, descriptionHeading) || isMeta(l.text):
		case status != "" && p.Status == "":
			p.Status = status
		default:
			texts = append(texts, l.text)
		}
	}
	if len(texts) == 1 && p.Path != "" && isTag(texts[0]) {
		if !slices.Contains(p.Section, texts[0]) {
			put(op, "tags", newList(op.Pos, newText(op.Pos, texts[0])))
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

func isMeta(text string) bool {
	label, _, ok := strings.Cut(strings.ReplaceAll(text, "：", ":"), ":")
	return ok && slices.Contains(metaLabels, strings.TrimSpace(label))
}

// isTag tells the folder that a page shows below its path from a description.
func isTag(text string) bool {
	return utf8.RuneCountInString(text) <= 12 && !strings.ContainsAny(text, " .,;:!?。，；：！？")
}

// date reads when the page was changed.
func (b *builder) date(l line) {
	m := dateText.FindString(l.text)
	if parts := strings.FieldsFunc(m, func(r rune) bool { return r < '0' || r > '9' }); len(parts) == 3 {
		b.page.Date = fmt.Sprintf("%s-%02s-%02s", parts[0], parts[1], parts[2])
	}
}

// authentication reports what the page says about it: the rule of a signature is declared by hand.
func (b *builder) authentication() {
	var texts []string
	for _, l := range b.sheet.auth {
		texts = append(texts, l.text)
	}
	if len(texts) > 0 {
		b.unread(b.sheet.auth[0].pos, "the page asks for authentication, which is declared by hand: %q", clip(strings.Join(texts, " ")))
	}
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

// place completes method and path from the code samples.
func (b *builder) place(pos document.Position) {
	p := b.page
	if b.curl != nil && p.Path == "" && b.curl.path() != "" {
		p.Method, p.Path = b.curl.method, b.curl.path()
		b.unread(pos, "the page shows no path: %s %s is that of the code sample, which may begin with the server's", p.Method, clip(p.Path))
	}
	if p.Method == "" || p.Path == "" {
		b.unread(pos, "the page shows no method and path")
	}
}

// parameters makes the parameters of all places, and those that only the code sample shows.
func (b *builder) parameters(pos document.Position) *document.Node {
	list := newList(pos)
	for _, region := range b.sheet.params {
		fields := readFields(region.lines, nil)
		b.page.Unread = append(b.page.Unread, fields.unread...)
		if fields.root != nil {
			b.unread(fields.root.pos, "a type without a name stands before the first parameter")
		}
		for _, f := range flat(fields.fields) {
			b.parameter(list, f, region.in)
		}
	}
	b.reportClosed()
	b.commandParameters(list)
	return notEmpty(list)
}

// parameter adds a parameter unless the page lists it twice.
func (b *builder) parameter(list *document.Node, f *field, in string) {
	if in == "" {
		in = "query"
		if strings.Contains(b.page.Path, "{"+f.name+"}") {
			in = "path"
		} else {
			b.unread(f.pos, "the page does not say where parameter %q is sent: it was taken as one of the query", clip(f.name))
		}
	}
	if findParameter(list, in, f.name) != nil {
		b.unread(f.pos, "%s parameter %q is listed twice: the first counts", in, clip(f.name))
		return
	}
	p := newObject(f.pos)
	putText(p, f.pos, "name", f.name)
	putText(p, f.pos, "in", in)
	putText(p, f.pos, "description", strings.Join(f.texts, "\n"))
	if f.mark == requiredMark || in == "path" {
		put(p, "required", newBool(f.pos, "true"))
	} else if f.mark == none {
		b.page.unmark(p, []string{f.name})
	}
	if slices.Contains(f.flags, deprecatedMark) {
		put(p, "deprecated", newBool(f.pos, "true"))
	}
	bare := *f
	bare.texts, bare.examples = nil, nil
	p.Members = append(p.Members, document.Member{Name: "schema", Pos: f.pos, Value: b.field(&bare, nil)})
	if examples := b.exampleList(f); examples != nil && len(examples.Items) == 1 {
		p.Members = append(p.Members, document.Member{Name: "example", Pos: f.pos, Value: examples.Items[0]})
	} else if examples != nil {
		named := newObject(f.pos)
		for i, v := range examples.Items {
			put(named, fmt.Sprintf("example%d", i+1), exampleOf(v))
		}
		put(p, "examples", named)
	}
	list.Items = append(list.Items, p)
}

// findParameter returns a parameter of a list. Names of headers may be written in any case.
func findParameter(list *document.Node, in, name string) *document.Node {
	for _, p := range list.Items {
		if n := textOf(p.Get("name")); textOf(p.Get("in")) == in && (n == name || in == "header" && strings.EqualFold(n, name)) {
			return p
		}
	}
	return nil
}

// clientHeaders are headers that the code sample has because a client sends them, not because the API asks for them.
var clientHeaders = []string{"content-type", "accept", "user-agent", "host", "connection", "accept-encoding", "content-length"}

// Notes of parameters that the page has no table for.
const (
	sampleNote = "Read off the code sample of the page, which has no table for it."
	pathNote   = "Read off the path of the page, which has no table for it."
)

// commandParameters adds headers and parameters of the query that the code sample shows, where the page has no table of them.
func (b *builder) commandParameters(list *document.Node) {
	if b.curl == nil {
		return
	}
	shown := map[string][][2]string{"header": b.curl.headers, "query": b.curl.query()}
	for _, in := range []string{"query", "header"} {
		if slices.ContainsFunc(list.Items, func(p *document.Node) bool { return textOf(p.Get("in")) == in }) {
			continue
		}
		for _, h := range shown[in] {
			if in == "header" && slices.Contains(clientHeaders, strings.ToLower(h[0])) || findParameter(list, in, h[0]) != nil {
				continue
			}
			list.Items = append(list.Items, inferredParameter(list.Pos, in, h[0], h[1], sampleNote))
		}
	}
}

// inferredParameter is a parameter that the page has no table for.
func inferredParameter(pos document.Position, in, name, example, note string) *document.Node {
	p := newObject(pos)
	putText(p, pos, "name", name)
	putText(p, pos, "in", in)
	if in == "path" {
		put(p, "required", newBool(pos, "true"))
	}
	schema := newObject(pos)
	putText(schema, pos, "type", "string")
	put(p, "schema", schema)
	putText(p, pos, "example", example)
	put(p, "x-source", source(pos, "inferred", note))
	return p
}

// looseExamples gives examples that stand apart from their answers to them.
func (b *builder) looseExamples() {
	for _, e := range b.sheet.loose {
		a := b.answerOf(e.status)
		if a == nil {
			a = &answer{pos: e.firstPos(b.page), status: e.status}
			b.sheet.answers = append(b.sheet.answers, a)
		}
		if len(a.contents) == 0 {
			a.contents = append(a.contents, &content{pos: a.pos})
		}
		a.contents[0].examples = append(a.contents[0].examples, e.exampleRegion)
	}
}

func (e *exampleRegion) firstPos(p *Page) document.Position {
	if len(e.lines) > 0 {
		return e.lines[0].pos
	}
	return document.Position{File: p.File, Line: p.Line, Column: 1}
}

// answerOf returns the answer with a status; without one, the first that is a success.
func (b *builder) answerOf(status string) *answer {
	for _, a := range b.sheet.answers {
		if a.status == status || status == "" && strings.HasPrefix(a.status, "2") {
			return a
		}
	}
	if status == "" && len(b.sheet.answers) > 0 {
		return b.sheet.answers[0]
	}
	return nil
}

// requestBody makes the request's body. One that the code sample alone shows is read off it.
func (b *builder) requestBody(pos document.Position) *document.Node {
	c := b.sheet.body
	if c == nil && b.curl != nil && (strings.TrimSpace(b.curl.body) != "" || b.curl.form != nil) {
		c = &content{pos: pos}
	}
	if c == nil {
		return nil
	}
	c.examples = slices.DeleteFunc(c.examples, (*exampleRegion).isEmpty)
	if b.curl != nil && len(c.examples) == 0 && strings.HasPrefix(strings.TrimSpace(b.curl.body), "{") {
		b.bodyOfCommand(c)
	}
	if c.media == "" && b.curl != nil {
		c.media = b.curl.mediaType()
	}
	media := b.media(c)
	if media == nil {
		return nil
	}
	body := newObject(c.pos)
	if c.required {
		put(body, "required", newBool(c.pos, "true"))
	}
	of := newObject(c.pos)
	put(of, c.media, media)
	put(body, "content", of)
	return body
}

// bodyOfCommand takes the code sample's body as the example that the page does not show otherwise.
func (b *builder) bodyOfCommand(c *content) {
	place := func(int) document.Position { return c.pos }
	s := readSample(b.curl.body, place)
	if s.value == nil || s.cut || len(s.value.Members)+len(s.value.Items) == 0 {
		return
	}
	c.examples = append(c.examples, &exampleRegion{lines: []line{{text: "{", raw: b.curl.body, pos: c.pos}}})
}

// media makes the media type of a body; nil when the page says nothing about it.
func (b *builder) media(c *content) *document.Node {
	samples, seen, known := b.samples(c)
	list := readFields(c.lines, known)
	b.page.Unread = append(b.page.Unread, list.unread...)
	if list.root == nil {
		list.root = c.root
	}
	media := newObject(c.pos)
	if schema := b.bodySchema(c, list, seen); schema != nil {
		media.Members = append(media.Members, document.Member{Name: "schema", Pos: schema.Pos, Value: schema})
	} else if len(samples) == 0 && c.media == "" {
		return nil
	} else if slices.ContainsFunc(samples, func(s namedSample) bool { return s.text != "" }) {
		b.unread(c.pos, "the page has no table for a body of %s, and nothing is read off its example", cmp.Or(c.media, "text"))
	}
	if c.media == "" {
		c.media = guessMedia(list, samples)
	}
	putExamples(media, samples)
	return media
}

// samples reads the examples of a body, what they have in common, and the names of all members in them.
func (b *builder) samples(c *content) (samples []namedSample, seen *shape, known map[string]bool) {
	known = map[string]bool{}
	for _, region := range c.examples {
		if c.media != "" && !strings.Contains(c.media, "json") && c.media != "*/*" {
			region.language = cmp.Or(region.language, c.media)
		}
		found, unread := region.read()
		samples = append(samples, found...)
		b.page.Unread = append(b.page.Unread, unread...)
	}
	for _, s := range samples {
		if s.value == nil {
			continue
		}
		if seen == nil {
			seen = &shape{}
		}
		seen.add(s.sample)
		memberNames(s.value, known)
	}
	return samples, seen, known
}

func memberNames(n *document.Node, known map[string]bool) {
	for _, m := range n.Members {
		known[m.Name] = true
		memberNames(m.Value, known)
	}
	for _, item := range n.Items {
		memberNames(item, known)
	}
}

// guessMedia returns the media type of a body that the page does not give one.
func guessMedia(list fieldList, samples []namedSample) string {
	if slices.ContainsFunc(list.fields, func(f *field) bool { return f.typ != nil && f.typ.format == "binary" }) {
		return "multipart/form-data"
	}
	for _, s := range samples {
		if s.text != "" {
			return "text/plain"
		}
	}
	return "application/json"
}

// bodySchema makes the schema of a body: from its table, or else from its examples; nil when there is neither.
func (b *builder) bodySchema(c *content, list fieldList, seen *shape) *document.Node {
	if len(list.fields) == 0 && list.root == nil {
		if seen == nil || len(seen.kinds) == 0 {
			return nil
		}
		return seen.inferred()
	}
	var top, doubtful []*field
	if isForm(c.media) {
		top = flat(list.fields)
	} else {
		top, doubtful = nest(list.fields, seen)
	}
	for _, f := range doubtful {
		b.doubt(f)
	}
	root := list.root
	if root == nil {
		root = &field{pos: c.pos, typ: &typ{names: []string{"object"}, count: unknown}}
		if seen.has("array") && !seen.has("object") && len(top) > 0 {
			root.typ = &typ{names: []string{"array"}, count: unknown, item: root.typ}
			b.unread(c.pos, "the page does not show what holds the members: a list, as in the example")
		}
	}
	if inner := root.typ.container(); inner == nil && len(top) > 0 {
		b.adopt(root, seen)
	}
	root.children = append(root.children, top...)
	defer b.reportClosed()
	return b.field(root, seen)
}

// isForm tells the media types of forms, whose fields have no members.
func isForm(media string) bool {
	return media == "multipart/form-data" || media == "application/x-www-form-urlencoded"
}

// adopt lets a body whose type has no room for members hold those that follow it: array of:, any.
func (b *builder) adopt(root *field, seen *shape) {
	object := &typ{names: []string{"object"}, count: unknown}
	switch {
	case root.typ.is("array"):
		root.typ.item = object
	case root.typ == nil || len(root.typ.names) == 0:
		root.typ = object
	default:
		b.unread(root.pos, "members follow a body that is %s: it was taken as an object", strings.Join(root.typ.names, " or "))
		root.typ = object
	}
}

// doubt reports an object of which the page does not show where its members end.
func (b *builder) doubt(f *field) {
	if n := len(f.children); n > 0 { // others are reported because their members are not shown
		b.unread(f.pos, "the page does not show for certain where the members of %q end: %d were taken, the last is %q", clip(f.name), n, clip(f.children[n-1].name))
	}
}

// responses makes the answers.
func (b *builder) responses(pos document.Position) *document.Node {
	out := newObject(pos)
	for _, a := range b.sheet.answers {
		status := a.status
		if status == "" {
			if !a.filled() {
				continue
			}
			status = "200"
			b.unread(a.pos, "the page does not show the status of the answer: 200 was taken")
		}
		response := newObject(a.pos)
		response.Members = append(response.Members, document.Member{Name: "description", Pos: a.pos, Value: newText(a.pos, a.description)})
		if a.tab && !a.filled() {
			b.unread(a.pos, "the page does not show what answer %s holds: open its tab before copying", status)
		}
		put(response, "headers", b.responseHeaders(a))
		put(response, "content", b.responseContent(a))
		if old := out.Get(status); old != nil {
			c := &converter{}
			c.alternative(out, status, a.description, response)
			continue
		}
		put(out, status, response)
	}
	return notEmpty(out)
}

func (b *builder) responseContent(a *answer) *document.Node {
	out := newObject(a.pos)
	for _, c := range a.merged() {
		media := b.media(c)
		if media == nil {
			continue
		}
		if old := out.Get(c.media); old != nil {
			mergeMedia(old, media, a.description)
			continue
		}
		put(out, c.media, media)
	}
	return notEmpty(out)
}

// merged returns the contents of an answer, where a media type, a table and examples that stand apart are put together.
func (a *answer) merged() []*content {
	var out []*content
	for _, c := range a.contents {
		if n := len(out) - 1; n >= 0 && (out[n].media == "" || c.media == "") && !(out[n].hasTable() && c.hasTable()) {
			last := out[n]
			last.media = cmp.Or(last.media, c.media)
			last.root = cmp.Or(last.root, c.root)
			last.lines = append(last.lines, c.lines...)
			last.examples = append(last.examples, c.examples...)
			continue
		}
		out = append(out, c)
	}
	return out
}

func (c *content) hasTable() bool { return c.root != nil || len(c.lines) > 0 }

func (b *builder) responseHeaders(a *answer) *document.Node {
	list := readFields(a.headers, nil)
	b.page.Unread = append(b.page.Unread, list.unread...)
	out := newObject(a.pos)
	for _, f := range list.fields {
		h := newObject(f.pos)
		putText(h, f.pos, "description", strings.Join(f.texts, "\n"))
		if f.mark == requiredMark {
			put(h, "required", newBool(f.pos, "true"))
		}
		bare := *f
		bare.texts = nil
		h.Members = append(h.Members, document.Member{Name: "schema", Pos: f.pos, Value: b.field(&bare, nil)})
		put(out, f.name, h)
	}
	return notEmpty(out)
}

// message makes the message that a webhook's page shows as an answer its request: the other side sends it.
func (b *builder) message(responses *document.Node) *document.Node {
	for _, m := range members(responses) {
		content := m.Value.Get("content")
		if content == nil {
			continue
		}
		body := newObject(content.Pos)
		put(body, "content", content)
		m.Value.Members = slices.DeleteFunc(m.Value.Members, func(m document.Member) bool { return m.Name == "content" })
		b.unread(content.Pos, "the page shows the message as an answer: it was taken as the request, because the other side sends it")
		return body
	}
	return nil
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
