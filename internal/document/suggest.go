package document

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pandapon/pandagen/internal/spelling"
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
	if best := spelling.Nearest(name, names); best != "" {
		return fmt.Sprintf(": did you mean %q?", clip(best))
	}
	if len(names) > 5 {
		return ""
	}
	return ": it has " + clip(strings.Join(names, ", "))
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
	if near := spelling.Nearest(base, files); near != "" {
		return filepath.Join(folder, near)
	}
	return ""
}
