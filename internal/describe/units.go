package describe

import (
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/extension"
)

// reservedUnits are methods of every generated unit.
var reservedUnits = set("String", "Add", "Sub", "Mul", "Cmp", "MarshalJSON", "UnmarshalJSON")

// declareUnits makes the types of the units that x-units declares.
func (d *describer) declareUnits() {
	units, errs := extension.ParseUnits(d.root.Get("x-units"))
	d.errs = append(d.errs, errs...)
	d.declared.units = units
	byName := map[string]*api.Type{}
	for i := range units {
		if u := &units[i]; u.Go != "" {
			if reservedUnits[u.Go] {
				d.errorf(u.Pos, "go-name", "x-units: units have a method %s, and others of the family would lead to this one by the same name: choose another", u.Go)
			}
			byName[u.Name] = d.declare(unitType(u))
			d.declared.types = append(d.declared.types, byName[u.Name])
		}
	}
	for _, from := range d.declared.types {
		for _, to := range d.declared.types {
			if ratio, ok := units.Convert(from.Unit, to.Unit); ok && from != to {
				from.Conversions = append(from.Conversions, &api.Conversion{To: to, Num: ratio.Num, Den: ratio.Den})
			}
		}
	}
}

func unitType(u *extension.Unit) *api.Type {
	t := &api.Type{Name: u.Go, Kind: api.Unit, Base: api.Int64, Unit: oneLine(u.Name), File: unitsFile, Pos: u.Pos}
	text := u.Go + " is an amount in " + t.Unit + "."
	if u.Description != "" {
		text = sentence(named(u.Go, strings.TrimSpace(u.Description)))
	}
	if u.Of != "" {
		text += " One " + t.Unit + " is " + u.Ratio.String() + " " + oneLine(u.Of) + "."
	}
	if u.Kind == extension.UnitDecimal {
		t.Base = api.Decimal
		text += "\n\nIts text is that of a runtime.Decimal: nothing is rounded, and the empty " + u.Go + " is zero. Compare with [" + u.Go + ".Cmp]."
	}
	t.Doc = docText(text, false)
	return t
}

// unitRef is the Go type of a schema whose x-unit has one. Amounts that may be of several JSON types stay as they are.
func (d *describer) unitRef(u *use) (api.Ref, bool) {
	name, _ := extension.ParseUnit(u.annotation("x-unit", false))
	t := d.unitType(name)
	if t == nil || u.node == nil || u.node.Get("enum") != nil || len(u.types) != 1 {
		return api.Ref{}, false
	}
	wire := t.Base
	switch {
	case u.is("string") && t.Base == api.Int64:
		wire = api.Int64Text
	case u.is("string"):
		wire = api.DecimalText
	case u.is("integer") && t.Base == api.Decimal:
		wire = api.IntegerDecimal
	case !isNumberType(u.types[0]):
		return api.Ref{}, false
	}
	d.useUnit(t)
	return api.Ref{Kind: api.Named, Type: t, Wire: wire}, true
}

// unitType returns the type of a unit; nil when it has none.
func (d *describer) unitType(name string) *api.Type {
	for _, t := range d.declared.types {
		if t.Unit == oneLine(name) {
			return t
		}
	}
	return nil
}

// useUnit notes that a unit is used, and with it those that it can be converted to.
func (d *describer) useUnit(t *api.Type) {
	d.declared.used[t] = true
	for _, c := range t.Conversions {
		d.declared.used[c.To] = true
	}
}

// unitDoc is a sentence about the unit of a field whose Go type does not say it; empty when its description does.
func (d *describer) unitDoc(f *api.Field, u *use, description string) string {
	unit, errs := extension.ParseUnit(u.annotation("x-unit", false))
	d.errs = append(d.errs, errs...)
	if t := namedIn(&f.Ref); unit == "" || t != nil && t.Kind == api.Unit {
		return ""
	}
	unit = oneLine(unit)
	text, said := sentence("In "+unit), "in "+strings.ToLower(unit)
	if declared := d.declared.units.Find(unit); declared != nil && declared.Of != "" {
		text = "In " + unit + " (" + declared.Ratio.String() + " " + oneLine(declared.Of) + ")."
	}
	if unit == extension.UnknownUnit {
		text, said = "Unit not documented.", "unit"
	}
	if containsWords(strings.ToLower(description), said) {
		return ""
	}
	return text
}
