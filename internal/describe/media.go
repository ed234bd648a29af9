package describe

import (
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
)

// mediaType is a media type as it compares: without parameters, in lower case.
func mediaType(name string) string {
	name, _, _ = strings.Cut(name, ";")
	return strings.ToLower(strings.TrimSpace(name))
}

// isJSON reports whether a media type is JSON.
func isJSON(name string) bool {
	media := mediaType(name)
	return media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json")
}

// jsonContent returns the schema of the first JSON media type, and all media types that are JSON.
func jsonContent(content *document.Node) (schema *document.Node, types []string) {
	for i, m := range content.Members {
		if isJSON(m.Name) || m.Name == "*/*" || m.Name == "application/*" {
			if schema == nil {
				schema = schemaOf(&content.Members[i])
			}
			types = append(types, oneLine(m.Name))
		}
	}
	return schema, types
}

// notable is a list of media types of JSON, unless it says no more than application/json.
func notable(types []string) []string {
	if len(types) == 1 && (types[0] == "application/json" || strings.Contains(types[0], "*")) {
		return nil
	}
	return types
}

// rawContent returns the media types of a body that has the Go type of the first.
func rawContent(content *document.Node, first string) (types []string) {
	for _, m := range content.Members {
		if media := mediaType(m.Name); !isJSON(media) && rawRef(media) == rawRef(first) && (media == api.FormMedia) == (first == api.FormMedia) {
			types = append(types, oneLine(m.Name))
		}
	}
	return types
}

// schemaOf is the schema of a media type; one that allows anything when it has none.
func schemaOf(media *document.Member) *document.Node {
	if s := media.Value.Get("schema"); s != nil {
		return s
	}
	return &document.Node{Kind: document.Object, Pos: media.Pos}
}

// isStructured reports whether the body is described by its schema: as JSON, or as a form, which is an object.
func (b *body) isStructured() bool {
	return b.media == nil || mediaType(b.media.Name) == api.FormMedia
}

// described is the body in the API.
func (b *body) described() *api.Body {
	out := &api.Body{Required: b.required, ContentTypes: b.types}
	if b.media == nil {
		return out
	}
	if out.Media = oneLine(mediaType(b.media.Name)); strings.Contains(out.Media, "*") {
		out.Media = "application/octet-stream" // a range says which are allowed
	}
	encoding := b.media.Value.Get("encoding")
	if encoding == nil {
		return out
	}
	for _, m := range encoding.Members {
		if m.Value.Get("style").StringValue() == "deepObject" {
			out.Deep = append(out.Deep, m.Name)
		}
	}
	return out
}

// rawRef is the Go type of what has a media type without a structure of ours.
func rawRef(media string) api.Ref {
	switch {
	case strings.HasPrefix(media, "multipart/"):
		return api.Ref{Kind: api.Parts}
	case strings.HasPrefix(media, "text/"), media == api.FormMedia:
		return api.Ref{Kind: api.String}
	}
	return api.Ref{Kind: api.Bytes}
}

// bodyDoc says how a body is sent.
func (d *describer) bodyDoc(b *api.Body, from *body) string {
	switch {
	case b.Media == "":
		return "Body is sent as JSON."
	case b.Field.Ref.Kind == api.Parts:
		names := memberNames(d.use(from.schema, "").properties())
		if len(names) == 0 {
			return "Body is sent as " + b.Media + "."
		}
		return "Body is sent as " + b.Media + ", with the parts " + oneLine(strings.Join(names, ", ")) + "."
	case b.Media == api.FormMedia && b.Field.Ref.Kind == api.String:
		return "Body is sent as it is, as a form: url.Values has a method Encode that makes one."
	case b.Media == api.FormMedia:
		return "Body is sent as a form."
	}
	return "Body is sent as it is, as " + b.Media + "."
}

// properties are the members of an object that are described; nil for anything else.
func (u use) properties() *document.Node {
	if u.node == nil {
		return nil
	}
	return u.node.Get("properties")
}
