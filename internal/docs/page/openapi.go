package page

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
)

// export is an OpenAPI document that pages are read from.
type export struct {
	root    *document.Node
	doc     *document.Document
	format  Format
	schemas map[string]*component
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
	e := &export{root: root, doc: document.FromNode(root), format: format, schemas: map[string]*component{}}
	var pages []*Page
	for _, m := range pathsOf(root) {
		if !strings.HasPrefix(m.Name, "x-") {
			pages = append(pages, e.pathItem(m, isMessageType(m.Name))...)
		}
	}
	if hooks := root.Get("webhooks"); hooks != nil {
		for _, m := range hooks.Members {
			pages = append(pages, e.pathItem(m, true)...)
		}
	}
	if len(pages) == 0 {
		return nil, fault(root.Pos, "the OpenAPI document describes no operation: export it with its paths")
	}
	return pages, nil
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
	var pages []*Page
	for _, member := range members(item) {
		if slices.Contains(document.Methods(), member.Name) && member.Value.Kind == document.Object {
			pages = append(pages, e.operation(m, item, member, webhook))
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
		Title: textOf(op.Get("summary")), Section: e.sectionOf(op), Status: textOf(tool(op, "status")),
		Method: strings.ToUpper(method.Name), Path: path.Name, Webhook: webhook,
		Address: textOf(op.Get("externalDocs").Get("url")),
	}
	p.Number = cmp.Or(number(toolLink(op)), number(p.Address))
	if p.Status == "" && isTrue(op.Get("deprecated")) {
		p.Status = "deprecated"
	}
	c := &converter{from: e}
	p.Operation = c.operation(op, item)
	p.Unread = c.unread
	e.reach(p, c.refs)
	e.security(p, op)
	p.Language = languageOf(prose(p))
	finish(p)
	return p
}

// toolLink is the address that opens the operation in Apifox.
func toolLink(op *document.Node) string {
	if link := op.Get("x-run-in-apifox"); link != nil {
		return textOf(link)
	}
	return textOf(op.Get("x-run-in-apidog"))
}

// sectionOf returns the folders of an operation.
func (e *export) sectionOf(op *document.Node) []string {
	folder := textOf(tool(op, "folder"))
	if tags := op.Get("tags"); folder == "" && tags != nil && len(tags.Items) > 0 {
		folder = textOf(tags.Items[0])
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

// security says which authentication the page asks for: the rule of a signature is declared by hand.
func (e *export) security(p *Page, op *document.Node) {
	asked := op.Get("security")
	if asked == nil {
		asked = e.root.Get("security")
	}
	if asked == nil {
		return
	}
	for _, item := range asked.Items {
		for _, m := range item.Members {
			if strings.HasPrefix(m.Name, "x-") {
				continue
			}
			p.Unread = append(p.Unread, Unread{Pos: m.Pos, Message: fmt.Sprintf("the page asks for the authentication %q: it is declared by hand", clip(m.Name))})
		}
	}
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
	return members(e.deref(n).Get("properties"))
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
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(name), true
}

// operation converts an operation, with what its path item says for all of its operations.
func (c *converter) operation(op, item *document.Node) *document.Node {
	out := newObject(op.Pos)
	put(out, "tags", notEmpty(op.Get("tags")))
	for _, name := range []string{"summary", "description", "operationId"} {
		put(out, name, op.Get(name))
	}
	if isTrue(op.Get("deprecated")) {
		put(out, "deprecated", op.Get("deprecated"))
	}
	put(out, "externalDocs", notEmpty(op.Get("externalDocs")))
	put(out, "servers", notEmpty(op.Get("servers")))
	put(out, "parameters", c.parameters(op, item))
	if body := op.Get("requestBody"); body != nil {
		put(out, "requestBody", c.requestBody(c.from.deref(body)))
	}
	put(out, "responses", c.responses(op))
	put(out, "callbacks", c.callbacks(op))
	for _, m := range op.Members {
		if strings.HasPrefix(m.Name, "x-") {
			c.extension(m)
		}
	}
	return out
}

// notEmpty is n, or nil when nothing is in it.
func notEmpty(n *document.Node) *document.Node {
	if n == nil || len(n.Items)+len(n.Members) == 0 {
		return nil
	}
	return n
}

func (c *converter) parameters(op, item *document.Node) *document.Node {
	list := newList(op.Pos)
	seen := map[string]*document.Node{} // the list that has it
	for _, of := range []*document.Node{op.Get("parameters"), item.Get("parameters")} {
		if of == nil {
			continue
		}
		for _, raw := range of.Items {
			n := c.from.deref(raw)
			name, in := textOf(n.Get("name")), textOf(n.Get("in"))
			switch key := in + " " + name; {
			case name == "" || !slices.Contains([]string{"query", "header", "path", "cookie"}, in):
				c.report(raw.Pos, "parameter %q in %q is not one that can be sent: it was left out", clip(name), clip(in))
			case seen[key] == of:
				c.report(raw.Pos, "%s parameter %q is given twice: the first one counts", in, clip(name))
			case seen[key] == nil:
				seen[key] = of
				list.Items = append(list.Items, c.parameter(n))
			}
		}
	}
	return notEmpty(list)
}

// parameter converts a parameter or a header of an answer.
func (c *converter) parameter(n *document.Node) *document.Node {
	out := newObject(n.Pos)
	for _, name := range []string{"name", "in", "description"} {
		put(out, name, n.Get(name))
	}
	if textOf(n.Get("in")) == "path" {
		put(out, "required", newBool(n.Pos, "true"))
	} else if isTrue(n.Get("required")) {
		put(out, "required", n.Get("required"))
	}
	for _, name := range []string{"deprecated", "allowEmptyValue", "allowReserved"} {
		if isTrue(n.Get(name)) {
			put(out, name, n.Get(name))
		}
	}
	put(out, "style", n.Get("style"))
	if explode := n.Get("explode"); explode != nil && explode.Kind == document.Bool {
		put(out, "explode", explode)
	}
	if content := notEmpty(n.Get("content")); content != nil {
		put(out, "content", c.content(content))
	} else {
		put(out, "schema", c.parameterSchema(n))
	}
	put(out, "example", n.Get("example"))
	put(out, "examples", c.examples(n.Get("examples")))
	if out.Get("example") != nil && out.Get("examples") != nil {
		out.Members = slices.DeleteFunc(out.Members, func(m document.Member) bool { return m.Name == "example" })
		c.report(n.Pos, "parameter %q has an example and examples: the examples count", clip(textOf(n.Get("name"))))
	}
	return out
}

// parameterSchema is the schema of a parameter, whose keywords may stand beside its name as in Swagger 2.
func (c *converter) parameterSchema(n *document.Node) *document.Node {
	if s := n.Get("schema"); s != nil {
		return c.schema(s)
	}
	beside := newObject(n.Pos)
	for _, name := range []string{"type", "format", "enum", "default", "items", "minimum", "maximum", "minLength", "maxLength", "pattern"} {
		if v := n.Get(name); v != nil {
			put(beside, name, v)
		}
	}
	return c.schema(beside)
}

func (c *converter) requestBody(n *document.Node) *document.Node {
	out := newObject(n.Pos)
	put(out, "description", n.Get("description"))
	if isTrue(n.Get("required")) {
		put(out, "required", n.Get("required"))
	}
	content := notEmpty(n.Get("content"))
	if content == nil {
		return nil
	}
	put(out, "content", c.content(content))
	return out
}

// content converts media types. Apifox writes */* where it has not been told.
func (c *converter) content(n *document.Node) *document.Node {
	out := newObject(n.Pos)
	for _, m := range n.Members {
		media := newObject(m.Value.Pos)
		if s := m.Value.Get("schema"); s != nil {
			put(media, "schema", c.schema(s))
		}
		examples := c.examples(m.Value.Get("examples"))
		if example := m.Value.Get("example"); example != nil && examples == nil {
			put(media, "example", example)
		} else if example != nil {
			put(examples, "example", exampleOf(example))
		}
		put(media, "examples", examples)
		put(media, "encoding", notEmpty(m.Value.Get("encoding")))
		out.Members = append(out.Members, document.Member{Name: m.Name, Pos: m.Pos, Value: media})
	}
	return out
}

func exampleOf(value *document.Node) *document.Node {
	n := newObject(value.Pos)
	n.Members = []document.Member{{Name: "value", Pos: value.Pos, Value: value}}
	return n
}

// examples converts named examples.
func (c *converter) examples(n *document.Node) *document.Node {
	if notEmpty(n) == nil {
		return nil
	}
	out := newObject(n.Pos)
	for i, item := range n.Items {
		put(out, fmt.Sprintf("example%d", i+1), exampleOf(item))
	}
	for _, m := range n.Members {
		raw := c.from.deref(m.Value)
		if raw.Get("value") == nil && raw.Get("externalValue") == nil {
			put(out, m.Name, exampleOf(raw))
			continue
		}
		example := newObject(m.Value.Pos)
		for _, name := range []string{"summary", "description"} {
			putText(example, m.Value.Pos, name, textOf(raw.Get(name)))
		}
		for _, name := range []string{"value", "externalValue"} {
			if v := raw.Member(name); v != nil {
				example.Members = append(example.Members, *v)
			}
		}
		put(out, m.Name, example)
	}
	return out
}

// responses converts answers. Apifox calls a second answer of a status x-STATUS:NAME.
func (c *converter) responses(op *document.Node) *document.Node {
	out := newObject(op.Pos)
	for _, m := range members(op.Get("responses")) {
		if !strings.HasPrefix(m.Name, "x-") {
			put(out, m.Name, c.response(c.from.deref(m.Value)))
		}
	}
	for _, m := range members(op.Get("responses")) {
		status, name, ok := strings.Cut(strings.TrimPrefix(m.Name, "x-"), ":")
		switch {
		case !strings.HasPrefix(m.Name, "x-"):
		case !ok || m.Value.Kind != document.Object:
			c.extension(m)
		default:
			c.alternative(out, status, name, c.response(c.from.deref(m.Value)))
		}
	}
	if len(out.Members) == 0 {
		out.Members = append(out.Members, document.Member{Name: "default", Pos: op.Pos, Value: c.response(newObject(op.Pos))})
	}
	return out
}

// response converts an answer. Its name at Apifox describes it when nothing else does.
func (c *converter) response(n *document.Node) *document.Node {
	out := newObject(n.Pos)
	description := textOf(n.Get("description"))
	if description == "" {
		description = textOf(tool(n, "name"))
	}
	out.Members = append(out.Members, document.Member{Name: "description", Pos: n.Pos, Value: newText(n.Pos, description)})
	if headers := notEmpty(n.Get("headers")); headers != nil {
		converted := newObject(headers.Pos)
		for _, m := range headers.Members {
			put(converted, m.Name, c.parameter(c.from.deref(m.Value)))
		}
		put(out, "headers", converted)
	}
	if content := notEmpty(n.Get("content")); content != nil {
		put(out, "content", c.content(content))
	}
	put(out, "links", notEmpty(n.Get("links")))
	return out
}

// alternative adds a further answer of a status.
func (c *converter) alternative(responses *document.Node, status, name string, other *document.Node) {
	first := responses.Get(status)
	if first == nil {
		put(responses, status, other)
		return
	}
	if text := textOf(other.Get("description")); text != "" && text != textOf(first.Get("description")) {
		first.Member("description").Value = newText(first.Pos, strings.Trim(textOf(first.Get("description"))+"; "+text, "; "))
	}
	if first.Get("headers") == nil {
		put(first, "headers", other.Get("headers"))
	}
	for _, m := range members(other.Get("content")) {
		if first.Get("content") == nil {
			put(first, "content", newObject(m.Pos))
		}
		media := first.Get("content").Get(m.Name)
		if media == nil {
			put(first.Get("content"), m.Name, m.Value)
			continue
		}
		mergeMedia(media, m.Value, name)
	}
}

// mergeMedia lets a media type allow what another one does. Its examples get names.
func mergeMedia(media, other *document.Node, name string) {
	a, b := media.Get("schema"), other.Get("schema")
	switch {
	case a == nil:
		put(media, "schema", b)
	case b == nil || equal(a, b):
	case len(a.Members) == 1 && a.Get("anyOf") != nil:
		a.Get("anyOf").Items = append(a.Get("anyOf").Items, b)
	default:
		either := newObject(a.Pos)
		put(either, "anyOf", newList(a.Pos, a, b))
		put(media, "schema", either)
	}
	named := media.Get("examples")
	if named == nil {
		named = newObject(media.Pos)
		if example := media.Get("example"); example != nil {
			put(named, "example", exampleOf(example))
		}
	}
	if example := other.Get("example"); example != nil {
		put(named, name, exampleOf(example))
	}
	for _, m := range members(other.Get("examples")) {
		put(named, name+" "+m.Name, m.Value)
	}
	media.Members = slices.DeleteFunc(media.Members, func(m document.Member) bool { return m.Name == "example" })
	put(media, "examples", notEmpty(named))
}

// callbacks converts what the other side calls.
func (c *converter) callbacks(op *document.Node) *document.Node {
	out := newObject(op.Pos)
	for _, m := range members(op.Get("callbacks")) {
		callback := newObject(m.Value.Pos)
		for _, expression := range members(c.from.deref(m.Value)) {
			item := newObject(expression.Value.Pos)
			for _, method := range members(expression.Value) {
				if slices.Contains(document.Methods(), method.Name) && method.Value.Kind == document.Object && c.inside < maxInside {
					c.inside++
					put(item, method.Name, c.operation(method.Value, expression.Value))
					c.inside--
				}
			}
			put(callback, expression.Name, notEmpty(item))
		}
		put(out, m.Name, notEmpty(callback))
	}
	return notEmpty(out)
}
