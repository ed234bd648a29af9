package yamledit_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

// mutator changes trees at random.
type mutator struct{ *rand.Rand }

// texts are what readers and writers of YAML stumble over.
var texts = []string{
	"", " ", "a", "it's", `"q"`, "null", "yes", "1", "0x1f", "1e3", "2025-01-02", "1:30", "a: b", "a #b", "#a", "- a", "a, b", "[a", "a]", "{", "&a", "*a",
	"!a", "%a", "@a", "`a", "|", ">", "? a", ": a", "a:", "a\nb", "a\n", "\na", "a\n\nb\n", "\n", " a\nb", "a \nb", "中文", "\u200b", "\u0085", "\u2028", "\ufeff", "\t", "a\tb",
	"https://example.com/a?b=c#d", "/a/{b}", "$ref", "1688 / Order", strings.Repeat("long text ", 30), strings.Repeat("x", 200), strings.Repeat("two  spaces ", 20), "---", "...", "\x00", "\U0001f600",
}

func (m mutator) scalar() *document.Node {
	switch m.IntN(5) {
	case 0:
		return &document.Node{Kind: document.Number, Text: []string{"0", "-1.50", "2059624776425880794", "1e3"}[m.IntN(4)]}
	case 1:
		return &document.Node{Kind: document.Bool, Text: []string{"true", "false"}[m.IntN(2)]}
	case 2:
		return &document.Node{Kind: document.Null}
	}
	return &document.Node{Kind: document.String, Text: texts[m.IntN(len(texts))]}
}

// value makes a new value.
func (m mutator) value(depth int) *document.Node {
	n := &document.Node{Kind: document.Object}
	switch m.IntN(3 + depth) {
	case 0:
		for range m.IntN(4) {
			m.add(n, depth+1)
		}
		return n
	case 1:
		n.Kind = document.Array
		for range m.IntN(4) {
			n.Items = append(n.Items, m.value(depth+1))
		}
		return n
	}
	return m.scalar()
}

// add inserts a member under a new name.
func (m mutator) add(n *document.Node, depth int) {
	name := texts[m.IntN(len(texts))]
	if m.IntN(2) == 0 {
		name = []string{"type", "x-source", "new", "required"}[m.IntN(4)]
	}
	if n.Get(name) == nil {
		n.Members = slices.Insert(n.Members, m.IntN(len(n.Members)+1), document.Member{Name: name, Value: m.value(depth)})
	}
}

// change changes n, or something below it, in one place. It tells what was done.
func (m mutator) change(n *document.Node) string {
	size := len(n.Members) + len(n.Items)
	if size > 0 && m.IntN(3) > 0 {
		if i := m.IntN(size); n.Kind == document.Object {
			return m.change(n.Members[i].Value)
		} else {
			return m.change(n.Items[i])
		}
	}
	switch what := m.IntN(6); {
	case what == 0 || n.Kind != document.Object && n.Kind != document.Array:
		*n = document.Node{Kind: n.Kind, Pos: n.Pos}
		v := m.value(1)
		v.Pos = n.Pos
		*n = *v
		return "replaced"
	case what < 3 && size > 0:
		i := m.IntN(size)
		if n.Kind == document.Object {
			n.Members = slices.Delete(n.Members, i, i+1)
		} else {
			n.Items = slices.Delete(n.Items, i, i+1)
		}
		return "removed"
	case what == 3 && size > 1:
		i := m.IntN(size - 1)
		if n.Kind == document.Object {
			n.Members[i], n.Members[i+1] = n.Members[i+1], n.Members[i]
		} else {
			n.Items[i], n.Items[i+1] = n.Items[i+1], n.Items[i]
		}
		return "moved"
	case what == 4 && n.Kind == document.Object && size > 0:
		if name := texts[m.IntN(len(texts))]; n.Get(name) == nil {
			n.Members[m.IntN(size)].Name = name
		}
		return "renamed"
	case n.Kind == document.Object:
		m.add(n, 0)
	default:
		n.Items = slices.Insert(n.Items, m.IntN(size+1), m.value(0))
	}
	return "added"
}

// odd are the characters of what YAML allows and this package may refuse to edit: anchors, aliases, tags, names behind a question
// mark, directives, tabs, and what ends lines for YAML alone.
const odd = "&*!?%\t\u0085\u2028\u2029\ufeff\r"

// isOdd reports whether a file has something of that, a comment that touches what stands before it, quotes around several lines, or a
// line that is longer than names may be that stand without a question mark.
func isOdd(text string) bool {
	if strings.ContainsAny(text, odd) || touching.MatchString(text) {
		return true
	}
	for line := range strings.Lines(text) {
		if len(line) > 1000 || strings.Count(line, `"`)%2 > 0 || strings.Count(line, "'")%2 > 0 {
			return true
		}
	}
	return false
}

var touching = regexp.MustCompile(`\S#`)

// fuzzed is how long inputs are that are fuzzed: longer ones take the time of many and find no more.
const fuzzed = 4 << 10

// FuzzRewrite changes a file at random: what comes out holds what was asked for, or the file was refused for a reason.
func FuzzRewrite(f *testing.F) {
	for _, pattern := range []string{"../../spec/*.yaml", "../../spec/1688/messages.yaml", "../document/testdata/*/*/input.*", "../lint/testdata/*/*.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatal(pattern, err)
		}
		for _, name := range names {
			if data, err := os.ReadFile(name); err == nil && len(data) <= fuzzed {
				f.Add(data, uint64(len(data)))
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		root, err := document.Parse("a.yaml", data)
		if err != nil || len(data) > fuzzed || root.Kind != document.Object && root.Kind != document.Array {
			return
		}
		m := mutator{rand.New(rand.NewPCG(seed, 0))}
		for range 1 + m.IntN(4) {
			m.change(root)
		}
		out, err := rewrite("a.yaml", data, root)
		if err != nil {
			if !isOdd(string(data)) {
				t.Errorf("refused: %v\n%s", err, data)
			}
			return
		}
		if got := parse(t, "a.yaml", string(out)); !document.Same(got, root) {
			t.Errorf("holds something else\n%s", out)
		}
	})
}

// TestOnlyWhatChangesIsTouched changes the files of the repository's own document in many places, one at a time.
func TestOnlyWhatChangesIsTouched(t *testing.T) {
	var names []string
	for _, pattern := range []string{"../../spec/*.yaml", "../../spec/*/*.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		names = append(names, found...)
	}
	for i, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(20) {
			m := mutator{rand.New(rand.NewPCG(seed, uint64(i)))}
			root := parse(t, name, string(data))
			what := m.change(root)
			out, err := rewrite(name, data, root)
			if err != nil {
				t.Fatal(err)
			}
			before, after := strings.SplitAfter(string(data), "\n"), strings.SplitAfter(string(out), "\n")
			switch gone, come := missing(before, after), missing(after, before); {
			// A member that is first or last within brackets shares its line with others, and so does the first of an item.
			case what == "added" && gone > 1, what == "removed" && come > 1, what == "renamed" && gone > 2, strings.Count(string(out), "#") < strings.Count(string(data), "#")-gone:
				t.Errorf("%s, %d: %s: %d lines are gone, %d are new", name, seed, what, gone, come)
			}
			if again, err := rewrite(name, out, parse(t, name, string(out))); err != nil || string(again) != string(out) {
				t.Errorf("%s: changed without a change: %v", name, err)
			}
		}
	}
}

// missing counts the lines of a that are not in b, in their order.
func missing(a, b []string) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a)
}
