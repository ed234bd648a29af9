package lint

import (
	"errors"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pandapon/pandagen/internal/document"
)

func exampleRules() []Rule {
	return []Rule{
		{ID: "example", Level: Error, Text: "Examples are valid against their schemas.", check: checkExamples},
	}
}

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
	effort   *effort
	compiler *jsonschema.Compiler
	explain  explainer
	broken   map[string]bool           // schemas that do not compile
	nodes    map[string]*document.Node // schemas by their pointers
	pointers map[*document.Node]string // and the other way round
}

func newExampleChecker(r *run) *exampleChecker {
	effort := &effort{all: maxAllSteps}
	c := newCompiler()
	c.UseLoader(parts{r})
	effort.limit(c)
	checker := &exampleChecker{run: r, effort: effort, compiler: c, explain: newExplainer(),
		broken: map[string]bool{}, nodes: map[string]*document.Node{}, pointers: map[*document.Node]string{}}
	for _, e := range r.elements {
		if e.kind == document.Schema {
			checker.nodes[e.pointer] = e.node
			checker.pointers[e.node] = e.pointer
		}
	}
	return checker
}

// check validates one example against the schema at a pointer; nil is none. When the effort for all is spent, that is reported once.
func (c *exampleChecker) check(pointer string, example *document.Node) {
	if example == nil || c.effort.all < 0 {
		return
	}
	err := c.effort.within(func() {
		for _, p := range c.validate(pointer, example) {
			c.run.report(locate(example, p.path), "the example does not fit its schema: %s: correct the example or the schema", at(p.path)+p.text)
		}
		c.contents(c.nodes[pointer], example, nil)
	})
	if err != nil {
		c.run.report(example.Pos, "the example is not checked: %v", err)
	}
}

// validate returns what is wrong with an example. A schema that cannot be used is reported once.
func (c *exampleChecker) validate(pointer string, example *document.Node) []problem {
	if c.broken[pointer] {
		return nil
	}
	schema, err := c.compiler.Compile(partURL(pointer))
	if err != nil {
		c.broken[pointer] = true
		if !c.run.found("openapi") { // which says it better
			c.run.report(example.Pos, "the schema of this example cannot be used: %s", oneLine(err.Error()))
		}
		return nil
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(converter{}.value(example)); errors.As(err, &invalid) {
		return c.explain.problems(invalid)
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
	c.effort.spend(1)
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
