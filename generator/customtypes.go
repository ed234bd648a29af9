package generator

import (
	"context"
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

// customType is a Go type that the document or the configuration names, at the first place that uses it.
type customType struct {
	pkg, name string
	place     string
	pos       document.Position
}

// checkCustomTypes finds types that do not exist before the compiler stumbles over them, so that the message can say
// where they are named.
func (c *compiler) checkCustomTypes(ctx context.Context, a *api.API, cfg Config, models string) error {
	customs := customTypes(a)
	var paths []string
	for _, t := range customs {
		if t.pkg != models {
			paths = append(paths, t.pkg)
		}
	}
	if err := c.exports.find(ctx, slices.Compact(paths)); err != nil {
		return err
	}
	var findings, config document.Errors
	for _, t := range customs {
		goType := t.pkg + "." + t.name
		configured := slices.Contains(slices.Collect(maps.Values(cfg.Types)), goType)
		problem := c.lookUp(t, models)
		if problem == "" && !configured && isStandard(t.pkg) && !slices.Contains(harmless, t.pkg) {
			problem = "belongs to a package of the standard library that a document may not name, because importing one can have effects: " +
				"name it under types in the configuration, or use one of " + strings.Join(harmless, ", ")
		}
		if problem == "" {
			continue
		}
		finding := &document.Error{
			Pos: t.pos, Rule: "go-type", Message: fmt.Sprintf("%s: the Go type %s %s", t.place, goType, problem),
		}
		if pos := cfg.override(goType); pos.Line > 0 {
			finding.Pos = pos
			config = append(config, finding)
			continue
		}
		findings = append(findings, finding)
	}
	if len(config) > 0 {
		config.Sort()
		return configError(config...)
	}
	return asError(findings)
}

// harmless are the packages of the standard library whose types a document may name: those that have types for JSON, and that do
// nothing when they are imported. Others serve pages, register formats, or run programs.
var harmless = []string{"database/sql", "encoding/json", "log/slog", "math/big", "net", "net/mail", "net/netip", "net/url", "regexp", "time"}

// isStandard reports whether a package belongs to the standard library.
func isStandard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return !strings.Contains(first, ".")
}

// isInternalTo reports whether a package may only be imported by others than the one that is generated, as the go command has it.
func isInternalTo(pkg, models string) bool {
	elements := strings.Split(pkg, "/")
	for i := len(elements) - 1; i >= 0; i-- {
		if elements[i] == "internal" {
			parent := strings.Join(elements[:i], "/")
			return parent == "" || models != parent && !strings.HasPrefix(models, parent+"/")
		}
	}
	return slices.Contains(elements, "vendor")
}

// override is the place of the first type override that names a Go type; zero when none does.
func (c Config) override(goType string) (first document.Position) {
	for key, value := range c.Types {
		pos := c.place("types."+key, "")
		if value == goType && (first.Line == 0 || pos.Line < first.Line) {
			first = pos
		}
	}
	return first
}

// lookUp says what is wrong with a type, or nothing.
func (c *compiler) lookUp(t customType, models string) string {
	switch {
	case t.pkg == models:
		return "belongs to the package that is generated: put it into a package of its own"
	case isInternalTo(t.pkg, models):
		return "belongs to a package that is internal to others: use a type of another package"
	}
	if err := c.exports.missing(t.pkg); err != nil {
		return fmt.Sprintf("cannot be used: %v: correct x-go, or types in the configuration, or add the package's module to go.mod", err)
	}
	p, err := c.Import(t.pkg)
	if err != nil {
		return "cannot be used: " + err.Error()
	}
	found, ok := p.Scope().Lookup(t.name).(*types.TypeName)
	switch {
	case !ok:
		return "does not exist: correct x-go, or types in the configuration"
	case p.Name() == "main":
		return "belongs to a program, which no package can import: put it into a package of its own"
	case slices.ContainsFunc(p.Imports(), func(imported *types.Package) bool { return imported.Path() == models }):
		return "belongs to a package that imports the generated one: put it into a package that does not"
	case !readsJSON(found.Type()):
		return "cannot be read from JSON: use one that can, such as a struct, or one that has UnmarshalJSON"
	}
	return ""
}

// readsJSON reports whether a value of a type can be read from JSON, as far as its declaration tells.
func readsJSON(t types.Type) bool {
	if generic, ok := t.(interface{ TypeParams() *types.TypeParamList }); ok && generic.TypeParams().Len() > 0 {
		return false // there is no value without its parameters
	}
	if u, ok := t.Underlying().(*types.Interface); ok {
		return u.Empty() // no value is known that has methods, and a constraint is no type of values
	}
	for _, method := range []string{"UnmarshalJSON", "UnmarshalText"} {
		if own, _, _ := types.LookupFieldOrMethod(t, true, nil, method); own != nil {
			return true
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Chan, *types.Signature:
		return false
	case *types.Basic:
		return u.Info()&(types.IsBoolean|types.IsInteger|types.IsFloat|types.IsString) != 0
	}
	return true
}

// customTypes returns the named types of other packages that fields and answers use, each once, by package.
func customTypes(a *api.API) []customType {
	var found []customType
	seen := map[string]bool{}
	add := func(ref *api.Ref, place string, pos document.Position) {
		for ; ref != nil; ref = ref.Elem {
			name := strings.TrimLeft(ref.Custom, "[]*")
			dot := strings.LastIndexByte(name, '.')
			if ref.Kind != api.Custom || dot < 0 || seen[name] {
				continue
			}
			seen[name] = true
			found = append(found, customType{name[:dot], name[dot+1:], place, pos})
		}
	}
	for _, t := range a.Types {
		for _, f := range t.Fields {
			place := fmt.Sprintf("property %q", f.Wire)
			if f.Wire == "" {
				place = "the request body"
			}
			add(&f.Ref, place, f.Pos)
		}
	}
	for _, service := range a.Services {
		for _, op := range service.Operations {
			add(op.Data, "the answer", op.Pos)
		}
	}
	slices.SortStableFunc(found, func(a, b customType) int { return strings.Compare(a.pkg, b.pkg) })
	return found
}
