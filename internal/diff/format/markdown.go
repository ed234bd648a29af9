package format

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"strings"
	"text/template"

	"github.com/pandapon/pandagen/internal/diff"
)

// Marker is the first line of the Markdown report, by which a workflow finds the comment that it wrote before.
const Marker = "<!-- pandagen-diff -->"

// maxComment is how long a comment on GitHub may be. Bytes are counted, of which there are at least as many as characters.
const maxComment = 65_536

// Markdown prints a report as a comment for a pull request. What is too much for one is left out from the end, where the least
// important stands, and counted.
func Markdown(w io.Writer, r *diff.Report, o Options) error {
	const name = "markdown.tmpl"
	source, err := readTemplate(o, name)
	if err != nil {
		return err
	}
	t, err := template.New(name).Funcs(template.FuncMap{
		"text": markdown, "code": codeSpan, "rich": rich, "label": label, "sentence": sentence, "also": also, "place": place,
		"number": func(n int) string {
			if n == 0 {
				return ""
			}
			return fmt.Sprint(n)
		},
	}).Parse(source)
	if err != nil {
		return templateError(name, err)
	}
	var b bytes.Buffer
	render := func(most int) bool {
		b.Reset()
		b.WriteString(Marker + "\n")
		err = t.Execute(&b, newPage(r, most))
		return err != nil || b.Len() <= maxComment
	}
	if !render(len(r.Changes)) {
		// The longest that fits: with one change more it would be too long.
		render(sort.Search(len(r.Changes), func(n int) bool { return !render(n + 1) }))
	}
	if err != nil {
		return templateError(name, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// markdown escapes what Markdown, or HTML within it, would take for more than text.
func markdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>|&~#@!", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// codeSpan prints text as code.
func codeSpan(s string) string {
	if s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// rich prints a text with code between backticks.
func rich(s string) string {
	var b strings.Builder
	for _, piece := range spans(s) {
		if piece.Code {
			b.WriteString(codeSpan(piece.Text))
		} else {
			b.WriteString(markdown(piece.Text))
		}
	}
	return b.String()
}
