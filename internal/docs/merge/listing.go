package merge

import (
	"slices"

	"github.com/pandapon/pandagen/internal/document"
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
		for _, group := range l.pages.root.Get(part).AllItems() {
			for _, n := range group.Get("pages").AllItems() {
				out = append(out, listed{
					section: group.Get("section").Literal(), title: n.Get("title").Literal(), operation: n.Get("operation").Literal(),
					webhook: n.Get("webhook").Literal(), beside: part == besideIt, node: n, group: group,
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
	for _, n := range l.missing.root.AllItems() {
		out = append(out, missingPage{
			section: n.Get("section").Literal(), title: n.Get("title").Literal(), titleZh: n.Get("titleZh").Literal(), method: n.Get("method").Literal(),
			address: address(n.Get("page").Literal()), webhook: n.Get("kind").Literal() == "webhook", node: n,
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
		if group.Get("section").Literal() == section && group.Get("pages") != nil {
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
