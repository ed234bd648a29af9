package emit

import (
	"reflect"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
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
