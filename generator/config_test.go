package generator

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

func TestConfigIsRead(t *testing.T) {
	dir := write(t, map[string]string{"sub/pandagen.yaml": `
document: ../spec/openapi.yaml
overlays: [overlay.yaml]
emit: [models, server]
output: gen/shop
package: shop
import: example.com/x/gen/shop
server: {output: srv, package: shopd}
tags: [Order]
operations: [orderGet]
exclude: {tags: [Old], operations: [orderPut]}
types: {Order.at: time.Time}
templates: my templates
share: other.yaml
`, "sub/other.yaml": "document: o.yaml\noutput: o"})
	got, err := LoadConfig(filepath.Join(dir, "sub", "pandagen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(dir, "sub", name) }
	if got.file != in("pandagen.yaml") || got.place("tags", "Order").Line != 9 || got.place("types.Order.at", "").Line != 12 {
		t.Errorf("read from %s, with the places %v", got.file, got.places)
	}
	got.file, got.places = "", nil
	if got.Share.file != in("other.yaml") || got.Share.Document != in("o.yaml") || got.Share.Output != in("o") {
		t.Errorf("shares types of %+v", got.Share)
	}
	got.Share = nil
	want := Config{
		Document: filepath.Join(dir, "spec", "openapi.yaml"), Overlays: []string{in("overlay.yaml")},
		Emit: []string{"models", "server"}, Output: in("gen/shop"), Package: "shop", Import: "example.com/x/gen/shop",
		Server: Target{Output: in("srv"), Package: "shopd"}, Tags: []string{"Order"}, Operations: []string{"orderGet"},
		Exclude: Selection{Tags: []string{"Old"}, Operations: []string{"orderPut"}},
		Types:   map[string]string{"Order.at": "time.Time"}, Templates: in("my templates"),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// The schema that editors use and the reader agree about what is right.
func TestConfigAndItsSchemaAgree(t *testing.T) {
	schema := compiledSchema(t)
	const good = "document: embedded\noutput: gen\n" // three more lines, at most, follow
	for _, test := range []struct{ config, fails string }{
		{config: good},
		{config: "document: spec/openapi.yaml\noutput: ../gen/shop"},
		{config: "document: embedded:v2\noutput: gen"},
		{config: good + "overlays: [a.yaml, b.yaml]\nimport: example.com/x/gen\npackage: shop_v2"},
		{config: good + "emit: [models, client, server, index]"},
		{config: good + "server: {output: srv, package: srv}\ntemplates: my templates"},
		{config: good + "tags: [Order, 订单]\noperations: []\nexclude: {tags: [Old], operations: [a, b]}"},
		{config: good + "types: {Order: example.com/x/y.Order, Order.at: time.Time, Order.n: int32}"},
		{good + "outptu: gen", `pandagen.yaml:3:1: unknown key "outptu": did you mean "output"?`},
		{good + "server: {packge: x}", `pandagen.yaml:3:10: unknown key "server.packge": did you mean "server.package"?`},
		{good + "exclude: {tag: [x]}", `pandagen.yaml:3:11: unknown key "exclude.tag": did you mean "exclude.tags"?`},
		{good + "zebra: 1", `pandagen.yaml:3:1: unknown key "zebra": known are document, emit,`},
		{"output: gen", `"document" is missing`},
		{"document: embedded", `"output" is missing`},
		{"document: 7\noutput: gen", "pandagen.yaml:1:11: a number where a text should be"},
		{"document: ''\noutput: gen", "pandagen.yaml:1:11: an empty text where a text should be"},
		{"document: embedded:v3\noutput: gen", `pandagen.yaml:1:11: no document called "embedded:v3" is built in: there are embedded, embedded:v2`},
		{"document: https://example.com/openapi.yaml\noutput: gen", "pandagen.yaml:1:11: documents are not fetched: save it"},
		{good + "emit: models", "pandagen.yaml:3:7: a string where a list should be"},
		{good + "emit: [models, clinet]", `pandagen.yaml:3:16: there is nothing called "clinet" to emit: did you mean "client"?`},
		{good + "emit: [models, models]", `pandagen.yaml:3:7: "models" is listed twice`},
		{good + "emit: [client]", `pandagen.yaml:3:7: emit: "models" is missing`},
		{good + "emit: []", "pandagen.yaml:3:7: an empty list emits nothing"},
		{good + "package: my-shop", `"my-shop" is not a name for a Go package`},
		{good + "package: main", `pandagen.yaml:3:10: "main" is not a name for a Go package`},
		{good + "package: type", `pandagen.yaml:3:10: "type" is not a name for a Go package`},
		{good + "import: 'a b; c'", `pandagen.yaml:3:9: "a b; c" is not an import path`},
		{good + "types: {a: [b]}", "where a text should be"},
		{good + "types: {a: map of int}", `pandagen.yaml:3:12: "map of int" is no Go type`},
		{good + "types: [a]", "where keys and values should be"},
		{good + "server: x", "where keys and values should be"},
		{good + "tags: [[x]]", "where a text should be"},
		{good + "tags:", "pandagen.yaml:3:6: null where a list should be"},
		{good + "exclude: [uploadImage]", "pandagen.yaml:3:10: an array where keys and values should be"},
		{good + "overlays: a.yaml", "pandagen.yaml:3:11: a string where a list should be"},
		{good + "share: 7", "pandagen.yaml:3:8: a number where a text should be"},
		{"[]", "where keys and values should be"},
	} {
		dir := write(t, map[string]string{"pandagen.yaml": test.config})
		config, err := LoadConfig(filepath.Join(dir, "pandagen.yaml"))
		if err == nil {
			builtIn := EmbeddedDocument{FS: os.DirFS("."), Entry: "openapi.yaml"}
			config.EmbeddedDocuments = map[string]EmbeddedDocument{"embedded": builtIn, "embedded:v2": builtIn}
			_, err = config.complete()
		}
		if (err != nil) != (test.fails != "") || err != nil && !strings.Contains(err.Error(), test.fails) {
			t.Errorf("%s\nthe error is %v", test.config, err)
		}
		var value any
		if err := yaml.Unmarshal([]byte(test.config), &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err != nil) != (test.fails != "") {
			t.Errorf("%s\nthe schema says %v", test.config, err)
		}
	}
}

func TestConfigsThatCannotShare(t *testing.T) {
	for _, test := range []struct{ name, share, other, fails string }{
		{"itself", "./pandagen.yaml", "", "pandagen.yaml:3:8: ./pandagen.yaml is this configuration: name another one"},
		{"missing", "v1.yml", "", "pandagen.yaml:3:8: there is no v1.yml: name the configuration of the package"},
		{"with a mistake", "v1.yaml", "document: a.yaml\nouput: b", `v1.yaml:2:1: unknown key "ouput": did you mean "output"?`},
		{"in a circle", "v1.yaml", "document: a.yaml\noutput: b\nshare: pandagen.yaml", "v1.yaml takes types from another configuration itself: name that one, or none"},
		{"the same folder", "v1.yaml", "document: a.yaml\noutput: gen", "pandagen.yaml:3:8: "},
		{"without an output that can be a package", "v1.yaml", "document: a.yaml\noutput: '1'", "v1.yaml:2:9: no package"},
	} {
		dir := write(t, map[string]string{"pandagen.yaml": "document: openapi.yaml\noutput: gen\nshare: " + test.share, "v1.yaml": test.other})
		config, err := LoadConfig(filepath.Join(dir, "pandagen.yaml"))
		if err == nil {
			_, err = config.complete()
		}
		if err == nil || !strings.Contains(err.Error(), test.fails) {
			t.Errorf("%s: the error is %v", test.name, err)
		}
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	definition, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("pandagen.schema.json", definition); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("pandagen.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// described is what the schema says about a key.
type described struct {
	Description string
	Examples    []any
	Properties  map[string]described
}

// A key that only one of them knows is a mistake. Each key is described, with examples which are right.
func TestSchemaKnowsTheKeysOfConfig(t *testing.T) {
	var top described
	if err := json.Unmarshal(Schema, &top); err != nil {
		t.Fatal(err)
	}
	schema := compiledSchema(t)
	for prefix, object := range map[string]described{"": top, "server": top.Properties["server"], "exclude": top.Properties["exclude"]} {
		config := map[string]any{"q0z": 1}
		if prefix != "" {
			config = map[string]any{prefix: config}
		}
		text, err := yaml.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		dir := write(t, map[string]string{"pandagen.yaml": string(text)})
		_, err = LoadConfig(filepath.Join(dir, "pandagen.yaml"))
		if err == nil {
			t.Fatal("no error")
		}
		if keys := strings.Join(slices.Sorted(maps.Keys(object.Properties)), ", "); !strings.HasSuffix(strings.TrimSpace(err.Error()), "known are "+keys) {
			t.Errorf("the schema has %s, and the error is %v", keys, err)
		}
		for key, d := range object.Properties {
			if d.Description == "" || len(d.Examples) == 0 {
				t.Errorf("%s.%s has no description, or no example", prefix, key)
			}
			for _, example := range d.Examples {
				config := map[string]any{"document": "a.yaml", "output": "gen"}
				if prefix == "" {
					config[key] = example
				} else {
					config[prefix] = map[string]any{key: example}
				}
				if err := schema.Validate(config); err != nil {
					t.Errorf("the example of %s.%s is wrong: %v", prefix, key, err)
				}
			}
		}
	}
}

func TestMissingConfig(t *testing.T) {
	_, err := LoadConfig(filepath.Join(t.TempDir(), "pandagen.yaml"))
	if _, ok := err.(*EnvironmentError); !ok || !strings.Contains(err.Error(), "--config") {
		t.Errorf("the error is %v", err)
	}
}

func TestConfigIsCompleted(t *testing.T) {
	got, err := Config{Document: "a.yaml", Output: "gen/my-shop/"}.complete()
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Document: "a.yaml", Output: filepath.FromSlash("gen/my-shop"), Package: "myshop", Emit: []string{"models", "client", "server", "index"},
		Server: Target{Output: filepath.FromSlash("gen/my-shop/myshopserver"), Package: "myshopserver"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	for name, c := range map[string]Config{
		"no output":          {Document: "a.yaml"},
		"no document":        {Output: "gen"},
		"nothing embedded":   {Document: Embedded, Output: "gen"},
		"nothing of a name":  {Document: "embedded:v9", Output: "gen"},
		"no name":            {Document: "a.yaml", Output: "gen/123"},
		"no name to import":  {Document: "a.yaml", Output: "gen/main"},
		"a folder":           {Document: ".", Output: "gen"},
		"one folder for two": {Document: "a.yaml", Output: "gen", Server: Target{Output: "./gen"}},
		"a program":          {Document: "a.yaml", Output: "gen", Package: "main"},
		"not an identifier":  {Document: "a.yaml", Output: "gen", Server: Target{Package: "a b"}},
		"unknown part":       {Document: "a.yaml", Output: "gen", Emit: []string{"models", "x"}},
		"no models":          {Document: "a.yaml", Output: "gen", Emit: []string{"client"}},
	} {
		if _, err := c.complete(); err == nil {
			t.Errorf("%s: no error", name)
		} else if _, ok := err.(*ConfigError); !ok {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestImportPaths(t *testing.T) {
	dir := write(t, map[string]string{"go.mod": "module example.com/m\n", "inner/go.mod": "module example.com/inner\n"})
	for _, test := range []struct {
		config         Config
		models, server string
	}{
		{Config{Output: "gen/shop", Server: Target{Output: "gen/shop/srv"}}, "example.com/m/gen/shop", "example.com/m/gen/shop/srv"},
		{Config{Output: "gen/shop", Import: "example.com/other", Server: Target{Output: "gen/shop/srv"}}, "example.com/other", "example.com/other/srv"},
		{Config{Output: "gen/shop", Server: Target{Output: "inner/srv"}}, "example.com/m/gen/shop", "example.com/inner/srv"},
	} {
		test.config.Output = filepath.Join(dir, test.config.Output)
		test.config.Server.Output = filepath.Join(dir, test.config.Server.Output)
		models, server, err := test.config.importPaths()
		if err != nil || models != test.models || server != test.server {
			t.Errorf("%s and %s instead of %s and %s: %v", models, server, test.models, test.server, err)
		}
	}
}

func TestImportPathsThatGoDoesNotAccept(t *testing.T) {
	dir := write(t, map[string]string{"go.mod": "module example.com/m\n"})
	for name, config := range map[string]Config{
		"import":        {Document: "x", Output: "gen", Import: "a b"},
		"output folder": {Document: "x", Output: filepath.Join(dir, "my gen", "shop")},
		"vendor folder": {Document: "x", Output: filepath.Join(dir, "vendor", "shop")},
	} {
		completed, err := config.complete()
		if err == nil {
			_, _, err = completed.importPaths()
		}
		if _, ok := errors.AsType[*ConfigError](err); !ok {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestNoModule(t *testing.T) {
	dir := t.TempDir()
	if _, err := os.Stat("/go.mod"); err == nil {
		t.Skip("the root folder is a module")
	}
	outside := Config{Output: filepath.Join(dir, "gen")}
	if _, err := outside.compileModule(); err == nil || !strings.Contains(err.Error(), "go mod init") {
		t.Errorf("the error is %v", err)
	}
	outside.Import = "example.com/gen"
	if m, err := outside.compileModule(); err != nil || m.path != "github.com/pandapon/pandagen" {
		t.Errorf("with an import path, in this module: %v, %v", m, err)
	}
}
