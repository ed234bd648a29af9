package sdk

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/pandapon/pandagen/runtime"
)

// Rule is what the document demands of a value besides its type, in the words of JSON Schema. Null satisfies every rule: whether
// it may stand there is another matter. A rule must not be copied or changed once it was used.
type Rule struct {
	// Unsure says that the document has the rule from elsewhere than the API's own documentation: what breaks it is reported as
	// drift, and accepted.
	Unsure bool

	Enum    []string // as JSON; of numbers, strings and booleans
	Pattern string   // of strings, as package regexp reads it
	// Patterns are others that hold too, where a schema is composed of several.
	Patterns []string

	// Limits of numbers are JSON numbers; empty ones are none.
	Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum, MultipleOf string

	// Lengths are those of strings in characters, of arrays in items, of objects in properties.
	MinLength, MinItems, MinProperties int
	MaxLength, MaxItems, MaxProperties *int

	Items *Rule // of each element of an array, or each value of an object

	once     sync.Once
	compiled []*regexp.Regexp
	limits   []limit
}

// limit is a bound of numbers.
type limit struct {
	name, text string
	value      *big.Rat
	breaks     func(n, limit *big.Rat) bool
}

// compile prepares what is needed for each value.
func (r *Rule) compile() {
	for _, p := range append([]string{r.Pattern}, r.Patterns...) {
		if re, err := regexp.Compile(p); err == nil && p != "" { // generate leaves out what does not compile
			r.compiled = append(r.compiled, re)
		}
	}
	add := func(name, text string, breaks func(n, limit *big.Rat) bool) {
		if text == "" {
			return
		}
		if value, err := runtime.Decimal(text).Rat(); err == nil {
			r.limits = append(r.limits, limit{name, text, value, breaks})
		}
	}
	add("minimum", r.Minimum, func(n, l *big.Rat) bool { return n.Cmp(l) < 0 })
	add("exclusiveMinimum", r.ExclusiveMinimum, func(n, l *big.Rat) bool { return n.Cmp(l) <= 0 })
	add("maximum", r.Maximum, func(n, l *big.Rat) bool { return n.Cmp(l) > 0 })
	add("exclusiveMaximum", r.ExclusiveMaximum, func(n, l *big.Rat) bool { return n.Cmp(l) >= 0 })
	add("multipleOf", r.MultipleOf, func(n, l *big.Rat) bool { return l.Sign() > 0 && !new(big.Rat).Quo(n, l).IsInt() })
}

// Broken returns which rule a JSON value breaks, and where in the value; nothing when it breaks none.
func (r *Rule) Broken(value []byte) (path, rule string) {
	var d Decoder
	d.Reset(value)
	return r.broken(&d)
}

func (r *Rule) broken(d *Decoder) (path, rule string) {
	switch kinds[d.peek()] {
	case text:
		return "", r.brokenByText(string(d.str()))
	case number:
		return "", r.brokenByNumber(string(d.raw()))
	case boolean:
		return "", r.brokenByLiteral(string(d.raw()))
	case array:
		return r.brokenByArray(d)
	case object:
		return r.brokenByObject(d)
	}
	return "", ""
}

// brokenByText is [Rule.Broken] for a string. Where a number is documented, the string is its text.
func (r *Rule) brokenByText(s string) string {
	r.once.Do(r.compile)
	if len(r.Enum) > 0 && !r.lists(func(literal string) bool { return literal == s || isQuoted(literal, s) }) {
		return r.enumRule()
	}
	if n := utf8.RuneCountInString(s); n < r.MinLength {
		return fmt.Sprint("minLength: ", r.MinLength)
	} else if r.MaxLength != nil && n > *r.MaxLength {
		return fmt.Sprint("maxLength: ", *r.MaxLength)
	}
	for _, re := range r.compiled {
		if !re.MatchString(s) {
			return "pattern: " + re.String()
		}
	}
	return r.brokenByLimit(s)
}

// isQuoted reports whether a JSON literal is a string with this text.
func isQuoted(literal, s string) bool {
	if !strings.HasPrefix(literal, `"`) {
		return false
	}
	var unquoted string
	return json.Unmarshal([]byte(literal), &unquoted) == nil && unquoted == s
}

func (r *Rule) brokenByNumber(s string) string {
	r.once.Do(r.compile)
	if len(r.Enum) > 0 && !r.lists(func(literal string) bool { return sameNumber(literal, s) }) {
		return r.enumRule()
	}
	return r.brokenByLimit(s)
}

func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, err := runtime.Decimal(a).Rat()
	if err != nil {
		return false
	}
	y, err := runtime.Decimal(b).Rat()
	return err == nil && x.Cmp(y) == 0
}

func (r *Rule) brokenByLimit(s string) string {
	if len(r.limits) == 0 {
		return ""
	}
	n, err := runtime.Decimal(s).Rat()
	if err != nil { // no number, or one that is too large to calculate with
		return ""
	}
	for i := range r.limits {
		if l := &r.limits[i]; l.breaks(n, l.value) {
			return l.name + ": " + l.text
		}
	}
	return ""
}

func (r *Rule) brokenByLiteral(s string) string {
	if len(r.Enum) > 0 && !r.lists(func(literal string) bool { return literal == s }) {
		return r.enumRule()
	}
	return ""
}

func (r *Rule) brokenByArray(d *Decoder) (path, rule string) {
	if r.MinItems == 0 && r.MaxItems == nil && r.Items == nil {
		return "", ""
	}
	n := 0
	for d.Array(); d.Elem(); n++ {
		if path, rule := r.brokenByItem(d); rule != "" {
			return within("["+strconv.Itoa(n)+"]", path), rule
		}
	}
	return "", r.brokenByCount(n)
}

func (r *Rule) brokenByCount(n int) string {
	switch {
	case n < r.MinItems:
		return fmt.Sprint("minItems: ", r.MinItems)
	case r.MaxItems != nil && n > *r.MaxItems:
		return fmt.Sprint("maxItems: ", *r.MaxItems)
	}
	return ""
}

func (r *Rule) brokenByObject(d *Decoder) (path, rule string) {
	if r.MinProperties == 0 && r.MaxProperties == nil && r.Items == nil {
		return "", ""
	}
	n := 0
	d.Map()
	for name, ok := d.Entry(); ok; name, ok = d.Entry() {
		if path, rule := r.brokenByItem(d); rule != "" {
			return within(name, path), rule
		}
		n++
	}
	switch {
	case n < r.MinProperties:
		return "", fmt.Sprint("minProperties: ", r.MinProperties)
	case r.MaxProperties != nil && n > *r.MaxProperties:
		return "", fmt.Sprint("maxProperties: ", *r.MaxProperties)
	}
	return "", ""
}

func (r *Rule) brokenByItem(d *Decoder) (path, rule string) {
	raw := d.raw()
	if r.Items == nil {
		return "", ""
	}
	return r.Items.Broken(raw)
}

func (r *Rule) lists(is func(literal string) bool) bool {
	for _, literal := range r.Enum {
		if is(literal) {
			return true
		}
	}
	return false
}

// enumRule names the values that are allowed, as far as they find room in a message.
func (r *Rule) enumRule() string {
	const room = 200
	list := strings.Join(r.Enum, ", ")
	if len(list) > room {
		list = list[:strings.LastIndexByte(list[:room], ',')+1] + " …"
	}
	return "enum: " + list
}

// within is a path of something that lies in a member or an element.
func within(outer, path string) string {
	if path == "" || path[0] == '[' {
		return outer + path
	}
	return outer + "." + path
}
