package merge

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/lint"
)

// maxRounds is how often examples are taken out that turn out not to fit; each round takes out all that are found.
const maxRounds = 3

// check loads and lints the changed document. Examples of the pages that do not fit are left out, everything else is to be done.
func (im *importer) check(ctx context.Context) ([]File, error) {
	im.gatherNull()
	im.older()
	for round := 0; ; round++ {
		files, err := im.write()
		if err != nil || len(files) == 0 {
			return files, err
		}
		changed := map[string][]byte{}
		for _, f := range files {
			changed[im.src.Name(f.Name)] = f.New
		}
		findings, err := lint.Load(ctx, im.src.With(changed))
		if err != nil {
			return nil, err
		}
		at, err := im.places(files)
		if err != nil {
			return nil, err
		}
		if round < maxRounds && im.dropExamples(findings, at) {
			continue
		}
		before, err := lint.Load(ctx, im.src)
		if err != nil {
			before = nil // there was none
		}
		im.todo(findings, before)
		return files, nil
	}
}

// unfit finds examples and defaults that came from pages and do not fit their schemas.
type unfit struct {
	*importer
	at      *places
	bad     map[document.Position]lint.Finding
	dropped bool
}

// dropExamples takes out what does not fit. It is false when there was nothing.
func (im *importer) dropExamples(findings []lint.Finding, at *places) bool {
	bad := map[document.Position]lint.Finding{}
	for _, f := range findings {
		if f.Rule == "example" {
			bad[f.Pos] = f
		}
	}
	if len(bad) == 0 {
		return false
	}
	u := &unfit{importer: im, at: at, bad: bad}
	for _, name := range slices.Sorted(maps.Keys(im.files)) {
		document.Walk(im.files[name].root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
			u.visit(n, e)
			return true
		})
	}
	return u.dropped
}

// visit drops what does not fit of an element.
func (u *unfit) visit(n *document.Node, e document.Element) {
	switch e {
	case document.Schema:
		u.drop(n, n, "example")
		u.drop(n, n, "examples")
		u.drop(n, n, "default")
	case document.MediaType, document.Parameter, document.Header:
		u.drop(n, n, "example")
		examples := n.Get("examples")
		for _, m := range slices.Clone(examples.AllMembers()) {
			u.drop(n, examples, m.Name)
		}
		if examples != nil && len(examples.Members) == 0 {
			remove(n, "examples")
		}
	}
}

// drop takes a member out of a value that belongs to an element.
func (u *unfit) drop(element, n *document.Node, name string) {
	value := n.Get(name)
	if value == nil || !isNew(value) {
		return
	}
	f, found := within(value, u.at, u.bad)
	if !found {
		return
	}
	remove(n, name)
	u.dropped = true
	what := "an example"
	if name == "default" && n == element {
		what = "a default"
	}
	why := strings.TrimSuffix(f.Message, ": correct the example or the schema")
	u.out.Notes = append(u.out.Notes, Note{Kind: Unread, Message: what + " of the page was left out: " + why, node: element})
}

// within returns a finding at a value or in it.
func within(n *document.Node, at *places, bad map[document.Position]lint.Finding) (lint.Finding, bool) {
	if f, ok := bad[at.values[n]]; ok {
		return f, true
	}
	for _, m := range n.Members {
		if f, ok := within(m.Value, at, bad); ok {
			return f, true
		}
	}
	for _, item := range n.Items {
		if f, ok := within(item, at, bad); ok {
			return f, true
		}
	}
	return lint.Finding{}, false
}

// words are the rules about texts. What they find in those of a page is no news: all of them are to be said in our own words.
var words = []string{"summary", "summary-unique", "description"}

// todo reports the findings that the document did not have before.
func (im *importer) todo(findings, before []lint.Finding) {
	known := map[string]int{}
	for _, f := range before {
		known[f.Rule+f.Message]++
	}
	for _, f := range findings {
		if key := f.Rule + f.Message; known[key] > 0 {
			known[key]--
			continue
		}
		if slices.Contains(words, f.Rule) {
			continue
		}
		if f.Level == lint.Error {
			im.out.Summary.LintErrors++
		}
		im.out.Notes = append(im.out.Notes, Note{Kind: Todo, Message: fmt.Sprintf("%s (%s)", f.Message, f.Rule), pos: f.Pos})
	}
}
