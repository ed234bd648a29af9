package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/pandapon/pandagen/generator/document"
)

func exampleRules() []Rule {
	return []Rule{
		{ID: "example", Level: Error, Text: "Examples are valid against their schemas.", check: checkExamples},
	}
}

// bundleURL names the bundled document for the schema compiler; nothing is read from there.
const bundleURL = "document:///bundle.json"

// checkExamples validates the examples of media types, parameters, headers and schemas. JSON texts in strings are
// validated against contentSchema.
func checkExamples(r *run) {
	c := newExampleChecker(r)
	for _, e := range r.elements {
		switch e.kind {
		case document.MediaType, document.Parameter, document.Header:
			if e.node.Get("schema") == nil {
				continue
			}
			c.check(e.pointer+"/schema", e.node.Get("example"))
			if examples := e.node.Get("examples"); examples != nil {
				for _, m := range examples.Members {
					c.check(e.pointer+"/schema", r.deref(m.Value).Get("value"))
				}
			}
		case document.Schema:
			c.check(e.pointer, e.node.Get("example"))
			c.check(e.pointer, e.node.Get("default"))
			if examples := e.node.Get("examples"); examples != nil {
				for _, item := range examples.Items {
					c.check(e.pointer, item)
				}
			}
		}
	}
}

type exampleChecker struct {
	run      *run
	compiler *jsonschema.Compiler
	printer  *message.Printer
	broken   map[string]bool // schemas that do not compile
}

func newExampleChecker(r *run) *exampleChecker {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertContent()
	c.UseLoader(nothing{})
	c.UseRegexpEngine(compilePattern)
	convert := converter{version30: r.version30}
	// The document is a tree of plain values, so adding it cannot fail.
	_ = c.AddResource(bundleURL, convert.value(r.root))
	return &exampleChecker{run: r, compiler: c, printer: message.NewPrinter(language.English), broken: map[string]bool{}}
}

// nothing refuses to load schemas from elsewhere.
type nothing struct{}

func (nothing) Load(url string) (any, error) {
	return nil, fmt.Errorf("schema %s is not part of the document", url)
}

// check validates one example; nil is none.
func (c *exampleChecker) check(pointer string, example *document.Node) {
	if example == nil || c.broken[pointer] {
		return
	}
	schema, err := c.compiler.Compile(bundleURL + "#" + document.Fragment(pointer))
	if err != nil {
		c.broken[pointer] = true
		c.run.report(example.Pos, "the schema of this example cannot be used: %s", oneLine(err.Error()))
		return
	}
	plain := converter{}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(plain.value(example)); errors.As(err, &invalid) {
		for _, leaf := range leaves(invalid) {
			c.run.report(locate(example, leaf.InstanceLocation), "the example does not fit its schema: %s%s: correct the example or the schema",
				at(leaf.InstanceLocation), oneLine(leaf.ErrorKind.LocalizedString(c.printer)))
		}
	}
}

// leaves returns the errors that say something by themselves: a choice between schemas is one error.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf, *kind.Not, *kind.Contains:
		return []*jsonschema.ValidationError{e}
	}
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		out = append(out, leaves(cause)...)
	}
	return out
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

// compilePattern takes patterns that Go's engine does not know, such as lookaheads, for satisfied.
func compilePattern(pattern string) (jsonschema.Regexp, error) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return anyText(pattern), nil
	}
	return re, nil
}

type anyText string

func (a anyText) MatchString(string) bool { return true }
func (a anyText) String() string          { return string(a) }

// converter turns nodes into the values that the schema library reads. Numbers stay exact.
type converter struct {
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
