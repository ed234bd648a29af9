package sdk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/settings"
	"github.com/pandapon/pandagen/signer"
)

// ParamRule is what the document demands of a parameter, or of the body as a whole.
type ParamRule struct {
	In       string // path, query, header, cookie, or body
	Name     string // on the wire; empty for the body
	Required bool
	Unsure   bool   // of Required: see [Rule.Unsure]
	List     bool   // it is a list
	Prefix   string // what stands before the value, in the path
	Join     string // what stands between the items of a list; empty when each is sent by itself
	Rule     *Rule  // may be nil
}

// broken returns the rule that the values of a parameter break, or the items of one that is a list; empty when there is none.
func (p *ParamRule) broken(values []string) string {
	if p.Rule == nil {
		return ""
	}
	rule := p.Rule
	if p.List {
		rule = p.Rule.Items
	}
	if rule != nil {
		for _, v := range values {
			if broken := rule.brokenByText(v); broken != "" {
				return broken
			}
		}
	}
	if p.List {
		return p.Rule.brokenByCount(len(values))
	}
	return ""
}

// field is how errors call a parameter.
func (p *ParamRule) field() string {
	if p.In == "body" {
		return "body"
	}
	return p.Name
}

const ruleRequired = "required"

// brokenRule is a rule that a request breaks.
type brokenRule struct {
	path, rule string
	unsure     bool
}

// checks collects the rules that a request breaks while it is written. A nil one collects nothing.
type checks struct {
	unsure bool // rules of which the document is not sure matter, too
	broken []brokenRule
}

func (c *checks) add(path, rule string, unsure bool) {
	if unsure && !c.unsure {
		return
	}
	c.broken = append(c.broken, brokenRule{path, rule, unsure})
}

// hold adds what a JSON value breaks of a rule.
func (c *checks) hold(r *Rule, value []byte, path string) {
	if r == nil || r.Unsure && !c.unsure {
		return
	}
	if inner, rule := r.Broken(value); rule != "" {
		c.add(within(path, inner), rule, r.Unsure)
	}
}

// count is how much was collected.
func (c *checks) count() int {
	if c == nil {
		return 0
	}
	return len(c.broken)
}

// in says that what was collected since from lies within something, and returns the count.
func (c *checks) in(from int, outer string) int {
	if c == nil {
		return 0
	}
	for i := from; i < len(c.broken); i++ {
		c.broken[i].path = within(outer, c.broken[i].path)
	}
	return len(c.broken)
}

// inElement is in for an element of an array.
func (c *checks) inElement(from, i int) int {
	if c == nil || len(c.broken) == from {
		return from
	}
	return c.in(from, "["+strconv.Itoa(i)+"]")
}

// memberCheck is the state of an [ObjectWriter] that checks what it writes. A member ends where the next one begins, so it is
// checked then.
type memberCheck struct {
	member int // that was written last; -1 for none
	from   int // where it begins in the buffer, with its key
	broken int // how much had been collected before
}

func (o *ObjectWriter) beginMember(i int) {
	if o.e.checks != nil {
		o.check.member, o.check.from = i, len(o.e.buf)
	}
}

// endMember checks the member that was written last.
func (o *ObjectWriter) endMember() {
	i, c := o.check.member, o.e.checks
	if c == nil || i < 0 {
		return
	}
	o.check.member = -1
	name := o.fields.List[i]
	o.check.broken = c.in(o.check.broken, name)
	if value := o.check.from + len(o.fields.keys[i]); len(o.e.buf) > value {
		c.hold(o.fields.rule(i), o.e.buf[value:], name)
		o.check.broken = c.count()
	}
}

// checkMissing notes a required member whose field is zero: where that is no value of its own, it means that none was given, unless
// the struct was read from an object that had it.
func (o *ObjectWriter) checkMissing(i int) {
	if o.wasRead(i) && o.fate(i) == written {
		return
	}
	if bit(o.fields.notNull, i) {
		o.e.checks.add("", ruleRequired, bit(o.fields.unsure, i))
	}
}

// isNumberOrBool reports whether a zero value, as JSON, is one of which nobody can say whether it was given.
func isNumberOrBool(zero string) bool {
	switch zero {
	case "0", `"0"`, "false":
		return true
	}
	return false
}

// startChecks makes the encoder of the request check what it writes.
func (x *call) startChecks() {
	if !x.options.Unchecked {
		x.request.checks.unsure = x.client.settings.Drift != nil
		x.request.body.checks = &x.request.checks
	}
}

// check holds the request against the document. given says that the caller gave one.
func (x *call) check(required, given bool) error {
	if x.options.Unchecked {
		return nil
	}
	if required && !given && !x.op.Unsure {
		return &runtime.RequestError{Operation: x.op.Name, Rule: ruleRequired}
	}
	for i := range x.op.Params {
		x.request.checkParam(&x.op.Params[i])
	}
	broken := x.request.checks.broken
	for _, b := range broken {
		if !b.unsure && !x.op.Unsure {
			return &runtime.RequestError{Operation: x.op.Name, Field: b.path, Rule: b.rule}
		}
	}
	if report := x.client.settings.Drift; report != nil {
		for _, b := range broken {
			report(x.op.Name, settings.Drift(driftOf(within("request", b.path), b.rule)))
		}
	}
	return nil
}

// driftOf is what breaks a rule of which the document is not sure. The value stays out: it may be anybody's address.
func driftOf(path, rule string) runtime.Drift {
	got := "another value"
	if rule == ruleRequired {
		got = "nothing"
	}
	return runtime.Drift{Path: path, Want: rule, Got: got}
}

// checkParam holds a parameter against its rule, or the body.
func (w *RequestWriter) checkParam(p *ParamRule) {
	if p.In == "body" {
		switch body := w.body.Bytes(); {
		case len(body) > 0:
			w.checks.hold(p.Rule, body, "")
		case p.Required && len(w.raw) == 0 && w.contentType == "":
			w.checks.add(p.field(), ruleRequired, p.Unsure)
		}
		return
	}
	values := w.values(p.In, p.Name)
	given := len(values) > 1 || len(values) == 1 && values[0] != ""
	if p.Required && !given {
		w.checks.add(p.field(), ruleRequired, p.Unsure)
		return
	}
	if len(values) == 0 {
		return
	}
	if rule := p.broken(values); rule != "" {
		w.checks.add(p.field(), rule, p.Rule.Unsure)
	}
}

// values returns what was written for a parameter: its values, or the items of one that is a list.
func (w *RequestWriter) values(in, name string) (values []string) {
	var list []signer.Value
	switch in {
	case "path":
		list = w.params
	case "query":
		list = w.query
	case "header":
		list, name = w.header, http.CanonicalHeaderKey(name)
	case "cookie":
		list = w.cookie
	}
	if i := slices.IndexFunc(w.styled, func(s styled) bool { return s.in == in && s.name == name }); i >= 0 {
		return w.styled[i].items
	}
	for _, v := range list {
		if v.Name == name {
			values = append(values, v.Value)
		}
	}
	return values
}

// checkMember holds the member that was read last against its rule. It returns false after an error.
func (d *Decoder) checkMember(f *frame) bool {
	if f.at != documented {
		return true
	}
	r := f.fields.rule(f.index)
	if r == nil || r.Unsure && d.drift == nil {
		return true
	}
	path, rule := r.Broken(d.buf[f.from:d.pos])
	if rule == "" {
		return true
	}
	return d.breaks(path, rule, r.Unsure)
}

// breaks reports a broken rule: an error, unless the document is not sure of it. It returns false after an error.
func (d *Decoder) breaks(inner, rule string, unsure bool) bool {
	path := within(d.Path(), inner)
	if !unsure && !d.unsure {
		d.failAt(path, errBroken(rule))
		return false
	}
	if d.drift != nil {
		d.drift(driftOf(path, rule))
	}
	return true
}

func errBroken(rule string) error { return errors.New("breaks the rule " + strconv.Quote(rule)) }
