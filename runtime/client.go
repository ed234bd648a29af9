package runtime

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// Client calls the operations of an API: it signs, sends, retries and reads answers. It is immutable and safe for
// concurrent use. Generated packages wrap it; see [Call].
type Client struct {
	base      url.URL
	basePath  string // escaped, without a slash at the end
	http      *http.Client
	send      func(*http.Request) (*http.Response, error) // of http
	userAgent string
	log       *slog.Logger
	clock     func() time.Time
	skew      *skew // shared by all clients made from one
	wait      func(context.Context, time.Duration) error
	drift     func(operation string, d Drift)
	schemes   []boundScheme
	maxBody   int64
	insecure  bool
	unit      signer.Unit
	defaults  callOptions
}

// boundScheme is a security scheme with its rule and a caller's credentials.
type boundScheme struct {
	name        string
	signer      *signer.Signer // nil when the rule is not known
	credentials signer.Credentials
	declared    []string // names of the credentials' values
	missing     []string // what the caller knows as required and did not give
	invalid     error    // a value that cannot be sent
}

// Config is what generated code knows about an API.
type Config struct {
	BaseURL   string   // default base URL; empty makes WithBaseURL necessary
	UserAgent string   // default User-Agent
	Schemes   []Scheme // of all operations
}

// Scheme is a security scheme of the document together with a caller's credentials for it.
type Scheme struct {
	Name   string         // in the document: pandapon-request
	Signer *signer.Signer // nil when the document does not know the rule
	Secret Credential
	Values []Credential
}

// Credential is one of a caller's credentials.
type Credential struct {
	Name     string // in the scheme: access-key; of no meaning for a secret
	Field    string // as the caller knows it: AccessKey
	Value    string
	Required bool
}

// Limits that hold unless an option changes them.
const (
	DefaultTimeout         = 60 * time.Second // of a call whose context has no deadline, with all its attempts
	DefaultMaxResponseSize = 32 << 20         // bytes of a response body, decompressed
)

// NewClient returns a client. It fails when an option is invalid, when the base URL is missing or not https, and when
// credentials are missing.
func NewClient(config Config, opts ...Option) (*Client, error) {
	c := &Client{
		userAgent: config.UserAgent,
		log:       slog.New(slog.DiscardHandler),
		clock:     time.Now,
		skew:      new(skew),
		wait:      wait,
		maxBody:   DefaultMaxResponseSize,
		defaults:  callOptions{timeout: DefaultTimeout, retry: RetryPolicy{Retries: DefaultRetries}},
	}
	if err := c.setBaseURL(config.BaseURL); config.BaseURL != "" && err != nil {
		return nil, err
	}
	schemes, err := bindSchemes(config.Schemes)
	if err != nil {
		return nil, err
	}
	c.schemes = schemes
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt.applyToClient(c); err != nil {
			return nil, err
		}
	}
	if err := c.complete(); err != nil {
		return nil, err
	}
	return c, nil
}

// complete settles what depends on several options.
func (c *Client) complete() error {
	switch {
	case c.base.Host == "":
		return errors.New("no base URL: give one with WithBaseURL")
	case c.base.Scheme == "http" && !c.insecure && !isLoopback(c.base.Hostname()):
		return fmt.Errorf("base URL %q: requests would travel unencrypted: use https, or WithInsecureHTTP where that is acceptable", c.base.Redacted())
	}
	for _, o := range c.defaults.overrides {
		if err := c.checkScheme(o.scheme); err != nil {
			return err
		}
	}
	if c.http == nil {
		c.http = &http.Client{Transport: defaultTransport()}
	}
	// A redirected request would carry its signature to another place.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.send = c.http.Do
	if c.http.Jar == nil && c.http.Timeout == 0 { // then Do adds nothing but what it costs
		c.send = cmp.Or(c.http.Transport, http.DefaultTransport).RoundTrip
	}
	if c.unit == "" {
		return nil
	}
	for i, s := range c.schemes {
		if s.signer == nil {
			continue
		}
		scheme := s.signer.Scheme()
		if scheme.Timestamp.Place.IsZero() {
			continue
		}
		scheme.Timestamp.Unit = c.unit
		changed, err := signer.New(scheme)
		if err != nil {
			return fmt.Errorf("WithTimestampUnit(%q): %w", c.unit, err)
		}
		c.schemes[i].signer = changed
	}
	return nil
}

// defaultTransport is net/http's, with more than its two idle connections per host: all requests go to one.
func defaultTransport() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.MaxIdleConnsPerHost = t.MaxIdleConns
	return t
}

func (c *Client) setBaseURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		// The parser's error repeats the URL, which may hold a password.
		return errors.New("base URL cannot be read: give one like https://api.example.com")
	}
	fail := func(why string) error { return fmt.Errorf("base URL %q: %s", u.Redacted(), why) }
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return fail("must begin with https://")
	case u.Host == "":
		return fail("has no host")
	case u.User != nil:
		return fail("must not hold a user or password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return fail("must end with the path, without ? or #")
	}
	c.base = url.URL{Scheme: u.Scheme, Host: u.Host}
	c.basePath = strings.TrimRight(u.EscapedPath(), "/")
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// bindSchemes checks the credentials. An API may have schemes that a caller does not use: those whose secret was not given
// only fail when they are needed. But one must be complete.
func bindSchemes(schemes []Scheme) ([]boundScheme, error) {
	bound := make([]boundScheme, len(schemes))
	complete := len(schemes) == 0
	var missing []string
	for i := range schemes {
		b, err := bindScheme(&schemes[i])
		if err != nil {
			return nil, err
		}
		if len(b.missing) > 0 && b.credentials.Secret != "" {
			return nil, missingCredentials(b.missing)
		}
		bound[i] = b
		complete = complete || len(b.missing) == 0
		for _, field := range b.missing {
			if !slices.Contains(missing, field) {
				missing = append(missing, field)
			}
		}
	}
	if !complete {
		return nil, missingCredentials(missing)
	}
	return bound, nil
}

func bindScheme(s *Scheme) (boundScheme, error) {
	b := boundScheme{name: s.Name, signer: s.Signer}
	for _, c := range append(slices.Clone(s.Values), s.Secret) {
		if err := checkHeaderValue(c.Value); err != nil {
			return b, fmt.Errorf("credentials: %s %w", c.Field, err)
		}
		if c.Required && c.Value == "" {
			b.missing = append(b.missing, c.Field)
		}
	}
	b.credentials.Secret = s.Secret.Value
	for _, c := range s.Values {
		b.declared = append(b.declared, c.Name)
		if c.Value != "" {
			b.credentials.Values = append(b.credentials.Values, signer.Value{Name: c.Name, Value: c.Value})
		}
	}
	return b, nil
}

func missingCredentials(fields []string) error {
	if len(fields) == 1 {
		return fmt.Errorf("credentials: %s is empty", fields[0])
	}
	return fmt.Errorf("credentials: %s are empty", strings.Join(fields, ", "))
}

// WithClaim returns a client that states another value of a credential, for example another sub-account; an empty value
// states none. It shares connections and everything else with c. Calls fail when the value cannot be sent.
func (c *Client) WithClaim(name, value string) *Client {
	changed := *c
	changed.schemes = slices.Clone(c.schemes)
	for i := range changed.schemes {
		s := &changed.schemes[i]
		if !slices.Contains(s.declared, name) {
			continue
		}
		values := slices.DeleteFunc(slices.Clone(s.credentials.Values), func(v signer.Value) bool { return v.Name == name })
		if value != "" {
			values = append(values, signer.Value{Name: name, Value: value})
		}
		s.credentials.Values, s.invalid = values, checkCredentials(values)
	}
	return &changed
}

// checkCredentials refuses values that cannot be sent.
func checkCredentials(values []signer.Value) error {
	for _, v := range values {
		if err := checkHeaderValue(v.Value); err != nil {
			return fmt.Errorf("credentials: %s %w", v.Name, err)
		}
	}
	return nil
}

// String tells where the client sends its requests, and nothing of its credentials.
func (c *Client) String() string {
	return "client of " + c.base.Scheme + "://" + c.base.Host + c.basePath
}

// GoString is String: printing a client with %#v shows no credentials either.
func (c *Client) GoString() string { return c.String() }

// LogValue is String, for slog.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// checkScheme refuses names that no scheme of the API has, which would have no effect.
func (c *Client) checkScheme(name string) error {
	names := make([]string, len(c.schemes))
	for i := range c.schemes {
		if names[i] = c.schemes[i].name; names[i] == name {
			return nil
		}
	}
	return fmt.Errorf("the API has no security scheme %q: it has %q", name, names)
}

// scheme returns the rule and the credentials with which an operation is signed.
func (c *Client) scheme(op *Operation) (*signer.Signer, *signer.Credentials, error) {
	for i := range c.schemes {
		s := &c.schemes[i]
		if s.name != op.Scheme {
			continue
		}
		credentials, err := &s.credentials, error(nil)
		if len(s.missing) > 0 {
			credentials, err = nil, missingCredentials(s.missing)
		}
		if s.invalid != nil {
			credentials, err = nil, s.invalid
		}
		if len(s.declared) == 0 && s.credentials.Secret == "" {
			// The document does not know the rule, so there was nothing to give for it alone.
			credentials = c.anyCredentials()
		}
		if s.signer != nil {
			return s.signer, credentials, err
		}
		return op.Signer, credentials, err
	}
	return op.Signer, nil, errors.New("no credentials were given: use WithCredentials")
}

// anyCredentials returns the first credentials that were given.
func (c *Client) anyCredentials() *signer.Credentials {
	for i := range c.schemes {
		if s := &c.schemes[i]; s.credentials.Secret != "" {
			return &s.credentials
		}
	}
	return &signer.Credentials{}
}
