package emit

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/signer"
)

var pkg = Package{Name: "shop", Import: "example.com/shop"}

func shop() *api.API {
	unknown := &api.Scheme{Name: "old"}
	known := &api.Scheme{Name: "new", Signature: &signer.Scheme{}}
	orders := &api.Service{Path: []string{"Shop", "Orders"}, Doc: api.Doc{"Orders of", "a <shop>.", "", "More."}}
	orders.Operations = []*api.Operation{
		{
			Name: "List", HTTPMethod: "GET", Path: "/orders/{a|b}", Title: "Orders | `all`", Scheme: known, Retry: api.Retry{Rule: "safe"},
			Paging: &api.Paging{Method: "All"}, Source: api.Source{Page: "https://example.com/a>b", TitleZH: "订单", Evidence: "client"},
		},
		{
			Name: "Pay", HTTPMethod: "POST", Path: "/pay`", Deprecated: true, Scheme: unknown,
			Retry: api.Retry{Rule: "idempotent-with", Field: &api.Field{Wire: "token"}}, Source: api.Source{Page: "https://example.com/pay", Evidence: "inferred"},
		},
		{Name: "Drop", HTTPMethod: "DELETE", Path: "/", Title: "Drop", Scheme: unknown, Retry: api.Retry{Rule: "never"}},
	}
	return &api.API{
		Title: "Shop <API>", Version: "1_0", Services: []*api.Service{orders},
		Webhooks: []*api.Webhook{{ID: "paid", Type: "ORDER_PAID", Title: "Paid", Body: "Order", Source: api.Source{Evidence: "documented"}}},
	}
}

func printed(t *testing.T, a *api.API) string {
	t.Helper()
	files, err := Index(a, pkg, nil)
	if err != nil || len(files) != 1 || files[0].Name != "api.md" {
		t.Fatalf("got %v, %v", files, err)
	}
	return string(files[0].Source)
}

func TestEverythingHasALine(t *testing.T) {
	got := printed(t, shop())
	for _, want := range []string{
		"<!-- " + Header + " -->\n\n# Shop \\<API\\> 1\\_0 at a glance\n",
		"\n## Shop.Orders\n\nOrders of a \\<shop\\>.\n\n| Method |",
		"\n| `List`, `All` | [Orders \\| \\`all\\`](<https://example.com/a%3Eb>) | 订单 | `GET /orders/{a\\|b}` | client | safe |\n",
		"\n| `Pay` (deprecated) | [https://example.com/pay](<https://example.com/pay>) |  | `` POST /pay` `` | inferred, signature unknown | with `token` |\n",
		"\n| `Drop` | Drop |  | `DELETE /` | signature unknown | never |\n",
		"\n## Webhooks\n",
		"\n| `ORDER_PAID` | Paid |  | `paid` | `Order` | documented |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "\n\n\n") || !strings.HasSuffix(got, "|\n") {
		t.Errorf("empty lines:\n%q", got)
	}
}

func TestWhatIsNotThereTakesNoRoom(t *testing.T) {
	a := shop()
	a.Services[0].Operations[0].Source.TitleZH = ""
	a.Webhooks = nil
	if got := printed(t, a); strings.Contains(got, "页面") || strings.Contains(got, "Webhooks") || strings.Contains(got, "|  | `GET") {
		t.Errorf("got\n%s", got)
	}
	if got := printed(t, &api.API{}); !strings.Contains(got, "# API at a glance\n") || strings.Contains(got, "|") {
		t.Errorf("got\n%s", got)
	}
}

func TestOwnTemplate(t *testing.T) {
	own := func(text string) fstest.MapFS { return fstest.MapFS{indexTemplate: {Data: []byte(text)}} }
	files, err := Index(shop(), pkg, own("{{range .Services}}{{.Name}}{{range .Operations}} {{.Name}}{{end}}{{end}}"))
	if err != nil || string(files[0].Source) != "<!-- "+Header+" -->\n\n List Pay Drop" {
		t.Errorf("got %v, %v", files, err)
	}
	if _, err := Index(shop(), pkg, fstest.MapFS{}); err != nil {
		t.Errorf("a folder without this template: %v", err)
	}
	for _, broken := range []string{"\n{{range}}", "\n{{.Nothing}}"} {
		if _, err := Index(shop(), pkg, own(broken)); err == nil || !strings.Contains(err.Error(), "index/api.md.tmpl:2:") {
			t.Errorf("%q: the error is %v", broken, err)
		}
	}
}
