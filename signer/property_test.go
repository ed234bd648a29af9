package signer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// pick returns one of the choices.
func pick[T any](r *rand.Rand, choices ...T) T { return choices[r.IntN(len(choices))] }

// place returns a random place for a value called name. Forms have their body written by the caller, JSON by Sign.
func place(r *rand.Rand, name string, json bool) signer.Place {
	choices := []signer.Place{{Header: name}, {Query: name}, {Form: name}}
	if json {
		choices = []signer.Place{{Header: name}, {Query: name}, {JSON: name}}
	}
	return pick(r, choices...)
}

// randomScheme returns a scheme that is right, whose identity, timestamp and nonce are signed by parts of their own.
func randomScheme(r *rand.Rand, json bool) signer.Scheme {
	s := signer.Scheme{
		Joiner:   pick(r, "", "&", "\n", "--"),
		Digest:   pick(r, signer.MD5, signer.SHA1, signer.SHA256, signer.SHA512, signer.HMACMD5, signer.HMACSHA1, signer.HMACSHA256, signer.HMACSHA512),
		Encoding: pick(r, signer.HexLower, signer.HexUpper, signer.Base64),
		Put:      signer.Put{Place: place(r, "sign", json), Prefix: pick(r, "", "HMAC ")},
		Identity: signer.IdentityRule{Key: place(r, "app", json), Claims: []signer.Place{{Header: "user"}}},
		Timestamp: signer.TimestampRule{
			Place: place(r, "ts", json), Window: time.Minute,
			Unit: pick(r, signer.Seconds, signer.Milliseconds, signer.Microseconds, signer.Nanoseconds),
		},
		Nonce: signer.NonceRule{
			Place: place(r, "nonce", json), Length: 1 + r.IntN(64),
			Alphabet: pick(r, signer.Alphanumeric, signer.AlphanumericLower, signer.AlphanumericUpper, signer.Digits, signer.LowerHexDigits, signer.UpperHexDigits),
		},
	}
	at := func(p signer.Place) signer.Part {
		return signer.Part{Header: p.Header, Query: p.Query, Form: p.Form, JSON: p.JSON}
	}
	s.Text = []signer.Part{
		{Secret: true}, {Literal: "v1"}, {Method: true}, {Credential: "partner"},
		pick(r, signer.Part{Path: true}, signer.Part{Path: true, After: "/open"}),
		at(s.Identity.Key), at(s.Timestamp.Place), at(s.Nonce.Place),
		{Params: signer.Params{
			From: []signer.Source{signer.FromQuery, pick(r, signer.FromForm, signer.FromJSON)},
			Sort: pick(r, signer.AsSent, signer.SortByBytes), Pair: pick(r, "", "="), Join: pick(r, "", "&"),
			OmitEmpty: pick(r, true, false), Encode: pick(r, signer.EscapeNone, signer.EscapeRFC3986, signer.EscapeForm),
			Nested: signer.NestedRaw,
		}},
	}
	if s.Text[8].Params.From[1] == signer.FromForm {
		s.Text[8].Params.Nested = signer.NestedError
	}
	if s.Put.Form+s.Put.JSON == "" && json && s.Identity.Key.JSON+s.Timestamp.JSON+s.Nonce.JSON == "" {
		s.Text = append(s.Text, signer.Part{Body: signer.BodyRaw})
	}
	if pick(r, true, false) && len(s.Digest) > 6 {
		s.Key = []signer.Part{{Secret: true}, {Literal: "&"}, {Credential: "partner"}}
	}
	r.Shuffle(len(s.Text), func(i, j int) { s.Text[i], s.Text[j] = s.Text[j], s.Text[i] })
	return s
}

func randomText(r *rand.Rand) string {
	b := make([]byte, 1+r.IntN(20))
	for i := range b {
		b[i] = byte(' ' + r.IntN(95))
	}
	return string(b)
}

func randomMessage(r *rand.Rand, json bool) *signer.Message {
	m := &signer.Message{
		Method: pick(r, "GET", "POST"), Path: "/open/" + pick(r, "", "a%20b", "order"),
		Query: []signer.Value{{Name: "q", Value: randomText(r)}, {Name: "empty"}},
	}
	if json {
		m.Body = fmt.Appendf(nil, ` {"id": %d, "text": %q, "list": [1, {}], "none": null} `, r.Int64(), randomText(r))
		return m
	}
	m.Form = []signer.Value{{Name: "z", Value: randomText(r)}, {Name: "f", Value: randomText(r)}}
	return m
}

func TestRandomSchemesAndMessages(t *testing.T) {
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 1))
		json := seed%2 == 0
		scheme := randomScheme(r, json)
		s, err := signer.New(scheme)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		m := randomMessage(r, json)
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
			if v.Name != "User" { // not signed
				check(name+" "+v.Name, func(c *signer.Message) { list(c)[i].Value = mutate(r, v.Value) })
			}
		}
	}
	for i, v := range m.Query {
		if v.Value != "" {
			check("query "+v.Name, func(c *signer.Message) { c.Query[i].Value = mutate(r, v.Value) })
		}
	}
	params := s.Scheme().Text[slices.IndexFunc(s.Scheme().Text, func(p signer.Part) bool { return len(p.Params.From) > 0 })].Params
	for i, v := range m.Form {
		if params.From[1] == signer.FromForm {
			check("form "+v.Name, func(c *signer.Message) { c.Form[i].Value = mutate(r, v.Value) })
		}
	}
	check("method", func(c *signer.Message) { c.Method = mutate(r, c.Method) })
	check("path", func(c *signer.Message) { c.Path = c.Path + "x" })
	if slices.ContainsFunc(s.Scheme().Text, func(p signer.Part) bool { return p.Body == signer.BodyRaw }) {
		check("body", func(c *signer.Message) { c.Body = []byte(mutate(r, string(c.Body))) })
	}
	if params.From[1] == signer.FromJSON && len(m.Body) > 0 {
		check("json", func(c *signer.Message) { c.Body[slices.Index(c.Body, ':')+2] ^= 1 }) // a digit of the id
	}
}

// mutate changes one byte.
func mutate(r *rand.Rand, s string) string {
	b := []byte(s)
	b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
	return string(b)
}
