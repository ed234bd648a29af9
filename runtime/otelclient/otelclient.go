// Package otelclient makes OpenTelemetry traces of the calls of a generated client:
//
//	client, err := pandapon.NewClient(credentials, runtime.WithObserver(otelclient.Observer(nil)))
//
// A call is a span with the operation's name, below that of the caller's context; each attempt is a client span below it. A
// transport that makes spans of its own, such as that of otelhttp, puts them below the attempt's, and can send the trace to
// the server. Attributes follow OpenTelemetry's conventions for HTTP where it has them; the others begin with pandagen. Neither
// secrets nor parameters and bodies are recorded.
package otelclient

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/pandapon/pandagen/runtime"
)

// Observer returns an observer that makes spans by a provider, or by OpenTelemetry's global one when that is nil.
func Observer(provider trace.TracerProvider) runtime.Observer {
	if provider == nil {
		provider = otel.GetTracerProvider()
	}
	tracer := provider.Tracer("github.com/pandapon/pandagen/runtime/otelclient")
	return func(ctx context.Context, a runtime.CallStart) (context.Context, func(runtime.CallEnd)) {
		name, kind := a.Operation, trace.SpanKindInternal
		if a.Attempt > 0 {
			name, kind = a.Method+" "+a.Path, trace.SpanKindClient
		}
		ctx, span := tracer.Start(ctx, name, trace.WithSpanKind(kind), trace.WithAttributes(begun(a)...))
		return ctx, func(r runtime.CallEnd) {
			span.SetAttributes(ended(a, r)...)
			if r.Kind != "" {
				span.SetStatus(codes.Error, r.Kind)
			}
			span.End()
		}
	}
}

// begun describes what has started.
func begun(a runtime.CallStart) []attribute.KeyValue {
	if a.Attempt == 0 {
		return []attribute.KeyValue{attribute.String("pandagen.operation", a.Operation)}
	}
	attrs := []attribute.KeyValue{attribute.String("http.request.method", a.Method), attribute.String("url.template", a.Path)}
	if a.Attempt > 1 {
		attrs = append(attrs, attribute.Int("http.request.resend_count", a.Attempt-1))
	}
	return attrs
}

// ended describes what became of it.
func ended(a runtime.CallStart, r runtime.CallEnd) []attribute.KeyValue {
	var attrs []attribute.KeyValue
	text := func(key, value string) {
		if value != "" {
			attrs = append(attrs, attribute.String(key, value))
		}
	}
	text("pandagen.code", r.Code)
	text("pandagen.request_id", r.RequestID)
	text("error.type", r.Kind)
	if r.HTTPStatus != 0 {
		attrs = append(attrs, attribute.Int("http.response.status_code", r.HTTPStatus))
	}
	if r.OutcomeUnknown {
		attrs = append(attrs, attribute.Bool("pandagen.outcome_unknown", true))
	}
	if a.Attempt == 0 {
		attrs = append(attrs, attribute.Int("pandagen.attempts", r.Attempts))
	}
	return attrs
}
