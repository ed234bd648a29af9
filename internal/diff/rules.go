package diff

import (
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// rule finds changes of one kind. What it finds it reports by a verdict, which stands beside it.
type rule func(c *comparison) []Change

// rules are the rules about what OpenAPI has no words for. To add one, write its file and add a line.
func rules() []rule {
	return []rule{
		signatureRule,
		securityRule,
		envelopeRule,
		retryRule,
		retryDefaultRule,
		pagingRule,
		unitRule,
		unitsRule,
		timesRule,
		evidenceRule,
		serverRule,
		serializationRule,
		encodingRule,
		additionalPropertiesRule,
		pathParameterRule,
		callbackRule,
	}
}

// comparison is two documents and what belongs together in them.
type comparison struct {
	base, head *side
	operations []operationPair   // those that both have, in the order of the head
	schemes    map[string]string // security schemes of the base that have another name in the head
}

// operationPair is an operation before and after.
type operationPair struct{ base, head *operation }

func newComparison(base, head *side) *comparison {
	c := &comparison{base: base, head: head, schemes: renamedSchemes(base, head)}
	for _, op := range head.operations {
		if before := base.byKey[op.key]; before != nil {
			c.operations = append(c.operations, operationPair{before, op})
		}
	}
	return c
}

// pair is an element that both documents have.
type pair struct {
	element    document.Element
	base, head *document.Node
	pos        document.Position // in the head
	name       string            // of a schema or parameter, as people know it: AlibabaRefund.applyPayment
	operation  *operation        // that it is written in; nil below components
	component  *document.Node    // of the head, that it is written in; nil elsewhere

	baseRoot, headRoot *document.Node // the operation or the component that it is written in
}

// each visits what both documents have: operations with everything in them, and components.
func (c *comparison) each(visit func(pair)) {
	for _, p := range c.operations {
		c.walk(pair{element: document.Operation, base: p.base.node, head: p.head.node, pos: p.head.pos, operation: p.head}, visit)
	}
	document.Walk(c.head.root.Get("components"), document.Components, func(n *document.Node, e document.Element, pointer []string) bool {
		if len(pointer) < 2 {
			return true
		}
		before, after := c.base.component(pointer[0], pointer[1]), c.head.component(pointer[0], pointer[1])
		if before != nil && after != nil && before.Value.Kind == document.Object {
			c.walk(pair{element: e, base: before.Value, head: n, pos: after.Pos, name: pointer[1], component: n}, visit)
		}
		return false
	})
}

// walk visits an element and the elements below it that both sides have.
func (c *comparison) walk(p pair, visit func(pair)) {
	document.Walk(p.head, p.element, func(n *document.Node, e document.Element, pointer []string) bool {
		before, pos := c.counterpart(p, pointer)
		if before == nil || before.Kind != document.Object {
			return false
		}
		visit(pair{
			element: e, base: before, head: n, pos: pos, name: nameOf(p, n, pointer), operation: p.operation, component: p.component,
			baseRoot: p.base, headRoot: p.head,
		})
		return true
	})
}

// counterpart returns what stands in the base where the pointer leads in the head, and the place of the latter.
func (c *comparison) counterpart(p pair, pointer []string) (*document.Node, document.Position) {
	before, after, pos := p.base, p.head, p.pos
	for _, step := range pointer {
		if m := after.Member(step); m != nil {
			before, after, pos = before.Get(step), m.Value, m.Pos
		} else if i := indexOf(step, after); i >= 0 {
			item := after.Items[i]
			after, pos = item, item.Pos
			before = c.itemBefore(before, item, i)
		} else {
			return nil, pos
		}
		if before == nil {
			return nil, pos
		}
	}
	return before, pos
}

// itemBefore returns the item of a list of the base that became one of the head: the same parameter, or what stood there.
func (c *comparison) itemBefore(list, item *document.Node, i int) *document.Node {
	if itemKey(c.head, item) != "" {
		return c.base.itemLike(list, item)
	}
	if list == nil || i >= len(list.Items) {
		return nil
	}
	return list.Items[i]
}

// indexOf returns the item of a list that a step of a pointer leads to, or -1.
func indexOf(step string, list *document.Node) int {
	if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(list.Items) {
		return i
	}
	return -1
}

// nameOf says for people where an element is: the component or the part of the operation, and the members on the way.
func nameOf(p pair, n *document.Node, pointer []string) string {
	var parts []string
	switch {
	case p.component != nil:
		parts = []string{p.name}
	case len(pointer) == 0:
		return ""
	case pointer[0] == "parameters":
		return strings.TrimSpace("parameter " + n.Get("name").Literal())
	default:
		parts = []string{map[string]string{"requestBody": "request", "responses": "answer"}[pointer[0]]}
	}
	for i := 1; i < len(pointer); i++ {
		if pointer[i-1] == "properties" && (i < 2 || pointer[i-2] != "properties") {
			parts = append(parts, pointer[i])
		}
	}
	return strings.Join(parts, ".")
}

// report makes a change of an element one of the operations that it is noticed in.
func (c *comparison) report(ch Change, p pair) Change {
	switch {
	case p.operation != nil:
		ch.also(p.operation.Operation)
	case p.component != nil:
		for _, op := range c.head.uses(p.component) {
			ch.also(op.Operation)
		}
	}
	return ch.about(p.name)
}
