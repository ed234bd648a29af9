package merge_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/docs"
	"github.com/pandapon/pandagen/internal/docs/merge"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/lint"
)

var update = flag.Bool("update", false, "write the golden files of this package anew")

// readPage reads a page from a file that holds its fields.
func readPage(t *testing.T, name string) *page.Page {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	shown := filepath.Base(name)
	n, err := document.Parse(shown, data)
	if err != nil {
		t.Fatal(err)
	}
	text := func(name string) string {
		if v := n.Get(name); v != nil {
			return v.Text
		}
		return ""
	}
	p := &page.Page{
		File: shown, Line: 1, Format: page.Text, Address: text("address"), Title: text("title"), Language: text("language"), Date: text("date"),
		Status: text("status"), Method: text("method"), Path: text("path"), Webhook: text("webhook") == "true", Operation: n.Get("operation"),
	}
	if section := n.Get("section"); section != nil {
		for _, item := range section.Items {
			p.Section = append(p.Section, item.Text)
		}
	}
	if schemas := n.Get("schemas"); schemas != nil {
		p.Schemas = schemas.Members
	}
	if unread := n.Get("unread"); unread != nil {
		for _, item := range unread.Items {
			p.Unread = append(p.Unread, page.Unread{Pos: item.Pos, Message: item.Text})
		}
	}
	for _, m := range n.Members {
		if !slices.Contains([]string{"address", "title", "language", "date", "status", "method", "path", "webhook", "operation", "section", "schemas", "unread"}, m.Name) {
			t.Fatalf("%s: unknown member %q", m.Pos, m.Name)
		}
	}
	if p.Operation == nil {
		p.Operation = &document.Node{Kind: document.Object}
	}
	return p
}

// readPages reads the pages in a folder: copies as text, and what stands for pages of any kind, as fields.
func readPages(t *testing.T, dir string) []*page.Page {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var pages []*page.Page
	for _, name := range names {
		if filepath.Ext(name) == ".yaml" {
			pages = append(pages, readPage(t, name))
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		copied, _, err := page.Read(filepath.Base(name), data)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, copied...)
	}
	return pages
}

// copyTree copies a folder to a temporary one.
func copyTree(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "spec")
	if _, err := os.Stat(from); err != nil {
		return to // a document from nothing
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// source is the document in a folder.
func source(dir string) document.Source {
	return document.FromFS(os.DirFS(dir), "openapi.yaml", "spec")
}

// write applies the result of an import.
func write(t *testing.T, dir string, files []merge.File) {
	t.Helper()
	for _, f := range files {
		name := filepath.Join(filepath.Dir(dir), filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.New, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s", name, got)
	}
}

// TestCases imports what each folder of testdata has into its document: pages, or an index with a navigation. What comes out is in
// want.patch and want.report.
func TestCases(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join("testdata", "*", "want.patch"))
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		dir := filepath.Dir(name)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			spec := copyTree(t, filepath.Join(dir, "spec"))
			result := runCase(t, dir, spec)
			patch := merge.Patch(result.Files)
			var report strings.Builder
			if err := result.Report.Write(&report); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(dir, "want.patch"), patch)
			golden(t, filepath.Join(dir, "want.report"), report.String())

			checkComments(t, result.Files)
			checkPatch(t, spec, patch, result.Files)
			write(t, spec, result.Files)
			checkDocument(t, spec, result)
			again := runCase(t, dir, spec)
			if len(again.Files) > 0 {
				t.Errorf("a second import changes something\n%s", merge.Patch(again.Files))
			}
			for _, o := range again.Report.Operations {
				if o.State != merge.IsSame && o.State != merge.IsSkipped {
					t.Errorf("after a second import %s %s is %s: %v", o.HTTPMethod, o.Path, o.State, o.Notes)
				}
			}
		})
	}
}

// runCase imports what a case has, whatever the order of its pages.
func runCase(t *testing.T, dir, spec string) *merge.Result {
	t.Helper()
	if data, err := os.ReadFile(filepath.Join(dir, "index.md")); err == nil {
		nav, err := page.ReadNavigation("index.md", data)
		if err != nil {
			t.Fatal(err)
		}
		result, err := merge.Navigation(t.Context(), source(spec), nav)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	pages := readPages(t, filepath.Join(dir, "pages"))
	result, err := merge.Pages(t.Context(), source(spec), pages, nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(pages)
	if again, err := merge.Pages(t.Context(), source(spec), pages, nil); err != nil || merge.Patch(again.Files) != merge.Patch(result.Files) {
		t.Errorf("the order of the pages matters: %v\n%s", err, merge.Patch(again.Files))
	}
	return result
}

// checkComments looks whether all comments are still there.
func checkComments(t *testing.T, files []merge.File) {
	t.Helper()
	for _, f := range files {
		for line := range strings.Lines(string(f.Old)) {
			if comment := strings.TrimSpace(line); strings.HasPrefix(comment, "#") && !strings.HasSuffix(f.Name, "missing.yaml") && !strings.Contains(string(f.New), comment) {
				t.Errorf("%s has lost a comment: %s", f.Name, comment)
			}
		}
	}
}

// checkPatch applies the patch with git.
func checkPatch(t *testing.T, spec, patch string, files []merge.File) {
	t.Helper()
	if patch == "" {
		return
	}
	dir := t.TempDir()
	if _, err := os.Stat(spec); err == nil {
		if err := os.CopyFS(filepath.Join(dir, "spec"), os.DirFS(spec)); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"init", "-q"}, {"apply", "--verbose", "-"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(patch)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "offset") {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	for _, f := range files {
		if got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Name))); err != nil || !bytes.Equal(got, f.New) {
			t.Errorf("the patch makes something else of %s: %v", f.Name, err)
		}
	}
}

// checkDocument loads and lints the document after an import, and looks whether its pages are accounted for.
func checkDocument(t *testing.T, spec string, result *merge.Result) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(spec, "openapi.yaml")); err != nil {
		return
	}
	findings, err := lint.Load(t.Context(), source(spec))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.Level == lint.Error && result.Report.Summary.LintErrors == 0 {
			t.Errorf("lint: %s", f)
		}
	}
	if _, err := docs.Status(t.Context(), source(spec)); err != nil {
		t.Errorf("docs status: %v", err)
	}
}
