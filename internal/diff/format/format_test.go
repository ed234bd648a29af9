package format_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/internal/diff"
	"github.com/pandapon/pandagen/internal/diff/format"
	"github.com/pandapon/pandagen/internal/document"
)

// report has n changes of each level, the gravest first.
func report(n int, text string) *diff.Report {
	r := &diff.Report{Base: "v1.0.0:spec/openapi.yaml", Head: "spec/openapi.yaml", Bump: diff.Major, Go: diff.GoStatus{Compared: true}}
	for _, level := range diff.Levels() {
		for i := range n {
			op := &diff.Operation{ID: fmt.Sprintf("op%d", i), Name: fmt.Sprintf("Shop.Op%d", i), Request: fmt.Sprintf("POST /op/%d", i)}
			pos := document.Position{File: "spec/a,b:c.yaml", Line: i + 1, Column: 2}
			r.Changes = append(r.Changes, diff.Change{ID: "some-rule", Kind: diff.Wire, Level: level, Operation: op, Text: text, Pos: pos, Near: pos})
		}
	}
	return r
}

func print(t *testing.T, name string, r *diff.Report, o format.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := format.Print(&b, name, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestUnknownFormat(t *testing.T) {
	if err := format.Check("markdwon"); err == nil || err.Error() != `unknown format "markdwon": did you mean "markdown"?` {
		t.Error(err)
	}
	if err := format.Check("pdf"); err == nil || !strings.Contains(err.Error(), "use text, markdown, json, github, html") {
		t.Error(err)
	}
}

func TestColourIsForTerminals(t *testing.T) {
	if plain := print(t, "text", report(1, "x"), format.Options{}); strings.Contains(plain, "\x1b") {
		t.Errorf("%q", plain)
	}
	if colour := print(t, "text", report(1, "x"), format.Options{Colour: true}); !strings.Contains(colour, "\x1b[31mBREAKING\x1b[0m") {
		t.Errorf("%q", colour)
	}
}

// TestMarkdownFitsAComment cuts from the end, where the least important changes stand, and says how many.
func TestMarkdownFitsAComment(t *testing.T) {
	text := strings.Repeat("说明", 20)
	for _, n := range []int{10, 150, 400, 2000} {
		got := print(t, "markdown", report(n, text), format.Options{})
		if len(got) > 65_536 || !strings.HasPrefix(got, format.Marker+"\n") {
			t.Errorf("%d changes: %d bytes, begins with %.40q", 3*n, len(got), got)
		}
		shown, hidden := strings.Count(got, "- wire: "), 0
		for _, m := range regexp.MustCompile(`\*(\d+) more are left out`).FindAllStringSubmatch(got, -1) {
			var count int
			fmt.Sscan(m[1], &count)
			hidden += count
		}
		if shown+hidden != 3*n || n > 300 && hidden == 0 {
			t.Errorf("%d changes: %d are shown and %d counted", 3*n, shown, hidden)
		}
		breaking, _, _ := strings.Cut(got, "<b>Warnings</b>")
		if strings.Contains(breaking, "left out") && strings.Count(got, "- wire: ") > strings.Count(breaking, "- wire: ") {
			t.Errorf("%d changes: a breaking one is left out before a warning", 3*n)
		}
	}
}

const hostile = "`a` `<script>alert(1)</script>` | [x](javascript:1) @everyone #1 %0A::error::x <!-- -->"

func TestMarkdownOfHostileText(t *testing.T) {
	r := report(1, hostile)
	r.Changes[0].Operation = &diff.Operation{Name: "</details><img src=x> @everyone #1", Request: "POST /a`b|c"}
	r.Go = diff.GoStatus{Reason: hostile}
	got := print(t, "markdown", r, format.Options{})
	outside := withoutCode(got)
	for _, bad := range []string{"<script", "</details><img", "@everyone", " #1", "\n::error"} {
		if strings.Contains(outside, bad) && !strings.Contains(outside, `\`+bad) {
			t.Errorf("%q stands in\n%s", bad, outside)
		}
	}
}

// withoutCode removes code spans: what stands between runs of backticks of one length.
func withoutCode(s string) string {
	runs := regexp.MustCompile("`+")
	var b strings.Builder
	for {
		open := runs.FindStringIndex(s)
		if open == nil {
			return b.String() + s
		}
		if open[0] > 0 && s[open[0]-1] == '\\' { // escaped
			b.WriteString(s[:open[1]])
			s = s[open[1]:]
			continue
		}
		fence, rest := s[open[0]:open[1]], s[open[1]:]
		b.WriteString(s[:open[0]])
		s = ""
		for _, shut := range runs.FindAllStringIndex(rest, -1) {
			if shut[1]-shut[0] == len(fence) {
				s = rest[shut[1]:]
				break
			}
		}
	}
}

func TestHTMLOfHostileText(t *testing.T) {
	r := report(1, hostile)
	r.Base = `"><script>alert(1)</script>`
	got := print(t, "html", r, format.Options{})
	for _, bad := range []string{"<script", "javascript:1)\"", "src=", "href=", "@import", "url("} {
		if strings.Contains(got, bad) {
			t.Errorf("%q stands in the page", bad)
		}
	}
}

func TestWorkflowCommandsAreEscaped(t *testing.T) {
	r := report(1, "100% `a`,b:c")
	r.Changes[0].Why = "second line"
	got := print(t, "github", r, format.Options{Path: func(file string) string { return "repo/" + file }})
	first, _, _ := strings.Cut(got, "\n")
	const want = "::error file=repo/spec/a%2Cb%3Ac.yaml,line=1,col=2,title=API%3A Breaking%2C Shop.Op0::100%25 `a`,b:c%0Asecond line"
	if first != want {
		t.Errorf("got\n%s\nwant\n%s", first, want)
	}
	if strings.Count(got, "\n::warning ") != 1 || strings.Count(got, "\n::notice ") != 1 {
		t.Error(got)
	}
}

func TestJSONOfNothing(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal([]byte(print(t, "json", &diff.Report{Bump: diff.None}, format.Options{})), &got); err != nil {
		t.Fatal(err)
	}
	if list, ok := got["changes"].([]any); !ok || len(list) != 0 || got["bump"] != "none" {
		t.Errorf("%v", got)
	}
}

// TestTemplatesOfOnesOwn replace the built-in ones, and their mistakes name the file.
func TestTemplatesOfOnesOwn(t *testing.T) {
	own := func(text string) fs.FS { return fstest.MapFS{"diff/text.tmpl": {Data: []byte(text)}} }
	if got := print(t, "text", report(1, "x"), format.Options{Templates: own("{{.Bump}}!")}); got != "major!" {
		t.Error(got)
	}
	for _, bad := range []string{"{{.Bump", "\n{{.Absent}}"} {
		err := format.Print(&bytes.Buffer{}, "text", report(1, "x"), format.Options{Templates: own(bad)})
		if err == nil || !strings.Contains(err.Error(), "diff/text.tmpl:") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestEnumValuesAreFolded: values of one enum are one line for people, and each a change for programs.
func TestEnumValuesAreFolded(t *testing.T) {
	r := report(0, "")
	pos := document.Position{File: "a.yaml", Line: 1, Column: 1}
	for _, value := range []string{"a", "b", "c"} {
		r.Changes = append(r.Changes, diff.Change{ID: "response-property-enum-value-added", Kind: diff.Wire, Level: diff.Breaking, Pos: pos, Near: pos,
			Text: "added the new `" + value + "` enum value to the `status` response property"})
	}
	if got := print(t, "text", r, format.Options{}); !strings.Contains(got, "added the new `a`, `b`, `c` enum values to the `status` response property  a.yaml:1") {
		t.Error(got)
	}
	if got := print(t, "json", r, format.Options{}); strings.Count(got, `"text"`) != 3 {
		t.Error(got)
	}
}

// TestRemovedSchemasAreFolded: what an operation leaves behind that is gone is one line for people.
func TestRemovedSchemasAreFolded(t *testing.T) {
	r := report(0, "")
	for i, name := range []string{"Order", "Buyer"} {
		pos := document.Position{File: "a.yaml", Line: i + 1, Column: 1}
		r.Changes = append(r.Changes, diff.Change{ID: "api-schema-removed", Kind: diff.Wire, Level: diff.Info, Pos: pos, Gone: true,
			Text: "removed the schema `" + name + "`"})
	}
	if got := print(t, "text", r, format.Options{}); !strings.Contains(got, "removed the schemas `Order`, `Buyer`  a.yaml:1") {
		t.Error(got)
	}
}
