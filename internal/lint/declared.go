package lint

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

func declaredRules() []Rule {
	return []Rule{
		{ID: "id", Level: Error, Text: "An id that x-go names is declared beside openapi, and stands at strings and integers alone.", check: checkIDs},
		{ID: "unit-declared", Level: Warning, Text: "In a document with x-units, every unit is declared there, and stands at numbers and texts alone.", check: checkUnitsDeclared},
		{ID: "declared-used", Level: Warning, Text: "Every id and every unit that is declared is used.", check: checkDeclaredUsed},
	}
}

// valued calls visit for every schema and parameter with the types of its values; none when the schema itself does not name them.
func (r *run) valued(visit func(n *document.Node, types []string)) {
	for _, e := range r.elements {
		if e.kind != document.Schema && e.kind != document.Parameter {
			continue
		}
		schema := e.node
		if e.kind == document.Parameter {
			schema = schema.Get("schema")
		}
		if schema = r.deref(schema); schema != nil {
			visit(e.node, slices.DeleteFunc(typesOf(schema), func(t string) bool { return t == "null" }))
		}
	}
}

// ids returns the names that x-go of the document declares.
func (r *run) ids() []string {
	var names []string
	if ids := r.root.Get("x-go").Get("ids"); ids != nil {
		for _, m := range ids.Members {
			names = append(names, m.Name)
		}
	}
	return names
}

func checkIDs(r *run) {
	ids := r.ids()
	r.valued(func(n *document.Node, types []string) {
		id := n.Get("x-go").Get("id")
		switch {
		case id == nil || id.Kind != document.String:
		case len(ids) == 0:
			r.report(id.Pos, "the document declares no ids: write beside openapi x-go: {ids: {%s: what it names}}", id.Text)
		case !slices.Contains(ids, id.Text):
			r.report(id.Pos, "the document declares no id %s: %s", id.Text, extension.Suggest(id.Text, ids))
		case slices.ContainsFunc(types, func(t string) bool { return t != "string" && t != "integer" && t != "number" }):
			r.report(id.Pos, "an id is a string or an integer, and this is %s: take the id away; that of a list belongs to its items", strings.Join(types, " or "))
		case n.Get("enum") != nil:
			r.report(id.Pos, "the values of an id cannot be listed: take the id or the enum away")
		}
	})
}

func checkUnitsDeclared(r *run) {
	units := r.root.Get("x-units")
	if units == nil || units.Kind != document.Object {
		return
	}
	var names []string
	for _, m := range units.Members {
		names = append(names, m.Name)
	}
	r.valued(func(n *document.Node, types []string) {
		unit := n.Get("x-unit")
		switch {
		case unit == nil || unit.Kind != document.String:
		case unit.Text != extension.UnknownUnit && !slices.Contains(names, unit.Text):
			r.report(unit.Pos, "x-units declares no unit %s: %s", document.Quote(unit.Text), extension.Suggest(unit.Text, append(names, extension.UnknownUnit)))
		case slices.ContainsFunc(types, func(t string) bool { return t == "boolean" || t == "object" || t == "array" }):
			r.report(unit.Pos, "a unit is one of numbers, and this is %s: take it away; that of a list belongs to its items", strings.Join(types, " or "))
		}
	})
}

func checkDeclaredUsed(r *run) {
	used := map[string]bool{}
	for _, e := range r.elements {
		if e.kind == document.Schema || e.kind == document.Parameter {
			used["id "+e.node.Get("x-go").Get("id").StringValue()] = true
			used["unit "+e.node.Get("x-unit").StringValue()] = true
		}
	}
	if ids := r.root.Get("x-go").Get("ids"); ids != nil {
		for _, m := range ids.Members {
			if !used["id "+m.Name] {
				r.report(m.Pos, "nothing is an id %s: name it with x-go: {id: %s} where it stands, or remove it", m.Name, m.Name)
			}
		}
	}
	units, _ := extension.ParseUnits(r.root.Get("x-units"))
	for _, u := range units {
		used["unit "+u.Of] = true // another is counted in it
	}
	for _, u := range units {
		if !used["unit "+u.Name] {
			r.report(u.Pos, "nothing is in %s: name it with x-unit where it stands, or remove it", document.Quote(u.Name))
		}
	}
}
