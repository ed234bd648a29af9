package document_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/spec"
)

var update = flag.Bool("update", false, "write the golden files of this package anew")

// golden compares got with a file, or writes the file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update writes it anew)\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

// cases returns the folders below testdata/name.
func cases(t *testing.T, name string) []string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join("testdata", name, "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no cases in testdata/%s: %v", name, err)
	}
	return dirs
}

// load loads a case's entry: input.yaml or input.json.
func load(dir string) (*document.Document, error) {
	entry := "input.yaml"
	if _, err := os.Stat(filepath.Join(dir, entry)); err != nil {
		entry = "input.json"
	}
	return document.Load(context.Background(), document.FromFS(os.DirFS(dir), entry, ""))
}

func TestErrors(t *testing.T) {
	for _, dir := range cases(t, "errors") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			doc, err := load(dir)
			if err == nil {
				_, err = document.Bundle(doc)
			}
			if err == nil {
				t.Fatal("the document loads")
			}
			if found := (document.Errors)(nil); !errors.As(err, &found) {
				t.Fatalf("%T is not document.Errors: %v", err, err)
			}
			golden(t, filepath.Join(dir, "want.txt"), []byte(err.Error()+"\n"))
		})
	}
}

func TestBundle(t *testing.T) {
	for _, dir := range cases(t, "bundle") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			doc, err := load(dir)
			if err != nil {
				t.Fatal(err)
			}
			root, err := document.Bundle(doc)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := document.WriteJSON(&got, root, "  "); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(dir, "want.json"), got.Bytes())

			again, err := document.Bundle(document.FromNode(root))
			if err != nil {
				t.Fatalf("bundle the bundle: %v", err)
			}
			var second bytes.Buffer
			if err := document.WriteJSON(&second, again, "  "); err != nil {
				t.Fatal(err)
			}
			if second.String() != got.String() {
				t.Error("bundling a bundle changes it")
			}
		})
	}
}

func TestOverlay(t *testing.T) {
	for _, dir := range cases(t, "overlay") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			doc, err := load(dir)
			if err != nil {
				t.Fatal(err)
			}
			root, err := document.Bundle(doc)
			if err != nil {
				t.Fatal(err)
			}
			unused, err := document.ApplyOverlay(context.Background(), root, document.FromFS(os.DirFS(dir), "overlay.yaml", ""))
			var messages string
			for _, e := range []error{unused, err} {
				if e != nil && e.Error() != "" {
					messages += e.Error() + "\n"
				}
			}
			golden(t, filepath.Join(dir, "want.txt"), []byte(messages))
			if err != nil {
				return
			}
			var got bytes.Buffer
			if err := document.WriteYAML(&got, root); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(dir, "want.yaml"), got.Bytes())
			roundTrip(t, root)
		})
	}
}

func TestWritersAndReadersAgree(t *testing.T) {
	doc, err := document.Load(context.Background(), document.FromFS(spec.FS(), spec.Entry, "spec"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, root)
}

// roundTrip writes a node in every format and reads it again.
func roundTrip(t *testing.T, root *document.Node) {
	t.Helper()
	var want bytes.Buffer
	if err := document.WriteJSON(&want, root, ""); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(want.Bytes()) {
		t.Fatalf("WriteJSON wrote %s", want.Bytes())
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"a.json": func(b *bytes.Buffer) error { return document.WriteJSON(b, root, "  ") },
		"a.yaml": func(b *bytes.Buffer) error { return document.WriteYAML(b, root) },
	} {
		var text, got bytes.Buffer
		if err := write(&text); err != nil {
			t.Fatal(err)
		}
		read, err := document.Parse(name, text.Bytes())
		if err != nil {
			t.Fatalf("read %s again: %v\n%s", name, err, excerpt(text.String(), err))
		}
		if err := document.WriteJSON(&got, read, ""); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%s reads differently\n%s", name, text.String())
		}
	}
}

func excerpt(text string, err error) string {
	if found := (document.Errors)(nil); errors.As(err, &found) {
		lines := strings.Split(text, "\n")
		at := found[0].Pos.Line
		return strings.Join(lines[max(0, at-4):min(len(lines), at+2)], "\n")
	}
	return ""
}
