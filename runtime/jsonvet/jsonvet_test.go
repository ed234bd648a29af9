package jsonvet_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/pandapon/pandagen/runtime/jsonvet"
)

func TestAnalyzer(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), jsonvet.Analyzer, "a")
}

// A literal is corrected in place; a constant declared elsewhere is not.
func TestFixes(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), jsonvet.Analyzer, "fix")
}

// go vet runs the command on a module that has the stub of runtime in the place of pandagen.
func TestGoVet(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "pandagen-vet")
	if out, err := exec.Command("go", "build", "-o", tool, "github.com/pandapon/pandagen/cmd/pandagen-vet").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}

	module := t.TempDir()
	src := filepath.Join(analysistest.TestData(), "src")
	if err := os.CopyFS(module, os.DirFS(src)); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"go.mod": "module shop\n\ngo 1.24\n\nrequire github.com/pandapon/pandagen v0.0.0\n\n" +
			"replace github.com/pandapon/pandagen => ./github.com/pandapon/pandagen\n",
		"github.com/pandapon/pandagen/go.mod": "module github.com/pandapon/pandagen\n\ngo 1.24\n",
		"shop.go": `package shop

import "shop/pandapon"

func Succeeded(order *pandapon.AlibabaOrder) bool { return order.JSON.Has("sucess") }
`,
	} {
		if err := os.WriteFile(filepath.Join(module, filepath.FromSlash(name)), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "vet", "-vettool="+tool, ".")
	cmd.Dir, cmd.Env = module, append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	want := `shop.go:5:75: order.JSON.Has("sucess"): AlibabaOrder has no member "sucess": did you mean "success"?`
	if err == nil || !strings.Contains(string(out), want) {
		t.Errorf("%v\n%s\nwant %s", err, out, want)
	}
}
