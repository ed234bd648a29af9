package sdk_test

import (
	"math"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"
)

var (
	fenInYuan = sdk.Ratio{From: "fen", To: "yuan", Num: 1, Den: 100}
	yuanInFen = sdk.Ratio{From: "yuan", To: "fen", Num: 100, Den: 1}
)

func TestWholeAmountsAreExactDecimals(t *testing.T) {
	for amount, want := range map[int64]runtime.Decimal{5900: "59.00", 0: "0.00", -1: "-0.01", math.MaxInt64: "92233720368547758.07", math.MinInt64: "-92233720368547758.08"} {
		if got := fenInYuan.Exact(amount); got != want {
			t.Errorf("%d fen are %s yuan, want %s", amount, got, want)
		}
		if back, err := yuanInFen.Int64(want); err != nil || back != amount {
			t.Errorf("%s yuan are %d fen, %v, want %d", want, back, err, amount)
		}
	}
}

func TestAmountsWithoutAnExactValue(t *testing.T) {
	third := sdk.Ratio{From: "a", To: "b", Num: 1, Den: 3}
	for _, c := range []struct {
		convert func(runtime.Decimal) error
		amount  runtime.Decimal
		problem string
	}{
		{whole(yuanInFen), "19.905", "19.905 yuan in fen: not a whole number of them"},
		{whole(yuanInFen), "1e17", "beyond 64 bits"},
		{whole(yuanInFen), "about 5", "not a JSON number"},
		{decimal(third), "1", "1 a in b: decimal 1 ÷ 3: the quotient has no end"},
		{decimal(third), "x", "not a JSON number"},
	} {
		if err := c.convert(c.amount); err == nil || !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%q: %v, want %q", string(c.amount), err, c.problem)
		}
	}
	if got, err := third.Decimal("1.50"); err != nil || got != "0.50" {
		t.Errorf("a third of 1.50 is %s, %v", got, err)
	}
}

func whole(r sdk.Ratio) func(runtime.Decimal) error {
	return func(d runtime.Decimal) error { _, err := r.Int64(d); return err }
}

func decimal(r sdk.Ratio) func(runtime.Decimal) error {
	return func(d runtime.Decimal) error { _, err := r.Decimal(d); return err }
}
