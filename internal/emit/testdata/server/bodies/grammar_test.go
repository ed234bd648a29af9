package bodies

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/signer"
)

// grammar is the JSON Schema of x-signature.
type grammar struct{ root object }

type object = map[string]any

func readGrammar(t *testing.T) grammar {
	t.Helper()
	text, err := fs.ReadFile(extension.Schemas(), "x-signature.json")
	if err != nil {
		t.Fatal(err)
	}
	var g grammar
	if err := json.Unmarshal(text, &g.root); err != nil {
		t.Fatal(err)
	}
	return g
}

// schemes returns schemes that together have every member and every word of the grammar, and all that can be signed in
// combination with all places for the signature. Those that contradict themselves are left out, but no member or word is.
func (g grammar) schemes(t *testing.T) map[string]signer.Scheme {
	t.Helper()
	all := map[string]signer.Scheme{}
	offered, taken := map[string]bool{}, map[string]bool{}
	add := func(declared object) {
		complete(declared)
		note(offered, "", declared)
		written, err := json.Marshal(declared)
		if err != nil {
			t.Fatal(err)
		}
		n, err := document.Parse("scheme.json", written)
		if err != nil {
			t.Fatal(err)
		}
		scheme, errs := extension.ParseSignature("", n)
		if len(errs)+len(extension.CheckVerifiable("", n)) > 0 {
			return
		}
		note(taken, "", declared)
		all[string(written)] = *scheme
	}
	properties := g.root["properties"].(object)
	texts := g.samples(properties["text"].(object), "text")
	next := 0
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if name == "text" {
			continue
		}
		some := 16 // of the texts, and all of them where the signature travels
		if name == "put" {
			some = len(texts)
		}
		for _, value := range g.samples(properties[name].(object), name) {
			for range some {
				add(with(with(g.least(g.root, ""), name, value), "text", texts[next%len(texts)]))
				next++
			}
		}
	}
	for what := range offered {
		if !taken[what] {
			t.Errorf("the grammar has %s, which no scheme may have", what)
		}
	}
	return all
}

// note records the members and words of a value.
func note(seen map[string]bool, path string, value any) {
	switch value := value.(type) {
	case object:
		for name, member := range value {
			note(seen, path+"."+name, member)
		}
	case []any:
		for _, item := range value {
			note(seen, path+"[]", item)
		}
	default:
		seen[fmt.Sprintf("%s: %v", path, value)] = true
	}
}

// complete adds what a scheme needs for verification: a secret, something of the message, and parts for the places on which
// verification relies.
func complete(scheme object) {
	text := append([]any{object{"secret": true}, object{"method": true}}, scheme["text"].([]any)...)
	if scheme["nonce"] != nil && scheme["timestamp"] == nil {
		scheme["timestamp"] = object{"header": "x-time", "unit": "ms"}
	}
	identity, _ := scheme["identity"].(object)
	key, _ := identity["key"].(object)
	timestamp, _ := scheme["timestamp"].(object)
	nonce, _ := scheme["nonce"].(object)
	for _, place := range []object{key, timestamp, nonce} {
		for _, in := range []string{"header", "query", "form", "json"} {
			if name := place[in]; name != nil {
				text = append(text, object{in: name})
			}
		}
	}
	scheme["text"] = text
	if scheme["key"] != nil {
		scheme["digest"] = "hmac-sha256"
	}
}

// with returns a copy of an object with another member.
func with(o object, name string, value any) object {
	o = maps.Clone(o)
	if o == nil {
		o = object{}
	}
	o[name] = value
	return o
}

// least returns an object with the members that a schema requires.
func (g grammar) least(schema object, path string) object {
	least := object{}
	properties, _ := schema["properties"].(object)
	required, _ := schema["required"].([]any)
	for _, name := range required {
		least[name.(string)] = g.samples(properties[name.(string)].(object), path+"/"+name.(string))[0]
	}
	return least
}

// samples returns values that a schema allows, with every word and member in it. A schema of a kind that is new to the grammar
// ends the test.
func (g grammar) samples(schema object, path string) (values []any) {
	if ref, ok := schema["$ref"].(string); ok {
		return g.samples(g.root["$defs"].(object)[strings.TrimPrefix(ref, "#/$defs/")].(object), path)
	}
	if value, ok := schema["const"]; ok {
		return []any{value}
	}
	if words, ok := schema["enum"].([]any); ok {
		return words
	}
	switch schema["type"] {
	case "boolean":
		return []any{true, false}
	case "integer":
		return []any{16, 32} // short ones would come twice
	case "string":
		return []any{word(path)}
	case "array":
		items := g.samples(schema["items"].(object), path)
		for _, item := range items {
			values = append(values, []any{item})
		}
		return append(values, items[:min(2, len(items))])
	case "object":
		return g.objects(schema, path)
	}
	for _, alternative := range schema["oneOf"].([]any) {
		values = append(values, g.samples(alternative.(object), path)...)
	}
	return values
}

// objects returns objects that a schema allows: with each member, and with each two of them.
func (g grammar) objects(schema object, path string) (values []any) {
	properties := schema["properties"].(object)
	names := slices.Sorted(maps.Keys(properties))
	one := schema["maxProperties"] != nil
	bases := []object{g.least(schema, path)}
	if alternatives, ok := schema["oneOf"].([]any); ok {
		bases = nil
		for _, a := range alternatives {
			name := a.(object)["required"].([]any)[0].(string)
			names = slices.DeleteFunc(names, func(n string) bool { return n == name })
			bases = append(bases, with(g.least(schema, path), name, g.samples(properties[name].(object), path+"/"+name)[0]))
		}
	}
	for _, base := range bases {
		if !one {
			values = append(values, base)
		}
		for i, name := range names {
			for _, value := range g.samples(properties[name].(object), path+"/"+name) {
				first := with(base, name, value)
				values = append(values, first)
				for _, second := range names[i+1:] {
					if one || len(bases) > 1 {
						break
					}
					for _, value := range g.samples(properties[second].(object), path+"/"+second) {
						values = append(values, with(first, second, value))
					}
				}
			}
		}
	}
	return values
}

// word returns a text for a place in a scheme. What is signed besides what verification relies on is called sample, as
// parameters and members of all operations are.
func word(path string) string {
	switch name := path[strings.LastIndex(path, "/")+1:]; {
	case name == "window":
		return "600s"
	case strings.HasPrefix(path, "text"), strings.HasPrefix(path, "key"), name == "joiner", name == "prefix":
		return "sample"
	}
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(path, "claims") {
		first = "claim"
	}
	return "x-" + first
}
