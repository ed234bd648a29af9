package runtime

import (
	"errors"
	"io"

	"github.com/go-faster/jx"
)

// enterText continues inside a text that holds JSON.
func (d *Decoder) enterText(text []byte) {
	d.texts = append(d.texts, d.jx)
	d.jx.ResetBytes(text)
}

// leaveText continues after the text. It fails when the text holds more than one value.
func (d *Decoder) leaveText() error {
	end := d.jx.Skip()
	last := len(d.texts) - 1
	d.jx, d.texts = d.texts[last], d.texts[:last]
	if end != io.EOF {
		return errors.New("data after the JSON value in the text")
	}
	return nil
}

// DecodeText reads JSON that is carried in a string. Null is the zero value, and the value itself in place of the string
// is accepted. A text that cannot be read by read is reported as drift and kept raw in unknown, so that it is not lost;
// without unknown it is an error.
func DecodeText[T any](d *Decoder, unknown *Members, read func(*Decoder) T) (v T) {
	if d.err != nil {
		return v
	}
	switch t := d.jx.Next(); t {
	case jx.String:
	case jx.Null:
		d.null()
		return v
	default:
		d.report("JSON text", t.String())
		return read(d)
	}
	raw := d.raw()
	if d.err != nil {
		return v
	}
	depth, texts := len(d.frames), len(d.texts)
	var s jx.Decoder
	s.ResetBytes(raw)
	text, err := s.StrBytes()
	if err != nil {
		d.syntax(err)
		return v
	}
	d.enterText(text)
	v = read(d)
	if d.err == nil {
		if err := d.leaveText(); err == nil {
			return v
		}
	}
	var zero T
	if unknown == nil {
		d.fail(errors.New("expected JSON in the text"))
		return zero
	}
	if len(d.texts) > texts {
		d.jx = d.texts[texts]
	}
	d.err, d.frames, d.texts = nil, d.frames[:depth], d.texts[:texts]
	unknown.Set(alias(d.frames[depth-1].object.Key()), raw)
	if len(text) > 0 {
		d.report("JSON text", "text that is not the documented JSON")
	}
	return zero
}

// EncodeText writes a value as JSON that is carried in a string; nil is null.
func EncodeText[T any](e *Encoder, v T, write func(*Encoder, T)) {
	start := e.Begin()
	write(e, v)
	if string(e.w.Buf[start:]) == "null" {
		return
	}
	e.endText(start)
}
