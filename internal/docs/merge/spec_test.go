package merge_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/docs"
	"github.com/pandapon/pandagen/internal/docs/merge"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

const ownSpec = "../../../spec"

// TestPagesThatSayWhatTheDocumentSays imports the repository's own document as an export: but for the grades of evidence, which an
// export raises, nothing changes.
func TestPagesThatSayWhatTheDocumentSays(t *testing.T) {
	spec := copyTree(t, ownSpec)
	doc, err := document.Load(t.Context(), source(spec))
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	var export bytes.Buffer
	if err := document.WriteJSON(&export, root, "  "); err != nil {
		t.Fatal(err)
	}
	pages, _, err := page.Read("export.json", export.Bytes())
	if err != nil || len(pages) != 52 {
		t.Fatal(len(pages), err)
	}
	result, err := merge.Pages(t.Context(), source(spec), pages, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range result.Report.Operations {
		for _, n := range o.Notes {
			if n.Kind != merge.Confirmed && n.Kind != merge.Kept && n.Kind != merge.Unread && n.Kind != merge.Todo {
				t.Errorf("%s %s: %s", o.HTTPMethod, o.Path, n)
			}
		}
	}
	for line := range strings.Lines(merge.Patch(result.Files)) {
		sign, text := line[0], strings.TrimSpace(line[1:])
		header := strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "+++ ")
		evidence := strings.Contains(text, "evidence: ") || strings.HasPrefix(text, "page: ") || text == "x-source:"
		if (sign == '+' || sign == '-') && !header && !evidence {
			t.Errorf("changed: %s", line)
		}
	}
	checkComments(t, result.Files)
	write(t, spec, result.Files)
	again, err := merge.Pages(t.Context(), source(spec), pages, nil)
	if err != nil || len(again.Files) > 0 {
		t.Errorf("a second import changes something: %v\n%s", err, merge.Patch(again.Files))
	}
}

const missingPages = `{"openapi": "3.0.1", "info": {"title": "", "version": "1"}, "paths": {
"/alibaba/marketing/hot/list": {"post": {"summary": "Hot selling list", "x-apifox-folder": "1688/Marketing", "tags": ["1688/Marketing"],
  "requestBody": {"content": {"application/json": {"schema": {"type": "object", "required": ["page"], "properties": {"page": {"type": "integer"}}}, "example": {"page": 1}}}},
  "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Result«Page«Goods»»"}}}}}}},
"/alibaba/cart/add": {"post": {"summary": "Add a shopping cart", "x-apifox-folder": "1688/Shopping cart", "tags": ["1688/Shopping cart"],
  "requestBody": {"content": {"application/json": {"schema": {"type": "object", "required": ["offerId"], "properties": {"offerId": {"type": "integer"}, "sku": {"type": "object", "properties": {"specId": {"type": "string"}}}}}, "example": {"offerId": 612345678901}}}},
  "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object", "properties": {"code": {"type": "integer"}, "data": {"type": "boolean"}}}}}}}}}},
"components": {"schemas": {
  "Result«Page«Goods»»": {"type": "object", "properties": {"requestId": {"type": "string"}, "code": {"type": "integer"}, "msg": {"type": "string"}, "data": {"$ref": "#/components/schemas/Page«Goods»"}}},
  "Page«Goods»": {"type": "object", "properties": {"total": {"type": "integer"}, "records": {"type": "array", "items": {"$ref": "#/components/schemas/Goods"}}}},
  "Goods": {"type": "object", "properties": {"offerId": {"type": "integer"}, "price": {"type": "number"}, "recommended": {"type": "array", "items": {"$ref": "#/components/schemas/Goods"}}}}}}}`

// TestImportedOperationsCanBeGenerated imports two of PandaPon's missing pages, with members that are made up.
func TestImportedOperationsCanBeGenerated(t *testing.T) {
	spec := copyTree(t, ownSpec)
	pages, _, err := page.Read("export.json", []byte(missingPages))
	if err != nil {
		t.Fatal(err)
	}
	result, err := merge.Pages(t.Context(), source(spec), pages, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := result.Report.Summary; s.New != 2 || s.LintErrors > 0 || result.Report.Undecided() {
		t.Errorf("%+v", s)
	}
	checkComments(t, result.Files)
	checkPatch(t, spec, merge.Patch(result.Files), result.Files)
	write(t, spec, result.Files)
	checkDocument(t, spec, result)
	status, err := docs.Status(t.Context(), source(spec))
	if err != nil {
		t.Fatal(err)
	}
	if s := status.Summary; s.Missing != 24 || s.Unlisted != 0 {
		t.Errorf("%v", s)
	}
	out, err := generator.Build(t.Context(), generator.Config{
		Document: filepath.Join(spec, "openapi.yaml"), Emit: []string{"models", "client"}, Output: filepath.Join(t.TempDir(), "shop"), Import: "example.org/shop",
		Tags: []string{"1688 / Marketing", "1688 / Shopping cart"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, f := range out.Files {
		code.Write(f.Source)
	}
	for _, want := range []string{
		"type AlibabaMarketingHotListRequest struct", "type AlibabaMarketingHotListResult struct", "type AlibabaMarketingGoods struct",
		"type AlibabaCartAddRequestSKU struct", "func (s *AlibabaCartService) Add(", "func (s *AlibabaMarketingService) HotList(",
	} {
		if !strings.Contains(code.String(), want) {
			t.Errorf("not generated: %s", want)
		}
	}
}

func TestApplyWritesAllFilesOrNone(t *testing.T) {
	dir := t.TempDir()
	name := func(s string) string { return filepath.ToSlash(filepath.Join(dir, s)) }
	for _, s := range []string{"a.yaml", "b.yaml"} {
		if err := os.WriteFile(name(s), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("b.yaml", name("link.yaml")); err != nil {
		t.Fatal(err)
	}
	content := func(s string) string {
		data, _ := os.ReadFile(name(s))
		return string(data)
	}
	files := []merge.File{
		{Name: name("a.yaml"), Old: []byte("old"), New: []byte("new")},
		{Name: name("new/deep/c.yaml"), New: []byte("made")},
		{Name: name("a.yaml/impossible.yaml"), New: []byte("x")},
	}
	if err := merge.Apply(t.Context(), files); err == nil || !strings.Contains(err.Error(), "impossible.yaml") || strings.Contains(err.Error(), ".pandagen-") {
		t.Errorf("%v", err)
	}
	entries, _ := os.ReadDir(dir)
	if content("a.yaml") != "old" || len(entries) != 3 {
		t.Errorf("%q %v", content("a.yaml"), entries)
	}
	files[2] = merge.File{Name: name("link.yaml"), Old: []byte("old"), New: []byte("linked")}
	if err := merge.Apply(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	entries, _ = os.ReadDir(dir)
	info, err := os.Lstat(name("link.yaml"))
	if err != nil || info.Mode()&os.ModeSymlink == 0 || content("b.yaml") != "linked" || content("a.yaml") != "new" || content("new/deep/c.yaml") != "made" || len(entries) != 4 {
		t.Errorf("%v %q %q %q %v", err, content("b.yaml"), content("a.yaml"), content("new/deep/c.yaml"), entries)
	}
	if info, err := os.Stat(name("a.yaml")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func TestReadOnlyFilesStayAsTheyAre(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "b.yaml")
	for name, mode := range map[string]os.FileMode{first: 0o644, second: 0o444} {
		if err := os.WriteFile(name, []byte("old\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	files := []merge.File{{Name: first, Old: []byte("old\n"), New: []byte("new\n")}, {Name: second, Old: []byte("old\n"), New: []byte("new\n")}}
	if err := merge.Apply(t.Context(), files); err == nil || !strings.Contains(err.Error(), "b.yaml: the file is read-only") {
		t.Errorf("got %v", err)
	}
	for _, name := range []string{first, second} {
		if data, err := os.ReadFile(name); err != nil || string(data) != "old\n" {
			t.Errorf("%s: %q %v", name, data, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".pandagen-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
