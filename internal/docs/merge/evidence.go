package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// within notes that what is inside of a schema was read off an example, if it was, until the function that it returns is called.
func (c *comparer) within(v *view) func() {
	outer := c.example
	if v.inferred {
		c.example = v.source
	}
	return func() { c.example = outer }
}

// goneMark begins the note of a member that the page does not show any more.
const goneMark = "not on the page"

// absence is a member that a page does not show.
type absence struct {
	node  *document.Node
	label string
	page  *comparer
}

// notShown takes down a member that the page does not show. What is known from elsewhere is not expected there, and what was
// marked is known.
func (c *comparer) notShown(n *document.Node, label string, known bool) {
	grade, note := evidenceOf(n), n.Get("x-source").Get("note").Literal()
	if known && !isNew(n) && (grade == "" || grade == documented || note != "") && !strings.Contains(note, goneMark) {
		c.absent = append(c.absent, absence{n, label, c})
		c.differs = true
	}
}

// settleAbsent reports the members of an operation that none of its pages shows. They stay: the copy of a page may be cut off. On a
// newer page than the document had they are marked.
func (im *importer) settleAbsent(before string) {
	for _, a := range im.absent {
		c := a.page
		if im.shown[a.node] {
			continue
		}
		if !c.primary || c.page.Date <= before || len(c.page.Unread) > 0 || c.usage.shared(a.node) {
			c.note(Kept, a.node, "%s is not on %s", a.label, origin(c.page))
			continue
		}
		note := fmt.Sprintf("%s of %s", goneMark, c.page.Date)
		c.mark(a.node, note)
		c.note(Gone, a.node, "%s is %s; it stays, and is marked", a.label, note)
	}
	im.absent = nil
}

// back takes the mark from a member that the page shows again.
func (c *comparer) back(n *document.Node, label string) {
	source := n.Get("x-source")
	note := source.Get("note").Literal()
	if !c.primary || c.example != nil || !strings.Contains(note, goneMark) {
		return
	}
	parts := slices.DeleteFunc(strings.Split(note, "; "), func(s string) bool { return strings.HasPrefix(s, goneMark) })
	switch {
	case len(parts) > 0:
		put(source, "note", replaced(source.Get("note"), strings.Join(parts, "; ")))
	case len(source.Members) == 2 && evidenceOf(n) == documented:
		remove(n, "x-source")
	default:
		remove(source, "note")
	}
	c.note(Changed, n, "%s is on the page again", label)
}

// confirmSchema raises the grade of objects whose members the page shows, and tells which were documented before.
func (c *comparer) confirmSchema(d, v *view, says []property, label string) map[*document.Node]bool {
	known := map[*document.Node]bool{}
	for _, part := range d.parts {
		old := evidenceOf(part)
		known[part] = old == documented || old == "" && c.knownAround(part)
		if old == "" || old == documented || c.weak(v) || part.Get("properties") == nil && part.Get("type") == nil {
			continue
		}
		source := part.Get("x-source")
		for _, m := range part.Get("properties").AllMembers() {
			if find(says, m.Name) == nil && m.Value.Get("x-source") == nil && old != "unknown" {
				put(m.Value, "x-source", placed(object("evidence", old), part.Pos.File))
			}
		}
		c.put(source, "evidence", str(documented), "note")
		if at := cmp.Or(address(c.page.Address), c.op.source("page")); at != "" && source.Get("page") != nil {
			c.put(source, "page", str(at), "title", "evidence")
		}
		c.note(Confirmed, part, "%s was %s, and is documented%s", label, old, c.also(part))
		if source.Get("note") != nil || old == "unknown" {
			c.note(Todo, part, "what is said about %s was written before the page was known: look whether it is still right", label)
		}
	}
	return known
}

// knownAround tells whether what a schema without a grade belongs to was documented: its component, or else the operation.
func (c *comparer) knownAround(n *document.Node) bool {
	if h := c.usage.component(n); h != nil {
		if grade := evidenceOf(h.root); grade != "" {
			return grade == documented
		}
	}
	return c.known
}

// weak tells whether a schema was read off an example: it shows names, and tells text from numbers, but no more.
func (c *comparer) weak(v *view) bool { return c.example != nil || v.inferred }

// isTrailing tells whether a member stands where those stand that no page has shown: behind all that are documented.
func isTrailing(p *property) bool {
	list := p.owner.Get("properties").AllMembers()
	at := slices.IndexFunc(list, func(m document.Member) bool { return m.Name == p.name })
	return !slices.ContainsFunc(list[at:], func(m document.Member) bool {
		grade := evidenceOf(m.Value)
		return grade == "" || grade == documented || grade == "inferred"
	})
}

// confirmMember drops the lower grade of a member that the page shows. A grade with a note is about what the note says. Where the
// pages were known when it was given, it is about the meaning, which they do not tell.
func (c *comparer) confirmMember(n *document.Node, label string, known bool) {
	source := n.Get("x-source")
	grade := evidenceOf(n)
	if known || c.example != nil || grade == "" || grade == documented || grade == "unknown" && isOpen(n) || source.Get("note").Literal() != "" {
		return
	}
	if len(source.Members) == 1 {
		remove(n, "x-source")
	} else {
		c.put(source, "evidence", str(documented), "note")
	}
	c.note(Confirmed, n, "%s was %s, and is documented", label, grade)
}
