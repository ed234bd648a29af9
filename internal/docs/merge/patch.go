package merge

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/pandapon/pandagen/internal/yamledit"
)

// Patch returns the changes of files as git apply and patch -p1 read them.
func Patch(files []File) string {
	var b strings.Builder
	for _, f := range files {
		name := strings.TrimPrefix(f.Name, "/")
		from, to := "a/"+name, "b/"+name
		b.WriteString("diff --git " + from + " " + to + "\n")
		edits := []udiff.Edit{{New: string(f.New)}}
		if f.Old == nil {
			b.WriteString("new file mode 100644\n")
			from = "/dev/null"
		} else {
			edits = lineEdits(f.Old, f.edits)
		}
		// There is no error, because the edits are in order and apart from each other.
		diff, _ := udiff.ToUnified(from, to, string(f.Old), edits, udiff.DefaultContextLines)
		b.WriteString(renumbered(diff))
	}
	return b.String()
}

// renumbered returns a diff with the right line numbers of the new file: the library forgets to count the lines between changes
// that share a hunk.
func renumbered(diff string) string {
	moved := 0
	return hunk.ReplaceAllStringFunc(diff, func(header string) string {
		m := hunk.FindStringSubmatch(header)
		from, before, after := number(m[1]), count(m[2]), count(m[4])
		to := from + moved
		if before == 0 {
			to++ // the line that is named stands before what is new
		}
		moved += after - before
		return fmt.Sprintf("@@ -%s%s +%d%s @@", m[1], m[2], to, m[4])
	})
}

var hunk = regexp.MustCompile(`(?m)^@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@`)

// number reads a number of a hunk's header.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// count reads how many lines a hunk has: one when it does not say.
func count(s string) int {
	if s == "" {
		return 1
	}
	return number(s[1:])
}

// lineEdits returns edits of whole lines that do the same as edits of parts of them. A diff of whole files would be made without
// knowing what was changed, and is hard to read where much was added.
func lineEdits(old []byte, edits []yamledit.Edit) []udiff.Edit {
	var out []udiff.Edit
	for i := 0; i < len(edits); {
		first := i
		start := bytes.LastIndexByte(old[:edits[i].Start], '\n') + 1
		end := lineEnd(old, edits[i])
		for i++; i < len(edits) && edits[i].Start <= end; i++ {
			end = max(end, lineEnd(old, edits[i]))
		}
		region := make([]yamledit.Edit, i-first)
		for j, e := range edits[first:i] {
			region[j] = yamledit.Edit{Start: e.Start - start, End: e.End - start, Text: e.Text}
		}
		before := old[start:end]
		for _, e := range udiff.Lines(string(before), string(yamledit.Apply(before, region))) {
			out = append(out, udiff.Edit{Start: start + e.Start, End: start + e.End, New: e.New})
		}
	}
	return out
}

// lineEnd returns where the last line begins that an edit leaves alone.
func lineEnd(old []byte, e yamledit.Edit) int {
	if i := bytes.IndexByte(old[e.End:], '\n'); i >= 0 {
		return e.End + i + 1
	}
	return len(old)
}
