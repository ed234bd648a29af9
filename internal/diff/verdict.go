package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// verdict is what a rule says about a change: its id, its level, and its text with places for what changed.
type verdict struct {
	id        string
	kind      Kind
	level     Level
	signature bool // see Change
	adds      bool // something that callers can use came into being
	text      string
	why       string
}

// of makes the change that the verdict is about, at a place of the head.
func (v verdict) of(op *operation, pos document.Position, args ...any) Change {
	c := Change{
		ID: v.id, Kind: v.kind, Level: v.level, Signature: v.signature, Text: fmt.Sprintf(v.text, args...), Why: v.why,
		Pos: pos, Near: pos, added: v.adds,
	}
	if op != nil {
		c.Operation = op.Operation
	}
	c.key = v.id + "\x00" + c.Text
	return c
}

// gone makes the change at a place of the base; near is the nearest place in the head.
func (v verdict) gone(op *operation, pos, near document.Position, args ...any) Change {
	c := v.of(op, pos, args...)
	c.Gone, c.Near = true, near
	return c
}

// ofMember makes the change of a member of an object that both documents have, the head at pos: where the member is, or where
// it was when it is gone.
func (v verdict) ofMember(op *operation, before, after *document.Node, pos document.Position, name string, args ...any) Change {
	if m := after.Member(name); m != nil {
		return v.of(op, m.Pos, args...)
	}
	if m := before.Member(name); m != nil {
		return v.gone(op, m.Pos, pos, args...)
	}
	return v.of(op, pos, args...)
}

// differing makes the change at a difference, whose text has a place for the way to it.
func (v verdict) differing(op *operation, d *difference) Change {
	return v.of(op, d.pos, strings.Join(d.way, "/")).at(d)
}

// at puts a change where a difference is.
func (c Change) at(d *difference) Change {
	c.Pos = d.pos
	c.Gone, c.Near = d.gone, d.near
	return c
}

// about adds the name of what changed.
func (c Change) about(symbol string) Change {
	c.Symbol = symbol
	c.key += "\x00" + symbol
	return c
}

// group puts changes together that are one change in the document, noticed in several operations.
func group(changes []Change) []Change {
	first := map[string]int{}
	var out []Change
	for _, c := range changes {
		key := strings.Join([]string{c.key, string(c.Level), c.Pos.String(), fmt.Sprint(c.Gone)}, "\x00")
		i, ok := first[key]
		if !ok || c.Operation == nil {
			first[key] = len(out)
			out = append(out, c)
			continue
		}
		out[i].also(c.Operation)
	}
	return out
}

// also adds an operation that the change is noticed in, once.
func (c *Change) also(op *Operation) {
	if c.Operation == nil {
		c.Operation = op
		return
	}
	known := func(o *Operation) bool { return o.Request == op.Request }
	if !known(c.Operation) && !slices.ContainsFunc(c.Also, known) {
		c.Also = append(c.Also, op)
	}
}
