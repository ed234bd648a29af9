package sdk

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/pandapon/pandagen/runtime"
)

// Ratio is how many of one unit an amount of another is. Generated types of units use it; it rounds nothing.
type Ratio struct {
	From, To string // names of the units, for errors
	Num, Den int64  // how many of To one of From is
}

// Exact returns a whole amount in the other unit. The ratio must be a decimal that ends, such as 1/100.
func (r Ratio) Exact(amount int64) runtime.Decimal {
	ratio := big.NewRat(r.Num, r.Den)
	decimals, _ := ratio.FloatPrec()
	return runtime.Decimal(ratio.Mul(ratio, new(big.Rat).SetInt64(amount)).FloatString(decimals))
}

// Decimal returns an amount in the other unit. It fails when the amount is no number, or has no exact value there.
func (r Ratio) Decimal(amount runtime.Decimal) (runtime.Decimal, error) {
	scaled, err := amount.Mul(runtime.DecimalFromInt(r.Num))
	if err == nil && r.Den != 1 {
		scaled, err = scaled.Quo(runtime.DecimalFromInt(r.Den))
	}
	if err != nil {
		return "", r.fail(amount, err)
	}
	return scaled, nil
}

// Int64 returns a whole amount in the other unit. It fails when the amount is no number, or is not a whole one there.
func (r Ratio) Int64(amount runtime.Decimal) (int64, error) {
	scaled, err := amount.Rat()
	if err != nil {
		return 0, r.fail(amount, err)
	}
	scaled.Mul(scaled, big.NewRat(r.Num, r.Den))
	switch {
	case !scaled.IsInt():
		return 0, r.fail(amount, errNotWhole)
	case !scaled.Num().IsInt64():
		return 0, r.fail(amount, errBeyond64)
	}
	return scaled.Num().Int64(), nil
}

var (
	errNotWhole = errors.New("not a whole number of them")
	errBeyond64 = errors.New("beyond 64 bits")
)

func (r Ratio) fail(amount runtime.Decimal, err error) error {
	return fmt.Errorf("%s %s in %s: %w", amount, r.From, r.To, err)
}
