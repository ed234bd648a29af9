package signer_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/signertest"
)

// realistic is a message of PandaPon with some 130 signed bytes.
func realistic() (m *signer.Message, secret string) {
	return &signer.Message{
		Method: "POST",
		Path:   "/alibaba/refund/info",
		Header: []signer.Value{
			{Name: "Access-Key", Value: strings.Repeat("0123456789abcdef", 2)},
			{Name: "User-Id", Value: "2100000000000"},
			{Name: "Timestamp", Value: "1715669977082"},
			{Name: "Nonce-Str", Value: strings.Repeat("abcdefghABCDEFGH", 2)},
		},
	}, strings.Repeat("fedcba9876543210", 3)
}

func BenchmarkAppendSignature(b *testing.B) {
	s := signer.MustNew(signertest.PandaPon())
	m, secret := realistic()
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = s.AppendSignature(buf[:0], m, secret); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDigest is the floor of BenchmarkAppendSignature: the digest of as many bytes.
func BenchmarkDigest(b *testing.B) {
	text := []byte(strings.Repeat("x", 32+13+32+48))
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		sum := md5.Sum(text)
		buf = hex.AppendEncode(buf[:0], sum[:])
	}
}

func BenchmarkSign(b *testing.B) {
	s := signer.MustNew(signertest.PandaPon())
	m, secret := realistic()
	credentials := signer.Credentials{Secret: secret, Values: []signer.Value{{Name: "access-key", Value: "key"}, {Name: "user-id", Value: "7"}}}
	header := make([]signer.Value, 0, 8)
	b.ReportAllocs()
	for b.Loop() {
		m.Header = header
		if err := s.Sign(m, credentials, time.UnixMilli(1715669977082)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	s := signer.MustNew(signertest.PandaPon())
	now := time.UnixMilli(1715669977082)
	store := signer.NewMemoryNonces(signer.WithStart(now), signer.WithQuota(1_000_000))
	v := signer.NewVerifier(signer.SecretMap{"key": {"secret"}}, signer.WithNonces(store),
		signer.WithClock(func() time.Time { now = now.Add(time.Millisecond); return now }))
	credentials := signer.Credentials{Secret: "secret", Values: []signer.Value{{Name: "access-key", Value: "key"}, {Name: "user-id", Value: "7"}}}
	messages := make([]signer.Message, 4096)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(messages) == 0 {
			b.StopTimer()
			for j := range messages {
				messages[j] = signer.Message{}
				if err := s.Sign(&messages[j], credentials, now.Add(time.Second)); err != nil {
					b.Fatal(err)
				}
			}
			b.StartTimer()
		}
		if _, err := v.Verify(context.Background(), s, &messages[i%len(messages)]); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAppendSignatureDoesNotAllocate(t *testing.T) {
	s := signer.MustNew(signertest.PandaPon())
	m, secret := realistic()
	buf := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() { buf, _ = s.AppendSignature(buf[:0], m, secret) }); n > 0 {
		t.Errorf("allocates %v times", n)
	}
}
