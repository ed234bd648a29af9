package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/pandapon/pandagen/signer"
)

// requestError is a request that is answered without calling a method, and adds to the header of its answer.
type requestError struct {
	sdk.Refusal
	header func(http.Header)
}

func refuse(status int, message string, header func(http.Header)) error {
	return &requestError{Refusal: sdk.Refusal{Status: status, Message: message}, header: header}
}

// panicError is a panic on the way to the answer.
type panicError struct {
	value any
	stack []byte
}

// Error returns what the operator reads.
func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

func closeConnection(h http.Header) { h.Set("Connection", "close") }

// bodyError tells the caller why a body could not be received.
func bodyError(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return refuse(http.StatusRequestTimeout, "the body did not arrive in time", closeConnection)
	}
	return refuse(http.StatusBadRequest, "the body could not be received", closeConnection)
}

// failure is an answer without data.
type failure struct {
	status  int
	code    string
	message string
	header  func(http.Header) // adds to the answer's header; may be nil
	refused bool              // nothing has happened: no method was called
	cause   error             // what the operator reads; nil when the answer says it all
}

// fail decides how a failed request is answered, and logs it. The method's error may panic when it is looked at, as a nil
// pointer with methods does; then that panic is the failure.
func (s *server) fail(ctx *requestContext, err error, envelope *sdk.Envelope) (f failure) {
	defer func() {
		if v := recover(); v != nil {
			f = s.internal(&panicError{value: v, stack: debug.Stack()})
			s.log(ctx, f)
		}
	}()
	f = s.failureOf(err, envelope)
	s.log(ctx, f)
	return f
}

// failureOf decides how a failed request is answered. What a caller reads comes from the server's own checks or from an
// *Error that the method has returned, and never from any other error.
func (s *server) failureOf(err error, envelope *sdk.Envelope) failure {
	switch err := err.(type) {
	case *sdk.Refusal:
		return failure{status: err.Status, code: s.codes.of(err.Status), message: err.Message, refused: true}
	case *requestError:
		return failure{status: err.Status, code: s.codes.of(err.Status), message: err.Message, header: err.header, refused: true}
	case *deniedError:
		f := failure{cause: err, refused: !repeats(err)}
		f.status, f.message, f.header = err.answer()
		f.code = s.codes.of(f.status)
		return f
	}
	// An *Error with a cause is a call to somebody else that brought no verdict; the method has chosen nothing.
	if chosen, ok := errors.AsType[*runtime.Error](err); ok && chosen.Err == nil {
		return s.chosenFailure(chosen, err, envelope)
	}
	return s.internal(err)
}

// refusedData returns the data that says itself what was refused, which is then the answer: that of an *Error which a client of
// the API has returned. It is nil for other errors, also for those that panic when they are looked at: see fail.
func refusedData(err error, envelope *sdk.Envelope) (data json.RawMessage) {
	defer func() { _ = recover() }()
	e, ok := errors.AsType[*runtime.Error](err)
	if !ok || e == nil || !e.Outcome || e.HTTPStatus >= 400 || envelope == nil || !json.Valid(e.Data) {
		return nil
	}
	return e.Data
}

// otherAnswer is the success of another form that a method has chosen; nil for other errors, as refusedData.
func otherAnswer(err error) (other *runtime.OtherAnswer) {
	defer func() { _ = recover() }()
	if o, ok := errors.AsType[*runtime.OtherAnswer](err); ok && o.Status/100 == 2 {
		return o
	}
	return nil
}

// internal is the answer to a failure whose reason is not for the caller.
func (s *server) internal(cause error) failure {
	const status = http.StatusInternalServerError
	return failure{status: status, code: s.codes.of(status), message: "internal error", cause: cause}
}

// repeats reports whether a request was rejected because it repeats another one, or may. Such a rejection says nothing of what
// became of the first: something in between may have sent it twice.
func repeats(cause error) bool {
	return errors.Is(cause, signer.ErrReplay) || errors.Is(cause, signer.ErrBeforeStart)
}

// chosenFailure is the answer that a method has chosen.
func (s *server) chosenFailure(e *runtime.Error, err error, envelope *sdk.Envelope) failure {
	f := failure{status: e.HTTPStatus, code: e.Code, message: e.Message}
	switch {
	case f.status >= 400 && f.status <= 599:
	case envelope != nil:
		f.status = http.StatusOK // the envelope's code is the verdict
	default:
		f.status = http.StatusUnprocessableEntity
	}
	switch {
	case f.code == "" && f.status < 400:
		f.code = s.codes.of(http.StatusInternalServerError)
	case f.code == "":
		f.code = s.codes.of(f.status)
	case envelope != nil && envelope.IsSuccess(f.code):
		return s.internal(fmt.Errorf("the method failed with %q, a code that means success: %w", f.code, err))
	}
	if f.message == "" {
		f.message = "failed"
	}
	return f
}

// log tells the operator about a failure.
func (s *server) log(ctx *requestContext, f failure) {
	level, text := slog.LevelDebug, "request refused"
	denied, _ := f.cause.(*deniedError)
	switch {
	case ctx.Err() != nil:
		text = "caller went away"
	case denied != nil && denied.verdict != unavailable:
		level, text = slog.LevelWarn, f.message
	case f.cause != nil:
		level, text = slog.LevelError, "request failed"
	}
	if !s.logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request_id", ctx.requestID),
		slog.Int("status", f.status),
		slog.String("code", f.code),
	}
	if ctx.operation != nil {
		attrs = append(attrs, slog.String("operation", ctx.operation.Name))
	}
	if v, ok := errors.AsType[*signer.VerifyError](f.cause); ok {
		attrs = append(attrs, slog.String("step", string(v.Step)))
	}
	if f.cause != nil {
		attrs = append(attrs, slog.String("error", f.cause.Error()))
	}
	if p, ok := errors.AsType[*panicError](f.cause); ok {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	// The request's context may have ended; what happened is to be logged nevertheless.
	s.logger.LogAttrs(context.WithoutCancel(ctx), level, text, attrs...)
}

// beginSuccess writes an answer up to the data. It returns the place where the data begins.
func beginSuccess(e *sdk.Encoder, envelope *sdk.Envelope, requestID string) (data int) {
	if envelope == nil {
		return 0
	}
	success := "200"
	if len(envelope.Success) > 0 {
		success = envelope.Success[0]
	}
	writeMembers(e, envelope, requestID, success, "success")
	if envelope.Data != "" {
		e.Key(envelope.Data)
	}
	return len(e.Bytes())
}

// endSuccess writes what follows the data, which is null when nothing was written, and returns the answer's status: the documented
// one, unless that is 0. Data that is not JSON may be empty.
func endSuccess(e *sdk.Encoder, envelope *sdk.Envelope, data, documented int, raw bool) (status int) {
	empty := len(e.Bytes()) == data
	status = cmp.Or(documented, http.StatusOK)
	switch {
	case envelope == nil && empty && !raw:
		return cmp.Or(documented, http.StatusNoContent)
	case envelope == nil:
		return status
	case envelope.Data == "": // no place for data
		e.Reset(e.Bytes()[:data])
	case empty:
		e.Null()
	}
	e.EndObject(0)
	return status
}

// writeFailure writes an answer without data. Without an envelope it is an object with requestId, code and message.
func writeFailure(e *sdk.Encoder, envelope *sdk.Envelope, requestID string, f failure) {
	if envelope == nil {
		envelope = &sdk.Envelope{RequestID: "requestId", Code: "code", Message: "message"}
	}
	writeMembers(e, envelope, requestID, f.code, f.message)
	if envelope.Data != "" {
		e.Key(envelope.Data)
		e.Null()
	}
	e.EndObject(0)
}

// writeMembers writes the members of an envelope but for the data.
func writeMembers(e *sdk.Encoder, envelope *sdk.Envelope, requestID, code, message string) {
	if envelope.RequestID != "" {
		e.Key(envelope.RequestID)
		e.String(requestID)
	}
	if envelope.Code != "" {
		e.Key(envelope.Code)
		if isCodeNumber(code) {
			e.Decimal(runtime.Decimal(code))
		} else {
			e.String(code)
		}
	}
	if envelope.Message != "" {
		e.Key(envelope.Message)
		e.String(message)
	}
}

// isCodeNumber reports whether a code is written as a number: its text is digits, as JSON writes them.
func isCodeNumber(code string) bool {
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	return code == "0" || code != "" && code[0] != '0'
}
