// Pandagen makes a Go SDK of an OpenAPI document in which request signatures are part of the contract.
//
// Run pandagen --help for its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/pandapon/pandagen/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs a command line and returns its exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			fmt.Fprintf(stderr, "pandagen: a fault of pandagen itself, please report it with what you ran: %v\n", fault)
			code = cli.Environment
		}
	}()
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "pandagen: interrupted")
		return cli.Environment
	}
	code = cli.Usage
	if exit, ok := errors.AsType[*cli.ExitError](err); ok {
		code = exit.Code
	}
	switch {
	case err.Error() == "":
	case isFindings(err): // each line begins with its place, for editors to find
		fmt.Fprintln(stderr, err)
	default:
		fmt.Fprintln(stderr, "pandagen:", err)
	}
	return code
}
