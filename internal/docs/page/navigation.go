package page

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// ReadNavigation reads the list of a documentation's pages: what a browser copies of it, or llms.txt. Name is the file's name for
// people. The error is document.Errors.
func ReadNavigation(name string, data []byte) (*Navigation, error) {
	text, err := decode(name, data)
	if err != nil {
		return nil, err
	}
	lines := splitLines(name, plain(text))
	nav := cmp.Or(readLinks(lines), navigationOf(lines))
	if nav == nil {
		return nil, fault(document.Position{File: name, Line: 1, Column: 1},
			"no navigation was found: copy it from the browser with its folders open, or give the documentation's llms.txt")
	}
	return nav, nil
}

var (
	bulletLine = regexp.MustCompile(`^(?:[•◦▪○·‣]|[-*+] )\s*(.*)$`)
	crumbLine  = regexp.MustCompile(`^\d+\.\s+(\S.*)$`)
	linkLine   = regexp.MustCompile(`^(?:[-*•+]\s+)?(.*?)\[([^\]]*(?:\][^\](]*)*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)\)(.*)$`)
)

// isBullet tells an entry of a list.
func isBullet(l line) bool { return l.text != "" && bulletLine.MatchString(l.text) }

// isCrumb tells a part of the way to a page, which is copied as a numbered list.
func isCrumb(l line) bool { return crumbLine.MatchString(l.text) }

// readLinks reads a Markdown list of links; nil when the text is none. Pages that describe no operation are left out when the list
// keeps them apart, as that of Apifox does.
func readLinks(lines []line) *Navigation {
	nav := &Navigation{}
	apart := slices.ContainsFunc(lines, func(l line) bool { return l.level > 0 && strings.EqualFold(l.text, "API Docs") })
	heading, title := "", ""
	var open []folder
	for _, l := range lines {
		if l.level > 0 {
			if l.level == 1 && title == "" {
				title = l.text
				continue
			}
			heading, open = l.text, nil
			continue
		}
		m := linkLine.FindStringSubmatch(l.text)
		if m == nil || !strings.Contains(m[3], "/") && !strings.HasSuffix(m[3], ".md") {
			open = push(open, l)
			continue
		}
		open = pop(open, l.indent)
		if apart && !strings.EqualFold(heading, "API Docs") {
			continue
		}
		nav.Entries = append(nav.Entries, linkEntry(l, m, heading, open))
	}
	if len(nav.Entries) == 0 {
		return nil
	}
	return nav
}

// folder is an entry of a list that entries below it are indented under.
type folder struct {
	indent int
	name   string
}

// push opens a folder when the line is a list's entry.
func push(open []folder, l line) []folder {
	m := bulletLine.FindStringSubmatch(l.text)
	if m == nil || m[1] == "" {
		return open
	}
	return append(pop(open, l.indent), folder{l.indent, m[1]})
}

// pop closes folders that an entry is not below.
func pop(open []folder, indent int) []folder {
	for len(open) > 0 && open[len(open)-1].indent >= indent {
		open = open[:len(open)-1]
	}
	return open
}

// linkEntry reads an entry: FOLDER > FOLDER [Title](address): description.
func linkEntry(l line, m []string, heading string, open []folder) Entry {
	e := Entry{Pos: l.pos, Title: strings.TrimSpace(m[2]), Address: strings.TrimSuffix(m[3], ".md")}
	e.Number = number(e.Address)
	if heading != "" && !words.is(heading, listHeading) {
		e.Section = append(e.Section, heading)
	}
	for _, f := range open {
		e.Section = append(e.Section, f.name)
	}
	e.Section = append(e.Section, folders(strings.TrimSpace(m[1]), " > ")...)
	if word, rest, ok := strings.Cut(e.Title, " "); ok && methods[word] != "" {
		e.Method, e.Title = methods[word], strings.TrimSpace(rest)
	}
	return e
}

// navigationOf reads the navigation that stands in a text; nil when there is none.
func navigationOf(lines []line) *Navigation {
	nav, _ := readNavigation(lines)
	return nav
}

// node is an entry of an indented list.
type node struct {
	line   line
	title  string
	method string
	parent *node
	leaf   bool
}

// readNavigation reads a list as a browser copies it, and the way to the page, which stands around it as a numbered list.
func readNavigation(lines []line) (nav *Navigation, crumbs []string) {
	nodes, crumbs := listed(lines)
	nav = &Navigation{}
	if isFlat(nodes) {
		nav.Entries = flatEntries(nodes)
	} else {
		for _, n := range nodes {
			if n.leaf {
				nav.Entries = append(nav.Entries, Entry{Pos: n.line.pos, Section: n.section(), Title: n.title, Method: n.method})
			}
		}
	}
	if len(nav.Entries) == 0 {
		return nil, crumbs
	}
	return nav, crumbs
}

// listed returns the entries of the list, without that of the documentation's languages, which stands before the way to the page.
func listed(lines []line) (nodes []*node, crumbs []string) {
	var open []*node
	for _, l := range lines {
		if m := crumbLine.FindStringSubmatch(l.text); m != nil {
			if len(crumbs) == 0 && !hasPages(nodes) {
				nodes, open = nil, nil
			}
			crumbs = append(crumbs, m[1])
			continue
		}
		if method := methods[l.text]; method != "" && len(nodes) > 0 {
			nodes[len(nodes)-1].method = method
			continue
		}
		m := bulletLine.FindStringSubmatch(l.text)
		if m == nil || m[1] == "" || words.is(m[1], languageName) {
			continue
		}
		for len(open) > 0 && open[len(open)-1].line.indent >= l.indent {
			open = open[:len(open)-1]
		}
		n := &node{line: l, leaf: true}
		n.title, n.method = trailingMethod(m[1])
		if len(open) > 0 {
			n.parent = open[len(open)-1]
			n.parent.leaf = false
		}
		nodes, open = append(nodes, n), append(open, n)
	}
	return nodes, lastRun(crumbs)
}

// hasPages tells whether a list has folders, which that of languages has not.
func hasPages(nodes []*node) bool {
	return slices.ContainsFunc(nodes, func(n *node) bool { return n.parent != nil || n.method != "" })
}

// lastRun takes away that the way stands both above and below the navigation.
func lastRun(crumbs []string) []string {
	if half := len(crumbs) / 2; len(crumbs)%2 == 0 && slices.Equal(crumbs[:half], crumbs[half:]) {
		return crumbs[:half]
	}
	return crumbs
}

// trailingMethod takes the method off a title that it is glued to.
func trailingMethod(title string) (string, string) {
	for short, method := range methods {
		if rest, ok := strings.CutSuffix(title, short); ok && len(short) >= 3 && rest != "" && !strings.HasSuffix(rest, "_") {
			if last := rest[len(rest)-1]; last < 'A' || last > 'Z' {
				return strings.TrimSpace(rest), method
			}
		}
	}
	return title, ""
}

// isFlat tells a list whose indentation was lost.
func isFlat(nodes []*node) bool {
	return !slices.ContainsFunc(nodes, func(n *node) bool { return n.parent != nil })
}

// flatEntries returns the entries of a flat list that are pages for certain, because they have a method. The folder of a page is the
// last entry before it without one.
func flatEntries(nodes []*node) []Entry {
	var out []Entry
	section := ""
	for _, n := range nodes {
		if n.method == "" {
			section = n.title
			continue
		}
		e := Entry{Pos: n.line.pos, Title: n.title, Method: n.method}
		if section != "" {
			e.Section = []string{section}
		}
		out = append(out, e)
	}
	return out
}

// section returns the folders around an entry, outermost first.
func (n *node) section() []string {
	var names []string
	for p := n.parent; p != nil; p = p.parent {
		names = append(names, p.title)
	}
	slices.Reverse(names)
	return names
}

// find returns the place of a page among the entries, -1 when none has its title: of those, the one that fits the way to the page and
// shows a method, which only the open folder does.
func (n *Navigation) find(title, method string, crumbs []string) int {
	best, score := -1, -1
	if n == nil {
		return best
	}
	for i, e := range n.Entries {
		if e.Title != title {
			continue
		}
		s := 0
		if len(crumbs) > 0 && len(e.Section) > 0 && e.Section[len(e.Section)-1] == crumbs[len(crumbs)-1] {
			s += 2
		}
		if e.Method == method && method != "" {
			s++
		}
		if s > score {
			best, score = i, s
		}
	}
	return best
}

// locate gives a page its section and its place.
func (n *Navigation) locate(p *Page, crumbs []string) {
	p.Section = crumbs
	at := n.find(p.Title, p.Method, crumbs)
	if at < 0 {
		return
	}
	if section := n.Entries[at].Section; len(section) >= len(crumbs) {
		p.Section = section
	}
	place := &Place{}
	for i, e := range n.Entries {
		if i == 0 || !slices.Equal(e.Section, n.Entries[i-1].Section) {
			place.Sizes = append(place.Sizes, 0)
		}
		last := len(place.Sizes) - 1
		if i == at {
			place.Group, place.Page = last, place.Sizes[last]
		}
		place.Sizes[last]++
	}
	p.Place = place
}
