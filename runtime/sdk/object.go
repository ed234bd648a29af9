package sdk

import (
	"errors"
	"maps"
	"reflect"
	"slices"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/presence"
)

// ObjectWriter writes the members of a generated struct, in the order of the document. Each of its methods takes the member's
// index and the field's value. A value that is not zero is written. What becomes of one that is zero was settled when the
// object was read: it is written, null or left out as it was then. In a struct that was filled in by hand, the document decides.
type ObjectWriter struct {
	e      *Encoder
	fields *layout
	json   *runtime.JSON
	shape  *presence.Shape // of the object that the struct was read from; nil when it was filled in by hand
	start  int
	member int  // that is being written
	slow   bool // members need more than writing: the struct has unknown ones, the encoder checks what it writes, or leaves some out
	broken bool // the encoder had failed before
	check  memberCheck
}

// Object begins an object with the members of a generated struct.
func (e *Encoder) Object(fields *Fields, j *runtime.JSON) (o ObjectWriter) {
	o.e, o.fields, o.json, o.shape, o.start, o.broken = e, fields.lay(), j, *shapeOf(j), len(e.buf), e.err != nil
	unknown := len(j.Unknown) > 0
	if o.shape != nil && o.shape.Names != &o.fields.Names {
		o.shape = nil
	}
	if o.shape != nil || unknown {
		e.filled = true
	}
	if e.checks != nil {
		o.check = memberCheck{member: -1, broken: len(e.checks.broken)}
	}
	o.slow = unknown || e.checks != nil || o.fields.hidden(e.way) != nil
	return o
}

// End writes the unknown members and ends the object.
func (o *ObjectWriter) End() {
	e := o.e
	if e.err != nil && !o.broken {
		e.err = inMember(o.fields.List[o.member], e.err)
	}
	if o.slow {
		o.endMember()
	}
	if len(o.json.Unknown) > 0 {
		for _, name := range slices.Sorted(maps.Keys(o.json.Unknown)) {
			e.Key(name)
			e.Any(o.json.Unknown[name])
		}
	}
	e.EndObject(o.start)
}

// inMember is an error of a member, or of something in it.
func inMember(name string, err error) error {
	if inner, ok := err.(*runtime.EncodeError); ok {
		return &runtime.EncodeError{Path: within(name, inner.Path), Err: inner.Err}
	}
	return &runtime.EncodeError{Path: name, Err: err}
}

// errNoValue is the error of a member that must be there and has no value.
var errNoValue = errors.New("required, and has no value")

// Member begins a member whose value follows, unless it returns false. filled says that the field is not zero, and zero is
// how JSON writes it when it is.
func (o *ObjectWriter) Member(i int, filled bool, zero string) bool {
	e := o.e
	if e.err == nil {
		o.member = i
	}
	if o.slow {
		o.endMember()
		if o.isSet(i) || o.fields.leftOut(i, e.way) {
			return false
		}
		o.beginMember(i)
	}
	if !filled {
		o.zero(i, zero)
		return false
	}
	e.filled = true
	e.key(o.fields.keys[i])
	return true
}

// isSet reports whether a member is written among the unknown ones.
func (o *ObjectWriter) isSet(i int) bool {
	_, ok := o.json.Unknown[o.fields.List[i]]
	return ok
}

// zero writes a member whose field is zero.
func (o *ObjectWriter) zero(i int, zero string) {
	e := o.e
	if e.checks != nil && !isNumberOrBool(zero) {
		o.checkMissing(i)
	}
	switch o.fate(i) {
	case asNull:
		zero = "null"
	case omitted:
		return
	case refused:
		if e.strict {
			o.member = i
			e.Fail(errNoValue)
		}
	}
	e.buf = append(e.buf, o.fields.keys[i]...)
	e.buf = append(e.buf, zero...)
}

// fate is what becomes of a member whose field is zero.
type fate uint8

const (
	written fate = iota
	asNull
	omitted
	refused
)

// wasRead reports whether reading the struct settled what becomes of a member that is zero. Where it became a request or an answer
// after it came from a place that leaves the member out, it did not: a request says nothing of what is read-only.
func (o *ObjectWriter) wasRead(i int) bool {
	return o.shape != nil && (o.e.way == nowhere || !o.shape.IsUnsaid(i))
}

func (o *ObjectWriter) fate(i int) fate {
	if o.wasRead(i) {
		switch {
		case !o.shape.Has(i):
			return omitted
		case o.shape.IsNull(i):
			return asNull
		}
		return written
	}
	switch f := o.fields; {
	case bit(f.omit, i):
		return omitted
	case bit(f.null, i):
		return asNull
	case bit(f.refuse, i):
		return refused
	}
	return written
}

// String writes a member that is a string.
func (o *ObjectWriter) String(i int, v string) {
	if v == "" || o.slow {
		if !o.Member(i, v != "", `""`) {
			return
		}
		o.e.String(v)
		return
	}
	o.e.filled = true
	o.e.keyAndString(o.fields.keys[i], v)
}

// Bool writes a member that is a boolean.
func (o *ObjectWriter) Bool(i int, v bool) {
	if o.Member(i, v, "false") {
		o.e.Bool(v)
	}
}

// Int64 writes a member that is an integer.
func (o *ObjectWriter) Int64(i int, v int64) {
	if o.Member(i, v != 0, "0") {
		o.e.Int64(v)
	}
}

// Uint64 writes a member that is an integer and never negative.
func (o *ObjectWriter) Uint64(i int, v uint64) {
	if o.Member(i, v != 0, "0") {
		o.e.Uint64(v)
	}
}

// Float64 writes a member that is a number.
func (o *ObjectWriter) Float64(i int, v float64) {
	if o.Member(i, v != 0, "0") {
		o.e.Float64(v)
	}
}

// Decimal writes a member that is a number with its text.
func (o *ObjectWriter) Decimal(i int, v runtime.Decimal) {
	if o.Member(i, v != "", "0") {
		o.e.Decimal(v)
	}
}

// Value writes a member of a type that is not generated. Its zero value is what its method IsZero says, if it has one.
func (o *ObjectWriter) Value(i int, v any) {
	zero, ok := v.(interface{ IsZero() bool })
	if ok && zero.IsZero() || !ok && isZero(v) {
		if o.fate(i) != written {
			o.Member(i, false, "null")
			return
		}
	}
	if o.Member(i, true, "") {
		o.e.Value(v)
	}
}

func isZero(v any) bool {
	r := reflect.ValueOf(v)
	return !r.IsValid() || r.IsZero()
}

// Struct writes a member that is a generated struct. It is zero when nothing in it has a value and it was not read.
func (o *ObjectWriter) Struct(i int, v JSONEncoder) {
	if g, ok := o.beginGroup(i); ok {
		v.EncodeJSON(o.e)
		o.endGroup(i, g)
	}
}

// Text writes a member that is JSON in a string.
func (o *ObjectWriter) Text(i int, write func(*Encoder)) {
	if g, ok := o.beginGroup(i); ok {
		start := o.e.Begin()
		write(o.e)
		o.e.endText(start)
		o.endGroup(i, g)
	}
}

// group is the state of an encoder before a member of which only writing it shows whether it is zero.
type group struct {
	start  int
	filled bool
	err    error
}

func (o *ObjectWriter) beginGroup(i int) (group, bool) {
	g := group{len(o.e.buf), o.e.filled, o.e.err}
	if !o.Member(i, true, "") {
		return g, false
	}
	o.e.filled = false
	return g, true
}

// endGroup takes a member back that turned out to be zero, unless that is how it is written.
func (o *ObjectWriter) endGroup(i int, g group) {
	e := o.e
	filled := e.filled
	e.filled = filled || g.filled
	if filled {
		return
	}
	switch o.fate(i) {
	case omitted:
		e.buf, e.err = e.buf[:g.start], g.err
	case asNull:
		e.buf, e.err = append(append(e.buf[:g.start], o.fields.keys[i]...), "null"...), g.err
	default:
		return
	}
	if e.checks != nil {
		e.checks.broken = e.checks.broken[:o.check.broken]
	}
}
