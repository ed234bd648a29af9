package page

import (
	"regexp"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// openAPIStart is the first member of an OpenAPI document in YAML or JSON.
var openAPIStart = regexp.MustCompile(`^\s*\{?\s*["']?(openapi|swagger)["']?\s*:`)

// isExport tells whether a block holds an OpenAPI document.
func (f *fence) isExport() bool {
	for i, l := range f.lines {
		if i >= 20 {
			break
		}
		if openAPIStart.MatchString(l.raw) {
			return true
		}
	}
	return false
}

// exportBlocks returns the places of blocks that hold OpenAPI documents.
func exportBlocks(lines []line) []int {
	var at []int
	for i, l := range lines {
		if l.fence != nil && l.fence.isExport() {
			at = append(at, i)
		}
	}
	return at
}

// readMarkdown reads Apifox's export of one or several pages: a title, then an OpenAPI document in a block.
func readMarkdown(lines []line, blocks []int) ([]*Page, error) {
	var pages []*Page
	var errs document.Errors
	from, read := 0, 0
	for _, at := range blocks {
		before := lines[from:at]
		found, err := readBlock(lines[at])
		if err != nil {
			errs = append(errs, findings(err)...)
			pages = append(pages, broken(lines[from:at+1], findings(err)))
		} else {
			around(found, before)
			pages = append(pages, found...)
			read++
		}
		from = at + 1
	}
	if read == 0 {
		return nil, errs
	}
	if last := pages[len(pages)-1]; from < len(lines) {
		last.outside(lines[from:])
	}
	return pages, nil
}

// findings returns the findings that an error consists of.
func findings(err error) document.Errors {
	if list, ok := err.(document.Errors); ok {
		return list
	}
	return nil
}

// readBlock reads the OpenAPI document of a block.
func readBlock(l line) ([]*Page, error) {
	var text strings.Builder
	for _, inner := range l.fence.lines {
		raw := inner.raw
		for cut := 0; cut < l.indent && raw != "" && (raw[0] == ' ' || raw[0] == '\t'); cut++ {
			raw = raw[1:]
		}
		text.WriteString(raw + "\n")
	}
	root, err := document.Parse(l.pos.File, []byte(text.String()))
	if err != nil {
		list := findings(err)
		for _, e := range list {
			e.Pos = shifted(e.Pos, l)
		}
		return nil, list
	}
	shift(root, l)
	return readExport(root, Markdown)
}

// shifted is the place in the file of a place in a block.
func shifted(pos document.Position, l line) document.Position {
	pos.Line += l.pos.Line
	pos.Column += l.indent
	return pos
}

// shift gives all values of a block their places in the file. What aliases stand for is met more than once, as nodes of its own.
func shift(n *document.Node, l line) {
	n.Pos = shifted(n.Pos, l)
	for i := range n.Members {
		n.Members[i].Pos = shifted(n.Members[i].Pos, l)
		shift(n.Members[i].Value, l)
	}
	for _, item := range n.Items {
		shift(item, l)
	}
}

// pageLink is a link to a page's Markdown, as llms.txt has them before each page.
var pageLink = regexp.MustCompile(`\[([^\]]+)\]\((https?://[^)\s]+?)(?:\.md)?\)`)

// around completes pages from what stands before their document: the title, the address.
func around(pages []*Page, before []line) {
	for _, p := range pages {
		p.Line = firstLine(before, p.Line)
		for _, l := range before {
			if l.isTitle() && p.Title == "" {
				p.Title = l.text
			}
			if m := pageLink.FindStringSubmatch(l.text); m != nil && (m[1] == p.Title || number(m[2]) != "" && number(m[2]) == p.Number) && p.Address == "" {
				p.Address = m[2]
			}
		}
		if p.Number == "" {
			p.Number = number(p.Address)
		}
	}
	if title := heading(before); title != "" && len(pages) == 1 {
		pages[0].Title = title
	}
	pages[0].outside(before)
}

// isTitle tells a heading that may be a page's title from the one that stands above every document.
func (l line) isTitle() bool {
	return l.level > 0 && l.text != "" && l.text != "OpenAPI Specification"
}

// heading returns the last heading of the highest level: headings of a page's parts are lower.
func heading(lines []line) string {
	best, level := "", 7
	for _, l := range lines {
		if l.isTitle() && l.level <= level {
			best, level = l.text, l.level
		}
	}
	return best
}

// broken is a page whose document, in the last of its lines, could not be read.
func broken(lines []line, errs document.Errors) *Page {
	p := &Page{Format: Markdown, Title: heading(lines), Operation: newObject(document.Position{})}
	for _, l := range lines {
		if !l.empty() {
			p.File, p.Line, p.Operation.Pos = l.pos.File, l.pos.Line, l.pos
			break
		}
	}
	for _, e := range errs {
		p.Unread = append(p.Unread, Unread{Pos: e.Pos, Message: e.Message})
	}
	return p
}

func firstLine(lines []line, otherwise int) int {
	for _, l := range lines {
		if !l.empty() {
			return l.pos.Line
		}
	}
	return otherwise
}

// outside reports text that stands outside of the OpenAPI documents: people write notes around them.
func (p *Page) outside(lines []line) {
	var first *line
	n := 0
	for i, l := range lines {
		if l.empty() || l.level > 0 || isFurniture(l.text) || pageLink.MatchString(l.text) || strings.HasPrefix(l.text, "---") {
			continue
		}
		if first == nil {
			first = &lines[i]
		}
		n++
	}
	if first != nil {
		p.Unread = append(p.Unread, Unread{Pos: first.pos, Message: plural(n, "line") + " outside of the OpenAPI document: not read"})
	}
}
