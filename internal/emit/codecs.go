package emit

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

// Codecs prints the codecs of all structs, one file for each file of models.
func Codecs(a *api.API, p Package) ([]File, error) {
	byFile := map[string][]*api.Type{}
	var names []string
	for _, t := range a.Types {
		if t.Kind != api.Struct || t.ParamsOnly || t.Alias {
			continue
		}
		if byFile[t.File] == nil {
			names = append(names, t.File)
		}
		byFile[t.File] = append(byFile[t.File], t)
	}
	slices.Sort(names)
	files := make([]file, len(names))
	for i, name := range names {
		files[i] = file{name + "_codec.go", func(f *jen.File) {
			for _, t := range byFile[name] {
				codec{t, p.Import}.print(f)
			}
		}}
	}
	return printFiles(p, files)
}

// codec prints the codec of one struct.
type codec struct {
	*api.Type
	pkg string // import path of the models
}

func (c codec) print(f *jen.File) {
	c.fields(f)
	c.decode(f)
	c.encode(f)
	c.json(f)
}

// fields prints the members' names, which of them a server insists on, and what becomes of fields that are zero.
func (c codec) fields(f *jen.File) {
	names := func(keep func(*api.Field) bool) (list []jen.Code) {
		for _, field := range c.Fields {
			if keep(field) {
				list = append(list, jen.Lit(field.Wire))
			}
		}
		return list
	}
	s := jen.Qual(sdkPath, "NewFields").Custom(arguments(len(c.Fields)), names(func(*api.Field) bool { return true })...)
	mark := func(method string, keep func(*api.Field) bool) {
		if marked := names(keep); len(marked) > 0 {
			s.Dot(method).Custom(arguments(len(marked)), marked...)
		}
	}
	if c.InRequest {
		mark("Require", func(f *api.Field) bool { return f.Demanded() && !f.Nullable })
		mark("RequireNullable", func(f *api.Field) bool { return f.Demanded() && f.Nullable })
		mark("Unsure", func(f *api.Field) bool { return f.Demanded() && !f.Nullable && f.Unsure })
	}
	mark("ReadOnly", func(f *api.Field) bool { return f.ReadOnly })
	mark("WriteOnly", func(f *api.Field) bool { return f.WriteOnly })
	mark("Null", func(f *api.Field) bool { return f.Zero == api.ZeroNull })
	mark("Omit", func(f *api.Field) bool { return f.Zero == api.ZeroOmitted })
	mark("Refuse", func(f *api.Field) bool { return f.Zero == api.ZeroRefused })
	for _, field := range c.Fields {
		if field.Rule != nil {
			s.Dot("").Line().Id("Rule").Call(jen.Lit(field.Wire), literal(reflect.ValueOf(field.Rule)))
		}
	}
	f.Var().Id(c.Variable).Op("=").Add(s)
}

// arguments are the options of a call with n arguments, which stand in one line while they are few.
func arguments(n int) jen.Options {
	return jen.Options{Open: "(", Close: ")", Separator: ",", Multi: n > 4}
}

func (c codec) decode(f *jen.File) {
	f.Comment("// DecodeJSON reads the object from d. What m held before is gone if it was read too; otherwise m must be zero.")
	f.Func().Params(jen.Id("m").Op("*").Id(c.Name)).Id("DecodeJSON").Params(decoderParam()).BlockFunc(func(g *jen.Group) {
		// New memory is zero, and large: only what was read before is made zero.
		g.If(jen.Qual(sdkPath, "WasRead").Call(jen.Op("&").Id("m").Dot("JSON"))).Block(c.zero())
		g.If(jen.Op("!").Id("d").Dot("Object").Call(jen.Id(c.Variable), jen.Op("&").Id("m").Dot("JSON"))).Block(jen.Return())
		g.For().Block(jen.Switch(jen.Id("d").Dot("Next").Call()).BlockFunc(func(g *jen.Group) {
			for i, field := range c.Fields {
				g.Case(jen.Lit(i)).Block(c.decodeField(field))
			}
			g.Default().Block(jen.Return())
		}))
	})
}

// zero prints a statement that makes m zero.
func (c codec) zero() jen.Code { return jen.Op("*").Id("m").Op("=").Id(c.Name).Values() }

func (c codec) decodeField(field *api.Field) jen.Code {
	m := jen.Id("m").Dot(field.Name)
	if isStruct(&field.Ref) && !field.Ref.Pointer {
		return m.Dot("DecodeJSON").Call(jen.Id("d"))
	}
	return m.Op("=").Add(c.read(&field.Ref))
}

// read prints an expression that reads a value from d.
func (c codec) read(r *api.Ref) *jen.Statement {
	d := jen.Id("d")
	if r.Pointer {
		value := *r
		value.Pointer = false
		return jen.Qual(sdkPath, "DecodePointer").Call(d, c.reader(&value))
	}
	switch r.Kind {
	case api.Named:
		if r.Type.Kind != api.Struct {
			return jen.Qual(c.pkg, r.Type.Name).Call(d.Dot(scalarMethod(wireOf(r))).Call())
		}
		return jen.Qual(sdkPath, "DecodeStruct").Index(jen.Qual(c.pkg, r.Type.Name)).Call(d)
	case api.Array:
		if isStruct(r.Elem) && !r.Elem.Pointer {
			return jen.Qual(sdkPath, "DecodeStructs").Index(jen.Qual(c.pkg, r.Elem.Type.Name)).Call(d)
		}
		return jen.Qual(sdkPath, "DecodeArray").Call(d, c.reader(r.Elem))
	case api.Map:
		return jen.Qual(sdkPath, "DecodeMap").Call(d, c.reader(r.Elem))
	case api.Text:
		return jen.Qual(sdkPath, "DecodeText").Call(d, c.reader(r.Elem))
	case api.Custom:
		return jen.Qual(sdkPath, "DecodeValue").Index(customType(r.Custom)).Call(d)
	}
	return d.Dot(scalarMethod(r.Kind)).Call()
}

// reader prints a func(*sdk.Decoder) T.
func (c codec) reader(r *api.Ref) *jen.Statement {
	if !r.Pointer {
		switch {
		case isScalar(r.Kind):
			return jen.Parens(jen.Op("*").Qual(sdkPath, "Decoder")).Dot(scalarMethod(r.Kind))
		case isStruct(r):
			return jen.Qual(sdkPath, "DecodeStruct").Index(jen.Qual(c.pkg, r.Type.Name))
		case r.Kind == api.Array && isStruct(r.Elem) && !r.Elem.Pointer:
			return jen.Qual(sdkPath, "DecodeStructs").Index(jen.Qual(c.pkg, r.Elem.Type.Name))
		case r.Kind == api.Custom:
			return jen.Qual(sdkPath, "DecodeValue").Index(customType(r.Custom))
		}
	}
	return jen.Func().Params(decoderParam()).Add(goType(r, c.pkg)).Block(jen.Return(c.read(r)))
}

func (c codec) encode(f *jen.File) {
	f.Comment("// EncodeJSON writes the object to e: its members in the order of the document, then the unknown ones.")
	f.Func().Params(jen.Id("m").Op("*").Id(c.Name)).Id("EncodeJSON").Params(encoderParam()).BlockFunc(func(g *jen.Group) {
		g.Id("o").Op(":=").Id("e").Dot("Object").Call(jen.Id(c.Variable), jen.Op("&").Id("m").Dot("JSON"))
		for i, field := range c.Fields {
			g.Add(c.encodeField(i, field))
		}
		g.Id("o").Dot("End").Call()
	})
}

// encodeField prints a statement that writes a member.
func (c codec) encodeField(i int, field *api.Field) jen.Code {
	m := jen.Id("m").Dot(field.Name)
	member := func(method string, v jen.Code) jen.Code { return jen.Id("o").Dot(method).Call(jen.Lit(i), v) }
	r := field.Ref
	switch {
	case r.Pointer, isNil(&r), r.Kind == api.Text && !isStruct(r.Elem):
		return jen.If(jen.Id("o").Dot("Member").Call(jen.Lit(i), filled(&r, m.Clone()), jen.Lit(zeroJSON(&r)))).Block(c.writeFilled(&r, m))
	case r.Kind == api.Text:
		return member("Text", jen.Func().Params(encoderParam()).Block(c.write(r.Elem, m)))
	case r.Kind == api.Custom:
		return member("Value", m)
	case isStruct(&r):
		return member("Struct", jen.Op("&").Add(m))
	case r.Kind == api.Named:
		return member(scalarMethod(wireOf(&r)), baseType(r.Type).Call(m))
	}
	return member(scalarMethod(r.Kind), m)
}

// writeFilled prints a statement that writes a value which is not nil.
func (c codec) writeFilled(r *api.Ref, v *jen.Statement) *jen.Statement {
	value := *r
	if value.Pointer = false; r.Pointer && !isStruct(&value) {
		v = jen.Op("*").Add(v)
	}
	return c.write(&value, v)
}

// isNil reports whether the zero value of a type is nil.
func isNil(r *api.Ref) bool {
	return r.Pointer || r.Kind == api.Array || r.Kind == api.Map || r.Kind == api.Any
}

// filled prints a condition that a value is not zero.
func filled(r *api.Ref, v *jen.Statement) *jen.Statement {
	kind := r.Kind
	switch {
	case isNil(r):
		return v.Op("!=").Nil()
	case kind == api.Text:
		return filled(r.Elem, v)
	case kind == api.Named:
		kind = r.Type.Base
	}
	switch kind {
	case api.Bool:
		return v
	case api.String, api.Decimal:
		return v.Op("!=").Lit("")
	}
	return v.Op("!=").Lit(0)
}

// zeroJSON is how JSON has the zero value of a type.
func zeroJSON(r *api.Ref) string {
	kind := r.Kind
	switch {
	case r.Pointer, kind == api.Any:
		return "null"
	case kind == api.Text:
		if zero := zeroJSON(r.Elem); zero != "null" {
			return strconv.Quote(zero)
		}
		return "null"
	case kind == api.Named:
		kind = wireOf(r)
	}
	switch kind {
	case api.Integer:
		return "null"
	case api.StringOrInteger, api.IntegerOrString:
		return `""`
	case api.Int64Text, api.DecimalText:
		return `"0"`
	case api.Array:
		return "[]"
	case api.Map:
		return "{}"
	case api.Bool:
		return "false"
	case api.String:
		return `""`
	}
	return "0"
}

// wireOf is how an enum, an id or an amount travels.
func wireOf(r *api.Ref) api.Kind { return cmp.Or(r.Wire, r.Type.Base) }

// baseType prints the type that an enum, an id or a unit is made of.
func baseType(t *api.Type) *jen.Statement { return goType(&api.Ref{Kind: t.Base}, "") }

// write prints a statement that writes the value v, which is addressable when it is a struct.
func (c codec) write(r *api.Ref, v *jen.Statement) *jen.Statement {
	e := jen.Id("e")
	if r.Pointer {
		value := *r
		value.Pointer = false
		return jen.Qual(sdkPath, "EncodePointer").Call(e, v, c.writer(&value))
	}
	switch r.Kind {
	case api.Named:
		if r.Type.Kind != api.Struct {
			return e.Dot(scalarMethod(wireOf(r))).Call(baseType(r.Type).Call(v))
		}
		return v.Clone().Dot("EncodeJSON").Call(e)
	case api.Array:
		if isStruct(r.Elem) && !r.Elem.Pointer {
			return jen.Qual(sdkPath, "EncodeStructs").Call(e, v)
		}
		return jen.Qual(sdkPath, "EncodeArray").Call(e, v, c.writer(r.Elem))
	case api.Map:
		return jen.Qual(sdkPath, "EncodeMap").Call(e, v, c.writer(r.Elem))
	case api.Text:
		return jen.Qual(sdkPath, "EncodeText").Call(e, v, c.writer(r.Elem))
	case api.Custom:
		return e.Dot("Value").Call(v)
	}
	return e.Dot(scalarMethod(r.Kind)).Call(v)
}

// writer prints a func(*sdk.Encoder, T).
func (c codec) writer(r *api.Ref) *jen.Statement {
	if r.Null && r.Kind != api.Any {
		return jen.Func().Params(encoderParam(), jen.Id("v").Add(goType(r, c.pkg))).Block(
			jen.If(jen.Id("v").Op("==").Nil()).Block(jen.Id("e").Dot("Null").Call(), jen.Return()),
			c.write(r, jen.Id("v")),
		)
	}
	if !r.Pointer {
		switch {
		case isScalar(r.Kind):
			return jen.Parens(jen.Op("*").Qual(sdkPath, "Encoder")).Dot(scalarMethod(r.Kind))
		case isStruct(r):
			return jen.Qual(sdkPath, "EncodeStruct").Index(jen.Qual(c.pkg, r.Type.Name))
		case r.Kind == api.Array && isStruct(r.Elem) && !r.Elem.Pointer:
			return jen.Qual(sdkPath, "EncodeStructs").Index(jen.Qual(c.pkg, r.Elem.Type.Name))
		}
	}
	return jen.Func().Params(encoderParam(), jen.Id("v").Add(goType(r, c.pkg))).Block(c.write(r, jen.Id("v")))
}

// json prints what makes the type work with encoding/json and fmt.
func (c codec) json(f *jen.File) {
	f.Comment("// UnmarshalJSON implements [json.Unmarshaler]; it is as lenient as a client is with answers.")
	f.Func().Params(jen.Id("m").Op("*").Id(c.Name)).Id("UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Block(
		c.zero(),
		jen.Return(jen.Qual(sdkPath, "Unmarshal").Call(jen.Id("data"), jen.Id("m"))),
	)
	f.Comment("// MarshalJSON implements [json.Marshaler].")
	f.Func().Params(jen.Id("m").Id(c.Name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(jen.Qual(sdkPath, "Marshal").Call(jen.Op("&").Id("m"))),
	)
	f.Comment("// String returns the object as JSON, for printing.")
	f.Func().Params(jen.Id("m").Id(c.Name)).Id("String").Params().String().Block(
		jen.Return(jen.Qual(sdkPath, "String").Call(jen.Op("&").Id("m"))),
	)
}

func decoderParam() jen.Code { return jen.Id("d").Op("*").Qual(sdkPath, "Decoder") }

func encoderParam() jen.Code { return jen.Id("e").Op("*").Qual(sdkPath, "Encoder") }

func isScalar(k api.Kind) bool { return k >= api.String && k <= api.Any }

// scalarMethod names the method of Decoder and Encoder for a kind.
func scalarMethod(k api.Kind) string {
	switch k {
	case api.String:
		return "String"
	case api.Bool:
		return "Bool"
	case api.Int64:
		return "Int64"
	case api.Uint64:
		return "Uint64"
	case api.Float64:
		return "Float64"
	case api.Decimal:
		return "Decimal"
	case api.Any:
		return "Any"
	case api.Integer:
		return "Integer"
	case api.IntegerDecimal:
		return "IntegerDecimal"
	case api.StringOrInteger:
		return "StringOrInteger"
	case api.IntegerOrString:
		return "IntegerOrString"
	case api.Int64Text:
		return "Int64Text"
	case api.DecimalText:
		return "DecimalText"
	}
	panic("emit: not a scalar kind")
}
