package yamledit

import (
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// bracketed changes a list or an object between brackets, which open at start.
func (e *editor) bracketed(old, want *document.Node, start int, s slot) {
	whole := span{start, e.bracketEnd(start)}
	before := len(e.edits)
	e.arrangeBracketed(old, want, whole)
	if s.brackets || !e.singleLine(whole) {
		return
	}
	length := e.lineEnd(e.line(start)) - e.lineStart(start)
	for _, x := range e.edits[before:] {
		length += len(x.Text) - (x.End - x.Start)
	}
	if length > houseWidth {
		e.edits = e.edits[:before] // the line got too long
		e.put(want, s)
	}
}

func (e *editor) arrangeBracketed(old, want *document.Node, whole span) {
	spans := e.layout.bracketed(whole.start)
	a := arrangement{kids: make([]kid, len(spans))}
	for i, s := range spans {
		a.kids[i].span = s
	}
	if len(spans) != len(old.Members)+len(old.Items) {
		e.refuse(old.Pos, "what stands between these brackets is written in a way that cannot be changed in place: separate it with commas")
		return
	}
	if old.Kind == document.Object {
		a.origin = matchMembers(old, want)
		a.text = func(i int) string { return e.bracketedMember(want.Members[i], a.kids[0].start) }
		a.change = func(from, to int) { e.changeBracketed(old.Members[from], want.Members[to], a.kids[from]) }
	} else {
		a.origin = matchItems(old.Items, want.Items)
		a.text = func(i int) string { return e.flowText(want.Items[i], a.kids[0].start) }
		a.change = func(from, to int) {
			e.value(old.Items[from], want.Items[to], slot{span: a.kids[from].span, brackets: true})
		}
	}
	if !a.keep() {
		e.replace(whole, e.flowText(want, whole.start))
		return
	}
	e.arrangeBetween(a, whole)
}

// changeBracketed changes the value of a member between brackets.
func (e *editor) changeBracketed(old, want document.Member, k kid) {
	if document.Same(old.Value, want.Value) && old.Name == want.Name {
		return
	}
	if e.offset(old.Pos) != k.start {
		e.refuse(old.Pos, fmt.Sprintf("member %q is written in a way that cannot be changed in place: write it as name: value", old.Name))
		return
	}
	colon := e.colon(k.start, inFlow)
	if colon < 0 || colon > k.end || e.skip(colon) >= k.end {
		e.replace(k.span, e.bracketedMember(want, k.start))
		return
	}
	if old.Name != want.Name {
		name := e.nameText(want.Name)
		if e.skip(colon) == colon { // only behind quotes is a colon one that has no space behind it
			name = jsonText(&document.Node{Kind: document.String, Text: want.Name}, "")
		}
		e.replace(span{k.start, e.trimmed(span{k.start, colon - 1})}, name)
	}
	e.value(old.Value, want.Value, slot{span: span{colon, k.end}, brackets: true})
}

// nameText writes the name of a member between brackets.
func (e *editor) nameText(name string) string {
	if e.json {
		return jsonText(&document.Node{Kind: document.String, Text: name}, "")
	}
	return plainOrQuoted(name, inFlow)
}

// arrangeBetween changes members or items that commas separate.
func (e *editor) arrangeBetween(a arrangement, whole span) {
	last := -1
	for i, from := range a.origin {
		switch {
		case from >= 0:
			a.change(from, i)
			last = from
		case last < 0:
			at := a.kids[0].start
			e.replace(span{at, at}, a.text(i)+","+e.between(at, whole))
		case e.keptAfter(a, last) && e.onOwnLine(a.kids[last+1].start, whole):
			// Before the next one, so that a comment behind this one stays there.
			at := a.kids[last+1].start
			e.replace(span{at, at}, a.text(i)+","+e.between(at, whole))
		default:
			at := a.kids[last].end
			e.replace(span{at, at}, ","+e.between(a.kids[last].start, whole)+a.text(i))
		}
	}
	a.dropped(func(first, last int) {
		if last+1 < len(a.kids) {
			e.replace(span{a.kids[first].start, a.kids[last+1].start}, "")
		} else {
			end := a.kids[first-1].end
			space := ""
			if e.text[end-1] == ':' && e.skipSpaces(end) > end { // a colon with a bracket behind it would belong to the name
				space = " "
			}
			e.replace(span{end, a.kids[last].end}, space)
		}
	})
}

// keptAfter tells whether something stays behind a kid.
func (e *editor) keptAfter(a arrangement, i int) bool {
	for i++; i < len(a.kids); i++ {
		if a.kept[i] {
			return true
		}
	}
	return false
}

// onOwnLine tells whether something between brackets begins a line.
func (e *editor) onOwnLine(at int, whole span) bool {
	return e.firstOnLine(at) && e.line(at) != e.line(whole.start)
}

// between returns what stands between two members or items, of which one begins at at.
func (e *editor) between(at int, whole span) string {
	switch {
	case e.onOwnLine(at, whole):
		return "\n" + e.margin(at)
	case e.json && !strings.Contains(e.text[whole.start:whole.end], ", "):
		return ""
	}
	return " "
}

// flowText writes a value between brackets; what it is part of begins on the line of at.
func (e *editor) flowText(n *document.Node, at int) string {
	if !e.json {
		return Flow(n)
	}
	if len(e.lines) < 3 { // the whole file is one line
		return jsonText(n, "")
	}
	return strings.ReplaceAll(jsonText(n, e.unit()), "\n", "\n"+e.margin(at))
}

func (e *editor) bracketedMember(m document.Member, at int) string {
	colon := ": "
	if e.json && len(e.lines) < 3 {
		colon = ":"
	}
	return e.nameText(m.Name) + colon + e.flowText(m.Value, at)
}
