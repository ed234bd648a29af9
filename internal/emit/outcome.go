package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

// outcome prints where the verdict inside data stands.
func outcome(o *api.Outcome) jen.Code {
	return jen.Op("&").Qual(sdkPath, "Outcome").CustomFunc(braces(true), func(g *jen.Group) {
		if o.List != nil {
			g.Id("List").Op(":").Index().String().ValuesFunc(func(g *jen.Group) { literals(g, o.List) })
		}
		for _, member := range []struct {
			name   string
			places [][]string
		}{{"Success", o.Success}, {"Code", o.Code}, {"Message", o.Message}} {
			if len(member.places) == 0 {
				continue
			}
			g.Id(member.name).Op(":").Index().Index().String().ValuesFunc(func(g *jen.Group) {
				for _, place := range member.places {
					g.ValuesFunc(func(g *jen.Group) { literals(g, place) })
				}
			})
		}
		if o.Expected {
			g.Id("Expected").Op(":").True()
		}
	})
}

func literals(g *jen.Group, texts []string) {
	for _, text := range texts {
		g.Lit(text)
	}
}

// creates reports whether an answer's type has a method that returns ids.
func (c *client) creates() bool {
	return len(c.api.Lists) > 0 || slices.ContainsFunc(c.api.Types, hasOwnIDs)
}

// created prints created.go: lists that have a name, and the methods that return the ids of what was created.
func (c *client) created(f *jen.File) {
	for _, t := range c.api.Lists {
		fileComment(f, t.Doc)
		f.Type().Id(t.Name).Index().Add(goType(t.Elem, c.pkg.Import))
		if t.IDs != nil {
			c.idsMethod(f, t)
		}
	}
	for _, t := range c.api.Types {
		if hasOwnIDs(t) {
			c.idsMethod(f, t)
		}
	}
}

// hasOwnIDs reports whether a type has a method that returns ids, and is no alias of one that has it.
func hasOwnIDs(t *api.Type) bool { return t.IDs != nil && !t.Alias }

// idsMethod prints the method that returns ids, of a list or of a struct.
func (c *client) idsMethod(f *jen.File, t *api.Type) {
	fileComment(f, t.IDs.Doc)
	receiver := jen.Id("m").Op("*").Id(t.Name)
	if t.Kind == api.List {
		receiver = jen.Id("list").Id(t.Name)
	}
	ids := jen.Index().Add(goType(&t.IDs.Elem, c.pkg.Import))
	f.Func().Params(receiver).Id(t.IDs.Method).Params().Add(ids).BlockFunc(func(g *jen.Group) {
		if t.Kind == api.List {
			g.Var().Id("ids").Add(ids)
			m := jen.Id("m").Op(":=").Op("&").Id("list").Index(jen.Id("i"))
			if t.Elem.Pointer {
				m = jen.Id("m").Op(":=").Id("list").Index(jen.Id("i"))
			}
			g.For(jen.Id("i").Op(":=").Range().Id("list")).BlockFunc(func(g *jen.Group) {
				g.Add(m)
				c.ways(g, t.IDs)
			})
			g.Return(jen.Id("ids"))
			return
		}
		g.If(jen.Id("m").Op("==").Nil()).Block(jen.Return(jen.Nil()))
		g.Var().Id("ids").Add(ids)
		c.ways(g, t.IDs)
		g.Return(jen.Id("ids"))
	})
}

// ways prints statements that append the ids below m.
func (c *client) ways(g *jen.Group, ids *api.IDs) {
	for _, way := range ids.Ways {
		c.way(g, ids, jen.Id("m"), way)
	}
}

// way prints statements that append the ids at the end of a way which begins at a struct.
func (c *client) way(g *jen.Group, ids *api.IDs, at *jen.Statement, fields []*api.Field) {
	c.along(g, ids, &fields[0].Ref, at.Clone().Dot(fields[0].Name), fields[1:])
}

// along prints statements that follow a way from a value on, past pointers and through lists.
func (c *client) along(g *jen.Group, ids *api.IDs, r *api.Ref, v *jen.Statement, rest []*api.Field) {
	switch {
	case r.Kind == api.Text:
		c.along(g, ids, r.Elem, v, rest)
	case r.Pointer:
		value := *r
		value.Pointer = false
		g.If(v.Clone().Op("!=").Nil()).BlockFunc(func(g *jen.Group) {
			if len(rest) == 0 {
				v = jen.Op("*").Add(v)
			}
			c.along(g, ids, &value, v, rest)
		})
	case r.Kind == api.Array:
		g.For(jen.List(jen.Id("_"), jen.Id("m")).Op(":=").Range().Add(v)).BlockFunc(func(g *jen.Group) {
			c.along(g, ids, r.Elem, jen.Id("m"), rest)
		})
	case len(rest) > 0:
		c.way(g, ids, v, rest)
	default:
		g.Id("ids").Op("=").Qual(sdkPath, "AppendID").Call(jen.Id("ids"), idText(ids, r, v))
	}
}

// idText prints an id in the type of all ids.
func idText(ids *api.IDs, r *api.Ref, v *jen.Statement) *jen.Statement {
	kind := r.Kind
	if kind == api.Named {
		kind = r.Type.Base
	}
	switch {
	case ids.Elem.Kind != api.String || r.Kind == api.String:
		return v
	case kind == api.Int64, kind == api.Uint64:
		return jen.Qual(sdkPath, "IDText").Call(v)
	}
	return jen.String().Call(v)
}
