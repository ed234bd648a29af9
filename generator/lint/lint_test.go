package lint_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/generator/lint"
	"github.com/pandapon/pandagen/spec"
)

var update = flag.Bool("update", false, "write the golden files of this package anew")

// TestRules has one folder for each rule, named after it, and some more for documents as a whole.
func TestRules(t *testing.T) {
	inputs, err := filepath.Glob(filepath.Join("testdata", "*", "input.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var tested []string
	for _, input := range inputs {
		dir := filepath.Dir(input)
		tested = append(tested, filepath.Base(dir))
		t.Run(filepath.Base(dir), func(t *testing.T) {
			findings, err := lint.Load(context.Background(), document.FromFS(os.DirFS(dir), "input.yaml", ""))
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			for _, f := range findings {
				fmt.Fprintln(&got, f)
			}
			name := filepath.Join(dir, "want.txt")
			if *update {
				if err := os.WriteFile(name, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatalf("%v (run the test with -update to write it)", err)
			}
			if got.String() != string(want) {
				t.Errorf("%s differs (-update writes it anew)\ngot:\n%s\nwant:\n%s", name, got.String(), want)
			}
		})
	}
	for _, rule := range lint.Rules() {
		if !slices.Contains(tested, rule.ID) {
			t.Errorf("rule %s has no folder in testdata", rule.ID)
		}
	}
}

func TestEmbeddedDocumentHasNoErrors(t *testing.T) {
	findings, err := lint.Load(context.Background(), document.FromFS(spec.FS(), spec.Entry, "spec"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.Level == lint.Error {
			t.Error(f)
		}
	}
}

func FuzzLint(f *testing.F) {
	inputs, _ := filepath.Glob(filepath.Join("testdata", "*", "input.yaml"))
	for _, name := range inputs {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		fsys := fstest.MapFS{"input.yaml": {Data: data}}
		if _, err := lint.Load(context.Background(), document.FromFS(fsys, "input.yaml", "")); err != nil {
			t.Fatal(err)
		}
	})
}
