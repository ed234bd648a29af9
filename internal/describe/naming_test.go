package describe

import (
	"go/token"
	"testing"
)

func TestConstant(t *testing.T) {
	for in, want := range map[string]string{
		"success": "TSuccess", "WAIT_SELLER": "TWaitSeller", "50060": "T50060", "-10": "TMinus10", "+10": "TPlus10", "": "TEmpty", "+": "", "等待": "T等待", "a-b": "TAB", "waitbuyerpay": "TWaitbuyerpay",
	} {
		if got := constant("T", in); got != want {
			t.Errorf("constant(%q) = %q, want %q", in, got, want)
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

func FuzzConstant(f *testing.F) {
	for _, s := range []string{"success", "名称", "-1", "a\u0301", "ǅ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c := constant("T", s); c != "" && !token.IsIdentifier(c) {
			t.Errorf("constant(%q) = %q is no identifier", s, c)
		}
	})
}
