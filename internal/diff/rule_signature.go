package diff

import (
	"fmt"
	"reflect"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/signer"
)

// Any change of a signature is breaking: what is signed by the one rule is rejected by the other.
var (
	signatureChanged = verdict{id: "signature-changed", kind: Contract, level: Breaking, signature: true, text: "%s changed from `%s` to `%s`"}
	signatureAdded   = verdict{id: "signature-added", kind: Contract, level: Breaking, signature: true, text: "has a signature rule now: `%s`"}
	signatureRemoved = verdict{id: "signature-removed", kind: Contract, level: Breaking, signature: true, text: "has no signature rule any more, it was `%s`"}
)

// signatureNew is no change of a rule: an operation that is signed by the new scheme instead of another is reported on its own.
var signatureNew = verdict{id: "signature-new", kind: Contract, level: Info, signature: true, adds: true, text: "new signature: `%s`"}

// signatureRenamed is no change on the wire, and one for Go callers that name the scheme.
var signatureRenamed = verdict{id: "signature-renamed", kind: Contract, level: Warning, signature: true, text: "was called `%s` before, with the same rule",
	why: "Go callers that give another rule by name, as WithScheme takes it, have to give the new name."}

// signatureRule compares the x-signature of security schemes.
func signatureRule(c *comparison) []Change {
	var changes []Change
	for _, m := range c.head.root.Get("components").Get("securitySchemes").AllMembers() {
		after := c.head.deref(m.Value).Member("x-signature")
		scheme := c.base.component("securitySchemes", m.Name)
		switch old := oldName(c.schemes, m.Name); {
		case scheme != nil:
			changes = append(changes, c.signature(m, c.base.deref(scheme.Value).Member("x-signature"), after)...)
		case old != "":
			changes = append(changes, signatureRenamed.of(nil, m.Pos, old).about(m.Name))
		case after != nil:
			changes = append(changes, signatureNew.of(nil, after.Pos, flow(after.Value)).signing(c.head, m.Name))
		}
	}
	for _, m := range c.base.root.Get("components").Get("securitySchemes").AllMembers() {
		rule := c.base.deref(m.Value).Member("x-signature")
		if rule == nil || c.schemes[m.Name] != "" || c.head.component("securitySchemes", m.Name) != nil {
			continue
		}
		near := c.head.root.Pos
		if all := c.head.root.Get("components").Member("securitySchemes"); all != nil {
			near = all.Pos
		}
		changes = append(changes, signatureRemoved.gone(nil, m.Pos, near, flow(rule.Value)).signing(c.base, m.Name))
	}
	return changes
}

// signature compares the rule of a scheme that the head has.
func (c *comparison) signature(scheme document.Member, before, after *document.Member) []Change {
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil:
		return []Change{signatureAdded.of(nil, after.Pos, flow(after.Value)).signing(c.head, scheme.Name)}
	case after == nil:
		return []Change{signatureRemoved.gone(nil, before.Pos, scheme.Pos, flow(before.Value)).signing(c.head, scheme.Name)}
	}
	var changes []Change
	for _, part := range signatureParts(scheme.Name, before.Value, after.Value) {
		ch := signatureChanged.ofMember(nil, before.Value, after.Value, after.Pos, part, part, flow(before.Value.Get(part)), flow(after.Value.Get(part)))
		changes = append(changes, ch.signing(c.head, scheme.Name))
	}
	return changes
}

// renamedSchemes returns the security schemes with a signature that have another name in the head, by their names in the base:
// the old name is gone, the new one is new, and all that is sent is the same.
func renamedSchemes(base, head *side) map[string]string {
	renamed := map[string]string{}
	for _, m := range base.root.Get("components").Get("securitySchemes").AllMembers() {
		old := base.deref(m.Value)
		if old.Get("x-signature") == nil || head.component("securitySchemes", m.Name) != nil {
			continue
		}
		for _, other := range head.root.Get("components").Get("securitySchemes").AllMembers() {
			fresh := base.component("securitySchemes", other.Name) == nil && oldName(renamed, other.Name) == ""
			if fresh && sameScheme(m.Name, old, head.deref(other.Value)) {
				renamed[m.Name] = other.Name
				break
			}
		}
	}
	return renamed
}

func sameScheme(name string, a, b *document.Node) bool {
	for _, member := range []string{"type", "in", "name", "scheme"} {
		if a.Get(member).Literal() != b.Get(member).Literal() {
			return false
		}
	}
	rule := b.Get("x-signature")
	return rule != nil && len(signatureParts(name, a.Get("x-signature"), rule)) == 0
}

// oldName returns the name that a renamed scheme had; empty when it is none.
func oldName(renamed map[string]string, name string) string {
	for old, now := range renamed {
		if now == name {
			return old
		}
	}
	return ""
}

// signatureParts returns the members of x-signature whose meaning differs.
func signatureParts(scheme string, before, after *document.Node) []string {
	a, errs := extension.ParseSignature(scheme, before)
	b, more := extension.ParseSignature(scheme, after)
	if a == nil || b == nil || len(errs)+len(more) > 0 {
		return differingMembers(before, after)
	}
	var parts []string
	for _, part := range []struct {
		name          string
		before, after any
	}{
		{"text", a.Text, b.Text}, {"joiner", a.Joiner, b.Joiner}, {"digest", a.Digest, b.Digest}, {"key", keyOf(a), keyOf(b)},
		{"encoding", a.Encoding, b.Encoding}, {"put", a.Put, b.Put}, {"identity", a.Identity, b.Identity},
		{"timestamp", a.Timestamp, b.Timestamp}, {"nonce", a.Nonce, b.Nonce},
	} {
		if !reflect.DeepEqual(part.before, part.after) {
			parts = append(parts, part.name)
		}
	}
	return parts
}

// keyOf returns the key of an hmac: the secret when nothing else is declared.
func keyOf(s *signer.Scheme) []signer.Part {
	if len(s.Key) == 0 {
		return []signer.Part{{Secret: true}}
	}
	return s.Key
}

// differingMembers returns the members that are written differently.
func differingMembers(a, b *document.Node) []string {
	var names []string
	for _, m := range a.Members {
		if other := b.Get(m.Name); !document.Same(other, m.Value) {
			names = append(names, m.Name)
		}
	}
	for _, m := range b.Members {
		if a.Get(m.Name) == nil {
			names = append(names, m.Name)
		}
	}
	return names
}

// signing says which scheme a change is about, and how much it signs.
func (ch Change) signing(s *side, scheme string) Change {
	n := 0
	for _, op := range s.operations {
		if requirementNames(s, op)[scheme] {
			n++
		}
	}
	ch.Why = fmt.Sprintf("It signs %s.", count(n, "operation"))
	if ch.Level == Breaking {
		ch.Why += " What one side signs by the old rule, the other rejects by the new one."
	}
	return ch.about(scheme)
}

// count writes a number with its noun.
func count(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun
	case 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
