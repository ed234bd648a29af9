package sdktest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandapon/pandaponserver"
	"github.com/pandapon/pandagen/gen/pandaponv2"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

func TestNewClientChecksCredentials(t *testing.T) {
	for _, tt := range []struct{ key, secret, user, want string }{
		{"", "", "", "AccessKey, AccessSecret are empty"},
		{"", "", "u", "AccessKey, AccessSecret are empty"},
		{"k", "", "", "AccessSecret is empty"},
		{"k", "", "u", "AccessSecret is empty"},
		{"", "s", "", "AccessKey is empty"},
		{"", "s", "u", "AccessKey is empty"},
		{"k", "s", "", ""},
		{"k", "s", "u", ""},
	} {
		want := tt.want
		check := func(source string, err error) {
			t.Helper()
			if want == "" && err != nil || want != "" && (err == nil || err.Error() != "credentials: "+want) {
				t.Errorf("%s, key %q, secret %q, user %q: %v, want %q", source, tt.key, tt.secret, tt.user, err, want)
			}
		}
		_, err := pandapon.NewClient(pandapon.Credentials{AccessKey: tt.key, AccessSecret: tt.secret, UserID: tt.user})
		check("v1", err)
		_, err = pandaponv2.NewClient(pandaponv2.Credentials{AccessKey: tt.key, AccessSecret: tt.secret, UserID: tt.user})
		check("v2", err)

		want = strings.NewReplacer("AccessKey", "PANDAPON_ACCESS_KEY", "AccessSecret", "PANDAPON_ACCESS_SECRET").Replace(want)
		t.Setenv("PANDAPON_ACCESS_KEY", tt.key)
		t.Setenv("PANDAPON_ACCESS_SECRET", tt.secret)
		t.Setenv("PANDAPON_USER_ID", tt.user)
		_, err = pandapon.NewClient(pandapon.CredentialsFromEnv())
		check("environment of v1", err)
		_, err = pandaponv2.NewClient(pandaponv2.CredentialsFromEnv())
		check("environment of v2", err)
	}
	for _, from := range []pandapon.CredentialSource{nil, pandapon.CredentialsFunc(nil)} {
		if _, err := pandapon.NewClient(from); err == nil {
			t.Errorf("a client of %T: no error", from)
		}
	}
}

func TestCredentialsAreNotPrinted(t *testing.T) {
	credentials := pandapon.Credentials{AccessKey: "hidden-key", AccessSecret: "hidden-secret", UserID: "hidden-user"}
	t.Setenv("PANDAPON_ACCESS_SECRET", "hidden-secret")
	rotate := pandapon.CredentialsFunc(func(context.Context) (pandapon.Credentials, error) { return credentials, nil })
	client, err := pandapon.NewClient(credentials)
	if err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	text, structured := slog.New(slog.NewTextHandler(&printed, nil)), slog.New(slog.NewJSONHandler(&printed, nil))
	for _, v := range []any{credentials, &credentials, pandapon.CredentialsFromEnv(), rotate, client, struct{ C pandapon.CredentialSource }{credentials}} {
		fmt.Fprintf(&printed, "%v %+v %#v %s %q\n", v, v, v, v, v)
		text.Info("printed", "value", v)
	}
	for _, v := range []any{credentials, &credentials, pandapon.CredentialsFromEnv(), client} {
		structured.Info("printed", "value", v)
	}
	if strings.Contains(printed.String(), "hidden") {
		t.Errorf("secrets are printed:\n%s", &printed)
	}
}

// TestCredentialsRotate lets the secret change while the client is in use.
func TestCredentialsRotate(t *testing.T) {
	secret := "old"
	verifier := pandaponserver.NewVerifier(signer.SecretMap{testKey: {"new"}})
	server := httptest.NewServer(pandaponserver.NewHandler(pandaponserver.Auth{Signatures: verifier}, pandaponserver.Services{AlibabaRefunds: refunds{}}))
	defer server.Close()
	client, err := pandapon.NewClient(pandapon.CredentialsFunc(func(context.Context) (pandapon.Credentials, error) {
		if secret == "" {
			return pandapon.Credentials{}, errors.New("the vault is sealed")
		}
		return pandapon.Credentials{AccessKey: testKey, AccessSecret: secret}, nil
	}), pandapon.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	get := func() error {
		_, err := client.Alibaba.Refunds.Get(t.Context(), &pandapon.AlibabaRefundGetRequest{RefundID: "TQ36706338027991577"})
		return err
	}
	if err := get(); !errors.Is(err, &runtime.Error{HTTPStatus: 401}) {
		t.Errorf("with the old secret: %v", err)
	}
	secret = "new"
	if err := get(); err != nil {
		t.Errorf("with the new secret: %v", err)
	}
	secret = ""
	if err := get(); err == nil || err.Error() != "Alibaba.Refunds.Get: credentials: the vault is sealed" {
		t.Errorf("without a secret: %v", err)
	}
}

// TestDo calls by hand what the document describes, and what it does not.
func TestDo(t *testing.T) {
	verifier := pandaponserver.NewVerifier(signer.SecretMap{testKey: {testSecret}})
	server := httptest.NewServer(pandaponserver.NewHandler(pandaponserver.Auth{Signatures: verifier}, pandaponserver.Services{AlibabaRefunds: refunds{}}))
	defer server.Close()
	client, err := pandapon.NewClient(pandapon.Credentials{AccessKey: testKey, AccessSecret: testSecret}, pandapon.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	const path = "/alibaba/refund/info"
	request := &pandapon.AlibabaRefundGetRequest{RefundID: "TQ36706338027991577"}
	var refund pandapon.AlibabaRefund
	var raw json.RawMessage
	var own struct{ RefundPayment int64 }
	for _, out := range []any{&refund, &raw, &own, nil} {
		if err := client.Do(t.Context(), "POST", path, request, out); err != nil {
			t.Errorf("into %T: %v", out, err)
		}
	}
	if refund.RefundPayment != 5800 || own.RefundPayment != 5800 || !strings.Contains(string(raw), `"refundPayment":5800`) {
		t.Errorf("got %d, %d and %s", refund.RefundPayment, own.RefundPayment, raw)
	}
	err = client.Do(t.Context(), "POST", path, map[string]string{"refundId": "TQ1"}, nil)
	if !errors.Is(err, &runtime.Error{Operation: "POST " + path, Code: "5001"}) || !errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("a failure of the method: %v", err)
	}
	err = client.Do(t.Context(), "POST", "/alibaba/refund/undescribed", nil, nil)
	if !errors.Is(err, &runtime.Error{HTTPStatus: 404}) || errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("a path that the server does not have: %v", err)
	}
	err = client.Do(t.Context(), "POST", "/alibaba/order/pay/url", nil, nil)
	if failure, ok := errors.AsType[*runtime.Error](err); !ok || errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("before the method: %v", failure)
	}
}
