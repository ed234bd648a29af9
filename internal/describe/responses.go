package describe

import (
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

// response makes what the operation's method returns of the answer that means success.
func (d *describer) response(op *operation) {
	envelope := d.envelope
	if n := op.node.Get("x-envelope"); n != nil {
		envelope = envelope.Merge(d.parseEnvelope(n))
	}
	schema, media := d.success(op)
	op.api.Accept = notable(op.api.Accept)
	if media != "" { // no envelope is around what is not JSON
		ref := rawRef(media)
		if ref.Kind == api.Parts {
			ref.Kind = api.Bytes
		}
		op.api.Media, op.api.Data = media, &ref
		return
	}
	if envelope != nil && !envelope.None {
		op.api.Envelope = d.describeEnvelope(op, envelope)
	}
	if schema == nil {
		return
	}
	if op.api.Envelope != nil {
		if schema = d.dataSchema(op, schema); schema == nil {
			return
		}
	}
	u := d.use(schema, "")
	if u.isNull() {
		return
	}
	op.api.DataUnknown, op.api.DataNullable = u.undescribed(), u.nullable
	at := place{prefix: operationTypeName(op) + "Response", label: op.id + ".response", says: "is what " + op.qualified() + " returns"}
	ref := d.refOf(u, at)
	if op.outcome != nil && len(op.outcome.IDs) > 0 && ref.Kind == api.Array {
		ref.List = d.listType(u, at, ref.Elem)
	}
	op.api.Data = &ref
}

// describeEnvelope checks the envelope of an operation.
func (d *describer) describeEnvelope(op *operation, e *extension.Envelope) *api.Envelope {
	if e.Data == "" || e.Code == "" {
		d.errorf(d.envelopePos(op), "envelope", "x-envelope lacks code or data: name the members that hold the result code and the content")
		return nil
	}
	out := &api.Envelope{Code: e.Code, Message: e.Message, Data: e.Data, RequestID: e.RequestID, Success: e.Success, Rejected: e.Rejected}
	if op.outcome = e.Outcome; op.outcome != nil {
		out.Outcome = d.describeOutcome(e)
	}
	return out
}

func (d *describer) envelopePos(op *operation) document.Position {
	if n := op.node.Get("x-envelope"); n != nil {
		return n.Pos
	}
	return d.root.Get("x-envelope").Pos
}

// success returns the schema of the answer that means success, or its media type when it is not JSON; neither when such an
// answer has no content. It notes which statuses and media types there are.
func (d *describer) success(op *operation) (schema *document.Node, media string) {
	responses := op.node.Get("responses")
	if responses == nil {
		return nil, ""
	}
	var best *document.Member
	for i := range responses.Members {
		m := &responses.Members[i]
		if successRank(m.Name) < 0 {
			continue
		}
		if best == nil || successRank(m.Name) < successRank(best.Name) {
			best = m
		}
	}
	if best == nil {
		return nil, ""
	}
	op.api.Status, _ = strconv.Atoi(best.Name) // a range leaves it open
	schema, media, types := content(d.follow(best.Value))
	op.api.Accept = types
	for _, m := range responses.Members {
		status, err := strconv.Atoi(m.Name)
		if err != nil || successRank(m.Name) < 0 || m.Name == best.Name {
			continue
		}
		if other, otherMedia, _ := content(d.follow(m.Value)); otherMedia != media || !d.sameSchema(schema, other) {
			op.api.Others = append(op.api.Others, status)
		}
	}
	return schema, media
}

// content returns the schema of an answer that is JSON, or the media type of one that is not, and the media types that it may have.
func content(response *document.Node) (schema *document.Node, media string, types []string) {
	content := response.Get("content")
	if content == nil || len(content.Members) == 0 {
		return nil, "", nil
	}
	if schema, types = jsonContent(content); schema != nil {
		return schema, "", types
	}
	media = oneLine(mediaType(content.Members[0].Name))
	return nil, media, rawContent(content, media)
}

// sameSchema reports whether two schemas describe the same, whether they are components or not.
func (d *describer) sameSchema(a, b *document.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return sameShape(d.follow(a), d.follow(b), 0)
}

// successRank orders the answers that may mean success, the best first; it is negative for others.
func successRank(status string) int {
	switch {
	case status == "200":
		return 0
	case len(status) == 3 && status[0] == '2' && status[1] >= '0' && status[1] <= '9' && status[2] >= '0' && status[2] <= '9':
		return 1 + int(status[1]-'0')*10 + int(status[2]-'0')
	case strings.EqualFold(status, "2XX"):
		return 200
	case status == "default":
		return 201
	}
	return -1
}

// dataSchema is the schema of the envelope's data member; nil when the answer has none.
func (d *describer) dataSchema(op *operation, schema *document.Node) *document.Node {
	u := d.use(schema, "")
	if u.undescribed() {
		return &document.Node{Kind: document.Object, Pos: schema.Pos}
	}
	properties := u.node.Get("properties")
	if properties == nil {
		d.errorf(schema.Pos, "envelope", "this answer is no object with properties, and x-envelope wraps every answer: describe the envelope, or give the operation x-envelope: null")
		return nil
	}
	if data := properties.Get(op.api.Envelope.Data); data != nil {
		return data
	}
	if code := op.api.Envelope.Code; properties.Get(code) == nil {
		d.errorf(schema.Pos, "envelope", "this answer has neither %s nor %s, which x-envelope names: describe the envelope, or give the operation x-envelope: null",
			document.Quote(op.api.Envelope.Data), document.Quote(code))
	}
	return nil
}
