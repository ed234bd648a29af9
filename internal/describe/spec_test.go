package describe

import (
	"context"
	"os"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

// The repository's own document is described without errors; DESCRIBE_DUMP names a file to read the result in.
func TestDescribeSpec(t *testing.T) {
	doc, err := document.Load(context.Background(), document.FromPath("../../spec/openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	described, errs := Describe(context.Background(), root, Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if file := os.Getenv("DESCRIBE_DUMP"); file != "" {
		if err := os.WriteFile(file, []byte(dump(described)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
