package emit

import (
	"fmt"
	"reflect"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/signer"
)

// Schemes prints schemes.go: a function for each signature rule that is known. Client and server of the API sign and verify by
// them, and callers begin with them when a rule has to be corrected.
func Schemes(a *api.API, p Package) ([]File, error) {
	schemes := a.KnownSchemes()
	if len(schemes) == 0 {
		return nil, nil
	}
	return printFiles(p, []file{{"schemes.go", func(f *jen.File) {
		for _, scheme := range schemes {
			schemeFunc(f, scheme)
		}
	}}})
}

// schemeFunc prints the function that returns a rule.
func schemeFunc(f *jen.File, scheme *api.Scheme) {
	f.Comment("// " + scheme.Func + " returns the signature rule of the security scheme " + scheme.Name + ". It is the caller's to change.")
	if len(scheme.Doc) > 0 {
		f.Comment("//")
		fileComment(f, scheme.Doc)
	}
	f.Func().Id(scheme.Func).Params().Qual(signerPath, "Scheme").Block(jen.Return(literal(reflect.ValueOf(*scheme.Signature))))
}

// literal prints a value of a struct of package signer, or of what it is made of.
func literal(v reflect.Value) *jen.Statement {
	t := v.Type()
	if t == reflect.TypeFor[time.Duration]() {
		return duration(v.Interface().(time.Duration))
	}
	switch t.Kind() {
	case reflect.String:
		return jen.Lit(v.String())
	case reflect.Bool:
		return jen.Lit(v.Bool())
	case reflect.Int:
		return jen.Lit(int(v.Int()))
	case reflect.Slice:
		parts := t == reflect.TypeFor[[]signer.Part]() // the rule itself: a line for each
		return typeOf(t).CustomFunc(braces(parts && v.Len() > 1), func(g *jen.Group) {
			for i := range v.Len() {
				g.Add(element(v.Index(i)))
			}
		})
	case reflect.Struct:
		return typeOf(t).Add(members(v))
	}
	panic(fmt.Sprintf("emit: a scheme holds a %s", t))
}

// element prints an element of a slice, whose type need not be repeated.
func element(v reflect.Value) *jen.Statement {
	if v.Kind() == reflect.Struct {
		return members(v)
	}
	return literal(v)
}

// members prints the fields of a struct that are set: those of a scheme a line each.
func members(v reflect.Value) *jen.Statement {
	return jen.CustomFunc(braces(v.Type() == reflect.TypeFor[signer.Scheme]()), func(g *jen.Group) {
		for i := range v.NumField() {
			if field := v.Field(i); !field.IsZero() {
				g.Id(v.Type().Field(i).Name).Op(":").Add(literal(field))
			}
		}
	})
}

// braces are the options of a composite literal, with an element to a line or all in one.
func braces(multi bool) jen.Options {
	return jen.Options{Open: "{", Close: "}", Separator: ",", Multi: multi}
}

// typeOf prints the type of a composite literal.
func typeOf(t reflect.Type) *jen.Statement {
	switch {
	case t.Kind() == reflect.Slice:
		return jen.Index().Add(typeOf(t.Elem()))
	case t.PkgPath() == "":
		return jen.Id(t.Name())
	}
	return jen.Qual(t.PkgPath(), t.Name())
}

// duration prints a duration in the largest unit that divides it.
func duration(d time.Duration) *jen.Statement {
	unit, name := time.Nanosecond, "Nanosecond"
	switch {
	case d%time.Hour == 0:
		unit, name = time.Hour, "Hour"
	case d%time.Minute == 0:
		unit, name = time.Minute, "Minute"
	case d%time.Second == 0:
		unit, name = time.Second, "Second"
	case d%time.Millisecond == 0:
		unit, name = time.Millisecond, "Millisecond"
	}
	return jen.Lit(int(d/unit)).Op("*").Qual("time", name)
}
