package docs

import (
	"context"
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/merge"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// Drift is Status with the pages as the documentation has them now: a page whose import would change the document has drifted, and a
// page that nothing in the document knows is unlisted.
func Drift(ctx context.Context, src document.Source, pages []*page.Page) (*Report, error) {
	report, err := Status(ctx, src)
	if err != nil {
		return nil, err
	}
	result, err := merge.Pages(ctx, src, pages, nil)
	if err != nil {
		return nil, err
	}
	for _, o := range result.Report.Operations {
		report.compare(o)
	}
	report.Summary = Summary{}
	for _, p := range report.Pages {
		report.Summary.count(p)
	}
	return report, nil
}

// compare takes down what importing the pages of an operation would do.
func (r *Report) compare(o *merge.Operation) {
	differs := o.Differs()
	p := r.find(o)
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
