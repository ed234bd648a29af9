package merge

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Patch returns the changes of files as git apply and patch -p1 read them.
func Patch(files []File) string {
	var b strings.Builder
	for _, f := range files {
		name := strings.TrimPrefix(f.Name, "/")
		from, to := "a/"+name, "b/"+name
		b.WriteString("diff --git " + from + " " + to + "\n")
		if f.Old == nil {
			b.WriteString("new file mode 100644\n")
			from = "/dev/null"
		}
		edits := make([]udiff.Edit, len(f.edits))
		for i, e := range f.edits {
			edits[i] = udiff.Edit{Start: e.Start, End: e.End, New: e.Text}
		}
		if f.Old == nil {
			edits = []udiff.Edit{{New: string(f.New)}}
		}
		// The edits are in order and apart from each other, so there is no error.
		diff, _ := udiff.ToUnified(from, to, string(f.Old), edits, udiff.DefaultContextLines)
		b.WriteString(diff)
	}
	return b.String()
}
