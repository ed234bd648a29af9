package input

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

func TestMultiplyMakesAValidDocumentOfAsManyOperations(t *testing.T) {
	root, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	const n = 3
	multiplied := Multiply(root, n)
	if got, want := Operations(multiplied), n*Operations(root); got != want || want == 0 {
		t.Errorf("%d operations, want %d", got, want)
	}
	if got, want := len(schemas(multiplied)), n*len(schemas(root)); got != want {
		t.Errorf("%d schemas, want %d", got, want)
	}
	if found := document.Validate(context.Background(), multiplied); len(found) > 0 {
		t.Errorf("the document is not valid: %v", found)
	}
}

func TestMultiplyByOneChangesNothing(t *testing.T) {
	root, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	if before, after := written(t, root), written(t, Multiply(root, 1)); !bytes.Equal(before, after) {
		t.Error("the document changed")
	}
}

func TestMultiplyLeavesItsInputAlone(t *testing.T) {
	root, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	before := written(t, root)
	Multiply(root, 2)
	if !bytes.Equal(before, written(t, root)) {
		t.Error("the document changed")
	}
}

func TestReferencesOfACopyStayInIt(t *testing.T) {
	root, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	multiplied := Multiply(root, 2)
	for _, m := range schemas(multiplied)[len(schemas(root)):] {
		document.Walk(m.Value, document.Schema, func(n *document.Node, _ document.Element, _ []string) bool {
			if ref := n.Get("$ref"); ref != nil && !strings.HasSuffix(ref.Text, "X1") {
				t.Errorf("schema %s refers to %s", m.Name, ref.Text)
			}
			return true
		})
	}
}

func schemas(root *document.Node) []document.Member {
	return root.Get("components").Get("schemas").Members
}

func written(t *testing.T, root *document.Node) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := document.WriteJSON(&b, root, ""); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
