package main

import (
	"errors"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/document"
)

// usage marks an error of the command line.
func usage(err error) error { return &cli.ExitError{Code: cli.Usage, Err: err} }

// environment marks an error of files and streams.
func environment(err error) error {
	if err == nil {
		return nil
	}
	return &cli.ExitError{Code: cli.Environment, Err: err}
}

// isFindings reports whether err says what is wrong at places of a document or of a configuration.
func isFindings(err error) bool {
	_, read := errors.AsType[document.Errors](err)
	_, generated := errors.AsType[generator.Findings](err)
	return read || generated
}

// loadError marks an error of reading a document: its findings, or else what failed.
func loadError(err error) error {
	if isFindings(err) {
		return &cli.ExitError{Code: cli.Findings, Err: err}
	}
	return environment(err)
}

// generateError marks an error of generating: the configuration's, the document's, or else what failed.
func generateError(err error) error {
	if _, ok := errors.AsType[*generator.ConfigError](err); ok {
		return usage(err)
	}
	return loadError(err)
}
