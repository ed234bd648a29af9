package extension

import (
	"go/token"
	"regexp"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// GoOperation is x-go of an operation: where it is found in the SDK.
type GoOperation struct {
	Service []string // the way from the client, from text such as "Alibaba.Refunds"
	Method  string   // Get
}

// GoSchema is x-go of a schema or property.
type GoSchema struct {
	Name    string // of the type; of a property or parameter: of the field
	Type    string // a Go type that replaces the documented one: "import/path.Type", or a predeclared type
	Pointer *bool  // whether a field is a pointer, because null must differ from zero; nil when the usual rule decides
	ID      string // the id that the values are, by the name that x-go of the document declares: the Go type of all its uses
}

// ID is an id that x-go of the document declares.
type ID struct {
	Name        string // of the Go type: AlibabaOrderID
	Description string
	Pos         document.Position
}

// GoSecurityScheme is x-go of a security scheme.
type GoSecurityScheme struct {
	Secret string // name of the credentials' field that holds the secret: AccessSecret
	Env    string // what the environment variables of the credentials begin with: PANDAPON
}

// ParseGoOperation reads x-go of an operation.
func ParseGoOperation(n *document.Node) (*GoOperation, document.Errors) {
	r := reader{extension: "x-go"}
	if n == nil || !r.object(n, "service", "method") {
		return nil, r.errs
	}
	g := &GoOperation{Method: r.exported(n, "method")}
	if service := r.text(n, "service"); service != "" {
		for part := range strings.SplitSeq(service, ".") {
			if !isExported(part) {
				r.errorf(n.Get("service").Pos, "service %q is not made of exported Go names: write it as Alibaba.Refunds", clip(service))
				return g, r.errs
			}
			g.Service = append(g.Service, part)
		}
	}
	return g, r.errs
}

// ParseGoSchema reads x-go of a schema, property or parameter.
func ParseGoSchema(n *document.Node) (*GoSchema, document.Errors) {
	r := reader{extension: "x-go"}
	if n == nil || !r.object(n, "name", "type", "pointer", "id") {
		return nil, r.errs
	}
	g := &GoSchema{Name: r.exported(n, "name"), Type: r.text(n, "type"), ID: r.exported(n, "id")}
	if g.ID != "" && g.Type != "" {
		r.errorf(n.Get("id").Pos, "id and type stand side by side: an id has a Go type of its own, so leave one of them out")
		g.ID = ""
	}
	if g.Type != "" && !IsGoType(g.Type) {
		r.errorf(n.Get("type").Pos, `type %q is no Go type that can be used here: write "import/path.Type" or a predeclared type`, clip(g.Type))
		g.Type = ""
	}
	if p := n.Get("pointer"); p != nil {
		if p.Kind != document.Bool {
			r.errorf(p.Pos, "pointer is %s: it must be true or false", p.Kind)
		} else {
			yes := p.Text == "true"
			g.Pointer = &yes
		}
	}
	return g, r.errs
}

// ParseGoDocument reads x-go of the document, which declares the ids that its schemas name.
func ParseGoDocument(n *document.Node) ([]ID, document.Errors) {
	r := reader{extension: "x-go"}
	if n == nil || !r.object(n, "ids") {
		return nil, r.errs
	}
	ids := n.Get("ids")
	if ids == nil || ids.Kind != document.Object {
		r.errorf(n.Pos, "no ids: write their Go names as members and what they name as strings, such as ids: {OrderID: An order.}")
		return nil, r.errs
	}
	var out []ID
	for _, m := range ids.Members {
		if !isExported(m.Name) {
			r.errorf(m.Pos, "id %q is not an exported Go name: begin with an upper-case letter, and use letters and digits only", clip(m.Name))
			continue
		}
		out = append(out, ID{Name: m.Name, Description: r.text(ids, m.Name), Pos: m.Pos})
	}
	return out, r.errs
}

// ParseGoSecurityScheme reads x-go of a security scheme.
func ParseGoSecurityScheme(n *document.Node) (*GoSecurityScheme, document.Errors) {
	r := reader{extension: "x-go"}
	if n == nil || !r.object(n, "secret", "env") {
		return nil, r.errs
	}
	g := &GoSecurityScheme{Secret: r.exported(n, "secret"), Env: r.text(n, "env")}
	if g.Env != "" && !envPrefix.MatchString(g.Env) {
		r.errorf(n.Get("env").Pos, "env %q does not begin the names of environment variables: use upper-case letters, digits and underscores, such as ACME", clip(g.Env))
		g.Env = ""
	}
	return g, r.errs
}

var envPrefix = regexp.MustCompile(`^[A-Z]([A-Z0-9_]{0,60}[A-Z0-9])?$`)

func (r *reader) exported(n *document.Node, name string) string {
	s := r.text(n, name)
	if s != "" && !isExported(s) {
		r.errorf(n.Get(name).Pos, "%s %q is not an exported Go name: begin with an upper-case letter, and use letters and digits only", name, clip(s))
		return ""
	}
	return s
}

func isExported(s string) bool {
	return token.IsIdentifier(s) && token.IsExported(s) && len(s) <= maxGoName
}

// maxGoName keeps generated lines readable whatever a document says.
const maxGoName = 120

// predeclared are the predeclared types that a document may name: those that JSON can fill without loss.
var predeclared = map[string]bool{
	"bool": true, "string": true, "int": true, "int8": true, "int16": true, "int32": true, "int64": true, "uint": true,
	"uint8": true, "uint16": true, "uint32": true, "uint64": true, "float32": true, "float64": true, "any": true,
}

// IsGoType reports whether s is a Go type that a document or a configuration may name: a predeclared type, or an exported type
// with its import path, such as "time.Duration" or "example.org/money.Amount".
func IsGoType(s string) bool {
	if predeclared[s] {
		return true
	}
	dot := strings.LastIndexByte(s, '.')
	if dot <= 0 || len(s) > 4*maxGoName || !isExported(s[dot+1:]) {
		return false
	}
	for element := range strings.SplitSeq(s[:dot], "/") {
		if element == "" || element[0] == '.' || element[len(element)-1] == '.' {
			return false
		}
		for _, c := range []byte(element) {
			letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
			if !letter && !strings.ContainsRune("-_.~", rune(c)) {
				return false
			}
		}
	}
	return true
}
