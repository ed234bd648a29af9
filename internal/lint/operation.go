package lint

import (
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

func operationRules() []Rule {
	return []Rule{
		{ID: "operation-id", Level: Error, Convention: true, Text: "Every operation has an operationId.", check: checkOperationID},
		{ID: "go-name", Level: Error, Convention: true, Text: "Every operation says where it is found in Go: x-go with service and method.", check: checkGoName},
		{ID: "go-name-unique", Level: Error, Text: "No two operations have the same service and method in Go.", check: checkGoNameUnique},
		{ID: "source", Level: Error, Convention: true, Text: "Every operation and webhook says where it is documented and how well: x-source with page (or title) and evidence.", check: checkSource},
		{ID: "retry-field", Level: Error, Text: "x-retry's idempotent-with names a field of the request.", check: checkRetryField},
		{ID: "webhook-type", Level: Error, Convention: true, Text: "Every webhook has a JSON body with a type.", check: checkWebhookType},
	}
}

func checkOperationID(r *run) {
	for _, o := range r.operations {
		if id := o.node.Get("operationId"); id == nil || id.Text == "" {
			r.report(o.pos, "%s has no operationId: add one such as alibabaRefundGet, it names types and messages", o.title())
		}
	}
}

func checkGoName(r *run) {
	for _, o := range r.operations {
		if o.webhook {
			continue
		}
		g := o.node.Get("x-go")
		if g == nil {
			r.report(o.pos, "%s has no x-go: add one such as {service: Alibaba.Refunds, method: Get}", o.title())
			continue
		}
		for _, name := range []string{"service", "method"} {
			if g.Get(name) == nil {
				r.report(g.Pos, "x-go of %s has no %s: add it, as in {service: Alibaba.Refunds, method: Get}", o.title(), name)
			}
		}
	}
}

func checkGoNameUnique(r *run) {
	first := map[string]document.Position{}
	for _, o := range r.operations {
		service, method := o.node.Get("x-go").Get("service"), o.node.Get("x-go").Get("method")
		if o.webhook || service == nil || method == nil {
			continue
		}
		name := service.Text + "." + method.Text
		if pos, ok := first[name]; ok {
			r.report(method.Pos, "%s would be %s in Go, as the operation at %s is: choose another method name", o.title(), document.Quote(name), pos)
			continue
		}
		first[name] = method.Pos
	}
}

func checkSource(r *run) {
	for _, o := range r.operations {
		source := o.node.Get("x-source")
		if source == nil {
			r.report(o.pos, "%s has no x-source: add page (the documentation's address) and evidence (documented, upstream, …)", o.title())
			continue
		}
		if source.Get("page") == nil && source.Get("title") == nil {
			r.report(source.Pos, "x-source of %s has no page: add its address, or its title where nobody knows the address", o.title())
		}
		if source.Get("evidence") == nil {
			r.report(source.Pos, "x-source of %s has no evidence: add it", o.title())
		}
	}
}

func checkRetryField(r *run) {
	for _, o := range r.operations {
		retry, errs := extension.ParseRetry(o.node.Get("x-retry"), extension.RetryByNever, "")
		if len(errs) > 0 || retry.Field == "" {
			continue
		}
		names := r.requestFields(o)
		if !contains(names, retry.Field) {
			r.report(o.node.Get("x-retry").Pos, "x-retry names %s, which is no field of the request: %s", document.Quote(retry.Field), extension.Suggest(retry.Field, names))
		}
	}
}

// requestFields returns the wire names of an operation's parameters and of its JSON body's members.
func (r *run) requestFields(o *operation) []string {
	var names []string
	for _, n := range []*document.Node{o.node, o.item} {
		if params := n.Get("parameters"); params != nil {
			for _, p := range params.Items {
				if name := r.deref(p).Get("name"); name != nil {
					names = append(names, name.Text)
				}
			}
		}
	}
	for _, p := range r.properties(r.jsonSchema(o.node.Get("requestBody"))) {
		names = append(names, p.name)
	}
	return names
}

func checkWebhookType(r *run) {
	for _, o := range r.operations {
		if !o.webhook {
			continue
		}
		schema := r.deref(r.jsonSchema(o.node.Get("requestBody")))
		if schema == nil {
			r.report(o.pos, "webhook %s has no JSON body with a schema: describe what is sent", document.Quote(o.path))
			continue
		}
		if schema.Kind == document.Object && len(schema.Members) == 0 {
			r.report(schema.Pos, "the body of webhook %s has no type: describe what is sent", document.Quote(o.path))
		}
	}
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
