package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// parameters compares the parameters in path, query, headers and cookies.
func (c *comparer) parameters() {
	list := c.op.node.Get("parameters")
	own := slices.Concat(list.AllItems(), c.op.item.Get("parameters").AllItems())
	var last *document.Node
	for _, says := range c.page.Operation.Get("parameters").AllItems() {
		if c.isSigned(says) {
			c.authorization(says)
			continue
		}
		in, name := says.Get("in").Literal(), says.Get("name").Literal()
		label := in + " " + name
		found := slices.IndexFunc(own, func(n *document.Node) bool { return c.sameParameter(c.deref(n), in, name) })
		if found >= 0 {
			last = own[found]
			c.shown[c.deref(last)] = true
			c.back(c.deref(last), label)
			c.parameter(c.deref(last), says, label)
			continue
		}
		if where := c.elsewhere(name); where != "" {
			c.note(Conflict, c.op.node, "%s is in the %s on the page, and in the %s of the document: move it by hand, if the page is right", name, in, where)
			continue
		}
		n := c.writer(c.op.node).parameter(says)
		c.addParameter(n, last)
		last = n
		c.note(New, n, "%s", label)
	}
	c.goneParameters(own)
}

// sameParameter tells whether a parameter of the document is the one of a page. The case of headers does not matter.
func (c *comparer) sameParameter(n *document.Node, in, name string) bool {
	if n.Get("in").Literal() != in {
		return false
	}
	return n.Get("name").Literal() == name || (in == "header" || in == "path") && strings.EqualFold(n.Get("name").Literal(), name)
}

// elsewhere tells where the document has a parameter of the page that is not where the page has it.
func (c *comparer) elsewhere(name string) string {
	for _, n := range slices.Concat(c.op.node.Get("parameters").AllItems(), c.op.item.Get("parameters").AllItems()) {
		if n = c.deref(n); n.Get("name").Literal() == name {
			return n.Get("in").Literal()
		}
	}
	if body := c.op.node.Get("requestBody"); body != nil {
		if media := jsonMedia(c.deref(body)); media != nil && find(c.ofDocument(media.Value.Get("schema")).properties(), name) != nil {
			return "body"
		}
	}
	return ""
}

// addParameter puts a parameter behind another one; without that, first.
func (c *comparer) addParameter(n, behind *document.Node) {
	list := c.op.node.Get("parameters")
	if list == nil {
		list = placed(&document.Node{Kind: document.Array}, c.op.node.Pos.File)
		putBefore(c.op.node, "parameters", list, "requestBody", "responses")
	}
	list.Items = slices.Insert(list.Items, slices.Index(list.Items, behind)+1, n)
	c.usage.adopt(n, c.usage.of[c.op.node])
}

// parameter compares one parameter.
func (c *comparer) parameter(n, says *document.Node, label string) {
	if schema, of := n.Get("schema"), says.Get("schema"); schema != nil && of != nil {
		c.schema(schema, of, label)
	}
	c.confirmMember(n, label, c.known)
	switch required, was := says.Get("required").IsTrue(), n.Get("required").IsTrue(); {
	case required && !was:
		c.put(n, "required", boolean(true), "description", "deprecated", "schema", "example", "examples")
		c.note(Changed, n, "%s is required", label)
		c.markRequired(n)
	case was && c.optionalParameter(says):
		c.nowOptional(n, label, func() { remove(n, "required") })
	}
	if says.Get("deprecated").IsTrue() && !n.Get("deprecated").IsTrue() {
		c.put(n, "deprecated", boolean(true), "schema", "example", "examples", "x-source")
		c.note(New, n, "%s is deprecated", label)
	}
}

// optionalParameter tells whether the page says that a parameter may be left out. A code sample does not tell.
func (c *comparer) optionalParameter(says *document.Node) bool {
	return !says.Get("required").IsTrue() && len(c.page.Unmarked(says)) == 0 && evidenceOf(says) == ""
}

// goneParameters reports parameters that the page does not show.
func (c *comparer) goneParameters(own []*document.Node) {
	for _, n := range own {
		n = c.deref(n)
		in, name := n.Get("in").Literal(), n.Get("name").Literal()
		shown := slices.ContainsFunc(c.page.Operation.Get("parameters").AllItems(), func(says *document.Node) bool {
			return c.sameParameter(n, says.Get("in").Literal(), says.Get("name").Literal())
		})
		if !shown && in != "path" {
			c.notShown(n, in+" "+name, c.known)
		}
	}
}

// isSigned tells whether a parameter is part of the signature or belongs to HTTP itself: those are declared elsewhere.
func (im *importer) isSigned(n *document.Node) bool {
	name := strings.ToLower(n.Get("name").Literal())
	if n.Get("in").Literal() == "header" && slices.Contains([]string{"content-type", "accept", "authorization"}, name) {
		return true
	}
	return im.signed[name] && n.Get("in").Literal() != "path"
}

// signedNames returns the names, in lower case, of everything that the security schemes of a document put into requests.
func signedNames(ws *workspace) map[string]bool {
	names := map[string]bool{}
	for _, m := range ws.root().Get("components").Get("securitySchemes").AllMembers() {
		scheme := ws.deref(m.Value)
		if name := scheme.Get("name").Literal(); name != "" {
			names[strings.ToLower(name)] = true
		}
		collect(scheme.Get("x-signature"), names)
	}
	return names
}

// collect adds what an x-signature names as header, query, form or json.
func collect(n *document.Node, names map[string]bool) {
	for _, m := range n.AllMembers() {
		if slices.Contains([]string{"header", "query", "form", "json"}, m.Name) && m.Value.Kind == document.String {
			names[strings.ToLower(m.Value.Text)] = true
		}
		collect(m.Value, names)
	}
	for _, item := range n.AllItems() {
		collect(item, names)
	}
}

// body compares the body of the request.
func (c *comparer) body() {
	says := c.page.Operation.Get("requestBody")
	if says == nil && c.op.webhook {
		says = pushed(c.page.Operation)
	}
	body := c.op.node.Get("requestBody")
	if says == nil || len(says.Get("content").AllMembers()) == 0 {
		return
	}
	if body == nil {
		if c.op.method == "GET" && c.page.Method == "" {
			return
		}
		n := c.writer(c.op.node).requestBody(says)
		putBefore(c.op.node, "requestBody", n, "responses")
		c.usage.adopt(n, c.usage.of[c.op.node])
		c.note(New, n, "request body")
		return
	}
	c.content(c.deref(body), says, "request")
}

// pushed returns the message of a webhook that the page shows as an answer.
func pushed(op *document.Node) *document.Node {
	if answer := success(op); answer != nil && answer.Value.Get("content") != nil {
		return answer.Value
	}
	return nil
}

// content compares the schemas of bodies.
func (c *comparer) content(n, says *document.Node, label string) {
	for _, media := range says.Get("content").AllMembers() {
		schema := media.Value.Get("schema")
		if schema == nil {
			continue
		}
		mine := n.Get("content").Member(media.Name)
		if another := media.Name == "*/*" && says.Get("content").Get("application/json") != nil; mine == nil && isJSON(media.Name) && !another {
			mine = jsonMedia(n)
		}
		if mine == nil {
			c.note(Conflict, n, "the %s has the media type %s on the page, which the document does not have: add it by hand, if the page is right", label, media.Name)
			continue
		}
		if mine.Value.Get("schema") == nil {
			written := c.writer(c.op.node).schema(schema, place{label: label, name: c.typeName() + strings.ToUpper(label[:1]) + label[1:]})
			putBefore(mine.Value, "schema", written, "example", "examples")
			c.usage.adopt(written, c.usage.of[c.op.node])
			c.note(New, written, "%s", label)
			continue
		}
		c.schema(mine.Value.Get("schema"), schema, label)
	}
}

// answers compares the answers of an operation. What a webhook is answered with is the receiver's business.
func (c *comparer) answers() {
	if c.op.webhook {
		return
	}
	says := success(c.page.Operation)
	mine := success(c.op.node)
	for _, m := range c.page.Operation.Get("responses").AllMembers() {
		answer := c.op.node.Get("responses").Member(m.Name)
		if says != nil && m.Name == says.Name && mine != nil {
			answer = mine
		}
		switch {
		case len(m.Value.Get("content").AllMembers()) == 0:
		case answer != nil && c.deref(answer.Value).Get("content") != nil:
			c.content(c.deref(answer.Value), m.Value, "answer")
		case answer != nil:
			written := c.writer(c.op.node).response(m.Value)
			putBefore(c.deref(answer.Value), "content", written.Get("content"), "links")
			c.usage.adopt(written, c.usage.of[c.op.node])
			c.note(New, written.Get("content"), "answer %s", m.Name)
		case m.Name != "default":
			written := c.writer(c.op.node).response(m.Value)
			put(c.op.node.Get("responses"), m.Name, written)
			c.usage.adopt(written, c.usage.of[c.op.node])
			c.note(New, written, "answer %s", m.Name)
		}
	}
}
