// Package page reads pages of API documentation: what a page says about an operation, as a piece of an OpenAPI 3.1 document.
package page

import (
	"fmt"
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// Format is what a page was read from.
type Format string

// The formats, which are recognised by content.
const (
	Markdown Format = "markdown" // Apifox's Markdown export: a title, then a fenced OpenAPI document
	Text     Format = "text"     // a page as a person copies it from a browser
	OpenAPI  Format = "openapi"  // an OpenAPI document, or a part of one
)

// Page is what the documentation says about one operation or message.
type Page struct {
	File   string // that it was read from
	Line   int    // where it begins there
	Format Format

	Address  string   // URL of the page; empty when the file does not tell
	Number   string   // that Apifox gave the page, which its address ends with; empty when the file does not tell
	Title    string   // in the page's language
	Language string   // en, zh, vi, es or th; empty when it cannot be told
	Section  []string // folders of the navigation around it, outermost first: 1688, Order
	Place    *Place   // in the navigation around it; nil when that is not there, or does not have it
	Date     string   // of its last change, YYYY-MM-DD
	Status   string   // as Apifox calls it: released, developing, deprecated, …

	Method  string // upper case; empty when the page does not tell
	Path    string // begins with a slash; for a webhook it is the type of the message; empty when the page does not tell
	Webhook bool   // the server sends it

	// Operation is an OpenAPI 3.1 operation: summary, description, parameters, requestBody, responses. Its schemas stand in place or
	// refer to Schemas as #/components/schemas/NAME. What was read off an example, because the page has no table for it, has
	// x-source with evidence inferred and a note.
	Operation *document.Node
	// Schemas are the components that Operation refers to, directly or not, in the order of the page, with the page's names. Pages of
	// one file share them: they must not be changed.
	Schemas []document.Member
	// SecuritySchemes are those that the security of Operation names, with the page's names.
	SecuritySchemes []document.Member

	// Unread is what could not be read, or not for certain.
	Unread []Unread

	unmarked map[*document.Node][]string // see Unmarked
	composed compositions                // see Compose; pages of one file share them
	doubtful bool                        // where the members of objects end is not certain
	again    func(Outline) *Page         // reads it anew
}

// Outline is what is known of the bodies of an operation from elsewhere: JSON values with the members of all objects, and one item in
// each list. Nil is nothing.
type Outline struct{ Request, Answer *document.Node }

// With returns the page as it is read when the outline tells where the members of objects end. It changes nothing where the page
// tells that itself.
func (p *Page) With(known func() Outline) *Page {
	if !p.doubtful || p.again == nil {
		return p
	}
	return p.again(known())
}

// compositions are schemas that are composed of two others.
type compositions map[[2]*document.Node]*document.Node

// Compose returns the schema that is both of two schemas of the page, of which the first counts more: the same one each time.
func (p *Page) Compose(a, b *document.Node) *document.Node {
	if p.composed == nil {
		p.composed = compositions{}
	}
	key := [2]*document.Node{a, b}
	if p.composed[key] == nil {
		both := newObject(a.Pos)
		put(both, "allOf", newList(a.Pos, a, b))
		p.composed[key] = both
	}
	return p.composed[key]
}

// Unmarked returns the properties of a schema of the page, or the name of a parameter, that the page calls neither required nor
// optional: that they are not required is not known from it.
func (p *Page) Unmarked(n *document.Node) []string { return p.unmarked[n] }

// Deprecated tells whether the page says that the operation should not be used any more.
func (p *Page) Deprecated() bool {
	return p.Status == "deprecated" || p.Status == "obsolete" || p.Operation.Get("deprecated").IsTrue()
}

// unmark notes what Unmarked returns.
func (p *Page) unmark(n *document.Node, names []string) {
	if len(names) == 0 {
		return
	}
	if p.unmarked == nil {
		p.unmarked = map[*document.Node][]string{}
	}
	p.unmarked[n] = names
}

// remark moves what Unmarked returns to a schema's copy.
func (p *Page) remark(from, to *document.Node) {
	if names, ok := p.unmarked[from]; ok {
		delete(p.unmarked, from)
		p.unmarked[to] = names
	}
}

// Unread is something on a page that could not be read.
type Unread struct {
	Pos     document.Position
	Message string // what it is, and what became of it
}

// String returns "file:line:column: message".
func (u Unread) String() string { return u.Pos.String() + ": " + u.Message }

// Name is how messages call the page.
func (p *Page) Name() string {
	switch {
	case p.Method != "" && p.Path != "":
		return p.Method + " " + p.Path
	case p.Title != "":
		return fmt.Sprintf("page %q", p.Title)
	}
	return fmt.Sprintf("page at %s:%d", p.File, p.Line)
}

// Schema returns the component called name, or nil.
func (p *Page) Schema(name string) *document.Node {
	i := slices.IndexFunc(p.Schemas, func(m document.Member) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return p.Schemas[i].Value
}

// Navigation is the list of a documentation's pages: what stands around a copied page, or an index file of its own.
type Navigation struct {
	Entries []Entry
}

// Place is where a page stands in a navigation. Navigations in several languages are alike in it.
type Place struct {
	Sizes       []int // of the sections
	Group, Page int   // the section, and the page in it
}

// Entry is a page in a navigation.
type Entry struct {
	Pos     document.Position
	Section []string // outermost first
	Title   string
	Method  string // upper case; empty when the navigation does not show it
	Address string // URL; empty when the navigation does not show it
	Number  string // that Apifox gave the page; empty when the address does not tell
}
