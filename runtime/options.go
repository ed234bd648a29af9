package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/pandapon/pandagen/runtime/internal/header"
	"github.com/pandapon/pandagen/runtime/internal/settings"
	"github.com/pandapon/pandagen/signer"
)

// Option configures a client when it is made. Only the functions of this package make options.
type Option interface{ ApplyClient(*settings.Client) error }

// CallOption configures one call. Only the functions of this package make options.
type CallOption interface{ ApplyCall(*settings.Call) error }

// SharedOption configures all calls of a client, or one call.
type SharedOption interface {
	Option
	CallOption
}

type clientOption func(*settings.Client) error

func (o clientOption) ApplyClient(c *settings.Client) error { return o(c) }

type callOption func(*settings.Call) error

func (o callOption) ApplyCall(s *settings.Call) error { return o(s) }

type sharedOption func(*settings.Call) error

func (o sharedOption) ApplyClient(c *settings.Client) error { return o(&c.Call) }
func (o sharedOption) ApplyCall(s *settings.Call) error     { return o(s) }

// WithBaseURL sends requests below another URL than the document's, also those of operations that have a server of their own. It
// must be https, but for loopback addresses; see WithInsecureHTTP.
func WithBaseURL(url string) Option {
	return clientOption(func(c *settings.Client) (err error) {
		c.BaseURL, err = settings.ParseBaseURL(url)
		c.Elsewhere = true
		return err
	})
}

// WithInsecureHTTP allows a base URL that is not encrypted. Whoever sees such traffic reads everything in it, and may
// change what the signature does not cover.
func WithInsecureHTTP() Option {
	return clientOption(func(c *settings.Client) error { c.Insecure = true; return nil })
}

// WithHTTPClient sends requests through h, which is copied: redirects are never followed, whatever it says.
func WithHTTPClient(h *http.Client) Option {
	return clientOption(func(c *settings.Client) error {
		if h == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		copied := *h
		c.HTTP = &copied
		return nil
	})
}

// WithTransport sends requests through t. It must not send a request twice on its own, or log headers: they hold the
// signature.
func WithTransport(t http.RoundTripper) Option {
	return clientOption(func(c *settings.Client) error {
		if t == nil {
			return errors.New("WithTransport: the transport is nil")
		}
		c.HTTP = &http.Client{Transport: t}
		return nil
	})
}

// WithUserAgent states another User-Agent.
func WithUserAgent(name string) Option {
	return clientOption(func(c *settings.Client) error {
		c.UserAgent = name
		return wrapOption("WithUserAgent", header.CheckValue(name))
	})
}

// WithLogger logs every attempt at level debug, and what is sent again at level warn: operation, status, code, request
// id and time taken. Headers, parameters and bodies are never logged.
func WithLogger(log *slog.Logger) Option {
	return clientOption(func(c *settings.Client) error {
		if log == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		c.Log = log
		return nil
	})
}

// WithClock takes the time from now instead of time.Now.
func WithClock(now func() time.Time) Option {
	return clientOption(func(c *settings.Client) error {
		if now == nil {
			return errors.New("WithClock: the function is nil")
		}
		c.Clock = now
		return nil
	})
}

// WithMaxResponseSize refuses response bodies of more than n bytes, counted after decompression.
func WithMaxResponseSize(n int64) Option {
	return clientOption(func(c *settings.Client) error {
		if n <= 0 {
			return fmt.Errorf("WithMaxResponseSize(%d): must be positive", n)
		}
		c.MaxResponse = n
		return nil
	})
}

// WithMaxDecodedSize fails when the structs, lists and maps of an answer would take more than n bytes of memory.
func WithMaxDecodedSize(n int64) Option {
	return clientOption(func(c *settings.Client) error {
		if n <= 0 {
			return fmt.Errorf("WithMaxDecodedSize(%d): must be positive", n)
		}
		c.MaxDecoded = n
		return nil
	})
}

// Limiter admits requests: golang.org/x/time/rate has one.
type Limiter interface {
	// Wait returns when one more request may be sent, or an error when it may not.
	Wait(context.Context) error
}

// WithLimiter waits for l before each attempt of a call. An error of l ends the call, with nothing sent.
func WithLimiter(l Limiter) Option {
	return clientOption(func(c *settings.Client) error {
		if l == nil {
			return errors.New("WithLimiter: the limiter is nil")
		}
		c.Limiter = l
		return nil
	})
}

// WithTimestampUnit writes timestamps of all the document's schemes in another unit.
func WithTimestampUnit(unit signer.Unit) Option {
	return clientOption(func(c *settings.Client) error { c.Unit = unit; return nil })
}

// WithDrift reports every deviation from the document that was accepted, with the operation's name: of answers, and of
// requests that break rules of which the document is not sure. Paths in requests begin with "request". The function is called
// from the goroutine of the call, before the request is signed and while the answer is read.
func WithDrift(report func(operation string, d Drift)) Option {
	return clientOption(func(c *settings.Client) error {
		c.Drift = nil
		if report != nil {
			c.Drift = func(operation string, d settings.Drift) { report(operation, Drift(d)) }
		}
		return nil
	})
}

// WithScheme signs by another rule where the document says scheme: the document may not know the rule, or be wrong about
// it.
func WithScheme(scheme string, rule signer.Scheme) SharedOption {
	s, err := signer.New(rule)
	return sharedOption(func(o *settings.Call) error {
		if err != nil {
			return fmt.Errorf("WithScheme(%q): %w", scheme, err)
		}
		o.Overrides = append(slices.Clip(o.Overrides), settings.Override{Scheme: scheme, Signer: s})
		return nil
	})
}

// WithCredentials signs with other credentials where the document says scheme. For a scheme whose rule the document does
// not know, the client's credentials for the first other one serve without it.
func WithCredentials(scheme string, credentials signer.Credentials) SharedOption {
	return sharedOption(func(o *settings.Call) error {
		values := append(slices.Clone(credentials.Values), signer.Value{Name: "the secret", Value: credentials.Secret})
		if err := header.CheckCredentials(values); err != nil {
			return fmt.Errorf("WithCredentials(%q): %w", scheme, err)
		}
		o.Overrides = append(slices.Clip(o.Overrides), settings.Override{Scheme: scheme, Credentials: credentials})
		return nil
	})
}

// WithToken gives what a security scheme of the document asks for that is no signature: a bearer token, an API key, or
// user:password for a basic one. It is sent with operations that ask for the scheme, and with no others.
func WithToken(scheme, token string) SharedOption {
	return sharedOption(func(o *settings.Call) error {
		if token == "" {
			return fmt.Errorf("WithToken(%q): the token is empty", scheme)
		}
		if err := header.CheckValue(token); err != nil {
			return fmt.Errorf("WithToken(%q): %w", scheme, err)
		}
		others := slices.DeleteFunc(slices.Clone(o.Tokens), func(t settings.Token) bool { return t.Scheme == scheme })
		o.Tokens = append(others, settings.Token{Scheme: scheme, Token: token})
		return nil
	})
}

// WithSecurity signs by another security scheme of the document than the operation's.
func WithSecurity(scheme string) CallOption {
	return callOption(func(o *settings.Call) error {
		if scheme == "" {
			return errors.New("WithSecurity: the name of the scheme is empty")
		}
		o.Security = scheme
		return nil
	})
}

// WithRejected says that failures with these codes prove that nothing happened, besides those that the document lists: such
// a failure is not [ErrOutcomeUnknown].
func WithRejected(codes ...string) SharedOption {
	return sharedOption(func(o *settings.Call) error {
		if slices.Contains(codes, "") {
			return errors.New("WithRejected: a code is empty")
		}
		o.Rejected = append(slices.Clip(o.Rejected), codes...)
		return nil
	})
}

// WithRepeat says that it does no harm to send the request of this call again, whatever the document says.
func WithRepeat() CallOption {
	return callOption(func(o *settings.Call) error { o.Repeat = true; return nil })
}

// WithoutChecks sends the request of this call although it breaks rules of the document: see [RequestError].
func WithoutChecks() CallOption {
	return callOption(func(o *settings.Call) error { o.Unchecked = true; return nil })
}

// WithTimeout bounds a call with all its attempts; zero means no limit. As the option of a client it replaces
// DefaultTimeout, and like it holds for calls whose context has no deadline. As the option of a call it always holds.
func WithTimeout(d time.Duration) SharedOption { return timeoutOption(d) }

type timeoutOption time.Duration

func (o timeoutOption) ApplyClient(c *settings.Client) error {
	if err := o.ApplyCall(&c.Call); err != nil {
		return err
	}
	c.Bound = false
	return nil
}

func (o timeoutOption) ApplyCall(s *settings.Call) error {
	if o < 0 {
		return fmt.Errorf("WithTimeout(%v): must not be negative", time.Duration(o))
	}
	s.Timeout, s.Bound = time.Duration(o), true
	return nil
}

// WithRetry sends operations that may be sent again by another policy.
func WithRetry(policy RetryPolicy) SharedOption {
	return sharedOption(func(o *settings.Call) error {
		o.Retry = settings.Retry(policy)
		return wrapOption("WithRetry", policy.check())
	})
}

// WithoutRetry sends nothing twice.
func WithoutRetry() SharedOption { return WithRetry(RetryPolicy{}) }

// WithHeader sets a header of requests, in place of one with this name that another option or the engine sets. Signed
// headers that are given here are signed as they are.
func WithHeader(name, value string) SharedOption {
	return sharedOption(func(o *settings.Call) error {
		name := http.CanonicalHeaderKey(name)
		if err := header.Check(name, value); err != nil {
			return fmt.Errorf("WithHeader(%q): %w", name, err)
		}
		others := slices.DeleteFunc(slices.Clone(o.Header), func(v signer.Value) bool { return v.Name == name })
		o.Header = append(others, signer.Value{Name: name, Value: value})
		return nil
	})
}

// WithQuery adds a parameter to the query of requests, such as an API key. A signature covers it as it covers others.
func WithQuery(name, value string) SharedOption {
	return sharedOption(func(o *settings.Call) error {
		others := slices.DeleteFunc(slices.Clone(o.Query), func(v signer.Value) bool { return v.Name == name })
		o.Query = append(others, signer.Value{Name: name, Value: value})
		return nil
	})
}

func wrapOption(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}

// Limits that hold unless an option changes them.
const (
	DefaultTimeout         = 60 * time.Second // of a call whose context has no deadline, with all its attempts
	DefaultMaxResponseSize = 32 << 20         // bytes of a response body, decompressed
	DefaultMaxDecodedSize  = 256 << 20        // bytes of memory that an answer may take besides its body
)
