package page

import (
	"regexp"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// model is a schema that a project's export describes after its pages.
type model struct {
	name  string
	lines []line
}

// splitModels takes the schemas off the end of a text.
func splitModels(lines []line) (pages []line, models map[string]*model) {
	models = map[string]*model{}
	at := -1
	var last *model
	for i, l := range lines {
		if l.model != "" {
			if at < 0 {
				at = i
			}
			last = &model{name: l.model}
			models[l.model] = last
			continue
		}
		if last != nil && !l.empty() {
			last.lines = append(last.lines, l)
		}
	}
	if at < 0 {
		return lines, models
	}
	for at > 0 && (lines[at-1].empty() || words.is(lines[at-1].text, modelHeading)) {
		at--
	}
	return lines[:at], models
}

// model makes a component of a model, the first time that it is needed.
func (b *schemaBuilder) model(name string) {
	if b.named[name] != nil {
		return
	}
	m := b.models[name]
	made := &namedSchema{schema: newObject(document.Position{}), shown: true}
	b.named[name] = made
	b.order = append(b.order, name)

	root := &field{name: name, typ: &typ{names: []string{"object"}, count: unknown}}
	c := &content{}
	for _, l := range m.lines {
		if root.pos.Line == 0 {
			root.pos = l.pos
		}
		switch {
		case l.fence != nil:
			c.examples = append(c.examples, &exampleRegion{lines: l.fence.lines})
		case l.table != nil:
			c.lines = append(c.lines, l)
		case !words.is(l.text, attributeHeading, enumLabel):
			root.describe(l.text)
		}
	}
	inner := &builder{schemaBuilder: *b}
	_, seen, known := inner.samples(c)
	list := readFields(joinEnums(c.lines), known)
	root.children, _ = nest(list.fields, seen)
	if len(root.children) == 0 && seen != nil && !seen.has("object") {
		*made.schema = *seen.inferred()
	} else {
		*made.schema = *b.field(root, seen)
	}
}

// joinEnums gives the values of enums, which stand in a table of their own, to the table before it.
func joinEnums(lines []line) []line {
	var out []line
	for _, l := range lines {
		if l.table.column(valueColumn) >= 0 && len(out) > 0 {
			out[len(out)-1].table.addEnums(l.table)
			continue
		}
		out = append(out, l)
	}
	return out
}

// frontMatter is what stands between lines of dashes at the top of a Markdown file.
type frontMatter struct {
	title   string
	address string
}

var matterLine = regexp.MustCompile(`^([A-Za-z_]+):\s*"?(.*?)"?\s*$`)

// splitFrontMatter takes the front matter off a text.
func splitFrontMatter(lines []line) (frontMatter, []line) {
	var m frontMatter
	if len(lines) == 0 || strings.TrimSpace(lines[0].raw) != "---" {
		return m, lines
	}
	for i, l := range lines[1:] {
		if strings.TrimSpace(l.raw) == "---" {
			return m, lines[i+2:]
		}
		if kv := matterLine.FindStringSubmatch(strings.TrimSpace(l.raw)); kv != nil {
			switch kv[1] {
			case "title":
				m.title = kv[2]
			case "source_url", "url", "source":
				if strings.HasPrefix(kv[2], "http") {
					m.address = kv[2]
				}
			}
		}
	}
	return frontMatter{}, lines
}
