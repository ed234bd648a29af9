package runtime

import (
	"bytes"
	"encoding/json"
	"maps"

	"github.com/pandapon/pandagen/runtime/internal/presence"
)

// JSON is what a generated struct knows of the JSON object that it was read from, besides the values in its fields: which
// documented members were there, which of them were null, and the members that the document does not describe.
//
//	if !order.JSON.Has("fee") { … }      // the object had no fee
//	if order.JSON.IsNull("fee") { … }    // it was null
//	order.JSON.Unknown["newMember"]      // what the document does not describe
//
// A struct that is written again has the same members and the same nulls. A field that is not zero is always written, and one
// that is zero as it was read: as zero, as null or not at all. [JSON.Set] overrules that for one member:
//
//	req.JSON.Set("nickname", runtime.Null)
//
// Names are those of the JSON object, as in the field's tag. The zero JSON is that of a struct that was filled in by hand.
type JSON struct {
	shape *presence.Shape // first, so that package sdk finds it; nil in a struct that was filled in by hand

	// Unknown holds members that the document does not describe, members whose text could not be read as documented, and those
	// that Set has set. They are written behind the documented members, sorted by name, and a field of the same name is not.
	Unknown map[string]json.RawMessage
}

// Null is the JSON value null, for [JSON.Set].
var Null = json.RawMessage("null")

// Has reports whether the object had a member with this name, null or not.
func (j JSON) Has(name string) bool {
	if _, ok := j.Unknown[name]; ok {
		return true
	}
	i := j.shape.Find(name)
	return i >= 0 && j.shape.Has(i)
}

// IsNull reports whether the object had a member with this name, and it was null.
func (j JSON) IsNull(name string) bool {
	if value, ok := j.Unknown[name]; ok {
		return string(bytes.TrimSpace(value)) == "null"
	}
	i := j.shape.Find(name)
	return i >= 0 && j.shape.IsNull(i)
}

// Set has the member with this name written with a value, whatever its field holds. The value must be valid JSON: encoding
// fails otherwise.
func (j *JSON) Set(name string, value json.RawMessage) {
	if value == nil {
		value = Null
	}
	if j.Unknown == nil {
		j.Unknown = map[string]json.RawMessage{}
	}
	j.Unknown[name] = value
}

// Equal reports whether both objects had the same members, the same nulls and the same unknown members. It lets
// go-cmp compare generated structs. A struct that was read and one that was filled in by hand differ in this; see [Plain].
func (j JSON) Equal(other JSON) bool {
	return j.shape.Equal(other.shape) && maps.EqualFunc(j.Unknown, other.Unknown, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
}
