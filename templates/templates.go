// Package templates holds the text templates from which pandagen prints what is not printed by an emitter.
//
// A folder of one's own may override any of them, file by file: see the templates key of pandagen.yaml.
package templates

import "embed"

// FS holds the templates under the paths by which they are overridden, for example models/typedef.tmpl.
//
//go:embed models
var FS embed.FS
