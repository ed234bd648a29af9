package page_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

var update = flag.Bool("update", false, "write testdata/*/want.yaml anew")

// input is the file of a case that a page is read from.
func input(t testing.TB, dir string) (name string, data []byte) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "page.*"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%s has not one page: %v", dir, names)
	}
	data, err = os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(names[0]), data
}

func cases(t testing.TB) []string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join("testdata", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	return slicesWithout(dirs, filepath.Join("testdata", "fuzz"))
}

func slicesWithout(list []string, unwanted string) []string {
	var out []string
	for _, s := range list {
		if s != unwanted {
			out = append(out, s)
		}
	}
	return out
}

func TestPages(t *testing.T) {
	for _, dir := range cases(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			name, data := input(t, dir)
			pages, nav, err := page.Read(name, data)
			if err != nil {
				t.Fatal(err)
			}
			got := render(t, pages, nav)
			file := filepath.Join(dir, "want.yaml")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (run the test with -update to write it)", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs (-update writes it anew)\ngot:\n%s", file, got)
			}
		})
	}
}

// render writes what was read as YAML.
func render(t testing.TB, pages []*page.Page, nav *page.Navigation) []byte {
	t.Helper()
	root := &document.Node{Kind: document.Object}
	if nav != nil {
		list := &document.Node{Kind: document.Array}
		for _, e := range nav.Entries {
			list.Items = append(list.Items, text(strings.TrimSpace(strings.Join(append(e.Section, e.Title), " / ")+" "+e.Method+" "+e.Address)))
		}
		put(root, "navigation", list)
	}
	list := &document.Node{Kind: document.Array}
	for _, p := range pages {
		n := &document.Node{Kind: document.Object}
		for _, m := range [][2]string{{"name", p.Name()}, {"line", strconv.Itoa(p.Line)}, {"format", string(p.Format)}, {"address", p.Address},
			{"number", p.Number}, {"title", p.Title}, {"language", p.Language}, {"section", strings.Join(p.Section, " / ")}, {"date", p.Date}, {"status", p.Status}} {
			if m[1] != "" {
				put(n, m[0], text(m[1]))
			}
		}
		if p.Webhook {
			put(n, "webhook", &document.Node{Kind: document.Bool, Text: "true"})
		}
		put(n, "operation", p.Operation)
		schemas := &document.Node{Kind: document.Object, Members: p.Schemas}
		if len(p.Schemas) > 0 {
			put(n, "schemas", schemas)
		}
		if len(p.SecuritySchemes) > 0 {
			put(n, "securitySchemes", &document.Node{Kind: document.Object, Members: p.SecuritySchemes})
		}
		unread := &document.Node{Kind: document.Array}
		for _, u := range p.Unread {
			unread.Items = append(unread.Items, text(u.String()))
		}
		if len(p.Unread) > 0 {
			put(n, "unread", unread)
		}
		list.Items = append(list.Items, n)
	}
	put(root, "pages", list)
	var b bytes.Buffer
	if err := document.WriteYAML(&b, root); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func text(s string) *document.Node { return &document.Node{Kind: document.String, Text: s} }

func put(n *document.Node, name string, v *document.Node) {
	n.Members = append(n.Members, document.Member{Name: name, Value: v})
}

// assemble makes an OpenAPI document of a page. Names that components must not have are replaced.
func assemble(p *page.Page) *document.Node {
	root, info, paths := &document.Node{Kind: document.Object}, &document.Node{Kind: document.Object}, &document.Node{Kind: document.Object}
	put(root, "openapi", text("3.1.0"))
	put(info, "title", text("T"))
	put(info, "version", text("1"))
	put(root, "info", info)
	item := &document.Node{Kind: document.Object}
	method := strings.ToLower(p.Method)
	if method == "" {
		method = "post"
	}
	names := map[string]string{}
	for i, s := range p.Schemas {
		names["#"+document.Fragment(document.Pointer([]string{"components", "schemas", s.Name}))] = "#/components/schemas/S" + strconv.Itoa(i)
	}
	put(item, method, renamed(p.Operation, names))
	switch {
	case p.Webhook:
		put(paths, p.Path, item)
		put(root, "webhooks", paths)
	default:
		put(paths, "/"+strings.TrimPrefix(p.Path, "/"), item)
		put(root, "paths", paths)
	}
	components, schemas := &document.Node{Kind: document.Object}, &document.Node{Kind: document.Object}
	for i, s := range p.Schemas {
		put(schemas, "S"+strconv.Itoa(i), renamed(s.Value, names))
	}
	put(components, "schemas", schemas)
	put(components, "securitySchemes", &document.Node{Kind: document.Object, Members: p.SecuritySchemes})
	put(root, "components", components)
	return root
}

// renamed copies a value with other names of components.
func renamed(n *document.Node, names map[string]string) *document.Node {
	out := *n
	if to := names[n.Text]; n.Kind == document.String && to != "" {
		out.Text = to
	}
	out.Members, out.Items = nil, nil
	for _, m := range n.Members {
		out.Members = append(out.Members, document.Member{Name: m.Name, Pos: m.Pos, Value: renamed(m.Value, names)})
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, renamed(item, names))
	}
	return &out
}

func TestPagesAreValidOpenAPI(t *testing.T) {
	for _, dir := range cases(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			name, data := input(t, dir)
			pages, _, err := page.Read(name, data)
			if err != nil {
				t.Fatal(err)
			}
			checkPages(t, name, pages)
			for _, p := range pages {
				if len(p.Operation.Members) == 0 {
					continue // it could not be read, and says so
				}
				if errs := document.Validate(context.Background(), assemble(p)); len(errs) > 0 {
					t.Errorf("%s: %v", p.Name(), errs)
				}
			}
		})
	}
}

// checkPages checks what holds for pages of any file.
func checkPages(t *testing.T, name string, pages []*page.Page) {
	t.Helper()
	for _, p := range pages {
		if p.Operation == nil || p.Operation.Kind != document.Object || p.File != name || p.Line < 1 {
			t.Errorf("incomplete page: %+v", p)
			continue
		}
		if p.Path != "" && !p.Webhook && !strings.HasPrefix(p.Path, "/") {
			t.Errorf("path %q", p.Path)
		}
		refs := map[string]bool{}
		checkNode(t, name, p.Operation, refs)
		for _, s := range p.Schemas {
			checkNode(t, name, s.Value, refs)
		}
		for ref := range refs {
			if _, err := document.FromNode(assemble(p)).Resolve(document.Position{}, "#/components/schemas"); err != nil {
				t.Fatal(err)
			}
			found := false
			for _, s := range p.Schemas {
				found = found || ref == "#"+document.Fragment(document.Pointer([]string{"components", "schemas", s.Name}))
			}
			if !found {
				t.Errorf("%s refers to %s, which the page does not have", p.Name(), ref)
			}
		}
		for _, u := range p.Unread {
			if u.Message == "" || u.Pos.File != name || u.Pos.Line < 1 || u.Pos.Column < 1 {
				t.Errorf("unread without place or message: %+v", u)
			}
			if strings.ContainsAny(u.Message, "\n\x1b") {
				t.Errorf("unread with control characters: %q", u.Message)
			}
		}
	}
}

// checkNode checks that values are complete and come from the file, and collects references to components.
func checkNode(t *testing.T, name string, n *document.Node, refs map[string]bool) {
	t.Helper()
	if n.Kind == 0 {
		t.Errorf("a value without a kind at %s", n.Pos)
	}
	if n.Pos.File != name || n.Pos.Line < 1 || n.Pos.Column < 1 {
		t.Errorf("a value without a place: %+v", n)
	}
	seen := map[string]bool{}
	for _, m := range n.Members {
		if seen[m.Name] {
			t.Errorf("member %q twice at %s", m.Name, m.Pos)
		}
		seen[m.Name] = true
		if m.Value == nil {
			t.Fatalf("member %q without a value at %s", m.Name, n.Pos)
		}
		if m.Name == "$ref" && m.Value.Kind == document.String && strings.HasPrefix(m.Value.Text, "#/components/schemas/") {
			refs[m.Value.Text] = true
		}
		if m.Name == "example" || m.Name == "default" || m.Name == "examples" || m.Name == "value" || m.Name == "enum" {
			continue // data
		}
		checkNode(t, name, m.Value, refs)
	}
	for _, item := range n.Items {
		checkNode(t, name, item, refs)
	}
}

func TestWindowsLineEndsAndByteOrderMarksMakeNoDifference(t *testing.T) {
	for _, dir := range cases(t) {
		name, data := input(t, dir)
		pages, nav, err := page.Read(name, data)
		if err != nil {
			t.Fatal(err)
		}
		windows := append([]byte("\ufeff"), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))...)
		others, otherNav, err := page.Read(name, windows)
		if err != nil {
			t.Fatal(dir, err)
		}
		if a, b := render(t, pages, nav), render(t, others, otherNav); !bytes.Equal(a, b) {
			t.Errorf("%s reads otherwise:\n%s", dir, b)
		}
	}
}

func TestLanguagesOfOnePageAgree(t *testing.T) {
	var first []byte
	for _, code := range []string{"vi", "es", "th"} {
		name, data := input(t, filepath.Join("testdata", "text-"+code))
		pages, _, err := page.Read(name, data)
		if err != nil || len(pages) != 1 {
			t.Fatal(len(pages), err)
		}
		p := pages[0]
		if p.Language != code {
			t.Errorf("the language of the %s page is %q", code, p.Language)
		}
		op := without(p.Operation, "description", "summary")
		got := render(t, []*page.Page{{Method: p.Method, Path: p.Path, Operation: op}}, nil)
		if first == nil {
			first = got
		} else if !bytes.Equal(first, got) {
			t.Errorf("%s reads:\n%s\ninstead of:\n%s", code, got, first)
		}
	}
}

// without copies a value without some members.
func without(n *document.Node, names ...string) *document.Node {
	out := *n
	out.Members, out.Items = nil, nil
	for _, m := range n.Members {
		keep := true
		for _, name := range names {
			keep = keep && m.Name != name
		}
		if keep {
			out.Members = append(out.Members, document.Member{Name: m.Name, Value: without(m.Value, names...)})
		}
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, without(item, names...))
	}
	return &out
}

func TestWhatIsNoPageIsAnError(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":          {" \n", "x:1:1: the file is empty: give a page of the documentation"},
		"prose":          {"Hello\nworld\n", "x:1:1: no page of API documentation was found: copy a whole page from the browser, or save it by its address with .md at the end"},
		"HTML":           {"<!DOCTYPE html>\n<html></html>", "x:1:1: this is HTML: open the page in a browser and copy its text, or save it by its address with .md at the end"},
		"saved HTML":     {"<!-- saved from url -->\n<html><body>GET /a</body></html>", "x:1:1: this is HTML: open the page in a browser and copy its text, or save it by its address with .md at the end"},
		"Postman":        {`{"info": {"_postman_id": "1"}, "item": []}`, "x:1:1: this is a Postman collection and no OpenAPI document: import it into Apifox, and export it from there as OpenAPI 3"},
		"AsyncAPI":       {"asyncapi: 2.6.0\nchannels: {}\n", "x:1:1: this is AsyncAPI and no OpenAPI document: import it into Apifox, and export it from there as OpenAPI 3"},
		"Swagger":        {`{"swagger": "2.0", "paths": {}}`, "x:1:2: this is Swagger 2: convert it to OpenAPI 3 first, for example by importing it into Apifox and exporting it from there"},
		"Apifox":         {`{"apifoxProject": "1.0.0"}`, "x:1:2: this is a project of Apifox: export it as OpenAPI 3 instead"},
		"no operation":   {"openapi: 3.0.1\npaths: {}\n", "x:1:1: the document has no paths: give an OpenAPI export, or a page of the documentation"},
		"broken":         {"openapi: 3.0.1\npaths: [\n", "x:3:1: invalid YAML: did not find expected node content: check the indentation and the quotes here and in the lines above"},
		"broken block":   {"# T\n\n```yaml\nopenapi: 3.0.1\npaths: [\n```\n", "x:6:1: invalid YAML: did not find expected node content: check the indentation and the quotes here and in the lines above"},
		"not UTF-8":      {"GET\n/a\xff", "x:2:3: byte 0xff is not UTF-8 text: save the file as UTF-8"},
		"Latin page":     {"caf\xe9", "x:1:4: byte 0xe9 is not UTF-8 text: save the file as UTF-8"},
		"list of schema": {`{"openapi": "3.0.1", "paths": {"/a": {"parameters": []}}}`, "x:1:1: the OpenAPI document describes no operation: export it with its paths"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := page.Read("x", []byte(c.text))
			var found document.Errors
			if !errors.As(err, &found) {
				t.Fatalf("%T is not document.Errors: %v", err, err)
			}
			if err.Error() != c.want {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

func TestUTF16IsRead(t *testing.T) {
	utf16 := []byte{0xff, 0xfe}
	for _, r := range "T\nGET\n/a\n返回响应\n" {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	pages, _, err := page.Read("x", utf16)
	if err != nil || len(pages) != 1 || pages[0].Name() != "GET /a" {
		t.Fatal(pages, err)
	}
}

func TestUnmarkedMembersAreKnown(t *testing.T) {
	_, data := input(t, filepath.Join("testdata", "text-zh"))
	pages, _, err := page.Read("x", data)
	if err != nil {
		t.Fatal(err)
	}
	body := pages[0].Operation.Get("requestBody").Get("content").Get("application/json").Get("schema")
	if got := strings.Join(pages[0].Unmarked(body), " "); got != "remark" {
		t.Errorf("unmarked in the body: %s", got)
	}
	if got := strings.Join(pages[0].Unmarked(pages[0].Schema("OrderCreated")), " "); got != "parcels tags" {
		t.Errorf("unmarked in a component: %s", got)
	}
}

// TestNoLineOfAPageIsLost puts a strange line between any two lines of pages: it must come out somewhere, in a description or as
// unread. Code samples are skipped as a whole, and so are the lists of pages around a page and its end.
func TestNoLineOfAPageIsLost(t *testing.T) {
	const strange = "qzx 1/2 (strange)"
	for _, name := range []string{"text-zh", "text-en-example", "text-vi", "text-flat", "text-older", "text-message", "text-cut", "text-apidog"} {
		file, data := input(t, filepath.Join("testdata", name))
		lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
		skipped := true // before the path
		for i, l := range lines {
			switch {
			case strings.HasPrefix(l, "/") || strings.HasPrefix(l, "https://shop") || strings.HasPrefix(l, "SHOP_"), isAny(l, "返回响应", "Phản hồi"):
				skipped = false
			case isAny(l, "示例代码", "请求示例代码", "Mã mẫu", "wss://shop.example.com/prices", "修改于 2025-02-24 07:14:00", `"quantity": 6,`) || l == "Request" && i > 60:
				skipped = true
			}
			if skipped {
				continue
			}
			changed := strings.Join(lines[:i+1], "\n") + "\n" + strange + "\n" + strings.Join(lines[i+1:], "\n")
			pages, nav, err := page.Read(file, []byte(changed))
			if err != nil {
				t.Fatal(err)
			}
			if got := render(t, pages, nav); !bytes.Contains(got, []byte(strange)) && !bytes.Contains(got, []byte("is listed twice")) {
				t.Errorf("%s: a line after line %d, %q, is lost", name, i+1, l)
			}
		}
	}
}

func isAny(s string, list ...string) bool {
	for _, l := range list {
		if s == l {
			return true
		}
	}
	return false
}

func TestRowOfAnswersWithoutStatusIsReported(t *testing.T) {
	pages, _, err := page.Read("x", []byte("T\nGET\n/a\n\n### 返回结果\n\n|状态码|说明|数据模型|\n|---|---|---|\n|200|OK|Inline|\n|many|Odd|Inline|\n"))
	if err != nil || len(pages) != 1 {
		t.Fatal(pages, err)
	}
	if answers := pages[0].Operation.Get("responses").Members; len(answers) != 1 || answers[0].Name != "200" {
		t.Errorf("answers are %v", answers)
	}
	if len(pages[0].Unread) != 1 || pages[0].Unread[0].Pos.Line != 10 {
		t.Errorf("unread is %v", pages[0].Unread)
	}
}
