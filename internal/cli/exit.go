// Package cli holds what the commands of pandagen share.
package cli

// The exit codes of every command.
const (
	Findings    = 1 // the document has findings, or output is stale
	Usage       = 2 // wrong usage
	Environment = 3 // files or the network failed
)

// ExitError ends a command with a code. An error without one counts as wrong usage of the command line.
type ExitError struct {
	Code int
	Err  error // what to print; nil when everything was said
}

// Error returns the text of the cause.
func (e *ExitError) Error() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// Unwrap returns the cause.
func (e *ExitError) Unwrap() error { return e.Err }
