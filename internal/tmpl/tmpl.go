// Package tmpl executes templates: the user's where there is one, or else the built-in one of package templates.
package tmpl

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"text/template"

	"github.com/pandapon/pandagen/templates"
)

// Names returns the paths of the templates that may be overridden, sorted: models/typedef.tmpl.
func Names() []string {
	names, err := fs.Glob(templates.FS, "*/*.tmpl")
	if err != nil {
		panic(err) // the pattern is wrong
	}
	return names
}

// Overrides reports whether override, which may be nil, has a template of its own.
func Overrides(override fs.FS, name string) bool {
	if override == nil {
		return false
	}
	_, err := fs.Stat(override, name)
	return err == nil
}

// Read returns the text of a template: that of override, unless it is nil or has no such file.
func Read(override fs.FS, name string) ([]byte, error) {
	if override != nil {
		text, err := fs.ReadFile(override, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return text, err
		}
	}
	return fs.ReadFile(templates.FS, name)
}

// Print executes a template of package text/template: that of override, unless it is nil or has no such file.
func Print(override fs.FS, name string, functions template.FuncMap, data any) ([]byte, error) {
	text, err := Read(override, name)
	if err != nil {
		return nil, err
	}
	t, err := template.New(path.Base(name)).Funcs(functions).Parse(string(text))
	if err != nil {
		return nil, NewError(name, err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, NewError(name, err)
	}
	return b.Bytes(), nil
}

// Error is what is wrong with a template, and where.
type Error struct {
	Name         string // models/typedef.tmpl
	Line, Column int    // from 1
	Message      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Message)
}

// place finds in an error of text/template where it happened, and what: "template: NAME:LINE:COLUMN: executing NAME at …".
var place = regexp.MustCompile(`(?s)template: [^:]+:(\d+)(?::(\d+))?: (?:executing "[^"]*" )?(.*)`)

// NewError finds the place in an error of text/template about a template.
func NewError(name string, err error) *Error {
	e := &Error{Name: name, Line: 1, Column: 1, Message: err.Error()}
	if found := place.FindStringSubmatch(e.Message); found != nil {
		e.Line, _ = strconv.Atoi(found[1])
		if column, err := strconv.Atoi(found[2]); err == nil {
			e.Column = column + 1 // it counts from 0
		}
		e.Message = found[3]
	}
	return e
}
