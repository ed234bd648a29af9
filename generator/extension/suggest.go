package extension

import (
	"fmt"
	"unicode/utf8"
)

// Suggest is advice about a name that is not known: the candidate that was probably meant, or the candidates where they are few.
func Suggest(name string, candidates []string) string {
	best, distance := "", len(name)/3+2
	for _, c := range candidates {
		if d := editDistance(name, c, distance); d < distance {
			best, distance = c, d
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf("did you mean %q?", best)
	case len(candidates) == 0:
		return "there is none to choose from"
	case len(candidates) <= 12:
		return "use " + list(candidates)
	default:
		return "check the spelling"
	}
}

// editDistance is the number of insertions, deletions, replacements and swaps of neighbours between a and b, ignoring the case
// of ASCII letters; it gives up and returns limit when the distance is not below it.
func editDistance(a, b string, limit int) int {
	const longest = 100 // nobody means a name this long, and the work is quadratic
	if len(a) > longest*utf8.UTFMax || len(b) > longest*utf8.UTFMax {
		return limit
	}
	x, y := []rune(a), []rune(b)
	if len(x) > longest || len(y) > longest || abs(len(x)-len(y)) >= limit {
		return limit
	}
	before, previous, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, previous, row = previous, row, before
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if lower(x[i-1]) == lower(y[j-1]) {
				cost = 0
			}
			row[j] = min(previous[j]+1, row[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && lower(x[i-1]) == lower(y[j-2]) && lower(x[i-2]) == lower(y[j-1]) {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return min(row[len(y)], limit)
}

func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
