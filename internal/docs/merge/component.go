package merge

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/goname"
)

// reference writes an object or an enum as a component, and refers to it.
func (w *writer) reference(says *document.Node, v *view, at place) *document.Node {
	core, names := v.core()
	title := ""
	if len(names) > 0 {
		title = names[len(names)-1]
	}
	to, old := w.written[core], false
	if to == nil {
		to = w.existing(title, v)
		old = to != nil
	}
	if to == nil {
		to = w.component(core, title, v, at)
	}
	n := object("$ref", ref(w.file, w.fileOf(to.root), "components", "schemas", to.name))
	if says != core {
		w.words(n, &view{parts: v.parts[:1], names: v.names}, at)
		for _, keyword := range []string{"default", "deprecated", "readOnly", "writeOnly"} {
			if x := says.Get(keyword); x != nil {
				put(n, keyword, placed(x, w.file.shown))
			}
		}
	}
	if w.nullHere(v) && !w.ofDocument(to.root).null {
		nullBeside(n)
	}
	setFileOfNew(n, w.file.shown)
	if old {
		w.comparer.schema(n, says, at.label)
		if !isNew(to.root) && !v.null && w.ofDocument(to.root).null {
			w.note(Kept, n, "%s may not be null on the page; what the document has is used elsewhere too, and may be", at.label)
		}
	}
	return n
}

// existing returns the component that was made of a schema of the documentation before: of the same name, with members in common.
func (w *writer) existing(title string, v *view) *holder {
	var found *holder
	for _, h := range w.usage.titled[title] {
		if w.alike(h.root, v) && (found == nil || w.fileOf(h.root) == w.file && w.fileOf(found.root) != w.file) {
			found = h
		}
	}
	return found
}

// alike tells whether a component may be what a page shows: at least half of the members on the page are there.
func (w *writer) alike(n *document.Node, v *view) bool {
	d := w.ofDocument(n)
	if isNew(n) && len(d.types) == 0 {
		return true // it is being written
	}
	mine, says := d.properties(), v.properties()
	both := 0
	for _, p := range says {
		if find(mine, p.name) != nil {
			both++
		}
	}
	return slices.Equal(d.types, v.types) && 2*both >= len(says)
}

// component makes a component.
func (w *writer) component(core *document.Node, title string, v *view, at place) *holder {
	name := w.componentName(title, at)
	root := object()
	if title != "" {
		put(root, "x-source", object("page", address(w.page.Address), "title", title, "evidence", documented)) // found when it contains itself
	}
	setFileOfNew(root, w.file.shown)
	h := &holder{name: name, root: root}
	w.insert(h)
	w.usage.add(h)
	w.written[core] = h
	inner := &writer{comparer: w.comparer, file: w.file, behind: name, inlined: w.inlined}
	if v.parts[0] != core {
		own := *v // what stands beside the reference is about the place
		own.parts, own.base, own.null = v.parts[1:], v.base[1:], ofPage(w.page, core).null
		v = &own
	}
	written := inner.shape(v, place{label: at.label, name: goname.From(name), field: at.field})
	if source := root.Get("x-source"); source != nil && written.Get("x-source") == nil {
		put(written, "x-source", source)
	}
	if w.example != nil && written.Get("x-source") == nil {
		put(written, "x-source", placed(w.example, w.file.shown))
	}
	root.Members = written.Members
	if root.Get("type").Literal() == "object" && w.mayBeNull(v, at) {
		setTypes(root, []string{"object"}, true)
	}
	w.usage.adopt(root, h)
	w.behind = inner.behind
	w.note(New, root, "component %s", name)
	return h
}

// shape writes what a component is: an object with its members, one of several schemas, or a single value.
func (w *writer) shape(v *view, at place) *document.Node {
	own := v.own()
	says := own.properties()
	if len(says) == 0 {
		return w.choice(v, at)
	}
	n := object("type", "object")
	if v.null {
		put(n, "type", strs("object", "null"))
	}
	at.field = ""
	w.words(n, own, at)
	properties := object()
	for _, p := range says {
		written := w.schema(p.schema, place{label: below(at.label, p.name), name: at.name, field: p.name})
		w.nameField(properties, p.name, written)
		put(properties, p.name, written)
		w.optional[written] = w.callsOptional(p)
	}
	put(n, "properties", properties)
	w.keywords(n, own, at)
	w.samples(n, own, at)
	w.options(n, v, at)
	w.source(n, v)
	sortMembers(n)
	setFileOfNew(n, w.file.shown)
	return n
}

// nameField gives a member a Go name where its own says nothing, or says the same as that of another member.
func (w *writer) nameField(others *document.Node, name string, n *document.Node) {
	taken := func(s string) bool {
		return slices.ContainsFunc(others.AllMembers(), func(m document.Member) bool {
			return m.Name != name && cmp.Or(m.Value.Get("x-go").Get("name").Literal(), goname.From(m.Name)) == s
		})
	}
	if own := goname.From(name); w.house.conventions && (own == "" || taken(own)) {
		put(n, "x-go", placed(object("name", unique(cmp.Or(own, "Field"), taken)), w.file.shown))
	}
}

// insert puts a component into its file, behind the one that it belongs to.
func (w *writer) insert(h *holder) {
	components := child(w.file.root, "components", w.file.shown)
	schemas := child(components, "schemas", w.file.shown)
	at := slices.IndexFunc(schemas.Members, func(m document.Member) bool { return m.Name == w.behind }) + 1
	if at == 0 && !w.first {
		at = len(schemas.Members)
	}
	w.first = false
	schemas.Members = slices.Insert(schemas.Members, at, document.Member{Name: h.name, Value: h.root})
	w.behind = h.name
}

// child returns a member that is an object, which is made when there is none.
func child(n *document.Node, name, file string) *document.Node {
	if v := n.Get(name); v != nil {
		return v
	}
	v := placed(object(), file)
	put(n, name, v)
	return v
}

// componentName names a component: after the page's own name for it within the names of the service, or after its place.
func (w *writer) componentName(title string, at place) string {
	taken := func(name string) bool { return w.usage.byName[name] != nil }
	name := at.typeName()
	if prefix := w.prefix(); at.item && at.name == prefix+"Page" && !taken(prefix) {
		name = prefix // what the pages are of
	}
	if own := typeTitle(title); own != "" && at.field != "" {
		prefix := w.prefix()
		switch {
		case strings.HasPrefix(own, prefix):
			name = own
		case strings.HasSuffix(prefix, own) && !taken(prefix):
			name = prefix
		default:
			name = goname.Lifted(prefix, own)
		}
	}
	return unique(name, taken)
}

// typeTitle is the Go name of a schema's name on a page, without what says only that it is one.
func typeTitle(title string) string {
	if strings.ContainsFunc(title, func(r rune) bool { return unicode.IsLetter(r) && r > unicode.MaxASCII }) {
		return ""
	}
	name := goname.From(title)
	for _, suffix := range []string{"VO", "DTO", "Vo", "Dto"} {
		if rest, ok := strings.CutSuffix(name, suffix); ok && rest != "" {
			return rest
		}
	}
	return name
}
