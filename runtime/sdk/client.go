package sdk

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/settings"
	"github.com/pandapon/pandagen/signer"
)

// Client calls the operations of an API: it signs, sends, retries and reads answers. It is immutable and safe for
// concurrent use. Generated packages wrap it; see [Call].
type Client struct {
	// All behind one pointer: fmt calls no methods of unexported fields, and would print the credentials of a client in one.
	*engine
}

type engine struct {
	settings settings.Client
	basePath string                                      // escaped, without a slash at the end
	host     string                                      // as it is sent
	send     func(*http.Request) (*http.Response, error) // of settings.HTTP
	skew     *skew                                       // shared by all clients made from one
	wait     func(context.Context, time.Duration) error

	schemes     []boundScheme                           // without a caller's credentials when those are asked for
	credentials func(context.Context) ([]Scheme, error) // asked at each call; nil when schemes hold them
	claims      []signer.Value                          // that replace credentials

	tokenSchemes []TokenScheme
}

// Config is what generated code knows about an API.
type Config struct {
	BaseURL   string   // default base URL; empty makes WithBaseURL necessary
	UserAgent string   // default User-Agent
	Schemes   []Scheme // of all operations
	Tokens    []TokenScheme
	// Credentials returns Schemes with the credentials for one call. Nil when Schemes hold those for all.
	Credentials func(context.Context) ([]Scheme, error)
}

// New returns a client. It fails when an option is invalid, when the base URL is missing or not https, and when
// credentials are missing.
func New(config Config, opts ...runtime.Option) (*Client, error) {
	c := &Client{&engine{
		settings: settings.Client{
			UserAgent:   config.UserAgent,
			Log:         slog.New(slog.DiscardHandler),
			Clock:       time.Now,
			MaxResponse: runtime.DefaultMaxResponseSize,
			MaxDecoded:  runtime.DefaultMaxDecodedSize,
			Call:        settings.Call{Timeout: runtime.DefaultTimeout, Retry: settings.Retry{Retries: runtime.DefaultRetries}},
		},
		skew:         new(skew),
		wait:         wait,
		tokenSchemes: config.Tokens,
	}}
	if config.BaseURL != "" {
		base, err := settings.ParseBaseURL(config.BaseURL)
		if err != nil {
			return nil, err
		}
		c.settings.BaseURL = base
	}
	schemes, err := bindSchemes(config.Schemes)
	if err == nil && config.Credentials == nil {
		err = checkCredentials(schemes)
	}
	if err != nil {
		return nil, err
	}
	c.schemes, c.credentials = schemes, config.Credentials
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
	if s.BaseURL == nil {
		return errors.New("no base URL: give one with WithBaseURL")
	}
	if err := checkTransport(s.BaseURL, s.Insecure); err != nil {
		return err
	}
	c.basePath = strings.TrimRight(s.BaseURL.EscapedPath(), "/")
	c.host = sentHost(s.BaseURL)
	for _, o := range s.Overrides {
		if err := checkScheme(c.schemes, o.Scheme); err != nil {
			return err
		}
	}
	if err := c.checkTokens(s.Tokens); err != nil {
		return err
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

// checkTransport refuses URLs to which requests would travel unencrypted.
func checkTransport(base *url.URL, insecure bool) error {
	if base.Scheme == "http" && !insecure && !isLoopback(base.Hostname()) {
		return fmt.Errorf("base URL %q: requests would travel unencrypted: use https, or WithInsecureHTTP where that is acceptable", base.Redacted())
	}
	return nil
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

// sentHost returns the Host header that net/http makes of a URL: in Punycode, and without an IPv6 zone.
func sentHost(u *url.URL) string {
	var sent bytes.Buffer
	written := http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}}
	if err := written.Write(&sent); err != nil {
		return u.Host // it cannot be sent
	}
	read, err := http.ReadRequest(bufio.NewReader(&sent))
	if err != nil {
		return u.Host
	}
	return read.Host
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// String tells where the client sends its requests, and nothing of its credentials.
func (c *Client) String() string {
	return "client of " + c.settings.BaseURL.Scheme + "://" + c.settings.BaseURL.Host + c.basePath
}

// GoString is String: printing a client with %#v shows no credentials either.
func (c *Client) GoString() string { return c.String() }

// LogValue is String, for slog.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }
