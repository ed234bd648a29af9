package describe

import (
	"slices"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

// declared are the types that the document declares apart from its schemas, in order, and which of them are used.
type declared struct {
	ids   []*api.Type
	units extension.Units
	types []*api.Type // of units that have one
	used  map[*api.Type]bool
}

// declareIDs makes the types of the ids that x-go of the document names.
func (d *describer) declareIDs() {
	ids, errs := extension.ParseGoDocument(d.root.Get("x-go"))
	d.errs = append(d.errs, errs...)
	for _, id := range ids {
		text := named(id.Name, id.Description) + "\n\nIds are strings in Go, even where they are numbers on the wire."
		d.declared.ids = append(d.declared.ids, d.declare(&api.Type{
			Name: id.Name, Kind: api.ID, Base: api.String, Doc: docText(text, false), File: idsFile, Pos: id.Pos,
		}))
	}
}

// declare gives a declared type its name, which is taken whether the type is used or not: so names are equal in every selection
// of operations.
func (d *describer) declare(t *api.Type) *api.Type {
	t.Schema = t.Name
	switch other := d.types.names[t.Name]; {
	case other != nil:
		d.errorf(t.Pos, "go-name", "the Go type %s is declared at %s too: choose another name", t.Name, other.Pos)
	case reservedTypes[t.Name] || d.serviceTypes[t.Name]:
		d.errorf(t.Pos, "go-name", "the generated package has a %s of its own: choose another name", t.Name)
	}
	d.types.names[t.Name] = t
	return t
}

// declaredRef is the Go type of a schema that names an id, or a unit that has a type.
func (d *describer) declaredRef(u *use) (api.Ref, bool) {
	if ref, ok := d.idRef(u); ok {
		return ref, true
	}
	return d.unitRef(u)
}

// idRef is the Go type of a schema whose x-go names an id.
func (d *describer) idRef(u *use) (api.Ref, bool) {
	n, name := d.idOf(u)
	if name == "" {
		return api.Ref{}, false
	}
	i := slices.IndexFunc(d.declared.ids, func(t *api.Type) bool { return t.Name == name })
	if i < 0 {
		d.errorf(n.Pos, "id", "x-go: the document declares no id %s: %s", name, d.idAdvice(name))
		return api.Ref{}, false
	}
	wire := idWire(u)
	if wire == 0 {
		d.errorf(n.Pos, "id", "x-go: an id is a string or an integer, and the schema is neither: correct its type, or take the id away; that of a list belongs to its items")
		return api.Ref{}, false
	}
	t := d.declared.ids[i]
	d.declared.used[t] = true
	return api.Ref{Kind: api.Named, Type: t, Wire: wire}, true
}

// idAdvice says what to write in the place of an id that is not declared.
func (d *describer) idAdvice(name string) string {
	if len(d.declared.ids) == 0 {
		return "write beside openapi x-go: {ids: {" + name + ": what it names}}"
	}
	names := make([]string, len(d.declared.ids))
	for i, t := range d.declared.ids {
		names[i] = t.Name
	}
	return extension.Suggest(name, names)
}

// idOf returns the id that a schema names, and where.
func (d *describer) idOf(u *use) (*document.Node, string) {
	for _, n := range u.notes {
		if g := d.goSchema(n.Get("x-go")); g != nil && g.ID != "" {
			return n.Get("x-go").Get("id"), g.ID
		}
	}
	return nil, ""
}

// idWire is how an id travels; zero when the schema describes something else.
func idWire(u *use) api.Kind {
	if u.node == nil || u.node.Get("enum") != nil {
		return 0
	}
	text, number := slices.Index(u.types, "string"), slices.IndexFunc(u.types, isNumberType)
	switch {
	case len(u.types) == 1 && text == 0:
		return api.String
	case len(u.types) == 1 && number == 0:
		return api.Integer
	case len(u.types) == 2 && text == 0 && number == 1:
		return api.StringOrInteger
	case len(u.types) == 2 && number == 0 && text == 1:
		return api.IntegerOrString
	}
	return 0
}

func isNumberType(name string) bool { return name == "integer" || name == "number" }

// usedDeclared returns the declared types that are used, in the order of their declaration.
func (d *describer) usedDeclared() []*api.Type {
	return slices.DeleteFunc(slices.Concat(d.declared.ids, d.declared.types), func(t *api.Type) bool { return !d.declared.used[t] })
}
