package sdk

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"unsafe"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/jsontext"

	"github.com/go-faster/jx"
)

// JSONEncoder is implemented by generated types: it writes one value to e.
type JSONEncoder interface{ EncodeJSON(e *Encoder) }

// Encoder writes JSON as generated code wants it: compact, in document order, without escaping HTML.
//
// Every member and element is written behind a comma, and the first comma becomes the bracket when the object or array
// ends; so nothing has to remember whether it is the first. The first error sticks; [Encoder.Err] tells it.
type Encoder struct {
	buf    []byte
	err    error
	filled bool // something was written that is not zero
	strict bool
	checks *checks // nil unless what is written is held against the document
	way    direction
	jx     jx.Writer // escapes
}

// NewEncoder returns an encoder that appends to buf.
func NewEncoder(buf []byte) *Encoder { return &Encoder{buf: buf} }

// Reset makes e append to buf.
func (e *Encoder) Reset(buf []byte) { *e = Encoder{buf: buf} }

// ForAnswer makes e leave out what is no part of answers, members that are write-only, and fail where a member has no value that is
// valid and must be there.
func (e *Encoder) ForAnswer() { e.way, e.strict = toClient, true }

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
func (e *Encoder) Int64(v int64) {
	if v < 0 {
		e.buf = strconv.AppendInt(e.buf, v, 10)
		return
	}
	if v < 10 {
		e.buf = append(e.buf, byte('0'+v))
		return
	}
	e.buf = appendDigits(e.buf, uint64(v))
}

// Uint64 writes an integer that is never negative.
func (e *Encoder) Uint64(v uint64) { e.buf = appendDigits(e.buf, v) }

// appendDigits is strconv.AppendUint, faster for the ids of many digits that this API is full of.
func appendDigits(b []byte, v uint64) []byte {
	var digits [20]byte
	i := len(digits)
	for v >= 10000 {
		rest := uint32(v % 10000)
		v /= 10000
		high, low := rest/100*2, rest%100*2
		i -= 4
		digits[i], digits[i+1], digits[i+2], digits[i+3] = pairs[high], pairs[high+1], pairs[low], pairs[low+1]
	}
	for rest := uint32(v); ; rest /= 10 {
		i--
		digits[i] = byte('0' + rest%10)
		if rest < 10 {
			return append(b, digits[i:]...)
		}
	}
}

// pairs are the numbers from 00 to 99.
const pairs = "0001020304050607080910111213141516171819" +
	"2021222324252627282930313233343536373839" +
	"4041424344454647484950515253545556575859" +
	"6061626364656667686970717273747576777879" +
	"8081828384858687888990919293949596979899"

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
func (e *Encoder) Decimal(v runtime.Decimal) {
	text := v.String()
	if !jsontext.IsNumber(text) {
		e.Fail(fmt.Errorf("decimal %q is not a JSON number", text))
		return
	}
	e.buf = append(e.buf, text...)
}

// String writes a string. Bytes that are not UTF-8 become U+FFFD.
func (e *Encoder) String(v string) { e.keyAndString("", v) }

// keyAndString writes a key, as fields hold it, and a string.
func (e *Encoder) keyAndString(key, v string) {
	start := len(e.buf) + len(key)
	end := start + len(v) + len(`""`)
	b := slices.Grow(e.buf, end-len(e.buf)+wordSize)[:end]
	copyKey(b[len(e.buf):], key)
	b[start] = '"'
	special, high := copyText(unsafe.Pointer(&b[start+1]), unsafe.Pointer(unsafe.StringData(v)), len(v))
	b[end-1] = '"'
	if special != 0 || high != 0 {
		if !isUTF8(unsafe.Slice(unsafe.StringData(v), len(v))) { // not in the copy: what was just written is slow to read
			v, special = alias(validUTF8([]byte(v))), 1
		}
		if special != 0 {
			e.jx.Buf = b[:start]
			e.jx.Str(v)
			b, e.jx.Buf = e.jx.Buf, nil
		}
	}
	e.buf = b
}

// key begins a member with a key as fields hold it.
func (e *Encoder) key(key string) {
	n := len(e.buf)
	b := slices.Grow(e.buf, len(key)+wordSize)[:n+len(key)]
	copyKey(b[n:], key)
	e.buf = b
}

// wordSize is how many bytes copyKey may write, and read, behind a key.
const wordSize = 8

// copyKey copies a key of fields, word by word, which saves a call: keys are short.
func copyKey(dst []byte, key string) {
	to, from := unsafe.Pointer(unsafe.SliceData(dst)), unsafe.Pointer(unsafe.StringData(key))
	for i := 0; i < len(key); i += wordSize {
		*(*uint64)(unsafe.Add(to, i)) = *(*uint64)(unsafe.Add(from, i))
	}
}

// copyText copies n bytes, eight at a time. On the way it finds out whether they need escapes in JSON and whether they
// leave ASCII. Where n is no multiple of eight, the last words overlap.
func copyText(dst, src unsafe.Pointer, n int) (special, high uint64) {
	if n < 8 {
		return copyShortText(dst, src, n)
	}
	last := n - 8
	x := *(*uint64)(unsafe.Add(src, last))
	*(*uint64)(unsafe.Add(dst, last)) = x
	special, high = specialBytes(x), x
	for i := 0; i < last; i += 8 {
		x := *(*uint64)(unsafe.Add(src, i))
		*(*uint64)(unsafe.Add(dst, i)) = x
		special |= specialBytes(x)
		high |= x
	}
	return special, high & highBits
}

func copyShortText(dst, src unsafe.Pointer, n int) (special, high uint64) {
	x := uint64(lowBits * ' ')
	if n >= 4 {
		begin, end := *(*uint32)(src), *(*uint32)(unsafe.Add(src, n-4))
		*(*uint32)(dst), *(*uint32)(unsafe.Add(dst, n-4)) = begin, end
		x = uint64(begin)<<32 | uint64(end)
	} else {
		for i := range n {
			c := *(*byte)(unsafe.Add(src, i))
			*(*byte)(unsafe.Add(dst, i)) = c
			x = x<<8 | uint64(c)
		}
	}
	return specialBytes(x), x & highBits
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

// Raw writes what is not JSON as it is: all of an answer that is not JSON.
func (e *Encoder) Raw(b []byte) { e.buf = append(e.buf, b...) }

// Value writes v with its own MarshalJSON, or as encoding/json does. Generated code uses it for types that are not its own.
func (e *Encoder) Value(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		e.Fail(err)
		return
	}
	e.buf = append(e.buf, b...)
}

// endText turns what was written since start, one JSON value, into a string that holds it. Null stays what it is.
func (e *Encoder) endText(start int) {
	text := string(e.buf[start:])
	if text == "null" {
		return
	}
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

// String returns v as JSON, for printing; what cannot be written is an error in its place.
func String(v JSONEncoder) string {
	text, err := Marshal(v)
	if err != nil {
		return "!(" + err.Error() + ")"
	}
	return string(text)
}

// maxPooledBuffer keeps a single large message from staying in memory.
const maxPooledBuffer = 64 << 10

var encoders = sync.Pool{New: func() any { return new(Encoder) }}
