package describe

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/extension"
)

// width is where comment lines are wrapped.
const width = 100

// docText turns text of the document into a comment: paragraphs, lists and code blocks as Go writes them, wrapped, without control
// characters. Nothing in it becomes a heading or a directive, and unless deprecated is true, no paragraph marks what it belongs to
// as deprecated.
func docText(s string, deprecated bool) api.Doc {
	var doc api.Doc
	parts := blocks(clean(s))
	if !slices.ContainsFunc(parts, func(b block) bool { return b.kind != code }) && len(parts) > 0 {
		doc = append(doc, "Verbatim:") // a comment of nothing but indented lines is read as if they were not indented
	}
	for _, b := range parts {
		if len(doc) > 0 && !(b.kind == item && b.follows) {
			doc = append(doc, "")
		}
		switch b.kind {
		case code:
			for _, l := range b.lines {
				doc = append(doc, strings.TrimRight("\t"+harmless(l), " \t"))
			}
		case item:
			doc = append(doc, wrap(b.text(), b.mark, "    ")...)
		default:
			text := b.text()
			if !deprecated && strings.HasPrefix(text, "Deprecated:") {
				text = "Note: " + text
			}
			lines := wrap(text, "", "")
			if len(lines) == 1 {
				lines[0] = noHeading(lines[0])
			}
			doc = append(doc, lines...)
		}
	}
	return doc
}

// noHeading ends a line that is a paragraph of its own, so that gofmt and go doc do not take it for a heading: of the older form,
// which has no mark but that it does not end like a sentence.
func noHeading(line string) string {
	last, _ := utf8.DecodeLastRuneInString(line)
	if (unicode.IsLetter(last) || unicode.IsDigit(last)) && !strings.ContainsAny(line, ";:!?+*/=[]{}_^°&§~%#@<\">\\") {
		return line + "."
	}
	return line
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
	mark    string // of an item: what its first line begins with
	follows bool   // an item right after another one
}

// text is the block on one line. One that begins with the mark of a heading loses it.
func (b *block) text() string {
	text := strings.Join(strings.Fields(strings.Join(b.lines, " ")), " ")
	for strings.HasPrefix(strings.TrimLeft(text, "#"), " ") {
		text = strings.TrimLeft(text, "# ")
	}
	return text
}

// blocks splits Markdown into what a Go comment can show.
func blocks(s string) []block {
	var out []block
	var current *block
	begin := func(b block) {
		b.follows = b.kind == item && current != nil && current.kind == item
		out = append(out, b)
		current = &out[len(out)-1]
	}
	fenced := false
	for line := range strings.SplitSeq(s, "\n") {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") {
			fenced, current = !fenced, nil
			continue
		}
		mark, bullet := listItem(trimmed)
		switch {
		case fenced && current == nil && trimmed == "":
		case fenced && current == nil:
			begin(block{kind: code, lines: []string{strings.TrimRight(line, " \t")}})
		case fenced:
			current.lines = append(current.lines, strings.TrimRight(line, " \t"))
		case trimmed == "":
			current = nil
		case mark != "":
			begin(block{kind: item, lines: []string{bullet}, mark: mark})
		case isHeading(trimmed):
			begin(block{kind: paragraph, lines: []string{strings.Trim(trimmed, "# ")}})
			current = nil
		case current == nil:
			begin(block{kind: paragraph, lines: []string{trimmed}})
		default:
			current.lines = append(current.lines, trimmed)
		}
	}
	out = slices.DeleteFunc(out, func(b block) bool { return b.kind != code && b.text() == "" })
	for i := range out {
		for len(out[i].lines) > 1 && out[i].lines[len(out[i].lines)-1] == "" {
			out[i].lines = out[i].lines[:len(out[i].lines)-1]
		}
	}
	return out
}

// isHeading reports whether a line of Markdown is a heading with a text.
func isHeading(line string) bool {
	text := strings.TrimLeft(line, "#")
	return text != line && strings.HasPrefix(text, " ") && strings.Trim(text, "# ") != ""
}

var numbered = regexp.MustCompile(`^([0-9]{1,3})[.)] +(\S.*)$`)

// listItem returns what an item of a list begins with in a Go comment, and its text; nothing for any other line.
func listItem(line string) (mark, text string) {
	for _, bullet := range []string{"- ", "* ", "+ ", "• "} {
		if rest, ok := strings.CutPrefix(line, bullet); ok && strings.TrimSpace(rest) != "" {
			return "  - ", strings.TrimSpace(rest)
		}
	}
	if m := numbered.FindStringSubmatch(line); m != nil {
		return " " + m[1] + ". ", m[2]
	}
	return "", ""
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
	if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(`)]"'%`+"`", r) {
		return s + "."
	}
	return s
}

// capitalized begins text with a capital letter.
func capitalized(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// join adds sentences to text: to its last paragraph, or as one of their own after a list or code.
func join(text string, sentences []string) string {
	text = strings.TrimSpace(text)
	if len(sentences) == 0 {
		return text
	}
	more := strings.Join(sentences, " ")
	parts := blocks(clean(text))
	switch {
	case len(parts) == 0:
		return more
	case parts[len(parts)-1].kind != paragraph:
		return text + "\n\n" + more
	}
	return sentence(text) + " " + more
}

// quotedName is a name in backticks that is more than one word in lower case, which is rather that of a member.
var quotedName = regexp.MustCompile("`[A-Za-z][a-z0-9]*[A-Z_.-][A-Za-z0-9_.-]*`")

// inGo puts the Go method in the place of each operation that text names in backticks by its operationId.
func (d *describer) inGo(text string) string {
	return quotedName.ReplaceAllStringFunc(text, func(quoted string) string {
		if op := d.byID[strings.Trim(quoted, "`")]; op != nil {
			return op.qualified()
		}
		return quoted
	})
}

// operationDoc is the comment of a method: what it does, when it is sent again, what it sends, and where that is documented.
func (d *describer) operationDoc(op *operation) api.Doc {
	a := op.api
	description := strings.TrimSpace(d.inGo(op.node.Get("description").StringValue()))
	does := opening(a, cmp.Or(oneLine(op.node.Get("summary").StringValue()), a.Source.Title), description)
	paragraphs := []string{does}
	if a.Envelope != nil && a.Envelope.Outcome != nil && a.Envelope.Outcome.List != nil {
		paragraphs = append(paragraphs, "Where elements of the data were refused, it returns the data and an error: see ["+d.alias("Error")+".Refused].")
	}
	paragraphs = append(paragraphs, strings.Join(append([]string{d.retryNote(a.Retry)}, d.evidenceNote(a.Source.Evidence)...), " "))
	if request := a.HTTPMethod + " " + a.Path; !strings.HasPrefix(does, a.Name+" sends "+request) {
		paragraphs = append(paragraphs, request)
	}
	if a.Source.Page != "" {
		paragraphs = append(paragraphs, documentation(a.Source))
	}
	if a.Deprecated && !strings.Contains(description, "Deprecated:") {
		paragraphs = append(paragraphs, "Deprecated: the documentation advises against this operation.")
	}
	return docText(strings.Join(paragraphs, "\n\n"), a.Deprecated)
}

// opening says what an operation does, in sentences of which the first begins with the method's name and a verb: that of the
// description, or that of the summary, which may be its page's title.
func opening(a *api.Operation, summary, description string) string {
	switch word, rest, _ := strings.Cut(description, " "); {
	case word == a.Name:
		return description
	case inThirdPerson(word, rest):
		return a.Name + " " + strings.ToLower(word) + " " + rest
	}
	first := a.Name + " sends " + a.HTTPMethod + " " + a.Path + "."
	if word, rest, _ := strings.Cut(summary, " "); imperative(word, rest) {
		first = sentence(a.Name + " " + thirdPerson(strings.ToLower(word)) + " " + rest)
	} else if summary != "" {
		first = a.Name + " calls " + quoted(summary) + "."
	}
	if sentence(summary) == sentence(description) {
		return first
	}
	return strings.TrimSpace(first + "\n\n" + description)
}

// alias is the name that something of package runtime has in the client's package.
func (d *describer) alias(name string) string { return cmp.Or(d.api.Aliases[name], name) }

// retryNote says when an operation is sent again.
func (d *describer) retryNote(r api.Retry) string {
	switch r.Rule {
	case extension.RetrySafe:
		return "It only reads, so it is sent again after a failure."
	case extension.RetryIdempotent:
		return "It has the same effect when it is repeated, so it is sent again after a failure."
	case extension.RetryIdempotentWith:
		return "It is sent again after a failure if " + r.Field.Name + " is set, by which the server recognizes a repetition; otherwise it is sent once."
	}
	return "It is sent once: after [" + d.alias("ErrOutcomeUnknown") + "], find out whether it took effect before you repeat it."
}

// evidenceNote tells how sure something is, where it is not simply documented.
func (d *describer) evidenceNote(grade string) []string {
	if sure(grade) {
		return nil
	}
	d.api.Graded = true
	return []string{"Evidence: " + grade + "."}
}

// documentation names the page on which something is documented.
func documentation(s api.Source) string {
	if s.Title == "" {
		return "Documentation: " + s.Page
	}
	return "Documentation: " + s.Title + ", " + s.Page
}

// quoted quotes a title.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, "'") + `"` }

// fieldDoc is the comment of a field: what it is, its unit and default, how sure that is.
func (d *describer) fieldDoc(f *api.Field, u *use) api.Doc {
	named := f.Ref.Kind == api.Named && f.Ref.Wire == 0 // by a schema
	description := d.inGo(u.annotation("description", named).StringValue())
	var more []string
	if unit := d.unitDoc(f, u, description); unit != "" {
		more = append(more, unit)
	}
	if def := u.annotation("default", named); def != nil && f.Ref.Elem == nil && def.Text != "" && len(def.Text) < width && oneLine(def.Text) == def.Text {
		more = append(more, "Default: "+def.Text+".")
	}
	if f.ReadOnly {
		more = append(more, "Read only: not part of requests.")
	}
	if f.WriteOnly {
		more = append(more, "Write only: not part of answers.")
	}
	if s := d.parseSource(u.annotation("x-source", named)); s != nil {
		more = append(more, d.evidenceNote(s.Evidence)...)
	}
	text := join(description, more)
	if f.Deprecated && !strings.Contains(description, "Deprecated:") {
		text += "\n\nDeprecated: the documentation advises against this field."
	}
	return docText(text, f.Deprecated)
}

// typeDoc is the comment of a type, which begins with its name.
func (d *describer) typeDoc(t *api.Type, u *use, at place) {
	description := strings.TrimSpace(d.inGo(u.typeAnnotation("description").StringValue()))
	text := named(t.Name, description)
	if description == "" {
		text = t.Name + " " + origin(t, u, at)
		text = oneLine(text)
	}
	var more []string
	if s := d.parseSource(u.typeAnnotation("x-source")); s != nil {
		more = d.evidenceNote(s.Evidence)
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
