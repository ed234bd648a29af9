package sdk

import (
	"math"
	"sync/atomic"
)

// Lists get their memory by an estimate, so that most of them need one allocation: a list is probably as long as the last one of
// the same member, and the first one as the length of its elements says.

// listEstimate is what is known of a list that is being read.
type listEstimate struct {
	last  *atomic.Int32 // length of the last one; nil where that is not known
	start int           // of the list's first element
}

// beginList is called before the first element of an array is read.
func (d *Decoder) beginList() listEstimate {
	l := listEstimate{start: d.pos}
	if n := len(d.frames) - 2; n >= 0 && d.frames[n].kind == objectFrame {
		l.last = &d.frames[n].fields.lengths[d.frames[n].index]
	}
	return l
}

// capacity is for how many elements to make room before the first one is read.
func (l *listEstimate) capacity(d *Decoder) int {
	if l.last == nil {
		return 1
	}
	// An element takes two bytes at the least, with its comma.
	return max(1, min(int(l.last.Load()), (len(d.buf)-l.start)/2))
}

// room is for how many more elements to make room when n were read.
func (l *listEstimate) room(d *Decoder, n int) int {
	const growth = 8 // what follows the list may be mistaken for elements of it
	size := max(2, (d.pos-l.start)/n)
	return max(1, min((len(d.buf)-d.pos)/size+1, growth*n))
}

// end remembers that a list had n elements. After longer lists, the length that is expected falls slowly.
func (l *listEstimate) end(n int) {
	if l.last == nil {
		return
	}
	before := int(l.last.Load())
	if before == n {
		return
	}
	if before > n {
		n = before - (before-n+3)/4
	}
	l.last.Store(int32(min(n, math.MaxInt32)))
}
