package lint

import (
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

func answerRules() []Rule {
	return []Rule{
		{ID: "envelope", Level: Error, Text: "Every JSON answer is wrapped by the declared envelope: its schema has the member that holds the code.", check: checkEnvelope},
		{ID: "outcome", Level: Error, Convention: true, Text: "Data that carries a verdict of its own is declared: x-envelope with outcome.", check: checkOutcome},
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
	r.answers(func(o *operation, envelope *extension.Envelope, _ document.Member, schema *document.Node) {
		if envelope.Outcome != nil || envelope.Data == "" {
			return
		}
		data := r.properties(find(r.properties(schema), envelope.Data))
		for _, v := range verdicts {
			success, code := find(data, v[0]), find(data, v[1])
			if success != nil && code != nil {
				r.report(o.pos, "data of %s has %s and %s, a verdict of its own, and no outcome: add x-envelope: {outcome: {success: %s, code: %s}} to the operation",
					o.title(), document.Quote(v[0]), document.Quote(v[1]), envelope.Data+"."+v[0], envelope.Data+"."+v[1])
				return
			}
		}
	})
}
