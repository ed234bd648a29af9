package sdk

import (
	"encoding/json"
	"slices"

	"github.com/pandapon/pandagen/runtime"
)

// few is how many unknown members of an object are looked at one by one. Beyond it the frame has an index of them: whoever
// sends a message chooses their number, and must not make reading it take time with the square of that.
const few = 16

// find returns the index in m of a member of the frame's object, or -1.
func (f *frame) find(m runtime.Members, name string) int {
	if len(m) <= few {
		return slices.IndexFunc(m, func(member runtime.Member) bool { return member.Name == name })
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

// keep is [runtime.Members.Set] for the members of the frame's object.
func (f *frame) keep(m *runtime.Members, name string, value json.RawMessage) {
	if i := f.find(*m, name); i >= 0 {
		(*m)[i].Value = value
		return
	}
	if f.kept != nil {
		f.kept[name] = len(*m)
	}
	*m = append(*m, runtime.Member{Name: name, Value: value})
}

// drop removes a member of the frame's object.
func (f *frame) drop(m *runtime.Members, name string) {
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
