package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/generator"
)

// out is the folder of the program that is made of all cases. It exists for the go command alone, which is told by an overlay that
// its files are others: they may import what only this repository may.
const out = "internal/wire/out"

// Whatever a document describes, its client and its server understand each other, and a validator has nothing to say against it.
func TestRandomValuesTravel(t *testing.T) {
	documents, err := filepath.Glob("testdata/documents/*.yaml")
	if err != nil || len(documents) == 0 {
		t.Fatal(err, "no documents")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	overlay := map[string]string{}
	dir := t.TempDir()
	add := func(name string, content []byte) {
		real := filepath.Join(dir, fmt.Sprintf("%d.go", len(overlay)))
		if err := os.WriteFile(real, content, 0o600); err != nil {
			t.Fatal(err)
		}
		overlay[filepath.Join(root, filepath.FromSlash(name))] = real
	}
	for i, document := range documents {
		for name, content := range generate(t, root, document, fmt.Sprintf("case%d", i)) {
			add(name, content)
		}
	}
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	add(out+"/main.go", fmt.Appendf(nil, mainSource, rounds))
	replace, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, replace, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "-overlay", file, "./"+out)
	cmd.Dir = root
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%.5000s", err, stderr.String())
	}
	tried := map[string]bool{}
	for line := range strings.Lines(stdout.String()) {
		name, fault, _ := strings.Cut(strings.TrimSpace(line), "\t")
		tried[name] = true
		if fault != "" {
			t.Errorf("%s: %s", name, fault)
		}
	}
	for _, document := range documents {
		if !tried[filepath.Base(document)] {
			t.Errorf("%s was not tried", document)
		}
	}
}

// mainSource is the program. It prints a line for each case, and one for each fault.
const mainSource = `package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/internal/wire"
)

var cases []wire.Case

func main() {
	for _, c := range cases {
		faults, _ := c.Run(context.Background(), %d)
		fmt.Println(c.Name)
		for _, f := range faults {
			fmt.Printf("%%s\t%%s\n", c.Name, strings.ReplaceAll(f, "\n", " "))
		}
	}
}
`

// generate returns the code of a document, and the file that makes a case of it.
func generate(t *testing.T, root, document, pkg string) map[string][]byte {
	t.Helper()
	folder := out + "/" + pkg
	built, err := generator.Build(t.Context(), generator.Config{
		Document: document, Output: filepath.Join(root, filepath.FromSlash(folder)), Package: pkg, Emit: []string{"models", "client", "server"},
		Import: "github.com/pandapon/pandagen/" + folder,
	})
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	files := map[string][]byte{}
	for _, f := range built.Files {
		name, err := filepath.Rel(root, f.Path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.ToSlash(name)] = f.Source
	}
	absolute, err := filepath.Abs(document)
	if err != nil {
		t.Fatal(err)
	}
	files[out+"/"+pkg+".go"] = caseSource(t, files, pkg, absolute)
	return files
}

// caseSource prints the services of a case, after the interfaces that its server has.
func caseSource(t *testing.T, files map[string][]byte, pkg, document string) []byte {
	t.Helper()
	var b, services bytes.Buffer
	imports := map[string]bool{}
	auth := ""
	fset := token.NewFileSet()
	for name, content := range files {
		if path.Base(path.Dir(name)) != pkg+"server" {
			continue
		}
		f, err := parser.ParseFile(fset, name, content, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range f.Imports {
			imports[strings.Trim(imported.Path.Value, `"`)] = true
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if spec.Name.Name == "Auth" {
					auth = pkg + "server.Auth{}, "
				}
				if service, ok := spec.Type.(*ast.InterfaceType); ok {
					fmt.Fprintf(&services, "%s: %s{s: s}, ", spec.Name.Name, pkg+spec.Name.Name)
					serviceSource(t, &b, pkg, spec.Name.Name, service)
				}
			}
			return true
		})
	}
	text := b.String()
	everybody := open(t, document)
	var head strings.Builder
	for imported := range imports { // of the server, as far as the services need them too
		if base := path.Base(imported); base != pkg && regexp.MustCompile(`\b`+base+`\.`).MatchString(text+everybody) {
			fmt.Fprintf(&head, "\t%q\n", imported)
		}
	}
	return fmt.Appendf(nil, `package main

import (
	"net/http"
%s
	"github.com/pandapon/pandagen/internal/wire"
	"github.com/pandapon/pandagen/%[2]s/%[3]s"
	"github.com/pandapon/pandagen/%[2]s/%[3]s/%[3]sserver"
)

func init() {
	cases = append(cases, wire.Case{
		Name: %[4]q, Document: %[5]q,
		Handler: func(s *wire.Service) http.Handler {
			return %[3]sserver.NewHandler(%[6]s%[3]sserver.Services{%[7]s}%[8]s)
		},
		Client: func(url string) (any, error) { return %[3]s.NewClient(%[3]s.WithBaseURL(url), %[3]s.WithTransport(wire.Transport{})) },
	})
}

%[9]s`, head.String(), out, pkg, filepath.Base(document), document, auth, services.String(), everybody, text)
}

// open lets everybody in.
func open(t *testing.T, document string) string {
	content, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), "securitySchemes") {
		return ""
	}
	return `, server.Open("key", "bearer", "basic")`
}

// serviceSource prints a service whose methods answer random values.
func serviceSource(t *testing.T, b *bytes.Buffer, pkg, name string, service *ast.InterfaceType) {
	t.Helper()
	typ := pkg + name
	fmt.Fprintf(b, "type %s struct {\n\t%sserver.Unimplemented%s\n\ts *wire.Service\n}\n\n", typ, pkg, name)
	for _, m := range service.Methods.List {
		signature, ok := m.Type.(*ast.FuncType)
		if !ok || len(m.Names) == 0 || !m.Names[0].IsExported() {
			continue
		}
		var text bytes.Buffer
		if err := printer.Fprint(&text, token.NewFileSet(), signature); err != nil {
			t.Fatal(err)
		}
		req := "nil"
		if len(signature.Params.List) > 1 {
			req = "req"
		}
		fmt.Fprintf(b, "func (s %s) %s%s {\n", typ, m.Names[0].Name, strings.TrimPrefix(text.String(), "func"))
		if results := signature.Results.List; len(results) == 1 {
			fmt.Fprintf(b, "\treturn wire.AnswerNothing(s.s, %s)\n}\n\n", req)
		} else {
			var data bytes.Buffer
			if err := printer.Fprint(&data, token.NewFileSet(), results[0].Type); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(b, "\treturn wire.Answer[%s](s.s, %s)\n}\n\n", data.String(), req)
		}
	}
}
