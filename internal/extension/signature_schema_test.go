package extension

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The schema must accept what the parser accepts, and see every error that is one of form.
func TestSignatureSchema(t *testing.T) {
	schema := signatureSchema(t)
	files, err := filepath.Glob(filepath.Join(vectors, "*", "scheme.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(plain(t, string(data))); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	formal := map[string]bool{Rule: true, "signature-missing": true, "signature-unknown-value": true, "signature-ambiguous": true}
	for _, test := range signatureErrors {
		if err := schema.Validate(plain(t, strings.Replace(valid, test.old, test.new, 1))); err == nil && formal[test.rule] {
			t.Errorf("%s: the schema accepts it", test.name)
		}
	}
}

func signatureSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := fs.ReadFile(Schemas(), "x-signature.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("x-signature.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("x-signature.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// plain returns a YAML text as the schema library reads JSON.
func plain(t *testing.T, yaml string) any {
	t.Helper()
	n, err := document.Parse("x.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := document.WriteJSON(&b, n, ""); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
