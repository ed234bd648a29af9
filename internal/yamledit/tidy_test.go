package yamledit

import (
	"slices"
	"testing"
)

func TestTidy(t *testing.T) {
	for text, want := range map[string]string{
		"a: 1\n":                "a: 1\n",
		"a: 1":                  "a: 1\n",
		"a: |\n  b\n   ":        "a: |\n  b\n",
		"a:\n \n\t\n\n b: 1 \n": "a:\n\n\n\n b: 1 \n",
		"a: 1\r\n  \r\nb: 2":    "a: 1\r\n\r\nb: 2\n",
		"":                      "\n",
	} {
		if got := string(Apply([]byte(text), tidy([]byte(text)))); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// Two edits one after the other, and both at once, make the same of a text.
func TestCompose(t *testing.T) {
	text := []byte("a:\n  \n   \nb: x\n \nc")
	first := tidy(text)
	between := Apply(text, first)
	for a := range len(between) + 1 {
		for b := a; b <= len(between); b++ {
			for c := b; c <= len(between); c++ {
				second := []Edit{{a, b, "1"}, {c, c, "2"}}
				got := compose(slices.Clone(first), second)
				if string(Apply(text, got)) != string(Apply(between, second)) {
					t.Fatalf("%v then %v is not %v:\n%q\n%q", first, second, got, Apply(between, second), Apply(text, got))
				}
			}
		}
	}
}
