package sdk

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/settings"

	"github.com/pandapon/pandagen/signer"
)

// Call calls an operation and returns its data; that of an answer without data is a zero value. A nil request is one with
// nothing set. The error is an *[Error] when the server reported a failure, a *[DataError] when the call succeeded
// and its data cannot be read, and otherwise a *[CallError]; see also [ErrOutcomeUnknown]. Where elements of a list were
// refused, data and an *[Error] are both there.
func Call[Req, Res any](ctx context.Context, c *Client, e *Endpoint[Req, Res], req *Req, opts []runtime.CallOption) (_ *Res, err error) {
	x, err := c.begin(&e.Operation, opts)
	if err != nil {
		return nil, err
	}
	defer func() { x.end(err) }()
	ctx = x.start(ctx)
	if e.Encode != nil {
		given := req != nil
		if !given {
			req = new(Req)
		}
		x.startChecks()
		e.Encode(&x.request, req)
		if err := x.check(e.NeedsRequest, given); err != nil {
			return nil, err
		}
	}
	x.repeatable = x.options.Repeat || e.Retry == RetrySafe || e.Retry == RetryIdempotentWith && e.Idempotent != nil && req != nil && e.Idempotent(req)
	x.wanted = e.Decode != nil
	if err := x.do(ctx); err != nil {
		return nil, err
	}
	data := new(Res)
	for {
		if x.wanted && x.answer.atData {
			e.Decode(&x.decoder, data)
		}
		again, err := x.finish()
		refused := x.answer.refused
		switch {
		case err != nil && refused != nil:
			refused.Err = err
			return nil, refused
		case err != nil:
			return nil, err
		case again:
		case refused != nil:
			return data, refused
		default:
			return data, nil
		}
		data = new(Res)
	}
}

// CallValue is [Call] for data that is no struct, which it returns by value.
func CallValue[Req, Res any](ctx context.Context, c *Client, e *Endpoint[Req, Res], req *Req, opts []runtime.CallOption) (Res, error) {
	data, err := Call(ctx, c, e, req, opts)
	if data == nil {
		var none Res
		return none, err
	}
	return *data, err
}

// CallOnly is [Call] for operations that answer no data.
func CallOnly[Req any](ctx context.Context, c *Client, e *Endpoint[Req, struct{}], req *Req, opts []runtime.CallOption) error {
	_, err := Call(ctx, c, e, req, opts)
	return err
}

// call is a call in progress. Calls are pooled; nothing that a caller keeps may point into one.
type call struct {
	client      *Client
	op          *Operation
	options     settings.Call
	signer      *signer.Signer
	credentials *signer.Credentials
	repeatable  bool // it does no harm to send the request again
	wanted      bool // the data is decoded
	attempts    int
	began       time.Time              // set when there is an observer
	ended       func(settings.CallEnd) // of the observer; may be nil
	inDoubt     bool                   // an attempt before the last may have had an effect

	// What is known of the last attempt, besides its answer:
	refused      bool // it had no effect
	disconnected bool // its connection failed
	skewed       bool // it failed, and its answer showed that timestamps were wrong

	request  RequestWriter
	outgoing outgoing
	message  signer.Message
	answer   answer
	decoder  Decoder
}

var calls = sync.Pool{New: func() any { return new(call) }}

// begin begins a call. Every call that has begun must end.
func (c *Client) begin(op *Operation, opts []runtime.CallOption) (*call, error) {
	x := calls.Get().(*call)
	x.client, x.op, x.options = c, op, c.settings.Call
	x.request.body.way = toServer
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt.ApplyCall(&x.options); err != nil {
			x.release()
			return nil, &runtime.CallError{Operation: op.Name, Err: err}
		}
	}
	return x, nil
}

// end tells observer and caller what they want to know, and returns x to the pool.
func (x *call) end(err error) {
	if x.ended != nil {
		x.ended(x.result(x.began, err))
	}
	x.release()
}

// release returns x to the pool.
func (x *call) release() {
	a := &x.answer
	if m, ok := x.options.Meta.(*runtime.Meta); ok && m != nil {
		*m = runtime.Meta{
			HTTPStatus: a.status, Header: a.header, Code: a.code, Message: a.message, RequestID: a.requestID,
			Members: a.members, Attempts: x.attempts, Body: a.body,
		}
	}
	x.request.reset()
	x.outgoing.reset()
	resetMessage(&x.message)
	x.decoder.forget()
	x.client, x.op, x.signer, x.credentials = nil, nil, nil, nil
	x.options, x.answer = settings.Call{}, answer{}
	x.repeatable, x.wanted, x.attempts, x.inDoubt = false, false, 0, false
	x.began, x.ended = time.Time{}, nil
	calls.Put(x)
}

// findSigner settles by which rule and with which credentials the operation is signed.
func (x *call) findSigner(ctx context.Context) error {
	op, schemes := x.op, x.client.schemes
	scheme := cmp.Or(x.options.Security, op.Scheme)
	if x.options.Security != "" {
		if err := checkScheme(schemes, scheme); err != nil {
			return fmt.Errorf("WithSecurity: %w", err)
		}
	}
	var missing error
	if scheme != "" {
		var err error
		if schemes, err = x.client.bound(ctx); err != nil {
			return err
		}
		x.signer, x.credentials, missing = find(schemes, scheme)
	}
	if x.signer == nil && scheme == op.Scheme {
		x.signer = op.Signer
	}
	for i := range x.options.Overrides {
		o := &x.options.Overrides[i]
		switch {
		case o.Scheme != scheme:
			if err := checkScheme(schemes, o.Scheme); err != nil {
				return err
			}
		case o.Signer != nil:
			x.signer = o.Signer
		default:
			x.credentials = &o.Credentials
		}
	}
	switch {
	case x.signer != nil && x.credentials == nil:
		return fmt.Errorf("scheme %q: %w", scheme, missing)
	case x.signer == nil && scheme != "":
		return fmt.Errorf("%w (scheme %q)", runtime.ErrSignatureUnknown, scheme)
	}
	return nil
}

// do sends the request, again where that is allowed and helps, until there is an answer that means success.
func (x *call) do(ctx context.Context) error {
	if x.options.Timeout > 0 {
		if _, has := ctx.Deadline(); !has || x.options.Bound {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, x.options.Timeout)
			defer cancel()
		}
	}
	if err := x.findSigner(ctx); err != nil {
		return x.broken(err, false)
	}
	if err := x.prepare(); err != nil {
		return x.broken(err, false)
	}
	var last error // of the attempt before
	for corrected := false; ; {
		if err := x.admit(ctx, last); err != nil {
			return err
		}
		err := x.observedAttempt(ctx)
		if err == nil {
			return nil
		}
		delay, again := x.again(ctx, err)
		if x.repeatable && x.skewed && !corrected && x.attempts <= x.options.Retry.Retries {
			corrected, delay, again = true, 0, true
		}
		if !again {
			return err
		}
		x.inDoubt, last = x.inDoubt || !x.refused, err
		x.client.settings.Log.LogAttrs(ctx, slog.LevelWarn, "sending again", slog.String("operation", x.op.Name),
			slog.Int("attempts", x.attempts), slog.Duration("delay", delay), slog.Bool("clock_corrected", x.skewed))
		if stopped := x.client.wait(ctx, delay); stopped != nil {
			return x.stopped(stopped, err)
		}
	}
}

// admit waits until the limiter, if there is one, lets another attempt pass.
func (x *call) admit(ctx context.Context, last error) error {
	if x.client.settings.Limiter == nil {
		return nil
	}
	err := x.client.settings.Limiter.Wait(ctx)
	switch {
	case err == nil:
		return nil
	case last != nil:
		return x.stopped(err, last)
	}
	x.refused, x.disconnected = true, false
	return x.broken(fmt.Errorf("wait for the limiter: %w", err), false)
}

// stopped returns the error of a call that is not sent again although it may be.
func (x *call) stopped(why, last error) error {
	return x.broken(fmt.Errorf("%w while waiting to send again: %w", why, last), false)
}

// again tells after which delay to send the request again, if at all.
func (x *call) again(ctx context.Context, err error) (time.Duration, bool) {
	if !x.repeatable || ctx.Err() != nil {
		return 0, false
	}
	var asked time.Duration
	switch err := err.(type) {
	case *runtime.OtherAnswer:
		return 0, false
	case *runtime.CallError:
		if _, distrusted := errors.AsType[*tls.CertificateVerificationError](err); distrusted || !x.disconnected {
			return 0, false
		}
	case *runtime.Error:
		if !isTemporary(err.HTTPStatus) {
			return 0, false
		}
		asked = retryAfter(x.answer.header, x.client.skew.correct(x.client.settings.Clock()))
	}
	delay, ok := retryDelay(x.options.Retry, x.attempts, asked)
	if deadline, has := ctx.Deadline(); has && time.Until(deadline) < delay {
		return 0, false
	}
	return delay, ok
}

// attempt sends one request and judges its answer.
func (x *call) attempt(ctx context.Context) error {
	x.answer = answer{}
	x.refused, x.disconnected, x.skewed = true, false, false
	if err := ctx.Err(); err != nil {
		return x.broken(err, false)
	}
	if err := x.sign(); err != nil {
		return x.broken(err, false)
	}
	x.attempts++
	x.refused = false
	var sent *sentTrace
	if x.op.Retry != RetrySafe {
		ctx, sent = traceSent(ctx)
	}
	response, err := x.client.send(x.httpRequest(ctx))
	if err == nil && response == nil {
		err = errors.New("the transport returned neither an answer nor an error")
	}
	if err != nil {
		x.disconnected, x.refused = true, sent.never()
		return x.broken(connectionError(ctx, err), !x.refused)
	}
	if response.Body == nil { // a transport must not, but those of tests do, and http.Client lets them
		response.Body = http.NoBody
	}
	defer response.Body.Close()
	x.answer.status, x.answer.header = response.StatusCode, response.Header
	body, err := readBody(response, x.client.settings.MaxResponse)
	if err != nil {
		x.disconnected = !errors.Is(err, errTooLarge)
		return x.broken(connectionError(ctx, err), true)
	}
	x.answer.body = body
	err = x.judge()
	// Anything may stand between this client and the server, and have its own clock; only an answer in the operation's
	// form is believed.
	if x.answer.hasCode || x.op.Envelope == nil && err == nil {
		x.skewed = x.client.skew.learn(response.Header, x.client.settings.Clock()) && err != nil
	}
	return err
}

// connectionError returns the reason of a failed connection without what net/http adds to it: the URL may hold a
// signature. When the context has ended, that is part of the reason.
func connectionError(ctx context.Context, err error) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		return fmt.Errorf("%w: %w", ended, err)
	}
	return err
}

// broken returns the error of a call that has no answer.
func (x *call) broken(cause error, sent bool) error {
	return &runtime.CallError{Operation: x.op.Name, Attempts: x.attempts, Err: cause, OutcomeUnknown: sent && !x.repeatable}
}

// sentTrace observes whether a request got as far as a connection.
type sentTrace struct{ asked, got atomic.Bool }

// traceSent returns a context whose requests are observed.
func traceSent(ctx context.Context) (context.Context, *sentTrace) {
	t := new(sentTrace)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	}), t
}

// never reports whether nothing can have been sent: a connection was asked for and there was none. Transports that
// are not net/http's may tell neither, then nothing is known.
func (t *sentTrace) never() bool { return t != nil && t.asked.Load() && !t.got.Load() }

// logAttempt logs what became of a request.
func (x *call) logAttempt(ctx context.Context, began time.Time, err error) {
	log, a := x.client.settings.Log, &x.answer
	if !log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", x.op.Name),
		slog.Int("attempt", x.attempts),
		slog.Duration("took", x.client.settings.Clock().Sub(began)),
	}
	if a.status != 0 {
		attrs = append(attrs, slog.Int("status", a.status), slog.String("code", a.code), slog.String("request_id", a.requestID))
	}
	if broken, ok := err.(*runtime.CallError); ok { // other errors quote the answer
		attrs = append(attrs, slog.String("error", broken.Err.Error()))
	}
	log.LogAttrs(ctx, slog.LevelDebug, "request", attrs...)
}
