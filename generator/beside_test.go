package generator

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What people write beside the generated files is type-checked with them.
func TestFilesThatPeopleWroteAreChecked(t *testing.T) {
	document, err := os.ReadFile(filepath.Join("testdata", "golden", "shop", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(downstreamModule(t))
	put := func(files map[string]string) {
		for name, content := range files {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	put(map[string]string{"pandagen.yaml": "document: openapi.yaml\noutput: gen/shop\n", "openapi.yaml": string(document)})
	cfg, err := LoadConfig("pandagen.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Generate(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		files map[string]string
		want  string // a finding; empty: the code is generated
	}{
		"what uses generated code": {map[string]string{
			"gen/shop/more.go":            "package shop\n\nfunc (o *Order) IsLarge() bool { return o.JSON.Has(\"id\") }\n",
			"gen/shop/shopserver/more.go": "package shopserver\n\nimport (\n\t\"example.com/downstream/gen/shop\"\n\t\"example.com/downstream/use\"\n)\n\nvar _ = func(o shop.Order) bool { return use.Large(o) }\n",
			"use/use.go":                  "package use\n\nimport \"example.com/downstream/gen/shop\"\n\nfunc Large(o shop.Order) bool { return true }\n",
		}, ""},
		"what no build takes": {map[string]string{
			"gen/shop/more_test.go": "package shop\n\nfunc NewClient() {}\n", "gen/shop/tool.go": "//go:build ignore\n\npackage main\n\nfunc NewClient() {}\n",
			"gen/shop/left.go": ours + "package shop\n\nfunc NewClient() {}\n", "gen/shop/more_plan9.go": "package shop\n\nfunc NewClient() {}\n",
		}, ""},
		"a name that is taken":        {map[string]string{"gen/shop/more.go": "package shop\n\nfunc NewClient() {}\n"}, "gen/shop/more.go:3:6: this file does not compile together with the generated ones: NewClient redeclared in this block: correct it, or move it to another folder"},
		"a name that is not there":    {map[string]string{"gen/shop/more.go": "package shop\n\nvar _ Odrer\n"}, "gen/shop/more.go:3:7: this file does not compile together with the generated ones: undefined: Odrer"},
		"a package that is not there": {map[string]string{"gen/shop/shopserver/more.go": "package shopserver\n\nimport _ \"example.com/downstream/nowhere\"\n"}, "gen/shop/shopserver/more.go:3:10: this file does not compile together with the generated ones: could not import example.com/downstream/nowhere"},
		"no Go":                       {map[string]string{"gen/shop/more.go": "package shop\n\nfunc {\n"}, "gen/shop/more.go:3:6: this file does not compile together with the generated ones: expected"},
	} {
		t.Run(name, func(t *testing.T) {
			put(test.files)
			defer func() {
				for name := range test.files {
					os.Remove(name)
				}
			}()
			_, err := Check(t.Context(), cfg)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var findings Findings
			if !errors.As(err, &findings) || !strings.HasPrefix(findings[0].String(), test.want) {
				t.Errorf("the error is %v", err)
			}
			if _, err := Build(t.Context(), cfg); err != nil {
				t.Errorf("what is not written does not go with it: %v", err)
			}
		})
	}
}
