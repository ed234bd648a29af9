package sdk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/header"
	"github.com/pandapon/pandagen/runtime/internal/settings"
	"github.com/pandapon/pandagen/signer"
)

// Client calls the operations of an API: it signs, sends, retries and reads answers. It is immutable and safe for
// concurrent use. Generated packages wrap it; see [Call].
type Client struct {
	settings settings.Client
	basePath string                                      // escaped, without a slash at the end
	send     func(*http.Request) (*http.Response, error) // of settings.HTTP
	skew     *skew                                       // shared by all clients made from one
	wait     func(context.Context, time.Duration) error
	schemes  []boundScheme
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

// New returns a client. It fails when an option is invalid, when the base URL is missing or not https, and when
// credentials are missing.
func New(config Config, opts ...runtime.Option) (*Client, error) {
	c := &Client{
		settings: settings.Client{
			UserAgent:   config.UserAgent,
			Log:         slog.New(slog.DiscardHandler),
			Clock:       time.Now,
			MaxResponse: runtime.DefaultMaxResponseSize,
			Call:        settings.Call{Timeout: runtime.DefaultTimeout, Retry: settings.Retry{Retries: runtime.DefaultRetries}},
		},
		skew: new(skew),
		wait: wait,
	}
	if config.BaseURL != "" {
		base, err := settings.ParseBaseURL(config.BaseURL)
		if err != nil {
			return nil, err
		}
		c.settings.BaseURL = base
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
		if err := opt.ApplyClient(&c.settings); err != nil {
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
	s := &c.settings
	switch {
	case s.BaseURL == nil:
		return errors.New("no base URL: give one with WithBaseURL")
	case s.BaseURL.Scheme == "http" && !s.Insecure && !isLoopback(s.BaseURL.Hostname()):
		return fmt.Errorf("base URL %q: requests would travel unencrypted: use https, or WithInsecureHTTP where that is acceptable", s.BaseURL.Redacted())
	}
	c.basePath = strings.TrimRight(s.BaseURL.EscapedPath(), "/")
	for _, o := range s.Overrides {
		if err := c.checkScheme(o.Scheme); err != nil {
			return err
		}
	}
	if s.HTTP == nil {
		s.HTTP = &http.Client{Transport: defaultTransport()}
	}
	// A redirected request would carry its signature to another place.
	s.HTTP.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.send = s.HTTP.Do
	if s.HTTP.Jar == nil && s.HTTP.Timeout == 0 { // then Do adds nothing but what it costs
		c.send = cmp.Or(s.HTTP.Transport, http.DefaultTransport).RoundTrip
	}
	return c.setUnit(s.Unit)
}

// setUnit changes the unit of timestamps in all schemes that have one.
func (c *Client) setUnit(unit signer.Unit) error {
	if unit == "" {
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
		scheme.Timestamp.Unit = unit
		changed, err := signer.New(scheme)
		if err != nil {
			return fmt.Errorf("WithTimestampUnit(%q): %w", unit, err)
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
		if err := header.CheckValue(c.Value); err != nil {
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
		s.credentials.Values, s.invalid = values, header.CheckCredentials(values)
	}
	return &changed
}

// String tells where the client sends its requests, and nothing of its credentials.
func (c *Client) String() string {
	return "client of " + c.settings.BaseURL.Scheme + "://" + c.settings.BaseURL.Host + c.basePath
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
