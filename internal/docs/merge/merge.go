// Package merge turns pages of documentation into changes of an OpenAPI document that people maintain by hand.
//
// What the document says stays as it was written: order, comments, names, descriptions, and everything that it knows better. What
// the pages say beyond it is added, in the pages' order; what they say differently is changed and marked; what they do not show any
// more is kept. The report says what was done, what was not, and why. The result does not depend on the order of the pages, and
// importing a page twice changes nothing the second time.
package merge

import (
	"context"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/lint"
)

// Result is what an import makes of a document.
type Result struct {
	Report *Report
	Files  []File // that change, in the order of their names
}

// importer is an import that is going on.
type importer struct {
	*workspace
	out      *Report
	usage    *usage
	examples *examples
	signed   map[string]bool            // parameters that belong to the signature
	written  map[*document.Node]*holder // the components that were made of the pages' schemas
	optional map[*document.Node]bool    // members that the page of the document calls optional
	sections map[string]*file           // that were made
	shown    map[*document.Node]bool    // members that a page shows
	ids      map[string]bool            // of operations, and what their methods are called in Go
	methods  map[string]bool
	told     map[page.Unread]bool // what pages could not tell, and was reported
	absent   []absence            // members that a page of the current operation does not show
	envelope *envelope            // around answers; nil when the document has none
	house    house
	habits   *habits
	beside   []beside
	agreed   map[agreement]bool
}

// house is what the document does throughout, as far as nobody says it.
type house struct {
	int64   bool // integers have the format int64
	decimal bool // amounts of money have the format decimal

	conventions bool // operations say where they come from, and what they are called in Go

	language string // of the titles
}

// envelope is what x-envelope says is around every answer.
type envelope struct {
	component  *holder // nil when each answer has its members itself
	code, data string  // names of its members
}

// Pages imports pages. Unreadable are files that hold none; the report has them too. The error is document.Errors when the document
// cannot be read, or not be changed.
func Pages(ctx context.Context, src document.Source, pages []*page.Page, unreadable document.Errors) (*Result, error) {
	ws, err := open(ctx, src)
	if err != nil {
		return nil, err
	}
	im := newImporter(ws)
	im.out.Summary.Pages = len(pages)
	for _, e := range unreadable {
		im.out.Notes = append(im.out.Notes, Note{Kind: Conflict, Message: e.Message, pos: e.Pos})
	}
	pages = slices.Clone(pages)
	slices.SortStableFunc(pages, compareFiles)
	skipped := map[*page.Page]bool{}
	targets := newMatcher(ws).targets(pages, func(p *page.Page, why string) {
		skipped[p] = true
		im.skip(p, why)
	})
	if len(ws.operations()) == 0 {
		im.begin(slices.DeleteFunc(pages, func(p *page.Page) bool { return skipped[p] }))
	}
	im.readEnvelope()
	for _, t := range targets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if why := im.elsewhere(t.pages[0].Path); t.op == nil && !t.pages[0].Webhook && why != "" {
			for _, p := range t.pages {
				im.skip(p, why)
			}
			continue
		}
		im.target(t)
	}
	return im.finish(ctx)
}

func newImporter(ws *workspace) *importer {
	ids, methods := map[string]bool{}, map[string]bool{}
	for _, o := range ws.operations() {
		ids[o.id] = true
		methods[o.service()+"."+o.node.Get("x-go").Get("method").Literal()] = true
	}
	return &importer{
		workspace: ws, out: &Report{Operations: []*Operation{}, Notes: []Note{}, Files: []string{}}, usage: newUsage(ws), examples: newExamples(ws),
		signed: signedNames(ws), written: map[*document.Node]*holder{}, told: map[page.Unread]bool{}, ids: ids, methods: methods,
		optional: map[*document.Node]bool{}, shown: map[*document.Node]bool{}, sections: map[string]*file{}, house: readHouse(ws),
		habits: newHabits(ws),
		beside: readBeside(ws), agreed: map[agreement]bool{},
	}
}

// skip reports a page that was not imported.
func (im *importer) skip(p *page.Page, why string) {
	o := describePage(p)
	o.State = IsSkipped
	o.Notes = append(o.Notes, Note{Kind: Conflict, Message: why, pos: document.Position{File: p.File, Line: p.Line, Column: 1}})
	im.out.Operations = append(im.out.Operations, o)
}

func describePage(p *page.Page) *Operation {
	return &Operation{
		Title: oneLine(p.Title), Section: strings.Join(p.Section, separator), HTTPMethod: p.Method, Path: p.Path, Webhook: p.Webhook, Date: p.Date,
		Pages: []string{origin(p)}, Notes: []Note{},
	}
}

// target imports the pages of an operation.
func (im *importer) target(t *target) {
	o := describePage(t.pages[0])
	o.Pages = nil
	for _, p := range t.pages {
		o.Pages = append(o.Pages, origin(p))
		o.Date = max(o.Date, p.Date)
	}
	im.out.Operations = append(im.out.Operations, o)
	o.State = IsNew
	if t.op != nil {
		o.State, o.Known = IsSame, t.op.source("date")
		im.compare(t, o)
	} else {
		im.create(t, o)
	}
	o.ID, o.Title, o.Section, o.HTTPMethod, o.Path = t.op.id, t.op.title(), t.op.tag(), t.op.method, t.op.path
	if o.State == IsSame && slices.ContainsFunc(o.Notes, func(n Note) bool { return n.Kind.isChange() }) {
		o.State = IsChanged
	}
}

// readHouse counts what the document does throughout. A new document follows the conventions.
func readHouse(ws *workspace) house {
	conventions := ws.root().Get("x-envelope") != nil || len(ws.operations()) == 0
	for _, o := range ws.operations() {
		conventions = conventions || o.node.Get("x-source") != nil
	}
	integers, int64s, amounts, decimals := 0, 0, 0, 0
	for _, root := range ws.doc.Files() {
		document.Walk(root, document.OpenAPI, func(n *document.Node, e document.Element, pointer []string) bool {
			types, format := texts(n.Get("type")), n.Get("format").Literal()
			switch {
			case e != document.Schema:
			case slices.Contains(types, "integer"):
				integers++
				if format == "int64" {
					int64s++
				}
			case slices.Contains(types, "number") && lint.IsMoney(pointer[len(pointer)-1]):
				amounts++
				if format == "decimal" {
					decimals++
				}
			}
			return true
		})
	}
	languages := tally{}
	for _, o := range ws.operations() {
		languages.add("", page.LanguageOf(o.title()))
	}
	return house{int64: 2*int64s > integers, decimal: 2*decimals >= amounts && amounts > 0, conventions: conventions, language: languages.most("")}
}

// readEnvelope finds the schema that x-envelope speaks of: what most answers are composed of, with the member that holds the code.
func (im *importer) readEnvelope() {
	e, _ := extension.ParseEnvelope(im.root().Get("x-envelope"))
	if e == nil || e.Code == "" {
		return
	}
	im.envelope = &envelope{code: e.Code, data: e.Data}
	for _, root := range im.doc.Files() {
		for _, m := range root.Get("components").Get("schemas").AllMembers() {
			properties := m.Value.Get("properties")
			if properties.Get(e.Code) == nil || e.Data != "" && properties.Get(e.Data) != nil {
				continue
			}
			if h := im.usage.byName[m.Name]; im.envelope.component == nil || len(h.users) > len(im.envelope.component.users) {
				im.envelope.component = h
			}
		}
	}
}

// finish writes the files, checks what they hold now, and gives the report its places.
func (im *importer) finish(ctx context.Context) (*Result, error) {
	files, err := im.check(ctx)
	if err != nil {
		return nil, err
	}
	at, err := im.places(files)
	if err != nil {
		return nil, err
	}
	im.out.settle(at)
	im.out.count()
	for _, f := range files {
		im.out.Files = append(im.out.Files, f.Name)
	}
	return &Result{im.out, files}, nil
}
