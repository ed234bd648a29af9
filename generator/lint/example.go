package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
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
	broken   map[string]bool           // schemas that do not compile
	nodes    map[string]*document.Node // schemas by their pointers
	pointers map[*document.Node]string // and the other way round
}

func newExampleChecker(r *run) *exampleChecker {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(nothing{})
	c.UseRegexpEngine(compilePattern)
	convert := converter{version30: r.version30}
	// The document is a tree of plain values, so adding it cannot fail.
	_ = c.AddResource(bundleURL, convert.value(r.root))
	checker := &exampleChecker{run: r, compiler: c, printer: message.NewPrinter(language.English),
		broken: map[string]bool{}, nodes: map[string]*document.Node{}, pointers: map[*document.Node]string{}}
	for _, e := range r.elements {
		if e.kind == document.Schema {
			checker.nodes[e.pointer] = e.node
			checker.pointers[e.node] = e.pointer
		}
	}
	return checker
}

// nothing refuses to load schemas from elsewhere.
type nothing struct{}

func (nothing) Load(url string) (any, error) {
	return nil, fmt.Errorf("schema %s is not part of the document", url)
}

// check validates one example against the schema at a pointer; nil is none.
func (c *exampleChecker) check(pointer string, example *document.Node) {
	if example == nil {
		return
	}
	for _, p := range c.validate(pointer, example) {
		c.run.report(locate(example, p.path), "the example does not fit its schema: %s: correct the example or the schema", at(p.path)+p.text)
	}
	c.contents(c.nodes[pointer], example, nil)
}

// validate returns what is wrong with an example. A schema that cannot be used is reported once.
func (c *exampleChecker) validate(pointer string, example *document.Node) []problem {
	if c.broken[pointer] {
		return nil
	}
	schema, err := c.compiler.Compile(bundleURL + "#" + document.Fragment(pointer))
	if err != nil {
		c.broken[pointer] = true
		if !c.run.found("openapi") { // which says it better
			c.run.report(example.Pos, "the schema of this example cannot be used: %s", oneLine(err.Error()))
		}
		return nil
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(converter{}.value(example)); errors.As(err, &invalid) {
		return c.problems(invalid)
	}
	return nil
}

// contents validates the JSON texts in the strings of an example. The schema library could, but it loses their places.
// Above are the schemas that lead here without a step in the example, so that schemas which contain themselves end.
func (c *exampleChecker) contents(schema, example *document.Node, above []*document.Node) {
	schema = c.run.deref(schema)
	if schema == nil || slices.Contains(above, schema) {
		return
	}
	if all := schema.Get("allOf"); all != nil {
		for _, part := range all.Items {
			c.contents(part, example, append(above, schema))
		}
	}
	for _, m := range example.Members {
		property := schema.Get("properties").Get(m.Name)
		if property == nil {
			property = schema.Get("additionalProperties")
		}
		c.contents(property, m.Value, nil)
	}
	for _, item := range example.Items {
		c.contents(schema.Get("items"), item, nil)
	}
	if media := schema.Get("contentMediaType"); example.Kind == document.String && media != nil && isJSON(media.Text) {
		c.content(schema, example)
	}
}

// content validates a string that holds JSON.
func (c *exampleChecker) content(schema, example *document.Node) {
	value, err := document.Parse("text.json", []byte(example.Text))
	var found document.Errors
	if errors.As(err, &found) {
		c.run.report(example.Pos, "the example does not fit its schema, which wants JSON in this string: %s", found[0].Message)
		return
	}
	inner := schema.Get("contentSchema")
	if inner == nil || inner.Kind != document.Object {
		return
	}
	for _, p := range c.validate(c.pointers[inner], value) {
		c.run.report(example.Pos, "the JSON in this string does not fit its schema: %s: correct the example or the schema", at(p.path)+p.text)
	}
}

// problem is one thing that is wrong with an example.
type problem struct {
	path []string // in the example
	text string
}

// problems returns the errors that say something by themselves: a choice between schemas is one error.
func (c *exampleChecker) problems(e *jsonschema.ValidationError) []problem {
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf, *kind.Not, *kind.Contains:
		return []problem{{e.InstanceLocation, c.text(e.ErrorKind)}}
	}
	if len(e.Causes) == 0 {
		return []problem{{e.InstanceLocation, c.text(e.ErrorKind)}}
	}
	var out []problem
	for _, cause := range e.Causes {
		out = append(out, c.problems(cause)...)
	}
	return out
}

// text says what is wrong. The library rounds numbers for its readers, which hides the digits that matter in ids.
func (c *exampleChecker) text(e jsonschema.ErrorKind) string {
	switch e := e.(type) {
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
	return oneLine(e.LocalizedString(c.printer))
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
