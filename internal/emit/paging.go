package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

const iterPath = "iter"

// allMethod prints the method that returns the items of all pages.
func (c *client) allMethod(f *jen.File, op *api.Operation) {
	p := op.Paging
	doc := api.Doc{
		p.Method + " returns the items of all pages of " + op.Name + ", beginning with the page that req asks for, or",
		"with the first. It gets a page when the loop reaches it; an error is the last pair. See [sdk.All] for",
		"where the sequence ends.",
		"",
		"\tfor item, err := range client." + way(op.Service) + "." + p.Method + "(ctx, &" + c.pkg.Name + "." + op.Request.Name + "{…}) { … }",
	}
	if op.Deprecated {
		doc = append(doc, "", "Deprecated: the documentation advises against this operation.")
	}
	fileComment(f, doc)
	all := "All"
	if !isStruct(p.Item) || p.Item.Pointer {
		all = "AllValues"
	}
	f.Func().Params(jen.Id("s").Op("*").Id(op.Service.Group.Type)).Id(p.Method).Params(
		jen.Id("ctx").Qual(contextPath, "Context"),
		jen.Id("req").Op("*").Id(op.Request.Name),
		c.callOptions(),
	).Qual(iterPath, "Seq2").TypesFunc(func(g *jen.Group) {
		item := goType(p.Item, c.pkg.Import)
		if all == "All" {
			item = jen.Op("*").Add(item)
		}
		g.Add(item)
		g.Error()
	}).Block(jen.Return(jen.Qual(sdkPath, all).Call(
		jen.Id("ctx"), jen.Id("s").Dot("client"), jen.Op("&").Id(op.Paging.Variable), jen.Id("req"), jen.Id("opts"),
	)))
}

// pages prints the variable that tells the engine how to go from page to page.
func (c *client) pages(f *jen.File, op *api.Operation) {
	p := op.Paging
	request := jen.Id("req").Op("*").Id(op.Request.Name)
	data := jen.Id("data").Op("*").Add(c.dataType(op))
	field := func(field *api.Field) jen.Code {
		return jen.Func().Params(request.Clone()).Qual(sdkPath, "PageField").Block(
			jen.Return(jen.Qual(sdkPath, "PageNumber").Call(jen.Op("&").Id("req").Dot(field.Name))),
		)
	}
	item := goType(p.Item, c.pkg.Import)
	f.Line()
	f.Var().Id(op.Paging.Variable).Op("=").Qual(sdkPath, "Pages").Types(jen.Id(op.Request.Name), c.dataType(op), item).
		CustomFunc(braces(true), func(g *jen.Group) {
			g.Id("Endpoint").Op(":").Op("&").Id(op.Variable)
			g.Id("Page").Op(":").Add(field(p.Page))
			if p.Size != nil {
				g.Id("Size").Op(":").Add(field(p.Size))
			}
			if len(p.Total) > 0 {
				g.Id("Total").Op(":").Func().Params(data.Clone()).Int64().BlockFunc(func(g *jen.Group) { pagingTotal(g, p.Total) })
			}
			g.Id("Items").Op(":").Func().Params(data.Clone()).Index().Add(item).BlockFunc(func(g *jen.Group) {
				if len(p.Items) == 0 {
					g.Return(jen.Op("*").Id("data"))
					return
				}
				list := walk(g, p.Items[:len(p.Items)-1], jen.Nil())
				g.Return(list.Clone().Dot(p.Items[len(p.Items)-1].Name))
			})
		})
}

// pagingTotal prints statements that return the number of all items.
func pagingTotal(g *jen.Group, path []*api.Field) {
	none := jen.Lit(0)
	last := path[len(path)-1]
	total := walk(g, path[:len(path)-1], none).Clone().Dot(last.Name)
	if last.Ref.Pointer {
		g.If(total.Clone().Op("==").Nil()).Block(jen.Return(none))
		total = jen.Op("*").Add(total)
	}
	if last.Ref.Kind == api.String || last.Ref.Kind == api.Uint64 {
		total = jen.Qual(sdkPath, "PageTotal").Call(total)
	}
	g.Return(total)
}

// walk prints an expression that leads from data along a path, after statements that return none where it ends early.
func walk(g *jen.Group, path []*api.Field, none jen.Code) *jen.Statement {
	at := jen.Id("data")
	for _, field := range path {
		at = at.Clone().Dot(field.Name)
		if isPointer(&field.Ref) {
			g.If(at.Clone().Op("==").Nil()).Block(jen.Return(none))
		}
	}
	return at
}

// isPointer reports whether the Go type of a use is a pointer.
func isPointer(r *api.Ref) bool { return r.Pointer || r.Kind == api.Text && isPointer(r.Elem) }
