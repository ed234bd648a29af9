package describe

import (
	"reflect"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

// describeOutcome makes the verdict inside data; nil when the outcome is about ids alone.
func (d *describer) describeOutcome(e *extension.Envelope) *api.Outcome {
	o := e.Outcome
	verdicts := o.Success
	if len(verdicts) == 0 {
		verdicts = o.Code
	}
	if len(verdicts) == 0 {
		return nil
	}
	list := listOn(verdicts[0])
	below := func(what string, paths []extension.Path) (out [][]string) {
		for _, p := range paths {
			switch {
			case p[0] != e.Data:
				d.errorf(o.Pos, "envelope", "outcome: %s does not lead into the data: begin with %s", document.Quote(p.String()), document.Quote(e.Data))
			case !slices.Equal(listOn(p), list):
				d.errorf(o.Pos, "envelope", "outcome: %s %s does not stand beside %s: let both lead through the same list, or through none",
					what, document.Quote(p.String()), document.Quote(verdicts[0].String()))
			default:
				out = append(out, p[max(len(list), 1):])
			}
		}
		return out
	}
	out := &api.Outcome{Success: below("success", o.Success), Code: below("code", o.Code), Message: below("message", o.Message)}
	if len(list) > 0 {
		out.List = list[1:]
	}
	return out
}

// listOn is the part of a path that leads to elements; nil when the path goes through no list.
func listOn(p extension.Path) extension.Path {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] == extension.Each {
			return p[:i+1]
		}
	}
	return nil
}

// listType returns the type of a list that gets a name.
func (d *describer) listType(u use, at place, elem *api.Ref) *api.Type {
	t, made := d.named(u, at)
	if made {
		t.Kind, t.Elem = api.List, elem
	}
	return t
}

// outcomes does what needs the final types of fields.
func (d *describer) outcomes() {
	for _, op := range d.operations {
		if op.outcome == nil {
			continue
		}
		if op.api.Envelope != nil && op.api.Envelope.Outcome != nil {
			op.api.Envelope.Outcome.Expected = isExpected(op.api)
		}
		if len(op.outcome.IDs) > 0 {
			d.ids(op)
		}
	}
}

// isExpected reports whether the document describes the verdict of an operation as a boolean that is never null.
func isExpected(op *api.Operation) bool {
	o, at := op.Envelope.Outcome, op.Data
	if len(o.Success) != 1 || at == nil {
		return false
	}
	nullable := true
	for _, step := range slices.Concat(o.List, o.Success[0]) {
		at = value(at)
		switch {
		case step == api.Each && at.Kind == api.Array:
			at, nullable = at.Elem, true
		case at.Kind == api.Named && at.Type.Kind == api.Struct:
			i := slices.IndexFunc(at.Type.Fields, func(f *api.Field) bool { return f.Wire == step })
			if i < 0 {
				return false
			}
			at, nullable = &at.Type.Fields[i].Ref, at.Type.Fields[i].Nullable
		default:
			return false
		}
	}
	return at.Kind == api.Bool && !nullable
}

// ids gives the type of what a creation answers a method that returns ids.
func (d *describer) ids(op *operation) {
	at, elem := d.withIDs(op)
	if at == nil {
		d.errorf(op.outcome.Pos, "envelope", "outcome: ids: the data is neither a described object nor a list of such: describe it, or leave ids out")
		return
	}
	ids := d.idsOf(op, at, elem)
	switch {
	case ids == nil:
	case at.IDs == nil:
		at.IDs = ids
	case !reflect.DeepEqual(at.IDs, ids):
		d.errorf(op.outcome.Pos, "envelope", "outcome: ids: another operation that answers %s has other ids: let both name the same, or give each an answer of its own", at.Name)
	}
}

// withIDs returns the type that gets the method, and the struct in which the ways to the ids begin; nil when there is none.
func (d *describer) withIDs(op *operation) (at, elem *api.Type) {
	data := op.api.Data
	if data == nil {
		return nil, nil
	}
	if data.List != nil {
		at, data = data.List, data.Elem
	}
	if data.Kind != api.Named || data.Type.Kind != api.Struct {
		return nil, nil
	}
	if at == nil {
		at = data.Type
	}
	return at, data.Type
}

// idsOf is nil when something is wrong.
func (d *describer) idsOf(op *operation, at, elem *api.Type) *api.IDs {
	ids := &api.IDs{}
	var types []api.Ref
	for _, path := range op.outcome.IDs {
		way := d.wayToID(op, elem, path)
		if way == nil {
			return nil
		}
		ids.Ways = append(ids.Ways, way)
		types = append(types, idType(&way[len(way)-1].Ref))
	}
	ids.Elem = types[0]
	if differs := func(id api.Ref) bool { return !reflect.DeepEqual(id, ids.Elem) }; slices.ContainsFunc(types, differs) {
		ids.Elem = api.Ref{Kind: api.String}
		if slices.ContainsFunc(types, func(id api.Ref) bool { return id.Kind == api.Custom }) {
			d.errorf(op.outcome.Pos, "envelope", "outcome: ids: x-go gives these ids several Go types: give all the same")
			return nil
		}
	}
	ids.Method = d.idsMethod(op, at, ids.Ways[0])
	ids.Doc = docText(ids.Method+" returns the ids of what was created, in the order of the answer and each once.", false)
	return ids
}

// idsMethod is the name of the method: OrderIDs for orderId.
func (d *describer) idsMethod(op *operation, at *api.Type, first []*api.Field) string {
	name := first[len(first)-1].Name
	if !strings.HasSuffix(name, "s") {
		name += "s"
	}
	if g, _ := extension.ParseGoOperation(op.node.Get("x-go")); g != nil && g.IDs != "" {
		name = g.IDs
	}
	if reservedFields[name] || slices.ContainsFunc(at.Fields, func(f *api.Field) bool { return f.Name == name }) {
		d.errorf(op.outcome.Pos, "go-name", "outcome: ids: %s has a %s already: give the operation x-go: {ids: …}", at.Name, name)
	}
	return name
}

// wayToID finds the fields on a path; nil, after reporting it, when they are not described.
func (d *describer) wayToID(op *operation, t *api.Type, path extension.Path) []*api.Field {
	var way []*api.Field
	wrong := func(why string) []*api.Field {
		d.errorf(op.outcome.Pos, "envelope", "outcome: ids: %s: %s", document.Quote(path.String()), why)
		return nil
	}
	at := &api.Ref{Kind: api.Named, Type: t}
	for _, step := range path {
		at = value(at)
		if step == extension.Each {
			if at.Kind != api.Array {
				return wrong(document.Quote(way[len(way)-1].Wire) + " is no list")
			}
			at = at.Elem
			continue
		}
		if at.Kind != api.Named || at.Type.Kind != api.Struct {
			return wrong("what leads to " + document.Quote(step) + " must be an object with properties, and [] follows what is a list")
		}
		i := slices.IndexFunc(at.Type.Fields, func(f *api.Field) bool { return f.Wire == step })
		if i < 0 {
			return wrong(at.Type.Name + " has no property " + document.Quote(step) + ": write the path below the data, or below an element where the data is a list")
		}
		way = append(way, at.Type.Fields[i])
		at = &at.Type.Fields[i].Ref
	}
	if !isID(value(at)) {
		return wrong("it is no id: an id is a string or an integer")
	}
	return way
}

// isID reports whether a use is a string or an integer, under whatever name.
func isID(r *api.Ref) bool {
	switch r.Kind {
	case api.String, api.Int64, api.Uint64, api.Custom:
		return true
	case api.Named:
		return r.Type.Kind == api.Enum || r.Type.Kind == api.ID
	}
	return false
}

// idType is the type of an id at the end of a way, apart from pointers.
func idType(r *api.Ref) api.Ref {
	for r.Elem != nil {
		r = r.Elem
	}
	id := *r
	id.Pointer, id.Wire = false, 0
	return id
}
