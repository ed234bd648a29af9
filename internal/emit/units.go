package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

// Units prints the methods of units: how amounts are calculated with where Go's operators are not exact, and converted.
func Units(a *api.API, p Package) ([]File, error) {
	var units []unit
	for _, t := range a.Types {
		if t.Kind == api.Unit && !t.Alias && (t.Base == api.Decimal || len(t.Conversions) > 0) {
			units = append(units, unit{t, jen.Id(receiver(t.Name)).Id(t.Name)})
		}
	}
	if len(units) == 0 {
		return nil, nil
	}
	return printFiles(p, []file{{"units.go", func(f *jen.File) {
		for _, u := range units {
			if u.Base == api.Decimal {
				u.arithmetic(f)
			}
			for _, c := range u.Conversions {
				u.conversion(f, c)
			}
		}
	}}})
}

// unit prints the methods of one unit.
type unit struct {
	*api.Type
	self *jen.Statement // of value receivers
}

func receiver(name string) string { return strings.ToLower(name[:1]) }

// value prints the receiver as what package runtime calculates with.
func (u unit) value() *jen.Statement {
	v := jen.Id(receiver(u.Name))
	if u.Base == api.Decimal {
		return jen.Qual(runtimePath, "Decimal").Call(v)
	}
	return v
}

// arithmetic prints what a decimal has that is not among Go's operators.
func (u unit) arithmetic(f *jen.File) {
	decimal := func() *jen.Statement { return jen.Qual(runtimePath, "Decimal") }
	f.Comment("// String returns the text, \"0\" for the empty one.")
	f.Func().Params(u.self).Id("String").Params().String().Block(jen.Return(u.value().Dot("String").Call()))
	for _, m := range []struct{ name, comment string }{
		{"Add", "// Add returns the sum, exactly. It fails when one of the amounts is no number, as Sub, Mul and Cmp do."},
		{"Sub", "// Sub returns the difference, exactly."},
	} {
		f.Comment(m.comment)
		f.Func().Params(u.self).Id(m.name).Params(jen.Id("other").Id(u.Name)).Params(jen.Id(u.Name), jen.Error()).Block(
			jen.List(jen.Id("result"), jen.Err()).Op(":=").Add(u.value().Dot(m.name).Call(decimal().Call(jen.Id("other")))),
			jen.Return(jen.Id(u.Name).Call(jen.Id("result")), jen.Err()),
		)
	}
	f.Comment("// Mul returns the product, exactly: for three, give \"3\".")
	f.Func().Params(u.self).Id("Mul").Params(jen.Id("factor").Add(decimal())).Params(jen.Id(u.Name), jen.Error()).Block(
		jen.List(jen.Id("result"), jen.Err()).Op(":=").Add(u.value().Dot("Mul").Call(jen.Id("factor"))),
		jen.Return(jen.Id(u.Name).Call(jen.Id("result")), jen.Err()),
	)
	f.Comment("// Cmp compares the amounts: -1 when this one is smaller, 0 when they are equal, 1 when it is larger.")
	f.Func().Params(u.self).Id("Cmp").Params(jen.Id("other").Id(u.Name)).Params(jen.Int(), jen.Error()).Block(
		jen.Return(u.value().Dot("Cmp").Call(decimal().Call(jen.Id("other")))),
	)
	f.Comment("// MarshalJSON returns the text as a JSON number.")
	f.Func().Params(u.self).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(u.value().Dot("MarshalJSON").Call()),
	)
	f.Comment("// UnmarshalJSON takes a JSON number, or one in a string; null is zero.")
	f.Func().Params(jen.Id(receiver(u.Name)).Op("*").Id(u.Name)).Id("UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Block(
		jen.Return(jen.Parens(jen.Op("*").Add(decimal())).Call(jen.Id(receiver(u.Name))).Dot("UnmarshalJSON").Call(jen.Id("data"))),
	)
}

// conversion prints the method that leads to another unit.
func (u unit) conversion(f *jen.File, c *api.Conversion) {
	to := c.To
	ratio := jen.Qual(sdkPath, "Ratio").Values(
		jen.Id("From").Op(":").Lit(u.Unit), jen.Id("To").Op(":").Lit(to.Unit), jen.Id("Num").Op(":").Lit(int(c.Num)), jen.Id("Den").Op(":").Lit(int(c.Den)),
	)
	if c.IsExact(u.Type) {
		f.Comment("// " + to.Name + " returns the same amount in " + to.Unit + ".")
		f.Func().Params(u.self).Id(to.Name).Params().Id(to.Name).Block(
			jen.Return(jen.Id(to.Name).Call(ratio.Dot("Exact").Call(jen.Int64().Call(u.value())))),
		)
		return
	}
	amount := u.value()
	if u.Base == api.Int64 {
		amount = jen.Qual(runtimePath, "DecimalFromInt").Call(jen.Int64().Call(amount))
	}
	convert, problem := "Decimal", "has no exact value there"
	if to.Base == api.Int64 {
		convert, problem = "Int64", "is not a whole number of them, or is beyond 64 bits"
	}
	f.Comment("// " + to.Name + " returns the same amount in " + to.Unit + ". It fails when that " + problem + ".")
	f.Func().Params(u.self).Id(to.Name).Params().Params(jen.Id(to.Name), jen.Error()).Block(
		jen.List(jen.Id("result"), jen.Err()).Op(":=").Add(ratio.Dot(convert).Call(amount)),
		jen.Return(jen.Id(to.Name).Call(jen.Id("result")), jen.Err()),
	)
}
