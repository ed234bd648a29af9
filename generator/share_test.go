package generator

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What a package shares is described anew: its folder may be broken, or gone, and the aliases fit what it is generated as.
func TestSharedTypesAreOnesOfTheOtherPackage(t *testing.T) {
	module := downstreamModule(t)
	golden := filepath.Join("testdata", "golden", "share")
	for _, name := range []string{"pandagen.yaml", "openapi.yaml", "first.yaml", "first.openapi.yaml"} {
		text, err := os.ReadFile(filepath.Join(golden, name))
		if err != nil {
			t.Fatal(err)
		}
		replaceFile(t, filepath.Join(module, name), string(text))
	}
	broken := filepath.Join(module, "gen", "shop", "broken.go")
	replaceFile(t, broken, ours+"package shop\n\nfunc {\n")
	second, first := loadTestConfig(t, module, "pandagen.yaml"), loadTestConfig(t, module, "first.yaml")
	if _, err := Generate(context.Background(), second); err != nil {
		t.Fatal(err)
	}
	if _, err := Generate(context.Background(), first); err != nil {
		t.Fatal(err)
	}
	if result, err := Check(context.Background(), second); err != nil || len(result.Changes) > 0 {
		t.Errorf("%v, %v", result, err)
	}
	replaceFile(t, filepath.Join(module, "use.go"), `package use

import (
	"example.com/downstream/gen/shop"
	"example.com/downstream/gen/shopv2"
)

var address shopv2.Address = shop.Address{Town: shopv2.Town{Name: "Yiwu"}}

var status shop.Status = shopv2.StatusPaid

var total = shopv2.Fen(5900).Yuan()
`)
	build := exec.CommandContext(t.Context(), "go", "build", "./...")
	build.Dir = module
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func loadTestConfig(t *testing.T, folder, name string) Config {
	t.Helper()
	cfg, err := LoadConfig(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func replaceFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What the other document gets wrong is told as what this one does.
func TestSharingWithABrokenDocument(t *testing.T) {
	module := downstreamModule(t)
	replaceFile(t, filepath.Join(module, "openapi.yaml"), "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n")
	replaceFile(t, filepath.Join(module, "first.yaml"), "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/A'}}}}}\n")
	cfg := Config{
		Document: filepath.Join(module, "openapi.yaml"), Output: filepath.Join(module, "gen", "v2"),
		Share: &Config{Document: filepath.Join(module, "first.yaml"), Output: filepath.Join(module, "gen", "v1")},
	}
	if _, err := Generate(context.Background(), cfg); err == nil || !strings.Contains(err.Error(), "first.yaml:3:") {
		t.Error(err)
	}
}
