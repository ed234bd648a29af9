package extension

import "github.com/pandapon/pandagen/internal/document"

// The rules of x-retry.
const (
	RetrySafe           = "safe"            // a pure read
	RetryNever          = "never"           // sent once
	RetryIdempotentWith = "idempotent-with" // the server tells repetitions by a field of the request
)

// Retry is x-retry of an operation.
type Retry struct {
	Rule  string
	Field string // wire name of the request's field, for idempotent-with
	Pos   document.Position
}

// ParseRetry reads x-retry: safe, never, or {idempotent-with: FIELD}. Without it the rule is never.
func ParseRetry(n *document.Node) (Retry, document.Errors) {
	r := reader{extension: "x-retry"}
	if n == nil {
		return Retry{Rule: RetryNever}, nil
	}
	out := Retry{Rule: RetryNever, Pos: n.Pos}
	switch n.Kind {
	case document.String:
		if n.Text == RetrySafe || n.Text == RetryNever {
			out.Rule = n.Text
			break
		}
		r.errorf(n.Pos, "unknown rule %q: %s", clip(n.Text), Suggest(n.Text, []string{RetrySafe, RetryNever}))
	case document.Object:
		r.object(n, RetryIdempotentWith)
		if field := r.text(n, RetryIdempotentWith); field != "" {
			out.Rule, out.Field = RetryIdempotentWith, field
		} else if len(n.Members) == 0 {
			r.errorf(n.Pos, "no rule given: write safe, never or {idempotent-with: FIELD}")
		}
	default:
		r.errorf(n.Pos, "%s is no rule: write safe, never or {idempotent-with: FIELD}", n.Kind)
	}
	return out, r.errs
}
