// Package generator makes a Go SDK of an OpenAPI document: models, codecs, a client, server stubs and an index, with the signature
// of requests as part of the contract.
//
// Generate does everything and writes the result; Check tells what it would change; Build keeps the result in memory; Validate
// says what is wrong with the document. All of them may be called concurrently, and give the same bytes for the same input.
//
//	cfg, err := generator.LoadConfig("pandagen.yaml")
//	if err != nil {
//		return err
//	}
//	result, err := generator.Generate(ctx, cfg)
//
// What is wrong with a document is an error of type Findings, each with its place.
package generator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/types"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/describe"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/emit"
	"github.com/pandapon/pandagen/internal/spelling"
)

// Output is generated code in memory. It was type-checked.
type Output struct {
	Files []File // by path
	// Packages are the type-checked packages: that of the models and the client, then that of the server stubs.
	Packages []*types.Package
	// Warnings are findings that keep nothing from being generated, such as an overlay's action that selects nothing.
	Warnings Findings

	api     *api.API
	cfg     Config
	folders []string // that this run owns: those it prints to, and those that an earlier one printed to
	printed []string // those that it prints to
}

// Result tells what a run did.
type Result struct {
	Operations int
	Types      int
	Files      int      // how many there are now
	Changes    []Change // what was not up to date before the run, by path
	Warnings   Findings
	Duration   time.Duration
}

// String summarises a run in one line.
func (r *Result) String() string {
	count := map[ChangeKind]int{}
	for _, c := range r.Changes {
		count[c.Kind]++
	}
	changed := "all up to date"
	if len(r.Changes) > 0 {
		changed = fmt.Sprintf("%d new, %d changed, %d removed", count[Create], count[Update], count[Remove])
	}
	return fmt.Sprintf("%s, %s, %s (%s) in %s",
		plural(r.Operations, "operation"), plural(r.Types, "type"), plural(r.Files, "file"), changed, r.Duration.Round(time.Millisecond))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Generate writes the code that cfg asks for. Files that pandagen wrote before and does not write any more are removed,
// files of others are never touched. When it returns an error the output is as it was. Under go generate, which ends when a Go file is
// gone that it has listed, such files are only left out of every build, and the next run removes them.
//
// The error is Findings when the document has findings, a *ConfigError when cfg cannot work, an *EnvironmentError
// when files or the go command failed, and an *InternalError when pandagen is at fault.
func Generate(ctx context.Context, cfg Config) (*Result, error) {
	return run(ctx, cfg, writeOutput)
}

// Check tells what Generate would change, and writes nothing. Its errors are those of Generate.
func Check(ctx context.Context, cfg Config) (*Result, error) {
	return run(ctx, cfg, func(context.Context, *Output, []Change) error { return nil })
}

// writeOutput makes the changes, and brings the record up to date.
func writeOutput(ctx context.Context, out *Output, changes []Change) error {
	files, folders := out.Files, out.printed
	if underGoGenerate() {
		var left []string
		files, changes, left = leaveListed(files, changes)
		folders = append(slices.Clip(folders), left...)
	}
	if record, ok := out.cfg.record(folders); ok {
		changed, err := compareFile(record, func([]byte) bool { return true })
		if err != nil {
			return err
		}
		if changed != "" {
			files, changes = append(slices.Clip(files), record), append(slices.Clip(changes), Change{record.Path, changed})
		}
	}
	return apply(ctx, files, changes)
}

func run(ctx context.Context, cfg Config, finish func(context.Context, *Output, []Change) error) (*Result, error) {
	began := time.Now()
	cfg.inPlace = true
	out, err := Build(ctx, cfg)
	if err != nil {
		return nil, err
	}
	changes, err := compare(out.Files, out.folders)
	if err != nil {
		return nil, err
	}
	if err := finish(ctx, out, changes); err != nil {
		return nil, err
	}
	changes = slices.DeleteFunc(changes, func(c Change) bool { return c.Kind == tidy })
	return &Result{
		Operations: countOperations(out.api),
		Types:      len(out.api.Types),
		Files:      len(out.Files),
		Changes:    changes,
		Warnings:   out.Warnings,
		Duration:   time.Since(began),
	}, nil
}

func countOperations(a *api.API) int {
	n := 0
	for _, s := range a.Services {
		n += len(s.Operations)
	}
	return n
}

// Build makes the code that cfg asks for, in memory. Its errors are those of Generate.
func Build(ctx context.Context, cfg Config) (out *Output, err error) {
	err = guard("generating", func() error {
		out, err = build(ctx, cfg)
		return err
	})
	if err != nil {
		return nil, public(err)
	}
	return out, nil
}

func build(ctx context.Context, cfg Config) (*Output, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	mod, err := cfg.compileModule()
	if err != nil {
		return nil, err
	}
	in := &input{}
	if in.packages, err = cfg.packages(); err != nil {
		return nil, err
	}
	if in.templates, err = cfg.OpenTemplates(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx) // ends the go command when something else fails first
	defer cancel()
	exports := startExports(ctx, mod.dir)

	root, warnings, err := load(ctx, cfg)
	if err != nil {
		return nil, err
	}
	validated := start("validating the document", func() error { return validate(ctx, root) })
	if in.api, err = describeAPI(ctx, root, cfg); err != nil {
		return nil, merge(err, <-validated)
	}
	if countOperations(in.api) == 0 {
		warnings = append(warnings, &document.Error{Pos: root.Pos, Rule: "no-operations",
			Message: "no operations, so that there are no types either: only what an operation reaches is generated"})
	}
	if slices.Contains(cfg.Emit, "server") {
		for _, s := range in.api.Schemes {
			warnings = append(warnings, s.Unverifiable...)
		}
	}
	var units []*unit
	var texts []File
	others, err := shareTypes(ctx, cfg, in.api)
	if err == nil {
		units, texts, err = printUnits(ctx, cfg, in)
	}
	// What is wrong with the document comes first: it may be the reason for everything else. The document is let go then.
	if invalid := <-validated; invalid != nil {
		return nil, invalid
	}
	var checked []*types.Package
	if err == nil {
		checked, err = finishUnits(ctx, in.api, cfg, units, others, exports)
	}
	if err != nil {
		return nil, cfg.templateFault(in.templates, err)
	}
	out := &Output{Files: texts, Packages: checked, Warnings: asFindings(append(warnings, in.api.Warnings...)), api: in.api}
	for _, u := range units {
		for _, f := range u.files {
			out.Files = append(out.Files, File{Path: filepath.FromSlash(f.name), Source: f.formatted})
		}
	}
	if err := out.own(cfg, units); err != nil {
		return nil, err
	}
	slices.SortFunc(out.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// Validate reports what is wrong with cfg and its document, without printing anything: it needs no Go module and no go command.
// Its errors are those of Generate.
func Validate(ctx context.Context, cfg Config) error {
	err := guard("validating", func() error {
		cfg, err := cfg.complete()
		if err != nil {
			return err
		}
		root, _, err := load(ctx, cfg)
		if err != nil {
			return err
		}
		if _, err = describeAPI(ctx, root, cfg); err != nil {
			return merge(err, validate(ctx, root))
		}
		return validate(ctx, root)
	})
	return public(err)
}

// own finds out which folders the run owns, and that no other package is in those that it prints to.
func (out *Output) own(cfg Config, units []*unit) error {
	out.cfg = cfg
	for _, u := range units {
		folder := filepath.FromSlash(u.dir)
		key := "output"
		if folder == cfg.Server.Output {
			key = "server.output"
		}
		other, err := otherPackage(folder)
		if err != nil {
			return cfg.failed(key, fmt.Errorf("%w: choose another folder", err))
		}
		if rival, err := cfg.rival(folder); err != nil {
			return err
		} else if rival != "" {
			return cfg.invalid(key, "", "%s writes to %s too, and each would remove the files of the other: choose another folder", rival, folder)
		}
		if other != "" && other != u.Name {
			return cfg.invalid(key, "", "%s holds Go files of package %s, and the generated ones are of package %s: choose another folder, or name the package %s",
				folder, other, u.Name, other)
		}
		out.printed = append(out.printed, folder)
	}
	former, err := cfg.recorded()
	if err != nil {
		return err
	}
	all := cfg.folders()
	out.folders = append(slices.Clone(all[:]), former...)
	slices.Sort(out.folders)
	out.folders = slices.Compact(out.folders)
	return nil
}

// packages returns the packages that a run with this configuration can print to.
func (c Config) packages() (p [targets]emit.Package, err error) {
	p[modelsTarget].Name, p[serverTarget].Name = c.Package, c.Server.Package
	p[modelsTarget].Import, p[serverTarget].Import, err = c.importPaths()
	p[modelsTarget].Client = slices.Contains(c.Emit, "client")
	return p, err
}

// folders returns the folder of each target.
func (c Config) folders() [targets]string {
	return [targets]string{modelsTarget: c.Output, serverTarget: c.Server.Output}
}

// load reads the document into one self-contained tree and applies the overlays.
func load(ctx context.Context, cfg Config) (root *document.Node, warnings document.Errors, err error) {
	src := document.FromPath(cfg.Document)
	if IsEmbedded(cfg.Document) {
		built := cfg.EmbeddedDocuments[cfg.Document]
		src = document.FromFS(built.FS, built.Entry, built.Shown)
	}
	doc, err := document.Load(ctx, src)
	if err != nil {
		return nil, nil, cfg.documentError(ctx, "document", cfg.Document, err)
	}
	if root, err = document.Bundle(doc); err != nil {
		return nil, nil, cfg.documentError(ctx, "document", cfg.Document, err)
	}
	for i, overlay := range cfg.Overlays {
		unused, err := document.ApplyOverlay(ctx, root, document.FromPath(overlay))
		if err != nil {
			return nil, nil, cfg.documentError(ctx, "overlays."+strconv.Itoa(i), overlay, err)
		}
		warnings = append(warnings, unused...)
	}
	return root, warnings, nil
}

// validate holds the document against OpenAPI.
func validate(ctx context.Context, root *document.Node) error {
	findings := document.Validate(ctx, root)
	if err := ctx.Err(); err != nil {
		return err
	}
	return asError(slices.DeleteFunc(findings, (*document.Error).Understood))
}

// describeAPI makes names and Go types of the document.
func describeAPI(ctx context.Context, root *document.Node, cfg Config) (*api.API, error) {
	a, findings := describe.Describe(ctx, root, describe.Options{
		Tags: cfg.Tags, Operations: cfg.Operations, Exclude: describe.Selection(cfg.Exclude), Types: cfg.Types, Package: cfg.Package, Place: cfg.place,
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var config document.Errors
	for _, f := range findings {
		if f.Rule == describe.OptionRule {
			config = append(config, f)
		}
	}
	if len(config) > 0 { // first, because what is selected decides what else is wrong
		return nil, configError(config...)
	}
	return a, asError(findings)
}

func asError(findings document.Errors) error {
	if len(findings) == 0 {
		return nil
	}
	findings.Sort()
	return findings
}

// merge adds findings of validation to those of description, except at places that have one already: both see much of
// the same, and description says it better.
func merge(described, validated error) error {
	all, ok := described.(document.Errors)
	more, alsoOK := validated.(document.Errors)
	if !ok || !alsoOK {
		return described
	}
	all = slices.Clip(all)
	for _, f := range more {
		if !slices.ContainsFunc(all, func(g *document.Error) bool { return g.Pos == f.Pos }) {
			all = append(all, f)
		}
	}
	return asError(all)
}

// documentError tells findings from failures to read the file name, which stands at key.
func (c Config) documentError(ctx context.Context, key, name string, err error) error {
	if _, ok := errors.AsType[document.Errors](err); ok || ctx.Err() != nil {
		return err
	}
	if errors.Is(err, fs.ErrNotExist) {
		var near string
		if key == "document" {
			near = spelling.Nearest(filepath.Base(name), slices.Sorted(maps.Keys(c.EmbeddedDocuments)))
		}
		if near = cmp.Or(near, document.NearestFile(name)); near != "" {
			err = fmt.Errorf("%w: did you mean %q?", err, filepath.ToSlash(near))
		} else {
			err = fmt.Errorf("%w: correct the path, which is relative to the configuration's folder", err)
		}
	}
	return c.failed(key, err)
}

// printUnits runs the emitters side by side and returns the Go files that they printed, by package, and the other files.
func printUnits(ctx context.Context, cfg Config, in *input) (units []*unit, texts []File, err error) {
	printed := make([][]emit.File, len(emitters))
	err = each(ctx, len(emitters), func(i int) error {
		e := emitters[i]
		if !slices.Contains(cfg.Emit, e.name) {
			return nil
		}
		return guard("printing the "+e.name, func() (err error) {
			printed[i], err = e.print(ctx, in)
			return err
		})
	})
	if err != nil {
		return nil, nil, err
	}
	units = make([]*unit, targets)
	for i, folder := range cfg.folders() {
		units[i] = &unit{Package: in.packages[i], dir: filepath.ToSlash(folder)}
	}
	for i, files := range printed {
		u := units[emitters[i].target]
		for _, f := range files {
			name := path.Join(u.dir, f.Name)
			if path.Ext(name) != ".go" {
				texts = append(texts, File{Path: filepath.FromSlash(name), Source: f.Source})
				continue
			}
			u.files = append(u.files, &source{name: name, raw: f.Source})
		}
	}
	for _, u := range units {
		slices.SortFunc(u.files, func(a, b *source) int { return strings.Compare(a.name, b.name) })
		for i, f := range u.files {
			if i > 0 && f.name == u.files[i-1].name {
				return nil, nil, &InternalError{Stage: "printing", Detail: fmt.Sprintf("two emitters print %s", f.name)}
			}
		}
	}
	return slices.DeleteFunc(units, func(u *unit) bool { return len(u.files) == 0 }), texts, nil
}

// finishUnits parses what was printed, then type-checks and formats it, one unit after the other: the trees of a large document
// take much memory. It returns the package of each unit.
func finishUnits(ctx context.Context, a *api.API, cfg Config, units []*unit, shared *unit, exports *exports) (checked []*types.Package, err error) {
	c := newCompiler(exports)
	if shared != nil {
		if err := c.parse(ctx, shared); err != nil {
			return nil, err
		}
		if _, err := c.check(ctx, shared); err != nil {
			return nil, err
		}
	}
	for i, u := range units {
		if err := c.parse(ctx, u); err != nil {
			return nil, err
		}
		if cfg.inPlace {
			if err := c.parseBeside(u); err != nil {
				return nil, err
			}
		}
		if i == 0 {
			if err := c.checkCustomTypes(ctx, a, cfg, u.Import); err != nil {
				return nil, err
			}
		}
		formatted := start("formatting the generated code", func() error { return c.format(ctx, u) })
		p, err := c.check(ctx, u)
		if formatErr := <-formatted; err == nil {
			err = formatErr
		}
		if err != nil {
			return nil, err
		}
		u.release()
		checked = append(checked, p)
	}
	return checked, nil
}
