package signer_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// A client signs a message just before it sends the request, to which it copies the headers that Sign added.
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
	body := `{"refundId":"TQ1"}`
	r, err := http.NewRequest("POST", "https://api.example/refunds", strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	m := &signer.Message{
		Method: r.Method, Path: r.URL.EscapedPath(), Body: []byte(body),
		Header: []signer.Value{{Name: "Nonce-Str", Value: "0123456789abcdef0123456789abcdef"}}, // without it, Sign makes one
	}
	credentials := signer.Credentials{Secret: "test-access-secret", Values: []signer.Value{{Name: "access-key", Value: "test-access-key"}}}
	if err := s.Sign(m, credentials, time.UnixMilli(1715669977082)); err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range m.Header {
		r.Header.Set(h.Name, h.Value)
		fmt.Println(h.Name+":", h.Value)
	}
	// Output:
	// Nonce-Str: 0123456789abcdef0123456789abcdef
	// Access-Key: test-access-key
	// Timestamp: 1715669977082
	// Signature: 8D4698803917A97616363AC4211CBECE
}
