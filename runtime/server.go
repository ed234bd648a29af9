package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// A Route connects an operation of the document with the code that answers it. Generated code makes routes.
type Route struct {
	Operation

	// Serve reads the request, calls the user's method and encodes what it returned. When nothing was encoded,
	// the answer's data is null. An error discards what was encoded.
	Serve func(ctx context.Context, r *RequestReader, data *Encoder) error
}

// NewServer returns a handler that answers routes, each request in this order: limits of size and time, signature,
// decoding and validation, the method, envelope. The order is fixed, so a method never sees a request whose
// signature did not hold.
//
// NewServer panics when verifier is nil, when a path cannot be routed, or when an option names a signature scheme
// that no route has: a service that cannot answer safely must not start.
//
// The handler limits what one request may cost. How long a connection may take to send its header, or may stay
// idle, is decided by the [http.Server] around it: set ReadHeaderTimeout, WriteTimeout and IdleTimeout.
func NewServer(verifier *signer.Verifier, routes []Route, opts ...ServerOption) http.Handler {
	if verifier == nil {
		panic("runtime: a server needs a verifier: make one with signer.NewVerifier, " +
			"or call the constructor whose name says that signatures are not verified")
	}
	return newServer(verifier, routes, opts)
}

// NewUnverifiedServer is NewServer without the verification of signatures: anybody who reaches the handler may call
// every operation, and no identity is known. It is for tests, for documents that declare no signature, and for
// handlers behind a gateway that has verified already.
func NewUnverifiedServer(routes []Route, opts ...ServerOption) http.Handler {
	return newServer(nil, routes, opts)
}

// server is the handler of NewServer.
type server struct {
	verifier  *signer.Verifier // nil: signatures are not verified
	router    *router
	envelope  *Envelope // of answers that belong to no operation
	limits    ServerLimits
	codes     ErrorCodes
	logger    *slog.Logger
	requestID func(*http.Request) string
	values    []signer.Value // credentials that do not travel
	exchanges sync.Pool      // of *exchange
}

// route is a Route made ready to serve.
type route struct {
	Route
	signer *signer.Signer // nil: unsigned, or the rule is not known
	signed bool
	params []string // names of the path's parameters, in order
}

// exchange is the memory of one request that is answered. It is reused, so nothing of it is handed to methods.
type exchange struct {
	reader RequestReader
	data   Encoder
	buffer []byte // the answer
}

// maxKeptBuffer is the size in bytes of the largest answer whose buffer is kept for the next one.
const maxKeptBuffer = 64 << 10

func newServer(verifier *signer.Verifier, routes []Route, opts []ServerOption) *server {
	config := serverConfig{schemes: map[string]*signer.Signer{}}
	for _, opt := range opts {
		opt(&config)
	}
	s := &server{
		verifier:  verifier,
		router:    newRouter(config.basePath),
		limits:    config.limits.withDefaults(),
		codes:     config.codes,
		logger:    config.logger,
		requestID: config.requestID,
		values:    slices.Clip(config.values),
		exchanges: sync.Pool{New: func() any { return new(exchange) }},
	}
	if s.logger == nil {
		s.logger = slog.Default()
	}
	used := map[string]bool{}
	for _, r := range routes {
		made, err := config.route(r)
		if err == nil {
			err = s.router.add(made)
		}
		if err != nil {
			panic("runtime: " + err.Error())
		}
		if s.envelope == nil {
			s.envelope = r.Envelope
		}
		used[r.Scheme] = true
	}
	for name := range config.schemes {
		if !used[name] {
			panic(fmt.Sprintf("runtime: WithServerScheme: no operation is signed with a scheme called %q", name))
		}
	}
	return s
}

// ServeHTTP answers a request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := &serverContext{Context: r.Context()}
	if s.requestID != nil {
		ctx.requestID = s.requestID(r)
	}
	if ctx.requestID == "" {
		ctx.requestID = newRequestID()
	}

	x := s.exchanges.Get().(*exchange)
	found, allow := s.router.find(r, &x.reader)
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
	x.buffer = appendSuccessHead(x.buffer[:0], envelope, ctx.requestID)
	head := len(x.buffer)
	x.data.Reset(x.buffer)

	err := s.run(ctx, found, allow, w, r, x)
	if err == nil {
		err = x.data.Err()
	}
	x.buffer = x.data.Bytes()
	status := http.StatusOK
	if err != nil {
		f := s.failureOf(err, envelope)
		s.log(ctx, f)
		status = f.status
		x.buffer = appendFailure(x.buffer[:0], envelope, ctx.requestID, f)
		if f.header != nil {
			f.header(w.Header())
		}
	} else {
		x.buffer = appendSuccessTail(x.buffer, envelope, head)
		if len(x.buffer) == 0 {
			status = http.StatusNoContent
		}
	}
	ctx.write(w, status, x.buffer)
	s.release(x)
}

// release gives the memory of an answered request back.
func (s *server) release(x *exchange) {
	x.reader.clear()
	if cap(x.buffer) > maxKeptBuffer {
		x.buffer = nil
	}
	s.exchanges.Put(x)
}

// run takes a request through the steps before the answer. A panic becomes an error, but for the one by which
// net/http is told to drop the connection.
func (s *server) run(ctx *serverContext, found *route, allow string, w http.ResponseWriter, r *http.Request, x *exchange) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			panic(v)
		default:
			err = &panicError{value: v, stack: debug.Stack()}
		}
	}()
	restore := s.limits.startReading(w, r)
	switch {
	case found == nil && allow == "":
		return &requestError{status: http.StatusNotFound, message: "no operation has this path"}
	case found == nil:
		return &requestError{
			status:  http.StatusMethodNotAllowed,
			message: "this path does not take the method; it takes " + allow,
			header:  func(h http.Header) { h.Set("Allow", allow) },
		}
	}
	if err := s.limits.checkHeader(r); err != nil {
		return err
	}
	body, err := s.limits.readBody(r)
	if err != nil {
		return err
	}
	restore()
	if err := s.verify(ctx, found, r, body); err != nil {
		return err
	}
	x.reader.begin(r, found.params, body)
	return found.Serve(ctx, &x.reader, &x.data)
}

// errSignatureRule is what the operator reads when a signed operation is called whose rule nobody declared.
var errSignatureRule = errors.New("the signature rule of this operation is not known: declare it with runtime.WithServerScheme")

// verify checks the request's signature and remembers who sent it.
func (s *server) verify(ctx *serverContext, found *route, r *http.Request, body []byte) error {
	if s.verifier == nil || !found.signed {
		return nil
	}
	if found.signer == nil {
		return &rejectedError{cause: errSignatureRule}
	}
	message, err := found.signer.Message(r, body)
	if err != nil {
		return &rejectedError{cause: err}
	}
	message.Credentials = s.values
	identity, err := s.verifier.Verify(ctx, found.signer, message)
	if err != nil {
		return &rejectedError{cause: err}
	}
	ctx.identity = identity
	return nil
}

// startReading limits the time that a request may take to send its body. The function that it returns lifts the
// limit, which would otherwise end the context of a method that runs longer. When the response writer knows no
// deadlines, or when the http.Server has a ReadTimeout of its own, nothing is changed.
func (l ServerLimits) startReading(w http.ResponseWriter, r *http.Request) (restore func()) {
	restore = func() {}
	if l.ReadTimeout < 0 || r.Body == nil || r.Body == http.NoBody {
		return restore
	}
	if srv, ok := r.Context().Value(http.ServerContextKey).(*http.Server); !ok || srv.ReadTimeout > 0 {
		return restore
	}
	control := http.NewResponseController(w)
	if control.SetReadDeadline(time.Now().Add(l.ReadTimeout)) != nil {
		return restore
	}
	return func() { _ = control.SetReadDeadline(time.Time{}) }
}

// unimplementedMessage is how an operation without a method answers.
const unimplementedMessage = "this server does not implement the operation"

// Unimplemented is the error of a method that a service does not implement.
func Unimplemented(operation string) error {
	return &Error{Operation: operation, HTTPStatus: http.StatusNotImplemented, Message: unimplementedMessage}
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
