package sdk

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/bits"
	"strconv"
	"sync"
	"unsafe"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/jsontext"
	"github.com/pandapon/pandagen/runtime/internal/presence"

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
	pos    int
	err    error
	frames []frame
	texts  []message // the messages around the JSON text that is being read
	spare  []byte    // room for strings without their escapes
	jx     jx.Decoder
	lists  map[listPlace]int // how long lists were, in this and earlier messages
	memory int64             // that may still be taken
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

// frame is an object or an array that is being read.
type frame struct {
	kind   frameKind
	begun  bool           // a member or an element has been read
	inText bool           // objects: the object is the whole of a JSON text
	fields *Fields        // objects: the documented members; arrays: those of the object that the array is a member of
	key    string         // objects: the name of the current member, unless it is a field
	index  int            // objects: the current field; arrays: the current element
	next   int            // objects: the field that probably comes next; arrays: the field that the array is
	from   int            // objects with rules: where the current member's value begins
	json   *runtime.JSON  // objects: that of the struct
	seen   presence.State // objects: what was there
}

type frameKind uint8

const (
	objectFrame frameKind = iota
	mapFrame
	arrayFrame
	singleFrame // one value where a list is documented
)

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

// Path returns the place of the value that is being read.
func (d *Decoder) Path() string {
	var path []byte
	for i := range d.frames {
		switch f := &d.frames[i]; f.kind {
		case objectFrame, mapFrame:
			if !f.begun {
				continue
			}
			if len(path) > 0 {
				path = append(path, '.')
			}
			path = append(path, f.name()...)
		case arrayFrame:
			path = append(path, '[')
			path = strconv.AppendInt(path, int64(f.index), 10)
			path = append(path, ']')
		case singleFrame: // the value stands where the list would
		}
	}
	return string(path)
}

// name returns the name of the current member.
func (f *frame) name() string {
	if f.kind == objectFrame && f.index >= 0 {
		return f.fields.List[f.index]
	}
	return f.key
}

func (d *Decoder) fail(err error) {
	if d.err == nil {
		d.err = &runtime.DecodeError{Path: d.Path(), Err: err}
	}
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

// push begins an object or an array.
func (d *Decoder) push(kind frameKind) *frame {
	if len(d.frames)+len(d.texts) >= maxDepth {
		d.fail(fmt.Errorf("nested deeper than %d levels", maxDepth))
		return nil
	}
	if len(d.frames) < cap(d.frames) {
		d.frames = d.frames[:len(d.frames)+1]
	} else {
		d.frames = append(d.frames, frame{})
	}
	f := &d.frames[len(d.frames)-1]
	*f = frame{kind: kind}
	return f
}

func (d *Decoder) pop() {
	d.frames = d.frames[:len(d.frames)-1]
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
	if !d.literal("null") || len(d.frames) == 0 {
		return
	}
	f := &d.frames[len(d.frames)-1]
	if f.kind != objectFrame || f.index < 0 {
		return
	}
	f.seen.SetNull(f.index, true)
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

// Object begins an object. It returns false for null, and after an error. One object in a JSON text is accepted too.
// After true, [Decoder.Next] must be called until it returns [End]; then j says which members there were.
func (d *Decoder) Object(fields *Fields, j *runtime.JSON) bool {
	f := d.begin(objectFrame)
	if f == nil {
		return false
	}
	f.fields, f.json = fields, j
	f.seen.Names = &fields.Names
	if len(fields.keys) > 64 {
		f.seen.Extend(len(fields.keys))
	}
	return true
}

// begin begins an object or a map. It returns nil for null, and after an error.
func (d *Decoder) begin(as frameKind) *frame {
	if d.err != nil {
		return nil
	}
	inText := false
	switch k := kinds[d.peek()]; k {
	case object:
	case text:
		s := d.str()
		if d.err != nil {
			return nil
		}
		d.report("object", "string")
		if len(s) == 0 {
			d.empty("object")
			return nil
		}
		outside := len(d.texts)
		d.enterText(s)
		if d.peek() != '{' {
			d.leaveText(outside)
			d.mismatch("object", text)
			return nil
		}
		inText = true
	case null:
		d.null()
		return nil
	default:
		d.mismatch("object", k)
		return nil
	}
	f := d.push(as)
	if f == nil {
		return nil
	}
	d.pos++
	f.inText = inText
	return f
}

// Next moves to the next documented member of the object and returns its index, or [End]. The member's value must be read before
// the next call. Members that are not documented are kept on the way.
func (d *Decoder) Next() int {
	if d.err != nil {
		return End
	}
	f := &d.frames[len(d.frames)-1]
	if d.strict && f.fields.rules != nil && !d.checkMember(f) {
		return End
	}
	if i := f.next; i < len(f.fields.keys) && !d.ignores(f, i) {
		key := f.fields.keys[i]
		if !f.begun {
			key = key[len(","):]
		}
		if p := d.pos; len(d.buf)-p >= len(key) && string(d.buf[p:p+len(key)]) == key {
			d.pos = p + len(key)
			return d.found(f, i)
		}
	}
	return d.search(f)
}

// search is Next for a member that is not the one expected, or not written as compactly as expected.
func (d *Decoder) search(f *frame) int {
	for {
		key, ok := d.member(f)
		if !ok {
			return End
		}
		switch i := f.fields.find(key, f.next); {
		case i < 0 && !d.keep(f):
			return End
		case i < 0:
		case !d.ignores(f, i):
			return d.found(f, i)
		default:
			f.next = i + 1
			if d.raw(); d.err != nil {
				return End
			}
		}
	}
}

// ignores reports whether a member counts as absent although it is there: a request cannot set what is read-only. What an answer
// says nevertheless is kept.
func (d *Decoder) ignores(f *frame, i int) bool {
	return d.way == toServer && f.fields.readOnly != nil && bit(f.fields.readOnly, i)
}

// noteHidden records that members which do not travel in a direction could not be there.
func (f *frame) noteHidden(way direction) {
	for i := range f.fields.List {
		if f.fields.leftOut(i, way) && !f.seen.IsPresent(i) {
			f.seen.SetUnsaid(i)
		}
	}
}

// found records that member i is there.
func (d *Decoder) found(f *frame, i int) int {
	f.begun, f.index, f.next, f.from = true, i, i+1, d.pos
	if i < 64 && f.seen.Present>>i&1 == 0 {
		f.seen.Present |= 1 << i
		return i
	}
	if d.strict && f.seen.IsPresent(i) {
		d.fail(errTwice)
		return End
	}
	f.again(i)
	return i
}

var errTwice = errors.New("given more than once")

// again is found for members behind the first 64, and for those that came before: the last one counts.
func (f *frame) again(i int) {
	f.seen.SetPresent(i)
	f.seen.SetNull(i, false)
}

// member moves to the value of the next member and returns its name. It returns false at the end of the object.
func (d *Decoder) member(f *frame) ([]byte, bool) {
	c := d.peek()
	if c == '}' {
		d.pos++
		d.endObject(f)
		return nil, false
	}
	if f.begun {
		if c != ',' {
			d.syntax()
			return nil, false
		}
		d.pos++
		c = d.peek()
	}
	if c != '"' {
		d.syntax()
		return nil, false
	}
	key := d.str()
	if d.err != nil {
		return nil, false
	}
	f.begun, f.key, f.index = true, alias(key), -1
	if d.peek() != ':' {
		d.syntax()
		return nil, false
	}
	d.pos++
	return key, true
}

func (d *Decoder) endObject(f *frame) {
	if f.inText {
		if trailing := d.peek() != end; trailing {
			d.fail(errTrailing)
			return
		}
		d.leaveText(len(d.texts) - 1)
	}
	if f.kind == objectFrame {
		if d.strict {
			for _, i := range f.fields.required {
				if !f.seen.IsPresent(i) {
					f.begun, f.index = true, i
					d.fail(errors.New("required, but missing"))
					return
				}
			}
		}
		if f.fields.hidden(d.way) != nil {
			f.noteHidden(d.way)
		}
		*stateOf(f.json) = f.seen
	}
	d.pop()
}

// keep keeps the current member, name and value, among the unknown ones. It returns false after an error.
func (d *Decoder) keep(f *frame) bool {
	raw := d.raw()
	if d.err != nil {
		return false
	}
	d.report("a documented member", "unknown member")
	if !d.take(unknownMember) {
		return false
	}
	f.keepRaw(f.key, raw)
	return true
}

// unknownMember is about what a member takes that is kept among the unknown ones.
const unknownMember = mapEntry + 24

// keepRaw keeps a member among the unknown ones of the frame's object.
func (f *frame) keepRaw(name string, raw []byte) {
	if f.json.Unknown == nil {
		f.json.Unknown = map[string]json.RawMessage{}
	}
	f.json.Unknown[name] = raw
}

// raw consumes any value and returns it as it stands in the message.
func (d *Decoder) raw() []byte {
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
	return validUTF8(raw[:len(raw):len(raw)])
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
	start := d.pos + 1
	i := start
	var bytes uint64 // of the string, one over the other
	for len(d.buf)-i >= 8 {
		x := binary.LittleEndian.Uint64(d.buf[i:])
		if n := specialByte(x); n < 8 {
			bytes |= x & (1<<(8*n) - 1)
			i += n
			goto special
		}
		bytes |= x
		i += 8
	}
	for i < len(d.buf) && d.buf[i] >= ' ' && d.buf[i] != '"' && d.buf[i] != '\\' {
		bytes |= uint64(d.buf[i])
		i++
	}
special:
	if i < len(d.buf) && d.buf[i] == '"' {
		d.pos = i + 1
		s := d.buf[start:i:i]
		if bytes&highBits != 0 {
			s = validUTF8(s)
		}
		return s
	}
	if i < len(d.buf) && d.buf[i] == '\\' {
		return d.unescape()
	}
	d.pos = i
	d.syntax()
	return nil
}

// specialByte returns the index of the first of eight bytes that ends a run of plain string bytes. It returns 8 when there
// is none.
func specialByte(x uint64) int { return bits.TrailingZeros64(specialBytes(x)) / 8 }

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
		d.spare = make([]byte, 0, max(len(raw), 256))
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
		return d.raw()
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

// Int64 returns an integer. Null is 0; 2.0, 1e3 and quoted numbers are accepted; a fraction, or a value beyond 64 bits,
// is an error.
func (d *Decoder) Int64() int64 {
	if n, ok := d.smallInt(); ok {
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
	if n, ok := d.smallInt(); ok && n >= 0 {
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

// smallInt consumes an integer of up to 18 digits, which cannot overflow, when one of these follows.
func (d *Decoder) smallInt() (n int64, ok bool) {
	if d.err != nil {
		return 0, false
	}
	d.peek()
	i := d.pos
	negative := i < len(d.buf) && d.buf[i] == '-'
	if negative {
		i++
	}
	start := i
	for i < len(d.buf) && d.buf[i]-'0' <= 9 {
		n = n*10 + int64(d.buf[i]-'0')
		i++
	}
	digits := i - start
	if digits == 0 || digits > 18 || digits > 1 && d.buf[start] == '0' {
		return 0, false
	}
	if i < len(d.buf) {
		switch d.buf[i] {
		case ',', '}', ']', ' ', '\n', '\r', '\t':
		default:
			return 0, false
		}
	}
	d.pos = i
	if negative {
		n = -n
	}
	return n, true
}

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

// Array begins an array. It returns false for null and for an empty string, and after an error. One value where a list
// is documented counts as a list of one. After true, [Decoder.Elem] must be called until it returns false.
func (d *Decoder) Array() bool {
	if d.err != nil {
		return false
	}
	switch k := kinds[d.peek()]; k {
	case array:
		return d.beginArray()
	case null:
		d.null()
		return false
	case invalid:
		d.syntax()
		return false
	default:
		d.report("array", k.String())
		if k == text && !d.form && d.pos+1 < len(d.buf) && d.buf[d.pos+1] == '"' { // in a form, a list of one text that is empty
			d.pos += len(`""`)
			d.empty("array")
			return false
		}
		return d.push(singleFrame) != nil
	}
}

// beginArray begins an array, and notes which member of which object it is.
func (d *Decoder) beginArray() bool {
	var fields *Fields
	member := -1
	if len(d.frames) > 0 {
		if f := &d.frames[len(d.frames)-1]; f.kind == objectFrame {
			fields, member = f.fields, f.index
		}
	}
	f := d.push(arrayFrame)
	if f == nil {
		return false
	}
	d.pos++
	f.index, f.fields, f.next = -1, fields, member
	return true
}

// Elem moves to the next element of the array. The element must be read before the next call.
func (d *Decoder) Elem() bool {
	if d.err != nil {
		return false
	}
	f := &d.frames[len(d.frames)-1]
	if f.kind == singleFrame {
		if !f.begun {
			f.begun = true
			return true
		}
		d.pop()
		return false
	}
	c := d.peek()
	if c == ']' {
		d.pos++
		d.pop()
		return false
	}
	if f.begun {
		if c != ',' {
			d.syntax()
			return false
		}
		d.pos++
	}
	f.begun = true
	f.index++
	return true
}

// Map begins an object whose members are data. It returns false for null, and after an error. After true,
// [Decoder.Entry] must be called until it returns false.
func (d *Decoder) Map() bool { return d.begin(mapFrame) != nil }

// Entry moves to the next member of the map and returns its name. Its value must be read before the next call.
func (d *Decoder) Entry() (string, bool) {
	if d.err != nil {
		return "", false
	}
	key, ok := d.member(&d.frames[len(d.frames)-1])
	return alias(key), ok
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

// release returns d to the pool without holding on to the message.
func (d *Decoder) release() {
	d.Reset(nil)
	d.jx.ResetBytes(nil)
	clear(d.frames[:cap(d.frames)])
	clear(d.texts[:cap(d.texts)])
	decoders.Put(d)
}
