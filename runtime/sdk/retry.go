package sdk

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/settings"
)

// retryDelay returns the time to wait after a number of attempts. asked is the server's Retry-After, or zero. It reports
// false when there is nothing to wait for.
func retryDelay(p settings.Retry, attempts int, asked time.Duration) (time.Duration, bool) {
	if attempts > p.Retries {
		return 0, false
	}
	shortest, longest := p.MinDelay, p.MaxDelay
	if shortest == 0 {
		shortest = runtime.DefaultMinDelay
	}
	if longest == 0 {
		longest = max(runtime.DefaultMaxDelay, shortest)
	}
	if asked > longest {
		return 0, false
	}
	d := shortest
	for range attempts - 1 {
		d = min(2*d, longest)
	}
	d = min(d, longest)
	// Clients that failed together must not come back together.
	return max(asked, d-rand.N(d/2+1)), true
}

// wait waits for d or until the context ends.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// isTemporary reports whether an HTTP status asks for another attempt.
func isTemporary(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryAfter returns the delay that an answer asks for: seconds, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
