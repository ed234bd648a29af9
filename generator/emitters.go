package generator

import (
	"context"
	"io/fs"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/emit"
	"github.com/pandapon/pandagen/internal/emit/models"
)

// emitter prints one part of the output: Go files, which are compiled, and others, which are written as they are.
type emitter struct {
	name   string // in the configuration
	target target // the package it prints to
	print  func(context.Context, *input) ([]emit.File, error)
}

// target is one of the packages that a run can print to.
type target int

const (
	modelsTarget target = iota
	serverTarget
	targets // how many there are
)

// input is what emitters print from.
type input struct {
	api       *api.API
	packages  [targets]emit.Package
	templates fs.FS // the user's, or nil
}

// emitters is everything that can be printed, in the order in which packages may import each other. To add a part,
// add a line; for a package of its own also a target, and its folder in Config.
var emitters = [...]emitter{
	{"models", modelsTarget, func(ctx context.Context, in *input) ([]emit.File, error) {
		return models.Files(ctx, in.api, in.packages[modelsTarget], in.templates)
	}},
	{"models", modelsTarget, func(_ context.Context, in *input) ([]emit.File, error) {
		return emit.Codecs(in.api, in.packages[modelsTarget])
	}},
	{"models", modelsTarget, func(_ context.Context, in *input) ([]emit.File, error) {
		return emit.Units(in.api, in.packages[modelsTarget])
	}},
	{"models", modelsTarget, func(_ context.Context, in *input) ([]emit.File, error) {
		return emit.Times(in.api, in.packages[modelsTarget])
	}},
	{"models", modelsTarget, func(_ context.Context, in *input) ([]emit.File, error) {
		return emit.Schemes(in.api, in.packages[modelsTarget])
	}},
	{"client", modelsTarget, func(_ context.Context, in *input) ([]emit.File, error) {
		return emit.Client(in.api, in.packages[modelsTarget], in.templates)
	}},
	{"server", serverTarget, func(_ context.Context, in *input) ([]emit.File, error) {
		return emit.Server(in.api, in.packages[modelsTarget], in.packages[serverTarget], in.templates)
	}},
	{"index", modelsTarget, func(_ context.Context, in *input) ([]emit.File, error) {
		return emit.Index(in.api, in.packages[modelsTarget], in.templates)
	}},
}

// Emitters returns the names of what can be printed, for Config.Emit.
func Emitters() []string {
	var names []string
	for _, e := range emitters {
		if len(names) == 0 || names[len(names)-1] != e.name {
			names = append(names, e.name)
		}
	}
	return names
}
