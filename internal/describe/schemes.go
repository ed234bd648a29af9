package describe

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/goname"
	"github.com/pandapon/pandagen/signer"
)

// scheme is a security scheme of the document.
type scheme struct {
	api   *api.Scheme   // nil when the scheme signs nothing
	plain *api.Security // nil when it does
	used  bool
}

// operationScheme is the signature of an operation: that of its first security requirement that has one.
func (d *describer) operationScheme(op *operation) *api.Scheme {
	security := op.node.Get("security")
	if security == nil {
		security = d.root.Get("security")
	}
	if security == nil {
		return nil
	}
	var found *scheme
	for _, requirement := range security.Items {
		for _, m := range requirement.Members {
			s := d.scheme(m.Name, m.Pos)
			if s.api == nil || found == s {
				s.used = true
				continue
			}
			if found == nil {
				found = s
			} else if len(requirement.Members) > 1 {
				d.errorf(m.Pos, "security", "an operation is signed by one scheme, and this is another beside %s: remove one", document.Quote(found.api.Name))
			}
		}
		if found != nil {
			found.used = true
			return found.api
		}
	}
	return nil
}

// scheme reads a security scheme.
func (d *describer) scheme(name string, pos document.Position) *scheme {
	if s, ok := d.schemes[name]; ok {
		return s
	}
	s := &scheme{}
	d.schemes[name] = s
	all := d.root.Get("components").Get("securitySchemes")
	n := all.Get(name)
	if n == nil {
		d.errorf(pos, "security", "no security scheme is called %s: %s", document.Quote(name), extension.Suggest(name, memberNames(all)))
		return s
	}
	if n = d.follow(n); n == nil {
		return s
	}
	signature, source := n.Get("x-signature"), d.source(n.Get("x-source"))
	unknown := signature.Get("unknown").IsTrue() || signature == nil && source.Evidence == "unknown"
	if signature == nil && !unknown {
		s.plain = &api.Security{
			Name: oneLine(name), Type: n.Get("type").StringValue(), HTTP: strings.ToLower(n.Get("scheme").StringValue()), In: n.Get("in").StringValue(), Key: oneLine(n.Get("name").StringValue()),
		}
		return s
	}
	d.checkSchemeName(name, n)
	s.api = &api.Scheme{Name: oneLine(name), Doc: docText(n.Get("description").StringValue(), false), Secret: "Secret", Source: source}
	g, errs := extension.ParseGoSecurityScheme(n.Get("x-go"))
	d.errs = append(d.errs, errs...)
	if g != nil && g.Secret != "" {
		s.api.Secret = g.Secret
		if reservedCredentials[g.Secret] {
			d.errorf(n.Get("x-go").Pos, "go-name", "x-go: the credentials have a method %s of their own: choose another name for the secret", g.Secret)
		}
	}
	if unknown {
		return s
	}
	s.api.Signature, errs = extension.ParseSignature(name, signature)
	d.errs = append(d.errs, errs...)
	if s.api.Signature != nil {
		s.api.Credentials = d.schemeCredentials(s.api, n)
	}
	return s
}

// checkSchemeName reports a name of which nothing can stand in a Go name.
func (d *describer) checkSchemeName(name string, n *document.Node) {
	if goname.From(name) == "" {
		d.errorf(n.Pos, "go-name", "nothing of the name %s can stand in a Go name: give the security scheme another", document.Quote(name))
	}
}

// schemeCredentials are the values that a caller gives besides the secret: the identity's key and claims, and what else the text
// is made of.
func (d *describer) schemeCredentials(s *api.Scheme, n *document.Node) []api.Credential {
	var out []api.Credential
	add := func(name string, required bool, doc string) {
		if name == "" || slices.ContainsFunc(out, func(c api.Credential) bool { return c.Name == name }) {
			return
		}
		goName := goname.From(name)
		if reservedCredentials[goName] {
			goName += "Value"
		}
		if goName == "" || goName == s.Secret || slices.ContainsFunc(out, func(c api.Credential) bool { return c.GoName == goName }) {
			d.errorf(n.Pos, "go-name", "credential %s has no Go name of its own: rename it, or the secret with x-go: {secret: …}", document.Quote(name))
			return
		}
		out = append(out, api.Credential{Name: name, GoName: goName, Required: required, Doc: docText(goName+" "+doc, false)})
	}
	rule := s.Signature
	add(placeName(rule.Identity.Key), true, "says who signs; it chooses the secret.")
	for _, c := range rule.Identity.Claims {
		add(placeName(c), false, "travels with every request as "+placeName(c)+".")
	}
	for _, parts := range [][]signer.Part{rule.Text, rule.Key} {
		for _, p := range parts {
			add(p.Credential, true, "is part of the signed text.")
		}
	}
	return out
}

// placeName is the name that a value has where it travels.
func placeName(p signer.Place) string {
	for _, name := range []string{p.Header, p.Query, p.Form, p.JSON} {
		if name != "" {
			return name
		}
	}
	return ""
}

// signedNames are the parameters that signing sets, as "in name".
func (d *describer) signedNames(s *api.Scheme) map[string]bool {
	if s == nil || s.Signature == nil {
		return nil
	}
	out := map[string]bool{}
	rule := s.Signature
	places := append([]signer.Place{rule.Put.Place, rule.Identity.Key, rule.Timestamp.Place, rule.Nonce.Place}, rule.Identity.Claims...)
	for _, p := range places {
		if p.Header != "" {
			out["header "+canonical("header", p.Header)] = true
		}
		if p.Query != "" {
			out["query "+p.Query] = true
		}
	}
	return out
}

// usedSchemes returns the schemes that operations use, in document order.
func (d *describer) usedSchemes() []*api.Scheme {
	var out []*api.Scheme
	all := d.root.Get("components").Get("securitySchemes")
	if all == nil {
		return nil
	}
	for _, m := range all.Members {
		if s := d.schemes[m.Name]; s != nil && s.used && s.api != nil {
			out = append(out, s.api)
		}
	}
	return out
}

// credentials returns what a caller gives for all schemes: of each the key, the secret, and the rest.
func credentials(schemes []*api.Scheme) []api.Credential {
	var all []api.Credential
	add := func(c api.Credential) {
		if !slices.ContainsFunc(all, func(other api.Credential) bool { return other.GoName == c.GoName }) {
			all = append(all, c)
		}
	}
	for _, s := range schemes {
		secret := api.Credential{GoName: s.Secret, Required: true, Doc: api.Doc{secretDoc(s.Secret, schemes)}}
		for i, c := range s.Credentials {
			if i == 1 || i == 0 && s.Signature.Identity.Key.IsZero() {
				add(secret)
			}
			add(c)
		}
		add(secret)
	}
	return all
}

// secretDoc says what a secret is for: all schemes, or those that share it.
func secretDoc(goName string, schemes []*api.Scheme) string {
	var users []string
	for _, s := range schemes {
		if s.Secret == goName {
			users = append(users, s.Name)
		}
	}
	if len(users) < len(schemes) {
		return goName + " is the secret of the security scheme " + strings.Join(users, ", ") + ". It is never sent."
	}
	return goName + " is the secret that requests are signed with. It is never sent."
}

// claims returns the credentials that are claims.
func claims(schemes []*api.Scheme) []api.Claim {
	var all []api.Claim
	for _, s := range schemes {
		for _, c := range s.Credentials {
			if !slices.ContainsFunc(s.Signature.Identity.Claims, func(p signer.Place) bool { return placeName(p) == c.Name }) {
				continue
			}
			i := slices.IndexFunc(all, func(other api.Claim) bool { return other.GoName == c.GoName })
			if i < 0 {
				i = len(all)
				all = append(all, api.Claim{GoName: c.GoName})
			}
			if !slices.Contains(all[i].Names, c.Name) {
				all[i].Names = append(all[i].Names, c.Name)
			}
		}
	}
	return all
}

// usedSecurity returns the schemes without a signature that operations use, in document order.
func (d *describer) usedSecurity() []api.Security {
	var out []api.Security
	all := d.root.Get("components").Get("securitySchemes")
	if all == nil {
		return nil
	}
	for _, m := range all.Members {
		if s := d.schemes[m.Name]; s != nil && s.used && s.plain != nil {
			out = append(out, *s.plain)
		}
	}
	return out
}
