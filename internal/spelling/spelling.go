// Package spelling finds what a misspelled name was meant to be.
package spelling

import "strings"

// Nearest returns the name that looks like a misspelling of s, or "".
func Nearest(s string, names []string) string {
	best, least := "", max(2, len(s)/4)+1
	for _, name := range names {
		if diff := len(name) - len(s); diff >= least || -diff >= least || len(name) > 200 {
			continue
		}
		d := distance(strings.ToLower(s), strings.ToLower(name), least)
		if d < least {
			best, least = name, d
		}
	}
	return best
}

// distance counts the bytes to insert, remove or replace to turn a into b; it gives up at limit.
func distance(a, b string, limit int) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal, low := row[0], i+1
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
			low = min(low, row[j+1])
		}
		if low >= limit {
			return limit
		}
	}
	return row[len(b)]
}
