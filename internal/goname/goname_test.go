package goname_test

import (
	"go/token"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/goname"
)

func TestFrom(t *testing.T) {
	for in, want := range map[string]string{
		"orderId": "OrderID", "idOfStr": "IDOfStr", "gmtCreate": "GMTCreate", "productID": "ProductID", "orderIds": "OrderIDs",
		"orderIDs": "OrderIDs", "IDs": "IDs", "skuIDsMap": "SKUIDsMap", "sub_purchase_orderId_list": "SubPurchaseOrderIDList", "url": "URL",
		"picUrls": "PicURLs", "httpServer": "HTTPServer", "HTTPServer": "HTTPServer", "openUid": "OpenUID", "md5": "MD5", "sha256": "SHA256",
		"id1688": "ID1688", "address1": "Address1", "v2Order": "V2Order", "nonce-str": "NonceStr", "access-key": "AccessKey",
		"WAIT_BUYER_PAY": "WaitBuyerPay", "SKU_ID": "SKUID", "productVO": "ProductVO", "voList": "VOList", "1688": "X1688", "2fa": "X2fa", "名称": "X名称",
		"订单 id": "X订单ID", "ключ": "Ключ", "don't": "Dont", "a b  c": "ABC", "Result«Order»": "ResultOrder", "": "", "---": "", "_": "",
		"type": "Type", "func": "Func", "a\nb": "AB", "\x00x": "X", "ß": "Xß", "user.name": "UserName", "$ref": "Ref", "@id": "ID", "é́t": "Ét",
		"ids": "IDs", "news": "News", "isOs": "IsOS", "iPhone": "IPhone", "x": "X", "toID": "ToID", "-1": "Minus1", "+1": "Plus1", "- 1": "X1", "+": "", "a-1": "A1",
	} {
		if got := goname.From(in); got != want {
			t.Errorf("From(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNamesThatAreTooLongGiveNone(t *testing.T) {
	if got := goname.From(strings.Repeat("a", goname.MaxLength+1)); got != "" {
		t.Errorf("From of a long name = %q", got)
	}
}

func TestSingular(t *testing.T) {
	for in, want := range map[string]string{
		"cargoList": "cargo", "orders": "order", "entries": "entry", "boxes": "box", "addresses": "address", "address": "address", "status": "status",
		"sub_purchase_orderId_list": "sub_purchase_orderId", "skus": "sku", "data": "data", "list": "list", "List": "List", "s": "s", "ids": "id",
		"branches": "branch", "series": "series", "expenses": "expense", "prices": "price", "cargoParamList": "cargoParam", "ties": "tie", "statuses": "status",
	} {
		if got := goname.Singular(in); got != want {
			t.Errorf("Singular(%q) = %q, want %q", in, got, want)
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
		if got := goname.Lifted(c.parent, c.field); got != c.want {
			t.Errorf("Lifted(%q, %q) = %q, want %q", c.parent, c.field, got, c.want)
		}
	}
}

func TestUnexported(t *testing.T) {
	for in, want := range map[string]string{
		"pandapon-request": "pandaponRequest", "HTTPPush": "httpPush", "type": "typeValue", "string": "stringValue", "taobao-top-md5": "taobaoTopMD5", "wechat-pay-v2-md5": "wechatPayV2MD5",
	} {
		if got := goname.Unexported(in); got != want {
			t.Errorf("Unexported(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFrom(f *testing.F) {
	for _, s := range []string{"orderId", "名称", "1", "a\u0301", "ǅ", "\xff", "𝒜", "İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := goname.From(s)
		if name != "" && (!token.IsIdentifier(name) || !token.IsExported(name)) {
			t.Errorf("From(%q) = %q is no exported identifier", s, name)
		}
		if name != goname.From(s) {
			t.Errorf("From(%q) is not deterministic", s)
		}
		if u := goname.Unexported(s); u != "" && !token.IsIdentifier("x"+u) {
			t.Errorf("Unexported(%q) = %q is no identifier", s, u)
		}
	})
}
