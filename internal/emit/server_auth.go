package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

// asks reports whether an operation asks for something.
func (s *server) asks() bool { return len(s.api.Schemes)+len(s.api.Security) > 0 }

// auth prints the struct that holds what judges callers.
func (s *server) auth(f *jen.File) {
	f.Comment("// Auth is what judges those who call. NewHandler panics when a field is missing that operations ask for, unless server.Open")
	f.Comment("// names its security scheme.")
	f.Type().Id("Auth").StructFunc(func(g *jen.Group) {
		if len(s.api.Schemes) > 0 {
			g.Comment("// Signatures verifies what is signed by " + names(s.api.Schemes) + ".")
			if unknown := slices.DeleteFunc(slices.Clone(s.api.Schemes), func(scheme *api.Scheme) bool { return scheme.Signature != nil }); len(unknown) > 0 {
				g.Comment("// The document does not know the rule of " + names(unknown) + ": all is rejected, unless server.WithScheme declares it.")
			}
			g.Id("Signatures").Op("*").Qual(signerPath, "Verifier")
		}
		for _, security := range s.api.Security {
			g.Comment("// " + security.Auth + " judges " + travels(security) + " of the security scheme " + security.Name + ".")
			g.Id(security.Auth).Qual(serverPath, authenticator(security))
		}
	})
}

func names(schemes []*api.Scheme) string {
	var names []string
	for _, s := range schemes {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

// travels says what a caller sends, for people.
func travels(s *api.Security) string {
	switch {
	case s.Type == "apiKey" && s.In == "query":
		return fmt.Sprintf("the query parameter %q", s.Key)
	case s.Type == "apiKey":
		return fmt.Sprintf("the %s %q", s.In, s.Key)
	case s.Type == "mutualTLS":
		return "the client's certificate"
	case s.HTTP == "basic":
		return "user and password"
	case s.Type == "http" && s.HTTP != "bearer":
		return fmt.Sprintf("what follows %q in the header Authorization", s.HTTP)
	}
	return "the bearer token"
}

// authenticator is the type of function that judges a security scheme.
func authenticator(s *api.Security) string {
	switch {
	case s.Type == "mutualTLS":
		return "CertificateFunc"
	case s.Type == "http" && s.HTTP == "basic":
		return "PasswordFunc"
	}
	return "TokenFunc"
}

// schemes prints the method that says which security schemes there are, and what judges them.
func (s *server) schemes(f *jen.File) {
	f.Comment("// schemes are the security schemes that operations ask for.")
	f.Func().Params(jen.Id("a").Id("Auth")).Id("schemes").Params().Index().Qual(serverPath, "Scheme").Block(
		jen.Return(jen.Index().Qual(serverPath, "Scheme").CustomFunc(braces(true), func(g *jen.Group) {
			for _, scheme := range s.api.Schemes {
				g.ValuesFunc(func(g *jen.Group) {
					g.Id("Name").Op(":").Lit(scheme.Name)
					g.Id("Field").Op(":").Lit("Signatures")
					g.Id("Signed").Op(":").True()
					if scheme.Signature != nil {
						g.Id("Signer").Op(":").Qual(signerPath, "MustNew").Call(jen.Qual(s.models.Import, scheme.Func).Call())
					}
					g.Id("Verifier").Op(":").Id("a").Dot("Signatures")
				})
			}
			for _, security := range s.api.Security {
				g.ValuesFunc(func(g *jen.Group) {
					for _, member := range []struct{ field, text string }{
						{"Name", security.Name}, {"Field", security.Auth}, {"Type", security.Type},
						{"HTTP", security.HTTP}, {"In", security.In}, {"Key", security.Key},
					} {
						if member.text != "" {
							g.Id(member.field).Op(":").Lit(member.text)
						}
					}
					g.Id("Authenticator").Op(":").Id("a").Dot(security.Auth)
				})
			}
		})),
	)
}

func (s *server) newHandler(f *jen.File) {
	f.Comment("// NewHandler returns a handler that lets requests reach a service as auth and the security of the operations allow. It panics")
	f.Comment("// when auth lacks what they ask for.")
	f.Func().Id("NewHandler").Params(jen.Id("auth").Id("Auth"), jen.Id("services").Id("Services"), serverOptions()).Qual(httpPath, "Handler").
		Block(s.returnHandler(jen.Id("auth").Dot("schemes").Call()))
}

// newOpenHandler prints the constructor of a server whose operations ask for nothing.
func (s *server) newOpenHandler(f *jen.File) {
	f.Comment("// NewHandler returns a handler that answers with the services. The document asks for no credentials: whoever reaches the")
	f.Comment("// handler may call everything.")
	f.Func().Id("NewHandler").Params(jen.Id("services").Id("Services"), serverOptions()).Qual(httpPath, "Handler").
		Block(s.returnHandler(jen.Nil()))
}

func serverOptions() jen.Code { return jen.Id("opts").Op("...").Qual(serverPath, "Option") }

func (s *server) returnHandler(schemes jen.Code) jen.Code {
	return jen.Return(jen.Qual(serverPath, "New").Call(schemes, jen.Id("services").Dot("routes").Call(), jen.Id("opts").Op("...")))
}

// security prints what an operation asks for, as a member of its route; nothing when it asks for nothing.
func security(op *api.Operation) jen.Code {
	if len(op.Security) == 0 {
		return jen.Null()
	}
	inline := braces(false)
	return jen.Id("Security").Op(":").Index().Index().Qual(sdkPath, "Requirement").CustomFunc(inline, func(g *jen.Group) {
		for _, alternative := range op.Security {
			g.CustomFunc(inline, func(g *jen.Group) {
				for _, required := range alternative {
					g.CustomFunc(inline, func(g *jen.Group) {
						g.Id("Scheme").Op(":").Lit(required.Name())
						texts(g, "Scopes", required.Scopes)
					})
				}
			})
		}
	})
}
