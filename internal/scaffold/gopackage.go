package scaffold

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/pandapon/pandagen/generator"
)

// goPackage is what is known about the Go package of a folder.
type goPackage struct {
	name      string
	isNew     bool   // it has no files yet
	generates string // the file that runs pandagen
}

// readPackage reads the Go files in a folder, which may not be there yet. Without any, the package is called after the
// folder, or in a module's root after the module.
func readPackage(folder string) (goPackage, error) {
	files := os.DirFS(folder)
	names, err := fs.Glob(files, "*.go")
	if err != nil {
		return goPackage{}, err
	}
	var pkg goPackage
	var clauses []string
	for _, name := range names {
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return goPackage{}, err
		}
		if hasDirective(source) && pkg.generates == "" {
			pkg.generates = name
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			continue // the compiler will say it better
		}
		clause := file.Name.Name
		if strings.HasSuffix(name, "_test.go") {
			clause = strings.TrimSuffix(clause, "_test")
		}
		if !isIgnored(source) {
			clauses = append(clauses, clause)
		}
	}
	if len(clauses) > 0 {
		pkg.name = clauses[0]
		return pkg, nil
	}
	pkg.name, pkg.isNew = newPackageName(folder), true
	return pkg, nil
}

// isIgnored reports whether the go command leaves a file out of the package: it is a program of its own.
func isIgnored(source []byte) bool {
	for line := range strings.Lines(string(source)) {
		line = strings.TrimSpace(line)
		if line == "//go:build ignore" {
			return true
		}
		if strings.HasPrefix(line, "package ") {
			break
		}
	}
	return false
}

// newPackageName is the name of a package that has no files yet.
func newPackageName(folder string) string {
	candidates := []string{filepath.Base(folder)}
	if content, err := os.ReadFile(filepath.Join(folder, "go.mod")); err == nil {
		prefix, _, _ := module.SplitPathVersion(modfile.ModulePath(content))
		candidates = slices.Insert(candidates, 0, path.Base(prefix))
	}
	for _, candidate := range candidates {
		if name := generator.PackageName(candidate); name != "" {
			return name
		}
	}
	return "api"
}
