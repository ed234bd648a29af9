package document

import "slices"

// Reach returns the elements that requests and webhooks of the document lead to: what is below paths and webhooks, and what
// is referred to from there. Components that nothing uses are not among them.
func (d *Document) Reach() map[*Node]bool {
	reached := map[*Node]bool{}
	queue := []visit{}
	follow := func(n *Node, e Element) {
		Walk(n, e, func(n *Node, e Element, _ []string) bool {
			if e == Components || reached[n] {
				return false
			}
			reached[n] = true
			for _, ref := range references(n, e) {
				if target, err := d.Resolve(ref.Pos, ref.Text); err == nil {
					queue = append(queue, visit{target, e})
				}
			}
			return true
		})
	}
	for follow(d.Root, OpenAPI); len(queue) > 0; {
		next := queue[0]
		queue = queue[1:]
		follow(next.node, next.element)
	}
	return reached
}

// Files returns the files of the document, the entry first and the others by name.
func (d *Document) Files() []*Node {
	files := []*Node{d.Root}
	for _, f := range d.files {
		if f.root != d.Root {
			files = append(files, f.root)
		}
	}
	slices.SortFunc(files[1:], func(a, b *Node) int { return a.Pos.Compare(b.Pos) })
	return files
}
