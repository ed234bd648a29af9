// Package input makes the documents that both sides of a comparison generate code from.
package input

import (
	"bytes"
	"context"
	"os"
	"slices"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/spec"
)

// Document returns the project's document as one self-contained file, without its webhooks: oapi-codegen v2.8.2 names
// their bodies and leaves out the types.
func Document() (*document.Node, error) {
	d, err := document.Load(context.Background(), document.FromFS(spec.FS(), spec.Entry, "spec"))
	if err != nil {
		return nil, err
	}
	root, err := document.Bundle(d)
	if err != nil {
		return nil, err
	}
	root.Members = slices.DeleteFunc(root.Members, func(m document.Member) bool { return m.Name == "webhooks" })
	return root, nil
}

// ForPeers returns a copy of a document in which is changed what oapi-codegen v2.8.2 and ogen v1.25.0 do not take or make
// no use of.
func ForPeers(root *document.Node) *document.Node {
	root = clone(root)
	document.Walk(root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
		if e == document.Schema {
			narrowType(n)
			dropContent(n)
		}
		return true
	})
	return root
}

// narrowType leaves a schema of several types the first of them, and null: more end in "unhandled Schema type" and in
// "multiple types are not supported".
func narrowType(schema *document.Node) {
	types := schema.Get("type")
	if types == nil || types.Kind != document.Array {
		return
	}
	first := true
	types.Items = slices.DeleteFunc(types.Items, func(t *document.Node) bool {
		if t.Text == "null" {
			return false
		}
		later := !first
		first = false
		return later
	})
}

// dropContent makes a string that holds JSON a plain string: oapi-codegen would turn the media type into a file.
func dropContent(schema *document.Node) {
	schema.Members = slices.DeleteFunc(schema.Members, func(m document.Member) bool {
		return m.Name == "contentMediaType" || m.Name == "contentSchema"
	})
}

// Write writes a document as JSON, indented as a person would keep it.
func Write(file string, root *document.Node) error {
	var b bytes.Buffer
	if err := document.WriteJSON(&b, root, "  "); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
