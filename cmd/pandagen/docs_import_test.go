package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/docs"
	"github.com/pandapon/pandagen/internal/docs/merge"
)

const shopDocument = `openapi: 3.1.0
info: {title: Shop, version: '1'}
x-envelope: {code: code, data: data, success: [200]}
tags: [{name: Orders}]
paths:
  # The orders.
  /orders/get:
    get:
      operationId: orderGet
      tags: [Orders]
      summary: Get an order
      x-go: {service: Orders, method: Get}
      x-source: {page: 'https://docs.example.com/api-1', title: Get an order, date: '2025-01-02', evidence: documented}
      x-retry: safe
      responses:
        '200':
          description: The order.
          content:
            application/json:
              schema:
                type: object
                properties:
                  code: {type: integer}
                  data:
                    type: object
                    properties:
                      id: {type: integer}
`

// shopPage is a page as Apifox's Markdown export has it.
func shopPage(title, path, number, properties string) string {
	return "# " + title + "\n\n## OpenAPI Specification\n\n```yaml\nopenapi: 3.0.1\ninfo: {title: '', version: 1.0.0}\npaths:\n  " + path + `:
    get:
      summary: ` + title + `
      tags: [Orders]
      x-apifox-folder: Orders
      x-apifox-status: released
      x-run-in-apifox: https://app.apifox.com/web/project/1/apis/api-` + number + `-run
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  code: {type: integer}
                  data: {type: object, properties: {` + properties + "}}\n```\n"
}

// shop makes a folder with a document and pages, and works in it.
func shop(t *testing.T, pages map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	files := map[string]string{"openapi.yaml": shopDocument}
	for name, content := range pages {
		files[filepath.Join("pages", name)] = content
	}
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestDocsImportPrintsAPatchThatToolsApply(t *testing.T) {
	pages := map[string]string{
		"get.md":    shopPage("Get an order", "/orders/get", "1", "id: {type: integer}, total: {type: string}"),
		"cancel.md": shopPage("Cancel an order", "/orders/cancel", "2", "done: {type: boolean}"),
		"notes.csv": "no page",
	}
	for _, tool := range [][]string{{"git", "apply", "-"}, {"patch", "-p1", "-s"}} {
		t.Run(tool[0], func(t *testing.T) {
			shop(t, pages)
			code, stdout, stderr := pandagen(t, "docs", "import", "pages")
			if code != 0 || !strings.Contains(stderr, "operations: 1 new, 1 changed") {
				t.Fatalf("%d\n%s", code, stderr)
			}
			if read(t, "openapi.yaml") != shopDocument {
				t.Fatal("the document was changed")
			}
			if _, err := exec.LookPath(tool[0]); err != nil {
				t.Skip("not installed: ", tool[0])
			}
			cmd := exec.Command(tool[0], tool[1:]...)
			cmd.Stdin = strings.NewReader(stdout)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			got := read(t, "openapi.yaml")
			if !strings.Contains(got, "id: {type: integer}\n                      total:\n                        type: string\n") || !strings.Contains(got, "  /orders/cancel:\n") || !strings.Contains(got, "  # The orders.\n") {
				t.Errorf("got\n%s", got)
			}
			if code, stdout, _ := pandagen(t, "docs", "import", "pages"); code != 0 || stdout != "" {
				t.Errorf("a second import: %d\n%s", code, stdout)
			}
		})
	}
}

func TestDocsImportWritesWhenAsked(t *testing.T) {
	shop(t, map[string]string{"get.md": shopPage("Get an order", "/orders/get", "1", "total: {type: string}")})
	code, stdout, stderr := pandagen(t, "docs", "import", "--write", "pages/get.md")
	if code != 0 || stderr != "" || !strings.Contains(stdout, "new: answer data.total: string") || !strings.Contains(read(t, "openapi.yaml"), "total:") {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
	page, err := os.Open("pages/get.md")
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"docs", "import", "--json", "-"}, page, &out, &errs); code != 0 {
		t.Fatal(code, errs.String())
	}
	var report merge.Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil || report.Summary.Unchanged != 1 || report.Operations[0].Pages[0] != "-:1" || len(report.Files) != 0 {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestDocsImportMakesADocument(t *testing.T) {
	shop(t, map[string]string{"get.md": shopPage("Get an order", "/orders/get", "1", "total: {type: string}")})
	if code, stdout, stderr := pandagen(t, "docs", "import", "pages", "--spec", "api/shop.yaml", "--write"); code != 0 {
		t.Fatalf("%d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := pandagen(t, "lint", "api/shop.yaml"); code != 0 {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, _ := pandagen(t, "spec", "list", "api/shop.yaml"); code != 0 || !strings.Contains(stdout, "Orders.Get") {
		t.Errorf("%d\n%s", code, stdout)
	}
}

// TestDocsImportIntoPlainJSON imports into a document of another kind: JSON, on one line, without pandagen's conventions.
func TestDocsImportIntoPlainJSON(t *testing.T) {
	shop(t, map[string]string{
		"get.md": shopPage("Get an order", "/orders/get", "1", "id: {type: string}"),
		"pay.md": shopPage("Pay", "/orders/pay", "2", "done: {type: boolean}"),
	})
	const before = `{"openapi":"3.1.0","info":{"title":"Shop","version":"1"},"paths":{"/orders/get":{"get":{"operationId":"getOrder","tags":["Orders"],` +
		`"summary":"Get an order","responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"type":"object","properties":{"code":{"type":"integer"},"data":{"type":"object","properties":{"id":{"type":"integer"}}}}}}}}}}}}}`
	if err := os.WriteFile("shop.json", []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, stdout, stderr := pandagen(t, "docs", "import", "pages", "--spec", "shop.json", "--write"); code != 0 {
		t.Fatalf("%d\n%s%s", code, stdout, stderr)
	}
	got := read(t, "shop.json")
	if !strings.Contains(got, `"id":{"type":"string","x-source":{`) || !strings.Contains(got, `"/orders/pay":{"get":{"operationId":`) || strings.Contains(got, "\n") || strings.Contains(got, "x-retry") {
		t.Error(got)
	}
	if code, stdout, _ := pandagen(t, "lint", "shop.json"); code != 0 || stdout != "" {
		t.Errorf("%d\n%s", code, stdout)
	}
}

func TestDocsImportIndex(t *testing.T) {
	shop(t, map[string]string{"llms.txt": "# Shop\n\n## API Docs\n- Orders [Get an order](https://docs.example.com/api-1.md): \n- Orders [Pay](https://docs.example.com/api-2.md): \n"})
	if code, stdout, stderr := pandagen(t, "docs", "import", "--index", "pages/llms.txt", "--write"); code != 0 || !strings.Contains(stdout, `new: page "Pay" of section "Orders" is listed as missing`) {
		t.Fatalf("%d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := pandagen(t, "docs", "status", "openapi.yaml"); code != 0 || !strings.Contains(stdout, "pages: 2 in the navigation") {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
}

func TestExitCodesOfDocsImport(t *testing.T) {
	pages := map[string]string{
		"get.md":   shopPage("Get an order", "/orders/get", "1", "id: {type: object, properties: {a: {type: string}}}"),
		"bad.html": "<!doctype html><p>x</p>",
		"none.md":  "# A manual\n\nJust text.\n",
		"other.md": "# Docs\n\n## API Docs\n- A [B](https://docs.example.com/api-8.md): \n",
	}
	for _, test := range []struct {
		name   string
		args   []string
		code   int
		stderr string
	}{
		{"no page", []string{}, cli.Usage, "no page: give files or folders"},
		{"index and page", []string{"--index", "x", "pages"}, cli.Usage, "--index takes no pages"},
		{"a file that is not there", []string{"pages/nothing.md"}, cli.Environment, "read pages/nothing.md: no such file"},
		{"an empty folder", []string{"empty"}, cli.Environment, "read empty: no file there ends in one of .md, .txt"},
		{"an index that is not there", []string{"--index", "nothing.txt"}, cli.Environment, "read nothing.txt: no such file"},
		{"a document that is built in", []string{"pages/get.md", "--spec", "embedded"}, cli.Usage, "embedded is built into pandagen and cannot be changed"},
		{"no navigation", []string{"--index", "pages/none.md"}, cli.Findings, "pages/none.md:1:1: no navigation was found"},
		{"HTML", []string{"pages/bad.html"}, cli.Findings, "pages/bad.html:1:1: conflict: this is HTML: "},
		{"a folder where a document should be", []string{"pages/get.md", "--spec", "pages/get.md"}, cli.Findings, "pages/get.md:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			shop(t, pages)
			if err := os.Mkdir("empty", 0o755); err != nil {
				t.Fatal(err)
			}
			code, stdout, stderr := pandagen(t, append([]string{"docs", "import"}, test.args...)...)
			if code != test.code || !strings.Contains(stderr, test.stderr) || stdout != "" {
				t.Errorf("%d instead of %d\n%s%s", code, test.code, stdout, stderr)
			}
		})
	}
	t.Run("no document", func(t *testing.T) {
		shop(t, pages)
		if err := os.Remove("openapi.yaml"); err != nil {
			t.Fatal(err)
		}
		if code, _, stderr := pandagen(t, "docs", "import", "pages/get.md"); code != cli.Usage || !strings.Contains(stderr, "name the document with --spec") {
			t.Errorf("%d\n%s", code, stderr)
		}
	})
	t.Run("a contradiction", func(t *testing.T) {
		shop(t, pages)
		if err := os.WriteFile("openapi.yaml", []byte(strings.Replace(shopDocument, "id: {type: integer}", "id: {type: integer, enum: [1]}", 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		if code, _, stderr := pandagen(t, "docs", "import", "pages/get.md"); code != cli.Findings || !strings.Contains(stderr, "conflict: answer data.id is object on the page, and integer in the document") {
			t.Errorf("%d\n%s", code, stderr)
		}
	})
}

func TestDocsStatusWithPages(t *testing.T) {
	status := func(t *testing.T) (int, docs.Report, string) {
		code, stdout, stderr := pandagen(t, "docs", "status", "--json", "--pages", "pages", "openapi.yaml")
		var report docs.Report
		if err := json.Unmarshal([]byte(stdout), &report); err != nil {
			t.Fatal(err)
		}
		return code, report, stderr
	}
	t.Run("as the document says", func(t *testing.T) {
		shop(t, map[string]string{"get.md": shopPage("Get an order", "/orders/get", "1", "id: {type: integer}")})
		if code, report, stderr := status(t); code != 0 || stderr != "" || report.Summary != (docs.Summary{Others: 1, Captured: 1, Compared: docs.Compared{Pages: 1, Known: 1}}) {
			t.Errorf("%d %+v %s", code, report, stderr)
		}
	})
	t.Run("drifted and unlisted", func(t *testing.T) {
		shop(t, map[string]string{
			"get.md": shopPage("Get an order", "/orders/get", "1", "id: {type: string}, total: {type: string}"),
			"new.md": shopPage("Pay", "/orders/pay", "2", "done: {type: boolean}"),
		})
		code, report, stderr := status(t)
		if code != cli.Findings || report.Summary != (docs.Summary{Others: 2, Drifted: 1, Unlisted: 1, Compared: docs.Compared{Pages: 2, Known: 1}}) || !strings.Contains(stderr, "neither described nor listed as missing: 1; pages that say something else than the document: 1") {
			t.Fatalf("%d %+v %s", code, report.Summary, stderr)
		}
		if p := report.Pages[0]; p.State != docs.Drifted || p.Differs != "new: answer data.total: string; changed: answer data.id: integer became string" {
			t.Errorf("%+v", p)
		}
		if p := report.Pages[1]; p.State != docs.Unlisted || p.Path != "/orders/pay" || p.Position != "pages/new.md:1" {
			t.Errorf("%+v", p)
		}
		if read(t, "openapi.yaml") != shopDocument {
			t.Error("the document was changed")
		}
	})
	t.Run("absent", func(t *testing.T) {
		shop(t, map[string]string{"llms.txt": "# Shop\n\n## API Docs\n- Orders [Get an order](https://docs.example.com/api-1.md): \n", "new.md": shopPage("Pay", "/orders/pay", "2", "done: {type: boolean}")})
		code, report, stderr := status(t)
		if c := report.Summary.Compared; code != cli.Findings || c != (docs.Compared{Pages: 1, Known: 1, Absent: 1}) || !report.Pages[0].Absent || report.Pages[1].Absent {
			t.Errorf("%d %+v %s", code, report, stderr)
		}
		_, stdout, stderr := pandagen(t, "docs", "status", "--pages", "pages/new.md", "openapi.yaml")
		if !strings.Contains(stderr, "pages that the document knows and --pages does not have: 1 of 1, such as ") ||
			!strings.HasSuffix(stdout, "; pages compared: 1, of those that the document knows: 0 of 1\n") {
			t.Errorf("%s%s", stdout, stderr)
		}
	})
	t.Run("unreadable", func(t *testing.T) {
		shop(t, map[string]string{"get.md": "<html></html>"})
		if code, _, stderr := status(t); code != cli.Findings || !strings.HasPrefix(stderr, "pages/get.md:1:1: this is HTML") {
			t.Errorf("%d %s", code, stderr)
		}
	})
	if code, _, _ := pandagen(t, "docs", "status", "--pages", "nothing"); code != cli.Environment {
		t.Errorf("a folder that is not there: %d", code)
	}
}

func TestDocsImportSaysThatANavigationIsNoPage(t *testing.T) {
	shop(t, map[string]string{"llms.txt": "# Shop\n\n## API Docs\n- Orders [Get an order](https://docs.example.com/api-1.md): \n"})
	code, stdout, stderr := pandagen(t, "docs", "import", "pages")
	if code != 1 || stdout != "" || !strings.Contains(stderr, "pages/llms.txt:1:1: conflict: this is a navigation and not a page: import it with --index, then its pages\n") {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
}
