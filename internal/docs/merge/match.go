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
}

// targets groups pages by what they describe. Pages that cannot be placed are told to skip, with the reason.
func (m *matcher) targets(pages []*page.Page, skip func(p *page.Page, why string)) []*target {
	byKey := map[string]*target{}
	var out []*target
	for _, p := range pages {
		op, missing, why := m.match(p)
		if why != "" {
			skip(p, why)
			continue
		}
		key := ""
		switch {
		case op != nil:
			key = "operation " + op.name()
		case p.Path != "":
			key = "new " + pathKey(p.Method, p.Path, p.Webhook)
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
	for _, t := range out {
		slices.SortStableFunc(t.pages, func(a, b *page.Page) int {
			return cmp.Or(cmp.Compare(t.rank(a), t.rank(b)), cmp.Compare(b.Date, a.Date), compareFiles(a, b))
		})
	}
	slices.SortStableFunc(out, func(a, b *target) int { return cmp.Compare(m.order(a), m.order(b)) })
	return out
}

// order is the place of a target: what the document has comes first, then what is listed as missing.
func (m *matcher) order(t *target) int {
	if t.op != nil {
		return slices.Index(m.operations, t.op)
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

// match finds what a page describes: an operation of the document, or a page that is listed as missing, or nothing that the document
// knows. Why is not empty when the page cannot be placed.
func (m *matcher) match(p *page.Page) (op *operation, missing *missingPage, why string) {
	if p.Path != "" {
		if found := m.byPath(p); len(found) == 1 {
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

func (m *matcher) byPath(p *page.Page) []*operation {
	return m.filter(func(o *operation) bool {
		if p.Method == "" {
			return template(o.path) == template(p.Path) && o.webhook == p.Webhook
		}
		return pathKey(o.method, o.path, o.webhook) == pathKey(p.Method, p.Path, p.Webhook)
	})
}

func (m *matcher) filter(is func(*operation) bool) []*operation {
	var out []*operation
	for _, o := range m.operations {
		if is(o) {
			out = append(out, o)
		}
	}
	return out
}

// byTitle finds operations by section and title. A title that no other operation has needs no section.
func (m *matcher) byTitle(p *page.Page) []*operation {
	title := oneLine(p.Title)
	if title == "" {
		return nil
	}
	same := m.filter(func(o *operation) bool {
		return o.webhook == p.Webhook && (o.title() == title || o.source("titleZh") == title)
	})
	if found := filterSection(same, p.Section, (*operation).tag); len(found) > 0 {
		return found
	}
	if m.foreign(p) && len(same) == 1 && m.countMissing(title) == 0 && (p.Path == "" || !same[0].documented()) {
		return same // and not another operation of the same title
	}
	return nil
}

// foreign tells whether the sections of a page are not those of the document: they are in another language, or unknown.
func (m *matcher) foreign(p *page.Page) bool {
	for _, o := range m.operations {
		if sectionMatches(o.tag(), p.Section) {
			return false
		}
	}
	return !slices.ContainsFunc(m.missing, func(x missingPage) bool { return sectionMatches(x.section, p.Section) })
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

func filterSection(list []*operation, section []string, of func(*operation) string) []*operation {
	var out []*operation
	for _, o := range list {
		if sectionMatches(of(o), section) {
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
	found := m.filter(func(o *operation) bool { return isAt(p, o.source("page")) && o.webhook == p.Webhook && o.documented() })
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
