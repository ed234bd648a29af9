package format

import (
	"html/template"
	"io"

	"github.com/pandapon/pandagen/internal/diff"
)

// HTML prints a report as a page that needs nothing else: no request and no script.
func HTML(w io.Writer, r *diff.Report, o Options) error {
	const name = "page.html.tmpl"
	source, err := readTemplate(o, name)
	if err != nil {
		return err
	}
	t, err := template.New(name).Funcs(functions(template.FuncMap{"spans": spans, "names": names})).Parse(source)
	if err != nil {
		return templateError(name, err)
	}
	return templateError(name, t.Execute(w, newPage(r, len(r.Changes))))
}
