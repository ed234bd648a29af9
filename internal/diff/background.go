package diff

import (
	"context"
	"fmt"
	"runtime/debug"
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
