// Package templates holds the text templates from which pandagen prints what is not printed by an emitter.
//
// A folder of one's own may override any of them, file by file: see the templates key of pandagen.yaml.
package templates

import (
	"embed"
	"errors"
	"io/fs"
)

// FS holds the templates under the paths by which they are overridden, for example models/typedef.tmpl.
//
//go:embed diff index models
var FS embed.FS

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
