package sdk

import (
	"context"
	"errors"
	"time"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/settings"
)

// The kinds of errors that [runtime.CallEnd] names.
const (
	kindFailure    = "failure"
	kindData       = "data"
	kindConnection = "connection"
	kindTimeout    = "timeout"
	kindCanceled   = "canceled"
	kindRequest    = "request"
)

// start tells the observer, if there is one, that the call starts, and returns the context with which it goes on.
func (x *call) start(ctx context.Context) context.Context {
	if x.client.settings.Observe == nil {
		return ctx
	}
	x.began = x.client.settings.Clock()
	ctx, x.ended = x.client.settings.Observe(ctx, x.activity(0))
	return ctx
}

// observedAttempt is attempt, of which the observer and the log are told.
func (x *call) observedAttempt(ctx context.Context) error {
	began := x.client.settings.Clock()
	var ended func(settings.CallEnd)
	if observe := x.client.settings.Observe; observe != nil {
		ctx, ended = observe(ctx, x.activity(x.attempts+1))
	}
	err := x.attempt(ctx)
	x.logAttempt(ctx, began, err)
	if ended != nil {
		ended(x.result(began, err))
	}
	return err
}

func (x *call) activity(attempt int) settings.CallStart {
	return settings.CallStart{Operation: x.op.Name, Method: x.op.Method, Path: x.op.Path, Attempt: attempt}
}

// result is what became of the call, or of its last attempt.
func (x *call) result(began time.Time, err error) settings.CallEnd {
	a := &x.answer
	r := settings.CallEnd{
		Duration: x.client.settings.Clock().Sub(began), Attempts: x.attempts,
		HTTPStatus: a.status, Code: a.code, RequestID: a.requestID,
		Kind: x.kind(err), OutcomeUnknown: errors.Is(err, runtime.ErrOutcomeUnknown),
	}
	if failure, ok := err.(*runtime.Error); ok {
		r.Code = failure.Code
	}
	return r
}

// kind names the kind of an error.
func (x *call) kind(err error) string {
	switch err.(type) {
	case nil:
		return ""
	case *runtime.Error:
		return kindFailure
	case *runtime.DataError, *runtime.OtherAnswer:
		return kindData
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return kindTimeout
	case errors.Is(err, context.Canceled):
		return kindCanceled
	case errors.Is(err, errTooLarge):
		return kindData
	case x.disconnected:
		return kindConnection
	}
	return kindRequest
}
