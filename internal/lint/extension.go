package lint

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/spelling"
)

func extensionRules() []Rule {
	return []Rule{
		{ID: "extension", Level: Error, Text: "Extensions have the members and values that pandagen knows.", check: checkExtensions},
		{ID: "identity-signed", Level: Error, Text: "The identity key of a signature is itself signed.", check: checkIdentity},
		{ID: "extension-name", Level: Warning, Text: "No extension looks like a misspelt one of pandagen.", check: checkExtensionNames},
	}
}

// extensions calls visit for each extension with what is wrong in it.
func (r *run) extensions(visit func(document.Member, document.Errors)) {
	for _, e := range r.elements {
		for _, m := range e.node.Members {
			if strings.HasPrefix(m.Name, "x-") {
				visit(m, parseExtension(e, m))
			}
		}
	}
}

// parseExtension reads one extension. Where it has no meaning, it is an error as well.
func parseExtension(e element, m document.Member) document.Errors {
	var errs document.Errors
	places := []document.Element{document.Schema}
	switch m.Name {
	case "x-signature":
		places = []document.Element{document.SecurityScheme}
		_, errs = extension.ParseSignature("", m.Value)
	case "x-envelope":
		places = []document.Element{document.OpenAPI, document.Operation}
		_, errs = extension.ParseEnvelope(m.Value)
	case "x-docs":
		places = []document.Element{document.OpenAPI}
		_, errs = extension.ParseDocs(m.Value)
	case "x-retry":
		places = []document.Element{document.Operation}
		_, errs = extension.ParseRetry(m.Value, extension.RetryByNever, "")
	case "x-retry-default":
		places = []document.Element{document.OpenAPI}
		_, errs = extension.ParseRetryDefault(m.Value)
	case "x-paging":
		places = []document.Element{document.Operation}
		_, errs = extension.ParsePaging(m.Value)
	case "x-source":
		places = []document.Element{document.Operation, document.Schema, document.SecurityScheme, document.Parameter, document.OpenAPI,
			document.PathItem, document.Response, document.MediaType, document.Example}
		_, errs = extension.ParseSource(m.Value)
	case "x-go":
		places = []document.Element{document.OpenAPI, document.Operation, document.Schema, document.SecurityScheme, document.Parameter}
		errs = parseGo(e.kind, m.Value)
	case "x-unit":
		places = []document.Element{document.Schema, document.Parameter}
		_, errs = extension.ParseUnit(m.Value)
	case "x-units":
		places = []document.Element{document.OpenAPI}
		_, errs = extension.ParseUnits(m.Value)
	case "x-times":
		places = []document.Element{document.OpenAPI}
		_, errs = extension.ParseTimes(m.Value)
	case "x-enum-descriptions":
		_, errs = extension.ParseEnumDescriptions(m.Value, enumTexts(e.node))
	case "x-enum-varnames":
		_, errs = extension.ParseEnumVarNames(m.Value, enumTexts(e.node))
	default:
		return nil
	}
	if !slices.Contains(places, e.kind) {
		return document.Errors{{Pos: m.Pos, Rule: extension.Rule, Message: m.Name + " has no meaning here: it belongs to " + nouns(places)}}
	}
	return errs
}

func parseGo(kind document.Element, n *document.Node) document.Errors {
	var errs document.Errors
	switch kind {
	case document.OpenAPI:
		_, errs = extension.ParseGoDocument(n)
	case document.Operation:
		_, errs = extension.ParseGoOperation(n)
	case document.SecurityScheme:
		_, errs = extension.ParseGoSecurityScheme(n)
	default:
		_, errs = extension.ParseGoSchema(n)
	}
	return errs
}

func enumTexts(schema *document.Node) []string {
	var texts []string
	if enum := schema.Get("enum"); enum != nil {
		for _, v := range enum.Items {
			if v.Kind != document.Null {
				texts = append(texts, v.Text)
			}
		}
	}
	return texts
}

func nouns(places []document.Element) string {
	var names []string
	for _, p := range places {
		names = append(names, p.String())
	}
	return "one of these: " + strings.Join(names, ", ")
}

// checkExtensions reads each extension, which finds most mistakes and knows advice, and holds what reads well against the
// published JSON Schema, so that editors and generator agree.
func checkExtensions(r *run) {
	schemas := compileExtensions()
	explain := newExplainer()
	r.extensions(func(m document.Member, errs document.Errors) {
		for _, e := range errs {
			r.report(e.Pos, "%s", e.Message)
		}
		if schema := schemas[m.Name]; schema != nil && len(errs) == 0 {
			var invalid *jsonschema.ValidationError
			if err := schema.Validate(converter{}.value(m.Value)); errors.As(err, &invalid) {
				for _, p := range explain.problems(invalid) {
					r.report(locate(m.Value, p.path), "%s does not fit its JSON Schema: %s", m.Name, at(p.path)+p.text)
				}
			}
		}
	})
}

// compileExtensions returns the JSON Schemas of the extensions by their names. They are part of the program, so that one
// which cannot be read is left to the tests to find.
var compileExtensions = sync.OnceValue(func() map[string]*jsonschema.Schema {
	out := map[string]*jsonschema.Schema{}
	for _, name := range known {
		data, err := fs.ReadFile(extension.Schemas(), name+".json")
		if err != nil {
			continue
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			continue
		}
		compiler := newCompiler()
		if compiler.AddResource("extension:///"+name, value) != nil {
			continue
		}
		if schema, err := compiler.Compile("extension:///" + name); err == nil {
			out[name] = schema
		}
	}
	return out
})

func checkIdentity(r *run) {
	r.extensions(func(m document.Member, _ document.Errors) {
		if m.Name != "x-signature" {
			return
		}
		for _, e := range extension.CheckVerifiable("", m.Value) {
			r.report(e.Pos, "%s", e.Message)
		}
	})
}

// known are the extensions of pandagen.
var known = []string{"x-signature", "x-envelope", "x-docs", "x-go", "x-retry", "x-retry-default", "x-paging", "x-source", "x-unit", "x-units", "x-times", "x-enum-descriptions", "x-enum-varnames"}

func checkExtensionNames(r *run) {
	for _, e := range r.elements {
		for _, m := range e.node.Members {
			if !strings.HasPrefix(m.Name, "x-") || slices.Contains(known, m.Name) || len(m.Name) < len("x-goo") {
				continue
			}
			if best := spelling.Nearest(m.Name, known); best != "" {
				r.report(m.Pos, "pandagen does not know %s: did you mean %s?", document.Quote(m.Name), document.Quote(best))
			}
		}
	}
}
