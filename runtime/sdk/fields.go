package sdk

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/pandapon/pandagen/runtime/internal/presence"
)

// Fields are the members of a JSON object in document order. Generated code makes one for each struct and passes it to
// [Decoder.Object] and [Encoder.Object].
type Fields struct {
	names                           []string
	require, notNull, unsure        []string
	zeroNull, zeroOmit, zeroRefused []string
	readOnly, writeOnly             []string
	rules                           map[string]*Rule

	// Most programs use few of the types that they import, so what reading and writing needs is made when the first object is
	// read or written.
	layout atomic.Pointer[layout]
}

// NewFields returns the fields with these names. Index i of [Decoder.Next] is names[i].
func NewFields(names ...string) *Fields { return &Fields{names: names} }

// Require marks members that must be present and must not be null. Only a strict decoder checks it.
func (f *Fields) Require(names ...string) *Fields {
	f.notNull = append(f.notNull, names...)
	return f.RequireNullable(names...)
}

// RequireNullable marks members that must be present but may be null. Only a strict decoder checks it.
func (f *Fields) RequireNullable(names ...string) *Fields {
	f.require = append(f.require, names...)
	return f
}

// Unsure marks required members of which the document is not sure that they are: requests may leave them out.
func (f *Fields) Unsure(names ...string) *Fields {
	f.unsure = names
	return f
}

// Rule adds what the document demands of a member's value. Only strict decoders check it, and encoders of requests.
func (f *Fields) Rule(name string, rule *Rule) *Fields {
	if f.rules == nil {
		f.rules = map[string]*Rule{}
	}
	f.rules[name] = rule
	return f
}

// ReadOnly marks members that are no part of requests.
func (f *Fields) ReadOnly(names ...string) *Fields {
	f.readOnly = names
	return f
}

// WriteOnly marks members that are no part of answers.
func (f *Fields) WriteOnly(names ...string) *Fields {
	f.writeOnly = names
	return f
}

// Null marks members that are null when their fields are zero, in a struct that was filled in by hand.
func (f *Fields) Null(names ...string) *Fields {
	f.zeroNull = names
	return f
}

// Omit marks members that are left out when their fields are zero, in a struct that was filled in by hand.
func (f *Fields) Omit(names ...string) *Fields {
	f.zeroOmit = names
	return f
}

// Refuse marks members that must be there and for which zero is no valid value: an encoder of answers fails then.
func (f *Fields) Refuse(names ...string) *Fields {
	f.zeroRefused = names
	return f
}

// layout is what reading and writing needs to know of fields.
type layout struct {
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

	// What the last objects were like, from which decoders guess what the next ones are like.
	sequences sequences
	requests  sequences      // of which read-only members were ignored
	lengths   []atomic.Int32 // of members that are lists
}

// lay returns the layout of fields.
func (f *Fields) lay() *layout {
	if l := f.layout.Load(); l != nil {
		return l
	}
	return f.firstLayout()
}

// firstLayout makes the layout. Nobody must see two, because objects that were read refer to one.
func (f *Fields) firstLayout() *layout {
	f.layout.CompareAndSwap(nil, f.newLayout())
	return f.layout.Load()
}

func (f *Fields) newLayout() *layout {
	l := &layout{
		Names:   presence.Names{List: f.names, Index: make(map[string]int, len(f.names))},
		keys:    make([]string, len(f.names)),
		lengths: make([]atomic.Int32, len(f.names)),
	}
	// Keys are used one after the other, so they lie side by side in memory.
	var row strings.Builder
	ends := make([]int, len(f.names))
	for i, name := range f.names {
		l.Index[name] = i
		var e Encoder
		e.Key(name)
		row.Write(e.Bytes())
		ends[i] = row.Len()
	}
	row.WriteString(strings.Repeat(" ", wordSize)) // for copyKey
	all, start := row.String(), 0
	for i, end := range ends {
		l.keys[i], start = all[start:end], end
	}
	for _, name := range f.require {
		l.required = append(l.required, l.index(name))
	}
	if len(f.rules) > 0 {
		l.rules = make([]*Rule, len(f.names))
	}
	for name, rule := range f.rules {
		l.rules[l.index(name)] = rule
	}
	l.unsure = l.bits(f.unsure)
	l.notNull, l.null, l.omit, l.refuse = l.bits(f.notNull), l.bits(f.zeroNull), l.bits(f.zeroOmit), l.bits(f.zeroRefused)
	if len(f.readOnly) > 0 {
		l.readOnly = l.bits(f.readOnly)
	}
	if len(f.writeOnly) > 0 {
		l.writeOnly = l.bits(f.writeOnly)
	}
	l.sequences.init(l, nil)
	if l.readOnly != nil {
		l.requests.init(l, l.readOnly)
	}
	return l
}

// bits returns a bit for each member, which is set for those with these names.
func (l *layout) bits(names []string) []uint64 {
	bits := make([]uint64, presence.Words(len(l.List)))
	for _, name := range names {
		i := l.index(name)
		bits[i/64] |= 1 << (i % 64)
	}
	return bits
}

func (l *layout) index(name string) int {
	i, ok := l.Index[name]
	if !ok {
		panic(fmt.Sprintf("sdk: member %q is not a field", name))
	}
	return i
}

// rule returns the rule of member i, if there is one.
func (l *layout) rule(i int) *Rule {
	if l.rules == nil {
		return nil
	}
	return l.rules[i]
}

// direction is which way JSON travels.
type direction uint8

const (
	nowhere direction = iota
	toServer
	toClient
)

// hidden returns the members that do not travel in a direction; nil when there are none.
func (l *layout) hidden(d direction) []uint64 {
	switch d {
	case toServer:
		return l.readOnly
	case toClient:
		return l.writeOnly
	}
	return nil
}

// leftOut reports whether member i does not travel in a direction.
func (l *layout) leftOut(i int, d direction) bool {
	bits := l.hidden(d)
	return bits != nil && bit(bits, i)
}

// bit returns bit i.
func bit(bits []uint64, i int) bool { return bits[i/64]>>(i%64)&1 == 1 }
