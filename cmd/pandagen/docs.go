package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/docs"
)

func newDocsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "docs",
		Short: "Compare an OpenAPI document with the documentation that it was made from",
	}
	cmd.AddCommand(newDocsStatusCommand())
	return cmd
}

func newDocsStatusCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status [SPEC]",
		Short: "List the pages of the documentation, with what the document has of each",
		Long: `Status lists every page of the documentation's navigation, and whether the document has it:

  captured  described, and its facts are documented
  partial   described, but the operation, its request or its answer is known less well than from the page
  missing   not described, because what it takes is not published; what is missing is listed
  unlisted  neither described nor listed as missing

The navigation and the list of missing pages are the files that x-docs at the document's root names. Without x-docs, the
pages are those of the document's operations and webhooks. SPEC is the entry file of a document, a folder with an openapi.yaml, or
the name of a document that is built in, embedded or embedded:v2; without it, PandaPon's embedded document is taken.

The exit code is 1 when a page is unlisted, and when the document and the two files do not fit together.`,
		Example: `  pandagen docs status
  pandagen docs status --json spec/openapi.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			source, err := sourceOf(args)
			if err != nil {
				return err
			}
			report, err := docs.Status(cmd.Context(), source)
			if err != nil {
				return loadError(err)
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), report)
			} else {
				err = printStatus(cmd.OutOrStdout(), report)
			}
			if err != nil {
				return environment(err)
			}
			if report.Summary.Unlisted > 0 {
				return &cli.ExitError{Code: cli.Findings, Err: fmt.Errorf("pages that are neither described nor listed as missing: %d", report.Summary.Unlisted)}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object with a summary and the pages")
	return cmd
}

// printStatus writes the pages as a table, and the summary below it.
func printStatus(w io.Writer, report *docs.Report) error {
	table := cli.NewTable("STATE", "SECTION", "TITLE", "METHOD", "EVIDENCE", "DATE", "PAGE", "LACKS", "TITLE-ZH")
	for _, p := range report.Pages {
		table.Add(string(p.State), orDash(p.Section), p.Title, orDash(methodOf(p)), orDash(p.Evidence), orDash(p.Date), orDash(p.URL),
			orDash(p.Lacks), orDash(p.TitleZh))
	}
	if err := table.Write(w); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, report.Summary)
	return err
}

// methodOf is how a page's operation is called in Go; a message is known by its type.
func methodOf(p docs.Page) string {
	if p.Webhook {
		return p.Path
	}
	return p.Method
}
