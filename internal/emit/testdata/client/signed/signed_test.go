package signed_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/internal/emit/testdata/client/signed"
	"github.com/pandapon/pandagen/internal/emit/testdata/client/signed/signedserver"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/server"
	"github.com/pandapon/pandagen/signer"
)

type parcels struct {
	signedserver.UnimplementedParcels
}

func (parcels) Get(ctx context.Context, req *signed.ParcelGetRequest) (*signed.Parcel, error) {
	identity, _ := server.IdentityFromContext(ctx)
	return &signed.Parcel{Number: fmt.Sprintln(req.Number, *req.Full, req.Tags, identity.Claims)}, nil
}

func (parcels) Send(_ context.Context, req *signed.ParcelSendRequest) (*signed.Parcel, error) {
	return &signed.Parcel{Accepted: req.To == "Ann", Reason: "to " + req.To}, nil
}

type labels struct {
	signedserver.UnimplementedParcelsLabels
	seen []string
}

func (l *labels) Put(_ context.Context, req *signed.ParcelsLabelPutRequest) error {
	l.seen = append(l.seen, req.Number+string(*req.XShape)+*req.Body.Text)
	return nil
}

type secrets struct{}

func (secrets) Secrets(_ context.Context, key string) ([]string, error) {
	if key == "key" {
		return []string{"hush"}, nil
	}
	return nil, nil
}

func TestCallsReachTheServer(t *testing.T) {
	written := new(labels)
	// The timestamps have whole seconds: that of the first request would lie before the store began.
	nonces := signer.NewMemoryNonces(signer.WithStart(time.Now().Add(-time.Minute)))
	handler := signedserver.NewHandler(signedserver.Auth{Signatures: signedserver.NewVerifier(secrets{}, signer.WithNonces(nonces))}, signedserver.Services{Parcels: parcels{}, ParcelsLabels: written},
		server.WithBasePath("/api"))
	server := httptest.NewServer(handler)
	defer server.Close()
	client, err := signed.NewClient(signed.Credentials{AppKey: "key", AppSecret: "hush", UserID: "u1", Tenant: "t1"}, signed.WithBaseURL(server.URL+"/api"))
	if err != nil {
		t.Fatal(err)
	}

	full := true
	for want, c := range map[string]*signed.Client{
		"a/b true [x y&z] [{user-id u1} {tenant t1}]\n": client,
		"a/b true [x y&z] [{user-id u2} {tenant t2}]\n": client.As("u2", "t2"),
	} {
		parcel, err := c.Parcels.Get(t.Context(), &signed.ParcelGetRequest{Number: "a/b", Full: &full, Tags: []string{"x", "y&z"}})
		if err != nil {
			t.Fatal(err)
		}
		if parcel.Number != want {
			t.Errorf("got %s, want %s", parcel.Number, want)
		}
	}

	if _, err := client.Parcels.Send(t.Context(), &signed.ParcelSendRequest{To: "Ann"}); err != nil {
		t.Error(err)
	}
	_, err = client.Parcels.Send(t.Context(), &signed.ParcelSendRequest{To: "Bob"})
	if failure, ok := errors.AsType[*runtime.Error](err); !ok || !failure.Outcome || failure.Code != "to Bob" || !errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
	token := "once"
	if _, err = client.Parcels.Send(t.Context(), &signed.ParcelSendRequest{To: "Bob", Token: &token}); err == nil || errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("with a token: %v", err)
	}

	round, text := signed.ShapeRound, "fragile"
	if err := client.Parcels.Labels.Put(t.Context(), &signed.ParcelsLabelPutRequest{Number: "1", XShape: &round, Body: signed.Label{Text: &text}}); err != nil {
		t.Error(err)
	}
	if len(written.seen) != 1 || written.seen[0] != "1round"+text {
		t.Errorf("seen %q", written.seen)
	}

	if _, err := client.Depots.List(t.Context()); !errors.Is(err, runtime.ErrSignatureUnknown) {
		t.Errorf("got %v", err)
	}
	if _, err := client.Depots.Push(t.Context(), &signed.DepotPushRequest{}); err == nil || !strings.Contains(err.Error(), "PushSecret is empty") {
		t.Errorf("got %v", err)
	}
}

func TestEverySchemeSigns(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte("push"))
		mac.Write(append([]byte("key"), body...))
		if r.Header.Get("Authorization") != hex.EncodeToString(mac.Sum(nil)) {
			io.WriteString(w, `{"code":40001,"msg":"signature rejected"}`)
			return
		}
		fmt.Fprintf(w, `{"code":"0","data":%d}`, len(body))
	}))
	defer server.Close()
	client, err := signed.NewClient(signed.Credentials{AppKey: "key", PushSecret: "push"}, signed.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	text := "é"
	n, err := client.Depots.Push(t.Context(), &signed.DepotPushRequest{Body: []signed.Label{{Text: &text}}})
	if err != nil || n != int64(len(`[{"text":"é"}]`)) {
		t.Errorf("got %d, %v", n, err)
	}
	_, err = client.Depots.Push(t.Context(), &signed.DepotPushRequest{}, runtime.WithCredentials("push", signer.Credentials{Secret: "wrong"}))
	if err == nil || !strings.Contains(err.Error(), "credential app-key: missing") {
		t.Errorf("got %v", err)
	}
	wrong := signer.Credentials{Secret: "wrong", Values: []signer.Value{{Name: "app-key", Value: "key"}}}
	_, err = client.Depots.Push(t.Context(), &signed.DepotPushRequest{}, runtime.WithCredentials("push", wrong))
	if !errors.Is(err, &runtime.Error{Code: "40001"}) || errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestCredentialsAreNotPrinted(t *testing.T) {
	c := signed.Credentials{AppKey: "key", AppSecret: "hush"}
	if printed := fmt.Sprintf("%v %+v %#v %s %v", c, c, c, c, &c); strings.Contains(printed, "hush") {
		t.Error(printed)
	}
}
