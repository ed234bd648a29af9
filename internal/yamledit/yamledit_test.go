package yamledit_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/yamledit"
)

// parse reads a value.
func parse(t testing.TB, name, text string) *document.Node {
	t.Helper()
	n, err := document.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// value reads a new value, which stands nowhere yet.
func value(t testing.TB, text string) *document.Node {
	n := parse(t, "value.yaml", text)
	forget(n)
	return n
}

func forget(n *document.Node) {
	n.Pos = document.Position{}
	for i := range n.Members {
		n.Members[i].Pos = document.Position{}
		forget(n.Members[i].Value)
	}
	for _, item := range n.Items {
		forget(item)
	}
}

// at follows a path of member names and numbers of items, separated by spaces.
func at(n *document.Node, path string) *document.Node {
	for step := range strings.FieldsSeq(path) {
		if n.Kind == document.Array {
			n = n.Items[step[0]-'0']
		} else {
			n = n.Get(step)
		}
	}
	return n
}

// insert adds a member at a place.
func insert(n *document.Node, i int, name string, v *document.Node) {
	n.Members = slices.Insert(n.Members, i, document.Member{Name: name, Value: v})
}

func remove(n *document.Node, name string) {
	n.Members = slices.DeleteFunc(n.Members, func(m document.Member) bool { return m.Name == name })
}

// rewrite returns the text of a file with the edits made that lead to want.
func rewrite(name string, text []byte, want *document.Node) ([]byte, error) {
	edits, err := yamledit.Edits(name, text, want)
	return yamledit.Apply(text, edits), err
}

func TestRewrite(t *testing.T) {
	for _, test := range []struct {
		name   string
		before string
		change func(root *document.Node)
		after  string
	}{
		{"member after another, above the comments of the next",
			"a: 1\nb:\n  c: 2 # two\n\n# about d\nd: 3\n",
			func(r *document.Node) { insert(r, 2, "new", value(t, "{x: 1, z: [a, b]}")) },
			"a: 1\nb:\n  c: 2 # two\nnew:\n  x: 1\n  z: [a, b]\n\n# about d\nd: 3\n"},
		{"first member, below the comment that heads the list",
			"paths:\n  # In order.\n  /b: {}\n",
			func(r *document.Node) { insert(at(r, "paths"), 0, "/a", value(t, "{$ref: '#/x'}")) },
			"paths:\n  # In order.\n  /a:\n    $ref: '#/x'\n  /b: {}\n"},
		{"first member of an item",
			"- b: 1\n  c: 2\n",
			func(r *document.Node) { insert(at(r, "0"), 0, "a", value(t, "0")) },
			"- a: 0\n  b: 1\n  c: 2\n"},
		{"last member, before what is indented less",
			"a:\n  b: 1\n  # what could follow\n\nc: 2\n",
			func(r *document.Node) { insert(at(r, "a"), 1, "new", value(t, "yes")) },
			"a:\n  b: 1\n  new: 'yes'\n  # what could follow\n\nc: 2\n"},
		{"member behind a block text",
			"a: |-\n  # no comment\n  text\n\nb: 1\n",
			func(r *document.Node) { insert(r, 1, "new", value(t, "1")) },
			"a: |-\n  # no comment\n  text\nnew: 1\n\nb: 1\n"},
		{"member behind a text whose blank lines count",
			"a: |+\n  text\n\nb: 1\n",
			func(r *document.Node) { insert(r, 1, "new", value(t, "1")) },
			"a: |+\n  text\n\nnew: 1\nb: 1\n"},
		{"file without a last line break",
			"a:\n  b: 1",
			func(r *document.Node) {
				insert(at(r, "a"), 1, "c", value(t, "2"))
				insert(r, 1, "d", value(t, "3"))
			},
			"a:\n  b: 1\n  c: 2\nd: 3"},
		{"file with carriage returns",
			"a: 1\r\nb: 2\r\n",
			func(r *document.Node) { insert(r, 1, "new", value(t, "{x: 1, z: 2}")) },
			"a: 1\r\nnew:\r\n  x: 1\r\n  z: 2\r\nb: 2\r\n"},
		{"document with an end",
			"---\na: 1\n...\n",
			func(r *document.Node) { insert(r, 1, "new", value(t, "1")) },
			"---\na: 1\nnew: 1\n...\n"},
		{"file with four spaces",
			"a:\n    b:\n        c: 1\n",
			func(r *document.Node) { insert(at(r, "a"), 1, "new", value(t, "{x: {z: 1}}")) },
			"a:\n    b:\n        c: 1\n    new:\n        x:\n            z: 1\n"},
		{"list indented like its name",
			"a:\n- 1\n- 2\nb: 1\n",
			func(r *document.Node) { l := at(r, "a"); l.Items = append(l.Items, value(t, "3")) },
			"a:\n- 1\n- 2\n- 3\nb: 1\n"},
		{"removed with its comments",
			"a: 1\n# about b\n# and more\nb:\n  c: 1\n# about d\nd: 2\n",
			func(r *document.Node) { remove(r, "b") },
			"a: 1\n# about d\nd: 2\n"},
		{"first one removed, the comment above heads the file",
			"# The file.\n- a: 1\n  b: 2\n# second\n- c: 3\n",
			func(r *document.Node) { r.Items = r.Items[1:] },
			"# The file.\n# second\n- c: 3\n"},
		{"first members of an item removed",
			"- a: 1\n  b: 2\n  c: 3\n",
			func(r *document.Node) { remove(at(r, "0"), "a"); remove(at(r, "0"), "b") },
			"- c: 3\n"},
		{"everything removed",
			"a:\n  b: 1\n  c: 2\nd: 1\n",
			func(r *document.Node) { at(r, "a").Members = nil },
			"a: {}\nd: 1\n"},
		{"something into nothing",
			"a: {} # empty\nb:\nc: 1\n",
			func(r *document.Node) { *at(r, "a") = *value(t, "{x: 1}"); *at(r, "b") = *value(t, "[1, 2]") },
			"a: # empty\n  x: 1\nb: [1, 2]\nc: 1\n"},
		{"scalar, its quotes and the comment behind it",
			"date: '2025-01-02'   # of the page\nn: \"x\"\np: plain\n",
			func(r *document.Node) {
				at(r, "date").Text = "2025-03-04"
				at(r, "n").Text = "new"
				at(r, "p").Text = "yes"
			},
			"date: '2025-03-04'   # of the page\nn: \"new\"\np: 'yes'\n"},
		{"scalar of several lines",
			"a: |-\n  one\n  two\nb: plain\n  and more\nc: >-\n  folded\nd: 'x\n\n  y'\ne: 1\n",
			func(r *document.Node) {
				at(r, "a").Text = "1\n2"
				at(r, "b").Text = "short"
				at(r, "c").Text = strings.Repeat("many words ", 20) + "end"
				at(r, "d").Text = "z"
			},
			"a: |-\n  1\n  2\nb: short\nc: >-\n  " + strings.TrimSpace(strings.Repeat("many words ", 12)) + " many\n  " +
				strings.TrimSpace("words "+strings.Repeat("many words ", 7)) + " end\nd: 'z'\ne: 1\n"},
		{"text that becomes an object",
			"a: text # why\nb: 1\n",
			func(r *document.Node) { *at(r, "a") = *value(t, "{type: object}") },
			"a: # why\n  type: object\nb: 1\n"},
		{"object that becomes a text",
			"a:\n  type: object\nb: 1\n",
			func(r *document.Node) { *at(r, "a") = *value(t, "text") },
			"a: text\nb: 1\n"},
		{"item of a list of objects in brackets",
			"pages:\n  - {title: A}\n  - {title: B, operation: b}\n",
			func(r *document.Node) {
				l := at(r, "pages")
				insert(l.Items[0], 1, "operation", value(t, "a"))
				l.Items = slices.Insert(l.Items, 1, value(t, "{title: 'C, or D', operation: c}"))
			},
			"pages:\n  - {title: A, operation: a}\n  - {title: 'C, or D', operation: c}\n  - {title: B, operation: b}\n"},
		{"items that are objects",
			"list:\n  # first\n  - a: 1\n    b: 2\n  # second\n  - a: 3\n",
			func(r *document.Node) {
				l := at(r, "list")
				insert(l.Items[1], 1, "c", value(t, "{d: 1}"))
				l.Items = append(l.Items, value(t, "{a: 4, b: [1, {c: 2}]}"))
			},
			"list:\n  # first\n  - a: 1\n    b: 2\n  # second\n  - a: 3\n    c:\n      d: 1\n  - a: 4\n    b:\n      - 1\n      - c: 2\n"},
		{"list in brackets",
			"required: [a, b] # marks\n",
			func(r *document.Node) {
				l := at(r, "required")
				l.Items = slices.Insert(l.Items, 1, value(t, "x"))
				l.Items = slices.Insert(l.Items, 0, value(t, "'null'"))
			},
			"required: [\"null\", a, x, b] # marks\n"},
		{"list in brackets that loses items",
			"a: [x, y, z]\nb: [x, y, z]\nc: [x]\n",
			func(r *document.Node) {
				at(r, "a").Items = at(r, "a").Items[:1]
				at(r, "b").Items = at(r, "b").Items[2:]
				at(r, "c").Items = nil
			},
			"a: [x]\nb: [z]\nc: []\n"},
		{"object in brackets",
			"x-source: {evidence: upstream, note: it's the unit}\n",
			func(r *document.Node) {
				at(r, "x-source evidence").Text = "documented"
				insert(at(r, "x-source"), 1, "date", value(t, "'2025-01-02'"))
			},
			"x-source: {evidence: documented, date: '2025-01-02', note: it's the unit}\n"},
		{"object in brackets that gets too long",
			"a:\n  x-source: {evidence: upstream, note: the unit}\n",
			func(r *document.Node) {
				at(r, "a x-source note").Text = strings.Repeat("many words ", 14) + "end"
			},
			"a:\n  x-source:\n    evidence: upstream\n    note: >-\n      " + strings.TrimSpace(strings.Repeat("many words ", 12)) + "\n      many words many words end\n"},
		{"brackets over several lines",
			"a: [\n  {b: 1}, # one\n  {b: 2} # two\n]\n",
			func(r *document.Node) {
				l := at(r, "a")
				l.Items = slices.Insert(l.Items, 1, value(t, "{b: 9}"))
				l.Items = append(l.Items, value(t, "{b: 3}"))
			},
			"a: [\n  {b: 1}, # one\n  {b: 9},\n  {b: 2},\n  {b: 3} # two\n]\n"},
		{"brackets with a last comma",
			"a: [1, 2, ]\n",
			func(r *document.Node) { at(r, "a").Items = append(at(r, "a").Items, value(t, "3")) },
			"a: [1, 2, 3, ]\n"},
		{"member that moves",
			"a: 1\nb: 2\nc: 3\n",
			func(r *document.Node) { r.Members[0], r.Members[2] = r.Members[2], r.Members[0] },
			"c: 3\nb: 2\na: 1\n"},
		{"item that moves to another list with its comments",
			"a:\n  # head\n  - 1\n  # two\n  # really\n  - 2\nb: [3]\nc:\n  - x: 1\n    # w\n    w: 2\n",
			func(r *document.Node) {
				a, c := at(r, "a"), at(r, "c 0")
				insert(r, 3, "d", &document.Node{Kind: document.Array, Items: []*document.Node{value(t, "{z: {}}"), a.Items[1]}})
				insert(r, 4, "e", &document.Node{Kind: document.Object, Members: []document.Member{{Name: "o", Value: value(t, "1")}, c.Members[1]}})
				a.Items, c.Members = a.Items[:1], c.Members[:1]
			},
			"a:\n  # head\n  - 1\nb: [3]\nc:\n  - x: 1\nd:\n  - z: {}\n  # two\n  # really\n  - 2\ne:\n  o: 1\n  # w\n  w: 2\n"},
		{"member that gets another name",
			"paths:\n  # about a\n  /a:\n    get: {summary: it's} # of a\n  '/b': 1\n",
			func(r *document.Node) {
				at(r, "paths").Members[0].Name = "/c/{id}"
				at(r, "paths").Members[1].Name = "200"
				at(r, "paths").Members[0].Value.Members[0].Value.Members[0].Name = "x, y"
			},
			"paths:\n  # about a\n  /c/{id}:\n    get: {'x, y': it's} # of a\n  '200': 1\n"},
		{"list within a list",
			"- - a\n  - b\n- - c\n",
			func(r *document.Node) {
				at(r, "0").Items = append(at(r, "0").Items, value(t, "new"))
				at(r, "1").Items = slices.Insert(at(r, "1").Items, 0, value(t, "m"))
			},
			"- - a\n  - b\n  - new\n- - m\n  - c\n"},
		{"empty file but for brackets",
			"# nothing yet\n{}\n",
			func(r *document.Node) { insert(r, 0, "a", value(t, "{b: 1}")) },
			"# nothing yet\na:\n  b: 1\n"},
		{"beside an alias",
			"a: &x {b: 1}\nc: *x\nd: 1\n",
			func(r *document.Node) { insert(r, 2, "new", value(t, "1")); *at(r, "c") = *value(t, "2") },
			"a: &x {b: 1}\nc: 2\nnew: 1\nd: 1\n"},
	} {
		t.Run(test.name, func(t *testing.T) { rewrites(t, "a.yaml", test.before, test.change, test.after) })
	}
}

func TestRewriteJSON(t *testing.T) {
	for _, test := range []struct {
		name, before string
		change       func(root *document.Node)
		after        string
	}{
		{"member",
			"{\n  \"a\": 1,\n  \"b\": [\n    \"x\"\n  ]\n}\n",
			func(r *document.Node) {
				insert(r, 1, "new", value(t, "{x: {y: 'null'}}"))
				at(r, "b").Items = append(at(r, "b").Items, value(t, "z"))
				insert(r, 3, "o", value(t, "1"))
			},
			"{\n  \"a\": 1,\n  \"new\": {\n    \"x\": {\n      \"y\": \"null\"\n    }\n  },\n  \"b\": [\n    \"x\",\n    \"z\"\n  ],\n  \"o\": 1\n}\n"},
		{"one line", `{"a":1,"b":[1]}`,
			func(r *document.Node) { insert(r, 1, "new", value(t, "{x: [1, 2]}")); at(r, "b").Items = nil },
			`{"a":1,"new":{"x":[1,2]},"b":[]}`},
		{"removed", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": \"x, }\"\n}",
			func(r *document.Node) { remove(r, "a"); remove(r, "b"); at(r, "c").Text = "#" },
			"{\n  \"c\": \"#\"\n}"},
	} {
		t.Run(test.name, func(t *testing.T) { rewrites(t, "a.json", test.before, test.change, test.after) })
	}
}

func rewrites(t *testing.T, name, before string, change func(*document.Node), after string) {
	t.Helper()
	root := parse(t, name, before)
	change(root)
	got, err := rewrite(name, []byte(before), root)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != after {
		t.Errorf("got\n%s\nwant\n%s", got, after)
	}
}

func TestWhatCannotBeEdited(t *testing.T) {
	for _, test := range []struct {
		name, text string
		change     func(root *document.Node)
		want       string
	}{
		{"an anchor that is used elsewhere", "a: &x {b: 1}\nc: *x\n",
			func(r *document.Node) { at(r, "a b").Text = "2" }, "a.yaml:1:11: what stands here cannot be changed in place"},
		{"a name behind a question mark", "? a\n: 1\nb: 2\n",
			func(r *document.Node) { at(r, "b").Text = "3" }, `a.yaml:1:3: member "a" is written in a way`},
		{"a byte order mark", "\ufeffa: 1\n",
			func(r *document.Node) { at(r, "a").Text = "3" }, "a.yaml:1:1: the file begins with a byte order mark"},
		{"carriage returns", "a: 1\rb: 1\r",
			func(r *document.Node) { at(r, "a").Text = "3" }, "a.yaml:1:1: lines of the file end with carriage returns"},
		{"broken", "a: [\n", nil, "a.yaml:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := &document.Node{Kind: document.Object}
			if test.change != nil {
				root = parse(t, "a.yaml", test.text)
				test.change(root)
			}
			_, err := rewrite("a.yaml", []byte(test.text), root)
			if found, ok := errors.AsType[document.Errors](err); !ok || !strings.HasPrefix(found.Error(), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	n := value(t, `{openapi: 3.1.0, info: {title: 'T: x', version: '1'}, x-go: {service: A.B, method: Get}, list: [], required: [a],
  type: [string, 'null'], responses: {'200': {description: "one\ntwo"}}, x-source: {page: 'https://example.com/1', evidence: documented},
  path: {'/a/{id}': 1688 / Order, b: 'true', c: '2025-01-02', d: " x", e: "a\u200bb", f: "it's # fine", g: 'x #y'}, nested: [[1, [2]], {}]}`)
	const want = `# First line.
# Second line.
openapi: 3.1.0
info:
  title: 'T: x'
  version: '1'
x-go: {service: A.B, method: Get}
list: []
required: [a]
type: [string, "null"]
responses:
  '200':
    description: |-
      one
      two
x-source:
  page: https://example.com/1
  evidence: documented
path:
  /a/{id}: 1688 / Order
  b: 'true'
  c: '2025-01-02'
  d: ' x'
  e: "a\u200bb"
  f: 'it''s # fine'
  g: 'x #y'
nested:
  - - 1
    - [2]
  - {}
`
	got := yamledit.Format("new.yaml", "First line.\nSecond line.", n)
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
	if !document.Same(parse(t, "new.yaml", string(got)), n) {
		t.Error("it reads as something else")
	}
	if again := yamledit.Format("new.json", "", n); !document.Same(parse(t, "new.json", string(again)), n) {
		t.Errorf("as JSON it reads as something else\n%s", again)
	}
}
