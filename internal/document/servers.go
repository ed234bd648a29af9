package document

import (
	"regexp"
	"strings"
)

// checkServers finds addresses of servers that no request can be sent to by HTTP, such as javascript: ones, which other programs make
// links of.
func checkServers(root *Node) Errors {
	var errs Errors
	check := func(list *Node) {
		for _, server := range list.AllItems() {
			for _, address := range addresses(server) {
				if scheme := schemeOf(address); scheme != "" && scheme != "http" && scheme != "https" {
					errs = append(errs, errorf(server.Get("url").Pos, "server-url", "the server's URL %s is none of HTTP: let it begin with https://, or be a path such as /v1", Quote(clip(address))))
					break
				}
			}
		}
	}
	Walk(root, OpenAPI, func(n *Node, e Element, _ []string) bool {
		switch e {
		case OpenAPI, PathItem, Operation:
			check(n.Get("servers"))
		case Link:
			if server := n.Get("server"); server != nil {
				check(&Node{Kind: Array, Items: []*Node{server}})
			}
		}
		return true
	})
	return errs
}

// addresses returns the URL of a server with the defaults of its variables, and with each value that one at its beginning may have.
func addresses(server *Node) []string {
	variables := server.Get("variables")
	url := variable.ReplaceAllStringFunc(server.Get("url").StringValue(), func(name string) string {
		if v := variables.Get(strings.Trim(name, "{}")); v != nil {
			return v.Get("default").Literal()
		}
		return name
	})
	all := []string{url}
	if first := variable.FindString(server.Get("url").StringValue()); first != "" {
		v := variables.Get(strings.Trim(first, "{}"))
		if rest, ok := strings.CutPrefix(url, v.Get("default").Literal()); ok && strings.HasPrefix(strings.TrimSpace(server.Get("url").StringValue()), first) {
			for _, value := range v.Get("enum").AllItems() {
				all = append(all, value.Literal()+rest)
			}
		}
	}
	return all
}

var variable = regexp.MustCompile(`\{[^{}]*\}`)

var urlScheme = regexp.MustCompile(`^([a-z][a-z0-9+.-]*):`)

// schemeOf returns the scheme of a URL as browsers read it: they skip what cannot be seen.
func schemeOf(url string) string {
	url = strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, url)
	if m := urlScheme.FindStringSubmatch(strings.ToLower(url)); m != nil {
		return m[1]
	}
	return ""
}
