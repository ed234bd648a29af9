package diff

import (
	"fmt"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

var (
	retryLess = verdict{id: "retry-less", kind: Contract, level: Warning, text: "retry changed from %s to %s",
		why: "A call that fails on the way is not sent again on its own any more: callers see errors that a second attempt used to hide."}
	retryMore = verdict{id: "retry-more", kind: Contract, level: Warning, text: "retry changed from %s to %s",
		why: "A call may now be sent twice on its own: make sure that the operation does nothing twice."}
	retryOther = verdict{id: "retry-field", kind: Contract, level: Warning, text: "retry changed from %s to %s",
		why: "Callers have to fill in another field for a call to be repeated safely."}
)

// retryRule compares x-retry, and what stands for it where an operation has none. A change of the document's default is one
// change for all operations that it makes a difference to: see retryDefaultRule.
func retryRule(c *comparison) []Change {
	baseDefault, headDefault := retryDefaults(c)
	var changes []Change
	for _, p := range c.operations {
		if p.head.webhook || hasNoRetry(p) {
			continue
		}
		before, _ := extension.ParseRetry(p.base.node.Get("x-retry"), baseDefault, p.base.method)
		after, _ := extension.ParseRetry(p.head.node.Get("x-retry"), headDefault, p.head.method)
		if before.Rule == after.Rule && before.Field == after.Field {
			continue
		}
		v := retryOther
		if a, b := safety(before), safety(after); a < b {
			v = retryMore
		} else if a > b {
			v = retryLess
		}
		changes = append(changes, v.ofMember(p.head, p.base.node, p.head.node, p.head.pos, "x-retry", retryText(before), retryText(after)))
	}
	return changes
}

// hasNoRetry reports whether an operation leaves the rule to the document in both.
func hasNoRetry(p operationPair) bool {
	return p.base.node.Get("x-retry") == nil && p.head.node.Get("x-retry") == nil
}

func retryDefaults(c *comparison) (base, head extension.RetryDefault) {
	base, _ = extension.ParseRetryDefault(c.base.root.Get("x-retry-default"))
	head, _ = extension.ParseRetryDefault(c.head.root.Get("x-retry-default"))
	return base, head
}

// safety orders the rules by how freely a call is sent again.
func safety(r extension.Retry) int {
	return map[string]int{extension.RetryNever: 0, extension.RetryIdempotentWith: 1, extension.RetryIdempotent: 2, extension.RetrySafe: 2}[r.Rule]
}

func retryText(r extension.Retry) string {
	if r.Field != "" {
		return fmt.Sprintf("`%s: %s`", r.Rule, r.Field)
	}
	return "`" + r.Rule + "`"
}

// memberPos returns the place of a member, or another when there is none.
func memberPos(n *document.Node, name string, otherwise document.Position) document.Position {
	if m := n.Member(name); m != nil {
		return m.Pos
	}
	return otherwise
}
