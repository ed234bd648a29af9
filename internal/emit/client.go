package emit

import (
	"fmt"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/goname"
)

// Client prints the client of an API into package p: doc.go with the package comment, client.go with credentials, options and
// the way to the services, sdk.go with what callers need of package runtime, and a file for each service with its operations. A template of override replaces the built-in
// one; nil replaces nothing.
func Client(a *api.API, p Package, override fs.FS) ([]File, error) {
	c := &client{api: a, pkg: p}
	doc, err := c.packageComment(override)
	if err != nil {
		return nil, err
	}
	files := []file{{"doc.go", doc}, {"client.go", c.client}}
	for _, service := range a.Services {
		files = append(files, file{service.File + ".go", func(f *jen.File) { c.service(f, service) }})
	}
	printed, err := printFiles(p, files)
	if err != nil {
		return nil, err
	}
	return append(printed, c.aliases()), nil
}

// client prints the client of one API.
type client struct {
	api *api.API
	pkg Package
}

// client prints client.go.
func (c *client) client(f *jen.File) {
	f.Const().Id("_").Op("=").Qual(sdkPath, "Version1")
	c.clientType(f)
	c.credentialsType(f)
	c.newClient(f)
	c.as(f)
	c.connect(f)
	c.groups(f, c.api.Groups)
	c.envelopes(f)
	c.signers(f)
}

func (c *client) clientType(f *jen.File) {
	title := c.api.Title
	if title == "" {
		title = "the API"
	}
	f.Comment("// Client calls " + title + ". It is immutable and safe for concurrent use.")
	f.Type().Id("Client").StructFunc(func(g *jen.Group) {
		steps(g, c.api.Groups)
		g.Line()
		g.Id("client").Op("*").Qual(sdkPath, "Client")
	})
}

// steps prints the fields that lead on to services.
func steps(g *jen.Group, groups []*api.Group) {
	for _, step := range groups {
		g.Id(step.Name).Op("*").Id(step.Type)
	}
}

func (c *client) credentialsType(f *jen.File) {
	if len(c.api.Credentials) == 0 {
		return
	}
	f.Comment("// Credentials are what requests are signed with. Printing them shows none of their values.")
	f.Type().Id("Credentials").StructFunc(func(g *jen.Group) {
		for i, field := range c.api.Credentials {
			if i > 0 {
				g.Line()
			}
			doc := field.Doc
			if !field.Required {
				doc = append(slices.Clone(doc), "It may be empty.")
			}
			comment(g, doc)
			g.Id(field.GoName).String()
		}
	})
	for _, method := range []string{"String", "GoString"} {
		f.Comment("// " + method + " hides the values.")
		f.Func().Params(jen.Id("Credentials")).Id(method).Params().String().Block(jen.Return(jen.Lit(c.pkg.Name + ".Credentials{…}")))
	}
	f.Comment("// LogValue hides the values from slog, whose JSON handler would write them.")
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("LogValue").Params().Qual("log/slog", "Value").Block(
		jen.Return(jen.Qual("log/slog", "StringValue").Call(jen.Id("c").Dot("String").Call())),
	)
	f.Comment("// schemes pairs the values with their names in the signature rules.")
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("schemes").Params().Index().Qual(sdkPath, "Scheme").Block(
		jen.Return(c.schemes()),
	)
}

// schemes prints the security schemes with a caller's credentials.
func (c *client) schemes() jen.Code {
	value := func(name, field string, required bool) jen.Code {
		return jen.ValuesFunc(func(g *jen.Group) {
			if name != "" {
				g.Id("Name").Op(":").Lit(name)
			}
			g.Id("Field").Op(":").Lit(field)
			g.Id("Value").Op(":").Id("c").Dot(field)
			if required {
				g.Id("Required").Op(":").True()
			}
		})
	}
	return jen.Index().Qual(sdkPath, "Scheme").CustomFunc(braces(true), func(g *jen.Group) {
		for _, scheme := range c.api.Schemes {
			if scheme.Signature == nil {
				g.Values(jen.Id("Name").Op(":").Lit(scheme.Name))
				continue
			}
			g.CustomFunc(braces(true), func(g *jen.Group) {
				g.Id("Name").Op(":").Lit(scheme.Name)
				g.Id("Signer").Op(":").Id(scheme.Variable)
				g.Id("Secret").Op(":").Qual(sdkPath, "Credential").Add(value("", scheme.Secret, true))
				if len(scheme.Credentials) == 0 {
					return
				}
				g.Id("Values").Op(":").Index().Qual(sdkPath, "Credential").CustomFunc(braces(true), func(g *jen.Group) {
					for _, given := range scheme.Credentials {
						g.Add(value(given.Name, given.GoName, given.Required))
					}
				})
			})
		}
	})
}

func (c *client) newClient(f *jen.File) {
	withCredentials := len(c.api.Credentials) > 0
	doc := []string{"NewClient returns a client for " + c.api.BaseURL + "."}
	if c.api.BaseURL == "" {
		doc[0] = "NewClient returns a client. WithBaseURL has to say where the API is."
	}
	switch {
	case withCredentials && len(c.api.KnownSchemes()) > 1:
		doc = append(doc, "It fails when the credentials are complete for no security scheme, or an option is invalid.")
	case withCredentials:
		doc = append(doc, "It fails when credentials are missing or an option is invalid.")
	default:
		doc = append(doc, "It fails when an option is invalid.")
	}
	if strings.HasPrefix(c.api.BaseURL, "http://") {
		doc = append(doc, "That address is not encrypted, so WithInsecureHTTP has to allow it, or WithBaseURL give another.")
	}
	for _, line := range doc {
		f.Comment("// " + line)
	}
	f.Func().Id("NewClient").ParamsFunc(func(g *jen.Group) {
		if withCredentials {
			g.Id("credentials").Id("Credentials")
		}
		g.Id("opts").Op("...").Id(c.alias("Option"))
	}).Params(jen.Op("*").Id("Client"), jen.Error()).Block(
		jen.List(jen.Id("c"), jen.Err()).Op(":=").Qual(sdkPath, "New").Call(
			jen.Qual(sdkPath, "Config").CustomFunc(braces(true), func(g *jen.Group) {
				if c.api.BaseURL != "" {
					g.Id("BaseURL").Op(":").Lit(c.api.BaseURL)
				}
				g.Id("UserAgent").Op(":").Lit(c.userAgent())
				switch {
				case withCredentials:
					g.Id("Schemes").Op(":").Id("credentials").Dot("schemes").Call()
				case len(c.api.Schemes) > 0:
					g.Id("Schemes").Op(":").Add(c.schemes())
				}
			}),
			jen.Id("opts").Op("..."),
		),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
		jen.Return(jen.Id("connect").Call(jen.Id("c")), jen.Nil()),
	)
}

var plainVersion = regexp.MustCompile(`^[0-9A-Za-z.+-]+$`)

func (c *client) userAgent() string {
	name := c.pkg.Name
	if plainVersion.MatchString(c.api.Version) {
		name += "/" + c.api.Version
	}
	return name + " (pandagen)"
}

// as prints the method that changes the claims: what a request says about its sender besides the key.
func (c *client) as(f *jen.File) {
	if len(c.api.Claims) == 0 {
		return
	}
	var fields []string
	var params []jen.Code
	for _, claim := range c.api.Claims {
		fields = append(fields, claim.GoName)
		params = append(params, jen.Id(paramName(claim.GoName)))
	}
	f.Comment("// As returns a client that calls with another " + strings.Join(fields, " and ") + ". It shares everything else with c, connections too.")
	f.Func().Params(jen.Id("c").Op("*").Id("Client")).Id("As").Params(jen.List(params...).String()).Op("*").Id("Client").Block(
		jen.Return(jen.Id("connect").Call(jen.Id("c").Dot("client").Do(func(s *jen.Statement) {
			for _, claim := range c.api.Claims {
				for _, name := range claim.Names {
					s.Dot("WithClaim").Call(jen.Lit(name), jen.Id(paramName(claim.GoName)))
				}
			}
		}))),
	)
}

// paramName is the name of a parameter for a value.
func paramName(goName string) string {
	name := goname.Lower(goName)
	if token.IsKeyword(name) || name == "c" || name == "connect" {
		name += "Value"
	}
	return name
}

// connect prints the function that makes the services.
func (c *client) connect(f *jen.File) {
	f.Comment("// connect returns the services of c.")
	f.Func().Id("connect").Params(jen.Id("c").Op("*").Qual(sdkPath, "Client")).Op("*").Id("Client").Block(
		jen.Return(jen.Op("&").Id("Client").CustomFunc(braces(true), func(g *jen.Group) {
			connectSteps(g, c.api.Groups)
			g.Id("client").Op(":").Id("c")
		})),
	)
}

// connectSteps prints the values that lead on to services.
func connectSteps(g *jen.Group, groups []*api.Group) {
	for _, step := range groups {
		value := g.Id(step.Name).Op(":").Op("&").Id(step.Type)
		if len(step.Groups) == 0 {
			value.Values(jen.Id("client").Op(":").Id("c"))
			continue
		}
		value.CustomFunc(braces(true), func(g *jen.Group) {
			connectSteps(g, step.Groups)
			if step.Service != nil {
				g.Id("client").Op(":").Id("c")
			}
		})
	}
}

// groups prints the types that only lead to services; the services themselves have files of their own.
func (c *client) groups(f *jen.File, groups []*api.Group) {
	for _, step := range groups {
		if step.Service == nil {
			f.Comment("// " + step.Type + " leads to the services below Client." + strings.Join(step.Path, ".") + ".")
			f.Type().Id(step.Type).StructFunc(func(g *jen.Group) { steps(g, step.Groups) })
		}
		c.groups(f, step.Groups)
	}
}

func (c *client) envelopes(f *jen.File) {
	for i, e := range c.api.Envelopes {
		f.Comment("// " + e.Variable + " names the members around the data" + c.envelopeUsers(i) + ".")
		f.Var().Id(e.Variable).Op("=").Qual(sdkPath, "Envelope").CustomFunc(braces(true), func(g *jen.Group) {
			for _, member := range []struct{ field, name string }{
				{"Code", e.Code}, {"Message", e.Message}, {"Data", e.Data}, {"RequestID", e.RequestID},
			} {
				if member.name != "" {
					g.Id(member.field).Op(":").Lit(member.name)
				}
			}
			texts(g, "Success", e.Success)
			texts(g, "Rejected", e.Rejected)
			if e.Outcome != nil {
				g.Id("Outcome").Op(":").Op("&").Qual(sdkPath, "Outcome").CustomFunc(braces(true), func(g *jen.Group) {
					texts(g, "Success", e.Outcome.Success)
					texts(g, "Code", e.Outcome.Code)
					texts(g, "Message", e.Outcome.Message)
				})
			}
		})
	}
}

// envelopeUsers names the operations of an envelope that is not the usual one.
func (c *client) envelopeUsers(i int) string {
	if i == 0 {
		return ""
	}
	var users []string
	for _, op := range c.api.Operations() {
		if op.Envelope == c.api.Envelopes[i] {
			users = append(users, operationName(op))
		}
	}
	if others := len(users) - 3; others > 0 {
		users = append(users[:3], fmt.Sprintf("and %d more", others))
	}
	return " of " + strings.Join(users, ", ")
}

// texts prints a field with a list of texts, unless it is empty.
func texts(g *jen.Group, field string, list []string) {
	if len(list) == 0 {
		return
	}
	g.Id(field).Op(":").Index().String().ValuesFunc(func(g *jen.Group) {
		for _, text := range list {
			g.Lit(text)
		}
	})
}

// signers prints a variable for each signature rule.
func (c *client) signers(f *jen.File) {
	for _, scheme := range c.api.KnownSchemes() {
		f.Comment("// " + scheme.Variable + " signs by the rule of the security scheme " + scheme.Name + ".")
		f.Var().Id(scheme.Variable).Op("=").Qual(signerPath, "MustNew").Call(jen.Id(scheme.Func).Call())
	}
}

// alias is the name of something of package runtime in the client's package.
func (c *client) alias(name string) string {
	if other := c.api.Aliases[name]; other != "" {
		return other
	}
	return name
}

// callOptions prints the last parameter of a call.
func (c *client) callOptions() jen.Code {
	return jen.Id("opts").Op("...").Id(c.alias("CallOption"))
}
