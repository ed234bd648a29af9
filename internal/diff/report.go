package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pandapon/pandagen/internal/document"
)

// Level says how much a change matters to callers.
type Level string

// The levels, the gravest first.
const (
	Breaking Level = "breaking" // callers fail, or do something else than before
	Warning  Level = "warning"  // callers may
	Info     Level = "info"     // callers go on as before
)

// Levels returns the levels, the gravest first.
func Levels() []Level { return []Level{Breaking, Warning, Info} }

func (l Level) rank() int { return slices.Index(Levels(), l) }

// Kind says where a change is noticed.
type Kind string

// The kinds of changes.
const (
	Wire     Kind = "wire"     // in what is sent and answered, as OpenAPI describes it
	Contract Kind = "contract" // in what pandagen's extensions declare: signatures, envelopes, retries, units, evidence
	Go       Kind = "go"       // in the generated packages
)

func (k Kind) rank() int { return slices.Index([]Kind{Wire, Contract, Go}, k) }

// Bump is the part of a version that semantic versioning raises for a change.
type Bump string

// The bumps, the largest first.
const (
	Major Bump = "major" // something is breaking on the wire or incompatible in Go
	Minor Bump = "minor" // something was added
	Patch Bump = "patch" // something else changed
	None  Bump = "none"  // nothing did
)

// Operation is an operation or a webhook, as a report names it.
type Operation struct {
	ID      string // operationId, may be empty
	Name    string // how it is called in Go, such as Alibaba.Refunds.Get; else the operationId, else the request
	Request string // POST /alibaba/refund/info, or webhook NAME
}

// Change is one thing that is different.
type Change struct {
	ID    string // of the rule that found it, such as request-property-became-required
	Kind  Kind
	Level Level
	// Signature says that the change is about the rules by which requests are signed: it comes before all others.
	Signature bool
	// Operation is the first operation that the change is noticed in, nil when it belongs to the document or package as a
	// whole. Also are the others.
	Operation *Operation
	Also      []*Operation
	Symbol    string // in Go; or the security scheme or schema that the change is about; may be empty
	Text      string // what changed, in one line
	Why       string // what follows from it; may be empty
	Note      string // why the level is as it is, in many words; may be empty

	// Pos is where the change is: in the head, or in the base when Gone. Near is the place in the head that is nearest to it:
	// Pos itself, or what surrounded the thing that is gone.
	Pos  document.Position
	Gone bool
	Near document.Position

	added bool   // the change adds something that callers can use
	key   string // what several changes have in common that are one
}

// GoStatus tells whether the generated packages were compared.
type GoStatus struct {
	Compared bool
	Reason   string // why not
}

// Report is what a comparison found.
type Report struct {
	Base, Head string // how the documents were named
	Bump       Bump
	Changes    []Change // faults of the head first, then signatures, then by level, operation and place
	Go         GoStatus
}

// arrange puts changes in order, those together that are one. Rank orders operations.
func (r *Report) arrange(changes []Change, rank map[string]int) {
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.Operation.place(rank), b.Operation.place(rank)) })
	r.Changes = group(changes)
	for i := range r.Changes {
		r.Changes[i].tidy()
	}
	slices.SortStableFunc(r.Changes, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(a.section(), b.section()),
			cmp.Compare(a.Operation.place(rank), b.Operation.place(rank)),
			cmp.Compare(a.Kind.rank(), b.Kind.rank()),
			a.Near.Compare(b.Near),
			a.Pos.Compare(b.Pos),
			strings.Compare(a.Symbol, b.Symbol),
			strings.Compare(a.ID, b.ID),
			strings.Compare(a.Text, b.Text),
		)
	})
}

// NotGenerated reports whether the change is a fault that keeps the head from being generated.
func (c *Change) NotGenerated() bool { return c.ID == headNotGenerated.id }

// section is where in a report a change stands: faults of the head, signatures, then by level.
func (c *Change) section() int {
	switch {
	case c.NotGenerated():
		return 0
	case c.Signature:
		return 1
	}
	return 2 + c.Level.rank()
}

// place orders operations as the document does; what belongs to none comes first.
func (o *Operation) place(rank map[string]int) int {
	if o == nil {
		return -1
	}
	return rank[o.Request]
}

// bump draws the conclusion. Edited says that the documents differ at all.
func (r *Report) bump(edited bool) Bump {
	bump := None
	if edited {
		bump = Patch
	}
	for i := range r.Changes {
		switch c := &r.Changes[i]; {
		case c.Level == Breaking:
			return Major
		case c.added:
			bump = Minor
		case bump == None:
			bump = Patch
		}
	}
	return bump
}

// NotGenerated reports whether the head cannot be generated.
func (r *Report) NotGenerated() bool {
	return slices.ContainsFunc(r.Changes, func(c Change) bool { return c.NotGenerated() })
}

// Count returns how many changes are of a level.
func (r *Report) Count(l Level) int {
	n := 0
	for i := range r.Changes {
		if r.Changes[i].Level == l {
			n++
		}
	}
	return n
}

// Summary counts the changes in words: 2 breaking, 1 warning, 3 info.
func (r *Report) Summary() string {
	var parts []string
	for _, l := range Levels() {
		switch n := r.Count(l); {
		case n == 0:
		case l == Warning:
			parts = append(parts, count(n, string(l)))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, l))
		}
	}
	switch {
	case len(parts) == 0 && r.Go.Compared:
		return "no changes for callers"
	case len(parts) == 0:
		return "no changes on the wire"
	}
	return strings.Join(parts, ", ")
}

// tidy makes the texts safe to print: what a terminal would obey, or not show, becomes a space.
func (c *Change) tidy() {
	c.Text, c.Why, c.Note, c.Symbol = oneLine(c.Text), oneLine(c.Why), oneLine(c.Note), oneLine(c.Symbol)
}

// oneLine puts a text on one line, without characters that cannot be seen.
func oneLine(s string) string {
	hidden := func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) }
	return strings.Join(strings.FieldsFunc(s, hidden), " ")
}

// clip shortens what a document says.
func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
