package sdk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

// given are schemes with some of a caller's credentials, by the names of their fields.
func given(fields ...string) []Scheme {
	credential := func(name, field string, required bool) Credential {
		c := Credential{Name: name, Field: field, Variable: "TEST_" + field, Required: required}
		if slices.Contains(fields, field) {
			c.Value = strings.ToLower(field)
		}
		return c
	}
	return []Scheme{
		{Name: "unknown"},
		{
			Name: "request", Signer: testSigner, Secret: credential("", "Secret", true),
			Values: []Credential{credential("access-key", "Key", true), credential("user-id", "User", false)},
		},
		{
			Name: "push", Signer: testSigner, Secret: credential("", "PushSecret", true),
			Values: []Credential{credential("access-key", "PushKey", true), credential("user-id", "User", false)},
		},
	}
}

func TestCredentialsAreCheckedWhereTheClientIsMade(t *testing.T) {
	for _, tt := range []struct {
		name    string
		schemes []Scheme
		want    string // nothing for no error
	}{
		{"one set", given("Key", "Secret"), ""},
		{"one set and the user", given("Key", "Secret", "User"), ""},
		{"the other set", given("PushKey", "PushSecret"), ""},
		{"both sets", given("Key", "Secret", "PushKey", "PushSecret"), ""},
		{"none", given(), "credentials: Key, Secret, PushKey, PushSecret are empty"},
		{"the user alone", given("User"), "credentials: Key, Secret, PushKey, PushSecret are empty"},
		{"no key", given("Secret"), "credentials: Key is empty"},
		{"no secret", given("Key"), "credentials: Secret, PushKey, PushSecret are empty"},
		{"halves of two", given("Key", "PushSecret"), "credentials: PushKey is empty"},
		{"one set, and no secret of the other", given("Key", "Secret", "PushKey"), "credentials: PushSecret is empty"},
		{"one set, and no key of the other", given("Key", "Secret", "PushSecret"), "credentials: PushKey is empty"},
		{"one scheme, none", given()[:2], "credentials: Key, Secret are empty"},
		{"no scheme whose rule is known", given()[:1], ""},
		{"no scheme", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(Config{BaseURL: "https://api.example.com", Schemes: tt.schemes})
			if text := textOf(err); text != tt.want {
				t.Errorf("made once: %q, want %q", text, tt.want)
			}
			c, err := New(Config{
				BaseURL: "https://api.example.com", Schemes: given(),
				Credentials: func(context.Context) ([]Scheme, error) { return tt.schemes, nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.bound(t.Context()); textOf(err) != tt.want {
				t.Errorf("asked for at each call: %v, want %q", err, tt.want)
			}
		})
	}
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestSharedFieldsAreNoHalves holds that a scheme which shares its secret with a complete one may lack its own key.
func TestSharedFieldsAreNoHalves(t *testing.T) {
	schemes := given("Key", "Secret")[1:]
	schemes[1].Secret = schemes[0].Secret
	if _, err := New(Config{BaseURL: "https://api.example.com", Schemes: schemes}); err != nil {
		t.Error(err)
	}
}

func TestCredentialsFromTheEnvironment(t *testing.T) {
	for _, name := range []string{"TEST_Key", "TEST_Secret", "TEST_PushKey", "TEST_PushSecret", "TEST_User"} {
		t.Setenv(name, "")
	}
	t.Setenv("TEST_Key", "key")
	schemes := given()[:2]
	if _, err := New(Config{BaseURL: "https://api.example.com", Schemes: FromEnv(schemes)}); textOf(err) != "credentials: TEST_Secret is empty" {
		t.Errorf("without the secret: %v", err)
	}
	t.Setenv("TEST_Secret", "hush")
	t.Setenv("TEST_User", "u7")
	p := newPlatform(t, write(okAnswer))
	c, err := New(Config{BaseURL: p.URL, Schemes: FromEnv(schemes)})
	if err != nil {
		t.Fatal(err)
	}
	e := postEndpoint(RetrySafe)
	e.Scheme = "request"
	if _, err := Call(t.Context(), c, e, nil, nil); err != nil || p.requests[0].Header.Get("User-Id") != "u7" {
		t.Errorf("%v, user id %q", err, p.requests[0].Header.Get("User-Id"))
	}
	if schemes[1].Secret.Value != "" {
		t.Error("the environment's secret went into the schemes that were handed over")
	}
}

func TestRotatedCredentials(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	config := testConfig(p.URL)
	known := config.Schemes
	config.Schemes = []Scheme{{Name: "test", Signer: testSigner, Secret: Credential{Field: "AccessSecret", Required: true}, Values: []Credential{
		{Name: "access-key", Field: "AccessKey", Required: true}, {Name: "user-id", Field: "UserID"},
	}}}
	var answer []Scheme
	var failure error
	var seen []any
	type key struct{}
	config.Credentials = func(ctx context.Context) ([]Scheme, error) {
		seen = append(seen, ctx.Value(key{}))
		return answer, failure
	}
	c, err := New(config, runtime.WithTimestampUnit(signer.Milliseconds))
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != 0 {
		t.Error("asked for credentials before the first call")
	}
	ctx := context.WithValue(t.Context(), key{}, "tenant")
	call := func(c *Client) error {
		_, err := Call(ctx, c, postEndpoint(RetryNever), nil, nil)
		return err
	}

	answer = config.Schemes
	err = call(c)
	if _, ok := errors.AsType[*runtime.CallError](err); !ok || textOf(err) != "Tickets.Get: credentials: AccessKey, AccessSecret are empty" {
		t.Errorf("empty: %v", err)
	}
	answer, failure = known, errors.New("vault is sealed")
	err = call(c)
	if !errors.Is(err, failure) || errors.Is(err, runtime.ErrOutcomeUnknown) || textOf(err) != "Tickets.Get: credentials: vault is sealed" {
		t.Errorf("failed: %v", err)
	}
	if p.count() != 0 {
		t.Errorf("%d requests without credentials", p.count())
	}
	failure = nil
	for _, c := range []*Client{c, c.WithClaim("user-id", "u2"), c} {
		if err := call(c); err != nil {
			t.Fatal(err)
		}
	}
	var users []string
	for _, r := range p.requests {
		users = append(users, r.Header.Get("User-Id"))
	}
	if want := []string{"u1", "u2", "u1"}; !slices.Equal(users, want) {
		t.Errorf("called as %q, want %q", users, want)
	}
	if want := []any{"tenant", "tenant", "tenant", "tenant", "tenant"}; !slices.Equal(seen, want) {
		t.Errorf("asked with %v: once per call, with its context", seen)
	}

	unsigned := postEndpoint(RetrySafe)
	unsigned.Scheme, unsigned.Signer = "", nil
	c, _ = New(config, runtime.WithTransport(roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("sent") })))
	if _, err := Call(ctx, c, unsigned, nil, []runtime.CallOption{runtime.WithoutRetry()}); err == nil || len(seen) != 5 {
		t.Errorf("an operation that is not signed: %v, asked %d times", err, len(seen))
	}
}
