package sdk

import (
	"math"
	"strconv"
	"testing"
)

func TestUint64(t *testing.T) {
	for text, want := range map[string]uint64{
		"0": 0, "-0": 0, "7": 7, `"7"`: 7, "2.0": 2, "1e3": 1000, `""`: 0, "null": 0, "9223372036854775808": 1 << 63,
		"18446744073709551615": math.MaxUint64, `"18446744073709551615"`: math.MaxUint64, "1.8446744073709551615e19": math.MaxUint64,
	} {
		d := NewDecoder([]byte(text))
		if got := d.Uint64(); got != want || d.Finish() != nil {
			t.Errorf("%s: %d, %v", text, got, d.Err())
		}
	}
	for text, want := range map[string]string{
		"-1":                   "integer -1 is negative",
		"-9223372036854775809": `integer "-9223372036854775809" is negative`,
		"-1e3":                 `integer "-1e3" is negative`,
		"18446744073709551616": `integer "18446744073709551616" does not fit 64 bits`,
		"1.5":                  `expected integer, got "1.5"`,
		`"x"`:                  `expected integer, got string "x"`,
		"{}":                   "expected integer, got object",
		"1e999999999":          `expected integer, got "1e999999999": exponent out of range`,
	} {
		d := NewDecoder([]byte(text))
		if n := d.Uint64(); n != 0 || d.Err() == nil || d.Err().Error() != want {
			t.Errorf("%s: %d, %v, want %s", text, n, d.Err(), want)
		}
	}
}

// FuzzUint64 holds integers against strconv, both ways.
func FuzzUint64(f *testing.F) {
	for _, seed := range []uint64{0, 9, 10, 9999, 10000, 99999999, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, v uint64) {
		var e Encoder
		e.Uint64(v)
		if got := string(e.Bytes()); got != strconv.FormatUint(v, 10) {
			t.Errorf("%d is written as %s", v, got)
		}
		d := NewDecoder(e.Bytes())
		if got := d.Uint64(); got != v || d.Finish() != nil {
			t.Errorf("%d is read as %d, %v", v, got, d.Err())
		}
	})
}

func TestUnsignedPages(t *testing.T) {
	field, optional := uint64(2), (*uint64)(nil)
	if n, ok, err := PageNumber(&field).get(); n != 2 || !ok || err != nil {
		t.Errorf("%d, %t, %v", n, ok, err)
	}
	if _, ok, _ := PageNumber(&optional).get(); ok {
		t.Error("an optional number that is not set is set")
	}
	PageNumber(&field).set(3)
	PageNumber(&optional).set(4)
	if n, ok, err := PageNumber(&optional).get(); field != 3 || n != 4 || !ok || err != nil {
		t.Errorf("set to %d and %d", field, n)
	}
	if PageTotal(uint64(5)) != 5 || PageTotal(uint64(math.MaxUint64)) != 0 || PageTotal("7") != 7 {
		t.Error("totals are read otherwise")
	}
}

func TestIDText(t *testing.T) {
	if got := IDText(uint64(math.MaxUint64)) + " " + IDText(int64(math.MinInt64)) + " " + IDText(int64(7)) + IDText(int64(0)); got != "18446744073709551615 -9223372036854775808 7" {
		t.Error(got)
	}
}
