package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is what is known about this program.
type version struct {
	Version  string `json:"version"`            // of the module; (devel) when it was built from a work tree
	Revision string `json:"revision,omitempty"` // of the work tree
	Modified bool   `json:"modified,omitempty"` // the work tree differed from the revision
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func newVersionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of pandagen and of the Go that built it",
		Example: `  pandagen version
  pandagen version --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v := readVersion()
			if asJSON {
				return environment(printJSON(cmd.OutOrStdout(), v))
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "pandagen", v)
			return environment(err)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}

// String returns the version in one line, without the program's name.
func (v version) String() string {
	revision := ""
	if v.Revision != "" {
		revision = fmt.Sprintf(" (%.12s", v.Revision)
		if v.Modified {
			revision += ", modified"
		}
		revision += ")"
	}
	return fmt.Sprintf("%s%s, %s, %s", v.Version, revision, v.Go, v.Platform)
}

func readVersion() version {
	v := version{Version: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
