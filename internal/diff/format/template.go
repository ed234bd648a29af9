package format

import (
	"maps"
	"strings"
	"text/template"

	"github.com/pandapon/pandagen/internal/diff"
	"github.com/pandapon/pandagen/internal/tmpl"
)

// functions returns what all templates call, and more.
func functions(more template.FuncMap) template.FuncMap {
	all := template.FuncMap{"label": label, "sentence": sentence, "also": also, "place": place}
	maps.Copy(all, more)
	return all
}

// readTemplate returns the text of a template of diff/.
func readTemplate(o Options, name string) (string, error) {
	text, err := tmpl.Read(o.Templates, "diff/"+name)
	return string(text), err
}

// textTemplate returns a template that prints text.
func textTemplate(o Options, name string, more template.FuncMap) (*template.Template, error) {
	source, err := readTemplate(o, name)
	if err != nil {
		return nil, err
	}
	t, err := template.New(name).Funcs(functions(more)).Parse(source)
	return t, templateError(name, err)
}

// templateError says where in the template's file an error of the template package is.
func templateError(name string, err error) error {
	if err == nil {
		return nil
	}
	return tmpl.NewError("diff/"+name, err)
}

// span is a piece of a text: code stands between backticks.
type span struct {
	Text string
	Code bool
}

// spans splits a text at its backticks. Without a partner, a backtick is one.
func spans(s string) []span {
	pieces := strings.Split(s, "`")
	if len(pieces)%2 == 0 {
		return []span{{Text: s}}
	}
	var list []span
	for i, piece := range pieces {
		if piece != "" {
			list = append(list, span{Text: piece, Code: i%2 == 1})
		}
	}
	return list
}

// names returns the names of operations.
func names(ops []*diff.Operation) string {
	list := make([]string, len(ops))
	for i, op := range ops {
		list[i] = op.Name
	}
	return strings.Join(list, ", ")
}
