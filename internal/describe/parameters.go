package describe

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/goname"
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
				d.errorf(p.pos, "parameter", "%s parameter %s is described at %s too: remove one", p.in, document.Quote(p.name), first)
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

var parameterPlaces = []string{"path", "query", "header", "cookie"}

func (d *describer) parameter(n *document.Node) (parameter, bool) {
	n = d.follow(n)
	if n == nil {
		return parameter{}, false
	}
	p := parameter{in: n.Get("in").StringValue(), name: n.Get("name").StringValue(), node: n, pos: n.Pos}
	if m := n.Member("name"); m != nil {
		p.pos = m.Value.Pos
	}
	switch {
	case n.Kind != document.Object || p.name == "" || p.in == "":
		d.errorf(p.pos, "parameter", "a parameter needs a name and a place (in): give both as strings")
		return p, false
	case !slices.Contains(parameterPlaces, p.in):
		d.errorf(n.Get("in").Pos, "parameter", "unknown place %s: %s", document.Quote(p.in), extension.Suggest(p.in, parameterPlaces))
		return p, false
	case (p.in == "header" || p.in == "cookie") && !isToken(p.name):
		d.errorf(p.pos, "parameter", "%s is no name of a %s: use letters, digits and hyphens", document.Quote(p.name), p.in)
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
		d.errorf(op.pos, "operation", "path %s has a brace that is not closed, or two parameters with nothing in between: write /orders/{orderId}, %s", document.Quote(op.path), op.leaveOut())
		return
	}
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			d.errorf(op.pos, "parameter", "path %s holds {%s} twice: give each place its own name", document.Quote(op.path), name)
		}
		seen[name] = true
		if !slices.ContainsFunc(all, func(p parameter) bool { return p.in == "path" && p.name == name }) {
			d.errorf(op.pos, "parameter", "path %s holds {%s}, which no parameter describes: add it with in: path", document.Quote(op.path), name)
		}
	}
	for _, p := range all {
		if p.in == "path" && !seen[p.name] {
			d.errorf(p.pos, "parameter", "path parameter %s is not in the path %s: %s", document.Quote(p.name), document.Quote(op.path), extension.Suggest(p.name, names))
		}
	}
}

// paramFields makes the request's fields that travel outside the body.
func (d *describer) paramFields(op *operation, t *api.Type, params []parameter) {
	taken := map[string]parameter{}
	for _, p := range params {
		schema, ok := d.paramSchema(p)
		if !ok {
			continue
		}
		if members := d.objectMembers(p, schema); members != nil {
			for _, m := range members {
				d.paramField(op, t, m, m.node.Get("schema"), taken)
			}
			continue
		}
		d.paramField(op, t, p, schema, taken)
	}
}

// paramField makes the field of a parameter.
func (d *describer) paramField(op *operation, t *api.Type, p parameter, schema *document.Node, taken map[string]parameter) {
	f := &api.Field{Wire: p.name, Required: p.in == "path" || p.node.Get("required").IsTrue(), Pos: p.pos}
	named := p.node
	if named.Get("x-go") == nil {
		named = schema
	}
	if f.Name = d.fieldName(p.name, named, p.pos); f.Name == "" {
		return
	}
	if other, ok := taken[f.Name]; ok && other.in != p.in && named.Get("x-go") == nil {
		f.Name = goname.From(p.in) + f.Name // the same name in another place
	}
	if other, ok := taken[f.Name]; ok {
		d.errorf(p.pos, "go-name", "parameter %s has the Go name %s, which %s at %s has too: give one of them x-go: {name: …}", document.Quote(p.name), f.Name, document.Quote(other.name), other.pos)
		return
	}
	taken[f.Name] = p
	var u use
	f.Ref, u = d.ref(schema, place{parent: t, prefix: t.Name, field: f.Name, wire: p.name, label: t.Schema + "." + p.name})
	// What the parameter says comes before what its schema says.
	u.notes = append([]*document.Node{p.node}, u.notes...)
	u.own++
	if ref, ok := d.declaredRef(&u); ok { // the parameter may name an id or a unit, too
		f.Ref = ref
	}
	f.Deprecated = u.annotation("deprecated", true).IsTrue()
	f.Doc = d.fieldDoc(f, &u)
	d.constrain(f, &u, t)
	param := &api.Param{In: p.in, Name: p.name, Field: f}
	if !d.asText(op, p, param) {
		return
	}
	t.Fields = append(t.Fields, f)
	op.api.Params = append(op.api.Params, param)
}

// paramSchema is the schema of a parameter. One that is described by a media type is a text of that type.
func (d *describer) paramSchema(p parameter) (*document.Node, bool) {
	if schema := p.node.Get("schema"); schema != nil {
		return schema, true
	}
	if content := p.node.Get("content"); content != nil && len(content.Members) > 0 {
		return &document.Node{Kind: document.Object, Pos: p.pos}, true
	}
	d.errorf(p.pos, "parameter", "parameter %s has no schema: give it one, such as schema: {type: string}", document.Quote(p.name))
	return nil, false
}

// objectMembers returns the members of a query parameter that is an object as parameters of their own, which is how they are
// sent: name[member] for a deep object, and by their own names for one that is exploded. It is nil for other parameters.
func (d *describer) objectMembers(p parameter, schema *document.Node) []parameter {
	if p.in != "query" {
		return nil
	}
	style, explode := p.node.Get("style").StringValue(), p.node.Get("explode")
	deep := style == "deepObject"
	if !deep && (style != "" && style != "form" || explode != nil && !explode.IsTrue()) {
		return nil
	}
	u := d.use(schema, "")
	if _, custom := d.customType(&u); custom || !u.isStruct() {
		return nil
	}
	required := map[string]bool{}
	if r := u.node.Get("required"); r != nil && p.node.Get("required").IsTrue() {
		for _, item := range r.Items {
			required[item.Text] = true
		}
	}
	properties := u.properties()
	if properties == nil {
		return nil
	}
	members := []parameter{}
	for _, m := range properties.Members {
		name := m.Name
		if deep {
			name = p.name + "[" + m.Name + "]"
		}
		node := &document.Node{Kind: document.Object, Pos: m.Pos, Members: []document.Member{{Name: "schema", Pos: m.Pos, Value: m.Value}}}
		if required[m.Name] {
			node.Members = append(node.Members, document.Member{Name: "required", Value: &document.Node{Kind: document.Bool, Text: "true", Pos: m.Pos}})
		}
		members = append(members, parameter{in: p.in, name: name, node: node, pos: m.Pos})
	}
	return members
}

// asText decides how a parameter is written as text, and reports those that cannot be.
func (d *describer) asText(op *operation, p parameter, param *api.Param) bool {
	ref := &param.Field.Ref
	style(p, param, ref.Kind == api.Array)
	if ref.Kind == api.Array {
		ref = ref.Elem
		ref.Pointer = false // no text is null
	}
	switch {
	case isText(ref):
		return true
	case ref.Kind == api.Any:
		*ref = api.Ref{Kind: api.String} // whatever it may be, it is sent as text
		return true
	}
	advice := "a string, number or boolean, or a list of these"
	if p.in == "query" {
		advice += ", or an object with such members"
	}
	d.errorf(p.pos, "parameter", "%s parameter %s is no single value: describe it as %s, %s", p.in, document.Quote(p.name), advice, op.leaveOut())
	return false
}

// isText reports whether a value is written as text in one way alone.
func isText(ref *api.Ref) bool {
	switch ref.Kind {
	case api.String, api.Bool, api.Int64, api.Uint64, api.Float64, api.Decimal:
		return true
	}
	return ref.Kind == api.Named && ref.Type.Kind != api.Struct
}

// style sets what stands before a parameter's value, and between the items of a list.
func style(p parameter, param *api.Param, list bool) {
	explode := p.node.Get("explode")
	switch p.in {
	case "query":
		if list {
			param.Join = queryJoiner(p.node.Get("style").StringValue(), explode)
		}
		return
	case "path":
		switch p.node.Get("style").StringValue() {
		case "label":
			param.Prefix = "."
		case "matrix":
			param.Prefix = ";" + url.PathEscape(p.name) + "="
		}
	}
	if !list {
		return
	}
	param.Join = ","
	if explode.IsTrue() && param.Prefix != "" {
		param.Join = param.Prefix
	}
}

// queryJoiner is what stands between the items of a list in the query; empty when each is sent by itself.
func queryJoiner(style string, explode *document.Node) string {
	switch style {
	case "spaceDelimited":
		if !explode.IsTrue() {
			return " "
		}
	case "pipeDelimited":
		if !explode.IsTrue() {
			return "|"
		}
	default:
		if explode != nil && !explode.IsTrue() {
			return ","
		}
	}
	return ""
}
