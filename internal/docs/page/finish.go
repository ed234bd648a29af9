package page

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

var messageType = regexp.MustCompile(`^[A-Z0-9]+(?:_[A-Z0-9]+)+$`)

// isMessageType tells the type of a message from a path.
func isMessageType(path string) bool { return messageType.MatchString(path) }

// finish brings the path of a page into the form that OpenAPI has: a server stands apart, parameters are declared.
func finish(p *Page) {
	if p.Webhook {
		return
	}
	pos := p.Operation.Pos
	p.Path = withoutVariables(p.Path)
	if scheme, rest, ok := strings.Cut(p.Path, "://"); ok {
		host, path, _ := strings.Cut(rest, "/")
		put(p.Operation, "servers", newList(pos, newServer(pos, scheme+"://"+host)))
		p.Path = "/" + path
	}
	if path, query, ok := strings.Cut(p.Path, "?"); ok {
		p.Path = path
		p.addQuery(pos, query)
	}
	if p.Path != "" && !strings.HasPrefix(p.Path, "/") {
		p.Path = "/" + p.Path
	}
	p.declarePath(pos)
}

func newServer(pos document.Position, url string) *document.Node {
	n := newObject(pos)
	putText(n, pos, "url", url)
	return n
}

var (
	serverVariable = regexp.MustCompile(`^\{\{[^}]*\}\}`)
	variable       = regexp.MustCompile(`\{\{([^{}]*)\}\}`)
)

// withoutVariables takes Apifox's variable for a server off a path: {{base_url}}/orders. Other variables are parameters.
func withoutVariables(path string) string {
	return variable.ReplaceAllString(serverVariable.ReplaceAllString(path, ""), "{$1}")
}

// addQuery declares the parameters that stand in the path.
func (p *Page) addQuery(pos document.Position, query string) {
	list := p.Operation.Get("parameters")
	if list == nil {
		list = newList(pos)
	}
	for _, q := range queryOf(query) {
		if findParameter(list, "query", q[0]) == nil {
			list.Items = append(list.Items, inferredParameter(pos, "query", q[0], q[1], pathNote))
		}
	}
	put(p.Operation, "parameters", notEmpty(list))
}

var (
	braced = regexp.MustCompile(`\{([^{}/]+)\}`)
	colon  = regexp.MustCompile(`/:([A-Za-z_]\w*)`)
)

// declarePath makes path and parameters agree: each name in braces is a parameter, and each parameter of the path is in it.
func (p *Page) declarePath(pos document.Position) {
	list := p.Operation.Get("parameters")
	if list == nil {
		list = newList(pos)
	}
	p.Path = colon.ReplaceAllStringFunc(p.Path, func(part string) string {
		if name := part[2:]; findParameter(list, "path", name) != nil {
			return "/{" + name + "}"
		}
		return part
	})
	var names []string
	for _, m := range braced.FindAllStringSubmatch(p.Path, -1) {
		names = append(names, m[1])
		if findParameter(list, "path", m[1]) == nil {
			list.Items = append(list.Items, inferredParameter(pos, "path", m[1], "", pathNote))
			p.Unread = append(p.Unread, Unread{Pos: pos, Message: fmt.Sprintf("the page does not describe the path's parameter %q: it was taken as a string", clip(m[1]))})
		}
	}
	list.Items = slices.DeleteFunc(list.Items, func(n *document.Node) bool {
		name := n.Get("name").StringValue()
		if n.Get("in").StringValue() != "path" || slices.Contains(names, name) {
			return false
		}
		p.Unread = append(p.Unread, Unread{Pos: n.Pos, Message: fmt.Sprintf("path parameter %q is not in the path %q: it was left out", clip(name), clip(p.Path))})
		return true
	})
	if len(list.Items) > 0 {
		put(p.Operation, "parameters", list)
	} else {
		p.Operation.Members = slices.DeleteFunc(p.Operation.Members, func(m document.Member) bool { return m.Name == "parameters" })
	}
}

var (
	oldNumber = regexp.MustCompile(`(?:^|[/\-])(?:api|webhook)-(\d{4,})\b`)
	newNumber = regexp.MustCompile(`(?:^|[/\-])(\d{4,})[ew]0\b`)
)

// number returns the number that a page has at Apifox, from its address or from the link that runs it: api-263477653, 263477653e0.
func number(address string) string {
	for _, form := range []*regexp.Regexp{oldNumber, newNumber} {
		if m := form.FindStringSubmatch(address); m != nil {
			return m[1]
		}
	}
	return ""
}
