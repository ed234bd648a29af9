package sdk

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

func TestRefusedAttempts(t *testing.T) {
	const failed, succeeded = `{"code":5004,"msg":"no"}`, `{"code":200,"data":null}`
	rejected := runtime.WithRejected("5003", "5004")
	for _, tt := range []struct {
		name        string
		status      int
		marked      bool
		body        string
		noEnvelope  bool
		opt         runtime.SharedOption
		wantUnknown bool
	}{
		{name: "400 in the envelope", status: 400, body: failed},
		{name: "404 in the envelope", status: 404, body: failed},
		{name: "422 in the envelope", status: 422, body: `{"code":"NO_STOCK"}`, wantUnknown: true}, // no code where all are numbers
		{name: "408", status: 408, body: failed, wantUnknown: true},
		{name: "409", status: 409, body: failed, wantUnknown: true},
		{name: "425", status: 425, body: failed, wantUnknown: true},
		{name: "429", status: 429, body: failed, wantUnknown: true},
		{name: "500 in the envelope", status: 500, body: failed, wantUnknown: true},
		{name: "200 in the envelope", status: 200, body: failed, wantUnknown: true},
		{name: "302 in the envelope", status: 302, body: failed, wantUnknown: true},
		{name: "404 of something in between", status: 404, body: "<html>", wantUnknown: true},
		{name: "403 in another form", status: 403, body: `{"error":"no"}`, wantUnknown: true},
		{name: "404 with a code that succeeds", status: 404, body: succeeded, wantUnknown: true},
		{name: "404 without an envelope in the document", status: 404, body: "<html>", noEnvelope: true},
		{name: "409 without an envelope in the document", status: 409, body: "{}", noEnvelope: true, wantUnknown: true},
		{name: "500 without an envelope in the document", status: 500, body: "{}", noEnvelope: true, wantUnknown: true},
		{name: "marked 503", status: 503, marked: true, body: failed},
		{name: "marked 429 in another form", status: 429, marked: true, body: "busy"},
		{name: "marked 500 without an envelope in the document", status: 500, marked: true, body: "{}", noEnvelope: true},
		{name: "listed by the document", status: 200, body: `{"code":401}`},
		{name: "listed by the caller", status: 200, body: failed, opt: rejected},
		{name: "listed by the caller, under 500", status: 500, body: failed, opt: rejected},
		{name: "not listed by the caller", status: 200, body: `{"code":5005}`, opt: rejected, wantUnknown: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
				if tt.marked {
					w.Header().Set(NotExecuted, "1")
				}
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			})
			e := postEndpoint(RetryNever)
			if tt.noEnvelope {
				e.Envelope = nil
			}
			var clientOpts []runtime.Option
			var callOpts []runtime.CallOption
			if tt.opt != nil {
				clientOpts = append(clientOpts, tt.opt)
			}
			for range 2 { // as an option of the client, then of the call
				c, _ := newTestClient(t, p.URL, clientOpts...)
				_, err := Call(t.Context(), c, e, nil, callOpts)
				if _, ok := errors.AsType[*runtime.Error](err); !ok || errors.Is(err, runtime.ErrOutcomeUnknown) != tt.wantUnknown {
					t.Errorf("%v, want unknown %v", err, tt.wantUnknown)
				}
				if tt.opt != nil {
					clientOpts, callOpts = nil, []runtime.CallOption{tt.opt}
				}
			}
			if p.count() != 2 {
				t.Errorf("%d requests for two calls", p.count())
			}
		})
	}
}

func TestRejectedCodesOfClientAndCallAddUp(t *testing.T) {
	var code int
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) { fmt.Fprintf(w, `{"code":%d}`, code) })
	c, _ := newTestClient(t, p.URL, runtime.WithRejected("1"))
	for _, tt := range []struct {
		code    int
		unknown bool
	}{{1, false}, {2, false}, {3, true}, {401, false}} {
		code = tt.code
		_, err := Call(t.Context(), c, postEndpoint(RetryNever), nil, []runtime.CallOption{runtime.WithRejected("2")})
		if err == nil || errors.Is(err, runtime.ErrOutcomeUnknown) != tt.unknown {
			t.Errorf("code %d: %v", code, err)
		}
	}
	if _, err := Call(t.Context(), c, postEndpoint(RetryNever), nil, []runtime.CallOption{runtime.WithRejected("")}); textOf(err) != "Tickets.Get: WithRejected: a code is empty" {
		t.Errorf("an empty code: %v", err)
	}
}

// TestRefusalJudgesItsAttemptOnly holds that a refusal settles nothing about an attempt before it.
func TestRefusalJudgesItsAttemptOnly(t *testing.T) {
	const refusal = 404
	for _, tt := range []struct {
		name    string
		retry   Retry
		first   int // HTTP status; zero kills the connection
		marked  bool
		unknown bool
	}{
		{"a read", RetrySafe, 503, false, false},
		{"idempotent, in doubt", RetryIdempotentWith, 503, false, true},
		{"idempotent, the connection broke", RetryIdempotentWith, 0, false, true},
		{"idempotent, refused before", RetryIdempotentWith, 503, true, false},
		{"repeated by option, in doubt", RetryNever, 503, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, n int) {
				switch {
				case n > 1:
					w.WriteHeader(refusal)
					io.WriteString(w, `{"code":404}`)
					return
				case tt.first == 0:
					panic(http.ErrAbortHandler)
				case tt.marked:
					w.Header().Set(NotExecuted, "1")
				}
				w.WriteHeader(tt.first)
			})
			c, _ := newTestClient(t, p.URL)
			e := postEndpoint(tt.retry)
			e.Idempotent = func(*ticketRequest) bool { return true }
			var opts []runtime.CallOption
			if tt.retry == RetryNever {
				opts = append(opts, runtime.WithRepeat())
			}
			_, err := Call(t.Context(), c, e, &ticketRequest{}, opts)
			failure, ok := errors.AsType[*runtime.Error](err)
			if !ok || failure.HTTPStatus != refusal || p.count() != 2 || errors.Is(err, runtime.ErrOutcomeUnknown) != tt.unknown {
				t.Errorf("%v after %d requests, want unknown %v", err, p.count(), tt.unknown)
			}
		})
	}
}

// TestFailedDialsLeaveNoDoubt holds that an attempt which sent nothing is no reason to doubt a refusal.
func TestFailedDialsLeaveNoDoubt(t *testing.T) {
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.WriteHeader(404)
		io.WriteString(w, `{"code":404}`)
	})
	c, _ := newTestClient(t, p.URL, runtime.WithTransport(&http.Transport{DialContext: failFirst(errors.New("no route"))}))
	e := postEndpoint(RetryIdempotentWith)
	e.Idempotent = func(*ticketRequest) bool { return true }
	var meta runtime.Meta
	_, err := Call(t.Context(), c, e, &ticketRequest{}, []runtime.CallOption{runtime.WithMeta(&meta)})
	if err == nil || errors.Is(err, runtime.ErrOutcomeUnknown) || meta.Attempts != 2 {
		t.Errorf("%v after %d attempts", err, meta.Attempts)
	}
}
