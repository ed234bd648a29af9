package generator

import (
	"fmt"
	"go/ast"
	gobuild "go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// parseBeside parses the Go files that people wrote in the folder of a unit, and that belong to its package. They are type-checked
// together with it: a name may be taken there, or what a template of theirs calls may be declared.
func (c *compiler) parseBeside(u *unit) error {
	folder := filepath.FromSlash(u.dir)
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return nil
	} else if err != nil {
		return environment(err)
	}
	var findings document.Errors
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || !entry.Type().IsRegular() {
			continue
		}
		ours, err := beginsWith(filepath.Join(folder, name), generated)
		if err != nil {
			return environment(err)
		}
		if built, err := gobuild.Default.MatchFile(folder, name); ours || err != nil || !built {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return environment(err)
		}
		tree, err := parser.ParseFile(c.fset, path.Join(u.dir, name), raw, parser.SkipObjectResolution)
		if faults, ok := err.(scanner.ErrorList); ok && len(faults) > 0 {
			findings = append(findings, besideFinding(faults[0].Pos, faults[0].Msg))
		} else if tree.Name.Name == u.Name { // else the folder is refused
			u.beside = append(u.beside, tree)
		}
	}
	return asError(findings)
}

func besideFinding(pos token.Position, message string) *document.Error {
	return &document.Error{
		Pos: document.Position{File: pos.Filename, Line: pos.Line, Column: pos.Column}, Rule: "beside",
		Message: fmt.Sprintf("this file does not compile together with the generated ones: %s: correct it, or move it to another folder", message),
	}
}

// besideImports returns what the files that people wrote import.
func (u *unit) besideImports() []string {
	var paths []string
	for _, tree := range u.beside {
		for _, spec := range tree.Imports {
			if p := strings.Trim(spec.Path.Value, "\"`"); p != "C" {
				paths = append(paths, p)
			}
		}
	}
	return paths
}

// withoutCompiled drops the files that import packages which were compiled against an earlier version of what is generated: types
// of both are not the same.
func (c *compiler) withoutCompiled(trees []*ast.File) []*ast.File {
	var kept []*ast.File
	for _, tree := range trees {
		earlier := false
		for _, spec := range tree.Imports {
			p, err := c.Import(strings.Trim(spec.Path.Value, "\"`"))
			earlier = earlier || err == nil && c.own[p.Path()] == nil && c.usesOwn(p, map[*types.Package]bool{})
		}
		if !earlier {
			kept = append(kept, tree)
		}
	}
	return kept
}

// usesOwn reports whether a compiled package imports one that was checked here.
func (c *compiler) usesOwn(p *types.Package, seen map[*types.Package]bool) bool {
	if seen[p] {
		return false
	}
	seen[p] = true
	for _, imported := range p.Imports() {
		if c.own[imported.Path()] != nil || c.usesOwn(imported, seen) {
			return true
		}
	}
	return false
}
