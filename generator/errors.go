package generator

import (
	"errors"
	"fmt"
	"go/token"
	"runtime/debug"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// Finding is something that is wrong at a place of the document, of an overlay, of the configuration or of a template.
type Finding struct {
	Pos     token.Position
	Message string // what is wrong: what to do
	Rule    string // id of the check that found it, for example ref-not-found
}

// String returns "file:line:column: message".
func (f Finding) String() string { return f.Pos.String() + ": " + f.Message }

// Findings are an error: what is wrong, in the order of places.
type Findings []Finding

// Error returns one finding a line.
func (f Findings) Error() string {
	lines := make([]string, len(f))
	for i, finding := range f {
		lines[i] = finding.String()
	}
	return strings.Join(lines, "\n")
}

// asFindings returns errs in the form that users of the library read.
func asFindings(errs document.Errors) Findings {
	var findings Findings
	for _, e := range errs {
		pos := token.Position{Filename: e.Pos.File, Line: e.Pos.Line, Column: e.Pos.Column}
		findings = append(findings, Finding{Pos: pos, Message: e.Message, Rule: e.Rule})
	}
	return findings
}

// public returns err in the form that users of the library read.
func public(err error) error {
	if errs, ok := err.(document.Errors); ok {
		return asFindings(errs)
	}
	return err
}

// InternalError is a fault of pandagen itself, never of the document. Nothing was written.
type InternalError struct {
	Stage  string // what pandagen was doing
	Detail string
	Stack  string // where it stopped, when it stopped unexpectedly
}

// Error says what happened, and where to report it.
func (e *InternalError) Error() string {
	return fmt.Sprintf("pandagen failed while %s: %s\nThis is a fault of pandagen; nothing was written. "+
		"Please report it with the document at https://github.com/pandapon/pandagen/issues", e.Stage, e.Detail)
}

// EnvironmentError is a failure of what pandagen needs around it: files, folders, the go command.
type EnvironmentError struct{ Err error }

func (e *EnvironmentError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *EnvironmentError) Unwrap() error { return e.Err }

// ConfigError is a configuration that cannot work.
type ConfigError struct {
	Message string
	// Findings say what is wrong at which place of the configuration's file, or of a template; there is no Message then.
	Findings Findings
}

func configError(errs ...*document.Error) *ConfigError {
	return &ConfigError{Findings: asFindings(errs)}
}

func (e *ConfigError) Error() string {
	if len(e.Findings) > 0 {
		return e.Findings.Error()
	}
	return e.Message
}

// Unwrap returns the findings, if there are any.
func (e *ConfigError) Unwrap() error {
	if len(e.Findings) > 0 {
		return e.Findings
	}
	return nil
}

// guard runs f, and turns a panic into an error.
func guard(stage string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &InternalError{Stage: stage, Detail: fmt.Sprint(v), Stack: string(debug.Stack())}
		}
	}()
	return f()
}

// start runs f beside what follows. Its error comes once.
func start(stage string, f func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- guard(stage, f) }()
	return done
}

// environment marks err as a failure of the environment, unless something already says what it is.
func environment(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*EnvironmentError](err); ok {
		return err
	}
	return &EnvironmentError{Err: err}
}
