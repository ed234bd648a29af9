package merge

import (
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// holder is what a schema belongs to: a component, or an operation.
type holder struct {
	name  string
	op    bool
	root  *document.Node
	users []*holder // that refer to it; once for each reference
}

// usage knows what everything belongs to, and what uses it.
type usage struct {
	ws     *workspace
	of     map[*document.Node]*holder
	byName map[string]*holder   // the components
	titled map[string][]*holder // the components by the names that pages have for them
}

// newUsage reads it off the document.
func newUsage(ws *workspace) *usage {
	u := &usage{ws: ws, of: map[*document.Node]*holder{}, byName: map[string]*holder{}, titled: map[string][]*holder{}}
	var all []*holder
	for _, op := range ws.operations() {
		all = append(all, &holder{name: op.name(), op: true, root: op.node})
	}
	for _, root := range ws.doc.Files() {
		for _, m := range root.Get("components").Get("schemas").AllMembers() {
			h := &holder{name: m.Name, root: m.Value}
			u.name(h)
			all = append(all, h)
		}
	}
	for _, h := range all {
		u.own(h.root, h)
	}
	for _, h := range all {
		u.refer(h.root, h)
	}
	return u
}

// add takes down a new component.
func (u *usage) add(h *holder) {
	u.name(h)
	u.adopt(h.root, h)
}

// name lets a component be found.
func (u *usage) name(h *holder) {
	u.byName[h.name] = h
	if title := h.root.Get("x-source").Get("title").Literal(); title != "" {
		u.titled[title] = append(u.titled[title], h)
	}
}

// adopt takes down something new that belongs to a holder.
func (u *usage) adopt(n *document.Node, h *holder) {
	u.own(n, h)
	u.refer(n, h)
}

func (u *usage) own(n *document.Node, h *holder) {
	u.of[n] = h
	for _, m := range n.Members {
		u.own(m.Value, h)
	}
	for _, item := range n.Items {
		u.own(item, h)
	}
}

// refer takes down the references below n.
func (u *usage) refer(n *document.Node, h *holder) {
	if r := n.Get("$ref"); r != nil && r.Kind == document.String {
		if to, err := u.ws.doc.Resolve(r.Pos, r.Text); err == nil && u.of[to] != nil {
			u.of[to].users = append(u.of[to].users, h)
		}
	}
	for _, m := range n.Members {
		if m.Name != "example" && m.Name != "examples" {
			u.refer(m.Value, h)
		}
	}
	for _, item := range n.Items {
		u.refer(item, h)
	}
}

// shared tells whether something is used in more than one place.
func (u *usage) shared(n *document.Node) bool {
	seen := map[*holder]bool{}
	var places func(h *holder) int
	places = func(h *holder) int {
		if h == nil || h.op {
			return 1
		}
		if seen[h] {
			return 0 // it contains itself
		}
		seen[h] = true
		count := 0
		for _, user := range h.users {
			if count += places(user); count > 1 {
				break
			}
		}
		return count
	}
	return places(u.of[n]) > 1
}

// others returns the names of the operations that use something, but for one.
func (u *usage) others(n *document.Node, but *holder) []string {
	seen := map[*holder]bool{}
	var names []string
	var visit func(h *holder)
	visit = func(h *holder) {
		if h == nil || seen[h] {
			return
		}
		seen[h] = true
		if h.op && h != but {
			names = append(names, h.name)
		}
		for _, user := range h.users {
			visit(user)
		}
	}
	visit(u.of[n])
	slices.Sort(names)
	return names
}

// rootOf returns the component or the operation that something belongs to.
func (u *usage) rootOf(n *document.Node) *document.Node {
	if h := u.of[n]; h != nil {
		return h.root
	}
	return nil
}

// component returns the component that something belongs to; nil when it stands in an operation.
func (u *usage) component(n *document.Node) *holder {
	if h := u.of[n]; h != nil && !h.op {
		return h
	}
	return nil
}
