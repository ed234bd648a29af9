package signer_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/pandapon/pandagen/signer"
)

// A server reads the body, builds a message from the request and verifies it. The client learns only that the signature
// was rejected; the reason goes to a log.
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
	// log: digest: no live secret of this key makes this signature
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
