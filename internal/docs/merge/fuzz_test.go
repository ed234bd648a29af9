package merge_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/internal/docs/merge"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// fuzzed is how long inputs are that are fuzzed: longer ones take the time of many and find no more.
const fuzzed = 1 << 10

// FuzzPages imports whatever can be read as pages into a document and into none: what comes out can be loaded, and a second import
// changes nothing.
func FuzzPages(f *testing.F) {
	for _, pattern := range []string{"../page/testdata/*/page.*"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatal(pattern, err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) <= fuzzed {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > fuzzed {
			return
		}
		pages, _, err := page.Read("page.txt", data)
		if err != nil || len(pages) > 3 {
			return
		}
		for _, spec := range []string{"testdata/evidence/spec", ""} {
			files := fstest.MapFS{}
			if spec != "" {
				names, _ := filepath.Glob(filepath.Join(spec, "*.yaml"))
				more, _ := filepath.Glob(filepath.Join(spec, "*", "*.yaml"))
				for _, name := range append(names, more...) {
					content, err := os.ReadFile(name)
					if err != nil {
						t.Fatal(err)
					}
					files[strings.TrimPrefix(filepath.ToSlash(name), spec+"/")] = &fstest.MapFile{Data: content}
				}
			}
			importTwice(t, files, pages)
		}
	})
}

func importTwice(t *testing.T, files fstest.MapFS, pages []*page.Page) {
	t.Helper()
	first, err := merge.Pages(t.Context(), document.FromFS(files, "openapi.yaml", "spec"), pages, nil)
	if _, ok := errors.AsType[document.Errors](err); ok {
		return
	} else if err != nil {
		t.Fatal(err)
	}
	for _, f := range first.Files {
		files[strings.TrimPrefix(f.Name, "spec/")] = &fstest.MapFile{Data: f.New}
	}
	if len(first.Files) == 0 && files["openapi.yaml"] == nil {
		return
	}
	if first.Report.Summary.LintErrors > 0 {
		return // what the page says cannot be described
	}
	src := document.FromFS(files, "openapi.yaml", "spec")
	if _, err := document.Load(t.Context(), src); err != nil {
		t.Fatalf("cannot be loaded: %v", err)
	}
	second, err := merge.Pages(t.Context(), src, pages, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(second.Files) > 0 {
		t.Errorf("a second import changes something\n%s\n%v", merge.Patch(second.Files), second.Report.Operations)
	}
}
