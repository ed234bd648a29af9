package signer_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/signertest"
)

// now is when the messages of these tests are signed.
var now = time.UnixMilli(1715669977082)

// clock is a clock that tests set.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func credentials(key, secret string) signer.Credentials {
	return signer.Credentials{Secret: secret, Values: []signer.Value{{Name: "access-key", Value: key}, {Name: "user-id", Value: "7"}}}
}

// signed returns a message of PandaPon, signed at now.
func signed(t *testing.T, key, secret string) *signer.Message {
	t.Helper()
	m := &signer.Message{Method: "POST", Path: "/order"}
	if err := signer.MustNew(signertest.PandaPon()).Sign(m, credentials(key, secret), now); err != nil {
		t.Fatal(err)
	}
	return m
}

// verifier returns one that began a minute before now.
func verifier(opts ...signer.VerifierOption) *signer.Verifier {
	c := &clock{now.Add(-time.Minute)}
	v := signer.NewVerifier(signer.SecretMap{"alice": {"secret-a"}, "bob": {"new-b", "old-b"}, "eve": {""}},
		append([]signer.VerifierOption{signer.WithClock(c.now)}, opts...)...)
	c.at = now
	return v
}

func header(m *signer.Message, name string) *string {
	i := slices.IndexFunc(m.Header, func(v signer.Value) bool { return v.Name == name })
	if i < 0 {
		return new(string)
	}
	return &m.Header[i].Value
}

func remove(name string) func(*signer.Message) {
	return func(m *signer.Message) {
		m.Header = slices.DeleteFunc(m.Header, func(v signer.Value) bool { return v.Name == name })
	}
}

func set(name string, change func(string) string) func(*signer.Message) {
	return func(m *signer.Message) { v := header(m, name); *v = change(*v) }
}

func to(value string) func(string) string { return func(string) string { return value } }

func TestVerifyReturnsWhoSigned(t *testing.T) {
	id, err := verifier().Verify(context.Background(), signer.MustNew(signertest.PandaPon()), signed(t, "alice", "secret-a"))
	if err != nil {
		t.Fatal(err)
	}
	if id.Key != "alice" || !slices.Equal(id.Claims, []signer.Value{{Name: "user-id", Value: "7"}}) {
		t.Errorf("got %+v", id)
	}
}

func TestVerifyRejects(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*signer.Message)
		step  signer.Step
	}{
		{"no signature", remove("Signature"), signer.StepSignature},
		{"empty signature", set("Signature", to("")), signer.StepSignature},
		{"two signatures", func(m *signer.Message) { m.Header = append(m.Header, signer.Value{Name: "Signature", Value: "X"}) }, signer.StepSignature},
		{"no key", remove("Access-Key"), signer.StepIdentity},
		{"two keys", func(m *signer.Message) { m.Header = append(m.Header, signer.Value{Name: "Access-Key", Value: "bob"}) }, signer.StepIdentity},
		{"two claims", func(m *signer.Message) { m.Header = append(m.Header, signer.Value{Name: "User-Id", Value: "8"}) }, signer.StepIdentity},
		{"no timestamp", remove("Timestamp"), signer.StepTimestamp},
		{"timestamp in seconds", set("Timestamp", to("1715669977")), signer.StepTimestamp},
		{"timestamp in microseconds", set("Timestamp", to("1715669977082000")), signer.StepTimestamp},
		{"signed timestamp", set("Timestamp", to("+171566997708")), signer.StepTimestamp},
		{"timestamp with space", set("Timestamp", to(" 171566997708")), signer.StepTimestamp},
		{"timestamp in other digits", set("Timestamp", to("١٧١٥٦٦٩٩٧٧٠٨٢")), signer.StepTimestamp},
		{"timestamp with fraction", set("Timestamp", to("171566997708.")), signer.StepTimestamp},
		{"stale", set("Timestamp", to("1715669377081")), signer.StepTimestamp},
		{"future", set("Timestamp", to("1715670577083")), signer.StepTimestamp},
		{"no nonce", remove("Nonce-Str"), signer.StepNonce},
		{"short nonce", set("Nonce-Str", func(s string) string { return s[1:] }), signer.StepNonce},
		{"long nonce", set("Nonce-Str", func(s string) string { return s + "a" }), signer.StepNonce},
		{"nonce of other characters", set("Nonce-Str", func(s string) string { return "-" + s[1:] }), signer.StepNonce},
		{"other timestamp", set("Timestamp", to("1715669977083")), signer.StepDigest},
		{"other nonce", set("Nonce-Str", func(s string) string { return strings.Repeat("a", len(s)) }), signer.StepDigest},
		{"other key", set("Access-Key", to("bob")), signer.StepDigest},
		{"unknown key", set("Access-Key", to("nobody")), signer.StepDigest},
		{"lower case", set("Signature", strings.ToLower), signer.StepDigest},
		{"signature cut off", set("Signature", func(s string) string { return s[:31] }), signer.StepDigest},
		{"signature with more", set("Signature", func(s string) string { return s + "0" }), signer.StepDigest},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := signed(t, "alice", "secret-a")
			test.spoil(m)
			id, err := verifier().Verify(context.Background(), signer.MustNew(signertest.PandaPon()), m)
			rejected, ok := errors.AsType[*signer.VerifyError](err)
			if !ok || id != nil {
				t.Fatalf("got %v, %v", id, err)
			}
			if rejected.Step != test.step || rejected.Error() != "signature rejected" {
				t.Errorf("%s (%s) at %s, want %s", rejected, rejected.Detail(), rejected.Step, test.step)
			}
			if strings.Contains(rejected.Detail(), "secret-a") {
				t.Errorf("the detail tells the secret: %s", rejected.Detail())
			}
		})
	}
}

func TestVerifyWindowIncludesItsEnds(t *testing.T) {
	for _, stamp := range []string{"1715669377082", "1715670577082"} {
		m := &signer.Message{Header: []signer.Value{{Name: "Timestamp", Value: stamp}}}
		if err := signer.MustNew(signertest.PandaPon()).Sign(m, credentials("alice", "secret-a"), now); err != nil {
			t.Fatal(err)
		}
		v := verifier(signer.WithNonces(signer.NewMemoryNonces(signer.WithStart(now.Add(-time.Hour)))))
		if _, err := v.Verify(context.Background(), signer.MustNew(signertest.PandaPon()), m); err != nil {
			t.Errorf("%s: %v", stamp, errors.Unwrap(err))
		}
	}
}

func TestVerifyUnknownKeyNeverMatches(t *testing.T) {
	s := signer.MustNew(signertest.PandaPon())
	for _, c := range []struct{ key, secret string }{
		{"nobody", ""},
		{"nobody", "an unknown key has no secret; this one never matches"}, // what takes the place of its secret
		{"eve", ""}, // an empty secret in the store
	} {
		if id, err := verifier().Verify(context.Background(), s, signed(t, c.key, c.secret)); err == nil {
			t.Errorf("key %q with secret %q is accepted as %v", c.key, c.secret, id)
		}
	}
}

func TestVerifyLiveSecrets(t *testing.T) {
	s, v := signer.MustNew(signertest.PandaPon()), verifier()
	for secret, want := range map[string]bool{"new-b": true, "old-b": true, "older-b": false} {
		if _, err := v.Verify(context.Background(), s, signed(t, "bob", secret)); (err == nil) != want {
			t.Errorf("%s: %v", secret, err)
		}
	}
}

func TestReplay(t *testing.T) {
	s, ctx := signer.MustNew(signertest.PandaPon()), context.Background()
	captured := signed(t, "alice", "secret-a")
	v := verifier()
	if _, err := v.Verify(ctx, s, captured); err != nil {
		t.Fatal(err)
	}
	t.Run("as it was", func(t *testing.T) {
		if _, err := v.Verify(ctx, s, captured); !errors.Is(err, signer.ErrReplay) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("for another path and claim", func(t *testing.T) {
		m := *captured
		m.Header = slices.Clone(captured.Header)
		m.Path = "/pay"
		*header(&m, "User-Id") = "8"
		if _, err := v.Verify(ctx, s, &m); !errors.Is(err, signer.ErrReplay) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("with the boundary moved", func(t *testing.T) {
		stamp, nonce := *header(captured, "Timestamp"), *header(captured, "Nonce-Str")
		for by := 1; by < 13; by++ {
			for _, moved := range [][2]string{{stamp[:13-by], stamp[13-by:] + nonce}, {stamp + nonce[:by], nonce[by:]}} {
				m := *captured
				m.Header = slices.Clone(captured.Header)
				*header(&m, "Timestamp"), *header(&m, "Nonce-Str") = moved[0], moved[1]
				if id, err := v.Verify(ctx, s, &m); err == nil {
					t.Errorf("%v is accepted as %v", moved, id)
				}
			}
		}
	})
	t.Run("in another letter case", func(t *testing.T) {
		m := *captured
		m.Header = slices.Clone(captured.Header)
		*header(&m, "Signature") = strings.ToLower(*header(&m, "Signature"))
		if _, err := v.Verify(ctx, s, &m); err == nil {
			t.Error("accepted")
		}
	})
	t.Run("after the window", func(t *testing.T) {
		c := &clock{now.Add(601 * time.Second)}
		v := signer.NewVerifier(signer.SecretMap{"alice": {"secret-a"}}, signer.WithClock(c.now))
		if _, err := v.Verify(ctx, s, captured); err == nil {
			t.Error("accepted")
		}
	})
	t.Run("to a second process", func(t *testing.T) {
		c := &clock{now.Add(time.Millisecond)}
		v := signer.NewVerifier(signer.SecretMap{"alice": {"secret-a"}}, signer.WithClock(c.now))
		if _, err := v.Verify(ctx, s, captured); !errors.Is(err, signer.ErrBeforeStart) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("by the rule of another unit", func(t *testing.T) {
		scheme := signertest.PandaPon()
		scheme.Timestamp.Unit = signer.Seconds
		if _, err := v.Verify(ctx, signer.MustNew(scheme), captured); err == nil {
			t.Error("accepted")
		}
	})
}

func TestNonceIsConsumedOnlyWhenTheDigestMatches(t *testing.T) {
	s, v, ctx := signer.MustNew(signertest.PandaPon()), verifier(), context.Background()
	m := signed(t, "alice", "secret-a")
	right := *header(m, "Signature")
	*header(m, "Signature") = strings.Repeat("0", 32)
	if _, err := v.Verify(ctx, s, m); err == nil {
		t.Fatal("a wrong signature is accepted")
	}
	*header(m, "Signature") = right
	if _, err := v.Verify(ctx, s, m); err != nil {
		t.Errorf("the nonce was consumed by a wrong signature: %v", errors.Unwrap(err))
	}
}

func TestAuthorize(t *testing.T) {
	s, ctx := signer.MustNew(signertest.PandaPon()), context.Background()
	denied := errors.New("not your user")
	v := verifier(signer.WithAuthorize(func(_ context.Context, key string, claims []signer.Value) error {
		if key == "alice" && claims[0].Value == "7" {
			return nil
		}
		return denied
	}))
	m := signed(t, "alice", "secret-a")
	*header(m, "User-Id") = "8" // not signed
	_, err := v.Verify(ctx, s, m)
	if rejected, ok := errors.AsType[*signer.VerifyError](err); !ok || rejected.Step != signer.StepAuthorize || !errors.Is(err, denied) {
		t.Fatalf("got %v", err)
	}
	*header(m, "User-Id") = "7"
	if _, err := v.Verify(ctx, s, m); !errors.Is(err, signer.ErrReplay) {
		t.Errorf("the nonce of a message that was not authorized is free again: %v", err)
	}
}

type brokenSecrets struct{}

func (brokenSecrets) Secrets(context.Context, string) ([]string, error) {
	return nil, errors.New("down")
}

type brokenNonces struct{}

func (brokenNonces) Consume(context.Context, signer.Use) error { return errors.New("down") }

func TestBrokenStoresReject(t *testing.T) {
	s, ctx := signer.MustNew(signertest.PandaPon()), context.Background()
	for step, v := range map[signer.Step]*signer.Verifier{
		signer.StepSecret: signer.NewVerifier(brokenSecrets{}, signer.WithClock((&clock{now}).now)),
		signer.StepReplay: verifier(signer.WithNonces(brokenNonces{})),
	} {
		_, err := v.Verify(ctx, s, signed(t, "alice", "secret-a"))
		if rejected, ok := errors.AsType[*signer.VerifyError](err); !ok || rejected.Step != step {
			t.Errorf("%s: got %v", step, err)
		}
	}
}

func TestOneOfManyEqualMessagesIsAccepted(t *testing.T) {
	s, v, ctx := signer.MustNew(signertest.PandaPon()), verifier(), context.Background()
	m := signed(t, "alice", "secret-a")
	var accepted atomic.Int32
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := v.Verify(ctx, s, m); err == nil {
				accepted.Add(1)
			}
		})
	}
	wg.Wait()
	if accepted.Load() != 1 {
		t.Errorf("%d of 16 are accepted", accepted.Load())
	}
}

func TestWebhookVerifiesItsDigestAlone(t *testing.T) {
	s, ctx := signer.MustNew(signertest.Webhook()), context.Background()
	m := &signer.Message{Body: []byte(`{"order":1}`)}
	if err := s.Sign(m, signer.Credentials{Secret: "s", Values: []signer.Value{{Name: "app-key", Value: "42"}}}, now); err != nil {
		t.Fatal(err)
	}
	v := signer.NewVerifier(signer.SecretMap{"": {"s"}})
	for range 2 {
		if _, err := v.Verify(ctx, s, m); err != nil {
			t.Fatal(errors.Unwrap(err))
		}
	}
	set("Authorization", func(s string) string { return strings.TrimPrefix(s, "v1=") })(m)
	if _, err := v.Verify(ctx, s, m); err == nil {
		t.Error("a signature without its prefix is accepted")
	}
}

// White space around credentials is a mistake wherever it comes from, and nobody is let in with it.
func TestCredentialsWithWhiteSpace(t *testing.T) {
	scheme := signertest.PandaPon()
	scheme.Text[0] = signer.Part{Query: "key"}
	scheme.Identity = signer.IdentityRule{Key: signer.Place{Query: "key"}, Claims: []signer.Place{{Query: "user"}}}
	s, ctx := signer.MustNew(scheme), context.Background()
	for _, space := range []string{" ", "\t", "\n", "\r\n", "\u00a0", "\u3000"} {
		for name, c := range map[string]signer.Credentials{
			"key":    {Secret: "secret-a", Values: []signer.Value{{Name: "key", Value: "alice" + space}}},
			"claim":  {Secret: "secret-a", Values: []signer.Value{{Name: "key", Value: "alice"}, {Name: "user", Value: space + "7"}}},
			"secret": {Secret: "secret-a" + space, Values: []signer.Value{{Name: "key", Value: "alice"}}},
		} {
			err := s.Sign(&signer.Message{}, c, now)
			if err == nil || !strings.Contains(err.Error(), "white space") || strings.Contains(err.Error(), "secret-a") {
				t.Errorf("%s with %q: %v", name, space, err)
			}
		}
		for name, secrets := range map[string]signer.SecretMap{"key": {"alice" + space: {"a"}}, "secret": {"alice": {"a", space + "hidden"}}} {
			err := panics(func() { signer.NewVerifier(secrets) })
			if !strings.Contains(err, "white space") || strings.Contains(err, "hidden") {
				t.Errorf("a verifier takes a %s with %q: %s", name, space, err)
			}
		}
		for name, test := range map[string]struct {
			query  []signer.Value
			secret string
			step   signer.Step
		}{
			"key":    {[]signer.Value{{Name: "key", Value: space + "alice"}}, "secret-a", signer.StepIdentity},
			"claim":  {[]signer.Value{{Name: "key", Value: "alice"}, {Name: "user", Value: "7" + space}}, "secret-a", signer.StepIdentity},
			"secret": {[]signer.Value{{Name: "key", Value: "alice"}}, "secret-a" + space, signer.StepDigest},
		} {
			m := &signer.Message{Query: test.query}
			if err := s.Sign(m, signer.Credentials{Secret: "secret-a"}, now); err != nil {
				t.Fatal(err)
			}
			signature, err := s.AppendSignature(nil, m, test.secret)
			if err != nil {
				t.Fatal(err)
			}
			*header(m, "Signature") = string(signature)
			v := signer.NewVerifier(anySecret(test.secret), signer.WithClock((&clock{now}).now))
			_, err = v.Verify(ctx, s, m)
			if rejected, ok := errors.AsType[*signer.VerifyError](err); !ok || rejected.Step != test.step || !strings.Contains(rejected.Detail(), "white space") {
				t.Errorf("%s with %q: %v", name, space, errors.Unwrap(err))
			}
		}
	}
}

// anySecret is a store with one secret, whoever asks.
type anySecret string

func (s anySecret) Secrets(context.Context, string) ([]string, error) {
	return []string{string(s)}, nil
}

// panics returns what a function panics with.
func panics(f func()) (message string) {
	defer func() { message = fmt.Sprint(recover()) }()
	f()
	return ""
}

func TestStoresAndVerifiersPrintNoSecret(t *testing.T) {
	secrets := signer.SecretMap{"alice": {"hidden-1"}}
	v := signer.NewVerifier(secrets)
	type inside struct {
		Secrets  signer.SecretMap
		Verifier *signer.Verifier
		Value    signer.Verifier
		field    *signer.Verifier
		value    signer.Verifier
	}
	for _, value := range []any{secrets, &secrets, v, *v, inside{secrets, v, *v, v, *v}, []any{secrets, v}, map[string]any{"a": secrets, "b": v}} {
		var out bytes.Buffer
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			fmt.Fprintf(&out, format+"\n", value)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("starting", "value", value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("starting", "value", value)
		if text := out.String(); strings.Contains(text, "hidden") || strings.Contains(text, hex.EncodeToString([]byte("hidden"))) {
			t.Errorf("%T prints %s", value, text)
		}
	}
}
