package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/docs"
	"github.com/pandapon/pandagen/internal/document"
)

func newDocsCommand() *cobra.Command {
	return newGroup("docs", "Compare an OpenAPI document with the documentation that it was made from", newDocsImportCommand(), newDocsStatusCommand())
}

func newDocsStatusCommand() *cobra.Command {
	var asJSON bool
	var pages []string
	cmd := &cobra.Command{
		Use:   "status [SPEC]",
		Short: "List the pages of the documentation, with what the document has of each",
		Long: `Status lists every page of the documentation's navigation, and whether the document has it:

  captured  described, and its facts are documented
  partial   described, but the operation, its request or its answer is known less well than from the page
  missing   not described, because what it takes is not published; what is missing is listed
  drifted   the page, as --pages has it, is newer than the document or says something else; LACKS tells what
  unlisted  neither described nor listed as missing

The navigation and the list of missing pages are the files that x-docs at the document's root names. Without x-docs, the
pages are those of the document's operations and webhooks. SPEC is the entry file of a document, a folder with an openapi.yaml, or
the name of a document that is built in, embedded or embedded:v2; without it, PandaPon's embedded document is taken.

With --pages the document is held against saved pages, a file or a folder as pandagen docs import reads them. Nothing is
changed: pandagen docs import shows the changes and makes them. The last line tells how many pages were compared, of those
that the document knows: the pages with an address that it describes, or without addresses, all that it describes.

The exit code is 1 when a page is unlisted or drifted or cannot be read, and when one that the document knows is not among
the saved pages, so that a weekly job can tell; and when the document and the two files do not fit together.`,
		Example: `  pandagen docs status
  pandagen docs status --json spec/openapi.yaml
  pandagen docs status --pages pages/ spec/openapi.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			source, err := sourceOf(args)
			if err != nil {
				return err
			}
			done := cli.Progress(cmd.ErrOrStderr(), "comparing")
			report, unreadable, err := status(cmd, source, pages)
			done()
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
			return statusResult(report, unreadable)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object with a summary and the pages")
	cmd.Flags().StringArrayVar(&pages, "pages", nil, "compare with the saved pages in this `folder` or file; may be repeated")
	return cmd
}

// status compares the document with its navigation, and with pages if there are any.
func status(cmd *cobra.Command, src document.Source, names []string) (*docs.Report, document.Errors, error) {
	if len(names) == 0 {
		report, err := docs.Status(cmd.Context(), src)
		return report, nil, err
	}
	pages, unreadable, err := docs.ReadPages(cmd.Context(), names, cmd.InOrStdin())
	if err != nil {
		return nil, nil, err
	}
	report, err := docs.Drift(cmd.Context(), src, pages)
	return report, unreadable, err
}

// statusResult sums the pages up on the exit code.
func statusResult(report *docs.Report, unreadable document.Errors) error {
	if len(unreadable) > 0 {
		return &cli.ExitError{Code: cli.Findings, Err: unreadable}
	}
	var parts []string
	if n := report.Summary.Unlisted; n > 0 {
		parts = append(parts, fmt.Sprintf("pages that are neither described nor listed as missing: %d", n))
	}
	if n := report.Summary.Drifted; n > 0 {
		parts = append(parts, fmt.Sprintf("pages that say something else than the document: %d, see pandagen docs import", n))
	}
	if c := report.Summary.Compared; c.Absent > 0 {
		parts = append(parts, fmt.Sprintf("pages that the document knows and --pages does not have: %d of %d, such as %s", c.Absent, c.Known, absent(report)))
	}
	if len(parts) == 0 {
		return nil
	}
	return &cli.ExitError{Code: cli.Findings, Err: errors.New(strings.Join(parts, "; "))}
}

// absent names the first page that was not among those that were compared.
func absent(report *docs.Report) string {
	i := slices.IndexFunc(report.Pages, func(p docs.Page) bool { return p.Absent })
	return cmp.Or(report.Pages[i].URL, report.Pages[i].Title)
}

// printStatus writes the pages as a table, and the summary below it.
func printStatus(w io.Writer, report *docs.Report) error {
	table := cli.NewTable("STATE", "SECTION", "TITLE", "METHOD", "EVIDENCE", "DATE", "PAGE", "LACKS", "TITLE-ZH")
	for _, p := range report.Pages {
		table.Add(string(p.State), orDash(p.Section), p.Title, orDash(methodOf(p)), orDash(p.Evidence), orDash(p.Date), orDash(p.URL),
			orDash(cmp.Or(p.Differs, p.Lacks)), orDash(p.TitleZh))
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
