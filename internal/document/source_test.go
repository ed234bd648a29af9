package document_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/internal/document"
)

const head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestReadsStayBelowTheEntrysFolder(t *testing.T) {
	outside := t.TempDir()
	secret := write(t, outside, "secret.yaml", "get: {}\n")
	inside := filepath.Join(outside, "inside")
	if err := os.Mkdir(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"link.yaml": secret, "relative.yaml": "../secret.yaml", "loop.yaml": "loop.yaml"} {
		if err := os.Symlink(target, filepath.Join(inside, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(inside, "folder")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(inside, "pipe.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"link.yaml", "relative.yaml", "loop.yaml", "folder/secret.yaml", "pipe.yaml", "../secret.yaml", secret} {
		entry := write(t, inside, "openapi.yaml", head+"paths:\n  /a: {$ref: '"+ref+"'}\n")
		_, err := document.Load(context.Background(), document.FromPath(entry))
		var found document.Errors
		if !errors.As(err, &found) || found[0].Pos != (document.Position{File: entry, Line: 4, Column: 14}) {
			t.Errorf("reference to %s: %v", ref, err)
		}
	}
}

func TestReadFileStaysInTheTree(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "secret.yaml", "a: 1\n")
	inside := filepath.Join(dir, "inside")
	if err := os.Mkdir(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, inside, "list.yaml", "- {$ref: nowhere.yaml}\n")
	broken := write(t, inside, "broken.yaml", "a: [\n")
	src := document.FromPath(filepath.Join(inside, "openapi.yaml")) // which need not be there
	n, err := src.ReadFile("list.yaml")
	if err != nil || len(n.Items) != 1 || n.Items[0].Pos != (document.Position{File: filepath.Join(inside, "list.yaml"), Line: 1, Column: 3}) {
		t.Errorf("%v %+v", err, n)
	}
	var found document.Errors
	if _, err := src.ReadFile("broken.yaml"); !errors.As(err, &found) || found[0].Pos.File != broken {
		t.Errorf("broken file: %v", err)
	}
	for _, name := range []string{"../secret.yaml", filepath.Join(dir, "secret.yaml"), "none.yaml", ".", ""} {
		if n, err := src.ReadFile(name); err == nil || errors.As(err, &found) {
			t.Errorf("%q: %v %+v", name, err, n)
		}
	}
}

func TestEntryThatCannotBeReadIsNoFinding(t *testing.T) {
	for name, src := range map[string]document.Source{
		"missing file":   document.FromPath(filepath.Join(t.TempDir(), "openapi.yaml")),
		"missing folder": document.FromPath(filepath.Join(t.TempDir(), "no", "openapi.yaml")),
		"folder":         document.FromPath(t.TempDir()),
		"embedded":       document.FromFS(fstest.MapFS{}, "openapi.yaml", "spec"),
	} {
		_, err := document.Load(context.Background(), src)
		var found document.Errors
		if err == nil || errors.As(err, &found) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "missing file" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v is not fs.ErrNotExist", name, err)
		}
	}
}

func TestHugeFileIsRefusedWithoutReading(t *testing.T) {
	name := filepath.Join(t.TempDir(), "openapi.yaml")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(200 << 20); err != nil { // sparse: a test that read it would find zeros
		t.Fatal(err)
	}
	_, err = document.Load(context.Background(), document.FromPath(name))
	found, ok := errors.AsType[document.Errors](err)
	if !ok || !strings.HasPrefix(found.Error(), name+":1:1: the file is larger than the 128 MiB") {
		t.Error(err)
	}
}

func TestLoadStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := document.Load(ctx, document.FromFS(fstest.MapFS{"a.yaml": {Data: []byte(head + "paths: {}\n")}}, "a.yaml", ""))
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestPositionsCountBytes(t *testing.T) {
	yaml := "# 注释\r\nopenapi: 3.1.0\ninfo: {title: 价格é, version: '1', x-ls: \"a\u2028b\u0085c\", x-after: 1}\npaths: {}\n" +
		"x-text: |\n  one\n  two\nx-last: [中, 文, {字: 1}]\n"
	doc, err := document.Load(context.Background(), document.FromFS(fstest.MapFS{"a.yaml": {Data: []byte("\ufeff" + yaml)}}, "a.yaml", "spec"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split("\ufeff"+yaml, "\n")
	document.Walk(doc.Root, document.OpenAPI, func(*document.Node, document.Element, []string) bool { return true })
	var check func(n *document.Node)
	check = func(n *document.Node) {
		for _, m := range n.Members {
			if line := lines[m.Pos.Line-1]; !strings.HasPrefix(line[m.Pos.Column-1:], m.Name) {
				t.Errorf("member %s is not at %s: %q", m.Name, m.Pos, line)
			}
			check(m.Value)
		}
		for _, item := range n.Items {
			if line := lines[item.Pos.Line-1]; item.Kind == document.String && !strings.HasPrefix(line[item.Pos.Column-1:], item.Text) {
				t.Errorf("item %s is not at %s: %q", item.Text, item.Pos, line)
			}
			check(item)
		}
	}
	check(doc.Root)
	if got := doc.Root.Pos.String(); !strings.HasPrefix(got, "spec/a.yaml:2:1") {
		t.Error(got)
	}
}

func TestJSONPositionsCountBytes(t *testing.T) {
	root, err := document.Parse("a.json", []byte("{\n\t\"中\": \"文\", \"b\": [1,\r\n 2]\n}"))
	if err != nil {
		t.Fatal(err)
	}
	if got := root.Member("b").Pos; got.Line != 2 || got.Column != 16 {
		t.Error(got)
	}
	if got := root.Get("b").Items[1].Pos; got.Line != 3 || got.Column != 2 {
		t.Error(got)
	}
}

// TestLoadingIsLinear counts instead of measuring: a document of twice the size may take twice the allocations.
func TestLoadingIsLinear(t *testing.T) {
	allocations := func(n int) float64 {
		fsys := fstest.MapFS{"openapi.json": {Data: manyOperations(n)}}
		return testing.AllocsPerRun(1, func() {
			doc, err := document.Load(context.Background(), document.FromFS(fsys, "openapi.json", ""))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := document.Bundle(doc); err != nil {
				t.Fatal(err)
			}
		})
	}
	if small, large := allocations(500), allocations(1000); large > 2.2*small {
		t.Errorf("500 operations take %.0f allocations, 1000 take %.0f", small, large)
	}
}

// manyOperations is a document of n operations, each with a schema that refers to the next one.
func manyOperations(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {`)
	for i := range n {
		fmt.Fprintf(&b, `%s"/p%d": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/S%d"}}}}}}}`,
			comma(i), i, i)
	}
	b.WriteString(`}, "components": {"schemas": {`)
	for i := range n {
		fmt.Fprintf(&b, `%s"S%d": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/S%d"}, "id": {"type": "integer"}}}`,
			comma(i), i, (i+1)%n)
	}
	b.WriteString("}}}")
	return b.Bytes()
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ",\n"
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			data := manyOperations(n)
			fsys := fstest.MapFS{"openapi.json": {Data: data}}
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := document.Load(context.Background(), document.FromFS(fsys, "openapi.json", "")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestFindingsOfTheLibraryAreOneVisibleLine(t *testing.T) {
	root, err := document.Parse("a.json", []byte(`{"openapi":"3.1.0","info":{"title":"T","version":"1"},
		"paths":{"/{a\r\n\u001b[31m\u202e}":{"get":{"responses":{"200":{"description":"d"}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	found := document.Validate(context.Background(), root)
	if len(found) == 0 || strings.ContainsAny(found.Error(), "\r\n\x1b\u202e") {
		t.Errorf("%q", found)
	}
}

func TestDocumentWithFilesInMemory(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "openapi.yaml", head+"paths:\n  /a:\n    $ref: 'a.yaml#/paths/~1a'\n")
	write(t, dir, "a.yaml", "paths:\n  /a: {summary: on disk}\n")
	src := document.FromPath(filepath.Join(dir, "openapi.yaml"))
	with := src.With(map[string][]byte{"a.yaml": []byte("paths:\n  /a:\n    $ref: 'sub/b.yaml#/b'\n")}).
		With(map[string][]byte{"sub/b.yaml": []byte("b: {summary: in memory}\n")})
	for _, test := range []struct {
		src  document.Source
		want string
	}{{src, "on disk"}, {with, "in memory"}} {
		doc, err := document.Load(t.Context(), test.src)
		if err != nil {
			t.Fatal(err)
		}
		if root, err := document.Bundle(doc); err != nil || root.Get("paths").Get("/a").Get("summary").Text != test.want {
			t.Errorf("%v instead of %s", err, test.want)
		}
	}
	if data, err := with.Read("sub/b.yaml"); err != nil || string(data) != "b: {summary: in memory}\n" {
		t.Errorf("%q %v", data, err)
	}
	if shown := src.Shown("sub/b.yaml"); src.Name(shown) != "sub/b.yaml" || shown != filepath.ToSlash(dir)+"/sub/b.yaml" {
		t.Error(shown)
	}
	none := document.FromPath(filepath.Join(dir, "none", "openapi.yaml"))
	if _, err := document.Load(t.Context(), none); err == nil {
		t.Error("a document that is not there was loaded")
	}
	if _, err := document.Load(t.Context(), none.With(map[string][]byte{"openapi.yaml": []byte(head + "paths: {}\n")})); err != nil {
		t.Error(err)
	}
}

func TestFileThatIsAddedCanBeReferredTo(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "openapi.yaml", head+"paths: {}\n")
	doc, err := document.Load(t.Context(), document.FromPath(filepath.Join(dir, "openapi.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	added, err := document.Parse(filepath.ToSlash(dir)+"/1688/b.yaml", []byte("b: {c: 1}\n"))
	if err != nil {
		t.Fatal(err)
	}
	more := doc.WithFile("1688/b.yaml", added)
	if n, err := more.Resolve(doc.Root.Pos, "1688/b.yaml#/b/c"); err != nil || n.Text != "1" {
		t.Errorf("%v %v", n, err)
	}
	if n, err := more.Resolve(added.Pos, "../openapi.yaml#/openapi"); err != nil || n.Text != "3.1.0" {
		t.Errorf("%v %v", n, err)
	}
	if _, err := doc.Resolve(doc.Root.Pos, "1688/b.yaml#/b"); err == nil {
		t.Error("the document itself has changed")
	}
}
