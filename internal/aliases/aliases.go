package aliases

import (
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
	"log/slog"
	"net/http"
	"time"
)

// CallEnd is what became of a call, or of one of its attempts. See [runtime.CallEnd].
type CallEnd = runtime.CallEnd

// CallError is a call that ended without an answer: its request could not be made or signed, the connection
// failed, the context ended, or the answer was too large. See [runtime.CallError].
type CallError = runtime.CallError

// CallOption configures one call. See [runtime.CallOption].
type CallOption = runtime.CallOption

// CallStart is a call that starts, or one of its attempts. See [runtime.CallStart].
type CallStart = runtime.CallStart

// DataError is a call that succeeded, with an answer whose data could not be read. See [runtime.DataError].
type DataError = runtime.DataError

// Decimal is a number with the text it has on the wire: nothing is rounded, and 19.90 stays 19.90. See
// [runtime.Decimal].
type Decimal = runtime.Decimal

// DecimalFromInt returns i as a Decimal. See [runtime.DecimalFromInt].
func DecimalFromInt(i int64) Decimal { return runtime.DecimalFromInt(i) }

// DecodeError says where and why a message could not be read as documented. See [runtime.DecodeError].
type DecodeError = runtime.DecodeError

// Drift is a deviation of a message from its document that was accepted: a number where a string is
// documented, one object where a list is, a member that is not described. See [runtime.Drift].
type Drift = runtime.Drift

// EncodeError says which member of a struct cannot be written, and why. See [runtime.EncodeError].
type EncodeError = runtime.EncodeError

// ErrNoCode says that an answer's envelope has no code, or one that is no number, so that nobody can tell
// success from failure. See [runtime.ErrNoCode].
var ErrNoCode = runtime.ErrNoCode

// ErrOutcomeUnknown says that an operation which must not be sent twice ended without proof of what happened:
// the connection broke after the request was sent, or the answer was a failure that is not known to mean that
// nothing happened. See [runtime.ErrOutcomeUnknown].
var ErrOutcomeUnknown = runtime.ErrOutcomeUnknown

// ErrPageRepeated says that the server answered a page with the same items as the page before, so that
// following it would not end. See [runtime.ErrPageRepeated].
var ErrPageRepeated = runtime.ErrPageRepeated

// ErrSignatureUnknown says that the operation's signature rule is not documented. See
// [runtime.ErrSignatureUnknown].
var ErrSignatureUnknown = runtime.ErrSignatureUnknown

// Error is a failure that the server reported: a code that does not mean success, a failed verdict inside the
// data, an HTTP status, or an answer that is not in the operation's form. See [runtime.Error].
type Error = runtime.Error

// JSON is what a generated struct knows of the JSON object that it was read from, besides the values in its
// fields: which documented members were there, which of them were null, and the members that the document
// does not describe. See [runtime.JSON].
type JSON = runtime.JSON

// Limiter admits requests: golang.org/x/time/rate has one. See [runtime.Limiter].
type Limiter = runtime.Limiter

// Meta is what an answer says besides its data. See [runtime.Meta].
type Meta = runtime.Meta

// Multipart is a body of several parts, which a form with files is. See [runtime.Multipart].
type Multipart = runtime.Multipart

// NewDecimal checks that text is a JSON number and returns it as a Decimal. See [runtime.NewDecimal].
func NewDecimal(text string) (Decimal, error) { return runtime.NewDecimal(text) }

// Null is the JSON value null, for JSON.Set. See [runtime.Null].
var Null = runtime.Null

// Observer is called when a call starts, and when each of its attempts does: for metrics, logs and traces.
// See [runtime.Observer].
type Observer = runtime.Observer

// Option configures a client when it is made. See [runtime.Option].
type Option = runtime.Option

// OtherAnswer is a call that succeeded with an answer of another form than what the method returns: another
// success that the document has for the operation, or no content where it has some. See
// [runtime.OtherAnswer].
type OtherAnswer = runtime.OtherAnswer

// Part is a part of a Multipart. See [runtime.Part].
type Part = runtime.Part

// Plain returns a deep copy of v in which every JSON is zero: what a struct that was read and one that was
// filled in by hand have in common. See [runtime.Plain].
func Plain[T any](v T) T { return runtime.Plain(v) }

// Refusal is an element of a list that was refused. See [runtime.Refusal].
type Refusal = runtime.Refusal

// RequestError is a call that was not made, because its request breaks a rule of the document: nothing was
// signed or sent. See [runtime.RequestError].
type RequestError = runtime.RequestError

// RetryPolicy says how often, and after how long, operations are sent again that may be: after a failed
// connection and the HTTP statuses 429, 502, 503 and 504. See [runtime.RetryPolicy].
type RetryPolicy = runtime.RetryPolicy

// SharedOption configures all calls of a client, or one call. See [runtime.SharedOption].
type SharedOption = runtime.SharedOption

// WithBaseURL sends requests below another URL than the document's, also those of operations that have a
// server of their own. See [runtime.WithBaseURL].
func WithBaseURL(url string) Option { return runtime.WithBaseURL(url) }

// WithClock takes the time from now instead of time.Now. See [runtime.WithClock].
func WithClock(now func() time.Time) Option { return runtime.WithClock(now) }

// WithCredentials signs with other credentials where the document says scheme. See [runtime.WithCredentials].
func WithCredentials(scheme string, credentials signer.Credentials) SharedOption {
	return runtime.WithCredentials(scheme, credentials)
}

// WithDrift reports every deviation from the document that was accepted, with the operation's name: of
// answers, and of requests that break rules of which the document is not sure. See [runtime.WithDrift].
func WithDrift(report func(operation string, d Drift)) Option { return runtime.WithDrift(report) }

// WithHTTPClient sends requests through h, which is copied: redirects are never followed, whatever it says.
// See [runtime.WithHTTPClient].
func WithHTTPClient(h *http.Client) Option { return runtime.WithHTTPClient(h) }

// WithHeader sets a header of requests, in place of one with this name that another option or the engine
// sets. See [runtime.WithHeader].
func WithHeader(name, value string) SharedOption { return runtime.WithHeader(name, value) }

// WithInsecureHTTP allows a base URL that is not encrypted. See [runtime.WithInsecureHTTP].
func WithInsecureHTTP() Option { return runtime.WithInsecureHTTP() }

// WithLimiter waits for l before each attempt of a call. See [runtime.WithLimiter].
func WithLimiter(l Limiter) Option { return runtime.WithLimiter(l) }

// WithLogger logs every attempt at level debug, and what is sent again at level warn: operation, status,
// code, request id and time taken. See [runtime.WithLogger].
func WithLogger(log *slog.Logger) Option { return runtime.WithLogger(log) }

// WithMaxDecodedSize fails when the structs, lists and maps of an answer would take more than n bytes of
// memory. See [runtime.WithMaxDecodedSize].
func WithMaxDecodedSize(n int64) Option { return runtime.WithMaxDecodedSize(n) }

// WithMaxResponseSize refuses response bodies of more than n bytes, counted after decompression. See
// [runtime.WithMaxResponseSize].
func WithMaxResponseSize(n int64) Option { return runtime.WithMaxResponseSize(n) }

// WithMeta stores in m what the answer to a call says besides its data. See [runtime.WithMeta].
func WithMeta(m *Meta) CallOption { return runtime.WithMeta(m) }

// WithObserver has calls observed. See [runtime.WithObserver].
func WithObserver(observer Observer) Option { return runtime.WithObserver(observer) }

// WithQuery adds a parameter to the query of requests, such as an API key. See [runtime.WithQuery].
func WithQuery(name, value string) SharedOption { return runtime.WithQuery(name, value) }

// WithRejected says that failures with these codes prove that nothing happened, besides those that the
// document lists: such a failure is not ErrOutcomeUnknown. See [runtime.WithRejected].
func WithRejected(codes ...string) SharedOption { return runtime.WithRejected(codes...) }

// WithRepeat says that it does no harm to send the request of this call again, whatever the document says.
// See [runtime.WithRepeat].
func WithRepeat() CallOption { return runtime.WithRepeat() }

// WithRetry sends operations that may be sent again by another policy. See [runtime.WithRetry].
func WithRetry(policy RetryPolicy) SharedOption { return runtime.WithRetry(policy) }

// WithScheme signs by another rule where the document says scheme: the document may not know the rule, or be
// wrong about it. See [runtime.WithScheme].
func WithScheme(scheme string, rule signer.Scheme) SharedOption {
	return runtime.WithScheme(scheme, rule)
}

// WithSecurity signs by another security scheme of the document than the operation's. See
// [runtime.WithSecurity].
func WithSecurity(scheme string) CallOption { return runtime.WithSecurity(scheme) }

// WithTimeout bounds a call with all its attempts; zero means no limit. See [runtime.WithTimeout].
func WithTimeout(d time.Duration) SharedOption { return runtime.WithTimeout(d) }

// WithTimestampUnit writes timestamps of all the document's schemes in another unit. See
// [runtime.WithTimestampUnit].
func WithTimestampUnit(unit signer.Unit) Option { return runtime.WithTimestampUnit(unit) }

// WithToken gives what a security scheme of the document asks for that is no signature: a bearer token, an
// API key, or user:password for a basic one. See [runtime.WithToken].
func WithToken(scheme, token string) SharedOption { return runtime.WithToken(scheme, token) }

// WithTransport sends requests through t. See [runtime.WithTransport].
func WithTransport(t http.RoundTripper) Option { return runtime.WithTransport(t) }

// WithUserAgent states another User-Agent. See [runtime.WithUserAgent].
func WithUserAgent(name string) Option { return runtime.WithUserAgent(name) }

// WithoutChecks sends the request of this call although it breaks rules of the document: see RequestError.
// See [runtime.WithoutChecks].
func WithoutChecks() CallOption { return runtime.WithoutChecks() }

// WithoutRetry sends nothing twice. See [runtime.WithoutRetry].
func WithoutRetry() SharedOption { return runtime.WithoutRetry() }
