package sdktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/spec"
)

// TestAnswersAreValid holds what is written of structs that were filled in by hand, those of every answer, against the schemas of the
// document, with a validator that has nothing in common with this module.
func TestAnswersAreValid(t *testing.T) {
	for _, g := range generations() {
		t.Run(g.name, func(t *testing.T) {
			d := loadSchemas(t, g.entry)
			client, err := g.connect("https://localhost")
			if err != nil {
				t.Fatal(err)
			}
			answers := map[reflect.Type]place{}
			for _, op := range operations(t, g.entry) {
				d.collect(answers, op.answer(t, client), d.dataOf(op))
			}
			if len(answers) < 50 {
				t.Fatalf("found only %d types of answers", len(answers))
			}
			for typ, at := range answers {
				t.Run(typ.Name(), func(t *testing.T) { d.check(t, typ, at) })
			}
		})
	}
}

// check validates the zero value of a type and random ones.
func (d *schemas) check(t *testing.T, typ reflect.Type, at place) {
	schema, err := d.compiler.Compile(schemasURL + "#" + at.pointer)
	if err != nil {
		t.Fatal(err)
	}
	d.validate(t, schema, reflect.New(typ).Interface().(value))
	r := rand.New(rand.NewPCG(1, uint64(len(typ.Name()))))
	for range 100 {
		v := reflect.New(typ)
		d.fill(r, v.Elem(), at, 4)
		d.validate(t, schema, v.Interface().(value))
		if t.Failed() {
			return
		}
	}
}

// validate holds what a server sends against a schema. What it refuses to send must be invalid.
func (d *schemas) validate(t *testing.T, schema *jsonschema.Schema, v value) {
	t.Helper()
	var e sdk.Encoder
	e.ForAnswer()
	v.EncodeJSON(&e)
	text, err := e.Bytes(), e.Err()
	refused := new(runtime.EncodeError)
	if errors.As(err, &refused) {
		text = []byte(fmt.Sprint(v))
	} else if err != nil {
		t.Fatal(err)
	}
	x, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	switch err := schema.Validate(x); {
	case refused.Err == nil && err != nil:
		t.Errorf("%s\n%v", text, err)
	case refused.Err != nil && err == nil:
		t.Errorf("%s\nis refused (%v) and valid", text, refused)
	}
}

// answer returns the type of what the client's method of an operation returns; nil when that is nothing.
func (op operation) answer(t *testing.T, client any) reflect.Type {
	t.Helper()
	method := op.of(t, client).Type()
	if method.NumOut() < 2 {
		return nil
	}
	return method.Out(0)
}

// schemas are those of a document.
type schemas struct {
	root     *document.Node
	compiler *jsonschema.Compiler
}

const schemasURL = "document:///"

func loadSchemas(t *testing.T, entry string) *schemas {
	t.Helper()
	doc, err := document.Load(t.Context(), document.FromFS(spec.FS(), entry, "spec"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := document.WriteJSON(&text, root, ""); err != nil {
		t.Fatal(err)
	}
	resource, err := jsonschema.UnmarshalJSON(&text)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.AssertContent()
	c.RegisterFormat(&jsonschema.Format{Name: "int64", Validate: checkInt64})
	c.RegisterFormat(&jsonschema.Format{Name: "decimal", Validate: checkDecimal})
	if err := c.AddResource(schemasURL, resource); err != nil {
		t.Fatal(err)
	}
	return &schemas{root, c}
}

func checkInt64(x any) error {
	if n, ok := x.(json.Number); ok {
		_, err := strconv.ParseInt(n.String(), 10, 64)
		return err
	}
	return nil
}

func checkDecimal(x any) error {
	if text, ok := x.(string); ok {
		_, err := runtime.Decimal(text).Rat()
		return err
	}
	return nil
}

// place is a schema and where it stands in the document.
type place struct {
	node    *document.Node
	pointer string
}

// get follows members; its node is nil when one is missing.
func (p place) get(names ...string) place {
	for _, name := range names {
		p = place{p.node.Get(name), p.pointer + "/" + document.Fragment(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))}
	}
	return p
}

// resolve follows references.
func (d *schemas) resolve(p place) place {
	for p.node.Get("$ref") != nil {
		name, _ := strings.CutPrefix(p.node.Get("$ref").Text, "#/components/schemas/")
		p = place{d.root, ""}.get("components", "schemas", name)
	}
	return p
}

// property returns the schema of a member.
func (d *schemas) property(p place, name string) place {
	p = d.resolve(p)
	if at := p.get("properties", name); at.node != nil {
		return at
	}
	if all := p.node.Get("allOf"); all != nil {
		for i, part := range all.Items {
			at := place{part, p.pointer + "/allOf/" + strconv.Itoa(i)}
			if at = d.property(at, name); at.node != nil {
				return at
			}
		}
	}
	return place{}
}

// dataOf returns the schema of an operation's data.
func (d *schemas) dataOf(op operation) place {
	answer := place{d.root, ""}.get("paths", op.path, strings.ToLower(op.httpMethod), "responses", "200")
	if answer.node.Get("content") == nil {
		return place{}
	}
	return d.property(answer.get("content", "application/json", "schema"), "data")
}

// collect adds the generated structs that a type is made of, each with its schema.
func (d *schemas) collect(to map[reflect.Type]place, t reflect.Type, at place) {
	if t == nil || at.node == nil {
		return
	}
	at = d.resolve(at)
	if content := at.get("contentSchema"); content.node != nil {
		at = d.resolve(content)
	}
	switch t.Kind() {
	case reflect.Pointer:
		d.collect(to, t.Elem(), at)
	case reflect.Slice:
		d.collect(to, t.Elem(), at.get("items"))
	case reflect.Map:
		d.collect(to, t.Elem(), at.get("additionalProperties"))
	case reflect.Struct:
		if _, seen := to[t]; seen || !reflect.PointerTo(t).Implements(valueType) {
			return
		}
		to[t] = at
		for i := range t.NumField() {
			if name := wireName(t.Field(i)); name != "" {
				d.collect(to, t.Field(i).Type, d.property(at, name))
			}
		}
	}
}

// wireName returns the name of the member that a field is; nothing when it is none.
func wireName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

// fill sets v to a random value that its schema allows, or leaves it zero.
func (d *schemas) fill(r *rand.Rand, v reflect.Value, at place, depth int) {
	if r.IntN(4) == 0 {
		return
	}
	d.fillElement(r, v, at, depth)
}

// fillElement is fill for what cannot be left zero.
func (d *schemas) fillElement(r *rand.Rand, v reflect.Value, at place, depth int) {
	if at.node != nil {
		at = d.resolve(at)
	}
	if content := at.get("contentSchema"); content.node != nil && v.Kind() != reflect.String {
		at = d.resolve(content)
	}
	if choices := d.choices(at); len(choices) > 0 {
		set(v, choices[r.IntN(len(choices))])
		return
	}
	switch {
	case v.Type() == reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte(randomJSON(r, types(at))))
	case v.Kind() == reflect.String:
		v.SetString(d.randomText(r, at))
	case v.Kind() == reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			d.fillElement(r, v.Elem(), at, depth-1)
		}
	case v.Kind() == reflect.Slice:
		n := r.IntN(3)
		if least := at.node.Get("minItems"); least != nil {
			n++
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			d.fillElement(r, v.Index(i), at.get("items"), depth-1)
		}
	case v.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(3) {
			elem := reflect.New(v.Type().Elem()).Elem()
			d.fillElement(r, elem, at.get("additionalProperties"), depth-1)
			v.SetMapIndex(reflect.ValueOf(text(r)), elem)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if name := wireName(v.Type().Field(i)); name != "" {
				d.fill(r, v.Field(i), d.property(at, name), depth-1)
			}
		}
	case v.Kind() == reflect.Float64:
		v.SetFloat([]float64{0, 1, -3, 2.5, 1e21, 1e-7}[r.IntN(6)])
		if slices.Contains(types(at), "integer") {
			v.SetFloat(float64(r.Int32()))
		}
	default:
		fill(r, v, depth)
	}
}

// choices returns the texts of what an enumeration allows, besides null.
func (d *schemas) choices(at place) (texts []string) {
	if enum := at.node.Get("enum"); enum != nil {
		for _, item := range enum.Items {
			if item.Kind != document.Null {
				texts = append(texts, item.Text)
			}
		}
	}
	return texts
}

// set sets a value to what a text says.
func set(v reflect.Value, text string) {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			panic(err)
		}
		v.SetInt(n)
	default:
		panic(fmt.Sprintf("no %v of an enumeration", v.Type()))
	}
}

// types returns those that a schema allows; none stand for all.
func types(at place) (names []string) {
	switch types := at.node.Get("type"); {
	case types == nil:
		return nil
	case types.Kind == document.String:
		return []string{types.Text}
	default:
		for _, item := range types.Items {
			names = append(names, item.Text)
		}
		return names
	}
}

// randomText returns a text, or that of a number.
func (d *schemas) randomText(r *rand.Rand, at place) string {
	allowed := types(at)
	format := nodeText(at.node.Get("format"))
	switch {
	case at.node.Get("contentMediaType") != nil:
		return map[string]string{"": "[7]", "array": "[]", "object": "{}"}[strings.Join(types(d.resolve(at.get("contentSchema"))), "")]
	case format == "decimal", slices.Contains(allowed, "number"):
		return []string{"0", "19.90", "-0.10", "12345678901234567890.123456789"}[r.IntN(4)]
	case slices.Contains(allowed, "integer") && (r.IntN(2) == 0 || !slices.Contains(allowed, "string")):
		return strconv.FormatInt(r.Int64N(math.MaxInt64), 10)
	}
	return text(r)
}

// randomJSON returns a value of one of some types.
func randomJSON(r *rand.Rand, types []string) string {
	values := map[string]string{"object": `{"a":[1.0,null]}`, "array": `[true]`, "string": `"x"`, "integer": `12345678901234567890`, "number": `1.50`, "boolean": `true`, "null": `null`}
	if types == nil {
		return values["object"]
	}
	return values[types[r.IntN(len(types))]]
}
