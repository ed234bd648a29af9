// Package docs tells what an OpenAPI document has captured of the documentation that it was made from.
package docs

import (
	"context"
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// State tells how much of a page the document has captured.
type State string

// The states of pages.
const (
	Captured State = "captured" // described, and its facts are documented
	Partial  State = "partial"  // described, but the operation, its request or its answer is known less well than from the page
	Missing  State = "missing"  // listed as missing, because what it takes to describe it is not published
	Unlisted State = "unlisted" // in the navigation or among the pages, and nowhere else
	Drifted  State = "drifted"  // the page as it is now says something else, or is newer
)

// Page is a page of the documentation, and what the document has of it.
type Page struct {
	State      State  `json:"state"`
	Section    string `json:"section"`
	Title      string `json:"title"`
	TitleZh    string `json:"titleZh,omitempty"`
	Navigation bool   `json:"navigation"` // false: documented, but not in the navigation
	Webhook    bool   `json:"webhook,omitempty"`
	Operation  string `json:"operationId,omitempty"`
	Method     string `json:"method,omitempty"` // in Go, such as Alibaba.Orders.Get
	HTTPMethod string `json:"httpMethod,omitempty"`
	Path       string `json:"path,omitempty"` // the type of the message for a webhook
	URL        string `json:"page,omitempty"`
	Evidence   string `json:"evidence,omitempty"`
	Date       string `json:"date,omitempty"` // of the page, YYYY-MM-DD
	Lacks      string `json:"lacks,omitempty"`
	Differs    string `json:"differs,omitempty"` // what importing the page would change, in short
	Absent     bool   `json:"absent,omitempty"`  // known, and not among the pages that were compared
	Position   string `json:"position"`          // where the document describes or lists it, or its navigation names it
}

// Summary counts pages.
type Summary struct {
	Navigation int `json:"navigation"` // pages of the navigation
	Others     int `json:"others"`     // and beside it
	Captured   int `json:"captured"`
	Partial    int `json:"partial"`
	Missing    int `json:"missing"`
	Unlisted   int `json:"unlisted"`
	Drifted    int `json:"drifted"`

	Compared Compared `json:"compared,omitzero"` // with pages, if there were any
}

// Compared counts the pages that a document was compared with.
type Compared struct {
	Pages  int `json:"pages"`  // that were read
	Known  int `json:"known"`  // that the document knows
	Absent int `json:"absent"` // of those, that were not read
}

// String returns the counts in a line.
func (s Summary) String() string {
	pages := fmt.Sprintf("pages: %d in the navigation, %d beside it", s.Navigation, s.Others)
	if s.Navigation == 0 {
		pages = fmt.Sprintf("pages: %d", s.Others)
	}
	counts := fmt.Sprintf("captured: %d, partial: %d, missing: %d", s.Captured, s.Partial, s.Missing)
	if s.Unlisted > 0 {
		counts += fmt.Sprintf(", unlisted: %d", s.Unlisted)
	}
	if s.Drifted > 0 {
		counts += fmt.Sprintf(", drifted: %d", s.Drifted)
	}
	if c := s.Compared; c.Pages > 0 {
		counts += fmt.Sprintf("; pages compared: %d, of those that the document knows: %d of %d", c.Pages, c.Known-c.Absent, c.Known)
	}
	return pages + "; " + counts
}

// Report is the state of a documentation.
type Report struct {
	Summary Summary `json:"summary"`
	Pages   []Page  `json:"pages"` // in the order of the navigation, those beside it last
}

// Status compares a document with the navigation of its documentation: the files that x-docs at its root names. The pages
// of a document without x-docs are its operations and webhooks.
//
// The error is document.Errors when the document or one of the files is at fault: also when an entry refers to nothing,
// and when an operation or a missing page has no place in the navigation.
func Status(ctx context.Context, src document.Source) (*Report, error) {
	doc, err := document.Load(ctx, src)
	if err != nil {
		return nil, err
	}
	root, err := document.Bundle(doc)
	if err != nil {
		return nil, err
	}
	described := describe(root)
	pages := described.inOrder()
	if x := root.Get("x-docs"); x != nil {
		if pages, err = navigate(src, x, described); err != nil {
			return nil, err
		}
	}
	report := &Report{Pages: pages}
	for _, p := range pages {
		report.Summary.count(p)
	}
	return report, nil
}

func (s *Summary) count(p Page) {
	if p.Navigation {
		s.Navigation++
	} else {
		s.Others++
	}
	switch p.State {
	case Captured:
		s.Captured++
	case Partial:
		s.Partial++
	case Missing:
		s.Missing++
	case Unlisted:
		s.Unlisted++
	case Drifted:
		s.Drifted++
	}
}

// description is an operation or a webhook of the document.
type description struct {
	page  Page
	pos   document.Position
	taken bool // by a page of the navigation
}

// descriptions are found by operationId or, webhooks, by the type of the message.
type descriptions struct {
	operations, webhooks map[string]*description
	list                 []*description
}

// inOrder returns the pages of a document without a navigation.
func (d *descriptions) inOrder() []Page {
	pages := []Page{}
	for _, x := range d.list {
		pages = append(pages, x.page)
	}
	return pages
}

// describe collects the operations and webhooks of a bundled document.
func describe(root *document.Node) *descriptions {
	d := &descriptions{operations: map[string]*description{}, webhooks: map[string]*description{}}
	doc := document.FromNode(root)
	for _, kind := range []string{"paths", "webhooks"} {
		items := root.Get(kind)
		if items == nil {
			continue
		}
		for _, item := range items.Members {
			for _, method := range document.Methods() {
				m := item.Value.Member(method)
				if m == nil {
					continue
				}
				x := &description{page: pageOf(doc, item.Name, m), pos: m.Pos}
				d.list = append(d.list, x)
				if kind == "webhooks" {
					x.page.Webhook = true
					d.webhooks[item.Name] = x
				} else {
					d.operations[x.page.Operation] = x
				}
			}
		}
	}
	return d
}

// pageOf returns what an operation says about its page.
func pageOf(doc *document.Document, path string, m *document.Member) Page {
	n := m.Value
	source, golang := n.Get("x-source"), n.Get("x-go")
	p := Page{
		State: Captured, Section: firstTag(n), Title: source.Get("title").Literal(), TitleZh: source.Get("titleZh").Literal(),
		Operation: n.Get("operationId").Literal(), HTTPMethod: strings.ToUpper(m.Name), Path: path,
		URL: source.Get("page").Literal(), Evidence: source.Get("evidence").Literal(), Date: source.Get("date").Literal(),
		Position: m.Pos.String(),
	}
	if p.Title == "" {
		p.Title = n.Get("summary").Literal()
	}
	if service := golang.Get("service").Literal(); service != "" {
		p.Method = service + "." + golang.Get("method").Literal()
	}
	p.Lacks = lacks(doc, n)
	if p.Lacks != "" {
		p.State = Partial
	}
	return p
}

// lacks names the parts of an operation that are not documented, each with its grade of evidence.
func lacks(doc *document.Document, op *document.Node) string {
	var parts []string
	add := func(part, grade string) {
		if grade != "" && grade != "documented" {
			parts = append(parts, part+" "+grade)
		}
	}
	grade := op.Get("x-source").Get("evidence").Literal()
	if grade == "" {
		grade = "unknown"
	}
	add("operation", grade)
	request := op.Get("requestBody").Get("content").Get("application/json").Get("schema")
	add("request", evidence(doc, request))
	answer := op.Get("responses").Get("200").Get("content").Get("application/json").Get("schema")
	add("answer", evidence(doc, member(doc, answer, "data", 0)))
	return strings.Join(parts, ", ")
}

// maxDepth bounds how far schemas are followed: they may be composed of themselves.
const maxDepth = 16

// member returns a property of a schema or of the schemas that it is composed of.
func member(doc *document.Document, schema *document.Node, name string, depth int) *document.Node {
	if depth == maxDepth {
		return nil
	}
	schema = deref(doc, schema)
	if p := schema.Get("properties").Get(name); p != nil {
		return p
	}
	if all := schema.Get("allOf"); all != nil {
		for _, part := range all.Items {
			if p := member(doc, part, name, depth+1); p != nil {
				return p
			}
		}
	}
	return nil
}

// evidence returns the grade of a schema: its own, or that of the component that it or its items are.
func evidence(doc *document.Document, schema *document.Node) string {
	for range maxDepth {
		if grade := schema.Get("x-source").Get("evidence").Literal(); grade != "" {
			return grade
		}
		if schema.Get("$ref") != nil {
			schema = deref(doc, schema)
		} else {
			schema = schema.Get("items")
		}
	}
	return ""
}

func deref(doc *document.Document, n *document.Node) *document.Node {
	if n == nil {
		return nil
	}
	if target, err := doc.Deref(n); err == nil {
		return target
	}
	return n
}

func firstTag(op *document.Node) string {
	if tags := op.Get("tags"); tags != nil && len(tags.Items) > 0 {
		return tags.Items[0].Literal()
	}
	return ""
}
