package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/spelling"
	"github.com/pandapon/pandagen/internal/tmpl"
)

// OpenTemplates returns the user's templates, or nil when the configuration names none. Files that replace no template are errors:
// their names are misspelt.
func (c Config) OpenTemplates() (fs.FS, error) {
	if c.Templates == "" {
		return nil, nil
	}
	if info, err := os.Stat(c.Templates); err != nil {
		return nil, c.failed("templates", fmt.Errorf("templates: %w", err))
	} else if !info.IsDir() {
		return nil, c.invalid("templates", "", "templates: %s is not a folder", c.Templates)
	}
	override := os.DirFS(c.Templates)
	var findings document.Errors
	err := fs.WalkDir(override, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case slices.Contains(tmpl.Names(), name):
			if info, err := fs.Stat(override, name); err != nil || !info.Mode().IsRegular() {
				findings = append(findings, c.templateFinding(name, 1, 1, "this is no file, or a link that leads to none: put the template here, or remove it"))
			}
		case !d.IsDir() && path.Ext(name) != ".md":
			findings = append(findings, c.templateFinding(name, 1, 1, "this replaces no template: "+suggestTemplate(name)))
		}
		return nil
	})
	if err != nil {
		return nil, c.failed("templates", fmt.Errorf("templates: %w", err))
	}
	if len(findings) > 0 {
		return nil, configError(findings...)
	}
	return override, nil
}

func suggestTemplate(name string) string {
	names := tmpl.Names()
	for _, known := range names {
		if path.Base(known) == path.Base(name) {
			return fmt.Sprintf("did you mean %s?", known)
		}
	}
	if near := spelling.Nearest(name, names); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "there are " + strings.Join(names, ", ")
}

func (c Config) templateFinding(name string, line, column int, message string) *document.Error {
	file := filepath.ToSlash(filepath.Join(c.Templates, filepath.FromSlash(name)))
	return &document.Error{Pos: document.Position{File: file, Line: line, Column: column}, Rule: "template", Message: message}
}

// typedef is the template that prints Go code.
const typedef = "models/typedef.tmpl"

// TemplateError gives an error of a template its place, if it is a template of the user's, which override has.
func (c Config) TemplateError(override fs.FS, err error) error {
	if e, ok := errors.AsType[*tmpl.Error](err); ok && tmpl.Overrides(override, e.Name) {
		return configError(c.templateFinding(e.Name, e.Line, e.Column, e.Message))
	}
	return err
}

// templateFault blames the user's template for an error that is its fault.
func (c Config) templateFault(override fs.FS, err error) error {
	err = c.TemplateError(override, err)
	e, ok := errors.AsType[*InternalError](err)
	if ok && (e.Stage == parsing || e.Stage == compiling) && tmpl.Overrides(override, typedef) {
		return configError(c.templateFinding(typedef, 1, 1, "with what this prints, the generated code does not compile: "+e.Detail))
	}
	return err
}
