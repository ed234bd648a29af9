package extension

import (
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// Envelope is x-envelope: the members around an operation's data. An operation's declaration is merged into the document's
// with Merge.
type Envelope struct {
	// None says that there is no envelope: an operation's x-envelope is null.
	None bool
	// Names of members; empty when the extension does not say.
	Code, Message, Data, RequestID string
	// Success and Rejected are codes as text; nil when the extension does not say.
	Success, Rejected []string
	Outcome           *Outcome
}

// Outcome is a verdict inside data, for answers that carry a failure under a successful code. Each is a path of member names
// from the envelope, such as data.success.
type Outcome struct {
	Success, Code, Message []string
	Pos                    document.Position
}

// ParseEnvelope reads x-envelope of the document or of an operation.
func ParseEnvelope(n *document.Node) (*Envelope, document.Errors) {
	r := reader{extension: "x-envelope"}
	if n == nil {
		return nil, nil
	}
	if n.Kind == document.Null {
		return &Envelope{None: true}, nil
	}
	if !r.object(n, "code", "message", "data", "request-id", "success", "rejected", "outcome") {
		return nil, r.errs
	}
	e := &Envelope{
		Code: r.text(n, "code"), Message: r.text(n, "message"), Data: r.text(n, "data"), RequestID: r.text(n, "request-id"),
		Success: r.literals(n, "success"), Rejected: r.literals(n, "rejected"),
	}
	if o := n.Get("outcome"); o != nil && r.object(o, "success", "code", "message") {
		e.Outcome = &Outcome{Success: r.path(o, "success"), Code: r.path(o, "code"), Message: r.path(o, "message"), Pos: o.Pos}
		if e.Outcome.Success == nil && o.Get("success") == nil {
			r.errorf(o.Pos, "outcome has no success: name the member that tells success from failure, such as data.success")
		}
	}
	return e, r.errs
}

// path reads a dotted path of member names.
func (r *reader) path(n *document.Node, name string) []string {
	s := r.text(n, name)
	if s == "" {
		return nil
	}
	parts := strings.Split(s, ".")
	for _, p := range parts {
		if p == "" {
			r.errorf(n.Get(name).Pos, "%s %q has an empty step: write it as data.success", name, clip(s))
			return nil
		}
	}
	return parts
}

// Merge returns e with everything that over says in place of what e says. Both may be nil.
func (e *Envelope) Merge(over *Envelope) *Envelope {
	if over == nil || e == nil {
		if over != nil {
			return over
		}
		return e
	}
	if over.None {
		return over
	}
	m := *e
	m.None = false
	for _, p := range []struct{ to, from *string }{
		{&m.Code, &over.Code}, {&m.Message, &over.Message}, {&m.Data, &over.Data}, {&m.RequestID, &over.RequestID},
	} {
		if *p.from != "" {
			*p.to = *p.from
		}
	}
	if over.Success != nil {
		m.Success = over.Success
	}
	if over.Rejected != nil {
		m.Rejected = over.Rejected
	}
	if over.Outcome != nil {
		m.Outcome = over.Outcome
	}
	return &m
}
