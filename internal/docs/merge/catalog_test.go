package merge

import (
	"testing"

	"github.com/pandapon/pandagen/internal/docs/page"
)

// What the document concluded about where a page is gives way to the page's number.
func TestAddressOf(t *testing.T) {
	const known = "https://docs.example.com/api-1000001"
	for name, test := range map[string]struct {
		page  page.Page
		known string
		want  string
	}{
		"its own":             {page.Page{Address: "https://docs.example.com/api-7000007.md", Number: "7000007"}, known, "https://docs.example.com/api-7000007"},
		"by its number":       {page.Page{Number: "1000002"}, known, "https://docs.example.com/api-1000002"},
		"the number is known": {page.Page{Number: "1000001"}, known, known},
		"without a number":    {page.Page{}, known, known},
		"nothing is known":    {page.Page{Number: "1000002"}, "", ""},
		"no number to change": {page.Page{Number: "1000002"}, "https://docs.example.com/orders", "https://docs.example.com/orders"},
	} {
		if got := addressOf(&test.page, test.known); got != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
