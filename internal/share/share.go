// Package share finds the types that two APIs have in common.
package share

import (
	"reflect"
	"slices"

	"github.com/pandapon/pandagen/internal/api"
)

// Types makes aliases of those types of a which are declared alike in other, whose package is called p. Only what Go or the wire
// can tell apart counts: comments, sources and places do not. A type is shared only when all that it reaches is.
func Types(a, other *api.API, p api.Package) {
	theirs := map[string]*api.Type{}
	for _, t := range other.Types {
		theirs[t.Name] = t
	}
	alike := map[string]bool{}
	for _, t := range a.Types {
		alike[t.Name] = theirs[t.Name] != nil && sameUse(t, theirs[t.Name]) && equal(reflect.ValueOf(*t), reflect.ValueOf(*theirs[t.Name]))
	}
	for changed := true; changed; { // until what is left reaches nothing else
		changed = false
		for _, t := range a.Types {
			if alike[t.Name] && !reachesOnly(t, alike) {
				alike[t.Name], changed = false, true
			}
		}
	}
	a.Shared = &p
	for _, t := range a.Types {
		t.Alias = alike[t.Name]
	}
}

// sameUse reports whether the codecs of two types are printed alike: those of structs check more in requests.
func sameUse(t, other *api.Type) bool {
	return t.Kind != api.Struct || t.InRequest == other.InRequest
}

// reachesOnly reports whether all types that a type refers to are among some.
func reachesOnly(t *api.Type, some map[string]bool) bool {
	for _, f := range t.Fields {
		r := &f.Ref
		for r.Elem != nil {
			r = r.Elem
		}
		if r.Type != nil && !some[r.Type.Name] {
			return false
		}
	}
	for _, c := range t.Conversions {
		if !some[c.To.Name] {
			return false
		}
	}
	return true
}

// silent are the members of the model that callers of the generated code do not notice.
var silent = map[reflect.Type][]string{
	reflect.TypeFor[api.Type]():  {"Schema", "Doc", "File", "Source", "Pos", "InRequest", "InResponse", "Alias"},
	reflect.TypeFor[api.IDs]():   {"Doc"},
	reflect.TypeFor[api.Field](): {"Doc", "Pos"},
	reflect.TypeFor[api.Value](): {"Doc", "Pos"},
}

// equal compares parts of the model. Types that they refer to are compared by their names, because each is compared by itself.
func equal(x, y reflect.Value) bool {
	switch x.Kind() {
	case reflect.Pointer:
		switch {
		case x.IsNil() || y.IsNil():
			return x.IsNil() && y.IsNil()
		case x.Type() == reflect.TypeFor[*api.Type]():
			return x.Elem().FieldByName("Name").Equal(y.Elem().FieldByName("Name"))
		}
		return equal(x.Elem(), y.Elem())
	case reflect.Struct:
		for i := range x.NumField() {
			if field := x.Type().Field(i); field.IsExported() && !isSilent(x.Type(), field.Name) && !equal(x.Field(i), y.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if x.Len() != y.Len() {
			return false
		}
		for i := range x.Len() {
			if !equal(x.Index(i), y.Index(i)) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(x.Interface(), y.Interface())
}

func isSilent(t reflect.Type, member string) bool {
	return slices.Contains(silent[t], member)
}
