package document

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// didYouMean returns ": did you mean NAME?" for the member of n that is nearest to name, or what there is to choose from.
func didYouMean(n *Node, name string) string {
	if n.Kind != Object || len(n.Members) == 0 {
		return ""
	}
	names := make([]string, len(n.Members))
	for i := range n.Members {
		names[i] = n.Members[i].Name
	}
	if best := Nearest(name, names); best != "" {
		return fmt.Sprintf(": did you mean %q?", clip(best))
	}
	if len(names) > 5 {
		return ""
	}
	return ": it has " + clip(strings.Join(names, ", "))
}

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

// NearestFile returns the file beside name, which is not there, whose name looks like the one that was meant; nothing when
// none does.
func NearestFile(name string) string {
	folder, base := filepath.Split(name)
	entries, err := os.ReadDir(filepath.Clean(folder))
	if err != nil {
		return ""
	}
	var files []string
	for _, entry := range entries {
		if !entry.IsDir() {
			files = append(files, entry.Name())
		}
	}
	if near := Nearest(base, files); near != "" {
		return filepath.Join(folder, near)
	}
	return ""
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
