package aliases

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write aliases.go")

// TestAliasesAreThoseOfRuntime holds that every exported type, variable and function of package runtime is here, with its signature and the first
// sentence of its comment.
func TestAliasesAreThoseOfRuntime(t *testing.T) {
	want, err := generate(filepath.Join("..", "..", "runtime"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("aliases.go", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(want) != source {
		t.Error("package runtime has changed: run this test with -update, and make generate")
	}
}

func TestDeclarationsStepAside(t *testing.T) {
	renamed := map[string]string{"Error": "SDKError", "SharedOption": "SDKSharedOption"}
	for name, want := range map[string]string{
		"Error":       "type SDKError = runtime.Error",
		"WithTimeout": "func WithTimeout(d time.Duration) SDKSharedOption {",
		"CallError":   "type CallError = runtime.CallError",
	} {
		i := slices.IndexFunc(All(), func(d *Decl) bool { return d.Name == name })
		if i < 0 {
			t.Fatalf("there is no %s", name)
		}
		text := All()[i].Source(renamed)
		wantDoc := "// " + name + " "
		if other := renamed[name]; other != "" {
			wantDoc = "// " + other + " "
		}
		if !strings.Contains(text, want) || !strings.HasPrefix(text, wantDoc) {
			t.Errorf("%s is printed as %s", name, text)
		}
	}
}

// generate prints the exported names of the package in a folder.
func generate(dir string) ([]byte, error) {
	files := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var syntax []*ast.File
	imports := map[string]bool{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		syntax = append(syntax, file)
		for _, spec := range file.Imports {
			imports[strings.Trim(spec.Path.Value, `"`)] = true
		}
	}
	pkg, err := doc.NewFromFiles(files, syntax, "github.com/pandapon/pandagen/runtime", doc.PreserveAST)
	if err != nil {
		return nil, err
	}
	decls := map[string]string{}
	add := func(name, comment, form string) {
		first := strings.TrimSuffix(strings.TrimSuffix(pkg.Synopsis(comment), "."), ":")
		decls[name] = fmt.Sprintf("%s\n%s\n", wrapped(first+". See [runtime."+name+"]."), form)
	}
	values := func(list []*doc.Value, keyword string) {
		for _, v := range list {
			for _, spec := range v.Decl.Specs {
				spec := spec.(*ast.ValueSpec)
				name := spec.Names[0].Name
				if !ast.IsExported(name) {
					continue
				}
				comment := spec.Doc.Text()
				if len(v.Names) == 1 {
					comment = v.Doc
				}
				add(name, comment, fmt.Sprintf("%s %s = runtime.%s", keyword, name, name))
			}
		}
	}
	function := func(f *doc.Func) error {
		call, generic, err := forward(files, f.Decl)
		if err != nil {
			return err
		}
		add(f.Name, f.Doc, call+" { return runtime."+f.Name+generic+" }")
		return nil
	}
	values(pkg.Vars, "var")
	for _, f := range pkg.Funcs {
		if err := function(f); err != nil {
			return nil, err
		}
	}
	for _, typ := range pkg.Types {
		add(typ.Name, typ.Doc, "type "+typ.Name+" = runtime."+typ.Name)
		values(typ.Vars, "var")
		for _, f := range typ.Funcs {
			if err := function(f); err != nil {
				return nil, err
			}
		}
	}
	var names []string
	for name := range decls {
		names = append(names, name)
	}
	slices.Sort(names)
	var body strings.Builder
	for _, name := range names {
		body.WriteString("\n" + decls[name])
	}
	var out strings.Builder
	out.WriteString("package aliases\n\nimport (\n")
	var used []string
	for path := range imports {
		if name := path[strings.LastIndexByte(path, '/')+1:]; strings.Contains(body.String(), name+".") && !strings.Contains(path, "/internal/") && path != "errors" {
			used = append(used, path)
		}
	}
	used = append(used, "github.com/pandapon/pandagen/runtime")
	slices.Sort(used)
	for _, path := range used {
		fmt.Fprintf(&out, "\t%q\n", path)
	}
	out.WriteString(")\n" + body.String())
	return format.Source([]byte(out.String()))
}

// wrapped is text as a comment, without its last line break.
func wrapped(text string) string {
	var b strings.Builder
	line := "//"
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > 110 {
			b.WriteString(line + "\n")
			line = "//"
		}
		line += " " + word
	}
	b.WriteString(line)
	return b.String()
}

// forward prints the head of a function, and the arguments with which it calls the one of the same name.
func forward(files *token.FileSet, decl *ast.FuncDecl) (head, args string, err error) {
	var b bytes.Buffer
	copied := *decl
	copied.Doc, copied.Body = nil, nil
	if err := printer.Fprint(&b, files, &copied); err != nil {
		return "", "", err
	}
	var names []string
	for _, field := range decl.Type.Params.List {
		for _, name := range field.Names {
			arg := name.Name
			if _, variadic := field.Type.(*ast.Ellipsis); variadic {
				arg += "..."
			}
			names = append(names, arg)
		}
	}
	return b.String(), "(" + strings.Join(names, ", ") + ")", nil
}
