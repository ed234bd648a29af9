package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// requestScheme is PandaPon's request rule.
func requestScheme() signer.Scheme {
	return signer.Scheme{
		Text:     []signer.Part{{Header: "access-key"}, {Header: "timestamp"}, {Header: "nonce-str"}, {Secret: true}},
		Digest:   signer.MD5,
		Encoding: signer.HexUpper,
		Put:      signer.Put{Place: signer.Place{Header: "signature"}},
		Identity: signer.IdentityRule{
			Key:    signer.Place{Header: "access-key"},
			Claims: []signer.Place{{Header: "user-id"}},
		},
		Timestamp: signer.TimestampRule{Place: signer.Place{Header: "timestamp"}, Unit: signer.Milliseconds, Window: 600 * time.Second},
		Nonce:     signer.NonceRule{Place: signer.Place{Header: "nonce-str"}, Length: 32, Alphabet: signer.Alphanumeric},
	}
}

func signatureFigures(ctx context.Context, _ *tearDown) ([]figure, error) {
	s, err := signer.New(requestScheme())
	if err != nil {
		return nil, err
	}
	sign, err := signFigure(s)
	if err != nil {
		return nil, err
	}
	return []figure{sign, verifyFigure(ctx, s)}, nil
}

// signFigure appends the signature of one request to a buffer; the floor digests the same bytes, which lie ready.
func signFigure(s *signer.Signer) (figure, error) {
	header := http.Header{}
	signByHand(header, time.Now())
	message := &signer.Message{Method: "POST", Path: refundPath}
	for _, name := range []string{"Access-Key", "User-Id", "Timestamp", "Nonce-Str"} {
		message.Header = append(message.Header, signer.Value{Name: name, Value: header.Get(name)})
	}
	text := []byte(accessKey + header.Get("Timestamp") + header.Get("Nonce-Str") + accessSecret)

	ours, theirs := make([]byte, 0, 64), make([]byte, 0, 64)
	f := figure{
		name:   "sign_vs_digest",
		allocs: 1,
		ours: contender{name: "signer.AppendSignature", run: func(n int) (err error) {
			for range n {
				if ours, err = s.AppendSignature(ours[:0], message, accessSecret); err != nil {
					return err
				}
			}
			return nil
		}},
		theirs: contender{name: fmt.Sprintf("MD5 and hex of the same %d bytes", len(text)), run: func(n int) error {
			for range n {
				sum := md5.Sum(text)
				theirs = hex.AppendEncode(theirs[:0], sum[:])
			}
			return nil
		}},
	}
	if err := errors.Join(f.ours.run(1), f.theirs.run(1)); err != nil {
		return f, err
	}
	if !bytes.Equal(ours, bytes.ToUpper(theirs)) || string(ours) != header.Get("Signature") {
		return f, fmt.Errorf("the signatures differ: %s, %s, by hand %s", ours, theirs, header.Get("Signature"))
	}
	return f, nil
}

// verifyFigure verifies requests, each for the first time, with the nonces of the requests before it remembered.
func verifyFigure(ctx context.Context, s *signer.Signer) figure {
	var requests []*http.Request
	sign := func(n int) {
		requests = requests[:0]
		for range n {
			r := &http.Request{Method: "POST", Header: http.Header{}}
			signByHand(r.Header, time.Now())
			requests = append(requests, r)
		}
	}
	var ours *signer.Verifier
	var theirs *handVerifier
	return figure{
		name: "verify_vs_handwritten",
		ours: contender{
			name: "signer.Verifier",
			prepare: func(n int) error {
				ours = newVerifier(n)
				sign(n)
				return nil
			},
			run: func(n int) error {
				for _, r := range requests[:n] {
					message, err := s.Message(r, nil)
					if err != nil {
						return err
					}
					if _, err := ours.Verify(ctx, s, message); err != nil {
						return err
					}
				}
				requests = requests[n:]
				return nil
			},
		},
		theirs: contender{
			name: "a verification written by hand",
			prepare: func(n int) error {
				theirs = newHandVerifier()
				sign(n)
				return nil
			},
			run: func(n int) error {
				for _, r := range requests[:n] {
					if err := theirs.verify(r.Header, time.Now()); err != nil {
						return err
					}
				}
				requests = requests[n:]
				return nil
			},
		},
	}
}

// newVerifier returns a verifier for the benchmarks' credentials with room for n nonces.
func newVerifier(n int) *signer.Verifier {
	return signer.NewVerifier(signer.SecretMap{accessKey: {accessSecret}}, signer.WithNonces(signer.NewMemoryNonces(signer.WithCapacity(4*n+16), signer.WithQuota(4*n+16))))
}
