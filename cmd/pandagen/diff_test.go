package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/cli"
)

const diffBase = `openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    get:
      operationId: orderList
      responses: {'200': {description: Orders., content: {application/json: {schema: {$ref: '#/components/schemas/Orders'}}}}}
components:
  schemas:
    Orders: {type: object, properties: {total: {type: integer}}}
`

// diffDocuments are heads by what a diff from diffBase says about them.
var diffDocuments = map[string]string{
	"none":    diffBase,
	"patch":   strings.Replace(diffBase, "Orders.,", "All orders.,", 1),
	"minor":   strings.Replace(diffBase, "total: {type: integer}", "total: {type: integer}, page: {type: integer}", 1),
	"warning": strings.Replace(diffBase, "operationId: orderList", "operationId: orderList\n      x-retry: never", 1),
	"major":   strings.Replace(diffBase, "total: {type: integer}", "total: {type: string}", 1),
	"clash":   strings.Replace(diffBase, "total: {type: integer}", "total: {type: integer}, user_id: {type: string}, userId: {type: string}", 1),
	"broken":  strings.Replace(diffBase, "schemas/Orders'", "schemas/Order'", 1),
}

// diffFolder is a folder outside of any Go module and repository, with the documents in it. It is the working directory.
func diffFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	for name, text := range diffDocuments {
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	return dir
}

func TestExitCodesOfDiff(t *testing.T) {
	diffFolder(t)
	for _, test := range []struct {
		args   string
		code   int
		stdout string
		stderr string
	}{
		{args: "none.yaml none.yaml --fail-on any", stdout: "Nothing changed"},
		{args: "none.yaml patch.yaml --fail-on any", stdout: "Patch: no changes for callers"},
		{args: "none.yaml minor.yaml", stdout: "At least minor: 1 info; Go not compared"},
		{args: "none.yaml minor.yaml --fail-on any", code: cli.Findings, stdout: "At least minor: 1 info; Go not compared", stderr: "1 info (--fail-on any)"},
		{args: "none.yaml warning.yaml", stdout: "At least patch: 1 warning; Go not compared"},
		{args: "none.yaml warning.yaml --fail-on warning", code: cli.Findings, stdout: "At least patch: 1 warning; Go not compared", stderr: "--fail-on warning"},
		{args: "none.yaml major.yaml", code: cli.Findings, stdout: "Major: 1 breaking; Go not compared", stderr: "1 breaking (--fail-on breaking)"},
		{args: "none.yaml major.yaml --fail-on never", stdout: "Major: 1 breaking; Go not compared"},
		{args: "broken.yaml none.yaml", code: cli.Findings, stderr: `broken.yaml:7:93: $ref "#/components/schemas/Order"`},
		{args: "none.yaml absent.yaml", code: cli.Environment, stderr: "there is no file absent.yaml, and revisions are read from a git repository"},
		{args: "none.yaml", code: cli.Environment, stderr: "no document to compare with in the work tree"},
		{args: "none.yaml minor.yaml --format markdwon", code: cli.Usage, stderr: `did you mean "markdown"?`},
		{args: "none.yaml minor.yaml --fail-on all", code: cli.Usage, stderr: "use breaking, warning, any or never"},
		{args: "none.yaml minor.yaml --config absent.yaml", code: cli.Environment, stderr: "there is no absent.yaml"},
		{args: "none.yaml minor.yaml major.yaml", code: cli.Usage, stderr: `"major.yaml" is one too many`},
		{args: "", code: cli.Usage, stderr: "name what to compare with"},
	} {
		t.Run(test.args, func(t *testing.T) {
			code, stdout, stderr := pandagen(t, append([]string{"diff", "--no-go"}, strings.Fields(test.args)...)...)
			if code != test.code || !strings.HasPrefix(stdout, test.stdout) || !strings.Contains(stderr, test.stderr) || test.stderr == "" && stderr != "" {
				t.Errorf("%d instead of %d\n%s\n%s", code, test.code, stdout, stderr)
			}
		})
	}
}

func TestDiffRefusesEmptyArguments(t *testing.T) {
	diffFolder(t)
	for _, args := range [][]string{{""}, {"none.yaml", ""}} {
		code, stdout, stderr := pandagen(t, append([]string{"diff", "--no-go"}, args...)...)
		if code != cli.Usage || stdout != "" || !strings.Contains(stderr, "an argument is empty") {
			t.Errorf("%q: %d\n%s%s", args, code, stdout, stderr)
		}
	}
}

// TestDiffOfWhatCannotBeGenerated fails whatever the caller lets pass, where nothing can be compiled too.
func TestDiffOfWhatCannotBeGenerated(t *testing.T) {
	diffFolder(t)
	for _, level := range []string{"breaking", "warning", "any", "never"} {
		code, stdout, stderr := pandagen(t, "diff", "none.yaml", "clash.yaml", "--fail-on", level)
		if code != cli.Findings || !strings.HasPrefix(stdout, "The head cannot be generated. Major: ") || !strings.Contains(stderr, "the head cannot be generated") ||
			!strings.Contains(stdout, `property "userId" has the Go name UserID, which "user_id" at clash.yaml:10:65 has too`) {
			t.Errorf("--fail-on %s: %d\n%s%s", level, code, stdout, stderr)
		}
	}
	if code, stdout, _ := pandagen(t, "diff", "clash.yaml", "none.yaml", "--fail-on", "never"); code != 0 || strings.Contains(stdout, "The head cannot") {
		t.Errorf("the base cannot be generated: %d\n%s", code, stdout)
	}
	if code, stdout, _ := pandagen(t, "diff", "none.yaml", "minor.yaml"); code != 0 || !strings.HasPrefix(stdout, "At least minor: 1 info; Go not compared\n") {
		t.Errorf("outside of a Go module: %d\n%s", code, stdout)
	}
}

// TestDiffSaysWhyGoIsMissing: outside of a Go module the wire is compared all the same.
func TestDiffSaysWhyGoIsMissing(t *testing.T) {
	diffFolder(t)
	code, stdout, _ := pandagen(t, "diff", "none.yaml", "major.yaml", "--format", "json")
	var got struct {
		Bump string
		Go   struct {
			Compared bool
			Reason   string
		}
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != cli.Findings || got.Bump != "major" || got.Go.Compared ||
		!strings.Contains(got.Go.Reason, "no Go module here requires it: run go get github.com/pandapon/pandagen") {
		t.Errorf("%d %v\n%s", code, err, stdout)
	}
}

func TestDiffWritesItsOutput(t *testing.T) {
	diffFolder(t)
	code, stdout, stderr := pandagen(t, "diff", "--no-go", "none.yaml", "minor.yaml", "--format", "html", "-o", "report.html")
	page, err := os.ReadFile("report.html")
	if code != 0 || stdout != "" || err != nil || !strings.HasPrefix(string(page), "<!DOCTYPE html>") || !strings.HasSuffix(string(page), "</html>\n") {
		t.Errorf("%d %v\n%s%s", code, err, stdout, stderr)
	}
	if code, _, stderr = pandagen(t, "diff", "--no-go", "none.yaml", "minor.yaml", "-o", "absent/report.txt"); code != cli.Environment {
		t.Errorf("%d %s", code, stderr)
	}
}

// TestDiffOfARevision annotates the file where it is in the repository, whatever folder the command runs in.
func TestDiffOfARevision(t *testing.T) {
	dir := diffFolder(t)
	if err := os.MkdirAll(filepath.Join(dir, "spec"), 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "spec", "openapi.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(diffBase)
	for _, args := range [][]string{{"init", "-q"}, {"add", "spec"}, {"-c", "user.name=张三", "-c", "user.email=zhangsan@example.com", "commit", "-qm", "base"}} {
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	write(diffDocuments["major"])
	t.Chdir(filepath.Join(dir, "spec"))
	code, stdout, stderr := pandagen(t, "diff", "HEAD", "--no-go", "--format", "github")
	if code != cli.Findings || !strings.HasPrefix(stdout, "::error file=spec/openapi.yaml,line=10,col=49,title=API%3A Breaking%2C orderList::") {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
	write(diffDocuments["broken"])
	code, _, stderr = pandagen(t, "diff", "HEAD")
	if code != cli.Findings || !strings.HasPrefix(stderr, "openapi.yaml:7:93: ") {
		t.Errorf("%d\n%s", code, stderr)
	}
}
