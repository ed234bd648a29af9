package sdk

import (
	"strings"
	"testing"
)

func TestRule(t *testing.T) {
	long := &Rule{Enum: strings.Split(strings.Repeat(`"VALUE" `, 60), " ")[:60]}
	for _, tt := range []struct {
		rule              *Rule
		value, path, want string
	}{
		{&Rule{Enum: []string{`"A"`, `"B\""`}}, `"A"`, "", ""},
		{&Rule{Enum: []string{`"A"`, `"B\""`}}, `"\u0041"`, "", ""},
		{&Rule{Enum: []string{`"A"`, `"B\""`}}, `"B\""`, "", ""},
		{&Rule{Enum: []string{`"A"`, `"B"`}}, `"C"`, "", `enum: "A", "B"`},
		{&Rule{Enum: []string{`"A"`, `"B"`}}, `null`, "", ""},
		{&Rule{Enum: []string{`"1"`}}, `1`, "", `enum: "1"`},
		{&Rule{Enum: []string{"1", "2"}}, `1.0`, "", ""},
		{&Rule{Enum: []string{"1", "2"}}, `20e-1`, "", ""},
		{&Rule{Enum: []string{"1", "2"}}, `3`, "", "enum: 1, 2"},
		{&Rule{Enum: []string{"true"}}, `false`, "", "enum: true"},
		{&Rule{Enum: []string{"9007199254740993"}}, `9007199254740992`, "", "enum: 9007199254740993"},
		{long, `"OTHER"`, "", `enum: ` + strings.Repeat(`"VALUE", `, 22) + `…`},
		{&Rule{Minimum: "1"}, `1`, "", ""},
		{&Rule{Minimum: "1"}, `0.99999999999999999999`, "", "minimum: 1"},
		{&Rule{Minimum: "1"}, `"0"`, "", "minimum: 1"},
		{&Rule{ExclusiveMinimum: "0"}, `-0`, "", "exclusiveMinimum: 0"},
		{&Rule{Maximum: "1e2"}, `100.0`, "", ""},
		{&Rule{Maximum: "1e2"}, `100.01`, "", "maximum: 1e2"},
		{&Rule{ExclusiveMaximum: "9223372036854775807"}, `9223372036854775807`, "", "exclusiveMaximum: 9223372036854775807"},
		{&Rule{MultipleOf: "0.01"}, `19.90`, "", ""},
		{&Rule{MultipleOf: "0.01"}, `19.905`, "", "multipleOf: 0.01"},
		{&Rule{MultipleOf: "0"}, `1`, "", ""},
		{&Rule{Maximum: "5"}, `1e999999999`, "", ""}, // too large to calculate with
		{&Rule{MinLength: 2, MaxLength: new(3)}, `"颜色"`, "", ""},
		{&Rule{MinLength: 2, MaxLength: new(3)}, `"a"`, "", "minLength: 2"},
		{&Rule{MinLength: 2, MaxLength: new(3)}, `"\ud83d\ude00abc"`, "", "maxLength: 3"},
		{&Rule{MaxLength: new(0)}, `"a"`, "", "maxLength: 0"},
		{&Rule{Pattern: "^[0-9]+$"}, `"12"`, "", ""},
		{&Rule{Pattern: "^[0-9]+$"}, `"1a"`, "", "pattern: ^[0-9]+$"},
		{&Rule{Pattern: "^a", Patterns: []string{"b", "c$"}}, `"abc"`, "", ""},
		{&Rule{Pattern: "^a", Patterns: []string{"b", "c$"}}, `"ac"`, "", "pattern: b"},
		{&Rule{Pattern: "^a", Patterns: []string{"b", "c$"}}, `"abd"`, "", "pattern: c$"},
		{&Rule{MinItems: 1, MaxItems: new(2)}, `[]`, "", "minItems: 1"},
		{&Rule{MinItems: 1, MaxItems: new(2)}, `[[],[]]`, "", ""},
		{&Rule{MinItems: 1, MaxItems: new(2)}, `[1, 2, 3]`, "", "maxItems: 2"},
		{&Rule{Items: &Rule{Items: &Rule{Minimum: "1"}}}, `[[1],[2,0]]`, "[1][1]", "minimum: 1"},
		{&Rule{MinProperties: 1}, `{}`, "", "minProperties: 1"},
		{&Rule{MaxProperties: new(1)}, `{"a":1,"b":2}`, "", "maxProperties: 1"},
		{&Rule{Items: &Rule{Items: &Rule{MaxLength: new(1)}}}, `{"a":[],"b":["x","yy"]}`, "b[1]", "maxLength: 1"},
	} {
		for range 2 { // a rule is compiled once
			if path, got := tt.rule.Broken([]byte(tt.value)); got != tt.want || path != tt.path {
				t.Errorf("%+v, %s: got %q at %q, want %q at %q", tt.rule, tt.value, got, path, tt.want, tt.path)
			}
		}
	}
}
