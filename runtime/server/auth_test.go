package server_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/runtime/server"
	"github.com/pandapon/pandagen/signer"
)

type user struct{ name string }

type password struct{ user, password string }

type certificate struct{ name string }

// token takes "good-…" for a user; what else it answers stands in the token.
func token(_ context.Context, token string, r server.AuthRequest) (any, error) {
	switch {
	case token == "down":
		return nil, fmt.Errorf("users: %w", server.ErrUnavailable)
	case token == "refused":
		return nil, fmt.Errorf("users: %w", &net.OpError{Op: "dial", Err: errors.New("refused")})
	case token == "slow":
		return nil, fmt.Errorf("users: %w", context.DeadlineExceeded)
	case token == "gone":
		return nil, context.Canceled
	case token == "panic":
		panic("users: out of memory")
	case token == "nobody":
		return nil, nil
	case token == "nil":
		return (*user)(nil), nil
	case token == "weak" && len(r.Scopes) > 0:
		return nil, fmt.Errorf("weak may not %s %s: %w", r.Operation, r.Scopes, server.ErrForbidden)
	case token == "weak", strings.HasPrefix(token, "good"):
		return &user{r.Scheme + " " + token}, nil
	}
	return nil, errors.New("no user has token 4711")
}

func basic(_ context.Context, name, secret string, _ server.AuthRequest) (any, error) {
	if secret != "s3cret" {
		return nil, errors.New("wrong password")
	}
	return password{name, secret}, nil
}

func client(_ context.Context, chain []*x509.Certificate, _ server.AuthRequest) (any, error) {
	return certificate{chain[0].Subject.Organization[0]}, nil
}

// allSchemes are security schemes of every kind, by name.
func allSchemes() []server.Scheme {
	return []server.Scheme{
		{Name: "sig", Field: "Signatures", Signed: true, Signer: testSigner, Verifier: signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}})},
		{Name: "bearer", Field: "Bearer", Type: "http", HTTP: "bearer", Authenticator: server.TokenFunc(token)},
		{Name: "login", Field: "Login", Type: "http", HTTP: "basic", Authenticator: server.PasswordFunc(basic)},
		{Name: "hawk", Field: "Hawk", Type: "http", HTTP: "hawk", Authenticator: server.TokenFunc(token)},
		{Name: "head", Field: "Head", Type: "apiKey", In: "header", Key: "X-Key", Authenticator: server.TokenFunc(token)},
		{Name: "query", Field: "Query", Type: "apiKey", In: "query", Key: "key", Authenticator: server.TokenFunc(token)},
		{Name: "cookie", Field: "Cookie", Type: "apiKey", In: "cookie", Key: "session", Authenticator: server.TokenFunc(token)},
		{Name: "oauth", Field: "OAuth", Type: "oauth2", Authenticator: server.TokenFunc(token)},
		{Name: "oidc", Field: "OIDC", Type: "openIdConnect", Authenticator: server.TokenFunc(token)},
		{Name: "tls", Field: "TLS", Type: "mutualTLS", Authenticator: server.CertificateFunc(client)},
	}
}

// whoRoute is an operation that answers who called. Security is written as alternatives of names that are joined by +, each
// with scopes behind a colon.
func whoRoute(alternatives ...string) sdk.Route {
	security := [][]sdk.Requirement{}
	for _, alternative := range alternatives {
		var combination []sdk.Requirement
		for name := range strings.SplitSeq(alternative, "+") {
			if name, scopes, scoped := strings.Cut(name, ":"); scoped {
				combination = append(combination, sdk.Requirement{Scheme: name, Scopes: strings.Split(scopes, ",")})
			} else if name != "" {
				combination = append(combination, sdk.Requirement{Scheme: name})
			}
		}
		security = append(security, combination)
	}
	return sdk.Route{
		Operation: sdk.Operation{ID: "who", Name: "Test.Who", Method: "GET", Path: "/who", Envelope: testEnvelope},
		Security:  security,
		Serve: func(ctx context.Context, _ *sdk.RequestReader, e *sdk.Encoder) error {
			who := "anonymous"
			add := func(found bool, text string) {
				if found {
					who = strings.TrimPrefix(who+", "+text, "anonymous, ")
				}
			}
			if identity, ok := server.IdentityFromContext(ctx); ok {
				add(ok, "signer "+identity.Key)
			}
			if u, ok := server.PrincipalFromContext[*user](ctx); ok {
				add(ok, u.name)
			}
			p, ok := server.PrincipalFromContext[password](ctx)
			add(ok, p.user+":"+p.password)
			c, ok := server.PrincipalFromContext[certificate](ctx)
			add(ok, c.name)
			e.String(who)
			return nil
		},
	}
}

// A credential puts something into a request.
type credential func(t *testing.T, r *http.Request)

func sending(name, value string) credential {
	return func(_ *testing.T, r *http.Request) { r.Header.Add(name, value) }
}

func query(raw string) credential {
	return func(_ *testing.T, r *http.Request) { r.URL.RawQuery += "&" + raw }
}

func signature(secret string) credential {
	return func(t *testing.T, r *http.Request) { sign(t, r, secret, time.Now()) }
}

func who(t *testing.T, h http.Handler, credentials ...credential) answer {
	t.Helper()
	r := httptest.NewRequest("GET", "/who", nil)
	for _, c := range credentials {
		c(t, r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return read(t, w.Result())
}

func TestServerJudgesEveryKindOfCredentials(t *testing.T) {
	bearer := func(text string) credential { return sending("Authorization", "Bearer "+text) }
	for scheme, c := range map[string]struct {
		right     credential
		who       string
		challenge string
		wrong     map[string][]credential
	}{
		"sig": {signature("s3cret"), "signer key-1", "sig", map[string][]credential{
			"other secret": {signature("guess")},
			"empty":        {signature("s3cret"), func(_ *testing.T, r *http.Request) { r.Header.Set("Signature", "") }},
		}},
		"bearer": {sending("Authorization", "bEARER  good-1 "), "bearer good-1", "Bearer", map[string][]credential{
			"unknown":  {bearer("bad")},
			"empty":    {bearer("")},
			"bare":     {sending("Authorization", "good-1")},
			"basic":    {sending("Authorization", "Basic good-1")},
			"repeated": {bearer("good-1"), bearer("good-1")},
			"query":    {query("access_token=good-1")},
		}},
		"login": {func(_ *testing.T, r *http.Request) { r.SetBasicAuth("ann", "s3cret") }, "ann:s3cret", `Basic realm="login", charset="UTF-8"`, map[string][]credential{
			"other password": {func(_ *testing.T, r *http.Request) { r.SetBasicAuth("ann", "guess") }},
			"no base64":      {sending("Authorization", "Basic ann:s3cret")},
			"no colon":       {sending("Authorization", "Basic YW5u")},
			"bearer":         {bearer("good-1")},
		}},
		"hawk": {sending("Authorization", `Hawk good id="1", mac="x"`), `hawk good id="1", mac="x"`, "hawk", map[string][]credential{"bearer": {bearer("good-1")}}},
		"head": {sending("X-Key", "good-1"), "head good-1", "head", map[string][]credential{
			"unknown": {sending("X-Key", "bad")}, "empty": {sending("X-Key", "")}, "repeated": {sending("X-Key", "good-1"), sending("X-Key", "good-2")}, "query": {query("X-Key=good-1")},
			"empty and not": {sending("X-Key", ""), sending("X-Key", "good-1")},
		}},
		"query": {query("key=good%2D1"), "query good-1", "query", map[string][]credential{
			"unknown": {query("key=bad")}, "empty": {query("key=")}, "repeated": {query("key=good-1&key=good-1")}, "header": {sending("key", "good-1")},
		}},
		"cookie": {sending("Cookie", "a=b; session=good-1"), "cookie good-1", "cookie", map[string][]credential{
			"unknown": {sending("Cookie", "session=bad")}, "repeated": {sending("Cookie", "session=good-1; session=good-2")}, "other": {sending("Cookie", "a=good-1")},
		}},
		"oauth": {bearer("good-1"), "oauth good-1", "Bearer", map[string][]credential{"unknown": {bearer("bad")}}},
		"oidc":  {bearer("good-1"), "oidc good-1", "Bearer", map[string][]credential{"unknown": {bearer("bad")}}},
	} {
		t.Run(scheme, func(t *testing.T) {
			h := server.New(allSchemes(), []sdk.Route{whoRoute(scheme)}, silent)
			if a := who(t, h, c.right); a.status != 200 || string(a.Data) != fmt.Sprintf("%q", c.who) {
				t.Errorf("answered %d %s, want %q", a.status, a.text, c.who)
			}
			c.wrong["nothing"] = nil
			for name, credentials := range c.wrong {
				a := who(t, h, credentials...)
				subject := "credentials"
				if scheme == "sig" {
					subject = "signature"
				}
				if a.status != 401 || a.Msg != subject+" rejected" {
					t.Errorf("%s: answered %d %q", name, a.status, a.Msg)
				}
				if got := a.header["Www-Authenticate"]; !slices.Equal(got, []string{c.challenge}) {
					t.Errorf("%s: challenged with %q, want %q", name, got, c.challenge)
				}
			}
		})
	}
}

func TestServerJudgesCertificates(t *testing.T) {
	s := httptest.NewUnstartedServer(server.New(allSchemes(), []sdk.Route{whoRoute("tls")}, silent))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	s.StartTLS()
	t.Cleanup(s.Close)
	own := s.Client().Transport.(*http.Transport)
	call := func(certificates ...tls.Certificate) answer {
		t.Helper()
		transport := own.Clone()
		transport.TLSClientConfig.Certificates = certificates
		t.Cleanup(transport.CloseIdleConnections)
		r, err := http.NewRequest("GET", s.URL+"/who", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, res)
	}
	call().want(t, 401, "401", "credentials rejected")
	call(s.TLS.Certificates...).want(t, 401, "401", "credentials rejected") // anybody can make a certificate

	// The server's own certificate stands for one that the server trusts.
	leaf := s.Certificate()
	r := httptest.NewRequest("GET", "https://example.com/who", nil)
	r.TLS.PeerCertificates, r.TLS.VerifiedChains = []*x509.Certificate{leaf}, [][]*x509.Certificate{{leaf}}
	w := httptest.NewRecorder()
	s.Config.Handler.ServeHTTP(w, r)
	if a := read(t, w.Result()); a.status != 200 || string(a.Data) != `"Acme Co"` {
		t.Errorf("answered %s", a.text)
	}
}

func TestServerHoldsAlternativesAndCombinations(t *testing.T) {
	good, bad, down := sending("X-Key", "good"), sending("X-Key", "bad"), sending("X-Key", "down")
	bearer := func(text string) credential { return sending("Authorization", "Bearer "+text) }
	signed, forged := signature("s3cret"), signature("guess")
	for _, c := range []struct {
		name     string
		security []string
		sent     []credential
		status   int
		who      string
	}{
		{"no security", nil, nil, 200, "anonymous"},
		{"no security, credentials", nil, []credential{bad, bearer("bad"), forged}, 200, "anonymous"},
		{"first", []string{"sig", "head"}, []credential{signed, good}, 200, "signer key-1"},
		{"second", []string{"sig", "head"}, []credential{good}, 200, "head good"},
		{"second, the first does not hold", []string{"sig", "head"}, []credential{forged, good}, 200, "head good"},
		{"first, the second does not hold", []string{"sig", "head"}, []credential{signed, bad}, 200, "signer key-1"},
		{"none holds", []string{"sig", "head"}, []credential{forged, bad}, 401, ""},
		{"second, the first cannot be checked", []string{"head", "bearer"}, []credential{down, bearer("good")}, 200, "bearer good"},
		{"cannot be checked", []string{"head", "bearer"}, []credential{down, bearer("bad")}, 503, ""},
		{"all", []string{"sig+head+bearer"}, []credential{signed, good, bearer("good")}, 200, "signer key-1, head good"},
		{"part", []string{"sig+head"}, []credential{signed}, 401, ""},
		{"part does not hold", []string{"sig+head"}, []credential{signed, bad}, 401, ""},
		{"combination or one", []string{"sig+head", "sig"}, []credential{signed, bad}, 200, "signer key-1"},
		{"combination or another", []string{"head+bearer", "head+cookie"}, []credential{good, bearer("bad"), sending("Cookie", "session=good")}, 200, "head good"},
		{"anonymous", []string{"head", ""}, nil, 200, "anonymous"},
		{"anonymous first", []string{"", "head"}, []credential{good}, 200, "head good"},
		{"not anonymous", []string{"head", ""}, []credential{bad}, 401, ""},
		{"not anonymous by another kind", []string{"bearer", ""}, []credential{sending("Authorization", "Basic eDp5")}, 401, ""},
		{"not anonymous when unchecked", []string{"head", ""}, []credential{down}, 503, ""},
		{"not anonymous with a part", []string{"head+bearer", ""}, []credential{good}, 401, ""},
		{"scopes", []string{"oauth:read", "oauth:write"}, []credential{bearer("good")}, 200, "oauth good"},
		{"no scope", []string{"oauth:read,write"}, []credential{bearer("weak")}, 403, ""},
		{"no scope, but another alternative", []string{"oauth:write", "oauth"}, []credential{bearer("weak")}, 200, "oauth weak"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := who(t, server.New(allSchemes(), []sdk.Route{whoRoute(c.security...)}, silent), c.sent...)
			if a.status != c.status || c.who != "" && string(a.Data) != fmt.Sprintf("%q", c.who) {
				t.Errorf("answered %s\nwant     %d %q", a.text, c.status, c.who)
			}
		})
	}
}

func TestServerAsksNobodyWhenAPartIsMissing(t *testing.T) {
	asked := 0
	schemes := allSchemes()
	schemes[1].Authenticator = server.TokenFunc(func(context.Context, string, server.AuthRequest) (any, error) { asked++; return "", nil })
	h := server.New(schemes, []sdk.Route{whoRoute("bearer+head")}, silent)
	who(t, h, sending("Authorization", "Bearer good")).want(t, 401, "401", "credentials rejected")
	if asked != 0 {
		t.Errorf("asked %d times", asked)
	}
}

func TestServerIsNeverOpenWhenAnAuthenticatorFails(t *testing.T) {
	for text, want := range map[string]struct {
		status int
		msg    string
	}{
		"down":    {503, "the credentials cannot be checked now"},
		"refused": {503, "the credentials cannot be checked now"},
		"slow":    {503, "the credentials cannot be checked now"},
		"gone":    {503, "the credentials cannot be checked now"},
		"panic":   {500, "internal error"},
		"nobody":  {401, "credentials rejected"},
		"nil":     {401, "credentials rejected"},
		"weak":    {403, "forbidden"},
		"bad":     {401, "credentials rejected"},
	} {
		t.Run(text, func(t *testing.T) {
			var log bytes.Buffer
			h := server.New(allSchemes(), []sdk.Route{whoRoute("oauth:read,write", "")}, server.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			a := who(t, h, sending("Authorization", "Bearer "+text))
			a.want(t, want.status, fmt.Sprint(want.status), want.msg)
			if strings.Contains(a.text, "users") || strings.Contains(a.text, "4711") {
				t.Errorf("a stranger reads %s", a.text)
			}
			if !strings.Contains(log.String(), "operation=Test.Who") {
				t.Errorf("logged %q", log.String())
			}
			if text == "bad" && !strings.Contains(log.String(), "no user has token 4711") {
				t.Errorf("logged %q", log.String())
			}
			challenge := a.header.Get("WWW-Authenticate")
			if wanted := map[int]string{401: "Bearer", 403: `Bearer error="insufficient_scope", scope="read write"`}[want.status]; challenge != wanted {
				t.Errorf("challenged with %q, want %q", challenge, wanted)
			}
		})
	}
}

func TestServerTellsAuthenticatorsWhatIsAsked(t *testing.T) {
	var got server.AuthRequest
	schemes := allSchemes()
	schemes[1].Authenticator = server.TokenFunc(func(ctx context.Context, token string, r server.AuthRequest) (any, error) {
		got = r
		return server.RequestIDFromContext(ctx), nil
	})
	h := server.New(schemes, []sdk.Route{whoRoute("bearer:clerk,boss")}, silent, fixedID)
	who(t, h, sending("Authorization", "Bearer x")).want(t, 200, "200", "success")
	if got.Scheme != "bearer" || got.Operation != "who" || !slices.Equal(got.Scopes, []string{"clerk", "boss"}) || got.HTTP.URL.Path != "/who" {
		t.Errorf("asked %+v", got)
	}
}

func TestServerMapsTheAuthorizationOfSigners(t *testing.T) {
	for status, err := range map[int]error{403: server.ErrForbidden, 503: server.ErrUnavailable, 401: errors.New("not his account")} {
		schemes := allSchemes()
		schemes[0].Verifier = signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}},
			signer.WithAuthorize(func(context.Context, string, []signer.Value) error { return fmt.Errorf("accounts: %w", err) }))
		a := who(t, server.New(schemes, []sdk.Route{whoRoute("sig")}, silent), signature("s3cret"))
		if a.status != status {
			t.Errorf("%v: answered %s", err, a.text)
		}
	}
}

func TestServerDoesNotStartWithoutAuthenticators(t *testing.T) {
	var bare []server.Scheme
	var names []string
	for _, s := range allSchemes() {
		s.Verifier, s.Authenticator = nil, nil
		switch {
		case s.Type == "mutualTLS":
			s.Authenticator = server.CertificateFunc(nil)
		case s.HTTP == "basic":
			s.Authenticator = server.PasswordFunc(nil)
		case !s.Signed:
			s.Authenticator = server.TokenFunc(nil)
		}
		bare, names = append(bare, s), append(names, s.Name)
	}
	text := panics(t, func() { server.New(bare, []sdk.Route{whoRoute(strings.Join(names, "+"), "")}) })
	for _, s := range bare {
		want := fmt.Sprintf("nothing judges security scheme %q, which is asked for by who: set Auth.%s, or let everybody in with server.Open(%q)", s.Name, s.Field, s.Name)
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}

	open := server.New(bare, []sdk.Route{whoRoute(names...)}, silent, server.Open(names[1:]...), server.Open(names[0]))
	who(t, open, signature("guess"), sending("X-Key", "bad")).want(t, 200, "200", "success")
	server.New(bare, []sdk.Route{whoRoute()}) // nothing asks for a scheme
}

func TestServerDoesNotStartWithOptionsThatContradict(t *testing.T) {
	routes := []sdk.Route{whoRoute("head")}
	for name, c := range map[string]struct {
		option server.Option
		want   string
	}{
		"open what is not there": {server.Open("heads"), `Open: no operation asks for a security scheme called "heads"; the document has "sig", "bearer"`},
		"open and judged":        {server.Open("head"), `Open: security scheme "head" has an authenticator, Auth.Head: remove one of them`},
		"rule of no signature":   {server.WithScheme("head", testSigner.Scheme()), `WithScheme: no operation is signed with a scheme called "head"`},
	} {
		if text := panics(t, func() { server.New(allSchemes(), routes, c.option) }); !strings.Contains(text, c.want) {
			t.Errorf("%s: panicked with %q", name, text)
		}
	}
	if text := panics(t, func() { server.New(nil, routes) }); !strings.Contains(text, `operation who: there is no security scheme "head"`) {
		t.Errorf("panicked with %q", text)
	}
}

func panics(t *testing.T, f func()) (text string) {
	t.Helper()
	defer func() {
		if text = fmt.Sprint(recover()); text == "<nil>" {
			t.Error("it did not panic")
		}
	}()
	f()
	return ""
}

// TestServerOpensOneOfSeveral holds that what else is asked for still is.
func TestServerOpensOneOfSeveral(t *testing.T) {
	schemes := allSchemes()
	schemes[1].Authenticator = nil
	combined := server.New(schemes, []sdk.Route{whoRoute("bearer+head")}, silent, server.Open("bearer"))
	who(t, combined).want(t, 401, "401", "credentials rejected")
	if a := who(t, combined, sending("X-Key", "good")); string(a.Data) != `"head good"` {
		t.Errorf("answered %s", a.text)
	}
	alternative := server.New(schemes, []sdk.Route{whoRoute("bearer", "head")}, silent, server.Open("bearer"))
	if a := who(t, alternative, sending("X-Key", "good")); string(a.Data) != `"head good"` {
		t.Errorf("answered %s", a.text)
	}
	if a := who(t, alternative); string(a.Data) != `"anonymous"` {
		t.Errorf("answered %s", a.text)
	}
}

func TestServerAuthenticatesBeforeItDecodes(t *testing.T) {
	route := payRoute(payOperation, paid)
	route.Security = [][]sdk.Requirement{{{Scheme: "bearer"}}}
	s := start(t, server.New(allSchemes(), []sdk.Route{route}, silent))
	do(t, newPay(t, s.URL, `{`)).want(t, 401, "401", "credentials rejected")
	r := newPay(t, s.URL, `{"orderId":"A1"}`)
	r.Header.Set("Authorization", "Bearer good")
	do(t, r).want(t, 200, "200", "success")
	res, err := http.Get(s.URL + "/nowhere")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); res.StatusCode != 404 {
		t.Errorf("answered %d %s", res.StatusCode, body)
	}
}
