package page

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// export is an OpenAPI document that pages are read from.
type export struct {
	root    *document.Node
	doc     *document.Document
	format  Format
	schemas map[string]*component

	composed compositions
	merged   map[string]bool // components whose properties stand in others, as Apifox has it
	unread   []Unread        // of what no page can tell
}

// component is a schema of an export, converted once for all pages.
type component struct {
	schema *document.Node
	refs   []string
	unread []Unread
}

// readExport reads the pages of an OpenAPI document: one for each operation and webhook.
func readExport(root *document.Node, format Format) ([]*Page, error) {
	if err := checkExport(root); err != nil {
		return nil, err
	}
	e := &export{root: root, doc: document.FromNode(root), format: format, schemas: map[string]*component{}, composed: compositions{}, merged: map[string]bool{}}
	var pages []*Page
	for _, m := range pathsOf(root) {
		if !strings.HasPrefix(m.Name, "x-") {
			pages = append(pages, e.pathItem(m, isMessageType(m.Name))...)
		}
	}
	for _, m := range root.Members {
		want := map[string]document.Kind{"paths": document.Object, "webhooks": document.Object, "servers": document.Array}[m.Name]
		if want != anything && m.Value.Kind != want && m.Value.Kind != document.Null {
			e.report(m.Value.Pos, "%q is %s where %s should be: it was left out", m.Name, m.Value.Kind, want)
		}
	}
	for _, m := range root.Get("webhooks").AllMembers() {
		pages = append(pages, e.pathItem(m, true)...)
	}
	if len(pages) == 0 {
		return nil, fault(root.Pos, "the OpenAPI document describes no operation: export it with its paths")
	}
	e.unused()
	pages[0].Unread = append(pages[0].Unread, e.unread...)
	return pages, nil
}

// unused reports the components that belong to no page.
func (e *export) unused() {
	var names []string
	for _, m := range e.root.Get("components").Get("schemas").AllMembers() {
		if e.schemas[m.Name] == nil && !e.merged[m.Name] {
			names = append(names, m.Name)
		}
	}
	if len(names) > 0 {
		e.report(e.rawSchema(names[0]).Pos, "no operation refers to %s: left out: %s", plural(len(names), "schema"), several(names))
	}
}

func (e *export) report(pos document.Position, format string, args ...any) {
	e.unread = append(e.unread, Unread{Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// fault is an error for a file that nothing can be read from.
func fault(pos document.Position, format string, args ...any) error {
	return document.Errors{{Pos: pos, Rule: "page", Message: fmt.Sprintf(format, args...)}}
}

// checkExport refuses documents of other kinds.
func checkExport(root *document.Node) error {
	switch {
	case root.Kind != document.Object:
		return fault(root.Pos, "%s where an OpenAPI object should be: save the export again", root.Kind)
	case root.Get("swagger") != nil:
		return fault(root.Member("swagger").Pos, "this is Swagger 2: convert it to OpenAPI 3 first, for example by importing it into Apifox and exporting it from there")
	case root.Get("apifoxProject") != nil:
		return fault(root.Member("apifoxProject").Pos, "this is a project of Apifox: export it as OpenAPI 3 instead")
	case len(pathsOf(root)) == 0 && root.Get("webhooks") == nil:
		return fault(root.Pos, "the document has no paths: give an OpenAPI export, or a page of the documentation")
	}
	return nil
}

// pathsOf returns the path items of a document. A part of one may consist of them alone.
func pathsOf(root *document.Node) []document.Member {
	if paths := root.Get("paths"); paths != nil {
		return paths.Members
	}
	var items []document.Member
	for _, m := range root.Members {
		if strings.HasPrefix(m.Name, "/") && m.Value.Kind == document.Object {
			items = append(items, m)
		}
	}
	return items
}

// pathItem reads the operations of a path.
func (e *export) pathItem(m document.Member, webhook bool) []*Page {
	item := e.deref(m.Value)
	if item.Kind != document.Object {
		e.report(m.Pos, "the path %q is %s where an object with operations should be: it was left out", clip(m.Name), item.Kind)
	}
	var pages []*Page
	for _, member := range item.AllMembers() {
		switch method := strings.ToLower(member.Name); {
		case slices.Contains(document.Methods(), method) && member.Value.Kind == document.Object:
			pages = append(pages, e.operation(m, item, member, webhook))
		case method == "parameters" && member.Value.Kind == document.Array, slices.Contains([]string{"$ref", "summary", "description", "servers"}, method),
			strings.HasPrefix(method, "x-"):
		default:
			e.report(member.Pos, "%q of the path %q is no operation: it was left out", clip(member.Name), clip(m.Name))
		}
	}
	return pages
}

// deref follows references; what leads nowhere stays as it is.
func (e *export) deref(n *document.Node) *document.Node {
	if target, err := e.doc.Deref(n); err == nil {
		return target
	}
	return n
}

// operation reads one page.
func (e *export) operation(path document.Member, item *document.Node, method document.Member, webhook bool) *Page {
	op := method.Value
	p := &Page{
		File: op.Pos.File, Line: method.Pos.Line, Format: e.format,
		Section: e.sectionOf(op), Status: tool(op, "status").StringValue(),
		Method: strings.ToUpper(method.Name), Path: path.Name, Webhook: webhook,
		Address: op.Get("externalDocs").Get("url").StringValue(), composed: e.composed,
	}
	p.Number = cmp.Or(number(toolLink(op)), number(p.Address))
	if p.Status == "" && op.Get("deprecated").IsTrue() {
		p.Status = "deprecated"
	}
	c := &converter{from: e}
	p.Operation = c.operation(op, item)
	p.Title, p.Unread = p.Operation.Get("summary").StringValue(), c.unread
	e.reach(p, c.refs)
	e.security(p, op)
	p.Language = languageOf(prose(p))
	finish(p)
	return p
}

// toolLink is the address that opens the operation in Apifox.
func toolLink(op *document.Node) string {
	if link := op.Get("x-run-in-apifox"); link != nil {
		return link.StringValue()
	}
	return op.Get("x-run-in-apidog").StringValue()
}

// sectionOf returns the folders of an operation.
func (e *export) sectionOf(op *document.Node) []string {
	folder := tool(op, "folder").StringValue()
	if tags := op.Get("tags"); folder == "" && tags != nil && len(tags.Items) > 0 {
		folder = tags.Items[0].StringValue()
	}
	return folders(folder, "/")
}

// folders splits a path of folders.
func folders(path, separator string) []string {
	var names []string
	for name := range strings.SplitSeq(path, separator) {
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// security notes which authentication the page asks for. What it does not declare itself, such as the rule of a signature, is
// declared by hand.
func (e *export) security(p *Page, op *document.Node) {
	asked := op.Get("security")
	if asked == nil {
		asked = e.root.Get("security")
	}
	list := newList(op.Pos)
	for _, item := range asked.AllItems() {
		requirement, complete := newObject(item.Pos), true
		for _, m := range item.AllMembers() {
			if strings.HasPrefix(m.Name, "x-") {
				continue
			}
			scheme := e.securityScheme(m.Name)
			if scheme == nil {
				complete = false
				p.Unread = append(p.Unread, Unread{Pos: m.Pos, Message: fmt.Sprintf("the page asks for the authentication %q: it is declared by hand", clip(m.Name))})
				continue
			}
			requirement.Members = append(requirement.Members, document.Member{Name: m.Name, Pos: m.Pos, Value: newList(m.Pos, m.Value.AllItems()...)})
			if !slices.ContainsFunc(p.SecuritySchemes, func(s document.Member) bool { return s.Name == m.Name }) {
				p.SecuritySchemes = append(p.SecuritySchemes, document.Member{Name: m.Name, Pos: scheme.Pos, Value: scheme})
			}
		}
		if complete {
			list.Items = append(list.Items, requirement)
		}
	}
	if len(p.SecuritySchemes) > 0 {
		put(p.Operation, "security", notEmpty(list))
	}
}

// securityMembers are what each type of security scheme needs, and what it may have.
var securityMembers = map[string]struct{ needs, has []string }{
	"http":          {[]string{"scheme"}, []string{"bearerFormat"}},
	"apiKey":        {[]string{"name", "in"}, nil},
	"oauth2":        {[]string{"flows"}, nil},
	"openIdConnect": {[]string{"openIdConnectUrl"}, nil},
}

// securityScheme returns a security scheme that the document declares; nil when it declares none of this name, or less than it takes.
func (e *export) securityScheme(name string) *document.Node {
	declared := e.root.Get("components").Get("securitySchemes").Get(name)
	if declared == nil {
		return nil
	}
	declared = e.deref(declared)
	known, ok := securityMembers[declared.Get("type").StringValue()]
	if !ok {
		return nil
	}
	out := newObject(declared.Pos)
	for _, member := range slices.Concat([]string{"type"}, known.needs, known.has, []string{"description"}) {
		value := declared.Get(member)
		isText := value.StringValue() != ""
		switch {
		case member == "flows" && len(value.AllMembers()) > 0, isText:
			put(out, member, value)
		case slices.Contains(known.needs, member):
			return nil
		}
	}
	return out
}

// reach adds the components that the operation refers to, directly or not, in the order in which they are met.
func (e *export) reach(p *Page, refs []string) {
	seen := map[string]bool{}
	for len(refs) > 0 {
		name := refs[0]
		refs = refs[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		c := e.component(name)
		p.Schemas = append(p.Schemas, document.Member{Name: name, Pos: c.schema.Pos, Value: c.schema})
		p.Unread = append(p.Unread, c.unread...)
		refs = append(refs, c.refs...)
	}
}

// component converts a schema the first time that it is met.
func (e *export) component(name string) *component {
	if found := e.schemas[name]; found != nil {
		return found
	}
	c := &converter{from: e}
	made := &component{schema: c.schema(e.rawSchema(name)), refs: c.refs, unread: c.unread}
	e.schemas[name] = made
	return made
}

func (e *export) rawSchema(name string) *document.Node {
	return e.root.Get("components").Get("schemas").Get(name)
}

func (e *export) hasSchema(name string) bool { return e.rawSchema(name) != nil }

// propertiesOf returns the properties of a schema or of the one that it refers to.
func (e *export) propertiesOf(n *document.Node) []document.Member {
	return e.deref(n).Get("properties").AllMembers()
}

// requiredOf returns the required properties of a schema or of the one that it refers to.
func (e *export) requiredOf(n *document.Node) []*document.Node {
	if required := e.deref(n).Get("required"); required != nil {
		return required.Items
	}
	return nil
}

const schemaPrefix = "#/components/schemas/"

// schemaName returns the component that a reference names. Apifox percent-encodes what is not ASCII.
func schemaName(ref string) (string, bool) {
	name, ok := strings.CutPrefix(ref, schemaPrefix)
	if !ok || name == "" || strings.Contains(name, "/") {
		return "", false
	}
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	return unescapePointer.Replace(name), true
}

var unescapePointer = strings.NewReplacer("~1", "/", "~0", "~")
