package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/tmpl"
	"github.com/pandapon/pandagen/templates"
)

func newTemplatesCommand() *cobra.Command {
	var output string
	var force bool
	cmd := &cobra.Command{
		Use:   "templates [TEMPLATE…]",
		Short: "List the built-in templates, or write them for you to change",
		Long: `Templates lists the templates that a folder of your own may replace: see templates in pandagen.yaml. With -o it writes
them, or those that are named, into a folder to begin with, and README.md, which says what they are given. Keep those that
you change and remove the others, so that they go with the version of pandagen.`,
		Example: `  pandagen templates
  pandagen templates -o templates
  pandagen templates -o templates models/typedef.tmpl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			names, err := chooseTemplates(args)
			if err != nil {
				return err
			}
			if output == "" {
				for _, name := range names {
					fmt.Fprintln(cmd.OutOrStdout(), name)
				}
				return nil
			}
			files, err := templateFiles(output, names, force)
			if err != nil {
				return err
			}
			if err := generator.WriteFiles(cmd.Context(), files); err != nil {
				return environment(err)
			}
			for _, f := range files {
				fmt.Fprintf(cmd.OutOrStdout(), "wrote %s\n", f.Path)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`folder` to write to")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite files that are there")
	return cmd
}

// chooseTemplates returns the templates that are asked for: all of them when none is named.
func chooseTemplates(args []string) ([]string, error) {
	names := tmpl.Names()
	for _, arg := range args {
		if !slices.Contains(names, arg) {
			return nil, fmt.Errorf("there is no template %q: %s", arg, extension.Suggest(arg, names))
		}
	}
	if len(args) > 0 {
		slices.Sort(args)
		return slices.Compact(args), nil
	}
	return names, nil
}

// templateFiles returns the files to write. Those that are there are in the way, unless they are to be overwritten.
func templateFiles(folder string, names []string, force bool) ([]generator.File, error) {
	files := []generator.File{{Path: filepath.Join(folder, "README.md"), Source: templates.Guide}}
	for _, name := range names {
		text, err := templates.FS.ReadFile(name)
		if err != nil {
			return nil, environment(err)
		}
		files = append(files, generator.File{Path: filepath.Join(folder, filepath.FromSlash(name)), Source: text})
	}
	for _, f := range files {
		if _, err := os.Lstat(f.Path); !force && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is there already, so nothing was written: --force overwrites it", f.Path)
		}
	}
	return files, nil
}
