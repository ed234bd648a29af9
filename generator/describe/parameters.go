package describe

import (
	"net/http"
	"slices"

	"github.com/pandapon/pandagen/generator/api"
	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/generator/extension"
)

// parameter is a parameter of an operation.
type parameter struct {
	in, name string
	node     *document.Node
	pos      document.Position
}

// parameters returns the parameters that a caller gives: not those of the signature, and not those that HTTP itself sets.
func (d *describer) parameters(op *operation) []parameter {
	var all []parameter
	at := map[[2]string]int{}
	for i, list := range []*document.Node{op.item.Get("parameters"), op.node.Get("parameters")} {
		if list == nil {
			continue
		}
		here := map[[2]string]document.Position{}
		for _, n := range list.Items {
			p, ok := d.parameter(n)
			if !ok {
				continue
			}
			key := [2]string{p.in, p.name}
			if first, twice := here[key]; twice {
				d.errorf(p.pos, "parameter", "%s parameter %s is described at %s too: remove one", p.in, quote(p.name), first)
				continue
			}
			here[key] = p.pos
			if j, ok := at[key]; ok && i == 1 {
				all[j] = p // an operation's parameter replaces the path's
				continue
			}
			at[key] = len(all)
			all = append(all, p)
		}
	}
	d.checkTemplate(op, all)
	signed := d.signedNames(op.api.Scheme)
	return slices.DeleteFunc(all, func(p parameter) bool { return signed[p.in+" "+canonical(p.in, p.name)] || isStandardHeader(p) })
}

// isStandardHeader reports whether OpenAPI ignores a parameter, because other parts of the document say it.
func isStandardHeader(p parameter) bool {
	if p.in != "header" {
		return false
	}
	switch http.CanonicalHeaderKey(p.name) {
	case "Accept", "Content-Type", "Authorization":
		return true
	}
	return false
}

// canonical is a parameter's name as it compares.
func canonical(in, name string) string {
	if in == "header" {
		return http.CanonicalHeaderKey(name)
	}
	return name
}

var parameterPlaces = []string{"path", "query", "header"}

func (d *describer) parameter(n *document.Node) (parameter, bool) {
	n = d.follow(n)
	if n == nil {
		return parameter{}, false
	}
	p := parameter{in: textOf(n.Get("in")), name: textOf(n.Get("name")), node: n, pos: n.Pos}
	if m := n.Member("name"); m != nil {
		p.pos = m.Value.Pos
	}
	switch {
	case n.Kind != document.Object || p.name == "" || p.in == "":
		d.errorf(p.pos, "parameter", "a parameter needs a name and a place (in): give both as strings")
		return p, false
	case p.in == "cookie":
		d.errorf(p.pos, "parameter", "cookie parameter %s cannot be generated: send it with a http.RoundTripper of your own, and remove it here", quote(p.name))
		return p, false
	case !slices.Contains(parameterPlaces, p.in):
		d.errorf(n.Get("in").Pos, "parameter", "unknown place %s: %s", quote(p.in), extension.Suggest(p.in, parameterPlaces))
		return p, false
	case p.in == "header" && !isToken(p.name):
		d.errorf(p.pos, "parameter", "%s is no name of a header: use letters, digits and hyphens", quote(p.name))
		return p, false
	}
	return p, true
}

// isToken reports whether s may be the name of a header.
func isToken(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || slices.Contains([]byte(`"(),/:;<=>?@[\]{}`), c) {
			return false
		}
	}
	return s != ""
}

// checkTemplate compares the path's template with the path parameters.
func (d *describer) checkTemplate(op *operation, all []parameter) {
	names, ok := templateParams(op.path)
	if !ok {
		d.errorf(op.pos, "operation", "path %s has a brace that does not enclose a whole segment: write /orders/{orderId}", quote(op.path))
		return
	}
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			d.errorf(op.pos, "parameter", "path %s holds {%s} twice: give each place its own name", quote(op.path), name)
		}
		seen[name] = true
		if !slices.ContainsFunc(all, func(p parameter) bool { return p.in == "path" && p.name == name }) {
			d.errorf(op.pos, "parameter", "path %s holds {%s}, which no parameter describes: add it with in: path", quote(op.path), name)
		}
	}
	for _, p := range all {
		if p.in == "path" && !seen[p.name] {
			d.errorf(p.pos, "parameter", "path parameter %s is not in the path %s: %s", quote(p.name), quote(op.path), extension.Suggest(p.name, names))
		}
	}
}

// paramFields makes the request's fields that travel outside the body.
func (d *describer) paramFields(op *operation, t *api.Type, params []parameter) {
	taken := map[string]*api.Field{}
	for _, p := range params {
		schema := p.node.Get("schema")
		if schema == nil {
			d.errorf(p.pos, "parameter", "parameter %s has no schema: give it one, such as schema: {type: string}", quote(p.name))
			continue
		}
		f := &api.Field{Wire: p.name, Required: p.in == "path" || isTrue(p.node.Get("required")), Pos: p.pos}
		named := p.node
		if named.Get("x-go") == nil {
			named = schema
		}
		if f.Name = d.fieldName(p.name, named, p.pos); f.Name == "" {
			continue
		}
		if other := taken[f.Name]; other != nil {
			d.errorf(p.pos, "go-name", "parameter %s has the Go name %s, which %s at %s has too: give one of them x-go: {name: …}", quote(p.name), f.Name, quote(other.Wire), other.Pos)
			continue
		}
		taken[f.Name] = f
		var u use
		f.Ref, u = d.ref(schema, place{parent: t, prefix: t.Name, field: f.Name, wire: p.name, label: t.Schema + "." + p.name})
		// What the parameter says comes before what its schema says.
		u.notes = append([]*document.Node{p.node}, u.notes...)
		u.own++
		f.Deprecated = isTrue(u.annotation("deprecated", true))
		f.Doc = d.fieldDoc(f, &u)
		if !d.checkParameter(p, f) {
			continue
		}
		t.Fields = append(t.Fields, f)
		op.api.Params = append(op.api.Params, &api.Param{In: p.in, Name: p.name, Field: f})
	}
}

// checkParameter reports parameters that cannot be written as text.
func (d *describer) checkParameter(p parameter, f *api.Field) bool {
	ref := f.Ref
	if ref.Kind == api.Array && p.in == "query" && ref.Elem.Kind != api.Any {
		ref = *ref.Elem
		style := textOf(p.node.Get("style"))
		explode := p.node.Get("explode")
		if style != "" && style != "form" || explode != nil && !isTrue(explode) {
			d.errorf(p.pos, "parameter", "query parameter %s is a list that is not repeated: only style: form with explode: true can be generated", quote(p.name))
			return false
		}
	}
	switch {
	case ref.Kind == api.String, ref.Kind == api.Bool, ref.Kind == api.Int64, ref.Kind == api.Float64, ref.Kind == api.Decimal,
		ref.Kind == api.Named && ref.Type.Kind == api.Enum:
		return true
	}
	advice := "a string, number or boolean"
	if p.in == "query" {
		advice += ", or a list of these"
	}
	d.errorf(p.pos, "parameter", "%s parameter %s is no single value: describe it as %s, or move it into the body", p.in, quote(p.name), advice)
	return false
}
