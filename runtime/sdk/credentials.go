package sdk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/runtime/internal/header"
	"github.com/pandapon/pandagen/signer"
)

// Scheme is a security scheme of the document together with a caller's credentials for it.
type Scheme struct {
	Name   string         // in the document: pandapon-request
	Signer *signer.Signer // nil when the document does not know the rule
	Secret Credential
	Values []Credential
}

// Credential is one of a caller's credentials.
type Credential struct {
	Name     string // in the scheme: access-key; of no meaning for a secret
	Field    string // as the caller knows it: AccessKey
	Variable string // of the environment: PANDAPON_ACCESS_KEY
	Value    string
	Required bool
}

// FromEnv returns schemes with the credentials that the environment holds, which errors call by their variables.
func FromEnv(schemes []Scheme) []Scheme {
	read := func(c Credential) Credential {
		c.Field, c.Value = c.Variable, os.Getenv(c.Variable)
		return c
	}
	schemes = slices.Clone(schemes)
	for i := range schemes {
		s := &schemes[i]
		if s.Signer == nil {
			continue
		}
		s.Secret, s.Values = read(s.Secret), slices.Clone(s.Values)
		for j := range s.Values {
			s.Values[j] = read(s.Values[j])
		}
	}
	return schemes
}

// boundScheme is a security scheme with its rule and a caller's credentials.
type boundScheme struct {
	name        string
	signer      *signer.Signer // nil when the rule is not known
	credentials signer.Credentials
	declared    []string // names of the credentials' values
	given       []string // what the caller knows as required and gave
	missing     []string // what the caller knows as required and did not give
	invalid     error    // a value that cannot be sent
}

// bindSchemes checks that the credentials can be sent.
func bindSchemes(schemes []Scheme) ([]boundScheme, error) {
	bound := make([]boundScheme, len(schemes))
	for i := range schemes {
		b, err := bindScheme(&schemes[i])
		if err != nil {
			return nil, err
		}
		bound[i] = b
	}
	return bound, nil
}

func bindScheme(s *Scheme) (boundScheme, error) {
	b := boundScheme{name: s.Name, signer: s.Signer}
	for _, c := range append(slices.Clone(s.Values), s.Secret) {
		if err := header.CheckCredential(c.Value); err != nil {
			return b, fmt.Errorf("credentials: %s %w", c.Field, err)
		}
		switch {
		case !c.Required:
		case c.Value == "":
			b.missing = append(b.missing, c.Field)
		default:
			b.given = append(b.given, c.Field)
		}
	}
	b.credentials.Secret = s.Secret.Value
	for _, c := range s.Values {
		b.declared = append(b.declared, c.Name)
		if c.Value != "" {
			b.credentials.Values = append(b.credentials.Values, signer.Value{Name: c.Name, Value: c.Value})
		}
	}
	return b, nil
}

// checkCredentials refuses credentials that are complete for no scheme whose rule is known. An API may have schemes that a
// caller does not use: those for which nothing was given only fail when they are needed.
func checkCredentials(schemes []boundScheme) error {
	var known, complete bool
	var whole, missing []string // fields of complete schemes, and those that others lack
	for i := range schemes {
		switch s := &schemes[i]; {
		case s.signer == nil:
		case len(s.missing) == 0:
			known, complete, whole = true, true, append(whole, s.given...)
		default:
			known = true
		}
	}
	for i := range schemes {
		s := &schemes[i]
		// Schemes may share fields: what completes another is no half of this one.
		own := slices.ContainsFunc(s.given, func(field string) bool { return !slices.Contains(whole, field) })
		if len(s.missing) > 0 && own && (complete || s.credentials.Secret != "") {
			return missingCredentials(s.missing)
		}
		for _, field := range s.missing {
			if !slices.Contains(missing, field) {
				missing = append(missing, field)
			}
		}
	}
	if known && !complete {
		return missingCredentials(missing)
	}
	return nil
}

func missingCredentials(fields []string) error {
	if len(fields) == 1 {
		return fmt.Errorf("credentials: %s is empty", fields[0])
	}
	return fmt.Errorf("credentials: %s are empty", strings.Join(fields, ", "))
}

// WithClaim returns a client that states another value of a credential, for example another sub-account; an empty value
// states none. It shares connections and everything else with c. Calls fail when the value cannot be sent.
func (c *Client) WithClaim(name, value string) *Client {
	changed, claim := *c.engine, signer.Value{Name: name, Value: value}
	changed.schemes = slices.Clone(c.schemes)
	changed.claims = append(slices.Clip(c.claims), claim)
	state(changed.schemes, claim)
	return &Client{&changed}
}

// state changes the value of a credential in all schemes that have it.
func state(schemes []boundScheme, claim signer.Value) {
	for i := range schemes {
		s := &schemes[i]
		if !slices.Contains(s.declared, claim.Name) {
			continue
		}
		values := slices.DeleteFunc(slices.Clone(s.credentials.Values), func(v signer.Value) bool { return v.Name == claim.Name })
		if claim.Value != "" {
			values = append(values, claim)
		}
		s.credentials.Values, s.invalid = values, header.CheckCredentials(values)
	}
}

// bound returns the schemes with the credentials of a call.
func (c *Client) bound(ctx context.Context) ([]boundScheme, error) {
	if c.credentials == nil {
		return c.schemes, nil
	}
	given, err := c.credentials(ctx)
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	schemes, err := bindSchemes(given)
	if err == nil {
		err = checkCredentials(schemes)
	}
	if err != nil {
		return nil, err
	}
	for i := range schemes {
		schemes[i].signer = c.schemes[i].signer // with the options of the client
	}
	for _, claim := range c.claims {
		state(schemes, claim)
	}
	return schemes, nil
}

// checkScheme refuses names that no scheme of the API has, which would have no effect.
func checkScheme(schemes []boundScheme, name string) error {
	names := make([]string, len(schemes))
	for i := range schemes {
		if names[i] = schemes[i].name; names[i] == name {
			return nil
		}
	}
	return fmt.Errorf("the API has no security scheme %q: it has %q", name, names)
}

// find returns the rule and the credentials of a scheme; the rule is nil when it is not known. The error says why there are
// no credentials.
func find(schemes []boundScheme, name string) (*signer.Signer, *signer.Credentials, error) {
	i := slices.IndexFunc(schemes, func(s boundScheme) bool { return s.name == name })
	if i < 0 {
		return nil, nil, errors.New("no credentials were given: use WithCredentials")
	}
	s := &schemes[i]
	switch {
	case s.invalid != nil:
		return s.signer, nil, s.invalid
	case len(s.missing) > 0:
		return s.signer, nil, missingCredentials(s.missing)
	case s.signer == nil && len(s.declared) == 0 && s.credentials.Secret == "":
		// The document does not know the rule, so there was nothing to give for it alone.
		return nil, anyCredentials(schemes), nil
	}
	return s.signer, &s.credentials, nil
}

// anyCredentials returns the first complete credentials.
func anyCredentials(schemes []boundScheme) *signer.Credentials {
	for i := range schemes {
		if s := &schemes[i]; s.credentials.Secret != "" && len(s.missing) == 0 {
			return &s.credentials
		}
	}
	return &signer.Credentials{}
}
