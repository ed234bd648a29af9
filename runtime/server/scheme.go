package server

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/runtime/internal/header"
	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/signer"
)

// A Scheme is a security scheme of the document, with what decides about its credentials. Generated code makes schemes, of
// what a person puts into its Auth.
type Scheme struct {
	Name  string // in the document
	Field string // of the generated Auth, for messages

	// Signed schemes are decided by the verifier. Signer is nil when the document does not know the rule.
	Signed   bool
	Signer   *signer.Signer
	Verifier *signer.Verifier

	// All others are decided by the authenticator, and these are as in the document.
	Type          string // apiKey, http, oauth2, openIdConnect or mutualTLS
	HTTP          string // http: the authentication scheme: basic, bearer …, in lower case
	In, Key       string // apiKey: header, query or cookie, and the name there
	Authenticator Authenticator
}

// missing reports whether nothing decides about the scheme.
func (s *Scheme) missing() bool {
	if s.Signed {
		return s.Verifier == nil
	}
	return s.Authenticator == nil || s.Authenticator.missing()
}

// sent reports whether a request holds something at the place of the credentials.
func (s *Scheme) sent(r *http.Request) bool {
	if s.Type == "mutualTLS" {
		return r.TLS != nil && len(r.TLS.PeerCertificates) > 0
	}
	return slices.ContainsFunc(s.values(r), func(value string) bool { return value != "" })
}

// values returns what stands at the place of the credentials.
func (s *Scheme) values(r *http.Request) (values []string) {
	switch {
	case s.Type != "apiKey":
		return r.Header["Authorization"]
	case s.In == "header":
		return r.Header.Values(s.Key)
	case s.In == "query":
		return r.URL.Query()[s.Key]
	}
	for _, c := range r.CookiesNamed(s.Key) {
		values = append(values, c.Value)
	}
	return values
}

// token returns credentials that are one text. There is something at their place.
func (s *Scheme) token(r *http.Request) (string, error) {
	values := s.values(r)
	switch {
	case len(values) > 1:
		return "", errRepeated
	case s.Type == "apiKey":
		return values[0], nil
	}
	name, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(name, s.authScheme()) {
		return "", errOtherScheme
	}
	if token = strings.Trim(token, " "); token == "" {
		return "", errMalformed
	}
	return token, nil
}

// authScheme is the HTTP authentication scheme by which the credentials travel.
func (s *Scheme) authScheme() string {
	if s.Type == "http" {
		return s.HTTP
	}
	return "bearer"
}

// challenge tells a caller how to authenticate, for WWW-Authenticate. Schemes that HTTP has no name for are called as in the
// document.
func (s *Scheme) challenge() string {
	switch {
	case s.Signed, s.Type == "apiKey", s.Type == "mutualTLS":
		return s.Name
	case s.authScheme() == "bearer":
		return "Bearer"
	case s.HTTP == "basic":
		return `Basic realm="` + s.Name + `", charset="UTF-8"`
	}
	return s.HTTP
}

// scheme is a Scheme made ready to serve.
type scheme struct {
	*Scheme
	signer      *signer.Signer // with the options applied; nil when the rule is not known
	header      string         // header that holds the signature; empty when it is elsewhere
	query       string         // likewise
	credentials []signer.Value // those that do not travel
}

// prepare makes schemes ready to serve, by name. It fails when an option is about a scheme that is none of them, or when nothing
// judges one that an operation asks for.
func (c *config) prepare(schemes []Scheme, routes []sdk.Route) (map[string]*scheme, error) {
	if err := header.CheckCredentials(c.values); err != nil {
		return nil, fmt.Errorf("WithCredentials: %w", err)
	}
	known := map[string]*scheme{}
	for i := range schemes {
		made, err := c.scheme(&schemes[i])
		if err != nil {
			return nil, err
		}
		known[made.Name] = made
	}
	for _, name := range slices.Sorted(maps.Keys(c.schemes)) {
		if s := known[name]; s == nil || !s.Signed {
			return nil, fmt.Errorf("WithScheme: no operation is signed with a scheme called %q", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.open)) {
		if s := known[name]; s == nil {
			return nil, fmt.Errorf("Open: no operation asks for a security scheme called %q%s", name, listed(schemes))
		} else if !s.Signed && !s.missing() {
			return nil, fmt.Errorf("Open: security scheme %q has an authenticator, Auth.%s: remove one of them", name, s.Field)
		}
	}
	var missing []string
	for i := range schemes {
		if s := &schemes[i]; s.missing() && !c.open[s.Name] {
			if users := usersOf(s, routes); len(users) > 0 {
				missing = append(missing, fmt.Sprintf("nothing judges security scheme %q, which is asked for by %s: set Auth.%s, or let everybody in with server.Open(%q)",
					s.Name, some(users), s.Field, s.Name))
			}
		}
	}
	if missing != nil {
		return nil, errors.New(strings.Join(missing, "\n"))
	}
	return known, nil
}

// listed tells which schemes there are.
func listed(schemes []Scheme) string {
	if len(schemes) == 0 {
		return ""
	}
	names := make([]string, len(schemes))
	for i, s := range schemes {
		names[i] = strconv.Quote(s.Name)
	}
	return "; the document has " + strings.Join(names, ", ")
}

// usersOf returns the ids of the operations that ask for a scheme.
func usersOf(s *Scheme, routes []sdk.Route) (ids []string) {
	for _, r := range routes {
		asks := func(alternative []sdk.Requirement) bool {
			return slices.ContainsFunc(alternative, func(required sdk.Requirement) bool { return required.Scheme == s.Name })
		}
		if slices.ContainsFunc(r.Security, asks) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// some lists ids, a few when there are many.
func some(ids []string) string {
	const few = 5
	if len(ids) <= few+1 {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d more operations", strings.Join(ids[:few], ", "), len(ids)-few)
}

// scheme makes a scheme ready to serve.
func (c *config) scheme(s *Scheme) (*scheme, error) {
	made := &scheme{Scheme: s, credentials: slices.Clip(c.values)}
	if !s.Signed {
		return made, nil
	}
	var err error
	if made.signer, err = c.signerOf(s); err != nil {
		return nil, fmt.Errorf("security scheme %q: %w", s.Name, err)
	}
	if made.signer != nil {
		put := made.signer.Scheme().Put
		made.header, made.query = http.CanonicalHeaderKey(put.Header), put.Query
	}
	return made, nil
}

// signerOf returns the signer of a scheme with the options applied; nil when its rule is not known.
func (c *config) signerOf(s *Scheme) (*signer.Signer, error) {
	made := s.Signer
	if other := c.schemes[s.Name]; other != nil {
		made = other
	}
	if made == nil || c.unit == "" {
		return made, nil
	}
	rule := made.Scheme()
	if rule.Timestamp.Place.IsZero() {
		return made, nil
	}
	rule.Timestamp.Unit = c.unit
	return signer.New(rule)
}

// sent reports whether a request holds something at the place of the credentials. Of what would be in the body, it is assumed.
func (s *scheme) sent(r *http.Request) bool {
	switch {
	case !s.Signed:
		return s.Scheme.sent(r)
	case s.header != "":
		return len(r.Header[s.header]) > 0
	case s.query != "":
		return r.URL.Query().Has(s.query)
	}
	return true
}

// errSignatureRule is what the operator reads when a signed operation is called whose rule nobody declared.
var errSignatureRule = errors.New("the signature rule of this operation is not known: declare it with server.WithScheme")

// verify checks a request's signature.
func (s *scheme) verify(ctx *requestContext, r *http.Request, body []byte) (*signer.Identity, error) {
	if s.signer == nil {
		return nil, errSignatureRule
	}
	message, err := s.signer.Message(r, body)
	if err != nil {
		return nil, err
	}
	message.Credentials = s.credentials
	return s.Verifier.Verify(ctx, s.signer, message)
}
