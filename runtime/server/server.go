package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/pandapon/pandagen/signer"
)

// New returns a handler that answers routes, each request in this order: limits of size and time, authentication,
// decoding and validation, the method, envelope. The order is fixed, so a method never sees a request that its operation's
// security does not let in. Generated code calls New.
//
// A method fails with an *[runtime.Error] to choose code and message. The code is written as a number when it consists of
// digits, which is what callers expect; the HTTP status is 200 unless the error has one between 400 and 599, because the
// envelope's code is the verdict. Without an envelope the body is an object with requestId, code and message, and the
// status is 422 unless the error has one. Any other error, and a panic, is answered as an internal error and logged.
//
// A failure that happened before a method was called has the header Pandagen-Not-Executed, by which generated clients know that
// nothing has happened.
//
// New panics when nothing judges a scheme that an operation asks for (see [Open]), when a path cannot be routed, when an option
// names a scheme that no operation has, or a code that means success for failures: a service that cannot answer safely must
// not start.
//
// The handler limits what one request may cost. How long a connection may take to send its header, or may stay
// idle, is decided by the [http.Server] around it: set ReadHeaderTimeout, WriteTimeout and IdleTimeout.
func New(schemes []Scheme, routes []sdk.Route, opts ...Option) http.Handler {
	s, err := newServer(schemes, routes, opts)
	if err != nil {
		panic("server: " + err.Error())
	}
	return s
}

// server is the handler of New.
type server struct {
	router    *router
	envelope  *sdk.Envelope // of answers that belong to no operation
	limits    Limits
	codes     ErrorCodes
	logger    *slog.Logger
	requestID func(*http.Request) string
	exchanges sync.Pool // of *exchange
}

// route is a Route made ready to serve.
type route struct {
	sdk.Route
	gate   *gate
	params []string // names of the path's parameters, in order
}

// exchange is the memory of one request that is answered. It is reused, so nothing of it is handed to methods.
type exchange struct {
	reader sdk.RequestReader
	params []string // values of the path's parameters
	answer sdk.Encoder
}

func newServer(schemes []Scheme, routes []sdk.Route, opts []Option) (*server, error) {
	c := config{schemes: map[string]*signer.Signer{}, open: map[string]bool{}}
	for _, opt := range opts {
		if opt != nil {
			opt.apply(&c)
		}
	}
	s := &server{
		router:    newRouter(c.basePath),
		limits:    c.limits.withDefaults(),
		codes:     c.codes,
		logger:    c.logger,
		requestID: c.requestID,
		exchanges: sync.Pool{New: func() any { return new(exchange) }},
	}
	if s.logger == nil {
		s.logger = slog.Default()
	}
	known, err := c.prepare(schemes, routes)
	if err != nil {
		return nil, err
	}
	for _, r := range routes {
		if err := c.codes.check(r.Envelope); err != nil {
			return nil, err
		}
		g, err := newGate(r.Security, known, c.open)
		if err != nil {
			return nil, fmt.Errorf("operation %s: %w", r.ID, err)
		}
		if err := s.router.add(&route{Route: r, gate: g}); err != nil {
			return nil, err
		}
		if s.envelope == nil {
			s.envelope = r.Envelope
		}
	}
	return s, nil
}

// ServeHTTP answers a request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := &requestContext{Context: r.Context()}
	if s.requestID != nil {
		ctx.requestID = s.requestID(r)
	}
	if ctx.requestID == "" {
		ctx.requestID = newRequestID()
	}

	x := s.exchanges.Get().(*exchange)
	var found *route
	var allow string
	if !isAmbiguous(r.URL) {
		found, allow = s.router.find(r, &x.params)
	}
	if found == nil && allow != "" && r.Method == http.MethodOptions {
		w.Header().Set("Allow", allow)
		w.WriteHeader(http.StatusNoContent)
		s.release(x)
		return
	}

	envelope := s.envelope
	if found != nil {
		envelope = found.Envelope
		ctx.operation = &found.Operation
	}
	x.answer.Reset(x.answer.Bytes()[:0])
	x.answer.ForAnswer()
	data := beginSuccess(&x.answer, envelope, ctx.requestID)
	finishReading := s.limits.startReading(w, r)
	var err error
	if found == nil {
		err = unrouted(r.URL, allow)
	} else {
		err = s.run(ctx, found, r, finishReading, x)
	}
	var success int // its status
	if found != nil {
		success = found.Status
	}
	if err == nil {
		err = x.answer.Err()
	} else if refused := refusedData(err, envelope); refused != nil {
		x.answer.Reset(x.answer.Bytes()[:data])
		x.answer.Raw(refused)
		err = nil
	} else if other := otherAnswer(err); other != nil {
		x.answer.Reset(x.answer.Bytes()[:data])
		x.answer.Raw(other.Data)
		success, err = other.Status, nil
	}
	status, contentType := 0, "application/json"
	if err == nil {
		status = endSuccess(&x.answer, envelope, data, success, found.Raw)
		contentType = found.AnswerType()
	} else {
		f := s.fail(ctx, err, envelope)
		if f.header != nil {
			f.header(w.Header())
		}
		if f.refused {
			w.Header().Set(sdk.NotExecuted, "1")
		}
		x.answer.Reset(x.answer.Bytes()[:0])
		writeFailure(&x.answer, envelope, ctx.requestID, f)
		status = f.status
	}
	ctx.write(w, status, contentType, x.answer.Bytes())
	s.release(x)
}

// maxPooledBuffer keeps a single large answer from staying in memory.
const maxPooledBuffer = 64 << 10

// release gives the memory of an answered request back.
func (s *server) release(x *exchange) {
	x.reader.Reset(nil, nil, nil, nil, nil)
	clear(x.params)
	x.params = x.params[:0]
	if cap(x.answer.Bytes()) > maxPooledBuffer {
		x.answer.Reset(nil)
	}
	s.exchanges.Put(x)
}

// unrouted is the error of a request that no operation answers; allow lists the methods that its path takes.
func unrouted(u *url.URL, allow string) error {
	switch {
	case isAmbiguous(u):
		return &sdk.Refusal{Status: http.StatusBadRequest, Message: "the path has characters that must be escaped"}
	case allow == "":
		return &sdk.Refusal{Status: http.StatusNotFound, Message: "no operation has this path"}
	}
	return refuse(http.StatusMethodNotAllowed, "this path does not take the method; it takes "+allow, func(h http.Header) { h.Set("Allow", allow) })
}

// run takes a request through the steps before the answer. A panic becomes an error, but for the one by which
// net/http is told to drop the connection.
func (s *server) run(ctx *requestContext, found *route, r *http.Request, finishReading func(), x *exchange) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			panic(v)
		default:
			err = &panicError{value: v, stack: debug.Stack()}
		}
	}()
	if err := s.limits.checkHeader(r); err != nil {
		return err
	}
	body, err := s.limits.readBody(r)
	if err != nil {
		return err
	}
	finishReading()
	if err := found.gate.pass(ctx, r, body); err != nil {
		return err
	}
	x.reader.Memory = s.limits.MemoryBytes
	x.reader.Reset(&found.Operation, r, found.params, x.params, body)
	return found.Serve(ctx, &x.reader, &x.answer)
}

// startReading limits the time that a request may take to send its body. The function that it returns lifts the
// limit, which would otherwise end the context of a method that runs longer. When the response writer knows no
// deadlines, or when the http.Server has a ReadTimeout of its own, nothing is changed.
func (l Limits) startReading(w http.ResponseWriter, r *http.Request) (finish func()) {
	finish = func() {}
	if l.ReadTimeout < 0 || r.Body == nil || r.Body == http.NoBody {
		return finish
	}
	if srv, ok := r.Context().Value(http.ServerContextKey).(*http.Server); !ok || srv.ReadTimeout > 0 {
		return finish
	}
	control := http.NewResponseController(w)
	if control.SetReadDeadline(time.Now().Add(l.ReadTimeout)) != nil {
		return finish
	}
	return func() { _ = control.SetReadDeadline(time.Time{}) }
}

// allowed lists the methods of a path for the Allow header.
func allowed(routes []*route) string {
	methods := make([]string, 0, len(routes)+1)
	for _, r := range routes {
		methods = append(methods, r.Method)
	}
	methods = append(methods, http.MethodOptions)
	return strings.Join(methods, ", ")
}
