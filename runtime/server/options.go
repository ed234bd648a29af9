package server

import (
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/pandapon/pandagen/signer"
)

// An Option changes how a handler works. Only the functions of this package make options.
type Option interface{ apply(*config) }

type option func(*config)

func (o option) apply(c *config) { o(c) }

type config struct {
	limits    Limits
	codes     ErrorCodes
	logger    *slog.Logger
	requestID func(*http.Request) string
	basePath  string
	values    []signer.Value
	unit      signer.Unit
	schemes   map[string]*signer.Signer
	open      map[string]bool
}

// Limits is what one request may cost. A zero field has the default; a negative one lifts the limit.
type Limits struct {
	BodyBytes   int64         // default 1 MiB; more is answered with 413
	MemoryBytes int64         // that the structs, lists and maps of a body may take, default 64 MiB; more is answered with 400
	HeaderBytes int           // names and values together, default 64 KiB; more is answered with 431
	HeaderCount int           // header lines, default 100; more is answered with 431
	ReadTimeout time.Duration // time to send the body, default 30 s; more is answered with 408
}

func (l Limits) withDefaults() Limits {
	if l.BodyBytes == 0 {
		l.BodyBytes = 1 << 20
	}
	if l.MemoryBytes == 0 {
		l.MemoryBytes = 64 << 20
	}
	if l.MemoryBytes < 0 {
		l.MemoryBytes = math.MaxInt64
	}
	if l.HeaderBytes == 0 {
		l.HeaderBytes = 64 << 10
	}
	if l.HeaderCount == 0 {
		l.HeaderCount = 100
	}
	if l.ReadTimeout == 0 {
		l.ReadTimeout = 30 * time.Second
	}
	return l
}

// ErrorCodes are the codes that the server's envelope carries for failures of its own, by HTTP status. A status that
// is missing has its own number as code: "404" for a path that does not exist.
//
//	400 the request cannot be read, or lacks a required value
//	401 the signature is missing or wrong, or other credentials are
//	403 the caller may not do this: see [ErrForbidden]
//	404 no operation has the path
//	405 the path does not take the method
//	408 the body did not arrive in time
//	413 the body is too large
//	415 the body is not JSON
//	431 the header is too large
//	500 the method failed or panicked
//	501 the method is not implemented
//	503 a store has failed, so that the signature or other credentials cannot be checked: see [ErrUnavailable]
//
// The defaults are the stub's own: which codes the real API answers in these cases is for the document to say.
type ErrorCodes map[int]string

func (c ErrorCodes) of(status int) string {
	if code, ok := c[status]; ok {
		return code
	}
	return strconv.Itoa(status)
}

// WithLimits sets what one request may cost.
func WithLimits(limits Limits) Option {
	return option(func(c *config) { c.limits = limits })
}

// check refuses codes that callers would take for success.
func (c ErrorCodes) check(envelope *sdk.Envelope) error {
	if envelope == nil {
		return nil
	}
	for status, code := range c {
		if envelope.IsSuccess(code) {
			return fmt.Errorf("WithErrorCodes: %q for status %d means success", code, status)
		}
	}
	return nil
}

// WithErrorCodes sets the codes of the server's own failures. [New] panics when one means success.
func WithErrorCodes(codes ErrorCodes) Option {
	return option(func(c *config) { c.codes = codes })
}

// WithLogger sets where failures are logged, each with the request id that the caller was given. The default
// is [slog.Default]. Failures of the server are logged as errors, rejected signatures as warnings, other rejected
// requests for debugging. Secrets, signatures and bodies are not logged; a key, a timestamp or a nonce is, where it is
// the reason.
func WithLogger(logger *slog.Logger) Option {
	return option(func(c *config) { c.logger = logger })
}

// WithRequestID sets how a request gets its id, for example from a header that a trusted proxy has set. When
// make returns "", and by default, the id is made of 32 random hex digits.
func WithRequestID(make func(*http.Request) string) Option {
	return option(func(c *config) { c.requestID = make })
}

// WithBasePath puts all paths under a prefix such as "/api/v1". Use it in place of [http.StripPrefix], which
// would hide the prefix from schemes that sign the path.
func WithBasePath(prefix string) Option {
	return option(func(c *config) { c.basePath = prefix })
}

// WithScheme sets the signature rule of all operations whose security scheme has the given name. It is needed
// where the document does not know the rule: without it such operations reject every request. It panics when scheme
// is not valid.
func WithScheme(name string, scheme signer.Scheme) Option {
	made, err := signer.New(scheme)
	if err != nil {
		panic(fmt.Sprintf("server: WithScheme(%q): %v", name, err))
	}
	return option(func(c *config) { c.schemes[name] = made })
}

// Open says that nobody judges the given security schemes of the document: whatever asks for one of them takes it as satisfied.
// An operation that asks for nothing else, or that has such a scheme as one of its alternatives, may then be called by everybody
// who reaches the handler. It is for tests, and for handlers behind a gateway that has verified already. To take no credentials of
// a kind, have an authenticator that returns an error. The start ends when the document has no such scheme, or when the scheme has
// an authenticator.
func Open(schemes ...string) Option {
	return option(func(c *config) {
		for _, name := range schemes {
			c.open[name] = true
		}
	})
}

// WithTimestampUnit sets the unit of the timestamps that all schemes expect. A verifier never guesses it.
func WithTimestampUnit(unit signer.Unit) Option {
	return option(func(c *config) { c.unit = unit })
}

// WithCredentials sets values that a scheme signs although they do not travel in the request, by the names that
// the scheme gives them.
func WithCredentials(values ...signer.Value) Option {
	return option(func(c *config) { c.values = append(c.values, values...) })
}
