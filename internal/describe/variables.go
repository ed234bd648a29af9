package describe

import (
	"go/token"
	gotypes "go/types"

	"github.com/pandapon/pandagen/internal/aliases"
	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/goname"
)

// variableNames gives variables names that nothing else has.
type variableNames map[string]bool

// newVariableNames keeps free what the files of a package use: predeclared names, and packages that they import.
func newVariableNames() variableNames {
	taken := variableNames(set("context", "http", "iter", "json", "runtime", "sdk", "server", "signer", "slices", "slog", "strconv", "time"))
	for _, name := range gotypes.Universe.Names() {
		taken[name] = true
	}
	return taken
}

// unique returns name, or name with the first number from 2 that makes it free, and takes it.
func (v variableNames) unique(name string) string {
	free := suffixes{}.unique(name, func(name string) bool { return v[name] || token.IsKeyword(name) })
	v[free] = true
	return free
}

// nameVariables names the variables of the generated packages, and the functions that return signature rules.
func (d *describer) nameVariables() {
	d.nameSchemes()
	d.nameClientVariables()
	d.nameServerVariables()
}

// nameSchemes names the functions that return signature rules. They come last of all names that callers see.
func (d *describer) nameSchemes() {
	taken := map[string]bool{}
	for _, t := range d.api.Types {
		taken[t.Name] = true
		for _, v := range t.Values {
			taken[v.Name] = true
		}
	}
	for _, name := range aliases.Names() {
		taken[name] = true
	}
	for _, name := range d.api.Aliases {
		taken[name] = true
	}
	isTaken := func(name string) bool { return taken[name] || d.typeTaken(name) }
	for _, s := range d.api.KnownSchemes() {
		s.Func = d.suffixes.unique(goname.From(s.Name)+"Scheme", isTaken)
		taken[s.Func] = true
	}
}

func (d *describer) nameClientVariables() {
	names := newVariableNames()
	for _, own := range []string{"c", "connect", "environment", "timeForms"} { // the receiver of methods, and what stands beside the variables
		names[own] = true
	}
	for _, t := range d.api.Types {
		if t.Kind == api.Struct {
			t.Variable = names.unique(goname.Lower(t.Name) + "Fields")
		}
	}
	for _, s := range d.api.KnownSchemes() {
		s.Variable = names.unique(goname.Lower(goname.From(s.Name)))
	}
	for _, op := range d.api.Operations() {
		op.Variable = names.unique(goname.Lower(op.Service.Name) + op.Name)
	}
	for i, e := range d.api.Envelopes {
		e.Variable = names.unique(envelopeName(i, d.firstUser(func(op *api.Operation) bool { return op.Envelope == e })))
	}
	d.api.Undescribed.Variable = names.unique("undescribed")
	for _, op := range d.api.Operations() {
		if op.Paging != nil {
			op.Paging.Variable = names.unique(op.Variable + "Pages")
		}
	}
}

// nameServerVariables names what a server's package prints, and the fields of its Auth.
func (d *describer) nameServerVariables() {
	fields := variableNames{"Signatures": true}
	for _, s := range d.api.Security {
		s.Auth = fields.unique(goname.From(s.Name))
	}
	names := newVariableNames()
	for i, e := range d.api.ServerEnvelopes {
		e.Variable = names.unique(envelopeName(i, d.firstUser(func(op *api.Operation) bool { return op.Envelope != nil && op.Envelope.Server == e })))
	}
}

// envelopeName is the name of the i-th envelope, which an operation uses first: the first is the usual one. None may use that of
// the document as a whole.
func envelopeName(i int, first *api.Operation) string {
	switch {
	case i == 0:
		return "envelope"
	case first == nil:
		return "undescribedEnvelope"
	}
	return goname.Lower(first.Service.Name) + first.Name + "Envelope"
}

// firstUser returns the first operation that uses something.
func (d *describer) firstUser(uses func(*api.Operation) bool) *api.Operation {
	for _, op := range d.api.Operations() {
		if uses(op) {
			return op
		}
	}
	return nil
}
