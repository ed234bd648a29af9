package document

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/spelling"
)

// ApplyOverlay changes root, a bundled document, as an OpenAPI Overlay 1.0 says: each action selects nodes by a JSONPath
// and merges an update into them or removes them. Nodes from the overlay keep their places in the overlay's file;
// references in them are those of the bundled document.
//
// Unused names the actions that select nothing, which the standard allows and which often means that the document has
// moved on. The error is Errors when the overlay is at fault; root may then have been changed in part.
func ApplyOverlay(ctx context.Context, root *Node, overlay Source) (unused Errors, err error) {
	fsys, closeRoot, err := overlay.open()
	if err != nil {
		return nil, err
	}
	defer closeRoot()
	name := overlay.String()
	data, err := readFile(fsys, overlay.entry, maxFileSize)
	if errors.Is(err, errTooLarge) {
		return nil, Errors{errorf(Position{File: name, Line: 1, Column: 1}, "limit", "the file is larger than %d MiB: split the overlay", maxFileSize>>20)}
	} else if err != nil {
		return nil, fmt.Errorf("read overlay %s: %w", name, err)
	}
	n, errs := parse(name, data, newBudget())
	if len(errs) > 0 {
		return nil, errs.err()
	}
	a := applier{root: root, left: maxNodes, search: search{maxSearch}}
	actions := a.read(n)
	for _, action := range actions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(a.errs) == 0 {
			a.apply(action)
		}
	}
	return a.unused, a.errs.err()
}

// action is one action of an overlay.
type action struct {
	target *Node
	path   *jsonPath
	update *Node // nil when the nodes are removed
}

type applier struct {
	root   *Node
	left   int // nodes that updates may still add
	search search
	unused Errors
	errs   Errors
}

func (a *applier) fail(pos Position, format string, args ...any) {
	a.errs = append(a.errs, errorf(pos, "overlay", format, args...))
}

// read reads the actions of an overlay.
func (a *applier) read(n *Node) []action {
	if n.Kind != Object || n.Get("overlay") == nil {
		a.fail(n.Pos, "this is no overlay: it begins with overlay: 1.0.0")
		return nil
	}
	if v := n.Get("overlay"); v.Kind != String || !strings.HasPrefix(v.Text, "1.0.") && !strings.HasPrefix(v.Text, "1.1.") {
		a.fail(v.Pos, "version %s of overlays is not known: write overlay: 1.0.0", clip(v.Text))
	}
	a.members(n, "overlay", "info", "extends", "actions")
	list := n.Get("actions")
	if list == nil || list.Kind != Array {
		a.fail(n.Pos, "the overlay has no list of actions: add one")
		return nil
	}
	var actions []action
	for _, item := range list.Items {
		if action, ok := a.readAction(item); ok {
			actions = append(actions, action)
		}
	}
	return actions
}

func (a *applier) readAction(n *Node) (action, bool) {
	if n.Kind != Object {
		a.fail(n.Pos, "%s where an action should be: write {target: …, update: …} or {target: …, remove: true}", n.Kind)
		return action{}, false
	}
	a.members(n, "target", "description", "update", "remove")
	target, remove := n.Get("target"), n.Get("remove")
	if target == nil || target.Kind != String {
		a.fail(n.Pos, "the action has no target: add a JSONPath such as $.paths['/orders'].get")
		return action{}, false
	}
	path, err := parsePath(target.Text)
	if err != nil {
		a.fail(target.Pos, "target %q: %v", clip(target.Text), err)
		return action{}, false
	}
	if remove != nil && remove.Kind != Bool {
		a.fail(remove.Pos, "remove is %s: write true or false", remove.Kind)
		return action{}, false
	}
	act := action{target: target, path: path}
	if remove == nil || remove.Text != "true" {
		if act.update = n.Get("update"); act.update == nil {
			a.fail(n.Pos, "the action has neither update nor remove: add one of them")
			return action{}, false
		}
	}
	return act, true
}

// members refuses members that overlays do not have.
func (a *applier) members(n *Node, known ...string) {
	for _, m := range n.Members {
		if slices.Contains(known, m.Name) || strings.HasPrefix(m.Name, "x-") {
			continue
		}
		advice := "it has " + strings.Join(known, ", ")
		if best := spelling.Nearest(m.Name, known); best != "" {
			advice = fmt.Sprintf("did you mean %q?", best)
		}
		a.fail(m.Pos, "unknown member %q: %s", clip(m.Name), advice)
	}
}

func (a *applier) apply(act action) {
	found := act.path.find(a.root, &a.search)
	if a.search.left < 0 {
		a.fail(act.target.Pos, "the targets up to this one look at more than %d values: select by names, and split the overlay", maxSearch)
		return
	}
	if len(found) == 0 {
		a.unused = append(a.unused, errorf(act.target.Pos, "overlay-unused", "target %q selects nothing: correct it, or remove the action", clip(act.target.Text)))
		return
	}
	if act.update == nil {
		a.remove(act, found)
		return
	}
	for _, l := range found {
		a.update(l, act)
	}
}

// remove removes nodes from the objects and arrays that hold them.
func (a *applier) remove(act action, found []location) {
	gone := map[*Node]bool{}
	parents := map[*Node]bool{}
	for _, l := range found {
		if l.parent == nil {
			a.fail(act.target.Pos, "target %q removes the whole document: select what is to go", clip(act.target.Text))
			return
		}
		gone[l.node], parents[l.parent] = true, true
	}
	for p := range parents {
		a.search.spend(len(p.Members) + len(p.Items))
		p.Members = slices.DeleteFunc(p.Members, func(m Member) bool { return gone[m.Value] })
		p.Items = slices.DeleteFunc(p.Items, func(n *Node) bool { return gone[n] })
		p.buildIndex()
	}
}

func (a *applier) update(l location, act action) {
	switch n, with := l.node, act.update; {
	case n.Kind == Object && with.Kind == Object:
		a.merge(n, with)
	case n.Kind == Array && with.Kind == Array:
		n.Items = append(n.Items, a.copy(with).Items...)
	case n.Kind == Array:
		n.Items = append(n.Items, a.copy(with))
	case n.Kind != Object && with.Kind != Object && with.Kind != Array:
		*n = *a.copy(with)
	default:
		a.fail(with.Pos, "the update is %s, and target %q selects %s at %s: they cannot be merged", with.Kind, clip(act.target.Text), n.Kind, n.Pos)
	}
	if a.left < 0 && len(a.errs) == 0 {
		a.fail(act.target.Pos, "the updates add more than %d values: select less", maxNodes)
	}
}

// merge merges an update into an object: objects member by member, arrays one after the other, the rest replaced.
func (a *applier) merge(n, with *Node) {
	a.search.spend(len(n.Members)) // its index is built anew
	for _, m := range with.Members {
		old := n.Member(m.Name)
		switch {
		case a.left < 0:
			return
		case old == nil:
			m.Value = a.copy(m.Value)
			n.Members = append(n.Members, m)
		case old.Value.Kind == Object && m.Value.Kind == Object:
			a.merge(old.Value, m.Value)
		case old.Value.Kind == Array && m.Value.Kind == Array:
			old.Value.Items = append(old.Value.Items, a.copy(m.Value).Items...)
		default:
			old.Value, old.Pos = a.copy(m.Value), m.Pos
		}
	}
	n.buildIndex()
}

// copy copies a part of the overlay, which several targets may receive.
func (a *applier) copy(n *Node) *Node {
	out := *n
	a.left--
	out.Members = slices.Clone(n.Members)
	for i := range out.Members {
		out.Members[i].Value = a.copy(out.Members[i].Value)
	}
	out.Items = slices.Clone(n.Items)
	for i := range out.Items {
		out.Items[i] = a.copy(out.Items[i])
	}
	return &out
}
