package emit

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

// clientDoc is what the template of the client's package comment is given.
type clientDoc struct {
	*api.API
	Package  Package
	Given    string         // what NewClient needs
	Example  *api.Operation // nil when there are no operations
	Paged    *api.Operation // nil when none answers in pages
	Optional bool           // a request has a field that is a pointer because it may be left out
}

// packageComment prints doc.go.
func (c *client) packageComment(override fs.FS) (func(*jen.File), error) {
	return packageComment(override, "client/doc.tmpl", map[string]any{
		"alias": c.alias, "authorization": c.authorization, "join": strings.Join, "purpose": purpose, "way": way,
	}, clientDoc{
		API: c.api, Package: c.pkg, Given: c.exampleCredentials(), Example: c.example(), Paged: c.pagedExample(), Optional: c.hasOptional(),
	})
}

// exampleCredentials prints what NewClient needs.
func (c *client) exampleCredentials() string {
	if len(c.api.Credentials) == 0 {
		return ""
	}
	var given []string
	for _, field := range c.api.Credentials {
		if field.Required {
			given = append(given, field.GoName+": …")
		}
	}
	return c.pkg.Name + ".Credentials{" + strings.Join(given, ", ") + "}"
}

// example returns the operation that the package comment calls: one that only reads, is well known and returns a struct, as
// far as there is such a one.
func (c *client) example() *api.Operation {
	var best *api.Operation
	most := -1
	for _, op := range c.api.Operations() {
		points := 0
		for _, merit := range []bool{
			op.Source.Evidence == "documented" || op.Source.Evidence == "", op.Data != nil && isStruct(op.Data), op.Scheme == nil || op.Scheme.Signature != nil,
		} {
			if merit {
				points++
			}
		}
		if op.Retry.Rule == "safe" {
			points += 10
		}
		if points > most {
			best, most = op, points
		}
	}
	return best
}

// pagedExample returns the operation whose pages the package comment goes through.
func (c *client) pagedExample() *api.Operation {
	for _, op := range c.api.Operations() {
		if op.Paging != nil {
			return op
		}
	}
	return nil
}

// hasOptional reports whether a request has a field that may be left out and is a pointer for that.
func (c *client) hasOptional() bool {
	return slices.ContainsFunc(c.api.Types, func(t *api.Type) bool {
		return t.InRequest && slices.ContainsFunc(t.Fields, func(f *api.Field) bool { return f.Ref.Pointer })
	})
}

// authorization is the option that satisfies a security scheme.
func (c *client) authorization(s *api.Security) string {
	token := fmt.Sprintf("%s.%s(%q, ", c.pkg.Name, c.alias("WithToken"), s.Name)
	switch {
	case s.Type == "apiKey":
		return token + "key)"
	case s.Type == "http" && s.HTTP == "basic":
		return token + `user+":"+password)`
	case s.Type == "http" && s.HTTP == "bearer":
		return token + "token)"
	case s.Type == "oauth2", s.Type == "openIdConnect":
		return token + "token), or WithHTTPClient with a client that gets tokens, such as one of golang.org/x/oauth2"
	case s.Type == "mutualTLS":
		return "WithHTTPClient with a client that has a certificate"
	}
	return c.pkg.Name + "." + c.alias("WithHeader") + `("Authorization", …)`
}

// purpose says in a few words what a service is for.
func purpose(service *api.Service) string {
	if len(service.Doc) > 0 {
		first, _, more := strings.Cut(service.Doc[0], ". ")
		if more || len(service.Doc) == 1 || service.Doc[1] == "" {
			return strings.TrimSuffix(first, ".")
		}
	}
	if n := len(service.Operations); n != 1 {
		return fmt.Sprintf("%d operations", n)
	}
	return "1 operation"
}
