package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/embedded"
	"github.com/pandapon/pandagen/internal/spelling"
	"github.com/pandapon/pandagen/spec"
)

// sourceOf returns the document that the arguments name: PandaPon's embedded one when there are none.
func sourceOf(args []string) (document.Source, error) {
	if len(args) == 0 {
		return sourceNamed(embedded.PandaPon)
	}
	return sourceNamed(args[0])
}

// sourceNamed returns the document of a name: the entry file's, that of a folder with an openapi.yaml, or an embedded one's.
func sourceNamed(name string) (document.Source, error) {
	if generator.IsEmbedded(name) {
		if source, ok := embedded.Source(name); ok {
			return source, nil
		}
		return document.Source{}, fmt.Errorf("no document called %q is built in: there are %s", name, strings.Join(embedded.Names(), ", "))
	}
	info, err := os.Stat(name)
	if near := spelling.Nearest(name, embedded.Names()); errors.Is(err, fs.ErrNotExist) && near != "" {
		return document.Source{}, environment(fmt.Errorf("read document %s: no such file: did you mean %q?", name, near))
	}
	if err == nil && info.IsDir() {
		name = filepath.Join(name, spec.Entry)
	}
	return document.FromPath(name), nil
}

// loadBundle loads the document that the arguments name, in one piece. Errors have their exit codes.
func loadBundle(ctx context.Context, args []string) (*document.Node, error) {
	source, err := sourceOf(args)
	if err != nil {
		return nil, err
	}
	doc, err := document.Load(ctx, source)
	if err != nil {
		return nil, loadError(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		return nil, loadError(err)
	}
	return root, nil
}
