package emit

import (
	"fmt"
	"go/token"
	"go/types"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/signer"
)

const strconvPath = "strconv"

// Client prints the client of an API into package p: doc.go with the package comment, client.go with credentials, options
// and the way to the services, schemes.go with the signature rules, and a file for each service with its operations.
func Client(a *api.API, p Package) ([]File, error) {
	c := newClient(a, p)
	parts := []struct {
		name  string
		print func(*jen.File)
	}{
		{"doc.go", c.packageComment},
		{"client.go", c.client},
		{"schemes.go", c.signers},
		{"created.go", c.created},
	}
	if !c.creates() {
		parts = slices.Delete(parts, 3, 4)
	}
	if len(c.known()) == 0 {
		parts = slices.Delete(parts, 2, 3)
	}
	for _, service := range a.Services {
		parts = append(parts, struct {
			name  string
			print func(*jen.File)
		}{service.File + ".go", func(f *jen.File) { c.service(f, service) }})
	}
	files := make([]File, len(parts))
	for i, part := range parts {
		f := newFile(p)
		part.print(f)
		var err error
		if files[i], err = render(part.name, f); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// client prints the client of one API.
type client struct {
	api       *api.API
	pkg       Package
	root      *node
	envelopes []envelope[*api.Envelope] // the different ones
	endpoints map[*api.Operation]string // names of their variables
	pages     map[*api.Operation]string // names of the variables of those that answer in pages
	rules     map[*api.Scheme]string    // names of their variables
}

// node is a place on the way from the client to the services.
type node struct {
	name     string // Refunds
	typeName string // AlibabaRefundsService
	path     []string
	service  *api.Service // nil for a mere group
	children []*node
}

func newClient(a *api.API, p Package) *client {
	c := &client{
		api: a, pkg: p, root: new(node),
		endpoints: map[*api.Operation]string{}, pages: map[*api.Operation]string{}, rules: map[*api.Scheme]string{},
	}
	for _, service := range a.Services {
		at := c.root
		for _, name := range service.Path {
			at = at.child(name)
		}
		at.service = service
		for _, op := range service.Operations {
			if op.Envelope != nil && c.envelope(op.Envelope) < 0 {
				c.envelopes = append(c.envelopes, envelope[*api.Envelope]{members: op.Envelope, first: op})
			}
		}
	}
	c.nameVariables()
	return c
}

// nameVariables gives schemes and operations variables of their own.
func (c *client) nameVariables() {
	taken := map[string]bool{"connect": true}
	for _, name := range types.Universe.Names() {
		taken[name] = true
	}
	for _, imported := range []string{"context", "http", "iter", "json", "runtime", "signer", "slog", "strconv", "time"} {
		taken[imported] = true
	}
	for _, t := range c.api.Types {
		taken[codec{Type: t}.fieldsName()] = true
	}
	unique := func(name string) string {
		free := name
		for n := 2; taken[free] || token.IsKeyword(free); n++ {
			free = fmt.Sprintf("%s%d", name, n)
		}
		taken[free] = true
		return free
	}
	for _, scheme := range c.known() {
		c.rules[scheme] = unique(scheme.GoName)
	}
	for _, service := range c.api.Services {
		for _, op := range service.Operations {
			c.endpoints[op] = unique(unexported(service.Name) + op.Name)
		}
	}
	for i := range c.envelopes {
		c.envelopes[i].name = unique(c.envelopes[i].wantedName(i))
	}
	for _, service := range c.api.Services {
		for _, op := range service.Operations {
			if op.Paging != nil {
				c.pages[op] = unique(c.endpoints[op] + "Pages")
			}
		}
	}
}

func (n *node) child(name string) *node {
	for _, child := range n.children {
		if child.name == name {
			return child
		}
	}
	path := append(slices.Clone(n.path), name)
	child := &node{name: name, path: path, typeName: strings.Join(path, "") + "Service"}
	n.children = append(n.children, child)
	return child
}

// known returns the schemes whose rule is known.
func (c *client) known() []*api.Scheme {
	return slices.DeleteFunc(slices.Clone(c.api.Schemes), func(s *api.Scheme) bool { return s.Signature == nil })
}

// envelope returns the index of an envelope among the different ones, or -1.
func (c *client) envelope(e *api.Envelope) int {
	return slices.IndexFunc(c.envelopes, func(other envelope[*api.Envelope]) bool { return reflect.DeepEqual(e, other.members) })
}

// envelope is a set of names around the data, with the variable that holds it.
type envelope[Members any] struct {
	members Members
	first   *api.Operation // that uses it
	name    string         // of the variable
}

// wantedName is the name of the variable of the i-th envelope: the first is the usual one.
func (e *envelope[Members]) wantedName(i int) string {
	if i == 0 {
		return "envelope"
	}
	return unexported(e.first.Service.Name) + e.first.Name + "Envelope"
}

// packageComment prints what a newcomer reads first.
func (c *client) packageComment(f *jen.File) {
	title := c.api.Title
	if title == "" {
		title = "an API"
	}
	line := func(format string, args ...any) {
		f.PackageComment(strings.TrimRight("// "+fmt.Sprintf(format, args...), " "))
	}
	line("Package %s calls %s.", c.pkg.Name, title)
	if len(c.api.Doc) > 0 {
		line("")
		for _, text := range c.api.Doc {
			line("%s", text)
		}
	}
	line("")
	line("# Calling")
	line("")
	if op := c.example(); op != nil {
		line("NewClient returns a client, whose services hold the operations as methods:")
		line("")
		line("\tclient, err := %s.NewClient(%s)", c.pkg.Name, c.exampleCredentials())
		line("\tif err != nil {")
		line("\t\treturn err")
		line("\t}")
		results, request := "data, err", ""
		if op.Data == nil {
			results = "err"
		}
		if op.Request != nil {
			request = ", &" + c.pkg.Name + "." + op.Request.Name + "{…}"
		}
		line("\t%s := client.%s(ctx%s)", results, operationName(op), request)
		line("")
	}
	line("A client is safe for concurrent use; make one and keep it. An operation is sent again after a failure only where the")
	line("document says that this is safe. Options of package runtime, such as runtime.WithTimeout and runtime.WithMeta, change single")
	line("calls.")
	if c.hasOptional() {
		line("")
		line("Fields of a request that may be left out are pointers, so that zero is not the same as nothing; new(int64(20)) makes one.")
		line("Members of an answer that the document does not describe are kept in its Unknown fields.")
	}
	if len(c.known()) > 0 {
		line("")
		line("Requests are signed by the rules of the document. Where these are wrong or missing, WithScheme supplies others.")
	}
	c.authorization(line)
	if op := c.pagedExample(); op != nil {
		line("")
		line("# Pages")
		line("")
		line("Operations that answer in pages have a second method, which returns the items of all pages and calls for them as they are")
		line("needed:")
		line("")
		line("\tfor item, err := range client.%s.%s(ctx, &%s.%s{…}) {", way(op.Service), op.Paging.Method, c.pkg.Name, op.Request.Name)
		line("\t\tif err != nil {")
		line("\t\t\treturn err")
		line("\t\t}")
		line("\t\t…")
		line("\t}")
	}
	line("")
	line("# Errors")
	line("")
	line("A failure that the other side reports is a *runtime.Error with code, message and request id. A *runtime.DataError is a call")
	line("that succeeded with data that cannot be read, a *runtime.CallError one without an answer. Where errors.Is finds")
	line("runtime.ErrOutcomeUnknown, an operation that must not be sent twice may have taken effect: look before you repeat it.")
	line("")
	line("# Services")
	line("")
	for _, service := range c.api.Services {
		line("  - Client.%s ([%sService]): %s", strings.Join(service.Path, "."), service.Name, c.about(service))
	}
}

// authorization says how a caller gives what operations ask for besides signatures.
func (c *client) authorization(line func(string, ...any)) {
	if len(c.api.Security) == 0 {
		return
	}
	line("")
	line("# Authorization")
	line("")
	line("The document asks for credentials that are no signatures. They are options of NewClient, and of single calls:")
	line("")
	for _, s := range c.api.Security {
		line("  - %s: %s", s.Name, authorization(s))
	}
}

// authorization is the option that satisfies a security scheme.
func authorization(s api.Security) string {
	const token = `runtime.WithHeader("Authorization", "Bearer "+token)`
	switch {
	case s.Type == "apiKey" && s.In == "header":
		return fmt.Sprintf("runtime.WithHeader(%q, key)", s.Key)
	case s.Type == "apiKey" && s.In == "query":
		return fmt.Sprintf("runtime.WithQuery(%q, key)", s.Key)
	case s.Type == "apiKey" && s.In == "cookie":
		return fmt.Sprintf("runtime.WithHeader(\"Cookie\", %q+key)", s.Key+"=")
	case s.Type == "http" && s.HTTP == "basic":
		return `runtime.WithHeader("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(name+":"+password)))`
	case s.Type == "http" && s.HTTP == "bearer":
		return token
	case s.Type == "oauth2", s.Type == "openIdConnect":
		return token + ", or WithHTTPClient with a client that gets tokens, such as one of golang.org/x/oauth2"
	case s.Type == "mutualTLS":
		return "WithHTTPClient with a client that has a certificate"
	}
	return `runtime.WithHeader("Authorization", …)`
}

// example returns the operation that the package comment calls: one that only reads, is well known and returns a struct, as
// far as there is such a one.
func (c *client) example() *api.Operation {
	var best *api.Operation
	most := -1
	for _, service := range c.api.Services {
		for _, op := range service.Operations {
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
	}
	return best
}

// pagedExample returns the operation whose pages the package comment goes through.
func (c *client) pagedExample() *api.Operation {
	for _, service := range c.api.Services {
		for _, op := range service.Operations {
			if op.Paging != nil {
				return op
			}
		}
	}
	return nil
}

// exampleCredentials prints what NewClient needs.
func (c *client) exampleCredentials() string {
	fields := c.credentials()
	if len(fields) == 0 {
		return ""
	}
	var given []string
	for _, field := range fields {
		if field.required {
			given = append(given, field.name+": …")
		}
	}
	return c.pkg.Name + ".Credentials{" + strings.Join(given, ", ") + "}"
}

// hasOptional reports whether a request has a field that may be left out and is a pointer for that.
func (c *client) hasOptional() bool {
	return slices.ContainsFunc(c.api.Types, func(t *api.Type) bool {
		return t.InRequest && slices.ContainsFunc(t.Fields, func(f *api.Field) bool { return f.Ref.Pointer })
	})
}

// about says in a few words what a service is for.
func (c *client) about(service *api.Service) string {
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

// client prints client.go.
func (c *client) client(f *jen.File) {
	f.Const().Id("_").Op("=").Qual(sdkPath, "Version1")
	c.clientType(f)
	c.credentialsType(f)
	c.newClient(f)
	c.as(f)
	c.connect(f)
	c.options(f)
	c.groups(f, c.root)
	c.printEnvelopes(f)
}

func (c *client) clientType(f *jen.File) {
	title := c.api.Title
	if title == "" {
		title = "the API"
	}
	f.Comment("// Client calls " + title + ". It is immutable and safe for concurrent use.")
	f.Type().Id("Client").StructFunc(func(g *jen.Group) {
		c.children(g, c.root)
		g.Line()
		g.Id("client").Op("*").Qual(sdkPath, "Client")
	})
}

// children prints the fields that lead on from a node.
func (c *client) children(g *jen.Group, n *node) {
	for _, child := range n.children {
		g.Id(child.name).Op("*").Id(child.typeName)
	}
}

// credential is a field of Credentials.
type credential struct {
	name     string
	doc      api.Doc
	required bool
}

// credentials returns the fields of Credentials: for each known scheme the key, the secret, and what else a caller gives.
// Schemes share fields of one name.
func (c *client) credentials() []credential {
	var fields []credential
	add := func(f credential) {
		if !slices.ContainsFunc(fields, func(other credential) bool { return other.name == f.name }) {
			fields = append(fields, f)
		}
	}
	for _, scheme := range c.known() {
		secret := credential{scheme.Secret, api.Doc{c.secretDoc(scheme.Secret)}, true}
		for i, given := range scheme.Credentials {
			if i == 1 || i == 0 && scheme.Signature.Identity.Key.IsZero() {
				add(secret)
			}
			add(credential{given.GoName, given.Doc, given.Required})
		}
		add(secret)
	}
	return fields
}

// secretDoc says what a secret is for: all schemes, or those that share it.
func (c *client) secretDoc(field string) string {
	var users []string
	for _, scheme := range c.known() {
		if scheme.Secret == field {
			users = append(users, scheme.Name)
		}
	}
	if len(users) < len(c.known()) {
		return field + " is the secret of the security scheme " + strings.Join(users, ", ") + ". It is never sent."
	}
	return field + " is the secret that requests are signed with. It is never sent."
}

func (c *client) credentialsType(f *jen.File) {
	fields := c.credentials()
	if len(fields) == 0 {
		return
	}
	f.Comment("// Credentials are what requests are signed with. Printing them shows none of their values.")
	f.Type().Id("Credentials").StructFunc(func(g *jen.Group) {
		for i, field := range fields {
			if i > 0 {
				g.Line()
			}
			doc := field.doc
			if !field.required {
				doc = append(slices.Clone(doc), "It may be empty.")
			}
			comment(g, doc)
			g.Id(field.name).String()
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
				g.Id("Signer").Op(":").Id(c.rules[scheme])
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
	withCredentials := len(c.credentials()) > 0
	base := c.baseURL()
	doc := []string{"NewClient returns a client for " + base + "."}
	if base == "" {
		doc[0] = "NewClient returns a client. WithBaseURL has to say where the API is."
	}
	switch {
	case withCredentials && len(c.known()) > 1:
		doc = append(doc, "It fails when the credentials are complete for no security scheme, or an option is invalid.")
	case withCredentials:
		doc = append(doc, "It fails when credentials are missing or an option is invalid.")
	default:
		doc = append(doc, "It fails when an option is invalid.")
	}
	if strings.HasPrefix(base, "http://") {
		doc = append(doc, "That address is not encrypted, so WithInsecureHTTP has to allow it, or WithBaseURL give another.")
	}
	for _, line := range doc {
		f.Comment("// " + line)
	}
	f.Func().Id("NewClient").ParamsFunc(func(g *jen.Group) {
		if withCredentials {
			g.Id("credentials").Id("Credentials")
		}
		g.Id("opts").Op("...").Id("Option")
	}).Params(jen.Op("*").Id("Client"), jen.Error()).Block(
		jen.List(jen.Id("c"), jen.Err()).Op(":=").Qual(sdkPath, "New").Call(
			jen.Qual(sdkPath, "Config").CustomFunc(braces(true), func(g *jen.Group) {
				if base != "" {
					g.Id("BaseURL").Op(":").Lit(base)
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

// baseURL returns the document's first server, or nothing when a caller has to complete it.
func (c *client) baseURL() string {
	if len(c.api.Servers) == 0 {
		return ""
	}
	u, err := url.Parse(c.api.Servers[0])
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil ||
		u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.ContainsAny(c.api.Servers[0], "{} ") {
		return ""
	}
	return u.String()
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
	var fields []string // of Credentials
	names := map[string][]string{}
	for _, scheme := range c.known() {
		for _, given := range scheme.Credentials {
			isClaim := slices.ContainsFunc(scheme.Signature.Identity.Claims, func(p signer.Place) bool {
				return p.Header+p.Query+p.Form+p.JSON == given.Name
			})
			if !isClaim || slices.Contains(names[given.GoName], given.Name) {
				continue
			}
			if names[given.GoName] == nil {
				fields = append(fields, given.GoName)
			}
			names[given.GoName] = append(names[given.GoName], given.Name)
		}
	}
	if len(fields) == 0 {
		return
	}
	f.Comment("// As returns a client that calls with another " + strings.Join(fields, " and ") + ". It shares everything else with c, connections too.")
	var params []jen.Code
	for _, field := range fields {
		params = append(params, jen.Id(paramName(field)))
	}
	f.Func().Params(jen.Id("c").Op("*").Id("Client")).Id("As").Params(jen.List(params...).String()).Op("*").Id("Client").Block(
		jen.Return(jen.Id("connect").Call(jen.Id("c").Dot("client").Do(func(s *jen.Statement) {
			for _, field := range fields {
				for _, name := range names[field] {
					s.Dot("WithClaim").Call(jen.Lit(name), jen.Id(paramName(field)))
				}
			}
		}))),
	)
}

// paramName is the name of a parameter for a value.
func paramName(goName string) string {
	name := unexported(goName)
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
			c.connectChildren(g, c.root)
			g.Id("client").Op(":").Id("c")
		})),
	)
}

func (c *client) connectChildren(g *jen.Group, n *node) {
	for _, child := range n.children {
		value := g.Id(child.name).Op(":").Op("&").Id(child.typeName)
		if len(child.children) == 0 {
			value.Values(jen.Id("client").Op(":").Id("c"))
			continue
		}
		value.CustomFunc(braces(true), func(g *jen.Group) {
			c.connectChildren(g, child)
			if child.service != nil {
				g.Id("client").Op(":").Id("c")
			}
		})
	}
}

// option is a client option that the package offers under its own name.
type option struct {
	name   string
	doc    []string
	params []jen.Code
	args   []jen.Code
	result string // in package runtime; empty for Option
	signed bool   // only of use where there are signatures
}

// options prints the options that most callers need, so that they need not import package runtime.
func (c *client) options(f *jen.File) {
	f.Comment("// Option configures a client. Package runtime has more of them than this package.")
	f.Type().Id("Option").Op("=").Qual(runtimePath, "Option")
	for _, o := range []option{
		{
			name: "WithBaseURL", doc: []string{"WithBaseURL sends requests below another URL. It must be https, but for loopback addresses; see WithInsecureHTTP."},
			params: []jen.Code{jen.Id("url").String()}, args: []jen.Code{jen.Id("url")},
		},
		{
			name: "WithInsecureHTTP", doc: []string{"WithInsecureHTTP allows a base URL that is not encrypted."},
		},
		{
			name: "WithHTTPClient", doc: []string{"WithHTTPClient sends requests through a copy of h, which never follows redirects."},
			params: []jen.Code{jen.Id("h").Op("*").Qual(httpPath, "Client")}, args: []jen.Code{jen.Id("h")},
		},
		{
			name: "WithUserAgent", doc: []string{"WithUserAgent states another User-Agent."},
			params: []jen.Code{jen.Id("name").String()}, args: []jen.Code{jen.Id("name")},
		},
		{
			name: "WithLogger", doc: []string{"WithLogger logs requests, without their headers, parameters and bodies."},
			params: []jen.Code{jen.Id("log").Op("*").Qual("log/slog", "Logger")}, args: []jen.Code{jen.Id("log")},
		},
		{
			name: "WithDrift", doc: []string{"WithDrift reports every deviation of an answer from the document that was accepted."},
			params: []jen.Code{jen.Id("report").Func().Params(jen.Id("operation").String(), jen.Id("d").Qual(runtimePath, "Drift"))},
			args:   []jen.Code{jen.Id("report")},
		},
		{
			name: "WithScheme", doc: []string{
				"WithScheme signs by another rule where the document says scheme: the document may not know the rule, or be wrong about",
				"it. It is an option of clients and of single calls.",
			},
			params: []jen.Code{jen.Id("scheme").String(), jen.Id("rule").Qual(signerPath, "Scheme")},
			args:   []jen.Code{jen.Id("scheme"), jen.Id("rule")}, result: "SharedOption", signed: true,
		},
		{
			name: "WithTimestampUnit", doc: []string{"WithTimestampUnit writes the timestamps of signatures in another unit."},
			params: []jen.Code{jen.Id("unit").Qual(signerPath, "Unit")}, args: []jen.Code{jen.Id("unit")}, signed: true,
		},
	} {
		if o.signed && len(c.api.Schemes) == 0 {
			continue
		}
		for _, line := range o.doc {
			f.Comment("// " + line)
		}
		result := jen.Id("Option")
		if o.result != "" {
			result = jen.Qual(runtimePath, o.result)
		}
		f.Func().Id(o.name).Params(o.params...).Add(result).Block(jen.Return(jen.Qual(runtimePath, o.name).Call(o.args...)))
	}
}

// groups prints the types that only lead to services; the services themselves have files of their own.
func (c *client) groups(f *jen.File, n *node) {
	for _, child := range n.children {
		if child.service == nil {
			f.Comment("// " + child.typeName + " leads to the services below Client." + strings.Join(child.path, ".") + ".")
			f.Type().Id(child.typeName).StructFunc(func(g *jen.Group) { c.children(g, child) })
		}
		c.groups(f, child)
	}
}

func (c *client) printEnvelopes(f *jen.File) {
	for i, envelope := range c.envelopes {
		e := envelope.members
		f.Comment("// " + envelope.name + " names the members around the data" + c.envelopeUsers(i) + ".")
		f.Var().Id(envelope.name).Op("=").Qual(sdkPath, "Envelope").CustomFunc(braces(true), func(g *jen.Group) {
			for _, member := range []struct{ field, name string }{
				{"Code", e.Code}, {"Message", e.Message}, {"Data", e.Data}, {"RequestID", e.RequestID},
			} {
				if member.name != "" {
					g.Id(member.field).Op(":").Lit(member.name)
				}
			}
			c.texts(g, "Success", e.Success)
			c.texts(g, "Rejected", e.Rejected)
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
	for _, service := range c.api.Services {
		for _, op := range service.Operations {
			if op.Envelope != nil && c.envelope(op.Envelope) == i {
				users = append(users, operationName(op))
			}
		}
	}
	if others := len(users) - 3; others > 0 {
		users = append(users[:3], fmt.Sprintf("and %d more", others))
	}
	return " of " + strings.Join(users, ", ")
}

// texts prints a field with a list of texts, unless it is empty.
func (c *client) texts(g *jen.Group, field string, list []string) {
	if len(list) == 0 {
		return
	}
	g.Id(field).Op(":").Index().String().ValuesFunc(func(g *jen.Group) {
		for _, text := range list {
			g.Lit(text)
		}
	})
}

// signers prints schemes.go.
func (c *client) signers(f *jen.File) {
	for _, scheme := range c.known() {
		f.Comment("// " + c.rules[scheme] + " is the signature rule of the security scheme " + scheme.Name + ".")
		if len(scheme.Doc) > 0 {
			f.Comment("//")
			fileComment(f, scheme.Doc)
		}
		f.Var().Id(c.rules[scheme]).Op("=").Qual(signerPath, "MustNew").Call(schemeLiteral(scheme.Signature))
	}
}

// service prints the file of a service.
func (c *client) service(f *jen.File, service *api.Service) {
	n := c.root
	for _, name := range service.Path {
		n = n.child(name)
	}
	f.Comment("// " + n.typeName + " holds the operations of Client." + strings.Join(n.path, ".") + ".")
	if len(service.Doc) > 0 {
		f.Comment("//")
		fileComment(f, service.Doc)
	}
	f.Type().Id(n.typeName).StructFunc(func(g *jen.Group) {
		c.children(g, n)
		if len(n.children) > 0 {
			g.Line()
		}
		g.Id("client").Op("*").Qual(sdkPath, "Client")
	})
	for _, op := range service.Operations {
		c.method(f, n, op)
		if op.Paging != nil {
			c.allMethod(f, n, op)
		}
		c.endpoint(f, op)
		if op.Paging != nil {
			c.printPages(f, op)
		}
	}
}

// method prints the method that calls an operation.
func (c *client) method(f *jen.File, n *node, op *api.Operation) {
	doc := op.Doc
	if len(doc) == 0 {
		doc = api.Doc{op.Name + " calls the operation " + op.ID + "."}
	}
	fileComment(f, doc)
	call, request := "Call", jen.Nil()
	switch {
	case op.Data == nil:
		call = "CallOnly"
	case !c.byPointer(op):
		call = "CallValue"
	}
	f.Func().Params(jen.Id("s").Op("*").Id(n.typeName)).Id(op.Name).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual(contextPath, "Context")
		if op.Request != nil {
			g.Id("req").Op("*").Id(op.Request.Name)
			request = jen.Id("req")
		}
		g.Id("opts").Op("...").Qual(runtimePath, "CallOption")
	}).Do(func(results *jen.Statement) {
		switch {
		case op.Data == nil:
			results.Error()
		case c.byPointer(op):
			results.Params(jen.Op("*").Add(c.dataType(op)), jen.Error())
		default:
			results.Params(c.dataType(op), jen.Error())
		}
	}).Block(jen.Return(jen.Qual(sdkPath, call).Call(
		jen.Id("ctx"), jen.Id("s").Dot("client"), jen.Op("&").Id(c.endpoints[op]), request, jen.Id("opts"),
	)))
}

// byPointer reports whether an operation's data is returned by pointer: structs are.
func (c *client) byPointer(op *api.Operation) bool { return op.Data.Pointer || isStruct(op.Data) }

// dataType prints the type of an operation's data, apart from the pointer.
func (c *client) dataType(op *api.Operation) *jen.Statement {
	if op.Data == nil {
		return jen.Struct()
	}
	ref := *op.Data
	ref.Pointer = false
	return goType(&ref, c.pkg.Import)
}

// endpoint prints the variable that describes an operation to the engine.
func (c *client) endpoint(f *jen.File, op *api.Operation) {
	request := jen.Struct()
	if op.Request != nil {
		request = jen.Id(op.Request.Name)
	}
	f.Var().Id(c.endpoints[op]).Op("=").Qual(sdkPath, "Endpoint").Types(request, c.dataType(op)).CustomFunc(braces(true), func(g *jen.Group) {
		g.Id("Operation").Op(":").Add(c.operation(op))
		if op.Request != nil {
			g.Id("Encode").Op(":").Func().Params(
				jen.Id("w").Op("*").Qual(sdkPath, "RequestWriter"), jen.Id("req").Op("*").Id(op.Request.Name),
			).BlockFunc(func(g *jen.Group) { c.encode(g, op) })
		}
		if op.Data != nil {
			g.Id("Decode").Op(":").Func().Params(
				decoderParam(), jen.Id("data").Op("*").Add(c.dataType(op)),
			).Block(c.decode(op))
		}
		if op.Retry.Rule == "idempotent-with" {
			g.Id("Idempotent").Op(":").Func().Params(jen.Id("req").Op("*").Id(op.Request.Name)).Bool().Block(
				jen.Return(isSet(op.Retry.Field)),
			)
		}
	})
}

// operation prints what the engine has to know about an operation.
func (c *client) operation(op *api.Operation) jen.Code {
	return operation(op, func(member func(string, jen.Code)) {
		switch op.Retry.Rule {
		case "safe", "idempotent":
			member("Retry", jen.Qual(sdkPath, "RetrySafe"))
		case "idempotent-with":
			member("Retry", jen.Qual(sdkPath, "RetryIdempotentWith"))
			member("IdempotentWith", jen.Lit(op.Retry.Field.Wire))
		}
		if op.Envelope != nil {
			member("Envelope", jen.Op("&").Id(c.envelopes[c.envelope(op.Envelope)].name))
		}
		if op.Scheme == nil {
			return
		}
		member("Scheme", jen.Lit(op.Scheme.Name))
		if op.Scheme.Signature == nil {
			member("SignatureUnknown", jen.True())
			return
		}
		member("Signer", jen.Id(c.rules[op.Scheme]))
	})
}

// encode prints statements that write a request: parameters first, then the body.
func (c *client) encode(g *jen.Group, op *api.Operation) {
	for _, param := range op.Params {
		c.encodeParam(g, param)
	}
	if op.Body == nil {
		return
	}
	if op.Body.Field == nil {
		g.Add(c.writeStruct(op.Body, jen.Id("req")))
		return
	}
	field := op.Body.Field
	body := jen.Id("req").Dot(field.Name)
	ref := field.Ref
	if op.Body.Media != "" && !isStruct(&ref) {
		g.Add(writeRaw(op.Body, body))
		return
	}
	if !field.Required && nilable(&ref) {
		ref.Pointer = false
		g.If(body.Clone().Op("!=").Nil()).BlockFunc(func(g *jen.Group) {
			if field.Ref.Pointer && !isStruct(&ref) {
				body = jen.Op("*").Add(body)
			}
			c.encodeBody(g, op.Body, &ref, body)
		})
		return
	}
	c.encodeBody(g, op.Body, &ref, body)
}

// writeStruct prints a statement that writes a struct as the body.
func (c *client) writeStruct(body *api.Body, v *jen.Statement) jen.Code {
	if body.Media == "" {
		return jen.Id("w").Dot("JSON").Call(v)
	}
	return jen.Id("w").Dot("Form").CallFunc(func(g *jen.Group) {
		g.Add(v)
		deepMembers(g, body)
	})
}

// deepMembers prints the names of those members of a form that nest.
func deepMembers(g *jen.Group, body *api.Body) {
	for _, name := range body.Deep {
		g.Lit(name)
	}
}

// writeRaw prints a statement that writes a body that has no structure.
func writeRaw(body *api.Body, v *jen.Statement) jen.Code {
	switch body.Field.Ref.Kind {
	case api.Parts:
		return jen.Id("w").Dot("Multipart").Call(v)
	case api.String:
		v = jen.Index().Byte().Parens(v)
	}
	return jen.Id("w").Dot("Raw").Call(jen.Lit(body.Media), v)
}

func (c *client) encodeBody(g *jen.Group, described *api.Body, ref *api.Ref, body *jen.Statement) {
	if described.Media != "" {
		if !ref.Pointer && !described.Field.Ref.Pointer {
			body = jen.Op("&").Add(body)
		}
		g.Add(c.writeStruct(described, body))
		return
	}
	if isStruct(ref) && !ref.Pointer {
		g.Add(body.Clone().Dot("EncodeJSON").Call(jen.Id("w").Dot("Body").Call()))
		return
	}
	g.Id("e").Op(":=").Id("w").Dot("Body").Call()
	g.Add(codec{pkg: c.pkg.Import}.write(ref, body))
}

// paramMethods are what writes and reads parameters, by the places where they travel.
var paramMethods = map[string]string{"path": "Path", "query": "Query", "header": "Header", "cookie": "Cookie"}

// encodeParam prints statements that write a field which travels outside the body.
func (c *client) encodeParam(g *jen.Group, param *api.Param) {
	set := func(value *jen.Statement) jen.Code {
		return jen.Id("w").Dot(paramMethods[param.In]).Call(jen.Lit(param.Name), value)
	}
	field := jen.Id("req").Dot(param.Field.Name)
	ref := param.Field.Ref
	switch {
	case ref.Kind == api.Array && param.Join != "":
		joined := jen.Qual(sdkPath, "Join").Call(field.Clone(), jen.Lit(param.Join), jen.Func().Params(jen.Id("v").Add(goType(ref.Elem, c.pkg.Import))).String().Block(
			jen.Return(paramText(ref.Elem, jen.Id("v"))),
		))
		if param.In == "path" {
			g.Add(set(joined))
			return
		}
		g.If(jen.Len(field).Op(">").Lit(0)).Block(set(joined))
	case ref.Kind == api.Array:
		g.For(jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Add(field)).Block(set(paramText(ref.Elem, jen.Id("v"))))
	case ref.Pointer:
		value := jen.Op("*").Add(field)
		if ref.Kind == api.Decimal {
			value = field.Clone() // its method follows the pointer
		}
		g.If(field.Clone().Op("!=").Nil()).Block(set(paramText(&ref, value)))
	default:
		g.Add(set(paramText(&ref, field)))
	}
}

// paramText prints an expression for the text of a parameter's value.
func paramText(ref *api.Ref, v *jen.Statement) *jen.Statement {
	kind := ref.Kind
	if kind == api.Named {
		kind = ref.Type.Base
		if kind == api.Int64 {
			v = jen.Int64().Call(v)
		}
	}
	switch kind {
	case api.Bool:
		return jen.Qual(strconvPath, "FormatBool").Call(v)
	case api.Int64:
		return jen.Qual(strconvPath, "FormatInt").Call(v, jen.Lit(10))
	case api.Float64:
		return jen.Qual(strconvPath, "FormatFloat").Call(v, jen.LitRune('g'), jen.Lit(-1), jen.Lit(64))
	}
	switch ref.Kind {
	case api.String:
		return v
	case api.Decimal:
		return v.Dot("String").Call()
	}
	return jen.String().Call(v)
}

// decode prints the statement that reads an operation's data.
func (c *client) decode(op *api.Operation) jen.Code {
	ref := *op.Data
	ref.Pointer = false
	if op.Media != "" {
		return jen.Op("*").Id("data").Op("=").Add(goType(&ref, c.pkg.Import)).Call(jen.Id("d").Dot("Rest").Call())
	}
	if isStruct(&ref) {
		return jen.Id("data").Dot("DecodeJSON").Call(jen.Id("d"))
	}
	return jen.Op("*").Id("data").Op("=").Add(codec{pkg: c.pkg.Import}.read(&ref, jen.Nil()))
}

// isSet prints a condition that a request's field has a value.
func isSet(field *api.Field) *jen.Statement {
	v := jen.Id("req").Dot(field.Name)
	ref := field.Ref
	if ref.Pointer {
		value := ref
		value.Pointer = false
		if zero := zeroOf(&value); zero != nil {
			return v.Clone().Op("!=").Nil().Op("&&").Op("*").Add(v).Op("!=").Add(zero)
		}
		return v.Op("!=").Nil()
	}
	if zero := zeroOf(&ref); zero != nil {
		return v.Op("!=").Add(zero)
	}
	switch ref.Kind {
	case api.Array, api.Map, api.Any:
		return jen.Len(v).Op(">").Lit(0)
	}
	return jen.True()
}

// zeroOf prints the value of a scalar that stands for none.
func zeroOf(ref *api.Ref) *jen.Statement {
	kind := ref.Kind
	if kind == api.Named && ref.Type.Kind == api.Enum {
		kind = ref.Type.Base
	}
	switch kind {
	case api.String, api.Decimal:
		return jen.Lit("")
	case api.Int64:
		return jen.Lit(0)
	}
	return nil
}
