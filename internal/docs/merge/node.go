package merge

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

func str(s string) *document.Node { return &document.Node{Kind: document.String, Text: s} }

func strs(list ...string) *document.Node {
	n := &document.Node{Kind: document.Array}
	for _, s := range list {
		n.Items = append(n.Items, str(s))
	}
	return n
}

func boolean(yes bool) *document.Node {
	if yes {
		return &document.Node{Kind: document.Bool, Text: "true"}
	}
	return &document.Node{Kind: document.Bool, Text: "false"}
}

// object makes an object of names and values; members without a value are left out.
func object(pairs ...any) *document.Node {
	n := &document.Node{Kind: document.Object}
	for i := 0; i < len(pairs); i += 2 {
		switch v := pairs[i+1].(type) {
		case string:
			if v != "" {
				put(n, pairs[i].(string), str(v))
			}
		case *document.Node:
			if v != nil {
				put(n, pairs[i].(string), v)
			}
		}
	}
	return n
}

// put gives a member a value; a new one comes last.
func put(n *document.Node, name string, v *document.Node) {
	if m := n.Member(name); m != nil {
		m.Value = v
		return
	}
	n.Members = append(n.Members, document.Member{Name: name, Value: v})
}

// putBefore gives a member a value; a new one comes before the first of others that is there, or last.
func putBefore(n *document.Node, name string, v *document.Node, others ...string) {
	at := slices.IndexFunc(n.Members, func(m document.Member) bool { return slices.Contains(others, m.Name) })
	if n.Member(name) != nil || at < 0 {
		put(n, name, v)
		return
	}
	n.Members = slices.Insert(n.Members, at, document.Member{Name: name, Value: v})
}

func remove(n *document.Node, name string) {
	n.Members = slices.DeleteFunc(n.Members, func(m document.Member) bool { return m.Name == name })
}

// placed is a copy of n for a file: it stands nowhere yet, and references in it are relative to the file.
func placed(n *document.Node, file string) *document.Node {
	out := n.Clone()
	setFile(out, file)
	return out
}

func setFile(n *document.Node, file string) {
	n.Pos = document.Position{File: file}
	for i := range n.Members {
		n.Members[i].Pos = n.Pos
		setFile(n.Members[i].Value, file)
	}
	for _, item := range n.Items {
		setFile(item, file)
	}
}

// isNew tells whether a value was made for the document and does not stand in it yet.
func isNew(n *document.Node) bool { return n.Pos.Line == 0 }

// texts returns the texts of a list, or of a value as a list of one.
func texts(n *document.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind != document.Array {
		return []string{n.Text}
	}
	list := make([]string, len(n.Items))
	for i, item := range n.Items {
		list[i] = item.Text
	}
	return list
}

// oneLine brings text of a page into one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
