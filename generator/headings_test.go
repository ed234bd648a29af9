package generator

import (
	"bytes"
	"context"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/emit"
)

// Nothing that a document says becomes a heading of go doc: whatever its titles, summaries and descriptions look like, and wherever
// they stand.
func TestTextIsNoHeading(t *testing.T) {
	headings := map[string]bool{} // of package comments: the templates' own
	for seed := range 40 {
		random := rand.New(rand.NewPCG(uint64(seed), 7))
		for _, name := range []string{"golden/shop", "golden/hostile", "world/parameters"} {
			content, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name), "openapi.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			text := content
			if seed > 0 { // first as it is
				text = withTexts(t, content, func() string { return oddText(random) })
			}
			for _, file := range printDocument(t, text) {
				found, ofPackage := headingsIn(t, file)
				for _, heading := range found {
					t.Errorf("%s: go doc finds the heading %q in %s", name, heading, file.name)
				}
				for _, heading := range ofPackage {
					if seed == 0 {
						headings[heading] = true
					} else if !headings[heading] {
						t.Errorf("%s: go doc finds the heading %q in the package comment of %s", name, heading, file.name)
					}
				}
			}
			if t.Failed() {
				t.Fatalf("the document is\n%s", text)
			}
		}
	}
}

// withTexts replaces every text for people in a document, and adds those that are not there.
func withTexts(t *testing.T, content []byte, text func() string) []byte {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(content, &doc); err != nil {
		t.Fatal(err)
	}
	scalar := func() *yaml.Node {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: text()}
	}
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		described := false
		for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
			key, value := n.Content[i].Value, n.Content[i+1]
			switch {
			case value.Kind == yaml.ScalarNode && slices.Contains([]string{"title", "summary", "description"}, key):
				n.Content[i+1] = scalar()
			case value.Kind == yaml.ScalarNode && (key == "type" || key == "operationId"):
				described = true
			}
			visit(value)
		}
		if described && !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Value == "description" || c.Value == "in" }) {
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "description"}, scalar())
		}
		if n.Kind == yaml.SequenceNode || n.Kind == yaml.DocumentNode {
			for _, item := range n.Content {
				visit(item)
			}
		}
	}
	visit(&doc)
	var out bytes.Buffer
	if err := yaml.NewEncoder(&out).Encode(&doc); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// oddText makes a text of pieces that mean something to Markdown or go doc.
func oddText(random *rand.Rand) string {
	pieces := []string{
		"# ", "#", "## Orders", "Orders", "An Order", "Order's Fate", "Money, Goods (Both)", "Version 1.5", "word", "订单", "Éclair", "ǅ", "Ⅷ", "7", "\n", "\n\n", "\n\n\n", "\n    ", "\n\t",
		"\r\n\r\n", "\u2028", "\u2003", "\u00a0", "- ", "1. ", ": ", ". ", "===", "---", "```", "Deprecated:", "[a]: https://example.org", "{", "}", "\\", "|",
	}
	var b strings.Builder
	for range 1 + random.IntN(9) {
		b.WriteString(pieces[random.IntN(len(pieces))])
		if random.IntN(3) == 0 {
			b.WriteByte(' ')
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return "Word" // some texts must not be empty
	}
	return b.String()
}

// printDocument prints a document's Go files, which are not compiled.
func printDocument(t *testing.T, text []byte) []*source {
	t.Helper()
	ctx := context.Background()
	doc, err := document.Load(ctx, document.FromFS(fstest.MapFS{"openapi.yaml": {Data: text}}, "openapi.yaml", ""))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{Emit: []string{"models", "client", "server"}, Output: "shop", Server: Target{Output: "shop/shopserver"}}
	in := &input{packages: [targets]emit.Package{{Name: "shop", Import: "example.com/shop", Client: true}, {Name: "shopserver", Import: "example.com/shop/shopserver"}}}
	if in.api, err = describeAPI(ctx, root, cfg); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	units, _, err := printUnits(ctx, cfg, in)
	if err != nil {
		t.Fatal(err)
	}
	var files []*source
	for _, u := range units {
		files = append(files, u.files...)
	}
	return files
}

// headingsIn returns the headings that go doc finds in a file: those of declarations, and those of the package.
func headingsIn(t *testing.T, f *source) (found, ofPackage []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), f.name, f.raw, parser.ParseComments)
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	for _, group := range parsed.Comments {
		headings := headingsOf(group)
		if group == parsed.Doc {
			ofPackage = append(ofPackage, headings...)
		} else {
			found = append(found, headings...)
		}
	}
	return found, ofPackage
}

func headingsOf(group *ast.CommentGroup) (headings []string) {
	var p comment.Parser
	for _, block := range p.Parse(group.Text()).Content {
		if heading, ok := block.(*comment.Heading); ok {
			headings = append(headings, string(heading.Text[0].(comment.Plain)))
		}
	}
	return headings
}
