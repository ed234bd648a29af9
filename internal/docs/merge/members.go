package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
)

// below names a member in notes: "answer data.items".
func below(label, name string) string {
	if strings.ContainsAny(label, " []") {
		return label + "." + name
	}
	return label + " " + name
}

// lastName is the member that a label ends with.
func lastName(label string) string { return label[strings.LastIndexAny(label, " .")+1:] }

// schema compares a schema of the document, as it stands where it is used, with one of the page.
func (c *comparer) schema(site, says *document.Node, label string) {
	v := ofPage(c.page, says)
	if isOpen(site) {
		c.fill(site, says, v, label)
		return
	}
	d := c.ofDocument(site)
	key := [2]*document.Node{d.parts[len(d.parts)-1], v.last()}
	if len(v.parts) == 0 || c.seen[key] {
		return
	}
	c.seen[key] = true
	defer c.within(v)()
	c.allowNull(d, v, label)
	if !c.types(site, says, d, v, label) {
		return
	}
	c.values(site, d, v, label)
	c.properties(site, d, v, label)
	c.inner(d, v, "items", label+"[]")
	c.inner(d, v, "additionalProperties", label+"{}")
}

// within notes that what is inside of a schema was read off an example, if it was, until the function that it returns is called.
func (c *comparer) within(v *view) func() {
	outer := c.example
	if v.inferred {
		c.example = v.source
	}
	return func() { c.example = outer }
}

// last is the part that says most: a component behind references.
func (v *view) last() *document.Node {
	if len(v.parts) == 0 {
		return nil
	}
	return v.parts[len(v.parts)-1]
}

// inner compares the schemas of items, or of the values of a map.
func (c *comparer) inner(d, v *view, keyword, label string) {
	mine, part := d.get(keyword)
	says, _ := v.get(keyword)
	switch {
	case says == nil || says.Kind != document.Object || part == nil && (keyword != "items" || !slices.Contains(d.types, "array")):
	case part != nil && mine.Kind == document.Object && (len(mine.Members) > 0 || keyword == "items" && len(says.Members) == 0):
		c.schema(mine, says, label)
	case keyword == "items" && len(says.Members) > 0:
		if part == nil {
			part = typed(d)
		}
		written := c.writer(part).schema(says, place{label: label, name: c.nameOf(part), field: strings.TrimRight(lastName(label), "[]"), item: true})
		putBefore(part, "items", written, "description", "x-source", "x-go")
		c.usage.adopt(written, c.usage.of[part])
		c.note(New, written, "%s: %s", label, describe(ofPage(c.page, says)))
	}
}

// isOpen tells whether a schema holds a place for what nobody knew.
func isOpen(n *document.Node) bool {
	for _, m := range n.Members {
		if m.Name != "description" && m.Name != "x-source" {
			return false
		}
	}
	return evidenceOf(n) == "unknown"
}

// fill writes what the page shows into a place that was held open.
func (c *comparer) fill(site, says *document.Node, v *view, label string) {
	if len(v.types) == 0 && !v.choice {
		return // null, or nothing either
	}
	before := text(site.Get("description"))
	written := c.writer(site).schema(says, place{label: label, name: c.nameOf(site), field: lastName(label)})
	site.Members = written.Members
	c.usage.adopt(site, c.usage.of[site])
	c.note(New, site, "%s: %s", label, describe(v))
	if before != "" {
		c.note(Kept, site, "%s was held open; its description was: %s", label, oneLine(before))
	}
}

// describe says in a word what a schema is.
func describe(v *view) string {
	s := strings.Join(v.types, " or ")
	if s == "" {
		s = "any value"
	}
	if v.null {
		s += " or null"
	}
	return s
}

// typed returns the part of a schema that says its type.
func typed(v *view) *document.Node {
	_, part := v.get("type")
	if part == nil {
		return v.parts[0]
	}
	return part
}

// allowNull lets the document allow null where the page does. Pages disagree about it, so one without a mark takes nothing away.
func (c *comparer) allowNull(d, v *view, label string) {
	if !v.null || d.null || len(d.types) == 0 || label == "request" || label == "answer" {
		return
	}
	for _, name := range []string{"anyOf", "oneOf"} {
		if list, _ := d.get(name); list != nil && d.choice {
			list.Items = append(list.Items, placed(object("type", "null"), list.Pos.File))
			c.note(Changed, list, "%s may be null", label)
			return
		}
	}
	part := typed(d)
	setTypes(part, d.types, true)
	c.note(Changed, part, "%s may be null%s", label, c.also(part))
}

// setTypes writes the type of a schema.
func setTypes(n *document.Node, types []string, null bool) {
	if null {
		types = append(slices.Clone(types), "null")
	}
	v := strs(types...)
	if len(types) == 1 {
		v = str(types[0])
	}
	old := n.Get("type")
	if old == nil {
		n.Members = slices.Insert(n.Members, 0, document.Member{Name: "type", Value: placed(v, n.Pos.File)})
		return
	}
	setFile(v, n.Pos.File)
	if old.Kind == v.Kind {
		v.Pos = old.Pos
		for i, item := range v.Items { // those that stay keep their place
			if j := slices.Index(texts(old), item.Text); j >= 0 {
				v.Items[i] = old.Items[j]
			}
		}
	}
	put(n, "type", v)
}

// isContainer tells objects and lists from what has no parts.
func isContainer(t string) bool { return t == "object" || t == "array" }

// types compares the types but for null. It is false when the schemas have so little in common that nothing below is compared.
func (c *comparer) types(site, says *document.Node, d, v *view, label string) bool {
	lacks := slices.DeleteFunc(slices.Clone(v.types), func(t string) bool {
		return slices.Contains(d.types, t) || t == "integer" && slices.Contains(d.types, "number") ||
			t == "number" && slices.Contains(d.types, "integer") && c.weak(v) // 0 is both
	})
	part := typed(d)
	media, _ := d.get("contentMediaType")
	switch {
	case len(v.types) == 0:
		return false
	case len(d.types) == 0:
		return d.choice
	case len(lacks) == 0:
		return true
	case c.weak(v):
		c.note(Kept, site, "%s is %s in an example on the page, and stays %s", label, describe(v), describe(d))
		return false
	case media != nil && slices.Contains(d.types, "string") && slices.ContainsFunc(lacks, isContainer):
		c.note(Kept, site, "%s is %s on the page, and JSON in a text in the document", label, describe(v))
		return false
	case slices.ContainsFunc(lacks, isContainer) || slices.ContainsFunc(d.types, isContainer):
		return c.kinds(site, says, d, v, label)
	}
	if enum, _ := d.get("enum"); enum != nil || d.choice {
		c.note(Conflict, site, "%s is %s on the page, and %s in the document, with values of its own: change it by hand, if the page is right", label, describe(v), describe(d))
		return false
	}
	old := describe(&view{types: d.types})
	shared := c.usage.shared(part) || c.isEnvelope(c.usage.rootOf(part))
	if c.primary && !shared {
		setTypes(part, v.types, d.null || v.null)
		c.note(Changed, part, "%s: %s became %s", label, old, describe(&view{types: v.types}))
		c.mark(part, old+" "+c.until())
	} else {
		setTypes(part, slices.Concat(d.types, lacks), d.null || v.null)
		c.note(Changed, part, "%s: %s became %s, because pages disagree, or other operations have the first%s", label, old,
			describe(&view{types: slices.Concat(d.types, lacks)}), c.also(part))
		c.mark(part, describe(&view{types: lacks})+" "+c.onPage())
	}
	c.fitFormat(part)
	c.examples.refit(part, c.page, says)
	return true
}

// fitFormat drops a format of numbers that the types do not have any more.
func (c *comparer) fitFormat(n *document.Node) {
	types := texts(n.Get("type"))
	switch format := text(n.Get("format")); {
	case slices.Contains(types, "number") && c.house.decimal && n.Get("x-unit") != nil && (format == "" || strings.HasPrefix(format, "int")):
		c.put(n, "format", str("decimal"), slices.DeleteFunc(slices.Clone(schemaOrder), func(s string) bool { return s == "type" || s == "format" })...)
	case strings.HasPrefix(format, "int") && !slices.Contains(types, "integer"),
		slices.Contains([]string{"decimal", "float", "double"}, format) && !slices.Contains(types, "number"):
		remove(n, "format")
	}
}

// kinds compares what is a single value on one side, and an object or a list on the other.
func (c *comparer) kinds(site, says *document.Node, d, v *view, label string) bool {
	part := typed(d)
	enum, _ := d.get("enum")
	inline := part == site && enum == nil && !c.usage.shared(site) && !slices.ContainsFunc(d.types, isContainer)
	if !inline || len(v.types) != 1 || !c.primary {
		c.note(Conflict, site, "%s is %s on the page, and %s in the document: change it by hand, if the page is right", label, describe(v), describe(d))
		return false
	}
	old := describe(&view{types: d.types})
	written := c.writer(site).schema(says, place{label: label, name: c.nameOf(site), field: lastName(label)})
	for _, keep := range []string{"description", "x-go", "x-source"} {
		if m := site.Member(keep); m != nil && (written.Get(keep) == nil || keep != "x-source") {
			put(written, keep, m.Value)
		}
	}
	site.Members = written.Members
	c.usage.adopt(site, c.usage.of[site])
	c.note(Changed, site, "%s: %s became %s", label, old, describe(v))
	c.mark(site, old+" "+c.until())
	c.examples.refit(site, c.page, says)
	return false
}

// properties compares the members of objects.
func (c *comparer) properties(site *document.Node, d, v *view, label string) {
	says := v.properties()
	if len(says) == 0 || !slices.Contains(d.types, "object") && len(d.properties()) == 0 {
		return
	}
	known := c.confirmSchema(d, v, says, label)
	behind := ""
	for i, p := range says {
		label := below(label, p.name)
		mine := find(d.properties(), p.name)
		if mine == nil {
			c.addProperty(site, d, v, says, i, behind, label)
		} else {
			c.shown[mine.schema] = true
			c.schema(mine.schema, p.schema, label)
			c.confirmMember(mine.schema, label, known[mine.owner] && !isTrailing(mine))
			c.required(*mine, p, label)
		}
		behind = p.name
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

// addProperty adds a member that the page shows, behind the one that stands before it there.
func (c *comparer) addProperty(site *document.Node, d, v *view, says []property, i int, behind, label string) {
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
	at := slices.IndexFunc(properties.Members, func(m document.Member) bool { return m.Name == behind }) + 1
	for j := i + 1; at == 0 && j < len(says); j++ { // nothing stands before it: before the next one that is there
		at = max(0, slices.IndexFunc(properties.Members, func(m document.Member) bool { return m.Name == says[j].name }))
		if at > 0 || len(properties.Members) > 0 && properties.Members[0].Name == says[j].name {
			break
		}
	}
	properties.Members = slices.Insert(properties.Members, at, document.Member{Name: p.name, Value: written})
	c.usage.adopt(written, c.usage.of[owner])
	c.optional[written] = c.primary && c.callsOptional(p)
	c.note(New, written, "%s: %s%s", label, describe(ofPage(c.page, p.schema)), c.also(owner))
	if p.required && (c.primary || !c.usage.shared(owner)) {
		c.require(owner, p.name)
		c.examples.complete(owner, p.name, c.page, p.schema)
	}
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
	if last := d.last(); !c.isEnvelope(last) {
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
		return slices.IndexFunc(members(owner.Get("properties")), func(m document.Member) bool { return m.Name == name })
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

// callsOptional tells whether the page says that a property may be left out.
func (c *comparer) callsOptional(p property) bool {
	return !p.required && !slices.Contains(c.page.Unmarked(p.owner), p.name)
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
	switch {
	case text(n.Get("x-source").Get("note")) != "" || evidenceOf(n) != "" && evidenceOf(n) != documented:
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

// goneMark begins the note of a member that the page does not show any more.
const goneMark = "not on the page"

// absence is a member that a page does not show.
type absence struct {
	node  *document.Node
	label string
	page  *comparer
}

// notShown takes down a member that the page does not show. What is known from elsewhere is not expected there, and what was
// marked is known.
func (c *comparer) notShown(n *document.Node, label string, known bool) {
	grade, note := evidenceOf(n), text(n.Get("x-source").Get("note"))
	if known && !isNew(n) && (grade == "" || grade == documented || note != "") && !strings.Contains(note, goneMark) {
		c.absent = append(c.absent, absence{n, label, c})
	}
}

// settleAbsent reports the members of an operation that none of its pages shows. They stay: the copy of a page may be cut off. On a
// newer page than the document had they are marked.
func (im *importer) settleAbsent(before string) {
	for _, a := range im.absent {
		c := a.page
		if im.shown[a.node] {
			continue
		}
		if !c.primary || c.page.Date <= before || len(c.page.Unread) > 0 || c.usage.shared(a.node) {
			c.note(Kept, a.node, "%s is not on %s", a.label, origin(c.page))
			continue
		}
		note := fmt.Sprintf("%s of %s", goneMark, c.page.Date)
		c.mark(a.node, note)
		c.note(Gone, a.node, "%s is %s; it stays, and is marked", a.label, note)
	}
	im.absent = nil
}

// confirmSchema raises the grade of objects whose members the page shows, and tells which were documented before.
func (c *comparer) confirmSchema(d, v *view, says []property, label string) map[*document.Node]bool {
	known := map[*document.Node]bool{}
	for _, part := range d.parts {
		old := evidenceOf(part)
		known[part] = old == documented || old == "" && c.knownAround(part)
		if old == "" || old == documented || c.weak(v) || part.Get("properties") == nil && part.Get("type") == nil {
			continue
		}
		source := part.Get("x-source")
		for _, m := range members(part.Get("properties")) {
			if find(says, m.Name) == nil && m.Value.Get("x-source") == nil && old != "unknown" {
				put(m.Value, "x-source", placed(object("evidence", old), part.Pos.File))
			}
		}
		c.put(source, "evidence", str(documented), "note")
		if at := cmp.Or(address(c.page.Address), c.op.source("page")); at != "" && source.Get("page") != nil {
			c.put(source, "page", str(at), "title", "evidence")
		}
		c.note(Confirmed, part, "%s was %s, and is documented%s", label, old, c.also(part))
		if source.Get("note") != nil || old == "unknown" {
			c.note(Todo, part, "what is said about %s was written before the page was known: look whether it is still right", label)
		}
	}
	return known
}

// knownAround tells whether what a schema without a grade belongs to was documented: its component, or else the operation.
func (c *comparer) knownAround(n *document.Node) bool {
	if h := c.usage.component(n); h != nil {
		if grade := evidenceOf(h.root); grade != "" {
			return grade == documented
		}
	}
	return c.known
}

// weak tells whether a schema was read off an example: it shows names, and tells text from numbers, but no more.
func (c *comparer) weak(v *view) bool { return c.example != nil || v.inferred }

// isTrailing tells whether a member stands where those stand that no page has shown: behind all that are documented.
func isTrailing(p *property) bool {
	list := members(p.owner.Get("properties"))
	at := slices.IndexFunc(list, func(m document.Member) bool { return m.Name == p.name })
	return !slices.ContainsFunc(list[at:], func(m document.Member) bool {
		grade := evidenceOf(m.Value)
		return grade == "" || grade == documented || grade == "inferred"
	})
}

// confirmMember drops the lower grade of a member that the page shows. A grade with a note is about what the note says. Where the
// pages were known when it was given, it is about the meaning, which they do not tell.
func (c *comparer) confirmMember(n *document.Node, label string, known bool) {
	source := n.Get("x-source")
	grade := evidenceOf(n)
	if known || c.example != nil || grade == "" || grade == documented || grade == "unknown" && isOpen(n) || text(source.Get("note")) != "" {
		return
	}
	if len(source.Members) == 1 {
		remove(n, "x-source")
	} else {
		c.put(source, "evidence", str(documented), "note")
	}
	c.note(Confirmed, n, "%s was %s, and is documented", label, grade)
}

// isEnvelope tells whether an object is the envelope around every answer.
func (im *importer) isEnvelope(n *document.Node) bool {
	return im.envelope != nil && im.envelope.component != nil && n == im.envelope.component.root
}
