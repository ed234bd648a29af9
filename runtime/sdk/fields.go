package sdk

import (
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/runtime/internal/presence"
)

// Fields are the members of a JSON object in document order. Generated code makes one for each struct and passes it to
// [Decoder.Object] and [Encoder.Object]; it is immutable once made.
type Fields struct {
	presence.Names

	keys     []string // the names as they are written: ,"name":
	required []int    // members that must be present
	notNull  []uint64 // bit i: member i must not be null
	unsure   []uint64 // bit i: the document is not sure that member i is required
	rules    []*Rule  // of members; nil when there are none

	// Members that requests and answers leave out; nil when there are none.
	readOnly, writeOnly []uint64

	// What becomes of a field that is zero, in a struct that was filled in by hand. It is written, unless a bit says otherwise.
	null, omit, refuse []uint64
}

// NewFields returns the fields with these names. Index i of [Decoder.Next] is names[i].
func NewFields(names ...string) *Fields {
	f := &Fields{Names: presence.Names{List: names, Index: make(map[string]int, len(names))}, keys: make([]string, len(names))}
	words := (len(names) + 63) / 64
	for _, bits := range []*[]uint64{&f.notNull, &f.unsure, &f.null, &f.omit, &f.refuse} {
		*bits = make([]uint64, words)
	}
	// Keys are read one after the other, so they lie side by side in memory.
	var row strings.Builder
	ends := make([]int, len(names))
	for i, name := range names {
		f.Index[name] = i
		var e Encoder
		e.Key(name)
		row.Write(e.Bytes())
		ends[i] = row.Len()
	}
	all, start := row.String(), 0
	for i, end := range ends {
		f.keys[i], start = all[start:end], end
	}
	return f
}

// Require marks members that must be present and must not be null. Only a strict decoder checks it.
func (f *Fields) Require(names ...string) *Fields {
	f.mark(f.notNull, names)
	return f.RequireNullable(names...)
}

// RequireNullable marks members that must be present but may be null. Only a strict decoder checks it.
func (f *Fields) RequireNullable(names ...string) *Fields {
	for _, name := range names {
		f.required = append(f.required, f.index(name))
	}
	return f
}

// Unsure marks required members of which the document is not sure that they are: requests may leave them out.
func (f *Fields) Unsure(names ...string) *Fields {
	f.mark(f.unsure, names)
	return f
}

// Rule adds what the document demands of a member's value. Only strict decoders check it, and encoders of requests.
func (f *Fields) Rule(name string, rule *Rule) *Fields {
	if f.rules == nil {
		f.rules = make([]*Rule, len(f.List))
	}
	f.rules[f.index(name)] = rule
	return f
}

// rule returns the rule of member i, if there is one.
func (f *Fields) rule(i int) *Rule {
	if f.rules == nil {
		return nil
	}
	return f.rules[i]
}

// ReadOnly marks members that are no part of requests.
func (f *Fields) ReadOnly(names ...string) *Fields {
	f.readOnly = make([]uint64, len(f.omit))
	f.mark(f.readOnly, names)
	return f
}

// WriteOnly marks members that are no part of answers.
func (f *Fields) WriteOnly(names ...string) *Fields {
	f.writeOnly = make([]uint64, len(f.omit))
	f.mark(f.writeOnly, names)
	return f
}

// direction is which way JSON travels.
type direction uint8

const (
	nowhere direction = iota
	toServer
	toClient
)

// leftOut reports whether member i does not travel in a direction.
func (f *Fields) leftOut(i int, d direction) bool {
	bits := f.hidden(d)
	return bits != nil && bit(bits, i)
}

// hidden returns the members that do not travel in a direction; nil when there are none.
func (f *Fields) hidden(d direction) []uint64 {
	switch d {
	case toServer:
		return f.readOnly
	case toClient:
		return f.writeOnly
	}
	return nil
}

// Null marks members that are null when their fields are zero, in a struct that was filled in by hand.
func (f *Fields) Null(names ...string) *Fields {
	f.mark(f.null, names)
	return f
}

// Omit marks members that are left out when their fields are zero, in a struct that was filled in by hand.
func (f *Fields) Omit(names ...string) *Fields {
	f.mark(f.omit, names)
	return f
}

// Refuse marks members that must be there and for which zero is no valid value: a strict encoder fails then.
func (f *Fields) Refuse(names ...string) *Fields {
	f.mark(f.refuse, names)
	return f
}

func (f *Fields) mark(bits []uint64, names []string) {
	for _, name := range names {
		i := f.index(name)
		bits[i/64] |= 1 << (i % 64)
	}
}

func (f *Fields) index(name string) int {
	i, ok := f.Index[name]
	if !ok {
		panic(fmt.Sprintf("sdk: member %q is not a field", name))
	}
	return i
}

// bit returns bit i.
func bit(bits []uint64, i int) bool { return bits[i/64]>>(i%64)&1 == 1 }

// find returns the index of a member name, or -1. Members mostly come in document order with some left out, so the search
// begins at the member after the last one found.
func (f *Fields) find(key []byte, next int) int {
	for i := next; i < len(f.List) && i <= next+3; i++ {
		if string(key) == f.List[i] {
			return i
		}
	}
	if i, ok := f.Index[string(key)]; ok {
		return i
	}
	return -1
}
