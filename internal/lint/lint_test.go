package lint_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/lint"
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

func TestEmbeddedDocumentsHaveNoFindings(t *testing.T) {
	for _, entry := range []string{spec.Entry, spec.EntryV2} {
		findings, err := lint.Load(context.Background(), document.FromFS(spec.FS(), entry, "spec"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			t.Error(f)
		}
	}
}

// TestLintIsLinear counts instead of measuring: a document of twice the size may take twice the memory.
func TestLintIsLinear(t *testing.T) {
	allocated := func(n int) uint64 {
		var b bytes.Buffer
		b.WriteString("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n")
		for i := range n {
			fmt.Fprintf(&b, "  /p%d: {get: {responses: {'200': {description: '', content: {application/json: {example: {}, schema: {$ref: '#/components/schemas/S%d'}}}}}}}\n", i, i)
		}
		b.WriteString("components:\n  schemas:\n")
		for i := range n {
			fmt.Fprintf(&b, "    S%d: {type: object, properties: {next: {$ref: '#/components/schemas/S%d'}}}\n", i, i/10*10+(i+1)%10) // in rings of ten
		}
		fsys := fstest.MapFS{"input.yaml": {Data: b.Bytes()}}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		findings, err := lint.Load(context.Background(), document.FromFS(fsys, "input.yaml", ""))
		runtime.ReadMemStats(&after)
		if err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	if small, large := allocated(500), allocated(1000); large > 5*small/2 {
		t.Errorf("500 operations take %d bytes, 1000 take %d", small, large)
	}
}

// fuzzed is how long inputs are that are fuzzed: longer ones take the time of many and find no more.
const fuzzed = 2 << 10

func FuzzLint(f *testing.F) {
	inputs, _ := filepath.Glob(filepath.Join("testdata", "*", "input.yaml"))
	for _, name := range inputs {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) <= fuzzed {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > fuzzed {
			return
		}
		fsys := fstest.MapFS{"input.yaml": {Data: data}}
		if _, err := lint.Load(context.Background(), document.FromFS(fsys, "input.yaml", "")); err != nil {
			t.Fatal(err)
		}
	})
}
