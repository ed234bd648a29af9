package signer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// A request is signed just before it is sent: Sign adds what the scheme needs, and the caller copies it.
func ExampleSigner_Sign() {
	s := signer.MustNew(signer.Scheme{
		Text:      []signer.Part{{Header: "access-key"}, {Header: "timestamp"}, {Header: "nonce-str"}, {Secret: true}},
		Digest:    signer.MD5,
		Encoding:  signer.HexUpper,
		Put:       signer.Put{Place: signer.Place{Header: "signature"}},
		Identity:  signer.IdentityRule{Key: signer.Place{Header: "access-key"}},
		Timestamp: signer.TimestampRule{Place: signer.Place{Header: "timestamp"}, Unit: signer.Milliseconds},
		Nonce:     signer.NonceRule{Place: signer.Place{Header: "nonce-str"}, Length: 32, Alphabet: signer.Alphanumeric},
	})
	m := &signer.Message{
		Method: "POST", Path: "/alibaba/refund/info", Body: []byte(`{"refundId":"TQ1"}`),
		// Without this line, Sign makes a nonce.
		Header: []signer.Value{{Name: "Nonce-Str", Value: "0123456789abcdef0123456789abcdef"}},
	}
	credentials := signer.Credentials{
		Secret: "test-access-secret",
		Values: []signer.Value{{Name: "access-key", Value: "test-access-key"}},
	}
	if err := s.Sign(m, credentials, time.UnixMilli(1715669977082)); err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range m.Header {
		fmt.Println(h.Name+":", h.Value)
	}
	// Output:
	// Nonce-Str: 0123456789abcdef0123456789abcdef
	// Access-Key: test-access-key
	// Timestamp: 1715669977082
	// Signature: 8D4698803917A97616363AC4211CBECE
}

// A receiver reads the body, makes a message of the request, and learns who signed it. A stranger reads only that the
// signature was rejected; the reason goes to a log.
func ExampleVerifier_Verify() {
	s := signer.MustNew(signer.Scheme{
		Text:     []signer.Part{{Body: signer.BodyRaw}},
		Digest:   signer.HMACSHA256,
		Encoding: signer.HexLower,
		Put:      signer.Put{Place: signer.Place{Header: "X-Signature"}},
	})
	verifier := signer.NewVerifier(signer.SecretMap{"": {"topsecret"}})
	handler := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			http.Error(w, "body too large", http.StatusRequestEntityTooLarge)
			return
		}
		m, err := s.Message(r, body)
		if err == nil {
			_, err = verifier.Verify(r.Context(), s, m)
		}
		if rejected, ok := errors.AsType[*signer.VerifyError](err); ok {
			fmt.Printf("log: %s: %s\n", rejected.Step, rejected.Detail())
			http.Error(w, rejected.Error(), http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, "welcome")
	}

	for _, signature := range []string{
		"aa6c0ca97e2d3f2ee9b6a95c2ad8ab42c9c2f0f8ed3d5a4db4b2f6f76ca3c6ce",
		signBody(s, "hello"),
	} {
		r := httptest.NewRequest("POST", "/hook", strings.NewReader("hello"))
		r.Header.Set("X-Signature", signature)
		w := httptest.NewRecorder()
		handler(w, r)
		fmt.Print(w.Code, " ", w.Body)
	}
	// Output:
	// log: digest: the signature is none that a live secret of this key makes
	// 401 signature rejected
	// 200 welcome
}

func signBody(s *signer.Signer, body string) string {
	signature, err := s.AppendSignature(nil, &signer.Message{Body: []byte(body)}, "topsecret")
	if err != nil {
		panic(err)
	}
	return string(signature)
}

// While a secret is replaced, both are live: clients change at their leisure, and the old one is removed afterwards.
func ExampleSecretStore() {
	s := signer.MustNew(signer.Scheme{
		Text:     []signer.Part{{Header: "app"}, {Method: true}, {Path: true}},
		Joiner:   "\n",
		Digest:   signer.HMACSHA256,
		Encoding: signer.Base64,
		Put:      signer.Put{Place: signer.Place{Header: "Authorization"}, Prefix: "HMAC "},
		Identity: signer.IdentityRule{Key: signer.Place{Header: "app"}},
	})
	call := func(v *signer.Verifier, secret string) {
		m := &signer.Message{Method: "GET", Path: "/orders"}
		if err := s.Sign(m, signer.Credentials{Secret: secret, Values: []signer.Value{{Name: "app", Value: "shop"}}}, time.Now()); err != nil {
			fmt.Println(err)
			return
		}
		id, err := v.Verify(context.Background(), s, m)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("welcome,", id.Key)
	}

	rolling := signer.NewVerifier(signer.SecretMap{"shop": {"new", "old"}})
	call(rolling, "old")
	call(rolling, "new")

	rolled := signer.NewVerifier(signer.SecretMap{"shop": {"new"}})
	call(rolled, "old")
	// Output:
	// welcome, shop
	// welcome, shop
	// signature rejected
}
