package server

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"reflect"

	"github.com/pandapon/pandagen/signer"
)

// AuthRequest says what an authenticator decides about.
type AuthRequest struct {
	Scheme    string   // name of the security scheme in the document
	Operation string   // operationId
	Scopes    []string // scopes or roles that the operation requires; must not be changed

	// HTTP is the request that brought the credentials. It must not be changed, and its body has been read.
	HTTP *http.Request
}

// TokenFunc decides about credentials that are one text: a bearer token of http, oauth2 or openIdConnect, an API key, or what
// another HTTP authentication scheme puts behind its name.
//
// The rules of all three kinds of authenticators are the same. The principal is who calls, for example a *User; methods get
// it from [PrincipalFromContext]. A nil principal, a nil pointer too, rejects the credentials: nothing found is nobody.
//
// An error rejects the credentials with 401. The caller does not read it, the log holds its text: leave tokens and passwords
// out. An error that wraps [ErrForbidden] answers 403, which tells a known caller that scopes are missing. One that wraps
// [ErrUnavailable], a [net.Error] such as a refused connection or a timeout, and [context.Canceled] answer 503. A panic
// answers 500.
//
// An authenticator is called once for a request, with credentials that are not empty and were sent once, before anything of
// the body is decoded.
type TokenFunc func(ctx context.Context, token string, r AuthRequest) (principal any, err error)

// PasswordFunc decides about a user and a password, of HTTP basic authentication. See [TokenFunc] for what it returns.
type PasswordFunc func(ctx context.Context, user, password string, r AuthRequest) (principal any, err error)

// CertificateFunc decides about the certificate of a client, of mutual TLS. The chain begins with it and is one that the
// http.Server has verified, which needs tls.VerifyClientCertIfGiven or tls.RequireAndVerifyClientCert; other certificates are
// rejected. See [TokenFunc] for what it returns.
type CertificateFunc func(ctx context.Context, chain []*x509.Certificate, r AuthRequest) (principal any, err error)

// An Authenticator is a [TokenFunc], a [PasswordFunc] or a [CertificateFunc].
type Authenticator interface {
	missing() bool // nil

	// authenticate decides about the credentials in a request that holds something at their place.
	authenticate(ctx context.Context, s *Scheme, r AuthRequest) (principal any, err error)
}

var (
	// ErrForbidden is returned by authenticators for callers that they know and that may not do this: scopes are missing.
	ErrForbidden = errors.New("forbidden")
	// ErrUnavailable is returned by authenticators that cannot decide now, because a store cannot be reached.
	ErrUnavailable = errors.New("unavailable")
)

// Reasons why credentials are rejected without an authenticator.
var (
	errRepeated    = errors.New("given more than once")
	errMalformed   = errors.New("malformed")
	errOtherScheme = errors.New("of another authentication scheme")
	errNobody      = errors.New("the authenticator found nobody")
	errUnverified  = errors.New("the client's certificate was not verified: set ClientAuth of the server's tls.Config to tls.VerifyClientCertIfGiven or tls.RequireAndVerifyClientCert")
)

func (f TokenFunc) missing() bool { return f == nil }

func (f TokenFunc) authenticate(ctx context.Context, s *Scheme, r AuthRequest) (any, error) {
	token, err := s.token(r.HTTP)
	if err != nil {
		return nil, err
	}
	return f(ctx, token, r)
}

func (f PasswordFunc) missing() bool { return f == nil }

func (f PasswordFunc) authenticate(ctx context.Context, s *Scheme, r AuthRequest) (any, error) {
	if _, err := s.token(r.HTTP); err != nil {
		return nil, err
	}
	user, password, ok := r.HTTP.BasicAuth()
	if !ok {
		return nil, errMalformed
	}
	return f(ctx, user, password, r)
}

func (f CertificateFunc) missing() bool { return f == nil }

func (f CertificateFunc) authenticate(ctx context.Context, _ *Scheme, r AuthRequest) (any, error) {
	chains := r.HTTP.TLS.VerifiedChains
	if len(chains) == 0 {
		return nil, errUnverified
	}
	return f(ctx, chains[0], r)
}

// verdict is what becomes of credentials. Of several, the last in this order decides how a request is answered.
type verdict int

const (
	undecided verdict = iota
	absent
	accepted
	rejected
	forbidden
	unavailable
)

// verdictOn is the verdict when a verifier or an authenticator has returned err.
func verdictOn(err error) verdict {
	if err == nil {
		return accepted
	}
	if v, ok := errors.AsType[*signer.VerifyError](err); ok {
		switch {
		case v.Step == signer.StepSignature && errors.Is(v, signer.ErrMissing):
			return absent
		case v.Step == signer.StepSecret:
			return unavailable
		case v.Step == signer.StepReplay && !errors.Is(v, signer.ErrReplay) && !errors.Is(v, signer.ErrBeforeStart) && !errors.Is(v, signer.ErrQuota):
			return unavailable
		}
	}
	_, network := errors.AsType[net.Error](err)
	switch {
	case network, errors.Is(err, ErrUnavailable), errors.Is(err, context.Canceled):
		return unavailable
	case errors.Is(err, ErrForbidden):
		return forbidden
	}
	return rejected
}

// isNobody reports whether a principal is nil, or a nil pointer.
func isNobody(principal any) bool {
	if principal == nil {
		return true
	}
	switch v := reflect.ValueOf(principal); v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		return v.IsNil()
	}
	return false
}
