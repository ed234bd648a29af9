package describe

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

// maxSteps is how many references that are none to schemas may follow each other.
const maxSteps = 100

// references finds what $ref names in a bundled document.
type references struct {
	root *document.Node
	memo map[string]*document.Node
}

func newReferences(root *document.Node) *references {
	return &references{root: root, memo: map[string]*document.Node{}}
}

// find returns the value that a reference such as #/components/schemas/Order names, or nil.
func (r *references) find(ref string) *document.Node {
	if n, ok := r.memo[ref]; ok {
		return n
	}
	n := r.walk(ref)
	r.memo[ref] = n
	return n
}

func (r *references) walk(ref string) *document.Node {
	pointer, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return nil
	}
	n := r.root
	for step := range strings.SplitSeq(pointer, "/") {
		step = unescapeStep(step)
		switch {
		case n == nil:
			return nil
		case n.Kind == document.Array:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(n.Items) {
				return nil
			}
			n = n.Items[i]
		default:
			n = n.Get(step)
		}
	}
	return n
}

// component returns the name of the schema component that a reference names, if it names one.
func component(ref string) string {
	name, ok := strings.CutPrefix(ref, "#/components/schemas/")
	if !ok || strings.Contains(name, "/") {
		return ""
	}
	return unescapeStep(name)
}

// unescapeStep decodes a step of a JSON pointer in a URL.
func unescapeStep(s string) string {
	if strings.ContainsRune(s, '%') {
		if u, err := url.PathUnescape(s); err == nil {
			s = u
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
}

// checkRefs reports references that lead nowhere.
func checkRefs(refs *references) document.Errors {
	c := refChecker{refs: refs}
	c.object(refs.root)
	return c.errs
}

type refChecker struct {
	refs *references
	errs document.Errors
}

// names are the members whose value is an object with names of the document's own, which are no keywords.
var names = set("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "responses", "requestBodies", "headers",
	"securitySchemes", "links", "callbacks", "pathItems", "paths", "webhooks", "content", "encoding", "variables")

// values are the members that hold examples and the like, in which $ref is an ordinary word.
var values = set("example", "examples", "default", "enum", "const", "mapping", "scopes")

// object checks an object in which members are keywords.
func (c *refChecker) object(n *document.Node) {
	if n == nil {
		return
	}
	for _, item := range n.Items {
		c.object(item)
	}
	for _, m := range n.Members {
		switch {
		case m.Name == "$ref":
			c.ref(m.Value)
		case values[m.Name] || strings.HasPrefix(m.Name, "x-"):
		case names[m.Name], m.Name == "parameters" && m.Value.Kind == document.Object:
			for _, named := range m.Value.Members {
				c.object(named.Value)
			}
		default:
			c.object(m.Value)
		}
	}
}

func (c *refChecker) ref(n *document.Node) {
	if n.Kind != document.String {
		c.errs = append(c.errs, &document.Error{Pos: n.Pos, Rule: "ref", Message: "$ref is " + n.Kind.String() + ": it must be a string such as '#/components/schemas/Order'"})
		return
	}
	if c.refs.find(n.Text) != nil {
		return
	}
	advice := "check the path, it must begin with #/components/"
	if name := component(n.Text); name != "" {
		advice = "no schema component has this name, " + extension.Suggest(name, memberNames(c.refs.root.Get("components").Get("schemas")))
	}
	c.errs = append(c.errs, &document.Error{Pos: n.Pos, Rule: "ref", Message: "$ref " + document.Quote(n.Text) + " leads nowhere: " + advice})
}

func memberNames(n *document.Node) []string {
	if n == nil {
		return nil
	}
	out := make([]string, len(n.Members))
	for i, m := range n.Members {
		out[i] = m.Name
	}
	return out
}

// follow returns what n refers to, for everything but schemas; nil, after reporting it, when that never ends.
func (d *describer) follow(n *document.Node) *document.Node {
	for range maxSteps {
		ref := n.Get("$ref")
		if ref == nil {
			return n
		}
		if n = d.refs.find(ref.Text); n == nil {
			return nil // checkRefs reported it
		}
	}
	d.errorf(n.Pos, "ref", "$ref leads back to itself: let one of these references name a value")
	return nil
}
