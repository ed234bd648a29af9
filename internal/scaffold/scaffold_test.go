package scaffold

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/embedded"
)

var update = flag.Bool("update", false, "write this repository's own workflow")

const shop = `openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders: {get: {operationId: orderList, tags: [Orders], responses: {"200": {description: ok}}}}
`

// enter makes a folder with files and works in it.
func enter(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// scaffold does what pandagen init does.
func scaffold(t *testing.T, o Options) (*Plan, error) {
	t.Helper()
	if o.Folder == "" {
		o.Folder = "."
	}
	plan, err := Make(context.Background(), o)
	if err == nil {
		err = plan.Write(context.Background())
	}
	return plan, err
}

func mustScaffold(t *testing.T, o Options) *Plan {
	t.Helper()
	plan, err := scaffold(t, o)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Every key of the schema is in the file with a comment before it; uncommented, what the file shows is right.
func TestConfigShowsEveryKey(t *testing.T) {
	enter(t, map[string]string{"openapi.yaml": shop})
	mustScaffold(t, Options{Config: Config{Document: "openapi.yaml", Output: "gen/shop"}, Version: "v1.2.3"})
	text := read(t, ConfigFile)
	if !strings.HasPrefix(text, "# yaml-language-server: $schema=https://raw.githubusercontent.com/pandapon/pandagen/v1.2.3/generator/pandagen.schema.json\n") {
		t.Errorf("no schema is named:\n%s", text)
	}
	key := regexp.MustCompile(`^# (  )?([a-z]+: |[a-z]+:$|[A-Z]\w+\.\w+: )`)
	var all []string
	for i, line := range strings.Split(text, "\n") {
		if i > 0 && key.MatchString(line) && !strings.Contains(line, "pandagen spec list") {
			line = strings.TrimPrefix(line, "# ")
		}
		all = append(all, line)
	}
	uncommented := strings.Join(all, "\n")
	var value map[string]any
	if err := yaml.Unmarshal([]byte(uncommented), &value); err != nil {
		t.Fatalf("%v\n%s", err, uncommented)
	}
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(generator.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(value)), slices.Sorted(maps.Keys(schema.Properties)); !slices.Equal(got, want) {
		t.Errorf("the file shows %v, and there are %v", got, want)
	}
	definition, err := jsonschema.UnmarshalJSON(bytes.NewReader(generator.Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", definition); err != nil {
		t.Fatal(err)
	}
	if err := compiler.MustCompile("schema.json").Validate(map[string]any(value)); err != nil {
		t.Errorf("the schema says %v of\n%s", err, uncommented)
	}
	dir := t.TempDir() // with the configuration that share names
	if err := os.WriteFile(filepath.Join(dir, "other.yaml"), []byte("document: openapi.yaml\noutput: other\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := generator.ParseConfig(filepath.Join(dir, ConfigFile), []byte(uncommented)); err != nil {
		t.Error(err)
	}
}

func TestSchemaNamesTheVersion(t *testing.T) {
	for version, want := range map[string][2]string{
		"v1.2.3":                             {"v1.2.3", "v1.2.3"},
		"v1.3.0-rc.1":                        {"v1.3.0-rc.1", "v1.3.0-rc.1"},
		"(devel)":                            {"main", "latest"},
		"unknown":                            {"main", "latest"},
		"v0.0.0-20260102030405-0123456789ab": {"main", "latest"},
		"v1.2.4-0.20260102030405-0123456789ab+dirty": {"main", "latest"},
	} {
		if got := schemaURL(version); !strings.Contains(got, "/pandagen/"+want[0]+"/generator/") || toolVersion(version) != want[1] {
			t.Errorf("%s: %s, %s", version, got, toolVersion(version))
		}
	}
}

// What flags say stands in the file as it was said, whatever it is made of.
func TestConfigSaysWhatWasAskedFor(t *testing.T) {
	odd := []string{"a b", "x: y", "# no comment", "null", "7", "a, b", "[x]", "订单", `"quoted"`, "line\nbreak", "'", "true", " space "}
	text, err := renderConfig(Config{Document: "my spec/openapi.yaml", Output: "gen/shop", Package: "shop", Tags: odd, Operations: odd, Emit: []string{"models", "client"}}, ".", "")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := generator.ParseConfig(ConfigFile, text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if !slices.Equal(cfg.Tags, odd) || !slices.Equal(cfg.Operations, odd) || !slices.Equal(cfg.Emit, []string{"models", "client"}) || cfg.Package != "shop" ||
		cfg.Document != filepath.FromSlash("my spec/openapi.yaml") || cfg.Output != filepath.FromSlash("gen/shop") {
		t.Errorf("%+v of\n%s", cfg, text)
	}
}

func TestDefaults(t *testing.T) {
	for name, test := range map[string]struct {
		o                Options
		document, output string
	}{
		"nothing asked":           {Options{}, "embedded", "gen/pandapon"},
		"the second generation":   {Options{Config: Config{Document: "embedded:v2"}}, "embedded:v2", "gen/pandaponv2"},
		"a document with a name":  {Options{Config: Config{Document: "shop-api.yaml"}}, "shop-api.yaml", "gen/shopapi"},
		"in a folder with a name": {Options{Config: Config{Document: "shop/openapi.yaml"}}, "shop/openapi.yaml", "gen/shop"},
		"from another folder":     {Options{Folder: "sdk", Config: Config{Document: "shop/openapi.yaml"}}, "../shop/openapi.yaml", "gen/shop"},
		"nothing has a name":      {Options{Folder: "api", Config: Config{Document: "spec/openapi.yaml"}}, "../spec/openapi.yaml", "gen/api"},
	} {
		t.Run(name, func(t *testing.T) {
			enter(t, map[string]string{"shop-api.yaml": shop, "shop/openapi.yaml": shop, "spec/openapi.yaml": shop})
			mustScaffold(t, test.o)
			cfg, err := generator.LoadConfig(filepath.Join(test.o.Folder, ConfigFile))
			if err != nil {
				t.Fatal(err)
			}
			text := read(t, filepath.Join(test.o.Folder, ConfigFile))
			if !strings.Contains(text, "\ndocument: "+test.document+"\n") || !strings.Contains(text, "\noutput: "+test.output+"\n") {
				t.Errorf("%+v of\n%s", cfg, text)
			}
		})
	}
}

// The Go file belongs to the package of its folder, and compiles.
func TestGoFileFitsItsFolder(t *testing.T) {
	const line = "\n//go:generate go tool pandagen generate\n"
	for name, test := range map[string]struct {
		files  map[string]string
		config Config
		folder string
		want   string // package; nothing when no file is written
	}{
		"an empty folder":                 {folder: "my-shop", want: "myshop"},
		"a module's root":                 {files: map[string]string{"x/go.mod": "module example.com/team/shop-client/v2\n"}, folder: "x", want: "shopclient"},
		"a module called by a number":     {files: map[string]string{"x/go.mod": "module example.com/7\n"}, folder: "x", want: "x"},
		"a program":                       {files: map[string]string{"x/main.go": "package main\n"}, folder: "x", want: "main"},
		"another name than the folder's":  {files: map[string]string{"x/a.go": "// Package shop sells.\npackage shop\n"}, folder: "x", want: "shop"},
		"tests alone":                     {files: map[string]string{"x/a_test.go": "package shop_test\n"}, folder: "x", want: "shop"},
		"a tool beside":                   {files: map[string]string{"x/a.go": "//go:build ignore\n\npackage main\n", "x/b.go": "package shop\n"}, folder: "x", want: "shop"},
		"files that do not parse":         {files: map[string]string{"x/a.go": "not Go\n", "x/b.go": "package shop\n"}, folder: "x", want: "shop"},
		"a keyword":                       {folder: "type", want: "api"},
		"signs alone":                     {folder: "7", want: "api"},
		"the line is there":               {files: map[string]string{"x/a.go": "package shop\n" + line}, folder: "x"},
		"another line is there":           {files: map[string]string{"x/a.go": "package shop\n\n//go:generate go run example.com/other generate\n"}, folder: "x", want: "shop"},
		"it shares the folder":            {config: Config{Output: ".", Package: "store"}, folder: "x", want: "store"},
		"it shares the folder with files": {files: map[string]string{"x/a.go": "package shop\n"}, config: Config{Output: "."}, folder: "x", want: "shop"},
	} {
		t.Run(name, func(t *testing.T) {
			enter(t, test.files)
			mustScaffold(t, Options{Folder: test.folder, Config: test.config})
			name := filepath.Join(test.folder, GoFile)
			if test.want == "" {
				if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
					t.Errorf("a file was written: %v", err)
				}
				return
			}
			text := read(t, name)
			file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
			if err != nil || file.Name.Name != test.want || !strings.Contains(text, line) {
				t.Errorf("%v of\n%s", err, text)
			}
			if test.config.Output == "." {
				cfg, err := generator.LoadConfig(filepath.Join(test.folder, ConfigFile))
				if err != nil || cfg.Package != test.want {
					t.Errorf("%+v, %v", cfg, err)
				}
			}
		})
	}
}

// snapshot is every file below the working directory.
func snapshot(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(".", func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[name] = read(t, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestNothingIsWrittenWhenItCannotWork(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		o     Options
		want  string
	}{
		"both files are there": {map[string]string{ConfigFile: "document: x\noutput: y\n", GoFile: "package mine\n"}, Options{Workflow: true},
			"there already, so nothing was written: pandagen.yaml, generate.go: --force overwrites them; instead of generate.go, this line will do"},
		"the workflow is there":       {map[string]string{".git/x": "", WorkflowFile: "name: mine\n"}, Options{Workflow: true, KeepConfig: true}, "there already, so nothing was written: " + filepath.FromSlash(WorkflowFile)},
		"a folder is in the way":      {map[string]string{"pandagen.yaml/x": ""}, Options{Force: true}, "pandagen.yaml is in the way, and is no regular file"},
		"the folder is a file":        {map[string]string{"x": ""}, Options{Folder: "x"}, "x is not a folder"},
		"an unknown tag":              {nil, Options{Config: Config{Document: "openapi.yaml", Tags: []string{"Ordres"}}}, `no operation has the tag "Ordres": did you mean "Orders"?`},
		"an unknown operation":        {nil, Options{Config: Config{Document: "openapi.yaml", Operations: []string{"orderLits"}}}, `no operation has the id "orderLits": did you mean "orderList"?`},
		"an unknown part":             {nil, Options{Config: Config{Emit: []string{"models", "clinet"}}}, `there is nothing called "clinet" to emit: did you mean "client"?`},
		"a package that is no name":   {nil, Options{Config: Config{Package: "my-shop"}}, `"my-shop" is not a name for a Go package`},
		"an unknown embedded one":     {nil, Options{Config: Config{Document: "embedded:v3"}}, "there are embedded, embedded:v2"},
		"a document on the web":       {nil, Options{Config: Config{Document: "https://example.com/openapi.yaml"}}, "documents are not fetched: save it"},
		"a document that is a folder": {nil, Options{Config: Config{Document: "."}}, "is a folder: name the document's entry file"},
		"no document":                 {nil, Options{Config: Config{Document: "nowhere.yaml"}}, "nowhere.yaml"},
		"a configuration with errors": {map[string]string{ConfigFile: "documnet: x\n"}, Options{Workflow: true, KeepConfig: true}, `pandagen.yaml:1:1: unknown key "documnet"`},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"openapi.yaml": shop}
			maps.Copy(files, test.files)
			enter(t, files)
			before := snapshot(t)
			if _, err := scaffold(t, test.o); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v", err)
			}
			if after := snapshot(t); !maps.Equal(after, before) {
				t.Errorf("the files are %v", after)
			}
		})
	}
}

func TestASecondTimeNothingChanges(t *testing.T) {
	enter(t, map[string]string{"main.go": "package main\n"})
	mustScaffold(t, Options{})
	before := snapshot(t)
	plan := mustScaffold(t, Options{})
	if len(plan.Files) != 0 || !slices.Equal(plan.Kept, []string{ConfigFile, GoFile}) || !maps.Equal(snapshot(t), before) {
		t.Errorf("%+v", plan)
	}
	plan = mustScaffold(t, Options{Force: true, Config: Config{Output: "gen/other"}})
	if len(plan.Files) != 1 || !strings.Contains(read(t, ConfigFile), "output: gen/other") {
		t.Errorf("--force: %+v", plan)
	}
}

// A document that cannot be generated as it is keeps nobody from beginning.
func TestFindingsOfTheDocumentAreNoted(t *testing.T) {
	enter(t, map[string]string{"openapi.yaml": shop + "  /x: {get: {operationId: orderList, responses: {}}}\n"})
	plan := mustScaffold(t, Options{Config: Config{Document: "openapi.yaml"}})
	if len(plan.Files) != 2 || len(plan.Notes) != 1 || !strings.HasPrefix(plan.Notes[0], "openapi.yaml cannot be generated as it is, the first of 1 findings: openapi.yaml:5:") {
		t.Errorf("%+v", plan)
	}
}

func TestStepsFitTheModule(t *testing.T) {
	const get = "go get -tool github.com/pandapon/pandagen/cmd/pandagen@v1.2.3"
	for name, test := range map[string]struct {
		files map[string]string
		steps []string
		note  string
	}{
		"no module": {nil, []string{"go mod init example.com/your/module # there is no go.mod", get, "go generate ./..."}, ""},
		"a module":  {map[string]string{"go.mod": "module x\n\ngo 1.26\n"}, []string{get, "go generate ./..."}, ""},
		"an old module": {map[string]string{"go.mod": "module x\n\ngo 1.21\n"}, []string{get, "go generate ./..."},
			"go.mod is for go 1.21, and tool lines need go 1.24 or newer: go get raises it"},
		"the tool is there": {map[string]string{"go.mod": "module x\n\ngo 1.26\n\ntool (\n\texample.com/a\n\tgithub.com/pandapon/pandagen/cmd/pandagen\n)\n"}, []string{"go generate ./..."}, ""},
		"vendored":          {map[string]string{"go.mod": "module x\n\ngo 1.26\n", "vendor/modules.txt": ""}, []string{get, "go mod vendor", "go generate ./..."}, ""},
		"a broken go.mod":   {map[string]string{"go.mod": "modul x\n"}, []string{get, "go generate ./..."}, "go.mod cannot be read: go.mod:1: unknown directive: modul"},
	} {
		t.Run(name, func(t *testing.T) {
			enter(t, test.files)
			plan := mustScaffold(t, Options{Version: "v1.2.3"})
			if !slices.Equal(plan.Steps, test.steps) || strings.Join(plan.Notes, "\n") != test.note {
				t.Errorf("%q, %q", plan.Steps, plan.Notes)
			}
		})
	}
}

// workflow is what the tests look at in one.
type workflow struct {
	On          map[string]any
	Permissions map[string]string
	Concurrency map[string]any
	Jobs        map[string]struct {
		If          string
		Permissions map[string]string
		Defaults    struct {
			Run struct {
				Folder string `yaml:"working-directory"`
			}
		}
		Steps []struct {
			Uses, Run string
			With, Env map[string]string
		}
	}
}

func readWorkflow(t *testing.T, text string) (w workflow) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), &w); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return w
}

func (w workflow) runs(job string) string {
	var b strings.Builder
	for _, step := range w.Jobs[job].Steps {
		b.WriteString(step.Run + "\n")
	}
	return b.String()
}

func TestWorkflow(t *testing.T) {
	enter(t, map[string]string{".git/x": "", "go.mod": "module x\n\ngo 1.26\n", "api/openapi.yaml": shop})
	mustScaffold(t, Options{Folder: "api", Config: Config{Document: "api/openapi.yaml"}, Workflow: true})
	w := readWorkflow(t, read(t, WorkflowFile))
	check := w.Jobs["check"]
	if _, ok := w.On["pull_request"]; !ok || len(w.On) != 1 || check.Defaults.Run.Folder != "api" || w.Concurrency["cancel-in-progress"] != true {
		t.Errorf("%+v", w)
	}
	// What runs the code of a pull request cannot write, and what can write runs none of it.
	if !maps.Equal(w.Permissions, map[string]string{"contents": "read"}) || check.Permissions != nil ||
		!maps.Equal(w.Jobs["comment"].Permissions, map[string]string{"pull-requests": "write"}) {
		t.Errorf("the permissions are %v, %v, %v", w.Permissions, check.Permissions, w.Jobs["comment"].Permissions)
	}
	if strings.Contains(w.runs("comment"), "pandagen diff") || strings.Contains(w.runs("comment"), "go ") || len(w.Jobs["comment"].Steps) != 1 || w.Jobs["comment"].Steps[0].Uses != "" {
		t.Errorf("%+v", w.Jobs["comment"])
	}
	for _, want := range []string{
		"go tool pandagen generate --check\n", `go tool pandagen diff "$BASE" --format github --fail-on never`,
		`go tool pandagen diff "$BASE" --format markdown --fail-on never`, `>> "$GITHUB_STEP_SUMMARY"`, "::notice",
	} {
		if !strings.Contains(w.runs("check"), want) {
			t.Errorf("%q is not run:\n%s", want, w.runs("check"))
		}
	}
	if !strings.Contains(w.runs("comment"), "env.MARKER") || w.Jobs["comment"].Steps[0].Env["MARKER"] != "<!-- pandagen pandagen.yaml -->" || !strings.Contains(w.runs("comment"), "--method PATCH") {
		t.Errorf("the comment is not written anew:\n%s", w.runs("comment"))
	}
	for _, job := range w.Jobs {
		for _, step := range job.Steps {
			if strings.Contains(step.Run, "${{") {
				t.Errorf("an expression is part of a script: pass it as a variable\n%s", step.Run)
			}
			if step.Uses != "" && !regexp.MustCompile(`^actions/[a-z-]+@[0-9a-f]{40}$`).MatchString(step.Uses) {
				t.Errorf("%s is not pinned to a commit", step.Uses)
			}
			if env := step.Env; env["DOCUMENT"] != "" && (env["DOCUMENT"] != "openapi.yaml" || env["BASE"] != "origin/${{ github.base_ref }}") {
				t.Errorf("%v", env)
			}
		}
	}
}

// A document that is built into pandagen has no revisions in this repository.
func TestWorkflowOfAnEmbeddedDocumentComparesNothing(t *testing.T) {
	enter(t, map[string]string{".git/x": "", "go.mod": "module x\n\ngo 1.26\n"})
	plan := mustScaffold(t, Options{Workflow: true})
	text := read(t, WorkflowFile)
	w := readWorkflow(t, text)
	if strings.Contains(text, "pandagen diff") || strings.Contains(text, "write") || len(w.Jobs) != 1 || !strings.Contains(w.runs("check"), "generate --check") {
		t.Errorf("the workflow is\n%s", text)
	}
	if len(plan.Notes) != 1 || !strings.Contains(plan.Notes[0], "compares no documents") {
		t.Errorf("%q", plan.Notes)
	}
}

// --ci alone adds the workflow to what is there.
func TestWorkflowIsAddedLater(t *testing.T) {
	enter(t, map[string]string{".git/x": "", "sub/go.mod": "module x\n", "sub/openapi.yaml": shop, "sub/pandagen.yaml": "document: openapi.yaml\noutput: gen\n",
		"sub/a.go": "package a\n\n//go:generate go tool pandagen generate\n"})
	t.Chdir("sub")
	plan := mustScaffold(t, Options{Workflow: true, KeepConfig: true})
	workflow := filepath.Join("..", filepath.FromSlash(WorkflowFile))
	if len(plan.Files) != 1 || plan.Files[0].Path != workflow || !slices.Equal(plan.Kept, []string{ConfigFile, "a.go"}) {
		t.Errorf("%+v", plan)
	}
	w := readWorkflow(t, read(t, workflow))
	if setup := w.Jobs["check"].Steps[1]; setup.With["go-version-file"] != "sub/go.mod" || setup.With["cache-dependency-path"] != "sub/go.sum" || w.Jobs["check"].Defaults.Run.Folder != "sub" {
		t.Errorf("%+v", w)
	}
}

// This repository has the workflow too; the template and it go together.
func TestOwnWorkflow(t *testing.T) {
	want, err := RenderWorkflow(Workflow{
		Pandagen: "go run ./cmd/pandagen", Folder: ".", GoMod: "go.mod",
		Configs: []WorkflowConfig{{ConfigFile, "spec/openapi.yaml"}, {"pandagen.v2.yaml", "spec/v2.yaml"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "..", filepath.FromSlash(WorkflowFile))
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, name); got != string(want) {
		t.Errorf("%s differs from its template: go test ./internal/scaffold -update writes it", name)
	}
}

func TestEmbeddedDocumentsAreThoseOfTheSchema(t *testing.T) {
	for _, name := range embedded.Names() {
		if !strings.Contains(string(generator.Schema), `"`+name+`"`) {
			t.Errorf("the schema of pandagen.yaml does not know %s", name)
		}
	}
}
