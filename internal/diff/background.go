package diff

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// background runs f, which cannot be cancelled, and returns early when ctx is.
func background[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if fault := recover(); fault != nil {
				r.err = fmt.Errorf("a fault of pandagen itself, please report it with the documents: %v\n%s", fault, debug.Stack())
			}
			done <- r
		}()
		r.value, r.err = f()
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case r := <-done:
		return r.value, r.err
	}
}

// errTooMuch is the cause when a bound ends a context.
var errTooMuch = errors.New("it takes too much time or memory")

// bound ends a context after a time, and when the program has more bytes in its heap.
func bound(ctx context.Context, limit time.Duration, memory uint64) (context.Context, context.CancelFunc) {
	ctx, end := context.WithTimeoutCause(ctx, limit, errTooMuch)
	ctx, stop := context.WithCancelCause(ctx)
	go func() {
		heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if metrics.Read(heap); heap[0].Value.Uint64() > memory {
					stop(errTooMuch)
				}
			}
		}
	}()
	return ctx, func() { stop(nil); end() }
}
