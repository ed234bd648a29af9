package generator

import (
	"context"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

// customType is a Go type that the document or the configuration names, at the first field that uses it.
type customType struct {
	pkg, name string
	field     *api.Field
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
		problem := c.lookUp(t, models)
		if problem == "" {
			continue
		}
		finding := &document.Error{
			Pos: t.field.Pos, Rule: "go-type",
			Message: fmt.Sprintf("property %q: the Go type %s.%s %s", t.field.Wire, t.pkg, t.name, problem),
		}
		if pos := cfg.override(t.pkg + "." + t.name); pos.Line > 0 {
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
	if t.pkg == models {
		return "belongs to the package that is generated: put it into a package of its own"
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
	case !readsJSON(found.Type()):
		return "cannot be read from JSON: use one that can, such as a struct, or one that has UnmarshalJSON"
	}
	return ""
}

// readsJSON reports whether a value of a type can be read from JSON, as far as its declaration tells.
func readsJSON(t types.Type) bool {
	if named, ok := t.(*types.Named); ok && named.TypeParams().Len() > 0 {
		return false // there is no value without its parameters
	}
	for _, method := range []string{"UnmarshalJSON", "UnmarshalText"} {
		if own, _, _ := types.LookupFieldOrMethod(t, true, nil, method); own != nil {
			return true
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return u.NumMethods() == 0
	case *types.Chan, *types.Signature:
		return false
	case *types.Basic:
		return u.Info()&(types.IsBoolean|types.IsInteger|types.IsFloat|types.IsString) != 0
	}
	return true
}

// customTypes returns the named types of other packages that fields use, each once, by package.
func customTypes(a *api.API) []customType {
	var found []customType
	seen := map[string]bool{}
	for _, t := range a.Types {
		for _, f := range t.Fields {
			for ref := &f.Ref; ref != nil; ref = ref.Elem {
				name := strings.TrimLeft(ref.Custom, "[]*")
				dot := strings.LastIndexByte(name, '.')
				if ref.Kind != api.Custom || dot < 0 || seen[name] {
					continue
				}
				seen[name] = true
				found = append(found, customType{pkg: name[:dot], name: name[dot+1:], field: f})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b customType) int { return strings.Compare(a.pkg, b.pkg) })
	return found
}
