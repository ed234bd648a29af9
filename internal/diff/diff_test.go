package diff_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/internal/diff"
	"github.com/pandapon/pandagen/internal/diff/format"
)

var update = flag.Bool("update", false, "write the golden files of this package anew")

// compareCase compares the two documents of a folder.
func compareCase(t *testing.T, dir string, opts diff.Options) *diff.Report {
	t.Helper()
	version := func(side string) diff.Version {
		src := document.FromFS(os.DirFS(filepath.Join(dir, side)), "openapi.yaml", side)
		return diff.Version{Source: src, Name: src.String()}
	}
	report, err := diff.Compare(context.Background(), version("base"), version("head"), opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestGolden has one folder for each case: two documents, and what is printed of their difference in every format.
func TestGolden(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join("testdata", "*", "base"))
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, base := range cases {
		dir := filepath.Dir(base)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			report := compareCase(t, dir, diff.Options{})
			for name, file := range map[string]string{
				"text": "want.txt", "markdown": "want.md", "json": "want.json", "github": "want.github.txt", "html": "want.html",
			} {
				var got bytes.Buffer
				if err := format.Print(&got, name, report, format.Options{}); err != nil {
					t.Fatal(err)
				}
				text := got.Bytes()
				if name == "html" { // the head is the same everywhere
					text = text[bytes.Index(text, []byte("<body>")):]
				}
				golden(t, filepath.Join(dir, file), text)
			}
		})
	}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update writes it anew)\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}
