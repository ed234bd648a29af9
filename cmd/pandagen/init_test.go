package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/cli"
)

func TestInitSaysWhatItDidAndWhatIsNext(t *testing.T) {
	t.Chdir(t.TempDir())
	code, stdout, stderr := pandagen(t, "init", "--tags", "Orders,Refunds")
	if code != cli.Usage || !strings.Contains(stderr, `no operation has the tag "Orders"`) || stdout != "" {
		t.Errorf("unknown tags: %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, stderr = pandagen(t, "init", "--emit", "models,client", "--document", "embedded:v2")
	if code != 0 || stderr != "" || !strings.HasPrefix(stdout, "wrote pandagen.yaml\nwrote generate.go\n") || !strings.Contains(stdout, "\nnext:\n  go mod init") {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
	cfg, err := generator.LoadConfig("pandagen.yaml")
	if err != nil || cfg.Document != "embedded:v2" || len(cfg.Emit) != 2 {
		t.Errorf("%+v, %v", cfg, err)
	}
	if code, _, stderr := pandagen(t, "init"); code != cli.Usage || !strings.Contains(stderr, "pandagen.yaml: --force overwrites it") {
		t.Errorf("a second time: %d\n%s", code, stderr)
	}
	if code, _, stderr := pandagen(t, "init", "--document", "nowhere.yaml"); code != cli.Environment || !strings.Contains(stderr, "nowhere.yaml") {
		t.Errorf("no document: %d\n%s", code, stderr)
	}
	if code, stdout, stderr := pandagen(t, "init", "--ci"); code != 0 || !strings.Contains(stdout, "wrote "+filepath.FromSlash(".github/workflows/pandagen.yml")) || !strings.Contains(stdout, "kept pandagen.yaml") {
		t.Errorf("--ci: %d\n%s%s", code, stdout, stderr)
	}
}

func TestTemplatesAreWrittenToBeginWith(t *testing.T) {
	t.Chdir(t.TempDir())
	code, stdout, _ := pandagen(t, "templates")
	if code != 0 || !strings.Contains(stdout, "index/api.md.tmpl\nmodels/typedef.tmpl\n") {
		t.Errorf("%d\n%s", code, stdout)
	}
	if code, _, stderr := pandagen(t, "templates", "models/typdef.tmpl"); code != cli.Usage || !strings.Contains(stderr, `there is no template "models/typdef.tmpl": did you mean "models/typedef.tmpl"?`) {
		t.Errorf("%d\n%s", code, stderr)
	}
	if code, _, stderr := pandagen(t, "templates", "-o", "own", "models/typedef.tmpl", "models/typedef.tmpl"); code != 0 {
		t.Errorf("%d\n%s", code, stderr)
	}
	if _, err := os.Stat(filepath.Join("own", "index")); err == nil {
		t.Error("a template that nobody named was written")
	}
	if code, _, stderr := pandagen(t, "templates", "-o", "own"); code != cli.Usage || !strings.Contains(stderr, "there already, so nothing was written") {
		t.Errorf("%d\n%s", code, stderr)
	}
	if code, _, stderr := pandagen(t, "templates", "-o", "own", "--force"); code != 0 {
		t.Errorf("%d\n%s", code, stderr)
	}
}

func TestSchemaIsPrinted(t *testing.T) {
	t.Chdir(t.TempDir())
	code, stdout, _ := pandagen(t, "schema")
	if code != 0 || stdout != string(generator.Schema) {
		t.Errorf("%d\n%s", code, stdout)
	}
	if code, _, stderr := pandagen(t, "schema", "-o", "pandagen.schema.json"); code != 0 {
		t.Errorf("%d\n%s", code, stderr)
	}
	if content, err := os.ReadFile("pandagen.schema.json"); err != nil || string(content) != stdout {
		t.Errorf("%v\n%s", err, content)
	}
	if code, _, _ := pandagen(t, "schema", "-o", "nowhere/x"); code != cli.Environment {
		t.Errorf("%d", code)
	}
}

func TestDocumentsThatAreBuiltInHaveNames(t *testing.T) {
	for _, name := range []string{"embedded", "embedded:v2"} {
		if code, stdout, stderr := pandagen(t, "spec", "list", name); code != 0 || !strings.Contains(stdout, "Refunds.") {
			t.Errorf("%s: %d\n%s%s", name, code, stdout, stderr)
		}
		if code, _, stderr := pandagen(t, "lint", name); code != 0 {
			t.Errorf("%s: %d\n%s", name, code, stderr)
		}
		if code, _, stderr := pandagen(t, "docs", "status", name); code != 0 {
			t.Errorf("%s: %d\n%s", name, code, stderr)
		}
	}
	for _, args := range [][]string{{"spec", "list"}, {"spec", "bundle"}, {"lint"}, {"docs", "status"}} {
		code, _, stderr := pandagen(t, append(args, "embedded:v3")...)
		if code != cli.Usage || !strings.Contains(stderr, `no document called "embedded:v3" is built in: there are embedded, embedded:v2`) {
			t.Errorf("%v: %d\n%s", args, code, stderr)
		}
	}
}
