package diff

var callbackChanged = verdict{id: "callback-changed", kind: Wire, level: Warning, text: "callbacks changed: `%s`",
	why: "They are not judged one by one: compare the two versions by eye."}

// callbackRule compares the callbacks of operations, which oasdiff does not.
func callbackRule(c *comparison) []Change {
	var changes []Change
	comparer := newComparer(c.base, c.head)
	for _, p := range c.operations {
		before, after := p.base.node.Get("callbacks"), p.head.node.Get("callbacks")
		if same, difference := comparer.same(before, after); !same {
			changes = append(changes, callbackChanged.of(p.head, along(p.head, append([]string{"callbacks"}, difference...)), orWhole(difference)))
		}
	}
	return changes
}
