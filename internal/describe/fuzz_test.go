package describe

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

// Whatever a document says, describing it ends without a panic, in the same way every time, and with names that Go accepts.
func FuzzDescribe(f *testing.F) {
	inputs, err := filepath.Glob("testdata/*/input.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, input := range inputs {
		data, err := os.ReadFile(input)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := document.Parse("fuzz.yaml", data)
		if err != nil {
			t.Skip()
		}
		described, errs := Describe(context.Background(), root, testOptions(root))
		if (described == nil) == (len(errs) == 0) {
			t.Fatalf("described %v with errors %v", described != nil, errs)
		}
		again, errsAgain := Describe(context.Background(), root, testOptions(root))
		if dump(described) != dump(again) || errs.Error() != errsAgain.Error() {
			t.Fatal("two runs differ")
		}
		if described != nil {
			checkInvariants(t, described)
		}
	})
}

// checkInvariants checks what emitters rely on.
func checkInvariants(t *testing.T, a *api.API) {
	t.Helper()
	names := map[string]bool{}
	claim := func(name, what string) {
		if !exportedIdentifier(name) {
			t.Errorf("%s %q is no exported identifier", what, name)
		}
		if names[name] {
			t.Errorf("%s %q is taken", what, name)
		}
		names[name] = true
	}
	known := map[*api.Type]bool{}
	for _, typ := range a.Types {
		claim(typ.Name, "type")
		known[typ] = true
		if typ.File == "" {
			t.Errorf("type %s has no file", typ.Name)
		}
		if !typ.InRequest && !typ.InResponse {
			t.Errorf("type %s is not reached", typ.Name)
		}
		checkDoc(t, typ.Doc)
	}
	for _, typ := range a.Types {
		for _, v := range typ.Values {
			claim(v.Name, "constant")
			checkDoc(t, v.Doc)
		}
		fields := map[string]bool{}
		for _, f := range typ.Fields {
			if !exportedIdentifier(f.Name) || fields[f.Name] || reservedFields[f.Name] {
				t.Errorf("field %s.%q is no exported identifier of its own", typ.Name, f.Name)
			}
			fields[f.Name] = true
			if n := namedIn(&f.Ref); n != nil && !known[n] {
				t.Errorf("field %s.%s has a type that is not listed", typ.Name, f.Name)
			}
			checkDoc(t, f.Doc)
		}
	}
	files := map[string]bool{}
	for _, s := range a.Services {
		if files[s.File] {
			t.Errorf("two services have the file %s", s.File)
		}
		files[s.File] = true
		methods := map[string]bool{}
		for _, o := range s.Operations {
			if !exportedIdentifier(o.Name) || methods[o.Name] {
				t.Errorf("method %s.%q is no exported identifier of its own", s.Name, o.Name)
			}
			methods[o.Name] = true
			checkDoc(t, o.Doc)
			if o.Request != nil && (!known[o.Request] || o.Request.Kind != api.Struct) {
				t.Errorf("the request of %s is no listed struct", o.ID)
			}
		}
	}
	for _, typ := range a.Types {
		if holdsItself(typ, typ, map[*api.Type]bool{}) {
			t.Errorf("type %s holds itself by value", typ.Name)
		}
	}
}

func holdsItself(typ, in *api.Type, seen map[*api.Type]bool) bool {
	if seen[in] {
		return false
	}
	seen[in] = true
	for _, f := range in.Fields {
		if h := heldBy(&f.Ref); h != nil && (h == typ || holdsItself(typ, h, seen)) {
			return true
		}
	}
	return false
}
