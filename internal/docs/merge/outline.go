package merge

import (
	"slices"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// outline is what the document knows of the bodies of an operation, by which a page is read that does not show where objects end.
func (im *importer) outline(op *operation) page.Outline {
	var known page.Outline
	if body := op.node.Get("requestBody"); body != nil {
		known.Request = im.bodyOutline(im.deref(body))
	}
	known.Answer = known.Request // a webhook's page may show its message as an answer
	if answer := success(op.node); !op.webhook {
		known.Answer = nil
		if answer != nil {
			known.Answer = im.bodyOutline(im.deref(answer.Value))
		}
	}
	return known
}

func (im *importer) bodyOutline(body *document.Node) *document.Node {
	media := jsonMedia(body)
	if media == nil || media.Value.Get("schema") == nil {
		return nil
	}
	return im.schemaOutline(media.Value.Get("schema"), nil)
}

// schemaOutline is a value of a schema. Objects within themselves have no members.
func (im *importer) schemaOutline(n *document.Node, within []*document.Node) *document.Node {
	v := im.ofDocument(n)
	last, _ := v.core()
	if last == nil || slices.Contains(within, last) {
		return &document.Node{Kind: document.Null}
	}
	within = append(slices.Clone(within), last)
	if items, _ := v.get("items"); items != nil && slices.Contains(v.types, "array") {
		return &document.Node{Kind: document.Array, Items: []*document.Node{im.schemaOutline(items, within)}}
	}
	properties := v.properties()
	if len(properties) == 0 {
		return &document.Node{Kind: document.Null}
	}
	out := object()
	for _, p := range properties {
		put(out, p.name, im.schemaOutline(p.schema, within))
	}
	return out
}
