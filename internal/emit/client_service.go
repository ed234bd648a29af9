package emit

import (
	"reflect"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

const strconvPath = "strconv"

// service prints the file of a service.
func (c *client) service(f *jen.File, service *api.Service) {
	group := service.Group
	f.Comment("// " + group.Type + " holds the operations of Client." + way(service) + ".")
	if len(service.Doc) > 0 {
		f.Comment("//")
		fileComment(f, service.Doc)
	}
	f.Type().Id(group.Type).StructFunc(func(g *jen.Group) {
		steps(g, group.Groups)
		if len(group.Groups) > 0 {
			g.Line()
		}
		g.Id("client").Op("*").Qual(sdkPath, "Client")
	})
	for _, op := range service.Operations {
		c.method(f, op)
		if op.Paging != nil {
			c.allMethod(f, op)
		}
		c.endpoint(f, op)
		if op.Paging != nil {
			c.pages(f, op)
		}
	}
}

// method prints the method that calls an operation.
func (c *client) method(f *jen.File, op *api.Operation) {
	doc := op.Doc
	if len(doc) == 0 {
		doc = api.Doc{op.Name + " calls the operation " + op.ID + "."}
	}
	fileComment(f, doc)
	call, request := "Call", jen.Nil()
	switch {
	case op.Data == nil:
		call = "CallOnly"
	case !c.byPointer(op):
		call = "CallValue"
	}
	f.Func().Params(jen.Id("s").Op("*").Id(op.Service.Group.Type)).Id(op.Name).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual(contextPath, "Context")
		if op.Request != nil {
			g.Id("req").Op("*").Id(op.Request.Name)
			request = jen.Id("req")
		}
		g.Add(c.callOptions())
	}).Do(func(results *jen.Statement) {
		switch {
		case op.Data == nil:
			results.Error()
		case c.byPointer(op):
			results.Params(jen.Op("*").Add(c.dataType(op)), jen.Error())
		default:
			results.Params(c.dataType(op), jen.Error())
		}
	}).Block(jen.Return(jen.Qual(sdkPath, call).Call(
		jen.Id("ctx"), jen.Id("s").Dot("client"), jen.Op("&").Id(op.Variable), request, jen.Id("opts"),
	)))
}

// byPointer reports whether an operation's data is returned by pointer: structs are.
func (c *client) byPointer(op *api.Operation) bool { return op.Data.Pointer || isStruct(op.Data) }

// dataType prints the type of an operation's data, apart from the pointer.
func (c *client) dataType(op *api.Operation) *jen.Statement {
	if op.Data == nil {
		return jen.Struct()
	}
	ref := *op.Data
	ref.Pointer = false
	return goType(&ref, c.pkg.Import)
}

// endpoint prints the variable that describes an operation to the engine.
func (c *client) endpoint(f *jen.File, op *api.Operation) {
	request := jen.Struct()
	if op.Request != nil {
		request = jen.Id(op.Request.Name)
	}
	f.Var().Id(op.Variable).Op("=").Qual(sdkPath, "Endpoint").Types(request, c.dataType(op)).CustomFunc(braces(true), func(g *jen.Group) {
		g.Id("Operation").Op(":").Add(c.operation(op))
		if op.Request != nil {
			if needsRequest(op) {
				g.Id("NeedsRequest").Op(":").True()
			}
			g.Id("Encode").Op(":").Func().Params(
				jen.Id("w").Op("*").Qual(sdkPath, "RequestWriter"), jen.Id("req").Op("*").Id(op.Request.Name),
			).BlockFunc(func(g *jen.Group) { c.encode(g, op) })
		}
		if op.Data != nil {
			g.Id("Decode").Op(":").Func().Params(
				decoderParam(), jen.Id("data").Op("*").Add(c.dataType(op)),
			).Block(c.decode(op))
		}
		if op.Retry.Rule == "idempotent-with" {
			g.Id("Idempotent").Op(":").Func().Params(jen.Id("req").Op("*").Id(op.Request.Name)).Bool().Block(
				jen.Return(isSet(op.Retry.Field)),
			)
		}
	})
}

// operation prints what the engine has to know about an operation.
func (c *client) operation(op *api.Operation) jen.Code {
	return operation(op, func(member func(string, jen.Code)) {
		switch op.Retry.Rule {
		case "safe", "idempotent":
			member("Retry", jen.Qual(sdkPath, "RetrySafe"))
		case "idempotent-with":
			member("Retry", jen.Qual(sdkPath, "RetryIdempotentWith"))
			member("IdempotentWith", jen.Lit(op.Retry.Field.Wire))
		}
		if op.Server != "" {
			member("Server", jen.Lit(op.Server))
		}
		if tokens := tokens(op); len(tokens) > 0 {
			member("Tokens", literal(reflect.ValueOf(tokens)))
		}
		judgeAndSign(member, op.Envelope, op.Scheme)
	})
}

// tokens are the alternatives of an operation's security, as far as tokens satisfy them.
func tokens(op *api.Operation) (all [][]string) {
	for _, alternative := range op.Security {
		var names []string
		for _, r := range alternative {
			if r.Security == nil {
				continue
			}
			if _, ok := r.Security.Token(); ok {
				names = append(names, r.Security.Name)
			}
		}
		if len(names) > 0 {
			all = append(all, names)
		}
	}
	return all
}

// judgeAndSign prints how answers are judged and requests signed.
func judgeAndSign(member func(string, jen.Code), envelope *api.Envelope, scheme *api.Scheme) {
	if envelope != nil {
		member("Envelope", jen.Op("&").Id(envelope.Variable))
	}
	if scheme == nil {
		return
	}
	member("Scheme", jen.Lit(scheme.Name))
	if scheme.Signature == nil {
		member("SignatureUnknown", jen.True())
		return
	}
	member("Signer", jen.Id(scheme.Variable))
}

// encode prints statements that write a request: parameters first, then the body.
func (c *client) encode(g *jen.Group, op *api.Operation) {
	for _, param := range op.Params {
		c.encodeParam(g, param)
	}
	if op.Body == nil {
		return
	}
	if op.Body.Field == nil {
		g.Add(c.writeStruct(op.Body, jen.Id("req")))
		return
	}
	field := op.Body.Field
	body := jen.Id("req").Dot(field.Name)
	ref := field.Ref
	if op.Body.Media != "" && !isStruct(&ref) {
		g.Add(writeRaw(op.Body, body))
		return
	}
	if !field.Required && nilable(&ref) {
		ref.Pointer = false
		g.If(body.Clone().Op("!=").Nil()).BlockFunc(func(g *jen.Group) {
			if field.Ref.Pointer && !isStruct(&ref) {
				body = jen.Op("*").Add(body)
			}
			c.encodeBody(g, op.Body, &ref, body)
		})
		return
	}
	c.encodeBody(g, op.Body, &ref, body)
}

// writeStruct prints a statement that writes a struct as the body.
func (c *client) writeStruct(body *api.Body, v *jen.Statement) jen.Code {
	if body.Media == "" {
		return jen.Id("w").Dot("JSON").Call(v)
	}
	return jen.Id("w").Dot("Form").CallFunc(func(g *jen.Group) {
		g.Add(v)
		deepMembers(g, body)
	})
}

// deepMembers prints the names of those members of a form that nest.
func deepMembers(g *jen.Group, body *api.Body) {
	for _, name := range body.Deep {
		g.Lit(name)
	}
}

// writeRaw prints a statement that writes a body that has no structure.
func writeRaw(body *api.Body, v *jen.Statement) jen.Code {
	switch body.Field.Ref.Kind {
	case api.Parts:
		return jen.Id("w").Dot("Multipart").Call(jen.Lit(body.Media), v)
	case api.String:
		v = jen.Index().Byte().Parens(v)
	}
	return jen.Id("w").Dot("Raw").Call(jen.Lit(body.Media), v)
}

func (c *client) encodeBody(g *jen.Group, described *api.Body, ref *api.Ref, body *jen.Statement) {
	if described.Media != "" {
		if !ref.Pointer && !described.Field.Ref.Pointer {
			body = jen.Op("&").Add(body)
		}
		g.Add(c.writeStruct(described, body))
		return
	}
	if isStruct(ref) && !ref.Pointer {
		g.Add(body.Clone().Dot("EncodeJSON").Call(jen.Id("w").Dot("Body").Call()))
		return
	}
	g.Id("e").Op(":=").Id("w").Dot("Body").Call()
	g.Add(codec{pkg: c.pkg.Import}.write(ref, body))
}

// paramMethods are what writes and reads parameters, by the places where they travel.
var paramMethods = map[string]string{"path": "Path", "query": "Query", "header": "Header", "cookie": "Cookie"}

// encodeParam prints statements that write a field which travels outside the body.
func (c *client) encodeParam(g *jen.Group, param *api.Param) {
	set := func(value *jen.Statement) jen.Code {
		return jen.Id("w").Dot(paramMethods[param.In]).Call(jen.Lit(param.Name), value)
	}
	field := jen.Id("req").Dot(param.Field.Name)
	ref := param.Field.Ref
	switch {
	case ref.Kind == api.Array && param.Join != "":
		items := field.Clone()
		if ref.Elem.Kind != api.String {
			items = jen.Qual(sdkPath, "Texts").Call(items, jen.Func().Params(jen.Id("v").Add(goType(ref.Elem, c.pkg.Import))).String().Block(
				jen.Return(paramText(ref.Elem, param.Name, jen.Id("v"))),
			))
		}
		name := jen.Lit(param.Name)
		switch param.In {
		case "path":
			g.Id("w").Dot("PathStyled").Call(name, jen.Lit(param.Prefix), jen.Lit(param.Join), items.Op("..."))
		case "query":
			g.Id("w").Dot("QueryList").Call(name, jen.Lit(param.Join), items)
		default:
			g.Id("w").Dot(paramMethods[param.In]+"List").Call(name, items)
		}
	case param.Prefix != "":
		g.Id("w").Dot("PathStyled").Call(jen.Lit(param.Name), jen.Lit(param.Prefix), jen.Lit(""), paramText(&ref, param.Name, field))
	case ref.Kind == api.Array:
		g.For(jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Add(field)).Block(set(paramText(ref.Elem, param.Name, jen.Id("v"))))
	case ref.Pointer:
		value := jen.Op("*").Add(field)
		if ref.Kind == api.Decimal {
			value = field.Clone() // its method follows the pointer
		}
		g.If(field.Clone().Op("!=").Nil()).Block(set(paramText(&ref, param.Name, value)))
	default:
		g.Add(set(paramText(&ref, param.Name, field)))
	}
}

// paramText prints an expression for the text of a parameter's value.
func paramText(ref *api.Ref, name string, v *jen.Statement) *jen.Statement {
	kind := ref.Kind
	if kind == api.Named {
		kind = ref.Type.Base
		v = baseType(ref.Type).Call(v)
		if kind == api.Decimal {
			v = v.Dot("String").Call()
		}
		if ref.Wire == api.Integer || ref.Wire == api.IntegerDecimal {
			return jen.Id("w").Dot("Digits").Call(jen.Lit(name), v)
		}
	}
	switch kind {
	case api.Bool:
		return jen.Qual(strconvPath, "FormatBool").Call(v)
	case api.Int64:
		return jen.Qual(strconvPath, "FormatInt").Call(v, jen.Lit(10))
	case api.Uint64:
		return jen.Qual(strconvPath, "FormatUint").Call(v, jen.Lit(10))
	case api.Float64:
		return jen.Qual(strconvPath, "FormatFloat").Call(v, jen.LitRune('g'), jen.Lit(-1), jen.Lit(64))
	}
	if ref.Kind == api.Decimal {
		return v.Dot("String").Call()
	}
	return v
}

// decode prints the statement that reads an operation's data.
func (c *client) decode(op *api.Operation) jen.Code {
	ref := *op.Data
	ref.Pointer = false
	if op.Media != "" {
		return jen.Op("*").Id("data").Op("=").Add(goType(&ref, c.pkg.Import)).Call(jen.Id("d").Dot("Rest").Call())
	}
	if isStruct(&ref) {
		return jen.Id("data").Dot("DecodeJSON").Call(jen.Id("d"))
	}
	return jen.Op("*").Id("data").Op("=").Add(codec{pkg: c.pkg.Import}.read(&ref))
}

// isSet prints a condition that a request's field has a value.
func isSet(field *api.Field) *jen.Statement {
	v := jen.Id("req").Dot(field.Name)
	ref := field.Ref
	if ref.Pointer {
		value := ref
		value.Pointer = false
		if zero := zeroOf(&value); zero != nil {
			return v.Clone().Op("!=").Nil().Op("&&").Op("*").Add(v).Op("!=").Add(zero)
		}
		return v.Op("!=").Nil()
	}
	if zero := zeroOf(&ref); zero != nil {
		return v.Op("!=").Add(zero)
	}
	switch ref.Kind {
	case api.Array, api.Map, api.Any:
		return jen.Len(v).Op(">").Lit(0)
	}
	return jen.True()
}

// zeroOf prints the value of a scalar that stands for none.
func zeroOf(ref *api.Ref) *jen.Statement {
	kind := ref.Kind
	if kind == api.Named && ref.Type.Kind != api.Struct {
		kind = ref.Type.Base
	}
	switch kind {
	case api.String, api.Decimal:
		return jen.Lit("")
	case api.Int64, api.Uint64:
		return jen.Lit(0)
	}
	return nil
}
