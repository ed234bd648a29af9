package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/docs"
)

func TestDocsStatus(t *testing.T) {
	code, stdout, stderr := pandagen(t, "docs", "status")
	if code != 0 || stderr != "" {
		t.Fatalf("%d\n%s", code, stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != 1+78+1 || !strings.HasPrefix(lines[0], "STATE") || !strings.HasPrefix(lines[79], "pages: 75 in the navigation, 3 beside it; captured: ") {
		t.Errorf("%d lines\n%s", len(lines), stdout)
	}

	var report docs.Report
	code, stdout, _ = pandagen(t, "docs", "status", "--json")
	if err := json.Unmarshal([]byte(stdout), &report); code != 0 || err != nil || len(report.Pages) != 78 || report.Summary.Navigation != 75 {
		t.Errorf("%d %v\n%s", code, err, stdout)
	}
}

func TestExitCodesOfDocsStatus(t *testing.T) {
	const openAPI = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nx-docs: {pages: pages.yaml, missing: missing.yaml}\npaths: {}\n"
	const pages = "navigation:\n  - section: S\n    pages:\n      - {title: A}\n"
	for _, test := range []struct {
		name, pages, missing string
		code                 int
		stderr               string
	}{
		{"listed as missing", pages, "- {title: A, section: S, missing: path}\n", 0, ""},
		{"unlisted", pages, "[]\n", cli.Findings, "neither described nor listed as missing: 1"},
		{"refers to nothing", pages + "      - {title: B, operation: b}\n", "- {title: A, section: S, missing: path}\n", cli.Findings, `pages.yaml:5:31: the document has no operation "b"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, content := range map[string]string{"openapi.yaml": openAPI, "pages.yaml": test.pages, "missing.yaml": test.missing} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			code, stdout, stderr := pandagen(t, "docs", "status", dir)
			if code != test.code || !strings.Contains(stderr, test.stderr) {
				t.Errorf("%d instead of %d\n%s%s", code, test.code, stdout, stderr)
			}
		})
	}
	if code, _, _ := pandagen(t, "docs", "status", filepath.Join(t.TempDir(), "none.yaml")); code != cli.Environment {
		t.Errorf("a document that is not there: %d", code)
	}
}
