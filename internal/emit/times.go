package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

// Times prints the function that reads times as the document writes them.
func Times(a *api.API, p Package) ([]File, error) {
	if a.Times == nil {
		return nil, nil
	}
	return printFiles(p, []file{{"times.go", func(f *jen.File) {
		if a.Times.Zone != "" {
			f.Anon("time/tzdata") // zones where the machine has none
		}
		fileComment(f, a.Times.Doc)
		f.Func().Id("ParseTime").Params(jen.Id("text").String()).Params(jen.Qual("time", "Time"), jen.Error()).Block(
			jen.Return(jen.Id("timeForms").Dot("Parse").Call(jen.Id("text"))),
		)
		f.Line()
		f.Var().Id("timeForms").Op("=").Qual(sdkPath, "NewTimes").CallFunc(func(g *jen.Group) {
			g.Lit(a.Times.Zone)
			for _, form := range a.Times.Forms {
				g.Lit(form)
			}
		})
	}}})
}
