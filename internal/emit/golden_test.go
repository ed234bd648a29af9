package emit_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/generator"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden prints the clients of the documents in testdata/client, and the servers of those in testdata/server, and compares
// them with the files beside the documents. It then compiles them, with what they belong to, and runs the tests that stand there
// too.
func TestGolden(t *testing.T) {
	documents, err := filepath.Glob("testdata/*/*/openapi.yaml")
	if err != nil || len(documents) == 0 {
		t.Fatal("no documents: ", err)
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	work := t.TempDir()
	for _, document := range documents {
		folder := filepath.Dir(document)
		t.Run(strings.TrimPrefix(filepath.ToSlash(folder), "testdata/"), func(t *testing.T) {
			cfg := generator.Config{Document: document, Output: folder}
			if filepath.Base(filepath.Dir(folder)) == "server" {
				cfg.Output, cfg.Server = filepath.Join(folder, "shop"), generator.Target{Output: folder, Package: filepath.Base(folder)}
			}
			out, err := generator.Build(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			var printed []string
			for _, file := range out.Files {
				path := file.Path
				if filepath.Ext(path) != ".go" {
					continue
				}
				if isGolden(folder, path) {
					printed = append(printed, path)
					compareGolden(t, path, file.Source)
					continue
				}
				// What other emitters print is theirs to compare; the compiler sees it all the same.
				copied := filepath.Join(work, strings.ReplaceAll(path, string(filepath.Separator), "-"))
				if err := os.WriteFile(copied, file.Source, 0o600); err != nil {
					t.Fatal(err)
				}
				absolute, err := filepath.Abs(path)
				if err != nil {
					t.Fatal(err)
				}
				overlay.Replace[absolute] = copied
			}
			kept, _ := filepath.Glob(filepath.Join(folder, "*.go"))
			for _, path := range kept {
				if !slices.Contains(printed, path) && !strings.HasSuffix(path, "_test.go") {
					t.Errorf("%s is not printed any more: remove it", path)
				}
			}
		})
	}
	if t.Failed() || testing.Short() {
		return
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(work, "overlay.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		t.Fatal(err)
	}
	result, err := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-overlay", file, "./testdata/client/...", "./testdata/server/...").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, result)
	}
}

// isGolden reports whether a file is printed by the emitter that a folder is about.
func isGolden(folder, path string) bool {
	name := filepath.Base(path)
	return filepath.Dir(path) == folder && !strings.HasSuffix(name, "_types.go") && !strings.HasSuffix(name, "_codec.go")
}

func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs: run go test -update and read the difference", path)
	}
}
