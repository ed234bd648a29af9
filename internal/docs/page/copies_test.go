package page_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// copies are ways in which the same page reaches a file: by other browsers, systems and editors.
var copies = map[string]func(string) string{
	"Windows line ends":       func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"byte order mark":         func(s string) string { return "\ufeff" + s },
	"space at the ends":       func(s string) string { return strings.ReplaceAll(s, "\n", "  \t\n") },
	"empty lines between":     func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") },
	"zero-width characters":   func(s string) string { return strings.ReplaceAll(s, "\n", "\u200b\n\ufeff") },
	"direction marks":         func(s string) string { return strings.ReplaceAll(s, "\n", "\u200e\n\u200e") },
	"non-breaking space":      func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
	"thin and wide spaces":    func(s string) string { return strings.ReplaceAll(s, " ", "\u2009") },
	"a page without its end":  func(s string) string { return strings.TrimRight(s, "\n") },
	"old Macintosh line ends": func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
	"line separators":         func(s string) string { return strings.ReplaceAll(s, "\n", "\u2028") },
	"indented as a whole":     func(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") },
	"vertical tabs":           func(s string) string { return strings.ReplaceAll(s, "\n", "\v\n") },
}

func TestCopiesReadAlike(t *testing.T) {
	for _, dir := range cases(t) {
		name, data := input(t, dir)
		if !strings.HasPrefix(filepath.Base(dir), "text-") {
			continue
		}
		want := content(t, name, string(data))
		for how, change := range copies {
			t.Run(filepath.Base(dir)+"/"+how, func(t *testing.T) {
				if got := content(t, name, change(string(data))); got != want {
					t.Errorf("reads otherwise:\n%s", firstDifference(want, got))
				}
			})
		}
	}
}

// content is what a file says, without where it says so.
func content(t *testing.T, name, data string) string {
	t.Helper()
	pages, nav, err := page.Read(name, []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		p.Line = 0
		for i := range p.Unread {
			p.Unread[i].Pos = document.Position{}
		}
	}
	return string(render(t, pages, nav))
}

// firstDifference shows the first lines that differ.
func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return "want:\n" + strings.Join(a[max(0, i-2):min(len(a), i+4)], "\n") + "\ngot:\n" + strings.Join(b[max(0, min(len(b), i-2)):min(len(b), i+4)], "\n")
		}
	}
	return "got more:\n" + strings.Join(b[len(a):], "\n")
}
