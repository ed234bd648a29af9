package signer_test

import (
	"fmt"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// The canonical text has method, path, identity, timestamp, nonce and body, each on a line of its own; its digest is an
// HMAC with the secret as its key.
func ExampleScheme() {
	scheme := signer.Scheme{
		Text: []signer.Part{
			{Method: true}, {Path: true}, {Header: "x-key"}, {Header: "x-time"}, {Header: "x-nonce"}, {Body: signer.BodyRaw},
		},
		Joiner:    "\n",
		Digest:    signer.HMACSHA256,
		Encoding:  signer.HexLower,
		Put:       signer.Put{Place: signer.Place{Header: "x-signature"}, Prefix: "v1="},
		Identity:  signer.IdentityRule{Key: signer.Place{Header: "x-key"}},
		Timestamp: signer.TimestampRule{Place: signer.Place{Header: "x-time"}, Unit: signer.Seconds, Window: time.Minute},
		Nonce:     signer.NonceRule{Place: signer.Place{Header: "x-nonce"}, Length: 16, Alphabet: signer.Alphanumeric},
	}
	s, err := signer.New(scheme)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := s.Text(&signer.Message{
		Method: "POST", Path: "/refunds", Body: []byte(`{"refundId":"TQ1"}`),
		Header: []signer.Value{{Name: "X-Key", Value: "shop"}, {Name: "X-Time", Value: "1715669977"}, {Name: "X-Nonce", Value: "0123456789abcdef"}},
	}, "s3cret")
	fmt.Printf("%q, %v\n", text, err)
	// Output:
	// ["POST" "/refunds" "shop" "1715669977" "0123456789abcdef" "{\"refundId\":\"TQ1\"}"], <nil>
}

// A plain digest needs the secret in its text.
func ExampleScheme_Validate() {
	scheme := signer.Scheme{
		Text:     []signer.Part{{Method: true}, {Path: true}},
		Digest:   signer.SHA256,
		Encoding: signer.HexLower,
		Put:      signer.Put{Place: signer.Place{Header: "x-signature"}},
	}
	for _, problem := range scheme.Validate() {
		fmt.Println(problem.Path, problem.Message)
	}
	// Output:
	// text holds no secret, so that anybody can sign: add {secret: true}, or use an hmac
}
