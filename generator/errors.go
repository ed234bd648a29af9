package generator

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/pandapon/pandagen/internal/document"
)

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
	Findings document.Errors
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
