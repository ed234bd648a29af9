package sdk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/presence"
	"github.com/pandapon/pandagen/runtime/sdk"
)

// sdk finds what a JSON records by its address.
func TestJSONBeginsWithItsShape(t *testing.T) {
	first := reflect.TypeFor[runtime.JSON]().Field(0)
	if first.Type != reflect.TypeFor[*presence.Shape]() || first.Offset != 0 {
		t.Errorf("the first field is %v", first)
	}
}

func TestAbsentNullAndZeroAreThreeThings(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                               "absent",
		`{"count":0}`:                      "zero",
		`{"count":null}`:                   "null",
		`{"count":null,"count":0}`:         "zero",
		`{"count":0,"count":null}`:         "null",
		`{"count":""}`:                     "zero",
		`{"Count":0,"count ":null,"x":{}}`: "absent",
	} {
		p, _, err := decode(t, text)
		if err != nil {
			t.Fatal(err)
		}
		got := "zero"
		switch {
		case p.JSON.IsNull("count"):
			got = "null"
		case !p.JSON.Has("count"):
			got = "absent"
		}
		if got != want || p.Count != 0 {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	var byHand parcel
	if byHand.JSON.Has("count") || byHand.JSON.IsNull("count") {
		t.Error("a struct that was not read says that it had members")
	}
}

// TestReadAndWrittenAgain holds that objects whose members have the documented kinds come out as they came in.
func TestReadAndWrittenAgain(t *testing.T) {
	for _, text := range []string{
		`{}`,
		`{"name":"","fragile":false,"count":0,"weight":0,"price":0,"extra":{},"tags":[],"ids":[],"inner":{},"parts":[],"labels":{},"config":"{}","note":""}`,
		`{"name":null,"fragile":null,"count":null,"weight":null,"price":null,"extra":null,"tags":null,"ids":null,"inner":null,"parts":null,"labels":null,"config":null,"note":null}`,
		`{"price":0.00,"config":"null"}`,
		`{"config":"not json"}`,
		`{"inner":{"inner":{"count":null}},"parts":[{},{"name":null}],"new":1,"newer":null}`,
	} {
		p, _, err := decode(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := sdk.Marshal(&p); err != nil || string(out) != text {
			t.Errorf("%s became %s, %v", text, out, err)
		}
		p.Name, p.Count = "x", 3
		out, err := sdk.Marshal(&p)
		if err != nil || !strings.Contains(string(out), `"name":"x"`) || !strings.Contains(string(out), `"count":3`) {
			t.Errorf("a field that was changed is not in %s, %v", out, err)
		}
	}
}

func TestWhatIsSetWins(t *testing.T) {
	p, _, err := decode(t, `{"name":"a","count":0,"note":"n"}`)
	if err != nil {
		t.Fatal(err)
	}
	p.JSON.Set("name", runtime.Null)
	p.JSON.Set("count", nil)
	p.JSON.Set("inner", json.RawMessage(`{"any":1}`))
	p.JSON.Set("new", json.RawMessage("[1]"))
	const want = `{"note":"n","count":null,"inner":{"any":1},"name":null,"new":[1]}`
	if out, err := sdk.Marshal(&p); err != nil || string(out) != want {
		t.Errorf("%s, %v; want %s", out, err, want)
	}
	if !p.JSON.IsNull("name") || !p.JSON.Has("inner") || p.JSON.IsNull("inner") || p.JSON.Has("tags") {
		t.Error("Has and IsNull do not know what Set has set")
	}
}

func TestFilledInByHand(t *testing.T) {
	fields := sdk.NewFields("text", "number", "null", "omitted", "refused", "child", "child2").
		Null("null", "child").Omit("omitted", "child2").Refuse("refused")
	write := func(text string, number int64, child *parcel, answer bool) (string, error) {
		var e sdk.Encoder
		if answer {
			e.ForAnswer()
		}
		o := e.Object(fields, new(runtime.JSON))
		o.String(0, text)
		o.Int64(1, number)
		o.String(2, text)
		o.Int64(3, number)
		o.String(4, text)
		o.Struct(5, child)
		o.Struct(6, child)
		o.End()
		return string(e.Bytes()), e.Err()
	}
	if out, err := write("", 0, new(parcel), false); err != nil || out != `{"text":"","number":0,"null":null,"refused":"","child":null}` {
		t.Errorf("%s, %v", out, err)
	}
	child := `{"name":"","fragile":false,"count":0,"weight":0,"price":0,"extra":null,"tags":null,"ids":[],"inner":{"name":"x","fragile":false,"count":0,` +
		`"weight":0,"price":0,"extra":null,"tags":null,"ids":[],"inner":null,"parts":null,"labels":null,"config":null},"parts":null,"labels":null,"config":null}`
	want := `{"text":"a","number":1,"null":"a","omitted":1,"refused":"a","child":` + child + `,"child2":` + child + `}`
	if out, err := write("a", 1, &parcel{Inner: &parcel{Name: "x"}}, true); err != nil || out != want {
		t.Errorf("%s, %v", out, err)
	}
	if _, err := write("", 0, new(parcel), true); err == nil || err.Error() != "refused: required, and has no value" {
		t.Errorf("error %v", err)
	}
}

func TestEncodeErrorsNameThePlace(t *testing.T) {
	p := parcel{Inner: &parcel{Parts: []parcel{{}, {Extra: json.RawMessage("{")}}}}
	_, err := sdk.Marshal(&p)
	if place, ok := errors.AsType[*runtime.EncodeError](err); !ok || place.Path != "inner.parts[1].extra" {
		t.Errorf("error %v", err)
	}
}

func TestJSONEqualAndPlain(t *testing.T) {
	read := func(text string) parcel {
		p, _, err := decode(t, text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`{"name":"a"}`, `{"name":"b"}`, true},
		{`{"name":"a","x":1,"y":2}`, `{"y":2,"name":"","x":1}`, true},
		{`{"name":null}`, `{"name":""}`, false},
		{`{"name":null}`, `{}`, false},
		{`{"x":1}`, `{"x":2}`, false},
		{`{"x":1}`, `{"x":1,"y":1}`, false},
	} {
		if got := read(c.a).JSON.Equal(read(c.b).JSON); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
	p := read(`{"name":"a","inner":{"count":1},"parts":[{"x":1}],"labels":{"a":1},"extra":[1]}`)
	byHand := parcel{Name: "a", Inner: &parcel{Count: 1}, Parts: []parcel{{}}, Labels: map[string]int64{"a": 1}, Extra: json.RawMessage("[1]")}
	if p.JSON.Equal(byHand.JSON) {
		t.Error("a struct that was read is said to be one that was filled in by hand")
	}
	if plain := runtime.Plain(p); !reflect.DeepEqual(plain, byHand) {
		t.Errorf("plain: %v", plain)
	}
	if !p.Inner.JSON.Has("count") || !p.Parts[0].JSON.Has("x") {
		t.Error("Plain has changed its argument")
	}
}

// manyFields has more members than fit one word.
type manyFields struct {
	values [200]int64
	JSON   runtime.JSON
}

var manyNames = func() (names []string) {
	for i := range len(manyFields{}.values) {
		names = append(names, fmt.Sprintf("m%d", i))
	}
	return names
}()

var manyFieldsFields = sdk.NewFields(manyNames...).Require("m150").RequireNullable("m199")

func (m *manyFields) DecodeJSON(d *sdk.Decoder) {
	if sdk.WasRead(&m.JSON) {
		*m = manyFields{}
	}
	if !d.Object(manyFieldsFields, &m.JSON) {
		return
	}
	for i := d.Next(); i >= 0; i = d.Next() {
		m.values[i] = d.Int64()
	}
}

func (m *manyFields) EncodeJSON(e *sdk.Encoder) {
	o := e.Object(manyFieldsFields, &m.JSON)
	for i, v := range m.values {
		o.Int64(i, v)
	}
	o.End()
}

func TestManyMembers(t *testing.T) {
	for range 200 {
		var members []string
		for i := range manyNames {
			if value := []string{"", "0", "null", "7"}[rand.N(4)]; value != "" {
				members = append(members, fmt.Sprintf(`"m%d":%s`, i, value))
			}
		}
		text := "{" + strings.Join(members, ",") + "}"
		var m manyFields
		if err := sdk.Unmarshal([]byte(text), &m); err != nil {
			t.Fatal(err)
		}
		if out, err := sdk.Marshal(&m); err != nil || string(out) != text {
			t.Fatalf("%s became %s, %v", text, out, err)
		}
		if got := m.JSON.IsNull("m130"); got != strings.Contains(text, `"m130":null`) {
			t.Errorf("%s: IsNull is %v", text, got)
		}
	}
	for text, want := range map[string]string{
		`{"m150":1}`:                "m199: required, but missing",
		`{"m150":null,"m199":null}`: "m150: required, must not be null",
		`{"m150":1,"m199":null}`:    "",
	} {
		d := sdk.NewDecoder([]byte(text))
		d.SetStrict(true)
		new(manyFields).DecodeJSON(d)
		got := ""
		if err := d.Finish(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestMembersInAnyOrder holds what is recorded against a list of the members that were there, whatever objects before were like.
func TestMembersInAnyOrder(t *testing.T) {
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for range 300 {
				checkAnyOrder(t)
			}
		})
	}
	all.Wait()
}

func checkAnyOrder(t *testing.T) {
	names := append([]string{"new"}, manyNames...)
	rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	last := map[string]string{}
	var members []string
	for range rand.N(len(names)) {
		name, value := names[rand.N(rand.N(len(names))+1)], []string{"0", "null", "7"}[rand.N(3)]
		last[name] = value
		members = append(members, fmt.Sprintf("%q:%s", name, value))
	}
	text := "{" + strings.Join(members, ",") + "}"
	var m manyFields
	if err := sdk.Unmarshal([]byte(text), &m); err != nil {
		t.Error(err)
		return
	}
	for i, name := range manyNames {
		value, has := last[name]
		if m.JSON.Has(name) != has || m.JSON.IsNull(name) != (value == "null") || (m.values[i] == 7) != (value == "7") {
			t.Errorf("%s: %s is %d, has %v, null %v", text, name, m.values[i], m.JSON.Has(name), m.JSON.IsNull(name))
		}
	}
	if value := last["new"]; string(m.JSON.Unknown["new"]) != value {
		t.Errorf("%s: new is %s", text, m.JSON.Unknown["new"])
	}
}

// TestListsNeedOneAllocation holds what estimates are for, and that a wrong one costs little.
func TestListsNeedOneAllocation(t *testing.T) {
	message := func(lengths ...int) []byte {
		var parts []string
		for _, n := range lengths {
			parts = append(parts, `{"parts":[`+strings.TrimSuffix(strings.Repeat(`{"count":1},`, n), ",")+`]}`)
		}
		return []byte(`{"parts":[` + strings.Join(parts, ",") + `]}`)
	}
	same := message(5, 5, 5, 5, 5, 5, 5, 5)
	d := sdk.NewDecoder(nil)
	var p parcel
	read := func(text []byte) {
		d.Reset(text)
		p.DecodeJSON(d)
		if err := d.Finish(); err != nil {
			t.Fatal(err)
		}
	}
	read(same)
	if n := testing.AllocsPerRun(10, func() { read(same) }); n != 9 {
		t.Errorf("%v allocations for 9 lists", n)
	}
	read(message(500))
	read(message(1))
	if c := cap(p.Parts[0].Parts); c > 8 {
		t.Errorf("room for %d elements in a message that has one", c)
	}
}
