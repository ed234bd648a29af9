// Package format prints what a comparison found: for people in a terminal, in a pull request and on a page, for programs, and as
// annotations of the changed files.
package format

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pandapon/pandagen/internal/diff"
	"github.com/pandapon/pandagen/internal/spelling"
)

// Options say how to print.
type Options struct {
	Colour bool // in text: with the escape sequences of a terminal
	// Templates replaces built-in templates by those of the same path, such as diff/markdown.tmpl; may be nil.
	Templates fs.FS
	// Path turns a file as positions of the head name it into a path from the repository's root, which annotations need; nil
	// leaves it.
	Path func(file string) string
}

// printer prints a report.
type printer func(w io.Writer, r *diff.Report, o Options) error

var printers = []struct {
	name  string
	print printer
}{
	{"text", Text}, {"markdown", Markdown}, {"json", JSON}, {"github", GitHub}, {"html", HTML},
}

// Names returns the names of the formats.
func Names() []string {
	var names []string
	for _, p := range printers {
		names = append(names, p.name)
	}
	return names
}

// Print prints a report in the format of a name. The error says which there are when there is no such format.
func Print(w io.Writer, name string, r *diff.Report, o Options) error {
	for _, p := range printers {
		if p.name == name {
			return p.print(w, r, o)
		}
	}
	return Check(name)
}

// Check returns an error when there is no format of a name.
func Check(name string) error {
	for _, p := range printers {
		if p.name == name {
			return nil
		}
	}
	advice := "use " + strings.Join(Names(), ", ")
	if near := spelling.Nearest(name, Names()); near != "" {
		advice = fmt.Sprintf("did you mean %q?", near)
	}
	return fmt.Errorf("unknown format %q: %s", name, advice)
}

// page is a report as templates see it.
type page struct {
	*diff.Report
	Title    string // the verdict in a line
	Table    []row  // how many changes of each kind there are
	Sections []section
}

// row counts the changes of a kind.
type row struct {
	Name                    string
	Breaking, Warning, Info int
}

// section is the changes of a level; signatures come before all levels.
type section struct {
	Title  string
	ID     string // fault, signature, breaking, warning, info
	Count  int    // how many there are
	Hidden int    // how many of them, folded, are left out
	Groups []group
}

// group is the changes of one operation.
type group struct {
	Operation *diff.Operation // nil: those of the document or package as a whole
	Changes   []diff.Change

	why string // what the last change said about its consequences
}

// Name is what the group is called.
func (g group) Name() string {
	if g.Operation == nil {
		return "The document as a whole"
	}
	return g.Operation.Name
}

// Request is how the operation is requested, when the name does not say it.
func (g group) Request() string {
	if g.Operation == nil || g.Operation.Request == g.Operation.Name {
		return ""
	}
	return g.Operation.Request
}

// newPage arranges a report. Only the first most of its folded changes are shown; they stand in the order of their importance.
func newPage(r *diff.Report, most int) *page {
	p := &page{Report: r, Title: title(r), Table: table(r)}
	for i, c := range fold(r.Changes) {
		id, title := sectionOf(&c)
		if n := len(p.Sections); n == 0 || p.Sections[n-1].ID != id {
			p.Sections = append(p.Sections, section{ID: id, Title: title})
		}
		p.Sections[len(p.Sections)-1].add(c, i < most)
	}
	counts := map[string]int{}
	for i := range r.Changes {
		id, _ := sectionOf(&r.Changes[i])
		counts[id]++
	}
	for i := range p.Sections {
		p.Sections[i].Count = counts[p.Sections[i].ID]
	}
	return p
}

func sectionOf(c *diff.Change) (id, title string) {
	switch {
	case c.NotGenerated():
		return "fault", "Why the head cannot be generated"
	case c.Signature:
		return "signature", "Signatures"
	}
	return string(c.Level), map[diff.Level]string{diff.Breaking: "Breaking", diff.Warning: "Warnings", diff.Info: "Info"}[c.Level]
}

func (s *section) add(c diff.Change, show bool) {
	if !show {
		s.Hidden++
		return
	}
	if n := len(s.Groups); n == 0 || !same(s.Groups[n-1].Operation, c.Operation) {
		s.Groups = append(s.Groups, group{Operation: c.Operation})
	}
	g := &s.Groups[len(s.Groups)-1]
	if n := len(g.Changes); n > 0 && g.Changes[n-1].ID == c.ID && g.Changes[n-1].Symbol == c.Symbol && c.Why == g.why {
		c.Why = "" // it was said
	} else {
		g.why = c.Why
	}
	g.Changes = append(g.Changes, c)
}

// same reports whether two operations are one: they may be of different versions.
func same(a, b *diff.Operation) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Request == b.Request
}

// title is the verdict in a line. What was not compared may be graver than what was.
func title(r *diff.Report) string {
	if r.Bump == diff.None {
		return "Nothing changed"
	}
	bump := string(r.Bump)
	if !r.Go.Compared && r.Bump != diff.Major {
		bump = "at least " + bump
	}
	s := fmt.Sprintf("%s%s: %s", strings.ToUpper(bump[:1]), bump[1:], r.Summary())
	switch {
	case r.NotGenerated():
		return "The head cannot be generated. " + s
	case !r.Go.Compared:
		return s + "; Go not compared"
	}
	return s
}

// Next is the part of a version that is raised, as far as it is known.
func (p *page) Next() string {
	if p.Go.Compared || p.Bump == diff.Major {
		return "a **" + string(p.Bump) + "** one"
	}
	return "at least a **" + string(p.Bump) + "** one"
}

// table counts the changes by kind and level, kinds without changes left out.
func table(r *diff.Report) []row {
	rows := []row{{Name: "Signatures"}, {Name: "On the wire"}, {Name: "In the contract"}, {Name: "In Go"}}
	of := map[diff.Kind]int{diff.Wire: 1, diff.Contract: 2, diff.Go: 3}
	for i := range r.Changes {
		c := &r.Changes[i]
		at := of[c.Kind]
		if c.Signature {
			at = 0
		}
		switch c.Level {
		case diff.Breaking:
			rows[at].Breaking++
		case diff.Warning:
			rows[at].Warning++
		default:
			rows[at].Info++
		}
	}
	var used []row
	for _, row := range rows {
		if row.Breaking+row.Warning+row.Info > 0 {
			used = append(used, row)
		}
	}
	return used
}

// sentence is what a change says, with the symbol that it is about and what follows from it.
func sentence(c diff.Change) string {
	s := c.Text
	if c.Symbol != "" {
		s = "`" + c.Symbol + "`: " + s
	}
	return s
}

// label is the word before a change: where it is noticed, or how grave it is where that is not said above it.
func label(c diff.Change) string {
	if c.Signature {
		return string(c.Level)
	}
	return string(c.Kind)
}

// also says in how many other operations a change is noticed.
func also(c diff.Change) string {
	switch n := len(c.Also); n {
	case 0:
		return ""
	case 1:
		return "also " + c.Also[0].Name
	default:
		return fmt.Sprintf("also %d other operations", n)
	}
}

// place is where a change is, for people.
func place(c diff.Change) string {
	if c.Pos.File == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", c.Pos.File, c.Pos.Line)
}
