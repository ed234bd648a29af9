package diff

import "github.com/pandapon/pandagen/internal/document"

var (
	serverChanged = verdict{id: "server-changed", kind: Wire, level: Warning, text: "the first server changed from `%s` to `%s`",
		why: "It is where clients send their requests unless they are told otherwise."}
	serverAdded   = verdict{id: "server-added", kind: Wire, level: Info, adds: true, text: "added the server `%s`"}
	serverRemoved = verdict{id: "server-removed", kind: Wire, level: Warning, text: "removed the server `%s`",
		why: "Clients that use it have to move."}
)

// serverRule compares the servers of the document.
func serverRule(c *comparison) []Change {
	before, after := servers(c.base), servers(c.head)
	removed, added := missingFrom(after, before), missingFrom(before, after)
	var changes []Change
	if len(before) > 0 && len(after) > 0 && before[0].Text != after[0].Text {
		changes = append(changes, serverChanged.of(nil, after[0].Pos, before[0].Text, after[0].Text))
		removed, added = missingFrom(before[:1], removed), missingFrom(after[:1], added)
	}
	for _, s := range removed {
		changes = append(changes, serverRemoved.gone(nil, s.Pos, memberPos(c.head.root, "servers", c.head.root.Pos), s.Text))
	}
	for _, s := range added {
		changes = append(changes, serverAdded.of(nil, s.Pos, s.Text))
	}
	return changes
}

// servers returns the addresses of a document's servers.
func servers(s *side) []*document.Node {
	var urls []*document.Node
	if list := s.root.Get("servers"); list != nil {
		for _, item := range list.Items {
			if url := item.Get("url"); url != nil {
				urls = append(urls, url)
			}
		}
	}
	return urls
}

// missingFrom returns what of list the other list does not have.
func missingFrom(other, list []*document.Node) []*document.Node {
	known := map[string]bool{}
	for _, n := range other {
		known[n.Text] = true
	}
	var missing []*document.Node
	for _, n := range list {
		if !known[n.Text] {
			missing = append(missing, n)
		}
	}
	return missing
}
