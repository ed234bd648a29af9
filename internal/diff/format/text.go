package format

import (
	"fmt"
	"io"
	"strings"
	"text/template"

	"github.com/pandapon/pandagen/internal/diff"
)

// Text prints a report for a terminal.
func Text(w io.Writer, r *diff.Report, o Options) error {
	const name = "text.tmpl"
	t, err := textTemplate(o, name, template.FuncMap{
		"colour": colours(o.Colour), "upper": strings.ToUpper, "wide": func(s string) string { return fmt.Sprintf("%-9s", s) },
	})
	if err != nil {
		return err
	}
	return templateError(name, t.Execute(w, newPage(r, len(r.Changes))))
}

// colours returns a function that gives a text the colour of a section, or makes it bold or dim.
func colours(on bool) func(style, s string) string {
	codes := map[string]string{
		"fault": "1;31", "signature": "1;31", "breaking": "31", "warning": "33", "info": "36", "bold": "1", "dim": "2",
		"major": "1;31", "minor": "1;33", "patch": "1;32", "none": "1;32",
	}
	return func(style, s string) string {
		if !on || s == "" || codes[style] == "" {
			return s
		}
		return "\x1b[" + codes[style] + "m" + s + "\x1b[0m"
	}
}
