package sdk

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"

	"github.com/pandapon/pandagen/runtime/internal/settings"
	"github.com/pandapon/pandagen/signer"
)

// TokenScheme is a security scheme that is satisfied by a token: where it travels, and what stands before it.
type TokenScheme struct {
	Name   string // in the document
	In     string // header, query or cookie
	Key    string // the name of the header, parameter or cookie
	Prefix string // "Bearer "
	Basic  bool   // the token is user:password
}

// value is how a token travels.
func (s *TokenScheme) value(token string) string {
	if s.Basic {
		token = base64.StdEncoding.EncodeToString([]byte(token))
	}
	return s.Prefix + token
}

// checkTokens refuses tokens for schemes that the API does not have, which would have no effect.
func (e *engine) checkTokens(tokens []settings.Token) error {
	for _, t := range tokens {
		if e.tokenScheme(t.Scheme) == nil {
			names := make([]string, len(e.tokenSchemes))
			for i := range e.tokenSchemes {
				names[i] = e.tokenSchemes[i].Name
			}
			return fmt.Errorf("WithToken: the API has no security scheme %q that takes a token: it has %q", t.Scheme, names)
		}
	}
	return nil
}

func (e *engine) tokenScheme(name string) *TokenScheme {
	i := slices.IndexFunc(e.tokenSchemes, func(s TokenScheme) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &e.tokenSchemes[i]
}

// authorize adds the tokens of the first alternative of the operation's security for which there are all.
func (x *call) authorize(o *outgoing) error {
	tokens := x.options.Tokens
	if len(tokens) == 0 {
		return nil
	}
	if err := x.client.checkTokens(tokens); err != nil {
		return err
	}
	has := func(name string) bool {
		return slices.ContainsFunc(tokens, func(t settings.Token) bool { return t.Scheme == name })
	}
	for _, alternative := range x.op.Tokens {
		if slices.ContainsFunc(alternative, func(name string) bool { return !has(name) }) {
			continue
		}
		for _, t := range tokens {
			if slices.Contains(alternative, t.Scheme) {
				x.addToken(o, x.client.tokenScheme(t.Scheme), t.Token)
			}
		}
		break
	}
	return nil
}

func (x *call) addToken(o *outgoing, s *TokenScheme, token string) {
	switch s.In {
	case "query":
		x.request.query = append(x.request.query, signer.Value{Name: s.Key, Value: s.value(token)})
	case "cookie":
		x.request.cookie = append(x.request.cookie, signer.Value{Name: s.Key, Value: s.value(token)})
	default:
		o.setDefault(http.CanonicalHeaderKey(s.Key), s.value(token))
	}
}
