package merge

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/pandapon/pandagen/internal/document"
)

// Kind is what a note says.
type Kind string

// The kinds of notes.
const (
	New       Kind = "new"       // the page shows it, and the document has it now
	Changed   Kind = "changed"   // the document said something else
	Confirmed Kind = "confirmed" // the document knew it from elsewhere, or less well
	Gone      Kind = "gone"      // the page does not show it any more; it stays, and is marked
	Kept      Kind = "kept"      // the document says something else, and that stays
	Conflict  Kind = "conflict"  // a person has to decide; nothing was changed
	Unread    Kind = "unread"    // could not be read, or not for certain
	Todo      Kind = "todo"      // it is in the document, and a person has to look at it
)

// isChange tells whether a note of this kind means that the document changes.
func (k Kind) isChange() bool { return k == New || k == Changed || k == Confirmed || k == Gone }

// Note is one thing that an import found.
type Note struct {
	Kind    Kind   `json:"kind"`
	Message string `json:"message"`
	// Position is file:line:column: in the document as it is when the import is applied, or, of what could not be read, on the page.
	Position string `json:"position,omitempty"`

	node *document.Node // where it is, until its place is known
	pos  document.Position
}

// String returns "file:line:column: kind: message", on one line and with nothing that could steer a terminal.
func (n Note) String() string {
	s := string(n.Kind) + ": " + n.Message
	if n.Position != "" {
		s = n.Position + ": " + s
	}
	return printable(s)
}

// lines writes the note with its further lines below it.
func (n Note) lines(indent string) string {
	first, more, _ := strings.Cut(n.Message, "\n")
	n.Message = first
	s := indent + n.String() + "\n"
	for line := range strings.Lines(more) {
		s += indent + "    " + strings.TrimRight(printable(line), " ") + "\n"
	}
	return s
}

// printable makes spaces of what cannot be seen.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}

// State is what becomes of an operation.
type State string

// The states of operations.
const (
	IsNew     State = "new"       // it was not in the document
	IsChanged State = "changed"   // the document changes
	IsSame    State = "unchanged" // the document says what the pages say
	IsSkipped State = "skipped"   // nothing was taken from the pages, and the notes say why
)

// Operation is what an import makes of the pages of one operation or webhook.
type Operation struct {
	State      State    `json:"state"`
	ID         string   `json:"operationId,omitempty"`
	Title      string   `json:"title,omitempty"`
	Section    string   `json:"section,omitempty"`
	HTTPMethod string   `json:"httpMethod,omitempty"`
	Path       string   `json:"path,omitempty"` // the type of the message for a webhook
	Webhook    bool     `json:"webhook,omitempty"`
	Date       string   `json:"date,omitempty"`      // the newest of its pages, YYYY-MM-DD
	Known      string   `json:"knownDate,omitempty"` // that the document had
	Pages      []string `json:"pages"`               // file:line
	Notes      []Note   `json:"notes"`
}

// name is how the report calls the operation.
func (o *Operation) name() string {
	switch {
	case o.Webhook && o.Path != "":
		return "webhook " + o.Path
	case o.Path != "":
		return strings.TrimSpace(o.HTTPMethod + " " + o.Path)
	}
	return fmt.Sprintf("page %q", o.Title)
}

// Differs tells in short what an import would change; it is empty when nothing would.
func (o *Operation) Differs() string {
	var parts []string
	for _, n := range o.Notes {
		if n.Kind.isChange() || n.Kind == Conflict {
			parts = append(parts, string(n.Kind)+": "+n.Message)
		}
	}
	const most = 3
	if len(parts) > most {
		parts = append(parts[:most], fmt.Sprintf("and %d more", len(parts)-most))
	}
	return printable(strings.Join(parts, "; "))
}

// Summary counts what an import found.
type Summary struct {
	Pages      int `json:"pages"`
	New        int `json:"new"`
	Changed    int `json:"changed"`
	Unchanged  int `json:"unchanged"`
	Skipped    int `json:"skipped"`
	Conflicts  int `json:"conflicts"`
	Unread     int `json:"unread"`
	Todos      int `json:"todos"`
	LintErrors int `json:"lintErrors"`
}

// String returns the counts on a line.
func (s Summary) String() string {
	return fmt.Sprintf("pages: %d; operations: %d new, %d changed, %d unchanged, %d skipped; conflicts: %d, unread: %d, to do: %d",
		s.Pages, s.New, s.Changed, s.Unchanged, s.Skipped, s.Conflicts, s.Unread, s.Todos)
}

// Report is what an import found and did.
type Report struct {
	Summary    Summary      `json:"summary"`
	Operations []*Operation `json:"operations"`
	Notes      []Note       `json:"notes"` // about no operation in particular
	Files      []string     `json:"files"` // that change
}

// Undecided tells whether something of the pages did not get into the document, and a person has to look.
func (r *Report) Undecided() bool {
	return r.Summary.Conflicts > 0 || r.Summary.Skipped > 0 || r.Summary.LintErrors > 0
}

// count fills the summary.
func (r *Report) count() {
	r.Summary.New, r.Summary.Changed, r.Summary.Unchanged, r.Summary.Skipped = 0, 0, 0, 0
	notes := slices.Clone(r.Notes)
	for _, o := range r.Operations {
		notes = append(notes, o.Notes...)
		switch o.State {
		case IsNew:
			r.Summary.New++
		case IsChanged:
			r.Summary.Changed++
		case IsSame:
			r.Summary.Unchanged++
		case IsSkipped:
			r.Summary.Skipped++
		}
	}
	for _, n := range notes {
		switch n.Kind {
		case Conflict:
			r.Summary.Conflicts++
		case Unread:
			r.Summary.Unread++
		case Todo:
			r.Summary.Todos++
		}
	}
}

// settle gives the notes their places, and sorts those of each operation by kind.
func (r *Report) settle(at *places) {
	place := func(notes []Note) {
		for i := range notes {
			n := &notes[i]
			if pos, ok := at.of(n.node); ok {
				n.pos = pos
			} else if n.node != nil {
				n.pos = n.node.Pos
			}
			if n.pos.Line > 0 {
				n.Position = n.pos.String()
			}
		}
		slices.SortStableFunc(notes, func(a, b Note) int { return cmp.Compare(rank(a.Kind), rank(b.Kind)) })
	}
	place(r.Notes)
	for _, o := range r.Operations {
		place(o.Notes)
	}
}

// rank orders notes: what to decide comes last, where people look.
func rank(k Kind) int {
	return slices.Index([]Kind{New, Changed, Confirmed, Gone, Kept, Unread, Todo, Conflict}, k)
}

// Write writes the report for people.
func (r *Report) Write(w io.Writer) error {
	var b strings.Builder
	for _, o := range r.Operations {
		fmt.Fprintf(&b, "%s: %s, from %s\n", printable(o.name()), o.State, printable(strings.Join(o.Pages, ", ")))
		for _, n := range o.Notes {
			b.WriteString(n.lines("  "))
		}
	}
	for _, n := range r.Notes {
		b.WriteString(n.lines(""))
	}
	fmt.Fprintln(&b, r.Summary)
	_, err := io.WriteString(w, b.String())
	return err
}
