package document_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/internal/document"
)

// seed adds every input of the golden cases.
func seed(f *testing.F, pattern string, add func(data []byte)) {
	names, _ := filepath.Glob(filepath.Join("testdata", "*", "*", pattern))
	for _, name := range names {
		if strings.Contains(name, "billion") {
			continue // a limit that is slow to reach over and over
		}
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		add(data)
	}
}

func FuzzYAML(f *testing.F) {
	seed(f, "input.yaml", func(data []byte) { f.Add(data) })
	f.Fuzz(func(t *testing.T, data []byte) { parseAndWrite(t, "a.yaml", data) })
}

// FuzzJSON holds the reader against encoding/json: both accept the same texts, but for the limits and for what is not
// UTF-8, and read the same from them.
func FuzzJSON(f *testing.F) {
	seed(f, "*.json", func(data []byte) { f.Add(data) })
	f.Add([]byte(`["\ud83d\ude00", "\ud83d", "\u0000", -0.5E+3, 1e9, true, null]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<12 || bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
			return
		}
		root := parseAndWrite(t, "a.json", data)
		valid := json.Valid(data)
		if root == nil {
			return
		}
		if !valid {
			t.Fatal("encoding/json refuses what was read")
		}
		var got bytes.Buffer
		if err := document.WriteJSON(&got, root, ""); err != nil {
			t.Fatal(err)
		}
		if a, b := decode(t, data), decode(t, got.Bytes()); !bytes.Equal(a, b) {
			t.Errorf("reads %s instead of %s", b, a)
		}
	})
}

// decode brings JSON into one form.
func decode(t *testing.T, data []byte) []byte {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// parseAndWrite checks that what was read can be written and read again; nil when it could not be read.
func parseAndWrite(t *testing.T, name string, data []byte) *document.Node {
	root, err := document.Parse(name, data)
	if err != nil {
		var found document.Errors
		if !errors.As(err, &found) || len(found) == 0 {
			t.Fatalf("%T is not document.Errors: %v", err, err)
		}
		for _, e := range found {
			if e.Pos.Line < 1 || e.Pos.Column < 1 || e.Pos.File != name || e.Message == "" {
				t.Errorf("finding without a place or text: %#v", e)
			}
		}
		return nil
	}
	roundTrip(t, root)
	return root
}

func FuzzResolve(f *testing.F) {
	doc, err := load(filepath.Join("testdata", "bundle", "files"))
	if err != nil {
		f.Fatal(err)
	}
	for _, ref := range []string{"", "#", "#/", "#/paths/~1orders/get", "common.yaml#/components/schemas/Id", "../x", "#/a%2fb", "1688/../common.yaml",
		"#/components/schemas/Order/properties/lines/items/oneOf/0", "http://x/", "\x00", "#/~", "#/~2"} {
		f.Add(ref)
	}
	f.Fuzz(func(t *testing.T, ref string) {
		at := document.Position{File: "input.yaml", Line: 1, Column: 1}
		n, err := doc.Resolve(at, ref)
		if err != nil {
			var found *document.Error
			if !errors.As(err, &found) || found.Pos != at {
				t.Errorf("%T %v is no finding at the reference", err, err)
			}
			return
		}
		if _, err := doc.Deref(n); err != nil {
			t.Logf("%v", err)
		}
	})
}

// FuzzDocument takes a text through everything that happens to a document before code is made of it.
func FuzzDocument(f *testing.F) {
	seed(f, "input.*", func(data []byte) { f.Add(data) })
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := document.Load(context.Background(), document.FromFS(fstest.MapFS{"a.yaml": {Data: data}}, "a.yaml", ""))
		if err != nil {
			return
		}
		root, err := document.Bundle(doc)
		if err != nil {
			return
		}
		document.Validate(context.Background(), root)
	})
}

func FuzzOverlay(f *testing.F) {
	for _, target := range []string{"$", "$.paths.*.get", "$..[?(@.operationId=='a' || !@.b && @['c'][0] >= -1.5e1)]", "$['a','b'][0,-1,*]", "$..*", `$["\\u00e9\\'"]`} {
		f.Add(target, "{a: 1}")
	}
	f.Fuzz(func(t *testing.T, target, update string) {
		doc, err := load(filepath.Join("testdata", "bundle", "files"))
		if err != nil {
			t.Fatal(err)
		}
		root, err := document.Bundle(doc)
		if err != nil {
			t.Fatal(err)
		}
		quoted, err := json.Marshal(target)
		if err != nil {
			return
		}
		text := fmt.Sprintf("overlay: 1.0.0\nactions:\n  - {target: %s, update: %s}\n", quoted, update)
		fsys := fstest.MapFS{"o.yaml": {Data: []byte(text)}}
		if _, err := document.ApplyOverlay(context.Background(), root, document.FromFS(fsys, "o.yaml", "")); err == nil {
			roundTrip(t, root)
		}
	})
}
