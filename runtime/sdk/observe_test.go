package sdk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime"
)

// failFirst dials, but fails the first time.
func failFirst(err error) func(context.Context, string, string) (net.Conn, error) {
	first := true
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if first {
			first = false
			return nil, err
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}
}

// recorder writes down what an observer is told.
type recorder struct{ lines []string }

type observed struct{}

func (r *recorder) observe(ctx context.Context, a runtime.CallStart) (context.Context, func(runtime.CallEnd)) {
	above, _ := ctx.Value(observed{}).(string)
	name := fmt.Sprintf("%s/%s %d", above, a.Operation, a.Attempt)
	r.lines = append(r.lines, fmt.Sprintf("start %s %s %s", name, a.Method, a.Path))
	return context.WithValue(ctx, observed{}, name), func(result runtime.CallEnd) {
		line := fmt.Sprintf("end %s: %d %s %s %q after %d in %v", name, result.HTTPStatus, result.Code, result.RequestID, result.Kind, result.Attempts, result.Duration)
		if result.OutcomeUnknown {
			line += ", unknown"
		}
		r.lines = append(r.lines, line)
	}
}

// tick is a clock that goes on by a second each time that somebody looks at it.
func tick() func() time.Time {
	at := time.Now()
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

func TestObserver(t *testing.T) {
	var seenByTransport []any
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 1 {
			w.WriteHeader(503)
			io.WriteString(w, `{"code":503,"requestId":"r0"}`)
			return
		}
		io.WriteString(w, okAnswer)
	})
	var r recorder
	c, _ := newTestClient(t, p.URL, runtime.WithObserver(r.observe), runtime.WithTransport(roundTripper(func(request *http.Request) (*http.Response, error) {
		seenByTransport = append(seenByTransport, request.Context().Value(observed{}))
		return http.DefaultTransport.RoundTrip(request)
	})))
	if _, err := Call(t.Context(), c, getEndpoint(RetrySafe), &ticketRequest{ID: "private"}, nil); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"start /Tickets.Get 0 GET /tickets/{id}",
		"start /Tickets.Get 0/Tickets.Get 1 GET /tickets/{id}",
		`end /Tickets.Get 0/Tickets.Get 1: 503 503 r0 "failure" after 1`,
		"start /Tickets.Get 0/Tickets.Get 2 GET /tickets/{id}",
		`end /Tickets.Get 0/Tickets.Get 2: 200 200 r1 "" after 2`,
		`end /Tickets.Get 0: 200 200 r1 "" after 2`,
	}
	for i, line := range r.lines {
		line, _, _ = strings.Cut(line, " in ")
		if i >= len(want) || line != want[i] {
			t.Errorf("line %d: %s", i, line)
		}
	}
	if len(r.lines) != len(want) {
		t.Errorf("%d lines, want %d", len(r.lines), len(want))
	}
	if want := []any{"/Tickets.Get 0/Tickets.Get 1", "/Tickets.Get 0/Tickets.Get 2"}; !reflect.DeepEqual(seenByTransport, want) {
		t.Errorf("contexts of the requests: %v, want %v", seenByTransport, want)
	}
}

func TestObservedDurationsComeFromTheClock(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	var durations []time.Duration
	c, _ := newTestClient(t, p.URL, runtime.WithClock(tick()), runtime.WithObserver(func(ctx context.Context, a runtime.CallStart) (context.Context, func(runtime.CallEnd)) {
		return ctx, func(r runtime.CallEnd) { durations = append(durations, r.Duration) }
	}))
	if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), nil, nil); err != nil {
		t.Fatal(err)
	}
	if len(durations) != 2 || durations[0] <= 0 || durations[0] >= durations[1] || durations[1]%time.Second != 0 {
		t.Errorf("attempt and call took %v", durations)
	}
}

func TestObserversNest(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	var events []string
	observer := func(name string) runtime.Option {
		return runtime.WithObserver(func(ctx context.Context, a runtime.CallStart) (context.Context, func(runtime.CallEnd)) {
			if a.Attempt > 0 {
				return ctx, nil
			}
			events = append(events, "start "+name)
			return ctx, func(runtime.CallEnd) { events = append(events, "end "+name) }
		})
	}
	c, _ := newTestClient(t, p.URL, observer("a"), observer("b"))
	if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), nil, nil); err != nil {
		t.Fatal(err)
	}
	if want := []string{"start a", "start b", "end b", "end a"}; !reflect.DeepEqual(events, want) {
		t.Errorf("events %q, want %q", events, want)
	}
}

func TestObservedKinds(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	late, stop := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer stop()
	answer := func(text string) runtime.Option {
		return runtime.WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: r}, nil
		}))
	}
	for _, tt := range []struct {
		name    string
		ctx     context.Context
		opts    []runtime.Option
		want    string
		code    string
		unknown bool
	}{
		{name: "success", opts: []runtime.Option{answer(okAnswer)}, code: "200"},
		{name: "failure", opts: []runtime.Option{answer(`{"code":7}`)}, want: "failure", code: "7", unknown: true},
		{name: "data", opts: []runtime.Option{answer(`{"code":200,"data":{"count":"many"}}`)}, want: "data", code: "200"},
		{name: "too large", opts: []runtime.Option{answer(okAnswer), runtime.WithMaxResponseSize(3)}, want: "data", unknown: true},
		{name: "connection", opts: []runtime.Option{runtime.WithTransport(roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("broken") }))}, want: "connection", unknown: true},
		{name: "timeout", ctx: late, opts: []runtime.Option{answer(okAnswer)}, want: "timeout"},
		{name: "canceled", ctx: canceled, opts: []runtime.Option{answer(okAnswer)}, want: "canceled"},
		{name: "limiter", opts: []runtime.Option{answer(okAnswer), runtime.WithLimiter(limiter(func() error { return errors.New("burst exceeded") }))}, want: "request"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var results []runtime.CallEnd
			c, _ := newTestClient(t, "https://api.example.com", append(tt.opts, runtime.WithObserver(
				func(ctx context.Context, a runtime.CallStart) (context.Context, func(runtime.CallEnd)) {
					return ctx, func(r runtime.CallEnd) {
						if a.Attempt == 0 {
							results = append(results, r)
						}
					}
				}))...)
			ctx := tt.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			Call(ctx, c, postEndpoint(RetryNever), nil, nil)
			if len(results) != 1 || results[0].Kind != tt.want || results[0].Code != tt.code || results[0].OutcomeUnknown != tt.unknown {
				t.Errorf("results %+v", results)
			}
		})
	}
}

type limiter func() error

func (l limiter) Wait(context.Context) error { return l() }

func TestLimiter(t *testing.T) {
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) { w.WriteHeader(503) })
	for _, tt := range []struct {
		name     string
		retry    Retry
		pass     int // attempts that the limiter lets pass
		requests int
		want     string
	}{
		{"never full", RetrySafe, 9, 3, "HTTP status 503"},
		{"full at once", RetryNever, 0, 0, "Tickets.Get: wait for the limiter: full"},
		{"full before the second attempt", RetrySafe, 1, 1, "full while waiting to send again"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			full := errors.New("full")
			asked, before := 0, p.count()
			c, _ := newTestClient(t, p.URL, runtime.WithLimiter(limiter(func() error {
				if asked++; asked > tt.pass {
					return full
				}
				return nil
			})))
			_, err := Call(t.Context(), c, postEndpoint(tt.retry), nil, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, runtime.ErrOutcomeUnknown) || p.count()-before != tt.requests {
				t.Errorf("%v after %d requests", err, p.count()-before)
			}
			if _, ok := errors.AsType[*runtime.CallError](err); ok != errors.Is(err, full) {
				t.Errorf("%T: %v", err, err)
			}
		})
	}
}

func TestMetaKeepsTheBody(t *testing.T) {
	var body string
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) { io.WriteString(w, body) })
	c, _ := newTestClient(t, p.URL)
	for _, body = range []string{okAnswer, `{"code":7}`, "<html>"} {
		var meta runtime.Meta
		Call(t.Context(), c, postEndpoint(RetryNever), nil, []runtime.CallOption{runtime.WithMeta(&meta)})
		if string(meta.Body) != body {
			t.Errorf("body %s, want %s", meta.Body, body)
		}
	}
}
