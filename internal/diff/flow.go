package diff

import (
	"strings"

	"github.com/pandapon/pandagen/generator/document"
)

// longest is how much of a value a text shows.
const longest = 240

// flow shows a value on one line, as YAML writes it between braces. Nothing is shown as (none).
func flow(n *document.Node) string {
	if n == nil {
		return "(none)"
	}
	var b strings.Builder
	writeFlow(&b, n)
	return clip(oneLine(b.String()), longest)
}

func writeFlow(b *strings.Builder, n *document.Node) {
	if b.Len() > 4*longest {
		return
	}
	switch n.Kind {
	case document.Object:
		b.WriteByte('{')
		for i, m := range n.Members {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(m.Name + ": ")
			writeFlow(b, m.Value)
		}
		b.WriteByte('}')
	case document.Array:
		b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			writeFlow(b, item)
		}
		b.WriteByte(']')
	case document.String:
		if n.Text == "" || strings.ContainsAny(n.Text, ",:{}[]\"' ") {
			b.WriteString("'" + n.Text + "'")
			return
		}
		b.WriteString(n.Text)
	case document.Null:
		b.WriteString("null")
	default:
		b.WriteString(n.Text)
	}
}
