package unsigned

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime/server"

	"github.com/pandapon/pandagen/internal/emit/testdata/server/unsigned/shop"
	"github.com/pandapon/pandagen/runtime"
)

type orders struct{ UnimplementedOrders }

func (orders) Search(_ context.Context, req *shop.OrderSearchRequest) (string, error) {
	text, err := json.Marshal(req)
	return string(text), err
}

func (orders) Put(_ context.Context, req *shop.OrderPutRequest) (*shop.Order, error) {
	if req.Body.ID != req.ID {
		return nil, &runtime.Error{Code: "mismatch", Message: "path and body name different orders", HTTPStatus: 409}
	}
	return &req.Body, nil
}

func (orders) Batch(_ context.Context, req *shop.OrderBatchRequest) (int64, error) {
	return int64(len(req.Body)), nil
}

func TestRequests(t *testing.T) {
	h := NewHandler(Services{Orders: orders{}}, server.WithRequestID(nil))
	for _, c := range []struct {
		name, method, target, body string
		status                     int
		want                       string // part of the answer
	}{
		{"all parameters", "GET", "/shops/s%201/orders?page=2&status=new&open=true&price=1.50&weight=2.5&ids=1&ids=2&statuses=a&statuses=b", "", 200,
			quoted(`{"Shop":"s 1","Page":2,"Status":"new","Open":true,"Price":1.50,"Weight":2.5,"IDs":[1,2],"Statuses":["a","b"],"XTrace":null}`)},
		{"required parameters", "GET", "/shops/s/orders?ids=1", "", 200,
			quoted(`{"Shop":"s","Page":null,"Status":null,"Open":null,"Price":null,"Weight":null,"IDs":[1],"Statuses":null,"XTrace":null}`)},
		{"missing parameter", "GET", "/shops/s/orders", "", 400, `query parameter ids: required, but missing`},
		{"wrong parameter", "GET", "/shops/s/orders?ids=1&page=x", "", 400, `query parameter page: expected a 64-bit integer`},
		{"body in a field", "PUT", "/orders/7", `{"id":"7","items":[1]}`, 200, `{"id":"7","items":[1]}`},
		{"body in a field without a required member", "PUT", "/orders/7", `{"items":[1]}`, 400, `id: required, but missing`},
		{"chosen failure", "PUT", "/orders/7", `{"id":"8"}`, 409, `"code":"mismatch","message":"path and body name different orders"`},
		{"list as body", "POST", "/shops/s/orders", `[{"id":"7"},{"id":"8"}]`, 200, `2`},
		{"list with an incomplete element", "POST", "/shops/s/orders", `[{"id":"7"},{}]`, 400, `[1].id: required, but missing`},
		{"optional body left out", "POST", "/shops/s/orders", ``, 200, `0`},
		{"unimplemented service", "POST", "/notes", ``, 501, `"code":501`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, c.target, strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("answered %d %s\nwant     %d with %s", w.Code, w.Body, c.status, c.want)
			}
		})
	}
}

func quoted(text string) string { return strings.ReplaceAll(text, `"`, `\"`) }
