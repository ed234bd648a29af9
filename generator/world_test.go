package generator

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/api"
)

// Each folder of testdata/world has a document such as other people write, and in want.txt what becomes of it: the methods of
// the client, whose code compiles, or findings with their places.
func TestDocumentsOfTheWorld(t *testing.T) {
	for _, dir := range folders(t, "testdata/world") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			cfg := Config{Document: filepath.Join(dir, "openapi.yaml"), Output: filepath.Join(t.TempDir(), "world"), Import: "example.com/world"}
			out, err := Build(context.Background(), cfg)
			got := ""
			if findings, ok := errors.AsType[Findings](err); ok {
				got = strings.ReplaceAll(findings.Error(), filepath.ToSlash(dir)+"/", "") + "\n"
			} else if err != nil {
				t.Fatal(err)
			} else {
				got = methods(out)
			}
			compareText(t, filepath.Join(dir, "want.txt"), got)
		})
	}
}

// methods lists what a client can do, with the types that it needs.
func methods(out *Output) string {
	var b strings.Builder
	fmt.Fprintf(&b, "servers %q\n", out.api.Servers)
	for _, s := range out.api.Security {
		fmt.Fprintf(&b, "security %+v\n", *s)
	}
	for _, s := range out.api.Services {
		for _, op := range s.Operations {
			fmt.Fprintf(&b, "%s.%s %s %s", strings.Join(s.Path, "."), op.Name, op.HTTPMethod, op.Path)
			if op.Request != nil {
				fmt.Fprintf(&b, "\n  %s", op.Request.Name)
			}
			for _, p := range op.Params {
				fmt.Fprintf(&b, "\n  %s %s from %s %q%s", p.Field.Name, typeOf(&p.Field.Ref), p.In, p.Name, joined(p.Join))
			}
			if op.Body != nil && op.Body.Media != "" {
				fmt.Fprintf(&b, "\n  as %s %q", op.Body.Media, op.Body.Deep)
			}
			if op.Body != nil && op.Body.Field != nil {
				fmt.Fprintf(&b, "\n  Body %s", typeOf(&op.Body.Field.Ref))
			}
			if op.Data != nil {
				fmt.Fprintf(&b, "\n  answers %s %s", typeOf(op.Data), op.Media)
			}
			b.WriteString("\n")
		}
	}
	for _, w := range out.api.Webhooks {
		fmt.Fprintf(&b, "webhook %s\n", w.Type)
	}
	for _, t := range out.api.Types {
		if t.ParamsOnly {
			continue
		}
		fmt.Fprintf(&b, "type %s\n", t.Name)
		for _, f := range t.Fields {
			fmt.Fprintf(&b, "  %s %s\n", f.Name, typeOf(&f.Ref))
		}
		for _, v := range t.Values {
			fmt.Fprintf(&b, "  %s = %s\n", v.Name, v.Literal)
		}
	}
	return b.String()
}

func joined(separator string) string {
	if separator == "" {
		return ""
	}
	return fmt.Sprintf(", joined with %q", separator)
}

func typeOf(r *api.Ref) string {
	names := map[api.Kind]string{
		api.String: "string", api.Bool: "bool", api.Int64: "int64", api.Uint64: "uint64", api.Float64: "float64", api.Decimal: "Decimal", api.Any: "any", api.Array: "[]", api.Map: "map[]",
		api.Text: "text of ", api.Custom: r.Custom, api.Bytes: "bytes", api.Parts: "parts",
	}
	s := names[r.Kind]
	if r.Pointer {
		s = "*" + s
	}
	if r.Type != nil {
		s += r.Type.Name
	}
	if r.Elem != nil {
		s += typeOf(r.Elem)
	}
	return s
}
