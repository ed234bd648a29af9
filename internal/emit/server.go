package emit

import (
	"io/fs"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/goname"
)

const (
	contextPath = "context"
	httpPath    = "net/http"
	slicesPath  = "slices"
)

// Server prints the server stubs as package p: server.go with the handler, and a file for each service with its
// interface, its unimplemented type and its routes. models is the package of the request and response types. A template of override
// replaces the built-in one; nil replaces nothing.
func Server(a *api.API, models, p Package, override fs.FS) ([]File, error) {
	s := &server{api: a, models: models, pkg: p}
	comment, err := packageComment(override, "server/doc.tmpl", nil, serverDoc{API: a, Package: p, Models: models})
	if err != nil {
		return nil, err
	}
	files := []file{{"server.go", func(f *jen.File) {
		comment(f)
		s.server(f)
	}}}
	for _, service := range a.Services {
		files = append(files, file{service.File + ".go", func(f *jen.File) { s.service(f, service) }})
	}
	return printFiles(p, files, models)
}

// serverDoc is what the template of the server's package comment is given.
type serverDoc struct {
	*api.API
	Package, Models Package
}

// server prints the package of one API.
type server struct {
	api    *api.API
	models Package
	pkg    Package
}

// server prints server.go.
func (s *server) server(f *jen.File) {
	f.Comment("// The code of this package needs this version of the contract with package sdk.")
	f.Const().Id("_").Op("=").Qual(sdkPath, "Version1")
	s.services(f)
	s.routes(f)
	if s.asks() {
		s.auth(f)
		s.newHandler(f)
		s.schemes(f)
	} else {
		s.newOpenHandler(f)
	}
	if len(s.api.Schemes) > 0 {
		s.newVerifier(f)
	}
	s.envelopes(f)
}

// services prints the struct that holds the implementations.
func (s *server) services(f *jen.File) {
	f.Comment("// Services are the implementations behind a handler. The operations of a service that is nil answer that they are not")
	f.Comment("// implemented.")
	f.Type().Id("Services").StructFunc(func(g *jen.Group) {
		for _, service := range s.api.Services {
			g.Id(service.Name).Id(service.Name)
		}
	})
}

func (s *server) routes(f *jen.File) {
	f.Comment("// routes connects all operations with the services.")
	f.Func().Params(jen.Id("s").Id("Services")).Id("routes").Params().Index().Qual(sdkPath, "Route").Block(
		jen.Return(jen.Qual(slicesPath, "Concat").CustomFunc(jen.Options{Open: "(", Close: ")", Separator: ",", Multi: true}, func(g *jen.Group) {
			if len(s.api.Services) == 0 {
				g.Index().Qual(sdkPath, "Route").Values()
			}
			for _, service := range s.api.Services {
				g.Id(routesName(service)).Call(jen.Id("s").Dot(service.Name))
			}
		})),
	)
}

func routesName(service *api.Service) string { return goname.Lower(service.Name) + "Routes" }

func (s *server) newVerifier(f *jen.File) {
	f.Comment("// NewVerifier returns a verifier that takes secrets from the store.")
	f.Func().Id("NewVerifier").
		Params(jen.Id("secrets").Qual(signerPath, "SecretStore"), jen.Id("opts").Op("...").Qual(signerPath, "VerifierOption")).
		Op("*").Qual(signerPath, "Verifier").
		Block(jen.Return(jen.Qual(signerPath, "NewVerifier").Call(jen.Id("secrets"), jen.Id("opts").Op("..."))))
}

func (s *server) envelopes(f *jen.File) {
	for _, e := range s.api.ServerEnvelopes {
		f.Comment("// " + e.Variable + " names the members around the data.")
		f.Var().Id(e.Variable).Op("=").Op("&").Qual(sdkPath, "Envelope").CustomFunc(braces(true), func(g *jen.Group) {
			for _, member := range []struct{ field, name string }{
				{"RequestID", e.RequestID}, {"Code", e.Code}, {"Message", e.Message}, {"Data", e.Data},
			} {
				if member.name != "" {
					g.Id(member.field).Op(":").Lit(member.name)
				}
			}
			texts(g, "Success", e.Success)
		})
	}
}
