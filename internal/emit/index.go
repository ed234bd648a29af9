package emit

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/tmpl"
)

const indexTemplate = "index/api.md.tmpl"

// indexView is what the template prints from.
type indexView struct {
	*api.API
	Package Package
	Chinese bool // an operation or webhook has a title in Chinese
}

// Index prints the whole of an API at a glance: api.md, a Markdown file with a line for each operation and webhook of package p.
// A template of override replaces the built-in one; nil replaces nothing.
func Index(a *api.API, p Package, override fs.FS) ([]File, error) {
	text, err := tmpl.Print(override, indexTemplate, map[string]any{
		"text": tmpl.MarkdownText, "code": code, "titled": titled, "operation": methods, "retry": retry, "evidence": evidence,
		"about": about, "join": strings.Join, "noted": noted,
	}, indexView{API: a, Package: p, Chinese: hasChinese(a)})
	if err != nil {
		return nil, err
	}
	return []File{{Name: "api.md", Source: slices.Concat([]byte("<!-- "+Header+" -->\n\n"), text)}}, nil
}

func hasChinese(a *api.API) bool {
	for _, s := range a.Services {
		if slices.ContainsFunc(s.Operations, func(op *api.Operation) bool { return op.Source.TitleZH != "" }) {
			return true
		}
	}
	return slices.ContainsFunc(a.Webhooks, func(w *api.Webhook) bool { return w.Source.TitleZH != "" })
}

// code prints a code span, which may stand in a table.
func code(s string) string {
	return strings.ReplaceAll(tmpl.MarkdownCode(s), "|", `\|`)
}

// titled prints the title of a page, with a link to the page.
func titled(title string, s api.Source) string {
	if title == "" {
		title = s.Page
	}
	if s.Page == "" {
		return tmpl.MarkdownText(title)
	}
	address := strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", `\`, "%5C").Replace(s.Page)
	return "[" + tmpl.MarkdownText(title) + "](<" + address + ">)"
}

// methods prints the methods of an operation.
func methods(op *api.Operation) string {
	s := code(op.Name)
	if op.Paging != nil {
		s += ", " + code(op.Paging.Method)
	}
	if op.Deprecated {
		s += " (deprecated)"
	}
	return s
}

// retry says whether a call may be sent again.
func retry(op *api.Operation) string {
	if op.Retry.Field != nil {
		return "with " + code(op.Retry.Field.Wire)
	}
	return tmpl.MarkdownText(op.Retry.Rule)
}

// evidence says how well an operation is known.
func evidence(op *api.Operation) string {
	known := op.Source.Evidence
	if op.Scheme != nil && op.Scheme.Signature == nil {
		known = strings.TrimPrefix(known+", signature unknown", ", ")
	}
	return known
}

// noted reports whether there are notes on how well the operations of a service are known.
func noted(s *api.Service) bool {
	return slices.ContainsFunc(s.Operations, func(op *api.Operation) bool { return op.Source.Note != "" })
}

// about is the first paragraph of a comment.
func about(doc api.Doc) string {
	if end := slices.Index(doc, ""); end >= 0 {
		doc = doc[:end]
	}
	return tmpl.MarkdownText(strings.TrimSpace(strings.Join(doc, " ")))
}
