package diff

import (
	"cmp"
	"context"
	"errors"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/describe"
	"github.com/pandapon/pandagen/internal/document"
)

// goComparison is the generated packages of both documents.
type goComparison struct {
	base, head           *side
	baseOwner, headOwner *owners
}

// compareGo generates the base in memory, by the configuration that made the packages of the head, and compares what callers see of
// them. One document comes after the other: generating uses all processors, and much memory.
func compareGo(ctx context.Context, base, head *side, source document.Source, after *generator.Output, cfg generator.Config) ([]Change, error) {
	before, err := build(ctx, cfg, source)
	if err != nil {
		return nil, &generateError{"base", err}
	}
	g := &goComparison{base: base, head: head}
	if g.baseOwner, err = ownersIn(ctx, base, cfg); err != nil {
		return nil, err
	}
	if g.headOwner, err = ownersIn(ctx, head, cfg); err != nil {
		return nil, err
	}
	var changes []Change
	for i := range min(len(before.Packages), len(after.Packages)) {
		more, err := background(ctx, func() ([]Change, error) { return g.packages(before.Packages[i], after.Packages[i]), nil })
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return changes, nil
}

// generateError says which side could not be generated.
type generateError struct {
	side string
	err  error
}

const headSide = "head"

func (e *generateError) Error() string {
	if findings, ok := errors.AsType[generator.Findings](e.err); ok && len(findings) > 0 {
		more := ""
		if len(findings) > 1 {
			more = " (and " + count(len(findings)-1, "more finding") + ")"
		}
		return "the " + e.side + " cannot be generated: " + findings[0].String() + more
	}
	return "the " + e.side + " cannot be generated: " + e.err.Error()
}

func (e *generateError) Unwrap() error { return e.err }

// faulty reports whether generating fails because of what is generated, on every machine.
func faulty(err error) bool {
	if _, ok := errors.AsType[generator.Findings](err); ok {
		return true
	}
	if _, ok := errors.AsType[*generator.ConfigError](err); ok {
		return true
	}
	_, ok := errors.AsType[*generator.InternalError](err)
	return ok
}

// headNotGenerated comes before all other changes, and no level that a caller asks for lets it pass.
var headNotGenerated = verdict{id: "head-not-generated", kind: Go, level: Breaking, text: "%s",
	why: "There is no package for callers until this is put right. With --no-go, nothing is generated."}

// notGenerated returns what keeps the head from being generated; nothing when that is another side, or the environment.
func notGenerated(err error) []Change {
	failed, ok := errors.AsType[*generateError](err)
	if !ok || failed.side != headSide || !faulty(failed.err) {
		return nil
	}
	findings, ok := errors.AsType[generator.Findings](failed.err)
	if !ok {
		return []Change{headNotGenerated.of(nil, document.Position{}, failed.err)}
	}
	var changes []Change
	for _, f := range findings {
		pos := document.Position{File: f.Pos.Filename, Line: f.Pos.Line, Column: f.Pos.Column}
		changes = append(changes, headNotGenerated.of(nil, pos, f.Message))
	}
	return changes
}

func build(ctx context.Context, cfg generator.Config, src document.Source) (*generator.Output, error) {
	out, err := generator.Build(ctx, configured(cfg, src))
	if err == nil {
		out.Files = nil // nobody reads them
	}
	return out, err
}

// configured is what a configuration asks for of a version of the document.
func configured(cfg generator.Config, src document.Source) generator.Config {
	cfg.Share = sharing(cfg, src)
	cfg.Document, cfg.EmbeddedDocuments = generator.Embedded, map[string]generator.EmbeddedDocument{generator.Embedded: embeddable(src)}
	if len(cfg.Emit) == 0 {
		cfg.Emit = generator.Emitters()
	}
	cfg.Emit = slices.DeleteFunc(slices.Clone(cfg.Emit), func(name string) bool { return name == "index" })
	return cfg
}

// packages compares a package before and after.
func (g *goComparison) packages(before, after *types.Package) []Change {
	var found []goChange
	for _, c := range apidiff.Changes(before, after).Changes {
		symbol, text, _ := strings.Cut(c.Message, ": ")
		found = append(found, newGoChange(symbol, text, c.Compatible))
	}
	var changes []Change
	for _, f := range essential(found, before, after) {
		changes = append(changes, g.change(f, after.Name()))
	}
	return changes
}

// goChange is a message of apidiff in its parts.
type goChange struct {
	typ, member string // AlibabaRefund and Status; a function or constant has no member
	text        string
	compatible  bool
}

func newGoChange(symbol, text string, compatible bool) goChange {
	symbol, part, _ := strings.Cut(symbol, ", ") // of a method set
	symbol = strings.NewReplacer("(", "", ")", "", "*", "").Replace(symbol)
	c := goChange{text: text, compatible: compatible}
	c.typ, c.member, _ = strings.Cut(symbol, ".")
	if part != "" {
		c.text = part + " " + text
	}
	return c
}

// symbol is the name within the package.
func (c goChange) symbol() string { return strings.TrimSuffix(c.typ+"."+c.member, ".") }

// codec are the members of every generated struct: they come and go with the places that a type is used in.
var codec = map[string]bool{"DecodeJSON": true, "EncodeJSON": true, "MarshalJSON": true, "UnmarshalJSON": true, "String": true, "JSON": true}

const unimplemented = "Unimplemented"

// essential leaves out what follows from another change: constants of a type that came or went, the Unimplemented type of a
// service and its field, the parts of a codec, and fields whose type is shared no more, or is now.
func essential(found []goChange, before, after *types.Package) []goChange {
	whole := map[string]bool{}
	for _, c := range found {
		whole[c.typ+"."+c.member] = true
	}
	return slices.DeleteFunc(slices.Clone(found), func(c goChange) bool {
		if codec[c.member] && (c.compatible || c.member != "UnmarshalJSON") { // of a codec that is gone, one part is told
			return true
		}
		if name, _ := moved(c.text); c.member != "" && name != "" && whole[name+"."] {
			return true
		}
		if service, ok := strings.CutPrefix(c.typ, unimplemented); ok && whole[service+"."+c.member] {
			return true
		}
		if c.typ == "Services" && whole[c.member+"."] {
			return true
		}
		pkg := after
		if c.text == "removed" {
			pkg = before
		}
		constant := enumOf(pkg, c.typ)
		return c.member == "" && constant != "" && whole[constant+"."]
	})
}

// enumOf returns the name of the type that a constant has; empty when the name is another thing's.
func enumOf(pkg *types.Package, name string) string {
	constant, ok := pkg.Scope().Lookup(name).(*types.Const)
	if !ok {
		return ""
	}
	if named, ok := constant.Type().(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

// importPath is the way to a package in a qualified name, without the package's own name. The dots of a variadic parameter are
// not part of it.
var importPath = regexp.MustCompile(`(?:\w[\w.~-]*/)+([\w-]+\.)`)

// movedType is what apidiff says of a type that was, or becomes, an alias.
var movedType = regexp.MustCompile(`^changed from (?:\S*?([\w-]+)\.)?(\w+) to (?:\S*?([\w-]+)\.)?(\w+)$`)

// moved returns the name of a type that two packages share no more, or share now, and says so; nothing for other changes.
func moved(text string) (name, says string) {
	m := movedType.FindStringSubmatch(text)
	switch {
	case m == nil || m[2] != m[4] || (m[1] == "") == (m[3] == ""):
		return "", ""
	case m[3] == "":
		return m[2], "is a type of its own now, and was that of package " + m[1]
	}
	return m[2], "is that of package " + m[3] + " now, and was a type of its own"
}

// change turns a difference between packages into a change.
func (g *goComparison) change(f goChange, pkg string) Change {
	v := verdict{id: "go-changed", kind: Go, level: Breaking, text: "%s"}
	switch {
	case f.text == "added":
		v.id = "go-added"
	case f.text == "removed":
		v.id = "go-removed"
	}
	if f.compatible {
		v.level, v.adds = Info, true
	}
	text := importPath.ReplaceAllString(f.text, "$1")
	_, shared := moved(f.text)
	switch {
	case shared != "":
		text = shared
	case f.text == "old is comparable, new is not":
		v.id, v.level, text = "go-not-comparable", Warning, "values cannot be compared with == any more"
	case codec[f.member]:
		text, f.member = "is not read from or written as JSON any more", ""
	}
	operations := g.operations(f)
	ch := g.place(v, f, operations, text)
	for _, op := range operations {
		ch.also(op)
	}
	return ch.about(pkg + "." + f.symbol())
}

// place makes the change where the document describes the symbol, or else the first of its operations. A method changes where its
// operation does.
func (g *goComparison) place(v verdict, f goChange, operations []*Operation, text string) Change {
	if op := cmp.Or(g.headOwner.methods[f.symbol()], g.baseOwner.methods[f.symbol()]); op != nil {
		if d := g.difference(op.key); d != nil {
			return v.of(nil, d.pos, text).at(d)
		}
	}
	if d := g.requirement(f.symbol()); d != nil {
		return v.of(nil, d.pos, text).at(d)
	}
	if pos, ok := g.headOwner.places[f.symbol()]; ok {
		return v.of(nil, pos, text)
	}
	near, ok := g.headOwner.places[f.typ]
	if !ok {
		near = g.head.placeOf(operations)
	}
	if pos, ok := g.baseOwner.places[f.symbol()]; ok {
		return v.gone(nil, pos, near, text)
	}
	return v.of(nil, near, text)
}

// difference returns the first difference between an operation before and after that generated code may have to do with: one of the
// path, of the operation itself, of what it refers to. It is nil when there is none, and when one of the documents has no such operation.
func (g *goComparison) difference(key string) *difference {
	before, after := g.base.byKey[key], g.head.byKey[key]
	if before == nil || after == nil {
		return nil
	}
	if before.path != after.path {
		return &difference{pos: after.itemPos, near: after.itemPos}
	}
	c := newComparer(g.base, g.head)
	c.silent, c.byName = quiet, true
	if d := c.compare(before.node, after.node); d != nil {
		return d
	}
	c.byName = false
	return c.compare(before.node, after.node)
}

// requirement returns the place where a member that both documents have became required, or stopped being so.
func (g *goComparison) requirement(symbol string) *difference {
	before, after := g.baseOwner.members[symbol], g.headOwner.members[symbol]
	if before == nil || after == nil {
		return nil
	}
	was, is := before.required(), after.required()
	switch {
	case was == nil && is != nil:
		return &difference{pos: is.Pos, near: is.Pos}
	case was != nil && is == nil:
		return &difference{pos: was.Pos, gone: true, near: after.pos}
	}
	return nil
}

// operations returns the operations that a symbol belongs to, on the side that has the symbol.
func (g *goComparison) operations(f goChange) []*Operation {
	for _, symbol := range []string{f.symbol(), f.typ} {
		for _, o := range []*owners{g.headOwner, g.baseOwner} {
			if ops := o.operations[symbol]; len(ops) > 0 {
				return ops
			}
		}
	}
	return nil
}

// owners tells which operations a symbol of the generated packages belongs to, and where it is described.
type owners struct {
	operations map[string][]*Operation // by symbol: a method of a service to its operation, a type to those that reach it
	methods    map[string]*operation   // by symbol, without the types
	places     map[string]document.Position
	members    map[string]*member // by symbol of a field
}

// member is a member of an object that a document describes.
type member struct {
	name   string
	pos    document.Position
	schema *document.Node
}

// required returns the item that makes the member required; nil when it is not.
func (m *member) required() *document.Node {
	names := m.schema.Get("required")
	if names == nil {
		return nil
	}
	i := slices.IndexFunc(names.Items, func(n *document.Node) bool { return n.Text == m.name })
	if i < 0 {
		return nil
	}
	return names.Items[i]
}

// membersOf returns the members that objects of a document have, by their places.
func membersOf(root *document.Node) map[document.Position]*member {
	members := map[document.Position]*member{}
	document.Walk(root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
		if e == document.Schema {
			for _, m := range n.Get("properties").AllMembers() {
				members[m.Pos] = &member{m.Name, m.Pos, n}
			}
		}
		return true
	})
	return members
}

// ownersIn describes a side as the generator did, by cfg.
func ownersIn(ctx context.Context, s *side, cfg generator.Config) (*owners, error) {
	a, findings := describe.Describe(ctx, s.root, describe.Options{
		Tags: cfg.Tags, Operations: cfg.Operations, Exclude: describe.Selection(cfg.Exclude), Types: cfg.Types,
	})
	if len(findings) > 0 {
		return nil, findings
	}
	o := &owners{
		operations: map[string][]*Operation{}, methods: map[string]*operation{}, places: map[string]document.Position{}, members: map[string]*member{},
	}
	type method struct {
		service *api.Service
		*api.Operation
	}
	methods := map[string]method{}
	for _, service := range a.Services {
		for _, op := range service.Operations {
			methods[operationKey(false, strings.ToLower(op.HTTPMethod), op.Path)] = method{service, op}
		}
	}
	for _, op := range s.operations { // in the order of the document
		if m, ok := methods[op.key]; ok {
			o.addMethods(m.service, m.Operation, op)
			o.addTypes(m.Operation, op.Operation)
		}
	}
	names := map[document.Position]document.Position{} // of components
	for _, c := range s.root.Get("components").Get("schemas").AllMembers() {
		names[c.Value.Pos] = c.Pos
	}
	members := membersOf(s.root)
	for _, t := range a.Types {
		o.places[t.Name] = cmp.Or(names[t.Pos], t.Pos)
		for _, f := range t.Fields {
			o.places[t.Name+"."+f.Name] = f.Pos
			o.members[t.Name+"."+f.Name] = members[f.Pos]
		}
		for _, v := range t.Values {
			o.places[v.Name] = v.Pos
			o.operations[v.Name] = o.operations[t.Name]
		}
	}
	for _, scheme := range a.Schemes {
		o.addScheme(scheme, s)
	}
	return o, nil
}

// addScheme notes which security scheme has a rule, and asks for what a caller gives.
func (o *owners) addScheme(scheme *api.Scheme, s *side) {
	declared := s.component("securitySchemes", scheme.Name)
	if declared == nil {
		return
	}
	symbols := []string{scheme.Func, "Credentials." + scheme.Secret}
	for _, c := range scheme.Credentials {
		symbols = append(symbols, "Credentials."+c.GoName)
	}
	for _, symbol := range symbols {
		o.places[symbol] = cmp.Or(o.places[symbol], declared.Pos)
	}
}

// addMethods notes the methods of an operation, in the client and in the server stubs.
func (o *owners) addMethods(service *api.Service, op *api.Operation, known *operation) {
	methods := []string{op.Name}
	if op.Paging != nil {
		methods = append(methods, op.Paging.Method)
	}
	for _, typ := range []string{service.Name + "Service", service.Name, unimplemented + service.Name} {
		o.operations[typ] = append(o.operations[typ], known.Operation)
		o.places[typ] = cmp.Or(o.places[typ], known.pos)
		for _, method := range methods {
			o.operations[typ+"."+method] = []*Operation{known.Operation}
			o.methods[typ+"."+method] = known
			o.places[typ+"."+method] = known.pos
		}
	}
}

// addTypes notes the types that an operation reaches.
func (o *owners) addTypes(op *api.Operation, known *Operation) {
	seen := map[*api.Type]bool{}
	var visit func(t *api.Type)
	visit = func(t *api.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		o.operations[t.Name] = append(o.operations[t.Name], known)
		for _, f := range t.Fields {
			visit(named(&f.Ref))
		}
	}
	visit(op.Request)
	if op.Data != nil {
		visit(named(op.Data))
	}
}

// named returns the type that a reference leads to, through lists and maps; nil when it has no name.
func named(r *api.Ref) *api.Type {
	for r.Elem != nil {
		r = r.Elem
	}
	return r.Type
}

// sameGo reports whether two documents generate the same declarations for sure: they differ in descriptions and sources at
// most.
func sameGo(a, b *document.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) {
		return false
	}
	for i := range a.Items {
		if !sameGo(a.Items[i], b.Items[i]) {
			return false
		}
	}
	x, y := declaring(a), declaring(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].Name != y[i].Name || !sameGo(x[i].Value, y[i].Value) {
			return false
		}
	}
	return true
}

// quiet are members of which no declaration depends.
func quiet(m document.Member) bool {
	return m.Name == "x-source" || m.Value.Kind == document.String && (m.Name == "description" || m.Name == "summary")
}

func declaring(n *document.Node) []document.Member {
	if !slices.ContainsFunc(n.Members, quiet) {
		return n.Members
	}
	return slices.DeleteFunc(slices.Clone(n.Members), quiet)
}
