package page

import (
	"iter"
	"regexp"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
)

// table is a table of Markdown, or one that was copied from a browser with tabs between its cells.
type table struct {
	pos     document.Position
	columns []role
	heads   []string
	rows    []tableRow
	source  []line               // as it was written
	enums   map[string][]literal // values of enums, by the first cell of their rows; shared by parts of a table
}

type tableRow struct {
	pos   document.Position
	cells []string
}

// columnRoles are what the head of a column may mean. Name comes first: some tables call the name of a parameter 参数.
var columnRoles = []role{nameColumn, placeColumn, requiredColumn, typeColumn, titleColumn, defaultColumn, meaningColumn, modelColumn, exampleColumn,
	limitColumn, textColumn, statusColumn, valueColumn}

// newTable reads a table whose rows begin at one of its lines, and are taken apart by split.
func newTable(lines []line, rows int, split func(string) []string) *table {
	t := &table{pos: lines[0].pos, heads: split(lines[0].text), source: lines, enums: map[string][]literal{}}
	for _, head := range t.heads {
		r := words.find(head, columnRoles...)
		if r == none && words.is(head, attributeHeading) {
			r = nameColumn
		}
		if r == modelColumn && t.column(statusColumn) < 0 {
			r = typeColumn
		}
		t.columns = append(t.columns, r)
	}
	for _, l := range lines[rows:] {
		t.rows = append(t.rows, tableRow{pos: l.pos, cells: split(l.text)})
	}
	return t
}

// cells takes a row apart.
func cells(text string) []string {
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "|"), "|")
	var out []string
	var cell strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == '|':
			cell.WriteByte('|')
			i++
		case text[i] == '|':
			out = append(out, cellText(cell.String()))
			cell.Reset()
		default:
			cell.WriteByte(text[i])
		}
	}
	return append(out, cellText(cell.String()))
}

var lineBreak = regexp.MustCompile(`(?i)<br\s*/?>`)

func cellText(s string) string {
	s = strings.NewReplacer("&nbsp;", " ", "&emsp;", " ", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(lineBreak.ReplaceAllString(s, "\n"))
	s = strings.TrimSpace(s)
	if len(s) > 1 && strings.HasPrefix(s, "`") && strings.HasSuffix(s, "`") && strings.Count(s, "`") == 2 {
		s = strings.Trim(s, "`")
	}
	if len(s) > 4 && strings.HasPrefix(s, "**") && strings.HasSuffix(s, "**") {
		s = strings.Trim(s, "*")
	}
	return s
}

// column returns where a column is, or -1.
func (t *table) column(r role) int {
	for i, c := range t.columns {
		if c == r {
			return i
		}
	}
	return -1
}

// cell returns a cell of a row. What tables write where there is nothing to say is "".
func (t *table) cell(row tableRow, r role) string {
	i := t.column(r)
	if i < 0 || i >= len(row.cells) {
		return ""
	}
	if text := row.cells[i]; text != "none" && text != "-" && text != "无" {
		return text
	}
	return ""
}

// fields reads the rows as fields.
func (t *table) fields() []*field {
	var out []*field
	for _, row := range t.rows {
		name, depth := nested(t.cell(row, nameColumn))
		if name == "" {
			continue
		}
		f := &field{name: name, pos: row.pos, depth: depth, place: strings.ToLower(t.cell(row, placeColumn))}
		f.typ, _ = cellType(t.cell(row, typeColumn))
		f.describe(t.cell(row, titleColumn))
		f.describe(t.cell(row, textColumn))
		if f.typ == nil && t.column(typeColumn) >= 0 {
			f.describe(t.cell(row, typeColumn))
		}
		f.enum = t.enums[t.cell(row, nameColumn)]
		t.marks(f, row)
		if v := t.cell(row, defaultColumn); v != "" {
			f.given = &literal{v, row.pos}
		}
		if v := t.cell(row, exampleColumn); v != "" {
			f.examples = append(f.examples, literal{v, row.pos})
		}
		for _, l := range parseLimits(t.cell(row, limitColumn), f.typ) {
			f.limits = append(f.limits, limit{l[0], literal{l[1], row.pos}})
		}
		out = append(out, f)
	}
	return out
}

// marks reads whether a field is required.
func (t *table) marks(f *field, row tableRow) {
	switch text := t.cell(row, requiredColumn); {
	case words.is(text, yes, requiredMark):
		f.mark = requiredMark
	case words.is(text, no, optionalMark):
		f.mark = optionalMark
	}
}

// nested returns a name without the signs before it that say how deep it is nested: »» count.
func nested(text string) (name string, depth int) {
	for {
		rest := strings.TrimLeft(text, " \u00a0\u3000\t")
		r := first(rest)
		if !strings.ContainsRune("»›└├─│┗┣━>→", r) || rest == "" {
			return fieldName(strings.TrimSpace(rest)), depth
		}
		if strings.ContainsRune("»›└├┗┣>→", r) {
			depth++
		}
		text = rest[len(string(r)):]
	}
}

// cellType reads the type in a cell; nil when there is none.
func cellType(text string) (*typ, bool) {
	if t, ok := parseWholeType(text); ok {
		return t, true
	}
	t, _, ok := parseType(strings.ToLower(text))
	if !ok {
		return nil, false
	}
	return t, true
}

// addEnums keeps the values of a table of enums, which names the rows of this one.
func (t *table) addEnums(of *table) {
	for _, row := range of.rows {
		name := of.cell(row, nameColumn)
		t.enums[name] = append(t.enums[name], literal{of.cell(row, valueColumn), row.pos})
	}
}

// byPlace parts a table of parameters by where they are sent. A row without a place belongs to the one before it.
func (t *table) byPlace() iter.Seq2[string, *table] {
	var places []string
	parts := map[string]*table{}
	place := "query"
	for _, row := range t.rows {
		if p := strings.ToLower(t.cell(row, placeColumn)); p != "" {
			place = p
		}
		if parts[place] == nil {
			part := *t
			part.rows = nil
			parts[place] = &part
			places = append(places, place)
		}
		parts[place].rows = append(parts[place].rows, row)
	}
	return func(yield func(string, *table) bool) {
		for _, p := range places {
			if !yield(p, parts[p]) {
				return
			}
		}
	}
}

// withoutRoot takes the row of the body itself off the rows of its members.
func (t *table) withoutRoot() (*field, *table) {
	if len(t.rows) == 0 || !strings.EqualFold(t.cell(t.rows[0], nameColumn), "body") {
		return nil, t
	}
	rest := *t
	rest.rows = t.rows[1:]
	return t.fields()[0], &rest
}
