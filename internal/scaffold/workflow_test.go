package scaffold

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/diff"
	"github.com/pandapon/pandagen/internal/diff/format"
)

// command runs a program and returns what it prints.
func command(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1"), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// pullRequest makes what actions/checkout leaves of a pull request: a merge, whose first parent is the base.
func pullRequest(t *testing.T, document string) {
	t.Helper()
	enter(t, map[string]string{"README.md": ""})
	git := func(args ...string) {
		command(t, nil, "git", append([]string{"-c", "user.name=test", "-c", "user.email=test@example.com"}, args...)...)
	}
	git("init", "-q", "-b", "main")
	commit := func(name string) {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(shop), 0o644); err != nil {
			t.Fatal(err)
		}
		git("add", ".")
		git("commit", "-q", "-m", name)
	}
	commit(document)
	git("checkout", "-q", "-b", "change")
	commit("changed.yaml")
	git("checkout", "-q", "-b", "merge", "main")
	git("merge", "-q", "--no-ff", "change")
	git("branch", "-D", "main")
}

// reportScript is the step of the workflow that compares, with a program in place of the go command that prints report.
func reportScript(t *testing.T, w Workflow, report string) (script string, env []string) {
	t.Helper()
	text, err := RenderWorkflow(w)
	if err != nil {
		t.Fatal(err)
	}
	steps := readWorkflow(t, string(text)).Jobs["check"].Steps
	last := steps[len(steps)-1]
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "report"), []byte(report), 0o644); err != nil {
		t.Fatal(err)
	}
	const fake = "#!/bin/sh\ncase \"$*\" in\n*markdown*) cat \"${0%/*}/report\" ;;\n*) echo \"ran go $*\" ;;\nesac\n"
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(fake), 0o755); err != nil {
		t.Fatal(err)
	}
	return last.Run, []string{
		"PATH=" + dir + ":" + os.Getenv("PATH"), "RUNNER_TEMP=" + dir, "BASE=origin/main", "DOCUMENT=" + last.Env["DOCUMENT"], "CAN_COMMENT=true",
		"GITHUB_STEP_SUMMARY=" + filepath.Join(dir, "summary"), "GITHUB_OUTPUT=" + filepath.Join(dir, "output"),
	}
}

func TestWorkflowReports(t *testing.T) {
	w := Workflow{Pandagen: "go tool pandagen", Folder: ".", GoMod: "go.mod", Configs: []WorkflowConfig{{ConfigFile, "my spec/openapi.yaml"}}}
	const small = "## Changes\n\nreport<<EOF\n价格\n"
	value := func(env []string, name string) string {
		for _, v := range env {
			if rest, ok := strings.CutPrefix(v, name+"="); ok {
				content, err := os.ReadFile(rest)
				if err != nil {
					return ""
				}
				return string(content)
			}
		}
		return ""
	}
	t.Run("a small report", func(t *testing.T) {
		pullRequest(t, "my spec/openapi.yaml")
		script, env := reportScript(t, w, small)
		printed := command(t, env, "bash", "-e", "-c", script)
		if !strings.Contains(printed, "ran go tool pandagen diff origin/main --format github --fail-on never\n") || strings.Contains(printed, "::notice") {
			t.Errorf("printed\n%s", printed)
		}
		output := value(env, "GITHUB_OUTPUT")
		first, rest, _ := strings.Cut(output, "\n")
		end := strings.TrimPrefix(first, "report<<")
		if value(env, "GITHUB_STEP_SUMMARY") != small || len(end) < 32 || rest != small+"\n"+end+"\n" {
			t.Errorf("the output is\n%s", output)
		}
		if diff := command(t, nil, "git", "diff", "--name-only", "origin/main"); diff != "changed.yaml\n" {
			t.Errorf("compared with the base it changes %q", diff)
		}
	})
	t.Run("a token that only reads", func(t *testing.T) {
		pullRequest(t, "my spec/openapi.yaml")
		script, env := reportScript(t, w, small)
		printed := command(t, append(env, "CAN_COMMENT=false"), "bash", "-e", "-c", script)
		if !strings.Contains(printed, "::notice title=pandagen::This pull request cannot be commented on") || value(env, "GITHUB_OUTPUT") != "" || value(env, "GITHUB_STEP_SUMMARY") != small {
			t.Errorf("printed\n%s", printed)
		}
	})
	t.Run("a base without the document", func(t *testing.T) {
		pullRequest(t, "other.yaml")
		script, env := reportScript(t, w, small)
		printed := command(t, env, "bash", "-e", "-c", script)
		if !strings.Contains(printed, "::notice title=pandagen::The base has no my spec/openapi.yaml") || strings.Contains(printed, "ran go") || value(env, "GITHUB_STEP_SUMMARY") != "" {
			t.Errorf("printed\n%s", printed)
		}
	})
	t.Run("a folder below the root", func(t *testing.T) {
		pullRequest(t, "spec/openapi.yaml")
		if err := os.Mkdir("sdk", 0o755); err != nil {
			t.Fatal(err)
		}
		t.Chdir("sdk")
		below := w
		below.Folder, below.Configs = "sdk", []WorkflowConfig{{ConfigFile, "../spec/openapi.yaml"}}
		script, env := reportScript(t, below, small)
		if printed := command(t, env, "bash", "-e", "-c", script); !strings.Contains(printed, "ran go") {
			t.Errorf("printed\n%s", printed)
		}
	})
}

// TestWorkflowComments: one comment is kept up to date, and a pull request that changes nothing gets none.
func TestWorkflowComments(t *testing.T) {
	text, err := RenderWorkflow(Workflow{Pandagen: "go tool pandagen", Folder: ".", GoMod: "go.mod", Configs: []WorkflowConfig{{ConfigFile, "openapi.yaml"}}})
	if err != nil {
		t.Fatal(err)
	}
	script := readWorkflow(t, string(text)).Jobs["comment"].Steps[0].Run
	var nothing bytes.Buffer
	if err := format.Markdown(&nothing, &diff.Report{Bump: diff.None, Go: diff.GoStatus{Compared: true}}, format.Options{}); err != nil {
		t.Fatal(err)
	}
	const fake = "#!/bin/sh\ncase \"$*\" in\n*--paginate*) printf '%s' \"$COMMENTS\" ;;\n*) echo \"ran gh $*\" ;;\nesac\n"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "gh"), []byte(fake), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, test := range []struct{ name, report, comments, want string }{
		{"the first report", "<!-- pandagen-diff -->\n### API: Major: 1 breaking", "", "ran gh pr comment 7 --body-file comment.md\n"},
		{"a later one", "<!-- pandagen-diff -->\n### API: Major: 1 breaking", "12\n34\n", "ran gh api --method PATCH repos/o/r/issues/comments/12 --field body=@comment.md --silent\n"},
		{"nothing from the beginning", nothing.String(), "", "Nothing changed, which needs no comment.\n"},
		{"nothing any more", nothing.String(), "12\n", "ran gh api --method PATCH repos/o/r/issues/comments/12 --field body=@comment.md --silent\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			env := []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "GH_REPO=o/r", "NUMBER=7", "MARKER=<!-- pandagen pandagen.yaml -->", "REPORT=" + test.report, "COMMENTS=" + test.comments}
			if got := command(t, env, "bash", "-e", "-c", script); got != test.want {
				t.Errorf("got %q", got)
			}
			if body := read(t, "comment.md"); body != "<!-- pandagen pandagen.yaml -->\n"+test.report+"\n" {
				t.Errorf("the comment is %q", body)
			}
		})
	}
}
