package document

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// jsonPath is the part of JSONPath (RFC 9535) that overlays need: names, wildcards, indices, unions, descendants, and
// filters that compare members or ask whether they exist. Slices and functions are refused.
type jsonPath struct{ segments []segment }

// segment selects among the children of a node, or of all its descendants.
type segment struct {
	descend   bool
	selectors []selector
}

// selector is a name, an index, a filter, or else the wildcard.
type selector struct {
	name   *string
	index  *int
	filter expression
}

// search bounds what finding costs: paths that descend, with filters that look at everything, may cost more than there is time for.
type search struct{ left int }

// maxSearch is how many values the targets of an overlay may look at.
const maxSearch = 500_000_000

// spend counts values that are looked at, and reports whether it may go on.
func (s *search) spend(n int) bool {
	s.left -= n
	return s.left >= 0
}

// location is a node with the object or array that holds it; the root has none.
type location struct {
	parent *Node
	node   *Node
}

// find returns the nodes that the path selects, each once, in the order of the document. When the search is used up, it returns what
// it has.
func (p *jsonPath) find(root *Node, search *search) []location {
	found := []location{{nil, root}}
	for _, s := range p.segments {
		next := []location{}
		seen := map[*Node]bool{}
		descended := map[*Node]bool{}
		for _, l := range found {
			s.find(l.node, func(l location) {
				if !seen[l.node] {
					seen[l.node] = true
					next = append(next, l)
				}
			}, descended, search)
		}
		found = next
	}
	return found
}

// find calls add for what the segment selects below n. Nodes that were descended into before are left out.
func (s *segment) find(n *Node, add func(location), descended map[*Node]bool, search *search) {
	if search.left < 0 {
		return
	}
	for _, sel := range s.selectors {
		sel.find(n, add, search)
	}
	if !s.descend || descended[n] {
		return
	}
	descended[n] = true
	for _, m := range n.Members {
		s.find(m.Value, add, descended, search)
	}
	for _, item := range n.Items {
		s.find(item, add, descended, search)
	}
}

func (s *selector) find(n *Node, add func(location), search *search) {
	if !search.spend(1) {
		return
	}
	switch {
	case s.name != nil:
		if v := n.Get(*s.name); v != nil {
			add(location{n, v})
		}
		return
	case s.index != nil:
		i := *s.index
		if i < 0 {
			i += len(n.Items)
		}
		if i >= 0 && i < len(n.Items) {
			add(location{n, n.Items[i]})
		}
		return
	}
	for _, m := range n.Members {
		if !search.spend(1) {
			return
		}
		if s.filter == nil || s.filter.holds(m.Value, search) {
			add(location{n, m.Value})
		}
	}
	for _, item := range n.Items {
		if !search.spend(1) {
			return
		}
		if s.filter == nil || s.filter.holds(item, search) {
			add(location{n, item})
		}
	}
}

// expression is the condition of a filter.
type expression interface {
	holds(n *Node, search *search) bool
}

type (
	anyOf  []expression
	allOf  []expression
	not    struct{ of expression }
	exists struct{ path *jsonPath }

	comparison struct {
		left, right operand
		operator    string
	}
	// operand is a value that stands in the filter, or a path from the node in question.
	operand struct {
		value *Node
		path  *jsonPath
	}
)

func (e anyOf) holds(n *Node, search *search) bool {
	for _, x := range e {
		if x.holds(n, search) {
			return true
		}
	}
	return false
}

func (e allOf) holds(n *Node, search *search) bool {
	for _, x := range e {
		if !x.holds(n, search) {
			return false
		}
	}
	return true
}

func (e not) holds(n *Node, search *search) bool    { return !e.of.holds(n, search) }
func (e exists) holds(n *Node, search *search) bool { return len(e.path.find(n, search)) > 0 }

// of returns the operand's value; nil when the path selects nothing.
func (o operand) of(n *Node, search *search) *Node {
	if o.path == nil {
		return o.value
	}
	if found := o.path.find(n, search); len(found) == 1 {
		return found[0].node
	}
	return nil
}

func (c comparison) holds(n *Node, search *search) bool {
	a, b := c.left.of(n, search), c.right.of(n, search)
	equal := func(a, b *Node) bool { return search.equal(a, b) }
	switch c.operator {
	case "==":
		return equal(a, b)
	case "!=":
		return !equal(a, b)
	}
	if a == nil || b == nil || a.Kind != b.Kind {
		return (c.operator == "<=" || c.operator == ">=") && equal(a, b)
	}
	order, ok := compare(a, b)
	if !ok {
		return (c.operator == "<=" || c.operator == ">=") && equal(a, b)
	}
	switch c.operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	default:
		return order >= 0
	}
}

// compare orders two numbers or two strings.
func compare(a, b *Node) (int, bool) {
	switch {
	case a.Kind == Number && b.Kind == Number:
		x, okX := new(big.Rat).SetString(a.Text)
		y, okY := new(big.Rat).SetString(b.Text)
		if okX && okY {
			return x.Cmp(y), true
		}
	case a.Kind == String && b.Kind == String:
		return strings.Compare(a.Text, b.Text), true
	}
	return 0, false
}

// equal compares values; two that are missing are equal.
func (s *search) equal(a, b *Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if !s.spend(1 + min(len(a.Text), len(b.Text))) {
		return false
	}
	if a.Kind != b.Kind || len(a.Members) != len(b.Members) || len(a.Items) != len(b.Items) {
		return false
	}
	if order, ok := compare(a, b); ok {
		return order == 0
	}
	for _, m := range a.Members {
		if other := b.Get(m.Name); other == nil || !s.equal(m.Value, other) {
			return false
		}
	}
	for i, item := range a.Items {
		if !s.equal(item, b.Items[i]) {
			return false
		}
	}
	return a.Text == b.Text
}

// parsePath reads a path.
func parsePath(text string) (*jsonPath, error) {
	if len(text) > 10_000 {
		return nil, errors.New("it is longer than 10000 bytes")
	}
	p := pathParser{text: text}
	if !p.take("$") {
		return nil, errors.New("a JSONPath begins with $")
	}
	path, err := p.segments()
	if err == nil && p.rest() != "" {
		err = p.errorf("a dot or [ should be here")
	}
	return path, err
}

type pathParser struct {
	text  string
	at    int
	depth int // terms of filters that are being read
}

func (p *pathParser) rest() string { return p.text[p.at:] }

func (p *pathParser) take(token string) bool {
	if !strings.HasPrefix(p.rest(), token) {
		return false
	}
	p.at += len(token)
	return true
}

func (p *pathParser) space() { p.at = len(p.text) - len(strings.TrimLeft(p.rest(), " \t\r\n")) }

func (p *pathParser) errorf(format string, args ...any) error {
	return fmt.Errorf("%s, at character %d", fmt.Sprintf(format, args...), utf8.RuneCountInString(p.text[:p.at])+1)
}

func (p *pathParser) segments() (*jsonPath, error) {
	path := &jsonPath{}
	for {
		var s segment
		var err error
		s.descend = p.take("..")
		if s.descend && p.depth > 0 {
			return nil, p.errorf("descendants (..) are not supported in filters")
		}
		switch {
		case p.take("["):
			s.selectors, err = p.brackets()
		case s.descend || p.take("."):
			s.selectors, err = p.dotted()
		default:
			return path, nil
		}
		if err != nil {
			return nil, err
		}
		path.segments = append(path.segments, s)
	}
}

// dotted reads what follows a dot: a name, or the wildcard.
func (p *pathParser) dotted() ([]selector, error) {
	if p.take("*") {
		return []selector{{}}, nil
	}
	start := p.at
	for i, r := range p.rest() {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && r != '-') {
			break
		}
		p.at = start + i + utf8.RuneLen(r)
	}
	name := p.text[start:p.at]
	if name == "" {
		return nil, p.errorf("a name or * should be here; write other names as ['name']")
	}
	if strings.HasPrefix(p.rest(), "(") {
		return nil, p.errorf("functions are not supported")
	}
	return []selector{{name: &name}}, nil
}

// brackets reads selectors up to the closing bracket.
func (p *pathParser) brackets() ([]selector, error) {
	var out []selector
	for {
		p.space()
		s, err := p.selector()
		if err != nil {
			return nil, err
		}
		out = append(out, s)
		p.space()
		switch {
		case p.take(","):
		case p.take("]"):
			return out, nil
		case strings.HasPrefix(p.rest(), ":"):
			return nil, p.errorf("slices are not supported: list the indices")
		default:
			return nil, p.errorf("a comma or ] should be here")
		}
	}
}

func (p *pathParser) selector() (selector, error) {
	switch rest := p.rest(); {
	case p.take("*"):
		return selector{}, nil
	case p.take("?"):
		filter, err := p.or()
		return selector{filter: filter}, err
	case strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, `"`):
		name, err := p.quoted()
		return selector{name: &name}, err
	default:
		end := strings.IndexFunc(rest, func(r rune) bool { return r != '-' && (r < '0' || r > '9') })
		if end < 0 {
			end = len(rest)
		}
		index, err := strconv.Atoi(rest[:end])
		if err != nil {
			return selector{}, p.errorf("a quoted name, an index, * or a filter should be here")
		}
		p.at += end
		return selector{index: &index}, nil
	}
}

// quoted reads a string in single or double quotes.
func (p *pathParser) quoted() (string, error) {
	quote := p.text[p.at]
	var b strings.Builder
	for i := p.at + 1; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == quote:
			p.at = i + 1
			return b.String(), nil
		case c != '\\':
			b.WriteByte(c)
		case i+1 < len(p.text) && p.text[i+1] == '\'':
			b.WriteByte('\'')
			i++
		default:
			r, size := unescape(p.text[i:])
			if size == 0 {
				p.at = i
				return "", p.errorf("an escape that does not exist")
			}
			b.WriteRune(r)
			i += size - 1
		}
	}
	return "", p.errorf("the quotes that begin here are not closed")
}

func (p *pathParser) or() (expression, error) {
	var all anyOf
	for {
		e, err := p.and()
		if err != nil {
			return nil, err
		}
		all = append(all, e)
		if p.space(); !p.take("||") {
			return all, nil
		}
	}
}

func (p *pathParser) and() (expression, error) {
	var all allOf
	for {
		e, err := p.term()
		if err != nil {
			return nil, err
		}
		all = append(all, e)
		if p.space(); !p.take("&&") {
			return all, nil
		}
	}
}

func (p *pathParser) term() (expression, error) {
	if p.depth++; p.depth > maxChain {
		return nil, p.errorf("too many parentheses")
	}
	defer func() { p.depth-- }()
	p.space()
	switch {
	case p.take("!"):
		e, err := p.term()
		return not{e}, err
	case p.take("("):
		e, err := p.or()
		if err == nil && !p.take(")") {
			err = p.errorf("a ) should be here")
		}
		return e, err
	}
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	p.space()
	for _, operator := range []string{"==", "!=", "<=", ">=", "<", ">"} {
		if p.take(operator) {
			p.space()
			right, err := p.operand()
			return comparison{left, right, operator}, err
		}
	}
	if left.path == nil {
		return nil, p.errorf("a comparison should be here")
	}
	return exists{left.path}, nil
}

func (p *pathParser) operand() (operand, error) {
	rest := p.rest()
	switch {
	case p.take("@"):
		path, err := p.segments()
		return operand{path: path}, err
	case p.take("true"):
		return operand{value: &Node{Kind: Bool, Text: "true"}}, nil
	case p.take("false"):
		return operand{value: &Node{Kind: Bool, Text: "false"}}, nil
	case p.take("null"):
		return operand{value: &Node{Kind: Null}}, nil
	case strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, `"`):
		s, err := p.quoted()
		return operand{value: &Node{Kind: String, Text: s}}, err
	}
	number := rest[:len(rest)-len(strings.TrimLeft(rest, "+-.eE0123456789"))]
	if !isJSONNumber(number) || isHugeNumber(number) {
		return operand{}, p.errorf("a path that begins with @, text in quotes, a number, true, false or null should be here; functions and $ are not supported")
	}
	p.at += len(number)
	return operand{value: &Node{Kind: Number, Text: number}}, nil
}
