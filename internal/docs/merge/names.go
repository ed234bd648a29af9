package merge

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/pandapon/pandagen/internal/describe"
	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/goname"
)

// verb is what an operation does, and how titles and paths say it.
type verb struct {
	method string
	words  []string // of English titles and of paths, in lower case
	han    []string // parts of Chinese titles
}

// verbs are tried in this order: the more special ones first.
var verbs = []verb{
	{"Cancel", []string{"cancel", "revoke", "cancellation"}, []string{"取消", "撤销"}},
	{"Delete", []string{"delete", "remove", "del"}, []string{"删除", "移除"}},
	{"Pay", []string{"pay", "payment"}, []string{"支付", "付款"}},
	{"Confirm", []string{"confirm", "confirms"}, []string{"确认"}},
	{"Send", []string{"send", "push"}, []string{"发送", "推送"}},
	{"Upload", []string{"upload"}, []string{"上传"}},
	{"Download", []string{"download", "export"}, []string{"下载", "导出"}},
	{"Preview", []string{"preview", "render"}, []string{"预览", "渲染"}},
	{"Save", []string{"save", "addorupdate"}, []string{"保存"}},
	{"Add", []string{"add"}, []string{"添加"}},
	{"Create", []string{"create", "insert", "new"}, []string{"创建", "新增", "新建"}},
	{"Submit", []string{"submit", "submission"}, []string{"提交"}},
	{"Update", []string{"update", "edit", "modify", "change"}, []string{"修改", "更新", "编辑"}},
	{"Search", []string{"search"}, []string{"搜索"}},
	{"List", []string{"list", "page", "paging", "lists"}, []string{"列表", "分页"}},
	{"Get", []string{"get", "detail", "details", "info", "query", "obtain", "find", "fetch", "check", "inquiry"}, []string{"详情", "查询", "获取", "明细"}},
}

// verbIn returns the verb of some words, the first in order.
func verbIn(words []string) string {
	for _, v := range verbs {
		if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(v.words, strings.ToLower(w)) }) {
			return v.method
		}
	}
	return ""
}

// isVerb tells whether a word says what an operation does rather than what with.
func isVerb(word string) bool { return verbIn([]string{word}) != "" }

// methodName proposes the Go method of a new operation: by the verb at the end of its path, or else that of its title.
func methodName(p *page.Page, taken func(string) bool) string {
	segments := segmentsOf(p.Path)
	method, at := "", len(segments)
	for i := len(segments) - 1; i >= max(0, len(segments)-2) && method == ""; i-- {
		if method = verbIn(append(goname.Words(segments[i]), segments[i])); method != "" {
			at = i
		}
	}
	if method == "" {
		method = verbIn(strings.Fields(strings.ToLower(p.Title)))
	}
	for _, v := range verbs {
		if method == "" && slices.ContainsFunc(v.han, func(h string) bool { return strings.Contains(p.Title, h) }) {
			method = v.method
		}
	}
	if method == "" {
		method, at = restMethod(p, segments), len(segments)-1
	}
	if !taken(method) {
		return method
	}
	// What the operation is about tells it from the one that has the name.
	longer := method
	for i := min(at, len(segments)-1); i > 0; i-- {
		noun := ""
		for _, w := range goname.Words(segments[i]) {
			if !isVerb(w) {
				noun += goname.From(w)
			}
		}
		if noun == "" {
			continue
		}
		longer = method + noun + strings.TrimPrefix(longer, method)
		if !taken(longer) {
			return longer
		}
	}
	return unique(method, taken)
}

// restMethod proposes a method by the HTTP method, as APIs use it whose paths name things and not what is done.
func restMethod(p *page.Page, segments []string) string {
	one := strings.HasSuffix(p.Path, "}")
	switch strings.ToUpper(p.Method) {
	case "GET":
		if one {
			return "Get"
		}
		return "List"
	case "DELETE":
		return "Delete"
	case "PUT", "PATCH":
		return "Update"
	}
	if len(segments) == 1 || len(segments) > 0 && isVersion(segments[0]) && len(segments) == 2 {
		return "Create"
	}
	if len(segments) > 0 {
		return cmp.Or(goname.From(segments[len(segments)-1]), "Call")
	}
	return "Call"
}

// planned returns the Go name that the list of missing pages has in store for one: what it knows names a method behind its service.
func planned(m *missingPage) (service, method string) {
	if m == nil {
		return "", ""
	}
	all := methodPath.FindAllString(m.node.Get("knows").Literal(), -1)
	if len(all) == 0 {
		return "", ""
	}
	name := all[len(all)-1]
	at := strings.LastIndexByte(name, '.')
	return name[:at], name[at+1:]
}

// methodPath is a Go method with the way to it: Alibaba.Orders.Get.
var methodPath = regexp.MustCompile(`\b[A-Z][A-Za-z0-9]*(?:\.[A-Z][A-Za-z0-9]*)+\b`)

// segmentsOf returns the segments of a path that are no parameters.
func segmentsOf(p string) []string {
	var out []string
	for s := range strings.SplitSeq(p, "/") {
		if s != "" && !strings.HasPrefix(s, "{") {
			out = append(out, s)
		}
	}
	return out
}

// unique returns name, or name with the first number from 2 that is not taken.
func unique(name string, taken func(string) bool) string {
	for i, n := 2, name; ; i++ {
		if !taken(n) {
			return n
		}
		n = name + strconv.Itoa(i)
	}
}

// isHan tells whether a text has Chinese characters.
func isHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// separator stands between the folders of a section.
const separator = " / "

// section is what the document calls the section of a page.
func (im *importer) section(t *target) string {
	if t.missing != nil {
		return t.missing.section
	}
	p := t.pages[0]
	if i := slices.IndexFunc(im.habits.sections, func(s string) bool { return sectionMatches(s, p.Section) }); i >= 0 {
		return im.habits.sections[i]
	}
	if im.listing != nil {
		for _, e := range im.listing.entries() {
			if sectionMatches(e.section, p.Section) {
				return e.section
			}
		}
	}
	if im.isForeign(p) {
		if near := im.nearSection(p); near != "" {
			return near
		}
	}
	if len(p.Section) > 0 {
		return oneLine(strings.Join(p.Section, separator))
	}
	if p.Webhook {
		return cmp.Or(im.habits.webhooks.most(""), "Messages")
	}
	return im.nearSection(p)
}

// nearSection is the section of the operations whose paths begin like that of a page.
func (im *importer) nearSection(p *page.Page) string {
	best, most := "", 0
	for _, o := range im.operations() {
		if n := common(segmentsOf(o.path), segmentsOf(p.Path)); n > most && !o.webhook {
			best, most = o.tag(), n
		}
	}
	return best
}

// isForeign tells whether a page is in another language than the document was before.
func (im *importer) isForeign(p *page.Page) bool {
	return p.Language != "" && im.house.language != "" && p.Language != im.house.language && !p.Webhook
}

// common counts the first elements that two lists have in common.
func common(a, b []string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// serviceName proposes the Go service of a section: the one that most of its operations have.
func (im *importer) serviceName(section string, t *target) string {
	p := t.pages[0]
	if s := im.habits.service.most(section); s != "" {
		return s
	}
	if service, _ := planned(t.missing); service != "" {
		return service
	}
	folders := strings.Split(section, "/")
	var parts []string
	first := im.habits.folder.most(oneLine(folders[0])) // other sections tell
	for i, folder := range folders {
		if name := asciiName(folder); i == 0 && len(folders) > 1 && first != "" {
			parts = append(parts, first)
		} else if name != "" {
			parts = append(parts, name)
		}
	}
	if len(parts) < len(folders) || section == "" {
		parts = nil
		for _, s := range segmentsOf(p.Path) {
			if name := asciiName(s); name != "" && !isVersion(s) && len(parts) < 2 {
				parts = append(parts, name)
			}
		}
		if len(parts) > 1 && isVerb(parts[1]) {
			parts = parts[:1]
		}
	}
	if len(parts) == 0 {
		return "API"
	}
	if describe.IsReservedService(parts[0]) {
		parts[0] += "API"
	}
	return strings.Join(parts, ".")
}

// isVersion tells segments of paths that say nothing about what an operation is about.
func isVersion(s string) bool {
	s = strings.ToLower(s)
	return slices.Contains([]string{"api", "open", "openapi", "rest"}, s) || len(s) > 1 && s[0] == 'v' && strings.Trim(s[1:], "0123456789.") == ""
}

// asciiName is the Go name of a text in Latin letters; "" when it has others, or begins with a digit.
func asciiName(s string) string {
	s = strings.TrimSpace(s)
	if strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) || s != "" && unicode.IsDigit(rune(s[0])) {
		return ""
	}
	return goname.From(s)
}

// idPrefix is what the ids of a service's operations begin with: what those that there are have before their methods.
func (im *importer) idPrefix(service string) string {
	if s := im.habits.prefix.most(service); s != "" {
		return s
	}
	parts := strings.Split(service, ".")
	parts[len(parts)-1] = goname.Singular(parts[len(parts)-1])
	words := goname.Words(strings.Join(parts, " "))
	return strings.ToLower(words[0]) + goname.Camel(words[1:])
}

// webhookID proposes the id of a webhook: what the sections of its platform are called in Go, and the words of its type.
func (im *importer) webhookID(p *page.Page, section, service string) string {
	words := goname.Words(p.Path)
	outer, _, nested := strings.Cut(section, "/")
	if len(words) > 1 && strings.EqualFold(words[0], oneLine(outer)) {
		words = words[1:]
	}
	name := goname.Unexported(goname.Camel(words))
	if first, _, _ := strings.Cut(service, "."); nested {
		name = strings.ToLower(first[:1]) + first[1:] + goname.Camel(words)
	}
	return cmp.Or(name, "message")
}

// maxSections bounds how many files an import makes: documents may not have any number of them.
const maxSections = 500

// sectionFile returns the file that the operations of a section are in, and makes one for a new section.
func (im *importer) sectionFile(section, service string) *file {
	if name := im.habits.file.most(section); name != "" {
		return im.files[name]
	}
	if f := im.sections[section]; f != nil {
		return f
	}
	operations := im.operations()
	if len(operations) > 0 && !slices.ContainsFunc(operations, func(o *operation) bool { return im.fileOf(o.item).name != im.entry }) {
		return im.files[im.entry] // the document is one file
	}
	if len(im.sections) >= maxSections {
		return im.files[im.entry]
	}
	folders := strings.Split(section, "/")
	dir := ""
	if len(folders) > 1 {
		dir = im.habits.disk.most(oneLine(folders[0]))
	}
	parts := strings.Split(service, ".")
	if dir == "" {
		dir = strings.ToLower(path.Join(parts[:len(parts)-1]...))
	}
	base := strings.ToLower(strings.Join(goname.Words(parts[len(parts)-1]), "-"))
	f := im.addFree(path.Join(dir, base+path.Ext(im.entry)), printable(oneLine(section))+". Members stand in the order of the documentation's pages.", object())
	im.sections[section] = f
	return f
}
