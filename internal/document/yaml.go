package document

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parseYAML reads one YAML file by the core schema of YAML 1.2: only true and false are booleans, and words such as yes,
// on, or dates are strings. What JSON cannot say (infinities, merge keys, keys that are objects) is an error.
func parseYAML(name, text string, left *budget) (root *Node, errs Errors) {
	p := &yamlParser{file: name, lines: newLineTable(text), left: left, aliased: maxAliased, open: map[*yaml.Node]bool{}}
	defer func() {
		// The YAML library is not ours: whatever it trips over is a finding in this file.
		if r := recover(); r != nil {
			root, errs = nil, Errors{errorf(Position{File: name, Line: 1, Column: 1}, "syntax", "invalid YAML: %v", r)}
		}
	}()
	dec := yaml.NewDecoder(strings.NewReader(text))
	var first, second yaml.Node
	switch err := dec.Decode(&first); {
	case errors.Is(err, io.EOF):
		return nil, Errors{errorf(Position{File: name, Line: 1, Column: 1}, "syntax", "the file is empty: write an object into it")}
	case err != nil:
		return nil, Errors{p.syntax(err)}
	}
	switch err := dec.Decode(&second); {
	case err == nil:
		return nil, Errors{errorf(p.pos(&second), "syntax", "a second YAML document begins here: a file holds one, remove the --- line")}
	case !errors.Is(err, io.EOF):
		return nil, Errors{p.syntax(err)}
	}
	root = p.node(&first, 0)
	if p.stopped != nil {
		p.errs = append(p.errs, p.stopped)
	}
	if len(p.errs) > 0 {
		return nil, p.errs
	}
	return root, nil
}

type yamlParser struct {
	file    string
	lines   *lineTable
	left    *budget
	aliased int                 // nodes that aliases may still stand for
	within  *yaml.Node          // the outermost alias being expanded
	open    map[*yaml.Node]bool // anchors whose aliases are being expanded
	nodes   slab
	errs    Errors
	stopped *Error // a limit was reached
}

func (p *yamlParser) pos(n *yaml.Node) Position {
	line, column := p.lines.find(n.Line, n.Column)
	return Position{File: p.file, Line: line, Column: column}
}

func (p *yamlParser) fail(n *yaml.Node, rule, format string, args ...any) {
	p.errs = addError(p.errs, errorf(p.pos(n), rule, format, args...))
}

func (p *yamlParser) stop(n *yaml.Node, format string, args ...any) *Node {
	if p.stopped == nil {
		p.stopped = errorf(p.pos(n), "limit", format, args...)
	}
	return nil
}

// node copies y; nil once a limit was reached.
func (p *yamlParser) node(y *yaml.Node, depth int) *Node {
	switch {
	case p.stopped != nil:
		return nil
	case depth > maxDepth:
		return p.stop(y, "objects and arrays are nested more than %d deep", maxDepth)
	}
	if y.Kind == yaml.DocumentNode {
		return p.node(y.Content[0], depth)
	}
	if y.Kind == yaml.AliasNode {
		return p.alias(y, depth)
	}
	if p.left.nodes--; p.left.nodes < 0 {
		return p.stop(y, "the document has more than %d values: split it into several documents", maxNodes)
	}
	if p.within != nil {
		if p.aliased--; p.aliased < 0 {
			return p.stop(p.within, "the aliases of this file stand for more than %d values: use $ref instead of aliases", maxAliased)
		}
	}
	switch y.Kind {
	case yaml.MappingNode:
		p.tag(y, "!!map")
		return p.object(y, depth)
	case yaml.SequenceNode:
		p.tag(y, "!!seq")
		n := p.nodes.node(Array, p.pos(y))
		n.Items = make([]*Node, 0, len(y.Content))
		for _, item := range y.Content {
			v := p.node(item, depth+1)
			if v == nil {
				return nil
			}
			n.Items = append(n.Items, v)
		}
		return n
	default:
		return p.scalar(y)
	}
}

func (p *yamlParser) alias(y *yaml.Node, depth int) *Node {
	if p.open[y.Alias] {
		p.fail(y, "syntax", "alias *%s stands for an object that contains it: use $ref for recursion", clip(y.Value))
		return p.nodes.node(Null, p.pos(y))
	}
	if p.within == nil {
		p.within = y
		defer func() { p.within = nil }()
	}
	p.open[y.Alias] = true
	n := p.node(y.Alias, depth)
	delete(p.open, y.Alias)
	return n
}

func (p *yamlParser) object(y *yaml.Node, depth int) *Node {
	n := p.nodes.node(Object, p.pos(y))
	n.Members = make([]Member, 0, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		at := p.pos(key)
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Kind != yaml.ScalarNode:
			p.fail(y.Content[i], "syntax", "a member name must be text, not a list or an object")
			continue
		case key.Tag == "!!merge":
			p.fail(y.Content[i], "syntax", "merge keys (<<) are not part of YAML 1.2: repeat the members, or use $ref or allOf")
			continue
		}
		v := p.node(y.Content[i+1], depth+1)
		if v == nil {
			return nil
		}
		if first, dup := findMember(n, &n.index, key.Value); dup {
			p.errs = addError(p.errs, duplicate(at, key.Value, n.Members[first].Pos))
			continue
		}
		n.Members = append(n.Members, Member{Name: key.Value, Pos: at, Value: v})
	}
	return n
}

// tag refuses explicit tags that would change what an object or array means.
func (p *yamlParser) tag(y *yaml.Node, want string) {
	if y.Style&yaml.TaggedStyle != 0 && y.Tag != want {
		p.fail(y, "syntax", "tag %s has no meaning in JSON: remove it", clip(y.Tag))
	}
}

func (p *yamlParser) scalar(y *yaml.Node) *Node {
	n := p.nodes.node(String, p.pos(y))
	n.Text = y.Value
	plain := y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	if y.Style&yaml.TaggedStyle != 0 {
		switch y.Tag {
		case "!!str":
			return n
		case "!!int", "!!float", "!!bool", "!!null":
			plain = true
		default:
			p.fail(y, "syntax", "tag %s has no meaning in JSON: remove it", clip(y.Tag))
			return n
		}
	}
	if !plain {
		return n
	}
	kind, advice := resolvePlain(y.Value)
	if advice != "" {
		p.fail(y, "number", "%q is not a number that JSON can write: %s", clip(y.Value), advice)
		return n
	}
	if kind == Number && isHugeNumber(n.Text) {
		p.fail(y, "number", "%q %s", clip(n.Text), hugeAdvice)
	}
	n.Kind = kind
	switch kind {
	case Bool:
		n.Text = strings.ToLower(y.Value)
	case Null:
		n.Text = ""
	}
	return n
}

// resolvePlain tells what a scalar without quotes is. Advice is not empty when YAML says number and JSON has none like it.
func resolvePlain(s string) (kind Kind, advice string) {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return Null, ""
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool, ""
	}
	if c := s[0]; c != '-' && c != '+' && c != '.' && (c < '0' || c > '9') {
		return String, ""
	}
	unsigned := strings.TrimLeft(s, "+-")
	switch {
	case isJSONNumber(s):
		return Number, ""
	case len(s)-len(unsigned) > 1:
		return String, ""
	case strings.HasPrefix(s, "0x") && isDigits(s[2:], "0123456789abcdefABCDEF"):
		return Number, "write it in decimal, or in quotes when it is text"
	case strings.HasPrefix(s, "0o") && isDigits(s[2:], "01234567"):
		return Number, "write it in decimal, or in quotes when it is text"
	}
	switch unsigned {
	case ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN":
		return Number, "JSON has no infinity and no NaN; write a number, or quote it when it is text"
	}
	if yamlFloat.MatchString(s) {
		return Number, "write it without a plus sign or leading zeros and with digits on both sides of the point, or in quotes when it is text"
	}
	return String, ""
}

// yamlFloat is a number of the core schema, which allows more than JSON does.
var yamlFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

func isDigits(s, digits string) bool { return s != "" && strings.Trim(s, digits) == "" }

// syntax gives the library's message a place. Its scanner counts lines from 1 and its parser from 0.
func (p *yamlParser) syntax(err error) *Error {
	line, msg := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1])
		msg = m[2]
		if yamlParserMessage.MatchString(msg) {
			line++
		}
	}
	msg, _, _ = strings.Cut(msg, "\n")
	at, column := p.lines.content(line)
	advice := ""
	switch {
	case strings.Contains(msg, "cannot start any token"):
		advice = ": indent with spaces, and quote text that begins with @, ` or %"
	case strings.Contains(msg, "mapping values are not allowed"):
		advice = ": quote text that contains a colon, and check the indentation"
	case strings.HasPrefix(msg, "did not find expected"):
		advice = ": check the indentation and the quotes here and in the lines above"
	case strings.HasPrefix(msg, "unknown anchor"):
		// The library does not say where.
		if _, name, ok := strings.Cut(msg, "'"); ok {
			alias := "*" + strings.TrimSuffix(name, "' referenced")
			if i := strings.Index(p.lines.text, alias); i >= 0 {
				at, column = p.lines.at(i)
			}
		}
		advice = ": quote text that begins with *"
	case strings.HasPrefix(msg, "control characters"):
		// Nor here.
		if i := strings.IndexFunc(p.lines.text, notYAML); i >= 0 {
			at, column = p.lines.at(i)
		}
		advice = ": remove this one, or write it as an escape in double quotes"
	case strings.Contains(msg, "max depth"):
		advice = ": nest objects and arrays less deep"
	default:
		advice = ": check this line and the one above"
	}
	return errorf(Position{File: p.file, Line: at, Column: column}, "syntax", "invalid YAML: %s%s", msg, advice)
}

// notYAML reports a character that a YAML file must not hold.
func notYAML(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' && r != '\u0085' || r == '\ufffe' || r == '\uffff'
}

var (
	yamlLine          = regexp.MustCompile(`^line ([0-9]{1,9}): ((?s).*)$`)
	yamlParserMessage = regexp.MustCompile(`^did not find expected (<|node content|'-' indicator|key$|',' or)`)
)

// lineTable turns the library's positions into those of an editor: it counts characters, and it ends lines at
// separators that editors show as characters.
type lineTable struct {
	text  string
	lines []textLine // as the YAML library counts them

	// the place asked for last: positions rise along a line, so a long line is not counted from its start again
	lastLine, lastColumn, lastOffset int
}

type textLine struct {
	start  int // offset of its first byte
	number int // as an editor counts
	origin int // offset where the editor's line begins
	ascii  bool
}

func newLineTable(text string) *lineTable {
	t := &lineTable{text: text}
	line := textLine{number: 1, ascii: true}
	if strings.HasPrefix(text, "\ufeff") {
		line.start = len("\ufeff")
	}
	for i := line.start; i < len(text); i++ {
		c := text[i]
		if c >= utf8.RuneSelf {
			line.ascii = false
		}
		size := 0
		switch {
		case c == '\r' && strings.HasPrefix(text[i:], "\r\n"):
			size = 2
		case c == '\n' || c == '\r':
			size = 1
		case strings.HasPrefix(text[i:], "\u0085"):
			size = len("\u0085")
		case strings.HasPrefix(text[i:], "\u2028"), strings.HasPrefix(text[i:], "\u2029"):
			size = len("\u2028")
		}
		if size == 0 {
			continue
		}
		t.lines = append(t.lines, line)
		i += size - 1
		line.start, line.ascii = i+1, true
		if text[i] == '\n' || text[i] == '\r' {
			line.number++
			line.origin = i + 1
		}
	}
	t.lines = append(t.lines, line)
	return t
}

// at returns the line and the column of an offset.
func (t *lineTable) at(offset int) (line, column int) {
	before := t.text[:offset]
	return 1 + strings.Count(before, "\n"), offset - strings.LastIndexByte(before, '\n')
}

// find translates a line and a column in characters, both from 1.
func (t *lineTable) find(line, column int) (int, int) {
	if line < 1 || line > len(t.lines) {
		return max(line, 1), max(column, 1)
	}
	l := t.lines[line-1]
	if l.ascii {
		return l.number, l.start - l.origin + column
	}
	if t.lastLine != line || t.lastColumn > column {
		t.lastLine, t.lastColumn, t.lastOffset = line, 1, l.start
	}
	for t.lastColumn < column && t.lastOffset < len(t.text) {
		_, size := utf8.DecodeRuneInString(t.text[t.lastOffset:])
		t.lastOffset += size
		t.lastColumn++
	}
	return l.number, t.lastOffset - l.origin + 1
}

// content returns the place of the first visible byte of a line, as near as the file has one.
func (t *lineTable) content(line int) (int, int) {
	l := t.lines[min(max(line, 1), len(t.lines))-1]
	end := len(t.text)
	if i := strings.IndexAny(t.text[l.start:], "\r\n"); i >= 0 {
		end = l.start + i
	}
	rest := t.text[l.start:end]
	indent := len(rest) - len(strings.TrimLeft(rest, " \t"))
	return l.number, l.start - l.origin + indent + 1
}
