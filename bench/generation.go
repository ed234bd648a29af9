package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/pandapon/pandagen/bench/input"
	"github.com/pandapon/pandagen/internal/document"
)

// generation is what the figures about generating share: built programs, and a module to generate into.
type generation struct {
	ctx      context.Context
	out      string         // folder of the built programs and the multiplied documents
	module   string         // folder of a module that resolves what pandagen's output imports
	document *document.Node // as it is
	ready    func() error   // makes all of them, once
}

// generateFigures time the built programs, from their start to their end, in a module that has no generated code yet.
func generateFigures(ctx context.Context, t *tearDown) ([]figure, error) {
	out, err := filepath.Abs("out")
	if err != nil {
		return nil, err
	}
	root, err := input.Document()
	if err != nil {
		return nil, err
	}
	module, err := os.MkdirTemp("", "pandagen-bench-")
	if err != nil {
		return nil, err
	}
	t.add(func() error { return os.RemoveAll(module) })
	g := &generation{ctx: ctx, out: out, module: module, document: root}
	g.ready = sync.OnceValue(g.prepare)
	operations := input.Operations(root)
	perOperation := func(times int) contender {
		c := g.pandagen(times)
		c.name += " per operation"
		c.units = float64(times * operations)
		return c
	}
	return []figure{
		{name: "generate_x100_per_op", single: true, ours: perOperation(100), theirs: perOperation(10)},
		{name: "generate_vs_oapi", single: true, ours: g.pandagen(10), theirs: g.oapiCodegen(10)},
		{name: "generate_x1_vs_oapi", single: true, ours: g.pandagen(1), theirs: g.oapiCodegen(1)},
	}, nil
}

// prepare builds the programs and writes what they read.
func (g *generation) prepare() error {
	if err := g.build(); err != nil {
		return err
	}
	if err := g.writeModule(); err != nil {
		return err
	}
	return g.writeDocuments(1, 10, 100)
}

// build builds both programs: pandagen in its own module, oapi-codegen in the version that this module pins.
func (g *generation) build() error {
	for _, p := range []struct{ folder, program, from string }{
		{"..", "pandagen", "./cmd/pandagen"},
		{".", "oapi-codegen", "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"},
	} {
		if err := g.command(p.folder, "go", "build", "-o", filepath.Join(g.out, p.program), p.from); err != nil {
			return err
		}
	}
	return nil
}

// writeModule makes a module that requires what the main module requires, and the main module itself.
func (g *generation) writeModule() error {
	main, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(main, "go.mod"))
	if err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(main, "go.sum"))
	if err != nil {
		return err
	}
	const itself = "github.com/pandapon/pandagen"
	text := strings.Replace(string(mod), "module "+itself+"\n", "module example.com/generated\n", 1)
	text += fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %s => %s\n", itself, itself, main)
	if err := os.WriteFile(filepath.Join(g.module, "go.mod"), []byte(text), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(g.module, "go.sum"), sum, 0o644)
}

// writeDocuments writes the document multiplied, and what both programs are to do with each.
func (g *generation) writeDocuments(times ...int) error {
	for _, n := range times {
		multiplied := input.Multiply(g.document, n)
		if err := input.Write(g.input("pandagen", n), multiplied); err != nil {
			return err
		}
		if err := input.Write(g.input("oapi", n), input.ForPeers(multiplied)); err != nil {
			return err
		}
		// pandagen reads paths as relative to its configuration.
		config := fmt.Sprintf("document: %s\noutput: %s\nimport: example.com/sdk\nemit: [models, client, server]\n", filepath.Base(g.input("pandagen", n)), g.output("sdk", n))
		if err := os.WriteFile(g.config("pandagen", n), []byte(config), 0o644); err != nil {
			return err
		}
		config = fmt.Sprintf("package: oapi\noutput: %s\ngenerate:\n  models: true\n  client: true\n  std-http-server: true\n  strict-server: true\n",
			filepath.Join(g.output("oapi", n), "oapi.gen.go"))
		if err := os.WriteFile(g.config("oapi", n), []byte(config), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (g *generation) input(program string, times int) string {
	return filepath.Join(g.out, fmt.Sprintf("%s-x%d.json", program, times))
}

func (g *generation) config(program string, times int) string {
	return filepath.Join(g.out, fmt.Sprintf("%s-x%d.yaml", program, times))
}

func (g *generation) output(kind string, times int) string {
	return filepath.Join(g.module, fmt.Sprintf("%sx%d", kind, times))
}

// pandagen generates models with codecs, client and server stubs, and type-checks them.
func (g *generation) pandagen(times int) contender {
	output := g.output("sdk", times)
	return contender{
		name: fmt.Sprintf("pandagen, document x%d", times),
		prepare: func(int) error {
			if err := g.ready(); err != nil {
				return err
			}
			return os.RemoveAll(output)
		},
		run: func(n int) error {
			for range n {
				if err := g.command(g.module, filepath.Join(g.out, "pandagen"), "generate", "--config", g.config("pandagen", times)); err != nil {
					return err
				}
			}
			return notEmpty(output)
		},
	}
}

// oapiCodegen generates models, client, and strict server for net/http.
func (g *generation) oapiCodegen(times int) contender {
	output := g.output("oapi", times)
	return contender{
		name: fmt.Sprintf("oapi-codegen, document x%d", times),
		prepare: func(int) error {
			if err := g.ready(); err != nil {
				return err
			}
			if err := os.RemoveAll(output); err != nil {
				return err
			}
			return os.Mkdir(output, 0o755)
		},
		run: func(n int) error {
			for range n {
				if err := g.command(g.module, filepath.Join(g.out, "oapi-codegen"), "-config", g.config("oapi", times), g.input("oapi", times)); err != nil {
					return err
				}
			}
			return notEmpty(output)
		},
	}
}

func (g *generation) command(folder, program string, args ...string) error {
	c := exec.CommandContext(g.ctx, program, args...)
	c.Dir = folder
	if output, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, bytes.TrimSpace(output))
	}
	return nil
}

// notEmpty is the check that something was generated.
func notEmpty(folder string) error {
	files, err := os.ReadDir(folder)
	if err == nil && len(files) == 0 {
		return fmt.Errorf("%s: %w", folder, errNoResult)
	}
	return err
}
