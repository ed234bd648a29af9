package merge

import (
	"slices"

	"github.com/pandapon/pandagen/generator/document"
)

// listing is the navigation of the documentation and the list of missing pages: the files that x-docs names.
type listing struct{ pages, missing *file }

func newListing(pages, missing *file) *listing { return &listing{pages, missing} }

// listed is a page of the navigation, or beside it.
type listed struct {
	section, title     string
	operation, webhook string
	beside             bool
	node               *document.Node
	group              *document.Node // its section, with the list that it is in
}

// missingPage is a page that is listed as missing.
type missingPage struct {
	section, title, titleZh string
	method, address         string
	webhook                 bool
	node                    *document.Node
}

// Parts of the navigation's file.
const (
	inNavigation = "navigation"
	besideIt     = "others"
)

// entries returns the pages in order.
func (l *listing) entries() []listed {
	var out []listed
	for _, part := range []string{inNavigation, besideIt} {
		for _, group := range items(l.pages.root.Get(part)) {
			for _, n := range items(group.Get("pages")) {
				out = append(out, listed{
					section: text(group.Get("section")), title: text(n.Get("title")), operation: text(n.Get("operation")),
					webhook: text(n.Get("webhook")), beside: part == besideIt, node: n, group: group,
				})
			}
		}
	}
	return out
}

// navigation returns the pages that are not beside it.
func (l *listing) navigation() []listed {
	return slices.DeleteFunc(l.entries(), func(e listed) bool { return e.beside })
}

// missingPages returns the pages that are listed as missing.
func (l *listing) missingPages() []missingPage {
	var out []missingPage
	for _, n := range items(l.missing.root) {
		out = append(out, missingPage{
			section: text(n.Get("section")), title: text(n.Get("title")), titleZh: text(n.Get("titleZh")), method: text(n.Get("method")),
			address: address(text(n.Get("page"))), webhook: text(n.Get("kind")) == "webhook", node: n,
		})
	}
	return out
}

// add puts a page into a section, behind another one; without that, last.
func (l *listing) add(part, section string, page, behind *document.Node) {
	group := l.group(part, section)
	list := group.Get("pages")
	at := slices.Index(list.Items, behind) + 1
	if behind == nil || at == 0 {
		at = len(list.Items)
	}
	setFile(page, l.pages.shown)
	list.Items = slices.Insert(list.Items, at, page)
}

// group returns a section, which is made when there is none.
func (l *listing) group(part, section string) *document.Node {
	sections := l.pages.root.Get(part)
	if sections == nil {
		sections = &document.Node{Kind: document.Array, Pos: document.Position{File: l.pages.shown}}
		put(l.pages.root, part, sections)
	}
	for _, group := range sections.Items {
		if text(group.Get("section")) == section && group.Get("pages") != nil {
			return group
		}
	}
	group := object("section", section, "pages", &document.Node{Kind: document.Array})
	setFile(group, l.pages.shown)
	sections.Items = append(sections.Items, group)
	return group
}

// dropMissing takes a page out of the list of missing ones.
func (l *listing) dropMissing(page *document.Node) {
	l.missing.root.Items = slices.DeleteFunc(l.missing.root.Items, func(n *document.Node) bool { return n == page })
}
