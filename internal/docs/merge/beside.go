package merge

import (
	"fmt"
	"slices"
	"strings"
)

// beside is another document in the folder, such as that of another generation of the API.
type beside struct {
	name  string // as people see it
	paths []string
}

// readBeside reads the documents beside this one.
func readBeside(ws *workspace) []beside {
	names, err := ws.src.Siblings()
	if err != nil {
		return nil // there is no folder yet
	}
	var out []beside
	for _, name := range names {
		root, err := ws.src.ReadFile(name)
		if err != nil || root.Get("openapi") == nil {
			continue
		}
		b := beside{name: ws.src.Shown(name)}
		for _, m := range root.Get("paths").AllMembers() {
			b.paths = append(b.paths, m.Name)
		}
		out = append(out, b)
	}
	return out
}

// elsewhere says which document beside this one a path belongs to: it has it, or all its paths begin like it, and none here does.
func (im *importer) elsewhere(path string) string {
	for _, b := range im.beside {
		same := func(p string) bool { return template(p) == template(path) }
		apart := func(p string) bool { return generation(p) != generation(path) }
		own := slices.ContainsFunc(im.operations(), func(o *operation) bool { return !o.webhook && !apart(o.path) })
		switch {
		case slices.ContainsFunc(b.paths, same):
			return fmt.Sprintf("%s describes %s: import the page with --spec %s", b.name, path, b.name)
		case len(b.paths) > 0 && !own && !slices.ContainsFunc(b.paths, apart):
			return fmt.Sprintf("all paths of %s begin with /%s, as %s does: import the page with --spec %s", b.name, generation(path), path, b.name)
		}
	}
	return ""
}

// generation is the first part of a path.
func generation(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}
