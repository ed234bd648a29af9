package sdk

import "strings"

// Fields are the member names of a JSON object in document order. Generated code makes one for each struct and passes it
// to [Decoder.Object]; it is immutable once made.
type Fields struct {
	names    []string
	keys     []string // the names as they stand in a compact message: "name":
	index    map[string]int
	required []uint64 // bit i: member i must be present
	notNull  []uint64 // bit i: member i must not be null
	presence []int    // members with a bit in required, in order
}

// NewFields returns the fields with these names. Index i of [Decoder.Next] is names[i].
func NewFields(names ...string) *Fields {
	f := &Fields{names: names, keys: make([]string, len(names)), index: make(map[string]int, len(names))}
	words := (len(names) + 63) / 64
	f.required, f.notNull = make([]uint64, words), make([]uint64, words)
	// Keys are read one after the other, so they lie side by side in memory.
	row := `"` + strings.Join(names, `":"`) + `":`
	for i, name := range names {
		f.index[name] = i
		length := len(name) + len(`"":`)
		f.keys[i], row = row[:length], row[min(length, len(row)):] // a name that needs escapes is never matched by this, but found by index
	}
	return f
}

// Require marks members that must be present and must not be null. Only a strict decoder checks it.
func (f *Fields) Require(names ...string) *Fields {
	for _, name := range names {
		i := f.require(name)
		f.notNull[i/64] |= 1 << (i % 64)
	}
	return f
}

// RequireNullable marks members that must be present but may be null. Only a strict decoder checks it.
func (f *Fields) RequireNullable(names ...string) *Fields {
	for _, name := range names {
		f.require(name)
	}
	return f
}

func (f *Fields) require(name string) int {
	i, ok := f.index[name]
	if !ok {
		panic("runtime: required member " + name + " is not a field")
	}
	f.required[i/64] |= 1 << (i % 64)
	f.presence = append(f.presence, i)
	return i
}

// find returns the index of a member name. Members mostly come in document order with some left out, so the search
// begins at the member after the last one found.
func (f *Fields) find(key []byte, next int) int {
	for i := next; i < len(f.names) && i <= next+3; i++ {
		if string(key) == f.names[i] {
			return i
		}
	}
	if i, ok := f.index[string(key)]; ok {
		return i
	}
	return UnknownMember
}
