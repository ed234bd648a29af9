package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/pandapon/pandagen/bench/peers/oapi"
	"github.com/pandapon/pandagen/bench/peers/ogen"
	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandapon/pandaponserver"
	"github.com/pandapon/pandagen/runtime/server"
)

// serverFigures have handlers answer signed requests in this process, without a connection. Requests are made and signed
// while the clock stands still, and every slice begins with an empty store of nonces.
func serverFigures(_ context.Context, _ *tearDown) ([]figure, error) {
	_, data, err := refundResponse()
	if err != nil {
		return nil, err
	}
	stubs, err := sdkServer(data)
	if err != nil {
		return nil, err
	}
	hand, err := handServer(data)
	if err != nil {
		return nil, err
	}
	generated, err := oapiServer(data)
	if err != nil {
		return nil, err
	}
	ogenGenerated, err := ogenServer(data)
	if err != nil {
		return nil, err
	}
	ours := answering("pandaponserver", stubs)
	byHand := answering("net/http and encoding/json by hand", hand)
	byOAPI := answering("oapi-codegen's strict server", generated)
	byOgen := answering("ogen's server", ogenGenerated)
	for _, newHandler := range []func(int) http.Handler{stubs, hand, generated, ogenGenerated} {
		if err := checkHandler(newHandler(2), data); err != nil {
			return nil, err
		}
	}
	return []figure{
		{name: "server_vs_handwritten", ours: ours, theirs: byHand},
		{name: "server_vs_oapi", ours: ours, theirs: byOAPI},
		{name: "server_vs_ogen", ours: ours, theirs: byOgen},
	}, nil
}

// answering has a new handler answer new requests. newHandler is told how many to expect.
func answering(name string, newHandler func(n int) http.Handler) contender {
	var handler http.Handler
	var requests []*http.Request
	return contender{
		name: name,
		prepare: func(n int) error {
			handler = newHandler(n)
			requests = requests[:0]
			for range n {
				requests = append(requests, signedRequest())
			}
			return nil
		},
		run: func(n int) error {
			w := &responseWriter{header: http.Header{}}
			for _, r := range requests[:n] {
				w.status = 0
				clear(w.header)
				handler.ServeHTTP(w, r)
				if w.status != http.StatusOK {
					return fmt.Errorf("status %d", w.status)
				}
			}
			requests = requests[n:]
			return nil
		},
	}
}

func signedRequest() *http.Request {
	r := httptest.NewRequest(http.MethodPost, refundPath, bytes.NewReader(refundRequestBody()))
	r.Header.Set("Content-Type", "application/json")
	signByHand(r.Header, time.Now())
	return r
}

// checkHandler tells whether a handler answers the refund, and rejects a replay and a wrong signature.
func checkHandler(handler http.Handler, data []byte) error {
	ask := func(r *http.Request) (int, []byte) {
		w := &responseWriter{header: http.Header{}, body: new(bytes.Buffer)}
		handler.ServeHTTP(w, r)
		return w.status, w.body.Bytes()
	}
	r := signedRequest()
	replay, forged := signedRequest(), signedRequest()
	replay.Header = r.Header
	forged.Header.Set("timestamp", "1700000000000")
	status, body := ask(r)
	var answer struct {
		Code int
		Data json.RawMessage
	}
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK || answer.Code != 200 {
		return fmt.Errorf("unexpected answer: status %d, %w: %s", status, err, body)
	}
	if err := sameJSON(answer.Data, data); err != nil {
		return err
	}
	for _, r := range []*http.Request{replay, forged} {
		if status, body := ask(r); status != http.StatusUnauthorized {
			return fmt.Errorf("a request that should be rejected has status %d: %s", status, body)
		}
	}
	return nil
}

// responseWriter takes an answer without a connection. Like net/http's it knows deadlines.
type responseWriter struct {
	header http.Header
	status int
	body   *bytes.Buffer // nil: the body is thrown away
}

func (w *responseWriter) Header() http.Header { return w.header }

func (w *responseWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *responseWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.body != nil {
		return w.body.Write(b)
	}
	return len(b), nil
}

func (w *responseWriter) SetReadDeadline(time.Time) error { return nil }

// sdkServer is the handler of the generated stubs.
func sdkServer(data []byte) (func(n int) http.Handler, error) {
	refund := new(pandapon.AlibabaRefund)
	if err := unmarshal(data, refund); err != nil {
		return nil, err
	}
	services := pandaponserver.Services{AlibabaRefunds: sdkRefunds{refund: refund}}
	quiet := server.WithLogger(slog.New(slog.DiscardHandler)) // the requests that checkHandler has rejected
	return func(n int) http.Handler {
		return pandaponserver.NewHandler(newVerifier(n), services, quiet)
	}, nil
}

type sdkRefunds struct {
	pandaponserver.UnimplementedAlibabaRefunds
	refund *pandapon.AlibabaRefund
}

func (s sdkRefunds) Get(_ context.Context, req *pandapon.AlibabaRefundGetRequest) (*pandapon.AlibabaRefund, error) {
	if req.RefundID != refundID {
		return nil, errNoResult
	}
	return s.refund, nil
}

// handServer is a handler as somebody writes it by hand: limits, verification, decoding, envelope.
func handServer(data []byte) (func(n int) http.Handler, error) {
	refund := new(handRefund)
	if err := json.Unmarshal(data, refund); err != nil {
		return nil, err
	}
	return func(int) http.Handler {
		verifier := newHandVerifier()
		mux := http.NewServeMux()
		mux.HandleFunc("POST "+refundPath, func(w http.ResponseWriter, r *http.Request) {
			if err := verifier.verify(r.Header, time.Now()); err != nil {
				answerByHand(w, http.StatusUnauthorized, handRefundResponse{Code: 401, Message: err.Error()})
				return
			}
			var request handRefundRequest
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&request); err != nil || request.RefundID != refundID {
				answerByHand(w, http.StatusBadRequest, handRefundResponse{Code: 400, Message: "the request cannot be read"})
				return
			}
			answerByHand(w, http.StatusOK, handRefundResponse{RequestID: newNonce(), Code: 200, Message: "success", Data: refund})
		})
		return mux
	}, nil
}

func answerByHand(w http.ResponseWriter, status int, response handRefundResponse) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The caller is gone when this fails; there is nobody to tell.
	_ = json.NewEncoder(w).Encode(response)
}

// oapiServer is oapi-codegen's strict server for net/http behind a middleware that verifies by hand.
func oapiServer(data []byte) (func(n int) http.Handler, error) {
	refund := new(oapi.AlibabaRefund)
	if err := json.Unmarshal(data, refund); err != nil {
		return nil, err
	}
	return func(int) http.Handler {
		strict := oapi.NewStrictHandler(oapiRefunds{refund: refund}, nil)
		return oapi.HandlerWithOptions(strict, oapi.StdHTTPServerOptions{Middlewares: []oapi.MiddlewareFunc{verifying()}})
	}, nil
}

// verifying returns a middleware that verifies by hand in front of a generated server, with nonces of its own.
func verifying() func(http.Handler) http.Handler {
	verifier := newHandVerifier()
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := verifier.verify(r.Header, time.Now()); err != nil {
				http.Error(w, err.Error(), http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// oapiRefunds implements the one operation that is called.
type oapiRefunds struct {
	oapi.StrictServerInterface
	refund *oapi.AlibabaRefund
}

func (s oapiRefunds) AlibabaRefundGet(_ context.Context, request oapi.AlibabaRefundGetRequestObject) (oapi.AlibabaRefundGetResponseObject, error) {
	if request.Body == nil || request.Body.RefundId != refundID {
		return nil, errNoResult
	}
	return oapi.AlibabaRefundGet200JSONResponse{Code: new(int64(200)), Data: s.refund, Msg: new("success"), RequestId: new(newNonce())}, nil
}

// ogenServer is ogen's server behind a middleware that verifies by hand.
func ogenServer(data []byte) (func(n int) http.Handler, error) {
	refund := new(ogen.AlibabaRefund)
	if err := refund.UnmarshalJSON(data); err != nil {
		return nil, err
	}
	generated, err := ogen.NewServer(ogenRefunds{refund: refund}, verified{})
	if err != nil {
		return nil, err
	}
	return func(int) http.Handler { return verifying()(generated) }, nil
}

// verified takes what the middleware has let through: a SecurityHandler is shown one header, and the signature needs five.
type verified struct{ ogen.SecurityHandler }

func (verified) HandlePandaponRequest(ctx context.Context, _ ogen.OperationName, _ ogen.PandaponRequest) (context.Context, error) {
	return ctx, nil
}

// ogenRefunds implements the one operation that is called.
type ogenRefunds struct {
	ogen.UnimplementedHandler
	refund *ogen.AlibabaRefund
}

func (s ogenRefunds) AlibabaRefundGet(_ context.Context, request *ogen.AlibabaRefundGetRequest) (*ogen.AlibabaRefundGetOK, error) {
	if request.RefundId != refundID {
		return nil, errNoResult
	}
	return &ogen.AlibabaRefundGetOK{
		RequestId: ogen.NewOptNilString(newNonce()), Code: ogen.NewOptNilInt64(200), Msg: ogen.NewOptNilString("success"),
		Data: ogen.NewOptAlibabaRefund(*s.refund),
	}, nil
}
