// Package signertest has schemes and messages for tests.
package signertest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/pandapon/pandagen/signer"
)

// PandaPon is the request rule of PandaPon.
func PandaPon() signer.Scheme {
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

// Webhook is the rule of webhooks: no timestamp, no nonce.
func Webhook() signer.Scheme {
	return signer.Scheme{
		Text:     []signer.Part{{Credential: "app-key"}, {Body: signer.BodyRaw}},
		Digest:   signer.HMACSHA256,
		Encoding: signer.HexLower,
		Put:      signer.Put{Place: signer.Place{Header: "Authorization"}, Prefix: "v1="},
	}
}

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

// RandomScheme returns a scheme that is right, whose identity, timestamp and nonce are signed by parts of their own.
func RandomScheme(r *rand.Rand, json bool) signer.Scheme {
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
			Sort: pick(r, "", signer.SortByBytes), Pair: pick(r, "", "="), Join: pick(r, "", "&"),
			OmitEmpty: pick(r, true, false), Encode: pick(r, "", signer.EscapeRFC3986, signer.EscapeForm),
			Nested: signer.NestedRaw,
		}},
	}
	if s.Text[8].Params.From[1] == signer.FromForm {
		s.Text[8].Params.Nested = ""
		s.Text[8].Params.Encode = pick(r, s.Text[8].Params.Encode, signer.EscapeAsSent)
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

// RandomMessage returns a message with something at every place that a random scheme may sign as a whole.
func RandomMessage(r *rand.Rand, json bool) *signer.Message {
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
