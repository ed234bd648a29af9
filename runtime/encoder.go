package runtime

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/go-faster/jx"
)

// JSONEncoder is implemented by generated types: it writes one value to e.
type JSONEncoder interface{ EncodeJSON(e *Encoder) }

// Encoder writes JSON as generated code wants it: compact, in document order, without escaping HTML.
//
// Every member and element is written behind a comma, and the first comma becomes the bracket when the object or array
// ends; so nothing has to remember whether it is the first. The first error sticks; [Encoder.Err] tells it.
type Encoder struct {
	buf []byte
	err error
}

// NewEncoder returns an encoder that appends to buf.
func NewEncoder(buf []byte) *Encoder { return &Encoder{buf: buf} }

// Reset makes e append to buf.
func (e *Encoder) Reset(buf []byte) { e.buf, e.err = buf, nil }

// Bytes returns what was written.
func (e *Encoder) Bytes() []byte { return e.buf }

// Err returns the first error, or nil.
func (e *Encoder) Err() error { return e.err }

// Fail makes the encoder fail with err, unless it has failed before.
func (e *Encoder) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// Begin begins an object or an array and returns its start, for [Encoder.EndObject] or [Encoder.EndArray].
func (e *Encoder) Begin() int { return len(e.buf) }

// EndObject ends the object that began at start.
func (e *Encoder) EndObject(start int) { e.end(start, '{', '}') }

// EndArray ends the array that began at start.
func (e *Encoder) EndArray(start int) { e.end(start, '[', ']') }

func (e *Encoder) end(start int, open, closing byte) {
	if len(e.buf) == start {
		e.buf = append(e.buf, open, closing)
		return
	}
	e.buf[start] = open
	e.buf = append(e.buf, closing)
}

// Name begins a member: name is the comma, the quoted name and the colon, as in ,"orderId": with all escapes that it needs.
func (e *Encoder) Name(name string) { e.buf = append(e.buf, name...) }

// Key begins a member with any name.
func (e *Encoder) Key(name string) {
	e.Elem()
	e.String(name)
	e.buf = append(e.buf, ':')
}

// Elem begins an element of an array.
func (e *Encoder) Elem() { e.buf = append(e.buf, ',') }

// Null writes null.
func (e *Encoder) Null() { e.buf = append(e.buf, "null"...) }

// Bool writes a boolean.
func (e *Encoder) Bool(v bool) { e.buf = strconv.AppendBool(e.buf, v) }

// Int64 writes an integer.
func (e *Encoder) Int64(v int64) { e.buf = strconv.AppendInt(e.buf, v, 10) }

// Float64 writes a number in its shortest form. NaN and infinities have none, they are errors.
func (e *Encoder) Float64(v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		e.Fail(fmt.Errorf("number %v has no JSON form", v))
		return
	}
	if i := int64(v); float64(i) == v && i > -maxExactInt && i < maxExactInt && (i != 0 || !math.Signbit(v)) {
		e.Int64(i) // as every number that is whole, and much faster
		return
	}
	format := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	e.buf = strconv.AppendFloat(e.buf, v, format, -1, 64)
}

// maxExactInt is 2^53: below it, a whole float64 has the same digits as the integer.
const maxExactInt = 1 << 53

// Decimal writes a number with its text. Text that is no number is an error.
func (e *Encoder) Decimal(v Decimal) {
	text := v.String()
	if !isNumber(text) {
		e.Fail(fmt.Errorf("decimal %q is not a JSON number", text))
		return
	}
	e.buf = append(e.buf, text...)
}

// String writes a string. Bytes that are not UTF-8 become U+FFFD.
func (e *Encoder) String(v string) {
	escape, ascii := stringNeeds(v)
	if !ascii {
		v = alias(validUTF8(unsafe.Slice(unsafe.StringData(v), len(v))))
	}
	if escape {
		w := jx.Writer{Buf: e.buf}
		w.Str(v)
		e.buf = w.Buf
		return
	}
	b := append(e.buf, '"')
	b = append(b, v...)
	e.buf = append(b, '"')
}

// stringNeeds tells whether a string needs escapes in JSON and whether it is all ASCII.
func stringNeeds(v string) (escape, ascii bool) {
	b := unsafe.Slice(unsafe.StringData(v), len(v))
	if len(b) < 8 {
		var high byte
		for _, c := range b {
			escape = escape || c < ' ' || c == '"' || c == '\\'
			high |= c
		}
		return escape, high < utf8.RuneSelf
	}
	var special, high uint64
	for rest := b; len(rest) >= 8; rest = rest[8:] {
		x := binary.LittleEndian.Uint64(rest)
		special |= specialBytes(x)
		high |= x
	}
	x := binary.LittleEndian.Uint64(b[len(b)-8:]) // some of it for the second time
	special |= specialBytes(x)
	high |= x
	return special != 0, high&highBits == 0
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
	e.buf = append(e.buf, v...)
}

// Value writes v with its own MarshalJSON, or as encoding/json does. Generated code uses it for types that are not its own.
func (e *Encoder) Value(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		e.Fail(err)
		return
	}
	e.buf = append(e.buf, b...)
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
	text := string(e.buf[start:])
	e.buf = e.buf[:start]
	e.String(text)
}

// Marshal returns v as JSON.
func Marshal(v JSONEncoder) ([]byte, error) {
	e := encoders.Get().(*Encoder)
	e.Reset(e.buf[:0])
	v.EncodeJSON(e)
	out, err := slices.Clone(e.Bytes()), e.Err()
	if cap(e.buf) <= maxPooledBuffer {
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
