// Package spec holds PandaPon's OpenAPI documents, maintained by hand, one for each generation of the API: their entry files
// and one file for each section of the documentation.
package spec

import (
	"embed"
	"io/fs"
)

// The names of the entry files in FS.
const (
	Entry   = "openapi.yaml" // the first generation of the API
	EntryV2 = "v2.yaml"      // the second generation, as far as its paths are known
)

//go:embed *.yaml */*.yaml
var files embed.FS

// FS returns the files of the documents.
func FS() fs.FS { return files }
