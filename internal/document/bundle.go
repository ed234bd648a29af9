package document

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Bundle makes one self-contained document: what other files hold is moved below components under its own name, path
// items are put in place, and references point to where things went. Order, numbers and positions stay as they were.
// The error is Errors: two different things that have one name, or a name that components do not allow.
func Bundle(d *Document) (*Node, error) {
	b := &bundler{doc: d, taken: map[place]*Node{}, left: maxNodes}
	b.claimComponents()
	root := b.element(d.Root, OpenAPI)
	for len(b.queue) > 0 {
		next := b.queue[0]
		b.queue = b.queue[1:]
		b.add(root, next, b.element(b.taken[next], next.element))
	}
	if err := b.errs.err(); err != nil {
		return nil, err
	}
	if components := root.Get("components"); components != nil {
		for _, section := range components.Members {
			section.Value.buildIndex()
		}
	}
	return root, nil
}

// place is a component of the bundle.
type place struct {
	element Element
	name    string
}

func (p place) pointer() string {
	return "/components/" + p.element.section() + "/" + escapePointer.Replace(p.name)
}

type bundler struct {
	doc      *Document
	taken    map[place]*Node // what each component of the bundle comes from
	queue    []place         // components from other files that are still to be added
	inlining []*Node         // path items that are being put in place
	nodes    slab
	left     int // nodes that path items put in place may still make
	errs     Errors
}

// claimComponents gives the entry file's own components their names before anything from other files asks for one.
func (b *bundler) claimComponents() {
	for _, c := range children(Components) {
		section := b.doc.Root.Get("components").Get(c.member)
		if section == nil {
			continue
		}
		for i := range section.Members {
			m := &section.Members[i]
			b.taken[place{c.element, m.Name}] = b.source(m.Value, place{c.element, m.Name})
		}
	}
}

// source follows components that do nothing but refer to one of the same name in another file.
func (b *bundler) source(n *Node, p place) *Node {
	for range maxChain {
		ref := refText(n, p.element)
		if ref == nil || len(n.Members) != 1 {
			return n
		}
		to, err := b.locate(ref, p.element)
		if err != nil || to.node == nil || to.place != p || to.rest != "" {
			return n
		}
		n = to.node
	}
	return n
}

// destination is where in the bundle a reference leads.
type destination struct {
	place        // the component
	node  *Node  // what the component holds; nil when the reference leads into the entry file and stays as it is
	rest  string // the pointer below the component
}

func (b *bundler) locate(ref *Node, e Element) (destination, error) {
	f, pointer, err := b.doc.fileOf(ref.Pos, ref.Text)
	if err != nil || f.root == b.doc.Root {
		return destination{}, err
	}
	tokens := strings.Split(pointer, "/")
	last := unescapePointer.Replace(tokens[len(tokens)-1])
	if pointer == "" {
		last = strings.TrimSuffix(path.Base(f.path), path.Ext(f.path))
	}
	to := destination{place: place{e, last}}
	if len(tokens) >= 4 && tokens[1] == "components" {
		if c, ok := childOf(children(Components), tokens[2]); ok {
			to.place = place{c.element, unescapePointer.Replace(tokens[3])}
			to.rest = strings.TrimPrefix(pointer, strings.Join(tokens[:4], "/"))
		}
	}
	to.node, err = f.find(strings.TrimSuffix(pointer, to.rest), ref.Pos, ref.Text)
	return to, err
}

// element copies n, an element of kind e.
func (b *bundler) element(n *Node, e Element) *Node {
	if n.Kind != Object {
		return b.copy(n)
	}
	if ref := refText(n, e); ref != nil && e == PathItem {
		return b.pathItem(n, ref)
	}
	out := b.object(n)
	grammar := children(e)
	for i := range n.Members {
		m := n.Members[i]
		c, isElement := childOf(grammar, m.Name)
		switch {
		case e == OpenAPI && m.Name == "components" && m.Value.Kind == Object:
			m.Value = b.components(m.Value)
		case m.Name == "$ref" && refText(n, e) != nil:
			m.Value = b.reference(m.Value, e)
		case e == Schema && m.Name == "discriminator":
			m.Value = b.discriminator(m.Value)
		case e == Link && m.Name == "operationRef" && !strings.HasPrefix(m.Value.Text, "#"):
			b.errs = append(b.errs, errorf(m.Value.Pos, "bundle", "operationRef %q leads to another file: name the operation by operationId", clip(m.Value.Text)))
		case !isElement:
			m.Value = b.copy(m.Value)
		case c.shape == list && m.Value.Kind == Array:
			m.Value = b.list(m.Value, c.element)
		case c.shape == named && m.Value.Kind == Object:
			m.Value = b.named(m.Value, c.element, extensible(e, m.Name))
		default:
			m.Value = b.element(m.Value, c.element)
		}
		out.Members = append(out.Members, m)
	}
	out.buildIndex()
	return out
}

func (b *bundler) object(n *Node) *Node {
	b.left--
	out := b.nodes.node(n.Kind, n.Pos)
	out.Members = make([]Member, 0, len(n.Members))
	return out
}

func (b *bundler) list(n *Node, e Element) *Node {
	out := b.object(n)
	out.Items = make([]*Node, len(n.Items))
	for i, item := range n.Items {
		out.Items[i] = b.element(item, e)
	}
	return out
}

func (b *bundler) named(n *Node, e Element, extensible bool) *Node {
	out := b.object(n)
	for _, m := range n.Members {
		if extensible && strings.HasPrefix(m.Name, "x-") {
			m.Value = b.copy(m.Value)
		} else {
			m.Value = b.element(m.Value, e)
		}
		out.Members = append(out.Members, m)
	}
	out.buildIndex()
	return out
}

// components copies the entry file's components from their sources.
func (b *bundler) components(n *Node) *Node {
	out := b.object(n)
	for _, m := range n.Members {
		c, ok := childOf(children(Components), m.Name)
		if c.element == PathItem {
			continue // every use of them is put in place
		}
		if !ok || m.Value.Kind != Object {
			m.Value = b.copy(m.Value)
			out.Members = append(out.Members, m)
			continue
		}
		section := b.object(m.Value)
		for _, v := range m.Value.Members {
			v.Value = b.element(b.taken[place{c.element, v.Name}], c.element)
			section.Members = append(section.Members, v)
		}
		section.buildIndex()
		m.Value = section
		out.Members = append(out.Members, m)
	}
	return out
}

// copy copies a value that holds no references.
func (b *bundler) copy(n *Node) *Node {
	b.left--
	out := b.nodes.node(n.Kind, n.Pos)
	out.Text, out.index = n.Text, n.index
	if len(n.Members) > 0 {
		out.Members = make([]Member, len(n.Members))
		for i, m := range n.Members {
			m.Value = b.copy(m.Value)
			out.Members[i] = m
		}
	}
	if len(n.Items) > 0 {
		out.Items = make([]*Node, len(n.Items))
		for i, item := range n.Items {
			out.Items[i] = b.copy(item)
		}
	}
	return out
}

// pathItem puts the path item that n refers to in n's place, with the members that stand beside the reference.
func (b *bundler) pathItem(n, ref *Node) *Node {
	target, err := b.doc.Deref(n)
	if err != nil {
		b.fail(err)
		return b.copy(n)
	}
	if slices.Contains(b.inlining, target) {
		b.errs = append(b.errs, errorf(ref.Pos, "bundle", "$ref %q puts a path item into itself: describe the callback's path item on its own", clip(ref.Text)))
		return b.copy(n)
	}
	if b.left < 0 {
		b.errs = addError(b.errs, errorf(ref.Pos, "limit", "path items that are referred to several times make more than %d values: split the document", maxNodes))
		return b.copy(n)
	}
	b.inlining = append(b.inlining, target)
	out := b.element(target, PathItem)
	b.inlining = b.inlining[:len(b.inlining)-1]
	for _, m := range n.Members {
		if m.Name == "$ref" {
			continue
		}
		if both := out.Member(m.Name); both != nil {
			b.errs = append(b.errs, errorf(m.Pos, "bundle", "member %q stands beside $ref and in the path item at %s: remove one of them", clip(m.Name), both.Pos))
			continue
		}
		c, ok := childOf(children(PathItem), m.Name)
		switch {
		case !ok:
			m.Value = b.copy(m.Value)
		case c.shape == list && m.Value.Kind == Array:
			m.Value = b.list(m.Value, c.element)
		default:
			m.Value = b.element(m.Value, c.element)
		}
		out.Members = append(out.Members, m)
	}
	return out
}

var componentName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

// reference rewrites the text of a $ref and claims a component for what it names in another file.
func (b *bundler) reference(ref *Node, e Element) *Node {
	out := b.copy(ref)
	to, err := b.locate(ref, e)
	switch {
	case err != nil:
		b.fail(err)
		return out
	case to.node == nil:
		_, fragment, _ := strings.Cut(ref.Text, "#")
		out.Text = "#" + fragment
		return out
	case to.element.section() == "" || !componentName.MatchString(to.name):
		b.errs = append(b.errs, errorf(ref.Pos, "bundle", "$ref %q: components cannot hold something named %q: move it below components under a name of letters, digits, dots, dashes and underscores", clip(ref.Text), clip(to.name)))
		return out
	}
	node := b.source(to.node, to.place)
	switch first := b.taken[to.place]; {
	case first == nil:
		b.taken[to.place] = node
		b.queue = append(b.queue, to.place)
	case first != node:
		b.errs = append(b.errs, errorf(node.Pos, "bundle-name", "a second %s is named %q, the other is at %s: rename one, a bundled document has one list of names",
			to.element, clip(to.name), first.Pos))
	}
	out.Text = "#" + Fragment(to.pointer()+to.rest)
	return out
}

func (b *bundler) fail(err error) {
	if e, ok := err.(*Error); ok {
		b.errs = append(b.errs, e)
		return
	}
	b.errs = append(b.errs, errorf(b.doc.Root.Pos, "bundle", "%v", err))
}

// discriminator copies a discriminator and rewrites the references in its mapping.
func (b *bundler) discriminator(n *Node) *Node {
	out := b.copy(n)
	mapping := out.Get("mapping")
	if mapping == nil {
		return out
	}
	for i := range mapping.Members {
		if v := mapping.Members[i].Value; v.Kind == String && isReference(v.Text) {
			mapping.Members[i].Value = b.reference(v, Schema)
		}
	}
	return out
}

// add appends a component to the bundle.
func (b *bundler) add(root *Node, p place, n *Node) {
	components := b.ensure(root, "components")
	section := b.ensure(components, p.element.section())
	section.Members = append(section.Members, Member{Name: p.name, Pos: n.Pos, Value: n})
}

func (b *bundler) ensure(n *Node, name string) *Node {
	if v := n.Get(name); v != nil {
		return v
	}
	v := b.nodes.node(Object, n.Pos)
	n.Members = append(n.Members, Member{Name: name, Pos: n.Pos, Value: v})
	return v
}

// Pointer returns the JSON pointer of member names and item numbers.
func Pointer(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(escapePointer.Replace(t))
	}
	return b.String()
}

// Fragment percent-encodes the few characters that a JSON pointer may have and a URL's fragment may not.
func Fragment(pointer string) string { return fragmentEscaper.Replace(pointer) }

var fragmentEscaper = strings.NewReplacer("%", "%25", " ", "%20", `"`, "%22", "<", "%3C", ">", "%3E", "\\", "%5C", "^", "%5E",
	"`", "%60", "{", "%7B", "|", "%7C", "}", "%7D", "#", "%23")
