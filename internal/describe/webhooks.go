package describe

import (
	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

// webhook is a message of the document that the server sends.
type webhook struct {
	operation
	kind string // what the document lists it by
}

// collectWebhooks finds the document's webhooks, in order.
func (d *describer) collectWebhooks() []*webhook {
	hooks := d.root.Get("webhooks")
	if hooks == nil {
		return nil
	}
	var out []*webhook
	for _, hook := range hooks.Members {
		item := d.follow(hook.Value)
		if item == nil {
			continue
		}
		for _, m := range item.Members {
			if methods[m.Name] && m.Value.Kind == document.Object {
				op := operation{node: m.Value, pos: m.Pos, id: m.Value.Get("operationId").StringValue(), tags: tagsOf(m.Value)}
				out = append(out, &webhook{operation: op, kind: hook.Name})
			}
		}
	}
	return out
}

// describeWebhooks lists the webhooks that the options select.
func (d *describer) describeWebhooks(opts Options) {
	for _, hook := range d.webhooks {
		if !opts.selects(&hook.operation) {
			continue
		}
		hook.source = d.parseSource(hook.node.Get("x-source"))
		d.api.Webhooks = append(d.api.Webhooks, &api.Webhook{
			ID: oneLine(hook.id), Type: oneLine(hook.kind), Title: hook.title(), Body: d.bodyComponent(hook.node.Get("requestBody")),
			Source: d.source(hook.node.Get("x-source")), Pos: hook.pos,
		})
	}
}

// bodyComponent is the name of the schema component that a body refers to; empty when it refers to none.
func (d *describer) bodyComponent(body *document.Node) string {
	if body == nil {
		return ""
	}
	content := d.follow(body).Get("content")
	if content == nil {
		return ""
	}
	schema, _ := jsonContent(content)
	if schema == nil {
		return ""
	}
	return oneLine(component(schema.Get("$ref").StringValue()))
}
