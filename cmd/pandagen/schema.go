package main

import (
	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/generator"
)

func newSchemaCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of pandagen.yaml",
		Long: `Schema prints the JSON Schema of pandagen.yaml in this version of pandagen, by which editors complete and check it. The first
line of a pandagen.yaml that pandagen init wrote names the schema on the web; to work without a network, write it to a file
and name that one:

  # yaml-language-server: $schema=pandagen.schema.json`,
		Example: `  pandagen schema -o pandagen.schema.json`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return writeOutput(cmd.OutOrStdout(), output, generator.Schema)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this `file` instead of standard output")
	return cmd
}
