package diff

var callbackChanged = verdict{id: "callback-changed", kind: Wire, level: Warning, text: "`%s` changed",
	why: "Callbacks are not judged one by one: compare the two versions by eye."}

// callbackRule compares the callbacks of operations, which oasdiff does not.
func callbackRule(c *comparison) []Change {
	var changes []Change
	comparer := newComparer(c.base, c.head)
	for _, p := range c.operations {
		if d := comparer.compareMember(p.base.node, p.head.node, "callbacks"); d != nil {
			changes = append(changes, callbackChanged.differing(p.head, d))
		}
	}
	return changes
}
