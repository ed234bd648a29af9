package runtime_test

import (
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

func TestDecimalArithmeticIsExact(t *testing.T) {
	add, sub, mul, quo := runtime.Decimal.Add, runtime.Decimal.Sub, runtime.Decimal.Mul, runtime.Decimal.Quo
	for _, c := range []struct {
		name      string
		operation func(a, b runtime.Decimal) (runtime.Decimal, error)
		a, b      runtime.Decimal
		want      runtime.Decimal // or what the error says, behind an exclamation mark
	}{
		{"add", add, "19.90", "0.1", "20.00"},
		{"add", add, "", "", "0"},
		{"add", add, "0.1", "0.2", "0.3"},
		{"add", add, "1e3", "0.05", "1000.05"},
		{"add", add, "1.50e1", "0", "15.0"},
		{"add", add, "9007199254740993", "1", "9007199254740994"},
		{"add", add, "12a", "1", `!decimal "12a": not a JSON number`},
		{"add", add, "1", "1e999999999", "!exponent out of range"},
		{"sub", sub, "5", "5.00", "0.00"},
		{"sub", sub, "0.01", "1", "-0.99"},
		{"mul", mul, "1.50", "2.0", "3.000"},
		{"mul", mul, "-19.90", "3", "-59.70"},
		{"mul", mul, "1e-2", "5900", "59.00"},
		{"quo", quo, "59", "100", "0.59"},
		{"quo", quo, "19.90", "2", "9.95"},
		{"quo", quo, "10.00", "4", "2.50"},
		{"quo", quo, "1", "3", "!has no end"},
		{"quo", quo, "1", "0.0", "!division by zero"},
	} {
		got, err := c.operation(c.a, c.b)
		if problem, fails := strings.CutPrefix(string(c.want), "!"); fails {
			if err == nil || !strings.Contains(err.Error(), problem) {
				t.Errorf("%s(%s, %s): %v, want an error with %q", c.name, c.a, c.b, err, problem)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s(%s, %s) = %s, %v, want %s", c.name, c.a, c.b, got, err, c.want)
		}
	}
}

func TestDecimalInt64(t *testing.T) {
	for d, want := range map[runtime.Decimal]int64{"": 0, "5900": 5900, "59.00": 59, "1e3": 1000, "-9223372036854775808": -9223372036854775808} {
		if got, err := d.Int64(); err != nil || got != want {
			t.Errorf("%q.Int64() = %d, %v", string(d), got, err)
		}
	}
	for d, problem := range map[runtime.Decimal]string{"59.90": "not an integer", "9223372036854775808": "beyond 64 bits", "x": "not a JSON number"} {
		if _, err := d.Int64(); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%q.Int64(): %v, want %q", string(d), err, problem)
		}
	}
}
