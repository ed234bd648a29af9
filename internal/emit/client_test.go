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

// TestClientGolden prints the clients of the documents in testdata/client and compares them with the files beside them.
// It then compiles the clients, with the models and servers they belong to, and runs the tests that stand there too.
func TestClientGolden(t *testing.T) {
	documents, err := filepath.Glob("testdata/client/*/openapi.yaml")
	if err != nil || len(documents) == 0 {
		t.Fatal("no documents: ", err)
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	work := t.TempDir()
	for _, document := range documents {
		folder := filepath.Dir(document)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			out, err := generator.Build(t.Context(), generator.Config{Document: document, Output: folder})
			if err != nil {
				t.Fatal(err)
			}
			var printed []string
			for _, file := range out.Files {
				path := file.Path
				if filepath.Ext(path) != ".go" {
					continue
				}
				if isClientFile(folder, path) {
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
	result, err := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-overlay", file, "./testdata/client/...").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, result)
	}
}

// isClientFile reports whether a file is printed by the client's emitter.
func isClientFile(folder, path string) bool {
	name := filepath.Base(path)
	return filepath.Dir(path) == folder && !strings.HasSuffix(name, "_types.go") && !strings.HasSuffix(name, "_codec.go")
}

func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if flag.Lookup("update").Value.String() == "true" {
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
