package sdk

import (
	"slices"
	"sync/atomic"

	"github.com/pandapon/pandagen/runtime/internal/presence"
)

// A server mostly writes the same members in the same order. So a decoder expects of an object what the one before had: to compare
// the next bytes with a name is quicker than to read a name and look it up, by a tenth of a page of products, and when all came as
// expected, what is to be recorded of the object exists already.

// sequence is the members of an object in the order in which they came. It never changes.
type sequence struct {
	shape *presence.Shape
	steps []step
}

// step is a member of a sequence.
type step struct {
	key    string // its name as it is written: ,"name":
	member int
}

// sequences are those that the last objects with the same fields had. They are safe for concurrent use.
type sequences struct {
	last  atomic.Pointer[sequence]
	known [16]atomic.Pointer[sequence] // by their hash
}

// init makes the first object be expected to have all members but some, in the order of the document.
func (s *sequences) init(l *layout, without []uint64) {
	members, order := make(presence.Members, presence.Words(len(l.List))), make([]int, 0, len(l.List))
	for i := range l.List {
		if without == nil || !bit(without, i) {
			members.Add(i)
			order = append(order, i)
		}
	}
	s.last.Store(l.newSequence(members, order))
}

// newSequence returns the sequence of an object that had members in this order.
func (l *layout) newSequence(members presence.Members, order []int) *sequence {
	s := &sequence{&presence.Shape{Names: &l.Names, Members: slices.Clone(members)}, make([]step, len(order))}
	for i, member := range order {
		s.steps[i] = step{l.keys[member], member}
	}
	return s
}

// learn returns the shape of an object that had members in this order, which is what the next one is expected to have.
func (s *sequences) learn(l *layout, members presence.Members, order []int) *presence.Shape {
	slot := &s.known[hash(members, order)%uint64(len(s.known))]
	q := slot.Load()
	if q == nil || !q.is(members, order) {
		q = l.newSequence(members, order)
		slot.Store(q)
	}
	s.last.Store(q)
	return q.shape
}

func (s *sequence) is(members presence.Members, order []int) bool {
	return slices.Equal(s.shape.Members, members) && slices.EqualFunc(s.steps, order, func(s step, member int) bool { return s.member == member })
}

func hash(members presence.Members, order []int) (h uint64) {
	const prime = 0x9E3779B97F4A7C15 // the golden ratio's bits
	for _, word := range members {
		h = (h ^ word.Null) * prime
	}
	for _, member := range order {
		h = (h ^ uint64(member)) * prime
	}
	return h >> 56
}
