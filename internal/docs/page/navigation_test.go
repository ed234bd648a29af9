package page_test

import (
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/docs/page"
)

// entries are a navigation's entries, one a line: section / section / title method address number.
func entries(nav *page.Navigation) string {
	var b strings.Builder
	for _, e := range nav.Entries {
		b.WriteString(strings.Join(append(e.Section, e.Title), " / "))
		for _, s := range []string{e.Method, e.Address, e.Number} {
			if s != "" {
				b.WriteString(" " + s)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestReadNavigation(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"indented list of a browser": {
			"Shop\nEnglish\n  • 简体中文\n  • Español\nBack\n  1. Orders\n  • Shop\n    • Orders\n      • Create\n        POST\n      • Drop\n        DEL\n    • Goods\n  • Other\n  1. Orders\n",
			"Shop / Orders / Create POST\nShop / Orders / Drop DELETE\nShop / Goods\nOther\n",
		},
		"list without indentation": {
			"- Shop\n- Goods\n- Orders\n- CreatePOST\n- DetailsGET\n- Other\n",
			"Orders / Create POST\nOrders / Details GET\n",
		},
		"llms.txt of Apifox": {
			"# Shop\n\n## Docs\n- Start [Welcome](https://shop.apifox.cn/933934m0.md): \n\n## API Docs\n- 商城 > 订单 [创建订单](https://shop.apifox.cn/263477653e0.md): 创建一个订单。\n- [Ping](https://shop.apifox.cn/api-15796842.md): \n",
			"商城 / 订单 / 创建订单 https://shop.apifox.cn/263477653e0 263477653\nPing https://shop.apifox.cn/api-15796842 15796842\n",
		},
		"Markdown list with headings and folders": {
			"# Shop\n\n## Orders\n\n- [POST Create](https://shop.example.com/orders/create)\n- Refunds\n  - [Apply](https://shop.example.com/refunds/apply): of a [buyer]\n- [Last](https://shop.example.com/last)\n",
			"Orders / Create POST https://shop.example.com/orders/create\nOrders / Refunds / Apply https://shop.example.com/refunds/apply\nOrders / Last https://shop.example.com/last\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			nav, err := page.ReadNavigation("nav", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := entries(nav); got != c.want {
				t.Errorf("got:\n%swant:\n%s", got, c.want)
			}
		})
	}
}

func TestTextWithoutNavigationIsAnError(t *testing.T) {
	_, err := page.ReadNavigation("nav", []byte("Hello\n"))
	want := "nav:1:1: no navigation was found: copy it from the browser with its folders open, or give the documentation's llms.txt"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestReadReturnsANavigationThatStandsAlone(t *testing.T) {
	pages, nav, err := page.Read("nav", []byte("## API Docs\n- A [B](https://x.example/1234e0.md): \n"))
	if err != nil || len(pages) != 0 || nav == nil || entries(nav) != "A / B https://x.example/1234e0 1234\n" {
		t.Errorf("%v %v %v", pages, nav, err)
	}
}
