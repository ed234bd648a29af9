package describe

import "github.com/pandapon/pandagen/internal/api"

// mark notes which types requests and answers reach.
func mark(operations []*operation) {
	var request, response func(t *api.Type)
	request = func(t *api.Type) {
		if t == nil || t.InRequest {
			return
		}
		t.InRequest = true
		for _, f := range t.Fields {
			request(namedIn(&f.Ref))
		}
	}
	response = func(t *api.Type) {
		if t == nil || t.InResponse {
			return
		}
		t.InResponse = true
		for _, f := range t.Fields {
			response(namedIn(&f.Ref))
		}
	}
	for _, op := range operations {
		request(op.api.Request)
		if op.api.Data != nil {
			response(namedIn(op.api.Data))
		}
	}
}

// pointerRules decides which fields are pointers, and what an absent value becomes when it is encoded.
func (d *describer) pointerRules(types []*api.Type) {
	for _, t := range types {
		for _, f := range t.Fields {
			if t.InRequest {
				requestRule(f)
			} else {
				responseRule(f)
			}
			if pointer, said := d.pointers[f]; said && !nilable(&f.Ref) {
				f.Ref.Pointer = pointer
				f.Omit = pointer && t.InRequest && !f.Required
			}
		}
	}
}

// requestRule: what need not be sent can be left out, so absent differs from zero.
func requestRule(f *api.Field) {
	switch {
	case nilable(&f.Ref):
		f.Omit = !f.Required
		f.Empty = f.Required && !f.Nullable && isList(&f.Ref)
	case !f.Required:
		f.Ref.Pointer, f.Omit = true, true
	case f.Nullable:
		f.Ref.Pointer = true
	}
}

// responseRule: everything is a value and is always encoded; a list is null only where the document allows that.
func responseRule(f *api.Field) {
	f.Empty = !f.Nullable && isList(&f.Ref)
}

// nilable reports whether a Go type has a nil of its own.
func nilable(r *api.Ref) bool {
	if r.Kind == api.Text {
		return nilable(r.Elem)
	}
	return isList(r) || r.Kind == api.Any || r.Kind == api.Bytes || r.Kind == api.Parts
}

func isList(r *api.Ref) bool {
	if r.Kind == api.Text {
		return isList(r.Elem)
	}
	return r.Kind == api.Array || r.Kind == api.Map
}

// breakRecursion makes pointers of fields through which a struct would hold itself, and of no others.
func breakRecursion(types []*api.Type) {
	const (
		open = 1
		done = 2
	)
	state := make(map[*api.Type]int, len(types))
	type frame struct {
		t    *api.Type
		next int
	}
	for _, start := range types {
		if state[start] != 0 {
			continue
		}
		state[start] = open
		stack := []frame{{t: start}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(top.t.Fields) {
				state[top.t] = done
				stack = stack[:len(stack)-1]
				continue
			}
			f := top.t.Fields[top.next]
			top.next++
			held := heldBy(&f.Ref)
			switch {
			case held == nil || state[held] == done:
			case state[held] == open:
				f.Ref.Pointer = true
				f.Omit = !f.Required
			default:
				state[held] = open
				stack = append(stack, frame{t: held})
			}
		}
	}
}

// heldBy is the struct that a field of this type holds by value.
func heldBy(r *api.Ref) *api.Type {
	switch {
	case r.Pointer:
		return nil
	case r.Kind == api.Text:
		return heldBy(r.Elem)
	case r.Kind == api.Named && r.Type.Kind == api.Struct:
		return r.Type
	}
	return nil
}
