// Package lint finds what is wrong or missing in a document: what OpenAPI forbids, and what pandagen's conventions ask for.
//
// The rules are data, see Rules. Some are conventions: they only apply to a document that follows them at all, which is
// one that declares x-envelope at its root or x-source on any operation. Every other OpenAPI document is read as it is.
package lint

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// Level says how much a finding matters.
type Level string

// The levels of findings.
const (
	Error   Level = "error"   // generation fails, or what is generated would be wrong
	Warning Level = "warning" // somebody will miss something
)

// Finding is one thing to mend.
type Finding struct {
	Rule    string
	Level   Level
	Pos     document.Position
	Message string // what is wrong: what to do
}

// String returns the finding on one line: file:line:column: level: message (rule).
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s: %s (%s)", f.Pos, f.Level, f.Message, f.Rule)
}

// Rule is one thing that is checked.
type Rule struct {
	ID         string
	Level      Level
	Text       string // what is asked for
	Convention bool   // applies only to documents that follow the conventions

	check func(*run)
}

// Rules returns all rules, in the order in which they are described.
func Rules() []Rule {
	return slices.Concat(
		openAPIRules(), operationRules(), wordRules(), answerRules(), schemaRules(), declaredRules(), extensionRules(), exampleRules(),
	)
}

// Run checks a document and returns the findings in the order of their places. The error is not nil only when ctx ended.
func Run(ctx context.Context, doc *document.Document) ([]Finding, error) {
	bundled, err := document.Bundle(doc)
	if err != nil {
		return fromErrors(err), nil
	}
	r := newRun(ctx, doc, bundled)
	for _, rule := range Rules() {
		if rule.Convention && !r.conventions {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.rule = rule
		rule.check(r)
	}
	return sorted(r.findings), nil
}

// Load reads a document and checks it. What keeps it from being read is a finding too; the error is for everything else.
func Load(ctx context.Context, src document.Source) ([]Finding, error) {
	doc, err := document.Load(ctx, src)
	var found document.Errors
	switch {
	case errors.As(err, &found):
		return fromErrors(found), nil
	case err != nil:
		return nil, err
	}
	return Run(ctx, doc)
}

func fromErrors(err error) []Finding {
	var found document.Errors
	if !errors.As(err, &found) {
		return []Finding{{Rule: "openapi", Level: Error, Message: err.Error()}}
	}
	var out []Finding
	for _, e := range found {
		out = append(out, Finding{Rule: e.Rule, Level: Error, Pos: e.Pos, Message: e.Message})
	}
	return sorted(out)
}

func sorted(f []Finding) []Finding {
	slices.SortStableFunc(f, func(a, b Finding) int {
		return cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(f)
}

// run is one document being checked.
type run struct {
	ctx         context.Context
	doc         *document.Document // as it was written, in its files
	root        *document.Node     // bundled
	bundle      *document.Document // root as a document, for its references
	conventions bool
	operations  []*operation
	elements    []element
	version30   bool

	rule     Rule
	findings []Finding
}

// operation is an operation or a webhook.
type operation struct {
	method  string
	path    string // or the webhook's name
	webhook bool
	node    *document.Node
	item    *document.Node    // the path item
	pos     document.Position // of the method
}

// title names an operation in messages.
func (o *operation) title() string {
	if id := o.node.Get("operationId"); id != nil && id.Kind == document.String {
		return "operation " + document.Quote(id.Text)
	}
	return "operation " + document.Quote(o.method+" "+o.path)
}

// element is an OpenAPI element of the bundled document.
type element struct {
	node    *document.Node
	kind    document.Element
	pointer string // of the node in the bundle
}

func newRun(ctx context.Context, doc *document.Document, bundled *document.Node) *run {
	r := &run{ctx: ctx, doc: doc, root: bundled, bundle: document.FromNode(bundled)}
	r.collectOperations("paths")
	r.collectOperations("webhooks")
	document.Walk(bundled, document.OpenAPI, func(n *document.Node, e document.Element, pointer []string) bool {
		r.elements = append(r.elements, element{n, e, document.Pointer(pointer)})
		return true
	})
	version := bundled.Get("openapi")
	r.version30 = version != nil && len(version.Text) > 3 && version.Text[:4] == "3.0."
	r.conventions = bundled.Get("x-envelope") != nil
	for _, o := range r.operations {
		r.conventions = r.conventions || o.node.Get("x-source") != nil
	}
	return r
}

func (r *run) collectOperations(member string) {
	paths := r.root.Get(member)
	if paths == nil {
		return
	}
	for _, path := range paths.Members {
		for i := range path.Value.Members {
			m := &path.Value.Members[i]
			if slices.Contains(document.Methods(), m.Name) && m.Value.Kind == document.Object {
				r.operations = append(r.operations, &operation{
					method: m.Name, path: path.Name, webhook: member == "webhooks", node: m.Value, item: path.Value, pos: m.Pos,
				})
			}
		}
	}
}

// report keeps a finding of the current rule.
func (r *run) report(pos document.Position, format string, args ...any) {
	r.findings = append(r.findings, Finding{Rule: r.rule.ID, Level: r.rule.Level, Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// found tells whether a rule has findings.
func (r *run) found(rule string) bool {
	return slices.ContainsFunc(r.findings, func(f Finding) bool { return f.Rule == rule })
}

// reportErrors keeps findings that another package made.
func (r *run) reportErrors(errs document.Errors) {
	for _, e := range errs {
		r.report(e.Pos, "%s", e.Message)
	}
}

// deref follows the references of n; nil when they lead nowhere, which is another rule's finding.
func (r *run) deref(n *document.Node) *document.Node {
	if n == nil {
		return nil
	}
	target, err := r.bundle.Deref(n)
	if err != nil {
		return nil
	}
	return target
}
