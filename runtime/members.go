package runtime

import "encoding/json"

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
