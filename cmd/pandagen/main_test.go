package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/cli"
)

// pandagen runs a command line as main does.
func pandagen(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func TestHelpOfEveryCommand(t *testing.T) {
	var check func(cmd *cobra.Command, words []string)
	check = func(cmd *cobra.Command, words []string) {
		code, stdout, stderr := pandagen(t, append(words, "--help")...)
		if code != 0 || stderr != "" || !strings.Contains(stdout, "Usage:") || !strings.HasSuffix(stdout, exitCodes+"\n") {
			t.Errorf("%v --help: %d\n%s%s", words, code, stdout, stderr)
		}
		if cmd.Example == "" && !cmd.HasSubCommands() {
			t.Errorf("%v has no example", words)
		}
		for _, sub := range cmd.Commands() {
			check(sub, append(slices.Clone(words), sub.Name()))
		}
	}
	check(newRootCommand(), nil)
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"generat"}, {"generate", "--chek"}, {"generate", "more"}, {"generate", "--config="}, {"init", "--output="}, {"init", "--tags="}, {"version", "more"}, {"docs", "stats"}, {"spec", "lst"}} {
		code, _, stderr := pandagen(t, args...)
		if code != cli.Usage || !strings.HasPrefix(stderr, "pandagen: ") {
			t.Errorf("%v: %d %s", args, code, stderr)
		}
	}
}

func TestMisspeltCommandOfAGroup(t *testing.T) {
	code, _, stderr := pandagen(t, "docs", "stats")
	if code != cli.Usage || !strings.Contains(stderr, `there is no command "stats" below docs: did you mean "status"?`) {
		t.Errorf("%d %s", code, stderr)
	}
}

func TestMisspeltDocument(t *testing.T) {
	for _, args := range [][]string{{"lint"}, {"spec", "list"}, {"docs", "status"}} {
		code, _, stderr := pandagen(t, append(args, "embeded")...)
		if code != cli.Environment || !strings.Contains(stderr, `did you mean "embedded"?`) {
			t.Errorf("%v: %d %s", args, code, stderr)
		}
	}
}

func TestVersion(t *testing.T) {
	code, stdout, _ := pandagen(t, "version", "--json")
	var v version
	if err := json.Unmarshal([]byte(stdout), &v); code != 0 || err != nil || !strings.HasPrefix(v.Go, "go") || v.Version == "" {
		t.Errorf("%d %v\n%s", code, err, stdout)
	}
	code, stdout, _ = pandagen(t, "version")
	if code != 0 || !strings.Contains(stdout, v.Go) {
		t.Errorf("%d\n%s", code, stdout)
	}
	if code, flag, _ := pandagen(t, "--version"); code != 0 || flag != stdout {
		t.Errorf("--version: %d\n%s", code, flag)
	}
}

func TestExitCodesOfGenerate(t *testing.T) {
	for _, test := range []struct {
		name, config, document string
		code                   int
		stderr                 string
	}{
		{name: "no configuration", code: cli.Environment, stderr: "let pandagen init write one, or name another"},
		{name: "unknown key", config: "documents: x\n", code: cli.Usage, stderr: `pandagen.yaml:1:1: unknown key "documents": did you mean "document"?`},
		{name: "configuration that cannot work", config: "document: openapi.yaml\noutput: gen/1\n", code: cli.Usage, stderr: "no name for a Go package"},
		{name: "no document", config: "document: openapi.yaml\noutput: gen/shop\n", code: cli.Environment, stderr: "openapi.yaml: no such file or directory: correct the path"},
		{name: "misspelt embedded", config: "document: embeded\noutput: gen/shop\n", code: cli.Environment, stderr: `did you mean "embedded"?`},
		{name: "output among copies of modules", config: "document: openapi.yaml\noutput: vendor/shop\n", code: cli.Usage, stderr: "pandagen.yaml:2:9: "},
		{name: "output in no module", config: "document: openapi.yaml\noutput: /gen/shop\n", code: cli.Environment, stderr: "pandagen.yaml:2:9: there is no go.mod in /gen/shop"},
		{name: "finding", config: "document: openapi.yaml\noutput: gen/shop\n", document: "openapi: 3.1.0\npaths: {", code: cli.Findings, stderr: "openapi.yaml:2:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, content := range map[string]string{"go.mod": "module example.com/m\n", "pandagen.yaml": test.config, "openapi.yaml": test.document} {
				if content == "" {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			code, stdout, stderr := pandagen(t, "generate", "--config", filepath.Join(dir, "pandagen.yaml"))
			if code != test.code || !strings.Contains(stderr, test.stderr) || stdout != "" {
				t.Errorf("%d instead of %d\n%s%s", code, test.code, stdout, stderr)
			}
		})
	}
}
