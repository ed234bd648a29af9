package page

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/goname"
)

// shape is what the values of examples have in common: the kinds that they are, and of objects and arrays what is in them.
type shape struct {
	pos     document.Position
	null    bool
	kinds   []string // types of JSON Schema, in the order in which they were met
	names   []string // members, in order
	members map[string]*shape
	item    *shape
	order   int      // among the members of its object
	partial bool     // an example was cut off within it
	texts   []string // the first of the texts that were met
}

// maxTexts is how many texts a shape remembers.
const maxTexts = 8

// zero is the kind of a 0, which is an integer or a number.
const zero = "zero"

// add lets a shape have room for the value of an example.
func (s *shape) add(of sample) {
	if of.value != nil {
		s.grow(of.value, of.open)
	}
}

// grow lets a shape have room for a value. Objects among open were cut off.
func (s *shape) grow(n *document.Node, open map[*document.Node]bool) {
	if s.pos.Line == 0 {
		s.pos = n.Pos
	}
	s.partial = s.partial || open[n]
	switch n.Kind {
	case document.Null:
		s.null = true
	case document.Bool:
		s.kind("boolean")
	case document.String:
		s.kind("string")
		if len(s.texts) < maxTexts {
			s.texts = append(s.texts, n.Text)
		}
	case document.Number:
		s.kind(numberKind(n.Text))
	case document.Array:
		s.kind("array")
		if s.item == nil {
			s.item = &shape{pos: n.Pos}
		}
		for _, item := range n.Items {
			s.item.grow(item, open)
		}
	case document.Object:
		s.kind("object")
		if s.members == nil {
			s.members = make(map[string]*shape, len(n.Members))
		}
		for _, m := range n.Members {
			member := s.members[m.Name]
			if member == nil {
				member = &shape{pos: m.Pos, order: len(s.names)}
				s.members[m.Name] = member
				s.names = append(s.names, m.Name)
			}
			member.grow(m.Value, open)
		}
	}
}

// outlined is the shape of an outline, whose objects may have more members; nil when there is none.
func outlined(n *document.Node) *shape {
	if n == nil {
		return nil
	}
	s, open := &shape{}, map[*document.Node]bool{}
	var visit func(n *document.Node)
	visit = func(n *document.Node) {
		open[n] = true
		for _, m := range n.Members {
			visit(m.Value)
		}
		for _, item := range n.Items {
			visit(item)
		}
	}
	visit(n)
	s.grow(n, open)
	return s
}

// numberKind tells what the text of a number shows.
func numberKind(text string) string {
	switch {
	case strings.ContainsAny(text, ".eE"):
		return "number"
	case text == "0":
		return zero
	}
	return "integer"
}

func (s *shape) kind(k string) {
	if !slices.Contains(s.kinds, k) {
		s.kinds = append(s.kinds, k)
	}
}

// has tells whether values of a kind were met.
func (s *shape) has(kind string) bool { return s != nil && slices.Contains(s.kinds, kind) }

// object returns the shape of the object that a value is, or of those that an array holds; nil when there is none.
func (s *shape) object() *shape {
	for range maxTypeDepth {
		if s == nil || s.members != nil {
			return s
		}
		s = s.item
	}
	return nil
}

// types returns the types of the values that were met under a name.
func (s *shape) types(name string) []string {
	var names []string
	for _, k := range s.kinds {
		switch {
		case k == zero && (s.has("integer") || s.has("number")), k == "integer" && s.has("number"):
		case k == zero && isWhole(name):
			names = append(names, "integer")
		case k == zero:
			names = append(names, "number")
		default:
			names = append(names, k)
		}
	}
	return names
}

// wholeWords are the last words of names whose numbers have no fraction: what identifies, classifies or counts.
var wholeWords = []string{
	"id", "ids", "no", "code", "codes", "status", "state", "type", "level", "version", "index", "sort", "page", "pages", "size", "limit", "offset",
	"count", "counts", "num", "nums", "number", "numbers", "quantity", "quantities", "qty", "stock", "times", "timestamp", "ms", "seconds", "days",
}

// isWhole tells whether a name looks like that of a number without a fraction. An id that was read as a fraction would lose digits.
func isWhole(name string) bool {
	words := goname.Words(name)
	return len(words) > 0 && slices.Contains(wholeWords, strings.ToLower(words[len(words)-1]))
}

// schema reads a schema off the values under a name. Null alone says nothing about the type.
func (s *shape) schema(name string) *document.Node {
	n := newObject(s.pos)
	names := s.types(name)
	if s.null && len(names) > 0 {
		names = append(names, "null")
	}
	putTypes(n, s.pos, names)
	if s.null && len(s.kinds) == 0 {
		put(n, "x-source", source(s.pos, "unknown", "The example shows null alone."))
	}
	if len(s.names) > 0 {
		properties := newObject(s.pos)
		for _, name := range s.names {
			m := s.members[name]
			properties.Members = append(properties.Members, document.Member{Name: name, Pos: m.pos, Value: m.schema(name)})
		}
		put(n, "properties", properties)
	}
	if s.item != nil {
		put(n, "items", s.item.schema(name))
	}
	return n
}

// inferredNote is the note of schemas that were read off an example.
const inferredNote = "Read off the example of the page, which has no table for it: names are sure, types are those of the values shown."

// MembersNote is the note of objects whose members alone were read off an example: that they are objects is on the page.
const MembersNote = "Members read off the example of the page, whose table does not show them: names are sure, types are those of the values shown."

// inferred reads a schema off the values, and says so.
func (s *shape) inferred() *document.Node {
	n := s.schema("")
	put(n, "x-source", source(s.pos, "inferred", inferredNote))
	return n
}
