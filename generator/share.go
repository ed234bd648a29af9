package generator

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/share"
)

// share reads the configuration whose package has types for this one.
func (r *configReader) share(n *document.Node) *Config {
	file := r.path(n)
	switch {
	case file == "":
		return nil
	case r.shared: // is not followed: see completeShare
		return &Config{}
	case filepath.Clean(file) == filepath.Clean(r.file):
		r.fail(n, "%s is this configuration: name another one, whose package has types that this one has too", n.Text)
		return nil
	}
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		r.fail(n, "there is no %s: name the configuration of the package whose types this one shares", n.Text)
		return nil
	} else if err != nil {
		r.fail(n, "%v", err)
		return nil
	}
	other, err := parseConfig(configReader{file: file, folder: filepath.Dir(file), shared: true}, content)
	if errs, ok := errors.AsType[document.Errors](err); ok {
		r.errs = append(r.errs, errs...)
		return nil
	}
	return &other
}

// completeShare is complete for the configuration whose package has types for this one.
func (c Config) completeShare() (Config, error) {
	if c.Share == nil {
		return c, nil
	}
	if c.Share.Share != nil {
		return c, c.invalid("share", "", "%s takes types from another configuration itself: name that one, or none", c.Share.file)
	}
	other := *c.Share
	if other.EmbeddedDocuments == nil {
		other.EmbeddedDocuments = c.EmbeddedDocuments
	}
	other, err := other.complete()
	if err != nil {
		return c, err
	}
	if other.Output == c.Output {
		return c, c.invalid("share", "", "%s writes to %s too: only two packages can share types", c.Share.file, c.Output)
	}
	c.Share = &other
	return c, nil
}

// shareTypes describes what the other configuration generates, makes aliases of the types that both have, and returns the models of
// the other package, which the aliases are checked against. It returns nil when nothing is shared.
func shareTypes(ctx context.Context, cfg Config, a *api.API) (*unit, error) {
	if cfg.Share == nil {
		return nil, nil
	}
	other := *cfg.Share
	root, _, err := load(ctx, other)
	if err != nil {
		return nil, err
	}
	in := &input{}
	if in.api, err = describeAPI(ctx, root, other); err != nil {
		return nil, err
	}
	if in.packages, err = other.packages(); err != nil {
		return nil, err
	}
	if in.templates, err = other.OpenTemplates(); err != nil {
		return nil, err
	}
	share.Types(a, in.api, in.packages[modelsTarget])
	if !slices.ContainsFunc(a.Types, func(t *api.Type) bool { return t.Alias }) {
		return nil, nil
	}
	other.Emit = []string{"models"}
	units, _, err := printUnits(ctx, other, in)
	if err != nil {
		return nil, other.templateFault(in.templates, err)
	}
	return units[0], nil
}
