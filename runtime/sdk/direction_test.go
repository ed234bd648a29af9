package sdk

import (
	"fmt"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

// wide is a struct with more members than one word of bits has, of which the last two travel in one direction each.
type wide struct {
	values [70]int64
	JSON   runtime.JSON
}

var wideFields = func() *Fields {
	names := make([]string, len(wide{}.values))
	for i := range names {
		names[i] = fmt.Sprint("m", i)
	}
	return NewFields(names...).Omit(names[:68]...).Require("m0", "m69").ReadOnly("m68").WriteOnly("m69")
}()

func (m *wide) DecodeJSON(d *Decoder) {
	*m = wide{}
	if !d.Object(wideFields, &m.JSON) {
		return
	}
	for i := d.Next(); i != End; i = d.Next() {
		m.values[i] = d.Int64()
	}
}

func (m *wide) EncodeJSON(e *Encoder) {
	o := e.Object(wideFields, &m.JSON)
	for i, v := range m.values {
		o.Int64(i, v)
	}
	o.End()
}

func TestDirections(t *testing.T) {
	const text = `{"m0":1,"m68":2,"m69":3}`
	for _, c := range []struct {
		read, write direction
		text, want  string
	}{
		{nowhere, nowhere, text, text},
		{nowhere, toServer, text, `{"m0":1,"m69":3}`},
		{nowhere, toClient, text, `{"m0":1,"m68":2}`},
		{toServer, nowhere, text, `{"m0":1,"m69":3}`},
		{toServer, toClient, text, `{"m0":1,"m68":0}`}, // which the request could not say
		{toClient, toServer, text, `{"m0":1,"m69":3}`}, // what an answer says although it should not is kept
		{toClient, toServer, `{"m0":1,"m68":2}`, `{"m0":1,"m69":0}`},
		{toClient, nowhere, `{"m0":1}`, `{"m0":1}`},
		{nowhere, toServer, `{"m0":1}`, `{"m0":1}`}, // as it was read
		{nowhere, toClient, `{"m0":1}`, `{"m0":1}`},
	} {
		d := NewDecoder([]byte(c.text))
		d.way = c.read
		var m wide
		m.DecodeJSON(d)
		if err := d.Finish(); err != nil {
			t.Fatal(err)
		}
		if unsaid := c.read == toServer; m.JSON.Has("m68") == unsaid && c.text == text || m.JSON.IsNull("m68") || m.JSON.IsNull("m69") {
			t.Errorf("read %d: what the object had is %+v", c.read, m.JSON)
		}
		e := Encoder{way: c.write}
		m.EncodeJSON(&e)
		if got := string(e.Bytes()); got != c.want || e.Err() != nil {
			t.Errorf("read %d, written %d: %s, %v; want %s", c.read, c.write, got, e.Err(), c.want)
		}
	}
}

// How an object was read is nothing that structs differ in.
func TestEqualForgetsDirections(t *testing.T) {
	const text = `{"m0":1}`
	var read [3]wide
	for way := range read {
		d := NewDecoder([]byte(text))
		d.way = direction(way)
		read[way].DecodeJSON(d)
	}
	if !read[0].JSON.Equal(read[1].JSON) || !read[1].JSON.Equal(read[2].JSON) {
		t.Errorf("%+v", read)
	}
}

// A million of them take no more stack than one.
func TestIgnoredMembersAreSkippedOneByOne(t *testing.T) {
	text := []byte(`{"m0":1`)
	for range 1_000_000 {
		text = append(text, `,"m68":2`...)
	}
	d := NewDecoder(append(text, `,"m69":3}`...))
	d.SetStrict(true)
	d.way = toServer
	var m wide
	m.DecodeJSON(d)
	if err := d.Finish(); err != nil || m.values[68] != 0 || m.values[69] != 3 {
		t.Error(m.values, err)
	}
}
