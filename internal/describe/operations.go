package describe

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/goname"
)

// operation is an operation of the document on its way into the API.
type operation struct {
	node   *document.Node
	item   *document.Node // the path item, whose parameters hold for all its operations
	pos    document.Position
	method string
	path   string
	id     string
	tags   []string
	source *extension.Source
	paging *extension.Paging
	retry  extension.Retry
	// outcome is that of the operation's envelope; nil when it has none.
	outcome *extension.Outcome

	service []string // the way from the client
	name    string   // Go method
	namePos document.Position
	api     *api.Operation
}

var methods = set("get", "put", "post", "delete", "options", "head", "patch", "trace")

// collect finds the document's operations, in order.
func (d *describer) collect() []*operation {
	var out []*operation
	paths := d.root.Get("paths")
	if paths == nil {
		return nil
	}
	ids := map[string]document.Position{}
	for _, p := range paths.Members {
		if strings.HasPrefix(p.Name, "x-") {
			continue
		}
		item := d.follow(p.Value)
		if item == nil {
			continue
		}
		if item.Kind != document.Object {
			d.errorf(p.Value.Pos, "operation", "path %s is %s: it must be an object with operations such as get or post", document.Quote(p.Name), item.Kind)
			continue
		}
		for _, m := range item.Members {
			if !methods[m.Name] {
				continue
			}
			if m.Value.Kind != document.Object {
				d.errorf(m.Pos, "operation", "operation %s is %s: it must be an object", m.Name, m.Value.Kind)
				continue
			}
			op := d.newOperation(p, item, m)
			if first, ok := ids[op.id]; ok {
				d.errorf(op.pos, "operation-id", "operationId %s is used at %s too: give each operation its own", document.Quote(op.id), first)
				continue
			}
			ids[op.id] = op.pos
			out = append(out, op)
		}
	}
	return out
}

// checkRoutes reports operations that nobody can tell apart.
func (d *describer) checkRoutes(operations []*operation) {
	routes := map[string]document.Position{}
	for _, op := range operations {
		route := op.method + " " + templateShape(op.path)
		if first, ok := routes[route]; ok {
			d.errorf(op.pos, "operation", "%s %s is described at %s too, only parameters are called differently: merge them, %s", op.method, document.Quote(op.path), first, op.leaveOut())
			continue
		}
		routes[route] = op.pos
	}
}

func (d *describer) newOperation(path document.Member, item *document.Node, m document.Member) *operation {
	op := &operation{node: m.Value, item: item, pos: m.Pos, method: strings.ToUpper(m.Name), path: path.Name, namePos: m.Pos}
	if id := m.Value.Get("operationId"); id != nil {
		op.id, op.pos = id.StringValue(), id.Pos
		if op.id == "" || len(op.id) > goname.MaxLength {
			d.errorf(id.Pos, "operation-id", "this operationId is no string, empty or longer than %d: give a short name", goname.MaxLength)
		}
	}
	if op.id == "" {
		op.id = OperationID(m.Name, path.Name)
	}
	op.tags = tagsOf(m.Value)
	return op
}

// OperationID is the id of an operation that has none in the document: get /orders/{id} is called getOrdersID.
func OperationID(method, path string) string {
	if id := goname.Unexported(goname.From(method + " " + path)); id != "" {
		return id
	}
	return method + " " + path
}

// tagsOf returns an operation's tags.
func tagsOf(op *document.Node) []string {
	list := op.Get("tags")
	if list == nil {
		return nil
	}
	var tags []string
	for _, t := range list.Items {
		if t.Kind == document.String {
			tags = append(tags, t.Text)
		}
	}
	return tags
}

// templateShape is a path template without the names of its parameters.
func templateShape(path string) string {
	var b strings.Builder
	inside := false
	for _, r := range path {
		if r == '{' {
			inside = true
		}
		if !inside || r == '{' {
			b.WriteRune(r)
		}
		if r == '}' {
			inside = false
		}
	}
	return b.String()
}

// describeOperation reads everything about an operation but what needs its types' fields.
func (d *describer) describeOperation(op *operation) {
	a := op.api
	op.source = d.parseSource(op.node.Get("x-source"))
	a.Source = d.source(op.node.Get("x-source"))
	a.Unsure = !sure(a.Source.Evidence)
	a.Title = op.title()
	a.Deprecated = op.node.Get("deprecated").IsTrue()
	d.security(op)
	a.Server = d.server(op)
	d.checkPath(op)
	d.request(op)
	d.response(op)
	var errs document.Errors
	op.paging, errs = extension.ParsePaging(op.node.Get("x-paging"))
	d.errs = append(d.errs, errs...)
	op.retry, errs = extension.ParseRetry(op.node.Get("x-retry"), d.retryDefault, op.method)
	d.errs = append(d.errs, errs...)
}

// title is the title of the operation's page.
func (op *operation) title() string {
	if op.source != nil && op.source.Title != "" {
		return oneLine(op.source.Title)
	}
	return oneLine(op.node.Get("summary").StringValue())
}

// finish does what needs the fields of the operation's types.
func (d *describer) finish(op *operation) {
	a := op.api
	a.Retry = api.Retry{Rule: op.retry.Rule}
	if op.retry.Rule == extension.RetryIdempotentWith {
		if a.Retry.Field = d.requestField(op, "x-retry", op.retry.Field, op.retry.Pos); a.Retry.Field == nil {
			a.Retry.Rule = extension.RetryNever
		}
	}
}

// requestField is the field of the operation's request with a name on the wire.
func (d *describer) requestField(op *operation, what, wire string, pos document.Position) *api.Field {
	var known []string
	if op.api.Request != nil {
		for _, f := range op.api.Request.Fields {
			if f.Wire == wire {
				if f.ReadOnly {
					d.errorf(pos, "operation", "%s: the request's field %s is read-only, so that no request has it: name another one", what, document.Quote(wire))
				}
				return f
			}
			if f.Wire != "" {
				known = append(known, f.Wire)
			}
		}
	}
	d.errorf(pos, "operation", "%s: the request has no field %s: %s", what, document.Quote(wire), extension.Suggest(wire, known))
	return nil
}

// checkPath reports templates that do not become a route.
func (d *describer) checkPath(op *operation) {
	switch {
	case !strings.HasPrefix(op.path, "/"):
		d.errorf(op.pos, "operation", "path %s does not begin with /: paths follow the server's address", document.Quote(op.path))
	case strings.ContainsFunc(op.path, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '?' || r == '#' || r == '%' || r == '\\' }):
		d.errorf(op.pos, "operation", "path %s holds a space, a control character or one of ?#%%\\: describe query parameters under parameters, and write the path unescaped, %s", document.Quote(op.path), op.leaveOut())
	}
}

// templateParams returns the names in a path template; ok is false when a brace is not closed, or nothing stands between two
// parameters.
func templateParams(path string) (names []string, ok bool) {
	for i := 0; ; i++ {
		text, rest, more := strings.Cut(path, "{")
		if strings.Contains(text, "}") || i > 0 && text == "" && more {
			return names, false
		}
		if !more {
			return names, true
		}
		name, behind, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.ContainsAny(name, "{/") {
			return names, false
		}
		names, path = append(names, name), behind
	}
}

// request makes the operation's request of its parameters and its body.
func (d *describer) request(op *operation) {
	params := d.parameters(op)
	body := d.body(op)
	if len(params) == 0 && body == nil {
		return
	}
	name := requestName(op)
	bodyAt := place{prefix: name, label: op.id + ".request", says: "is what the caller of " + op.qualified() + " sends"}
	var bodyUse use
	if body != nil && body.isStructured() {
		bodyUse = d.use(body.schema, "")
		if len(params) == 0 && bodyUse.isStruct() {
			if ref := d.refOf(bodyUse, bodyAt); ref.Kind == api.Named {
				op.api.Request = ref.Type
				op.api.Body = body.described()
				return
			}
		}
	}
	t := &api.Type{Kind: api.Struct, Schema: op.id + ".parameters", Pos: op.pos, ParamsOnly: true}
	if d.typeTaken(name) {
		name = strings.TrimSuffix(name, "Request") + "Params"
	}
	t.Name = d.suffixes.unique(name, d.typeTaken)
	d.types.names[t.Name] = t
	d.types.operations = append(d.types.operations, t)
	t.Doc = docText(t.Name+" holds the parameters of "+op.qualified()+".", false)
	op.api.Request = t
	d.paramFields(op, t, params)
	if body != nil {
		d.bodyField(op, t, bodyUse, bodyAt, body)
	}
}

// bodyField puts a body beside parameters, or one that is no struct, into a field.
func (d *describer) bodyField(op *operation, t *api.Type, u use, at place, body *body) {
	f := &api.Field{Name: "Body", Required: body.required, Nullable: u.nullable, Pos: op.node.Get("requestBody").Pos}
	if i := slices.IndexFunc(t.Fields, func(f *api.Field) bool { return f.Name == "Body" }); i >= 0 {
		d.errorf(t.Fields[i].Pos, "go-name", "parameter %s has the Go name Body, which the request's body has too: give it x-go: {name: …}", document.Quote(t.Fields[i].Wire))
	}
	at.prefix = strings.TrimSuffix(at.prefix, "Request") + "Body"
	op.api.Body = body.described()
	op.api.Body.Field = f
	if media := op.api.Body.Media; media == "" || body.isStructured() && u.isStruct() {
		f.Ref = d.refOf(u, at)
	} else {
		f.Ref = rawRef(media)
		f.Required = true // nothing is none
	}
	f.Rule = d.rule(&u, "", 0)
	f.Doc = docText(d.follow(op.node.Get("requestBody")).Get("description").StringValue(), false)
	if says := d.bodyDoc(op.api.Body, body); len(f.Doc) == 0 || op.api.Body.Media != "" {
		if len(f.Doc) > 0 {
			f.Doc = append(f.Doc, "")
		}
		f.Doc = append(f.Doc, docText(says, false)...)
	}
	t.Fields = append(t.Fields, f)
}

// qualified is the operation's method with the way to it: Alibaba.Orders.Pay.
func (op *operation) qualified() string { return strings.Join(op.service, ".") + "." + op.name }

// requestName is the name of a request that the document does not name: AlibabaOrderPayRequest for Alibaba.Orders.Pay.
func requestName(op *operation) string { return operationTypeName(op) + "Request" }

func operationTypeName(op *operation) string {
	last := len(op.service) - 1
	return strings.Join(op.service[:last], "") + goname.Singular(op.service[last]) + op.name
}

// body is the request body of an operation in the document.
type body struct {
	schema   *document.Node
	media    *document.Member // nil for JSON
	types    []string         // media types that it may have; nil for application/json
	required bool
}

// body returns the operation's body: the JSON one, if there is a choice, else a form, else the first; nil when there is none.
func (d *describer) body(op *operation) *body {
	n := op.node.Get("requestBody")
	if n == nil {
		return nil
	}
	if n = d.follow(n); n == nil {
		return nil
	}
	content := n.Get("content")
	if content == nil || len(content.Members) == 0 {
		d.errorf(n.Pos, "operation", "the request body has no content: describe it under application/json, %s", op.leaveOut())
		return nil
	}
	required := n.Get("required").IsTrue()
	if schema, types := jsonContent(content); schema != nil {
		return &body{schema: schema, types: notable(types), required: required}
	}
	media := &content.Members[0]
	for i := range content.Members {
		if mediaType(content.Members[i].Name) == api.FormMedia {
			media = &content.Members[i]
		}
	}
	return &body{schema: schemaOf(media), media: media, types: rawContent(content, oneLine(mediaType(media.Name))), required: required}
}

// leaveOut is the advice how to do without an operation that cannot be generated.
func (op *operation) leaveOut() string {
	id := oneLine(op.id)
	if !plainID.MatchString(id) {
		id = strconv.Quote(id)
	}
	return "or leave the operation out with exclude: {operations: [" + id + "]}"
}

var plainID = regexp.MustCompile(`^[\pL\pN_./-]+$`)
