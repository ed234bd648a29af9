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
func Documents() map[string]generator.EmbeddedDocument {
	return map[string]generator.EmbeddedDocument{
		PandaPon:   {FS: spec.FS(), Entry: spec.Entry, Shown: "spec/"},
		PandaPonV2: {FS: spec.FS(), Entry: spec.EntryV2, Shown: "spec/"},
	}
}

// Source returns a document by its name, and whether there is one.
func Source(name string) (document.Source, bool) {
	d, ok := Documents()[name]
	return document.FromFS(d.FS, d.Entry, d.Shown), ok
}

// Names returns the names of the documents, sorted.
func Names() []string { return slices.Sorted(maps.Keys(Documents())) }
