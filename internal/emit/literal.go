package emit

import (
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/signer"
)

// literal prints a value of a struct of package signer or sdk, or of what it is made of.
func literal(v reflect.Value) *jen.Statement {
	t := v.Type()
	if t == reflect.TypeFor[time.Duration]() {
		return duration(v.Interface().(time.Duration))
	}
	switch t.Kind() {
	case reflect.String:
		return text(v.String())
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct {
			return jen.Op("&").Add(literal(v.Elem()))
		}
		return jen.New(literal(v.Elem()))
	case reflect.Bool:
		return jen.Lit(v.Bool())
	case reflect.Int:
		return jen.Lit(int(v.Int()))
	case reflect.Slice:
		parts := t == reflect.TypeFor[[]signer.Part]() // the rule itself: a line for each
		return typeOf(t).CustomFunc(braces(parts && v.Len() > 1), func(g *jen.Group) {
			for i := range v.Len() {
				g.Add(element(v.Index(i)))
			}
		})
	case reflect.Struct:
		return typeOf(t).Add(members(v))
	}
	panic(fmt.Sprintf("emit: no literal for a %s", t))
}

// element prints an element of a slice, whose type need not be repeated.
func element(v reflect.Value) *jen.Statement {
	switch v.Kind() {
	case reflect.Struct:
		return members(v)
	case reflect.Slice:
		return jen.CustomFunc(braces(false), func(g *jen.Group) {
			for i := range v.Len() {
				g.Add(element(v.Index(i)))
			}
		})
	}
	return literal(v)
}

// members prints the fields of a struct that are set: those of a scheme a line each.
func members(v reflect.Value) *jen.Statement {
	return jen.CustomFunc(braces(v.Type() == reflect.TypeFor[signer.Scheme]()), func(g *jen.Group) {
		for i := range v.NumField() {
			name := v.Type().Field(i)
			if field := v.Field(i); name.IsExported() && !field.IsZero() {
				g.Id(name.Name).Op(":").Add(literal(field))
			}
		}
	})
}

// braces are the options of a composite literal, with an element to a line or all in one.
func braces(multi bool) jen.Options {
	return jen.Options{Open: "{", Close: "}", Separator: ",", Multi: multi}
}

// typeOf prints the type of a composite literal.
func typeOf(t reflect.Type) *jen.Statement {
	switch {
	case t.Kind() == reflect.Slice:
		return jen.Index().Add(typeOf(t.Elem()))
	case t.PkgPath() == "":
		return jen.Id(t.Name())
	}
	return jen.Qual(t.PkgPath(), t.Name())
}

// duration prints a duration in the largest unit that divides it.
func duration(d time.Duration) *jen.Statement {
	unit, name := time.Nanosecond, "Nanosecond"
	switch {
	case d%time.Hour == 0:
		unit, name = time.Hour, "Hour"
	case d%time.Minute == 0:
		unit, name = time.Minute, "Minute"
	case d%time.Second == 0:
		unit, name = time.Second, "Second"
	case d%time.Millisecond == 0:
		unit, name = time.Millisecond, "Millisecond"
	}
	return jen.Lit(int(d/unit)).Op("*").Qual("time", name)
}

// text prints a string: one with quotes or backslashes in it as a raw string, which is easier to read.
func text(s string) *jen.Statement {
	if strings.ContainsAny(s, `"\\`) && isPlain(s) {
		return jen.Op("`" + s + "`")
	}
	return jen.Lit(s)
}

// isPlain reports whether a raw string shows a reader all that is in it: no characters that reorder or break a line.
func isPlain(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) || r == '`' || r == utf8.RuneError {
			return false
		}
	}
	return true
}
