package lint

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/url"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/pandapon/pandagen/internal/document"
)

// newCompiler returns a compiler of JSON Schema 2020-12 that reads nothing from elsewhere.
func newCompiler() *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(nothing{})
	return c
}

// nothing refuses to load schemas from elsewhere.
type nothing struct{}

func (nothing) Load(name string) (any, error) {
	return nil, fmt.Errorf("schema %s is not part of the document", name)
}

// parts loads each schema of a document as a resource of its own, when something refers to it. One resource for all of
// them would do as well, but the library's work for each schema grows with the resource that it is in.
type parts struct {
	run *run
}

const partsURL = "document:///"

// partURL names the part of the document at a pointer.
func partURL(pointer string) string { return partsURL + url.PathEscape(pointer) }

func (p parts) Load(name string) (any, error) {
	pointer, err := url.PathUnescape(strings.TrimPrefix(name, partsURL))
	if err != nil || !strings.HasPrefix(name, partsURL) {
		return nothing{}.Load(name)
	}
	n, err := p.run.bundle.Resolve(p.run.root.Pos, "#"+document.Fragment(pointer))
	if err != nil {
		return nil, err
	}
	return converter{refs: true, version30: p.run.version30}.value(n), nil
}

// explainer says what the schema library found.
type explainer struct{ printer *message.Printer }

func newExplainer() explainer { return explainer{message.NewPrinter(language.English)} }

// problem is one thing that is wrong with a value.
type problem struct {
	path []string // in the value
	text string
}

// problems returns the errors that say something by themselves: a choice between schemas is one error.
func (x explainer) problems(e *jsonschema.ValidationError) []problem {
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf, *kind.Not, *kind.Contains:
		return []problem{{e.InstanceLocation, x.text(e.ErrorKind)}}
	}
	if len(e.Causes) == 0 {
		return []problem{{e.InstanceLocation, x.text(e.ErrorKind)}}
	}
	var out []problem
	for _, cause := range e.Causes {
		out = append(out, x.problems(cause)...)
	}
	return out
}

// text says what is wrong. The library rounds numbers for its readers, which hides the digits that matter in ids.
func (x explainer) text(e jsonschema.ErrorKind) string {
	switch e := e.(type) {
	case *kind.RefCycle:
		return "the schema refers to itself before it says anything"
	case *kind.Minimum:
		return fmt.Sprintf("%s is less than %s", exact(e.Got), exact(e.Want))
	case *kind.Maximum:
		return fmt.Sprintf("%s is more than %s", exact(e.Got), exact(e.Want))
	case *kind.ExclusiveMinimum:
		return fmt.Sprintf("%s is not more than %s", exact(e.Got), exact(e.Want))
	case *kind.ExclusiveMaximum:
		return fmt.Sprintf("%s is not less than %s", exact(e.Got), exact(e.Want))
	case *kind.MultipleOf:
		return fmt.Sprintf("%s is no multiple of %s", exact(e.Got), exact(e.Want))
	}
	return oneLine(e.LocalizedString(x.printer))
}

// exact writes a number that a document holds, which is a decimal, with all its digits.
func exact(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	digits, _ := r.FloatPrec()
	return r.FloatString(digits)
}

// locate follows a path in an example as far as it goes.
func locate(n *document.Node, path []string) document.Position {
	pos := n.Pos
	for _, step := range path {
		next := n.Get(step)
		if i, err := strconv.Atoi(step); err == nil && n.Kind == document.Array && i < len(n.Items) {
			next = n.Items[i]
		}
		if next == nil {
			break
		}
		n, pos = next, next.Pos
	}
	return pos
}

func at(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return strings.Join(path, ".") + ": "
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// converter turns nodes into the values that the schema library reads. Numbers stay exact.
type converter struct {
	refs      bool // let references to the document name its parts
	version30 bool // read schemas of OpenAPI 3.0 as those of JSON Schema
}

func (c converter) value(n *document.Node) any {
	switch n.Kind {
	case document.Null:
		return nil
	case document.Bool:
		return n.Text == "true"
	case document.Number:
		return json.Number(n.Text)
	case document.String:
		return n.Text
	case document.Array:
		items := make([]any, len(n.Items))
		for i, item := range n.Items {
			items[i] = c.value(item)
		}
		return items
	}
	object := make(map[string]any, len(n.Members))
	for _, m := range n.Members {
		object[m.Name] = c.value(m.Value)
	}
	if ref, ok := object["$ref"].(string); ok && c.refs && strings.HasPrefix(ref, "#") {
		if pointer, err := url.PathUnescape(ref[1:]); err == nil {
			object["$ref"] = partURL(pointer)
		}
	}
	if c.version30 {
		modernise(object)
	}
	return object
}

// modernise turns the keywords of OpenAPI 3.0 that JSON Schema does not have into those that it has.
func modernise(schema map[string]any) {
	if ref, ok := schema["$ref"].(string); ok {
		clear(schema)
		schema["$ref"] = ref
		return
	}
	if schema["nullable"] == true {
		if t, ok := schema["type"].(string); ok {
			schema["type"] = []any{t, "null"}
		}
		if enum, ok := schema["enum"].([]any); ok {
			schema["enum"] = append(enum, nil)
		}
	}
	for bound, exclusive := range map[string]string{"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"} {
		switch schema[exclusive] {
		case true:
			schema[exclusive] = schema[bound]
			delete(schema, bound)
		case false:
			delete(schema, exclusive)
		}
	}
}
