package page_test

import (
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

const withoutExample = `创建订单
POST
/shop/orders
请求参数
Body 参数application/json
address
object
必需
city
string
必需
street
string
必需
remark
string
可选
返回响应
🟢200成功
application/json
Body
code
integer
必需
`

func TestAnOutlineTellsWhereObjectsEnd(t *testing.T) {
	pages, _, err := page.Read("page.txt", []byte(withoutExample))
	if err != nil {
		t.Fatal(err)
	}
	p := pages[0]
	if !strings.Contains(unread(p), `where the members of "address" end`) {
		t.Errorf("the page is certain by itself: %s", unread(p))
	}
	request, err := document.Parse("outline.json", []byte(`{"address": {"city": null, "street": null}, "remark": null}`))
	if err != nil {
		t.Fatal(err)
	}
	p = p.With(func() page.Outline { return page.Outline{Request: request} })
	if got := strings.Join(names(body(p)), " "); got != "address remark" {
		t.Errorf("the body has %s", got)
	}
	if got := strings.Join(names(body(p).Get("properties").Get("address")), " "); got != "city street" {
		t.Errorf("the address has %s", got)
	}
	if unread(p) != "the page ends within a table: it may have been copied in part" {
		t.Errorf("unread: %s", unread(p))
	}
}

// body is the schema of a page's request.
func body(p *page.Page) *document.Node {
	return p.Operation.Get("requestBody").Get("content").Get("application/json").Get("schema")
}

// names are those of an object's members.
func names(schema *document.Node) []string {
	var out []string
	for _, m := range schema.Get("properties").Members {
		out = append(out, m.Name)
	}
	return out
}

func unread(p *page.Page) string {
	var out []string
	for _, u := range p.Unread {
		out = append(out, u.Message)
	}
	return strings.Join(out, "; ")
}
