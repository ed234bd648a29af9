package signer

import (
	"encoding/hex"
	"fmt"
)

// Explanation shows how a signature is made. It holds no secret.
type Explanation struct {
	Parts     []ExplainedPart // the signed text, part by part
	Joiner    string          // between the parts
	Text      string          // the canonical text; secrets are replaced by Redacted
	Digest    Digest
	Key       []ExplainedPart // key of an hmac; empty for plain digests
	Sum       string          // the digest in lower-case hex
	Encoding  Encoding
	Place     string // where the signature goes: "header Signature"
	Prefix    string // what stands before it there
	Signature string // without the prefix
}

// ExplainedPart is a part with its value.
type ExplainedPart struct {
	Name  string // "header access-key", "secret", "params from query, form", ...
	Value string // Redacted for a secret
}

// Redacted stands for a secret in explanations.
const Redacted = "<secret>"

// Explain shows how the signature of a message is made. It fails where AppendSignature fails.
func (s *Signer) Explain(m *Message, secret string) (*Explanation, error) {
	e := &Explanation{
		Joiner: s.scheme.Joiner, Digest: s.scheme.Digest, Encoding: s.scheme.Encoding,
		Place: s.scheme.Put.String(), Prefix: s.scheme.Put.Prefix,
	}
	var err error
	if e.Parts, err = explainParts(s.parts, m); err != nil {
		return nil, err
	}
	for i, p := range e.Parts {
		if i > 0 {
			e.Text += e.Joiner
		}
		e.Text += p.Value
	}
	if s.scheme.Digest.hmacHash() != nil {
		e.Key = s.explainKey()
	}
	text, err := s.appendText(nil, m, secret)
	if err != nil {
		return nil, err
	}
	sum, err := s.appendDigest(nil, text, m, secret)
	if err != nil {
		return nil, err
	}
	e.Sum = hex.EncodeToString(sum)
	e.Signature = string(s.scheme.Encoding.append(nil, sum))
	return e, nil
}

func explainParts(parts []part, m *Message) ([]ExplainedPart, error) {
	explained := make([]ExplainedPart, len(parts))
	for i := range parts {
		value, err := parts[i].append(nil, m, Redacted)
		if err != nil {
			return nil, err
		}
		explained[i] = ExplainedPart{parts[i].describe(), string(value)}
	}
	return explained, nil
}

// explainKey describes the key; its credentials are as secret as the secret.
func (s *Signer) explainKey() []ExplainedPart {
	if len(s.key) == 0 {
		return []ExplainedPart{{"secret", Redacted}}
	}
	var key []ExplainedPart
	for i := range s.key {
		value := Redacted
		if s.key[i].Literal != "" {
			value = s.key[i].Literal
		}
		key = append(key, ExplainedPart{s.key[i].describe(), value})
	}
	return key
}

// describe names a part in the words of its declaration.
func (p Part) describe() string {
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
		text := "params from"
		for i, source := range p.Params.From {
			if i > 0 {
				text += ","
			}
			text += " " + string(source)
		}
		return text
	}
	return Place{Header: p.Header, Query: p.Query, Form: p.Form, JSON: p.JSON}.String()
}
