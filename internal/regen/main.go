// Regen writes the repository's generated code by pandagen.yaml. It imports the generator and nothing that is generated,
// so that gen/ can be made again when it is broken or gone.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/spec"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	cfg, err := generator.LoadConfig("pandagen.yaml")
	if err != nil {
		return err
	}
	cfg.EmbeddedDocument = document.FromFS(spec.FS(), spec.Entry, "spec")
	result, err := generator.Generate(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Println(result)
	return nil
}
