// Package spec holds PandaPon's OpenAPI document, maintained by hand: the entry file and one file for each section of the
// documentation.
package spec

import (
	"embed"
	"io/fs"
)

// Entry is the name of the document's entry file in FS.
const Entry = "openapi.yaml"

//go:embed *.yaml */*.yaml
var files embed.FS

// FS returns the document's files.
func FS() fs.FS { return files }
