package input

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// Multiply returns a document with n copies of what root holds: operations, schemas, tags and services. The first copy
// keeps all names; the k-th has the suffix Xk on each, so that a document n times as large is n times the work. What
// belongs to the document as a whole, security schemes above all, is not copied.
func Multiply(root *document.Node, n int) *document.Node {
	out := *root
	out.Members = slices.Clone(root.Members)
	for i := range out.Members {
		switch m := &out.Members[i]; m.Name {
		case "tags":
			m.Value = multiplyItems(m.Value, n)
		case "paths":
			m.Value = multiplyMembers(m.Value, n, document.PathItem)
		case "components":
			m.Value = multiplyComponents(m.Value, n)
		}
	}
	return &out
}

// Operations counts the operations of a document.
func Operations(root *document.Node) (count int) {
	document.Walk(root, document.OpenAPI, func(_ *document.Node, e document.Element, _ []string) bool {
		if e == document.Operation {
			count++
		}
		return true
	})
	return count
}

// sections are the components that are multiplied.
var sections = map[string]document.Element{
	"schemas": document.Schema, "responses": document.Response, "parameters": document.Parameter,
	"requestBodies": document.RequestBody, "headers": document.Header,
}

func multiplyComponents(components *document.Node, n int) *document.Node {
	out := *components
	out.Members = slices.Clone(components.Members)
	for i := range out.Members {
		m := &out.Members[i]
		if element, ok := sections[m.Name]; ok {
			m.Value = multiplyMembers(m.Value, n, element)
		}
	}
	return &out
}

func multiplyItems(tags *document.Node, n int) *document.Node {
	out := &document.Node{Kind: document.Array, Pos: tags.Pos}
	for k := range n {
		for _, tag := range tags.Items {
			tag = clone(tag)
			rename(tag, "name", spaced(k))
			out.Items = append(out.Items, tag)
		}
	}
	return out
}

func multiplyMembers(named *document.Node, n int, element document.Element) *document.Node {
	out := &document.Node{Kind: document.Object, Pos: named.Pos}
	for k := range n {
		for _, m := range named.Members {
			m.Value = clone(m.Value)
			document.Walk(m.Value, element, func(n *document.Node, e document.Element, _ []string) bool {
				renameElement(n, e, k)
				return true
			})
			switch element {
			case document.PathItem:
				if k > 0 {
					m.Name = "/" + strings.ToLower(suffix(k)) + m.Name
				}
			default:
				rename(m.Value.Get("x-go"), "name", suffix(k))
				m.Name += suffix(k)
			}
			out.Members = append(out.Members, m)
		}
	}
	return out
}

// renameElement makes the names in one element those of the k-th copy.
func renameElement(n *document.Node, e document.Element, k int) {
	if ref := n.Get("$ref"); ref != nil {
		if section, ok := strings.CutPrefix(ref.Text, "#/components/"); ok {
			section, _, _ = strings.Cut(section, "/")
			if _, ok := sections[section]; ok {
				ref.Text += suffix(k)
			}
		}
	}
	if e != document.Operation {
		return
	}
	rename(n, "operationId", suffix(k))
	rename(n.Get("x-go"), "service", suffix(k))
	if tags := n.Get("tags"); tags != nil {
		for _, tag := range tags.Items {
			tag.Text += spaced(k)
		}
	}
}

func rename(n *document.Node, member, suffix string) {
	if name := n.Get(member); name != nil {
		name.Text += suffix
	}
}

func suffix(k int) string {
	if k == 0 {
		return ""
	}
	return fmt.Sprintf("X%d", k)
}

func spaced(k int) string {
	if k == 0 {
		return ""
	}
	return " " + suffix(k)
}

func clone(n *document.Node) *document.Node {
	out := &document.Node{Kind: n.Kind, Text: n.Text, Pos: n.Pos}
	if n.Members != nil {
		out.Members = make([]document.Member, len(n.Members))
		for i, m := range n.Members {
			out.Members[i] = document.Member{Name: m.Name, Pos: m.Pos, Value: clone(m.Value)}
		}
	}
	if n.Items != nil {
		out.Items = make([]*document.Node, len(n.Items))
		for i, item := range n.Items {
			out.Items[i] = clone(item)
		}
	}
	return out
}
