package diff

import "github.com/pandapon/pandagen/internal/extension"

var (
	retryDefaultLess = verdict{id: "retry-default-less", kind: Contract, level: Warning, text: "operations without x-retry are not sent again any more: x-retry-default is `%s` instead of `%s`",
		why: "A call that fails on the way is not sent again on its own any more: callers see errors that a second attempt used to hide."}
	retryDefaultMore = verdict{id: "retry-default-more", kind: Contract, level: Warning, text: "operations without x-retry are sent again as RFC 9110 says of their method: x-retry-default is `%s` instead of `%s`",
		why: "A call may now be sent twice on its own: give those that act x-retry: never, whatever their method."}
	retryDefaultUnused = verdict{id: "retry-default-changed", kind: Contract, level: Info, text: "x-retry-default is `%s` instead of `%s`",
		why: "No operation that both documents have notices: each has x-retry, or a method that is never sent again. Operations that are added may."}
)

// retryDefaultRule compares x-retry-default, and says which operations without x-retry are sent again or not for that.
func retryDefaultRule(c *comparison) []Change {
	before, after := retryDefaults(c)
	if before == after {
		return nil
	}
	v := retryDefaultLess
	if after == extension.RetryByRFC9110 {
		v = retryDefaultMore
	}
	change := func(v verdict, op *operation) Change {
		return v.ofMember(op, c.base.root, c.head.root, c.head.root.Pos, "x-retry-default", after, before)
	}
	var changes []Change
	for _, p := range c.operations {
		if !p.head.webhook && hasNoRetry(p) && before.Rule(p.base.method) != after.Rule(p.head.method) {
			changes = append(changes, change(v, p.head))
		}
	}
	if changes == nil {
		changes = append(changes, change(retryDefaultUnused, nil))
	}
	return changes
}
