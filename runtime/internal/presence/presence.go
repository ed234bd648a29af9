// Package presence records which documented members a JSON object had, and which of them were null.
package presence

import "slices"

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

// Add records that member i was there.
func (m Members) Add(i int) { m[uint(i)/64].Present |= 1 << (uint(i) % 64) }

// Has reports whether member i was there.
func (m Members) Has(i int) bool { return m[uint(i)/64].Present>>(uint(i)%64)&1 == 1 }

// SetNull records that member i was null, or was not.
func (m Members) SetNull(i int, null bool) {
	word, bit := &m[uint(i)/64], uint64(1)<<(uint(i)%64)
	if word.Null &^= bit; null {
		word.Null |= bit
	}
}

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
