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
types: {Order.at: time.Time}
templates: my templates
`})
	got, err := LoadConfig(filepath.Join(dir, "sub", "pandagen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(dir, "sub", name) }
	want := Config{
		Document: filepath.Join(dir, "spec", "openapi.yaml"), Overlays: []string{in("overlay.yaml")},
		Emit: []string{"models", "server"}, Output: in("gen/shop"), Package: "shop", Import: "example.com/x/gen/shop",
		Server: Target{Output: in("srv"), Package: "shopd"}, Tags: []string{"Order"}, Operations: []string{"orderGet"},
		Types: map[string]string{"Order.at": "time.Time"}, Templates: in("my templates"),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// The schema that editors use and the reader agree about what is right.
func TestConfigAndItsSchemaAgree(t *testing.T) {
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
	for _, test := range []struct{ config, fails string }{
		{config: "document: embedded\noutput: gen"},
		{"document: embedded\noutptu: gen", `pandagen.yaml:2:1: unknown key "outptu": did you mean "output"?`},
		{"document: embedded\noutput: gen\nserver: {packge: x}", `pandagen.yaml:3:10: unknown key "server.packge": did you mean "server.package"?`},
		{"document: embedded\noutput: gen\nzebra: 1", `pandagen.yaml:3:1: unknown key "zebra": known are document, emit,`},
		{"output: gen", `"document" is missing`},
		{"document: embedded", `"output" is missing`},
		{"document: 7\noutput: gen", "pandagen.yaml:1:11: a number where a text should be"},
		{"document: ''\noutput: gen", "pandagen.yaml:1:11: an empty text where a text should be"},
		{"document: embedded\noutput: gen\nemit: models", "pandagen.yaml:3:7: a string where a list should be"},
		{"document: embedded\noutput: gen\nemit: [models, clinet]", `pandagen.yaml:3:16: there is nothing called "clinet" to emit: did you mean "client"?`},
		{"document: embedded\noutput: gen\npackage: my-shop", `"my-shop" is not a name for a Go package`},
		{"document: embedded\noutput: gen\nimport: 'a b; c'", `pandagen.yaml:3:9: "a b; c" is not an import path`},
		{"document: embedded\noutput: gen\ntypes: {a: [b]}", "where a text should be"},
		{"document: embedded\noutput: gen\nserver: x", "where keys and values should be"},
		{"document: embedded\noutput: gen\ntags: [[x]]", "where a text should be"},
		{"[]", "where keys and values should be"},
	} {
		dir := write(t, map[string]string{"pandagen.yaml": test.config})
		_, err := LoadConfig(filepath.Join(dir, "pandagen.yaml"))
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

// A key that only one of them knows is a mistake.
func TestSchemaKnowsTheKeysOfConfig(t *testing.T) {
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(Schema, &schema); err != nil {
		t.Fatal(err)
	}
	dir := write(t, map[string]string{"pandagen.yaml": "q0z: 1"})
	_, err := LoadConfig(filepath.Join(dir, "pandagen.yaml"))
	if err == nil {
		t.Fatal("no error")
	}
	if keys := strings.Join(slices.Sorted(maps.Keys(schema.Properties)), ", "); !strings.Contains(err.Error(), "known are "+keys) {
		t.Errorf("the schema has %s, and the error is %v", keys, err)
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
		"no name":            {Document: "a.yaml", Output: "gen/123"},
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
