package describe

import (
	"go/doc/comment"
	"go/token"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

func exportedIdentifier(s string) bool { return token.IsIdentifier(s) && token.IsExported(s) }

// checkDoc checks that a comment is one: printed line by line it cannot end, nor hide what it says.
func checkDoc(t *testing.T, doc api.Doc) {
	t.Helper()
	for _, l := range doc {
		if strings.ContainsFunc(l, func(r rune) bool {
			return r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028'
		}) {
			t.Errorf("control characters in the comment %q", l)
		}
		if strings.HasPrefix(strings.TrimSpace(l), "+build") {
			t.Errorf("the comment %q is a build constraint", l)
		}
	}
}

// checkPrinted checks a comment as go doc and gofmt read it: no line of it is a heading.
func checkPrinted(t *testing.T, doc api.Doc) {
	t.Helper()
	for _, block := range printed(doc) {
		if _, ok := block.(*comment.Heading); ok {
			t.Errorf("go doc finds a heading in %q", doc)
		}
	}
}

// checkMeaning checks that a comment has lists and code only where its text has them, and not by accident of indentation.
func checkMeaning(t *testing.T, text string, doc api.Doc) {
	t.Helper()
	hasCode, hasList := strings.Contains(text, "```"), false
	for line := range strings.SplitSeq(clean(text), "\n") {
		mark, _ := listItem(strings.TrimSpace(line))
		hasList = hasList || mark != ""
	}
	for _, block := range printed(doc) {
		switch block.(type) {
		case *comment.Code:
			if !hasCode {
				t.Errorf("go doc finds code in %q", doc)
			}
		case *comment.List:
			if !hasList {
				t.Errorf("go doc finds a list in %q", doc)
			}
		}
	}
}

func printed(doc api.Doc) []comment.Block {
	var p comment.Parser
	return p.Parse(strings.Join(doc, "\n")).Content
}

// TestNoHeadings makes comments of random texts, from pieces that mean something to Markdown, gofmt or go doc.
func TestNoHeadings(t *testing.T) {
	pieces := []string{
		"#", "##", " ", "\n", "\n\n", "\n\n\n", "\t", "    ", "  ", "\u00a0", "\u2003", "\u2028", "\r\n", "- ", "* ", "+ ", "• ", "1. ", "2) ", "12.", ":", ".", ",", ";", "(", ")",
		"'s", "’", "\"", "`", "```", "~~~", "===", "---", "Word", "word", "Heading", "An Order", "Ⅷ", "订单", "é", "7", "don't", "e.g. x", "[a]", "[a]: https://example.org",
		"https://example.org/a", "//go:build linux", "+build linux", "go:generate x", "//export X", "Deprecated:", "TODO(x): y", "Name", "|", "\\", "<b>", "&", "/", "{", "}", "=", "_", "^", "°", "§",
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var b strings.Builder
		for range 1 + rng.IntN(12) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
			if rng.IntN(3) == 0 {
				b.WriteByte(' ')
			}
		}
		text := b.String()
		doc := docText(text, false)
		checkDoc(t, doc)
		checkPrinted(t, doc)
		checkMeaning(t, text, doc)
		checkPrinted(t, docText(join(named("Name", text), []string{"Evidence: inferred."})+"\n\nMore Follows", false))
		if t.Failed() {
			t.Fatalf("the text was %q", text)
		}
	}
}

func FuzzDocText(f *testing.F) {
	f.Add("# a\n- b\n\n```\nc\n```\n+build x\n\u202e\x00\r\nDeprecated: d")
	f.Fuzz(func(t *testing.T, s string) {
		doc := docText(s, false)
		checkDoc(t, doc)
		checkPrinted(t, doc)
		checkMeaning(t, s, doc)
		for i, l := range doc {
			if strings.HasPrefix(l, "Deprecated:") && (i == 0 || doc[i-1] == "") {
				t.Errorf("%q marks something as deprecated", s)
			}
		}
	})
}

func TestUnitIsNotSaidTwice(t *testing.T) {
	d := &describer{declared: declared{units: extension.Units{{Name: "fen", Of: "yuan", Ratio: extension.Ratio{Num: 1, Den: 100}}}}}
	for _, c := range []struct{ unit, description, want string }{
		{"fen", "Sum of the order", "In fen (1/100 yuan)."},
		{"fen", "Sum of the order, in fen.", ""},
		{"fen", "Sum in fenced goods", "In fen (1/100 yuan)."},
		{"yuan", "Price", "In yuan."},
		{"unknown", "Nobody states the unit.", ""},
		{"kg", "Weight", "In kg."},
	} {
		schema := &document.Node{Kind: document.Object, Members: []document.Member{{Name: "x-unit", Value: textNode(c.unit)}}}
		if got := d.unitDoc(&api.Field{}, &use{notes: []*document.Node{schema}}, c.description); got != c.want {
			t.Errorf("unit %s of %q = %q, want %q", c.unit, c.description, got, c.want)
		}
	}
}

func TestTypeDocBeginsWithTheName(t *testing.T) {
	for description, want := range map[string]string{
		"An order.":            "Order is an order.",
		"Which order to pay.":  "Order says which order to pay.",
		"Says which order.":    "Order says which order.",
		"Order is an order.":   "Order is an order.",
		"Goods of a merchant.": "Order: Goods of a merchant.",
	} {
		if got := named("Order", description); got != want {
			t.Errorf("named(%q) = %q, want %q", description, got, want)
		}
	}
}
