package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// printJSON writes v for programs to read.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// writeOutput writes what --output asks for: to a file, or to stdout when it names none.
func writeOutput(stdout io.Writer, file string, data []byte) error {
	if file == "" || file == "-" {
		_, err := stdout.Write(data)
		return environment(err)
	}
	return environment(writeFile(file, data))
}

// writeFile replaces a file in one step, so that a failure leaves the old one. What is no regular file, such as a device
// or a pipe, is written to and stays.
func writeFile(name string, data []byte) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, data, 0o644)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".pandagen-*")
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("write %s: %w", name, failed.Err) // not the temporary name
	} else if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // fails when it was renamed
	_, err = temp.Write(data)
	if err := errors.Join(err, temp.Chmod(0o644), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
