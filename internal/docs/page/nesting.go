package page

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/pandapon/pandagen/internal/document"
)

// A copied page lists the members of objects flat, one after another. nest finds out which belong to which: it places one field
// after the other, keeps the attempts that explain the page best, and judges them by what the page says elsewhere.
//
//   - The example: a member belongs to an object that has a member of its name.
//   - Counts: {3} says how many members an object has, when they are listed.
//   - The interface: it opens all objects of a level, or none.
//   - Habit: an object of plain members ends where a list or another object begins, unless it is the content of an envelope.
const (
	attempts = 48 // that are kept at a time
	maxNest  = 30 // levels

	scoreNamed    = 10  // the example has the member here
	scoreKind     = 2   // of this kind
	scoreInOrder  = 1   // after the member before it
	scoreUnnamed  = -8  // the example has others here
	scoreCounted  = 6   // an object has as many members as it should
	scoreMiscount = -15 // it has not
	scoreTooMany  = -30 // it has more
	scoreTwice    = -12 // it has one of this name already
	scoreUneven   = -8  // of two objects on a level, one is open and one is not
	scoreFolded   = -6  // an object with a count shows no members
	scoreEmpty    = -1  // an object without a count has no members
	scoreSkipped  = -3  // although plain members follow
	scoreLeft     = -1  // an object without a count is left
	scorePayload  = -4  // the content of an envelope is left
	scoreGrouped  = -2  // a list or an object follows plain members of an object
	scoreFirst    = -3  // a list or an object is the first member of an object, or follows others that are
	scoreAlike    = 8   // its name begins as that of the envelope's content does: messageBody, messagePlatform

	certain = 3 // by so much the best attempt must be better than another one
)

// nest builds the tree of fields below root, whose shape in the examples is known or nil. It returns the objects of which the page
// does not show for certain where their members end.
func nest(fields []*field, example *shape) (top, doubtful []*field) {
	if showDepth(fields) {
		return nestByDepth(fields), nil
	}
	best, others := place(fields, example)
	for i, f := range fields {
		if p := best[i]; p >= 0 {
			fields[p].children = append(fields[p].children, f)
		} else {
			top = append(top, f)
		}
	}
	unsure := make([]bool, len(fields))
	for _, other := range others {
		for i := range fields {
			if best[i] != other[i] {
				unsure[max(best[i], other[i])] = true // the later of two objects is within the other one, or follows it
			}
		}
	}
	for i, f := range fields {
		if unsure[i] {
			doubtful = append(doubtful, f)
		}
	}
	return top, doubtful
}

// flat is nest for what has no members: parameters and the fields of forms. A table that shows how deep its rows are knows better.
func flat(fields []*field) []*field {
	if showDepth(fields) {
		return nestByDepth(fields)
	}
	return fields
}

// showDepth tells whether the fields come from a table that shows how deep they are.
func showDepth(fields []*field) bool {
	return slices.ContainsFunc(fields, func(f *field) bool { return f.depth > 0 })
}

// nestByDepth builds the tree of a table that shows how deep each row is.
func nestByDepth(fields []*field) []*field {
	var top, open []*field
	for _, f := range fields {
		for len(open) > 0 && open[len(open)-1].depth >= f.depth {
			open = open[:len(open)-1]
		}
		if len(open) == 0 {
			top = append(top, f)
		} else {
			above := open[len(open)-1]
			above.children = append(above.children, f)
		}
		open = append(open, f)
	}
	return top
}

// frame is an object whose members are being placed.
type frame struct {
	field   int32 // its place in the list; -1 for the whole
	below   *frame
	depth   int
	count   int    // members that it should have, or unknown
	used    int    // members that it has
	leaves  bool   // it has plain members
	list    bool   // it is one of a list
	payload bool   // it is the content of an envelope
	content string // the name of the member that is
	example *shape
	at      int // place in the example of the member placed last
	names   *nameList
}

// nameList is the names of a frame's members that the page has more than once, the last first.
type nameList struct {
	name string
	next *nameList
}

// maxSearched is how many members are compared to find a name twice.
const maxSearched = 400

func (f *frame) has(name string) bool {
	for n, i := f.names, 0; n != nil && i < maxSearched; n, i = n.next, i+1 {
		if n.name == name {
			return true
		}
	}
	return false
}

// attempt is one way to place the fields so far.
type attempt struct {
	top       *frame
	score     int
	last      *placing
	open      uint64 // levels on which an object, or a list, shows its members
	collapsed uint64 // levels on which one does not
}

// placing is where a field was placed.
type placing struct {
	before *placing
	parent int32
}

// place returns the parent of each field by its number, -1 for the whole, and those of other ways that are about as likely.
func place(fields []*field, example *shape) (best []int32, others [][]int32) {
	tries := []attempt{{top: &frame{field: -1, count: unknown, example: example.object(), at: -1}}}
	times := map[string]int{}
	for _, f := range fields {
		times[f.name]++
	}
	var steps []step
	for i, f := range fields {
		f.shape, f.repeated = f.exampleShape(), times[f.name] > 1
		steps = steps[:0]
		for _, t := range tries {
			steps = t.steps(steps, f)
		}
		slices.SortStableFunc(steps, func(a, b step) int { return b.score - a.score })
		tries = tries[:0]
		for _, s := range steps[:min(len(steps), attempts)] {
			tries = append(tries, s.take(int32(i), f))
		}
	}
	for i := range tries {
		tries[i].finish()
	}
	slices.SortStableFunc(tries, byScore)
	best = tries[0].parents(len(fields))
	for _, t := range tries[1:] {
		if tries[0].score-t.score < certain {
			others = append(others, t.parents(len(fields)))
		}
	}
	return best, others
}

// exampleShape is the shape of an object, or of those of an array, in the examples of the field itself; nil when it has none.
func (f *field) exampleShape() *shape {
	if f.typ.container() == nil {
		return nil
	}
	s := &shape{}
	for _, e := range f.examples {
		if isJSONStart(e.text) {
			s.add(readSample(e.text, func(int) document.Position { return e.pos }))
		}
	}
	return s.object()
}

// byScore puts the best attempts first.
func byScore(a, b attempt) int { return b.score - a.score }

// parents returns where each field was placed.
func (t *attempt) parents(n int) []int32 {
	out := make([]int32, n)
	for p, i := t.last, n-1; p != nil; p, i = p.before, i-1 {
		out[i] = p.parent
	}
	return out
}

// step is a way to place one more field: an attempt that has left some objects, and the object that the field goes into.
type step struct {
	attempt
	in *frame
}

// steps adds the ways to place a field: in the object that was opened last, or in one around it.
func (t attempt) steps(out []step, f *field) []step {
	empty := scoreEmpty
	if f.typ.container() == nil {
		empty = scoreSkipped
	}
	for in := t.top; in != nil; in = in.below {
		s := step{t, in}
		s.judge(f)
		out = append(out, s)
		t.close(in, empty)
	}
	return out
}

// close leaves an object. Empty is what it costs when it has neither members nor a count.
func (t *attempt) close(f *frame, empty int) {
	switch {
	case f.field < 0:
	case f.used == 0 && f.example.isEmpty():
	case f.used == 0:
		t.level(f, &t.collapsed, t.open)
		switch {
		case f.payload:
			t.score += scorePayload
		case f.count == unknown:
			t.score += empty
		default:
			t.score += scoreFolded
		}
	case f.count == f.used: // it was counted when it was opened
	case f.count != unknown:
		t.score += scoreMiscount - scoreCounted
	case f.payload:
		t.score += scorePayload
	default:
		t.score += scoreLeft
	}
}

// level notes that objects, or lists, of a level are open, or not.
func (t *attempt) level(f *frame, noted *uint64, against uint64) {
	bit := uint64(1) << min(2*f.depth, 62)
	if f.list {
		bit <<= 1
	}
	*noted |= bit
	if against&bit != 0 {
		t.score += scoreUneven
	}
}

// isEmpty tells whether the example has an object without members here.
func (s *shape) isEmpty() bool {
	return s != nil && s.members != nil && len(s.names) == 0
}

// judge says how well a field fits into the object.
func (s *step) judge(f *field) {
	in := s.in
	if in.used == 0 && in.field >= 0 {
		s.level(in, &s.open, s.collapsed)
		if in.count != unknown {
			s.score += scoreCounted // or so it seems, until it is left
		}
	}
	if f.repeated && in.has(f.name) {
		s.score += scoreTwice
	}
	if in.count != unknown && in.used >= in.count {
		s.score += scoreTooMany
	}
	if in.field >= 0 && !in.payload && f.typ.container() != nil && in.example.saysNothingOf(f.name) {
		s.score += in.grouped()
	}
	if in.content != "" && alike(in.content, f.name) {
		s.score += scoreAlike
	}
	if in.example == nil || len(in.example.names) == 0 {
		return
	}
	member := in.example.members[f.name]
	switch {
	case member == nil && !in.example.partial:
		s.score += scoreUnnamed
	case member != nil:
		s.score += scoreNamed
		if f.typ.fits(member) {
			s.score += scoreKind
		}
		if member.order > in.at {
			s.score += scoreInOrder
		}
	}
}

// take places the field, number i, in the object, and opens it when it is an object itself.
func (s *step) take(i int32, f *field) attempt {
	t, container := s.attempt, f.typ.container()
	grown := *s.in
	grown.used++
	grown.leaves = grown.leaves || container == nil
	if f.repeated {
		grown.names = &nameList{f.name, grown.names}
	}
	var member *shape
	if grown.example != nil {
		if member = grown.example.members[f.name]; member != nil {
			grown.at = max(grown.at, member.order)
		}
	}
	t.top = &grown
	t.last = &placing{before: t.last, parent: s.in.field}
	if container != nil && grown.depth < maxNest {
		isPayload := s.in.field < 0 && words.is(f.name, payload)
		if isPayload {
			grown.content = f.name
		}
		t.top = &frame{
			field: i, below: t.top, depth: grown.depth + 1, count: container.count, example: cmp.Or(member.object(), f.shape), at: -1,
			payload: isPayload, list: !f.typ.is("object"),
		}
	}
	return t
}

// saysNothingOf tells whether the example leaves it open if an object has a member.
func (s *shape) saysNothingOf(name string) bool {
	return s == nil || s.partial && s.members[name] == nil
}

// grouped judges a list or an object as a member: most objects begin with plain members, and many have nothing else.
func (f *frame) grouped() int {
	switch {
	case !f.leaves:
		return scoreFirst
	case f.count == unknown:
		return scoreGrouped
	}
	return 0
}

// alike tells whether the first of several words of two names is the same.
func alike(a, b string) bool {
	i := strings.IndexFunc(a, unicode.IsUpper)
	return i > 0 && len(b) > i && a[:i] == b[:i] && unicode.IsUpper(rune(b[i]))
}

// fits tells whether the values of an example are of a type.
func (t *typ) fits(s *shape) bool {
	for _, kind := range s.kinds {
		if t == nil || len(t.names) == 0 {
			return true
		}
		for _, name := range t.names {
			if name == kind || kind == zero && (name == "integer" || name == "number") || kind == "integer" && name == "number" {
				return true
			}
		}
	}
	return len(s.kinds) == 0
}

// finish leaves all objects.
func (t *attempt) finish() {
	for at := t.top; at != nil && at.field >= 0; at = at.below {
		score := t.score
		t.close(at, scoreEmpty)
		if at.count == unknown && at.used > 0 {
			t.score = score // it ends with the list
		}
	}
}
