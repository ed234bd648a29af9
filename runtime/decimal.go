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
