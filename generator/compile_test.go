package generator

import (
	"context"
	"fmt"
	"go/format"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/emit"
)

// compile finishes units as Build does, within this module.
func compile(t *testing.T, a *api.API, units ...*unit) error {
	t.Helper()
	ctx := context.Background()
	_, err := finishUnits(ctx, a, Config{}, units, nil, startExports(ctx, "."))
	return err
}

func oneFile(name, importPath, raw string) *unit {
	return &unit{Package: emit.Package{Name: name, Import: importPath}, dir: name, files: []*source{{name: name + "/a.go", raw: []byte(raw)}}}
}

func TestCodeIsCheckedAndFormatted(t *testing.T) {
	shop := oneFile("shop", "example.com/shop", ours+"package shop\nimport \"time\"\nimport r \"github.com/pandapon/pandagen/runtime\"\nimport \"encoding/json\"\nimport \"encoding/json\"\n"+
		"// T is a type.\ntype T struct { At time.Time; Raw   json.RawMessage\nPrice r.Decimal }")
	server := oneFile("server", "example.com/shop/server", ours+"package server\nimport \"example.com/shop\"\nfunc F() shop.T { return shop.T{} }")
	if err := compile(t, &api.API{}, shop, server); err != nil {
		t.Fatal(err)
	}
	const want = ours + `package shop

import (
	"encoding/json"
	"time"

	r "github.com/pandapon/pandagen/runtime"
)

// T is a type.
type T struct {
	At    time.Time
	Raw   json.RawMessage
	Price r.Decimal
}
`
	if got := string(shop.files[0].formatted); got != want {
		t.Errorf("got\n%s", got)
	}
	for _, u := range []*unit{shop, server} {
		if again, err := format.Source(u.files[0].formatted); err != nil || string(again) != string(u.files[0].formatted) {
			t.Errorf("gofmt would change\n%s", u.files[0].formatted)
		}
	}
}

func TestCodeThatDoesNotCompileIsAFaultOfPandagen(t *testing.T) {
	for name, raw := range map[string]string{
		"a parse error":       "package shop\nfunc {",
		"a type error":        "package shop\nvar x int = `text`",
		"an unused import":    "package shop\nimport \"time\"\n",
		"a missing import":    "package shop\nvar t time.Time",
		"a package not found": "package shop\nimport _ \"github.com/pandapon/pandagen/nowhere\"\n",
	} {
		err := compile(t, &api.API{}, oneFile("shop", "example.com/shop", raw))
		switch err := err.(type) {
		case *InternalError:
			if !strings.Contains(err.Error(), "report it") || !strings.Contains(err.Error(), "shop/a.go") {
				t.Errorf("%s: the error is %v", name, err)
			}
		case *EnvironmentError:
			if name != "a package not found" || !strings.Contains(err.Error(), "nowhere") {
				t.Errorf("%s: the error is %v", name, err)
			}
		default:
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestTypesThatCannotBeUsedAreFindings(t *testing.T) {
	field := func(line int, goType string) *api.Field {
		return &api.Field{Wire: "at", Pos: document.Position{File: "openapi.yaml", Line: line, Column: 1},
			Ref: api.Ref{Kind: api.Array, Elem: &api.Ref{Kind: api.Custom, Custom: goType}}}
	}
	a := &api.API{Types: []*api.Type{{Fields: []*api.Field{
		field(1, "time.Time"), field(2, "time.Tiem"), field(3, "*time.Tiem"), field(4, "example.com/shop.Own"), field(5, "time.Now"), field(6, "int32"),
		field(7, "net/http.HandlerFunc"), field(8, "net/netip.Addr"), field(9, "net/url.Values"), field(10, "nowhere/atall.T"),
		field(11, "os/exec.Error"), field(12, "expvar.Int"), field(13, "internal/abi.Type"), field(14, "example.com/other/internal/money.Amount"),
		field(15, "cmp.Ordered"), field(16, "encoding/json.Unmarshaler"), field(17, "iter.Seq"), field(18, "vendor/golang.org/x/net/idna.Profile"),
	}}}, Services: []*api.Service{{Operations: []*api.Operation{
		{Data: &api.Ref{Kind: api.Custom, Custom: "runtime/debug.Module"}, Pos: document.Position{File: "openapi.yaml", Line: 19, Column: 1}},
	}}}}
	err := compile(t, a, oneFile("shop", "example.com/shop", "package shop\n"))
	want := `openapi.yaml:2:1: property "at": the Go type time.Tiem does not exist: correct x-go, or types in the configuration
openapi.yaml:4:1: property "at": the Go type example.com/shop.Own belongs to the package that is generated: put it into a package of its own
openapi.yaml:5:1: property "at": the Go type time.Now does not exist: correct x-go, or types in the configuration
openapi.yaml:7:1: property "at": the Go type net/http.HandlerFunc cannot be read from JSON: use one that can, such as a struct, or one that has UnmarshalJSON
openapi.yaml:10:1: property "at": the Go type nowhere/atall.T cannot be used: package nowhere/atall, which`
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the error is %v", err)
	}
	for i, want := range []string{
		"os/exec.Error belongs to a package of the standard library that a document may not name", "expvar.Int belongs to a package of the standard library",
		"internal/abi.Type belongs to a package that is internal to others", "internal/money.Amount belongs to a package that is internal to others",
		"cmp.Ordered cannot be read from JSON", "encoding/json.Unmarshaler cannot be read from JSON", "iter.Seq cannot be read from JSON",
		"vendor/golang.org/x/net/idna.Profile belongs to a package that is internal to others", "the answer: the Go type runtime/debug.Module belongs to a package of the standard library",
	} {
		if lines := strings.Split(err.Error(), "\n"); len(lines) != 14 || !strings.HasPrefix(lines[i+5], fmt.Sprintf("openapi.yaml:%d:1: ", 11+i)) || !strings.Contains(lines[i+5], want) {
			t.Errorf("%s is not in\n%v", want, err)
		}
	}
}

// A person who configures a type knows what importing it does.
func TestConfiguredTypesMayBelongToAnyPackage(t *testing.T) {
	a := &api.API{Types: []*api.Type{{Fields: []*api.Field{{Wire: "at", Ref: api.Ref{Kind: api.Custom, Custom: "os/exec.Error"}}}}}}
	ctx := t.Context()
	config := Config{Types: map[string]string{"Order.at": "os/exec.Error"}}
	if _, err := finishUnits(ctx, a, config, []*unit{oneFile("shop", "example.com/shop", "package shop\n")}, nil, startExports(ctx, ".")); err != nil {
		t.Error(err)
	}
}

// Internal packages are for those that the go command lets import them.
func TestInternalPackages(t *testing.T) {
	for pkg, want := range map[string]bool{
		"internal/abi": true, "crypto/internal/fips140": true, "example.com/shop/internal/money": false, "example.com/shop/gen/internal/money": true,
		"example.com/other/internal": true, "example.com/internals/money": false, "example.com/shop/internal/x/internal/y": true, "time": false,
	} {
		if got := isInternalTo(pkg, "example.com/shop/gen2/api"); got != want {
			t.Errorf("%s: %v", pkg, got)
		}
	}
}

func TestPanicsBecomeErrors(t *testing.T) {
	err := each(context.Background(), 3, func(i int) error {
		if i == 1 {
			panic("oh no")
		}
		return nil
	})
	internal, ok := err.(*InternalError)
	if !ok || !strings.Contains(internal.Error(), "oh no") || internal.Stack == "" {
		t.Errorf("the error is %v", err)
	}
}
