package diff

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/document"
)

// TestTemporaryModule generates outside of any module, with this version of pandagen as its users get it.
func TestTemporaryModule(t *testing.T) {
	const version = "v0.1.0"
	root := filepath.Join("..", "..")
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	proxy := filepath.Join(t.TempDir(), "proxy")
	versions := filepath.Join(proxy, "github.com", "pandapon", "pandagen", "@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		t.Fatal(err)
	}
	archive, err := os.Create(filepath.Join(versions, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	if err := zip.CreateFromDir(archive, module.Version{Path: pandagenModule, Version: version}, root); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{version + ".mod": string(mod), version + ".info": `{"Version":"` + version + `"}`} {
		if err := os.WriteFile(filepath.Join(versions, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOPROXY", "file://"+filepath.ToSlash(proxy)+",file://"+filepath.ToSlash(filepath.Join(strings.TrimSpace(string(cache)), "cache", "download")))
	t.Setenv("GOSUMDB", "off")
	t.Setenv("GOFLAGS", "-modcacherw")
	t.Setenv("GOMODCACHE", t.TempDir())

	ctx := context.Background()
	dir, err := makeModule(ctx, version)
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	src := document.FromPath(filepath.Join("testdata", "field-removed", "base", "openapi.yaml"))
	out, err := build(ctx, generator.Config{Output: filepath.Join(dir, "api")}, src)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Packages) != 2 || out.Packages[0].Path() != "pandagen.invalid/diff/api" {
		t.Errorf("%v", out.Packages)
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	if _, err := makeModule(ctx, "v0.2.0"); err == nil || !strings.Contains(err.Error(), "needs module github.com/pandapon/pandagen v0.2.0, which the go command does not get") {
		t.Error(err)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
