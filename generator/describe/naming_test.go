package describe

import (
	"go/token"
	"strings"
	"testing"
)

func TestGoName(t *testing.T) {
	for in, want := range map[string]string{
		"orderId": "OrderID", "idOfStr": "IDOfStr", "gmtCreate": "GMTCreate", "productID": "ProductID", "orderIds": "OrderIDs",
		"orderIDs": "OrderIDs", "IDs": "IDs", "skuIDsMap": "SKUIDsMap", "sub_purchase_orderId_list": "SubPurchaseOrderIDList", "url": "URL",
		"picUrls": "PicURLs", "httpServer": "HTTPServer", "HTTPServer": "HTTPServer", "openUid": "OpenUID", "md5": "MD5", "sha256": "SHA256",
		"id1688": "ID1688", "address1": "Address1", "v2Order": "V2Order", "nonce-str": "NonceStr", "access-key": "AccessKey",
		"WAIT_BUYER_PAY": "WaitBuyerPay", "SKU_ID": "SKUID", "productVO": "ProductVO", "voList": "VOList", "1688": "X1688", "2fa": "X2fa", "名称": "X名称",
		"订单 id": "X订单ID", "ключ": "Ключ", "don't": "Dont", "a b  c": "ABC", "Result«Order»": "ResultOrder", "": "", "---": "", "_": "",
		"type": "Type", "func": "Func", "a\nb": "AB", "\x00x": "X", "ß": "Xß", "user.name": "UserName", "$ref": "Ref", "@id": "ID", "é́t": "Ét",
		"ids": "IDs", "news": "News", "isOs": "IsOS", "iPhone": "IPhone", "x": "X", "toID": "ToID",
	} {
		if got := goName(in); got != want {
			t.Errorf("goName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNamesThatAreTooLongGiveNone(t *testing.T) {
	if got := goName(strings.Repeat("a", maxName+1)); got != "" {
		t.Errorf("goName of a long name = %q", got)
	}
}

func TestSingular(t *testing.T) {
	for in, want := range map[string]string{
		"cargoList": "cargo", "orders": "order", "entries": "entry", "boxes": "box", "addresses": "address", "address": "address", "status": "status",
		"sub_purchase_orderId_list": "sub_purchase_orderId", "skus": "sku", "data": "data", "list": "list", "List": "List", "s": "s", "ids": "id",
		"branches": "branch", "series": "series", "expenses": "expense", "prices": "price", "cargoParamList": "cargoParam", "ties": "tie", "statuses": "status",
	} {
		if got := singular(in); got != want {
			t.Errorf("singular(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLifted(t *testing.T) {
	for _, c := range []struct{ parent, field, want string }{
		{"AlibabaOrderPreview", "Cargo", "AlibabaOrderPreviewCargo"},
		{"AlibabaOrderPreview", "OrderPreviewResult", "AlibabaOrderPreviewResult"},
		{"AlibabaOrder", "Order", "AlibabaOrderOrder"},
		{"AlibabaOrder", "LST", "AlibabaOrderLST"},
		{"AlibabaRefund", "Status", "AlibabaRefundStatus"},
	} {
		if got := lifted(c.parent, c.field); got != c.want {
			t.Errorf("lifted(%q, %q) = %q, want %q", c.parent, c.field, got, c.want)
		}
	}
}

func TestConstant(t *testing.T) {
	for in, want := range map[string]string{
		"success": "TSuccess", "WAIT_SELLER": "TWaitSeller", "50060": "T50060", "-10": "TMinus10", "": "TEmpty", "+": "", "等待": "T等待", "a-b": "TAB", "waitbuyerpay": "TWaitbuyerpay",
	} {
		if got := constant("T", in); got != want {
			t.Errorf("constant(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestUnexported(t *testing.T) {
	for in, want := range map[string]string{
		"pandapon-request": "pandaponRequest", "HTTPPush": "httpPush", "type": "typeValue", "string": "stringValue", "taobao-top-md5": "taobaoTopMD5", "wechat-pay-v2-md5": "wechatPayV2MD5",
	} {
		if got := unexported(in); got != want {
			t.Errorf("unexported(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSnake(t *testing.T) {
	for want, parts := range map[string][]string{
		"alibaba_refunds": {"Alibaba", "Refunds"}, "sku_prices": {"SKUPrices"}, "orders_test_service": {"Orders", "Test"}, "client_service": {"Client"},
		"x1688_orders": {"X1688", "Orders"}, "shop_linux_service": {"Shop", "Linux"},
	} {
		if got := snake(parts...); got != want {
			t.Errorf("snake(%q) = %q, want %q", parts, got, want)
		}
	}
}

func FuzzGoName(f *testing.F) {
	for _, s := range []string{"orderId", "名称", "1", "a\u0301", "ǅ", "\xff", "𝒜", "İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := goName(s)
		if name != "" && (!token.IsIdentifier(name) || !token.IsExported(name)) {
			t.Errorf("goName(%q) = %q is no exported identifier", s, name)
		}
		if name != goName(s) {
			t.Errorf("goName(%q) is not deterministic", s)
		}
		if c := constant("T", s); c != "" && !token.IsIdentifier(c) {
			t.Errorf("constant(%q) = %q is no identifier", s, c)
		}
		if u := unexported(s); u != "" && !token.IsIdentifier("x"+u) {
			t.Errorf("unexported(%q) = %q is no identifier", s, u)
		}
	})
}
