package extension

import "github.com/pandapon/pandagen/internal/document"

// Docs is x-docs: the files that account for the pages of the documentation. Names are relative to the entry file's folder.
type Docs struct {
	Pages   string // the navigation
	Missing string // the pages that cannot be described yet
}

// ParseDocs reads x-docs of a document's root.
func ParseDocs(n *document.Node) (*Docs, document.Errors) {
	r := reader{extension: "x-docs"}
	if n == nil || !r.object(n, "pages", "missing") {
		return nil, r.errs
	}
	d := &Docs{Pages: r.text(n, "pages"), Missing: r.text(n, "missing")}
	for _, name := range []string{"pages", "missing"} {
		if n.Get(name) == nil {
			r.errorf(n.Pos, "%s is missing: name the file, such as %s.yaml", name, name)
		}
	}
	return d, r.errs
}
