// Regen writes the repository's generated code by the configurations that its arguments name. It imports the generator and
// nothing that is generated, so that gen/ can be made again when it is broken or gone.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/embedded"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	configs := os.Args[1:]
	if len(configs) == 0 {
		fmt.Fprintln(os.Stderr, "usage: regen CONFIG...")
		os.Exit(2)
	}
	for _, config := range configs {
		if err := run(ctx, config); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func run(ctx context.Context, config string) error {
	cfg, err := generator.LoadConfig(config)
	if err != nil {
		return err
	}
	cfg.EmbeddedDocuments = embedded.Documents()
	result, err := generator.Generate(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Println(result)
	return nil
}
