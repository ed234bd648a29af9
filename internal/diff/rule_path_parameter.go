package diff

import "github.com/pandapon/pandagen/internal/document"

var pathParameterRenamed = verdict{id: "path-parameter-renamed", kind: Wire, level: Info, text: "the path parameter `%s` is called `%s` now",
	why: "Nothing changes on the wire: the name is not sent."}

// pathParameterRule finds parameters that stand in the same place of a path under another name.
func pathParameterRule(c *comparison) []Change {
	var changes []Change
	for _, p := range c.operations {
		if p.head.webhook {
			continue
		}
		before, after := templateParameter.FindAllString(p.base.path, -1), templateParameter.FindAllString(p.head.path, -1)
		for i, name := range after { // as many as before: the paths are equal but for the names
			if name != before[i] {
				name, was := name[1:len(name)-1], before[i][1:len(before[i])-1]
				changes = append(changes, pathParameterRenamed.of(p.head, c.pathParameterPos(p.head, name), was, name))
			}
		}
	}
	return changes
}

// pathParameterPos returns the place of a path's parameter: of the operation's own, or of one that its path item has.
func (c *comparison) pathParameterPos(op *operation, name string) document.Position {
	for _, list := range []*document.Node{op.node.Get("parameters"), op.item.Get("parameters")} {
		if list == nil {
			continue
		}
		for _, item := range list.Items {
			if p := c.head.deref(item); p.Get("in").Literal() == "path" && p.Get("name").Literal() == name {
				return item.Pos
			}
		}
	}
	return op.pos
}
