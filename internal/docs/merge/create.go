package merge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/goname"
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
	if item := im.pathItem(p.Webhook, p.Path); item != nil {
		f = im.fileOf(item) // another method of the path is there
	}
	op := &operation{method: strings.ToUpper(p.Method), path: p.Path, webhook: p.Webhook, node: placed(object(), f.shown)}
	if op.webhook {
		op.method = cmp.Or(op.method, "POST")
	}
	t.op = op
	golang := im.name(t, section, service)
	im.usage.adopt(op.node, &holder{name: op.name(), op: true, root: op.node})
	c := &comparer{importer: im, op: op, page: p, report: report, primary: true, known: true, seen: map[[2]*document.Node]bool{}}
	c.unread()
	im.placePath(op, f, im.around(section, t))
	im.known = append(im.known, op)
	c.describeOperation(t, section, golang)
	im.habits.add(im.workspace, op)
	im.addTag(section, op)
	im.list(t, section, c)
	c.note(New, op.node, "%s, in Go %s", op.name(), goNameOf(op))
	if t.missing == nil && im.isForeign(p) {
		c.foreign()
	}
	c.namesakes()
	c.advise()
	im.usage.adopt(op.node, im.usage.of[op.node])
	rest := &target{op: op, pages: t.pages[1:]}
	im.compare(rest, report)
}

func goNameOf(op *operation) string {
	if golang := op.node.Get("x-go"); golang != nil {
		return op.service() + "." + golang.Get("method").Literal()
	}
	return goname.From(op.id)
}

// name gives a new operation its id, and returns its x-go; a webhook has none.
func (im *importer) name(t *target, section, service string) *document.Node {
	op, p := t.op, t.pages[0]
	taken := func(id string) bool { return im.ids[id] }
	defer func() { im.ids[op.id] = true }()
	if op.webhook {
		op.id = unique(im.webhookID(p, section, service), taken)
		return nil
	}
	prefix := im.idPrefix(service)
	takenMethod := func(name string) bool { return im.methods[service+"."+name] || im.ids[prefix+name] }
	plannedService, method := planned(t.missing)
	if method == "" || plannedService != service || takenMethod(method) {
		method = methodName(p, takenMethod)
	}
	op.id = unique(prefix+method, taken)
	im.methods[service+"."+method] = true
	return object("service", service, "method", method)
}

// describeOperation writes the operation; golang is its x-go.
func (c *comparer) describeOperation(t *target, section string, golang *document.Node) {
	p, op := c.page, c.op
	title, titleZh, listed := oneLine(p.Title), "", ""
	if t.missing != nil {
		title, titleZh, listed = t.missing.title, cmp.Or(t.missing.titleZh, chinese(p)), t.missing.address
	}
	at := addressOf(p, listed)
	if at == "" {
		title = cmp.Or(title, op.name())
	}
	var deprecated *document.Node
	if p.Deprecated() {
		deprecated = boolean(true)
	}
	op.node.Members = object(
		"operationId", op.id, "tags", strs(section), "summary", cmp.Or(title, op.name()), "description", strings.TrimSpace(p.Operation.Get("description").Literal()),
		"deprecated", deprecated,
	).Members
	if c.house.conventions {
		put(op.node, "x-go", golang)
		put(op.node, "x-source", object("page", at, "title", title, "titleZh", titleZh, "date", p.Date, "evidence", documented))
		put(op.node, "x-retry", str("never"))
	}
	if op.webhook {
		remove(op.node, "x-go")
		remove(op.node, "x-retry")
	}
	setFileOfNew(op.node, op.node.Pos.File)
	w := c.writer(op.node)
	w.behind, w.first = c.lastComponent()
	c.security()
	w.parameters()
	if op.node.Get("security") == nil {
		c.sectionSecurity(section)
	}
	w.bodies()
	c.servers()
	if p.Operation.Get("callbacks") != nil {
		c.note(Unread, op.node, "the callbacks of the operation are not taken over: describe them as webhooks")
	}
}

// servers reports the servers of the page that the document does not have, each once.
func (c *comparer) servers() {
	for _, server := range c.page.Operation.Get("servers").AllItems() {
		url := server.Get("url")
		known := slices.ContainsFunc(c.root().Get("servers").AllItems(), func(n *document.Node) bool { return n.Get("url").Literal() == url.Literal() })
		if told := (page.Unread{Message: url.Literal()}); !known && url.Literal() != "" && !c.told[told] {
			c.told[told] = true
			c.note(Unread, c.op.node, "the page names the server %s, which the document does not have", short(url))
		}
	}
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
	for _, o := range c.habits.inSection[section] {
		if o.webhook != c.op.webhook {
			continue
		}
		security := o.node.Get("security")
		if security == nil || common != nil && !document.Same(common, security) {
			return
		}
		common = security
	}
	if common != nil {
		putBefore(c.op.node, "security", placed(common, c.op.node.Pos.File), "parameters")
	}
}

func (w *writer) parameters() {
	list := &document.Node{Kind: document.Array}
	for _, says := range w.page.Operation.Get("parameters").AllItems() {
		if w.isSigned(says) {
			w.authorization(says)
			continue
		}
		list.Items = append(list.Items, w.parameter(says))
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
	if body != nil && len(body.Get("content").AllMembers()) > 0 {
		put(w.op.node, "requestBody", w.requestBody(body))
	}
	responses := object()
	switch {
	case w.op.webhook:
		put(responses, "200", object("description", cmp.Or(answerText(says), "The message was received.")))
		w.otherAnswers(body)
	default:
		for _, m := range says.Get("responses").AllMembers() {
			if len(m.Value.Get("content").AllMembers()) > 0 || !isBlank(m.Value.Get("description").Literal()) {
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

// otherAnswers reports what the page says about answers to a message, but for the one that shows the message, and the text of success.
func (w *writer) otherAnswers(message *document.Node) {
	said := answerText(w.page.Operation)
	for _, m := range w.page.Operation.Get("responses").AllMembers() {
		content, description := m.Value.Get("content"), strings.TrimSpace(m.Value.Get("description").Literal())
		if m.Value != message && (len(content.AllMembers()) > 0 || description != "" && description != said) {
			w.note(Unread, w.op.node, "the answer %s to the message is not taken over", m.Name)
		}
	}
}

// answerText is what the page says about the answer of an operation.
func answerText(op *document.Node) string {
	if answer := success(op); answer != nil && answer.Value.Get("content") == nil {
		return strings.TrimSpace(answer.Value.Get("description").Literal())
	}
	return ""
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

// foreign reports that the section was concluded, because the page is in another language, and which pages of it are listed as missing.
func (c *comparer) foreign() {
	var titles []string
	if c.listing != nil {
		for _, x := range c.listing.missingPages() {
			if x.section == c.op.tag() && (x.method == "" || x.method == c.op.method) {
				titles = append(titles, strconv.Quote(x.title))
			}
		}
	}
	if len(titles) == 0 {
		c.note(Todo, c.op.node, "the page is in another language, and its section was concluded from the path: look whether it is right")
		return
	}
	c.note(Todo, c.op.node, "the page is in another language, and its section was concluded from the path: if it is one of those that are listed as missing, remove that: %s",
		strings.Join(titles, ", "))
}

// namesakes reports operations of the same title in the same section: one of them may have moved.
func (c *comparer) namesakes() {
	for _, o := range c.habits.inSection[c.op.tag()] {
		if o.node != c.op.node && (o.title() == c.op.title() || o.source("titleZh") == c.op.title()) {
			c.note(Todo, c.op.node, "%s has the same title: if it is this operation, which has moved, remove one of the two", o.name())
		}
	}
}

// advise says what a person has to decide about a new operation.
func (c *comparer) advise() {
	n := c.op.node
	if retry := n.Get("x-retry"); retry != nil {
		c.note(Todo, retry, "x-retry is never until a person decides: safe is for what only reads")
	}
	c.note(Todo, n, "title, descriptions and examples are those of the page: say it in your own words, with values that are made up")
}
