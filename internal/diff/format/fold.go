package format

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/diff"
)

// fold makes changes that people read as one into one: values of an enum, schemas that are gone, and the declarations that come
// or go with an operation.
func fold(changes []diff.Change) []diff.Change {
	return foldDeclarations(foldValues(changes))
}

// foldValues unites neighbours that say the same of several values.
func foldValues(changes []diff.Change) []diff.Change {
	var out []diff.Change
	at := -1 // the piece of the last text that differs from its neighbours'
	for _, c := range changes {
		if n := len(out); n > 0 && noun(c.ID) != "" {
			if text, i, ok := unite(&out[n-1], &c, at); ok {
				out[n-1].Text, at = text, i
				continue
			}
		}
		out, at = append(out, c), -1
	}
	for i := range out {
		if strings.Contains(out[i].Text, "`, `") && noun(out[i].ID) != "" {
			name := noun(out[i].ID)
			out[i].Text = strings.Replace(out[i].Text, " "+name+" ", " "+name+"s ", 1)
		}
	}
	return out
}

// schemaRemoved is the rule about components that are gone.
const schemaRemoved = "api-schema-removed"

// noun is what the changes of a rule are about that are told together; empty for other rules.
func noun(id string) string {
	switch {
	case strings.Contains(id, "enum-value"):
		return "enum value"
	case id == schemaRemoved:
		return "schema"
	}
	return ""
}

// unite adds the value of c to what a says, when nothing else is different. At is the piece of a's text that has values
// already, or -1.
func unite(a, c *diff.Change, at int) (text string, piece int, ok bool) {
	if a.ID != c.ID || a.Pos != c.Pos && a.ID != schemaRemoved || a.Gone != c.Gone || a.Symbol != c.Symbol || !same(a.Operation, c.Operation) || len(a.Also) != len(c.Also) {
		return "", at, false
	}
	x, y := strings.Split(a.Text, "`"), strings.Split(c.Text, "`")
	if at >= 0 { // a's text has more pieces than it had
		more := len(x) - len(y)
		if more < 0 || at+more >= len(x) {
			return "", at, false
		}
		x = slices.Concat(x[:at], []string{strings.Join(x[at:at+more+1], "`")}, x[at+more+1:])
	}
	if len(x) != len(y) {
		return "", at, false
	}
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		if i%2 == 0 || at >= 0 && at != i {
			return "", at, false
		}
		at = i
	}
	if at < 0 {
		return "", at, false
	}
	x[at] += "`, `" + y[at]
	return strings.Join(x, "`"), at, true
}

// declarations are the rules about Go declarations that come, or go, with what another rule is about.
var declarations = map[string]string{
	"endpoint-added":                  "go-added",
	"api-removed-without-deprecation": "go-removed", "api-removed-with-deprecation": "go-removed", "api-removed-before-sunset": "go-removed",
	"api-path-removed-without-deprecation": "go-removed", "api-path-removed-with-deprecation": "go-removed", "api-path-removed-before-sunset": "go-removed",
}

// foldDeclarations leaves the first declaration of an operation that is new or gone, and counts the others.
func foldDeclarations(changes []diff.Change) []diff.Change {
	rule := map[string]string{} // the rule whose changes are united, by operation
	for i := range changes {
		if c := &changes[i]; c.Operation != nil && declarations[c.ID] != "" {
			rule[c.Operation.Request] = declarations[c.ID]
		}
	}
	var out []diff.Change
	more := map[string]int{}  // by operation
	first := map[string]int{} // place in out
	for _, c := range changes {
		if c.Operation == nil || rule[c.Operation.Request] != c.ID {
			out = append(out, c)
			continue
		}
		request := c.Operation.Request
		if _, ok := first[request]; ok {
			more[request]++
			continue
		}
		first[request] = len(out)
		c.Also = nil
		out = append(out, c)
	}
	for request, n := range more {
		c := &out[first[request]]
		c.Text = fmt.Sprintf("%s, with %d more", c.Text, n)
	}
	return out
}
