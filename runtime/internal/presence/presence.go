// Package presence records which documented members a JSON object had, and which of them were null.
package presence

import (
	"slices"
	"sync/atomic"
)

// Names are the documented members of an object.
type Names struct {
	List  []string // in document order
	Index map[string]int
}

// Members are which of an object's documented members were there.
type Members []Word

// Word is what is known of 64 members: a bit for each. A member that is null without being present is unsaid: nobody could say
// whether it was there, because the object came from a place that leaves it out.
type Word struct{ Present, Null uint64 }

// Words returns how many words n members need, at least one.
func Words(n int) int { return max(1, (n+63)/64) }

// Has reports whether member i was there.
func (m Members) Has(i int) bool { return m[uint(i)/64].Present>>(uint(i)%64)&1 == 1 }

// IsNull reports whether member i was null.
func (m Members) IsNull(i int) bool {
	word := m[uint(i)/64]
	return (word.Null&word.Present)>>(uint(i)%64)&1 == 1
}

// IsUnsaid reports whether nobody could say whether member i was there.
func (m Members) IsUnsaid(i int) bool {
	word := m[uint(i)/64]
	return (word.Null&^word.Present)>>(uint(i)%64)&1 == 1
}

// Shape is what is known of an object that was read. It never changes: objects that had the same members share one, which keeps
// the structs small that are made of them.
type Shape struct {
	Names *Names
	Members
}

// Find returns the index of a documented member, or -1; so does a nil Shape, which knows none.
func (s *Shape) Find(name string) int {
	if s == nil {
		return -1
	}
	if i, ok := s.Names.Index[name]; ok {
		return i
	}
	return -1
}

// Equal reports whether both shapes say the same about members of the same names.
func (s *Shape) Equal(other *Shape) bool {
	if s == other || s == nil || other == nil {
		return s == other
	}
	return s.Names == other.Names && slices.EqualFunc(s.Members, other.Members, func(a, b Word) bool {
		return a.Present == b.Present && a.Null&a.Present == b.Null&b.Present
	})
}

// Shapes are those that objects with the same names had lately. They are safe for concurrent use.
type Shapes struct {
	names *Names
	last  atomic.Pointer[Shape]
	known [8]atomic.Pointer[Shape] // by their hash
}

// Init makes s the shapes of objects with these names. The last one is said to have had all of them.
func (s *Shapes) Init(names *Names) {
	s.names = names
	all := make(Members, Words(len(names.List)))
	for i := range names.List {
		all[i/64].Present |= 1 << (i % 64)
	}
	s.last.Store(&Shape{names, all})
}

// Last returns the shape that was asked for last.
func (s *Shapes) Last() *Shape { return s.last.Load() }

// Of returns the shape with these members, which the caller may change afterwards.
func (s *Shapes) Of(m Members) *Shape {
	if last := s.last.Load(); slices.Equal(last.Members, m) {
		return last
	}
	slot := &s.known[hash(m)%uint64(len(s.known))]
	shape := slot.Load()
	if shape == nil || !slices.Equal(shape.Members, m) {
		shape = &Shape{s.names, slices.Clone(m)}
		slot.Store(shape)
	}
	s.last.Store(shape)
	return shape
}

func hash(m Members) (h uint64) {
	const prime = 0x9E3779B97F4A7C15 // the golden ratio's bits
	for _, word := range m {
		h = (h ^ word.Present) * prime
		h = (h ^ word.Null) * prime
	}
	return h >> 56
}
