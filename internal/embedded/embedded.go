// Package embedded names the documents that are built into pandagen.
package embedded

import (
	"maps"
	"slices"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/spec"
)

// The names of the documents, for pandagen.yaml and for commands.
const (
	PandaPon   = generator.Embedded         // the first generation of the API
	PandaPonV2 = generator.Embedded + ":v2" // the second generation
)

// Documents returns the documents by their names.
func Documents() map[string]document.Source {
	return map[string]document.Source{
		PandaPon:   document.FromFS(spec.FS(), spec.Entry, "spec"),
		PandaPonV2: document.FromFS(spec.FS(), spec.EntryV2, "spec"),
	}
}

// Names returns the names of the documents, sorted.
func Names() []string { return slices.Sorted(maps.Keys(Documents())) }
