package signer

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestJSONMembersKeepTheirText(t *testing.T) {
	members, err := parseMembers([]byte(` {"id": 2059624776425880794, "f":1.10,"e":1E+3, "s":"é\u4e2d\"\n\ud83d\ude00", "n":null,"b":true, "o": { "a": 1 } } `))
	if err != nil {
		t.Fatal(err)
	}
	want := []param{
		{name: "id", value: "2059624776425880794"}, {name: "f", value: "1.10"}, {name: "e", value: "1E+3"},
		{name: "s", value: "é中\"\n😀"}, {name: "n", value: "null", null: true}, {name: "b", value: "true"},
		{name: "o", value: `{ "a": 1 }`, nested: true},
	}
	if len(members) != len(want) {
		t.Fatalf("got %+v", members)
	}
	for i := range want {
		if members[i] != want[i] {
			t.Errorf("got %+v, want %+v", members[i], want[i])
		}
	}
}

func TestJSONBodiesThatCouldBeReadInTwoWays(t *testing.T) {
	for _, body := range []string{
		`[1]`, `1`, `{`, `{"a":1} x`, `{"a":1}{}`, `{"a":1,}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, "{\"a\":\"\xff\"}",
		`{` + strings.Repeat(`"a":1,`, maxParams) + `"b":1}`, `{"a":"\ud800"}`, `{"a":"\udc00"}`, `{"a":"\ud800x"}`, `{"a":"\ud800\n"}`, `{"\ud800":1}`, `{"a":"\ud800\ud800"}`, `{a:1}`,
	} {
		if members, err := parseMembers([]byte(body)); err == nil {
			t.Errorf("%s reads as %+v", body, members)
		}
	}
	if _, err := parseMembers([]byte(`{"a":1,"a":2}`)); !errors.Is(err, ErrRepeated) {
		t.Errorf("got %v", err)
	}
}

// manyMembers returns an object that begins with some members and has more behind them.
func manyMembers(begin string, more int) []byte {
	b := []byte("{" + begin)
	for i := range more {
		b = fmt.Appendf(b, `,"k%d":0`, i)
	}
	return append(b, '}')
}

func TestManyMembers(t *testing.T) {
	if _, err := parseMembers(manyMembers(`"a":0`, maxParams-1)); err != nil {
		t.Error(err)
	}
	if _, err := parseMembers(manyMembers(`"a":0`, maxParams)); !errors.Is(err, errTooMany) {
		t.Errorf("got %v", err)
	}
}

// However many places and secrets there are, a body is parsed once to be verified and once to be signed.
func TestABodyIsParsedOnce(t *testing.T) {
	one := Scheme{
		Text:   []Part{{Secret: true}, {Params: Params{From: []Source{FromJSON}}}},
		Digest: MD5, Encoding: HexLower, Put: Put{Place: Place{JSON: "sign"}},
	}
	all := one
	all.Text = append(slices.Clone(one.Text), Part{JSON: "pid"}, Part{JSON: "ts"}, Part{JSON: "a"}, Part{JSON: "b"})
	all.Identity = IdentityRule{Key: Place{JSON: "pid"}, Claims: []Place{{JSON: "u"}, {JSON: "v"}}}
	all.Timestamp = TimestampRule{Place: Place{JSON: "ts"}, Unit: Seconds}
	all.Nonce = NonceRule{Place: Place{JSON: "nonce"}, Length: 6, Alphabet: Digits}
	at := time.Unix(1715669977, 0)
	unsigned := manyMembers(`"pid":"1","a":"","b":""`, 1000)
	signed := manyMembers(`"pid":"1","a":"","b":"","u":"1","v":"2","ts":"1715669977","nonce":"123456","sign":"00000000000000000000000000000000"`, 1000)
	parse := testing.AllocsPerRun(3, func() { parseMembers(signed) })
	verify := func(scheme Scheme, secrets ...string) float64 {
		s := MustNew(scheme)
		v := NewVerifier(SecretMap{"": secrets, "1": secrets}, WithClock(func() time.Time { return at }))
		return testing.AllocsPerRun(3, func() {
			_, err := v.Verify(t.Context(), s, &Message{Body: signed})
			if rejected, ok := err.(*VerifyError); !ok || rejected.Step != StepDigest {
				t.Fatalf("got %v", errors.Unwrap(err))
			}
		})
	}
	if few, many := verify(one, "a"), verify(all, "a", "b", "c"); few < parse || many > 1.5*parse {
		t.Errorf("the body is parsed with %v allocations, verified with %v and %v", parse, few, many)
	}
	s := MustNew(all)
	sign := testing.AllocsPerRun(3, func() {
		if err := s.Sign(&Message{Body: unsigned}, Credentials{Secret: "s"}, at); err != nil {
			t.Fatal(err)
		}
	})
	if sign < parse/2 || sign > 1.5*parse {
		t.Errorf("the body is parsed with %v allocations and signed with %v", parse, sign)
	}
}

// inserted returns a body with a member more.
func inserted(body []byte, name, value string) ([]byte, error) {
	v := view{Message: &Message{Body: body}}
	err := v.insert(Value{name, value})
	return v.Body, err
}

func TestInsertMember(t *testing.T) {
	for body, want := range map[string]string{
		"":                 `{"sign":"a\"b"}`,
		" {} ":             `{"sign":"a\"b"}`,
		"{ }":              `{ "sign":"a\"b"}`,
		`{"n": 1.10 }`:     `{"n": 1.10 ,"sign":"a\"b"}`,
		"{\"n\":[{}]}\r\n": `{"n":[{}],"sign":"a\"b"}`,
	} {
		got, err := inserted([]byte(body), "sign", `a"b`)
		if err != nil || string(got) != want {
			t.Errorf("%q becomes %s, %v; want %s", body, got, err, want)
		}
	}
	for body, value := range map[string]string{`[]`: "", `{`: "", `{}`: "\xff", `{"a":1,"a":2}`: ""} {
		if got, err := inserted([]byte(body), "sign", value); err == nil {
			t.Errorf("%s takes a member %q: %s", body, value, got)
		}
	}
}

func FuzzJSONMembers(f *testing.F) {
	for _, body := range []string{`{}`, `{"a":1,"b":"x\u00e9\ud83d\ude00","c":[1,{"d":null}]}`, `{"a":"\ud800"}`, `{"a":1,"a":2}`, "{\"a\":\"\xff\"}"} {
		f.Add([]byte(body), "sign")
	}
	f.Fuzz(func(t *testing.T, body []byte, value string) {
		members, err := parseMembers(body)
		if err != nil {
			return
		}
		if !json.Valid(body) {
			t.Fatalf("%q is read, but is no JSON", body)
		}
		replaced := false
		for _, m := range members {
			if m.name == "sign" {
				return
			}
			replaced = replaced || strings.ContainsRune(m.name+m.value, '\uFFFD')
		}
		if replaced && !strings.Contains(string(body), "\uFFFD") && !strings.Contains(strings.ToLower(string(body)), `\ufffd`) {
			t.Fatalf("%q is read with characters replaced: %+v", body, members)
		}
		longer, err := inserted(body, "sign", strings.ToValidUTF8(value, ""))
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseMembers(longer)
		if err != nil || len(again) != len(members)+1 || again[len(members)].value != strings.ToValidUTF8(value, "") {
			t.Fatalf("%q with a member: %q reads as %+v, %v", body, longer, again, err)
		}
	})
}

// A query or a form has one reading, that of net/url, and what is written of it reads the same.
func FuzzPairs(f *testing.F) {
	for _, s := range []string{"a=1&b=+%20~*", "&&a&=b&c==d", "%zz", "a;b", "é=%c3%a9", "%", "a=%2", "%00=\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		values, err := parsePairs(s)
		want, wantErr := url.ParseQuery(s)
		if err != nil {
			if wantErr == nil && strings.Count(s, "&") <= maxParams {
				t.Fatalf("%q is refused: %v", s, err)
			}
			return
		}
		if wantErr != nil {
			t.Fatalf("%q is read, but not by net/url: %v", s, wantErr)
		}
		got := url.Values{}
		for _, v := range values {
			got.Add(v.Name, v.Value)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q reads as %v, not %v", s, got, want)
		}
		if again, err := parsePairs(string(appendPairs(nil, values))); err != nil || !slices.Equal(again, values) {
			t.Fatalf("%q is written as %q: %v", s, appendPairs(nil, values), err)
		}
		v := view{Message: &Message{RawQuery: s, Query: values}}
		sent, err := v.source(FromQuery, true)
		if err != nil || len(sent) != len(values) {
			t.Fatalf("%q is sent as %v, %v", s, sent, err)
		}
	})
}

func FuzzTimestamp(f *testing.F) {
	for _, s := range []string{"1715669977", "1715669977082", "1715669977082000", "9223372036854775808", "-715669977", "٠٠٠٠٠"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		read := 0
		for _, unit := range []Unit{Seconds, Milliseconds, Microseconds, Nanoseconds} {
			rule := TimestampRule{Unit: unit}
			at, err := rule.parse(s)
			if err != nil {
				continue
			}
			read++
			if len(s) != unit.digits() || s[0] != '0' && rule.format(at) != s {
				t.Errorf("%q in %s reads as %s", s, unit, at)
			}
		}
		if read > 1 {
			t.Errorf("%q reads in %d units", s, read)
		}
	})
}
