package server_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/runtime/server"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

func (m *payRequest) EncodeJSON(e *sdk.Encoder) {
	start := e.Begin()
	e.Key("orderId")
	e.String(m.OrderID)
	e.EndObject(start)
}

// TestServerUnderstandsTheClient holds that what a client sends and reads is what a server reads and sends.
func TestServerUnderstandsTheClient(t *testing.T) {
	show := payOperation
	show.ID, show.Name, show.Method, show.Path = "orderShow", "Orders.Show", "GET", "/orders/{id}/show"
	routes := []sdk.Route{
		payRoute(payOperation, func(ctx context.Context, req *payRequest) (string, error) {
			switch req.OrderID {
			case "closed":
				return "", &runtime.Error{Code: "40001", Message: "order is closed"}
			case "locked":
				return "", &runtime.Error{Code: "40900", Message: "try later", HTTPStatus: 409}
			case "broken":
				return "", errors.New("dial 10.0.0.3: refused")
			}
			return paid(ctx, req)
		}),
		{Operation: show, Serve: func(_ context.Context, r *sdk.RequestReader, e *sdk.Encoder) error {
			text := r.Path("id").String() + "|" + r.Query("q").String() + "|" + r.Header("X-Trace").String()
			e.String(text)
			return r.Err()
		}},
	}
	verifier := signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}})
	s := start(t, server.New(verifier, routes, silent, fixedID))
	client, err := sdk.New(sdk.Config{
		BaseURL: s.URL,
		Schemes: []sdk.Scheme{{
			Name: "test-scheme", Signer: testSigner,
			Secret: sdk.Credential{Field: "Secret", Value: "s3cret", Required: true},
			Values: []sdk.Credential{{Name: "access-key", Field: "AccessKey", Value: "key-1", Required: true}, {Name: "user-id", Field: "UserID", Value: "7"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}

	pay := &sdk.Endpoint[payRequest, string]{
		Operation: payOperation,
		Encode:    func(w *sdk.RequestWriter, req *payRequest) { w.JSON(req) },
		Decode:    func(d *sdk.Decoder, data *string) { *data = d.String() },
	}
	if data, err := sdk.CallValue(t.Context(), client, pay, &payRequest{OrderID: "A1"}, nil); err != nil || data != "paid A1" {
		t.Errorf("answered %q, %v", data, err)
	}
	for id, want := range map[string]runtime.Error{
		"closed": {Code: "40001", Message: "order is closed", HTTPStatus: 200},
		"locked": {Code: "40900", Message: "try later", HTTPStatus: 409},
		"broken": {Code: "500", Message: "internal error", HTTPStatus: 500},
	} {
		_, err := sdk.CallValue(t.Context(), client, pay, &payRequest{OrderID: id}, nil)
		got, ok := errors.AsType[*runtime.Error](err)
		if !ok || got.Code != want.Code || got.Message != want.Message || got.HTTPStatus != want.HTTPStatus || got.RequestID != "id-1" {
			t.Errorf("%s: error %v, want %v", id, err, &want)
		}
	}

	const odd = "a/b c?d%2F#成"
	shown := &sdk.Endpoint[string, string]{
		Operation: show,
		Encode: func(w *sdk.RequestWriter, req *string) {
			w.Path("id", *req)
			w.Query("q", *req)
			w.Header("X-Trace", "trace 1")
		},
		Decode: func(d *sdk.Decoder, data *string) { *data = d.String() },
	}
	text := odd
	if data, err := sdk.CallValue(t.Context(), client, shown, &text, nil); err != nil || data != odd+"|"+odd+"|trace 1" {
		t.Errorf("answered %q, %v", data, err)
	}
}
