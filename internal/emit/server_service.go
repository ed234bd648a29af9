package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
)

// service prints the file of a service.
func (s *server) service(f *jen.File, service *api.Service) {
	s.serviceInterface(f, service)
	s.unimplemented(f, service)
	s.serviceRoutes(f, service)
}

// serviceInterface prints what a user implements.
func (s *server) serviceInterface(f *jen.File, service *api.Service) {
	f.Comment("// " + service.Name + " serves the operations of " + way(service) + ".")
	f.Comment("//")
	if len(service.Doc) > 0 {
		fileComment(f, service.Doc)
		f.Comment("//")
	}
	f.Comment("// Embed [" + unimplementedName(service) + "] in what implements it: an operation that is added later then fails as not")
	f.Comment("// implemented, and your code still compiles.")
	f.Type().Id(service.Name).InterfaceFunc(func(g *jen.Group) {
		for _, op := range service.Operations {
			comment(g, s.doc(op))
			g.Id(op.Name).Add(s.signature(op, true))
		}
		g.Line()
		g.Id(embedName(service)).Params()
	})
}

// doc is the comment of an operation's method: it refers to that of the client, where there is one.
func (s *server) doc(op *api.Operation) api.Doc {
	if !s.models.Client {
		return op.Doc
	}
	doc := api.Doc{op.Name + " serves [" + s.models.Name + "." + op.Service.Group.Type + "." + op.Name + "]."}
	if op.Deprecated {
		doc = append(doc, "", "Deprecated: the documentation advises against this operation.")
	}
	return doc
}

func unimplementedName(service *api.Service) string { return "Unimplemented" + service.Name }

func embedName(service *api.Service) string { return "mustEmbedUnimplemented" + service.Name }

// signature prints the parameters and results of an operation's method.
func (s *server) signature(op *api.Operation, named bool) *jen.Statement {
	param := func(name string, typ *jen.Statement) jen.Code {
		if named {
			return jen.Id(name).Add(typ)
		}
		return typ
	}
	return jen.ParamsFunc(func(g *jen.Group) {
		g.Add(param("ctx", jen.Qual(contextPath, "Context")))
		if op.Request != nil {
			g.Add(param("req", jen.Op("*").Qual(s.models.Import, op.Request.Name)))
		}
	}).Do(func(results *jen.Statement) {
		if op.Data == nil {
			results.Error()
			return
		}
		results.Params(s.dataType(op), jen.Error())
	})
}

// dataType prints what a method returns: structs by pointer, all else by value.
func (s *server) dataType(op *api.Operation) *jen.Statement {
	ref := *op.Data
	ref.Pointer = ref.Pointer || isStruct(&ref)
	return goType(&ref, s.models.Import)
}

// unimplemented prints the type whose methods answer that they are not implemented.
func (s *server) unimplemented(f *jen.File, service *api.Service) {
	name := unimplementedName(service)
	f.Comment("// " + name + " fails each operation of [" + service.Name + "] as not implemented.")
	f.Type().Id(name).Struct()
	for _, op := range service.Operations {
		f.Comment("// " + op.Name + " returns an error that says that it is not implemented.")
		f.Func().Params(jen.Id(name)).Id(op.Name).Add(s.signature(op, false)).BlockFunc(func(g *jen.Group) {
			err := jen.Qual(sdkPath, "Unimplemented").Call(jen.Lit(operationName(op)))
			if op.Data == nil {
				g.Return(err)
				return
			}
			g.Return(s.zero(op), err)
		})
	}
	f.Line()
	f.Func().Params(jen.Id(name)).Id(embedName(service)).Params().Block()
}

// zero prints the zero value of an operation's data.
func (s *server) zero(op *api.Operation) jen.Code {
	ref := op.Data
	for ref.Kind == api.Text && !ref.Pointer {
		ref = ref.Elem
	}
	if nilable(ref) || isStruct(ref) {
		return jen.Nil()
	}
	switch ref.Kind {
	case api.String:
		return jen.Lit("")
	case api.Decimal:
		return jen.Lit("")
	case api.Bytes:
		return jen.Nil()
	case api.Bool:
		return jen.False()
	case api.Int64, api.Uint64, api.Float64:
		return jen.Lit(0)
	case api.Named:
		if ref.Type.Base == api.Int64 || ref.Type.Base == api.Uint64 {
			return jen.Lit(0)
		}
		return jen.Lit("")
	}
	return jen.Op("*").New(goType(ref, s.models.Import))
}

// serviceRoutes prints the function that connects a service's methods with their requests.
func (s *server) serviceRoutes(f *jen.File, service *api.Service) {
	f.Comment("// " + routesName(service) + " connects the operations of a service with its methods.")
	f.Func().Id(routesName(service)).Params(jen.Id("s").Id(service.Name)).Index().Qual(sdkPath, "Route").Block(
		jen.If(jen.Id("s").Op("==").Nil()).Block(jen.Id("s").Op("=").Id(unimplementedName(service)).Values()),
		jen.Return(jen.Index().Qual(sdkPath, "Route").CustomFunc(braces(true), func(g *jen.Group) {
			for _, op := range service.Operations {
				g.Custom(braces(true),
					jen.Id("Operation").Op(":").Add(s.operation(op)),
					security(op),
					jen.Id("Serve").Op(":").Func().Params(
						jen.Id("ctx").Qual(contextPath, "Context"),
						jen.Id("r").Op("*").Qual(sdkPath, "RequestReader"),
						jen.Id("e").Op("*").Qual(sdkPath, "Encoder"),
					).Error().BlockFunc(func(g *jen.Group) { s.serve(g, op) }),
				)
			}
		})),
	)
}

// operation prints the description of an operation.
func (s *server) operation(op *api.Operation) jen.Code {
	return operation(op, func(member func(string, jen.Code)) {
		if op.Envelope != nil {
			member("Envelope", jen.Id(op.Envelope.Server.Variable))
		}
	})
}

// serve prints what lies between a request and its answer: read, call, write.
func (s *server) serve(g *jen.Group, op *api.Operation) {
	arguments := []jen.Code{jen.Id("ctx")}
	if op.Request != nil {
		arguments = append(arguments, jen.Id("req"))
		s.read(g, op)
	}
	call := jen.Id("s").Dot(op.Name).Call(arguments...)
	if op.Data == nil {
		g.Return(call)
		return
	}
	g.List(jen.Id("data"), jen.Err()).Op(":=").Add(call)
	failed := jen.Err().Op("!=").Nil()
	ref := *op.Data
	if isStruct(&ref) || ref.Pointer {
		failed.Op("||").Id("data").Op("==").Nil()
	}
	g.If(failed).Block(jen.Return(jen.Err()))
	value := jen.Id("data")
	if ref.Pointer && !isStruct(&ref) {
		value = jen.Op("*").Id("data")
	}
	ref.Pointer = false
	switch {
	case op.Media == "":
		if op.DataNullable && (ref.Kind == api.Array || ref.Kind == api.Map) {
			g.If(value.Clone().Op("==").Nil()).Block(jen.Id("e").Dot("Null").Call(), jen.Return(jen.Nil()))
		}
		g.Add(codec{pkg: s.models.Import}.write(&ref, value))
	case ref.Kind == api.String:
		g.Id("e").Dot("Raw").Call(jen.Index().Byte().Parens(value))
	default:
		g.Id("e").Dot("Raw").Call(value)
	}
	g.Return(jen.Nil())
}

// read prints statements that read the request.
func (s *server) read(g *jen.Group, op *api.Operation) {
	g.Id("req").Op(":=").New(jen.Qual(s.models.Import, op.Request.Name))
	s.readBody(g, op)
	for _, param := range op.Params {
		s.readParam(g, param)
	}
	g.If(jen.Err().Op(":=").Id("r").Dot("Err").Call(), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err()))
}

func (s *server) readBody(g *jen.Group, op *api.Operation) {
	if op.Body == nil {
		return
	}
	if op.Body.Field == nil {
		decode := func(d jen.Code) jen.Code { return jen.Id("req").Dot("DecodeJSON").Call(d) }
		if bodyRequired(op) {
			g.Add(decode(bodyDecoder(op.Body, "")))
			return
		}
		g.Add(ifBody(op.Body, decode(jen.Id("d"))))
		return
	}
	field := op.Body.Field
	if op.Body.Media != "" && !isStruct(&field.Ref) {
		g.Add(readRaw(op.Body, jen.Id("req").Dot(field.Name)))
		if op.Body.Required {
			g.Id("r").Dot("RequireBody").Call()
		}
		return
	}
	var decode jen.Code
	if isStruct(&field.Ref) && !field.Ref.Pointer {
		decode = jen.Id("req").Dot(field.Name).Dot("DecodeJSON").Call(jen.Id("d"))
	} else {
		decode = jen.Id("req").Dot(field.Name).Op("=").Add(codec{pkg: s.models.Import}.read(&field.Ref))
	}
	if op.Body.Required {
		g.Id("d").Op(":=").Add(bodyDecoder(op.Body, ""))
		g.Add(decode)
		return
	}
	g.Add(ifBody(op.Body, decode))
}

// bodyDecoder prints a call that returns the decoder of the body.
func bodyDecoder(body *api.Body, prefix string) jen.Code {
	method := "Body"
	if body.Media != "" {
		method = "Form"
	}
	return jen.Id("r").Dot(prefix + method).CallFunc(func(g *jen.Group) { deepMembers(g, body) })
}

// readRaw prints a statement that reads a body that has no structure.
func readRaw(body *api.Body, field *jen.Statement) jen.Code {
	method := "Raw"
	switch body.Field.Ref.Kind {
	case api.Parts:
		method = "Multipart"
	case api.String:
		method = "Text"
	}
	return field.Op("=").Id("r").Dot(method).Call()
}

// bodyRequired reports whether a request that is the body must be there. A body with required members must, although
// documents forget to say so, because a request without it lacks them.
func bodyRequired(op *api.Operation) bool {
	return op.Body.Required || slices.ContainsFunc(op.Request.Fields, (*api.Field).Demanded)
}

func ifBody(body *api.Body, then jen.Code) jen.Code {
	return jen.If(
		jen.List(jen.Id("d"), jen.Id("ok")).Op(":=").Add(bodyDecoder(body, "Optional")), jen.Id("ok"),
	).Block(then)
}

// readParam prints statements that read a parameter into its field.
func (s *server) readParam(g *jen.Group, param *api.Param) {
	field := jen.Id("req").Dot(param.Field.Name)
	source := jen.Id("r").Dot(paramMethods[param.In]).Call(jen.Lit(param.Name))
	if param.Prefix != "" {
		source.Dot("Styled").Call(jen.Lit(param.Prefix))
	}
	ref := &param.Field.Ref
	p := jen.Id("p")
	switch {
	case ref.Kind == api.Array:
		if param.Field.Required {
			source.Dot("Required").Call()
		}
		items := source.Clone().Dot("All").Call()
		if param.Join != "" && (param.In == "query" || param.Join != ",") {
			items = source.Clone().Dot("Split").Call(jen.Lit(param.Join))
		}
		g.For(p.Clone().Op(":=").Range().Add(items)).Block(
			field.Clone().Op("=").Append(field, s.paramValue(ref.Elem, p)),
		)
	case param.Field.Required && !ref.Pointer:
		g.Add(field.Op("=").Add(s.paramValue(ref, source)))
	default:
		value := s.paramValue(ref, p)
		if ref.Pointer {
			value = jen.New(value)
		}
		g.If(p.Clone().Op(":=").Add(source), p.Clone().Dot("Present").Call()).Block(field.Op("=").Add(value))
	}
}

// paramValue prints an expression that reads the parameter p as a type.
func (s *server) paramValue(ref *api.Ref, p *jen.Statement) *jen.Statement {
	if ref.Kind == api.Named {
		return jen.Qual(s.models.Import, ref.Type.Name).Call(p.Clone().Dot(scalarMethod(wireOf(ref))).Call())
	}
	return p.Clone().Dot(scalarMethod(ref.Kind)).Call()
}
