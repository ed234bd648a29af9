package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/extension"
)

// exitCodes ends the help of every command.
const exitCodes = `Exit codes: 0 fine, 1 the document has findings or output is stale, 2 wrong usage, 3 the environment failed (files,
network, git, the go command).`

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "pandagen",
		Short: "Make a Go SDK of an OpenAPI document, with its request signatures",
		Long: `Pandagen makes a Go SDK of an OpenAPI document in which request signatures are part of the contract: models, a client
that signs, and server stubs that verify.`,
		Example: `  pandagen init                  begin to use pandagen in a repository of your own
  pandagen generate              write what pandagen.yaml asks for
  pandagen generate --check      say what is stale, and exit with 1
  pandagen spec list             list the operations of PandaPon's document`,
		Version:       readVersion().String(),
		SilenceErrors: true, // main prints them
		SilenceUsage:  true,
	}
	root.SetUsageTemplate(strings.TrimRight(root.UsageTemplate(), "\n") + "\n\n" + exitCodes + "\n")
	root.SetVersionTemplate("pandagen {{.Version}}\n")
	root.AddCommand(
		newDiffCommand(),
		newDocsCommand(),
		newGenerateCommand(),
		newInitCommand(),
		newLintCommand(),
		newSchemaCommand(),
		newSignCommand(),
		newSpecCommand(),
		newTemplatesCommand(),
		newVerifyCommand(),
		newVersionCommand(),
	)
	return root
}

// newGroup returns a command that has commands of its own and does nothing else.
func newGroup(name, short string, commands ...*cobra.Command) *cobra.Command {
	var names []string
	for _, c := range commands {
		names = append(names, c.Name())
	}
	cmd := &cobra.Command{
		Use:   name,
		Short: short,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("there is no command %q below %s: %s", args[0], name, extension.Suggest(args[0], names))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(commands...)
	return cmd
}
