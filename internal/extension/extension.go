// Package extension reads pandagen's extensions of OpenAPI, the members of a document that begin with x-, into Go values.
//
// Each Parse function takes the value of one extension, as document.Node.Get returns it, and answers with nil when there is
// none. What it cannot read is an error at its place, and what it could read is returned beside the errors. The JSON Schemas of
// the extensions, for editors and for linting, are in Schemas.
package extension

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

//go:embed schemas/*.json
var schemas embed.FS

// Schemas holds the JSON Schema of every extension in files named after them, such as x-envelope.json.
func Schemas() fs.FS {
	sub, err := fs.Sub(schemas, "schemas")
	if err != nil { // only an invalid path makes Sub fail
		return schemas
	}
	return sub
}

// Rule is the rule of every error that this package finds.
const Rule = "extension"

// reader reads the members of one extension and collects what is wrong with them.
type reader struct {
	extension string
	errs      document.Errors
}

func (r *reader) errorf(pos document.Position, format string, args ...any) {
	r.errs = append(r.errs, &document.Error{Pos: pos, Rule: Rule, Message: r.extension + ": " + fmt.Sprintf(format, args...)})
}

// object reports whether n is an object, and every member of it that is not allowed.
func (r *reader) object(n *document.Node, allowed ...string) bool {
	if n.Kind != document.Object {
		r.errorf(n.Pos, "%s where an object belongs: write %s as members", n.Kind, list(allowed))
		return false
	}
	for _, m := range n.Members {
		if !contains(allowed, m.Name) {
			r.errorf(m.Pos, "unknown member %q: %s", clip(m.Name), Suggest(m.Name, allowed))
		}
	}
	return true
}

// text returns the text of a member that is a string; empty when it is absent.
func (r *reader) text(n *document.Node, name string) string {
	v := n.Get(name)
	switch {
	case v == nil:
		return ""
	case v.Kind != document.String:
		r.errorf(v.Pos, "%s is %s: it must be a string, quote it", name, v.Kind)
	case strings.TrimSpace(v.Text) == "":
		r.errorf(v.Pos, "%s is empty: give it a value or leave it out", name)
	default:
		return v.Text
	}
	return ""
}

// literals returns the items of a list of strings and numbers as text.
func (r *reader) literals(n *document.Node, name string) []string {
	v := n.Get(name)
	if v == nil {
		return nil
	}
	if v.Kind != document.Array {
		r.errorf(v.Pos, "%s is %s: it must be a list, such as [200]", name, v.Kind)
		return nil
	}
	out := make([]string, 0, len(v.Items))
	for _, item := range v.Items {
		if item.Kind != document.String && item.Kind != document.Number {
			r.errorf(item.Pos, "%s holds %s: codes are strings or numbers", name, item.Kind)
			continue
		}
		out = append(out, item.Text)
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// list writes names as a sentence part: "a", "b" or "c".
func list(names []string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", n)
	}
	return b.String()
}

// clip shortens hostile names for messages.
func clip(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
