// Package settings holds what the options of package runtime set, and package sdk reads.
package settings

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// Client are the settings of a client. The zero value of a field leaves the default in place.
type Client struct {
	BaseURL     *url.URL // checked by ParseBaseURL
	Insecure    bool     // the base URL may be http
	Elsewhere   bool     // BaseURL is not the document's, so that servers of single operations do not count either
	HTTP        *http.Client
	UserAgent   string
	Log         *slog.Logger
	Clock       func() time.Time
	MaxResponse int64
	MaxDecoded  int64
	Unit        signer.Unit
	Drift       func(operation string, d Drift)
	Limiter     interface{ Wait(context.Context) error }
	Observe     Observer

	Call // of all calls, unless they say otherwise
}

// Call are the settings of one call. Slices in it are never changed in place.
type Call struct {
	Meta      any // a *runtime.Meta
	Timeout   time.Duration
	Bound     bool // Timeout holds although the context has a deadline
	Header    []signer.Value
	Query     []signer.Value
	Retry     Retry
	Overrides []Override
	Tokens    []Token  // for security schemes that are no signatures
	Security  string   // scheme to sign by, in place of the operation's
	Rejected  []string // codes which prove that nothing happened, besides the document's
	Repeat    bool     // it does no harm to send the request again, whatever the document says
	Unchecked bool     // the request is not held against the document
}

// Drift has the fields of runtime.Drift.
type Drift struct{ Path, Want, Got string }

// Retry has the fields of runtime.RetryPolicy.
type Retry struct {
	Retries            int
	MinDelay, MaxDelay time.Duration
}

// Observer has the type of runtime.Observer.
type Observer func(ctx context.Context, a CallStart) (context.Context, func(CallEnd))

// CallStart has the fields of runtime.CallStart.
type CallStart struct {
	Operation, Method, Path string
	Attempt                 int
}

// CallEnd has the fields of runtime.CallEnd.
type CallEnd struct {
	Duration        time.Duration
	Attempts        int
	HTTPStatus      int
	Code, RequestID string
	Kind            string
	OutcomeUnknown  bool
}

// Token satisfies a security scheme that is no signature.
type Token struct{ Scheme, Token string }

// Override replaces the rule of a scheme or, without one, the credentials for it.
type Override struct {
	Scheme      string
	Signer      *signer.Signer
	Credentials signer.Credentials
}
