package sdk

import "github.com/pandapon/pandagen/runtime"

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
// is accepted. A text that cannot be read by read is reported as drift and kept raw in unknown, so that it is not lost;
// without unknown it is an error.
func DecodeText[T any](d *Decoder, unknown *runtime.Members, read func(*Decoder) T) (v T) {
	if d.err != nil {
		return v
	}
	if unknown != nil && len(*unknown) > 0 { // the last member of a name counts, not one before it whose text was kept
		f := &d.frames[len(d.frames)-1]
		f.drop(unknown, f.name())
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
	start, frames, texts := d.pos, len(d.frames), len(d.texts)
	s := d.str()
	if d.err != nil {
		return v
	}
	raw := validUTF8(d.buf[start:d.pos:d.pos])
	d.enterText(s)
	v = read(d)
	if d.err == nil && d.peek() == end {
		d.leaveText(texts)
		return v
	}
	var zero T
	if unknown == nil {
		d.fail(errTrailing)
		return zero
	}
	d.leaveText(texts)
	d.err, d.frames = nil, d.frames[:frames]
	f := &d.frames[frames-1]
	f.keep(unknown, f.name(), raw)
	if len(s) > 0 {
		d.report("JSON text", "text that is not the documented JSON")
	}
	return zero
}

// EncodeText writes a value as JSON that is carried in a string; nil is null.
func EncodeText[T any](e *Encoder, v T, write func(*Encoder, T)) {
	start := e.Begin()
	write(e, v)
	if string(e.buf[start:]) == "null" {
		return
	}
	e.endText(start)
}
