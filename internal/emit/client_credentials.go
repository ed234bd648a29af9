package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"
)

// credentials prints credentials.go: what a caller signs with, and where it comes from.
func (c *client) credentials(f *jen.File) {
	c.credentialsType(f)
	c.hideCredentials(f)
	c.credentialSource(f)
	c.fromEnv(f)
	c.credentialsFunc(f)
	f.Comment("// schemes pairs the values with their names in the signature rules.")
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("schemes").Params().Index().Qual(sdkPath, "Scheme").Block(
		jen.Return(c.schemes()),
	)
}

func (c *client) credentialsType(f *jen.File) {
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
}

// hideCredentials prints the methods by which the values are not printed.
func (c *client) hideCredentials(f *jen.File) {
	for _, method := range []string{"String", "GoString"} {
		f.Comment("// " + method + " hides the values.")
		f.Func().Params(jen.Id("Credentials")).Id(method).Params().String().Block(jen.Return(jen.Lit(c.pkg.Name + ".Credentials{…}")))
	}
	f.Comment("// LogValue hides the values from slog, whose JSON handler would write them.")
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("LogValue").Params().Qual("log/slog", "Value").Block(
		jen.Return(jen.Qual("log/slog", "StringValue").Call(jen.Id("c").Dot("String").Call())),
	)
}

func (c *client) credentialSource(f *jen.File) {
	for _, line := range []string{
		"CredentialSource says where a client's credentials come from: [Credentials] are the same for all calls, [CredentialsFromEnv] reads",
		"them from the environment, and a [CredentialsFunc] is asked at each call.",
	} {
		f.Comment("// " + line)
	}
	f.Type().Id("CredentialSource").Interface(jen.Id("configure").Params(configParam()))
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("configure").Params(jen.Id("config").Add(configParam())).Block(
		jen.Id("config").Dot("Schemes").Op("=").Id("c").Dot("schemes").Call(),
	)
}

func configParam() jen.Code { return jen.Op("*").Qual(sdkPath, "Config") }

// fromEnv prints the source that is the environment.
func (c *client) fromEnv(f *jen.File) {
	f.Comment("// CredentialsFromEnv reads the environment when the client is made. It has a variable for each of the [Credentials]:")
	f.Comment("//")
	for _, given := range c.api.Credentials {
		line := "//   - " + given.Variable
		if !given.Required {
			line += ", which may be empty"
		}
		f.Comment(line)
	}
	f.Func().Id("CredentialsFromEnv").Params().Id("CredentialSource").Block(jen.Return(jen.Id("environment").Values()))
	f.Comment("// environment is the source of [CredentialsFromEnv].")
	f.Type().Id("environment").Struct()
	f.Func().Params(jen.Id("environment")).Id("configure").Params(jen.Id("config").Add(configParam())).Block(
		jen.Id("config").Dot("Schemes").Op("=").Qual(sdkPath, "FromEnv").Call(jen.Id("config").Dot("Schemes")),
	)
}

// credentialsFunc prints the source that is a caller's function.
func (c *client) credentialsFunc(f *jen.File) {
	for _, line := range []string{
		"CredentialsFunc returns the credentials for one call, whose context it is given: they may change while the client is in use, or",
		"differ from caller to caller. They are checked as those of [NewClient] are; an error ends the call, with nothing sent.",
	} {
		f.Comment("// " + line)
	}
	results := func() *jen.Statement { return jen.Params(jen.Id("Credentials"), jen.Error()) }
	ctx := func() *jen.Statement { return jen.Params(jen.Id("ctx").Qual(contextPath, "Context")) }
	f.Type().Id("CredentialsFunc").Func().Add(ctx()).Add(results())
	f.Func().Params(jen.Id("f").Id("CredentialsFunc")).Id("configure").Params(jen.Id("config").Add(configParam())).Block(
		jen.If(jen.Id("f").Op("==").Nil()).Block(jen.Return()),
		jen.Id("config").Dot("Credentials").Op("=").Func().Add(ctx()).Params(jen.Index().Qual(sdkPath, "Scheme"), jen.Error()).Block(
			jen.List(jen.Id("c"), jen.Err()).Op(":=").Id("f").Call(jen.Id("ctx")),
			jen.Return(jen.Id("c").Dot("schemes").Call(), jen.Err()),
		),
	)
}

// schemes prints the security schemes with the values of the credentials c.
func (c *client) schemes() jen.Code {
	value := func(name, field string, required bool) jen.Code {
		return jen.ValuesFunc(func(g *jen.Group) {
			if name != "" {
				g.Id("Name").Op(":").Lit(name)
			}
			g.Id("Field").Op(":").Lit(field)
			g.Id("Variable").Op(":").Lit(c.api.Credential(field).Variable)
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
