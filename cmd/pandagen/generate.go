package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/embedded"
	_ "github.com/pandapon/pandagen/runtime/server" // so that go get -tool brings what generated code imports
)

func newGenerateCommand() *cobra.Command {
	var config string
	var check bool
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write the code that pandagen.yaml asks for",
		Long: `Generate reads the document that pandagen.yaml names and writes models, codecs, a client, server stubs, and api.md, which
shows all of it at a glance.

Everything is type-checked before anything is written: when the document has findings, or when something else fails, the
output stays as it was. Files that pandagen wrote before and does not write any more are removed; files of yours are
never touched.

With --check nothing is written: files that are missing, stale or left over are named, and the exit code is 1.`,
		Example: `  pandagen generate
  pandagen generate --config internal/shop/pandagen.yaml
  pandagen generate --check`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if config == "" {
				return errors.New("--config is empty: name a configuration, or leave it out for pandagen.yaml")
			}
			cfg, err := loadConfig(config)
			if err != nil {
				return err
			}
			cfg.EmbeddedDocuments = embedded.Documents()
			work, what := generator.Generate, "generating"
			if check {
				work, what = generator.Check, "checking"
			}
			done := cli.Progress(cmd.ErrOrStderr(), what)
			result, err := work(cmd.Context(), cfg)
			done()
			if err != nil {
				return generateError(err)
			}
			for _, warning := range result.Warnings {
				fmt.Fprintf(cmd.ErrOrStderr(), "%s (warning)\n", warning)
			}
			if !check {
				fmt.Fprintln(cmd.OutOrStdout(), result)
				return nil
			}
			return reportStale(cmd, result)
		},
	}
	cmd.Flags().StringVar(&config, "config", "pandagen.yaml", "configuration `file`; its paths are relative to its folder")
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; name what is not up to date, and exit with 1")
	return cmd
}

// reportStale names the files that are not up to date.
func reportStale(cmd *cobra.Command, result *generator.Result) error {
	if len(result.Changes) == 0 {
		fmt.Fprintf(cmd.OutOrStdout(), "%d files are up to date\n", result.Files)
		return nil
	}
	for _, change := range result.Changes {
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", change.Path, change.Kind)
	}
	stale := "1 file is"
	if n := len(result.Changes); n > 1 {
		stale = fmt.Sprintf("%d files are", n)
	}
	return &cli.ExitError{Code: cli.Findings, Err: fmt.Errorf("%s not up to date: run pandagen generate", stale)}
}
