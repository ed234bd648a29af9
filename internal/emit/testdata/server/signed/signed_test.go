package signed

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime/server"

	"github.com/pandapon/pandagen/internal/emit/testdata/server/signed/shop"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

type orders struct{ UnimplementedShopOrders }

func (orders) Create(_ context.Context, req *shop.Order) (*shop.Order, error) { return req, nil }

func (orders) Cancel(context.Context, *shop.Order) error { return nil }

func (orders) List(context.Context) ([]shop.Order, error) { return []shop.Order{{ID: "7"}}, nil }

func (orders) Index(context.Context) (map[string]shop.Order, error) {
	return map[string]shop.Order{"b": {ID: "8"}, "a": {ID: "7"}}, nil
}

func (orders) Exists(context.Context, *shop.Order) (bool, error) { return true, nil }

func (orders) Price(context.Context) (runtime.Decimal, error) { return "1.50", nil }

func id(*http.Request) string { return "id-1" }

func send(t *testing.T, h http.Handler, path, body string, header ...signer.Value) (int, string) {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for _, v := range header {
		r.Header.Set(v.Name, v.Value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestAnswers(t *testing.T) {
	h := NewUnverifiedHandler(Services{ShopOrders: orders{}}, server.WithRequestID(id))
	for path, want := range map[string]string{
		"/orders/create": `{"requestId":"id-1","code":200,"msg":"success","data":{"id":"7","items":[1]}}`,
		"/orders/cancel": `{"requestId":"id-1","code":200,"msg":"success","data":null}`,
		"/orders/list":   `{"requestId":"id-1","code":200,"msg":"success","data":[{"id":"7"}]}`,
		"/orders/index":  `{"requestId":"id-1","code":200,"msg":"success","data":{"a":{"id":"7"},"b":{"id":"8"}}}`,
		"/orders/exists": `{"requestId":"id-1","code":200,"msg":"success","data":true}`,
		"/orders/price":  `{"requestId":"id-1","code":200,"msg":"success","data":1.50}`,
		"/orders/raw":    `{"requestId":"id-1","status":501,"text":"this server does not implement the operation","result":null}`,
		"/orders/none":   `{"requestId":"id-1","code":404,"msg":"no operation has this path","data":null}`,
	} {
		if _, got := send(t, h, path, `{"id":"7","items":[1]}`); got != want {
			t.Errorf("%s\nanswered %s\nwant     %s", path, got, want)
		}
	}
}

func TestSignatures(t *testing.T) {
	h := NewHandler(NewVerifier(signer.SecretMap{"key": {"secret"}}), Services{ShopOrders: orders{}})
	for _, path := range []string{"/orders/list", "/orders/index", "/orders/name"} {
		if status, _ := send(t, h, path, ""); status != http.StatusUnauthorized {
			t.Errorf("%s: answered %d without a signature", path, status)
		}
	}
	var m signer.Message
	credentials := signer.Credentials{Secret: "secret", Values: []signer.Value{{Name: "access-key", Value: "key"}, {Name: "user-id", Value: "7"}}}
	if err := shopRequestSigner.Sign(&m, credentials, time.Now()); err != nil {
		t.Fatal(err)
	}
	if status, body := send(t, h, "/orders/list", "", m.Header...); status != http.StatusOK {
		t.Errorf("answered %d %s with a signature", status, body)
	}
}
