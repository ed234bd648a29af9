package signer_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// use is one of identity's, issued at and seen at an offset from now, good for a minute.
func use(identity, nonce string, offset time.Duration) signer.Use {
	at := now.Add(offset)
	return signer.Use{Identity: identity, Nonce: nonce, Signature: "signature of " + nonce, Issued: at, Expires: at.Add(time.Minute), Now: at}
}

func TestMemoryNonces(t *testing.T) {
	type step struct {
		use  signer.Use
		want error
	}
	sameSignature := use("a", "2", time.Second)
	sameSignature.Signature = "signature of 1"
	setBack := use("a", "1", 0)
	setBack.Now = now.Add(time.Second)
	tests := []struct {
		name  string
		opts  []signer.MemoryOption
		steps []step
	}{
		{"a nonce is good for one use", nil, []step{
			{use("a", "1", 0), nil}, {use("a", "1", time.Second), signer.ErrReplay}, {use("a", "2", time.Second), nil},
		}},
		{"a signature is good for one use", nil, []step{{use("a", "1", 0), nil}, {sameSignature, signer.ErrReplay}}},
		{"identities have nonces of their own", nil, []step{{use("a", "1", 0), nil}, {use("b", "1", 0), nil}}},
		{"a use is kept until it expires", nil, []step{
			{use("a", "1", 0), nil}, {use("a", "1", time.Minute), signer.ErrReplay}, {use("a", "1", time.Minute+1), nil},
		}},
		{"a full store refuses and forgets nothing", []signer.MemoryOption{signer.WithCapacity(2), signer.WithQuota(2)}, []step{
			{use("a", "1", 0), nil}, {use("b", "2", 0), nil}, {use("c", "3", 0), signer.ErrFull},
			{use("a", "1", 0), signer.ErrReplay}, {use("b", "2", 0), signer.ErrReplay},
			{use("c", "3", 2*time.Minute), nil},
		}},
		{"an identity has a quota", []signer.MemoryOption{signer.WithQuota(1)}, []step{
			{use("a", "1", 0), nil}, {use("a", "2", 0), signer.ErrQuota}, {use("b", "2", 0), nil},
			{use("a", "2", 2*time.Minute), nil},
		}},
		{"timestamps from before the start are refused", nil, []step{
			{use("a", "1", -time.Millisecond), signer.ErrBeforeStart}, {use("a", "1", 0), nil},
		}},
		{"a clock that is set back brings nothing back", nil, []step{
			{use("a", "1", 0), nil}, {use("a", "2", 2*time.Minute), nil}, {setBack, signer.ErrReplay},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := signer.NewMemoryNonces(append(test.opts, signer.WithStart(now.Add(999*time.Microsecond)))...)
			for i, s := range test.steps {
				if err := store.Consume(context.Background(), s.use); !errors.Is(err, s.want) {
					t.Errorf("step %d: got %v, want %v", i, err, s.want)
				}
			}
		})
	}
}

// What the store remembers is what a plain list of all uses says.
func TestMemoryNoncesAgreesWithAList(t *testing.T) {
	store := signer.NewMemoryNonces(signer.WithStart(now))
	last := map[string]time.Time{}
	for i := range 5000 {
		at := time.Duration(i*37%101+i) * time.Second // forwards on the whole, with steps back
		u := use("a", strconv.Itoa(i*i%997), at)
		u.Now = now.Add(time.Duration(i+101) * time.Second)
		u.Expires = u.Now.Add(time.Duration(i%50) * time.Second)
		expires, used := last[u.Nonce]
		want := used && !expires.Before(u.Now)
		if err := store.Consume(context.Background(), u); (err != nil) != want {
			t.Fatalf("use %d: %v, want replay %v", i, err, want)
		}
		if !want {
			last[u.Nonce] = u.Expires
		}
	}
}
