package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

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
	bodies := b.sheet.bodies
	if len(bodies) == 0 && b.curl.hasBody() {
		bodies = []*content{{pos: pos}}
	}
	if len(bodies) == 0 {
		return nil
	}
	body, of := newObject(bodies[0].pos), newObject(bodies[0].pos)
	for _, c := range bodies {
		c.examples = slices.DeleteFunc(c.examples, (*exampleRegion).isEmpty)
		if b.curl != nil && (len(bodies) == 1 || c.media == b.curl.mediaType()) {
			b.bodyOfCommand(c)
		}
		c.outline = outlined(b.known.Request)
		media := b.media(c)
		switch {
		case media == nil:
			continue
		case of.Get(c.media) != nil:
			b.unread(c.pos, "the page shows a second body of %s: the first counts", c.media)
			continue
		}
		if c.required {
			put(body, "required", newBool(c.pos, "true"))
		}
		put(of, c.media, media)
	}
	if len(of.Members) == 0 {
		return nil
	}
	put(body, "content", of)
	return body
}

// bodyOfCommand takes from the code sample what the page does not show otherwise: the media type, and the body as an example.
func (b *builder) bodyOfCommand(c *content) {
	c.media = cmp.Or(c.media, b.curl.mediaType())
	if isForm(c.media) {
		if len(c.lines) == 0 {
			c.form = b.curl.fields()
		}
		return
	}
	if len(c.examples) > 0 || !isJSONStart(strings.TrimSpace(b.curl.body)) {
		return
	}
	place := func(int) document.Position { return c.pos }
	s := readSample(b.curl.body, place)
	if s.value == nil || s.cut || len(s.value.Members)+len(s.value.Items) == 0 {
		return
	}
	c.examples = []*exampleRegion{{lines: []line{{text: "{", raw: b.curl.body, pos: c.pos}}}}
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
		if len(c.form) > 0 {
			return formSchema(c.pos, c.form)
		}
		if seen == nil || len(seen.kinds) == 0 {
			return nil
		}
		return seen.inferred()
	}
	var top, doubtful []*field
	if isForm(c.media) {
		top = flat(list.fields)
	} else {
		guide := seen
		if seen == nil || len(seen.kinds) == 0 {
			guide = c.outline
		}
		top, doubtful = nest(list.fields, guide)
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

// formSchema reads the schema of a form off the fields that the code sample sends.
func formSchema(pos document.Position, fields [][2]string) *document.Node {
	n, properties := newObject(pos), newObject(pos)
	for _, f := range fields {
		t := &typ{names: []string{"string"}}
		if strings.HasPrefix(f[1], "@") {
			t.format = "binary"
		}
		put(properties, f[0], t.toSchema(pos))
	}
	putText(n, pos, "type", "object")
	put(n, "properties", properties)
	put(n, "x-source", source(pos, "inferred", sampleNote))
	return n
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
	b.page.doubtful = true
	if n := len(f.children); n > 0 { // others are reported because their members are not shown
		b.unread(f.pos, "the page does not show for certain where the members of %q end: %d were taken, the last is %q", clip(f.name), n, clip(f.children[n-1].name))
	}
}
