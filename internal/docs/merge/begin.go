package merge

import (
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/internal/docs/page"
)

// begin gives a document without operations what stands around them: servers, and the envelope around answers, if all pages show one.
func (im *importer) begin(pages []*page.Page) {
	root := im.root()
	for _, p := range pages {
		if servers := p.Operation.Get("servers"); servers != nil && root.Get("servers") == nil {
			putBefore(root, "servers", placed(servers, root.Pos.File), "tags", "paths")
		}
		if host := hostOf(p.Address); host != "" && text(root.Get("info").Get("title")) == "API" {
			put(root.Get("info"), "title", placed(str("API of "+host), root.Pos.File))
		}
	}
	if root.Get("x-envelope") == nil {
		im.guessEnvelope(pages)
	}
}

func hostOf(s string) string {
	if u, err := url.Parse(s); err == nil {
		return u.Host
	}
	return ""
}

// roles are the usual names of the members around the data of answers, in lower case without underscores.
var roles = []struct {
	role  string
	names []string
}{
	{"code", []string{"code", "errcode", "errorcode", "retcode", "resultcode"}},
	{"message", []string{"msg", "message", "errmsg", "errormsg", "errormessage"}},
	{"data", []string{"data", "result", "content"}},
	{"request-id", []string{"requestid", "traceid"}},
}

// guessEnvelope declares an envelope when all pages show one: an answer with a code, and data in it or beside it.
func (im *importer) guessEnvelope(pages []*page.Page) {
	var first *page.Page
	var declared, members *document.Node
	data := ""
	for _, p := range pages {
		schema := answerSchema(p)
		if schema == nil || p.Webhook {
			continue
		}
		found, rest := rolesOf(ofPage(p, schema).properties())
		if found.Get("code") == nil || declared != nil && text(found.Get("code")) != text(declared.Get("code")) {
			return
		}
		if declared == nil || data == "" && text(found.Get("data")) != "" {
			data = cmpRole(text(found.Get("data")), data)
			first, declared, members = p, found, rest
		}
	}
	if declared == nil || data == "" {
		return
	}
	root := im.root()
	codes := successCodes(pages, text(declared.Get("code")))
	put(declared, "success", codes)
	putBefore(root, "x-envelope", placed(declared, root.Pos.File), "tags", "paths")
	op := &operation{node: placed(object(), root.Pos.File), id: "envelope"}
	c := &comparer{importer: im, op: op, page: first, report: &Operation{}, primary: true, known: true, seen: map[[2]*document.Node]bool{}}
	w := &writer{comparer: c, file: im.files[im.entry]}
	n := object("type", "object", "description", "What every answer is wrapped in.", "properties", object())
	for _, m := range members.Members {
		put(n.Get("properties"), m.Name, w.schema(m.Value, place{label: "answer " + m.Name, name: "Envelope", field: m.Name}))
	}
	setFileOfNew(n, root.Pos.File)
	w.insert(&holder{name: "Envelope", root: n})
	im.usage.add(&holder{name: "Envelope", root: n})
	im.out.Notes = append(im.out.Notes, Note{Kind: Todo, node: root.Get("x-envelope"), Message: "the envelope was concluded from the names of its members: look whether success lists all codes that mean success"})
}

func cmpRole(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// answerSchema returns the schema of a page's answer.
func answerSchema(p *page.Page) *document.Node {
	answer := success(p.Operation)
	if answer == nil {
		return nil
	}
	if media := jsonMedia(answer.Value); media != nil {
		return media.Value.Get("schema")
	}
	return nil
}

// rolesOf tells which members of an answer are those of an envelope, and returns all members but the data.
func rolesOf(properties []property) (declared, rest *document.Node) {
	declared, rest = object(), object()
	for _, r := range roles {
		for _, p := range properties {
			if name := strings.ToLower(strings.ReplaceAll(p.name, "_", "")); slices.Contains(r.names, name) && declared.Get(r.role) == nil {
				put(declared, r.role, str(p.name))
			}
		}
	}
	for _, p := range properties {
		if p.name != text(declared.Get("data")) {
			put(rest, p.name, p.schema)
		}
	}
	return declared, rest
}

// successCodes returns the codes in the examples of answers; 0 and 200 when there are none.
func successCodes(pages []*page.Page, name string) *document.Node {
	list := &document.Node{Kind: document.Array}
	note := func(value *document.Node) {
		code := value.Get(name)
		if code != nil && (code.Kind == document.Number || code.Kind == document.String && code.Text != "") && !slices.Contains(texts(list), code.Text) {
			list.Items = append(list.Items, &document.Node{Kind: code.Kind, Text: code.Text})
		}
	}
	for _, p := range pages {
		answer := success(p.Operation)
		if answer == nil {
			continue
		}
		for _, media := range members(answer.Value.Get("content")) {
			note(media.Value.Get("example"))
			for _, m := range members(media.Value.Get("examples")) {
				note(m.Value.Get("value"))
			}
		}
	}
	if len(list.Items) == 0 {
		list.Items = []*document.Node{{Kind: document.Number, Text: "0"}, {Kind: document.Number, Text: "200"}}
	}
	return list
}
