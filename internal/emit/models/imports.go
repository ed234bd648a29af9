package models

import (
	"bytes"
	"fmt"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
)

const runtimePath = "github.com/pandapon/pandagen/runtime"

// imports knows what each file imports, and by which names.
type imports struct {
	self  string                     // import path of the package that is printed
	names map[string]string          // import path to local name; the same in every file
	files map[string]map[string]bool // base name of a file to the import paths it needs
}

func newImports(self string, a *api.API) *imports {
	m := &imports{
		self:  self,
		names: map[string]string{"encoding/json": "json", runtimePath: "runtime"},
		files: map[string]map[string]bool{},
	}
	if a.Shared != nil {
		m.names[a.Shared.Import] = a.Shared.Name
	}
	for _, t := range a.Types {
		if m.files[t.File] == nil {
			m.files[t.File] = map[string]bool{}
		}
		if t.Kind == api.Struct && !t.ParamsOnly && !t.Alias {
			m.files[t.File][runtimePath] = true // for JSON
		}
	}
	return m
}

// goType returns ref as Go source for a file, without the pointer, and notes what it needs to import.
func (m *imports) goType(file string, ref api.Ref) string {
	switch ref.Kind {
	case api.String:
		return "string"
	case api.Bool:
		return "bool"
	case api.Int64:
		return "int64"
	case api.Uint64:
		return "uint64"
	case api.Float64:
		return "float64"
	case api.Decimal:
		return m.qualified(file, runtimePath, "Decimal")
	case api.Named:
		return ref.Type.Name
	case api.Array:
		return "[]" + m.element(file, ref)
	case api.Map:
		return "map[string]" + m.element(file, ref)
	case api.Text:
		return m.element(file, ref)
	case api.Bytes:
		return "[]byte"
	case api.Parts:
		return m.qualified(file, "github.com/pandapon/pandagen/runtime", "Multipart")
	case api.Custom:
		name := strings.TrimLeft(ref.Custom, "[]*")
		prefix := strings.TrimSuffix(ref.Custom, name)
		if dot := strings.LastIndexByte(name, '.'); dot > 0 {
			name = m.qualified(file, name[:dot], name[dot+1:])
		}
		return prefix + name
	}
	return m.qualified(file, "encoding/json", "RawMessage")
}

func (m *imports) element(file string, ref api.Ref) string {
	if ref.Elem == nil {
		return m.qualified(file, "encoding/json", "RawMessage")
	}
	pointer := ""
	if ref.Elem.Pointer {
		pointer = "*"
	}
	return pointer + m.goType(file, *ref.Elem)
}

// qualified returns the name of a type of another package.
func (m *imports) qualified(file, importPath, name string) string {
	if importPath == m.self {
		return name
	}
	m.files[file][importPath] = true
	return m.name(importPath) + "." + name
}

var notIdentifier = regexp.MustCompile(`[^a-z0-9]+`)

// name returns the local name of a package. Packages of the document's choosing are always imported under a name of
// ours, because their own is only known after compiling them.
func (m *imports) name(importPath string) string {
	if name, ok := m.names[importPath]; ok {
		return name
	}
	base := notIdentifier.ReplaceAllString(strings.ToLower(path.Base(importPath)), "")
	if !token.IsIdentifier(base) {
		base = "p" + base
	}
	taken := map[string]bool{}
	for _, name := range m.names {
		taken[name] = true
	}
	name := base
	for i := 2; taken[name]; i++ {
		name = base + strconv.Itoa(i)
	}
	m.names[importPath] = name
	return name
}

// write prints the imports of a file. A template of the user's may leave out what we would print; then only names that
// occur in the body are imported.
func (m *imports) write(b *bytes.Buffer, file, body string, occurring bool) {
	var paths []string
	for p := range m.files[file] {
		if !occurring || strings.Contains(body, m.names[p]+".") {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	for _, p := range paths {
		if m.names[p] == path.Base(p) {
			fmt.Fprintf(b, "import %q\n", p)
		} else {
			fmt.Fprintf(b, "import %s %q\n", m.names[p], p)
		}
	}
	b.WriteString("\n")
}
