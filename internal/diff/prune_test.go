package diff

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/spec"
)

// specRoot returns PandaPon's document.
func specRoot(t testing.TB) *document.Node {
	t.Helper()
	doc, err := document.Load(context.Background(), document.FromFS(spec.FS(), spec.Entry, "spec"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// edit changes some places that matter on the wire.
func edit(random *rand.Rand, root *document.Node) {
	var edits []func()
	document.Walk(root, document.OpenAPI, func(n *document.Node, e document.Element, _ []string) bool {
		for i := range n.Members {
			m := &n.Members[i]
			switch {
			case m.Name == "type" && e == document.Schema && m.Value.Kind == document.String:
				edits = append(edits, func() { m.Value = textNode([]string{"string", "integer", "boolean"}[random.IntN(3)], m.Value.Pos) })
			case m.Name == "properties" && len(m.Value.Members) > 0:
				edits = append(edits, func() {
					j := random.IntN(len(m.Value.Members))
					m.Value.Members = slices.Delete(m.Value.Members, j, j+1)
				})
			case m.Name == "required" && len(m.Value.Items) > 0, m.Name == "enum" && len(m.Value.Items) > 1:
				edits = append(edits, func() { m.Value.Items = m.Value.Items[1:] })
			case m.Name == "post" && e == document.PathItem:
				edits = append(edits, func() { m.Name = "put" })
			}
		}
		return true
	})
	for range 1 + random.IntN(4) {
		edits[random.IntN(len(edits))]()
	}
}

// TestPruningChangesNothing edits PandaPon's document at random: what is found in all of it is found in the remainder.
func TestPruningChangesNothing(t *testing.T) {
	ctx := context.Background()
	found := 0
	for seed := range uint64(14) {
		base, head := newSide(specRoot(t)), newSide(specRoot(t))
		edit(rand.New(rand.NewPCG(seed, 1)), head.root)
		all := &wire{base: base, head: head, baseView: newSide(view(base, nil)), headView: newSide(view(head, nil))}
		want, err := all.compare(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := compareWire(ctx, base, head, wireTime)
		if err != nil {
			t.Fatal(err)
		}
		found += len(want)
		if a, b := texts(want), texts(got); !slices.Equal(a, b) {
			t.Errorf("seed %d: of\n%q\nthere is left\n%q", seed, a, b)
		}
	}
	if found < 20 {
		t.Errorf("the edits made %d changes only", found)
	}
}

func texts(changes []Change) []string {
	var list []string
	for _, c := range changes {
		list = append(list, fmt.Sprint(c.ID, c.Level, c.Operation, c.Text, c.Pos, c.Gone))
	}
	return list
}

// TestPlacesAreLinesOfJSON guards the agreement between places and document.WriteJSON.
func TestPlacesAreLinesOfJSON(t *testing.T) {
	root := specRoot(t)
	var b bytes.Buffer
	if err := document.WriteJSON(&b, root, " "); err != nil {
		t.Fatal(err)
	}
	written, err := document.Parse("written.json", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	lines := placesOf(root)
	checked := 0
	var compare func(a, b *document.Node)
	compare = func(a, b *document.Node) {
		for i, m := range a.Members {
			at, ok := lines.at(b.Members[i].Pos.Line)
			if !ok || at != m.Pos {
				t.Fatalf("line %d is %v instead of %v", b.Members[i].Pos.Line, at, m.Pos)
			}
			checked++
			compare(m.Value, b.Members[i].Value)
		}
		for i, item := range a.Items {
			at, ok := lines.at(b.Items[i].Pos.Line)
			if !ok || at != item.Pos {
				t.Fatalf("line %d is %v instead of %v", b.Items[i].Pos.Line, at, item.Pos)
			}
			checked++
			compare(item, b.Items[i])
		}
	}
	compare(root, written)
	if checked < 1000 {
		t.Errorf("only %d places were compared", checked)
	}
}

// TestSchemasThatHoldThemselves end: through allOf, through a choice with null, and through a property.
func TestSchemasThatHoldThemselves(t *testing.T) {
	const text = `{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "d",
		"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}}, "components": {"schemas": {
		"A": {"allOf": [{"$ref": "#/components/schemas/A"}, {"properties": {"b": {"$ref": "#/components/schemas/B"}}}]},
		"B": {"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}]},
			"more": {"allOf": [{"$ref": "#/components/schemas/B"}, {"properties": {"x": {"type": "%s"}}}]}}}}}}`
	side := func(typ string) *side {
		root, err := document.Parse("a.json", fmt.Appendf(nil, text, typ))
		if err != nil {
			t.Fatal(err)
		}
		return newSide(root)
	}
	if compareOperations(newComparer(side("string"), side("string")), side("string").operations[0], side("string").operations[0]) != nil {
		t.Error("a document differs from itself")
	}
	changes, _, err := compareWire(context.Background(), side("string"), side("integer"), wireTime)
	if err != nil || len(changes) == 0 {
		t.Errorf("%v, %v", changes, err)
	}
	if changes, _, err = compareWire(context.Background(), side("string"), side("string"), wireTime); err != nil || len(changes) > 0 {
		t.Errorf("%v, %v", changes, err)
	}
}
