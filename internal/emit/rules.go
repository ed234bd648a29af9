package emit

import (
	"reflect"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/runtime/sdk"
)

// paramRules prints what the document demands of parameters, and of the body as a whole.
func paramRules(op *api.Operation) (rules []jen.Code) {
	for _, p := range op.Params {
		if p.Field.Required || p.Field.Rule != nil {
			rules = append(rules, paramRule(p.In, p.Name, p.Field, p.Field.Ref.Kind == api.Array, p.Prefix, p.Join))
		}
	}
	if b := op.Body; b != nil && b.Field != nil && (b.Required || b.Field.Rule != nil) {
		f := *b.Field
		f.Required = b.Required
		rules = append(rules, paramRule("body", "", &f, false, "", ""))
	}
	return rules
}

func paramRule(in, name string, f *api.Field, list bool, prefix, join string) jen.Code {
	if f.Rule == nil {
		list, prefix, join = false, "", ""
	}
	return element(reflect.ValueOf(sdk.ParamRule{
		In: in, Name: name, Required: f.Required, Unsure: f.Required && f.Unsure, Rule: f.Rule, List: list, Prefix: prefix, Join: join,
	}))
}

// needsRequest reports whether something in a request is required, so that none at all is a mistake.
func needsRequest(op *api.Operation) bool {
	required := func(f *api.Field) bool { return f.Demanded() && !f.Unsure && (op.Body == nil || f != op.Body.Field) }
	return op.Body != nil && op.Body.Required || slices.ContainsFunc(op.Request.Fields, required)
}
