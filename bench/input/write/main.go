// Write writes the project's document, as one file that oapi-codegen takes, to the file that it is given.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pandapon/pandagen/bench/input"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./input/write FILE")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(file string) error {
	root, err := input.Document()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return input.Write(file, input.ForOAPI(root))
}
