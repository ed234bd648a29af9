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
			if !f.ReadOnly {
				request(namedIn(&f.Ref))
			}
		}
	}
	response = func(t *api.Type) {
		if t == nil || t.InResponse {
			return
		}
		t.InResponse = true
		for _, f := range t.Fields {
			if !f.WriteOnly {
				response(namedIn(&f.Ref))
			}
		}
	}
	for _, op := range operations {
		request(op.api.Request)
		if op.api.Data != nil {
			response(namedIn(op.api.Data))
		}
	}
}

// fieldRules decides which fields are pointers, and what becomes of those that are zero when they are encoded.
func (d *describer) fieldRules(types []*api.Type) {
	for _, t := range types {
		for _, f := range t.Fields {
			if t.InRequest && !f.ReadOnly {
				requestPointer(f)
			}
			if pointer, said := d.pointers[f]; said && !nilable(&f.Ref) {
				f.Ref.Pointer = pointer
			}
		}
	}
	breakRecursion(types)
	for _, t := range types {
		for _, f := range t.Fields {
			sent := t.InRequest && !f.ReadOnly
			if sent {
				f.Zero = requestZero(f)
			} else {
				f.Zero = answerZero(f, d.zeros[f])
			}
			if f.Zero == api.ZeroWritten && t.InResponse && !f.WriteOnly && d.zeros[f].invalid {
				f.Zero = api.ZeroRefused
			}
			if !sent { // nothing checks answers
				f.Rule, f.Unsure = nil, false
			}
		}
	}
}

// requestPointer makes a pointer of what need not be sent, so that absent differs from zero.
func requestPointer(f *api.Field) {
	f.Ref.Pointer = f.Ref.Pointer || !nilable(&f.Ref) && (!f.Required || f.Nullable)
}

// requestZero is what becomes of a field of a request: what is required is sent, and all else when it has a value.
func requestZero(f *api.Field) api.Zero {
	switch {
	case !f.Required:
		return api.ZeroOmitted
	case f.Ref.Pointer, f.Nullable && nilable(&f.Ref):
		return api.ZeroNull
	}
	return api.ZeroWritten
}

// answerZero is what becomes of a field of an answer: it is written if its zero value is valid and says something.
func answerZero(f *api.Field, rule zeroRule) api.Zero {
	switch {
	case f.Ref.Pointer, heldBy(&f.Ref) != nil, f.Ref.Kind == api.Custom, rule.invalid:
		switch {
		case rule.null:
			return api.ZeroNull
		case !f.Required:
			return api.ZeroOmitted
		case f.Ref.Pointer:
			return api.ZeroNull
		}
	}
	return api.ZeroWritten
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
