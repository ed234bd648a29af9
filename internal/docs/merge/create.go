package merge

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/yamledit"
)

// create describes an operation that the document does not have.
func (im *importer) create(t *target, report *Operation) {
	p := t.pages[0]
	section := im.section(t)
	service := im.serviceName(section, t)
	if section == "" {
		section = strings.ReplaceAll(service, ".", separator)
	}
	f := im.sectionFile(section, service)
	op := &operation{method: strings.ToUpper(p.Method), path: p.Path, webhook: p.Webhook, node: placed(object(), f.shown)}
	if op.webhook {
		op.method = cmp.Or(op.method, "POST")
	}
	t.op = op
	im.name(t, section, service)
	im.usage.adopt(op.node, &holder{name: op.name(), op: true, root: op.node})
	c := &comparer{importer: im, op: op, page: p, report: report, primary: true, known: true, seen: map[[2]*document.Node]bool{}}
	c.unread()
	im.placePath(op, f, im.neighbours(section, t))
	im.known = append(im.known, op)
	c.describeOperation(t, section)
	im.addTag(section, op)
	im.list(t, section, c)
	c.note(New, op.node, "%s, in Go %s", op.name(), goNameOf(op))
	c.advise()
	im.usage.adopt(op.node, im.usage.of[op.node])
	rest := &target{op: op, pages: t.pages[1:]}
	im.compare(rest, report)
}

func goNameOf(op *operation) string {
	if op.webhook {
		return upperFirst(op.id)
	}
	return op.service() + "." + text(op.node.Get("x-go").Get("method"))
}

// name gives a new operation its names.
func (im *importer) name(t *target, section, service string) {
	op, p := t.op, t.pages[0]
	ids := map[string]bool{}
	methods := map[string]bool{}
	for _, o := range im.operations() {
		ids[o.id] = true
		methods[o.service()+"."+text(o.node.Get("x-go").Get("method"))] = true
	}
	taken := func(id string) bool { return ids[id] }
	if op.webhook {
		op.id = unique(im.webhookID(p, section, service), taken)
		put(op.node, "operationId", str(op.id))
		return
	}
	prefix := im.idPrefix(service)
	takenMethod := func(name string) bool { return methods[service+"."+name] || ids[prefix+name] }
	plannedService, method := planned(t.missing)
	if method == "" || plannedService != service || takenMethod(method) {
		method = methodName(p, takenMethod)
	}
	op.id = unique(prefix+method, taken)
	put(op.node, "operationId", str(op.id))
	put(op.node, "x-go", object("service", service, "method", method))
}

// describeOperation writes the operation.
func (c *comparer) describeOperation(t *target, section string) {
	p, op := c.page, c.op
	title, titleZh, listed := oneLine(p.Title), "", ""
	if t.missing != nil {
		title, titleZh, listed = t.missing.title, cmp.Or(t.missing.titleZh, chinese(p)), t.missing.address
	}
	at := cmp.Or(address(p.Address), listed)
	if at == "" {
		title = cmp.Or(title, op.name())
	}
	source := object("page", at, "title", title, "titleZh", titleZh, "date", p.Date, "evidence", documented)
	names := op.node.Members
	op.node.Members = nil
	n := op.node
	put(n, "operationId", names[0].Value)
	put(n, "tags", strs(section))
	put(n, "summary", str(cmp.Or(title, op.name())))
	if description := strings.TrimSpace(text(p.Operation.Get("description"))); description != "" {
		put(n, "description", str(description))
	}
	if p.Status == "deprecated" || isTrue(p.Operation.Get("deprecated")) {
		put(n, "deprecated", boolean(true))
	}
	if len(names) > 1 {
		put(n, "x-go", names[1].Value)
	}
	put(n, "x-source", source)
	if !op.webhook {
		put(n, "x-retry", str("never"))
	}
	c.sectionSecurity(section)
	setFileOfNew(n, n.Pos.File)
	w := c.writer(n)
	w.behind, w.first = c.lastComponent()
	w.parameters()
	w.bodies()
}

// chinese is the title of a Chinese page.
func chinese(p *page.Page) string {
	if p.Language == "zh" {
		return oneLine(p.Title)
	}
	return ""
}

// sectionSecurity gives the operation the security that all other operations of its section have.
func (c *comparer) sectionSecurity(section string) {
	var common *document.Node
	for _, o := range c.operations() {
		if o.tag() != section || o.webhook != c.op.webhook || o.node == c.op.node {
			continue
		}
		security := o.node.Get("security")
		if security == nil || common != nil && !document.Same(common, security) {
			return
		}
		common = security
	}
	if common != nil {
		put(c.op.node, "security", placed(common, c.op.node.Pos.File))
	}
}

// lastComponent is the component that those of a new operation go behind: the one before the first that the next operation in
// the file uses.
func (c *comparer) lastComponent() (behind string, atFront bool) {
	f := c.fileOf(c.op.item)
	schemas := members(f.root.Get("components").Get("schemas"))
	first := len(schemas)
	for _, kind := range []string{"paths", "webhooks"} {
		list := members(f.root.Get(kind))
		at := slices.IndexFunc(list, func(m document.Member) bool { return m.Value == c.op.item })
		if at < 0 || at+1 == len(list) {
			continue
		}
		for i, m := range schemas {
			if i < first && refersTo(list[at+1].Value, ref(f, f, "components", "schemas", m.Name)) {
				first = i
			}
		}
	}
	if first == 0 || first == len(schemas) {
		return "", first == 0 && len(schemas) > 0
	}
	return schemas[first-1].Name, false
}

// refersTo tells whether a reference stands somewhere in a value.
func refersTo(n *document.Node, ref string) bool {
	return text(n.Get("$ref")) == ref ||
		slices.ContainsFunc(n.Members, func(m document.Member) bool { return refersTo(m.Value, ref) }) ||
		slices.ContainsFunc(n.Items, func(item *document.Node) bool { return refersTo(item, ref) })
}

func (w *writer) parameters() {
	list := &document.Node{Kind: document.Array}
	for _, says := range items(w.page.Operation.Get("parameters")) {
		if !w.isSigned(says) {
			list.Items = append(list.Items, w.parameter(says))
		}
	}
	if len(list.Items) > 0 {
		put(w.op.node, "parameters", list)
	}
}

// bodies writes request and answers.
func (w *writer) bodies() {
	says := w.page.Operation
	body := says.Get("requestBody")
	if body == nil && w.op.webhook {
		body = pushed(says)
	}
	if body != nil && len(members(body.Get("content"))) > 0 {
		put(w.op.node, "requestBody", w.requestBody(body))
	}
	responses := object()
	switch {
	case w.op.webhook:
		put(responses, "200", object("description", "The message was received."))
	default:
		for _, m := range members(says.Get("responses")) {
			if len(members(m.Value.Get("content"))) > 0 || strings.TrimSpace(text(m.Value.Get("description"))) != "" && m.Name != "default" {
				put(responses, m.Name, w.response(m.Value))
			}
		}
		if success(object("responses", responses)) == nil {
			put(responses, "200", w.unknownAnswer())
		}
	}
	setFileOfNew(responses, w.file.shown)
	put(w.op.node, "responses", responses)
	setFileOfNew(w.op.node, w.file.shown)
}

// unknownAnswer holds a place for an answer that the page does not show.
func (w *writer) unknownAnswer() *document.Node {
	w.note(Todo, w.op.node, "the page shows no answer: a place is held open for it")
	data := object("description", "Not known; the page shows no answer.", "x-source", object("evidence", "unknown"))
	schema := data
	if e := w.envelope; e != nil && e.component != nil && e.data != "" {
		schema = w.inEnvelope(object("type", "object", "properties", object(e.data, data)))
	}
	return object("description", "The answer, which the page does not show.", "content", object("application/json", object("schema", schema)))
}

// placePath puts the path item into the file of its section, and a reference to it into the entry.
func (im *importer) placePath(op *operation, f *file, near neighbours) {
	kind := "paths"
	if op.webhook {
		kind = "webhooks"
	}
	list := childBefore(im.root(), kind, im.root().Pos.File, "webhooks", "components")
	if found := list.Get(op.path); found != nil { // another method of it
		op.item, op.entry = im.deref(found), found
		put(op.item, strings.ToLower(op.method), op.node)
		return
	}
	op.item = placed(object(), f.shown)
	put(op.item, strings.ToLower(op.method), op.node)
	op.entry = op.item
	if f.name != im.entry {
		near.insert(childBefore(f.root, kind, f.shown, "webhooks", "components"), op.path, op.item)
		op.entry = placed(object("$ref", ref(im.files[im.entry], f, kind, op.path)), im.root().Pos.File)
	}
	near.insert(list, op.path, op.entry)
}

func childBefore(n *document.Node, name, file string, others ...string) *document.Node {
	if n.Get(name) == nil {
		putBefore(n, name, placed(object(), file), others...)
	}
	return n.Get(name)
}

// neighbours are the paths of the operations around a new one, in order.
type neighbours struct{ before, after []string }

// neighbours finds them: in the navigation, or else in its section.
func (im *importer) neighbours(section string, t *target) neighbours {
	paths := map[string]string{}
	var near neighbours
	for _, o := range im.operations() {
		paths[o.id] = o.path
		if o.tag() == section && o.webhook == t.op.webhook {
			near.before = append(near.before, o.path)
		}
	}
	if im.listing == nil || t.missing == nil {
		return near
	}
	near = neighbours{}
	list := &near.before
	for _, e := range im.listing.entries() {
		if e.section == section && e.title == t.missing.title {
			list = &near.after
		} else if path := cmp.Or(paths[e.operation], e.webhook); path != "" && !e.beside {
			*list = append(*list, path)
		}
	}
	return near
}

// insert puts a member behind the nearest one before it that a list has, or else before the nearest one after it, or else last.
func (near neighbours) insert(list *document.Node, name string, v *document.Node) {
	index := func(name string) int {
		return slices.IndexFunc(list.Members, func(m document.Member) bool { return m.Name == name })
	}
	at := -1
	for _, other := range slices.Backward(near.before) {
		if at < 0 && index(other) >= 0 {
			at = index(other) + 1
		}
	}
	for _, other := range near.after {
		if at < 0 {
			at = index(other)
		}
	}
	if at < 0 {
		at = len(list.Members)
	}
	list.Members = slices.Insert(list.Members, at, document.Member{Name: name, Value: v})
}

// addTag declares the tag of a new section.
func (im *importer) addTag(section string, op *operation) {
	tags := im.root().Get("tags")
	if tags == nil {
		tags = placed(&document.Node{Kind: document.Array}, im.root().Pos.File)
		putBefore(im.root(), "tags", tags, "paths", "webhooks", "components")
	}
	if slices.ContainsFunc(tags.Items, func(n *document.Node) bool { return text(n.Get("name")) == section }) {
		return
	}
	tag := object("name", section)
	if page := op.source("page"); page != "" {
		put(tag, "externalDocs", object("description", "A page of the section", "url", page))
	}
	at := len(tags.Items)
	outer, _, nested := strings.Cut(section, "/")
	for i, n := range tags.Items { // behind the others of its folder
		if other, _, _ := strings.Cut(text(n.Get("name")), "/"); nested && oneLine(other) == oneLine(outer) {
			at = i + 1
		}
	}
	tags.Items = slices.Insert(tags.Items, at, placed(tag, im.root().Pos.File))
}

// list gives the page of a new operation its place in the navigation, and takes it out of the list of missing ones.
func (im *importer) list(t *target, section string, c *comparer) {
	if im.listing == nil {
		return
	}
	name, value := "operation", t.op.id
	if t.op.webhook {
		name, value = "webhook", t.op.path
	}
	title := t.op.title()
	listed := false
	for _, e := range im.listing.entries() {
		if e.section == section && e.title == title && e.operation == "" && e.webhook == "" {
			put(e.node, name, placed(str(value), im.listing.pages.shown))
			listed = true
			break
		}
	}
	if !listed {
		im.listing.add(besideIt, section, object("title", title, name, value), nil)
	}
	if t.missing != nil {
		im.listing.dropMissing(t.missing.node)
		if known := remembered(t.missing.node); known != "" {
			c.note(Todo, c.op.node, "the list of missing pages has lost its entry, which said:\n%s", known)
		}
	}
}

// remembered writes an entry of the list of missing pages down, so that nothing of it is lost.
func remembered(n *document.Node) string {
	kept := object()
	for _, m := range n.Members {
		if !slices.Contains([]string{"title", "titleZh", "section", "kind", "method", "page", "missing"}, m.Name) {
			put(kept, m.Name, m.Value)
		}
	}
	if len(kept.Members) == 0 {
		return ""
	}
	return string(bytes.TrimSpace(yamledit.Format("missing.yaml", "", kept)))
}

// advise says what a person has to decide about a new operation.
func (c *comparer) advise() {
	n := c.op.node
	if !c.op.webhook {
		c.note(Todo, n.Get("x-retry"), "x-retry is never until a person decides: safe is for what only reads")
	}
	c.note(Todo, n, "title, descriptions and examples are those of the page: say it in your own words, with values that are made up")
}
