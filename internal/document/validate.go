package document

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
)

// CheckOpenAPI finds fault with a document that is none of OpenAPI 3. The root may be nil.
func CheckOpenAPI(root *Node) Errors {
	if root.Get("openapi") != nil {
		return nil
	}
	pos := Position{Line: 1, Column: 1}
	if root != nil {
		pos = root.Pos
	}
	if root.Get("swagger") != nil {
		return Errors{errorf(pos, "document", "this is a document of Swagger, the predecessor of OpenAPI: convert it to OpenAPI 3.0 or 3.1 first")}
	}
	return Errors{errorf(pos, "document", "this is no OpenAPI document: it must be an object with openapi: 3.1.0")}
}

// Validate checks a bundled document against OpenAPI 3.0 or 3.1. Examples are not compared with their schemas.
func Validate(ctx context.Context, bundled *Node) (found Errors) {
	if errs := checkStructure(bundled); len(errs) > 0 {
		// The library would report the same once more, without places.
		return errs.compact()
	}
	defer func() {
		if r := recover(); r != nil {
			found = Errors{errorf(bundled.Pos, "openapi", "the OpenAPI library cannot read this document: %v: simplify what is unusual in it", r)}
		}
	}()
	if errs := FromNode(bundled).checkReferences(); len(errs) > 0 {
		return errs.compact()
	}
	var text bytes.Buffer
	if err := WriteJSON(&text, apart(bundled), ""); err != nil {
		return Errors{errorf(bundled.Pos, "openapi", "%v", err)}
	}
	v := validation{root: bundled, errs: checkServers(bundled)}
	model := &openapi3.T{}
	if err := model.UnmarshalJSON(text.Bytes()); err != nil {
		v.report(err, nil)
		return v.errs.compact()
	}
	loader := openapi3.NewLoader()
	loader.Context = ctx
	if err := loader.ResolveRefsIn(model, nil); err != nil {
		v.report(err, nil)
		return v.errs.compact()
	}
	options := []openapi3.ValidationOption{openapi3.EnableMultiError(), openapi3.DisableExamplesValidation(),
		openapi3.DisableSchemaPatternValidation(), openapi3.DisableSchemaDefaultsValidation()}
	if model.IsOpenAPI31OrLater() {
		options = append(options, openapi3.IsOpenAPI31OrLater())
	}
	if err := model.Validate(ctx, options...); err != nil {
		v.report(err, nil)
	}
	return v.errs.compact()
}

// apart is a copy of a document whose references to schemas lead to an empty one: each component is checked by itself, and the
// library would check all that it refers to again wherever it is used.
func apart(bundled *Node) *Node {
	schemas := bundled.Get("components").Get("schemas")
	if schemas == nil {
		return bundled
	}
	empty := "Empty"
	for schemas.Get(empty) != nil {
		empty += "_"
	}
	out := bundled.Clone()
	Walk(out, OpenAPI, func(n *Node, e Element, _ []string) bool {
		if ref := n.Get("$ref"); e == Schema && ref != nil && ref.Kind == String {
			ref.Text = "#/components/schemas/" + empty
		}
		return true
	})
	schemas = out.Get("components").Get("schemas")
	schemas.Members = append(schemas.Members, Member{Name: empty, Value: &Node{Kind: Object}})
	return out
}

// compact sorts findings and drops repetitions.
func (e Errors) compact() Errors {
	if err, ok := e.err().(Errors); ok {
		return err
	}
	return nil
}

// checkReferences finds references of a document in memory that lead nowhere.
func (d *Document) checkReferences() Errors {
	var errs Errors
	Walk(d.Root, OpenAPI, func(n *Node, e Element, _ []string) bool {
		for _, ref := range references(n, e) {
			target, err := d.Resolve(ref.Pos, ref.Text)
			if err == nil {
				_, err = d.Deref(target)
			}
			var found *Error
			if errors.As(err, &found) {
				errs = append(errs, found)
			}
		}
		return true
	})
	return errs
}

// validation turns the library's errors into findings with places.
type validation struct {
	root *Node
	errs Errors
}

// report keeps every error in a tree of errors; pointer is what the errors above said about the place.
func (v *validation) report(err error, pointer []string) {
	if several, ok := err.(openapi3.MultiError); ok {
		for _, e := range several {
			v.report(e, pointer)
		}
		return
	}
	more, cause := step(err)
	if cause != nil {
		v.report(cause, append(pointer[:len(pointer):len(pointer)], more...))
		return
	}
	pos, place := v.find(pointer)
	message := strings.Map(visible, err.Error())
	if m := pointerInText.FindString(message); m != "" {
		tokens := strings.Split(m[1:], "/")
		for i := range tokens {
			tokens[i] = unescapePointer.Replace(tokens[i])
		}
		pos, place = v.find(tokens)
	}
	if m := quotedName.FindStringSubmatch(message); m != nil {
		// Many messages quote the member or name that is wrong.
		if at := place.Member(m[1]); at != nil {
			pos = at.Pos
		} else if inner := locateName(place, m[1]); inner != nil {
			pos = *inner
		}
	}
	rule := "openapi"
	switch {
	case strings.HasPrefix(message, "conflicting paths"):
		rule, message = samePath, message+": they differ in the names of parameters alone, so move their operations below one of them"
	case strings.HasSuffix(message, "schema 'items' must be non-null"):
		rule, message = noItems, "an array without items: say what they are, or write items: {} when they may be anything"
	case strings.HasSuffix(message, " is for OpenAPI >=3.1"):
		rule, message = newerKeyword, message+": raise the version that the document says it is of, or leave the field out"
	}
	v.errs = append(v.errs, errorf(pos, rule, "%s", message))
}

// Rules of findings about what OpenAPI forbids, documents have all the same, and every reader understands.
const (
	samePath     = "same-path" // paths that differ in the names of their parameters alone
	noItems      = "array-items"
	newerKeyword = "newer-keyword"
)

// Understood reports whether a finding of Validate leaves no doubt about what the document means.
func (e *Error) Understood() bool {
	return e.Rule == samePath || e.Rule == noItems || e.Rule == newerKeyword
}

// visible replaces what the library quotes of the document and a terminal would obey, or not show, by spaces: a finding is one line.
func visible(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}

var pointerInText = regexp.MustCompile(`/(paths|components|webhooks)/[^ "]+`)

var quotedName = regexp.MustCompile("[\"'`]([^\"'`]{1,200})[\"'`]")

// step reads what a wrapping error says about the place. The cause is nil when the error is the last one.
func step(err error) (pointer []string, cause error) {
	switch e := err.(type) {
	case *openapi3.SectionValidationError:
		return []string{e.Section}, e.Cause
	case *openapi3.PathValidationError:
		return []string{e.Path}, e.Cause
	case *openapi3.OperationValidationError:
		return []string{strings.ToLower(e.Method)}, e.Cause
	case *openapi3.ComponentValidationError:
		return []string{sectionOf(e.Section), e.Name}, e.Cause
	case *openapi3.WebhookValidationError:
		return []string{e.Name}, e.Cause
	case *openapi3.SchemaCombinatorElementValidationError:
		return []string{e.Combinator}, e.Cause
	case *openapi3.PathParametersError:
		return []string{e.Path, strings.ToLower(e.Method)}, errors.New(e.Error())
	}
	return nil, nil
}

// sectionOf turns the library's "request body" into requestBodies.
func sectionOf(label string) string {
	words := strings.Fields(label)
	if len(words) == 2 {
		label = words[0] + strings.ToUpper(words[1][:1]) + words[1][1:]
	}
	if strings.HasSuffix(label, "y") {
		return strings.TrimSuffix(label, "y") + "ies"
	}
	return label + "s"
}

// find follows the pointer as far as the document has it.
func (v *validation) find(pointer []string) (Position, *Node) {
	pos, n := v.root.Pos, v.root
	for _, token := range pointer {
		if m := n.Member(token); m != nil {
			pos, n = m.Pos, m.Value
		} else if item := n.child(token); item != nil {
			pos, n = item.Pos, item
		} else {
			break
		}
	}
	return pos, n
}

// locateName searches below n, breadth first and not far, for a member or a text that is called name.
func locateName(n *Node, name string) *Position {
	level := []*Node{n}
	for seen := 0; len(level) > 0 && seen < 10_000; {
		var next []*Node
		for _, n := range level {
			seen++
			if n.Kind == String && n.Text == name {
				return &n.Pos
			}
			for i := range n.Members {
				if n.Members[i].Name == name {
					return &n.Members[i].Pos
				}
				next = append(next, n.Members[i].Value)
			}
			next = append(next, n.Items...)
		}
		level = next
	}
	return nil
}
