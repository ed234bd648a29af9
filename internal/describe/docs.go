package describe

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/api"
)

// width is where comment lines are wrapped.
const width = 100

// docText turns text of the document into a comment: paragraphs, lists and code blocks as Go writes them, wrapped, without control
// characters. Unless deprecated is true, no paragraph marks what it belongs to as deprecated.
func docText(s string, deprecated bool) api.Doc {
	var doc api.Doc
	for _, b := range blocks(clean(s)) {
		if len(doc) > 0 && !(b.kind == item && b.follows) {
			doc = append(doc, "")
		}
		switch b.kind {
		case code:
			for _, l := range b.lines {
				doc = append(doc, strings.TrimRight("\t"+harmless(l), " \t"))
			}
		case item:
			doc = append(doc, wrap(b.text(), "  - ", "    ")...)
		default:
			text := b.text()
			if !deprecated && strings.HasPrefix(text, "Deprecated:") {
				text = "Note: " + text
			}
			doc = append(doc, wrap(text, "", "")...)
		}
	}
	return doc
}

type blockKind uint8

const (
	paragraph blockKind = iota
	item
	code
)

// block is a paragraph, an item of a list, or code.
type block struct {
	kind    blockKind
	lines   []string
	follows bool // an item right after another one
}

func (b *block) text() string { return strings.Join(strings.Fields(strings.Join(b.lines, " ")), " ") }

// blocks splits Markdown into what a Go comment can show.
func blocks(s string) []block {
	var out []block
	var current *block
	begin := func(kind blockKind, line string) {
		follows := kind == item && current != nil && current.kind == item
		out = append(out, block{kind: kind, lines: []string{line}, follows: follows})
		current = &out[len(out)-1]
	}
	fenced := false
	for line := range strings.SplitSeq(s, "\n") {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") {
			fenced, current = !fenced, nil
			continue
		}
		bullet, isItem := listItem(trimmed)
		switch {
		case fenced && current == nil && trimmed == "":
		case fenced && current == nil:
			begin(code, strings.TrimRight(line, " \t"))
		case fenced:
			current.lines = append(current.lines, strings.TrimRight(line, " \t"))
		case trimmed == "":
			current = nil
		case isItem:
			begin(item, bullet)
		case strings.HasPrefix(trimmed, "#") && strings.Trim(trimmed, "# ") != "" && strings.HasPrefix(strings.TrimLeft(trimmed, "#"), " "):
			begin(paragraph, strings.Trim(trimmed, "# "))
			current = nil
		case current == nil:
			begin(paragraph, trimmed)
		default:
			current.lines = append(current.lines, trimmed)
		}
	}
	for i := range out {
		for len(out[i].lines) > 1 && out[i].lines[len(out[i].lines)-1] == "" {
			out[i].lines = out[i].lines[:len(out[i].lines)-1]
		}
	}
	return out
}

// listItem returns the text of an item of a list.
func listItem(line string) (string, bool) {
	for _, bullet := range []string{"- ", "* ", "+ ", "• "} {
		if rest, ok := strings.CutPrefix(line, bullet); ok && strings.TrimSpace(rest) != "" {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

// wrap breaks text into lines between words.
func wrap(text, first, rest string) []string {
	var out []string
	line, n := first, utf8.RuneCountInString(first)
	empty := true
	for word := range strings.FieldsSeq(text) {
		w := utf8.RuneCountInString(word)
		if !empty && n+1+w > width {
			out = append(out, line)
			line, n, empty = rest, utf8.RuneCountInString(rest), true
		}
		if empty {
			word = harmless(word)
		} else {
			line += " "
			n++
		}
		line += word
		n += w
		empty = false
	}
	if !empty {
		out = append(out, line)
	}
	return out
}

// harmless keeps a line from being read as a build constraint.
func harmless(line string) string {
	if strings.HasPrefix(strings.TrimSpace(line), "+build") {
		return "'" + strings.TrimSpace(line)
	}
	return line
}

// clean removes what has no place in a comment: control characters, and those that change the direction of text or are invisible.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

// oneLine is text for a place where there is only one line.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// sentence ends text with a full stop if it ends in a word.
func sentence(s string) string {
	r, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')' || r == '"' || r == '`' || r == '\'' {
		return s + "."
	}
	return s
}

// join adds sentences to text: to its last paragraph, or as one of their own after a list or several paragraphs.
func join(text string, sentences []string) string {
	text = strings.TrimSpace(text)
	if len(sentences) == 0 {
		return text
	}
	more := strings.Join(sentences, " ")
	switch {
	case text == "":
		return more
	case strings.Contains(text, "\n"):
		return text + "\n\n" + more
	}
	return sentence(text) + " " + more
}

// operationDoc is the comment of a method.
func operationDoc(op *operation) api.Doc {
	a := op.api
	var paragraphs []string
	if a.Title != "" {
		paragraphs = append(paragraphs, a.Name+" calls "+quoted(a.Title)+".")
	} else {
		paragraphs = append(paragraphs, a.Name+" sends "+a.HTTPMethod+" "+a.Path+".")
	}
	if description := strings.TrimSpace(op.node.Get("description").StringValue()); description != "" {
		paragraphs = append(paragraphs, description)
	}
	if a.Title != "" {
		paragraphs = append(paragraphs, a.HTTPMethod+" "+a.Path)
	}
	if evidence := evidence(op); evidence != "" {
		paragraphs = append(paragraphs, evidence)
	}
	if a.Source.Page != "" {
		paragraphs = append(paragraphs, "Documentation: "+a.Source.Page)
	}
	if a.Deprecated && !strings.Contains(op.node.Get("description").StringValue(), "Deprecated:") {
		paragraphs = append(paragraphs, "Deprecated: the documentation advises against this operation.")
	}
	return docText(strings.Join(paragraphs, "\n\n"), a.Deprecated)
}

func evidence(op *operation) string {
	if op.source == nil {
		return ""
	}
	return strings.Join(evidenceNote(op.source.Evidence, op.source.Note), " ")
}

// evidenceNote tells how sure something is, where it is not simply documented. A note that is no sentence says what of it.
func evidenceNote(grade, note string) []string {
	note = strings.TrimSpace(note)
	first, _ := utf8.DecodeRuneInString(note)
	var out []string
	switch {
	case grade == "" || grade == "documented":
	case unicode.IsLower(first) && !strings.Contains(note, "\n"):
		return []string{"Evidence: " + grade + " (" + strings.TrimSuffix(note, ".") + ")."}
	default:
		out = append(out, "Evidence: "+grade+".")
	}
	if note != "" {
		out = append(out, sentence(note))
	}
	return out
}

// quoted quotes a title.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, "'") + `"` }

// fieldDoc is the comment of a field: what it is, its unit and default, how sure that is.
func (d *describer) fieldDoc(f *api.Field, u *use) api.Doc {
	named := f.Ref.Kind == api.Named && f.Ref.Wire == 0 // by a schema
	description := u.annotation("description", named).StringValue()
	var more []string
	if unit := d.unitDoc(f, u, description); unit != "" {
		more = append(more, unit)
	}
	if def := u.annotation("default", named); def != nil && f.Ref.Elem == nil && def.Text != "" && len(def.Text) < width && oneLine(def.Text) == def.Text {
		more = append(more, "Default: "+def.Text+".")
	}
	if s := d.parseSource(u.annotation("x-source", named)); s != nil {
		more = append(more, evidenceNote(s.Evidence, s.Note)...)
	}
	text := join(description, more)
	if f.Deprecated && !strings.Contains(description, "Deprecated:") {
		text += "\n\nDeprecated: the documentation advises against this field."
	}
	return docText(text, f.Deprecated)
}

// typeDoc is the comment of a type, which begins with its name.
func (d *describer) typeDoc(t *api.Type, u *use, at place) {
	description := strings.TrimSpace(u.typeAnnotation("description").StringValue())
	text := named(t.Name, description)
	if description == "" {
		text = t.Name + " " + origin(t, u, at)
		text = oneLine(text)
	}
	var more []string
	if s := d.parseSource(u.typeAnnotation("x-source")); s != nil {
		more = evidenceNote(s.Evidence, s.Note)
		if s.Page != "" {
			more = append(more, "Documentation: "+s.Page)
		}
	}
	if len(more) > 0 {
		text += "\n\n" + strings.Join(more, " ")
	}
	if t.Deprecated && !strings.Contains(description, "Deprecated:") {
		text += "\n\nDeprecated: the documentation advises against this type."
	}
	t.Doc = docText(text, t.Deprecated)
}

// origin tells where a type without a description comes from.
func origin(t *api.Type, u *use, at place) string {
	is, of := "is the value of ", " in "
	if at.item {
		is = "is an item of "
	}
	switch {
	case u.component != "":
		return "is the schema " + t.Schema + "."
	case at.parent != nil && at.parent.ParamsOnly:
		return is + "the parameter " + at.wire + "."
	case at.parent != nil:
		return is + at.wire + of + at.parent.Name + "."
	case at.says != "" && at.item:
		return strings.Replace(at.says, "is what", "is an item of what", 1) + "."
	case at.says != "":
		return at.says + "."
	}
	return is + strings.TrimSuffix(t.Schema, "[]") + "."
}

// named begins a description with a name: "An order." becomes "Order is an order.", and "Which order to pay." becomes "Order says
// which order to pay."
func named(name, description string) string {
	first, rest, _ := strings.Cut(description, " ")
	switch first {
	case name:
		return description
	case "A", "An", "The", "One":
		return name + " is " + strings.ToLower(first) + " " + rest
	case "Which", "What", "Where", "Whether", "Who", "How", "Why", "When":
		return name + " says " + strings.ToLower(first) + " " + rest
	case "Says", "Tells", "Holds", "Names", "Describes", "Lists", "Chooses", "Selects":
		return name + " " + strings.ToLower(first) + " " + rest
	}
	return name + ": " + description
}

// containsWords reports whether text holds words and does not go on right after them.
func containsWords(text, words string) bool {
	for {
		i := strings.Index(text, words)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		text = text[i+len(words):]
		after, _ := utf8.DecodeRuneInString(text)
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return true
		}
	}
}
