// Package templates holds the text templates from which pandagen prints what is not printed by an emitter.
//
// A folder of one's own may override those that Names returns, file by file: see the templates key of pandagen.yaml, and
// README.md for what the templates are given.
package templates

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
)

// FS holds the templates that may be overridden, under the paths by which they are.
//
//go:embed diff index models
var FS embed.FS

// Scaffold holds the templates of what pandagen init writes. They are used once, so that nothing overrides them.
//
//go:embed scaffold
var Scaffold embed.FS

// Guide says what is in the templates' data.
//
//go:embed README.md
var Guide []byte

// Names returns the paths of the templates that may be overridden, sorted: models/typedef.tmpl.
func Names() []string {
	names, err := fs.Glob(FS, "*/*.tmpl")
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
	return fs.ReadFile(FS, name)
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
