package models

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/pandapon/pandagen/internal/api"
)

// Extensions that oapi-codegen knows.
const (
	extName        = "x-go-name"
	extExactName   = "x-oapi-codegen-only-honour-go-name"
	extType        = "x-go-type"
	extSkipPointer = "x-go-type-skip-optional-pointer"
	extOrder       = "x-order" // honoured only as a float64
)

// Extensions that our template reads.
const (
	extFile    = "x-file"
	extDoc     = "x-doc"
	extTag     = "x-tag"
	extBase    = "x-base"
	extValues  = "x-values"
	extMembers = "x-members"
	extAlias   = "x-alias"
)

// constant is an enum's value as the template prints it.
type constant struct {
	Name    string
	Literal string // Go source
	Doc     string // comment lines, or nothing
}

// components returns a document with one component for each type.
func components(a *api.API, imports *imports) (*openapi3.T, error) {
	types := a.Types
	schemas := make(openapi3.Schemas, len(types))
	for i, t := range types {
		if schemas[t.Name] != nil {
			return nil, fmt.Errorf("two types are called %s: one of them, at %s", t.Name, t.Pos)
		}
		var s *openapi3.Schema
		var err error
		if t.Alias {
			s = alias(t, *a.Shared, imports)
		} else if s, err = component(t, imports); err != nil {
			return nil, err
		}
		s.Extensions[extOrder] = float64(i)
		schemas[t.Name] = &openapi3.SchemaRef{Value: s}
	}
	return &openapi3.T{
		OpenAPI:    "3.0.3",
		Info:       &openapi3.Info{},
		Paths:      openapi3.NewPaths(),
		Components: &openapi3.Components{Schemas: schemas},
	}, nil
}

func component(t *api.Type, imports *imports) (*openapi3.Schema, error) {
	s := &openapi3.Schema{
		Type: &openapi3.Types{openapi3.TypeObject},
		Extensions: map[string]any{
			extName: t.Name,
			extFile: t.File,
			extDoc:  comment(t.Doc, t.Deprecated),
		},
	}
	switch t.Kind {
	case api.Enum:
		return s, enum(s, t)
	case api.ID, api.Unit:
		s.Extensions[extBase] = imports.goType(t.File, api.Ref{Kind: t.Base})
		return s, nil
	case api.Struct:
		s.Extensions[extMembers] = !t.ParamsOnly
		s.Properties = make(openapi3.Schemas, len(t.Fields))
		for i, f := range t.Fields {
			if s.Properties[f.Name] != nil {
				return nil, fmt.Errorf("type %s has two fields called %s: the second is %q at %s", t.Name, f.Name, f.Wire, f.Pos)
			}
			s.Properties[f.Name] = property(t, f, i, imports)
			if f.Ref.Pointer {
				continue
			}
			s.Required = append(s.Required, f.Name)
		}
		return s, nil
	}
	return nil, fmt.Errorf("type %s at %s is of an unknown kind", t.Name, t.Pos)
}

// alias describes a type that another package has.
func alias(t *api.Type, p api.Package, imports *imports) *openapi3.Schema {
	there := imports.qualified(t.File, p.Import, t.Name)
	values := make([]constant, len(t.Values))
	for i, v := range t.Values {
		values[i] = constant{Name: v.Name, Literal: imports.qualified(t.File, p.Import, v.Name)}
	}
	return &openapi3.Schema{
		Type: &openapi3.Types{openapi3.TypeObject},
		Extensions: map[string]any{
			extName: t.Name, extFile: t.File, extAlias: there, extValues: values,
			extDoc: comment(api.Doc{t.Name + " is [" + there + "], which both packages share."}, t.Deprecated),
		},
	}
}

// property describes a field. Properties go by their Go names: the name on the wire may hold anything, and is only part
// of the tag.
func property(t *api.Type, f *api.Field, order int, imports *imports) *openapi3.SchemaRef {
	tag := ""
	if !t.ParamsOnly {
		tag = jsonTag(f)
	}
	return &openapi3.SchemaRef{Value: &openapi3.Schema{Extensions: map[string]any{
		extName:        f.Name,
		extExactName:   true,
		extType:        imports.goType(t.File, f.Ref),
		extSkipPointer: !f.Ref.Pointer,
		extOrder:       float64(order),
		extDoc:         comment(f.Doc, f.Deprecated),
		extTag:         tag,
	}}}
}

var integer = regexp.MustCompile(`^-?[0-9]+$`)

func enum(s *openapi3.Schema, t *api.Type) error {
	values := make([]constant, len(t.Values))
	for i, v := range t.Values {
		c := constant{Name: v.Name, Literal: strconv.Quote(v.Literal), Doc: comment(v.Doc, false)}
		if t.Base == api.Int64 || t.Base == api.Uint64 {
			if !integer.MatchString(v.Literal) {
				return fmt.Errorf("enum %s at %s has the value %q, which is not an integer", t.Name, t.Pos, v.Literal)
			}
			c.Literal = v.Literal
		}
		values[i] = c
	}
	switch t.Base {
	case api.String:
		s.Extensions[extBase] = "string"
	case api.Int64:
		s.Extensions[extBase] = "int64"
	case api.Uint64:
		s.Extensions[extBase] = "uint64"
	default:
		return fmt.Errorf("enum %s at %s is neither of strings nor of integers", t.Name, t.Pos)
	}
	s.Extensions[extValues] = values
	return nil
}

// jsonTag returns the struct tag as a Go literal. Types have methods that encode and decode them, so that the tag is
// for people and for programs that look at it. A name that such a tag cannot hold has none.
func jsonTag(f *api.Field) string {
	if f.Wire == "" || strings.ContainsFunc(f.Wire, notInTag) {
		return ""
	}
	value := f.Wire
	switch {
	case f.Zero == api.ZeroOmitted:
		value += ",omitzero"
	case value == "-":
		value += "," // a lone dash would mean: no member
	}
	return "`json:" + strconv.Quote(value) + "`"
}

// notInTag reports whether encoding/json takes no name with this character from a tag.
func notInTag(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r)
}

// comment returns doc as comment lines, each with its line break.
func comment(doc api.Doc, deprecated bool) string {
	var b strings.Builder
	for _, line := range doc {
		if strings.HasPrefix(line, "Deprecated:") {
			deprecated = false
		}
		writeComment(&b, line)
	}
	if deprecated {
		if b.Len() > 0 {
			b.WriteString("//\n")
		}
		writeComment(&b, "Deprecated: the documentation marks it so.")
	}
	return b.String()
}

// writeComment writes one line. Describing has made lines of the text already; a line break that got here nevertheless
// must not end the comment.
func writeComment(b *strings.Builder, line string) {
	line = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return ' '
		}
		return r
	}, line)
	if line = strings.TrimRight(line, " \t"); line == "" {
		b.WriteString("//\n")
		return
	}
	b.WriteString("// " + line + "\n")
}
