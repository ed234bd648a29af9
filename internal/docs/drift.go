package docs

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/merge"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// Drift is Status with the pages as the documentation has them now: a page whose import would change the document has drifted, and a
// page that nothing in the document knows is unlisted. Pages that the document knows and that are not among them are absent.
func Drift(ctx context.Context, src document.Source, pages []*page.Page) (*Report, error) {
	report, err := Status(ctx, src)
	if err != nil {
		return nil, err
	}
	result, err := merge.Pages(ctx, src, pages, nil)
	if err != nil {
		return nil, err
	}
	known := report.known()
	for _, o := range result.Report.Operations {
		report.compare(o, known)
	}
	report.Summary = Summary{Compared: Compared{Pages: len(pages), Known: len(known)}}
	for i := range report.Pages {
		p := &report.Pages[i]
		p.Absent = known[p.key()] == notSeen
		report.Summary.count(*p)
	}
	for _, state := range known {
		if state == notSeen {
			report.Summary.Compared.Absent++
		}
	}
	return report, nil
}

// Whether a page that the document knows was among those that were compared.
const (
	notSeen = iota + 1
	seen
)

// known returns the pages that the document describes, by their keys. Where it names addresses, those without are known from elsewhere.
func (r *Report) known() map[string]int {
	addresses, operations := map[string]int{}, map[string]int{}
	for _, p := range r.Pages {
		switch {
		case p.State != Captured && p.State != Partial:
		case p.URL != "":
			addresses[p.key()] = notSeen
		default:
			operations[p.key()] = notSeen
		}
	}
	if len(addresses) > 0 {
		return addresses
	}
	return operations
}

// key tells a page from others: its address, which operations that were concluded may share, or else what it describes.
func (p *Page) key() string {
	return cmp.Or(p.URL, p.Operation, "webhook "+p.Path)
}

// compare takes down what importing the pages of an operation would do.
func (r *Report) compare(o *merge.Operation, known map[string]int) {
	differs := o.Differs()
	p := r.find(o)
	if p != nil && known[p.key()] != 0 {
		known[p.key()] = seen
	}
	switch {
	case p == nil:
		r.Pages = append(r.Pages, Page{
			State: Unlisted, Section: o.Section, Title: o.Title, Webhook: o.Webhook, HTTPMethod: o.HTTPMethod, Path: o.Path, Date: o.Date,
			Evidence: "documented", Lacks: "everything: import the page", Differs: differs, Position: strings.Join(o.Pages, ", "),
		})
	case o.State == merge.IsNew:
		p.State, p.HTTPMethod, p.Path, p.Date = Drifted, o.HTTPMethod, o.Path, o.Date
		p.Differs = fmt.Sprintf("the page documents %s now: import it", strings.TrimSpace(o.HTTPMethod+" "+o.Path))
	case differs != "":
		p.State, p.Differs = Drifted, differs
	}
}

// find returns the page that the document knows an operation by.
func (r *Report) find(o *merge.Operation) *Page {
	if o.State == merge.IsSkipped {
		return nil
	}
	for i := range r.Pages {
		p := &r.Pages[i]
		switch {
		case p.Webhook != o.Webhook:
		case p.State == Missing || p.State == Unlisted:
			if p.Section == o.Section && p.Title == o.Title {
				return p
			}
		case o.Webhook && p.Path == o.Path, !o.Webhook && p.Operation == o.ID && o.ID != "":
			return p
		}
	}
	return nil
}
