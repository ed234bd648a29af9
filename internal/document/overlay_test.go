package document

import (
	"fmt"
	"strings"
	"testing"
)

// What targets look at has a bound: filters within filters look at everything below everything.
func TestTargetsAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "a%d: {b: {c: {d: 1}}}\n", i)
	}
	root, err := Parse("doc.yaml", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"$..*..*..*", "$..[?@.b[?@[?@ != 2]]]", "$.*", "$..[?@ == @]"} {
		path, err := parsePath(target)
		if err != nil {
			t.Fatal(err)
		}
		a := applier{root: root, left: maxNodes, search: search{200}}
		a.apply(action{target: &Node{Kind: String, Text: target, Pos: Position{File: "overlay.yaml", Line: 4, Column: 5}}, path: path, update: &Node{Kind: Object}})
		if len(a.errs) != 1 || !strings.Contains(a.errs[0].Error(), "overlay.yaml:4:5: the targets up to this one look at more than") {
			t.Errorf("%s: %v", target, a.errs)
		}
		if a.search.left < -20 {
			t.Errorf("%s: %d values were looked at when there was room for none", target, -a.search.left)
		}
	}
}
