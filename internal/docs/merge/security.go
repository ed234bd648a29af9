package merge

import (
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// authorization declares what a page lists as the header Authorization: OpenAPI has it as a security scheme, and ignores it among
// the parameters. An operation that has security keeps it.
func (c *comparer) authorization(says *document.Node) {
	if says.Get("in").Literal() != "header" || !strings.EqualFold(says.Get("name").Literal(), "Authorization") || c.isSecured() {
		return
	}
	name := c.scheme(authorizationScheme(says))
	list := &document.Node{Kind: document.Array, Items: []*document.Node{object(name, &document.Node{Kind: document.Array})}}
	if c.optionalParameter(says) {
		list.Items = append(list.Items, object())
	}
	setFileOfNew(list, c.op.node.Pos.File)
	putBefore(c.op.node, "security", list, "parameters", "requestBody", "responses")
	c.note(New, list, "header Authorization, as the security scheme %s", name)
}

// isSecured tells whether the document says how the operation is authenticated.
func (c *comparer) isSecured() bool {
	return c.op.node.Get("security") != nil || len(c.root().Get("security").AllItems()) > 0
}

// authorizationScheme is the security scheme of a header: the page's value shows whether it is a bearer token.
func authorizationScheme(says *document.Node) *document.Node {
	description := strings.TrimSpace(says.Get("description").Literal())
	for _, value := range []*document.Node{says.Get("example"), says.Get("schema").Get("default"), says.Get("description")} {
		if words := strings.Fields(value.Literal()); len(words) > 0 && strings.EqualFold(words[0], "Bearer") {
			return object("type", "http", "scheme", "bearer", "description", description)
		}
	}
	return object("type", "apiKey", "in", "header", "name", "Authorization", "description", description)
}

// scheme returns the name of a security scheme, which is added when the document has none for the header. A page that does not show
// a bearer token may mean one all the same.
func (c *comparer) scheme(like *document.Node) string {
	file := c.root().Pos.File
	schemes := child(child(c.root(), "components", file), "securitySchemes", file)
	bearer := like.Get("type").Literal() == "http"
	for _, m := range schemes.Members {
		n := c.deref(m.Value)
		if n.Get("scheme").Literal() == "bearer" || !bearer && strings.EqualFold(n.Get("name").Literal(), "Authorization") {
			return m.Name
		}
	}
	name := "authorization"
	if bearer {
		name = "bearer"
	}
	name = unique(name, func(name string) bool { return schemes.Get(name) != nil })
	put(schemes, name, placed(like, file))
	return name
}
