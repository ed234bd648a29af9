package describe

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

// pages describes how the pages of operations become sequences. It needs the final types of fields.
func (d *describer) pages() {
	for _, op := range d.operations {
		if op.paging != nil && op.paging.Page != "" {
			op.api.Paging = d.paging(op)
		}
	}
}

// paging is nil when something is wrong.
func (d *describer) paging(op *operation) *api.Paging {
	x, before := op.paging, len(d.errs)
	p := &api.Paging{Method: pagingMethod(op.name), Page: d.requestField(op, "x-paging", x.Page, x.Pos)}
	if x.Size != "" {
		p.Size = d.requestField(op, "x-paging", x.Size, x.Pos)
	}
	for _, f := range []*api.Field{p.Page, p.Size} {
		if f != nil && !isNumber(&f.Ref) {
			d.errorf(x.Pos, "operation", "x-paging: the request's field %s is neither an integer nor a string: describe it as one of them", document.Quote(f.Wire))
		}
	}
	d.pagingMethodFree(op, p.Method)
	if op.api.Data == nil {
		d.errorf(x.Pos, "operation", "x-paging: the answer has no data: describe it, or leave x-paging out")
		return nil
	}
	list := op.api.Data
	if p.Items = d.below(op, "items", x.Items); len(p.Items) > 0 {
		list = &p.Items[len(p.Items)-1].Ref
	}
	if p.Total = d.below(op, "total", x.Total); len(p.Total) > 0 {
		if last := p.Total[len(p.Total)-1]; !isNumber(&last.Ref) {
			d.errorf(x.Pos, "operation", "x-paging: total: %s is neither an integer nor a string", document.Quote(strings.Join(x.Total, ".")))
		}
	}
	if len(d.errs) > before {
		return nil
	}
	if list = value(list); list.Kind != api.Array || list.Pointer {
		where := "data"
		if len(x.Items) > 0 {
			where = document.Quote(strings.Join(x.Items, "."))
		}
		d.errorf(x.Pos, "operation", "x-paging: %s is no list: let items say where in the data the list is, or leave x-paging out", where)
		return nil
	}
	p.Item = list.Elem
	return p
}

// pagingMethod is the name of the method that returns all items: All for List, SearchAll for Search.
func pagingMethod(method string) string {
	if method == "List" {
		return "All"
	}
	return method + "All"
}

// pagingMethodFree reports a name that the operation's service has already for something else.
func (d *describer) pagingMethodFree(op *operation, method string) {
	for _, other := range d.operations {
		switch {
		case slices.Equal(other.service, op.service) && other.name == method,
			other != op && slices.Equal(other.service, op.service) && other.paging != nil && pagingMethod(other.name) == method:
			d.errorf(op.paging.Pos, "go-name", "x-paging: the operation at %s needs the method %s, which is to return all items of this one: rename one of them with x-go: {method: …}", other.namePos, method)
			return
		case len(other.service) > len(op.service) && slices.Equal(other.service[:len(op.service)], op.service) && other.service[len(op.service)] == method:
			d.errorf(op.paging.Pos, "go-name", "x-paging: %s leads to the service %s, and is to return all items of this operation: rename one of them with x-go", method, strings.Join(other.service, "."))
			return
		}
	}
}

// below is the way from an operation's data to a member.
func (d *describer) below(op *operation, what string, path []string) []*api.Field {
	var way []*api.Field
	at := op.api.Data
	for _, wire := range path {
		at = value(at)
		if at.Kind != api.Named || at.Type.Kind != api.Struct {
			d.errorf(op.paging.Pos, "operation", "x-paging: %s: %s is not described: what leads to it must be an object with properties", what, document.Quote(strings.Join(path, ".")))
			return nil
		}
		i := slices.IndexFunc(at.Type.Fields, func(f *api.Field) bool { return f.Wire == wire })
		if i < 0 {
			d.errorf(op.paging.Pos, "operation", "x-paging: %s: %s has no property %s: write the path below data to it", what, at.Type.Name, document.Quote(wire))
			return nil
		}
		way = append(way, at.Type.Fields[i])
		at = &at.Type.Fields[i].Ref
	}
	return way
}

// value is what JSON in a string holds, or the use itself.
func value(r *api.Ref) *api.Ref {
	for r.Kind == api.Text {
		r = r.Elem
	}
	return r
}

// isNumber reports whether a page's number can be read from a use and written to it.
func isNumber(r *api.Ref) bool {
	return r.Kind == api.Int64 || r.Kind == api.Uint64 || r.Kind == api.String
}
