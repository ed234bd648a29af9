package diff

import (
	"slices"
	"testing"
)

func TestMatchLines(t *testing.T) {
	for _, test := range []struct {
		before, after string
		want          []int
	}{
		{"a\nb\nc\n", "a\nb\nc\n", []int{0, 1, 2, 3}},
		{"a\nb\nc\n", "a\nc\n", []int{0, 1, 1, 2}},
		{"a\nb\nc\n", "b\nc\n", []int{0, 1, 1, 2}},
		{"a\nb\nc\n", "x\na\nb\nc\n", []int{0, 2, 3, 4}},
		{"a\nb\nc\nd\n", "a\nx\nd\n", []int{0, 1, 2, 2, 3}},
		{"a\nb\nd\n", "a\nx\ny\nd\n", []int{0, 1, 2, 4}},
		{"a\nb\n", "\n", []int{0, 1, 1}},
	} {
		if got := matchLines(test.before, test.after); !slices.Equal(got, test.want) {
			t.Errorf("%q to %q: %v instead of %v", test.before, test.after, got, test.want)
		}
	}
}
