package merge

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// operation is an operation or a webhook of the document.
type operation struct {
	id      string
	method  string // upper case
	path    string // of a webhook, the type of its message
	webhook bool

	node  *document.Node
	item  *document.Node // its path item, in the file of its section
	entry *document.Node // the reference to it in the entry file
}

func (o *operation) tag() string {
	if tags := o.node.Get("tags"); tags != nil && len(tags.Items) > 0 {
		return tags.Items[0].Literal()
	}
	return ""
}

func (o *operation) source(name string) string { return o.node.Get("x-source").Get(name).Literal() }

func (o *operation) title() string {
	if title := o.source("title"); title != "" {
		return title
	}
	return o.node.Get("summary").Literal()
}

func (o *operation) documented() bool {
	return o.source("evidence") == documented || o.source("evidence") == ""
}

// name is how messages call it.
func (o *operation) name() string {
	if o.webhook {
		return "webhook " + o.path
	}
	return o.method + " " + o.path
}

// service is its x-go service.
func (o *operation) service() string { return o.node.Get("x-go").Get("service").Literal() }

// documented is the grade of what a page says.
const documented = "documented"

// operations returns the operations and webhooks of the document: those that it had in their order, then new ones.
func (ws *workspace) operations() []*operation {
	if ws.known == nil {
		ws.known = ws.readOperations()
	}
	return ws.known
}

func (ws *workspace) readOperations() []*operation {
	out := []*operation{}
	for _, kind := range []string{"paths", "webhooks"} {
		for _, m := range ws.root().Get(kind).AllMembers() {
			item := ws.deref(m.Value)
			for _, method := range item.AllMembers() {
				if slices.Contains(document.Methods(), method.Name) && method.Value.Kind == document.Object {
					out = append(out, &operation{
						id: method.Value.Get("operationId").Literal(), method: strings.ToUpper(method.Name), path: m.Name, webhook: kind == "webhooks",
						node: method.Value, item: item, entry: m.Value,
					})
				}
			}
		}
	}
	return out
}

// address brings the address of a page into one form: pages are also read by their address with .md behind it.
func address(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return ""
	}
	u.RawQuery, u.Fragment, u.Scheme = "", "", "https"
	u.Host = strings.ToLower(u.Host)
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), ".md")
	return u.String()
}

// addressOf returns where a page is: at its own address, or else at the one that the document has for it, with the page's number. An
// address that was concluded may be that of another page.
func addressOf(p *page.Page, known string) string {
	at := address(cmp.Or(p.Address, known))
	if p.Address != "" || p.Number == "" {
		return at
	}
	return pageNumber.ReplaceAllString(at, "-"+p.Number)
}

// pageNumber is the end of an address, by which Apifox finds the page.
var pageNumber = regexp.MustCompile(`-\d{4,}$`)

// template is a path without the names of what it holds.
func template(path string) string { return parameterName.ReplaceAllString(path, "{}") }

var parameterName = regexp.MustCompile(`\{[^{}/]*\}`)
