package signer_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// rotating is a store whose secrets change while the server runs.
type rotating struct {
	mu   sync.RWMutex
	live map[string][]string
}

func (r *rotating) Secrets(_ context.Context, key string) ([]string, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.live[key], nil
}

func (r *rotating) set(key string, secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.live[key] = secrets
}

// During a rotation both secrets are live: clients switch when they like, and then the old secret is removed.
func ExampleSecretStore() {
	s := signer.MustNew(signer.Scheme{
		Text:     []signer.Part{{Header: "app"}, {Method: true}, {Path: true}},
		Joiner:   "\n",
		Digest:   signer.HMACSHA256,
		Encoding: signer.Base64,
		Put:      signer.Put{Place: signer.Place{Header: "Authorization"}, Prefix: "HMAC "},
		Identity: signer.IdentityRule{Key: signer.Place{Header: "app"}},
	})
	store := &rotating{live: map[string][]string{"shop": {"old"}}}
	verifier := signer.NewVerifier(store)
	call := func(secret string) {
		m := &signer.Message{Method: "GET", Path: "/orders"}
		if err := s.Sign(m, signer.Credentials{Secret: secret, Values: []signer.Value{{Name: "app", Value: "shop"}}}, time.Now()); err != nil {
			fmt.Println(err)
			return
		}
		id, err := verifier.Verify(context.Background(), s, m)
		if err != nil {
			fmt.Println(secret, "secret:", err)
			return
		}
		fmt.Println(secret, "secret: welcome,", id.Key)
	}

	store.set("shop", "new", "old")
	call("old")
	call("new")
	store.set("shop", "new")
	call("old")
	// Output:
	// old secret: welcome, shop
	// new secret: welcome, shop
	// old secret: signature rejected
}
