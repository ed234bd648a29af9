package sdk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/pandapon/pandagen/runtime"
)

// parcel is a struct with every kind of member, with codecs in the form in which they are generated.
type parcel struct {
	Name    string
	Fragile bool
	Count   int64
	Weight  float64
	Price   runtime.Decimal
	Extra   json.RawMessage
	Tags    []string
	IDs     []int64
	Inner   *parcel
	Parts   []parcel
	Labels  map[string]int64
	Config  map[string]string // JSON in a string
	Note    *string
	JSON    runtime.JSON
}

var parcelFields = sdk.NewFields("name", "fragile", "count", "weight", "price", "extra", "tags", "ids", "inner", "parts",
	"labels", "config", "note").Require("name", "ids").RequireNullable("count").Omit("note").Null("inner", "tags", "parts", "labels", "config")

func (m *parcel) DecodeJSON(d *sdk.Decoder) {
	if sdk.WasRead(&m.JSON) {
		*m = parcel{}
	}
	if !d.Object(parcelFields, &m.JSON) {
		return
	}
	for {
		switch d.Next() {
		case 0:
			m.Name = d.String()
		case 1:
			m.Fragile = d.Bool()
		case 2:
			m.Count = d.Int64()
		case 3:
			m.Weight = d.Float64()
		case 4:
			m.Price = d.Decimal()
		case 5:
			m.Extra = d.Any()
		case 6:
			m.Tags = sdk.DecodeArray(d, (*sdk.Decoder).String)
		case 7:
			m.IDs = sdk.DecodeArray(d, (*sdk.Decoder).Int64)
		case 8:
			m.Inner = sdk.DecodePointer(d, sdk.DecodeStruct[parcel])
		case 9:
			m.Parts = sdk.DecodeStructs[parcel](d)
		case 10:
			m.Labels = sdk.DecodeMap(d, (*sdk.Decoder).Int64)
		case 11:
			m.Config = sdk.DecodeText(d, func(d *sdk.Decoder) map[string]string {
				return sdk.DecodeMap(d, (*sdk.Decoder).String)
			})
		case 12:
			m.Note = sdk.DecodePointer(d, (*sdk.Decoder).String)
		default:
			return
		}
	}
}

func (m *parcel) EncodeJSON(e *sdk.Encoder) {
	o := e.Object(parcelFields, &m.JSON)
	o.String(0, m.Name)
	o.Bool(1, m.Fragile)
	o.Int64(2, m.Count)
	o.Float64(3, m.Weight)
	o.Decimal(4, m.Price)
	if o.Member(5, m.Extra != nil, "null") {
		e.Any(m.Extra)
	}
	if o.Member(6, m.Tags != nil, "[]") {
		sdk.EncodeArray(e, m.Tags, (*sdk.Encoder).String)
	}
	if o.Member(7, m.IDs != nil, "[]") {
		sdk.EncodeArray(e, m.IDs, (*sdk.Encoder).Int64)
	}
	if o.Member(8, m.Inner != nil, "null") {
		m.Inner.EncodeJSON(e)
	}
	if o.Member(9, m.Parts != nil, "[]") {
		sdk.EncodeStructs(e, m.Parts)
	}
	if o.Member(10, m.Labels != nil, "{}") {
		sdk.EncodeMap(e, m.Labels, (*sdk.Encoder).Int64)
	}
	if o.Member(11, m.Config != nil, `"{}"`) {
		sdk.EncodeText(e, m.Config, func(e *sdk.Encoder, v map[string]string) {
			sdk.EncodeMap(e, v, (*sdk.Encoder).String)
		})
	}
	if o.Member(12, m.Note != nil, "null") {
		e.String(*m.Note)
	}
	o.End()
}

func decode(t *testing.T, text string) (p parcel, drift []runtime.Drift, err error) {
	t.Helper()
	d := sdk.NewDecoder([]byte(text))
	d.OnDrift(func(x runtime.Drift) { drift = append(drift, x) })
	p.DecodeJSON(d)
	return p, drift, d.Finish()
}

func TestDecodeDocumentedKinds(t *testing.T) {
	note := "ok"
	p, drift, err := decode(t, ` { "name" : "a\u4e2d\n" , "fragile":true,"count":-9223372036854775808, "weight":1.5e2,
		"price":19.90, "extra": {"a" : [1]}, "tags":["x","y"], "ids":[2059624776425880794], "inner":{"name":"in"},
		"parts":[{"count":1},{"count":2}], "labels":{"a":1}, "config":"{\"k\":\"v\\n\"}", "note":"ok" } `)
	if err != nil || drift != nil {
		t.Fatalf("err %v, drift %v", err, drift)
	}
	want := parcel{Name: "a中\n", Fragile: true, Count: math.MinInt64, Weight: 150, Price: "19.90", Extra: json.RawMessage(`{"a" : [1]}`),
		Tags: []string{"x", "y"}, IDs: []int64{2059624776425880794}, Inner: &parcel{Name: "in"},
		Parts: []parcel{{Count: 1}, {Count: 2}}, Labels: map[string]int64{"a": 1}, Config: map[string]string{"k": "v\n"}, Note: &note}
	if !reflect.DeepEqual(runtime.Plain(p), want) {
		t.Errorf("got  %+v\nwant %+v", p, want)
	}
}

func TestDecodeLenientKinds(t *testing.T) {
	for _, c := range []struct{ text, want, drift string }{
		{`{"name":12345678901234567890.10}`, `"name":"12345678901234567890.10"`, "name: want string, got number"},
		{`{"name":true}`, `"name":"true"`, "name: want string, got boolean"},
		{`{"name":{"a": 1}}`, `"name":"{\"a\": 1}"`, "name: want string, got object"},
		{`{"name":[1]}`, `"name":"[1]"`, "name: want string, got array"},
		{`{"name":null}`, `{"name":null}`, ""},
		{`{"count":"2542285634920880794"}`, `"count":2542285634920880794`, "count: want integer, got string"},
		{`{"count":2.0}`, `"count":2`, ""},
		{`{"count":1e3}`, `"count":1000`, ""},
		{`{"count":-1.50e1}`, `"count":-15`, ""},
		{`{"count":9223372036854775807}`, `"count":9223372036854775807`, ""},
		{`{"count":""}`, `"count":0`, "count: want integer, got string"},
		{`{"count":null}`, `{"count":null}`, ""},
		{`{"price":"0.10"}`, `"price":0.10`, "price: want number, got string"},
		{`{"price":1E-7}`, `"price":1E-7`, ""},
		{`{"weight":"1.5"}`, `"weight":1.5`, "weight: want number, got string"},
		{`{"fragile":"true"}`, `"fragile":true`, "fragile: want boolean, got string"},
		{`{"fragile":1}`, `"fragile":true`, "fragile: want boolean, got number"},
		{`{"fragile":null}`, `{"fragile":null}`, ""},
		{`{"tags":"x"}`, `"tags":["x"]`, "tags: want array, got string"},
		{`{"tags":""}`, `"tags":[]`, "tags: want array, got string"},
		{`{"tags":[1,null]}`, `"tags":["1",""]`, "tags[0]: want string, got number"},
		{`{"ids":7}`, `"ids":[7]`, "ids: want array, got number"},
		{`{"parts":{"count":"3"}}`, `"count":3`, "parts: want array, got object; parts.count: want integer, got string"},
		{`{"inner":"{\"count\":\"4\"}"}`, `"count":4`, "inner: want object, got string; inner.count: want integer, got string"},
		{`{"inner":""}`, `"inner":{`, "inner: want object, got string"},
		{`{"labels":"{\"a\":\"5\"}"}`, `"labels":{"a":5}`, "labels: want object, got string; labels.a: want integer, got string"},
		{`{"config":{"k":1}}`, `"config":"{\"k\":\"1\"}"`, "config: want JSON text, got object; config.k: want string, got number"},
		{`{"config":"not json"}`, `"config":"not json"`, "config: want JSON text, got text that is not the documented JSON"},
		{`{"config":"{\"k\":1} x"}`, `"config":"{\"k\":1} x"`,
			"config.k: want string, got number; config: want JSON text, got text that is not the documented JSON"},
		{`{"config":""}`, `"config":""`, ""},
		{`{"config":null}`, `"config":null`, ""},
		{`{"more":{"b":[1.0, 2]},"more":1.0}`, `"more":1.0`,
			"more: want a documented member, got unknown member; more: want a documented member, got unknown member"},
		{`{"name":"first","name":"last"}`, `"name":"last"`, ""},
		{`{"inner":{"count":1},"inner":{"name":"x"}}`, `{"inner":{"name":"x"}}`, ""},
		{"{\"name\":\"a\xffb\"}", `"name":"a` + "\ufffd" + `b"`, ""},
		{`{"name":"\ud800x"}`, `"name":"` + "\ufffd" + `x"`, ""},
	} {
		p, drift, err := decode(t, c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		out, err := sdk.Marshal(&p)
		if err != nil || !json.Valid(out) {
			t.Errorf("%s: encoded as %s, %v", c.text, out, err)
		}
		if !strings.Contains(string(out), c.want) {
			t.Errorf("%s: encoded as %s, without %s", c.text, out, c.want)
		}
		var got []string
		for _, x := range drift {
			got = append(got, x.Path+": want "+x.Want+", got "+x.Got)
		}
		if s := strings.Join(got, "; "); s != c.drift {
			t.Errorf("%s: drift %q, want %q", c.text, s, c.drift)
		}
	}
}

func TestDecodeErrorsNameThePlace(t *testing.T) {
	for text, want := range map[string]string{
		`{"count":"x"}`:                        `count: expected integer, got string "x"`,
		`{"count":1.5}`:                        `count: expected integer, got "1.5"`,
		`{"count":9223372036854775808}`:        `count: integer "9223372036854775808" does not fit 64 bits`,
		`{"count":1e999999999}`:                `count: expected integer, got "1e999999999": exponent out of range`,
		`{"count":true}`:                       `count: expected integer, got bool`,
		`{"weight":1e999}`:                     `weight: number "1e999" is out of range`,
		`{"fragile":"maybe"}`:                  `fragile: expected boolean, got string "maybe"`,
		`{"inner":[1]}`:                        `inner: expected object, got array`,
		`{"inner":"x"}`:                        `inner: expected object, got string`,
		`{"parts":[{},{"ids":[1,{"a":2}]}]}`:   `parts[1].ids[1]: expected integer, got object`,
		`{"labels":{"k":"v"}}`:                 `labels.k: expected integer, got string "v"`,
		`{"name":"a"} x`:                       `data after the JSON value`,
		`{"name":"a"`:                          `name: malformed JSON: unexpected EOF`,
		``:                                     `malformed JSON: unexpected EOF`,
		`{"name":"a",}`:                        `malformed JSON`,
		`{"tags":["a",]}`:                      `tags[1]: malformed JSON`,
		`{"tags":[,"a"]}`:                      `tags[0]: malformed JSON`,
		`{"name":01}`:                          `malformed JSON`,
		`{"name":nul}`:                         `malformed JSON`,
		"{\"name\":\"a\nb\"}":                  `name: malformed JSON`,
		strings.Repeat(`{"inner":`, 300):       `nested deeper than 200 levels`,
		`{"extra":[[[[{"a":[tru]}]]]]}`:        `extra: malformed JSON: unexpected byte`,
		`{"extra":` + strings.Repeat(`[`, 1e6): `malformed JSON`,
	} {
		_, _, err := decode(t, text)
		var at *runtime.DecodeError
		if !errors.As(err, &at) {
			t.Errorf("%.60s: error %v, want a *DecodeError", text, err)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: error %q, want %q", text, err, want)
		}
	}
}

func TestStrictDecoderInsistsOnRequiredMembers(t *testing.T) {
	for text, want := range map[string]string{
		`{"name":"a","ids":[],"count":1}`:                        "",
		`{"name":"a","ids":[],"count":null}`:                     "",
		`{"name":"","ids":[1],"count":"1"}`:                      "",
		`{"ids":[],"count":1}`:                                   "name: required, but missing",
		`{"name":null,"ids":[],"count":1}`:                       "name: required, must not be null",
		`{"name":"a","ids":null,"count":1}`:                      "ids: required, must not be null",
		`{"name":"a","ids":[]}`:                                  "count: required, but missing",
		`{"name":"a","ids":[],"count":1,"parts":[{"name":"b"}]}`: "parts[0].ids: required, but missing",
		`{"name":"a","ids":[],"count":1,"inner":{}}`:             "inner.name: required, but missing",
		`{"name":"a","ids":[null],"count":1}`:                    "",
		`{"name":7,"ids":[],"count":1}`:                          "",
		`{"name":{"a":1},"ids":[],"count":1}`:                    "name: expected string, got object",
		`{"name":"a","ids":[],"count":1,"tags":[["b"]]}`:         "tags[0]: expected string, got array",
	} {
		d := sdk.NewDecoder([]byte(text))
		d.SetStrict(true)
		var p parcel
		p.DecodeJSON(d)
		got := ""
		if err := d.Finish(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestLastMemberOfANameCounts holds it for JSON in texts too, where a text that is no JSON is kept among the unknown members.
func TestLastMemberOfANameCounts(t *testing.T) {
	for text, want := range map[string]string{
		`{"name":"a","name":"b"}`:                          `"name":"b"`,
		`{"x":1,"y":2,"x":3}`:                              `"x":3,"y":2}`,
		`{"config":"no json","config":"{\"a\":\"b\"}"}`:    `"config":"{\"a\":\"b\"}"}`,
		`{"config":"no json","x":1,"config":{"a":"b"}}`:    `"config":"{\"a\":\"b\"}","x":1}`,
		`{"config":"no json","config":null}`:               `"config":null}`,
		`{"config":"{\"a\":\"b\"}","config":"no json"}`:    `"config":"no json"}`,
		`{"config":"one","config":"two","x":1}`:            `"config":"two","x":1}`,
		`{"extra":{"a":1},"extra":{"b":2}}`:                `"extra":{"b":2}`,
		`{"inner":{"name":"a","x":1},"inner":{"count":7}}`: `{"inner":{"count":7}}`,
	} {
		p, _, err := decode(t, text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		out, err := sdk.Marshal(&p)
		if err != nil || !strings.Contains(string(out), want) || strings.Count(string(out), `"config"`) > 2 {
			t.Errorf("%s became %s, %v; want %s in it", text, out, err, want)
		}
	}
}

// TestManyUnknownMembers would take minutes if each member were compared with all before it. That is a request of a megabyte.
func TestManyUnknownMembers(t *testing.T) {
	const n = 200_000
	var b strings.Builder
	b.WriteString(`{"config":"no json"`)
	for round := range 2 {
		for i := range n {
			fmt.Fprintf(&b, `,"u%d":%d`, i, round)
		}
		b.WriteString(`,"config":"still none"`)
	}
	b.WriteString(`,"config":"{}"}`)
	p, _, err := decode(t, b.String())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.JSON.Unknown) != n || p.Config == nil {
		t.Fatalf("%d members were kept, want %d; config %v", len(p.JSON.Unknown), n, p.Config)
	}
	for i := range n {
		if name := "u" + strconv.Itoa(i); string(p.JSON.Unknown[name]) != "1" {
			t.Fatalf("member %s is %s", name, p.JSON.Unknown[name])
		}
	}
}

func TestErrorsAreShort(t *testing.T) {
	deep := strings.Repeat("[", 20_000)
	for _, text := range []string{`{"extra":` + deep, `{"extra":` + deep + `tru`, deep, `{"unknown":` + deep} {
		if _, _, err := decode(t, text); err == nil || len(err.Error()) > 200 {
			t.Errorf("an error of %d bytes: %.100s…", len(fmt.Sprint(err)), fmt.Sprint(err))
		}
	}
}

func TestUnmarshalOwnsItsInput(t *testing.T) {
	data := []byte(`{"name":"abc","more":[1]}`)
	var p parcel
	if err := sdk.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	for i := range data {
		data[i] = 'x'
	}
	if p.Name != "abc" || string(p.JSON.Unknown["more"]) != "[1]" {
		t.Errorf("the value changed with the caller's buffer: %+v", p)
	}
}

func TestEncodeRefusesWhatJSONCannotSay(t *testing.T) {
	for name, p := range map[string]*parcel{
		"NaN":         {Weight: math.NaN()},
		"decimal":     {Price: "12,5"},
		"raw":         {Extra: json.RawMessage("{")},
		"unknown":     {JSON: runtime.JSON{Unknown: map[string]json.RawMessage{"x": json.RawMessage("1 2")}}},
		"empty value": {JSON: runtime.JSON{Unknown: map[string]json.RawMessage{"x": json.RawMessage("")}}},
	} {
		if out, err := sdk.Marshal(p); err == nil {
			t.Errorf("%s: encoded as %s", name, out)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		x, y runtime.Decimal
		want int
	}{{"1.0", "1.00", 0}, {"0.1", "0.10000000000000000001", -1}, {"", "0", 0}, {"-2", "-3", 1}, {"1e3", "1000", 0}} {
		if got, err := c.x.Cmp(c.y); err != nil || got != c.want {
			t.Errorf("%s cmp %s = %d, %v; want %d", c.x, c.y, got, err, c.want)
		}
	}
	for _, bad := range []runtime.Decimal{"x", "1,5", "0x10", "1/3", "Inf", "1e99999", "01", "1.", ".5", "+1", "1_000"} {
		if r, err := bad.Rat(); err == nil {
			t.Errorf("%s: Rat = %v", bad, r)
		}
	}
	var d runtime.Decimal
	if err := json.Unmarshal([]byte(`"19.90"`), &d); err != nil || d != "19.90" {
		t.Errorf("got %q, %v", d, err)
	}
}

// FuzzDecode holds the decoder against encoding/json: whatever encoding/json rejects as malformed must fail, and what
// was decoded must encode to JSON that decodes to the same.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"name":"a","tags":["x"],"parts":[{"inner":{"ids":[1]}}],"config":"{}","more":1}`, `null`, `[]`, `"{}"`,
		`{"name":"\ud83d\ude00\ud800"}`, `{"labels":{"a":1,"a":2}}`, `{"config":"{\"a\":"}`, "{\"n\xff\":\"\xff\\n\xe4\xb8\",\"config\":\"\xff\",\"tags\":[\"中\xff文\"]}", `{"inner":"{\"inner\":\"{}\"}"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var p parcel
		err := sdk.Unmarshal(data, &p)
		if !json.Valid(data) {
			if err == nil {
				t.Fatalf("accepted malformed %q", data)
			}
			return
		}
		if err != nil {
			return
		}
		out, err := sdk.Marshal(&p)
		if err != nil || !json.Valid(out) || !utf8.Valid(out) {
			t.Fatalf("%q: encoded as %q, %v", data, out, err)
		}
		var again parcel
		if err := sdk.Unmarshal(out, &again); err != nil {
			t.Fatalf("%q: encoded as %q, which fails: %v", data, out, err)
		}
		out2, err := sdk.Marshal(&again)
		if err != nil || string(out) != string(out2) {
			t.Fatalf("%q: %q, then %q, %v", data, out, out2, err)
		}
	})
}

// FuzzString holds strings against encoding/json, both ways.
func FuzzString(f *testing.F) {
	for _, seed := range []string{`"a"`, `"\u00e9\ud83d\ude00"`, `"\ud800\ud800x"`, "\"\xff\xfe\"", `"\ud800\n"`, `"<&>\u2028"`, `"\/"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var want string
		if json.Unmarshal(data, &want) != nil || len(data) == 0 || strings.TrimLeft(string(data), " \t\r\n")[0] != '"' {
			return
		}
		d := sdk.NewDecoder(data)
		got := d.String()
		if err := d.Finish(); err != nil || got != want {
			t.Fatalf("%q: %q, %v; encoding/json says %q", data, got, err, want)
		}
		e := sdk.NewEncoder(nil)
		e.String(want)
		var back string
		if err := json.Unmarshal(e.Bytes(), &back); err != nil || back != want {
			t.Fatalf("%q: encoded as %s", want, e.Bytes())
		}
	})
}

// FuzzUTF8 holds the repair of text against encoding/json, which replaces the same bytes.
func FuzzUTF8(f *testing.F) {
	for _, seed := range []string{"", "a", "中文中文中文", "\xe4\xb8", "abc\xffdef\xf0\x9f\x98\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := sdk.NewEncoder(nil)
		e.String(s)
		var got string
		if err := json.Unmarshal(e.Bytes(), &got); err != nil {
			t.Fatalf("%q: %v", e.Bytes(), err)
		}
		want, _ := json.Marshal(s)
		var text string
		_ = json.Unmarshal(want, &text)
		if got != text {
			t.Fatalf("%q became %q, want %q", s, got, text)
		}
	})
}

// FuzzInt64 holds integers against strconv, both ways.
func FuzzInt64(f *testing.F) {
	for _, seed := range []int64{0, 9, 10, 99, 100, 9999, 10000, 99999, 100000000, 2059624776425880794, math.MaxInt64, math.MinInt64, -1} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, v int64) {
		e := sdk.NewEncoder([]byte("x"))
		e.Int64(v)
		if got, want := string(e.Bytes()), "x"+strconv.FormatInt(v, 10); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		d := sdk.NewDecoder(e.Bytes()[1:])
		if got := d.Int64(); got != v || d.Finish() != nil {
			t.Fatalf("%d came back as %d, %v", v, got, d.Err())
		}
	})
}
