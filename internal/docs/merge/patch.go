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
		b.WriteString(udiff.Unified(from, to, string(f.Old), string(f.New)))
	}
	return b.String()
}
