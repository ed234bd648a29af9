package lint

import (
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

func openAPIRules() []Rule {
	return []Rule{
		{ID: "openapi", Level: Error, Text: "The document is valid OpenAPI 3.0 or 3.1.", check: checkOpenAPI},
		{ID: "orphan-schema", Level: Warning, Text: "Every component schema is used by an operation or a webhook.", check: checkOrphans},
	}
}

func checkOpenAPI(r *run) {
	r.reportErrors(document.Validate(r.ctx, r.root))
}

// checkOrphans looks at the files as they were written: what nothing refers to is not in the bundle.
func checkOrphans(r *run) {
	if len(r.operations) == 0 {
		return // a library of schemas
	}
	reached := r.doc.Reach()
	for _, file := range r.doc.Files() {
		schemas := file.Get("components").Get("schemas")
		if schemas == nil || r.lends(file, reached) {
			continue
		}
		for _, m := range schemas.Members {
			if !anyReached(m.Value, reached) && !r.extendsReached(m.Value, reached) {
				r.report(m.Pos, "schema %s is used by no operation and no webhook: refer to it or remove it", document.Quote(m.Name))
			}
		}
	}
}

// lends tells whether a file belongs to another document and only lends schemas: it has operations, none of them of this one.
func (r *run) lends(file *document.Node, reached map[*document.Node]bool) bool {
	if file == r.doc.Root {
		return false
	}
	operations := false
	for _, name := range []string{"paths", "webhooks"} {
		items := file.Get(name)
		if items == nil {
			continue
		}
		for _, item := range items.Members {
			if reached[item.Value] {
				return false
			}
			operations = true
		}
	}
	return operations
}

// anyReached tells whether a schema or a part of it is used.
func anyReached(schema *document.Node, reached map[*document.Node]bool) bool {
	found := false
	document.Walk(schema, document.Schema, func(n *document.Node, _ document.Element, _ []string) bool {
		found = found || reached[n]
		return !found
	})
	return found
}

// extendsReached tells whether a schema is one of those that a discriminator chooses from without naming them.
func (r *run) extendsReached(schema *document.Node, reached map[*document.Node]bool) bool {
	all := schema.Get("allOf")
	return all != nil && slices.ContainsFunc(all.Items, func(n *document.Node) bool {
		base, err := r.doc.Deref(n)
		return err == nil && reached[base] && base.Get("discriminator") != nil
	})
}
