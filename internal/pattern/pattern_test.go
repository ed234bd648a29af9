package pattern

import (
	"strings"
	"testing"
)

func TestCompile(t *testing.T) {
	for text, want := range map[string]string{
		`^[a-z]{1,20}$`: "",
		`^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$`: "",
		`^[\w\-\.]{1,255}@[\w\-]{1,64}(\.[\w\-]{1,64}){1,5}$`:           "",
		`^.{0,1000}$`:                       "",
		`(?=a)b`:                            "regular expressions of Go cannot say it: ",
		`[`:                                 "regular expressions of Go cannot say it: ",
		strings.Repeat("a{1000}", 3000):     "it is longer than 20000 steps",
		strings.Repeat("(a|b|cd){500}", 20): "it is longer than 20000 steps",
		strings.Repeat("x", 20_001):         "it is longer than 20000 steps",
		strings.Repeat(`\p{L}{1000}`, 2):    "it is longer than 20000 steps",
		`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-f]{12}`: "",
	} {
		p, err := Compile(text)
		if want == "" && (err != nil || p.Size < 1) || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}
