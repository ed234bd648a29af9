package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/spelling"
)

// kinds is a set of kinds.
type kinds uint8

func set(of ...Kind) kinds {
	var s kinds
	for _, k := range of {
		s |= 1 << k
	}
	return s
}

func (s kinds) has(k Kind) bool { return s&(1<<k) != 0 }

func (s kinds) String() string {
	var names []string
	for k := Null; k <= Object; k++ {
		if s.has(k) {
			names = append(names, k.String())
		}
	}
	return strings.Join(names, " or ")
}

var (
	aString  = set(String)
	aBool    = set(Bool)
	aNumber  = set(Number)
	anArray  = set(Array)
	anObject = set(Object)
	anything = set(Null, Bool, Number, String, Array, Object)
	aSchema  = set(Object, Bool)
)

// rule says which members an element has and of which kinds.
type rule struct {
	members  map[string]kinds
	required []string
	open     bool // other members are allowed too
}

// rules are the members that OpenAPI 3.0 and 3.1 define.
var rules = map[Element]rule{
	OpenAPI: {required: []string{"openapi", "info"}, members: map[string]kinds{"openapi": aString, "info": anObject,
		"jsonSchemaDialect": aString, "servers": anArray, "paths": anObject, "webhooks": anObject, "components": anObject,
		"security": anArray, "tags": anArray, "externalDocs": anObject}},
	Components: {members: map[string]kinds{"schemas": anObject, "responses": anObject, "parameters": anObject, "examples": anObject,
		"requestBodies": anObject, "headers": anObject, "securitySchemes": anObject, "links": anObject, "callbacks": anObject,
		"pathItems": anObject}},
	PathItem: {members: map[string]kinds{"$ref": aString, "summary": aString, "description": aString, "get": anObject, "put": anObject,
		"post": anObject, "delete": anObject, "options": anObject, "head": anObject, "patch": anObject, "trace": anObject,
		"servers": anArray, "parameters": anArray}},
	Operation: {members: map[string]kinds{"tags": anArray, "summary": aString, "description": aString, "externalDocs": anObject,
		"operationId": aString, "parameters": anArray, "requestBody": anObject, "responses": anObject, "callbacks": anObject,
		"deprecated": aBool, "security": anArray, "servers": anArray}},
	Parameter: {required: []string{"name", "in"}, members: map[string]kinds{"name": aString, "in": aString, "description": aString,
		"required": aBool, "deprecated": aBool, "allowEmptyValue": aBool, "style": aString, "explode": aBool, "allowReserved": aBool,
		"schema": aSchema, "example": anything, "examples": anObject, "content": anObject}},
	RequestBody: {required: []string{"content"}, members: map[string]kinds{"description": aString, "content": anObject, "required": aBool}},
	MediaType:   {members: map[string]kinds{"schema": aSchema, "example": anything, "examples": anObject, "encoding": anObject}},
	Encoding: {members: map[string]kinds{"contentType": aString, "headers": anObject, "style": aString, "explode": aBool,
		"allowReserved": aBool}},
	Response: {required: []string{"description"}, members: map[string]kinds{"description": aString, "headers": anObject,
		"content": anObject, "links": anObject}},
	Header: {members: map[string]kinds{"description": aString, "required": aBool, "deprecated": aBool, "allowEmptyValue": aBool,
		"style": aString, "explode": aBool, "allowReserved": aBool, "schema": aSchema, "example": anything, "examples": anObject,
		"content": anObject}},
	Example: {members: map[string]kinds{"summary": aString, "description": aString, "value": anything, "externalValue": aString}},
	Link: {members: map[string]kinds{"operationRef": aString, "operationId": aString, "parameters": anObject, "requestBody": anything,
		"description": aString, "server": anObject}},
	Callback: {open: true},
	SecurityScheme: {required: []string{"type"}, members: map[string]kinds{"type": aString, "description": aString, "name": aString,
		"in": aString, "scheme": aString, "bearerFormat": aString, "flows": anObject, "openIdConnectUrl": aString}},
	Schema: {open: true, members: map[string]kinds{"$ref": aString, "$id": aString, "$anchor": aString, "title": aString,
		"description": aString, "type": set(String, Array), "format": aString, "enum": anArray, "properties": anObject,
		"patternProperties": anObject, "$defs": anObject, "required": anArray, "items": aSchema, "prefixItems": anArray, "allOf": anArray,
		"anyOf": anArray, "oneOf": anArray, "not": aSchema, "if": aSchema, "then": aSchema, "else": aSchema, "contains": aSchema,
		"additionalProperties": aSchema, "propertyNames": aSchema, "contentSchema": aSchema, "contentMediaType": aString,
		"contentEncoding": aString, "multipleOf": aNumber, "maximum": aNumber, "minimum": aNumber,
		"exclusiveMaximum": set(Number, Bool), "exclusiveMinimum": set(Number, Bool), "maxLength": aNumber, "minLength": aNumber,
		"pattern": aString, "maxItems": aNumber, "minItems": aNumber, "uniqueItems": aBool, "maxProperties": aNumber,
		"minProperties": aNumber, "nullable": aBool, "readOnly": aBool, "writeOnly": aBool, "deprecated": aBool,
		"discriminator": anObject, "xml": anObject, "externalDocs": anObject, "examples": anArray}},
}

// checkStructure finds members that OpenAPI does not know, that have the wrong kind, or that are missing.
func checkStructure(root *Node) Errors {
	var errs Errors
	Walk(root, OpenAPI, func(n *Node, e Element, pointer []string) bool {
		if ref := refText(n, e); ref != nil && e != Schema && e != PathItem {
			return false // members beside $ref are ignored by OpenAPI
		}
		errs = append(errs, checkMembers(n, e)...)
		errs = append(errs, checkElements(n, e)...)
		if e == Schema {
			errs = append(errs, checkSchema(n)...)
		}
		if m := n.Member("content"); m != nil && (e == Parameter || e == Header) && n.Get("schema") != nil {
			errs = append(errs, errorf(m.Pos, "openapi", "the %s has both schema and content: remove one of them", e))
		}
		return true
	})
	errs = append(errs, checkHead(root)...)
	return append(errs, checkOperationIDs(root)...)
}

func checkMembers(n *Node, e Element) Errors {
	var errs Errors
	r := rules[e]
	for _, m := range n.Members {
		want, known := r.members[m.Name]
		switch {
		case known && !want.has(m.Value.Kind):
			errs = append(errs, errorf(m.Value.Pos, "openapi", "%q is %s where %s should be", m.Name, m.Value.Kind, want))
		case !known && !r.open && !strings.HasPrefix(m.Name, "x-"):
			errs = append(errs, unknownMember(&m, e, r))
		}
	}
	for _, name := range r.required {
		if n.Get(name) == nil && n.Get("$ref") == nil {
			errs = append(errs, errorf(n.Pos, "openapi", "the %s has no member %q: add it", e, name))
		}
	}
	return errs
}

func unknownMember(m *Member, e Element, r rule) *Error {
	names := make([]string, 0, len(r.members))
	for name := range r.members {
		names = append(names, name)
	}
	slices.Sort(names)
	advice := "extensions begin with x-"
	if best := spelling.Nearest(m.Name, names); best != "" {
		advice = fmt.Sprintf("did you mean %q?", best)
	}
	return errorf(m.Pos, "openapi", "the %s has no member %q in OpenAPI: %s", e, clip(m.Name), advice)
}

// checkElements finds things that should be elements and are not even objects.
func checkElements(n *Node, e Element) Errors {
	var errs Errors
	want := func(v *Node, c child) {
		if v.Kind != Object && (c.element != Schema || v.Kind != Bool) {
			errs = append(errs, errorf(v.Pos, "openapi", "%s where a %s should be", v.Kind, c.element))
		}
	}
	for _, c := range children(e) {
		v := n.Get(c.member)
		switch {
		case v == nil:
		case c.shape == list && v.Kind == Array:
			for _, item := range v.Items {
				want(item, c)
			}
		case c.shape == named && v.Kind == Object:
			for _, m := range v.Members {
				if !extensible(e, c.member) || !strings.HasPrefix(m.Name, "x-") {
					want(m.Value, c)
				}
			}
		}
	}
	return errs
}

// checkHead checks what stands at the top of the document.
func checkHead(root *Node) Errors {
	var errs Errors
	if v := root.Get("openapi"); v != nil && v.Kind == String && !strings.HasPrefix(v.Text, "3.0.") && !strings.HasPrefix(v.Text, "3.1.") {
		errs = append(errs, errorf(v.Pos, "openapi", "OpenAPI %q is not supported: convert the document to 3.0 or 3.1", clip(v.Text)))
	}
	if info := root.Get("info"); info != nil && info.Kind == Object {
		for _, name := range []string{"title", "version"} {
			if v := info.Get(name); v == nil {
				errs = append(errs, errorf(info.Pos, "openapi", "info has no %s: add it", name))
			} else if v.Kind != String {
				errs = append(errs, errorf(v.Pos, "openapi", "%q is %s where a string should be: quote it", name, v.Kind))
			} else if v.Text == "" {
				errs = append(errs, errorf(v.Pos, "openapi", "%q is empty: say what the document is of, or have an overlay say it", name))
			}
		}
	}
	if root.Get("paths") == nil && root.Get("webhooks") == nil && root.Get("components") == nil {
		errs = append(errs, errorf(root.Pos, "openapi", "the document has neither paths nor webhooks nor components: add one of them"))
	}
	for _, name := range []string{"servers", "security", "tags"} {
		if list := root.Get(name); list != nil {
			for _, item := range list.Items {
				if item.Kind != Object {
					errs = append(errs, errorf(item.Pos, "openapi", "%s where an object should be, in %q", item.Kind, name))
				}
			}
		}
	}
	if paths := root.Get("paths"); paths != nil {
		for _, m := range paths.Members {
			if !strings.HasPrefix(m.Name, "/") && !strings.HasPrefix(m.Name, "x-") {
				errs = append(errs, errorf(m.Pos, "openapi", "path %q does not begin with a slash", clip(m.Name)))
			}
		}
	}
	return errs
}

// checkSchema checks the values of keywords that every reader of schemas stumbles over.
func checkSchema(n *Node) Errors {
	var errs Errors
	for _, name := range []string{"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"} {
		if v := n.Get(name); v != nil && v.Kind == Number && strings.Trim(v.Text, "0123456789") != "" {
			errs = append(errs, errorf(v.Pos, "openapi", "%s is %s: it counts, so write a whole number from 0", name, clip(v.Text)))
		}
	}
	types := n.Get("type")
	for _, name := range []string{"required", "type"} {
		v := n.Get(name)
		if v == nil {
			continue
		}
		seen := map[string]bool{}
		for _, item := range v.Items {
			if item.Kind != String {
				errs = append(errs, errorf(item.Pos, "openapi", "%s where a string should be, in %q", item.Kind, name))
			} else if seen[item.Text] {
				errs = append(errs, errorf(item.Pos, "openapi", "%q is listed twice in %q: remove one", clip(item.Text), name))
			}
			seen[item.Text] = true
		}
	}
	if types == nil {
		return errs
	}
	for _, t := range append([]*Node{types}, types.Items...) {
		if t.Kind == String && !slices.Contains(schemaTypes, t.Text) {
			errs = append(errs, errorf(t.Pos, "openapi", "there is no type %q: write one of %s", clip(t.Text), strings.Join(schemaTypes, ", ")))
		}
	}
	return errs
}

var schemaTypes = []string{"string", "integer", "number", "boolean", "object", "array", "null"}

// checkOperationIDs finds operations that have one id.
func checkOperationIDs(root *Node) Errors {
	var errs Errors
	first := map[string]Position{}
	for _, member := range []string{"paths", "webhooks"} {
		Walk(root.Get(member), Callback, func(n *Node, e Element, _ []string) bool {
			id := n.Get("operationId")
			if e != Operation || id == nil || id.Text == "" {
				return true
			}
			if pos, ok := first[id.Text]; ok {
				errs = append(errs, errorf(id.Pos, "openapi", "operationId %q is also at %s: give each operation its own", clip(id.Text), pos))
			} else {
				first[id.Text] = id.Pos
			}
			return true
		})
	}
	return errs
}
