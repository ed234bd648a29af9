package sdk

import (
	"regexp"
	"strings"
	"testing"
)

// TestIntegersAreThoseOfTheGrammar puts every byte at every place of texts of many lengths.
func TestIntegersAreThoseOfTheGrammar(t *testing.T) {
	grammar := regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	const digits = "2059624776425880794999"
	for n := range len(digits) {
		for i := range n {
			for c := range 256 {
				text := digits[:i] + string([]byte{byte(c)}) + digits[i+1:n]
				for _, text := range []string{text, "-" + text} {
					if got, want := isInteger(text), grammar.MatchString(text) && !strings.HasSuffix(text, "\n"); got != want {
						t.Fatalf("%q: %v", text, got)
					}
				}
			}
		}
	}
	if isInteger("") || isInteger("-") {
		t.Error("nothing is said to be an integer")
	}
}
