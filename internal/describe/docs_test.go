package describe

import (
	"go/token"
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

func FuzzDocText(f *testing.F) {
	f.Add("# a\n- b\n\n```\nc\n```\n+build x\n\u202e\x00\r\nDeprecated: d")
	f.Fuzz(func(t *testing.T, s string) {
		doc := docText(s, false)
		checkDoc(t, doc)
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
