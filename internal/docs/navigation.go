package docs

import (
	"errors"
	"fmt"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/spelling"
)

// navigation puts the pages of a navigation together with what the document has of them.
type navigation struct {
	described *descriptions
	missing   map[pageKey]*missing
	pages     []Page
	errs      document.Errors
}

// pageKey tells pages apart: a title may stand in several sections.
type pageKey struct{ section, title string }

// missing is an entry of the list of missing pages.
type missing struct {
	page  Page
	pos   document.Position
	taken bool
}

// navigate reads the files that x-docs names.
func navigate(src document.Source, x *document.Node, d *descriptions) ([]Page, error) {
	files, errs := extension.ParseDocs(x)
	if len(errs) > 0 {
		return nil, errs
	}
	n := &navigation{described: d, missing: map[pageKey]*missing{}}
	pages, list := n.file(src, files.Pages, x.Get("pages").Pos), n.file(src, files.Missing, x.Get("missing").Pos)
	if len(n.errs) > 0 {
		return nil, n.errs
	}
	n.readMissing(list)
	n.readPages(pages)
	n.findLost()
	if len(n.errs) > 0 {
		n.errs.Sort()
		return nil, n.errs
	}
	return n.pages, nil
}

// file reads one of the files, whose name stands at pos.
func (n *navigation) file(src document.Source, name string, pos document.Position) *document.Node {
	root, err := src.ReadFile(name)
	if found, ok := errors.AsType[document.Errors](err); ok {
		n.errs = append(n.errs, found...)
	} else if err != nil {
		n.report(pos, "%v", err)
	}
	return root
}

// readMissing reads the list of missing pages.
func (n *navigation) readMissing(list *document.Node) {
	if list.Kind != document.Array {
		n.report(list.Pos, "the missing pages are not a list: give each as an item with title and section")
		return
	}
	for _, item := range list.Items {
		key := pageKey{n.required(item, "section"), n.required(item, "title")}
		lacks := n.required(item, "missing")
		switch {
		case key.section == "" || key.title == "" || lacks == "":
		case n.missing[key] != nil:
			n.report(item.Pos, "page %q of section %q is listed twice: first at %s", key.title, key.section, n.missing[key].pos)
		default:
			n.missing[key] = &missing{pos: item.Pos, page: Page{
				State: Missing, Section: key.section, Title: key.title, TitleZh: item.Get("titleZh").Literal(),
				Webhook: item.Get("kind").Literal() == "webhook", HTTPMethod: item.Get("method").Literal(), URL: item.Get("page").Literal(),
				Date: item.Get("date").Literal(), Evidence: "unknown", Lacks: lacks, Position: item.Pos.String(),
			}}
		}
	}
}

// required returns a text that an entry must have.
func (n *navigation) required(item *document.Node, name string) string {
	value := item.Get(name)
	if value == nil || value.Kind != document.String || value.Text == "" {
		n.report(item.Pos, "the entry has no %s: add one, a text", name)
		return ""
	}
	return value.Text
}

// readPages reads the navigation, and then the pages beside it.
func (n *navigation) readPages(root *document.Node) {
	if root.Kind != document.Object || root.Get("navigation") == nil {
		n.report(root.Pos, "no navigation: list its sections there, each with its pages")
		return
	}
	for _, m := range root.Members {
		if m.Name != "navigation" && m.Name != "others" {
			n.report(m.Pos, "unknown member %q: use navigation and others%s", m.Name, suggest(m.Name, "navigation", "others"))
		}
	}
	for _, part := range []string{"navigation", "others"} {
		for _, section := range n.items(root, part) {
			name := n.required(section, "section")
			for _, entry := range n.items(section, "pages") {
				n.readPage(entry, name, part == "navigation")
			}
		}
	}
}

// items returns the entries of a list; without the list there are none.
func (n *navigation) items(at *document.Node, name string) []*document.Node {
	list := at.Get(name)
	if list == nil {
		return nil
	}
	if list.Kind != document.Array {
		n.report(list.Pos, "%s is not a list", name)
	}
	return list.Items
}

// readPage reads one page of the navigation.
func (n *navigation) readPage(entry *document.Node, section string, inNavigation bool) {
	if entry.Kind != document.Object {
		n.report(entry.Pos, "the page is not an object: write {title: …, operation: …}")
		return
	}
	for _, m := range entry.Members {
		if m.Name != "title" && m.Name != "operation" && m.Name != "webhook" {
			n.report(m.Pos, "unknown member %q of a page: use title, operation and webhook%s", m.Name, suggest(m.Name, "title", "operation", "webhook"))
		}
	}
	title := entry.Get("title")
	found, refers := n.referred(entry)
	if refers && found == nil {
		return // it was reported
	}
	if found == nil && n.required(entry, "title") == "" {
		return
	}
	p := n.find(entry, pageKey{section, title.Literal()}, found)
	if p.Section != section {
		n.report(entry.Pos, "%s is in section %q here, and in section %q at %s: make them the same", p.Operation, section, p.Section, p.Position)
	}
	if title != nil && p.Title != title.Text {
		n.report(title.Pos, "page %q is called %q at %s: make them the same", title.Text, p.Title, p.Position)
	}
	p.Navigation = inNavigation
	n.pages = append(n.pages, p)
}

// referred returns the operation or webhook that a page refers to, nil when there is none.
func (n *navigation) referred(entry *document.Node) (found *description, refers bool) {
	name, among, kind := entry.Get("operation"), n.described.operations, "operation"
	if webhook := entry.Get("webhook"); webhook != nil {
		if name != nil {
			if d := among[name.Text]; d != nil {
				d.taken = true
			}
			n.report(webhook.Pos, "the page names an operation and a webhook: leave one of them out")
			return nil, true
		}
		name, among, kind = webhook, n.described.webhooks, "webhook"
	}
	if name == nil {
		return nil, false
	}
	found = among[name.Text]
	if found == nil {
		known := make([]string, 0, len(among))
		for k := range among {
			known = append(known, k)
		}
		n.report(name.Pos, "the document has no %s %q%s", kind, name.Text, suggest(name.Text, known...))
		return nil, true
	}
	if found.taken {
		n.report(name.Pos, "%s %q has another page already: an operation has one page", kind, name.Text)
		return nil, true
	}
	found.taken = true
	return found, true
}

// find returns what the document, or else the list of missing pages, has of a page.
func (n *navigation) find(entry *document.Node, key pageKey, found *description) Page {
	listed := n.missing[key]
	switch {
	case found != nil && listed != nil:
		listed.taken = true
		n.report(listed.pos, "page %q of section %q is described by %s, and listed as missing: remove it here", key.title, key.section, found.page.Operation)
		return found.page
	case found != nil:
		return found.page
	case listed != nil && listed.taken:
		n.report(entry.Pos, "page %q of section %q is in the navigation twice", key.title, key.section)
		return listed.page
	case listed != nil:
		listed.taken = true
		return listed.page
	}
	return Page{
		State: Unlisted, Section: key.section, Title: key.title, Position: entry.Pos.String(),
		Lacks: "everything: describe it, or list what is missing",
	}
}

// findLost reports what has no place in the navigation.
func (n *navigation) findLost() {
	for _, d := range n.described.list {
		if !d.taken {
			n.report(d.pos, "%s belongs to no page: add it to the pages that x-docs names", d.page.Operation)
		}
	}
	for key, m := range n.missing {
		if !m.taken {
			n.report(m.pos, "no page is called %q in section %q: add it to the pages that x-docs names, or mend section and title", key.title, key.section)
		}
	}
}

func (n *navigation) report(pos document.Position, format string, args ...any) {
	n.errs = append(n.errs, &document.Error{Pos: pos, Rule: "docs", Message: fmt.Sprintf(format, args...)})
}

// suggest returns the name that was most likely meant, as the end of a message.
func suggest(name string, known ...string) string {
	if near := spelling.Nearest(name, known); near != "" {
		return fmt.Sprintf(": did you mean %q?", near)
	}
	return ""
}
