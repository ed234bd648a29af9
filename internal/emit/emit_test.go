package emit

import "testing"

func TestTextThatHidesFromTheReaderIsEscaped(t *testing.T) {
	for name, want := range map[string]bool{
		"orderId": true, "订单": true, "a-b c": true,
		"a\u202eb": false, "a\u2028b": false, "a\u0085b": false, "\ufeff": false, "a`b": false, `a"b`: true, "a\\b": true, "a\xffb": false,
	} {
		if got := isPlain(name); got != want {
			t.Errorf("isPlain(%q) = %t", name, got)
		}
	}
}
