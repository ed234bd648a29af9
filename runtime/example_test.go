package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/runtime"
)

// answers is a server that gives one answer after the other, each an HTTP status and a body.
type answers []struct {
	status int
	body   string
}

func (a *answers) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	next := (*a)[0]
	*a = (*a)[1:]
	w.WriteHeader(next.status)
	io.WriteString(w, next.body)
}

// newClient returns a client of a server on this machine.
func newClient(server *httptest.Server, opts ...runtime.Option) *pandapon.Client {
	credentials := pandapon.Credentials{AccessKey: "key", AccessSecret: "secret"}
	client, err := pandapon.NewClient(credentials, append(opts, pandapon.WithBaseURL(server.URL))...)
	if err != nil {
		panic(err)
	}
	return client
}

var refundRequest = &pandapon.AlibabaRefundGetRequest{RefundID: "TQ1"}

// A failure that the server reports has a code, which tells what to do about it.
func ExampleError() {
	server := httptest.NewServer(&answers{
		{200, `{"code":5001,"msg":"no such order","requestId":"r-17"}`},
		{200, `{"code":5001,"msg":"no such order","requestId":"r-18"}`},
	})
	defer server.Close()
	client := newClient(server)

	_, err := client.Alibaba.Refunds.Get(context.Background(), refundRequest)
	if failure, ok := errors.AsType[*runtime.Error](err); ok {
		fmt.Println(failure.Code, failure.Message, failure.RequestID)
	}

	_, err = client.Alibaba.Refunds.Get(context.Background(), refundRequest)
	fmt.Println(errors.Is(err, &runtime.Error{Code: "5001"}))
	fmt.Println(err)
	// Output:
	// 5001 no such order r-17
	// true
	// Alibaba.Refunds.Get: failed with code 5001: "no such order" (HTTP status 200, request id r-18)
}

// A call that acts, and ends without proof of what happened, is not to be repeated blindly.
func ExampleErrOutcomeUnknown() {
	server := httptest.NewServer(&answers{{504, "upstream timed out"}})
	defer server.Close()
	client := newClient(server)

	_, err := client.Alibaba.Refunds.Create(context.Background(), &pandapon.AlibabaRefundCreateRequest{OrderID: "2745832119854621111"})
	switch {
	case err == nil:
		fmt.Println("applied")
	case errors.Is(err, runtime.ErrOutcomeUnknown):
		fmt.Println("look whether there is an application before making another")
	default:
		fmt.Println("nothing happened:", err)
	}
	// Output: look whether there is an application before making another
}

// The document may not know that a code is a refusal; the caller may.
func ExampleWithRejected() {
	server := httptest.NewServer(&answers{{200, `{"code":5004,"msg":"wrong reason id"}`}, {200, `{"code":5004,"msg":"wrong reason id"}`}})
	defer server.Close()
	client := newClient(server)

	request := &pandapon.AlibabaRefundCreateRequest{OrderID: "2745832119854621111"}
	_, err := client.Alibaba.Refunds.Create(context.Background(), request)
	fmt.Println(errors.Is(err, runtime.ErrOutcomeUnknown))
	_, err = client.Alibaba.Refunds.Create(context.Background(), request, runtime.WithRejected("5004"))
	fmt.Println(errors.Is(err, runtime.ErrOutcomeUnknown))
	// Output:
	// true
	// false
}

// Operations that only read are sent again after failures that are likely to pass.
func ExampleWithRetry() {
	server := httptest.NewServer(&answers{{503, ""}, {503, ""}, {200, `{"code":200,"data":{"refundId":"TQ1"}}`}})
	defer server.Close()
	client := newClient(server, runtime.WithRetry(runtime.RetryPolicy{Retries: 2, MinDelay: 1, MaxDelay: 1}))

	var meta runtime.Meta
	refund, err := client.Alibaba.Refunds.Get(context.Background(), refundRequest, runtime.WithMeta(&meta))
	fmt.Println(refund.RefundID, err, meta.Attempts)
	// Output: TQ1 <nil> 3
}

// An observer that logs each attempt and each call.
func ExampleWithObserver() {
	server := httptest.NewServer(&answers{{503, `{"code":503,"requestId":"r-1"}`}, {200, `{"code":200,"requestId":"r-2","data":{}}`}})
	defer server.Close()
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTime}))

	observer := func(ctx context.Context, a runtime.CallStart) (context.Context, func(runtime.CallEnd)) {
		text := "attempt"
		if a.Attempt == 0 {
			text = "call"
		}
		return ctx, func(r runtime.CallEnd) {
			log.InfoContext(ctx, text, "operation", a.Operation, "code", r.Code, "request_id", r.RequestID, "error", r.Kind)
		}
	}
	client := newClient(server, runtime.WithObserver(observer), runtime.WithRetry(runtime.RetryPolicy{Retries: 1, MinDelay: 1}))
	if _, err := client.Alibaba.Refunds.Get(context.Background(), refundRequest); err != nil {
		fmt.Println(err)
	}
	// Output:
	// level=INFO msg=attempt operation=Alibaba.Refunds.Get code=503 request_id=r-1 error=failure
	// level=INFO msg=attempt operation=Alibaba.Refunds.Get code=200 request_id=r-2 error=""
	// level=INFO msg=call operation=Alibaba.Refunds.Get code=200 request_id=r-2 error=""
}

func withoutTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// budget is a limiter that admits so many requests and no more. A *rate.Limiter of golang.org/x/time/rate, which admits so
// many a second, is given to WithLimiter in the same way.
type budget int

func (b *budget) Wait(context.Context) error {
	if *b == 0 {
		return errors.New("the budget is used up")
	}
	*b--
	return nil
}

func ExampleWithLimiter() {
	server := httptest.NewServer(&answers{{200, `{"code":200,"data":{"refundId":"TQ1"}}`}})
	defer server.Close()
	client := newClient(server, runtime.WithLimiter(new(budget(1))))

	for range 2 {
		refund, err := client.Alibaba.Refunds.Get(context.Background(), refundRequest)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(refund.RefundID)
	}
	// Output:
	// TQ1
	// Alibaba.Refunds.Get: wait for the limiter: the budget is used up
}

// What an answer says besides its data, and the answer as it was received.
func ExampleWithMeta() {
	server := httptest.NewServer(&answers{{200, `{"code":200,"requestId":"r-1","data":{"refundId":"TQ1"}}`}})
	defer server.Close()
	client := newClient(server)

	var meta runtime.Meta
	if _, err := client.Alibaba.Refunds.Get(context.Background(), refundRequest, runtime.WithMeta(&meta)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(meta.HTTPStatus, meta.RequestID)
	fmt.Println(string(meta.Body))
	// Output:
	// 200 r-1
	// {"code":200,"requestId":"r-1","data":{"refundId":"TQ1"}}
}
