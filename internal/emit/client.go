package emit

import (
	"fmt"
	"go/token"
	"io/fs"
	"reflect"
	"regexp"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/goname"
	"github.com/pandapon/pandagen/runtime/sdk"
)

// Client prints the client of an API into package p: doc.go with the package comment, client.go with the way to the services,
// credentials.go, sdk.go with what callers need of package runtime, and a file for each service with its operations. A template of
// override replaces the built-in one; nil replaces nothing.
func Client(a *api.API, p Package, override fs.FS) ([]File, error) {
	c := &client{api: a, pkg: p}
	doc, err := c.packageComment(override)
	if err != nil {
		return nil, err
	}
	files := []file{{"doc.go", doc}, {"client.go", c.client}}
	if len(a.Credentials) > 0 {
		files = append(files, file{"credentials.go", c.credentials})
	}
	if c.creates() {
		files = append(files, file{"created.go", c.created})
	}
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
	c.newClient(f)
	c.as(f)
	c.do(f)
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

func (c *client) newClient(f *jen.File) {
	withCredentials := len(c.api.Credentials) > 0
	doc := []string{"NewClient returns a client for " + c.api.BaseURL + "."}
	if c.api.BaseURL == "" {
		doc[0] = "NewClient returns a client. WithBaseURL has to say where the API is."
	}
	switch {
	case withCredentials && len(c.api.KnownSchemes()) > 1:
		doc = append(doc, "It fails when the credentials are incomplete, or complete for no security scheme, or an option is invalid.")
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
			g.Id("from").Id("CredentialSource")
		}
		g.Id("opts").Op("...").Id(c.alias("Option"))
	}).Params(jen.Op("*").Id("Client"), jen.Error()).BlockFunc(func(g *jen.Group) {
		g.Id("config").Op(":=").Add(c.config())
		if withCredentials {
			g.If(jen.Id("from").Op("!=").Nil()).Block(jen.Id("from").Dot("configure").Call(jen.Op("&").Id("config")))
		}
		g.List(jen.Id("c"), jen.Err()).Op(":=").Qual(sdkPath, "New").Call(jen.Id("config"), jen.Id("opts").Op("..."))
		g.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err()))
		g.Return(jen.Id("connect").Call(jen.Id("c")), jen.Nil())
	})
}

// config prints what the engine has to know about the API. Schemes have no credentials yet.
func (c *client) config() jen.Code {
	return jen.Qual(sdkPath, "Config").CustomFunc(braces(true), func(g *jen.Group) {
		if c.api.BaseURL != "" {
			g.Id("BaseURL").Op(":").Lit(c.api.BaseURL)
		}
		g.Id("UserAgent").Op(":").Lit(c.userAgent())
		switch {
		case len(c.api.Credentials) > 0:
			g.Id("Schemes").Op(":").Id("Credentials").Values().Dot("schemes").Call()
		case len(c.api.Schemes) > 0:
			g.Id("Schemes").Op(":").Add(c.schemes())
		}
		var tokens []sdk.TokenScheme
		for _, s := range c.api.Security {
			if t, ok := s.Token(); ok {
				tokens = append(tokens, t)
			}
		}
		if len(tokens) > 0 {
			g.Id("Tokens").Op(":").Add(literal(reflect.ValueOf(tokens)))
		}
	})
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

// do prints the method that calls what the document does not describe, and how that is signed and answered.
func (c *client) do(f *jen.File) {
	u := c.api.Undescribed
	security := "[" + c.alias("WithSecurity") + "]"
	signs := "It is not signed, unless " + security + " names a scheme."
	if u.Scheme != nil {
		signs = "It is signed by the scheme " + u.Scheme.Name + ", or by the one that " + security + " names."
	}
	if len(c.api.Schemes) == 0 {
		signs = "It is not signed."
	}
	for _, line := range []string{
		"Do calls what the document does not describe. The path follows the base URL, may have a query, and is otherwise as in a URL.",
		"A nil body is none, and a nil out discards the data; both are otherwise types of this package, json.RawMessage, or what",
		"encoding/json takes.",
		"",
		signs,
		"Nothing is sent twice, and failures are [" + c.alias("ErrOutcomeUnknown") + "] unless it is known that nothing happened;",
		"[" + c.alias("WithRepeat") + "] says that it does no harm to send the request again.",
	} {
		f.Comment(strings.TrimRight("// "+line, " "))
	}
	f.Func().Params(jen.Id("c").Op("*").Id("Client")).Id("Do").Params(
		jen.Id("ctx").Qual(contextPath, "Context"), jen.List(jen.Id("method"), jen.Id("path")).String(), jen.List(jen.Id("body"), jen.Id("out")).Any(),
		jen.Id("opts").Op("...").Id(c.alias("CallOption")),
	).Error().Block(jen.Return(jen.Qual(sdkPath, "Do").Call(
		jen.Id("ctx"), jen.Id("c").Dot("client"), jen.Id(u.Variable), jen.Id("method"), jen.Id("path"), jen.Id("body"), jen.Id("out"), jen.Id("opts"),
	)))
	f.Comment("// " + u.Variable + " is how operations are signed and answered that the document does not describe.")
	f.Var().Id(u.Variable).Op("=").Qual(sdkPath, "Operation").CustomFunc(braces(u.Envelope != nil || u.Scheme != nil), func(g *jen.Group) {
		judgeAndSign(func(name string, value jen.Code) { g.Id(name).Op(":").Add(value) }, u.Envelope, u.Scheme)
	})
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
				g.Id("Outcome").Op(":").Add(outcome(e.Outcome))
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
	if len(users) == 0 {
		return " of what the document does not describe"
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
