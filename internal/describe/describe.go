// Package describe makes the description of an API, from which emitters print, out of an OpenAPI document.
//
// All names and decisions are made here, in small passes: references are checked, operations collected and selected, their
// parameters, bodies and answers read, and the schemas that these reach turned into Go types: allOf is flattened, inline objects
// are lifted into types of their own, recursion is broken, and what a request needs to tell absent from zero becomes a pointer.
// What cannot be generated is an error at its place in the document.
package describe

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

// Options say what of a document is described, and how. The zero value describes everything.
type Options struct {
	// Tags and Operations select operations: those with one of the tags, and those with one of the operation ids. When both
	// are empty, all are selected.
	Tags, Operations []string
	// Exclude leaves operations out that would be selected otherwise.
	Exclude Selection
	// Types replaces the Go types of components ("Order") and of properties ("Order.createTime") with types such as
	// "example.org/clock.Time" or "int32", which bring their own JSON.
	Types map[string]string
	// Package is the name of the client's package.
	Package string
	// Place tells where an option was written, by its key such as "exclude.tags" and the value in it, for messages. It may be
	// nil, and may know nothing.
	Place func(key, value string) document.Position
}

// OptionRule is the rule of errors that are about the options and not about the document.
const OptionRule = "selection"

// Describe describes a bundled document: one whose references all begin with #/. It returns an API when there are no errors; the
// errors are in the order of their places.
func Describe(ctx context.Context, root *document.Node, opts Options) (*api.API, document.Errors) {
	d := &describer{ctx: ctx, root: root, refs: newReferences(root), overrides: opts.Types, place: opts.Place, api: &api.API{}}
	d.flat = newFlattener(d)
	d.types = types{
		components: map[string]*api.Type{}, inline: map[*document.Node]*api.Type{}, names: map[string]*api.Type{},
		children: map[*api.Type][]*api.Type{}, items: map[string][]*api.Type{}, open: map[*document.Node]bool{}, componentOf: map[string]string{},
		enums: map[*document.Node]enumValues{}, goNames: map[string]string{},
	}
	d.declared.used = map[*api.Type]bool{}
	d.suffixes, d.pointers, d.serviceTypes, d.schemes = suffixes{}, map[*api.Field]bool{}, map[string]bool{}, map[string]*scheme{}
	d.zeros, d.grades = map[*api.Field]zeroRule{}, map[*api.Type]string{}
	d.run(opts)
	if ctx.Err() != nil {
		return nil, document.Errors{{Pos: root.Pos, Rule: "canceled", Message: "stopped: " + ctx.Err().Error()}}
	}
	if len(d.errs) > 0 {
		return nil, tidy(d.errs)
	}
	return d.api, nil
}

// describer is one run.
type describer struct {
	ctx       context.Context
	root      *document.Node
	refs      *references
	flat      *flattener
	overrides map[string]string
	place     func(key, value string) document.Position
	errs      document.Errors

	api          *api.API
	types        types
	declared     declared
	suffixes     suffixes
	pointers     map[*api.Field]bool // what x-go says about pointers
	zeros        map[*api.Field]zeroRule
	grades       map[*api.Type]string // of what a type does not grade itself
	serviceTypes map[string]bool      // Go names of the client's service structs, and of the function that reads times
	schemes      map[string]*scheme   // by name
	envelope     *extension.Envelope  // the document's
	retryDefault extension.RetryDefault
	operations   []*operation
	byID         map[string]*operation // the same by their operationIds
	webhooks     []*webhook
}

func (d *describer) run(opts Options) {
	if d.errs = document.CheckOpenAPI(d.root); len(d.errs) > 0 {
		return
	}
	if d.errs = checkRefs(d.refs); len(d.errs) > 0 {
		return
	}
	d.info()
	d.checkOverrides(opts.Types)
	d.envelope = d.parseEnvelope(d.root.Get("x-envelope"))
	d.parseRetryDefault()
	d.webhooks = d.collectWebhooks()
	d.operations = d.selectOperations(d.collect(), opts)
	d.checkRoutes(d.operations)
	d.nameOperations()
	d.declareTimes()
	d.declareIDs()
	d.declareUnits()
	d.reserveComponents()
	for _, op := range d.operations {
		if d.ctx.Err() != nil {
			return
		}
		d.describeOperation(op)
	}
	d.drain()
	for _, op := range d.operations {
		d.finish(op)
	}
	d.api.Types, d.api.Lists = d.ordered()
	d.api.Types = append(d.api.Types, d.usedDeclared()...)
	d.nameValues(d.api.Types)
	mark(d.operations)
	d.api.Aliases = d.aliases()
	for _, op := range d.operations {
		op.api.Doc = d.operationDoc(op)
	}
	d.fieldRules(d.api.Types)
	d.pages()
	d.outcomes()
	d.describeWebhooks(opts)
	assignFiles(d.api.Services, d.api.Types)
	d.api.Schemes = d.usedSchemes()
	d.api.Credentials = credentials(d.api.KnownSchemes(), opts.Package)
	d.api.Claims = claims(d.api.KnownSchemes())
	d.api.Security = d.usedSecurity()
	d.undescribed()
	d.shareEnvelopes()
	d.nameVariables()
}

// info reads what the document says about itself.
func (d *describer) info() {
	info := d.root.Get("info")
	d.api.Title, d.api.Version = oneLine(info.Get("title").StringValue()), oneLine(info.Get("version").StringValue())
	d.api.Doc = docText(info.Get("description").StringValue(), false)
	if servers := d.root.Get("servers"); servers != nil {
		for _, s := range servers.Items {
			if u := serverURL(s); u != "" {
				d.api.Servers = append(d.api.Servers, u)
			}
		}
	}
	if len(d.api.Servers) > 0 {
		d.api.BaseURL = baseURL(d.api.Servers[0])
	}
}

// serverURL is the URL of a server with the defaults of its variables.
func serverURL(server *document.Node) string {
	u := server.Get("url").StringValue()
	if variables := server.Get("variables"); variables != nil {
		for _, m := range variables.Members {
			if value := m.Value.Get("default"); value != nil {
				u = strings.ReplaceAll(u, "{"+m.Name+"}", value.Text)
			}
		}
	}
	return u
}

// server is the URL of the server that an operation or its path names; empty when it lies where all do.
func (d *describer) server(op *operation) string {
	servers := op.node.Get("servers")
	if servers == nil || len(servers.Items) == 0 {
		servers = op.item.Get("servers")
	}
	if servers == nil || len(servers.Items) == 0 {
		return ""
	}
	own := serverURL(servers.Items[0])
	if strings.HasPrefix(own, "/") && !strings.HasPrefix(own, "//") {
		return oneLine(own)
	}
	if own = baseURL(own); own == d.api.BaseURL {
		return ""
	}
	return own
}

// baseURL is a server's URL in its usual form; empty when no client can send requests below it.
func baseURL(server string) string {
	u, err := url.Parse(server)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil ||
		u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.ContainsAny(server, "{} ") {
		return ""
	}
	return u.String()
}

// schemas returns the document's schema components; an empty object when it has none.
func (d *describer) schemas() *document.Node {
	if n := d.root.Get("components").Get("schemas"); n != nil && n.Kind == document.Object {
		return n
	}
	return &document.Node{Kind: document.Object}
}

func (d *describer) errorf(pos document.Position, rule, format string, args ...any) {
	d.errs = append(d.errs, &document.Error{Pos: pos, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

// tidy sorts errors and drops repeated ones: a schema that is used twice is read twice.
func tidy(errs document.Errors) document.Errors {
	errs.Sort()
	type key struct {
		pos     document.Position
		message string
	}
	seen := map[key]bool{}
	return slices.DeleteFunc(errs, func(e *document.Error) bool {
		k := key{e.Pos, e.Message}
		defer func() { seen[k] = true }()
		return seen[k]
	})
}

func (d *describer) goSchema(n *document.Node) *extension.GoSchema {
	g, errs := extension.ParseGoSchema(n)
	d.errs = append(d.errs, errs...)
	return g
}

func (d *describer) parseEnvelope(n *document.Node) *extension.Envelope {
	e, errs := extension.ParseEnvelope(n)
	d.errs = append(d.errs, errs...)
	return e
}

func (d *describer) parseRetryDefault() {
	var errs document.Errors
	d.retryDefault, errs = extension.ParseRetryDefault(d.root.Get("x-retry-default"))
	d.errs = append(d.errs, errs...)
}

// source reads x-source.
func (d *describer) source(n *document.Node) api.Source {
	s := d.parseSource(n)
	if s == nil {
		return api.Source{}
	}
	return api.Source{
		Page: oneLine(s.Page), Title: oneLine(s.Title), TitleZH: oneLine(s.TitleZh), Date: oneLine(s.Date), Evidence: s.Evidence, Note: oneLine(s.Note),
	}
}

func (d *describer) parseSource(n *document.Node) *extension.Source {
	s, errs := extension.ParseSource(n)
	d.errs = append(d.errs, errs...)
	return s
}
