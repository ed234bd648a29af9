package generator

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/emit"
)

// What is done when the printed code turns out not to be Go.
const (
	parsing   = "parsing the generated code"
	compiling = "compiling the generated code"
)

// unit is a package to compile: its files are parsed once, and that tree is both type-checked and printed.
type unit struct {
	emit.Package
	dir   string
	files []*source

	beside []*ast.File // that people wrote in the folder
}

// source is a file on its way from an emitter to the disk.
type source struct {
	name      string // slash-separated path: unit's folder and file name
	raw       []byte // as the emitter printed it, imports arranged
	tree      *ast.File
	formatted []byte
}

// release lets go of what is not needed any more when a unit is finished.
func (u *unit) release() {
	for _, f := range u.files {
		f.raw, f.tree = nil, nil
	}
}

// parse parses every file of a unit, in parallel.
func (c *compiler) parse(ctx context.Context, u *unit) error {
	return each(ctx, len(u.files), func(i int) error {
		f := u.files[i]
		raw, err := arrangeImports(f.name, f.raw)
		if err == nil {
			f.raw = raw
			f.tree, err = parser.ParseFile(c.fset, f.name, raw, parser.ParseComments|parser.SkipObjectResolution)
		}
		if err != nil {
			return &InternalError{Stage: parsing, Detail: err.Error()}
		}
		return nil
	})
}

// arrangeImports puts the imports of a file into one declaration, those of the standard library first.
func arrangeImports(name string, raw []byte) ([]byte, error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, raw, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	if len(tree.Imports) == 0 {
		return raw, nil
	}
	offset := func(p token.Pos) int { return fset.Position(p).Offset }
	begin, end := offset(tree.Decls[0].Pos()), offset(tree.Decls[len(tree.Decls)-1].End())
	var standard, others []string
	for _, spec := range tree.Imports {
		line := spec.Path.Value
		if spec.Name != nil {
			line = spec.Name.Name + " " + line
		}
		if first, _, _ := strings.Cut(spec.Path.Value, "/"); strings.Contains(first, ".") {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	var b bytes.Buffer
	b.Grow(len(raw) + 64)
	b.Write(raw[:begin])
	if len(standard)+len(others) == 1 {
		b.WriteString("import " + cmp.Or(strings.Join(standard, ""), strings.Join(others, "")) + "\n")
	} else {
		writeImports(&b, standard, others)
	}
	b.Write(raw[end:])
	return b.Bytes(), nil
}

// writeImports writes one declaration with groups of imports, each of which is an optional name and a quoted path.
func writeImports(b *bytes.Buffer, groups ...[]string) {
	byPath := func(a, b string) int {
		return strings.Compare(a[strings.IndexByte(a, '"'):], b[strings.IndexByte(b, '"'):])
	}
	b.WriteString("import (\n")
	for i, group := range groups {
		if i > 0 && len(groups[i-1]) > 0 {
			b.WriteString("\n")
		}
		slices.SortFunc(group, byPath)
		for _, line := range slices.Compact(group) {
			b.WriteString("\t" + line + "\n")
		}
	}
	b.WriteString(")\n")
}

// format prints the trees of a unit's files, in parallel.
func (c *compiler) format(ctx context.Context, u *unit) error {
	return each(ctx, len(u.files), func(i int) error {
		f := u.files[i]
		var b bytes.Buffer
		b.Grow(len(f.raw))
		gofmt := printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 8}
		if err := gofmt.Fprint(&b, c.fset, f.tree); err != nil {
			return &InternalError{Stage: "formatting the generated code", Detail: f.name + ": " + err.Error()}
		}
		f.formatted = b.Bytes()
		return nil
	})
}

// compiler makes formatted, type-checked Go of units. It checks them against the compiled form of the packages that they import.
type compiler struct {
	fset    *token.FileSet
	exports *exports
	known   map[string]*types.Package // read from export data, or mentioned there
	own     map[string]*types.Package // checked before
}

func newCompiler(e *exports) *compiler {
	return &compiler{fset: token.NewFileSet(), exports: e, known: map[string]*types.Package{}, own: map[string]*types.Package{}}
}

// Import returns a package that was checked before, or the compiled form of another one.
func (c *compiler) Import(importPath string) (*types.Package, error) {
	if p := c.own[importPath]; p != nil {
		return p, nil
	}
	if importPath == "unsafe" {
		return types.Unsafe, nil
	}
	if p := c.known[importPath]; p != nil && p.Complete() {
		return p, nil
	}
	return c.exports.read(c.fset, c.known, importPath)
}

// maxTypeErrors is how many errors of the type checker a message shows.
const maxTypeErrors = 5

// check type-checks a unit, which may import those that were checked before it, and returns its package.
func (c *compiler) check(ctx context.Context, u *unit) (*types.Package, error) {
	if err := c.load(ctx, c.importsOf(u)); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := c.exports.find(ctx, u.besideImports()); err != nil {
		return nil, err
	}
	beside := c.withoutCompiled(u.beside)
	var problems []string
	var findings document.Errors
	config := types.Config{
		Importer:    c,
		FakeImportC: true,
		Error: func(err error) {
			if finding := c.finding(beside, err); finding != nil {
				findings = append(findings, finding)
			} else if len(problems) < maxTypeErrors {
				problems = append(problems, c.problem(u, err))
			}
		},
	}
	trees := make([]*ast.File, len(u.files), len(u.files)+len(beside))
	for i, f := range u.files {
		trees[i] = f.tree
	}
	checked, err := config.Check(u.Import, c.fset, append(trees, beside...), nil)
	if len(findings) > 0 {
		return nil, asError(findings)
	}
	if len(problems) > 0 {
		return nil, &InternalError{Stage: compiling, Detail: strings.Join(problems, "\n")}
	}
	if err != nil {
		return nil, &InternalError{Stage: compiling, Detail: err.Error()}
	}
	c.own[u.Import] = checked
	return checked, nil
}

// load makes packages ready to be imported.
func (c *compiler) load(ctx context.Context, paths []string) error {
	if err := c.exports.want(ctx, paths); err != nil {
		return err
	}
	for _, p := range paths {
		if _, err := c.Import(p); err != nil {
			return &EnvironmentError{Err: fmt.Errorf("read the compiled package %s: %w: pandagen was built with %s, so build it again if your go command is newer", p, err, runtime.Version())}
		}
	}
	return nil
}

// finding is an error of the type checker in a file that people wrote; nil when it is elsewhere.
func (c *compiler) finding(beside []*ast.File, err error) *document.Error {
	var typeError types.Error
	if !errors.As(err, &typeError) {
		return nil
	}
	at := c.fset.Position(typeError.Pos)
	if !slices.ContainsFunc(beside, func(tree *ast.File) bool { return c.fset.Position(tree.Package).Filename == at.Filename }) {
		return nil
	}
	return besideFinding(at, strings.TrimSpace(typeError.Msg))
}

// problem shows an error of the type checker with the line it is about: the file is not on disk.
func (c *compiler) problem(u *unit, err error) string {
	var typeError types.Error
	if !errors.As(err, &typeError) {
		return err.Error()
	}
	at := c.fset.Position(typeError.Pos)
	for _, f := range u.files {
		if f.name != at.Filename {
			continue
		}
		lines := bytes.Split(f.raw, []byte("\n"))
		if at.Line >= 1 && at.Line <= len(lines) {
			line := strings.TrimSpace(string(lines[at.Line-1]))
			return fmt.Sprintf("%s: %s, in: %s", at.Filename, typeError.Msg, line[:min(len(line), 200)])
		}
	}
	return typeError.Error()
}

// importsOf returns what a unit imports, but for units that were checked before.
func (c *compiler) importsOf(u *unit) []string {
	var paths []string
	for _, f := range u.files {
		for _, spec := range f.tree.Imports {
			if p := strings.Trim(spec.Path.Value, "\"`"); c.own[p] == nil {
				paths = append(paths, p)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// usualImports are what generated code imports most of the time. They are compiled while the document is read.
var usualImports = []string{
	"context", "encoding/json", "net/http",
	"github.com/pandapon/pandagen/runtime", "github.com/pandapon/pandagen/runtime/sdk", "github.com/pandapon/pandagen/runtime/server", "github.com/pandapon/pandagen/signer",
}

// exports finds the export data of packages, which the go command compiles when they are not in its cache.
type exports struct {
	dir   string            // where the go command runs: a folder of the module that the generated code belongs to
	first <-chan error      // the answer about the usual imports
	asked bool              // it came
	files map[string]string // import path to the file with its export data
	fails map[string]string // import path to why there is none
}

// startExports begins to compile the usual imports.
func startExports(ctx context.Context, dir string) *exports {
	e := &exports{dir: dir, files: map[string]string{}, fails: map[string]string{}}
	e.first = start("asking the go command for packages", func() error { return e.list(ctx, usualImports) })
	return e
}

// want returns when all paths can be imported.
func (e *exports) want(ctx context.Context, paths []string) error {
	if err := e.find(ctx, paths); err != nil {
		return err
	}
	for _, p := range paths {
		if err := e.missing(p); err != nil {
			return &EnvironmentError{Err: e.explain(ctx, paths, err)}
		}
	}
	return nil
}

// explain returns what the go command says about packages of which one cannot be compiled: the reason may be another one, or
// far below it.
func (e *exports) explain(ctx context.Context, paths []string, missing error) error {
	build := exec.CommandContext(ctx, "go", append([]string{"build"}, paths...)...)
	build.Dir = e.dir
	out, err := build.CombinedOutput()
	if err == nil || ctx.Err() != nil {
		return missing
	}
	return fmt.Errorf("what generated code imports cannot be compiled in %s: %s", e.dir, strings.TrimSpace(string(out)))
}

// missing says why a package cannot be imported, nil when it can.
func (e *exports) missing(p string) error {
	switch {
	case e.files[p] != "" || p == "unsafe":
		return nil
	case e.fails[p] != "":
		return fmt.Errorf("package %s, which generated code imports, cannot be compiled: %s", p, e.fails[p])
	}
	return fmt.Errorf("package %s, which generated code imports, cannot be compiled: run go build %s in %s and see why", p, p, e.dir)
}

// find asks for the packages that were not asked for before. Some may be missing afterwards.
func (e *exports) find(ctx context.Context, paths []string) error {
	if !e.asked {
		e.asked = true
		if err := <-e.first; err != nil {
			return err
		}
	}
	var unknown []string
	for _, p := range paths {
		if e.files[p] == "" && e.fails[p] == "" && p != "unsafe" {
			unknown = append(unknown, p)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return e.list(ctx, unknown)
}

// list asks the go command for export data. A package that does not compile is only an error when it is wanted.
func (e *exports) list(ctx context.Context, paths []string) error {
	found, err := packages.Load(&packages.Config{Context: ctx, Dir: e.dir, Mode: packages.NeedName | packages.NeedExportFile}, paths...)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, exec.ErrNotFound) {
			return &EnvironmentError{Err: errors.New("the go command is not on the PATH: pandagen needs it to type-check what it generates")}
		}
		return &EnvironmentError{Err: fmt.Errorf("ask the go command for packages in %s: %w", e.dir, err)}
	}
	for _, p := range found {
		if p.ExportFile == "" && len(p.Errors) > 0 {
			e.fails[p.PkgPath] = p.Errors[0].Msg
		}
		e.files[p.PkgPath] = p.ExportFile
	}
	return nil
}

// read returns a package from its export data.
func (e *exports) read(fset *token.FileSet, known map[string]*types.Package, importPath string) (*types.Package, error) {
	name := e.files[importPath]
	if name == "" {
		return nil, errors.New(cmp.Or(e.fails[importPath], "it cannot be compiled: run go build on it and see why"))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	//lint:ignore SA1019 the go commands in use write archives, which nothing else reads; it reads the newer form too
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(r, fset, known, importPath)
}

// each calls f for 0 to n-1 on all processors and returns the error of the lowest index.
func each(ctx context.Context, n int, f func(i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), n)
	errs := make([]error, n)
	next := make(chan int)
	done := make(chan struct{})
	for range workers {
		go func() {
			defer func() { done <- struct{}{} }()
			for i := range next {
				errs[i] = guard("handling a file", func() error { return f(i) })
			}
		}()
	}
	var cancelled error
	for i := range n {
		if cancelled = ctx.Err(); cancelled != nil {
			break
		}
		next <- i
	}
	close(next)
	for range workers {
		<-done
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return cancelled
}
