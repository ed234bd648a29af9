package diagnose_test

import (
	"fmt"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/diagnose"
)

// A caller's signature is rejected, and the operator looks for the reason.
func ExampleSignature() {
	s := signer.MustNew(signer.Scheme{
		Text:     []signer.Part{{Query: "id"}, {Secret: true}},
		Digest:   signer.MD5,
		Encoding: signer.HexUpper,
		Put:      signer.Put{Place: signer.Place{Query: "sign"}},
	})
	m := &signer.Message{Query: []signer.Value{{Name: "id", Value: "42"}, {Name: "sign", Value: "316979aaa653131f1458a076f367188b"}}}
	for _, finding := range diagnose.Signature(s, m, "s3cret", time.Now()).Findings {
		fmt.Printf("%s: %s\n", finding.Step, finding.Message)
	}
	// Output:
	// digest: the parts were signed in the order secret, query id: the order is query id, secret; and the digest is written as hex-lower instead of hex-upper
}

// An explanation shows, without the secret, what is signed.
func ExampleExplain() {
	s := signer.MustNew(signer.Scheme{
		Text:     []signer.Part{{Method: true}, {Path: true}, {Header: "timestamp"}},
		Joiner:   "&",
		Digest:   signer.HMACSHA256,
		Encoding: signer.Base64,
		Put:      signer.Put{Place: signer.Place{Header: "Authorization"}, Prefix: "HMAC "},
	})
	m := &signer.Message{Method: "GET", Path: "/orders", Header: []signer.Value{{Name: "Timestamp", Value: "1715669977"}}}
	e, err := diagnose.Explain(s, m, "s3cret")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, part := range e.Parts {
		fmt.Println(part.Name, "=", part.Value)
	}
	fmt.Println(e.Text)
	fmt.Println(e.Place+":", e.Prefix+e.Signature)
	// Output:
	// method = GET
	// path = /orders
	// header timestamp = 1715669977
	// GET&/orders&1715669977
	// header Authorization: HMAC lHWuIvBWupY6Xkkykcn/Gx6eKyiotE9N+44lHeF+cL8=
}
