package runtime

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// RetryPolicy says how often, and after how long, operations are sent again that may be: after a failed connection and
// the HTTP statuses 429, 502, 503 and 504. Every attempt is signed anew.
type RetryPolicy struct {
	Retries  int           // attempts after the first
	MinDelay time.Duration // before the second attempt, doubled before each further one; zero means DefaultMinDelay
	MaxDelay time.Duration // a server that asks for more with Retry-After is not asked again; zero means DefaultMaxDelay
}

// The policy of a client without WithRetry.
const (
	DefaultRetries  = 2
	DefaultMinDelay = 200 * time.Millisecond
	DefaultMaxDelay = 10 * time.Second
)

func (p RetryPolicy) check() error {
	switch {
	case p.Retries < 0:
		return errors.New("the number of retries must not be negative")
	case p.MinDelay < 0 || p.MaxDelay < 0:
		return errors.New("delays must not be negative")
	}
	return nil
}

// delay returns the time to wait after a number of attempts. asked is the server's Retry-After, or zero. It reports
// false when there is nothing to wait for.
func (p RetryPolicy) delay(attempts int, asked time.Duration) (time.Duration, bool) {
	if attempts > p.Retries {
		return 0, false
	}
	shortest, longest := p.MinDelay, p.MaxDelay
	if shortest == 0 {
		shortest = DefaultMinDelay
	}
	if longest == 0 {
		longest = max(DefaultMaxDelay, shortest)
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
