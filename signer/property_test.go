package signer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/signertest"
)

func TestRandomSchemesAndMessages(t *testing.T) {
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 1))
		json := seed%2 == 0
		scheme := signertest.RandomScheme(r, json)
		s, err := signer.New(scheme)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		m := signertest.RandomMessage(r, json)
		c := signer.Credentials{Secret: "s3cret", Values: []signer.Value{
			{Name: "app", Value: "alice"}, {Name: "user", Value: "7"}, {Name: "partner", Value: "p"},
		}}
		if err := s.Sign(m, c, now); err != nil {
			t.Fatalf("seed %d: %v\n%#v", seed, err, scheme)
		}
		if err := verifyOnce(s, m); err != nil {
			t.Fatalf("seed %d: %s\n%#v\n%#v", seed, err, scheme, m)
		}
		mutateEverything(t, r, s, m, seed)
	}
}

func verifyOnce(s *signer.Signer, m *signer.Message) error {
	v := signer.NewVerifier(signer.SecretMap{"alice": {"s3cret"}},
		signer.WithClock(func() time.Time { return now }),
		signer.WithNonces(signer.NewMemoryNonces(signer.WithStart(now.Add(-time.Hour)))))
	_, err := v.Verify(context.Background(), s, m)
	if rejected, ok := err.(*signer.VerifyError); ok {
		return fmt.Errorf("%s: %s", rejected.Step, rejected.Detail())
	}
	return err
}

// mutateEverything changes one byte of every value that is signed, and of the signature; none may be accepted.
func mutateEverything(t *testing.T, r *rand.Rand, s *signer.Signer, m *signer.Message, seed uint64) {
	t.Helper()
	check := func(what string, change func(*signer.Message)) {
		c := *m
		c.Header, c.Query, c.Form = slices.Clone(m.Header), slices.Clone(m.Query), slices.Clone(m.Form)
		c.Credentials, c.Body = slices.Clone(m.Credentials), slices.Clone(m.Body)
		change(&c)
		if err := verifyOnce(s, &c); err == nil {
			t.Fatalf("seed %d: %s was changed, and the message is accepted\n%#v\n%#v", seed, what, s.Scheme(), c)
		}
	}
	for name, list := range map[string]func(*signer.Message) []signer.Value{
		"header":     func(m *signer.Message) []signer.Value { return m.Header },
		"credential": func(m *signer.Message) []signer.Value { return m.Credentials },
	} {
		for i, v := range list(m) {
			if v.Name != "User" && v.Name != "Content-Type" { // not signed
				check(name+" "+v.Name, func(c *signer.Message) { list(c)[i].Value = mutate(r, v.Value) })
			}
		}
	}
	for i, v := range m.Query {
		if v.Value != "" {
			check("query "+v.Name, func(c *signer.Message) { c.Query[i].Value, c.RawQuery = mutate(r, v.Value), "" })
		}
	}
	params := s.Scheme().Text[slices.IndexFunc(s.Scheme().Text, func(p signer.Part) bool { return len(p.Params.From) > 0 })].Params
	for i, v := range m.Form {
		if params.From[1] == signer.FromForm {
			check("form "+v.Name, func(c *signer.Message) { c.Form[i].Value, c.Body = mutate(r, v.Value), nil })
		}
	}
	check("method", func(c *signer.Message) { c.Method = mutate(r, c.Method) })
	check("path", func(c *signer.Message) { c.Path = c.Path + "x" })
	if slices.ContainsFunc(s.Scheme().Text, func(p signer.Part) bool { return p.Body == signer.BodyRaw }) {
		check("body", func(c *signer.Message) { c.Body = []byte(mutate(r, string(c.Body))) })
	}
	if params.From[1] == signer.FromJSON && len(m.Form) == 0 && len(m.Body) > 0 {
		check("json", func(c *signer.Message) { c.Body[slices.Index(c.Body, ':')+2] ^= 1 }) // a digit of the id
	}
}

// mutate changes one byte.
func mutate(r *rand.Rand, s string) string {
	b := []byte(s)
	b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
	return string(b)
}
