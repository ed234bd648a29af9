package page_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// fuzzed is how long inputs are that are fuzzed: longer ones take the time of many and find no more.
const fuzzed = 2 << 10

// FuzzRead checks what holds for every file: it is read or refused with a place, and what was read can be written.
func FuzzRead(f *testing.F) {
	for _, dir := range cases(f) {
		if _, data := input(f, dir); len(data) <= fuzzed {
			f.Add(data)
		}
	}
	f.Add([]byte("T\nPOST\n/a\nBody 参数application/json\na\nobject {2}\nb\narray [object {1}]\nc\nstring可选\n示例\n{\"a\": {\"b\": [{"))
	f.Add([]byte("T\nPOST\n/a\nBody 参数application/json\na\narray\nb\narray [array]\n示例\n{\"a\": {\"c\": 1}, \"b\": {\"d\": []}}"))
	f.Add([]byte("T\n请求参数\ncurl --request P\x1bS 'x'y\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > fuzzed {
			return
		}
		pages, nav, err := page.Read("x", data)
		if err != nil {
			var found document.Errors
			if !errors.As(err, &found) || len(found) == 0 {
				t.Fatalf("%T is not document.Errors: %v", err, err)
			}
			return
		}
		if len(pages) == 0 && nav == nil {
			t.Error("nothing was read, and no error says so")
		}
		checkPages(t, "x", pages)
		for _, p := range pages {
			var b bytes.Buffer
			if err := document.WriteJSON(&b, assemble(p), ""); err != nil {
				t.Fatal(err)
			}
			if _, err := document.Parse("a.json", b.Bytes()); err != nil {
				t.Errorf("what was read is no JSON: %v\n%s", err, b.Bytes())
			}
		}
		render(t, pages, nav)
	})
}

func FuzzNavigation(f *testing.F) {
	names, _ := filepath.Glob(filepath.Join("testdata", "*", "page.txt"))
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("# A\n## API Docs\n- F > G [t](https://h/1234e0.md): d\n- x\n  - [u](v/w)\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		nav, err := page.ReadNavigation("x", data)
		if err != nil {
			if found := (document.Errors)(nil); !errors.As(err, &found) {
				t.Fatalf("%T is not document.Errors: %v", err, err)
			}
			return
		}
		for _, e := range nav.Entries {
			if e.Pos.File != "x" || e.Pos.Line < 1 || e.Pos.Column < 1 {
				t.Errorf("entry without a place: %+v", e)
			}
		}
	})
}
