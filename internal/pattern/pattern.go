// Package pattern reads the regular expressions of documents, as far as they can be held against a text in a bounded time.
package pattern

import (
	"fmt"
	"math/bits"
	"regexp"
	"regexp/syntax"
)

// maxSize is how many steps the program of a pattern may have. a{1000} has a thousand.
const maxSize = 20_000

// Pattern is a regular expression that package regexp can say.
type Pattern struct {
	*regexp.Regexp
	// Size is about how many steps its program has: holding it against a text takes at most that many for each byte.
	Size int
}

// Compile reads a pattern. The error says why it cannot be checked.
func Compile(text string) (*Pattern, error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("regular expressions of Go cannot say it: %w", err)
	}
	size := sizeOf(tree)
	if size > maxSize {
		return nil, fmt.Errorf("it is longer than %d steps with its repetitions written out", maxSize)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("regular expressions of Go cannot say it: %w", err)
	}
	return &Pattern{re, size}, nil
}

// sizeOf is about how many steps the program of an expression has, which is compiled with its repetitions written out.
func sizeOf(re *syntax.Regexp) int {
	size := 1 + bits.Len(uint(len(re.Rune))) // classes are searched by halves
	if re.Op == syntax.OpLiteral {
		size = len(re.Rune)
	}
	for _, sub := range re.Sub {
		size = min(size+sizeOf(sub), maxSize+1)
	}
	if re.Op == syntax.OpRepeat {
		size *= max(re.Min, re.Max, 1)
	}
	return min(size, maxSize+1)
}
