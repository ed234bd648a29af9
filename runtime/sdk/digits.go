package sdk

import (
	"fmt"
	"unsafe"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/jsontext"
)

// What ids and units need beside the scalars of JSON: integers of any size as their digits, and numbers in strings.

// Integer returns the digits of an integer of any size. Null is empty; a string is returned as it is, by a strict decoder only when
// it holds an integer. 2.0 and 1e3 are integers; a fraction is an error.
func (d *Decoder) Integer() string {
	if s, ok := d.digits(); ok {
		return s
	}
	if d.err != nil {
		return ""
	}
	switch k := kinds[d.peek()]; k {
	case number:
		return d.whole(d.raw())
	case null:
		d.null()
		return ""
	case text:
		s := alias(d.str())
		if d.err != nil {
			return ""
		}
		d.report("integer", "string")
		if d.strict && s != "" && !isInteger(s) {
			d.fail(fmt.Errorf("expected integer, got string %s", excerpt([]byte(s))))
			return ""
		}
		return s
	default:
		d.mismatch("integer", k)
		return ""
	}
}

// digits consumes an integer that is written plainly, when one follows.
func (d *Decoder) digits() (string, bool) {
	d.peek()
	buf, i := d.buf, d.pos
	if i < len(buf) && buf[i] == '-' {
		i++
	}
	start := i
	for i < len(buf) && buf[i]-'0' <= 9 {
		i++
	}
	if i == start || i > start+1 && buf[start] == '0' || i < len(buf) && !delimiters[buf[i]] {
		return "", false
	}
	s := alias(buf[d.pos:i])
	d.pos = i
	return s, true
}

// whole returns the digits of a number that has a fraction or an exponent.
func (d *Decoder) whole(raw []byte) string {
	if d.err != nil {
		return ""
	}
	n, err := bigInt(raw)
	if err != nil {
		d.fail(err)
		return ""
	}
	return n.String()
}

// IntegerDecimal is [Decoder.Decimal]; the two differ in how they are written.
func (d *Decoder) IntegerDecimal() runtime.Decimal { return d.Decimal() }

// StringOrInteger returns a string, or the digits of an integer, where either is documented.
func (d *Decoder) StringOrInteger() string {
	if s, ok := d.digits(); ok {
		return s
	}
	return d.String()
}

// IntegerOrString is [Decoder.StringOrInteger]; the two differ in how they are written.
func (d *Decoder) IntegerOrString() string { return d.StringOrInteger() }

// Int64Text returns an integer that is documented as a string. Null and the empty string are 0; a number is accepted.
func (d *Decoder) Int64Text() int64 {
	s := d.numberText("integer in a string")
	if s == "" {
		return 0
	}
	n, err := parseInt([]byte(s))
	if err != nil {
		d.fail(err)
	}
	return n
}

// DecimalText returns a number that is documented as a string. Null is empty; a number is accepted. Text that is no number is kept as
// it is, but by a strict decoder.
func (d *Decoder) DecimalText() runtime.Decimal {
	s := d.numberText("number in a string")
	if s != "" && !jsontext.IsNumber(s) {
		if d.strict {
			d.fail(fmt.Errorf("expected number, got string %s", excerpt([]byte(s))))
			return ""
		}
		d.report("number in a string", "string")
	}
	return runtime.Decimal(s)
}

func (d *Decoder) numberText(want string) string {
	if d.err != nil {
		return ""
	}
	switch k := kinds[d.peek()]; k {
	case text:
		return alias(d.str())
	case null:
		d.null()
		return ""
	case number:
		d.report(want, k.String())
		return alias(d.raw())
	default:
		d.mismatch(want, k)
		return ""
	}
}

// isInteger reports whether text is an integer by the grammar of JSON.
func isInteger(text string) bool {
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	if text == "" || text[0] == '0' && len(text) > 1 {
		return false
	}
	for len(text) >= 8 {
		if !eightDigits(text) {
			return false
		}
		text = text[8:]
	}
	for _, c := range []byte(text) {
		if c-'0' > 9 {
			return false
		}
	}
	return true
}

// eightDigits reports whether text begins with eight digits: bytes of which the upper half is 3, also when 6 was added.
func eightDigits(text string) bool {
	const upper = lowBits * 0xF0
	x := *(*uint64)(unsafe.Pointer(unsafe.StringData(text)))
	return x&upper == lowBits*0x30 && (x+lowBits*6)&upper == lowBits*0x30
}

// checkInteger reports text that cannot stand where an integer is documented.
func checkInteger(text string) error {
	if isInteger(text) {
		return nil
	}
	return fmt.Errorf("%s is no integer, which is what the document has there", excerpt([]byte(text)))
}

// Integer writes digits as a number; an empty text is null. Text that is no integer is an error.
func (e *Encoder) Integer(v string) {
	if v == "" {
		e.Null()
		return
	}
	if err := checkInteger(v); err != nil {
		e.Fail(err)
		return
	}
	e.buf = append(e.buf, v...)
}

// IntegerDecimal writes a number with its text, which must be an integer.
func (e *Encoder) IntegerDecimal(v runtime.Decimal) { e.Integer(v.String()) }

// StringOrInteger writes a string where an integer may stand too.
func (e *Encoder) StringOrInteger(v string) { e.String(v) }

// IntegerOrString writes digits as a number, and other text as a string.
func (e *Encoder) IntegerOrString(v string) {
	if isInteger(v) {
		e.buf = append(e.buf, v...)
		return
	}
	e.String(v)
}

// Int64Text writes an integer in a string.
func (e *Encoder) Int64Text(v int64) {
	e.buf = append(e.buf, '"')
	e.Int64(v)
	e.buf = append(e.buf, '"')
}

// DecimalText writes the text of a number as a string.
func (e *Encoder) DecimalText(v runtime.Decimal) { e.String(string(v)) }

// Integer writes a member that is an integer of any size.
func (o *ObjectWriter) Integer(i int, v string) {
	if o.Member(i, v != "", "null") {
		o.e.Integer(v)
	}
}

// IntegerDecimal writes a member that is a decimal, and must be whole.
func (o *ObjectWriter) IntegerDecimal(i int, v runtime.Decimal) {
	if o.Member(i, v != "", "0") {
		o.e.IntegerDecimal(v)
	}
}

// StringOrInteger writes a member that may be either, as a string.
func (o *ObjectWriter) StringOrInteger(i int, v string) { o.String(i, v) }

// IntegerOrString writes a member that may be either, as a number where it is one.
func (o *ObjectWriter) IntegerOrString(i int, v string) {
	if o.Member(i, v != "", `""`) {
		o.e.IntegerOrString(v)
	}
}

// Int64Text writes a member that is an integer in a string.
func (o *ObjectWriter) Int64Text(i int, v int64) {
	if o.Member(i, v != 0, `"0"`) {
		o.e.Int64Text(v)
	}
}

// DecimalText writes a member that is a number in a string. An empty one that was read stays empty.
func (o *ObjectWriter) DecimalText(i int, v runtime.Decimal) {
	zero := `"0"`
	if o.shape != nil {
		zero = `""`
	}
	if o.Member(i, v != "", zero) {
		o.e.DecimalText(v)
	}
}

// Digits returns the text of an id that is documented as an integer.
func (w *RequestWriter) Digits(name, id string) string {
	if err := checkInteger(id); err != nil {
		w.fail(fmt.Errorf("parameter %s: %w", name, err))
	}
	return id
}

// Integer returns the parameter as the digits of an integer of any size.
func (p Param) Integer() string {
	s := p.String()
	if !isInteger(s) {
		p.mismatch("an integer", s)
	}
	return s
}

// IntegerDecimal returns the parameter as a number with its text.
func (p Param) IntegerDecimal() runtime.Decimal { return p.Decimal() }

// StringOrInteger returns the parameter as text.
func (p Param) StringOrInteger() string { return p.String() }

// IntegerOrString returns the parameter as text.
func (p Param) IntegerOrString() string { return p.String() }

// Int64Text returns the parameter as an integer.
func (p Param) Int64Text() int64 { return p.Int64() }

// DecimalText returns the parameter as a number with its text.
func (p Param) DecimalText() runtime.Decimal { return p.Decimal() }
