package runtime

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/go-faster/jx"
)

// JSONEncoder is implemented by generated types: it writes one value to e.
type JSONEncoder interface{ EncodeJSON(e *Encoder) }

// Encoder writes JSON as generated code wants it: compact, in document order, without escaping HTML.
//
// Every member and element is written behind a comma, and the first comma becomes the bracket when the object or array
// ends; so nothing has to remember whether it is the first. The first error sticks; [Encoder.Err] tells it.
type Encoder struct {
	w   jx.Writer
	err error
}

// NewEncoder returns an encoder that appends to buf.
func NewEncoder(buf []byte) *Encoder { return &Encoder{w: jx.Writer{Buf: buf}} }

// Reset makes e append to buf.
func (e *Encoder) Reset(buf []byte) { e.w.Buf, e.err = buf, nil }

// Bytes returns what was written.
func (e *Encoder) Bytes() []byte { return e.w.Buf }

// Err returns the first error, or nil.
func (e *Encoder) Err() error { return e.err }

// Fail makes the encoder fail with err, unless it has failed before.
func (e *Encoder) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// Begin begins an object or an array and returns its start, for [Encoder.EndObject] or [Encoder.EndArray].
func (e *Encoder) Begin() int { return len(e.w.Buf) }

// EndObject ends the object that began at start.
func (e *Encoder) EndObject(start int) { e.end(start, '{', '}') }

// EndArray ends the array that began at start.
func (e *Encoder) EndArray(start int) { e.end(start, '[', ']') }

func (e *Encoder) end(start int, open, closing byte) {
	if len(e.w.Buf) == start {
		e.w.Buf = append(e.w.Buf, open, closing)
		return
	}
	e.w.Buf[start] = open
	e.w.Buf = append(e.w.Buf, closing)
}

// Name begins a member. The name is written as it is, so it must need no escapes; see [Encoder.Key].
func (e *Encoder) Name(name string) {
	b := append(e.w.Buf, ',', '"')
	b = append(b, name...)
	e.w.Buf = append(b, '"', ':')
}

// Key begins a member with any name.
func (e *Encoder) Key(name string) {
	e.Elem()
	e.String(name)
	e.w.Buf = append(e.w.Buf, ':')
}

// Elem begins an element of an array.
func (e *Encoder) Elem() { e.w.Buf = append(e.w.Buf, ',') }

// Null writes null.
func (e *Encoder) Null() { e.w.Null() }

// Bool writes a boolean.
func (e *Encoder) Bool(v bool) { e.w.Bool(v) }

// Int64 writes an integer.
func (e *Encoder) Int64(v int64) { e.w.Int64(v) }

// Float64 writes a number in its shortest form. NaN and infinities have none, they are errors.
func (e *Encoder) Float64(v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		e.Fail(fmt.Errorf("number %v has no JSON form", v))
		return
	}
	e.w.Float64(v)
}

// Decimal writes a number with its text. Text that is no number is an error.
func (e *Encoder) Decimal(v Decimal) {
	text := v.String()
	if !isNumber(text) {
		e.Fail(fmt.Errorf("decimal %q is not a JSON number", text))
		return
	}
	e.w.RawStr(text)
}

// String writes a string. Bytes that are not UTF-8 become U+FFFD.
func (e *Encoder) String(v string) {
	if !utf8.ValidString(v) {
		v = string(validUTF8([]byte(v)))
	}
	e.w.Str(v)
}

// Any writes JSON as it is; nil is null. Text that is not one JSON value is an error.
func (e *Encoder) Any(v json.RawMessage) {
	if v == nil {
		e.Null()
		return
	}
	if !json.Valid(v) {
		e.Fail(fmt.Errorf("raw JSON is not valid: %s", excerpt(v)))
		return
	}
	e.w.Raw(v)
}

// Value writes v with its own MarshalJSON, or as encoding/json does. Generated code uses it for types that are not its own.
func (e *Encoder) Value(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		e.Fail(err)
		return
	}
	e.w.Raw(b)
}

// Unknown writes members that the document does not describe.
func (e *Encoder) Unknown(m Members) {
	for i := range m {
		e.Key(m[i].Name)
		e.Any(m[i].Value)
	}
}

// endText turns what was written since start, one JSON value, into a string that holds it.
func (e *Encoder) endText(start int) {
	text := string(e.w.Buf[start:])
	e.w.Buf = e.w.Buf[:start]
	e.String(text)
}

// Marshal returns v as JSON.
func Marshal(v JSONEncoder) ([]byte, error) {
	e := encoders.Get().(*Encoder)
	e.Reset(e.w.Buf[:0])
	v.EncodeJSON(e)
	out, err := slices.Clone(e.Bytes()), e.Err()
	if cap(e.w.Buf) <= maxPooledBuffer {
		encoders.Put(e)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// maxPooledBuffer keeps a single large message from staying in memory.
const maxPooledBuffer = 64 << 10

var encoders = sync.Pool{New: func() any { return new(Encoder) }}
