package emit

import (
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/internal/aliases"
)

// aliases prints sdk.go: what callers need of package runtime under the names of this package. What is about signatures has no
// use in an API without any.
func (c *client) aliases() File {
	var decls []*aliases.Decl
	for _, d := range aliases.All() {
		if !d.Signer || len(c.api.Schemes) > 0 {
			decls = append(decls, d)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "// %s\n\npackage %s\n\nimport (\n", Header, c.pkg.Name)
	for _, path := range aliases.Imports(decls) {
		fmt.Fprintf(&b, "\t%q\n", path)
	}
	b.WriteString(")\n")
	for _, d := range decls {
		b.WriteString("\n" + d.Source(c.api.Aliases) + "\n")
	}
	return File{Name: "sdk.go", Source: []byte(b.String())}
}
