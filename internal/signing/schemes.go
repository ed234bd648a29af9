// Package signing is what the commands sign and verify do: it finds a scheme in a document and makes a request out of
// values given by name.
package signing

import (
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/spelling"
	"github.com/pandapon/pandagen/signer"
)

// A Scheme is a signature rule with its name in the document.
type Scheme struct {
	Name string
	*signer.Signer
}

// DefaultScheme is the scheme to take from PandaPon's document.
const DefaultScheme = "pandapon-request"

// Find reads the scheme called name from a document: the x-signature of a security scheme, or, in a file that is no
// OpenAPI document, a declaration by itself or several by name. Without a name there must be exactly one.
func Find(doc *document.Document, name string) (Scheme, error) {
	declared, err := find(doc)
	if err != nil {
		return Scheme{}, err
	}
	chosen, err := choose(declared, name, doc.Root.Pos.File)
	if err != nil {
		return Scheme{}, err
	}
	rule, errs := extension.ParseSignature(chosen.name, chosen.rule)
	if len(errs) > 0 {
		return Scheme{}, errs
	}
	s, err := signer.New(*rule)
	if err != nil {
		return Scheme{}, fmt.Errorf("%s: %w", chosen.rule.Pos, err)
	}
	return Scheme{Name: chosen.name, Signer: s}, nil
}

// declaration is a signature rule as it stands in a document.
type declaration struct {
	name string
	rule *document.Node
}

func find(doc *document.Document) ([]declaration, error) {
	root := doc.Root
	if rule := root.Get("x-signature"); rule != nil {
		return []declaration{{"x-signature", rule}}, nil
	}
	if isRule(root) {
		return []declaration{{"signature", root}}, nil
	}
	var found []declaration
	if schemes := root.Get("components").Get("securitySchemes"); schemes != nil {
		for _, m := range schemes.Members {
			scheme, err := doc.Deref(m.Value)
			if err != nil {
				return nil, err
			}
			if rule := scheme.Get("x-signature"); rule != nil {
				found = append(found, declaration{m.Name, rule})
			}
		}
		return found, nil
	}
	for _, m := range root.Members {
		if rule := m.Value.Get("x-signature"); rule != nil {
			found = append(found, declaration{m.Name, rule})
		} else if isRule(m.Value) {
			found = append(found, declaration{m.Name, m.Value})
		}
	}
	return found, nil
}

func isRule(n *document.Node) bool {
	present := 0
	for _, member := range []string{"text", "digest", "encoding", "put"} {
		if n.Get(member) != nil {
			present++
		}
	}
	return present >= 2 // one that lacks a member is told so
}

func choose(declared []declaration, name, where string) (declaration, error) {
	var names []string
	for _, d := range declared {
		if d.name == name {
			return d, nil
		}
		names = append(names, d.name)
	}
	switch {
	case len(declared) == 0:
		return declaration{}, fmt.Errorf("%s: no security scheme has x-signature", where)
	case name != "":
		hint := ""
		if near := spelling.Nearest(name, names); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		return declaration{}, fmt.Errorf("%s: no scheme %q with x-signature; there are: %s%s", where, name, strings.Join(names, ", "), hint)
	case len(declared) > 1:
		return declaration{}, fmt.Errorf("%s: several schemes have x-signature, choose one with --scheme: %s", where, strings.Join(names, ", "))
	}
	return declared[0], nil
}
