package merge

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// examples knows the examples of each schema of the document, so that they stay valid when a schema changes.
type examples struct {
	ws    *workspace
	of    map[*document.Node][]*document.Node
	built bool
}

func newExamples(ws *workspace) *examples { return &examples{ws: ws} }

// build reads the examples of all operations and schemas.
func (x *examples) build() {
	if x.built {
		return
	}
	x.built, x.of = true, map[*document.Node][]*document.Node{}
	files := x.ws.doc.Files()
	for _, root := range files {
		document.Walk(root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
			switch e {
			case document.MediaType, document.Parameter, document.Header:
				x.note(n.Get("schema"), n.Get("example"))
				for _, m := range n.Get("examples").AllMembers() {
					x.note(n.Get("schema"), x.ws.deref(m.Value).Get("value"))
				}
			case document.Schema:
				x.note(n, n.Get("example"))
				x.note(n, n.Get("default"))
				for _, item := range n.Get("examples").AllItems() {
					x.note(n, item)
				}
			}
			return true
		})
	}
}

// note takes down a value of a schema, with the values in it.
func (x *examples) note(schema, value *document.Node) {
	if schema == nil || value == nil {
		return
	}
	v := x.ws.ofDocument(schema)
	for _, part := range v.parts {
		if slices.Contains(x.of[part], value) {
			return
		}
		x.of[part] = append(x.of[part], value)
	}
	for _, p := range v.properties() {
		x.note(p.schema, value.Get(p.name))
	}
	each, _ := v.get("items")
	for _, item := range value.Items {
		x.note(each, item)
	}
}

// refit writes the examples of a schema anew whose types have changed: as one of the types where that can be done, or else as the
// page shows it.
func (x *examples) refit(schema *document.Node, p *page.Page, says *document.Node) {
	x.build()
	types := texts(schema.Get("type"))
	for _, value := range x.of[schema] {
		n := converted(value, types)
		if n == nil {
			n = placed(sample(p, says, 0), value.Pos.File)
		}
		if n != value {
			*value = document.Node{Kind: n.Kind, Text: n.Text, Members: n.Members, Items: n.Items, Pos: value.Pos}
		}
	}
}

// complete gives the examples of an object a member that is required now.
func (x *examples) complete(owner *document.Node, name string, p *page.Page, says *document.Node) {
	x.build()
	for _, value := range x.of[owner] {
		if value.Kind == document.Object && value.Get(name) == nil {
			put(value, name, placed(sample(p, says, 0), value.Pos.File))
		}
	}
}

// fit tells whether the examples of a schema are within a limit.
func (x *examples) fit(schema *document.Node, keyword string, limit *document.Node) bool {
	x.build()
	return !slices.ContainsFunc(x.of[schema], func(value *document.Node) bool { return !fits(value, keyword, limit) })
}

// fits tells whether a value is within a limit.
func fits(n *document.Node, keyword string, limit *document.Node) bool {
	value, isNumber := new(big.Rat).SetString(n.Text)
	bound, isBound := new(big.Rat).SetString(limit.Text)
	numbers := n.Kind == document.Number && isNumber && isBound
	most, _ := strconv.Atoi(limit.Text)
	switch keyword {
	case "minimum":
		return !numbers || value.Cmp(bound) >= 0
	case "maximum":
		return !numbers || value.Cmp(bound) <= 0
	case "exclusiveMinimum":
		return !numbers || value.Cmp(bound) > 0
	case "exclusiveMaximum":
		return !numbers || value.Cmp(bound) < 0
	case "multipleOf":
		return !numbers || bound.Sign() == 0 || new(big.Rat).Quo(value, bound).IsInt()
	case "minLength":
		return n.Kind != document.String || utf8.RuneCountInString(n.Text) >= most
	case "maxLength":
		return n.Kind != document.String || utf8.RuneCountInString(n.Text) <= most
	case "minItems":
		return n.Kind != document.Array || len(n.Items) >= most
	case "maxItems":
		return n.Kind != document.Array || len(n.Items) <= most
	case "minProperties":
		return n.Kind != document.Object || len(n.Members) >= most
	case "maxProperties":
		return n.Kind != document.Object || len(n.Members) <= most
	case "pattern":
		re, err := regexp.Compile(limit.Text)
		return n.Kind != document.String || err != nil || re.MatchString(n.Text)
	case "enum":
		return n.Kind == document.Null || slices.ContainsFunc(limit.Items, func(v *document.Node) bool { return sameValue(v, n) })
	}
	return true
}

// converted writes a single value as one of some types; nil when it is none of them.
func converted(n *document.Node, types []string) *document.Node {
	has := func(t string) bool { return slices.Contains(types, t) }
	number, isNumber := new(big.Rat).SetString(n.Text)
	switch {
	case n.Kind == document.String && has("string"), n.Kind == document.Bool && has("boolean"), n.Kind == document.Null && has("null"),
		n.Kind == document.Number && (has("number") || has("integer") && isNumber && number.IsInt()), n.Kind == document.Array && has("array"), n.Kind == document.Object && has("object"):
		return n
	case n.Kind == document.Array || n.Kind == document.Object || n.Kind == document.Null:
		return nil
	case has("string"):
		return str(n.Text)
	case (has("number") || has("integer") && isNumber && number.IsInt()) && jsonNumber.MatchString(n.Text):
		return &document.Node{Kind: document.Number, Text: n.Text}
	case has("boolean") && (n.Text == "true" || n.Text == "false"):
		return &document.Node{Kind: document.Bool, Text: n.Text}
	}
	return nil
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?$`)

// maxSample bounds how deep samples are made: schemas may contain themselves.
const maxSample = 8

// sample makes a value of a schema of a page, from what the page shows as an example where it can.
func sample(p *page.Page, n *document.Node, depth int) *document.Node {
	v := ofPage(p, n)
	for _, keyword := range []string{"example", "default"} {
		if x, _ := v.get(keyword); x != nil && converted(x, v.types) == x {
			return x
		}
	}
	for _, keyword := range []string{"examples", "enum"} {
		if list, _ := v.get(keyword); list != nil && len(list.Items) > 0 && converted(list.Items[0], v.types) == list.Items[0] {
			return list.Items[0]
		}
	}
	if len(v.types) == 0 || depth == maxSample {
		return &document.Node{Kind: document.Null}
	}
	switch v.types[0] {
	case "object":
		out := object()
		for _, q := range v.properties() {
			if q.required {
				put(out, q.name, sample(p, q.schema, depth+1))
			}
		}
		return out
	case "array":
		return &document.Node{Kind: document.Array}
	case "boolean":
		return boolean(true)
	case "integer", "number":
		least, _ := v.get("minimum")
		if least != nil {
			return &document.Node{Kind: document.Number, Text: least.Text}
		}
		return &document.Node{Kind: document.Number, Text: "1"}
	}
	return str("text")
}
