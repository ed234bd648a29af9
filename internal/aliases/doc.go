// Package aliases holds the names of package runtime that generated clients offer as their own, so that a caller imports one
// package.
//
// aliases.go is made of package runtime by this package's test: run it with -update after the exported names of runtime have
// changed. It is Go like any other, compiled and checked, and is printed into generated packages from here.
package aliases

import (
	_ "embed"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed aliases.go
var source string

// Decl is a declaration that a generated client repeats.
type Decl struct {
	Name   string // in package runtime
	Text   string // Go source with its comment
	Signer bool   // it is about signatures: it uses package signer

	names   []place // of declarations of this package, in Text
	imports []string
}

// place is an identifier in the text of a declaration.
type place struct {
	start int
	name  string
}

// All returns the declarations, in the order of their names.
var All = sync.OnceValue(parse)

// Names returns the names of all declarations.
func Names() []string {
	var names []string
	for _, d := range All() {
		names = append(names, d.Name)
	}
	return names
}

// Source returns the text of a declaration in a package where some declarations have other names.
func (d *Decl) Source(renamed map[string]string) string {
	var b strings.Builder
	done := 0
	for _, at := range d.names {
		if other := renamed[at.name]; other != "" {
			b.WriteString(d.Text[done:at.start])
			b.WriteString(other)
			done = at.start + len(at.name)
		}
	}
	b.WriteString(d.Text[done:])
	return b.String()
}

// Imports returns the import paths that the declarations need, sorted.
func Imports(decls []*Decl) []string {
	var paths []string
	for _, d := range decls {
		paths = append(paths, d.imports...)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func parse() []*Decl {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "aliases.go", source, parser.ParseComments)
	if err != nil {
		panic(err) // it was compiled
	}
	imports := map[string]string{}
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		imports[path[strings.LastIndexByte(path, '/')+1:]] = path
	}
	own := map[string]bool{}
	var all []*Decl
	for _, decl := range file.Decls {
		name, doc := declared(decl)
		if name == "" {
			continue
		}
		own[name] = true
		start, end := files.Position(doc.Pos()).Offset, files.Position(decl.End()).Offset
		all = append(all, &Decl{Name: name, Text: source[start:end]})
	}
	i := 0
	for _, decl := range file.Decls {
		if name, _ := declared(decl); name == "" {
			continue
		}
		all[i].read(files, decl, own, imports)
		i++
	}
	return all
}

// declared returns the name and the comment of a declaration; the imports have none.
func declared(decl ast.Decl) (string, *ast.CommentGroup) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return decl.Name.Name, decl.Doc
	case *ast.GenDecl:
		switch spec := decl.Specs[0].(type) {
		case *ast.TypeSpec:
			return spec.Name.Name, decl.Doc
		case *ast.ValueSpec:
			return spec.Names[0].Name, decl.Doc
		}
	}
	return "", nil
}

// read notes what a declaration refers to.
func (d *Decl) read(files *token.FileSet, decl ast.Decl, own map[string]bool, imports map[string]string) {
	_, doc := declared(decl)
	offset := files.Position(doc.Pos()).Offset
	if strings.HasPrefix(d.Text, "// "+d.Name+" ") {
		d.names = append(d.names, place{len("// "), d.Name})
	}
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && imports[pkg.Name] != "" {
				d.imports = append(d.imports, imports[pkg.Name])
				d.Signer = d.Signer || pkg.Name == "signer"
				return false
			}
		case *ast.Ident:
			if own[n.Name] {
				d.names = append(d.names, place{files.Position(n.Pos()).Offset - offset, n.Name})
			}
		}
		return true
	})
}
