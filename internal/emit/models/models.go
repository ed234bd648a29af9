// Package models prints the named types of an API with oapi-codegen.
//
// oapi-codegen gets a document of our own making: nothing but components, one for each type, in which every property says
// its Go name, type, place and whether it is a pointer. So none of its own decisions about names and types applies, and
// the document that the user wrote never reaches it.
package models

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/emit"
	"github.com/pandapon/pandagen/internal/tmpl"
)

// suffix ends the name of every file that holds types: alibaba_refunds_types.go.
const suffix = "_types.go"

// marker begins a line which says to what file the following types belong. A comment of the document cannot look like
// it: comments are printed with a space after their slashes.
const marker = "//pandagen:file "

// oapiCodegen is held while oapi-codegen runs, because it keeps its configuration and document in package variables.
var oapiCodegen sync.Mutex

// Files prints the named types of a, for package p. The files of override replace those of template.FS that have the
// same path; nil replaces nothing.
func Files(ctx context.Context, a *api.API, p emit.Package, override fs.FS) ([]emit.File, error) {
	texts, err := loadTemplates(override)
	if err != nil {
		return nil, err
	}
	imports := newImports(p.Import, a)
	doc, err := components(a, imports)
	if err != nil {
		return nil, err
	}
	out, err := run(ctx, doc, texts)
	if err != nil {
		return nil, err
	}
	bodies, err := split(out)
	if err != nil {
		return nil, err
	}
	var files []emit.File
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		var b bytes.Buffer
		fmt.Fprintf(&b, "// %s\n\npackage %s\n\n", emit.Header, p.Name)
		body := strings.Join(bodies[name], "")
		imports.write(&b, name, body, tmpl.Overrides(override, typedef))
		b.WriteString(body)
		files = append(files, emit.File{Name: name + suffix, Source: b.Bytes()})
	}
	return files, nil
}

// run calls oapi-codegen, once.
func run(ctx context.Context, doc *openapi3.T, texts map[string]string) (string, error) {
	oapiCodegen.Lock()
	defer oapiCodegen.Unlock()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	defer func() { *doc = openapi3.T{} }() // which oapi-codegen holds on to
	out, err := codegen.Generate(doc, codegen.Configuration{
		PackageName: "models", // printed nowhere
		Generate:    codegen.GenerateOptions{Models: true},
		OutputOptions: codegen.OutputOptions{
			SkipFmt:       true, // every file is formatted once, at the end
			SkipPrune:     true, // nothing refers to the components, so pruning would drop them all
			UserTemplates: texts,
		},
		Compatibility: codegen.CompatibilityOptions{AllowUnexportedStructFieldNames: true}, // field names exactly as given
	})
	if err != nil {
		return "", tmpl.NewError(typedef, err)
	}
	return out, nil
}

// split cuts the one output at its markers, into the pieces of each file's source without package clause and imports.
func split(out string) (map[string][]string, error) {
	bodies := map[string][]string{}
	before, rest, found := strings.Cut(out, marker)
	if strings.TrimSpace(before) != "" {
		return nil, misprint("it prints %q before the first %q line: begin every type with that line", excerpt(before), strings.TrimSpace(marker))
	}
	for found {
		var chunk string
		chunk, rest, found = strings.Cut(rest, "\n"+marker)
		file, body, _ := strings.Cut(chunk, "\n")
		file = strings.TrimSpace(file)
		if file == "" || file != path.Base(file) {
			return nil, misprint("%q is not a file's base name: print the type's x-file there", file)
		}
		bodies[file] = append(bodies[file], body, "\n")
	}
	return bodies, nil
}

func misprint(format string, args ...any) error {
	return &tmpl.Error{Name: typedef, Line: 1, Column: 1, Message: fmt.Sprintf(format, args...)}
}

func excerpt(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return s
}

// typedef is the template that prints the types.
const typedef = "models/typedef.tmpl"

// nothing is a template that prints nothing. An empty one would not replace oapi-codegen's.
const nothing = "{{`` -}}\n"

// loadTemplates returns our templates for oapi-codegen, by the names it knows them by.
func loadTemplates(override fs.FS) (map[string]string, error) {
	text, err := tmpl.Read(override, typedef)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, misprint("it is empty, and types have to be printed: begin with the built-in one, which pandagen templates -o FOLDER writes")
	}
	if !bytes.ContainsRune(text, '\n') {
		text = append(text, '\n') // oapi-codegen takes a text of a single line for a file name or URL, and fetches it
	}
	return map[string]string{
		path.Base(typedef): string(text),
		"constants.tmpl":   nothing, // an enum's constants are printed beside its type, in the order of the document
		"imports.tmpl":     nothing, // each file gets its own package clause and imports
	}, nil
}
