package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/docs"
	"github.com/pandapon/pandagen/internal/docs/merge"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/spec"
)

func newDocsImportCommand() *cobra.Command {
	var entry, index string
	var write, asJSON bool
	cmd := &cobra.Command{
		Use:   "import PAGE...",
		Short: "Turn pages of the documentation into changes of an OpenAPI document",
		Long: `Import compares pages of the documentation with a document, and prints a patch of the document's files: what is new is added in
the pages' order, what has changed is changed and marked in x-source, what a page does not show any more stays. Everything else
stays as it was written: order, comments, names, descriptions, extensions. The report on standard error (with --write on standard
output) says what was done, what was not, and what a person has to look at; its places are those of the files after the patch.

PAGE is a file, a folder (all .md, .txt, .json and .yaml files in it), or - for standard input. What a file holds is recognised by
its content: Apifox's Markdown export of an endpoint (its address with .md behind it), the text of a page as it is copied from a
browser, in several languages, or a whole OpenAPI export. Pages of one operation in several languages confirm each other. A copied
page that does not show where the members of an object end is read by its example, or else by what the document knows.

The document is spec/openapi.yaml, or else openapi.yaml, or what --spec names. When that does not exist, the patch creates it.
A page whose path belongs to another document of its folder is left to that one, and the report names it.
With --index the navigation itself is imported, from its text or from llms.txt: into the files that x-docs names.

The exit code is 1 when something of the pages did not get into the document: a file or page that could not be read or placed, a
contradiction that a person has to decide, or a document with errors afterwards. Things to do are no failure.`,
		Example: `  pandagen docs import page.md > page.patch && git apply page.patch
  pandagen docs import pages/ --write
  pandagen docs import export.json --spec api/openapi.yaml --write
  pandagen docs import --index llms.txt`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case index == "" && len(args) == 0:
				return errors.New("no page: give files or folders, - for standard input, or --index with a navigation")
			case index != "" && len(args) > 0:
				return errors.New("--index takes no pages: import the navigation first, then the pages")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := importTarget(entry)
			if err != nil {
				return err
			}
			done := cli.Progress(cmd.ErrOrStderr(), "importing")
			result, err := importDocs(cmd, src, index, args)
			done()
			if err != nil {
				return loadError(err)
			}
			return finishImport(cmd, result, write, asJSON)
		},
	}
	cmd.Flags().StringVar(&entry, "spec", "", "entry `file` of the document, or a folder with an openapi.yaml")
	cmd.Flags().StringVar(&index, "index", "", "import this `file` with the navigation, - for standard input")
	cmd.Flags().BoolVar(&write, "write", false, "change the files instead of printing a patch: all of them or none")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON, instead of the patch")
	return cmd
}

// importTarget is the document to import into.
func importTarget(entry string) (document.Source, error) {
	if generator.IsEmbedded(entry) {
		return document.Source{}, fmt.Errorf("%s is built into pandagen and cannot be changed: name a file with --spec", entry)
	}
	if entry != "" {
		return sourceNamed(entry)
	}
	for _, name := range []string{path.Join("spec", spec.Entry), spec.Entry} {
		if _, err := os.Stat(name); err == nil {
			return document.FromPath(name), nil
		}
	}
	return document.Source{}, fmt.Errorf("there is no spec/%s and no %s here: name the document with --spec, also one that does not exist yet", spec.Entry, spec.Entry)
}

func importDocs(cmd *cobra.Command, src document.Source, index string, names []string) (*merge.Result, error) {
	if index != "" {
		nav, err := docs.ReadNavigation(index, cmd.InOrStdin())
		if err != nil {
			return nil, err
		}
		return merge.Navigation(cmd.Context(), src, nav)
	}
	pages, unreadable, err := docs.ReadPages(cmd.Context(), names, cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	return merge.Pages(cmd.Context(), src, pages, unreadable)
}

// finishImport prints or writes what an import makes.
func finishImport(cmd *cobra.Command, result *merge.Result, write, asJSON bool) error {
	if write {
		if err := merge.Apply(cmd.Context(), result.Files); err != nil {
			return environment(err)
		}
	}
	var err error
	switch {
	case asJSON:
		err = printJSON(cmd.OutOrStdout(), result.Report)
	case write:
		err = result.Report.Write(cmd.OutOrStdout())
	default:
		if _, err = io.WriteString(cmd.OutOrStdout(), merge.Patch(result.Files)); err == nil {
			err = result.Report.Write(cmd.ErrOrStderr())
		}
	}
	if err != nil {
		return environment(err)
	}
	if result.Report.Undecided() {
		return &cli.ExitError{Code: cli.Findings} // the report said why
	}
	return nil
}
