package generator

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/templates"
)

// What is wrong with a template of one's own is reported at its place, for editors to find.
func TestMistakesInTemplatesHaveTheirPlace(t *testing.T) {
	original, err := templates.FS.ReadFile("models/typedef.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	edit := func(old, replacement string) string {
		if !strings.Contains(string(original), old) {
			t.Fatalf("the template has no %q", old)
		}
		return strings.Replace(string(original), old, replacement, 1)
	}
	// lineOf is where the template has some text, as an error names it.
	lineOf := func(text string) string {
		before, _, _ := strings.Cut(string(original), text)
		return "models/typedef.tmpl:" + strconv.Itoa(strings.Count(before, "\n")+1) + ":"
	}
	for name, test := range map[string]struct{ file, text, want string }{
		"syntax":                     {"models/typedef.tmpl", "{{range .Types}}\n{{if}}\n{{end}}{{end}}", "models/typedef.tmpl:2:1: missing value for if"},
		"unclosed":                   {"models/typedef.tmpl", "{{range .Types}}\n", "models/typedef.tmpl:2:1: unexpected EOF"},
		"unknown function":           {"models/typedef.tmpl", "\n\n{{shout .Types}}", `models/typedef.tmpl:3:1: function "shout" not defined`},
		"unknown field":              {"models/typedef.tmpl", edit(".GoFieldName", ".GoName"), lineOf(".GoFieldName") + "3: at <.GoName>: can't evaluate field GoName"},
		"no marker":                  {"models/typedef.tmpl", "{{range .Types}}type {{.TypeName}} int\n{{end}}", `models/typedef.tmpl:1:1: it prints "type`},
		"not Go":                     {"models/typedef.tmpl", edit("struct {", "strukt {"), "models/typedef.tmpl:1:1: with what this prints, the generated code does not compile: "},
		"a field less":               {"models/typedef.tmpl", edit("{{.GoFieldName}} {{.GoTypeDef}} ", "{{.GoFieldName}}X {{.GoTypeDef}} "), "does not compile: "},
		"syntax of the index":        {"index/api.md.tmpl", "# {{.Title}\n", "index/api.md.tmpl:1:1: bad character"},
		"unknown field of the index": {"index/api.md.tmpl", "\n{{range .Services}}\n {{.Nmae}}\n{{end}}", "index/api.md.tmpl:3:4: at <.Nmae>: can't evaluate field Nmae"},
		"empty":                      {"models/typedef.tmpl", "\n", "models/typedef.tmpl:1:1: it is empty"},
		"a folder":                   {"models/typedef.tmpl/notes.md", "", "models/typedef.tmpl:1:1: this is no file"},
		"misspelt name":              {"models/typdef.tmpl", "", "models/typdef.tmpl:1:1: this replaces no template: did you mean models/typedef.tmpl?"},
		"misspelt folder":            {"model/typedef.tmpl", "", "model/typedef.tmpl:1:1: this replaces no template: did you mean models/typedef.tmpl?"},
		"misspelt end":               {"models/typedef.tpl", "", "models/typedef.tpl:1:1: this replaces no template: did you mean models/typedef.tmpl?"},
		"something else":             {"main.go", "package main\n", "main.go:1:1: this replaces no template: there are client/doc.tmpl, diff/markdown.tmpl, "},
		"not one's own to replace":   {"models/client.tmpl", "", "models/client.tmpl:1:1: this replaces no template: there are "},
		"notes and hidden files":     {"README.md", "notes", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := filepath.Join(write(t, map[string]string{filepath.Join("own", test.file): test.text, "own/.git/x": ""}), "own")
			_, err := Build(context.Background(), Config{
				Document: filepath.Join("testdata", "golden", "shop", "openapi.yaml"), Output: filepath.Join(t.TempDir(), "shop"), Import: "example.com/shop", Templates: own,
			})
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if _, ok := errors.AsType[*ConfigError](err); !ok || !strings.HasPrefix(err.Error(), filepath.ToSlash(own)+"/") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %T: %v", err, err)
			}
			if findings, ok := errors.AsType[Findings](err); !ok || findings[0].Pos.Line == 0 {
				t.Errorf("the error has no place: %v", err)
			}
		})
	}
}

// The built-in templates, copied into a folder of one's own, print what they print from within.
func TestCopiedTemplatesChangeNothing(t *testing.T) {
	cfg := Config{Document: filepath.Join("testdata", "golden", "shop", "openapi.yaml"), Output: filepath.Join(t.TempDir(), "shop"), Import: "example.com/shop"}
	want := buildFiles(t, cfg)
	cfg.Templates = t.TempDir()
	if err := os.CopyFS(cfg.Templates, templates.FS); err != nil {
		t.Fatal(err)
	}
	got := buildFiles(t, cfg)
	if len(got) != len(want) {
		t.Fatalf("%d files instead of %d", len(got), len(want))
	}
	for i := range want {
		if string(got[i].Source) != string(want[i].Source) {
			t.Errorf("%s differs", want[i].Path)
		}
	}
}
