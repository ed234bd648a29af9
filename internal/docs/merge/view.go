package merge

import (
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// view is a schema with everything that it refers to and is composed of.
type view struct {
	parts    []*document.Node // the schema itself first
	base     []*document.Node // those of them that hold whichever of several options is taken
	choice   bool             // it is one of several
	null     bool             // null is allowed
	types    []string         // without null, in the order of the schema
	names    []string         // of the components that it goes through
	inferred bool             // it was read off an example
	source   *document.Node   // x-source, which says so

	compose  func(a, b *document.Node) *document.Node // two schemas into one of which the first counts more; nil where they stay apart
	order    []*document.Node                         // the parts, those that others build upon before them
	inOption int                                      // options that are being added
}

// maxParts bounds how far compositions are followed: they may contain themselves.
const maxParts = 64

// look collects what a schema says; deref follows one reference, and tells the name of its component.
func look(n *document.Node, deref func(*document.Node) (*document.Node, string)) *view {
	v := &view{}
	v.add(n, deref)
	return v
}

func (v *view) add(n *document.Node, deref func(*document.Node) (*document.Node, string)) {
	if n == nil || n.Kind != document.Object || len(v.parts) >= maxParts || slices.Contains(v.parts, n) {
		return
	}
	v.parts = append(v.parts, n)
	if v.inOption == 0 {
		v.base = append(v.base, n)
	}
	if len(v.parts) == 1 || len(v.parts) == 2 && v.parts[0].Get("$ref") != nil {
		if !v.inferred && evidenceOf(n) == "inferred" {
			v.inferred, v.source = true, object("evidence", "inferred", "note", n.Get("x-source").Get("note").Literal())
		}
	}
	for _, t := range texts(n.Get("type")) {
		v.addType(t)
	}
	v.null = v.null || n.Get("nullable").IsTrue() // of OpenAPI 3.0
	if n.Get("properties") != nil && n.Get("type") == nil {
		v.addType("object")
	}
	if n.Get("items") != nil && n.Get("type") == nil {
		v.addType("array")
	}
	if n.Get("$ref") != nil {
		if target, name := deref(n); target != n && target != nil {
			v.names = append(v.names, name)
			v.add(target, deref)
		}
	}
	for _, part := range n.Get("allOf").AllItems() {
		v.add(part, deref)
	}
	for _, list := range []string{"anyOf", "oneOf"} {
		options := optionsOf(n, list)
		v.null = v.null || len(options) < len(n.Get(list).AllItems())
		if len(options) > 1 {
			v.choice = true
			v.inOption++
		}
		for _, o := range options {
			v.add(o, deref)
		}
		if len(options) > 1 {
			v.inOption--
		}
	}
	v.order = append(v.order, n)
}

// optionsOf returns the schemas that a schema is one of, but for null.
func optionsOf(n *document.Node, list string) []*document.Node {
	return slices.DeleteFunc(slices.Clone(n.Get(list).AllItems()), func(o *document.Node) bool {
		return o.Get("type").Literal() == "null"
	})
}

// options returns the schemas that a schema is one of, but for null.
func (v *view) options() []*document.Node {
	for _, p := range v.base {
		for _, list := range []string{"anyOf", "oneOf"} {
			if options := optionsOf(p, list); len(options) > 1 {
				return options
			}
		}
	}
	return nil
}

// core is the part that says what a schema is, behind references and what only adds words or null to another schema, and the names of
// the components on the way to it.
func (v *view) core() (n *document.Node, names []string) {
	for i, p := range v.parts {
		if n = p; !onlyRefers(p) || i+1 == len(v.parts) {
			break
		}
		if ref := p.Get("$ref"); ref != nil {
			names = append(names, componentName(ref.Text))
		}
	}
	return n, names
}

// onlyRefers tells whether a schema is another one, with nothing of its own but words.
func onlyRefers(n *document.Node) bool {
	if n.Get("properties") != nil || n.Get("required") != nil {
		return false
	}
	others := len(n.Get("allOf").AllItems())
	for _, list := range []string{"anyOf", "oneOf"} {
		others += len(optionsOf(n, list))
	}
	if n.Get("$ref") != nil {
		others++
	}
	return others == 1
}

// own is the view without the options of a choice.
func (v *view) own() *view {
	if !v.choice {
		return v
	}
	own := *v
	own.parts, own.choice, own.types = v.base, false, nil
	for _, p := range v.base {
		for _, t := range texts(p.Get("type")) {
			own.addType(t)
		}
		if p.Get("properties") != nil {
			own.addType("object")
		}
	}
	return &own
}

func (v *view) addType(t string) {
	if t == "null" {
		v.null = true
	} else if t != "" && !slices.Contains(v.types, t) {
		v.types = append(v.types, t)
	}
}

// get returns the first value of a keyword, and the part that has it.
func (v *view) get(keyword string) (value, part *document.Node) {
	for _, p := range v.parts {
		if x := p.Get(keyword); x != nil {
			return x, p
		}
	}
	return nil, nil
}

// property is a property of a schema.
type property struct {
	name     string
	schema   *document.Node
	owner    *document.Node // the part that has it
	required bool
}

// properties returns the properties in order. What is said of one later, and by what builds upon others, counts.
func (v *view) properties() []property {
	var out []property
	required := map[string]bool{}
	for _, p := range v.base {
		for _, name := range p.Get("required").AllItems() {
			required[name.Text] = true
		}
	}
	last := map[string]property{}
	for _, p := range v.order {
		if !slices.Contains(v.parts, p) {
			continue
		}
		for _, m := range p.Get("properties").AllMembers() {
			schema := m.Value
			if before, twice := last[m.Name]; twice && v.compose != nil && !document.Same(schema, before.schema) {
				schema = v.compose(schema, before.schema)
			}
			last[m.Name] = property{m.Name, schema, p, required[m.Name] || slices.Contains(texts(p.Get("required")), m.Name)}
		}
	}
	seen := map[string]bool{}
	for _, p := range v.parts {
		for _, m := range p.Get("properties").AllMembers() {
			if !seen[m.Name] {
				seen[m.Name] = true
				out = append(out, last[m.Name])
			}
		}
	}
	return out
}

// find returns a property by its name.
func find(list []property, name string) *property {
	for i := range list {
		if list[i].name == name {
			return &list[i]
		}
	}
	return nil
}

// ofPage views a schema of a page.
func ofPage(p *page.Page, n *document.Node) *view {
	v := look(n, func(n *document.Node) (*document.Node, string) {
		name := componentName(n.Get("$ref").Literal())
		return p.Schema(name), name
	})
	v.compose = p.Compose
	return v
}

// componentName is the name at the end of a reference to a component.
func componentName(ref string) string {
	name := ref[strings.LastIndexByte(ref, '/')+1:]
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	return unescapePointer.Replace(name)
}

var unescapePointer = strings.NewReplacer("~1", "/", "~0", "~")

// ofDocument views a schema of the document.
func (ws *workspace) ofDocument(n *document.Node) *view {
	return look(n, func(n *document.Node) (*document.Node, string) {
		target, err := ws.doc.Resolve(n.Get("$ref").Pos, n.Get("$ref").Literal())
		if err != nil {
			return nil, ""
		}
		return target, componentName(n.Get("$ref").Literal())
	})
}

// evidenceOf is the grade that a schema or operation has of its own.
func evidenceOf(n *document.Node) string { return n.Get("x-source").Get("evidence").Literal() }

// isJSON tells whether a media type is JSON; pages write */* where nobody said.
func isJSON(media string) bool {
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	media = strings.TrimSpace(media)
	return media == "application/json" || media == "*/*" || strings.HasSuffix(media, "+json")
}

// jsonMedia returns the first JSON media type of a body or an answer.
func jsonMedia(n *document.Node) *document.Member {
	content := n.Get("content")
	if content == nil {
		return nil
	}
	for i := range content.Members {
		if isJSON(content.Members[i].Name) {
			return &content.Members[i]
		}
	}
	return nil
}

// success returns the answer that means success: 200, or else the first of 2XX.
func success(op *document.Node) *document.Member {
	responses := op.Get("responses")
	if m := responses.Member("200"); m != nil || responses == nil {
		return m
	}
	for i := range responses.Members {
		if m := &responses.Members[i]; strings.HasPrefix(m.Name, "2") {
			return m
		}
	}
	return responses.Member("default")
}
