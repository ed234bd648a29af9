package format

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"strings"
	"text/template"

	"github.com/pandapon/pandagen/internal/diff"
	"github.com/pandapon/pandagen/internal/tmpl"
)

// Marker is the first line of the Markdown report, by which a workflow finds the comment that it wrote before.
const Marker = "<!-- pandagen-diff -->"

// maxComment is how long a comment on GitHub may be, with room for what a workflow adds to it. Bytes are counted, of which there
// are at least as many as characters.
const maxComment = 65_536 - 536

// Markdown prints a report as a comment for a pull request. What is too much for one is left out from the end, where the least
// important stands, and counted.
func Markdown(w io.Writer, r *diff.Report, o Options) error {
	const name = "markdown.tmpl"
	t, err := textTemplate(o, name, template.FuncMap{
		"text": markdown, "code": tmpl.MarkdownCode, "rich": rich,
		"number": func(n int) string {
			if n == 0 {
				return ""
			}
			return fmt.Sprint(n)
		},
	})
	if err != nil {
		return err
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

// markdown escapes text. What GitHub would make a mention or a link to an issue of is broken by an invisible comment.
func markdown(s string) string {
	return unlinked.Replace(tmpl.MarkdownText(s))
}

var unlinked = strings.NewReplacer("@", "@<!-- -->", "#", "#<!-- -->")

// rich prints a text with code between backticks.
func rich(s string) string {
	var b strings.Builder
	for _, piece := range spans(s) {
		if piece.Code {
			b.WriteString(tmpl.MarkdownCode(piece.Text))
		} else {
			b.WriteString(markdown(piece.Text))
		}
	}
	return b.String()
}
