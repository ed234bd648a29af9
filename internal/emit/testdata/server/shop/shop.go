// Package shop holds the models that the golden server packages answer with.
package shop

import (
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"
)

// Status is an enum.
type Status string

// Order is data, and a body.
type Order struct {
	ID    string
	Items []int64
	JSON  runtime.JSON
}

var orderFields = sdk.NewFields("id", "items").Require("id")

// DecodeJSON reads the object from d.
func (m *Order) DecodeJSON(d *sdk.Decoder) {
	*m = Order{}
	if !d.Object(orderFields, &m.JSON) {
		return
	}
	for {
		switch d.Next() {
		case 0:
			m.ID = d.String()
		case 1:
			m.Items = sdk.DecodeArray(d, (*sdk.Decoder).Int64)
		default:
			return
		}
	}
}

// EncodeJSON writes the object to e.
func (m *Order) EncodeJSON(e *sdk.Encoder) {
	start := e.Begin()
	e.Key("id")
	e.String(m.ID)
	e.Key("items")
	sdk.EncodeArray(e, m.Items, (*sdk.Encoder).Int64)
	e.EndObject(start)
}

// Search travels outside the body.
type Search struct {
	Shop     string
	Page     *int64
	Status   *Status
	Open     bool
	Price    *runtime.Decimal
	Weight   *float64
	IDs      []int64
	Statuses []Status
	Trace    *string
}

// Update has a parameter and a body.
type Update struct {
	ID    string
	Order Order
}

// Batch has a parameter and a list as its body.
type Batch struct {
	Shop   string
	Orders []Order
}

// Note may be left out.
type Note struct {
	Text string
	JSON runtime.JSON
}

var noteFields = sdk.NewFields("text")

// DecodeJSON reads the object from d.
func (m *Note) DecodeJSON(d *sdk.Decoder) {
	*m = Note{}
	if !d.Object(noteFields, &m.JSON) {
		return
	}
	for {
		switch d.Next() {
		case 0:
			m.Text = d.String()
		default:
			return
		}
	}
}
