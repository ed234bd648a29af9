// Package downstream tests what a person does who uses pandagen in a repository of their own, with the go command and without
// a network.
package downstream

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository is a module of somebody's own, in which the module of this repository stands for a released one.
type repository struct {
	t   *testing.T
	dir string
	env []string
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	pandagen, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dependOn(t, pandagen)
	r := &repository{t: t, dir: t.TempDir()}
	// Everything that is needed was needed to compile this test: the cache has it, and go.sum vouches for it.
	r.env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local")
	r.run("go", "mod", "init", "example.com/corner").ok()
	r.run("go", "mod", "edit", "-replace", "github.com/pandapon/pandagen="+pandagen).ok()
	sums, err := os.ReadFile(filepath.Join(pandagen, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	r.write("go.sum", string(sums))
	return r
}

// dependOn looks at the files of this repository that make the tool: go test remembers which files a test has looked at, and
// runs it again when one has changed. What the go command reads on its own it does not know of.
func dependOn(t *testing.T, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "bench" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.Type().IsRegular() {
			_, err = os.Stat(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (r *repository) write(name, content string) {
	r.t.Helper()
	name = filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repository) read(name string) string {
	r.t.Helper()
	content, err := os.ReadFile(filepath.Join(r.dir, filepath.FromSlash(name)))
	if err != nil {
		r.t.Fatal(err)
	}
	return string(content)
}

// copy brings a file from testdata.
func (r *repository) copy(name, from string) {
	r.t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", from))
	if err != nil {
		r.t.Fatal(err)
	}
	r.write(name, string(content))
}

// replace changes a text in a file.
func (r *repository) replace(name, old, text string) {
	r.t.Helper()
	content := r.read(name)
	if !strings.Contains(content, old) {
		r.t.Fatalf("%s has no %q:\n%s", name, old, content)
	}
	r.write(name, strings.Replace(content, old, text, 1))
}

// outcome is how a command ended.
type outcome struct {
	r       *repository
	command string
	output  string
	code    int
}

func (r *repository) run(name string, args ...string) outcome {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), name, args...)
	cmd.Dir, cmd.Env = r.dir, append(r.env, "PWD="+r.dir)
	output, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		r.t.Fatal(err)
	}
	return outcome{r, name + " " + strings.Join(args, " "), string(output), cmd.ProcessState.ExitCode()}
}

// ok demands that the command ended well and printed some texts.
func (o outcome) ok(texts ...string) { o.r.t.Helper(); o.ends(0, texts...) }

func (o outcome) ends(code int, texts ...string) {
	o.r.t.Helper()
	if o.code != code {
		o.r.t.Fatalf("%s ended with %d:\n%s", o.command, o.code, o.output)
	}
	for _, text := range texts {
		if !strings.Contains(o.output, text) {
			o.r.t.Errorf("%s did not print %q:\n%s", o.command, text, o.output)
		}
	}
}

// pandagen runs the tool as the module declares it.
func (r *repository) pandagen(args ...string) outcome {
	r.t.Helper()
	return r.run("go", append([]string{"tool", "pandagen"}, args...)...)
}

// What the front page of this repository tells people to do works, from nothing to a program that calls an API, and on to a
// document that changes.
func TestARepositoryOfOnesOwn(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.copy("openapi.yaml", "openapi.yaml")
	r.run("go", "get", "-tool", "github.com/pandapon/pandagen/cmd/pandagen@v0.0.0").ok()
	r.env = append(r.env, "GOFLAGS=-mod=readonly") // all that go.mod and go.sum need is there from here on

	r.pandagen("init", "--document", "openapi.yaml", "--output", "gen/shop").ok("wrote pandagen.yaml", "wrote generate.go", "next:\n  go generate ./...",
		`note: openapi.yaml cannot be generated as it is, the first of 1 findings: openapi.yaml:21:`)
	// The note says what to do about it, and generating does too.
	generating := r.run("go", "generate", "./...")
	generating.ends(1, "openapi.yaml:21:", "exclude: {operations: [orderSearch]}")
	r.replace("pandagen.yaml", "# exclude:\n#   tags: [Admin]\n#   operations: [uploadImage]", "exclude: {operations: [orderSearch]}")
	r.run("go", "generate", "./...").ok("1 operation, ")

	r.copy("cmd/corner/main.go", "main.go.txt")
	r.run("go", "vet", "./...").ok()
	r.run("go", "run", "./cmd/corner").ok("order 7 costs 12.30\n", "rejected with 401\n")
	r.pandagen("generate", "--check").ok("files are up to date")

	r.copy("overlay.yaml", "overlay.yaml")
	r.replace("pandagen.yaml", "# overlays:", "overlays:")
	r.pandagen("generate", "--check").ends(1, "gen/shop/orders_types.go: stale", "run pandagen generate")
	r.run("go", "generate", "./...").ok("changed")
	r.pandagen("generate", "--check").ok()
	r.replace("cmd/corner/main.go", `Total: "12`, `Buyer: "Zhang San", Total: "12`)
	r.run("go", "run", "./cmd/corner").ok("order 7 costs 12.30\n")
}

// Whatever a request and its answer can hold arrives as it was sent, between a generated client and a generated server.
func TestEverythingTravels(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.run("go", "get", "-tool", "github.com/pandapon/pandagen/cmd/pandagen@v0.0.0").ok()
	for _, name := range []string{"media", "parameters", "security"} {
		r.copy(name+"/openapi.yaml", filepath.Join("..", "..", "..", "generator", "testdata", "world", name, "openapi.yaml"))
		r.write(name+"/pandagen.yaml", "document: openapi.yaml\noutput: ../gen/"+name+"\n")
		r.pandagen("generate", "--config", name+"/pandagen.yaml").ok()
	}
	r.copy("cmd/travel/main.go", "travel.go.txt")
	r.run("go", "vet", "./...").ok()
	if travelled := r.run("go", "run", "./cmd/travel"); travelled.code != 0 || travelled.output != "done\n" {
		t.Errorf("it ended with %d:\n%s", travelled.code, travelled.output)
	}
	comment := r.read("gen/security/doc.go")
	for _, want := range []string{`bearer: security.WithToken("bearer", token)`, `queryKey: security.WithToken("queryKey", key)`} {
		if !strings.Contains(comment, want) {
			t.Errorf("the package comment does not say %s:\n%s", want, comment)
		}
	}
}

// The second generation of PandaPon, no more of it than somebody needs, in a folder of its own.
func TestAPartOfAnEmbeddedDocument(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.run("go", "get", "-tool", "github.com/pandapon/pandagen/cmd/pandagen@v0.0.0").ok()
	r.pandagen("init", "--document", "embedded:v2", "--operations", "alibabaRefundCraete", "--emit", "models,client", "--output", ".", "internal/panda").
		ends(2, `no operation has the id "alibabaRefundCraete": did you mean "alibabaRefundCreate"?`)
	r.pandagen("init", "--document", "embedded:v2", "--operations", "alibabaRefundCreate", "--emit", "models,client", "--output", ".", "internal/panda").ok()
	r.run("go", "generate", "./...").ok("1 operation, ")
	r.run("go", "vet", "./...").ok()
	if types := r.read("internal/panda/alibaba_refunds_types.go"); strings.Contains(types, "type AlibabaOrder") || !strings.Contains(types, "package panda\n") {
		t.Errorf("the types are\n%s", types)
	}
	r.replace("internal/panda/pandagen.yaml", "alibabaRefundCreate", "alibabaRefundCreeate")
	r.run("go", "generate", "./...").ends(1, `pandagen.yaml:36:5: no operation has the id "alibabaRefundCreeate": did you mean "alibabaRefundCreate"?`)
}

// Files that are not generated any more do not end go generate, which lists what it goes through before it begins.
func TestGoGenerateWhileFilesGo(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.run("go", "get", "-tool", "github.com/pandapon/pandagen/cmd/pandagen@v0.0.0").ok()
	r.copy("openapi.yaml", "openapi.yaml")
	r.write("generate.go", "// Package corner is a shop.\npackage corner\n\n//go:generate go tool pandagen generate\n")
	const config = "document: openapi.yaml\noutput: gen/shop\nexclude: {operations: [orderSearch]}\n"
	r.write("pandagen.yaml", config)
	r.run("go", "generate", "./...").ok("1 operation, ")
	r.run("go", "vet", "./...").ok()

	r.write("pandagen.yaml", config+"emit: [models]\n") // neither a client nor server stubs
	r.run("go", "generate", "./...").ok(" removed)")
	r.run("go", "vet", "./...").ok()
	r.pandagen("generate", "--check").ok("files are up to date")
	if left := r.read("gen/shop/shopserver/server.go"); left != "// Code generated by pandagen. DO NOT EDIT.\n\n//go:build ignore\n\npackage shopserver\n" {
		t.Errorf("what is left is\n%s", left)
	}
	r.run("go", "generate", "./...").ok("all up to date")
	for _, name := range []string{"gen/shop/client.go", "gen/shop/shopserver"} {
		if _, err := os.Stat(filepath.Join(r.dir, name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	r.pandagen("generate", "--check").ok("files are up to date")
}
