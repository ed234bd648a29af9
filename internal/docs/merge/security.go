package merge

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// security declares what the page says about authentication, where the document says nothing.
func (c *comparer) security() {
	asked := c.page.Operation.Get("security")
	if asked == nil || !c.primary || c.isSecured() {
		return
	}
	names := map[string]string{}
	var told []string
	for _, m := range c.page.SecuritySchemes {
		names[m.Name] = c.declare(m.Name, m.Value)
		told = append(told, names[m.Name])
	}
	list := &document.Node{Kind: document.Array}
	for _, item := range asked.Items {
		requirement := object()
		for _, m := range item.Members {
			put(requirement, names[m.Name], placed(m.Value, c.op.node.Pos.File))
		}
		list.Items = append(list.Items, requirement)
	}
	setFileOfNew(list, c.op.node.Pos.File)
	putBefore(c.op.node, "security", list, "parameters", "requestBody", "responses")
	c.note(New, list, "security: %s", strings.Join(told, ", "))
}

// declare returns the name of a security scheme of the page, which is added when the document has none like it.
func (c *comparer) declare(name string, like *document.Node) string {
	schemes := c.securitySchemes()
	for _, m := range schemes.Members {
		if n := c.deref(m.Value); !slices.ContainsFunc([]string{"type", "in", "name", "scheme", "openIdConnectUrl"}, func(member string) bool {
			return !strings.EqualFold(n.Get(member).Literal(), like.Get(member).Literal())
		}) {
			return m.Name
		}
	}
	if !componentNames.MatchString(name) {
		name = like.Get("type").Literal()
	}
	return c.addScheme(schemes, name, like)
}

// componentNames are the names that components may have.
var componentNames = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

func (c *comparer) securitySchemes() *document.Node {
	file := c.root().Pos.File
	return child(child(c.root(), "components", file), "securitySchemes", file)
}

// addScheme adds a security scheme, and returns its name. What it puts into requests is no parameter any more.
func (c *comparer) addScheme(schemes *document.Node, name string, like *document.Node) string {
	name = unique(name, func(name string) bool { return schemes.Get(name) != nil })
	put(schemes, name, placed(like, c.root().Pos.File))
	if sent := like.Get("name").Literal(); sent != "" {
		c.signed[strings.ToLower(sent)] = true
	}
	return name
}

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
	schemes := c.securitySchemes()
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
	return c.addScheme(schemes, name, like)
}
