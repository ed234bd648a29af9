package extension

import (
	"net/http"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// The rules of x-retry.
const (
	RetrySafe           = "safe"            // a pure read
	RetryNever          = "never"           // sent once
	RetryIdempotentWith = "idempotent-with" // the server tells repetitions by a field of the request

	// RetryIdempotent is the rule of operations that do the same when they are sent again, by RFC 9110. No x-retry says so.
	RetryIdempotent = "idempotent"
)

// Retry is x-retry of an operation.
type Retry struct {
	Rule  string
	Field string // wire name of the request's field, for idempotent-with
	Pos   document.Position
}

// RetryDefault is x-retry-default of a document: the rule of its operations without x-retry.
type RetryDefault string

// The defaults.
const (
	RetryByNever   RetryDefault = "never"   // nothing is sent again
	RetryByRFC9110 RetryDefault = "rfc9110" // what RFC 9110 says of the HTTP method
)

// ParseRetryDefault reads x-retry-default: never or rfc9110. Without it the default is rfc9110.
func ParseRetryDefault(n *document.Node) (RetryDefault, document.Errors) {
	r := reader{extension: "x-retry-default"}
	if n == nil {
		return RetryByRFC9110, nil
	}
	names := []string{string(RetryByNever), string(RetryByRFC9110)}
	switch {
	case n.Kind != document.String:
		r.errorf(n.Pos, "%s is no default: write never or rfc9110", n.Kind)
	case contains(names, n.Text):
		return RetryDefault(n.Text), nil
	default:
		r.errorf(n.Pos, "unknown default %q: %s", clip(n.Text), Suggest(n.Text, names))
	}
	return RetryByNever, r.errs
}

// Rule is the rule of an operation without x-retry.
func (d RetryDefault) Rule(method string) string {
	if d == RetryByRFC9110 {
		switch strings.ToUpper(method) {
		case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
			return RetrySafe
		case http.MethodPut, http.MethodDelete:
			return RetryIdempotent
		}
	}
	return RetryNever
}

// ParseRetry reads x-retry of an operation: safe, never, or {idempotent-with: FIELD}. Without it the rule is what the document's
// default makes of the HTTP method.
func ParseRetry(n *document.Node, byDefault RetryDefault, method string) (Retry, document.Errors) {
	r := reader{extension: "x-retry"}
	if n == nil {
		return Retry{Rule: byDefault.Rule(method)}, nil
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
