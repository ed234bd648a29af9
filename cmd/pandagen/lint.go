package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/lint"
)

func newLintCommand() *cobra.Command {
	var asJSON, strict, rules bool
	cmd := &cobra.Command{
		Use:   "lint [SPEC]",
		Short: "Find what is wrong or missing in an OpenAPI document",
		Long: `Lint checks that a document is valid OpenAPI 3.0 or 3.1, that its examples fit their schemas, and that pandagen's
extensions are well-formed. A document that declares x-envelope, or x-source on any operation, is held to pandagen's
conventions as well; --rules lists everything that is checked.

SPEC is the entry file of a document, a folder with an openapi.yaml, or the name of a document that is built in, embedded
or embedded:v2; without it, PandaPon's embedded document is checked. Findings are printed as file:line:column. The exit
code is 1 when there are errors, and with --strict also when there are warnings.`,
		Example: `  pandagen lint
  pandagen lint spec/openapi.yaml
  pandagen lint --json --strict openapi.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if rules {
				return printRules(cmd.OutOrStdout())
			}
			source, err := sourceOf(args)
			if err != nil {
				return err
			}
			done := cli.Progress(cmd.ErrOrStderr(), "checking")
			findings, err := lint.Load(cmd.Context(), source)
			done()
			if err == nil {
				err = printFindings(cmd.OutOrStdout(), findings, asJSON)
			}
			if err != nil {
				return environment(err)
			}
			return lintResult(findings, strict)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array of findings")
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 on warnings too")
	cmd.Flags().BoolVar(&rules, "rules", false, "print what is checked, and check nothing")
	return cmd
}

func printRules(w io.Writer) error {
	table := cli.NewTable("RULE", "LEVEL", "FOR", "ASKS")
	for _, r := range lint.Rules() {
		applies := "every document"
		if r.Convention {
			applies = "conventions"
		}
		table.Add(r.ID, string(r.Level), applies, r.Text)
	}
	return table.Write(w)
}

// jsonFinding is a finding as --json prints it.
type jsonFinding struct {
	Rule    string     `json:"rule"`
	Level   lint.Level `json:"level"`
	File    string     `json:"file"`
	Line    int        `json:"line"`
	Column  int        `json:"column"`
	Message string     `json:"message"`
}

func printFindings(w io.Writer, findings []lint.Finding, asJSON bool) error {
	if !asJSON {
		for _, f := range findings {
			if _, err := fmt.Fprintln(w, f); err != nil {
				return err
			}
		}
		return nil
	}
	out := make([]jsonFinding, len(findings))
	for i, f := range findings {
		out[i] = jsonFinding{f.Rule, f.Level, f.Pos.File, f.Pos.Line, f.Pos.Column, f.Message}
	}
	return printJSON(w, out)
}

// lintResult sums the findings up on the exit code.
func lintResult(findings []lint.Finding, strict bool) error {
	errs, warnings := 0, 0
	for _, f := range findings {
		if f.Level == lint.Error {
			errs++
		} else {
			warnings++
		}
	}
	if errs == 0 && (warnings == 0 || !strict) {
		return nil
	}
	return &cli.ExitError{Code: cli.Findings, Err: fmt.Errorf("errors: %d, warnings: %d", errs, warnings)}
}
