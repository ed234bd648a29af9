package extension

import (
	"regexp"
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

// Outcome is a verdict inside data, for answers that carry a failure under a successful code, and the ids of what was created.
type Outcome struct {
	// Success, Code and Message are where each may stand, the first choice first: paths from the envelope, such as data.success.
	// Without Success, a code that is there is the verdict.
	Success, Code, Message []Path
	// IDs is where the ids of what was created stand: paths below data, or below an element where data is a list.
	IDs []Path
	Pos document.Position
}

// Path is a way to values in JSON: names of members, and Each for every element of a list.
type Path []string

// Each is the step of a path to every element of a list.
const Each = "[]"

// String writes a path as documents do: data[].orderList[].orderId.
func (p Path) String() string { return strings.ReplaceAll(strings.Join(p, "."), "."+Each, Each) }

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
	if o := n.Get("outcome"); o != nil && r.object(o, "success", "code", "message", "ids") {
		e.Outcome = r.outcome(o)
	}
	return e, r.errs
}

func (r *reader) outcome(n *document.Node) *Outcome {
	o := &Outcome{Success: r.paths(n, "success"), Code: r.paths(n, "code"), Message: r.paths(n, "message"), IDs: r.paths(n, "ids"), Pos: n.Pos}
	switch {
	case n.Get("success") != nil || n.Get("code") != nil:
	case n.Get("message") != nil:
		r.errorf(n.Pos, "outcome has a message and no verdict: name the member that tells success from failure, such as success: data.success")
	case n.Get("ids") == nil:
		r.errorf(n.Pos, "outcome has neither success nor code: name the member that tells success from failure, such as success: data.success")
	}
	return o
}

// paths reads a path, or a list of them.
func (r *reader) paths(n *document.Node, name string) []Path {
	v := n.Get(name)
	if v == nil {
		return nil
	}
	if v.Kind != document.Array {
		if p := r.listPath(v, name); p != nil {
			return []Path{p}
		}
		return nil
	}
	if len(v.Items) == 0 {
		r.errorf(v.Pos, "%s is empty: give it a path or leave it out", name)
	}
	var out []Path
	for _, item := range v.Items {
		if p := r.listPath(item, name); p != nil {
			out = append(out, p)
		}
	}
	return out
}

// pathStep is the name of a member, and the lists that it holds.
var pathStep = regexp.MustCompile(`^([^\[\]]+)((?:\[\])*)$`)

// listPath reads a path that may lead through lists: names of members joined by dots, with [] behind that of a list.
func (r *reader) listPath(n *document.Node, name string) Path {
	if n.Kind != document.String {
		r.errorf(n.Pos, "%s is %s: it must be a path such as data.success, or a list of paths", name, n.Kind)
		return nil
	}
	var p Path
	for part := range strings.SplitSeq(n.Text, ".") {
		m := pathStep.FindStringSubmatch(part)
		if m == nil {
			r.errorf(n.Pos, "%s %q is no path: join names with dots and put [] behind that of a list, as in data[].success", name, clip(n.Text))
			return nil
		}
		p = append(p, m[1])
		for range len(m[2]) / len(Each) {
			p = append(p, Each)
		}
	}
	return p
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
