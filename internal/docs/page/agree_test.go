package page_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// interfaces are the words of the interface that a rendered page has, by the language.
var interfaces = map[string]map[string]string{
	"zh": {"request": "请求参数", "path": "Path 参数", "query": "Query 参数", "header": "Header 参数", "body": "Body 参数", "answers": "返回响应", "content": "Body",
		"required": "必需", "optional": "可选", "default": "默认值:", "example": "示例值:", "enum": "枚举值:", "sample": "示例", "deprecated": "已废弃", "modified": "修改于"},
	"en": {"request": "Request", "path": "Path Params", "query": "Query Params", "header": "Header Params", "body": "Body Params ", "answers": "Responses", "content": "Body",
		"required": "required", "optional": "optional", "default": "Default:", "example": "Example:", "enum": "Allowed values:", "sample": "Example", "deprecated": "deprecated", "modified": "Modified at"},
	"vi": {"request": "Yêu cầu", "path": "Tham số đường dẫn", "query": "Tham số truy vấn", "header": "Tham số tiêu đề", "body": "Tham số Body ", "answers": "Phản hồi", "content": "Nội dung",
		"required": "bắt buộc", "optional": "tùy chọn", "default": "Giá trị mặc định:", "example": "Ví dụ:", "enum": "Giá trị cho phép:", "sample": "Ví dụ", "deprecated": "không dùng nữa", "modified": "Sửa đổi vào"},
	"es": {"request": "Solicitud", "path": "Parámetros de ruta", "query": "Parámetros de consulta", "header": "Parámetros de encabezado", "body": "Parámetros del cuerpo ", "answers": "Respuestas", "content": "Cuerpo",
		"required": "obligatorio", "optional": "opcional", "default": "Valor predeterminado:", "example": "Ejemplo:", "enum": "Valores permitidos:", "sample": "Ejemplo", "deprecated": "obsoleto", "modified": "Modificado el"},
	"th": {"request": "คำขอ", "path": "พารามิเตอร์เส้นทาง", "query": "พารามิเตอร์ Query", "header": "พารามิเตอร์ส่วนหัว", "body": "พารามิเตอร์เนื้อหา ", "answers": "การตอบกลับ", "content": "เนื้อหา",
		"required": "จำเป็น", "optional": "ไม่บังคับ", "default": "ค่าเริ่มต้น:", "example": "ตัวอย่าง:", "enum": "ค่าที่อนุญาต:", "sample": "ตัวอย่าง", "deprecated": "เลิกใช้แล้ว", "modified": "แก้ไขเมื่อ"},
}

// rows are what different browsers make of the name, the type and the mark of a field.
var rows = []string{"%s\n%s\n%s\n", "%s\t%s\t%s\n", "%s %s %s\n", "%s%s %s\n"}

// member is a parameter, or a member of a body, as both forms of a page say it.
type member struct {
	name     string
	required bool
	lines    []string // of the page's text, between the mark and the next field
	typ      string   // as the text has it
	schema   map[string]any
	example  any
	members  []*member
}

// author makes up operations.
type author struct {
	*rand.Rand
	words map[string]string
	row   string // the form of the name, the type and the mark of a field
	names int
}

func (a *author) chance(percent int) bool { return a.IntN(100) < percent }

func (a *author) one(of ...string) string { return of[a.IntN(len(of))] }

// member makes up a parameter or a member. Plain ones are no objects.
func (a *author) member(depth int) *member {
	a.names++
	m := &member{name: fmt.Sprintf("%s%d", a.one("id", "orderNo", "skuName", "type", "status", "total_count"), a.names), required: a.chance(50), schema: map[string]any{}}
	switch {
	case depth > 0 && a.chance(30):
		a.object(m, depth)
	default:
		a.plain(m)
	}
	if a.chance(50) {
		text := a.one("说明", "What it is", "Trạng thái đơn hàng", "Descripción breve", "คำอธิบาย", "编号，必需时传")
		if a.chance(10) { // a word of the interface
			text = a.one("Query", "Path", "Request", "Response", "响应", "请求", "示例代码", "Run", "Search", "Next", "Previous", "上一页", "Schema", "Description", "数据结构")
		}
		m.lines = slices.Insert(m.lines, 0, text)
		m.schema["description"] = text
	}
	if a.chance(10) {
		m.lines = slices.Insert(m.lines, 0, a.words["deprecated"])
		m.schema["deprecated"] = true
	}
	return m
}

// object makes a member an object, or a list of objects.
func (a *author) object(m *member, depth int) {
	for range 1 + a.IntN(4) {
		m.members = append(m.members, a.member(depth-1))
	}
	object := objectSchema(m.members)
	m.typ, m.example = fmt.Sprintf("object {%d}", len(m.members)), exampleOf(m.members)
	if a.chance(50) {
		m.typ, m.example, object = "array ["+m.typ+"]", []any{m.example}, map[string]any{"type": "array", "items": object}
	}
	maps.Copy(m.schema, object)
	a.nullable(m)
}

// plain makes a member a string, a number, a boolean or a list of those, with what a page says about values.
func (a *author) plain(m *member) {
	label := func(word, value string) { m.lines = append(m.lines, a.words[word], value) }
	switch a.IntN(6) {
	case 0:
		m.typ, m.example, m.schema["type"] = "string", "x", "string"
		if a.chance(40) {
			label("example", "2059624776425880794")
			m.schema["examples"] = []any{"2059624776425880794"}
		}
		if a.chance(40) {
			m.lines = append(m.lines, "<= 20 characters")
			m.schema["maxLength"] = 20
		}
	case 1:
		m.typ, m.example, m.schema["type"], m.schema["format"] = "integer <int64>", 1, "integer", "int64"
		if a.chance(40) {
			label("default", "7")
			m.schema["default"] = 7
		}
		if a.chance(40) {
			m.lines = append(m.lines, ">= 1<= 100")
			m.schema["minimum"], m.schema["maximum"] = 1, 100
		}
	case 2:
		m.typ, m.example, m.schema["type"] = "boolean", true, "boolean"
	case 3:
		m.typ, m.example, m.schema["type"] = "number", 1.5, "number"
	case 4:
		m.typ, m.example, m.schema["type"] = "enum<string>", "PAID", "string"
		m.schema["enum"] = []any{"PAID", "SENT"}
		m.lines = append(m.lines, a.words["enum"], "PAID", "SENT")
	case 5:
		m.typ, m.example, m.schema["type"], m.schema["items"] = "array[string]", []any{"a"}, "array", map[string]any{"type": "string"}
	}
	if m.schema["enum"] == nil {
		a.nullable(m)
	}
}

func (a *author) nullable(m *member) {
	if a.chance(25) {
		m.typ += " | null"
		m.schema["type"] = []any{m.schema["type"], "null"}
	}
}

// text writes a member as a page shows it, and then its members.
func (a *author) text(b *strings.Builder, m *member) {
	mark := a.words["optional"]
	if m.required {
		mark = a.words["required"]
	}
	fmt.Fprintf(b, a.row, m.name, m.typ, mark)
	for _, l := range m.lines {
		b.WriteString(l + "\n")
	}
	for _, inner := range m.members {
		a.text(b, inner)
	}
}

func objectSchema(members []*member) map[string]any {
	properties, required := map[string]any{}, []any{}
	for _, m := range members {
		properties[m.name] = m.schema
		if m.required {
			required = append(required, m.name)
		}
	}
	object := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		object["required"] = required
	}
	return object
}

func exampleOf(members []*member) map[string]any {
	out := map[string]any{}
	for _, m := range members {
		out[m.name] = m.example
	}
	return out
}

// operation makes up an operation: the text of its page, and what an export says about it.
func (a *author) operation(t *testing.T) (text string, operation map[string]any) {
	var b strings.Builder
	fmt.Fprintf(&b, "Title\nPOST\n/shop/{shopId}\n%s\n", a.words["request"])
	var parameters []any
	for _, in := range []string{"path", "query", "header"} {
		fmt.Fprintln(&b, a.words[in])
		for i := range 1 + a.IntN(3) {
			m := a.member(0)
			if in == "path" {
				m.name, m.required = "shopId", true
				if i > 0 {
					break
				}
			}
			a.text(&b, m)
			parameters = append(parameters, parameter(in, m))
		}
	}
	body := a.content(t, &b, a.words["body"]+"application/json")
	fmt.Fprintf(&b, "%s\n🟢200OK\napplication/json\n", a.words["answers"])
	answer := a.content(t, &b, a.words["content"])
	fmt.Fprintf(&b, "%s 2025-03-02 10:00:00\n", a.words["modified"])
	return b.String(), map[string]any{
		"summary": "Title", "parameters": parameters, "requestBody": map[string]any{"content": body},
		"responses": map[string]any{"200": map[string]any{"description": "OK", "content": answer}},
	}
}

// parameter is a member as a parameter of an export.
func parameter(in string, m *member) map[string]any {
	schema := maps.Clone(m.schema)
	p := map[string]any{"name": m.name, "in": in, "schema": schema}
	if m.required {
		p["required"] = true
	}
	for _, name := range []string{"description", "deprecated"} {
		if v, ok := schema[name]; ok {
			p[name] = v
			delete(schema, name)
		}
	}
	if list, ok := schema["examples"].([]any); ok {
		p["example"] = list[0]
		delete(schema, "examples")
	}
	return p
}

// content makes up a body below its heading.
func (a *author) content(t *testing.T, b *strings.Builder, heading string) map[string]any {
	fmt.Fprintln(b, heading)
	var members []*member
	for range 1 + a.IntN(6) {
		m := a.member(3)
		a.text(b, m)
		members = append(members, m)
	}
	sample, err := json.MarshalIndent(exampleOf(members), "", "    ")
	if err != nil {
		t.Fatal(err)
	}
	media := map[string]any{"schema": objectSchema(members)}
	if a.chance(70) { // else the numbers of members have to do
		fmt.Fprintf(b, "%s\n%s\n", a.words["sample"], sample)
		media["example"] = exampleOf(members)
	}
	return map[string]any{"application/json": media}
}

// TestTextAndExportAgree checks that one operation reads alike from an export and from the page that a browser shows.
func TestTextAndExportAgree(t *testing.T) {
	for _, code := range slices.Sorted(maps.Keys(interfaces)) {
		for seed := range uint64(60) {
			t.Run(fmt.Sprintf("%s/%d", code, seed), func(t *testing.T) {
				a := &author{Rand: rand.New(rand.NewPCG(seed, 1)), words: interfaces[code], row: rows[seed%uint64(len(rows))]}
				text, operation := a.operation(t)
				want := onlyOperation(t, export(t, operation))
				if got := onlyOperation(t, text); !reflect.DeepEqual(got, want) {
					t.Errorf("%s\nreads\n%s\ninstead of\n%s", text, indented(t, got), indented(t, want))
				}
			})
		}
	}
}

// export writes an operation as Apifox's Markdown export has it.
func export(t *testing.T, operation map[string]any) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{"openapi": "3.1.0", "info": map[string]any{"title": "T", "version": "1"},
		"paths": map[string]any{"/shop/{shopId}": map[string]any{"post": operation}}})
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Parse("export.json", data)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := document.WriteYAML(&b, root); err != nil {
		t.Fatal(err)
	}
	return "# Title\n\n## OpenAPI Specification\n\n```yaml\n" + b.String() + "```\n"
}

// onlyOperation reads the one operation of a file, without what says where it is from.
func onlyOperation(t *testing.T, data string) any {
	t.Helper()
	pages, _, err := page.Read("page", []byte(data))
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages, %v of\n%s", len(pages), err, data)
	}
	for _, u := range pages[0].Unread {
		if !strings.Contains(u.Message, "for certain where the members") { // it says that it took a guess, which is checked here
			t.Errorf("unread: %s", u)
		}
	}
	var b bytes.Buffer
	if err := document.WriteJSON(&b, pages[0].Operation, ""); err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func indented(t *testing.T, v any) string {
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
