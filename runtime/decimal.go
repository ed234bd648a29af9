package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/runtime/internal/jsontext"
)

// Decimal is a number with the text it has on the wire: nothing is rounded, and 19.90 stays 19.90. The empty Decimal is
// zero. Two Decimals with the same value may have different texts: compare with [Decimal.Cmp].
//
//	price := runtime.Decimal("19.90")
type Decimal string

// NewDecimal checks that text is a JSON number and returns it as a Decimal.
func NewDecimal(text string) (Decimal, error) {
	if !jsontext.IsNumber(text) {
		return "", fmt.Errorf("decimal %q: not a JSON number such as 19.90 or -3e2", text)
	}
	return Decimal(text), nil
}

// DecimalFromInt returns i as a Decimal.
func DecimalFromInt(i int64) Decimal { return Decimal(strconv.FormatInt(i, 10)) }

// String returns the text, "0" for the empty Decimal.
func (d Decimal) String() string {
	if d == "" {
		return "0"
	}
	return string(d)
}

// maxExponent bounds the exponents that are calculated with, so that a hostile 1e999999999 costs nothing.
const maxExponent = 4096

var errExponent = errors.New("exponent out of range")

// Rat returns the exact value. It fails when the text is not a number, or has an exponent beyond ±4096.
func (d Decimal) Rat() (*big.Rat, error) {
	text := d.String()
	if !jsontext.IsNumber(text) {
		return nil, fmt.Errorf("decimal %q: not a JSON number", text)
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if exp, err := strconv.Atoi(text[i+1:]); err != nil || exp > maxExponent || exp < -maxExponent {
			return nil, fmt.Errorf("decimal %q: %w", text, errExponent)
		}
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, fmt.Errorf("decimal %q: not a JSON number", text)
	}
	return r, nil
}

// Float64 returns the nearest float64. It fails when the text is not a number or the value is out of range.
func (d Decimal) Float64() (float64, error) {
	text := d.String()
	if !jsontext.IsNumber(text) {
		return 0, fmt.Errorf("decimal %q: not a JSON number", text)
	}
	return strconv.ParseFloat(text, 64)
}

// Cmp compares the values: -1 when d is smaller, 0 when they are equal, 1 when d is larger. It fails as [Decimal.Rat].
func (d Decimal) Cmp(other Decimal) (int, error) {
	x, err := d.Rat()
	if err != nil {
		return 0, err
	}
	y, err := other.Rat()
	if err != nil {
		return 0, err
	}
	return x.Cmp(y), nil
}

// Add returns d + other. Its text has as many decimals as the longer one of both: 19.90 and 0.1 make 20.00. Add, Sub, Mul and Quo
// round nothing, and fail as [Decimal.Rat].
func (d Decimal) Add(other Decimal) (Decimal, error) {
	return d.calculate(other, (*big.Rat).Add, max(d.decimals(), other.decimals()))
}

// Sub returns d - other, with as many decimals as the longer one of both.
func (d Decimal) Sub(other Decimal) (Decimal, error) {
	return d.calculate(other, (*big.Rat).Sub, max(d.decimals(), other.decimals()))
}

// Mul returns d × other, with the decimals of both: 1.50 and 2.0 make 3.000.
func (d Decimal) Mul(other Decimal) (Decimal, error) {
	return d.calculate(other, (*big.Rat).Mul, d.decimals()+other.decimals())
}

// Quo returns d ÷ other, with as many decimals as d has or the quotient needs. It fails for zero, and when the quotient has no end,
// as that of 1 and 3.
func (d Decimal) Quo(other Decimal) (Decimal, error) {
	x, y, err := d.rats(other)
	if err != nil {
		return "", err
	}
	if y.Sign() == 0 {
		return "", fmt.Errorf("decimal %s ÷ %s: division by zero", d, other)
	}
	x.Quo(x, y)
	need, exact := x.FloatPrec()
	if !exact {
		return "", fmt.Errorf("decimal %s ÷ %s: the quotient has no end", d, other)
	}
	return Decimal(x.FloatString(max(need, d.decimals()))), nil
}

// Int64 returns the value as an integer. It fails when d is none, or is beyond 64 bits.
func (d Decimal) Int64() (int64, error) {
	r, err := d.Rat()
	switch {
	case err != nil:
		return 0, err
	case !r.IsInt():
		return 0, fmt.Errorf("decimal %q: not an integer", string(d))
	case !r.Num().IsInt64():
		return 0, fmt.Errorf("decimal %q: beyond 64 bits", string(d))
	}
	return r.Num().Int64(), nil
}

// calculate returns what an operation makes of both, which has no more than some decimals.
func (d Decimal) calculate(other Decimal, operation func(z, x, y *big.Rat) *big.Rat, decimals int) (Decimal, error) {
	x, y, err := d.rats(other)
	if err != nil {
		return "", err
	}
	return Decimal(operation(x, x, y).FloatString(decimals)), nil
}

func (d Decimal) rats(other Decimal) (x, y *big.Rat, err error) {
	if x, err = d.Rat(); err == nil {
		y, err = other.Rat()
	}
	return x, y, err
}

// decimals is how many digits follow the point when d is written without an exponent.
func (d Decimal) decimals() int {
	text, exponent := string(d), 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, _ = strconv.Atoi(text[i+1:])
		text = text[:i]
	}
	n := 0
	if i := strings.IndexByte(text, '.'); i >= 0 {
		n = len(text) - i - 1
	}
	return max(n-exponent, 0)
}

// MarshalJSON returns the text as a JSON number.
func (d Decimal) MarshalJSON() ([]byte, error) {
	text := d.String()
	if !jsontext.IsNumber(text) {
		return nil, fmt.Errorf("decimal %q: not a JSON number", text)
	}
	return []byte(text), nil
}

// UnmarshalJSON takes a JSON number, or one in a string; null is zero.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	text := string(data)
	if text == "null" {
		text = `""`
	}
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal([]byte(text), &text); err != nil {
			return err
		}
		if text == "" {
			*d = ""
			return nil
		}
	}
	n, err := NewDecimal(text)
	if err != nil {
		return err
	}
	*d = n
	return nil
}
