package describe

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

var update = flag.Bool("update", false, "write what is described into testdata/*/want.txt")

// Each folder of testdata holds a document, input.yaml, and what it is described as, or the errors: want.txt. Options stand in
// the document's x-test: {tags, operations, exclude, types, package}.
func TestDescribe(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*/input.yaml")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, input := range inputs {
		dir := filepath.Dir(input)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			data, err := os.ReadFile(input)
			if err != nil {
				t.Fatal(err)
			}
			root, err := document.Parse("input.yaml", data)
			if err != nil {
				t.Fatal(err)
			}
			described, errs := Describe(context.Background(), root, testOptions(root))
			got := dump(described)
			if len(errs) > 0 {
				got = errs.Error() + "\n"
			}
			want := filepath.Join(dir, "want.txt")
			if *update {
				if err := os.WriteFile(want, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			expected, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(expected) {
				t.Errorf("%s differs (go test -run TestDescribe -update writes it):\n%s", want, got)
			}
		})
	}
}

func testOptions(root *document.Node) Options {
	n := root.Get("x-test")
	o := Options{
		Tags: testList(n.Get("tags")), Operations: testList(n.Get("operations")),
		Package: n.Get("package").StringValue(),
		Exclude: Selection{testList(n.Get("exclude").Get("tags")), testList(n.Get("exclude").Get("operations"))},
	}
	if l := n.Get("types"); l != nil {
		o.Types = map[string]string{}
		for _, m := range l.Members {
			o.Types[m.Name] = m.Value.Text
		}
	}
	return o
}

func testList(n *document.Node) (list []string) {
	if n == nil {
		return nil
	}
	for _, item := range n.Items {
		list = append(list, item.Text)
	}
	return list
}

// dump writes an API for people to read and compare.
func dump(a *api.API) string {
	if a == nil {
		return "nil\n"
	}
	d := &dumper{}
	d.line("api %q %q %q", a.Title, a.Version, a.Servers)
	d.doc("", a.Doc)
	for _, s := range a.Schemes {
		d.line("\nscheme %q %s %s secret %s known %t%s", s.Name, s.Variable, s.Func, s.Secret, s.Signature != nil, source(s.Source))
		d.doc("  ", s.Doc)
		for _, c := range s.Credentials {
			d.line("  credential %s %q%s: %s", c.GoName, c.Name, flags("required", c.Required), strings.Join(c.Doc, " "))
		}
	}
	for _, s := range a.Security {
		d.line("\nsecurity %s %q %s %q, %s %q", s.Auth, s.Name, s.Type, s.HTTP, s.In, s.Key)
	}
	for _, c := range a.Credentials {
		d.line("variable %s of %s", c.Variable, c.GoName)
	}
	if u := a.Undescribed; u.Scheme != nil || u.Envelope != nil {
		line := "undescribed:"
		if u.Scheme != nil {
			line += " scheme " + u.Scheme.Name
		}
		if u.Envelope != nil {
			line += " envelope " + u.Envelope.Variable
		}
		d.line("%s", line)
	}
	for _, s := range a.Services {
		d.line("\nservice %s (%s) file %s", strings.Join(s.Path, "."), s.Name, s.File)
		d.doc("  ", s.Doc)
		for _, o := range s.Operations {
			d.operation(o)
		}
	}
	for _, t := range append(a.Types, a.Lists...) {
		d.typ(t)
	}
	if a.Times != nil {
		d.line("\ntimes %q in %q", a.Times.Forms, a.Times.Zone)
		d.doc("  ", a.Times.Doc)
	}
	for _, w := range a.Webhooks {
		d.line("\nwebhook %q %q title %q body %q%s", w.Type, w.ID, w.Title, w.Body, source(w.Source))
	}
	for _, name := range slices.Sorted(maps.Keys(a.Aliases)) {
		d.line("\nalias %s of %s", a.Aliases[name], name)
	}
	for _, w := range a.Warnings {
		d.line("\nwarning %s", w)
	}
	return d.String()
}

type dumper struct{ strings.Builder }

func (d *dumper) line(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

func (d *dumper) doc(indent string, doc api.Doc) {
	for _, l := range doc {
		d.line("%s", strings.TrimRight(indent+"// "+l, " "))
	}
}

func (d *dumper) operation(o *api.Operation) {
	d.line("\n  method %s %s %q %s %s title %q%s", o.Name, o.Variable, o.ID, o.HTTPMethod, o.Path, o.Title,
		flags("deprecated", o.Deprecated, "data-unknown", o.DataUnknown)+source(o.Source))
	d.doc("    ", o.Doc)
	if o.Request != nil {
		d.line("    request %s", o.Request.Name)
	}
	for _, p := range o.Params {
		d.line("    param %s %q -> %s", p.In, p.Name, p.Field.Name)
	}
	if o.Body != nil {
		field := "the request"
		if o.Body.Field != nil {
			field = o.Body.Field.Name
		}
		d.line("    body %s%s", field, flags("required", o.Body.Required))
	}
	if o.Data != nil {
		d.line("    data %s", ref(o.Data))
	}
	if e := o.Envelope; e != nil {
		d.line("    envelope %s, on servers %s: %q %q %q %q success %q rejected %q", e.Variable, e.Server.Variable, e.Code, e.Message, e.Data, e.RequestID, e.Success, e.Rejected)
		if e.Outcome != nil {
			d.line("    outcome %q %q %q%s%s", e.Outcome.Success, e.Outcome.Code, e.Outcome.Message, label(" each ", e.Outcome.List), flags("expected", e.Outcome.Expected))
		}
	}
	if o.Scheme != nil {
		d.line("    scheme %q", o.Scheme.Name)
	}
	for _, alternative := range o.Security {
		var names []string
		for _, r := range alternative {
			names = append(names, fmt.Sprintf("%q %q", r.Name(), r.Scopes))
		}
		d.line("    security {%s}", strings.Join(names, " and "))
	}
	retry := o.Retry.Rule
	if o.Retry.Field != nil {
		retry += " " + o.Retry.Field.Name
	}
	d.line("    retry %s", retry)
	if p := o.Paging; p != nil {
		size := ""
		if p.Size != nil {
			size = " size " + p.Size.Name
		}
		d.line("    paging %s of %s: page %s%s%s%s", p.Method, ref(p.Item), p.Page.Name, size, way(" total ", p.Total), way(" items ", p.Items))
	}
}

func label(text string, steps []string) string {
	if steps == nil {
		return ""
	}
	return text + strings.Join(steps, ".")
}

func way(label string, fields []*api.Field) string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	if names == nil {
		return ""
	}
	return label + strings.Join(names, ".")
}

func (d *dumper) typ(t *api.Type) {
	kind := "struct"
	switch t.Kind {
	case api.Enum:
		kind = "enum of " + ref(&api.Ref{Kind: t.Base})
	case api.ID:
		kind = "id"
	case api.Unit:
		kind = "unit of " + ref(&api.Ref{Kind: t.Base})
	}
	if t.Kind == api.List {
		kind = "list of " + ref(t.Elem)
	}
	d.line("\ntype %s %s %q file %s%s", t.Name, kind, t.Schema, t.File,
		flags("request", t.InRequest, "response", t.InResponse, "params-only", t.ParamsOnly, "deprecated", t.Deprecated)+source(t.Source))
	d.doc("  ", t.Doc)
	for _, f := range t.Fields {
		d.line("  %s %q %s%s", f.Name, f.Wire, ref(&f.Ref),
			flags("required", f.Required, "nullable", f.Nullable, "read-only", f.ReadOnly, "write-only", f.WriteOnly, "zero:null", f.Zero == api.ZeroNull, "zero:omitted", f.Zero == api.ZeroOmitted, "zero:refused", f.Zero == api.ZeroRefused, "deprecated", f.Deprecated))
		d.doc("    ", f.Doc)
	}
	for _, c := range t.Conversions {
		d.line("  one is %d/%d %s%s", c.Num, c.Den, c.To.Name, flags("exact", c.IsExact(t)))
	}
	if t.IDs != nil {
		d.line("  method %s []%s", t.IDs.Method, ref(&t.IDs.Elem))
		d.doc("    ", t.IDs.Doc)
		for _, w := range t.IDs.Ways {
			d.line("%s", way("    ", w))
		}
	}
	for _, v := range t.Values {
		d.line("  %s = %q", v.Name, v.Literal)
		d.doc("    ", v.Doc)
	}
}

func source(s api.Source) string {
	if s == (api.Source{}) {
		return ""
	}
	out := fmt.Sprintf(" source %q %q %q", s.Page, s.Date, s.Evidence)
	if s.Title != "" || s.TitleZH != "" {
		out += fmt.Sprintf(" %q %q", s.Title, s.TitleZH)
	}
	return out
}

// flags writes the names whose values are true.
func flags(pairs ...any) string {
	s := ""
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1].(bool) {
			s += " " + pairs[i].(string)
		}
	}
	return s
}

// wires are the ways in which ids and units travel.
var wires = map[api.Kind]string{
	api.String: " as string", api.Int64: " as int64", api.Decimal: " as decimal", api.Integer: " as integer", api.IntegerDecimal: " as integer", api.StringOrInteger: " as string or integer",
	api.IntegerOrString: " as integer or string", api.Int64Text: " as int64 in a string", api.DecimalText: " as decimal in a string",
}

func ref(r *api.Ref) string {
	star := ""
	if r.Pointer {
		star = "*"
	}
	switch r.Kind {
	case api.Named:
		return star + r.Type.Name + wires[r.Wire]
	case api.Array:
		if r.List != nil {
			return star + r.List.Name
		}
		return star + "[]" + ref(r.Elem)
	case api.Map:
		return star + "map[string]" + ref(r.Elem)
	case api.Text:
		return star + "text(" + ref(r.Elem) + ")"
	case api.Custom:
		return star + "custom(" + r.Custom + ")"
	}
	return star + map[api.Kind]string{
		api.String: "string", api.Bool: "bool", api.Int64: "int64", api.Uint64: "uint64", api.Float64: "float64", api.Decimal: "decimal", api.Any: "any",
	}[r.Kind]
}
