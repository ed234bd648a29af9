package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/go-faster/jx"
)

// What [Decoder.Next] returns besides the index of a field.
const (
	End           = -1 // the object has ended, or decoding failed
	UnknownMember = -2 // a member that the document does not describe
)

// maxDepth caps the nesting of objects, arrays and texts.
const maxDepth = 200

// JSONDecoder is implemented by generated types: it reads one value from d.
type JSONDecoder interface{ DecodeJSON(d *Decoder) }

// Drift is a deviation of a message from its document that was accepted: a number where a string is documented, one
// object where a list is, a member that is not described.
type Drift struct {
	Path string // place in the message: data.orderEntryIds[2]
	Want string // what the document says: "integer"
	Got  string // what the message holds: "string"
}

// DecodeError says where and why a message could not be read as documented.
type DecodeError struct {
	Path string // place in the message: data.orderEntryIds[2]; empty for the message as a whole
	Err  error
}

// Error returns the place and the reason.
func (e *DecodeError) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *DecodeError) Unwrap() error { return e.Err }

// Decoder reads JSON as generated code wants it: exact, lenient where documentations err, without reflection.
//
// Strings and raw values alias the message, which must not be changed afterwards. The first error sticks: from then on
// every method returns a zero value, and [Decoder.Err] tells what happened and where.
type Decoder struct {
	jx     jx.Decoder
	err    error
	frames []frame
	texts  []jx.Decoder // messages around the JSON text that is being read
	strict bool
	drift  func(Drift)
}

// frame is an object or an array that is being read.
type frame struct {
	kind   frameKind
	fields *Fields
	index  int // objects: the current field; arrays: elements begun
	next   int // objects: where to look for the next field first
	object jx.ObjIter
	array  jx.ArrIter
	inText bool     // objects: the object is the whole of a JSON text
	seen   []uint64 // strict: the fields that were present
}

type frameKind uint8

const (
	objectFrame frameKind = iota
	mapFrame
	arrayFrame
	singleFrame // one value where a list is documented
)

// NewDecoder returns a decoder of one JSON value.
func NewDecoder(message []byte) *Decoder {
	d := new(Decoder)
	d.Reset(message)
	return d
}

// Reset makes d read another message, with the settings of a new decoder.
func (d *Decoder) Reset(message []byte) {
	d.jx.ResetBytes(validUTF8(message))
	d.err, d.strict, d.drift = nil, false, nil
	d.frames, d.texts = d.frames[:0], d.texts[:0]
}

// validUTF8 replaces every byte that is not UTF-8 by U+FFFD, as encoding/json does. It returns a copy then.
func validUTF8(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	out := make([]byte, 0, len(b)+16)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		out = utf8.AppendRune(out, r)
		b = b[size:]
	}
	return out
}

// SetStrict makes missing required members, and null in them, errors. Servers are strict with requests; clients are not
// with responses.
func (d *Decoder) SetStrict(strict bool) { d.strict = strict }

// OnDrift has every accepted deviation reported to f.
func (d *Decoder) OnDrift(f func(Drift)) { d.drift = f }

// Err returns the first error, a *[DecodeError], or nil.
func (d *Decoder) Err() error { return d.err }

// Finish checks that nothing follows the value, and returns the first error.
func (d *Decoder) Finish() error {
	if d.err == nil {
		if err := d.jx.Skip(); err != io.EOF {
			d.fail(errors.New("data after the JSON value"))
		}
	}
	return d.err
}

// Path returns the place of the value that is being read.
func (d *Decoder) Path() string {
	var path []byte
	for i := range d.frames {
		f := &d.frames[i]
		switch f.kind {
		case objectFrame, mapFrame:
			if f.object.Key() == nil {
				continue
			}
			if len(path) > 0 {
				path = append(path, '.')
			}
			path = append(path, f.object.Key()...)
		case arrayFrame:
			path = append(path, '[')
			path = strconv.AppendInt(path, int64(f.index-1), 10)
			path = append(path, ']')
		case singleFrame: // the value stands where the list would
		}
	}
	return string(path)
}

func (d *Decoder) fail(err error) {
	if d.err == nil {
		d.err = &DecodeError{Path: d.Path(), Err: err}
	}
}

// syntax reports an error of the scanner.
func (d *Decoder) syntax(err error) {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	d.fail(fmt.Errorf("malformed JSON: %w", err))
}

// mismatch reports a value of a kind that cannot be read as what is documented.
func (d *Decoder) mismatch(want string, got jx.Type) {
	if got == jx.Invalid {
		err := d.jx.Skip()
		if err == nil {
			err = errors.New("unexpected token")
		}
		d.syntax(err)
		return
	}
	d.fail(fmt.Errorf("expected %s, got %s", want, got))
}

func (d *Decoder) report(want, got string) {
	if d.drift != nil {
		d.drift(Drift{Path: d.Path(), Want: want, Got: got})
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
	f.kind, f.fields, f.index, f.next, f.inText, f.seen = kind, nil, 0, 0, false, f.seen[:0]
	f.object = jx.ObjIter{}
	return f
}

func (d *Decoder) pop() { d.frames = d.frames[:len(d.frames)-1] }

// Null consumes a null and reports whether there was one.
func (d *Decoder) Null() bool {
	if d.err != nil || d.jx.Next() != jx.Null {
		return false
	}
	d.null()
	return true
}

// null consumes a null that stands where a value is documented.
func (d *Decoder) null() {
	if err := d.jx.Null(); err != nil {
		d.syntax(err)
		return
	}
	if d.strict && len(d.frames) > 0 {
		f := &d.frames[len(d.frames)-1]
		if f.kind == objectFrame && f.index >= 0 && f.fields.notNull[f.index/64]>>(f.index%64)&1 == 1 {
			d.fail(errors.New("required, must not be null"))
		}
	}
}

// Object begins an object. It returns false for null, and after an error. One object in a JSON text is accepted too.
// After true, [Decoder.Next] must be called until it returns [End].
func (d *Decoder) Object(fields *Fields) bool {
	f := d.begin(objectFrame)
	if f == nil {
		return false
	}
	f.fields = fields
	if d.strict {
		for range fields.required {
			f.seen = append(f.seen, 0)
		}
	}
	return true
}

// begin begins an object or a map. It returns nil for null, and after an error.
func (d *Decoder) begin(kind frameKind) *frame {
	if d.err != nil {
		return nil
	}
	inText := false
	switch t := d.jx.Next(); t {
	case jx.Object:
	case jx.String:
		text := d.scalar(t)
		if d.err != nil {
			return nil
		}
		d.report("object", t.String())
		if len(text) == 0 {
			return nil
		}
		d.enterText(text)
		if t := d.jx.Next(); t != jx.Object {
			d.mismatch("object", jx.String)
			return nil
		}
		inText = true
	case jx.Null:
		d.null()
		return nil
	default:
		d.mismatch("object", t)
		return nil
	}
	f := d.push(kind)
	if f == nil {
		return nil
	}
	it, err := d.jx.ObjIter()
	if err != nil {
		d.syntax(err)
		return nil
	}
	f.object, f.inText = it, inText
	return f
}

// Next moves to the next member of the object and returns the index of its field, [UnknownMember] or [End].
// The member's value must be read before the next call.
func (d *Decoder) Next() int {
	if d.err != nil {
		return End
	}
	f := &d.frames[len(d.frames)-1]
	if !f.object.Next() {
		d.endObject(f)
		return End
	}
	key := f.object.Key()
	i := f.next
	if i >= len(f.fields.names) || string(key) != f.fields.names[i] {
		i = f.fields.find(key, i+1)
	}
	f.index = i
	if i >= 0 {
		f.next = i + 1
		if d.strict {
			f.seen[i/64] |= 1 << (i % 64)
		}
	}
	return i
}

func (d *Decoder) endObject(f *frame) {
	if err := f.object.Err(); err != nil {
		d.syntax(err)
		return
	}
	if f.inText {
		if err := d.leaveText(); err != nil {
			d.fail(err)
			return
		}
	}
	if d.strict {
		for _, i := range f.fields.presence {
			if f.seen[i/64]>>(i%64)&1 == 0 {
				d.missing(f.fields.names[i])
				return
			}
		}
	}
	d.pop()
}

// missing reports a required member that is not there; its name takes the place of the last member read.
func (d *Decoder) missing(name string) {
	d.pop()
	path := d.Path()
	if path != "" {
		path += "."
	}
	d.err = &DecodeError{Path: path + name, Err: errors.New("required, but missing")}
}

// Unknown keeps the current member, name and value, in m.
func (d *Decoder) Unknown(m *Members) {
	key := d.frames[len(d.frames)-1].object.Key()
	raw := d.raw()
	if d.err != nil {
		return
	}
	d.report("a documented member", "unknown member")
	m.Set(alias(key), raw)
}

func (d *Decoder) raw() []byte {
	d.jx.Next() // moves to the value's first byte
	raw, err := d.jx.Raw()
	if err != nil {
		d.syntax(err)
		return nil
	}
	return raw[:len(raw):len(raw)]
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

// String returns a string. Null is empty; a value of another kind is returned as its JSON text.
func (d *Decoder) String() string {
	if d.err != nil {
		return ""
	}
	switch t := d.jx.Next(); t {
	case jx.String:
		b, err := d.jx.StrBytes()
		if err != nil {
			d.syntax(err)
			return ""
		}
		return alias(b)
	case jx.Null:
		d.null()
		return ""
	case jx.Invalid:
		d.mismatch("string", t)
		return ""
	default:
		raw := d.raw()
		d.report("string", t.String())
		return alias(raw)
	}
}

// Bool returns a boolean. Null and the empty string are false; "true", "false", 0 and 1 are accepted.
func (d *Decoder) Bool() bool {
	if d.err != nil {
		return false
	}
	switch t := d.jx.Next(); t {
	case jx.Bool:
		b, err := d.jx.Bool()
		if err != nil {
			d.syntax(err)
		}
		return b
	case jx.Null:
		d.null()
		return false
	case jx.String, jx.Number:
		text := d.scalar(t)
		switch string(text) {
		case "true", "1":
			d.report("boolean", t.String())
			return true
		case "false", "0", "":
			d.report("boolean", t.String())
			return false
		}
		if d.err == nil {
			d.fail(fmt.Errorf("expected boolean, got %s %s", t, excerpt(text)))
		}
		return false
	default:
		d.mismatch("boolean", t)
		return false
	}
}

// scalar returns the text of a string or a number.
func (d *Decoder) scalar(t jx.Type) []byte {
	if t == jx.Number {
		return d.raw()
	}
	b, err := d.jx.StrBytes()
	if err != nil {
		d.syntax(err)
	}
	return b
}

// number returns the text of a number, or of one in a string. It returns nil for null and for an empty string.
func (d *Decoder) number(want string) []byte {
	if d.err != nil {
		return nil
	}
	switch t := d.jx.Next(); t {
	case jx.Number:
		return d.raw()
	case jx.Null:
		d.null()
		return nil
	case jx.String:
		text := d.scalar(t)
		if d.err != nil {
			return nil
		}
		d.report(want, t.String())
		if len(text) == 0 {
			return nil
		}
		if !isNumber(text) {
			d.fail(fmt.Errorf("expected %s, got string %s", want, excerpt(text)))
			return nil
		}
		return text
	default:
		d.mismatch(want, t)
		return nil
	}
}

// Int64 returns an integer. Null is 0; 2.0, 1e3 and quoted numbers are accepted; a fraction, or a value beyond 64 bits,
// is an error.
func (d *Decoder) Int64() int64 {
	text := d.number("integer")
	if text == nil {
		return 0
	}
	if n, ok := smallInt(text); ok {
		return n
	}
	n, err := parseInt(text)
	if err != nil {
		d.fail(err)
	}
	return n
}

// smallInt parses an integer of up to 18 digits, which cannot overflow.
func smallInt(text []byte) (int64, bool) {
	digits := text
	if digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range digits {
		if c -= '0'; c > 9 {
			return 0, false
		}
		n = n*10 + int64(c)
	}
	if len(digits) != len(text) {
		n = -n
	}
	return n, true
}

func parseInt(text []byte) (int64, error) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err == nil {
		return n, nil
	}
	r, err := Decimal(text).Rat()
	switch {
	case err != nil:
		return 0, fmt.Errorf("expected integer, got %s: %w", excerpt(text), errors.Unwrap(err))
	case !r.IsInt():
		return 0, fmt.Errorf("expected integer, got %s", excerpt(text))
	case r.Num().Cmp(minInt64) < 0 || r.Num().Cmp(maxInt64) > 0:
		return 0, fmt.Errorf("integer %s does not fit 64 bits", excerpt(text))
	}
	return r.Num().Int64(), nil
}

var (
	minInt64 = big.NewInt(math.MinInt64)
	maxInt64 = big.NewInt(math.MaxInt64)
)

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
func (d *Decoder) Decimal() Decimal { return Decimal(alias(d.number("number"))) }

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
	switch t := d.jx.Next(); t {
	case jx.Array:
		f := d.push(arrayFrame)
		if f == nil {
			return false
		}
		it, err := d.jx.ArrIter()
		if err != nil {
			d.syntax(err)
			return false
		}
		f.array = it
		return true
	case jx.Null:
		d.null()
		return false
	case jx.Invalid:
		d.mismatch("array", t)
		return false
	default:
		d.report("array", t.String())
		if t == jx.String {
			if raw, err := d.peekRaw(); err == nil && string(raw) == `""` {
				d.raw()
				return false
			}
		}
		return d.push(singleFrame) != nil
	}
}

// peekRaw returns the next value without consuming it.
func (d *Decoder) peekRaw() (raw []byte, err error) {
	err = d.jx.Capture(func(x *jx.Decoder) error {
		raw, err = x.Raw()
		return err
	})
	return raw, err
}

// Elem moves to the next element of the array. The element must be read before the next call.
func (d *Decoder) Elem() bool {
	if d.err != nil {
		return false
	}
	f := &d.frames[len(d.frames)-1]
	f.index++
	if f.kind == singleFrame {
		if f.index == 1 {
			return true
		}
		d.pop()
		return false
	}
	if f.array.Next() {
		return true
	}
	if err := f.array.Err(); err != nil {
		d.syntax(err)
		return false
	}
	d.pop()
	return false
}

// Map begins an object whose members are data. It returns false for null, and after an error. After true,
// [Decoder.Entry] must be called until it returns false.
func (d *Decoder) Map() bool {
	return d.begin(mapFrame) != nil
}

// Entry moves to the next member of the map and returns its name. Its value must be read before the next call.
func (d *Decoder) Entry() (string, bool) {
	if d.err != nil {
		return "", false
	}
	f := &d.frames[len(d.frames)-1]
	if f.object.Next() {
		return alias(f.object.Key()), true
	}
	if err := f.object.Err(); err != nil {
		d.syntax(err)
		return "", false
	}
	if f.inText {
		if err := d.leaveText(); err != nil {
			d.fail(err)
			return "", false
		}
	}
	d.pop()
	return "", false
}

// Unmarshal reads one JSON value into v. It copies data once, so that data may be changed afterwards.
func Unmarshal(data []byte, v JSONDecoder) error {
	d := decoders.Get().(*Decoder)
	d.Reset([]byte(string(data)))
	v.DecodeJSON(d)
	err := d.Finish()
	d.release()
	return err
}

var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// release returns d to the pool without holding on to the message.
func (d *Decoder) release() {
	d.Reset(nil)
	clear(d.frames[:cap(d.frames)])
	clear(d.texts[:cap(d.texts)])
	decoders.Put(d)
}
