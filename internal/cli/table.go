package cli

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Table is text in aligned columns.
type Table struct{ rows [][]string }

// NewTable returns a table with the titles of its columns.
func NewTable(titles ...string) *Table { return &Table{rows: [][]string{titles}} }

// Add appends a row. Line breaks, tabs and what a terminal would obey become spaces.
func (t *Table) Add(cells ...string) {
	between := func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) }
	for i, c := range cells {
		cells[i] = strings.Join(strings.FieldsFunc(c, between), " ")
	}
	t.rows = append(t.rows, cells)
}

// Write writes the table. Columns are two spaces apart, the last one is not padded.
func (t *Table) Write(w io.Writer) error {
	var widths []int
	for _, row := range t.rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		for i, c := range row {
			if i == len(row)-1 {
				b.WriteString(c)
				break
			}
			b.WriteString(c + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c)+2))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
