package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/scaffold"
)

func newInitCommand() *cobra.Command {
	var o scaffold.Options
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Write what a repository needs to generate code with go generate",
		Long: `Init writes two files into FOLDER, or the current folder: pandagen.yaml, in which every key is explained, and generate.go
with the line that go generate obeys. It then says what is left to do. When a Go file there has the line already, generate.go
is not written.

Files that are there are never overwritten without --force; when one is in the way, nothing is written at all.

With --ci it also writes .github/workflows/pandagen.yml into the root of the repository: on pull requests it checks that the
generated code is fresh and, when the document is a file of the repository, comments on what changes for users of the API.
A pandagen.yaml that is there is kept then, unless flags say what should be in it.`,
		Example: `  pandagen init
  pandagen init --document openapi.yaml --output internal/shop --tags Orders,Refunds
  pandagen init --document embedded:v2 --emit models,client api
  pandagen init --ci`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Folder, o.Version = ".", readVersion().Version
			if len(args) > 0 {
				o.Folder = args[0]
			}
			asked := false
			for _, name := range []string{"document", "output", "package", "tags", "operations", "emit"} {
				flag := cmd.Flags().Lookup(name)
				if flag.Changed && (flag.Value.String() == "" || flag.Value.String() == "[]") {
					return fmt.Errorf("--%s is empty: give it a value, or leave it out", name)
				}
				asked = asked || flag.Changed
			}
			o.KeepConfig = o.Workflow && !asked
			plan, err := scaffold.Make(cmd.Context(), o)
			if err == nil {
				err = plan.Write(cmd.Context())
			}
			if err != nil {
				return initError(err)
			}
			return environment(printPlan(cmd.OutOrStdout(), plan))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Config.Document, "document", "", "`document`: the entry file of an OpenAPI document, embedded or embedded:v2 (default embedded, PandaPon's)")
	flags.StringVar(&o.Config.Output, "output", "", "`folder` of the generated package, from FOLDER (default gen/NAME, after the document)")
	flags.StringVar(&o.Config.Package, "package", "", "`name` of the generated package (default: the output folder's)")
	flags.StringSliceVar(&o.Config.Tags, "tags", nil, "only operations with one of these `tags`, separated by commas")
	flags.StringSliceVar(&o.Config.Operations, "operations", nil, "only operations with one of these `operationIds`, separated by commas")
	flags.StringSliceVar(&o.Config.Emit, "emit", nil, "what to print: `parts` of models, client, server, index (default: all of them)")
	flags.BoolVar(&o.Workflow, "ci", false, "write a workflow for GitHub too")
	flags.BoolVar(&o.Force, "force", false, "overwrite files that are there")
	return cmd
}

// initError gives err the exit code of its kind.
func initError(err error) error {
	if wrong, ok := errors.AsType[*scaffold.UsageError](err); ok {
		return usage(wrong)
	}
	return generateError(err)
}

// printPlan says what was done, and what is left to do.
func printPlan(w io.Writer, plan *scaffold.Plan) error {
	for _, f := range plan.Files {
		fmt.Fprintf(w, "wrote %s\n", f.Path)
	}
	for _, name := range plan.Kept {
		fmt.Fprintf(w, "kept %s\n", name)
	}
	for _, note := range plan.Notes {
		fmt.Fprintf(w, "note: %s\n", note)
	}
	fmt.Fprintln(w, "next:")
	for _, step := range plan.Steps {
		if _, err := fmt.Fprintf(w, "  %s\n", step); err != nil {
			return err
		}
	}
	return nil
}
