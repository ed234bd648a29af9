package merge

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/yamledit"
)

// lastComponent is the component that those of a new operation go behind: the one before the first that the next operation in
// the file uses.
func (c *comparer) lastComponent() (behind string, atFront bool) {
	f := c.fileOf(c.op.item)
	schemas := f.root.Get("components").Get("schemas").AllMembers()
	first := len(schemas)
	for _, kind := range []string{"paths", "webhooks"} {
		list := f.root.Get(kind).AllMembers()
		at := slices.IndexFunc(list, func(m document.Member) bool { return m.Value == c.op.item })
		if at < 0 || at+1 == len(list) {
			continue
		}
		for i, m := range schemas {
			if i < first && refersTo(list[at+1].Value, ref(f, f, "components", "schemas", m.Name)) {
				first = i
			}
		}
	}
	if first == 0 || first == len(schemas) {
		return "", first == 0 && len(schemas) > 0
	}
	return schemas[first-1].Name, false
}

// refersTo tells whether a reference stands somewhere in a value.
func refersTo(n *document.Node, ref string) bool {
	return n.Get("$ref").Literal() == ref ||
		slices.ContainsFunc(n.Members, func(m document.Member) bool { return refersTo(m.Value, ref) }) ||
		slices.ContainsFunc(n.Items, func(item *document.Node) bool { return refersTo(item, ref) })
}

// placePath puts the path item into the file of its section, and a reference to it into the entry.
func (im *importer) placePath(op *operation, f *file, near neighbours) {
	kind := kindOf(op.webhook)
	list := childBefore(im.root(), kind, im.root().Pos.File, "webhooks", "components")
	if item := im.pathItem(op.webhook, op.path); item != nil { // another method of it
		op.item, op.entry = item, list.Get(op.path)
		put(op.item, strings.ToLower(op.method), op.node)
		return
	}
	op.item = placed(object(), f.shown)
	put(op.item, strings.ToLower(op.method), op.node)
	op.entry = op.item
	if f.name != im.entry {
		near.insert(childBefore(f.root, kind, f.shown, "webhooks", "components"), op.path, op.item)
		op.entry = placed(object("$ref", ref(im.files[im.entry], f, kind, op.path)), im.root().Pos.File)
	}
	near.insert(list, op.path, op.entry)
}

func kindOf(webhook bool) string {
	if webhook {
		return "webhooks"
	}
	return "paths"
}

// pathItem returns the item of a path or a webhook, nil when there is none.
func (im *importer) pathItem(webhook bool, path string) *document.Node {
	return im.deref(im.root().Get(kindOf(webhook)).Get(path))
}

func childBefore(n *document.Node, name, file string, others ...string) *document.Node {
	if n.Get(name) == nil {
		putBefore(n, name, placed(object(), file), others...)
	}
	return n.Get(name)
}

// neighbours are the paths of the operations around a new one, in order.
type neighbours struct{ before, after []string }

// around finds the neighbours of a new operation: in the navigation, or else in its section.
func (im *importer) around(section string, t *target) neighbours {
	var near neighbours
	if im.listing == nil || t.missing == nil {
		for _, o := range im.habits.inSection[section] {
			if o.webhook == t.op.webhook {
				near.before = append(near.before, o.path)
			}
		}
		return near
	}
	paths := map[string]string{}
	for _, o := range im.operations() {
		paths[o.id] = o.path
	}
	list := &near.before
	for _, e := range im.listing.entries() {
		if e.section == section && e.title == t.missing.title {
			list = &near.after
		} else if path := cmp.Or(paths[e.operation], e.webhook); path != "" && !e.beside {
			*list = append(*list, path)
		}
	}
	return near
}

// insert puts a member behind the nearest one before it that a list has, or else before the nearest one after it, or else last.
func (near neighbours) insert(list *document.Node, name string, v *document.Node) {
	index := func(name string) int {
		return slices.IndexFunc(list.Members, func(m document.Member) bool { return m.Name == name })
	}
	at := -1
	for _, other := range slices.Backward(near.before) {
		if at < 0 && index(other) >= 0 {
			at = index(other) + 1
		}
	}
	for _, other := range near.after {
		if at < 0 {
			at = index(other)
		}
	}
	if at < 0 {
		at = len(list.Members)
	}
	list.Members = slices.Insert(list.Members, at, document.Member{Name: name, Value: v})
}

// addTag declares the tag of a new section.
func (im *importer) addTag(section string, op *operation) {
	tags := im.root().Get("tags")
	if tags == nil {
		tags = placed(&document.Node{Kind: document.Array}, im.root().Pos.File)
		putBefore(im.root(), "tags", tags, "paths", "webhooks", "components")
	}
	if slices.ContainsFunc(tags.Items, func(n *document.Node) bool { return n.Get("name").Literal() == section }) {
		return
	}
	tag := object("name", section)
	if page := op.source("page"); page != "" {
		put(tag, "externalDocs", object("description", "A page of the section", "url", page))
	}
	at := len(tags.Items)
	outer, _, nested := strings.Cut(section, "/")
	for i, n := range tags.Items { // behind the others of its folder
		if other, _, _ := strings.Cut(n.Get("name").Literal(), "/"); nested && oneLine(other) == oneLine(outer) {
			at = i + 1
		}
	}
	tags.Items = slices.Insert(tags.Items, at, placed(tag, im.root().Pos.File))
}

// list gives the page of a new operation its place in the navigation, and takes it out of the list of missing ones.
func (im *importer) list(t *target, section string, c *comparer) {
	if im.listing == nil {
		return
	}
	name, value := "operation", t.op.id
	if t.op.webhook {
		name, value = "webhook", t.op.path
	}
	title := t.op.title()
	listed := false
	for _, e := range im.listing.entries() {
		if e.section == section && e.title == title && e.operation == "" && e.webhook == "" {
			put(e.node, name, placed(str(value), im.listing.pages.shown))
			listed = true
			break
		}
	}
	if !listed {
		im.listing.add(besideIt, section, object("title", title, name, value), nil)
	}
	if t.missing != nil {
		im.listing.dropMissing(t.missing.node)
		if known := remembered(t.missing.node); known != "" {
			c.note(Todo, c.op.node, "the list of missing pages has lost its entry, which said:\n%s", known)
		}
	}
}

// remembered writes an entry of the list of missing pages down, so that nothing of it is lost.
func remembered(n *document.Node) string {
	kept := object()
	for _, m := range n.Members {
		if !slices.Contains([]string{"title", "titleZh", "section", "kind", "method", "page", "missing"}, m.Name) {
			put(kept, m.Name, m.Value)
		}
	}
	if len(kept.Members) == 0 {
		return ""
	}
	return string(bytes.TrimSpace(yamledit.Format("missing.yaml", "", kept)))
}
