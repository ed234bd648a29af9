package server_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/pandapon/pandagen/signer"
)

// discard is a response writer without a connection.
type discard struct{ header http.Header }

func (w discard) Header() http.Header         { return w.header }
func (w discard) Write(b []byte) (int, error) { return len(b), nil }
func (w discard) WriteHeader(int)             {}

// BenchmarkServer is what a verified call costs besides its method and its codecs.
func BenchmarkServer(b *testing.B) {
	data := strings.Repeat("x", 2300)
	verifier := signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}}, signer.WithNonces(unlimited{}))
	h := newSigned(verifier, []sdk.Route{
		payRoute(payOperation, func(context.Context, *payRequest) (string, error) { return data, nil }),
	})
	var m signer.Message
	if err := testSigner.Sign(&m, signer.Credentials{Secret: "s3cret", Values: []signer.Value{{Name: "access-key", Value: "key-1"}, {Name: "user-id", Value: "7"}}}, time.Now()); err != nil {
		b.Fatal(err)
	}
	body := bytes.NewReader([]byte(`{"orderId":"A1"}`))
	r := httptest.NewRequest("POST", "/order/pay", body)
	r.Header.Set("Content-Type", "application/json")
	for _, v := range m.Header {
		r.Header.Set(v.Name, v.Value)
	}
	b.ReportAllocs()
	for b.Loop() {
		body.Reset([]byte(`{"orderId":"A1"}`))
		r.Body = io.NopCloser(body)
		h.ServeHTTP(discard{http.Header{}}, r)
	}
}

// unlimited takes every nonce, so that one request can be sent again.
type unlimited struct{}

func (unlimited) Consume(context.Context, signer.Use) error { return nil }
