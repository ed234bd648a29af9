package cli

import (
	"strings"
	"testing"
)

func TestTableIsAlignedAndCannotSteerTheTerminal(t *testing.T) {
	table := NewTable("A", "TITLE")
	table.Add("价格", "two\n lines \x1b[31mred\u202e")
	table.Add("-", "x")
	var b strings.Builder
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	const want = "A   TITLE\n价格  two lines [31mred\n-   x\n"
	if b.String() != want {
		t.Errorf("got\n%q", b.String())
	}
}
