package describe

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

func textNode(s string) *document.Node { return &document.Node{Kind: document.String, Text: s} }

func structOf(name string, fields ...*api.Field) *api.Type {
	return &api.Type{Name: name, Kind: api.Struct, Fields: fields}
}

func holding(t *api.Type) *api.Field {
	return &api.Field{Name: "F" + t.Name, Ref: api.Ref{Kind: api.Named, Type: t}}
}

func TestBreakRecursionTakesOneEdgeOfACircle(t *testing.T) {
	a, b := structOf("A"), structOf("B")
	c := structOf("C", holding(a), holding(b))
	a.Fields = []*api.Field{holding(b)}
	b.Fields = []*api.Field{holding(c)}
	breakRecursion([]*api.Type{a, b, c})
	var pointers []string
	for _, typ := range []*api.Type{a, b, c} {
		for _, f := range typ.Fields {
			if f.Ref.Pointer {
				pointers = append(pointers, typ.Name+"."+f.Name)
			}
		}
	}
	if got := strings.Join(pointers, " "); got != "C.FA C.FB" {
		t.Errorf("pointers: %s", got)
	}
}

func TestTypesOfSeveralServicesAreShared(t *testing.T) {
	leaf := structOf("Leaf")
	both, one := structOf("Both", holding(leaf)), structOf("One")
	request := func(types ...*api.Type) (ops []*api.Operation) {
		for _, typ := range types {
			ops = append(ops, &api.Operation{Request: typ})
		}
		return ops
	}
	services := []*api.Service{{File: "a", Operations: request(both, one)}, {File: "b", Operations: request(both)}}
	assignFiles(services, nil)
	if both.File != "shared" || leaf.File != "shared" || one.File != "a" {
		t.Errorf("files: both %s, leaf %s, one %s", both.File, leaf.File, one.File)
	}
}

func TestFlattenKeepsOrderAndLeavesTheSourceAlone(t *testing.T) {
	root, err := document.Parse("a.yaml", []byte(`
a: {allOf: [{properties: {x: {type: string}, y: {type: string}}, required: [x]}, {properties: {z: {type: string}}, required: [x, z]}], properties: {w: {}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	d := &describer{refs: newReferences(root)}
	d.flat = newFlattener(d)
	n := d.flat.flatten(root.Get("a"), 0)
	if got := strings.Join(memberNames(n.Get("properties")), " "); got != "x y z w" {
		t.Errorf("properties: %s", got)
	}
	if got := len(n.Get("required").Items); got != 2 {
		t.Errorf("%d required properties, want 2", got)
	}
	if d.flat.flatten(root.Get("a"), 0) != n {
		t.Error("the same schema was flattened twice")
	}
	if got := len(root.Get("a").Get("allOf").Items[0].Get("properties").Members); got != 2 {
		t.Errorf("the source has %d properties now", got)
	}
}

// large is a document with n operations, each with its own types.
func large(n int) []byte {
	var paths, schemas strings.Builder
	for i := range n {
		fmt.Fprintf(&paths, "  /thing%d: {post: {operationId: thing%d, tags: [Tag%d], requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Request%d'}}}}, "+
			"responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing%d'}}}}}}}\n", i, i, i%50, i, i)
		fmt.Fprintf(&schemas, "    Request%d: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {next: {$ref: '#/components/schemas/Thing%d'}, more: {type: object, properties: {a: {type: string}}}}}]}\n", i, (i+1)%n)
		fmt.Fprintf(&schemas, "    Thing%d: {type: object, description: A thing., properties: {id: {type: integer}, next: {$ref: '#/components/schemas/Thing%d'}, list: {type: array, items: {type: object, properties: {status: {type: string, enum: [a, b]}}}}}}\n", i, (i+1)%n)
	}
	return []byte("openapi: 3.1.0\npaths:\n" + paths.String() + "components:\n  schemas:\n    Base: {type: object, properties: {id: {type: string}}}\n" + schemas.String())
}

func TestDescribeLarge(t *testing.T) {
	root, err := document.Parse("large.yaml", large(2000))
	if err != nil {
		t.Fatal(err)
	}
	a, errs := Describe(context.Background(), root, Options{})
	if len(errs) > 0 {
		t.Fatal(errs[0])
	}
	if len(a.Types) != 2000*5 {
		t.Errorf("%d types, want %d", len(a.Types), 2000*5)
	}
}

func BenchmarkDescribe(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			root, err := document.Parse("large.yaml", large(n))
			if err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			for range b.N {
				if _, errs := Describe(context.Background(), root, Options{}); len(errs) > 0 {
					b.Fatal(errs[0])
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/operation")
		})
	}
}

func TestCanceledContextEndsTheRun(t *testing.T) {
	root, err := document.Parse("large.yaml", large(3))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if a, errs := Describe(ctx, root, Options{}); a != nil || len(errs) != 1 {
		t.Errorf("described %v, errors %v", a != nil, errs)
	}
}
