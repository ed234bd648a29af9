package extension

import "github.com/pandapon/pandagen/internal/document"

// Paging is x-paging of an operation whose answer comes in pages.
type Paging struct {
	Page  string   // wire name of the request's field with the page's number, which counts from 1
	Size  string   // wire name of the request's field with the page's size, may be empty
	Total []string // path from data to the number of all items, may be empty
	Items []string // path from data to the items; empty when data is the list itself
	Pos   document.Position
}

// ParsePaging reads x-paging: {page, size, total, items}. Page and size name fields of the request; total and items are paths below
// the answer's data, such as page.total.
func ParsePaging(n *document.Node) (*Paging, document.Errors) {
	r := reader{extension: "x-paging"}
	if n == nil || !r.object(n, "page", "size", "total", "items") {
		return nil, r.errs
	}
	p := &Paging{Page: r.text(n, "page"), Size: r.text(n, "size"), Total: r.path(n, "total"), Items: r.path(n, "items"), Pos: n.Pos}
	if n.Get("page") == nil {
		r.errorf(n.Pos, "page is missing: name the field of the request that holds the page's number")
	}
	return p, r.errs
}
