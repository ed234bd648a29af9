package runtime

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// Option configures a client when it is made.
type Option interface{ applyToClient(*Client) error }

// CallOption configures one call.
type CallOption interface{ applyToCall(*callOptions) error }

// SharedOption configures all calls of a client, or one call.
type SharedOption interface {
	Option
	CallOption
}

// callOptions are the settings of one call; a client holds the defaults. Slices in it are never changed in place.
type callOptions struct {
	meta    *Meta
	timeout time.Duration
	bound   bool // timeout holds although the context has a deadline
	header  []signer.Value
	query   []signer.Value
	retry   RetryPolicy

	overrides []override
}

// override replaces the rule of a scheme or, without one, the credentials for it.
type override struct {
	scheme      string
	signer      *signer.Signer
	credentials signer.Credentials
}

type clientOption func(*Client) error

func (o clientOption) applyToClient(c *Client) error { return o(c) }

type callOption func(*callOptions) error

func (o callOption) applyToCall(s *callOptions) error { return o(s) }

type sharedOption func(*callOptions) error

func (o sharedOption) applyToClient(c *Client) error    { return o(&c.defaults) }
func (o sharedOption) applyToCall(s *callOptions) error { return o(s) }

// WithBaseURL sends requests below another URL than the document's. It must be https, but for loopback addresses; see
// WithInsecureHTTP.
func WithBaseURL(url string) Option {
	return clientOption(func(c *Client) error { return c.setBaseURL(url) })
}

// WithInsecureHTTP allows a base URL that is not encrypted. Whoever sees such traffic reads everything in it, and may
// change what the signature does not cover.
func WithInsecureHTTP() Option {
	return clientOption(func(c *Client) error { c.insecure = true; return nil })
}

// WithHTTPClient sends requests through h, which is copied: redirects are never followed, whatever it says.
func WithHTTPClient(h *http.Client) Option {
	return clientOption(func(c *Client) error {
		if h == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		copied := *h
		c.http = &copied
		return nil
	})
}

// WithTransport sends requests through t. It must not send a request twice on its own, or log headers: they hold the
// signature.
func WithTransport(t http.RoundTripper) Option {
	return clientOption(func(c *Client) error {
		if t == nil {
			return errors.New("WithTransport: the transport is nil")
		}
		c.http = &http.Client{Transport: t}
		return nil
	})
}

// WithUserAgent states another User-Agent.
func WithUserAgent(name string) Option {
	return clientOption(func(c *Client) error {
		c.userAgent = name
		return wrapOption("WithUserAgent", checkHeaderValue(name))
	})
}

// WithLogger logs every attempt at level debug, and what is sent again at level warn: operation, status, code, request
// id and time taken. Headers, parameters and bodies are never logged.
func WithLogger(log *slog.Logger) Option {
	return clientOption(func(c *Client) error {
		if log == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		c.log = log
		return nil
	})
}

// WithClock takes the time from now instead of time.Now.
func WithClock(now func() time.Time) Option {
	return clientOption(func(c *Client) error {
		if now == nil {
			return errors.New("WithClock: the function is nil")
		}
		c.clock = now
		return nil
	})
}

// WithMaxResponseSize refuses response bodies of more than n bytes, counted after decompression.
func WithMaxResponseSize(n int64) Option {
	return clientOption(func(c *Client) error {
		if n <= 0 {
			return fmt.Errorf("WithMaxResponseSize(%d): must be positive", n)
		}
		c.maxBody = n
		return nil
	})
}

// WithTimestampUnit writes timestamps of all the document's schemes in another unit.
func WithTimestampUnit(unit signer.Unit) Option {
	return clientOption(func(c *Client) error { c.unit = unit; return nil })
}

// WithDrift reports every deviation of an answer from the document that was accepted, with the operation's name. It is
// called while the answer is read, from the goroutine of the call.
func WithDrift(report func(operation string, d Drift)) Option {
	return clientOption(func(c *Client) error { c.drift = report; return nil })
}

// WithScheme signs by another rule where the document says scheme: the document may not know the rule, or be wrong about
// it.
func WithScheme(scheme string, rule signer.Scheme) SharedOption {
	s, err := signer.New(rule)
	return sharedOption(func(o *callOptions) error {
		if err != nil {
			return fmt.Errorf("WithScheme(%q): %w", scheme, err)
		}
		o.overrides = append(slices.Clip(o.overrides), override{scheme: scheme, signer: s})
		return nil
	})
}

// WithCredentials signs with other credentials where the document says scheme. For a scheme whose rule the document does
// not know, the client's credentials for the first other one serve without it.
func WithCredentials(scheme string, credentials signer.Credentials) SharedOption {
	return sharedOption(func(o *callOptions) error {
		values := append(slices.Clone(credentials.Values), signer.Value{Name: "the secret", Value: credentials.Secret})
		if err := checkCredentials(values); err != nil {
			return fmt.Errorf("WithCredentials(%q): %w", scheme, err)
		}
		o.overrides = append(slices.Clip(o.overrides), override{scheme: scheme, credentials: credentials})
		return nil
	})
}

// WithTimeout bounds a call with all its attempts; zero means no limit. As the option of a client it replaces
// DefaultTimeout, and like it holds for calls whose context has no deadline. As the option of a call it always holds.
func WithTimeout(d time.Duration) SharedOption { return timeoutOption(d) }

type timeoutOption time.Duration

func (o timeoutOption) applyToClient(c *Client) error {
	if err := o.applyToCall(&c.defaults); err != nil {
		return err
	}
	c.defaults.bound = false
	return nil
}

func (o timeoutOption) applyToCall(s *callOptions) error {
	if o < 0 {
		return fmt.Errorf("WithTimeout(%v): must not be negative", time.Duration(o))
	}
	s.timeout, s.bound = time.Duration(o), true
	return nil
}

// WithRetry sends operations that may be sent again by another policy.
func WithRetry(policy RetryPolicy) SharedOption {
	return sharedOption(func(o *callOptions) error {
		o.retry = policy
		return wrapOption("WithRetry", policy.check())
	})
}

// WithoutRetry sends nothing twice.
func WithoutRetry() SharedOption { return WithRetry(RetryPolicy{}) }

// WithHeader sets a header of requests, in place of one with this name that another option or the engine sets. Signed
// headers that are given here are signed as they are.
func WithHeader(name, value string) SharedOption {
	return sharedOption(func(o *callOptions) error {
		name := http.CanonicalHeaderKey(name)
		if err := checkHeader(name, value); err != nil {
			return fmt.Errorf("WithHeader(%q): %w", name, err)
		}
		others := slices.DeleteFunc(slices.Clone(o.header), func(v signer.Value) bool { return v.Name == name })
		o.header = append(others, signer.Value{Name: name, Value: value})
		return nil
	})
}

// WithQuery adds a parameter to the query of requests, such as an API key. A signature covers it as it covers others.
func WithQuery(name, value string) SharedOption {
	return sharedOption(func(o *callOptions) error {
		others := slices.DeleteFunc(slices.Clone(o.query), func(v signer.Value) bool { return v.Name == name })
		o.query = append(others, signer.Value{Name: name, Value: value})
		return nil
	})
}

func wrapOption(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}
