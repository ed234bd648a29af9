package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// comparer holds an operation of the document against a page of it, and changes the document where the page knows better.
type comparer struct {
	*importer
	op      *operation
	page    *page.Page
	report  *Operation
	primary bool                       // the page is the one that the document describes: what it says replaces what the document says
	known   bool                       // the operation was documented before
	example *document.Node             // x-source of the example that what is compared now was read off
	seen    map[[2]*document.Node]bool // what was compared; true when it was not read off an example
	differs bool                       // something of the page is not as the document has it
}

// agreement is a schema of the document and one of a page that say the same, as pages of this kind are held against the document.
type agreement struct {
	schemas        [2]*document.Node
	primary, known bool
}

// compare compares an operation with its pages, the one that counts most first.
func (im *importer) compare(t *target, report *Operation) {
	newest := report.Known
	known := t.op.documented()
	for i, p := range t.pages {
		p = p.With(func() page.Outline { return im.outline(t.op) })
		// What was concluded gives way to the first page.
		primary := samePage(t.op, p) || !known && i == 0
		c := &comparer{importer: im, op: t.op, page: p, report: report, primary: primary, known: known, seen: map[[2]*document.Node]bool{}}
		c.unread()
		if c.primary && p.Date != "" && p.Date < newest {
			c.note(Kept, t.op.node, "%s is of %s, and what the document has is newer, of %s: nothing was taken from it", origin(p), p.Date, newest)
			continue
		}
		if !c.place() {
			continue
		}
		c.source()
		c.status()
		c.security()
		c.parameters()
		c.body()
		c.answers()
		c.agree()
		if c.primary {
			newest = max(newest, p.Date)
		}
	}
	im.settleAbsent(report.Known)
}

// samePage tells whether a page is the one that the document names for an operation. One in Chinese may have a new title.
func samePage(op *operation, p *page.Page) bool {
	if (p.Address != "" || p.Number != "") && op.source("page") != "" {
		return isAt(p, op.source("page"))
	}
	return oneLine(p.Title) == op.title() || op.source("page") == "" && p.Language == "zh" && isHan(op.title())
}

// agree takes down the schemas of a page that says what the document does: other pages of an export share them.
func (c *comparer) agree() {
	for schemas, firm := range c.seen {
		if firm && !c.differs {
			c.agreed[agreement{schemas, c.primary, c.known}] = true
		}
	}
}

func (c *comparer) note(kind Kind, at *document.Node, format string, args ...any) {
	c.differs = true
	note := Note{Kind: kind, Message: fmt.Sprintf(format, args...), node: at}
	if !slices.ContainsFunc(c.report.Notes, func(n Note) bool { return n.Kind == kind && n.Message == note.Message && n.node == at }) {
		c.report.Notes = append(c.report.Notes, note)
	}
}

// unread passes on what the page could not be read for.
func (c *comparer) unread() {
	for _, u := range c.page.Unread {
		if c.told[u] {
			continue // pages of one export share schemas
		}
		c.told[u] = true
		c.report.Notes = append(c.report.Notes, Note{Kind: Unread, Message: u.Message, pos: u.Pos})
	}
}

// until says since when something is different.
func (c *comparer) until() string {
	if c.page.Date != "" {
		return "until the page of " + c.page.Date
	}
	return "on an earlier page"
}

// onPage names the page of another language or place.
func (c *comparer) onPage() string {
	switch {
	case c.page.Address != "":
		return "on " + address(c.page.Address)
	case c.page.Date != "":
		return "on the page of " + c.page.Date
	}
	return "on another page"
}

// mark takes down in x-source that something is not what it was.
func (c *comparer) mark(n *document.Node, note string) {
	source := n.Get("x-source")
	if source == nil {
		if n != c.op.node || c.house.conventions {
			put(n, "x-source", placed(object("evidence", documented, "note", note), n.Pos.File))
		}
		return
	}
	if old := source.Get("note").Literal(); old == "" {
		put(source, "note", placed(str(note), n.Pos.File))
	} else if !strings.Contains(old, note) {
		put(source, "note", replaced(source.Get("note"), strings.TrimSuffix(old, ".")+"; "+note))
	}
}

// replaced is a text in the place of another value.
func replaced(n *document.Node, s string) *document.Node {
	return &document.Node{Kind: document.String, Text: s, Pos: n.Pos}
}

// also names the other operations that a change concerns.
func (c *comparer) also(n *document.Node) string {
	others := c.usage.others(n, c.usage.of[c.op.node])
	const most = 4
	switch {
	case len(others) == 0:
		return ""
	case len(others) > most:
		return fmt.Sprintf(" (also for %s and %d more)", strings.Join(others[:most], ", "), len(others)-most)
	}
	return fmt.Sprintf(" (also for %s)", strings.Join(others, ", "))
}

// place compares method and path. It is false when the page is of something else.
func (c *comparer) place() bool {
	p, op := c.page, c.op
	if p.Path == "" || pathKey(op.method, op.path, op.webhook) == pathKey(cmp.Or(p.Method, op.method), p.Path, p.Webhook) {
		return true
	}
	newer := p.Date != "" && p.Date > op.source("date")
	if op.documented() && !(isAt(p, op.source("page")) || c.primary && newer) {
		c.note(Conflict, op.node, "%s has the title of this operation, and is of %s: give its address or its date, if the operation has moved, or its section, if it is another one", origin(p), pageName(p))
		return false
	}
	if slices.ContainsFunc(c.operations(), func(o *operation) bool {
		return o.node != op.node && pathKey(o.method, o.path, o.webhook) == pathKey(p.Method, p.Path, p.Webhook)
	}) {
		c.note(Conflict, op.node, "%s is of %s, which another operation describes", origin(p), pageName(p))
		return false
	}
	c.move()
	return true
}

func pageName(p *page.Page) string {
	if p.Webhook {
		return "webhook " + p.Path
	}
	return strings.ToUpper(p.Method) + " " + p.Path
}

// move gives the operation the method and the path of the page.
func (c *comparer) move() {
	p, op := c.page, c.op
	before := op.name()
	if method := cmp.Or(p.Method, op.method); method != op.method {
		if op.item.Get(strings.ToLower(method)) != nil {
			c.note(Conflict, op.node, "%s says %s, and the path has another operation with this method", origin(p), pageName(p))
			return
		}
		op.item.Member(strings.ToLower(op.method)).Name = strings.ToLower(method)
		op.method = method
	}
	if template(op.path) != template(p.Path) {
		c.movePath(p.Path)
	}
	c.note(Changed, op.node, "%s became %s", before, op.name())
	if c.known {
		c.mark(op.node, before+" "+c.until())
	}
}

// movePath renames the path item of the operation, or gives the operation one of its own.
func (c *comparer) movePath(to string) {
	kind := "paths"
	if c.op.webhook {
		kind = "webhooks"
	}
	from := c.op.path
	c.op.path = to
	list := c.root().Get(kind)
	at := slices.IndexFunc(list.Members, func(m document.Member) bool { return m.Name == from })
	here := c.fileOf(c.op.item)
	own := here.root.Get(kind)
	at2 := slices.IndexFunc(own.AllMembers(), func(m document.Member) bool { return m.Value == c.op.item })
	if at < 0 || at2 < 0 || list.Get(to) != nil || own.Get(to) != nil || countOperations(c.op.item) > 1 {
		c.note(Conflict, c.op.node, "the path item is used for more than this operation: change the path from %s by hand", from)
		c.op.path = from
		return
	}
	list.Members[at].Name = to
	own.Members[at2].Name = to
	if r := list.Members[at].Value.Get("$ref"); r != nil {
		r.Text = ref(c.files[c.entry], here, kind, to)
	}
}

func countOperations(item *document.Node) int {
	n := 0
	for _, m := range item.Members {
		if slices.Contains(document.Methods(), m.Name) {
			n++
		}
	}
	return n
}

// source compares where the operation comes from: the grade of its path, its titles, its date. A document without pandagen's
// conventions has nothing of it.
func (c *comparer) source() {
	p, op := c.page, c.op.node
	if !c.house.conventions {
		return
	}
	source := op.Get("x-source")
	if source == nil {
		source = placed(object("page", address(p.Address), "title", oneLine(p.Title), "evidence", documented), op.Pos.File)
		putBefore(op, "x-source", source, "x-retry", "parameters", "requestBody", "responses")
		c.note(New, source, "x-source")
	}
	if p.Path != "" && !c.known && c.op.source("evidence") != documented {
		c.confirm(source)
	}
	if c.primary {
		c.rename(source)
		c.date(source)
	}
	if p.Language == "zh" && c.op.source("titleZh") == "" && !isHan(c.op.title()) && p.Title != "" {
		c.put(source, "titleZh", str(oneLine(p.Title)), "date", "evidence", "note")
		c.note(New, source, "title in Chinese, %s", oneLine(p.Title))
	}
}

// date takes over when the page was last changed.
func (c *comparer) date(source *document.Node) {
	old := c.op.source("date")
	if c.page.Date <= old {
		return
	}
	c.put(source, "date", str(c.page.Date), "evidence", "note")
	if old == "" {
		c.note(New, source, "date %s", c.page.Date)
	} else {
		c.note(Changed, source, "date %s became %s", old, c.page.Date)
	}
}

// status compares whether the operation is deprecated.
func (c *comparer) status() {
	p, op := c.page, c.op.node
	switch gone, was := p.Deprecated(), op.Get("deprecated").IsTrue(); {
	case gone && !was:
		c.put(op, "deprecated", boolean(true), "x-go", "x-source", "x-retry", "parameters", "requestBody", "responses")
		c.note(New, op, "the page calls the operation deprecated")
	case was && !gone && c.primary && p.Status != "":
		remove(op, "deprecated")
		c.note(Changed, op, "the operation is not deprecated any more: the page says %s", p.Status)
		c.mark(op, "deprecated "+c.until())
	}
}

// put gives a member of the document a value, in its place among others.
func (c *comparer) put(n *document.Node, name string, v *document.Node, before ...string) {
	if old := n.Get(name); old != nil && old.Kind == document.String && v.Kind == document.String {
		v.Pos = old.Pos
		put(n, name, v)
		return
	}
	putBefore(n, name, placed(v, n.Pos.File), before...)
}

// confirm raises the grade of an operation whose path the page shows.
func (c *comparer) confirm(source *document.Node) {
	c.note(Confirmed, source, "the path was %s, and is documented", c.op.source("evidence"))
	c.put(source, "evidence", str(documented), "note")
	if at := addressOf(c.page, c.op.source("page")); at != address(c.op.source("page")) {
		c.put(source, "page", str(at), "title", "titleZh", "date", "evidence")
		c.note(Changed, source, "page became %s", at)
	}
	if source.Get("note") != nil {
		c.note(Todo, source, "the note and the description were written before the page was known: look whether they are still right")
	}
}

// rename follows a new title of the page.
func (c *comparer) rename(source *document.Node) {
	old, title := c.op.title(), oneLine(c.page.Title)
	if title == "" || title == old || title == c.op.source("titleZh") || !isAt(c.page, c.op.source("page")) {
		return
	}
	if c.page.Language == "zh" && !isHan(old) {
		return // the address of the page in another language
	}
	if summary := c.op.node.Get("summary"); summary.Literal() == old {
		put(c.op.node, "summary", replaced(summary, title))
	}
	c.put(source, "title", str(title), "titleZh", "date", "evidence", "note")
	c.note(Changed, source, "title %q became %q", old, title)
	if c.listing == nil {
		return
	}
	for _, e := range c.listing.entries() {
		if named := e.operation == c.op.id && !c.op.webhook || e.webhook == c.op.path && c.op.webhook; named && e.title != "" {
			put(e.node, "title", replaced(e.node.Get("title"), title))
		}
	}
}
