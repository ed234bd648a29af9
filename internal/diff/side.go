package diff

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// side is one of the two documents, bundled.
type side struct {
	root       *document.Node
	shared     *document.Node // that of the package that has types for this one's; nil when types are not shared
	doc        *document.Document
	operations []*operation // those below paths, then the webhooks, in the order of the document
	byKey      map[string]*operation
	users      map[*document.Node][]*operation // of components; made when it is asked for
	targets    map[string]*document.Node       // of references that were followed; nil: they lead nowhere
}

// operation is an operation of a document, or one of a webhook.
type operation struct {
	*Operation
	key     string // METHOD and path without the names of its parameters, or webhook and name
	method  string // the member of the path item: post
	path    string // or the webhook's name
	webhook bool
	item    *document.Node // the path item
	itemPos document.Position
	node    *document.Node
	pos     document.Position
}

func newSide(root *document.Node) *side {
	s := &side{root: root, doc: document.FromNode(root), byKey: map[string]*operation{}, targets: map[string]*document.Node{}}
	for _, section := range []string{"paths", "webhooks"} {
		items := root.Get(section)
		if items == nil {
			continue
		}
		for _, item := range items.Members {
			for i := range item.Value.Members {
				if m := &item.Value.Members[i]; slices.Contains(document.Methods(), m.Name) && m.Value.Kind == document.Object {
					s.add(&operation{method: m.Name, path: item.Name, webhook: section == "webhooks", item: item.Value, itemPos: item.Pos, node: m.Value, pos: m.Pos})
				}
			}
		}
	}
	return s
}

func (s *side) add(op *operation) {
	op.Operation = label(op)
	op.key = operationKey(op.webhook, op.method, op.path)
	s.operations = append(s.operations, op)
	s.byKey[op.key] = op
}

var templateParameter = regexp.MustCompile(`\{[^}]*\}`)

// operationKey is what an operation is found by on the other side.
func operationKey(webhook bool, method, path string) string {
	if webhook {
		return "webhook " + method + " " + path
	}
	return method + " " + templateParameter.ReplaceAllString(path, "{}")
}

// label names an operation for people.
func label(op *operation) *Operation {
	o := &Operation{ID: oneLine(op.node.Get("operationId").Literal()), Request: oneLine(strings.ToUpper(op.method) + " " + op.path)}
	if op.webhook {
		o.Request = oneLine("webhook " + op.path)
	}
	golang := op.node.Get("x-go")
	switch service, method := golang.Get("service").Literal(), golang.Get("method").Literal(); {
	case service != "" && method != "" && !op.webhook:
		o.Name = oneLine(service + "." + method)
	case o.ID != "":
		o.Name = o.ID
	default:
		o.Name = o.Request
	}
	return o
}

// deref follows a reference as far as it leads. One that leads back to itself remains a reference.
func (s *side) deref(n *document.Node) *document.Node {
	var passed map[*document.Node]bool
	for target := s.target(n); target != nil; target = s.target(n) {
		if passed == nil {
			passed = map[*document.Node]bool{}
		}
		if passed[target] {
			return target
		}
		passed[target] = true
		n = target
	}
	return n
}

// target returns what a node refers to; nil when it is no reference, and when it leads nowhere.
func (s *side) target(n *document.Node) *document.Node {
	ref := n.Get("$ref")
	if ref == nil || ref.Kind != document.String {
		return nil
	}
	target, known := s.targets[ref.Text]
	if !known {
		target, _ = s.doc.Resolve(ref.Pos, ref.Text)
		s.targets[ref.Text] = target
	}
	return target
}

// component returns a component and the place of its name.
func (s *side) component(section, name string) *document.Member {
	return s.root.Get("components").Get(section).Member(name)
}

// uses returns the operations that reach a component, in the order of the document.
func (s *side) uses(component *document.Node) []*operation {
	if s.users == nil {
		s.users = s.reach()
	}
	return s.users[component]
}

func (s *side) reach() map[*document.Node][]*operation {
	users, direct := map[*document.Node][]*operation{}, s.componentReferences()
	for _, op := range s.operations {
		queue := s.references(op.node, document.Operation)
		if shared := op.item.Get("parameters"); shared != nil {
			for _, p := range shared.Items {
				queue = append(queue, s.references(p, document.Parameter)...)
			}
		}
		seen := map[*document.Node]bool{}
		for len(queue) > 0 {
			n := queue[0]
			queue = queue[1:]
			if !seen[n] {
				seen[n] = true
				users[n] = append(users[n], op)
				queue = append(queue, direct[n]...)
			}
		}
	}
	return users
}

// componentReferences returns what each component refers to.
func (s *side) componentReferences() map[*document.Node][]*document.Node {
	direct := map[*document.Node][]*document.Node{}
	document.Walk(s.root.Get("components"), document.Components, func(n *document.Node, e document.Element, pointer []string) bool {
		if len(pointer) < 2 {
			return true
		}
		direct[n] = s.references(n, e)
		return false
	})
	return direct
}

// references returns what is referred to in an element and below.
func (s *side) references(n *document.Node, e document.Element) []*document.Node {
	var targets []*document.Node
	document.Walk(n, e, func(n *document.Node, _ document.Element, _ []string) bool {
		if target := s.target(n); target != nil {
			targets = append(targets, target)
		}
		return true
	})
	return targets
}

// placeOf returns the place of the first of some operations that the document has, or else the document's.
func (s *side) placeOf(operations []*Operation) document.Position {
	for _, wanted := range operations {
		for _, op := range s.operations {
			if op.Request == wanted.Request {
				return op.pos
			}
		}
	}
	return s.root.Pos
}
