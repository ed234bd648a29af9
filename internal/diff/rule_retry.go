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

// retryRule compares x-retry.
func retryRule(c *comparison) []Change {
	var changes []Change
	for _, p := range c.operations {
		if p.head.webhook {
			continue
		}
		before, _ := extension.ParseRetry(p.base.node.Get("x-retry"))
		after, _ := extension.ParseRetry(p.head.node.Get("x-retry"))
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

// safety orders the rules by how freely a call is sent again.
func safety(r extension.Retry) int {
	return map[string]int{extension.RetryNever: 0, extension.RetryIdempotentWith: 1, extension.RetrySafe: 2}[r.Rule]
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
