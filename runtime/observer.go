package runtime

import (
	"context"
	"errors"
	"time"

	"github.com/pandapon/pandagen/runtime/internal/settings"
)

// Observer is called when a call starts, and when each of its attempts does: for metrics, logs and traces. The call, or the
// attempt, goes on with the context that it returns, so that what happens below finds what is above. The function that it
// returns, unless it is nil, is called when that call or attempt has ended.
//
// It runs in the goroutine of the call, which waits for it. What it learns holds no secrets, parameters or bodies.
type Observer func(ctx context.Context, a CallStart) (context.Context, func(CallEnd))

// CallStart is a call that starts, or one of its attempts.
type CallStart struct {
	Operation string // Alibaba.Refunds.Get; for what the document does not describe, method and path
	Method    string // of HTTP
	Path      string // template below the base URL
	Attempt   int    // from 1; zero for the call as a whole
}

// CallEnd is what became of a call, or of one of its attempts.
type CallEnd struct {
	Duration   time.Duration
	Attempts   int    // requests that the call has sent so far
	HTTPStatus int    // zero when there was no answer
	Code       string // of the envelope, or of the verdict inside the data
	RequestID  string

	// Kind of the error, "" for a success:
	//
	//	failure     the server reported a failure: an *Error
	//	data        the answer cannot be read
	//	connection  the connection failed
	//	timeout     the context's deadline has passed
	//	canceled    the context was canceled
	//	request     nothing was sent: the request could not be made, signed or admitted
	Kind           string
	OutcomeUnknown bool
}

// WithObserver has calls observed. Observers add up: the first one is the outermost.
func WithObserver(observer Observer) Option {
	return clientOption(func(c *settings.Client) error {
		if observer == nil {
			return errors.New("WithObserver: the observer is nil")
		}
		outer := c.Observe
		c.Observe = func(ctx context.Context, a settings.CallStart) (context.Context, func(settings.CallEnd)) {
			endOuter := func(settings.CallEnd) {}
			if outer != nil {
				ctx, endOuter = outer(ctx, a)
			}
			ctx, end := observer(ctx, CallStart(a))
			return ctx, func(r settings.CallEnd) {
				if end != nil {
					end(CallEnd(r))
				}
				endOuter(r)
			}
		}
		return nil
	})
}
