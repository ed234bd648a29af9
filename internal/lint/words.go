package lint

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/document"
)

func wordRules() []Rule {
	return []Rule{
		{ID: "summary", Level: Warning, Convention: true, Text: "Every operation and webhook has a summary that begins with a capital letter or a digit and ends without a full stop.", check: checkSummaries},
		{ID: "summary-unique", Level: Warning, Convention: true, Text: "No two operations or webhooks have the same summary.", check: checkSummariesUnique},
		{ID: "description", Level: Warning, Convention: true, Text: "Every description begins with a capital letter or a digit and ends like a sentence.", check: checkDescriptions},
	}
}

func checkSummaries(r *run) {
	for _, o := range r.operations {
		summary := o.node.Get("summary")
		text := strings.TrimSpace(summary.StringValue())
		switch {
		case summary == nil:
			r.report(o.pos, "%s has no summary: say in a few words what it does, such as \"Get an order\"", o.title())
		case text == "":
			r.report(summary.Pos, "the summary of %s is empty: say in a few words what it does, such as \"Get an order\"", o.title())
		case !beginsSentence(text):
			r.report(summary.Pos, "the summary of %s begins in lower case: begin it with a capital letter", o.title())
		case strings.HasSuffix(text, "."):
			r.report(summary.Pos, "the summary of %s ends with a full stop: it stands in lists, leave the full stop out", o.title())
		}
	}
}

func checkSummariesUnique(r *run) {
	first := map[string]document.Position{}
	for _, o := range r.operations {
		summary := o.node.Get("summary")
		text := strings.TrimSpace(summary.StringValue())
		if text == "" {
			continue
		}
		if pos, ok := first[text]; ok {
			r.report(summary.Pos, "%s has the summary of the operation at %s: say what is different", o.title(), pos)
			continue
		}
		first[text] = summary.Pos
	}
}

// described are the elements whose descriptions become comments, or stand in documentation like them.
var described = []document.Element{
	document.Operation, document.Parameter, document.RequestBody, document.Response, document.Schema, document.SecurityScheme,
}

func checkDescriptions(r *run) {
	r.checkDescription(r.root.Get("info"))
	if tags := r.root.Get("tags"); tags != nil {
		for _, tag := range tags.Items {
			r.checkDescription(tag)
		}
	}
	for _, e := range r.elements {
		if slices.Contains(described, e.kind) {
			r.checkDescription(e.node)
		}
	}
}

func (r *run) checkDescription(n *document.Node) {
	description := n.Get("description")
	text := strings.TrimSpace(description.StringValue())
	switch {
	case text == "":
	case !beginsSentence(text):
		r.report(description.Pos, "the description begins in lower case: begin it with a capital letter")
	case !endsSentence(text):
		r.report(description.Pos, "the description ends without a full stop: end it like a sentence")
	}
}

// beginsSentence reports whether text begins as a sentence does: not with a letter in lower case, apart from quotes around it.
func beginsSentence(text string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "\"'“‘("))
	return !unicode.IsLower(first)
}

// endsSentence reports whether text ends as a sentence, a list or code does.
func endsSentence(text string) bool {
	last := text[strings.LastIndexByte(text, '\n')+1:]
	if strings.HasPrefix(last, "```") || isListed(text) {
		return true
	}
	end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, "\"'”’)"))
	return strings.ContainsRune(".?!。？！:：", end)
}

// isListed reports whether text ends in a list, whose items need no full stop.
func isListed(text string) bool {
	paragraphs := strings.Split(text, "\n\n")
	last := strings.TrimSpace(paragraphs[len(paragraphs)-1])
	for _, bullet := range []string{"- ", "* ", "+ ", "1. "} {
		if strings.HasPrefix(last, bullet) {
			return true
		}
	}
	return false
}
