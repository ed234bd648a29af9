package yamledit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// editor collects the edits that lead from a tree to another one.
type editor struct {
	*layout
	render  renderer
	edits   []Edit
	changed document.Position // of the last thing that was changed, for messages
	refused *document.Error   // what cannot be edited
}

func newEditor(name, text string, root *document.Node) (*editor, error) {
	refuse := func(message string) (*editor, error) {
		return nil, document.Errors{{Pos: document.Position{File: name, Line: 1, Column: 1}, Rule: "edit", Message: message}}
	}
	switch {
	case strings.HasPrefix(text, "\ufeff"):
		return refuse("the file begins with a byte order mark, and is not changed in place: save it as UTF-8 without one")
	case strings.Contains(strings.ReplaceAll(text, "\r\n", "\n"), "\r"):
		return refuse("lines of the file end with carriage returns alone, and it is not changed in place: save it with line feeds")
	}
	l := newLayout(name, text, root)
	e := &editor{layout: l, render: renderer{step: l.step}, changed: root.Pos}
	e.render.comments = func(pos document.Position) []string { return e.movedComments(name, pos) }
	return e, nil
}

func (e *editor) refuse(pos document.Position, message string) {
	if e.refused == nil {
		e.refused = &document.Error{Pos: pos, Rule: "edit", Message: message}
	}
}

// sorted returns the edits in the order of the text. At one place, what is inserted comes before what is replaced.
func (e *editor) sorted() []Edit {
	slices.SortStableFunc(e.edits, func(a, b Edit) int {
		return cmp.Or(a.Start-b.Start, min(a.End-a.Start, 1)-min(b.End-b.Start, 1))
	})
	at := 0
	for i := range e.edits {
		if e.edits[i].Start < at {
			e.refuse(e.changed, "two changes that overlap cannot be made in place: make one after the other")
			return nil
		}
		at = e.edits[i].End
		if e.newline != "\n" {
			e.edits[i].Text = strings.ReplaceAll(e.edits[i].Text, "\n", e.newline)
		}
	}
	return e.edits
}

func (e *editor) replace(s span, text string) {
	e.edits = append(e.edits, Edit{s.start, s.end, text})
}

// slot is where a value stands.
type slot struct {
	span            // from behind the colon or the dash to the end of what belongs to the value
	column   int    // of the name or the dash before it
	name     string // of the member
	isItem   bool
	brackets bool // it stands between brackets
}

// root changes the value that is the whole file.
func (e *editor) root(old, want *document.Node) {
	start, end := e.offset(old.Pos), e.end()
	switch {
	case e.json || start < end && strings.IndexByte("[{", e.text[start]) >= 0 && !isEmpty(old):
		e.value(old, want, slot{span: span{start, e.inlineEnd(start)}, brackets: true})
	case keepsAny(old, want):
		e.value(old, want, slot{span: span{start, end}})
	default:
		text := strings.TrimSuffix(e.render.root(want), "\n")
		if end = e.trimmed(span{start, end}); e.firstOnLine(start) {
			start = e.lineStart(start)
		} else {
			text = "\n" + text // behind ---
		}
		e.replace(span{start, e.skipSpaces(end)}, text)
	}
}

// keepsAny tells whether two values are of one kind and have a member or an item in common.
func keepsAny(old, want *document.Node) bool {
	kept := func(from int) bool { return from >= 0 }
	return old.Kind == want.Kind && (slices.ContainsFunc(matchMembers(old, want), kept) || slices.ContainsFunc(matchItems(old.Items, want.Items), kept))
}

// value makes old, which stands in a slot, into want.
func (e *editor) value(old, want *document.Node, s slot) {
	if document.Same(old, want) {
		return
	}
	e.changed = old.Pos
	start := e.skip(s.start)
	written := start < s.end && old.Kind == want.Kind && !isEmpty(old) && !isEmpty(want)
	if written && strings.IndexByte("&!", e.text[start]) >= 0 {
		// A name or a type for YAML alone stands before the value.
		for start < s.end && strings.IndexByte("&!", e.text[start]) >= 0 {
			start = e.skip(start + strings.IndexAny(e.text[start:]+" ", " \t\r\n"))
		}
		written = start < s.end
	}
	switch {
	case !written || e.text[start] == '*' || old.Kind != document.Object && old.Kind != document.Array:
		e.put(want, s)
	case e.text[start] == '[' || e.text[start] == '{':
		e.bracketed(old, want, start, s)
	case s.brackets: // a member that is an item of a list, without brackets of its own
		e.put(want, s)
	case old.Kind == document.Object:
		e.members(old, want, s)
	default:
		e.items(old, want, start, s)
	}
}

// put writes a value in place of the one in a slot.
func (e *editor) put(want *document.Node, s slot) {
	if s.brackets {
		start := e.skip(s.start)
		e.replace(span{min(start, s.end), s.end}, e.flowText(want, start))
		return
	}
	text := e.render.after(want, s.column, e.column(s.start), s.name)
	if s.isItem {
		text = " " + e.render.blockItem(want, s.column)
	}
	start, end := e.skipSpaces(s.start), e.trimmed(s.span)
	first, more, several := strings.Cut(text, "\n")
	to, ok := e.onLine(start, max(start, end))
	switch {
	case !ok:
		// All of it, with the comments in it, and with the spaces behind it, which a text in block style would take for its own.
		e.replace(span{s.start, e.skipSpaces(end)}, text)
	case several:
		// What stands behind the value on its line, a comment, stays there.
		line := e.lineEnd(e.line(to))
		if strings.TrimSpace(e.text[to:line]) == "" {
			to = line
		} else if to == start {
			to = s.start
		}
		e.replace(span{s.start, to}, first)
		e.replace(span{line, line}, "\n"+more)
	case start == to:
		e.replace(span{s.start, s.start}, text)
	default:
		e.replace(span{start, to}, e.requote(start, text[1:], want))
	}
}

// onLine returns where a value ends that is missing or says itself where it ends, with nothing but a comment between it and end.
func (e *editor) onLine(start, end int) (int, bool) {
	to := start
	if start < end && strings.IndexByte("#\n\r", e.text[start]) < 0 {
		to = e.inlineEnd(start)
	}
	if to < 0 || to > end || e.skip(to) < end && e.skip(to) < len(e.text) {
		return 0, false
	}
	return to, true
}

// requote writes a text in the quotes of the one that stands at start.
func (e *editor) requote(start int, text string, want *document.Node) string {
	if want.Kind != document.String || strings.HasPrefix(text, ">") || strings.ContainsAny(want.Text, `"'\`) {
		return text
	}
	if quote := e.text[start]; (quote == '"' || quote == '\'') && text == want.Text {
		return string(quote) + text + string(quote)
	} else if quote == '"' && text == "'"+want.Text+"'" {
		return `"` + want.Text + `"`
	}
	return text
}

// trimmed returns where the text of a span ends without the line break and spaces behind it.
func (e *editor) trimmed(s span) int {
	return s.start + len(strings.TrimRight(e.text[s.start:s.end], " \t\r\n"))
}

// members changes an object in block style.
func (e *editor) members(old, want *document.Node, s slot) {
	kids := make([]kid, len(old.Members))
	for i, m := range old.Members {
		start := e.offset(m.Pos)
		bound := s.end
		if i+1 < len(old.Members) {
			bound = e.lineStart(e.offset(old.Members[i+1].Pos))
		}
		column := e.column(start)
		colon := e.colon(start, block)
		if colon < 0 || column != e.column(e.offset(old.Members[0].Pos)) {
			e.refuse(m.Pos, fmt.Sprintf("member %q is written in a way that cannot be changed in place: write it as name: value, indented like the others", m.Name))
			return
		}
		kids[i] = kid{span: span{start, e.kidEnd(start, bound, column, m.Value)}, value: colon}
	}
	column := e.column(kids[0].start)
	a := arrangement{
		kids: kids, origin: matchMembers(old, want),
		text: func(i int) string { return e.render.member(want.Members[i].Name, want.Members[i].Value, column) },
		from: func(i int) document.Position { return want.Members[i].Pos },
		change: func(from, to int) {
			if name := want.Members[to].Name; name != old.Members[from].Name {
				e.replace(span{kids[from].start, e.trimmed(span{kids[from].start, kids[from].value - 1})}, plainOrQuoted(name, block))
			}
			s := slot{span: span{kids[from].value, kids[from].end}, column: column, name: want.Members[to].Name}
			e.value(old.Members[from].Value, want.Members[to].Value, s)
		},
	}
	e.arrangeBlock(a, s, want)
}

// items changes a list in block style.
func (e *editor) items(old, want *document.Node, start int, s slot) {
	dashes := e.dashes(start, s.end)
	if len(dashes) != len(old.Items) || e.text[start] != '-' {
		e.refuse(old.Pos, "this list is written in a way that cannot be changed in place: write each item on lines of its own, behind a dash")
		return
	}
	column := e.column(start)
	kids := make([]kid, len(dashes))
	inBrackets := false
	for i, dash := range dashes {
		bound := s.end
		if i+1 < len(dashes) {
			bound = e.lineStart(dashes[i+1])
		}
		kids[i] = kid{span: span{dash, e.kidEnd(dash, bound, column, old.Items[i])}, value: dash + 1}
		if at := e.skipSpaces(dash + 1); at < len(e.text) && e.text[at] == '{' {
			inBrackets = true
		}
	}
	a := arrangement{
		kids: kids, origin: matchItems(old.Items, want.Items),
		text: func(i int) string {
			if inBrackets { // like the other items
				return "- " + e.render.shortItem(want.Items[i], column)
			}
			return "- " + e.render.blockItem(want.Items[i], column)
		},
		from: func(i int) document.Position { return want.Items[i].Pos },
		change: func(from, to int) {
			e.value(old.Items[from], want.Items[to], slot{span: span{kids[from].value, kids[from].end}, column: column, isItem: true})
		},
	}
	e.arrangeBlock(a, s, want)
}

// kidEnd returns where a member or an item ends, behind its line break.
func (e *editor) kidEnd(start, bound, column int, value *document.Node) int {
	if text := lastText(value); strings.HasSuffix(text, "\n\n") || text != "" && strings.Trim(text, "\n") == "" {
		return bound // the blank lines behind it are its own
	}
	return e.contentEnd(start, bound, column)
}

// lastText returns the text that a value ends with.
func lastText(n *document.Node) string {
	for {
		switch {
		case len(n.Members) > 0:
			n = n.Members[len(n.Members)-1].Value
		case len(n.Items) > 0:
			n = n.Items[len(n.Items)-1]
		case n.Kind == document.String:
			return n.Text
		default:
			return ""
		}
	}
}

// kid is a member or an item as it stands in the text.
type kid struct {
	span
	value int // where its value may begin: behind the colon or the dash
}

// arrangement is what becomes of the members or items of a value.
type arrangement struct {
	kids   []kid
	origin []int                         // for each that is wanted, which of kids it was, or -1
	text   func(i int) string            // writes one that is wanted
	from   func(i int) document.Position // where it stands now, if it does
	change func(from, to int)            // changes what stays
	kept   map[int]bool                  // of kids
}

// keep fills kept; false when nothing stays.
func (a *arrangement) keep() bool {
	a.kept = map[int]bool{}
	for _, from := range a.origin {
		if from >= 0 {
			a.kept[from] = true
		}
	}
	return len(a.kept) > 0
}

// dropped calls do with each run of kids that do not stay, by its first and last.
func (a *arrangement) dropped(do func(first, last int)) {
	for i := 0; i < len(a.kids); i++ {
		if a.kept[i] {
			continue
		}
		first := i
		for i+1 < len(a.kids) && !a.kept[i+1] {
			i++
		}
		do(first, i)
	}
}

// arrangeBlock changes members or items that stand on lines of their own.
func (e *editor) arrangeBlock(a arrangement, s slot, want *document.Node) {
	if !a.keep() {
		e.put(want, s)
		return
	}
	column := e.column(a.kids[0].start)
	shared := !e.firstOnLine(a.kids[0].start) // with a dash before it
	last := -1
	for i, from := range a.origin {
		switch {
		case from >= 0:
			a.change(from, i)
			last = from
		case last >= 0:
			e.insertBelow(a.kids[last].end, e.render.above(a.from(i), column)+"\n"+pad(column)+a.text(i))
		case shared:
			at := a.kids[0].start
			e.replace(span{at, at}, a.text(i)+"\n"+pad(column))
		default:
			at := e.lineStart(a.kids[0].start)
			e.replace(span{at, at}, (e.render.above(a.from(i), column) + "\n" + pad(column) + a.text(i) + "\n")[1:])
		}
	}
	a.dropped(func(first, last int) {
		out := span{e.lineStart(a.kids[first].start), a.kids[last].end}
		switch {
		case first > 0:
			out.start = max(e.ownComments(a.kids[first].start), a.kids[first-1].end)
		case shared:
			out = span{a.kids[0].start, e.skipSpaces(out.end)}
		}
		e.replace(out, "")
	})
}

// insertBelow writes lines that begin with a line break at the beginning of a line, or behind a last line that has no line break.
func (e *editor) insertBelow(at int, lines string) {
	if at > 0 && e.text[at-1] != '\n' {
		e.replace(span{at, at}, lines)
		return
	}
	e.replace(span{at, at}, lines[1:]+"\n")
}

// movedComments returns the comments directly above something that stands in this file and moves. Those of the first member or item
// stay: they may head all of them.
func (e *editor) movedComments(name string, pos document.Position) []string {
	if pos.File != name || pos.Line < 1 || pos.Line > len(e.lines) {
		return nil
	}
	at := e.offset(pos)
	if dash := e.lineStart(at) + len(e.text[e.lineStart(at):at]) - len(strings.TrimLeft(e.text[e.lineStart(at):at], " ")); dash < at && e.text[dash] == '-' {
		at = dash
	}
	if !e.firstOnLine(at) {
		return nil
	}
	start := e.ownComments(at)
	above := e.line(start) - 1
	if above < 0 {
		return nil
	}
	line := e.text[e.lines[above]:e.lines[above+1]]
	if len(line)-len(strings.TrimLeft(line, " -")) < e.column(at) {
		return nil
	}
	var comments []string
	for line := range strings.Lines(e.text[start:e.lineStart(at)]) {
		comments = append(comments, strings.TrimSpace(line))
	}
	return comments
}

// matchMembers tells for each member that is wanted which of the old ones it is, or -1: the one of its name, or else the one whose
// value it has under another name. Members that change places count as new.
func matchMembers(old, want *document.Node) []int {
	byName := make(map[string]int, len(old.Members))
	for i, m := range old.Members {
		byName[m.Name] = i
	}
	origin := make([]int, len(want.Members))
	taken := map[int]bool{}
	for i, m := range want.Members {
		origin[i] = -1
		if from, ok := byName[m.Name]; ok {
			origin[i], taken[from] = from, true
		}
	}
	byPos := make(map[document.Position]int, len(old.Members))
	for i, m := range old.Members {
		if !taken[i] && m.Pos.Compare(m.Value.Pos) < 0 { // an alias stands elsewhere
			byPos[m.Value.Pos] = i
		}
	}
	for i, m := range want.Members {
		if from, ok := byPos[m.Value.Pos]; ok && origin[i] < 0 {
			origin[i] = from
			delete(byPos, m.Value.Pos)
		}
	}
	return rising(origin)
}

// matchItems tells for each item that is wanted which of the old ones it is, or -1.
func matchItems(old, want []*document.Node) []int {
	origin := make([]int, len(want))
	taken := make([]bool, len(old))
	byPos := map[document.Position]int{}
	for i, item := range old {
		if _, twice := byPos[item.Pos]; !twice { // aliases stand for one place
			byPos[item.Pos] = i
		}
	}
	for i, item := range want {
		origin[i] = -1
		if from, ok := byPos[item.Pos]; ok && !taken[from] && old[from].Kind == item.Kind {
			origin[i], taken[from] = from, true
		}
	}
	next := 0
	for i, item := range want {
		if origin[i] >= 0 {
			next = origin[i] + 1
			continue
		}
		for from := next; from < len(old); from++ {
			if !taken[from] && document.Same(old[from], item) {
				origin[i], taken[from], next = from, true, from+1
				break
			}
		}
	}
	return rising(origin)
}

// rising keeps the longest sequence that rises, and makes -1 of the others: what moves is written anew.
func rising(origin []int) []int {
	var tails []int                    // of the best sequences by length, as indexes into origin
	before := make([]int, len(origin)) // the one before in its sequence
	for i, from := range origin {
		if from < 0 {
			continue
		}
		n, _ := slices.BinarySearchFunc(tails, from, func(t, from int) int { return origin[t] - from })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		tails = append(tails[:n], append([]int{i}, tails[min(n+1, len(tails)):]...)...)
	}
	out := slices.Repeat([]int{-1}, len(origin))
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			out[i] = origin[i]
		}
	}
	return out
}
