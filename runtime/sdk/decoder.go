package sdk

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"sync"
	"unsafe"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/jsontext"

	"github.com/go-faster/jx"
)

// End is what [Decoder.Next] returns when the object has ended, or decoding failed.
const End = -1

// maxDepth caps the nesting of objects, arrays and texts.
const maxDepth = 200

// JSONDecoder is implemented by generated types: it reads one value from d.
type JSONDecoder interface{ DecodeJSON(d *Decoder) }

// Decoder reads JSON as generated code wants it: exact, lenient where documentations err, without reflection.
//
// Strings and raw values alias the message, which must not be changed afterwards. The first error sticks: from then on
// every method returns a zero value, and [Decoder.Err] tells what happened and where.
//
// The decoder walks objects, arrays, plain strings and numbers itself, because it mostly knows which member comes next;
// jx skips whole values and resolves escapes.
type Decoder struct {
	buf    []byte
	pos    int // at the end after an error, so that what is quick needs no look at err
	err    error
	frames []frame
	texts  []message // the messages around the JSON text that is being read
	spare  []byte    // room for strings without their escapes
	jx     jx.Decoder
	memory int64 // that may still be taken
	strict bool
	unsure bool // the document is not sure of its rules for the message
	form   bool // the message was a form, in which all that is not text looks like text
	way    direction
	drift  func(runtime.Drift)
}

// message is a place in a message.
type message struct {
	buf []byte
	pos int
}

// NewDecoder returns a decoder of one JSON value.
func NewDecoder(data []byte) *Decoder {
	d := new(Decoder)
	d.Reset(data)
	return d
}

// Reset makes d read another message, with the settings of a new decoder.
func (d *Decoder) Reset(data []byte) {
	d.buf, d.pos = data, 0
	d.err, d.strict, d.unsure, d.form, d.way, d.drift, d.spare = nil, false, false, false, nowhere, nil, nil
	d.memory = runtime.DefaultMaxDecodedSize
	d.frames, d.texts = d.frames[:0], d.texts[:0]
}

// SetStrict makes errors of missing required members, of null in them, of members that come twice, of rules that values break, of
// objects and arrays where a string is documented, of empty strings where something else is, and of required JSON texts that cannot
// be read. Servers are strict with requests; clients are not with responses.
func (d *Decoder) SetStrict(strict bool) { d.strict = strict }

// OnDrift has every accepted deviation reported to f.
func (d *Decoder) OnDrift(f func(runtime.Drift)) { d.drift = f }

// Err returns the first error, a *[DecodeError], or nil.
func (d *Decoder) Err() error { return d.err }

// Finish checks that nothing follows the value, and returns the first error.
func (d *Decoder) Finish() error {
	if d.err == nil && d.peek() != end {
		d.fail(errTrailing)
	}
	return d.err
}

var errTrailing = errors.New("data after the JSON value")

func (d *Decoder) fail(err error) {
	if d.err == nil {
		d.failAt(d.Path(), err)
	}
}

func (d *Decoder) failAt(path string, err error) {
	d.err = &runtime.DecodeError{Path: path, Err: err}
	d.pos = len(d.buf)
}

// syntax reports that the message is not JSON at the current place.
func (d *Decoder) syntax() {
	if d.pos >= len(d.buf) {
		d.fail(fmt.Errorf("malformed JSON: %w", io.ErrUnexpectedEOF))
		return
	}
	d.fail(fmt.Errorf("malformed JSON: unexpected %q at byte %d", d.buf[d.pos], d.pos))
}

// kind is the kind of a JSON value.
type kind uint8

const (
	invalid kind = iota
	object
	array
	text
	number
	boolean
	null
)

func (k kind) String() string {
	return [...]string{"malformed JSON", "object", "array", "string", "number", "boolean", "null"}[k]
}

var kinds = [256]kind{'{': object, '[': array, '"': text, 't': boolean, 'f': boolean, 'n': null, '-': number,
	'0': number, '1': number, '2': number, '3': number, '4': number, '5': number, '6': number, '7': number, '8': number, '9': number}

// end is what peek returns at the end of the message.
const end = 0

// peek moves to the next byte that is no white space and returns it.
func (d *Decoder) peek() byte {
	for d.pos < len(d.buf) {
		switch c := d.buf[d.pos]; c {
		case ' ', '\n', '\r', '\t':
			d.pos++
		case end:
			return invalidByte
		default:
			return c
		}
	}
	return end
}

// invalidByte begins no JSON value. It stands for a NUL in the message.
const invalidByte = 1

// mismatch reports a value of a kind that cannot be read as what is documented.
func (d *Decoder) mismatch(want string, got kind) {
	if got == invalid {
		d.syntax()
		return
	}
	d.fail(fmt.Errorf("expected %s, got %s", want, got))
}

func (d *Decoder) report(want, got string) {
	if d.drift != nil {
		d.drift(runtime.Drift{Path: d.Path(), Want: want, Got: got})
	}
}

// empty reports an empty string that stands where something else is documented. Only a strict decoder minds.
func (d *Decoder) empty(want string) {
	if d.strict {
		d.fail(fmt.Errorf("expected %s, got an empty string", want))
	}
}

// Null consumes a null and reports whether there was one.
func (d *Decoder) Null() bool {
	if d.err != nil || d.peek() != 'n' {
		return false
	}
	d.null()
	return true
}

// null consumes a null that stands where a value is documented.
func (d *Decoder) null() {
	f := d.top()
	if !d.literal("null") || f == nil || f.kind != objectFrame || f.at != documented {
		return
	}
	f.members.SetNull(f.index, true)
	if d.strict && bit(f.fields.notNull, f.index) {
		d.fail(errors.New("required, must not be null"))
	}
}

// literal consumes word, one of true, false and null.
func (d *Decoder) literal(word string) bool {
	if len(d.buf)-d.pos < len(word) || string(d.buf[d.pos:d.pos+len(word)]) != word {
		d.syntax()
		return false
	}
	d.pos += len(word)
	return true
}

// raw consumes any value and returns it as it stands in the message, but for what is not UTF-8.
func (d *Decoder) raw() []byte { return validUTF8(d.skip()) }

// skip consumes any value and returns it as it stands in the message.
func (d *Decoder) skip() []byte {
	if kinds[d.peek()] == invalid {
		d.syntax()
		return nil
	}
	d.jx.ResetBytes(d.buf[d.pos:])
	raw, err := d.jx.Raw()
	if err != nil {
		d.fail(fmt.Errorf("malformed JSON: %w", innermost(err)))
		return nil
	}
	d.pos += len(raw)
	return raw[:len(raw):len(raw)]
}

// innermost returns the reason of an error of jx, which is wrapped once for each level of nesting.
func innermost(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}

// str consumes a string and returns it without quotes and escapes.
func (d *Decoder) str() []byte {
	buf, start := d.buf, d.pos+1
	i := start
	var all uint64 // bytes of the string, one over the other
	for ; len(buf)-i >= 8; i += 8 {
		x := binary.LittleEndian.Uint64(buf[i:])
		special := specialBytes(x)
		if special == 0 {
			all |= x
			continue
		}
		all |= x & (special - 1) &^ special
		i += bits.TrailingZeros64(special) / 8
		break
	}
	for i < len(buf) && buf[i] >= ' ' && buf[i] != '"' && buf[i] != '\\' {
		all |= uint64(buf[i])
		i++
	}
	switch {
	case i >= len(buf):
	case buf[i] == '"':
		d.pos = i + 1
		if all&highBits != 0 && !isUTF8(buf[start:i]) {
			return validUTF8(buf[start:i])
		}
		return buf[start:i:i]
	case buf[i] == '\\':
		return d.unescape()
	}
	d.pos = i
	d.syntax()
	return nil
}

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// specialBytes marks, by their highest bits, those of eight bytes that cannot stand in a JSON string by themselves: quotes,
// backslashes and control characters. Marks above the lowest one may be false; no mark is missing.
func specialBytes(x uint64) uint64 {
	const quotes, slashes, spaces = lowBits * '"', lowBits * '\\', lowBits * ' '
	return ((x - spaces) | ((x ^ quotes) - lowBits) | ((x ^ slashes) - lowBits)) &^ x & highBits
}

// unescape consumes a string with escapes. Several share one allocation.
func (d *Decoder) unescape() []byte {
	raw := d.raw()
	if d.err != nil {
		return nil
	}
	if cap(d.spare)-len(d.spare) < len(raw) { // escapes are never shorter than what they stand for
		d.spare = make([]byte, 0, max(len(raw), min(2*cap(d.spare), 1024), 64))
	}
	d.jx.ResetBytes(raw)
	out, err := d.jx.StrAppend(d.spare)
	if err != nil {
		d.fail(fmt.Errorf("malformed JSON: %w", innermost(err)))
		return nil
	}
	s := out[len(d.spare):len(out):len(out)]
	d.spare = out
	return s
}

// alias returns b as a string without copying.
func alias(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Any returns the value as it was received; nil for null.
func (d *Decoder) Any() json.RawMessage {
	if d.err != nil || d.Null() {
		return nil
	}
	return d.raw()
}

// String returns a string. Null is empty; a value of another kind is returned as its JSON text, objects and arrays only
// by a decoder that is not strict.
func (d *Decoder) String() string {
	if d.pos < len(d.buf) && d.buf[d.pos] == '"' {
		return alias(d.str())
	}
	return d.otherAsString()
}

// otherAsString is String for what is no string.
func (d *Decoder) otherAsString() string {
	if d.err != nil {
		return ""
	}
	switch k := kinds[d.peek()]; k {
	case text:
		return alias(d.str())
	case null:
		d.null()
		return ""
	default:
		if d.strict && !d.form && (k == object || k == array) {
			d.mismatch("string", k)
			return ""
		}
		raw := d.raw()
		d.report("string", k.String())
		return alias(raw)
	}
}

// Rest returns everything that is left, as it is: all of an answer that is not JSON.
func (d *Decoder) Rest() []byte {
	if d.err != nil {
		return nil
	}
	rest := d.buf[d.pos:]
	d.pos = len(d.buf)
	return rest
}

// Bool returns a boolean. Null and the empty string are false; "true", "false", 0 and 1 are accepted.
func (d *Decoder) Bool() bool {
	if rest := d.buf[d.pos:]; len(rest) > len("false") { // a member of an object, written plainly
		switch {
		case string(rest[:len("true")]) == "true":
			d.pos += len("true")
			return true
		case string(rest[:len("false")]) == "false":
			d.pos += len("false")
			return false
		}
	}
	return d.otherAsBool()
}

// otherAsBool is Bool for what is no boolean.
func (d *Decoder) otherAsBool() bool {
	if d.err != nil {
		return false
	}
	switch k := kinds[d.peek()]; k {
	case boolean:
		if d.buf[d.pos] == 't' {
			return d.literal("true")
		}
		d.literal("false")
		return false
	case null:
		d.null()
		return false
	case text, number:
		s := d.scalar(k)
		if d.err != nil {
			return false
		}
		d.report("boolean", k.String())
		switch string(s) {
		case "true", "1":
			return true
		case "":
			d.empty("boolean")
			return false
		case "false", "0":
			return false
		}
		d.fail(fmt.Errorf("expected boolean, got %s %s", k, excerpt(s)))
		return false
	default:
		d.mismatch("boolean", k)
		return false
	}
}

// scalar returns the text of a string or a number.
func (d *Decoder) scalar(k kind) []byte {
	if k == number {
		return d.raw()
	}
	return d.str()
}

// number returns the text of a number, or of one in a string. It returns nil for null and for an empty string.
func (d *Decoder) number(want string) []byte {
	if d.err != nil {
		return nil
	}
	switch k := kinds[d.peek()]; k {
	case number:
		return d.plainNumber()
	case null:
		d.null()
		return nil
	case text:
		s := d.str()
		if d.err != nil {
			return nil
		}
		d.report(want, k.String())
		if len(s) == 0 {
			d.empty(want)
			return nil
		}
		if !jsontext.IsNumber(s) {
			d.fail(fmt.Errorf("expected %s, got string %s", want, excerpt(s)))
			return nil
		}
		return s
	default:
		d.mismatch(want, k)
		return nil
	}
}

// plainNumber consumes a number and returns its text.
func (d *Decoder) plainNumber() []byte {
	i := d.pos
	for i < len(d.buf) && inNumbers[d.buf[i]] {
		i++
	}
	if text := d.buf[d.pos:i:i]; jsontext.IsNumber(text) {
		d.pos = i
		return text
	}
	return d.raw() // which says what is wrong
}

// inNumbers are the bytes that numbers are made of.
var inNumbers = [256]bool{'-': true, '+': true, '.': true, 'e': true, 'E': true,
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true}

// Int64 returns an integer. Null is 0; 2.0, 1e3 and quoted numbers are accepted; a fraction, or a value beyond 64 bits,
// is an error.
func (d *Decoder) Int64() int64 {
	if n, ok := d.plainInt(); ok {
		return n
	}
	s := d.number("integer")
	if s == nil {
		return 0
	}
	n, err := parseInt(s)
	if err != nil {
		d.fail(err)
	}
	return n
}

// Uint64 is [Decoder.Int64] for integers that are never negative.
func (d *Decoder) Uint64() uint64 {
	if n, ok := d.plainInt(); ok && n >= 0 {
		return uint64(n)
	} else if ok {
		d.fail(fmt.Errorf("integer %d is negative", n))
		return 0
	}
	s := d.number("integer")
	if s == nil {
		return 0
	}
	n, err := parseUint(s)
	if err != nil {
		d.fail(err)
	}
	return n
}

// plainInt consumes an integer that is written plainly and fits 64 bits, when one follows.
func (d *Decoder) plainInt() (int64, bool) {
	d.peek()
	buf, i, n := d.buf, d.pos, uint64(0)
	negative := i < len(buf) && buf[i] == '-'
	if negative {
		i++
	}
	start := i
	for i < len(buf) && buf[i]-'0' <= 9 {
		n = n*10 + uint64(buf[i]-'0')
		i++
	}
	const limit = 19 // digits, which fit an uint64
	digits := i - start
	if digits == 0 || digits > limit || n > math.MaxInt64 || digits > 1 && buf[start] == '0' || i < len(buf) && !delimiters[buf[i]] {
		return 0, false
	}
	d.pos = i
	if negative {
		return -int64(n), true
	}
	return int64(n), true
}

// delimiters end a number.
var delimiters = [256]bool{',': true, '}': true, ']': true, ' ': true, '\n': true, '\r': true, '\t': true}

func parseInt(text []byte) (int64, error) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err == nil {
		return n, nil
	}
	whole, err := bigInt(text)
	switch {
	case err != nil:
		return 0, err
	case !whole.IsInt64():
		return 0, fmt.Errorf("integer %s does not fit 64 bits", excerpt(text))
	}
	return whole.Int64(), nil
}

func parseUint(text []byte) (uint64, error) {
	n, err := strconv.ParseUint(string(text), 10, 64)
	if err == nil {
		return n, nil
	}
	whole, err := bigInt(text)
	switch {
	case err != nil:
		return 0, err
	case whole.Sign() < 0:
		return 0, fmt.Errorf("integer %s is negative", excerpt(text))
	case !whole.IsUint64():
		return 0, fmt.Errorf("integer %s does not fit 64 bits", excerpt(text))
	}
	return whole.Uint64(), nil
}

// bigInt returns an integer of any size.
func bigInt(text []byte) (*big.Int, error) {
	r, err := runtime.Decimal(text).Rat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("expected integer, got %s: %w", excerpt(text), errors.Unwrap(err))
	case !r.IsInt():
		return nil, fmt.Errorf("expected integer, got %s", excerpt(text))
	}
	return r.Num(), nil
}

// Float64 returns a number. Null is 0; quoted numbers are accepted.
func (d *Decoder) Float64() float64 {
	pos := d.pos
	if n, ok := d.plainInt(); ok && -maxExactInt < n && n < maxExactInt && n != 0 { // many amounts are whole; zero may be negative
		return float64(n)
	}
	d.pos = pos
	text := d.number("number")
	if text == nil {
		return 0
	}
	n, err := strconv.ParseFloat(alias(text), 64)
	if err != nil {
		d.fail(fmt.Errorf("number %s is out of range", excerpt(text)))
	}
	return n
}

// Decimal returns a number with its text. Null is empty; quoted numbers are accepted.
func (d *Decoder) Decimal() runtime.Decimal { return runtime.Decimal(alias(d.number("number"))) }

// excerpt quotes text for an error message.
func excerpt(text []byte) string {
	const limit = 40
	if len(text) > limit {
		return strconv.Quote(string(text[:limit])) + "…"
	}
	return strconv.Quote(string(text))
}

// Unmarshal reads one JSON value into v. It copies data once, so that data may be changed afterwards.
func Unmarshal(data []byte, v JSONDecoder) error {
	d := decoders.Get().(*Decoder)
	d.Reset(bytes.Clone(data))
	v.DecodeJSON(d)
	err := d.Finish()
	d.release()
	return err
}

var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// release returns d to the pool.
func (d *Decoder) release() {
	d.forget()
	decoders.Put(d)
}

// forget lets go of the message, and keeps what further messages can be read with.
func (d *Decoder) forget() {
	d.Reset(nil)
	d.jx.ResetBytes(nil)
	clear(d.texts[:cap(d.texts)])
	for i := range d.frames[:cap(d.frames)] {
		f := &d.frames[:cap(d.frames)][i]
		f.json, f.key = nil, ""
	}
}
