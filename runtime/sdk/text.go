package sdk

import "errors"

// enterText continues inside a text that holds JSON.
func (d *Decoder) enterText(s []byte) {
	d.texts = append(d.texts, message{d.buf, d.pos})
	d.buf, d.pos = s, 0
}

// leaveText continues after the text that was entered when n texts were open.
func (d *Decoder) leaveText(n int) {
	d.buf, d.pos = d.texts[n].buf, d.texts[n].pos
	d.texts = d.texts[:n]
}

// DecodeText reads JSON that is carried in a string. Null is the zero value, and the value itself in place of the string
// is accepted. A text that cannot be read by read is reported as drift and kept raw among the unknown members of the object that
// it is a member of, so that it is not lost; elsewhere, and where a strict decoder reads a required member, it is an error.
func DecodeText[T any](d *Decoder, read func(*Decoder) T) (v T) {
	if d.err != nil {
		return v
	}
	f, frames, texts := d.top(), len(d.frames), len(d.texts)
	member := f != nil && f.kind == objectFrame
	if member {
		delete(f.json.Unknown, f.name()) // the last member of a name counts, not one before it whose text was kept
	}
	switch k := kinds[d.peek()]; k {
	case text:
	case null:
		d.null()
		return v
	default:
		d.report("JSON text", k.String())
		return read(d)
	}
	start := d.pos
	s := d.str()
	if d.err != nil {
		return v
	}
	raw := validUTF8(d.buf[start:d.pos:d.pos])
	d.enterText(s)
	if !member || d.peek() != 'n' { // a text that holds null is no null
		v = read(d)
		if d.err == nil && d.peek() == end {
			d.leaveText(texts)
			return v
		}
	}
	var zero T
	if member && d.strict && d.frames[frames-1].isRequired() {
		if d.err == nil {
			d.fail(errNoText)
		}
		return zero
	}
	if !member {
		d.fail(errTrailing)
		return zero
	}
	d.leaveText(texts)
	d.err, d.frames = nil, d.frames[:frames]
	f = d.top() // frames may have moved
	f.keepRaw(f.name(), raw)
	if len(s) > 0 && string(s) != "null" {
		d.report("JSON text", "text that is not the documented JSON")
	}
	return zero
}

var errNoText = errors.New("expected the JSON text of a value")

// isRequired reports whether the document requires the current member.
func (f *frame) isRequired() bool { return f.at == documented && bit(f.fields.notNull, f.index) }

// EncodeText writes a value as JSON that is carried in a string; nil is null.
func EncodeText[T any](e *Encoder, v T, write func(*Encoder, T)) {
	start := e.Begin()
	write(e, v)
	e.endText(start)
}
