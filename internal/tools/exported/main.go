// Exported counts the names that the module's public packages export: functions, types, constants and variables. Methods and
// fields are left out, as are packages whose names nobody has to learn: those that only generated code calls, and generated
// ones. With -v it lists the names.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// private are folders, from the module's root, that hold no package made for people to import.
var private = []string{"bench", "cmd", "gen", "runtime/sdk"}

func main() {
	list := flag.Bool("v", false, "list the names")
	flag.Parse()
	names, err := exported(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if *list {
		fmt.Println(strings.Join(names, "\n"))
	}
	fmt.Println("exported names:", len(names))
}

// exported returns the names, as package.Name with the folder for the package, in the module whose root is given.
func exported(root string) (names []string, err error) {
	err = filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		folder = filepath.ToSlash(folder)
		if entry.IsDir() {
			if isPrivate(folder, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, name := range declared(tree) {
			names = append(names, strings.TrimSuffix(folder, "/"+entry.Name())+"."+name)
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

func isPrivate(folder, base string) bool {
	return base == "internal" || base == "testdata" || base != "." && strings.HasPrefix(base, ".") || slices.Contains(private, folder)
}

// declared returns the exported names that a file declares, but for methods.
func declared(tree *ast.File) (names []string) {
	add := func(idents ...*ast.Ident) {
		for _, ident := range idents {
			if ident.IsExported() {
				names = append(names, ident.Name)
			}
		}
	}
	for _, decl := range tree.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				add(decl.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name)
				case *ast.ValueSpec:
					add(spec.Names...)
				}
			}
		}
	}
	return names
}
