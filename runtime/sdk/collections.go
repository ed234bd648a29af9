package sdk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unsafe"
)

// DecodeStruct reads a generated struct.
func DecodeStruct[T any, P interface {
	*T
	JSONDecoder
}](d *Decoder) (v T) {
	P(&v).DecodeJSON(d)
	return v
}

// DecodePointer reads a value that may be null.
func DecodePointer[T any](d *Decoder, read func(*Decoder) T) *T {
	if d.err != nil || d.Null() {
		return nil
	}
	if !d.take(unsafe.Sizeof(*new(T))) {
		return nil
	}
	v := read(d)
	return &v
}

// DecodeArray reads an array; it is nil for null and for an empty string. One value where a list is documented counts as
// a list of one.
func DecodeArray[T any](d *Decoder, read func(*Decoder) T) []T {
	if !d.Array() {
		return nil
	}
	if !d.Elem() {
		return []T{}
	}
	l := d.beginList()
	list := newList[T](d, l.capacity(d))
	for more := list != nil; more; more = d.Elem() {
		if len(list) == cap(list) {
			if list = growList(d, list, l.room(d, len(list))); list == nil {
				return nil
			}
		}
		list = append(list, read(d))
	}
	l.end(len(list))
	return list
}

// DecodeStructs is [DecodeArray] for generated structs; it reads each element in place.
func DecodeStructs[T any, P interface {
	*T
	JSONDecoder
}](d *Decoder) []T {
	if !d.Array() {
		return nil
	}
	if !d.Elem() {
		return []T{}
	}
	l := d.beginList()
	list := newList[T](d, l.capacity(d))
	for more := list != nil; more; more = d.Elem() {
		if len(list) == cap(list) {
			if list = growList(d, list, l.room(d, len(list))); list == nil {
				return nil
			}
		}
		list = list[:len(list)+1]
		P(&list[len(list)-1]).DecodeJSON(d)
	}
	l.end(len(list))
	return list
}

// DecodeMap reads an object whose members are data; it is nil for null.
func DecodeMap[T any](d *Decoder, read func(*Decoder) T) map[string]T {
	if !d.Map() {
		return nil
	}
	m := map[string]T{}
	for {
		name, ok := d.Entry()
		if !ok {
			return m
		}
		if !d.take(unsafe.Sizeof(*new(T)) + mapEntry) {
			return nil
		}
		if _, twice := m[name]; twice && d.strict {
			d.fail(errTwice)
			return m
		}
		m[name] = read(d)
	}
}

// mapEntry is about what a map needs for an entry besides its value.
const mapEntry = 48

// DecodeValue reads a value of a type that is not generated, with its own UnmarshalJSON or as encoding/json does.
func DecodeValue[T any](d *Decoder) (v T) {
	raw := d.Any()
	if raw == nil {
		return v
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		d.fail(fmt.Errorf("expected %T: %w", v, err))
	}
	return v
}

// EncodePointer writes a value that may be null.
func EncodePointer[T any](e *Encoder, v *T, write func(*Encoder, T)) {
	if v == nil {
		e.Null()
		return
	}
	write(e, *v)
}

// EncodeArray writes an array; nil is an empty one.
func EncodeArray[T any](e *Encoder, list []T, write func(*Encoder, T)) {
	if e.err != nil {
		e.Null()
		return
	}
	start, broken := e.Begin(), e.checks.count()
	for i, v := range list {
		e.Elem()
		write(e, v)
		broken = e.checks.inElement(broken, i)
		if e.err != nil {
			e.err = inMember("["+strconv.Itoa(i)+"]", e.err)
			return
		}
	}
	e.EndArray(start)
}

// EncodeStructs is [EncodeArray] for generated structs, which it does not copy.
func EncodeStructs[T any, P interface {
	*T
	JSONEncoder
}](e *Encoder, list []T) {
	if e.err != nil {
		e.Null()
		return
	}
	start, broken := e.Begin(), e.checks.count()
	for i := range list {
		e.Elem()
		P(&list[i]).EncodeJSON(e)
		broken = e.checks.inElement(broken, i)
		if e.err != nil {
			e.err = inMember("["+strconv.Itoa(i)+"]", e.err)
			return
		}
	}
	e.EndArray(start)
}

// EncodeStruct writes a generated struct; it is for [EncodeMap], whose values have no address.
func EncodeStruct[T any, P interface {
	*T
	JSONEncoder
}](e *Encoder, v T) {
	P(&v).EncodeJSON(e)
}

// EncodeMap writes an object whose members are data, sorted by name; nil is an empty one.
func EncodeMap[T any](e *Encoder, m map[string]T, write func(*Encoder, T)) {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	start, broken := e.Begin(), e.checks.count()
	for _, name := range names {
		e.Key(name)
		write(e, m[name])
		broken = e.checks.in(broken, name)
	}
	e.EndObject(start)
}
