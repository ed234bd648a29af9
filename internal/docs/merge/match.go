package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
)

// target is an operation, with the pages that describe it.
type target struct {
	op      *operation   // nil when the document does not have it yet
	missing *missingPage // that it is listed as, or nil
	pages   []*page.Page // the one that counts most first
}

// matcher finds what pages belong to.
type matcher struct {
	operations []*operation
	missing    []missingPage
	listed     []listed // the navigation; empty when it is not known

	at       map[*operation]int      // in operations
	paths    map[string][]*operation // by methodKey
	pathOnly map[string][]*operation // by pathKey without a method
	titles   map[string][]*operation
	sections []string        // of operations and missing pages, each once
	known    map[string]bool // sections of pages that match one of them

	hookMethods map[string][]string // of the pages, by the type of the message
}

func newMatcher(ws *workspace) *matcher {
	m := &matcher{
		operations: ws.operations(), at: map[*operation]int{}, paths: map[string][]*operation{}, pathOnly: map[string][]*operation{},
		titles: map[string][]*operation{}, known: map[string]bool{}, hookMethods: map[string][]string{},
	}
	if ws.listing != nil {
		m.missing = ws.listing.missingPages()
		m.listed = ws.listing.navigation()
	}
	for i, o := range m.operations {
		m.at[o] = i
		key, only := methodKey(o.method, o.path, o.webhook), pathKey("", o.path, o.webhook)
		m.paths[key] = append(m.paths[key], o)
		m.pathOnly[only] = append(m.pathOnly[only], o)
		m.titles[o.title()] = append(m.titles[o.title()], o)
		if zh := o.source("titleZh"); zh != "" && zh != o.title() {
			m.titles[zh] = append(m.titles[zh], o)
		}
		m.sections = append(m.sections, o.tag())
	}
	for _, x := range m.missing {
		m.sections = append(m.sections, x.section)
	}
	slices.Sort(m.sections)
	m.sections = slices.Compact(m.sections)
	return m
}

// targets groups pages by what they describe. Pages that cannot be placed are told to skip, with the reason.
func (m *matcher) targets(pages []*page.Page, skip func(p *page.Page, why string)) []*target {
	byKey := map[string]*target{}
	var out []*target
	m.readMethods(pages)
	for _, p := range pages {
		op, missing, why := m.match(p)
		if why != "" {
			skip(p, why)
			continue
		}
		key := ""
		switch {
		case op != nil:
			key = "operation " + op.method + " " + op.name()
		case p.Webhook && len(m.hookMethods[p.Path]) < 2:
			key = "new " + pathKey("", p.Path, true)
		case p.Path != "":
			key = "new " + methodKey(p.Method, p.Path, p.Webhook)
		}
		t := byKey[key]
		if t == nil {
			t = &target{op: op, missing: missing}
			byKey[key] = t
			out = append(out, t)
		}
		if t.missing == nil {
			t.missing = missing
		}
		t.pages = append(t.pages, p)
	}
	out = slices.DeleteFunc(out, func(t *target) bool { return t.op == nil && isAmbiguous(t.pages, skip) })
	for _, t := range out {
		slices.SortStableFunc(t.pages, func(a, b *page.Page) int {
			return cmp.Or(cmp.Compare(t.rank(a), t.rank(b)), cmp.Compare(b.Date, a.Date), compareFiles(a, b))
		})
	}
	slices.SortStableFunc(out, func(a, b *target) int { return cmp.Compare(m.order(a), m.order(b)) })
	return out
}

// isAmbiguous tells whether pages of one method and path are pages of several operations, which it tells to skip: together they
// would demand what no request has.
func isAmbiguous(pages []*page.Page, skip func(p *page.Page, why string)) bool {
	other := func(p *page.Page) *page.Page {
		i := slices.IndexFunc(pages, func(q *page.Page) bool {
			return p.Language == q.Language && oneLine(p.Title) != oneLine(q.Title) && idOf(p) != "" && idOf(q) != "" && idOf(p) != idOf(q)
		})
		if i < 0 {
			return nil
		}
		return pages[i]
	}
	if !slices.ContainsFunc(pages, func(p *page.Page) bool { return other(p) != nil }) {
		return false
	}
	for _, p := range pages {
		why := fmt.Sprintf("other pages describe %s as another operation", pageName(p))
		if q := other(p); q != nil {
			why = fmt.Sprintf("%s describes %s too, as another operation, %q", origin(q), pageName(p), oneLine(q.Title))
		}
		skip(p, why+": OpenAPI has one for a method and a path, so import the page that counts, or describe what they have in common by hand")
	}
	return true
}

// idOf is what tells a page of the documentation from the others: its number, or its address; empty when the file does not tell.
func idOf(p *page.Page) string { return cmp.Or(p.Number, address(p.Address)) }

// isAnother tells whether a page of the method and path of an operation is one of another operation: it has another title in the same
// language, and is not the page that the document names.
func isAnother(op *operation, p *page.Page) bool {
	title := oneLine(p.Title)
	if op.webhook || title == "" || idOf(p) == "" || isAt(p, op.source("page")) || !op.documented() {
		return false
	}
	return title != op.title() && title != op.source("titleZh") && p.Language == page.LanguageOf(op.title())
}

// readMethods takes down the methods that pages show for messages.
func (m *matcher) readMethods(pages []*page.Page) {
	for _, p := range pages {
		if p.Webhook && p.Method != "" && !slices.Contains(m.hookMethods[p.Path], p.Method) {
			m.hookMethods[p.Path] = append(m.hookMethods[p.Path], p.Method)
		}
	}
}

// order is the place of a target: what the document has comes first, then what is listed as missing.
func (m *matcher) order(t *target) int {
	if t.op != nil {
		return m.at[t.op]
	}
	if t.missing != nil {
		return len(m.operations) + slices.IndexFunc(m.missing, func(x missingPage) bool { return x.node == t.missing.node })
	}
	return len(m.operations) + len(m.missing)
}

// rank orders the pages of a target: the page that the document names first, then those in its language, then English ones.
func (t *target) rank(p *page.Page) int {
	title, page := "", ""
	if t.op != nil {
		title, page = t.op.title(), address(t.op.source("page"))
	} else if t.missing != nil {
		title, page = t.missing.title, t.missing.address
	}
	switch {
	case isAt(p, page):
		return 0
	case title != "" && oneLine(p.Title) == title:
		return 1
	case p.Language == "en":
		return 2
	}
	return 3
}

func compareFiles(a, b *page.Page) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Method, b.Method))
}

// pathKey tells operations apart.
func pathKey(method, path string, webhook bool) string {
	if webhook {
		return "webhook " + path
	}
	return strings.ToUpper(method) + " " + template(path)
}

// methodKey tells apart also messages of one type that come with several methods.
func methodKey(method, path string, webhook bool) string {
	return strings.ToUpper(method) + " " + pathKey(method, path, webhook)
}

// match finds what a page describes: an operation of the document, or a page that is listed as missing, or nothing that the document
// knows. Why is not empty when the page cannot be placed.
func (m *matcher) match(p *page.Page) (op *operation, missing *missingPage, why string) {
	if p.Path != "" {
		if found := m.byPath(p); len(found) == 1 {
			if op := found[0]; isAnother(op, p) {
				return nil, nil, fmt.Sprintf("the document describes %s as another operation, %q: if the page has been renamed, correct title and page in its x-source, "+
					"else describe what they have in common by hand", op.name(), op.title())
			}
			return found[0], nil, ""
		}
	}
	if found := m.byTitle(p); len(found) == 1 {
		return found[0], nil, ""
	}
	if op, missing = m.byPlace(p); op != nil {
		return op, nil, ""
	}
	if missing == nil {
		missing = m.missingByTitle(p)
	}
	if missing == nil {
		if op := m.byAddress(p); op != nil {
			return op, nil, ""
		}
		missing = m.missingByAddress(p)
	}
	switch {
	case p.Path == "":
		return nil, nil, "the page tells no path, and its title and address are not those of an operation that the document has: give the page with its path"
	case p.Method == "" && !p.Webhook:
		return nil, nil, "the page tells no HTTP method, and its path is not in the document: give the page with its method"
	}
	return nil, missing, ""
}

// byPath finds operations by method and path. The method of a message is often not told, or wrong, and counts where a page shows
// that the message comes with several.
func (m *matcher) byPath(p *page.Page) []*operation {
	exact, any := m.paths[methodKey(p.Method, p.Path, p.Webhook)], m.pathOnly[pathKey("", p.Path, p.Webhook)]
	if p.Method == "" || p.Webhook && len(exact) == 0 && len(m.hookMethods[p.Path]) < 2 {
		return any
	}
	return exact
}

// byTitle finds operations by section and title. A title that no other operation has needs no section.
func (m *matcher) byTitle(p *page.Page) []*operation {
	title := oneLine(p.Title)
	if title == "" {
		return nil
	}
	same := filter(m.titles[title], func(o *operation) bool { return o.webhook == p.Webhook })
	if found := filter(same, func(o *operation) bool { return sectionMatches(o.tag(), p.Section) }); len(found) > 0 {
		return found
	}
	if m.foreign(p) && len(same) == 1 && m.countMissing(title) == 0 && (p.Path == "" || !same[0].documented()) {
		return same // and not another operation of the same title
	}
	return nil
}

// foreign tells whether the sections of a page are not those of the document: they are in another language, or unknown.
func (m *matcher) foreign(p *page.Page) bool {
	key := strings.Join(p.Section, "\x00")
	known, asked := m.known[key]
	if !asked {
		known = slices.ContainsFunc(m.sections, func(s string) bool { return sectionMatches(s, p.Section) })
		m.known[key] = known
	}
	return !known
}

func (m *matcher) countMissing(title string) int {
	n := 0
	for _, x := range m.missing {
		if x.title == title || x.titleZh == title {
			n++
		}
	}
	return n
}

func filter(list []*operation, is func(*operation) bool) []*operation {
	var out []*operation
	for _, o := range list {
		if is(o) {
			out = append(out, o)
		}
	}
	return out
}

// sectionMatches tells whether a section of the document is the one that a page names, from outside or from within.
func sectionMatches(section string, folders []string) bool {
	want := strings.Split(section, "/")
	if len(folders) == 0 || section == "" {
		return false
	}
	for n := 1; n <= min(len(want), len(folders)); n++ {
		a, b := want[len(want)-n], folders[len(folders)-n]
		if !strings.EqualFold(oneLine(a), oneLine(b)) {
			return false
		}
	}
	return true
}

// byPlace finds what stands at a page's place in the navigation, where that in another language has as many pages in each section.
func (m *matcher) byPlace(p *page.Page) (*operation, *missingPage) {
	if p.Place == nil || !m.foreign(p) {
		return nil, nil
	}
	var sizes []int
	var found *listed
	for i := range m.listed {
		if i == 0 || m.listed[i].group != m.listed[i-1].group {
			sizes = append(sizes, 0)
		}
		last := len(sizes) - 1
		if last == p.Place.Group && sizes[last] == p.Place.Page {
			found = &m.listed[i]
		}
		sizes[last]++
	}
	if found == nil || len(sizes) < 2 || !slices.Equal(sizes, p.Place.Sizes) {
		return nil, nil
	}
	for _, o := range m.operations {
		if o.method != p.Method && !o.webhook {
			continue
		}
		if found.operation != "" && o.id == found.operation || found.webhook != "" && o.webhook && o.path == found.webhook {
			return o, nil
		}
	}
	for i, x := range m.missing {
		if x.section == found.section && x.title == found.title && (x.method == "" || p.Method == "" || x.method == p.Method) {
			return nil, &m.missing[i]
		}
	}
	return nil, nil
}

// byAddress finds the operation whose page has this address. An operation that was concluded may name the page of another one.
func (m *matcher) byAddress(p *page.Page) *operation {
	found := filter(m.operations, func(o *operation) bool { return isAt(p, o.source("page")) && o.webhook == p.Webhook && o.documented() })
	if len(found) == 1 {
		return found[0]
	}
	return nil
}

func (m *matcher) missingByTitle(p *page.Page) *missingPage {
	title := oneLine(p.Title)
	var same, inSection []*missingPage
	for i := range m.missing {
		if x := &m.missing[i]; title != "" && (x.title == title || x.titleZh == title) {
			same = append(same, x)
			if sectionMatches(x.section, p.Section) {
				inSection = append(inSection, x)
			}
		}
	}
	switch {
	case len(inSection) == 1:
		return inSection[0]
	case len(same) == 1 && m.foreign(p):
		return same[0]
	}
	return nil
}

func (m *matcher) missingByAddress(p *page.Page) *missingPage {
	var found []*missingPage
	for i := range m.missing {
		if isAt(p, m.missing[i].address) {
			found = append(found, &m.missing[i])
		}
	}
	if len(found) == 1 && !slices.ContainsFunc(m.operations, func(o *operation) bool { return isAt(p, o.source("page")) }) {
		return found[0]
	}
	return nil
}

// isAt tells whether a page has an address: its own, or one that ends with the page's number.
func isAt(p *page.Page, at string) bool {
	at = address(at)
	switch {
	case at == "":
		return false
	case p.Address != "":
		return address(p.Address) == at
	}
	return p.Number != "" && strings.HasSuffix(at, "-"+p.Number)
}

// origin is how the report names a page.
func origin(p *page.Page) string { return fmt.Sprintf("%s:%d", p.File, p.Line) }
