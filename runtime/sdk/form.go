package sdk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/signer"
)

// formType is the media type of forms.
const formType = "application/x-www-form-urlencoded"

// Form writes the body as a form with the members of v: a scalar as its text, a list once for each item, an object as JSON
// text. A member that deep names is written as name[member]=text, and a list in it as name[0]=text. Null is left out.
func (w *RequestWriter) Form(v JSONEncoder, deep ...string) {
	e := Encoder{checks: w.body.checks, way: w.body.way}
	v.EncodeJSON(&e)
	if err := e.Err(); err != nil {
		w.fail(err)
		return
	}
	form, err := formOf(e.Bytes(), deep)
	if err != nil {
		w.fail(err)
	}
	w.form = append(w.form, form...)
	w.contentType = formType
}

// formOf returns the fields of a form with the members of a JSON object.
func formOf(object []byte, deep []string) ([]signer.Value, error) {
	var form []signer.Value
	var d Decoder
	d.Reset(object)
	if d.Map() {
		for name, ok := d.Entry(); ok; name, ok = d.Entry() {
			form = appendField(form, name, d.raw(), slices.Contains(deep, name))
		}
	}
	return form, d.Err()
}

// appendField appends the fields that hold a JSON value.
func appendField(form []signer.Value, name string, raw []byte, deep bool) []signer.Value {
	var d Decoder
	d.Reset(raw)
	switch k := kinds[d.peek()]; {
	case k == null:
		return form
	case k == array && d.Array():
		for i := 0; d.Elem(); i++ {
			item := name
			if deep {
				item = name + "[" + strconv.Itoa(i) + "]"
			}
			form = appendField(form, item, d.raw(), deep)
		}
		return form
	case k == object && deep && d.Map():
		for member, ok := d.Entry(); ok; member, ok = d.Entry() {
			form = appendField(form, name+"["+member+"]", d.raw(), true)
		}
		return form
	}
	return append(form, signer.Value{Name: name, Value: d.String()})
}

// Form returns the decoder of a body that is a form and must be there: see [RequestWriter.Form].
func (r *RequestReader) Form(deep ...string) *Decoder {
	if len(r.body) == 0 {
		r.fail(http.StatusBadRequest, "the body is empty: send a form")
	}
	r.decodeForm(deep)
	return &r.decoder
}

// OptionalForm returns the decoder of a body that is a form and may be missing, and whether there is one.
func (r *RequestReader) OptionalForm(deep ...string) (*Decoder, bool) {
	if len(r.body) == 0 {
		return nil, false
	}
	r.decodeForm(deep)
	return &r.decoder, true
}

// decodeForm begins to read the body as the JSON object that it stands for.
func (r *RequestReader) decodeForm(deep []string) {
	r.wantType(true)
	if r.err != nil {
		return
	}
	values, err := url.ParseQuery(string(r.body))
	if err != nil {
		r.fail(http.StatusBadRequest, "the form is malformed: "+err.Error())
		return
	}
	tree := &formNode{}
	for name, texts := range values {
		field := tree.at(name, deep)
		field.texts = append(field.texts, texts...)
	}
	var e Encoder
	tree.write(&e)
	r.startDecoder(e.Bytes())
	r.decoder.form = true
}

// formNode is a value in a form: members of an object, or texts.
type formNode struct {
	members map[string]*formNode
	texts   []string
}

// at returns the place of a field: name[member] lies below name, if name is deep.
func (n *formNode) at(name string, deep []string) *formNode {
	first, rest, nested := strings.Cut(name, "[")
	if !nested || !slices.Contains(deep, first) || !strings.HasSuffix(rest, "]") {
		return n.member(name)
	}
	members := strings.Split(strings.TrimSuffix(rest, "]"), "][")
	if len(members) > maxFormDepth {
		return n.member(name)
	}
	n = n.member(first)
	for _, member := range members {
		n = n.member(member)
	}
	return n
}

// maxFormDepth is how deep the objects in a form may nest.
const maxFormDepth = 32

func (n *formNode) member(name string) *formNode {
	if n.members == nil {
		n.members = map[string]*formNode{}
	}
	if n.members[name] == nil {
		n.members[name] = &formNode{}
	}
	return n.members[name]
}

// write writes the value as JSON. Members called 0, 1, 2 … are those of a list; a text beside members is lost.
func (n *formNode) write(e *Encoder) {
	switch {
	case len(n.members) > 0 && n.isList():
		start := e.Begin()
		for i := range len(n.members) {
			e.Elem()
			n.members[strconv.Itoa(i)].write(e)
		}
		e.EndArray(start)
	case n.members != nil || n.texts == nil:
		start := e.Begin()
		for name, member := range n.members {
			e.Key(name)
			member.write(e)
		}
		e.EndObject(start)
	case len(n.texts) == 1:
		writeFormText(e, n.texts[0])
	default:
		start := e.Begin()
		for _, text := range n.texts {
			e.Elem()
			writeFormText(e, text)
		}
		e.EndArray(start)
	}
}

func (n *formNode) isList() bool {
	for i := range len(n.members) {
		if n.members[strconv.Itoa(i)] == nil {
			return false
		}
	}
	return true
}

// writeFormText writes a text, or the object that it is the JSON text of.
func writeFormText(e *Encoder, text string) {
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		var d Decoder
		d.Reset([]byte(text))
		if raw := d.Any(); d.Finish() == nil {
			e.Any(raw)
			return
		}
	}
	e.String(text)
}
