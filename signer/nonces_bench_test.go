package signer_test

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/signertest"
)

// BenchmarkLiveNonces verifies messages while a store remembers as many uses as the name says, from a window's time. The figures
// are to be compared: they tell what it costs to remember much.
func BenchmarkLiveNonces(b *testing.B) {
	for _, live := range []int{1_000, 10_000_000} {
		b.Run(fmt.Sprint(live), func(b *testing.B) {
			const window = 600 * time.Second
			start := time.Now()
			before := heap()
			store := signer.NewMemoryNonces(signer.WithStart(start), signer.WithCapacity(2*live+b.N+1_000_000), signer.WithQuota(2*live+b.N+1_000_000))
			at := start
			var slowest time.Duration
			for i := range live {
				at = start.Add(window * time.Duration(i) / time.Duration(live))
				began := time.Now()
				if err := store.Consume(context.Background(), numbered(i, at, window)); err != nil {
					b.Fatal(err)
				}
				slowest = max(slowest, time.Since(began))
			}
			size := heap() - before

			s := signer.MustNew(signertest.PandaPon())
			v := signer.NewVerifier(signer.SecretMap{"key": {"secret"}}, signer.WithNonces(store), signer.WithClock(func() time.Time { return at }))
			credentials := signer.Credentials{Secret: "secret", Values: []signer.Value{{Name: "access-key", Value: "key"}, {Name: "user-id", Value: "7"}}}
			messages := make([]signer.Message, 4096)
			b.ResetTimer()
			for i := range b.N {
				if i%len(messages) == 0 {
					b.StopTimer()
					for j := range messages {
						messages[j] = signer.Message{}
						if err := s.Sign(&messages[j], credentials, at); err != nil {
							b.Fatal(err)
						}
					}
					b.StartTimer()
				}
				if _, err := v.Verify(context.Background(), s, &messages[i%len(messages)]); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size)/float64(live), "B/nonce")
			b.ReportMetric(float64(slowest.Microseconds()), "slowest-µs")
			runtime.KeepAlive(store)
		})
	}
}

// numbered is a use with a nonce and a signature of its own.
func numbered(i int, at time.Time, window time.Duration) signer.Use {
	text := hex.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(i)))
	return signer.Use{Identity: "key", Nonce: "n" + text, Signature: "s" + text, Issued: at, Expires: at.Add(window), Now: at}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
