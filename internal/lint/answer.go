package lint

import (
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/spelling"
)

func answerRules() []Rule {
	return []Rule{
		{ID: "envelope", Level: Error, Text: "Every JSON answer is wrapped by the declared envelope: its schema has the member that holds the code.", check: checkEnvelope},
		{ID: "outcome", Level: Error, Convention: true, Text: "Data that carries a verdict of its own is declared: x-envelope with outcome.", check: checkOutcome},
		{ID: "outcome-place", Level: Error, Text: "No place that an outcome names looks like a misspelt member of the data.", check: checkOutcomePlaces},
	}
}

// answers calls visit with each JSON schema of a successful answer that an envelope wraps.
func (r *run) answers(visit func(o *operation, envelope *extension.Envelope, status document.Member, schema *document.Node)) {
	root, _ := extension.ParseEnvelope(r.root.Get("x-envelope"))
	for _, o := range r.operations {
		own, _ := extension.ParseEnvelope(o.node.Get("x-envelope"))
		envelope := root.Merge(own)
		responses := o.node.Get("responses")
		if o.webhook || envelope == nil || envelope.None || responses == nil {
			continue
		}
		for _, status := range responses.Members {
			if !strings.HasPrefix(status.Name, "2") && status.Name != "default" {
				continue
			}
			if schema := r.jsonSchema(status.Value); schema != nil {
				visit(o, envelope, status, schema)
			}
		}
	}
}

func checkEnvelope(r *run) {
	r.answers(func(o *operation, envelope *extension.Envelope, status document.Member, schema *document.Node) {
		if envelope.Code != "" && find(r.properties(schema), envelope.Code) == nil {
			r.report(schema.Pos, "answer %s of %s has no member %s, which x-envelope names: wrap it with allOf and the envelope's schema, or declare x-envelope: null on the operation",
				status.Name, o.title(), document.Quote(envelope.Code))
		}
	})
}

// verdicts are pairs of members by which data says that it failed.
var verdicts = [][2]string{{"success", "errorCode"}, {"isSuccess", "errorCode"}, {"success", "errCode"}}

func checkOutcome(r *run) {
	byDefault, _ := extension.ParseRetryDefault(r.root.Get("x-retry-default"))
	r.answers(func(o *operation, envelope *extension.Envelope, _ document.Member, schema *document.Node) {
		if envelope.Outcome != nil || envelope.Data == "" {
			return
		}
		data := find(r.properties(schema), envelope.Data)
		retry, _ := extension.ParseRetry(o.node.Get("x-retry"), byDefault, o.method)
		if retry.Rule != extension.RetrySafe && isOnly(r.deref(data), "boolean") {
			r.report(o.pos, "data of %s is a boolean, the verdict of a call that acts, and there is no outcome: add x-envelope: {outcome: {success: %s}} to the operation",
				o.title(), envelope.Data)
			return
		}
		place := envelope.Data + "."
		if items := r.deref(data).Get("items"); items != nil {
			data, place = items, envelope.Data+"[]."
		}
		members := r.properties(data)
		for _, v := range verdicts {
			success, code := find(members, v[0]), find(members, v[1])
			if success != nil && code != nil {
				r.report(o.pos, "data of %s has %s and %s, a verdict of its own, and no outcome: add x-envelope: {outcome: {success: %s, code: %s}} to the operation",
					o.title(), document.Quote(v[0]), document.Quote(v[1]), quoteList(place+v[0]), quoteList(place+v[1]))
				return
			}
		}
	})
}

// isOnly reports whether a schema allows one type alone, but for null.
func isOnly(schema *document.Node, name string) bool {
	t := schema.Get("type")
	if t == nil {
		return false
	}
	types := t.Items
	if t.Kind == document.String {
		types = []*document.Node{t}
	}
	has := false
	for _, t := range types {
		has = has || t.Text == name
		if t.Text != name && t.Text != "null" {
			return false
		}
	}
	return has
}

// quoteList quotes a path that YAML would take for something else inside braces.
func quoteList(path string) string {
	if strings.Contains(path, extension.Each) {
		return "'" + path + "'"
	}
	return path
}

// checkOutcomePlaces follows the places of outcomes through the answer. What the document does not describe may be there all
// the same.
func checkOutcomePlaces(r *run) {
	r.answers(func(o *operation, envelope *extension.Envelope, _ document.Member, schema *document.Node) {
		outcome := envelope.Outcome
		if outcome == nil || o.node.Get("x-envelope").Get("outcome") == nil {
			return
		}
		for _, places := range [][]extension.Path{outcome.Success, outcome.Code, outcome.Message} {
			misspelt := ""
			for _, path := range places {
				step, meant := r.leadsAstray(schema, path)
				if step == "" {
					misspelt = ""
					break
				}
				if meant != "" && misspelt == "" {
					misspelt = document.Quote(path.String()) + ": the answer of " + o.title() + " has no " + document.Quote(step) + ": did you mean " + document.Quote(meant) + "?"
				}
			}
			if misspelt != "" {
				r.report(outcome.Pos, "outcome: %s", misspelt)
			}
		}
	})
}

// leadsAstray returns the step of a path that the answer does not describe, and the member that looks like it; nothing when
// all of the path is described.
func (r *run) leadsAstray(schema *document.Node, path extension.Path) (step, meant string) {
	for _, step := range path {
		if step == extension.Each {
			schema = r.deref(schema).Get("items")
			continue
		}
		members := r.properties(schema)
		if schema = find(members, step); schema == nil {
			names := make([]string, len(members))
			for i, m := range members {
				names[i] = m.name
			}
			return step, spelling.Nearest(step, names)
		}
	}
	return "", ""
}
