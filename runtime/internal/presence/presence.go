// Package presence records which documented members a JSON object had, and which of them were null.
package presence

// Names are the documented members of an object.
type Names struct {
	List  []string // in document order
	Index map[string]int
}

// State is what is known of an object that was decoded. The zero State knows nothing: the object was not decoded.
type State struct {
	Names   *Names
	Present uint64 // bit i: member i was there; those behind the first 64 are in more
	Null    uint64 // bit i: member i was null, or unsaid
	more    *more
}

// more holds the bits of members behind the first 64, in one allocation for up to 192.
type more struct {
	present, null []uint64
	space         [4]uint64
}

// Extend makes room for the members behind the first 64 of n.
func (s *State) Extend(n int) {
	if n <= 64 {
		return
	}
	m, words := new(more), (n-1)/64
	if 2*words > len(m.space) {
		space := make([]uint64, 2*words)
		m.present, m.null = space[:words:words], space[words:]
	} else {
		m.present, m.null = m.space[:words:words], m.space[words:2*words]
	}
	s.more = m
}

// SetPresent records that member i was there.
func (s *State) SetPresent(i int) {
	if i < 64 {
		s.Present |= 1 << i
		return
	}
	s.more.present[i/64-1] |= 1 << (i % 64)
}

// SetNull records that member i was null, or was not.
func (s *State) SetNull(i int, null bool) {
	word := &s.Null
	if i >= 64 {
		word = &s.more.null[i/64-1]
	}
	if *word &^= 1 << (i % 64); null {
		*word |= 1 << (i % 64)
	}
}

// SetUnsaid records that nobody could say whether member i was there. A member that is present is never unsaid.
func (s *State) SetUnsaid(i int) { s.SetNull(i, true) } // null without being present

// IsUnsaid reports whether nobody could say whether member i was there.
func (s *State) IsUnsaid(i int) bool { return s.nullBit(i) && !s.IsPresent(i) }

// IsPresent reports whether member i was there.
func (s *State) IsPresent(i int) bool {
	if i < 64 {
		return s.Present>>i&1 == 1
	}
	return s.more != nil && s.more.present[i/64-1]>>(i%64)&1 == 1
}

// IsNull reports whether member i was null.
func (s *State) IsNull(i int) bool { return s.nullBit(i) && s.IsPresent(i) }

func (s *State) nullBit(i int) bool {
	if i < 64 {
		return s.Null>>i&1 == 1
	}
	return s.more != nil && s.more.null[i/64-1]>>(i%64)&1 == 1
}

// Find returns the index of a documented member, or -1.
func (s *State) Find(name string) int {
	if s.Names == nil {
		return -1
	}
	if i, ok := s.Names.Index[name]; ok {
		return i
	}
	return -1
}

// Equal reports whether both states say the same about members of the same names.
func (s *State) Equal(other *State) bool {
	if s.Names != other.Names || s.Present != other.Present || s.Null&s.Present != other.Null&other.Present {
		return false
	}
	if s.Names == nil {
		return true
	}
	for i := 64; i < len(s.Names.List); i++ {
		if s.IsPresent(i) != other.IsPresent(i) || s.IsNull(i) != other.IsNull(i) {
			return false
		}
	}
	return true
}
