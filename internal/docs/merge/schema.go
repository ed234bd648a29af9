package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// below names a member in notes: "answer data.items".
func below(label, name string) string {
	if strings.ContainsAny(label, " []") {
		return label + "." + name
	}
	return label + " " + name
}

// lastName is the member that a label ends with.
func lastName(label string) string { return label[strings.LastIndexAny(label, " .")+1:] }

// schema compares a schema of the document, as it stands where it is used, with one of the page.
func (c *comparer) schema(site, says *document.Node, label string) {
	v := ofPage(c.page, says)
	if isOpen(site) {
		c.fill(site, says, v, label)
		return
	}
	d := c.ofDocument(site)
	if len(v.parts) == 0 {
		return
	}
	defer c.within(v)()
	c.allowNull(site, d, v, label)
	mine, _ := d.core()
	shown, _ := v.core()
	key := [2]*document.Node{mine, shown}
	firm := c.example == nil
	if _, done := c.seen[key]; done || firm && c.agreed[agreement{key, c.primary, c.known}] {
		return
	}
	c.seen[key] = firm
	if d.choice && v.choice {
		if !c.options(site, d, v, label) {
			return
		}
		d, v = d.own(), v.own()
	}
	if !c.types(site, says, d, v, label) {
		return
	}
	c.values(site, d, v, label)
	c.properties(site, d, v, label)
	c.inner(d, v, "items", label+"[]")
	c.inner(d, v, "additionalProperties", label+"{}")
}

// options compares schemas that are one of several on both sides, one by one. It is false when they are not as many.
func (c *comparer) options(site *document.Node, d, v *view, label string) bool {
	mine, says := d.options(), v.options()
	if len(mine) != len(says) {
		c.note(Conflict, site, "%s is one of %d schemas on the page, and of %d in the document: change it by hand, if the page is right", label, len(says), len(mine))
		return false
	}
	for i := range mine {
		c.schema(mine[i], says[i], label)
	}
	return true
}

// inner compares the schemas of items, or of the values of a map.
func (c *comparer) inner(d, v *view, keyword, label string) {
	mine, part := d.get(keyword)
	says, _ := v.get(keyword)
	switch {
	case says == nil || says.Kind != document.Object || part == nil && (keyword != "items" || !slices.Contains(d.types, "array")):
	case part != nil && mine.Kind == document.Object && (len(mine.Members) > 0 || keyword == "items" && len(says.Members) == 0):
		c.schema(mine, says, label)
	case keyword == "items" && len(says.Members) > 0:
		if part == nil {
			part = typed(d)
		}
		written := c.writer(part).schema(says, place{label: label, name: c.nameOf(part), field: strings.TrimRight(lastName(label), "[]"), item: true})
		putBefore(part, "items", written, "description", "x-source", "x-go")
		c.usage.adopt(written, c.usage.of[part])
		c.note(New, written, "%s: %s", label, inWords(ofPage(c.page, says)))
	}
}

// isOpen tells whether a schema holds a place for what nobody knew.
func isOpen(n *document.Node) bool {
	for _, m := range n.Members {
		if m.Name != "description" && m.Name != "x-source" {
			return false
		}
	}
	return evidenceOf(n) == "unknown"
}

// fill writes what the page shows into a place that was held open.
func (c *comparer) fill(site, says *document.Node, v *view, label string) {
	if len(v.types) == 0 && !v.choice {
		return // null, or nothing either
	}
	before := site.Get("description").Literal()
	written := c.writer(site).schema(says, place{label: label, name: c.nameOf(site), field: lastName(label)})
	site.Members = written.Members
	c.usage.adopt(site, c.usage.of[site])
	c.note(New, site, "%s: %s", label, inWords(v))
	if before != "" {
		c.note(Kept, site, "%s was held open; its description was: %s", label, oneLine(before))
	}
}

// isEnvelope tells whether an object is the envelope around every answer.
func (im *importer) isEnvelope(n *document.Node) bool {
	return im.envelope != nil && im.envelope.component != nil && n == im.envelope.component.root
}
