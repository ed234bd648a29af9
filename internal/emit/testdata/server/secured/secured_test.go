package secured

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/internal/emit/testdata/server/secured/shop"
	"github.com/pandapon/pandagen/runtime/server"
	"github.com/pandapon/pandagen/signer"
)

// callers answers who called.
type callers struct{ UnimplementedCallers }

type caller struct{ name string }

func name(ctx context.Context) (*shop.CallerBearerResponse, error) {
	var names []string
	if identity, ok := server.IdentityFromContext(ctx); ok {
		names = append(names, identity.Key)
	}
	if c, ok := server.PrincipalFromContext[*caller](ctx); ok {
		names = append(names, c.name)
	}
	return &shop.CallerBearerResponse{Name: strings.Join(names, " and ")}, nil
}

func (callers) Bearer(ctx context.Context) (*shop.CallerBearerResponse, error)   { return name(ctx) }
func (callers) Public(ctx context.Context) (*shop.CallerBearerResponse, error)   { return name(ctx) }
func (callers) Optional(ctx context.Context) (*shop.CallerBearerResponse, error) { return name(ctx) }
func (callers) Login(ctx context.Context) (*shop.CallerBearerResponse, error)    { return name(ctx) }
func (callers) Keys(ctx context.Context) (*shop.CallerBearerResponse, error)     { return name(ctx) }
func (callers) Scopes(ctx context.Context) (*shop.CallerBearerResponse, error)   { return name(ctx) }
func (callers) Both(ctx context.Context) (*shop.CallerBearerResponse, error)     { return name(ctx) }

// token takes the name of its security scheme.
func token(_ context.Context, token string, r server.AuthRequest) (any, error) {
	switch {
	case token != r.Scheme:
		return nil, nil
	case slices.Contains(r.Scopes, "write"):
		return nil, server.ErrForbidden
	}
	return &caller{strings.Join(append([]string{r.Operation, r.Scheme}, r.Scopes...), " ")}, nil
}

func password(_ context.Context, user, password string, _ server.AuthRequest) (any, error) {
	if user != password {
		return nil, nil
	}
	return &caller{user}, nil
}

func certificate(context.Context, []*x509.Certificate, server.AuthRequest) (any, error) {
	return nil, nil
}

func TestCallersAreJudged(t *testing.T) {
	h := NewHandler(Auth{
		Signatures: NewVerifier(signer.SecretMap{"key-1": {"secret"}}),
		Bearer:     token, Login: password, Hawk: token, HeaderKey: token, QueryKey: token, CookieKey: token, Oauth: token, Oidc: token, ClientCertificate: certificate,
	}, Services{Callers: callers{}})
	sent := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Add(name, value) }
	}
	signed := func(r *http.Request) {
		m := signer.Message{Method: r.Method, Path: r.URL.EscapedPath()}
		credentials := signer.Credentials{Secret: "secret", Values: []signer.Value{{Name: "key", Value: "key-1"}}}
		if err := signer.MustNew(shop.RequestScheme()).Sign(&m, credentials, time.Now()); err != nil {
			t.Fatal(err)
		}
		for _, v := range m.Header {
			r.Header.Set(v.Name, v.Value)
		}
	}
	for _, c := range []struct {
		target      string
		credentials []func(*http.Request)
		status      int
		name        string
	}{
		{"/public", nil, 200, ""},
		{"/bearer", nil, 401, ""},
		{"/bearer", []func(*http.Request){sent("Authorization", "Bearer bearer")}, 200, "bearer bearer"},
		{"/bearer", []func(*http.Request){sent("Authorization", "Bearer other")}, 401, ""},
		{"/optional", nil, 200, ""},
		{"/optional", []func(*http.Request){sent("Authorization", "Bearer bearer")}, 200, "optional bearer"},
		{"/optional", []func(*http.Request){sent("Authorization", "Bearer other")}, 401, ""},
		{"/login", []func(*http.Request){func(r *http.Request) { r.SetBasicAuth("ann", "ann") }}, 200, "ann"},
		{"/login", []func(*http.Request){func(r *http.Request) { r.SetBasicAuth("ann", "bob") }}, 401, ""},
		{"/hawk", []func(*http.Request){sent("Authorization", "Hawk hawk")}, 501, ""},
		{"/hawk", nil, 401, ""},
		{"/keys", []func(*http.Request){sent("X-Key", "header-key")}, 200, "keys header-key"},
		{"/keys?key=query-key", nil, 200, "keys query-key"},
		{"/keys", []func(*http.Request){sent("Cookie", "session=cookie-key")}, 200, "keys cookie-key"},
		{"/keys?key=cookie-key", []func(*http.Request){sent("X-Key", "query-key")}, 401, ""},
		{"/scopes", []func(*http.Request){sent("Authorization", "Bearer oauth")}, 403, ""},
		{"/scopes", []func(*http.Request){sent("Authorization", "Bearer oidc")}, 200, "scopes oidc admin"},
		{"/certificate", nil, 401, ""},
		{"/both", []func(*http.Request){signed}, 401, ""},
		{"/both", []func(*http.Request){signed, sent("Authorization", "Bearer bearer")}, 200, "key-1 and both bearer clerk"},
		{"/both", []func(*http.Request){sent("Sign", "0000")}, 401, ""},
	} {
		r := httptest.NewRequest("GET", c.target, nil)
		for _, add := range c.credentials {
			add(r)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || c.status == 200 && w.Body.String() != fmt.Sprintf(`{"name":%q}`, c.name) {
			t.Errorf("%s: answered %d %s, want %d %q", c.target, w.Code, w.Body, c.status, c.name)
		}
	}
}

func TestAServerDoesNotStartWithoutAuth(t *testing.T) {
	defer func() {
		text := fmt.Sprint(recover())
		for _, want := range []string{
			`"request", which is asked for by both`, `"push", which is asked for by both`, `"bearer", which is asked for by bearer, optional, both`,
			`"login"`, `"hawk"`, `"header-key"`, `"query-key"`, `"cookie-key"`, `"oauth"`, `"oidc"`, `"client-certificate", which is asked for by certificate: set Auth.ClientCertificate`,
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is not in %s", want, text)
			}
		}
	}()
	NewHandler(Auth{}, Services{})
}
