package signer

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestJSONMembersKeepTheirText(t *testing.T) {
	members, err := parseMembers([]byte(` {"id": 2059624776425880794, "f":1.10,"e":1E+3, "s":"é\u4e2d\"\n\ud83d\ude00", "n":null,"b":true, "o": { "a": 1 } } `))
	if err != nil {
		t.Fatal(err)
	}
	want := []jsonMember{
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
		`{"a":"\ud800"}`, `{"a":"\udc00"}`, `{"a":"\ud800x"}`, `{"a":"\ud800\n"}`, `{"\ud800":1}`, `{"a":"\ud800\ud800"}`, `{a:1}`,
	} {
		if members, err := parseMembers([]byte(body)); err == nil {
			t.Errorf("%s reads as %+v", body, members)
		}
	}
	if _, err := parseMembers([]byte(`{"a":1,"a":2}`)); !errors.Is(err, ErrRepeated) {
		t.Errorf("got %v", err)
	}
}

func TestInsertMember(t *testing.T) {
	for body, want := range map[string]string{
		"":                 `{"sign":"a\"b"}`,
		" {} ":             `{"sign":"a\"b"}`,
		"{ }":              `{ "sign":"a\"b"}`,
		`{"n": 1.10 }`:     `{"n": 1.10 ,"sign":"a\"b"}`,
		"{\"n\":[{}]}\r\n": `{"n":[{}],"sign":"a\"b"}`,
	} {
		got, err := insertMember([]byte(body), "sign", `a"b`)
		if err != nil || string(got) != want {
			t.Errorf("%q becomes %s, %v; want %s", body, got, err, want)
		}
	}
	if _, err := insertMember([]byte(`[]`), "sign", ""); err == nil {
		t.Error("a list takes a member")
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
		longer, err := insertMember(body, "sign", strings.ToValidUTF8(value, ""))
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseMembers(longer)
		if err != nil || len(again) != len(members)+1 || again[len(members)].value != strings.ToValidUTF8(value, "") {
			t.Fatalf("%q with a member: %q reads as %+v, %v", body, longer, again, err)
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
