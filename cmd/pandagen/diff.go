package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/diff"
	"github.com/pandapon/pandagen/internal/diff/format"
	"github.com/pandapon/pandagen/internal/revision"
)

// diffFlags are what the command line says about how to compare.
type diffFlags struct {
	config, format, output, failOn string
	noGo                           bool
}

func newDiffCommand() *cobra.Command {
	var flags diffFlags
	cmd := &cobra.Command{
		Use:   "diff BASE [HEAD]",
		Short: "Say what a change of an OpenAPI document means, on the wire and for Go callers",
		Long: `Diff compares two versions of a document and reports, the gravest first: changed signatures; what breaks clients on
the wire, or may; changes of envelopes, retries, paging, units and evidence; and what Go callers of the generated packages
notice. It ends in the version that semantic versioning asks for: major, minor or patch.

BASE and HEAD are each a file, a folder with an openapi.yaml, a document that is built in (embedded, embedded:v2), a git
revision (origin/main, v1.2.0, HEAD~3), or REVISION:PATH, whose path counts from the repository's root. What exists as a
file is taken for one; write ./HEAD for a file called HEAD. Without HEAD, the work tree is compared, or what is built in
where pandagen.yaml names that. A revision without a path has the document where the other side has it, else where
pandagen.yaml says, else at spec/openapi.yaml or openapi.yaml, here or at the repository's root. Revisions are read with
git; the work tree is not touched.

Both versions are generated in memory by pandagen.yaml, or without one as models, client and server stubs. When that
fails, the report says why, and has the rest. Without the comparison of Go, the version is at least the one that it names.

Formats: text; markdown, a comment for a pull request, at most as long as GitHub takes; github, workflow commands that
annotate the changed lines; html, one page that needs nothing else; json, an object with base, head, bump, summary, go
and changes. A change has id, kind (wire, contract or go), level (breaking, warning or info), operation and also (the
others that notice it), symbol, text, why, file, line, column, and side: head, or base for what is gone.

The exit code is 1 when a change is as grave as --fail-on says, when the head cannot be generated, whatever --fail-on says,
and when a document has findings.`,
		Example: `  pandagen diff origin/main
  pandagen diff v1.2.0 v1.3.0 --format html -o diff.html
  pandagen diff v1.2.0:spec/openapi.yaml spec/openapi.yaml --fail-on never
  pandagen diff old.yaml new.yaml --no-go
  pandagen diff before.yaml embedded`,
		Args: diffArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			return runDiff(cmd, args, flags)
		},
	}
	cmd.Flags().StringVar(&flags.config, "config", "pandagen.yaml", "configuration `file`, which need not exist")
	cmd.Flags().StringVar(&flags.format, "format", "text", "print this `format`: "+strings.Join(format.Names(), ", "))
	cmd.Flags().StringVarP(&flags.output, "output", "o", "", "write to this `file` instead of standard output")
	cmd.Flags().StringVar(&flags.failOn, "fail-on", "breaking", "exit with 1 on changes of this `level` or graver ones: breaking, warning, any or never")
	cmd.Flags().BoolVar(&flags.noGo, "no-go", false, "do not generate and compare the Go packages")
	return cmd
}

// diffArgs refuses an empty HEAD too: a script whose variable is not set must not compare something else.
func diffArgs(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("name what to compare with, such as pandagen diff origin/main")
	case len(args) > 2:
		return fmt.Errorf("%q is one too many: name BASE, and HEAD unless it is the work tree", args[2])
	case slices.Contains(args, ""):
		return errors.New("an argument is empty: name a file, a folder or a revision, such as origin/main")
	}
	return nil
}

// failLevels are the values of --fail-on with the levels that fail.
var failLevels = map[string][]diff.Level{
	"breaking": {diff.Breaking}, "warning": {diff.Breaking, diff.Warning}, "any": diff.Levels(), "never": nil,
}

func (f *diffFlags) check() error {
	if err := format.Check(f.format); err != nil {
		return err
	}
	if _, ok := failLevels[f.failOn]; !ok {
		return fmt.Errorf("unknown --fail-on %q: use breaking, warning, any or never", f.failOn)
	}
	return nil
}

func runDiff(cmd *cobra.Command, args []string, flags diffFlags) error {
	cfg, err := diffConfig(flags.config, cmd.Flags().Changed("config"))
	if err != nil {
		return err
	}
	done := cli.Progress(cmd.ErrOrStderr(), "comparing")
	defer done()
	request := revision.Request{Base: args[0]}
	if len(args) > 1 {
		request.Head = args[1]
	}
	options := format.Options{Colour: flags.output == "" && wantsColour(cmd.OutOrStdout())}
	if cfg != nil {
		request.Document = cfg.Document
		if options.Templates, err = cfg.OpenTemplates(); err != nil {
			return generateError(err)
		}
	}
	report, path, err := compare(cmd.Context(), request, diff.Options{Config: cfg, NoGo: flags.noGo})
	if err != nil {
		return err
	}
	options.Path = path
	var b bytes.Buffer
	if err := format.Print(&b, flags.format, report, options); err != nil {
		if cfg != nil {
			err = cfg.TemplateError(options.Templates, err)
		}
		return usage(err)
	}
	done()
	if err := writeOutput(cmd.OutOrStdout(), flags.output, b.Bytes()); err != nil {
		return err
	}
	return diffResult(report, flags.failOn)
}

// compare compares the documents that a request names. Path tells where the head's files are in the repository.
func compare(ctx context.Context, request revision.Request, options diff.Options) (report *diff.Report, path func(string) string, err error) {
	pair, err := revision.Open(ctx, request)
	if _, wrong := errors.AsType[*revision.UsageError](err); wrong {
		return nil, nil, usage(err)
	} else if err != nil {
		return nil, nil, environment(err)
	}
	defer pair.Close()
	base, head := diff.Version{Source: pair.Base.Source, Name: pair.Base.Name}, diff.Version{Source: pair.Head.Source, Name: pair.Head.Name}
	if report, err = diff.Compare(ctx, base, head, options); err != nil {
		return nil, nil, loadError(err)
	}
	return report, pair.Head.InRepository, nil
}

// diffConfig reads the configuration; nil when there is none and nobody asked for one.
func diffConfig(file string, asked bool) (*generator.Config, error) {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) && !asked {
		return nil, nil
	}
	cfg, err := loadConfig(file)
	if err != nil {
		return nil, err
	}
	return &cfg, nil
}

// wantsColour reports whether a person sees w and has not said that they want no colour.
func wantsColour(w io.Writer) bool {
	return cli.IsTerminal(w) && os.Getenv("NO_COLOR") == ""
}

// diffResult sums the report up on the exit code.
func diffResult(report *diff.Report, failOn string) error {
	if report.NotGenerated() {
		return &cli.ExitError{Code: cli.Findings, Err: errors.New("the head cannot be generated")}
	}
	failing := 0
	for i := range report.Changes {
		if slices.Contains(failLevels[failOn], report.Changes[i].Level) {
			failing++
		}
	}
	if failing == 0 {
		return nil
	}
	return &cli.ExitError{Code: cli.Findings, Err: fmt.Errorf("%s (--fail-on %s)", report.Summary(), failOn)}
}
