package generator

import (
	"context"
	"flag"
	"fmt"
	"go/format"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

var updateGolden = flag.Bool("update", false, "write what the tests get into testdata")

// Each folder of testdata/golden has a pandagen.yaml, what it names, and below want the files that come out.
func TestGolden(t *testing.T) {
	for _, dir := range folders(t, "testdata/golden") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			cfg, err := LoadConfig(filepath.Join(dir, "pandagen.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			out, err := Build(context.Background(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, f := range out.Files {
				rel, err := filepath.Rel(cfg.Output, f.Path)
				if err != nil {
					t.Fatal(err)
				}
				got[filepath.ToSlash(rel)] = string(f.Source)
				if filepath.Ext(rel) != ".go" {
					continue
				}
				if again, err := format.Source(f.Source); err != nil || string(again) != string(f.Source) {
					t.Errorf("gofmt would change %s: %v", rel, err)
				}
			}
			want := filepath.Join(dir, "want")
			if *updateGolden {
				replaceTree(t, want, got)
			}
			compareTrees(t, got, readTree(t, want))
		})
	}
}

// Each folder of testdata/broken has a document that cannot be generated from, and the findings in want.txt.
func TestBrokenDocumentsLeaveOutputUntouched(t *testing.T) {
	for _, dir := range folders(t, "testdata/broken") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			module := downstreamModule(t)
			output := filepath.Join(module, "gen", "shop")
			replaceTree(t, output, map[string]string{"left.go": ours + "package shop\n"})
			before := tree(t, module)
			_, err := Generate(context.Background(), Config{Document: filepath.Join(dir, "openapi.yaml"), Output: output})
			if _, ok := err.(Findings); !ok {
				t.Fatalf("the error is %T: %v", err, err)
			}
			got := strings.ReplaceAll(err.Error(), filepath.ToSlash(dir)+"/", "") + "\n"
			compareText(t, filepath.Join(dir, "want.txt"), got)
			if after := tree(t, module); !reflect.DeepEqual(after, before) {
				t.Errorf("the output changed: %v", slices.Sorted(maps.Keys(after)))
			}
		})
	}
}

// Same input, same bytes: however many processors there are, whatever runs beside it, wherever the document lies.
func TestSameBytes(t *testing.T) {
	dir := filepath.Join("testdata", "golden", "shop")
	cfg, err := LoadConfig(filepath.Join(dir, "pandagen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := buildFiles(t, cfg)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, processors := range []int{1, 4} {
		runtime.GOMAXPROCS(processors)
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if got := buildFiles(t, cfg); !reflect.DeepEqual(got, want) {
					t.Errorf("other bytes with %d processors", processors)
				}
			})
		}
		wg.Wait()
	}
	content, err := os.ReadFile(cfg.Document)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := write(t, map[string]string{"a b/openapi.yaml": string(content)})
	cfg.Document = filepath.Join(elsewhere, "a b", "openapi.yaml")
	if got := buildFiles(t, cfg); !reflect.DeepEqual(got, want) {
		t.Error("other bytes from another folder")
	}
}

func TestDownstream(t *testing.T) {
	dir := downstreamModule(t)
	document, err := os.ReadFile(filepath.Join("testdata", "golden", "shop", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	doc := filepath.Join(dir, "openapi.yaml")
	if err := os.WriteFile(doc, document, 0o644); err != nil {
		t.Fatal(err)
	}
	cfg := Config{Document: doc, Output: filepath.Join(dir, "gen", "shop")}
	ctx := context.Background()
	first, err := Generate(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Changes) != first.Files || first.Operations == 0 || first.Types == 0 {
		t.Errorf("the first run: %v", first)
	}
	if fresh, err := Check(ctx, cfg); err != nil || len(fresh.Changes) != 0 {
		t.Errorf("nothing changed, and the check says %v, %v", fresh, err)
	}
	hand := filepath.Join(cfg.Output, "hand.go")
	if err := os.WriteFile(hand, []byte("package shop\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	changed, removed := first.Changes[0].Path, first.Changes[1].Path
	if err := os.WriteFile(changed, []byte(ours), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(removed); err != nil {
		t.Fatal(err)
	}
	stale, err := Check(ctx, cfg)
	if err != nil || !reflect.DeepEqual(stale.Changes, []Change{{changed, Update}, {removed, Create}}) {
		t.Errorf("the check says %v, %v", stale, err)
	}
	cfg.Emit = []string{"models"}
	second, err := Generate(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(hand); err != nil {
		t.Errorf("the file of others is gone: %v", err)
	}
	if _, err := os.Stat(filepath.Join(cfg.Output, "shopserver", "server.go")); err == nil {
		t.Error("the server stubs are still there although they are not emitted any more")
	}
	if again, err := Check(ctx, cfg); err != nil || len(again.Changes) != 0 || again.Files != second.Files {
		t.Errorf("after the second run: %v, %v", again, err)
	}
}

func TestGenerateStopsWhenCancelled(t *testing.T) {
	dir := write(t, map[string]string{"go.mod": "module example.com/m\n"})
	before := tree(t, dir)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Generate(ctx, Config{Document: "testdata/golden/shop/openapi.yaml", Output: filepath.Join(dir, "gen")})
	if err == nil {
		t.Error("no error")
	}
	if after := tree(t, dir); !reflect.DeepEqual(after, before) {
		t.Errorf("the files are %v", after)
	}
}

func folders(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("%s: %v", dir, err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, filepath.Join(dir, e.Name()))
	}
	return names
}

func buildFiles(t *testing.T, cfg Config) []File {
	t.Helper()
	out, err := Build(context.Background(), cfg)
	if err != nil {
		t.Error(err)
		return nil
	}
	return out.Files
}

// readTree returns the files below a folder; there may be none.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	if _, err := os.Stat(dir); err != nil {
		return nil
	}
	files := tree(t, dir)
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	return files
}

func replaceTree(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func compareTrees(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name, content := range got {
		if expected, ok := want[name]; !ok {
			t.Errorf("%s is new: run the test with -update if that is right", name)
		} else if content != expected {
			t.Errorf("%s differs %s: run the test with -update if that is right", name, firstDifference(content, expected))
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is not generated any more: run the test with -update if that is right", name)
		}
	}
}

// compareText compares a text with the file that holds what it should be.
func compareText(t *testing.T, name, got string) {
	t.Helper()
	if *updateGolden {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if content, err := os.ReadFile(name); err != nil || string(content) != got {
		t.Errorf("%v: got\n%s", err, got)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("in line %d: %q instead of %q", i+1, g[i], w[i])
		}
	}
	return "in its length"
}

// downstreamModule makes a module that uses this one, as other repositories do.
func downstreamModule(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	mod := strings.Replace(string(own), "module github.com/pandapon/pandagen\n", "module example.com/downstream\n", 1)
	mod, _, _ = strings.Cut(mod, "\ntool ")
	mod += fmt.Sprintf("\nrequire github.com/pandapon/pandagen v0.0.0\nreplace github.com/pandapon/pandagen => %q\n", root)
	return write(t, map[string]string{"go.mod": mod, "go.sum": string(sums)})
}

func TestWhatIsNamedInVainIsReported(t *testing.T) {
	dir := filepath.Join("testdata", "golden", "downstream")
	cfg, err := LoadConfig(filepath.Join(dir, "pandagen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	overlay := write(t, map[string]string{"overlay.yaml": `
overlay: 1.0.0
info: {title: Overlay, version: 1.0.0}
actions:
  - target: $.paths['/gone'].get
    update: {summary: Gone}
`})
	withOverlay := cfg
	withOverlay.Overlays = append(slices.Clone(cfg.Overlays), filepath.Join(overlay, "overlay.yaml"))
	out, err := Build(context.Background(), withOverlay)
	if err != nil || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0].String(), "overlay.yaml:5:") {
		t.Errorf("an action that selects nothing: %v, %v", out, err)
	}
}

// A scheme by which a server would reject everything is a warning where a server is printed: clients sign by it all the same.
func TestSchemesThatNoServerCanVerifyAreWarnings(t *testing.T) {
	dir := write(t, map[string]string{"openapi.yaml": `
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a: {get: {operationId: a, tags: [A], security: [{forgeable: []}], responses: {'204': {description: Done.}}}}
  /b: {get: {operationId: b, tags: [A], security: [{untold: []}], responses: {'204': {description: Done.}}}}
components:
  securitySchemes:
    forgeable:
      {type: apiKey, in: header, name: sign, x-signature: {text: [{method: true}, {secret: true}], digest: sha256, encoding: hex-lower, put: {header: sign}, identity: {key: {header: key}}}}
    untold: {type: apiKey, in: header, name: sign, x-signature: {unknown: true}}
    unused: {type: apiKey, in: header, name: sign, x-signature: {unknown: true}}
`})
	cfg := Config{Document: filepath.Join(dir, "openapi.yaml"), Output: filepath.Join("testdata", "gen"), Emit: []string{"models", "client", "server"}}
	out, err := Build(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if text := out.Warnings.Error(); len(out.Warnings) != 2 ||
		!strings.Contains(text, "openapi.yaml:10:") || !strings.Contains(text, "a server rejects every request that is signed by it") ||
		!strings.Contains(text, "openapi.yaml:11:13: the document does not know the rule of security scheme \"untold\"") {
		t.Errorf("warnings:\n%s", text)
	}
	cfg.Emit = cfg.Emit[:2]
	if out, err = Build(context.Background(), cfg); err != nil || len(out.Warnings) != 0 {
		t.Errorf("without a server: %v, %v", out.Warnings, err)
	}
}

// What a configuration names and the document lacks is reported at its place in pandagen.yaml.
func TestUnknownNamesAreReportedInTheConfiguration(t *testing.T) {
	golden := filepath.Join("testdata", "golden", "downstream", "openapi.yaml")
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for config, want := range map[string]string{
		"operations:\n  - orderGet\n  - orderGte": `pandagen.yaml:5:5: no operation has the id "orderGte": did you mean "orderGet"?`,
		"tags: [Ordre]":                              `pandagen.yaml:3:8: no operation has the tag "Ordre": did you mean "Order"?`,
		"exclude: {operations: [orderGte]}":          `pandagen.yaml:3:24: no operation has the id "orderGte": did you mean "orderGet"?`,
		"exclude: {tags: [Ordre]}":                   `pandagen.yaml:3:18: no operation has the tag "Ordre": did you mean "Order"?`,
		"types: {Oder: string}":                      `pandagen.yaml:3:9: type override of "Oder": no schema component has this name, did you mean "Order"?`,
		"types: {Order.idd: string}":                 `pandagen.yaml:3:9: type override of "Order.idd": the schema has no such property, did you mean "id"?`,
		"types: {Order.id: time.Tim}":                `pandagen.yaml:3:19: property "id": the Go type time.Tim does not exist`,
		"types: {Order.id: example.com/nowhere.Tim}": `pandagen.yaml:3:19: property "id": the Go type example.com/nowhere.Tim cannot be used`,
		"types: {Order.id: io.Reader}":               `pandagen.yaml:3:19: property "id": the Go type io.Reader cannot be read from JSON`,
		"types: {Order.id: sync/atomic.Pointer}":     `pandagen.yaml:3:19: property "id": the Go type sync/atomic.Pointer cannot be read from JSON`,
		"overlays: [over.yaml]":                      "pandagen.yaml:3:12: read overlay ",
		"overlays: [openapi.yml]":                    `no such file or directory: did you mean "`,
		"server: {output: openapi.yaml}":             "pandagen.yaml:3:18: open ",
		"templates: nowhere":                         "pandagen.yaml:3:12: templates: ",
		"import: example.com/x\npackage: main":       `pandagen.yaml:4:10: "main" is not a name`,
	} {
		t.Run(config, func(t *testing.T) {
			t.Parallel()
			module := downstreamModule(t)
			replaceTree(t, filepath.Join(module, "shop"), map[string]string{
				"pandagen.yaml": "document: openapi.yaml\noutput: gen/shop\n" + config, "openapi.yaml": string(text),
			})
			cfg, err := LoadConfig(filepath.Join(module, "shop", "pandagen.yaml"))
			if err == nil {
				_, err = Build(context.Background(), cfg)
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the error is %v", config, err)
			}
		})
	}
}
