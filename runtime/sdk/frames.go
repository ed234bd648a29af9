package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unsafe"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/presence"
)

// Objects, maps and arrays that a decoder walks through.

// frame is an object, a map or an array that is being read. A decoder uses its frames again.
type frame struct {
	kind   frameKind
	at     place
	inText bool   // objects and maps: it is the whole of a JSON text
	ignore bool   // objects: members that are read-only count as absent although they are there
	index  int    // objects: the documented member; arrays: the element
	key    string // the name of a member that is not documented

	// Of objects:
	fields   *layout
	json     *runtime.JSON
	from     int              // where the current member's value begins
	expected *sequence        // that of an object before, which this one probably has
	step     int              // how many of its steps came
	noted    int              // how many of these are in members and order
	members  presence.Members // that were there, but for those that are not noted yet
	order    []int            // in which they came
}

type frameKind uint8

const (
	objectFrame frameKind = iota
	mapFrame
	arrayFrame
	singleFrame // one value where a list is documented
)

// place tells what a frame is at.
type place uint8

const (
	beginning  place = iota // no member or element was read
	documented              // the member, or the element, with the frame's index
	other                   // the member with the frame's key
)

// push begins an object or an array.
func (d *Decoder) push(kind frameKind) *frame {
	n := len(d.frames)
	if n+len(d.texts) >= maxDepth {
		d.fail(fmt.Errorf("nested deeper than %d levels", maxDepth))
		return nil
	}
	if n == cap(d.frames) {
		d.frames = append(d.frames, frame{})
	} else {
		d.frames = d.frames[:n+1]
	}
	f := &d.frames[n]
	f.kind, f.at, f.inText, f.index = kind, beginning, false, -1
	return f
}

func (d *Decoder) pop() { d.frames = d.frames[:len(d.frames)-1] }

// top returns the frame of what is being read; nil outside of objects and arrays.
func (d *Decoder) top() *frame {
	if n := len(d.frames); n > 0 {
		return &d.frames[n-1]
	}
	return nil
}

// Path returns the place of the value that is being read.
func (d *Decoder) Path() string {
	var path []byte
	for i := range d.frames {
		switch f := &d.frames[i]; f.kind {
		case objectFrame, mapFrame:
			if f.at == beginning {
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
	if f.at == documented {
		return f.fields.List[f.index]
	}
	return f.key
}

// Object begins an object. It returns false for null, and after an error. One object in a JSON text is accepted too.
// After true, [Decoder.Next] must be called until it returns [End]; then j says which members there were.
func (d *Decoder) Object(fields *Fields, j *runtime.JSON) bool {
	f := d.begin(objectFrame)
	if f == nil {
		return false
	}
	f.fields, f.json = fields.lay(), j
	// Nobody sets by a request what is read-only. What an answer says nevertheless is kept.
	f.ignore = d.way == toServer && f.fields.readOnly != nil
	f.expected, f.step, f.noted, f.order = f.sequences().last.Load(), 0, 0, f.order[:0]
	if words := len(f.expected.shape.Members); words != len(f.members) {
		f.members = slices.Grow(f.members[:0], words)[:words]
	}
	clear(f.members)
	return true
}

// sequences returns those of objects like the frame's.
func (f *frame) sequences() *sequences {
	if f.ignore {
		return &f.fields.requests
	}
	return &f.fields.sequences
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
	if steps := f.expected.steps; uint(f.step) < uint(len(steps)) {
		key, i := steps[f.step].key, steps[f.step].member
		if f.at == beginning {
			key = key[len(","):]
		}
		if p := d.pos; begins(d.buf[p:], key) {
			d.pos = p + len(key)
			f.at, f.index, f.from = documented, i, d.pos
			f.step++
			return i
		}
	}
	return d.search(f)
}

// begins reports whether text begins with key. It saves the call that a comparison of strings is, five percent of decoding.
func begins(text []byte, key string) bool {
	n := len(key)
	if len(text) < n {
		return false
	}
	if n < 8 {
		return string(text[:n]) == key
	}
	a, b := unsafe.Pointer(unsafe.SliceData(text)), unsafe.Pointer(unsafe.StringData(key))
	last := n - 8
	for i := 0; i < last; i += 8 {
		if *(*uint64)(unsafe.Add(a, i)) != *(*uint64)(unsafe.Add(b, i)) {
			return false
		}
	}
	return *(*uint64)(unsafe.Add(a, last)) == *(*uint64)(unsafe.Add(b, last))
}

// search is Next for a member that is not the one expected, or not written as compactly as expected.
func (d *Decoder) search(f *frame) int {
	for {
		key, ok := d.member(f)
		if !ok {
			return End
		}
		i, ok := f.fields.Index[string(key)]
		switch {
		case !ok:
			if !d.keep(f) {
				return End
			}
		case f.ignore && bit(f.fields.readOnly, i):
			if d.skip(); d.err != nil {
				return End
			}
		default:
			if repeated := f.found(i); repeated && d.strict {
				d.fail(errTwice)
				return End
			}
			f.from = d.pos
			return i
		}
	}
}

var errTwice = errors.New("given more than once")

// found records that member i is there, and reports whether it was before. What is expected goes on behind it.
func (f *frame) found(i int) (repeated bool) {
	f.at, f.index = documented, i
	ahead := f.expected.steps[f.step:]
	if len(ahead) > 0 && ahead[0].member == i { // not written as compactly as expected
		f.step++
		return false
	}
	f.note()
	if repeated = f.members.Has(i); repeated {
		f.members.SetNull(i, false)
		return true
	}
	f.members.Add(i)
	f.order = append(f.order, i)
	f.step += slices.IndexFunc(ahead, func(s step) bool { return s.member == i }) + 1
	f.noted = f.step
	return false
}

// note notes the members that came as expected.
func (f *frame) note() {
	for _, s := range f.expected.steps[f.noted:f.step] {
		f.members.Add(s.member)
		f.order = append(f.order, s.member)
	}
	f.noted = f.step
}

// shape returns that of an object that has ended. Hidden members do not travel this way: they are unsaid.
func (f *frame) shape(hidden []uint64) *presence.Shape {
	expected := f.expected.shape
	asExpected := hidden == nil && len(f.order) == 0 && f.step == len(f.expected.steps)
	for i, word := range expected.Members {
		asExpected = asExpected && word.Null == f.members[i].Null
	}
	if asExpected {
		return expected
	}
	f.note()
	for i, word := range hidden {
		f.members[i].Null |= word &^ f.members[i].Present
	}
	return f.sequences().learn(f.fields, f.members, f.order)
}

// member moves to the value of the next member and returns its name. It returns false at the end of the object.
func (d *Decoder) member(f *frame) ([]byte, bool) {
	c := d.peek()
	if c == '}' {
		d.pos++
		d.endObject(f)
		return nil, false
	}
	if f.at != beginning {
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
	f.at, f.key = other, alias(key)
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
		shape := f.shape(f.fields.hidden(d.way))
		if d.strict && !d.checkRequired(f, shape) {
			return
		}
		*shapeOf(f.json) = shape
	}
	d.pop()
}

// checkRequired reports whether the object had all members that it must have.
func (d *Decoder) checkRequired(f *frame, shape *presence.Shape) bool {
	for _, i := range f.fields.required {
		if !shape.Has(i) {
			f.at, f.index = documented, i
			d.fail(errors.New("required, but missing"))
			return false
		}
	}
	return true
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

func (d *Decoder) beginArray() bool {
	if d.push(arrayFrame) == nil {
		return false
	}
	d.pos++
	return true
}

// Elem moves to the next element of the array. The element must be read before the next call.
func (d *Decoder) Elem() bool {
	if d.err != nil {
		return false
	}
	f := &d.frames[len(d.frames)-1]
	if f.kind == singleFrame {
		if f.at == beginning {
			f.at = documented
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
	if f.at != beginning {
		if c != ',' {
			d.syntax()
			return false
		}
		d.pos++
	}
	f.at = documented
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
