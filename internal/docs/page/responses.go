package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

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
		if a.status == "" || strings.HasPrefix(a.status, "2") {
			c.outline = outlined(b.known.Answer)
		}
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

// message makes the message that a webhook's page shows as an answer its request: the server sends it.
func (b *builder) message(responses *document.Node) *document.Node {
	for _, m := range responses.AllMembers() {
		content := m.Value.Get("content")
		if content == nil {
			continue
		}
		body := newObject(content.Pos)
		put(body, "content", content)
		m.Value.Members = slices.DeleteFunc(m.Value.Members, func(m document.Member) bool { return m.Name == "content" })
		b.unread(content.Pos, "the page shows the message as an answer: it was taken as the request, because the server sends it")
		return body
	}
	return nil
}
