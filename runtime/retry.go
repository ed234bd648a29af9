package runtime

import (
	"errors"
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
