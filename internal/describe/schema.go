package describe

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

// use is a schema where it is used: references followed, allOf flattened, null taken apart.
type use struct {
	pos       document.Position
	node      *document.Node // has no $ref and no allOf; nil when anything is allowed or an error was reported
	component string         // the component that node is, if it is one
	nullable  bool
	// nullBeside says that null is allowed beside the schema, by an anyOf or oneOf, whatever its enum says.
	nullBeside bool
	types      []string // without null
	// notes are the schemas on the way, the outermost first: of each annotation, the first counts. own tells how many of them
	// belong to the place and not to the component.
	notes []*document.Node
	own   int
}

// use reads a schema, from component when n is one.
func (d *describer) use(n *document.Node, component string) use {
	u := use{pos: n.Pos, component: component}
	var passed map[*document.Node]bool // on a long way, which may be a circle
	for step := 0; !passed[n]; step++ {
		if step == maxSteps {
			passed = map[*document.Node]bool{}
		}
		if passed != nil {
			passed[n] = true
		}
		if n.Kind == document.Bool {
			return u // true allows anything
		}
		if n.Kind != document.Object {
			d.errorf(n.Pos, "schema", "%s where a schema belongs: write an object such as {type: string}", n.Kind)
			return u
		}
		u.notes = append(u.notes, n)
		if n.Get("nullable").IsTrue() {
			u.nullable = true
		}
		next := d.step(n, &u)
		if next == nil {
			u.node = n
			d.readTypes(&u)
			if u.component == "" {
				u.own = len(u.notes)
			}
			return u
		}
		n = next
	}
	d.errorf(n.Pos, "schema", "this schema refers to itself without describing anything: give it a type")
	return u
}

// step returns the schema that n stands for, or nil when n stands for itself.
func (d *describer) step(n *document.Node, u *use) *document.Node {
	ref, all := n.Get("$ref"), n.Get("allOf")
	switch {
	case ref != nil && shapeless(n):
		target := d.refs.find(ref.Text)
		if target == nil {
			d.errorf(ref.Pos, "ref", "$ref %s leads nowhere: it must begin with #/components/", document.Quote(ref.Text))
			return &document.Node{Kind: document.Bool, Text: "true", Pos: ref.Pos}
		}
		u.component = component(ref.Text)
		if u.own == 0 {
			u.own = len(u.notes)
		}
		return target
	case all != nil && ref == nil && len(all.Items) == 1 && shapeless(n, "allOf"):
		return all.Items[0]
	case ref != nil || all != nil:
		if sole := d.flat.sole(n); sole != nil {
			return sole
		}
		return d.flat.flatten(n, 0)
	}
	_, choice, orNull := soleChoice(n)
	if orNull {
		u.nullable, u.nullBeside = true, true
	}
	return choice
}

// readTypes reads the type keyword, and infers it from other keywords where it is missing.
func (d *describer) readTypes(u *use) {
	t := u.node.Get("type")
	if t != nil {
		for _, item := range listOf(t) {
			switch {
			case item.Kind != document.String || !slices.Contains(jsonTypes, item.Text):
				d.errorf(item.Pos, "schema", "type %s is unknown: %s", document.Quote(item.Text), extension.Suggest(item.Text, jsonTypes))
			case item.Text == "null":
				u.nullable = true
			case !slices.Contains(u.types, item.Text):
				u.types = append(u.types, item.Text)
			}
		}
		// Every integer is a number.
		if len(u.types) == 2 && slices.Contains(u.types, "integer") && slices.Contains(u.types, "number") {
			u.types = []string{"number"}
		}
		return
	}
	switch {
	case u.node.Get("properties") != nil, u.node.Get("additionalProperties") != nil, u.node.Get("patternProperties") != nil:
		u.types = []string{"object"}
	case u.node.Get("items") != nil:
		u.types = []string{"array"}
	case u.node.Get("const") != nil:
		u.types = constTypes(u.node.Get("const"))
	}
}

// constTypes are the types of a constant.
func constTypes(n *document.Node) []string {
	switch n.Kind {
	case document.String:
		return []string{"string"}
	case document.Bool:
		return []string{"boolean"}
	case document.Number:
		if strings.ContainsAny(n.Text, ".eE") {
			return []string{"number"}
		}
		return []string{"integer"}
	}
	return nil
}

var jsonTypes = []string{"string", "number", "integer", "boolean", "array", "object", "null"}

// is reports whether the schema allows values of one type alone, but for null.
func (u *use) is(name string) bool { return len(u.types) == 1 && u.types[0] == name }

// isStruct reports whether the schema is an object whose members are described. A component that says nothing about its
// members is one too, so that describing them later breaks no caller.
func (u *use) isStruct() bool {
	if u.node == nil || !u.is("object") {
		return false
	}
	if u.node.Get("properties") != nil {
		return true
	}
	return u.component != "" && u.node.Get("additionalProperties") == nil && u.node.Get("patternProperties") == nil &&
		u.node.Get("oneOf") == nil && u.node.Get("anyOf") == nil
}

// isNull reports whether the schema allows null alone.
func (u *use) isNull() bool {
	return u.node != nil && len(u.types) == 0 && u.nullable && u.node.Get("type").StringValue() == "null"
}

// undescribed reports whether the schema says nothing about the value.
func (u *use) undescribed() bool {
	if u.node == nil {
		return true
	}
	for _, m := range u.node.Members {
		switch m.Name {
		case "type", "properties", "items", "additionalProperties", "oneOf", "anyOf", "enum", "const":
			return false
		}
	}
	return true
}

// annotation returns the first of the schema's notes called name; own tells to stop at the component.
func (u *use) annotation(name string, own bool) *document.Node {
	notes := u.notes
	if own {
		notes = notes[:u.own]
	}
	for _, n := range notes {
		if v := n.Get(name); v != nil {
			return v
		}
	}
	return nil
}

// marked reports whether one of the schema's notes says yes to name. JSON Schema has one yes outweigh every no.
func (u *use) marked(name string) bool {
	return slices.ContainsFunc(u.notes, func(n *document.Node) bool { return n.Get(name).IsTrue() })
}

// typeAnnotation is annotation for what belongs to the type and not to the place where it is used.
func (u *use) typeAnnotation(name string) *document.Node {
	if u.component == "" {
		return u.annotation(name, false)
	}
	for _, n := range u.notes[u.own:] {
		if v := n.Get(name); v != nil {
			return v
		}
	}
	return nil
}
