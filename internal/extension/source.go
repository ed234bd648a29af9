package extension

import (
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// Source is x-source: where something is documented, and how well.
type Source struct {
	Page     string // address of the documentation's page
	Title    string // its title
	TitleZh  string // its title in Chinese
	Date     string // when the page was last changed, or read
	Evidence string // one of Evidence
	Note     string
}

// Documented is the evidence of what the API's own documentation says.
const Documented = "documented"

// Evidence lists the grades of evidence, the best first.
func Evidence() []string {
	return []string{Documented, "upstream", "sibling", "client", "inferred", "unknown"}
}

// ParseSource reads x-source of an operation, webhook, schema, property or security scheme.
func ParseSource(n *document.Node) (*Source, document.Errors) {
	r := reader{extension: "x-source"}
	if n == nil || !r.object(n, "page", "title", "titleZh", "date", "evidence", "note") {
		return nil, r.errs
	}
	s := &Source{
		Page: r.text(n, "page"), Title: r.text(n, "title"), TitleZh: r.text(n, "titleZh"), Date: r.text(n, "date"),
		Evidence: r.text(n, "evidence"), Note: r.text(n, "note"),
	}
	if s.Page != "" && (!strings.HasPrefix(s.Page, "https://") && !strings.HasPrefix(s.Page, "http://") || strings.ContainsAny(s.Page, " \t\r\n")) {
		r.errorf(n.Get("page").Pos, "page %q is no address: begin with https://", clip(s.Page))
		s.Page = ""
	}
	if s.Evidence != "" && !contains(Evidence(), s.Evidence) {
		r.errorf(n.Get("evidence").Pos, "unknown evidence %q: %s", clip(s.Evidence), Suggest(s.Evidence, Evidence()))
		s.Evidence = ""
	}
	return s, r.errs
}
