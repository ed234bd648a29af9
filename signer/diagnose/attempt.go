package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/digest"
)

// attempt is a way in which the signature may have been made.
type attempt struct {
	scheme    signer.Scheme
	message   signer.Message
	secret    string
	exchanged bool // key and text of the hmac
}

// clone returns a copy whose parts can be changed.
func (a attempt) clone() attempt {
	a.scheme.Text = slices.Clone(a.scheme.Text)
	return a
}

// makes reports whether the attempt makes one of the digests, and how that was written.
func (a *attempt) makes(candidates []reading) (signer.Encoding, bool) {
	text, ok := a.text()
	if !ok {
		return "", false
	}
	key := a.key()
	if a.exchanged {
		key, text = text, key
	}
	sum := string(digest.Append(nil, string(a.scheme.Digest), []byte(key), []byte(text)))
	for _, c := range candidates {
		if c.digest == sum {
			return c.encoding, true
		}
	}
	return "", false
}

// text returns the canonical text, unless nothing of the message is in it.
func (a *attempt) text() (text string, ok bool) {
	s, err := signer.New(signer.Scheme{
		Text: a.scheme.Text, Joiner: a.scheme.Joiner, Put: a.scheme.Put,
		Digest: signer.HMACSHA256, Encoding: signer.HexLower, // any digest that asks for no secret in the text
	})
	if err != nil {
		return "", false
	}
	parts, err := s.Text(&a.message, a.secret)
	return strings.Join(parts, a.scheme.Joiner), err == nil
}

// key returns the key of an hmac.
func (a *attempt) key() string {
	if len(a.scheme.Key) == 0 {
		return a.secret
	}
	var key strings.Builder
	for _, part := range a.scheme.Key {
		switch {
		case part.Secret:
			key.WriteString(a.secret)
		case part.Credential != "":
			i := slices.IndexFunc(a.message.Credentials, func(v signer.Value) bool { return v.Name == part.Credential })
			key.WriteString(a.message.Credentials[i].Value) // the expected signature could not be made without it
		default:
			key.WriteString(part.Literal)
		}
	}
	return key.String()
}

// reading is a digest that a signature may stand for.
type reading struct {
	digest   string
	encoding signer.Encoding
}

// readings returns the digests that a signature may stand for, in every encoding.
func readings(signature string) []reading {
	var all []reading
	signature = strings.TrimSpace(signature)
	if b, err := hex.DecodeString(signature); err == nil {
		encoding := signer.HexLower
		switch {
		case signature == strings.ToLower(signature):
		case signature == strings.ToUpper(signature):
			encoding = signer.HexUpper
		default:
			encoding = "hex in mixed case"
		}
		all = append(all, reading{string(b), encoding})
	}
	for _, c := range []struct {
		encoding *base64.Encoding
		name     signer.Encoding
	}{
		{base64.StdEncoding, signer.Base64},
		{base64.RawStdEncoding, "base64 without padding"},
		{base64.URLEncoding, "base64 for URLs"},
		{base64.RawURLEncoding, "base64 for URLs without padding"},
	} {
		b, err := c.encoding.DecodeString(signature)
		if err != nil {
			continue
		}
		all = append(all, reading{string(b), c.name})
		if inner, err := hex.DecodeString(string(b)); err == nil {
			all = append(all, reading{string(inner), c.name + " of the hex text"})
		}
	}
	return all
}
