package diagnose

import (
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/digest"
)

// Explanation shows how a signature is made. It holds no secret.
type Explanation struct {
	Parts     []Part // the signed text, part by part
	Joiner    string // between the parts
	Text      string // the canonical text, with <secret> in the place of the secret
	Digest    signer.Digest
	Key       []Part // key of an hmac; empty for plain digests
	Sum       string // the digest in lower-case hex
	Encoding  signer.Encoding
	Place     string // where the signature goes: "header Signature"
	Prefix    string // what stands before it there
	Signature string // without the prefix
}

// Part is a part of the signed text or of a key.
type Part struct {
	Name  string // "header access-key", "secret", "params from query, form", ...
	Value string // "<secret>" for a secret, and for a credential in a key
}

// redacted stands for a secret.
const redacted = "<secret>"

// Explain shows how the signature of a message is made. It fails where Signer.AppendSignature fails.
func Explain(s *signer.Signer, m *signer.Message, secret string) (*Explanation, error) {
	scheme := s.Scheme()
	e := &Explanation{
		Joiner: scheme.Joiner, Digest: scheme.Digest, Encoding: scheme.Encoding,
		Place: scheme.Put.String(), Prefix: scheme.Put.Prefix,
	}
	texts, err := s.Text(m, redacted)
	if err != nil {
		return nil, err
	}
	for i, part := range scheme.Text {
		e.Parts = append(e.Parts, Part{describe(part), texts[i]})
	}
	e.Text = strings.Join(texts, scheme.Joiner)
	if digest.Keyed(string(scheme.Digest)) {
		e.Key = explainKey(scheme.Key)
	}
	signature, err := s.AppendSignature(nil, m, secret)
	if err != nil {
		return nil, err
	}
	e.Signature = string(signature)
	scheme.Encoding = signer.HexLower
	sum, err := signer.MustNew(scheme).AppendSignature(nil, m, secret)
	e.Sum = string(sum)
	return e, err
}

// explainKey describes a key; its credentials are as secret as the secret.
func explainKey(parts []signer.Part) []Part {
	if len(parts) == 0 {
		return []Part{{"secret", redacted}}
	}
	var key []Part
	for _, part := range parts {
		value := redacted
		if part.Literal != "" {
			value = part.Literal
		}
		key = append(key, Part{describe(part), value})
	}
	return key
}

// describe names a part in the words of its declaration.
func describe(p signer.Part) string {
	switch {
	case p.Secret:
		return "secret"
	case p.Literal != "":
		return "literal"
	case p.Credential != "":
		return "credential " + p.Credential
	case p.Method:
		return "method"
	case p.Path && p.After != "":
		return fmt.Sprintf("path after %s", p.After)
	case p.Path:
		return "path"
	case p.Body != "":
		return "body " + string(p.Body)
	case len(p.Params.From) > 0:
		sources := make([]string, len(p.Params.From))
		for i, source := range p.Params.From {
			sources[i] = string(source)
		}
		return "params from " + strings.Join(sources, ", ")
	}
	return signer.Place{Header: p.Header, Query: p.Query, Form: p.Form, JSON: p.JSON}.String()
}
