package revision

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

const entryText = "openapi: 3.1.0\ninfo: {title: %, version: 1.0.0}\npaths: {}\ncomponents: {schemas: {A: {$ref: 'more/a b.yaml#/components/schemas/A'}}}\n"

const moreText = "components: {schemas: {A: {type: string}}}\n"

// git runs git in a folder, as nobody in particular.
func runGit(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=张三", "-c", "user.email=zhangsan@example.com", "-c", "commit.gpgsign=false",
		"-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func titled(title string) string { return strings.Replace(entryText, "%", title, 1) }

// newRepository makes a repository with two commits, v1 and v2, and a work tree that differs from both. The working directory
// is in it.
func newRepository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	runGit(t, dir, "init", "-q")
	write(t, dir, map[string]string{"spec/openapi.yaml": titled("one"), "spec/more/a b.yaml": moreText, "other.txt": "x\n", "other/x.txt": "x\n",
		".gitattributes": "*.yaml export-ignore text eol=crlf\n"})
	runGit(t, dir, "add", ".")
	runGit(t, dir, "commit", "-qm", "first: with a colon")
	runGit(t, dir, "tag", "v1")
	write(t, dir, map[string]string{"spec/openapi.yaml": titled("two")})
	runGit(t, dir, "commit", "-qam", "second")
	runGit(t, dir, "tag", "v2")
	write(t, dir, map[string]string{"spec/openapi.yaml": titled("three")})
	t.Chdir(dir)
	return dir
}

// open opens a pair and returns the titles of both sides.
func openPair(t *testing.T, req Request) (base, head string, pair *Pair) {
	t.Helper()
	pair, err := Open(context.Background(), req)
	if err != nil {
		t.Fatalf("%+v: %v", req, err)
	}
	t.Cleanup(func() {
		if err := pair.Close(); err != nil {
			t.Error(err)
		}
	})
	return title(t, pair.Base), title(t, pair.Head), pair
}

// title loads a whole document, files that it refers to included.
func title(t *testing.T, s *Side) string {
	t.Helper()
	doc, err := document.Load(context.Background(), s.Source)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := document.Bundle(doc); err != nil {
		t.Fatal(err)
	}
	return doc.Root.Get("info").Get("title").Text
}

func TestArguments(t *testing.T) {
	dir := newRepository(t)
	status := runGit(t, dir, "status", "--porcelain")
	for _, test := range []struct {
		name, from         string // from: the folder to be in
		req                Request
		base, head         string
		baseName, headName string
	}{
		{name: "revision against the work tree", req: Request{Base: "v1"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "spec/openapi.yaml"},
		{name: "two revisions", req: Request{Base: "HEAD~1", Head: "HEAD"}, base: "one", head: "two", baseName: "HEAD~1:spec/openapi.yaml", headName: "HEAD:spec/openapi.yaml"},
		{name: "file of a revision", req: Request{Base: "v1:spec/openapi.yaml"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "spec/openapi.yaml"},
		{name: "folder of a revision", req: Request{Base: "v1:spec/", Head: "v2:spec"}, base: "one", head: "two", baseName: "v1:spec/openapi.yaml", headName: "v2:spec/openapi.yaml"},
		{name: "folder against revision", req: Request{Base: "v1", Head: "spec"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "spec/openapi.yaml"},
		{name: "files", req: Request{Base: "spec/openapi.yaml", Head: "spec"}, base: "three", head: "three", baseName: "spec/openapi.yaml", headName: "spec/openapi.yaml"},
		{name: "commit message in the revision", req: Request{Base: "HEAD^{/first: with}"}, base: "one", head: "three", baseName: "HEAD^{/first: with}:spec/openapi.yaml", headName: "spec/openapi.yaml"},
		{name: "in a folder, path from it", from: "spec", req: Request{Base: "v1:./openapi.yaml"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "openapi.yaml"},
		{name: "in a folder, path from the root", from: "spec", req: Request{Base: "v1:spec"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "openapi.yaml"},
		{name: "in a folder, revision", from: "spec", req: Request{Base: "v1"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "openapi.yaml"},
		{name: "in another folder, from the root", from: "other", req: Request{Base: "v1"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "../spec/openapi.yaml"},
		{name: "in another folder, two revisions", from: "other", req: Request{Base: "v1", Head: "v2"}, base: "one", head: "two", baseName: "v1:spec/openapi.yaml", headName: "v2:spec/openapi.yaml"},
		{name: "configured document", from: "spec/more", req: Request{Base: "v1", Document: "../openapi.yaml"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "../openapi.yaml"},
		{name: "embedded document", req: Request{Base: "v1", Document: "embedded"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "spec/openapi.yaml"},
		{name: "what is built in", req: Request{Base: "embedded", Head: "embedded:v2"}, base: "PandaPon OpenAPI", head: "PandaPon OpenAPI v2", baseName: "embedded", headName: "embedded:v2"},
		{name: "a copy against what is built in", req: Request{Base: "spec/openapi.yaml", Document: "embedded"}, base: "three", head: "PandaPon OpenAPI", baseName: "spec/openapi.yaml", headName: "embedded"},
		{name: "head's path before the configured one", req: Request{Base: "v1", Head: "spec/openapi.yaml", Document: "other.txt"}, base: "one", head: "three", baseName: "v1:spec/openapi.yaml", headName: "spec/openapi.yaml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(filepath.Join(dir, test.from))
			base, head, pair := openPair(t, test.req)
			if base != test.base || head != test.head || pair.Base.Name != test.baseName || pair.Head.Name != test.headName {
				t.Errorf("%s (%s) against %s (%s)", base, pair.Base.Name, head, pair.Head.Name)
			}
		})
	}
	if after := runGit(t, dir, "status", "--porcelain"); after != status {
		t.Errorf("the work tree changed from %q to %q", status, after)
	}
}

// TestFileWins: what exists as a file is not looked for among revisions.
func TestFileWins(t *testing.T) {
	dir := newRepository(t)
	write(t, dir, map[string]string{"v1": titled("file")})
	write(t, dir, map[string]string{"more/a b.yaml": moreText})
	if base, _, _ := openPair(t, Request{Base: "v1"}); base != "file" {
		t.Error(base)
	}
}

func TestPositionsAndPaths(t *testing.T) {
	dir := newRepository(t)
	write(t, dir, map[string]string{"openapi.yaml": "openapi: 3.1.0\ninfo: {title: root, version: 1.0.0}\npaths: {}\n"})
	runGit(t, dir, "add", "openapi.yaml")
	runGit(t, dir, "commit", "-qm", "third", "openapi.yaml")
	t.Chdir(filepath.Join(dir, "spec"))
	_, _, pair := openPair(t, Request{Base: "HEAD:openapi.yaml", Head: "openapi.yaml"})
	doc, err := document.Load(context.Background(), pair.Base.Source)
	if err != nil {
		t.Fatal(err)
	}
	if at := doc.Root.Get("info").Pos.String(); at != "HEAD:openapi.yaml:2:7" {
		t.Error(at)
	}
	if p := pair.Base.InRepository("HEAD:openapi.yaml"); p != "openapi.yaml" {
		t.Error(p)
	}
	if p := pair.Head.InRepository("more/a b.yaml"); p != "spec/more/a b.yaml" {
		t.Error(p)
	}
}

func TestBareRepository(t *testing.T) {
	dir := newRepository(t)
	bare := filepath.Join(t.TempDir(), "bare.git")
	runGit(t, dir, "clone", "-q", "--bare", dir, bare)
	t.Chdir(bare)
	for _, head := range []string{"v2", "HEAD"} { // a bare repository has a file HEAD
		if base, head, _ := openPair(t, Request{Base: "v1", Head: head}); base != "one" || head != "two" {
			t.Error(base, head)
		}
	}
	for _, base := range []string{"v1:spec", "v1"} {
		var usage *UsageError
		if _, err := Open(context.Background(), Request{Base: base}); !errors.As(err, &usage) {
			t.Errorf("%s: %v", base, err)
		}
	}
}

func TestSymbolicLinksAndSubmodules(t *testing.T) {
	dir := newRepository(t)
	if err := os.Symlink("openapi.yaml", filepath.Join(dir, "spec", "link.yaml")); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"folder": "more", "void.yaml": "absent.yaml", "out.yaml": "../other.txt", "loop.yaml": "loop.yaml", "absolute.yaml": "/etc/hostname"} {
		if err := os.Symlink(to, filepath.Join(dir, "spec", name)); err != nil {
			t.Fatal(err)
		}
	}
	sub := t.TempDir()
	runGit(t, sub, "init", "-q")
	write(t, sub, map[string]string{"x.yaml": moreText})
	runGit(t, sub, "add", ".")
	runGit(t, sub, "commit", "-qm", "sub")
	runGit(t, dir, "submodule", "--quiet", "add", sub, "spec/sub")
	runGit(t, dir, "add", ".")
	runGit(t, dir, "commit", "-qm", "links")

	if base, _, _ := openPair(t, Request{Base: "HEAD:spec/link.yaml"}); base != "three" {
		t.Error(base)
	}
	_, _, pair := openPair(t, Request{Base: "HEAD"})
	if data, err := fs.ReadFile(pair.Base.tree, "folder/a b.yaml"); err != nil || string(data) != moreText {
		t.Errorf("%q %v", data, err)
	}
	for name, want := range map[string]string{
		"void.yaml": "leads to absent.yaml, which is no file", "out.yaml": "leaves the document's folder", "absolute.yaml": "leaves the document's folder", "loop.yaml": "too many symbolic links",
		"sub/x.yaml": "is a submodule", "absent.yaml": "does not exist", "openapi.yaml/x": "does not exist", "../other.txt": "invalid argument", "more": "does not exist",
	} {
		if _, err := fs.ReadFile(pair.Base.tree, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPathsThroughLinksAndSubmodules(t *testing.T) {
	dir := newRepository(t)
	if err := os.Symlink("spec", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	sub := t.TempDir()
	runGit(t, sub, "init", "-q")
	write(t, sub, map[string]string{"openapi.yaml": titled("sub")})
	runGit(t, sub, "add", ".")
	runGit(t, sub, "commit", "-qm", "sub")
	runGit(t, dir, "submodule", "--quiet", "add", sub, "sub")
	runGit(t, dir, "add", ".")
	runGit(t, dir, "commit", "-qm", "links")
	for base, want := range map[string]string{
		"HEAD:sub": "sub is a submodule", "HEAD:sub/openapi.yaml": "sub is a submodule", "HEAD:link/openapi.yaml": "link is a symbolic link",
	} {
		if _, err := Open(context.Background(), Request{Base: base, Head: "spec"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", base, err)
		}
	}
}

func TestOddNames(t *testing.T) {
	dir := newRepository(t)
	name := "spec/价格 \"q\"\t*?[x].yaml"
	write(t, dir, map[string]string{name: titled("odd")})
	runGit(t, dir, "add", ".")
	runGit(t, dir, "commit", "-qm", "odd")
	if base, _, _ := openPair(t, Request{Base: "HEAD:" + name}); base != "odd" {
		t.Error(base)
	}
}

func TestMistakes(t *testing.T) {
	dir := newRepository(t)
	write(t, dir, map[string]string{"elsewhere/pandagen.txt": ""})
	for _, test := range []struct {
		name, from string
		req        Request
		want       string
		usage      bool
	}{
		{name: "unknown revision", req: Request{Base: "v3"}, want: "there is no file v3, and there is no revision v3 in this repository: git branch --all"},
		{name: "unknown revision of a path", req: Request{Base: "v3:spec"}, want: "there is no revision v3 in this repository"},
		{name: "looks like a flag", req: Request{Base: "--output=x:spec"}, want: `"--output=x" is no revision`},
		{name: "nothing", req: Request{Base: ""}, want: "BASE is empty", usage: true},
		{name: "root of a revision", req: Request{Base: "v1:", Head: "spec"}, want: "revision v1 has no document at its root"},
		{name: "path of Windows", req: Request{Base: `C:\spec\absent.yaml`, Head: "spec"}, want: `there is no file C:\spec\absent.yaml, and there is no revision C`},
		{name: "empty revision", req: Request{Base: ":spec"}, want: `"" is no revision`},
		{name: "path not in the revision", req: Request{Base: "v1:spec/absent.yaml", Head: "spec"}, want: "revision v1 has no document spec/absent.yaml"},
		{name: "path from the folder", from: "spec", req: Request{Base: "v1:openapi.yaml", Head: "openapi.yaml"}, want: "write v1:./openapi.yaml"},
		{name: "folder without a document", req: Request{Base: "v1:spec/more", Head: "spec"}, want: "a folder needs an openapi.yaml"},
		{name: "what is built in, itself", req: Request{Base: "embedded", Document: "embedded"}, want: "embedded is the document itself", usage: true},
		{name: "the document itself", req: Request{Base: "spec"}, want: "spec is the document itself", usage: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(filepath.Join(dir, test.from))
			_, err := Open(context.Background(), test.req)
			_, usage := errors.AsType[*UsageError](err)
			if err == nil || !strings.Contains(err.Error(), test.want) || usage != test.usage {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestNoRepository(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	write(t, dir, map[string]string{"openapi.yaml": titled("x"), "more/a b.yaml": moreText, "b/openapi.yaml": titled("y"), "b/more/a b.yaml": moreText})
	t.Chdir(dir)
	if base, head, _ := openPair(t, Request{Base: "b", Head: "openapi.yaml"}); base != "y" || head != "x" {
		t.Error(base, head)
	}
	if _, err := Open(context.Background(), Request{Base: "main"}); err == nil || !strings.Contains(err.Error(), "there is no file main, and revisions are read from a git repository") {
		t.Error(err)
	}
}

// TestNoDocument: neither the work tree nor the revision has one where it is looked for.
func TestNoDocument(t *testing.T) {
	dir := newRepository(t)
	runGit(t, dir, "mv", "-f", "spec", "api")
	if _, err := Open(context.Background(), Request{Base: "v1"}); err == nil || !strings.Contains(err.Error(), "looked for spec/openapi.yaml, openapi.yaml: name it behind v1") {
		t.Error(err)
	}
	_, err := Open(context.Background(), Request{Base: "v1", Document: "embedded"})
	if _, usage := errors.AsType[*UsageError](err); !usage || !strings.Contains(err.Error(), "pandagen spec bundle embedded -o before.yaml") {
		t.Errorf("a document that is built in: %v", err)
	}
	runGit(t, dir, "commit", "-qam", "moved")
	if _, err := Open(context.Background(), Request{Base: "v1", Head: "HEAD"}); err == nil || !strings.Contains(err.Error(), "looked for spec/openapi.yaml, openapi.yaml: name it as HEAD:PATH") {
		t.Error(err)
	}
}

func TestNoGit(t *testing.T) {
	newRepository(t)
	t.Setenv("PATH", t.TempDir())
	if _, err := Open(context.Background(), Request{Base: "v1"}); !errors.Is(err, errNoGit) {
		t.Error(err)
	}
}

// TestShallowClone is what actions/checkout makes: the advice must lead to the base.
func TestShallowClone(t *testing.T) {
	dir := newRepository(t)
	clone := filepath.Join(t.TempDir(), "clone")
	runGit(t, dir, "branch", "base", "v1")
	runGit(t, dir, "clone", "-q", "--depth=1", "--branch", "main", "file://"+dir, clone)
	t.Chdir(clone)
	_, err := Open(context.Background(), Request{Base: "origin/base"})
	const advice = "git fetch --depth=1 origin base:refs/remotes/origin/base"
	if err == nil || !strings.Contains(err.Error(), "the clone is shallow") || !strings.Contains(err.Error(), advice) {
		t.Fatal(err)
	}
	runGit(t, clone, strings.Fields(advice)[1:]...)
	if base, head, _ := openPair(t, Request{Base: "origin/base"}); base != "one" || head != "two" {
		t.Error(base, head)
	}
	if _, err := Open(context.Background(), Request{Base: "v0.9.0"}); err == nil || !strings.Contains(err.Error(), "fetch --unshallow --tags") {
		t.Error(err)
	}
}

func TestCancelled(t *testing.T) {
	newRepository(t)
	ctx, cancel := context.WithCancel(context.Background())
	_, _, pair := openPair(t, Request{Base: "v1"})
	cancel()
	if _, err := Open(ctx, Request{Base: "v1"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if title(t, pair.Base) != "one" {
		t.Error("another context was cancelled")
	}
}

func TestLargeFilesAreRefused(t *testing.T) {
	newRepository(t)
	_, _, pair := openPair(t, Request{Base: "HEAD"})
	pair.Base.tree.objects.most = int64(len(moreText)) - 1
	clear(pair.Base.tree.read)
	if _, err := fs.ReadFile(pair.Base.tree, "more/a b.yaml"); err == nil || !strings.Contains(err.Error(), "and at most 42 are read") {
		t.Error(err)
	}
	pair.Base.tree.objects.most++
	if data, err := fs.ReadFile(pair.Base.tree, "more/a b.yaml"); err != nil || string(data) != moreText {
		t.Errorf("after it: %q, %v", data, err)
	}
}
