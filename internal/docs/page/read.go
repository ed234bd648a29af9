package page

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/pandapon/pandagen/internal/document"
)

// maxSize is how large a file may be: far above any real page or export.
const maxSize = 128 << 20

// Read reads the pages that a file holds, in their order, and the navigation around them, if there is one. Name is the file's
// name for people; what it holds is recognised by content. The error is document.Errors: nothing of the file could be read.
func Read(name string, data []byte) ([]*Page, *Navigation, error) {
	text, err := decode(name, data)
	if err != nil {
		return nil, nil, err
	}
	pages, nav, err := readAny(name, text)
	for _, p := range pages {
		p.tidy()
	}
	return pages, nav, err
}

// tidy puts what could not be read into the order of the page.
func (p *Page) tidy() {
	slices.SortStableFunc(p.Unread, func(a, b Unread) int { return a.Pos.Compare(b.Pos) })
	p.Unread = slices.Compact(p.Unread)
}

// readAny recognises what a text is.
func readAny(name, text string) ([]*Page, *Navigation, error) {
	if isHTML(text) {
		return nil, nil, fault(document.Position{File: name, Line: 1, Column: 1},
			"this is HTML: open the page in a browser and copy its text, or save it by its address with .md at the end")
	}
	if isExport(text) {
		root, err := document.Parse(name, []byte(text))
		if err != nil {
			return nil, nil, err
		}
		pages, err := readExport(root, OpenAPI)
		return pages, nil, err
	}
	if kind := foreign(text); kind != "" {
		return nil, nil, fault(document.Position{File: name, Line: 1, Column: 1},
			"this is %s and no OpenAPI document: import it into Apifox, and export it from there as OpenAPI 3", kind)
	}
	lines := splitLines(name, text)
	if blocks := exportBlocks(lines); len(blocks) > 0 {
		pages, err := readMarkdown(lines, blocks)
		return pages, nil, err
	}
	return readText(name, splitLines(name, plain(text)))
}

// formats are other ways to describe APIs, and what their files begin with.
var formats = []struct {
	name  string
	start *regexp.Regexp
}{
	{"a Postman collection", regexp.MustCompile(`(?s)^\{.{0,1000}("_postman_id"|schema\.getpostman\.com)`)},
	{"AsyncAPI", regexp.MustCompile(`^(\{\s*)?["']?asyncapi["']?\s*:`)},
	{"RAML", regexp.MustCompile(`^#%RAML`)},
	{"an HTTP archive", regexp.MustCompile(`^\{\s*"log"\s*:`)},
}

// foreign names the format of a file that is in one of those; "" for every other file.
func foreign(text string) string {
	text = strings.TrimLeft(text, " \t\r\n")
	for _, f := range formats {
		if f.start.MatchString(text) {
			return f.name
		}
	}
	return ""
}

// decode returns the text of a file, which may be UTF-16 when it was saved on Windows.
func decode(name string, data []byte) (string, error) {
	start := document.Position{File: name, Line: 1, Column: 1}
	if len(data) > maxSize {
		return "", fault(start, "the file is larger than %d MiB: split it", maxSize>>20)
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", fault(start, "the file is not text: save it as UTF-8")
		}
		data = decoded
	}
	if !utf8.Valid(data) {
		_, err := document.Parse(name, data) // it says where
		return "", err
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	if strings.TrimSpace(text) == "" {
		return "", fault(start, "the file is empty: give a page of the documentation")
	}
	return text, nil
}

// isHTML tells a page that was saved from a browser.
func isHTML(text string) bool {
	return htmlStart.MatchString(text[:min(len(text), 4000)])
}

// htmlStart is the beginning of a page, before which browsers say where they saved it from.
var htmlStart = regexp.MustCompile(`(?is)^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b`)

// exportLine is a member of an OpenAPI document at the left of a YAML file.
var exportLine = regexp.MustCompile(`(?m)^["']?(openapi|swagger|paths)["']?[ \t]*:`)

// fenceLine begins a block of Markdown.
var fenceLine = regexp.MustCompile("(?m)^ {0,3}(```|~~~)")

// isExport tells whether a text is an OpenAPI document as a whole: JSON, or YAML, and not Markdown with a block of it.
func isExport(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	if text[0] == '{' {
		return jsonExport.MatchString(text)
	}
	at := exportLine.FindStringIndex(text)
	return at != nil && !fenceLine.MatchString(text[:at[0]])
}

// jsonExport is a member of an OpenAPI document, or of what people take for one.
var jsonExport = regexp.MustCompile(`"(paths|openapi|swagger|apifoxProject)"\s*:|^\{\s*"/`)
