package signer_test

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/signer"
)

// upperMD5 is the digest of PandaPon's rule, written down again.
func upperMD5(text string) string { return fmt.Sprintf("%X", md5.Sum([]byte(text))) }

func TestDiagnose(t *testing.T) {
	const key, stamp, nonce, secret = "alice", "1715669977082", "0123456789abcdef0123456789abcdef", "secret-a"
	right := upperMD5(key + stamp + nonce + secret)
	mac := hmac.New(md5.New, []byte(secret))
	mac.Write([]byte(key + stamp + nonce))
	sum := md5.Sum([]byte(key + stamp + nonce + secret))
	stampInSeconds := func(m *signer.Message) { *header(m, "Timestamp") = "1715669977" }
	tests := []struct {
		name  string
		got   string
		spoil func(*signer.Message)
		step  signer.Step
		want  string // in the first finding; empty when there is none
	}{
		{"right", right, nil, "", ""},
		{"lower case", strings.ToLower(right), nil, signer.StepDigest, "written as hex-lower: write it as hex-upper"},
		{"base64", base64.StdEncoding.EncodeToString(sum[:]), nil, signer.StepDigest, "written as base64"},
		{"base64 of hex", base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(sum[:]))), nil, signer.StepDigest, "base64 of the hex text"},
		{"white space", right + "\n", nil, signer.StepDigest, "white space around it"},
		{"hmac", strings.ToUpper(hex.EncodeToString(mac.Sum(nil))), nil, signer.StepDigest, "hmac-md5, keyed with the secret, which was not part of the text"},
		{"sha256", fmt.Sprintf("%X", sha256.Sum256([]byte(key+stamp+nonce+secret))), nil, signer.StepDigest, "digest was sha256"},
		{"order", upperMD5(key + nonce + stamp + secret), nil, signer.StepDigest, "in the order header access-key, header nonce-str, header timestamp, secret"},
		{"secret first", upperMD5(secret + key + stamp + nonce), nil, signer.StepDigest, "in the order secret,"},
		{"no nonce", upperMD5(key + stamp + secret), nil, signer.StepDigest, "header nonce-str was not signed"},
		{"no secret", upperMD5(key + stamp + nonce), nil, signer.StepDigest, "secret"},
		{"secret with line feed", upperMD5(key + stamp + nonce + secret + "\n"), nil, signer.StepDigest, "line feed at its end"},
		{"joiner", upperMD5(key + "&" + stamp + "&" + nonce + "&" + secret), nil, signer.StepDigest, `joined with "&"`},
		{"unit signed", upperMD5(key + "1715669977" + nonce + secret), nil, signer.StepDigest, "timestamp was signed in s (1715669977)"},
		{"order and case", strings.ToLower(upperMD5(key + nonce + stamp + secret)), nil, signer.StepDigest, "digest is written as hex-lower"},
		{"order and unit", upperMD5("1715669977" + key + nonce + secret), nil, signer.StepDigest, "; and the timestamp was signed in s"},
		{"another secret", upperMD5(key + stamp + nonce + "other"), nil, signer.StepDigest, "another secret"},
		{"cut off", right[:16], nil, signer.StepDigest, "8 bytes where md5 has 16"},
		{"no signature at all", "!", nil, signer.StepDigest, "neither hex nor base64"},
		{"unit", upperMD5(key + "1715669977" + nonce + secret), stampInSeconds, signer.StepTimestamp, "looks like s: send ms"},
		{"clock", upperMD5(key + "1715660000000" + nonce + secret), set("Timestamp", to("1715660000000")), signer.StepTimestamp, "behind the clock"},
		{"nonce length", upperMD5(key + stamp + "nonce-str" + secret), set("Nonce-Str", to("nonce-str")), signer.StepNonce, "9 characters, not 32"},
		{"missing", right, remove("Timestamp"), signer.StepTimestamp, "missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := &signer.Message{Header: []signer.Value{
				{Name: "Access-Key", Value: key}, {Name: "Timestamp", Value: stamp}, {Name: "Nonce-Str", Value: nonce},
			}}
			if test.spoil != nil {
				test.spoil(m)
			}
			d := signer.Diagnose(signer.MustNew(pandapon()), m, secret, test.got, now)
			if test.want == "" {
				if !d.Match || len(d.Findings) > 0 {
					t.Errorf("got %+v", d)
				}
				return
			}
			if len(d.Findings) == 0 || d.Findings[0].Step != test.step || !strings.Contains(d.Findings[0].Message, test.want) {
				t.Errorf("got %+v, want %q", d.Findings, test.want)
			}
			for _, f := range d.Findings {
				if strings.Contains(f.Message, secret) {
					t.Errorf("a finding tells the secret: %s", f.Message)
				}
			}
		})
	}
}

func TestDiagnoseBodies(t *testing.T) {
	sign := func(base, key string) string {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(base))
		return hex.EncodeToString(mac.Sum(nil))
	}
	const body = `{"a": 1, "b": "x y"}` + "\n"
	m := &signer.Message{Body: []byte(body), Credentials: []signer.Value{{Name: "app-key", Value: "42"}}}
	for got, want := range map[string]string{
		"v1=" + sign("42"+body, "s"):               "",
		sign("42"+`{"a": 1, "b": "x y"}`, "s"):     "white space around it",
		sign("42"+`{"a":1,"b":"x y"}`, "s"):        "compact JSON",
		sign("42"+`{"a":1,"b":"xy"}`, "s"):         "without white space",
		sign(body, "s"):                            "credential app-key was not signed",
		sign(body+"42", "s"):                       "in the order body raw, credential app-key",
		sign("s", "42"+body):                       "key and text of the hmac were exchanged",
		sign("42"+body, " s"):                      "a space before it",
		hex.EncodeToString([]byte("not a digest")): "12 bytes where hmac-sha256 has 32",
	} {
		d := signer.Diagnose(signer.MustNew(push()), m, "s", got, now)
		if want == "" && !d.Match || want != "" && (d.Match || len(d.Findings) == 0 || !strings.Contains(d.Findings[0].Message, want)) {
			t.Errorf("got %+v, want %q", d, want)
		}
	}
}

func TestExplainHoldsNoSecret(t *testing.T) {
	scheme := push()
	scheme.Key = []signer.Part{{Secret: true}, {Literal: "&"}, {Credential: "second-key"}}
	scheme.Text = append(scheme.Text, signer.Part{Secret: true})
	m := &signer.Message{Body: []byte("body"), Credentials: []signer.Value{{Name: "app-key", Value: "42"}, {Name: "second-key", Value: "hidden-2"}}}
	e, err := signer.MustNew(scheme).Explain(m, "hidden-1")
	if err != nil {
		t.Fatal(err)
	}
	if e.Text != "42body<secret>" || e.Sum != e.Signature || len(e.Key) != 3 {
		t.Errorf("got %+v", e)
	}
	if all := fmt.Sprintf("%+v", e); strings.Contains(all, "hidden") {
		t.Errorf("the explanation tells a secret: %s", all)
	}
}

// Whatever the scheme, Diagnose says something about a signature that no mistake explains, and nothing about a right one.
func TestDiagnoseRandomSchemes(t *testing.T) {
	for seed := range uint64(16) {
		r := rand.New(rand.NewPCG(seed, 2))
		json := seed%2 == 0
		s := signer.MustNew(randomScheme(r, json))
		m := randomMessage(r, json)
		c := signer.Credentials{Secret: "s3cret", Values: []signer.Value{{Name: "app", Value: "alice"}, {Name: "user", Value: "7"}, {Name: "partner", Value: "p"}}}
		if err := s.Sign(m, c, now); err != nil {
			t.Fatal(err)
		}
		if d := signer.Diagnose(s, m, "s3cret", "", now); !d.Match || len(d.Findings) > 0 {
			t.Errorf("seed %d: %+v", seed, d)
		}
		if d := signer.Diagnose(s, m, "another", "", now); d.Match || len(d.Findings) == 0 {
			t.Errorf("seed %d: another secret: %+v", seed, d)
		}
	}
}
