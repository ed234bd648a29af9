package merge

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// begin gives a document without operations what stands around them: servers, and the envelope around answers, if all pages show one.
func (im *importer) begin(pages []*page.Page) {
	root := im.root()
	often, servers := tally{}, map[string]*document.Node{}
	for _, p := range pages {
		urls := ""
		for _, server := range p.Operation.Get("servers").AllItems() {
			urls += server.Get("url").Literal() + " "
		}
		often.add("", urls)
		servers[urls] = cmp.Or(servers[urls], p.Operation.Get("servers"))
		if host := hostOf(p.Address); host != "" && root.Get("info").Get("title").Literal() == "API" {
			put(root.Get("info"), "title", placed(str("API of "+host), root.Pos.File))
		}
	}
	if most := servers[often.most("")]; most != nil && root.Get("servers") == nil {
		putBefore(root, "servers", placed(most, root.Pos.File), "tags", "paths")
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

// survey is what the answers of pages have in common.
type survey struct {
	declared        *document.Node // x-envelope
	pages           []*page.Page   // that show an answer
	count, required map[string]int // of members, by their names
}

// guessEnvelope declares an envelope when all pages show one: an answer with a code, and data beside it.
func (im *importer) guessEnvelope(pages []*page.Page) {
	s := surveyAnswers(pages)
	if s == nil || s.declared.Get("data") == nil {
		return
	}
	success, others := successCodes(pages, s.declared)
	put(s.declared, "success", success)
	root := im.root()
	putBefore(root, "x-envelope", placed(s.declared, root.Pos.File), "tags", "paths")
	im.writeEnvelope(s)
	message := "the envelope was concluded from the names of its members: look whether success lists all codes that mean success"
	if len(others) > 0 {
		message += "; the examples of these are of failures, or do not tell: " + strings.Join(others, ", ")
	}
	im.out.Notes = append(im.out.Notes, Note{Kind: Todo, node: root.Get("x-envelope"), Message: message})
}

// surveyAnswers looks at the answers of all pages; nil when they are not wrapped alike.
func surveyAnswers(pages []*page.Page) *survey {
	s := &survey{declared: object(), count: map[string]int{}, required: map[string]int{}}
	for _, p := range pages {
		schema := answerSchema(p)
		if schema == nil || p.Webhook || p.Path == "" || p.Method == "" {
			continue
		}
		properties := ofPage(p, schema).properties()
		found := rolesOf(properties)
		if isLoneText(p, find(properties, found.Get("data").Literal()), properties, found) {
			remove(found, "data")
		}
		if code := found.Get("code").Literal(); code == "" || len(s.pages) > 0 && code != s.declared.Get("code").Literal() {
			return nil
		}
		for _, m := range found.Members {
			if s.declared.Get(m.Name) == nil {
				put(s.declared, m.Name, m.Value)
			}
		}
		for _, q := range properties {
			s.count[q.name]++
			if q.required {
				s.required[q.name]++
			}
		}
		s.pages = append(s.pages, p)
	}
	return s
}

// writeEnvelope makes the component around every answer, of the members that most of them have.
func (im *importer) writeEnvelope(s *survey) {
	file := im.root().Pos.File
	h := &holder{name: "Envelope", root: placed(object("type", "object", "description", "What every answer is wrapped in.", "properties", object()), file)}
	im.usage.add(h)
	op := &operation{node: placed(object(), file), id: "envelope"}
	report := &Operation{}
	properties := h.root.Get("properties")
	var always []string
	for _, p := range s.pages {
		c := &comparer{importer: im, op: op, page: p, report: report, primary: true, known: true, seen: map[[2]*document.Node]bool{}}
		w := &writer{comparer: c, file: im.files[im.entry]}
		for _, q := range ofPage(p, answerSchema(p)).properties() {
			if properties.Get(q.name) != nil || q.name == s.declared.Get("data").Literal() || 2*s.count[q.name] < len(s.pages) {
				continue
			}
			put(properties, q.name, w.schema(q.schema, place{label: "answer " + q.name, name: "Envelope", field: q.name}))
			if s.required[q.name] == s.count[q.name] {
				always = append(always, q.name)
			}
		}
	}
	if len(always) > 0 {
		putBefore(h.root, "required", placed(strs(always...), file), "properties")
	}
	(&writer{comparer: &comparer{importer: im}, file: im.files[im.entry]}).insert(h)
	im.usage.adopt(h.root, h)
	for _, n := range report.Notes {
		if n.Kind == Unread {
			im.out.Notes = append(im.out.Notes, n)
		}
	}
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

// rolesOf tells which members of an answer are those of an envelope.
func rolesOf(properties []property) *document.Node {
	declared := object()
	for _, r := range roles {
		for _, p := range properties {
			if slices.Contains(r.names, plain(p.name)) && declared.Get(r.role) == nil {
				put(declared, r.role, str(p.name))
			}
		}
	}
	return declared
}

// surroundings are members that stand around the data of answers beside the roles, in lower case without underscores.
var surroundings = []string{"success", "ok", "status", "timestamp", "time", "servertime", "cost", "version", "host", "path"}

// isLoneText tells whether what has a name for data is a text, a number or a flag that stands beside members which are no envelope: it
// is one of the values of the answer, as the content of an article beside its title.
func isLoneText(p *page.Page, data *property, properties []property, roles *document.Node) bool {
	if data == nil {
		return false
	}
	v := ofPage(p, data.schema)
	isText := len(v.types) > 0 && !v.choice && data.schema.Get("contentMediaType") == nil &&
		!slices.ContainsFunc(v.types, func(t string) bool { return t == "object" || t == "array" })
	return isText && slices.ContainsFunc(properties, func(q property) bool {
		isRole := slices.ContainsFunc(roles.Members, func(m document.Member) bool { return m.Value.Text == q.name })
		return !isRole && !slices.Contains(surroundings, plain(q.name))
	})
}

// plain is a member's name as the lists of names have it.
func plain(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// isPlaceholder tells an example that was made of a schema, in which all values are empty.
func isPlaceholder(n *document.Node) bool {
	for _, m := range n.Members {
		if !isPlaceholder(m.Value) {
			return false
		}
	}
	if slices.ContainsFunc(n.Items, func(item *document.Node) bool { return !isPlaceholder(item) }) {
		return false
	}
	return slices.Contains([]string{"", "0", "string", "false", "true"}, n.Text)
}
