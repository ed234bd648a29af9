package server_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/runtime/server"
	"github.com/pandapon/pandagen/signer"
)

// TestServerMarksWhatWasNotExecuted holds that failures before a method are marked, and none that a method may have caused.
func TestServerMarksWhatWasNotExecuted(t *testing.T) {
	verifier := signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}})
	refund := payOperation
	refund.ID, refund.Name, refund.Path = "orderRefund", "Orders.Refund", "/order/refund"
	method := func(_ context.Context, req *payRequest) (string, error) {
		switch req.OrderID {
		case "paid":
			return "paid", nil
		case "closed":
			return "", &runtime.Error{Code: "40001", HTTPStatus: 404, Message: "order is closed"}
		case "upstream":
			return "", &runtime.Error{Code: "1", HTTPStatus: 501, Message: "not implemented there"}
		case "broken":
			return "", errors.New("dial 10.0.0.3: refused")
		}
		panic("hush")
	}
	s := start(t, newSigned(verifier, []sdk.Route{
		payRoute(payOperation, method),
		payRoute(refund, func(context.Context, *payRequest) (string, error) { return "", sdk.Unimplemented("Orders.Refund") }),
	}, silent, server.WithLimits(server.Limits{BodyBytes: 64, HeaderBytes: 2000})))

	signed := func(r *http.Request) { sign(t, r, "s3cret", time.Now()) }
	var replayed http.Header
	for _, tt := range []struct {
		name   string
		body   string
		change func(r *http.Request)
		status int
		marked bool
	}{
		{"success", `{"orderId":"paid"}`, func(r *http.Request) { signed(r); replayed = r.Header }, 200, false},
		{"the method's failure", `{"orderId":"closed"}`, signed, 404, false},
		{"a failure of the method's own call", `{"orderId":"upstream"}`, signed, 501, false},
		{"internal error", `{"orderId":"broken"}`, signed, 500, false},
		{"panic", `{"orderId":"panic"}`, signed, 500, false},
		{"not signed", `{"orderId":"paid"}`, func(*http.Request) {}, 401, true},
		{"replay", `{"orderId":"paid"}`, func(r *http.Request) { r.Header = replayed }, 401, false},
		{"from before the start", `{"orderId":"paid"}`, func(r *http.Request) { sign(t, r, "s3cret", time.Now().Add(-time.Minute)) }, 401, false},
		{"member missing", `{}`, signed, 400, true},
		{"not JSON", `{"orderId":"paid"}`, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain"); signed(r) }, 415, true},
		{"body too large", `{"orderId":"paid","note":"0123456789012345678901234567890123456789"}`, signed, 413, true},
		{"header too large", `{"orderId":"paid"}`, func(r *http.Request) { r.Header.Set("X-Pad", strings.Repeat("x", 3000)); signed(r) }, 431, true},
		{"no such path", `{"orderId":"paid"}`, func(r *http.Request) { r.URL.Path = "/order"; signed(r) }, 404, true},
		{"no such method", `{"orderId":"paid"}`, func(r *http.Request) { r.Method = "PUT"; signed(r) }, 405, true},
		{"not implemented", `{"orderId":"paid"}`, func(r *http.Request) { r.URL.Path = "/order/refund"; signed(r) }, 501, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newPay(t, s.URL, tt.body)
			tt.change(r)
			a := do(t, r)
			if got := a.header.Get("Pandagen-Not-Executed"); a.status != tt.status || (got != "") != tt.marked {
				t.Errorf("answered %d %s, marked %q, want %d and marked %v", a.status, a.text, got, tt.status, tt.marked)
			}
		})
	}
}
