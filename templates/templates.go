// Package templates holds the text templates from which pandagen prints what is not printed by an emitter.
//
// A folder of one's own may override those in FS, file by file: see the templates key of pandagen.yaml, and Guide for what the
// templates are given.
package templates

import "embed"

// FS holds the templates that may be overridden, under the paths by which they are.
//
//go:embed client diff index models server
var FS embed.FS

// Scaffold holds the templates of what pandagen init writes. They are used once, so that nothing overrides them.
//
//go:embed scaffold
var Scaffold embed.FS

// Guide says what is in the templates' data.
//
//go:embed README.md
var Guide []byte
