package page

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/pandapon/pandagen/internal/document"
)

// readText reads the pages of a text: what a person copies from a browser, or Markdown with tables.
func readText(name string, lines []line) ([]*Page, *Navigation, error) {
	matter, lines := splitFrontMatter(lines)
	lines, models := splitModels(lines)
	found := (&splitter{sequence{lines}}).anchors()
	if len(found) == 0 {
		if nav := cmp.Or(readLinks(lines), navigationOf(lines)); nav != nil {
			return nil, nav, nil
		}
		return nil, nil, fault(document.Position{File: name, Line: 1, Column: 1},
			"no page of API documentation was found: copy a whole page from the browser, or save it by its address with .md at the end")
	}
	before := lines[:found[0].first]
	nav, crumbs := readNavigation(before)
	var pages []*Page
	for i, a := range found {
		end := len(lines)
		if i+1 < len(found) {
			end = found[i+1].first
		}
		t := &textPage{anchor: a, start: lines[min(a.at, len(lines)-1)].pos, lines: lines[a.next:end], models: models, nav: nav, crumbs: crumbs}
		if i == 0 {
			t.top = &pageTop{before, matter}
		}
		if len(found) == 1 && matter.title != "" {
			t.anchor.title = matter.title
		}
		p, foot := t.read(Outline{})
		p.again = t.again
		pages = append(pages, p)
		if more, next := readNavigation(foot); len(next) > 0 || more != nil {
			crumbs = next
			if nav == nil || more != nil && len(more.Entries) > len(nav.Entries) {
				nav = more
			}
		}
	}
	return pages, nav, nil
}

// textPage is one page of a text.
type textPage struct {
	anchor anchor
	start  document.Position
	lines  []line // below its path
	models map[string]*model
	nav    *Navigation // around it, or nil
	crumbs []string    // the way to it in the navigation
	top    *pageTop    // of the first page of a file
}

// pageTop is what a file has above its first page.
type pageTop struct {
	lines  []line
	matter frontMatter
}

// read reads the page. It returns the lines after its end, among which the navigation of the next page may be.
func (t *textPage) read(known Outline) (*Page, []line) {
	a := t.anchor
	p := &Page{File: t.start.File, Line: t.start.Line, Format: Text, Title: a.title, Method: a.method, Path: a.path, Webhook: a.hook, Status: a.status}
	if t.top != nil {
		t.top.read(p, t.nav != nil || len(t.crumbs) > 0)
	}
	if a.socket {
		return t.socket(p), nil
	}
	lines := t.lines
	if a.rest != "" {
		lines = slices.Insert(slices.Clone(lines), 0, line{text: a.rest, raw: a.rest, pos: t.start})
	}
	sheet := readSheet(lines)
	foot := sheet.foot
	if slices.ContainsFunc(foot, isBullet) {
		sheet.foot = nil // the navigation of the next page, with what is around it
	}
	t.nav.locate(p, t.crumbs)
	if a.folder != "" {
		p.Section = folders(a.folder, "/")
	}
	b := &builder{schemaBuilder: schemaBuilder{page: p, models: t.models, named: map[string]*namedSchema{}}, sheet: sheet, known: known, listed: map[[2]string]bool{}}
	b.build(t.start)
	p.Language = languageOf(append(prose(p), titles(t.nav)...))
	finish(p)
	return p, foot
}

// again reads the page anew when the outline of its bodies is known.
func (t *textPage) again(known Outline) *Page {
	p, _ := t.read(known)
	p.tidy()
	return p
}

// socket is the page of a WebSocket, which OpenAPI has no words for.
func (t *textPage) socket(p *Page) *Page {
	p.Operation = newObject(t.start)
	putText(p.Operation, t.start, "summary", p.Title)
	p.Language = languageOf(prose(p))
	p.Unread = append(p.Unread, Unread{t.start, "the page is about a WebSocket, which OpenAPI does not describe: it was not read"})
	return p
}

// titles returns some titles of a navigation, to tell the language by.
func titles(nav *Navigation) []string {
	if nav == nil {
		return nil
	}
	var out []string
	for _, e := range nav.Entries[:min(20, len(nav.Entries))] {
		out = append(out, e.Title)
	}
	return out
}

var addressLine = regexp.MustCompile(`^https?://\S+$`)

// read reads what stands above a page: its address, or the site's head and navigation. Anything else is reported.
func (top *pageTop) read(p *Page, navigation bool) {
	p.Address = top.matter.address
	var first *line
	n := 0
	headings := slices.ContainsFunc(top.lines, func(l line) bool { return l.level > 0 })
	for i, l := range top.lines {
		switch {
		case l.empty() || !headings && isBullet(l) || isCrumb(l) || methods[l.text] != "" || words.is(l.text, button, menuWord, languageName):
		case addressLine.MatchString(l.text) && number(l.text) != "":
			p.Address = l.text
		default:
			n++
			if first == nil {
				first = &top.lines[i]
			}
		}
	}
	p.Number = number(p.Address)
	if first != nil && !navigation {
		p.Unread = append(p.Unread, Unread{Pos: first.pos, Message: fmt.Sprintf("%s before the page, from %q on: not read", plural(n, "line"), clip(first.text))})
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
