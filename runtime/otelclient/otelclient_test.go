package otelclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/otelclient"
)

func TestSpans(t *testing.T) {
	var status []int // of the answers
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status[0])
		code := status[0]
		status = status[1:]
		fmt.Fprintf(w, `{"code":%d,"requestId":"r%d","data":{}}`, code, len(status))
		io.Copy(io.Discard, r.Body)
	}))
	defer s.Close()
	const get, path = "Alibaba.Refunds.Get", "POST /alibaba/refund/info"
	const create = "Alibaba.Refunds.Create"
	for _, tt := range []struct {
		name   string
		status []int
		call   func(context.Context, *pandapon.Client) error
		want   []string // by their ends
	}{
		{"success after a failure", []int{503, 200}, getRefund, []string{
			get + "/" + path + ` client Error "failure": error.type=failure http.request.method=POST http.response.status_code=503 pandagen.code=503 pandagen.request_id=r1 url.template=/alibaba/refund/info`,
			get + "/" + path + ` client Unset "": http.request.method=POST http.request.resend_count=1 http.response.status_code=200 pandagen.code=200 pandagen.request_id=r0 url.template=/alibaba/refund/info`,
			"caller/" + get + ` internal Unset "": http.response.status_code=200 pandagen.attempts=2 pandagen.code=200 pandagen.operation=Alibaba.Refunds.Get pandagen.request_id=r0`,
			`/caller internal Unset "":`,
		}},
		{"unknown outcome", []int{500}, createRefund, []string{
			create + `/POST /alibaba/refund/detail/create client Error "failure": error.type=failure http.request.method=POST http.response.status_code=500 pandagen.code=500 pandagen.outcome_unknown=true pandagen.request_id=r0 url.template=/alibaba/refund/detail/create`,
			"caller/" + create + ` internal Error "failure": error.type=failure http.response.status_code=500 pandagen.attempts=1 pandagen.code=500 pandagen.operation=Alibaba.Refunds.Create pandagen.outcome_unknown=true pandagen.request_id=r0`,
			`/caller internal Unset "":`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			spans := tracetest.NewSpanRecorder()
			provider := trace.NewTracerProvider(trace.WithSpanProcessor(spans))
			client, err := pandapon.NewClient(pandapon.Credentials{AccessKey: "key", AccessSecret: "secret"}, pandapon.WithBaseURL(s.URL),
				runtime.WithObserver(otelclient.Observer(provider)), runtime.WithRetry(runtime.RetryPolicy{Retries: 1, MinDelay: 1}))
			if err != nil {
				t.Fatal(err)
			}
			status = slices.Clone(tt.status)
			ctx, caller := provider.Tracer("test").Start(t.Context(), "caller")
			if err := tt.call(ctx, client); (err != nil) != (tt.status[len(tt.status)-1] != 200) {
				t.Error(err)
			}
			caller.End()
			if got := lines(spans.Ended()); !slices.Equal(got, tt.want) {
				t.Errorf("spans\n%q\nwant\n%q", got, tt.want)
			}
		})
	}
}

func getRefund(ctx context.Context, c *pandapon.Client) error {
	_, err := c.Alibaba.Refunds.Get(ctx, &pandapon.AlibabaRefundGetRequest{RefundID: "TQ1"})
	return err
}

func createRefund(ctx context.Context, c *pandapon.Client) error {
	_, err := c.Alibaba.Refunds.Create(ctx, &pandapon.AlibabaRefundCreateRequest{OrderID: "2745832119854621111"})
	return err
}

// lines prints spans: parent, name, kind, status and attributes.
func lines(spans []trace.ReadOnlySpan) []string {
	names := map[string]string{}
	for _, s := range spans {
		names[s.SpanContext().SpanID().String()] = s.Name()
	}
	var out []string
	for _, s := range spans {
		var attrs []string
		for _, a := range s.Attributes() {
			attrs = append(attrs, fmt.Sprintf(" %s=%s", a.Key, a.Value.String()))
		}
		slices.Sort(attrs)
		out = append(out, fmt.Sprintf("%s/%s %s %s %q:%s", names[s.Parent().SpanID().String()], s.Name(), s.SpanKind(), s.Status().Code, s.Status().Description, strings.Join(attrs, "")))
	}
	return out
}
