package describe

import (
	"cmp"
	"fmt"
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

// security reads what an operation asks for: its own list, or the document's.
func (d *describer) security(op *operation) {
	list := op.node.Get("security")
	if list == nil {
		list = d.root.Get("security")
	}
	if list == nil {
		return
	}
	if list.Kind != document.Array {
		d.errorf(list.Pos, "security", "security is %s: write a list, [] when nobody is asked", list.Kind)
		return
	}
	for _, alternative := range list.Items {
		op.api.Security = append(op.api.Security, d.alternative(op, alternative))
	}
}

// alternative reads schemes that a request has to satisfy together. Clients sign by the first signature that an operation has.
func (d *describer) alternative(op *operation, n *document.Node) []api.Requirement {
	if n.Kind != document.Object {
		// Taken for an empty one it would let everybody in.
		d.errorf(n.Pos, "security", "this alternative is %s: write an object with the names of security schemes, {} for anonymous calls", n.Kind)
		return nil
	}
	combination := []api.Requirement{}
	var signature *api.Scheme
	for _, m := range n.Members {
		s := d.scheme(m.Name, m.Pos)
		s.used = true
		if s.api == nil && s.plain == nil {
			continue // reported
		}
		combination = append(combination, api.Requirement{Scheme: s.api, Security: s.plain, Scopes: d.scopes(m)})
		if s.api == nil {
			continue
		}
		if signature != nil {
			d.errorf(m.Pos, "security", "an operation is signed by one scheme, and this is another beside %s: remove one", document.Quote(signature.Name))
		}
		signature = s.api
		if op.api.Scheme == nil {
			op.api.Scheme = s.api
		}
	}
	return combination
}

// scopes reads the scopes that a requirement lists.
func (d *describer) scopes(m document.Member) (scopes []string) {
	if m.Value.Kind != document.Array && m.Value.Kind != document.Null {
		d.errorf(m.Value.Pos, "security", "the scopes of %s are %s: write a list, [] when there are none", document.Quote(m.Name), m.Value.Kind)
		return nil
	}
	for _, item := range m.Value.Items {
		if item.Kind != document.String {
			d.errorf(item.Pos, "security", "this scope is %s: it must be a string", item.Kind)
			continue
		}
		scopes = append(scopes, oneLine(item.Text))
	}
	return scopes
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
	d.checkSchemeName(name, n)
	signature, source := n.Get("x-signature"), d.source(n.Get("x-source"))
	unknown := signature.Get("unknown").IsTrue() || signature == nil && source.Evidence == "unknown"
	if signature == nil && !unknown {
		s.plain = &api.Security{
			Name: oneLine(name), Type: n.Get("type").StringValue(),
			HTTP: strings.ToLower(oneLine(n.Get("scheme").StringValue())), In: n.Get("in").StringValue(), Key: oneLine(n.Get("name").StringValue()),
		}
		return s
	}
	s.api = &api.Scheme{Name: oneLine(name), Doc: docText(n.Get("description").StringValue(), false), Secret: "Secret", Source: source}
	g, errs := extension.ParseGoSecurityScheme(n.Get("x-go"))
	d.errs = append(d.errs, errs...)
	if g != nil {
		s.api.Env = g.Env
	}
	if g != nil && g.Secret != "" {
		s.api.Secret = g.Secret
		if reservedCredentials[g.Secret] {
			d.errorf(n.Get("x-go").Pos, "go-name", "x-go: the credentials have a method %s of their own: choose another name for the secret", g.Secret)
		}
	}
	if unknown {
		s.api.Unverifiable = append(s.api.Unverifiable, &document.Error{Pos: n.Pos, Rule: "signature-rule-unknown", Message: fmt.Sprintf(
			"the document does not know the rule of security scheme %s: a server rejects every request that is signed by it, unless server.WithScheme declares one", document.Quote(name))})
		return s
	}
	s.api.Signature, errs = extension.ParseSignature(name, signature)
	d.errs = append(d.errs, errs...)
	for _, e := range extension.CheckVerifiable(name, signature) {
		e.Message += "; until then a server rejects every request that is signed by it"
		s.api.Unverifiable = append(s.api.Unverifiable, e)
	}
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

// credentials returns what a caller gives for all schemes: of each the key, the secret, and the rest. Their environment variables
// begin with the package's name unless the document says otherwise.
func credentials(schemes []*api.Scheme, pkg string) []api.Credential {
	var all []api.Credential
	for _, s := range schemes {
		add := func(c api.Credential) {
			if !slices.ContainsFunc(all, func(other api.Credential) bool { return other.GoName == c.GoName }) {
				c.Variable = variable(cmp.Or(s.Env, pkg), c.GoName)
				all = append(all, c)
			}
		}
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

// variable is the name of an environment variable: ACME_ACCESS_KEY for the AccessKey of acme.
func variable(prefix, goName string) string {
	words := goname.Words(goName)
	if prefix != "" {
		words = append([]string{prefix}, words...)
	}
	return strings.ToUpper(strings.Join(words, "_"))
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
func (d *describer) usedSecurity() []*api.Security {
	var out []*api.Security
	all := d.root.Get("components").Get("securitySchemes")
	if all == nil {
		return nil
	}
	for _, m := range all.Members {
		if s := d.schemes[m.Name]; s != nil && s.used && s.plain != nil {
			out = append(out, s.plain)
		}
	}
	return out
}
