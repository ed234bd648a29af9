package describe

import (
	"math/big"
	"slices"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/runtime"
)

// merger makes one schema of several that hold together.
type merger struct {
	flat *flattener
	d    *describer
	out  *document.Node
	at   map[string]int // place of each member of out

	props    map[string]int // place of each property
	required map[string]bool
	varNames map[string]*document.Node // of x-enum-varnames, by the text of the value
	cut      bool                      // the enum lost values

	types    []string // that all allow so far, without null; nil when none has said any
	typesAt  document.Position
	typed    bool
	notNull  bool // one of those with a type does not allow null
	nullable bool // one without a type says that null is allowed, or all with one allow it
}

func newMerger(f *flattener, pos document.Position) *merger {
	return &merger{flat: f, d: f.d, out: &document.Node{Kind: document.Object, Pos: pos}, at: map[string]int{},
		props: map[string]int{}, required: map[string]bool{}, varNames: map[string]*document.Node{}}
}

// inherit includes what a reference leads to.
func (m *merger) inherit(ref *document.Node, depth int) {
	target := m.d.refs.find(ref.Text)
	if target == nil {
		return // checkRefs reported it
	}
	if target.Kind != document.Object {
		return // true: allows everything
	}
	m.include(m.flat.flatten(target, depth+1), notInherited, depth)
}

// include adds a schema without some of its members. One that is a choice between another schema and null is that schema.
func (m *merger) include(n *document.Node, without map[string]bool, depth int) {
	for nullable := false; ; {
		keyword, choice, orNull := soleChoice(n)
		nullable = nullable || orNull
		if choice == nil || choice.Kind != document.Object {
			m.add(n, without, nullable)
			return
		}
		for _, member := range n.Members {
			if !without[member.Name] && member.Name != keyword && member.Name != "type" && member.Name != "nullable" {
				m.member(member)
			}
		}
		if ref := choice.Get("$ref"); ref != nil && len(choice.Members) == 1 {
			without = notInherited
			if target := m.d.refs.find(ref.Text); target != nil && target.Kind == document.Object {
				choice = target
			}
		}
		if depth++; depth > maxAllOf {
			m.d.errorf(n.Pos, "schema", "this schema refers to itself without describing anything: give it a type")
			return
		}
		n = m.flat.flatten(choice, depth)
	}
}

// soleChoice returns the only schema that an anyOf or oneOf offers besides null, and whether it offers null; nil when n is
// something else.
func soleChoice(n *document.Node) (keyword string, choice *document.Node, orNull bool) {
	for _, keyword := range []string{"oneOf", "anyOf"} {
		list := n.Get(keyword)
		if list == nil || list.Kind != document.Array || !shapeless(n, keyword) {
			continue
		}
		var rest []*document.Node
		for _, c := range list.Items {
			if t := c.Get("type"); t != nil && t.Text == "null" {
				orNull = true
			} else {
				rest = append(rest, c)
			}
		}
		if len(rest) == 1 {
			return keyword, rest[0], orNull
		}
	}
	return "", nil, false
}

// add unites out with a schema.
func (m *merger) add(n *document.Node, without map[string]bool, nullable bool) {
	if !m.flat.count(n) {
		return
	}
	m.noteVarNames(n)
	earlier := m.types
	types := m.addTypes(n, nullable)
	for _, member := range limitsAsNumbers(n).Members {
		switch {
		case without[member.Name], member.Name == "type", member.Name == "nullable":
		case member.Name == "format" && m.isOut("format") && slices.Equal(earlier, []string{"integer"}) && slices.Equal(types, []string{"number"}):
			// that of the integer says more
		default:
			m.member(member)
		}
	}
}

func (m *merger) isOut(name string) bool {
	_, ok := m.at[name]
	return ok
}

// member adds a keyword.
func (m *merger) member(member document.Member) {
	i, ok := m.at[member.Name]
	if !ok {
		m.at[member.Name] = len(m.out.Members)
		i = len(m.out.Members)
		m.out.Members = append(m.out.Members, document.Member{Name: member.Name, Pos: member.Pos, Value: member.Value})
		// What is added to later must not be the document's.
		if value := member.Value; member.Name == "properties" && value.Kind == document.Object || member.Name == "required" && value.Kind == document.Array {
			m.out.Members[i].Value = &document.Node{Kind: value.Kind, Pos: value.Pos}
			m.unite(&m.out.Members[i], member)
		}
		return
	}
	m.unite(&m.out.Members[i], member)
}

// unite makes one of what two schemas say under a keyword. It is the later unless both can hold.
func (m *merger) unite(to *document.Member, later document.Member) {
	first := to.Value
	switch later.Name {
	case "properties":
		if first.Kind == document.Object {
			m.properties(first, later.Value)
			return
		}
	case "required":
		if first.Kind == document.Array {
			m.requires(first, later.Value)
			return
		}
	}
	value := later.Value
	switch later.Name {
	case "items", "additionalProperties", "contentSchema":
		value = m.schema(first, value)
	case "enum":
		value = m.enum(first, value)
	case "const":
		if !sameValue(first, value) {
			m.d.errorf(value.Pos, "schema", "this constant is another than the one at %s, and allOf demands both: make them equal", first.Pos)
		}
	case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties":
		value = narrower(first, value, 1)
	case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties":
		value = narrower(first, value, -1)
	case "multipleOf":
		value = commonMultiple(first, value)
	case "pattern":
		value = bothPatterns(first, value)
	case "uniqueItems", "readOnly", "writeOnly":
		if first.IsTrue() {
			return
		}
	case "x-enum-descriptions":
		value = joined(first, value)
	}
	to.Value, to.Pos = value, later.Pos
}

func (m *merger) properties(to, from *document.Node) {
	for _, p := range from.Members {
		i, ok := m.props[p.Name]
		if !ok {
			m.props[p.Name] = len(to.Members)
			to.Members = append(to.Members, p)
			continue
		}
		p.Value = m.schema(to.Members[i].Value, p.Value)
		to.Members[i] = p
	}
}

func (m *merger) requires(to, from *document.Node) {
	for _, r := range from.Items {
		if !m.required[r.Text] {
			m.required[r.Text] = true
			to.Items = append(to.Items, r)
		}
	}
}

// schema is what two schemas demand of one member.
func (m *merger) schema(first, later *document.Node) *document.Node {
	switch {
	case later.Kind == document.Bool && later.IsTrue(), first.Kind == document.Bool && !first.IsTrue():
		return first
	case first.Kind == document.Object && later.Kind == document.Object:
		return m.flat.both(first, later)
	}
	return later
}

// enum is the values that both lists have.
func (m *merger) enum(first, later *document.Node) *document.Node {
	out := &document.Node{Kind: document.Array, Pos: later.Pos}
	for _, v := range first.Items {
		if slices.ContainsFunc(later.Items, func(w *document.Node) bool { return sameValue(v, w) }) {
			out.Items = append(out.Items, v)
		}
	}
	m.cut = m.cut || len(out.Items) < max(len(first.Items), len(later.Items))
	if len(out.Items) == 0 {
		m.d.errorf(later.Pos, "schema", "no value is in this enum and in the one at %s, and allOf demands both: give them a value in common", first.Pos)
		return later
	}
	return out
}

// sameValue reports whether two values are equal, numbers however they are written.
func sameValue(a, b *document.Node) bool {
	if a.Kind == document.Number && b.Kind == document.Number {
		x, y := number(a), number(b)
		return x != nil && y != nil && x.Cmp(y) == 0 || a.Text == b.Text
	}
	return sameShape(a, b, 0)
}

// number is the value of a number; nil when it is none, or one that is too large to calculate with.
func number(n *document.Node) *big.Rat {
	if n.Kind != document.Number {
		return nil
	}
	r, err := runtime.Decimal(n.Text).Rat()
	if err != nil {
		return nil
	}
	return r
}

// narrower is the limit that allows less: the larger of the two for sign 1, the smaller one for -1.
func narrower(first, later *document.Node, sign int) *document.Node {
	if x, y := number(first), number(later); x != nil && y != nil && x.Cmp(y) == sign {
		return first
	}
	return later
}

// commonMultiple is the multipleOf of what is a multiple of both.
func commonMultiple(first, later *document.Node) *document.Node {
	x, y := number(first), number(later)
	if x == nil || y == nil || x.Sign() <= 0 || y.Sign() <= 0 {
		return later
	}
	// As fractions of one denominator, the least common multiple is that of the numerators.
	den := new(big.Int).Mul(x.Denom(), y.Denom())
	a, b := new(big.Int).Mul(x.Num(), y.Denom()), new(big.Int).Mul(y.Num(), x.Denom())
	multiple := new(big.Int).Mul(new(big.Int).Div(a, new(big.Int).GCD(nil, nil, a, b)), b)
	value := new(big.Rat).SetFrac(multiple, den)
	digits, exact := value.FloatPrec()
	if !exact {
		return later
	}
	return &document.Node{Kind: document.Number, Text: value.FloatString(digits), Pos: later.Pos}
}

// bothPatterns is a list of patterns, which no document has, since no regular expression of Go's says that two others match.
func bothPatterns(first, later *document.Node) *document.Node {
	out := &document.Node{Kind: document.Array, Pos: later.Pos, Items: slices.Clone(listOf(first))}
	for _, p := range listOf(later) {
		if !slices.ContainsFunc(out.Items, func(q *document.Node) bool { return q.Text == p.Text }) {
			out.Items = append(out.Items, p)
		}
	}
	if len(out.Items) == 1 {
		return later
	}
	return out
}

// joined is an object with the members of both, the later of those with one name.
func joined(first, later *document.Node) *document.Node {
	if first.Kind != document.Object || later.Kind != document.Object {
		return later
	}
	out := &document.Node{Kind: document.Object, Pos: later.Pos, Members: slices.Clone(first.Members)}
	for _, m := range later.Members {
		if there := out.Member(m.Name); there != nil {
			*there = m
		} else {
			out.Members = append(out.Members, m)
		}
	}
	return out
}

// limitsAsNumbers returns a schema in which exclusive limits are numbers, as in OpenAPI 3.1, and not marks of others, as in 3.0.
func limitsAsNumbers(n *document.Node) *document.Node {
	for _, names := range [][2]string{{"exclusiveMinimum", "minimum"}, {"exclusiveMaximum", "maximum"}} {
		exclusive, limit := n.Get(names[0]), n.Get(names[1])
		if exclusive == nil || exclusive.Kind != document.Bool {
			continue
		}
		n = withoutMember(n, names[0])
		if limit != nil && exclusive.IsTrue() {
			n.Member(names[1]).Name = names[0]
		}
	}
	return n
}

// withoutMember returns a copy of an object without one of its members.
func withoutMember(n *document.Node, name string) *document.Node {
	return &document.Node{Kind: n.Kind, Pos: n.Pos, Members: slices.DeleteFunc(slices.Clone(n.Members), func(m document.Member) bool { return m.Name == name })}
}

// addTypes takes away the types that a schema does not allow. Null is allowed where all that name types allow it, or where one
// says so that names none, as people write it. It returns the schema's types.
func (m *merger) addTypes(n *document.Node, nullable bool) []string {
	u := use{node: n}
	m.d.readTypes(&u)
	nullable = nullable || u.nullable || n.Get("nullable").IsTrue()
	if n.Get("type") == nil && u.types == nil {
		m.nullable = m.nullable || nullable
		return nil
	}
	m.notNull = m.notNull || !nullable
	pos := n.Pos
	if t := n.Get("type"); t != nil {
		pos = t.Pos
	}
	if !m.typed {
		m.typed, m.types, m.typesAt = true, u.types, pos
		return u.types
	}
	types := commonTypes(m.types, u.types)
	if len(types) == 0 && m.notNull {
		m.d.errorf(pos, "schema", "no value has this type and the one at %s, and allOf demands both: make them equal, or rename one if they are properties", m.typesAt)
		return u.types
	}
	m.types, m.typesAt = types, pos
	return u.types
}

// commonTypes are the types that both allow.
func commonTypes(a, b []string) []string {
	out := []string{}
	for _, x := range a {
		for _, y := range b {
			switch {
			case x == y, x == "integer" && y == "number":
				out = append(out, x)
			case x == "number" && y == "integer":
				out = append(out, y)
			}
		}
	}
	return out
}

// noteVarNames remembers the names of an enum's constants by their values.
func (m *merger) noteVarNames(n *document.Node) {
	values, names := n.Get("enum"), n.Get("x-enum-varnames")
	if values == nil || names == nil || names.Kind != document.Array {
		return
	}
	i := 0
	for _, v := range values.Items {
		if v.Kind != document.Null && i < len(names.Items) {
			m.varNames[v.Text] = names.Items[i]
			i++
		}
	}
}

// finish returns the schema.
func (m *merger) finish() *document.Node {
	if m.typed || m.nullable {
		m.writeTypes()
	}
	if c := m.out.Get("const"); c != nil && m.isOut("enum") {
		m.constInEnum(m.out.Member("enum"), c)
	}
	if m.cut {
		m.finishEnum()
	}
	return m.out
}

func (m *merger) writeTypes() {
	if !m.typed {
		m.member(document.Member{Name: "nullable", Pos: m.out.Pos, Value: &document.Node{Kind: document.Bool, Text: "true", Pos: m.out.Pos}})
		return
	}
	list := &document.Node{Kind: document.Array, Pos: m.typesAt}
	types := m.types
	if !m.notNull || m.nullable {
		types = append(slices.Clip(types), "null")
	}
	for _, t := range types {
		list.Items = append(list.Items, &document.Node{Kind: document.String, Text: t, Pos: m.typesAt})
	}
	if len(list.Items) == 1 {
		list = list.Items[0]
	}
	m.member(document.Member{Name: "type", Pos: m.typesAt, Value: list})
}

// constInEnum leaves the constant alone in the enum that it has to be in.
func (m *merger) constInEnum(enum *document.Member, c *document.Node) {
	i := slices.IndexFunc(enum.Value.Items, func(v *document.Node) bool { return sameValue(v, c) })
	if i < 0 {
		m.d.errorf(c.Pos, "schema", "this constant is not in the enum at %s, and both must hold: correct one of them", enum.Value.Pos)
		return
	}
	enum.Value = &document.Node{Kind: document.Array, Pos: enum.Value.Pos, Items: enum.Value.Items[i : i+1]}
	m.cut = true
}

// finishEnum leaves out what is said about values that the enum has no more.
func (m *merger) finishEnum() {
	enum := m.out.Get("enum")
	has := func(text string) bool {
		return slices.ContainsFunc(enum.Items, func(v *document.Node) bool { return v.Text == text && v.Kind != document.Null })
	}
	if descriptions := m.out.Member("x-enum-descriptions"); descriptions != nil && descriptions.Value.Kind == document.Object {
		members := slices.DeleteFunc(slices.Clone(descriptions.Value.Members), func(d document.Member) bool { return !has(d.Name) })
		descriptions.Value = &document.Node{Kind: document.Object, Pos: descriptions.Value.Pos, Members: members}
	}
	names := m.out.Member("x-enum-varnames")
	if names == nil || names.Value.Kind != document.Array {
		return
	}
	list := &document.Node{Kind: document.Array, Pos: names.Value.Pos}
	seen := map[string]bool{}
	for _, v := range enum.Items {
		if name := m.varNames[v.Text]; v.Kind != document.Null && !seen[v.Text] && name != nil {
			seen[v.Text] = true
			list.Items = append(list.Items, name)
		}
	}
	names.Value = list
}

// listOf returns the items of a list, or a value as a list of one.
func listOf(n *document.Node) []*document.Node {
	if n.Kind == document.Array {
		return n.Items
	}
	return []*document.Node{n}
}
