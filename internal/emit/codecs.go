package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

// Codecs prints the codecs of all structs, one file for each file of models.
func Codecs(a *api.API, p Package) ([]File, error) {
	byFile := map[string][]*api.Type{}
	var names []string
	for _, t := range a.Types {
		if t.Kind != api.Struct || t.ParamsOnly {
			continue
		}
		if byFile[t.File] == nil {
			names = append(names, t.File)
		}
		byFile[t.File] = append(byFile[t.File], t)
	}
	slices.Sort(names)
	files := make([]File, len(names))
	for i, name := range names {
		f := newFile(p)
		for _, t := range byFile[name] {
			codec{t, p.Import}.print(f)
		}
		var err error
		if files[i], err = render(name+"_codec.go", f); err != nil {
			return nil, err
		}
	}
	return files, nil
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

func (c codec) fieldsName() string { return unexported(c.Name) + "Fields" }

// fields prints the member names, and which of them a server insists on.
func (c codec) fields(f *jen.File) {
	names := func(keep func(*api.Field) bool) (list []jen.Code) {
		for _, field := range c.Fields {
			if keep(field) {
				list = append(list, jen.Lit(field.Wire))
			}
		}
		return list
	}
	list := jen.Options{Open: "(", Close: ")", Separator: ","}
	if len(c.Fields) > 4 {
		list.Multi = true
	}
	s := jen.Qual(sdkPath, "NewFields").Custom(list, names(func(*api.Field) bool { return true })...)
	if c.InRequest {
		if required := names(func(f *api.Field) bool { return f.Required && !f.Nullable }); len(required) > 0 {
			s.Dot("Require").Call(required...)
		}
		if required := names(func(f *api.Field) bool { return f.Required && f.Nullable }); len(required) > 0 {
			s.Dot("RequireNullable").Call(required...)
		}
	}
	f.Var().Id(c.fieldsName()).Op("=").Add(s)
}

func (c codec) decode(f *jen.File) {
	f.Comment("// DecodeJSON reads the object from d. Everything that m held before is gone.")
	f.Func().Params(jen.Id("m").Op("*").Id(c.Name)).Id("DecodeJSON").Params(decoderParam()).BlockFunc(func(g *jen.Group) {
		g.Op("*").Id("m").Op("=").Id(c.Name).Values()
		g.If(jen.Op("!").Id("d").Dot("Object").Call(jen.Id(c.fieldsName()))).Block(jen.Return())
		g.For().Block(jen.Switch(jen.Id("d").Dot("Next").Call()).BlockFunc(func(g *jen.Group) {
			for i, field := range c.Fields {
				g.Case(jen.Lit(i)).Block(c.decodeField(field))
			}
			g.Case(jen.Qual(sdkPath, "UnknownMember")).Block(jen.Id("d").Dot("Unknown").Call(jen.Op("&").Id("m").Dot("Unknown")))
			g.Default().Block(jen.Return())
		}))
	})
}

func (c codec) decodeField(field *api.Field) jen.Code {
	m := jen.Id("m").Dot(field.Name)
	if isStruct(&field.Ref) && !field.Ref.Pointer {
		return m.Dot("DecodeJSON").Call(jen.Id("d"))
	}
	return m.Op("=").Add(c.read(&field.Ref, jen.Op("&").Id("m").Dot("Unknown")))
}

// read prints an expression that reads a value from d. Texts that are no JSON are kept in unknown.
func (c codec) read(r *api.Ref, unknown jen.Code) *jen.Statement {
	d := jen.Id("d")
	if r.Pointer {
		value := *r
		value.Pointer = false
		return jen.Qual(sdkPath, "DecodePointer").Call(d, c.reader(&value))
	}
	switch r.Kind {
	case api.Named:
		if r.Type.Kind == api.Enum {
			return jen.Qual(c.pkg, r.Type.Name).Call(d.Dot(scalarMethod(r.Type.Base)).Call())
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
		return jen.Qual(sdkPath, "DecodeText").Call(d, unknown, c.reader(r.Elem))
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
	return jen.Func().Params(decoderParam()).Add(goType(r, c.pkg)).Block(jen.Return(c.read(r, jen.Nil())))
}

func (c codec) encode(f *jen.File) {
	f.Comment("// EncodeJSON writes the object to e: its members in the order of the document, then the unknown ones.")
	f.Func().Params(jen.Id("m").Op("*").Id(c.Name)).Id("EncodeJSON").Params(encoderParam()).BlockFunc(func(g *jen.Group) {
		g.Id("start").Op(":=").Id("e").Dot("Begin").Call()
		for _, field := range c.Fields {
			c.encodeField(g, field)
		}
		g.Id("e").Dot("Unknown").Call(jen.Id("m").Dot("Unknown"))
		g.Id("e").Dot("EndObject").Call(jen.Id("start"))
	})
}

func (c codec) encodeField(g *jen.Group, field *api.Field) {
	write := func(g *jen.Group) {
		if plainName(field.Wire) {
			g.Id("e").Dot("Name").Call(jen.Op("`,\"" + field.Wire + "\":`"))
		} else {
			g.Id("e").Dot("Key").Call(jen.Lit(field.Wire))
		}
		v := jen.Id("m").Dot(field.Name)
		if field.Empty {
			v = jen.Qual(sdkPath, "NonNil").Call(v)
			if field.Ref.Kind == api.Map {
				v = jen.Qual(sdkPath, "NonNilMap").Call(jen.Id("m").Dot(field.Name))
			}
		}
		ref := field.Ref
		if field.Omit && ref.Pointer {
			ref.Pointer = false
			if !isStruct(&ref) {
				v = jen.Op("*").Add(v)
			}
		}
		g.Add(c.write(&ref, v))
	}
	var conditions []*jen.Statement
	if field.Omit && nilable(&field.Ref) {
		conditions = append(conditions, jen.Id("m").Dot(field.Name).Op("!=").Nil())
	}
	if field.Ref.Kind == api.Text { // a text that was no JSON is among the unknown members
		conditions = append(conditions, jen.Op("!").Id("m").Dot("Unknown").Dot("Has").Call(jen.Lit(field.Wire)))
	}
	switch len(conditions) {
	case 0:
		write(g)
	case 1:
		g.If(conditions[0]).BlockFunc(write)
	default:
		g.If(conditions[0].Op("&&").Add(conditions[1])).BlockFunc(write)
	}
}

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
		if r.Type.Kind == api.Enum {
			base := jen.String()
			if r.Type.Base == api.Int64 {
				base = jen.Int64()
			}
			return e.Dot(scalarMethod(r.Type.Base)).Call(base.Call(v))
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

// json prints what makes the type work with encoding/json.
func (c codec) json(f *jen.File) {
	f.Comment("// UnmarshalJSON implements [json.Unmarshaler]; it is lenient as documented in package runtime.")
	f.Func().Params(jen.Id("m").Op("*").Id(c.Name)).Id("UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Block(
		jen.Return(jen.Qual(sdkPath, "Unmarshal").Call(jen.Id("data"), jen.Id("m"))),
	)
	f.Comment("// MarshalJSON implements [json.Marshaler].")
	f.Func().Params(jen.Id("m").Id(c.Name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(jen.Qual(sdkPath, "Marshal").Call(jen.Op("&").Id("m"))),
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
	case api.Float64:
		return "Float64"
	case api.Decimal:
		return "Decimal"
	case api.Any:
		return "Any"
	}
	panic("emit: not a scalar kind")
}
