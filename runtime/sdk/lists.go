package sdk

// Lists get their memory by an estimate, so that most of them need one allocation: a list is probably as long as the last one at
// the same place, and the first one at a place as the length of its elements says.

// listPlace is a member of a type that is a list.
type listPlace struct {
	fields *Fields
	member int
}

// listEstimate is what is known of a list that is being read.
type listEstimate struct {
	place listPlace
	start int // of the list's first element
}

// maxListPlaces bounds what a decoder remembers.
const maxListPlaces = 1024

// beginList is called before the first element of an array is read.
func (d *Decoder) beginList() listEstimate {
	f := &d.frames[len(d.frames)-1]
	return listEstimate{place: listPlace{f.fields, f.next}, start: d.pos}
}

// capacity is for how many elements to make room before the first one is read.
func (l *listEstimate) capacity(d *Decoder) int {
	if l.place.fields == nil {
		return 1
	}
	// An element takes two bytes at the least, with its comma.
	return max(1, min(d.lists[l.place], (len(d.buf)-l.start)/2))
}

// room is for how many more elements to make room when n were read.
func (l *listEstimate) room(d *Decoder, n int) int {
	const growth = 8 // what follows the list may be mistaken for elements of it
	size := max(2, (d.pos-l.start)/n)
	return max(1, min((len(d.buf)-d.pos)/size+1, growth*n))
}

// endList remembers that a list had n elements. After longer lists, the length that is expected falls slowly.
func (d *Decoder) endList(l listEstimate, n int) {
	if l.place.fields == nil {
		return
	}
	before, known := d.lists[l.place]
	switch {
	case before == n, !known && len(d.lists) >= maxListPlaces:
		return
	case before > n:
		n = before - (before-n+3)/4
	case d.lists == nil:
		d.lists = map[listPlace]int{}
	}
	d.lists[l.place] = n
}
