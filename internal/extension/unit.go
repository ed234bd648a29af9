package extension

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// UnknownUnit is the x-unit of an amount whose unit nobody states.
const UnknownUnit = "unknown"

// ParseUnit reads x-unit, the unit of a number: one that x-units declares, unknown, or the name of another one. It is empty when
// there is none.
func ParseUnit(n *document.Node) (string, document.Errors) {
	r := reader{extension: "x-unit"}
	switch {
	case n == nil:
		return "", nil
	case n.Kind != document.String || strings.TrimSpace(n.Text) == "":
		r.errorf(n.Pos, "%s is no unit: write the name of one that x-units declares, unknown, or what is counted", n.Kind)
		return "", r.errs
	default:
		return n.Text, nil
	}
}

// The kinds of units.
const (
	UnitInteger = "integer" // amounts are whole
	UnitDecimal = "decimal" // amounts have any number of decimals
)

// Unit is a unit that x-units declares.
type Unit struct {
	Name        string // fen
	Go          string // name of the Go type of its amounts; empty when they are plain numbers
	Kind        string // UnitInteger or UnitDecimal; empty without a Go type
	Of          string // the unit that it is a multiple or a part of; empty when there is none
	Ratio       Ratio  // how many of those one is
	Description string
	Pos         document.Position
}

// Ratio is a positive fraction in its lowest terms.
type Ratio struct{ Num, Den int64 }

// String writes the fraction as x-units does: 1/100, or 1000.
func (r Ratio) String() string {
	if r.Den == 1 {
		return strconv.FormatInt(r.Num, 10)
	}
	return strconv.FormatInt(r.Num, 10) + "/" + strconv.FormatInt(r.Den, 10)
}

// Units are the units that x-units declares, in its order.
type Units []Unit

// Find returns the unit with a name, nil when it is not declared.
func (u Units) Find(name string) *Unit {
	for i := range u {
		if u[i].Name == name {
			return &u[i]
		}
	}
	return nil
}

// Convert returns how many of the unit to one of the unit from is; false when they measure different things.
func (u Units) Convert(from, to string) (Ratio, bool) {
	a, rootA := u.base(from)
	b, rootB := u.base(to)
	if rootA != rootB {
		return Ratio{}, false
	}
	return ratioOf(a.Quo(a, b))
}

// base returns the unit that a unit is counted in at last, and how many of it one is. Units that were parsed have no circles.
func (u Units) base(name string) (*big.Rat, string) {
	factor := big.NewRat(1, 1)
	for range u {
		unit := u.Find(name)
		if unit == nil || unit.Of == "" {
			break
		}
		factor.Mul(factor, big.NewRat(unit.Ratio.Num, unit.Ratio.Den))
		name = unit.Of
	}
	return factor, name
}

func ratioOf(r *big.Rat) (Ratio, bool) {
	if r.Sign() <= 0 || !r.Num().IsInt64() || !r.Denom().IsInt64() {
		return Ratio{}, false
	}
	return Ratio{r.Num().Int64(), r.Denom().Int64()}, true
}

// ParseUnits reads x-units of the document.
func ParseUnits(n *document.Node) (Units, document.Errors) {
	r := reader{extension: "x-units"}
	if n == nil {
		return nil, nil
	}
	if n.Kind != document.Object {
		r.errorf(n.Pos, "%s where an object belongs: write the units as members, such as fen: {go: Fen, kind: integer, of: yuan, ratio: 1/100}", n.Kind)
		return nil, r.errs
	}
	var units Units
	for _, m := range n.Members {
		switch {
		case m.Name == UnknownUnit:
			r.errorf(m.Pos, "unknown is no unit: it says that nobody states which one it is")
		case strings.TrimSpace(m.Name) == "":
			r.errorf(m.Pos, "a unit has no name: write what x-unit calls it")
		default:
			units = append(units, r.unit(m))
		}
	}
	r.families(units)
	return units, r.errs
}

func (r *reader) unit(m document.Member) Unit {
	n := m.Value
	u := Unit{Name: m.Name, Ratio: Ratio{1, 1}, Pos: m.Pos}
	if !r.object(n, "go", "kind", "of", "ratio", "description") {
		return u
	}
	u.Go, u.Kind, u.Of, u.Description = r.exported(n, "go"), r.text(n, "kind"), r.text(n, "of"), r.text(n, "description")
	switch {
	case u.Go == "" && u.Kind != "":
		r.errorf(n.Get("kind").Pos, "%s has a kind and no Go type: add go, or leave kind out", clip(u.Name))
	case u.Go != "" && u.Kind != UnitInteger && u.Kind != UnitDecimal:
		r.errorf(m.Pos, "%s needs a kind: integer when its amounts are whole, else decimal", clip(u.Name))
	}
	ratio := n.Get("ratio")
	switch {
	case (u.Of == "") != (ratio == nil):
		r.errorf(m.Pos, "%s has only one of ratio and of: ratio: 1/100 with of: yuan says that one is a hundredth of a yuan", clip(u.Name))
		u.Of = ""
	case ratio != nil:
		ok := false
		if u.Ratio, ok = parseRatio(ratio.Text); !ok {
			r.errorf(ratio.Pos, "ratio %q is no positive fraction of whole numbers: write 1/100 or 1000", clip(ratio.Text))
			u.Of, u.Ratio = "", Ratio{1, 1}
		}
	}
	return u
}

func parseRatio(s string) (Ratio, bool) {
	if len(s) > 2*len("9223372036854775807")+1 || strings.Trim(s, "0123456789/") != "" {
		return Ratio{}, false
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Ratio{}, false
	}
	return ratioOf(r)
}

// families checks that units lead to each other and not in a circle, and that no two have one Go type.
func (r *reader) families(units Units) {
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.Name
	}
	types := map[string]string{}
	for i := range units {
		u := &units[i]
		if other, twice := types[u.Go]; twice && u.Go != "" {
			r.errorf(u.Pos, "%s and %s have the Go type %s both: name two", clip(other), clip(u.Name), u.Go)
		}
		types[u.Go] = u.Name
		if u.Of != "" && units.Find(u.Of) == nil {
			r.errorf(u.Pos, "%s is counted in %q, which is not declared: %s", clip(u.Name), clip(u.Of), Suggest(u.Of, names))
			u.Of = ""
		}
	}
	for i := range units {
		u, next := &units[i], units[i].Of
		for range units {
			if next == u.Name {
				r.errorf(u.Pos, "%s is counted in itself, by way of %q: leave of out at the unit that the others are counted in", clip(u.Name), clip(u.Of))
				u.Of = ""
				break
			}
			if found := units.Find(next); found != nil {
				next = found.Of
			}
		}
	}
	for _, u := range units {
		for _, other := range units {
			if _, root := units.base(u.Name); root != "" && u.Go != "" && other.Go != "" {
				if _, otherRoot := units.base(other.Name); root == otherRoot {
					if _, ok := units.Convert(u.Name, other.Name); !ok {
						r.errorf(u.Pos, "the ratio of %s to %s does not fit 64 bits: choose units that are closer", clip(u.Name), clip(other.Name))
						return
					}
				}
			}
		}
	}
}
