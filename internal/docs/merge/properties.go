package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// properties compares the members of objects.
func (c *comparer) properties(site *document.Node, d, v *view, label string) {
	says := v.properties()
	if len(says) == 0 || !slices.Contains(d.types, "object") && len(d.properties()) == 0 {
		return
	}
	known := c.confirmSchema(d, v, says, label)
	for i, p := range says {
		label := below(label, p.name)
		mine := find(d.properties(), p.name)
		if mine == nil {
			c.addProperty(site, d, says, i, label)
		} else {
			c.shown[mine.schema] = true
			c.back(mine.schema, label)
			c.schema(mine.schema, p.schema, label)
			c.confirmMember(mine.schema, label, known[mine.owner] && !isTrailing(mine))
			if !d.choice && !v.choice { // options differ in it
				c.required(*mine, p, label)
			}
		}
	}
	if c.weak(v) {
		return // an example shows what it likes
	}
	for _, mine := range d.properties() {
		if find(says, mine.name) == nil && !c.isEnvelope(mine.owner) {
			c.notShown(mine.schema, below(label, mine.name), known[mine.owner])
		}
	}
}

// addProperty adds the member that the page shows as its i-th.
func (c *comparer) addProperty(site *document.Node, d *view, says []property, i int, label string) {
	owner := c.ownerFor(site, d)
	if owner == nil {
		c.note(Conflict, site, "%s is on the page, and the document has one of several schemas here: add it by hand", label)
		return
	}
	p := says[i]
	written := c.writer(owner).schema(p.schema, place{label: label, name: c.nameOf(owner), field: p.name})
	if c.example != nil && written.Get("$ref") == nil && written.Get("x-source") == nil {
		put(written, "x-source", placed(c.example, owner.Pos.File))
	}
	properties := owner.Get("properties")
	if properties == nil {
		properties = placed(object(), owner.Pos.File)
		putBefore(owner, "properties", properties, "x-source", "x-go")
	}
	c.writer(owner).nameField(properties, p.name, written)
	properties.Members = slices.Insert(properties.Members, placeAmong(properties, says, i), document.Member{Name: p.name, Value: written})
	c.usage.adopt(written, c.usage.of[owner])
	c.optional[written] = c.primary && c.callsOptional(p)
	c.note(New, written, "%s: %s%s", label, inWords(ofPage(c.page, p.schema)), c.also(owner))
	if p.required && (c.primary || !c.usage.shared(owner)) {
		c.require(owner, p.name)
		c.examples.complete(owner, p.name, c.page, p.schema)
	}
}

// placeAmong returns where the i-th member of a page goes: behind the nearest that stands before it there, or else before the nearest
// behind it, or else first, for what the page does not show comes last.
func placeAmong(properties *document.Node, says []property, i int) int {
	index := func(name string) int {
		return slices.IndexFunc(properties.Members, func(m document.Member) bool { return m.Name == name })
	}
	for _, p := range slices.Backward(says[:i]) {
		if at := index(p.name); at >= 0 {
			return at + 1
		}
	}
	for _, p := range says[i+1:] {
		if at := index(p.name); at >= 0 {
			return at
		}
	}
	return 0
}

// ownerFor returns the object that gets new members: not the envelope, which all answers share, and not one of several schemas.
func (c *comparer) ownerFor(site *document.Node, d *view) *document.Node {
	if d.choice {
		return nil
	}
	for _, part := range slices.Backward(d.parts) {
		if part.Get("properties") != nil && !c.isEnvelope(part) {
			return part
		}
	}
	if last := d.parts[len(d.parts)-1]; !c.isEnvelope(last) {
		return last
	}
	// The answer is the bare envelope: wrap it.
	reference := &document.Node{Kind: document.Object, Pos: document.Position{File: site.Pos.File}, Members: slices.Clone(site.Members)}
	own := placed(object("type", "object"), site.Pos.File)
	site.Members = []document.Member{{Name: "allOf", Value: &document.Node{Kind: document.Array, Pos: own.Pos, Items: []*document.Node{reference, own}}}}
	c.usage.adopt(site, c.usage.of[site])
	d.parts = append(d.parts, own)
	return own
}

// require adds a name to the required ones, in the order of the members.
func (c *comparer) require(owner *document.Node, name string) {
	list := owner.Get("required")
	if list == nil {
		list = placed(&document.Node{Kind: document.Array}, owner.Pos.File)
		putBefore(owner, "required", list, "properties", "x-source", "x-go")
	}
	order := func(name string) int {
		return slices.IndexFunc(owner.Get("properties").AllMembers(), func(m document.Member) bool { return m.Name == name })
	}
	at := len(list.Items)
	for at > 0 && order(list.Items[at-1].Text) > order(name) {
		at--
	}
	list.Items = slices.Insert(list.Items, at, placed(str(name), owner.Pos.File))
}

// required compares whether a member must be there.
func (c *comparer) required(mine, says property, label string) {
	if c.isEnvelope(mine.owner) {
		return // it belongs to all operations
	}
	optional := c.callsOptional(says)
	if c.primary && optional {
		c.optional[mine.schema] = true
	}
	switch {
	case says.required && !mine.required:
		if c.optional[mine.schema] {
			c.note(Kept, mine.schema, "%s is required %s; it stays optional, as the page of the document says", label, c.onPage())
			return
		}
		if c.usage.shared(mine.owner) && !c.primary {
			c.note(Kept, mine.schema, "%s is required %s; it stays optional, for other operations have it too%s", label, c.onPage(), c.also(mine.owner))
			return
		}
		c.require(mine.owner, mine.name)
		c.note(Changed, mine.schema, "%s is required%s", label, c.also(mine.owner))
		c.markRequired(mine.schema)
		c.examples.complete(mine.owner, mine.name, c.page, says.schema)
	case optional && mine.required:
		c.nowOptional(mine.schema, label, func() {
			list := mine.owner.Get("required")
			list.Items = slices.DeleteFunc(list.Items, func(n *document.Node) bool { return n.Text == mine.name })
			if len(list.Items) == 0 {
				remove(mine.owner, "required")
			}
		})
	}
}

// callsOptional tells whether the page says that a property may be left out. An example does not tell.
func (c *comparer) callsOptional(p property) bool {
	return !p.required && c.example == nil && !slices.Contains(c.page.Unmarked(p.owner), p.name)
}

// markRequired takes down that something is required which was not, or is not on other pages.
func (c *comparer) markRequired(n *document.Node) {
	if c.primary {
		c.mark(n, "optional "+c.until())
	} else {
		c.mark(n, "required "+c.onPage())
	}
}

// nowOptional takes away that something is required, unless the document says why it is.
func (c *comparer) nowOptional(n *document.Node, label string, do func()) {
	grade, note := evidenceOf(n), n.Get("x-source").Get("note").Literal()
	switch {
	case strings.Contains(note, "required") || note == "" && grade != "" && grade != documented:
		c.note(Kept, n, "%s is optional on the page, and stays required: its x-source says why", label)
	case !c.primary:
		c.note(Kept, n, "%s is optional %s, and stays required", label, c.onPage())
	case c.usage.shared(n):
		c.note(Kept, n, "%s is optional on the page, and stays required, for other operations have it too%s", label, c.also(n))
	default:
		do()
		c.note(Changed, n, "%s is optional", label)
		c.mark(n, "required "+c.until())
	}
}
