package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/describe"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

func newSpecCommand() *cobra.Command {
	return newGroup("spec", "Show an OpenAPI document: its operations, or all of it in one file", newSpecListCommand(), newSpecBundleCommand())
}

func newSpecListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [SPEC]",
		Short: "List the operations of a document with the grade of their evidence",
		Long: `List prints one line for each operation and webhook: the Go method, HTTP method, path, how well it is documented, when a
call is sent again after a failure, and its title. SPEC is the entry file of a document, a folder with an openapi.yaml, or the name of a document that is built in,
embedded or embedded:v2; without it, PandaPon's embedded document is listed.`,
		Example: `  pandagen spec list
  pandagen spec list --json openapi.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, err := loadBundle(cmd.Context(), args)
			if err != nil {
				return err
			}
			operations := listOperations(root)
			if asJSON {
				return environment(printJSON(cmd.OutOrStdout(), operations))
			}
			table := cli.NewTable("METHOD", "HTTP", "PATH", "EVIDENCE", "RETRY", "TITLE")
			for _, o := range operations {
				table.Add(orDash(o.name()), o.HTTPMethod, o.Path, orDash(o.Evidence), orDash(o.Retry), o.Title)
			}
			return environment(table.Write(cmd.OutOrStdout()))
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array of operations")
	return cmd
}

// listedOperation is an operation as --json prints it. A webhook has its name in place of a path.
type listedOperation struct {
	OperationID string   `json:"operationId"`
	Service     string   `json:"service"`
	Method      string   `json:"method"`
	HTTPMethod  string   `json:"httpMethod"`
	Path        string   `json:"path"`
	Webhook     bool     `json:"webhook,omitempty"`
	Tags        []string `json:"tags,omitempty"`
	Title       string   `json:"title"`
	Page        string   `json:"page,omitempty"`
	Date        string   `json:"date,omitempty"`
	Evidence    string   `json:"evidence,omitempty"`
	Retry       string   `json:"retry,omitempty"` // x-retry, or what x-retry-default makes of the method
	Position    string   `json:"position"`
}

// name is how the operation is called in Go, or else its operationId.
func (o *listedOperation) name() string {
	if o.Service != "" && o.Method != "" {
		return o.Service + "." + o.Method
	}
	return o.OperationID
}

func listOperations(root *document.Node) []listedOperation {
	list := []listedOperation{}
	byDefault, _ := extension.ParseRetryDefault(root.Get("x-retry-default"))
	for _, member := range []string{"paths", "webhooks"} {
		paths := root.Get(member)
		if paths == nil {
			continue
		}
		for _, path := range paths.Members {
			for _, m := range path.Value.Members {
				if slices.Contains(document.Methods(), m.Name) {
					o := listOperation(path.Name, m, member == "webhooks")
					if retry, _ := extension.ParseRetry(m.Value.Get("x-retry"), byDefault, m.Name); !o.Webhook {
						o.Retry = retry.Rule
					}
					list = append(list, o)
				}
			}
		}
	}
	return list
}

func listOperation(path string, m document.Member, webhook bool) listedOperation {
	n := m.Value
	source, golang := n.Get("x-source"), n.Get("x-go")
	o := listedOperation{
		OperationID: n.Get("operationId").Literal(), Service: golang.Get("service").Literal(), Method: golang.Get("method").Literal(),
		HTTPMethod: strings.ToUpper(m.Name), Path: path, Webhook: webhook, Title: source.Get("title").Literal(),
		Page: source.Get("page").Literal(), Date: source.Get("date").Literal(), Evidence: source.Get("evidence").Literal(),
		Position: m.Pos.String(),
	}
	if o.Title == "" {
		o.Title = n.Get("summary").Literal()
	}
	if o.OperationID == "" && !webhook {
		o.OperationID = describe.OperationID(m.Name, path)
	}
	if tags := n.Get("tags"); tags != nil {
		for _, tag := range tags.Items {
			o.Tags = append(o.Tags, tag.Text)
		}
	}
	return o
}

func newSpecBundleCommand() *cobra.Command {
	var output, format string
	var overlays []string
	cmd := &cobra.Command{
		Use:   "bundle [SPEC]",
		Short: "Print a document of several files as one that other tools accept",
		Long: `Bundle puts a document of several files into one: path items in their places, everything else below components under
its own name, with the order of members and the digits of numbers as they were written. SPEC is the entry file of a
document, a folder with an openapi.yaml, or the name of a document that is built in, embedded or embedded:v2; without it,
PandaPon's embedded document is bundled.`,
		Example: `  pandagen spec bundle -o openapi.json
  pandagen spec bundle --format yaml spec/openapi.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, err := bundleWriter(format, output)
			if err != nil {
				return err
			}
			root, err := loadBundle(cmd.Context(), args)
			if err != nil {
				return err
			}
			for _, overlay := range overlays {
				unused, err := document.ApplyOverlay(cmd.Context(), root, document.FromPath(overlay))
				if err != nil {
					return loadError(err)
				}
				for _, warning := range unused {
					fmt.Fprintln(cmd.ErrOrStderr(), warning)
				}
			}
			var b bytes.Buffer
			if err := write(&b, root); err != nil {
				return environment(err)
			}
			return writeOutput(cmd.OutOrStdout(), output, b.Bytes())
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this `file` instead of standard output")
	cmd.Flags().StringArrayVar(&overlays, "overlay", nil, "apply this OpenAPI Overlay `file`; may be repeated")
	cmd.Flags().StringVar(&format, "format", "", "print this `format`: json or yaml (default: by the name of the output file, else json)")
	return cmd
}

// bundleWriter returns what writes a bundle in the format that the flags ask for.
func bundleWriter(format, output string) (func(io.Writer, *document.Node) error, error) {
	if ext := strings.ToLower(filepath.Ext(output)); format == "" && (ext == ".yaml" || ext == ".yml") {
		format = "yaml"
	}
	switch format {
	case "json", "":
		return func(w io.Writer, n *document.Node) error { return document.WriteJSON(w, n, "  ") }, nil
	case "yaml":
		return document.WriteYAML, nil
	}
	return nil, usage(fmt.Errorf("unknown format %q: use json or yaml", format))
}
