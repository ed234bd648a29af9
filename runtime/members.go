package runtime

import (
	"encoding/json"
	"slices"
)

// Member is a member of a JSON object as it was received.
type Member struct {
	Name  string
	Value json.RawMessage // valid JSON
}

// Members are members of a JSON object, in the order in which they were received. Every generated struct keeps in one
// the members that its document does not describe, so that they survive decoding and encoding.
type Members []Member

// Get returns the value of the last member with this name, or nil.
func (m Members) Get(name string) json.RawMessage {
	for i := len(m) - 1; i >= 0; i-- {
		if m[i].Name == name {
			return m[i].Value
		}
	}
	return nil
}

// Has reports whether there is a member with this name.
func (m Members) Has(name string) bool { return m.Get(name) != nil }

// Set gives the member with this name a value, which must be valid JSON, and adds the member when there is none.
func (m *Members) Set(name string, value json.RawMessage) {
	for i := range *m {
		if (*m)[i].Name == name {
			(*m)[i].Value = value
			return
		}
	}
	*m = append(*m, Member{Name: name, Value: value})
}

// few is how many unknown members of an object are looked at one by one. Beyond it the frame has an index of them: whoever
// sends a message chooses their number, and must not make reading it take time with the square of that.
const few = 16

// find returns the index in m of a member of the frame's object, or -1.
func (f *frame) find(m Members, name string) int {
	if len(m) <= few {
		return slices.IndexFunc(m, func(member Member) bool { return member.Name == name })
	}
	if f.kept == nil {
		f.kept = make(map[string]int, 2*len(m))
		for i := range m {
			f.kept[m[i].Name] = i
		}
	}
	if i, ok := f.kept[name]; ok {
		return i
	}
	return -1
}

// keep is [Members.Set] for the members of the frame's object.
func (f *frame) keep(m *Members, name string, value json.RawMessage) {
	if i := f.find(*m, name); i >= 0 {
		(*m)[i].Value = value
		return
	}
	if f.kept != nil {
		f.kept[name] = len(*m)
	}
	*m = append(*m, Member{Name: name, Value: value})
}

// drop removes a member of the frame's object.
func (f *frame) drop(m *Members, name string) {
	i := f.find(*m, name)
	if i < 0 {
		return
	}
	*m = slices.Delete(*m, i, i+1)
	if f.kept == nil {
		return
	}
	delete(f.kept, name)
	for ; i < len(*m); i++ {
		f.kept[(*m)[i].Name] = i
	}
}
