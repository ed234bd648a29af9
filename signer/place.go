package signer

import "net/http"

// location is where in a message a place is.
type location uint8

const (
	nowhere location = iota
	inHeader
	inQuery
	inForm
	inJSON
)

// String names the location as x-signature does.
func (l location) String() string {
	return [...]string{"nowhere", "header", "query", "form", "json"}[l]
}

// location returns the location of a source's parameters.
func (s Source) location() location {
	switch s {
	case FromQuery:
		return inQuery
	case FromForm:
		return inForm
	case FromJSON:
		return inJSON
	}
	return nowhere
}

// place is a Place with its location, and a canonical header name.
type place struct {
	in   location
	name string
}

// String names the place in messages: "header access-key".
func (p place) String() string {
	if p.in == nowhere {
		return "nowhere"
	}
	return p.in.String() + " " + p.name
}

// String names the place: "header access-key".
func (p Place) String() string { return place{p.in(), p.name()}.String() }

// IsZero reports whether p is nowhere.
func (p Place) IsZero() bool { return p == Place{} }

func (p Place) in() location {
	switch {
	case p.Header != "":
		return inHeader
	case p.Query != "":
		return inQuery
	case p.Form != "":
		return inForm
	case p.JSON != "":
		return inJSON
	}
	return nowhere
}

// name returns the name as declared.
func (p Place) name() string { return p.Header + p.Query + p.Form + p.JSON }

// compile prepares the place for lookups.
func (p Place) compile() place {
	c := place{p.in(), p.name()}
	if c.in == inHeader {
		c.name = http.CanonicalHeaderKey(c.name)
	}
	return c
}

// place returns the part's place, or the zero place if it is a part of another kind.
func (p Part) place() place {
	return Place{Header: p.Header, Query: p.Query, Form: p.Form, JSON: p.JSON}.compile()
}
