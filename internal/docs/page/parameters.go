package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

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
	b.authentication(list)
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
	key := [2]string{in, f.name}
	if in == "header" {
		key[1] = strings.ToLower(f.name)
	}
	if b.listed[key] {
		b.unread(f.pos, "%s parameter %q is listed twice: the first counts", in, clip(f.name))
		return
	}
	b.listed[key] = true
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
	bare.flags = slices.DeleteFunc(slices.Clone(f.flags), func(r role) bool { return r == deprecatedMark })
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
		if n := p.Get("name").StringValue(); p.Get("in").StringValue() == in && (n == name || in == "header" && strings.EqualFold(n, name)) {
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
		if slices.ContainsFunc(list.Items, func(p *document.Node) bool { return p.Get("in").StringValue() == in }) {
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
