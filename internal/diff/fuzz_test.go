package diff

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

// fuzzed is how long inputs are that are fuzzed: longer ones take the time of many and find no more.
const fuzzed = 3 << 10

// FuzzCompare compares documents that may be anything: what is valid must be compared, and what is not must not stop the
// program.
func FuzzCompare(f *testing.F) {
	bases, err := filepath.Glob(filepath.Join("testdata", "*", "base", "openapi.yaml"))
	if err != nil || len(bases) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, base := range bases {
		head := filepath.Join(filepath.Dir(filepath.Dir(base)), "head", "openapi.yaml")
		a, err := os.ReadFile(base)
		if err != nil {
			f.Fatal(err)
		}
		b, err := os.ReadFile(head)
		if err != nil {
			f.Fatal(err)
		}
		if len(a) <= fuzzed && len(b) <= fuzzed {
			f.Add(a, b)
		}
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a) > fuzzed || len(b) > fuzzed {
			return
		}
		ctx := context.Background()
		base, head := parsed(a), parsed(b)
		if base == nil || head == nil {
			return
		}
		r := &Report{}
		err := r.compare(ctx, newSide(base), newSide(head), document.Source{}, document.Source{}, Options{NoGo: true})
		if _, findings := err.(document.Errors); err != nil && !findings {
			t.Fatal(err)
		}
	})
}

// parsed returns a document whose references lead somewhere, as document.Load does; nil when there is none.
func parsed(text []byte) *document.Node {
	root, err := document.Parse("openapi.yaml", text)
	if err != nil || root.Kind != document.Object {
		return nil
	}
	return root
}
