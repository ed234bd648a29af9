package signer_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/signertest"
)

func TestSchemePrintsAsALiteral(t *testing.T) {
	for _, scheme := range []signer.Scheme{signertest.PandaPon(), signertest.Webhook(), everything()} {
		if _, err := parser.ParseExpr(fmt.Sprintf("%#v", scheme)); err != nil {
			t.Error(err)
		}
	}
}

func TestCredentialNames(t *testing.T) {
	scheme := signertest.PandaPon()
	scheme.Text = append(scheme.Text, signer.Part{Credential: "partner"}, signer.Part{Credential: "user-id"})
	scheme.Key = []signer.Part{{Credential: "signing-key"}, {Secret: true}}
	if got, want := scheme.CredentialNames(), []string{"access-key", "user-id", "partner", "signing-key"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Each scheme breaks one rule.
func TestNewRejects(t *testing.T) {
	tests := []struct {
		rule, path string
		spoil      func(*signer.Scheme)
	}{
		{"signature-no-secret", "text", func(s *signer.Scheme) { s.Text = s.Text[:3] }},
		{"signature-no-secret", "key", func(s *signer.Scheme) {
			s.Text, s.Digest, s.Key = s.Text[:3], signer.HMACMD5, []signer.Part{{Literal: "key"}}
		}},
		{"signature-nothing-signed", "text", func(s *signer.Scheme) { s.Text = nil }},
		{"signature-contradiction", "key", func(s *signer.Scheme) { s.Key = []signer.Part{{Secret: true}} }},
		{"signature-contradiction", "nonce", func(s *signer.Scheme) { s.Timestamp = signer.TimestampRule{} }},
		{"signature-contradiction", "text[0].after", func(s *signer.Scheme) { s.Text[0].After = "/" }},
		{"signature-contradiction", "text[4]", func(s *signer.Scheme) { s.Text = append(s.Text, signer.Part{Header: "SIGNATURE"}) }},
		{"signature-contradiction", "text[4].params.nested", func(s *signer.Scheme) {
			s.Text = append(s.Text, signer.Part{Params: signer.Params{From: []signer.Source{signer.FromQuery}, Nested: signer.NestedRaw}})
		}},
		{"signature-ambiguous", "text[4].params.from[1]", func(s *signer.Scheme) {
			s.Text = append(s.Text, signer.Part{Params: signer.Params{From: []signer.Source{signer.FromQuery, signer.FromQuery}}})
		}},
		{"signature-contradiction", "text[4].params.encode", func(s *signer.Scheme) {
			s.Text = append(s.Text, signer.Part{Params: signer.Params{From: []signer.Source{signer.FromForm, signer.FromJSON}, Encode: signer.EscapeAsSent}})
		}},
		{"signature-contradiction", "text[4]", func(s *signer.Scheme) {
			s.Put, s.Text = signer.Put{Place: signer.Place{Form: "sign"}}, append(s.Text, signer.Part{JSON: "id"})
		}},
		{"signature-contradiction", "identity.key", func(s *signer.Scheme) {
			s.Put.Place, s.Identity.Key = signer.Place{JSON: "sign"}, signer.Place{Form: "key"}
		}},
		{"signature-contradiction", "identity.claims[0]", func(s *signer.Scheme) {
			s.Put.Place, s.Identity.Claims[0] = signer.Place{JSON: "sign"}, signer.Place{Form: "user"}
		}},
		{"signature-transport-header", "text[4].header", func(s *signer.Scheme) { s.Text = append(s.Text, signer.Part{Header: "content-length"}) }},
		{"signature-transport-header", "text[4].header", func(s *signer.Scheme) { s.Text = append(s.Text, signer.Part{Header: "TE"}) }},
		{"signature-transport-header", "put.header", func(s *signer.Scheme) { s.Put.Header = "connection" }},
		{"signature-transport-header", "identity.claims[0].header", func(s *signer.Scheme) { s.Identity.Claims[0].Header = "HOST" }},
		{"signature-unknown-value", "encoding", func(s *signer.Scheme) { s.Encoding = "hex" }},
		{"signature-missing", "put", func(s *signer.Scheme) { s.Put = signer.Put{} }},
		{"signature-missing", "timestamp", func(s *signer.Scheme) { s.Timestamp.Place, s.Nonce = signer.Place{}, signer.NonceRule{} }},
	}
	for _, test := range tests {
		scheme := signertest.PandaPon()
		test.spoil(&scheme)
		if found := scheme.Validate(); len(found) != 1 || found[0].Rule != test.rule || found[0].Path != test.path {
			t.Errorf("want %s at %s, got %v", test.rule, test.path, found)
		}
		if _, err := signer.New(scheme); err == nil || !strings.Contains(err.Error(), test.path) {
			t.Errorf("the error does not name %s: %v", test.path, err)
		}
	}
}

// Each scheme leaves a value unsigned that verification relies on: it signs, and nothing is accepted under it.
func TestUnsignedValuesAreNeverVerified(t *testing.T) {
	for rule, spoil := range map[string]func(*signer.Scheme){
		"signature-identity-unsigned":  func(s *signer.Scheme) { s.Text = s.Text[1:] },
		"signature-timestamp-unsigned": func(s *signer.Scheme) { s.Text = slices.Delete(s.Text, 1, 2) },
		"signature-nonce-unsigned":     func(s *signer.Scheme) { s.Text = slices.Delete(s.Text, 2, 3) },
	} {
		scheme := signertest.PandaPon()
		spoil(&scheme)
		if found := scheme.Unverifiable(); len(found) != 1 || found[0].Rule != rule {
			t.Errorf("%s: found %v", rule, found)
		}
		s, err := signer.New(scheme)
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		var m signer.Message
		credentials := signer.Credentials{Secret: "test-access-secret", Values: []signer.Value{{Name: "access-key", Value: "test-access-key"}}}
		if err := s.Sign(&m, credentials, time.Now()); err != nil {
			t.Errorf("%s: %v", rule, err)
		}
		v := signer.NewVerifier(signer.SecretMap{"test-access-key": {"test-access-secret"}})
		_, err = v.Verify(t.Context(), s, &m)
		if rejected, ok := errors.AsType[*signer.VerifyError](err); !ok || rejected.Step != signer.StepScheme {
			t.Errorf("%s: verified: %v", rule, err)
		}
	}
}

func TestASignerKeepsItsScheme(t *testing.T) {
	scheme := signertest.PandaPon()
	s := signer.MustNew(scheme)
	before := fmt.Sprintf("%#v", s.Scheme())
	scheme.Text[0].Header = "changed"
	copied := s.Scheme()
	copied.Text[1].Header, copied.Identity.Claims[0].Header = "changed", "changed"
	if after := fmt.Sprintf("%#v", s.Scheme()); after != before {
		t.Errorf("the scheme became %s", after)
	}
}

func TestCredentialsPrintNoSecret(t *testing.T) {
	c := credentials("alice", "hidden-1")
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, c); strings.Contains(text, "hidden") || strings.Contains(text, "alice") {
			t.Errorf("%s prints %s", format, text)
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("signing", "credentials", c, "pointer", &c)
	if text := log.String(); strings.Contains(text, "hidden") || strings.Contains(text, "alice") {
		t.Errorf("slog writes %s", text)
	}
}
