package diagnose

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/internal/digest"
)

// mistake is a common mistake in making signatures.
type mistake struct {
	kind     string // two of the same kind are not tried together
	text     string // what was done, and what to do
	apply    func(*attempt) bool
	unlikely bool // there are many of the kind
}

// mistakes returns those that apply to an attempt's scheme and message. Of two that are tried together, the earlier one
// is made first: mistakes about parts replace the parts, and those about the digest, which come last, then add the secret
// to them or remove it.
func (a attempt) mistakes() []mistake {
	return slices.Concat(
		a.secretMistakes(), a.orderMistakes(), a.partMistakes(), a.joinerMistakes(), a.unitMistakes(),
		a.bodyMistakes(), a.paramsMistakes(), a.pathMistakes(), a.digestMistakes(),
	)
}

// secretMistakes are other spellings of the secret.
func (a attempt) secretMistakes() []mistake {
	var all []mistake
	add := func(secret, format string, args ...any) {
		if secret != a.secret {
			all = append(all, mistake{kind: "secret", text: fmt.Sprintf(format, args...), apply: func(b *attempt) bool {
				b.secret = secret
				return true
			}})
		}
	}
	add(strings.Trim(a.secret, `"'`), "the secret given here has quotes around it, which were not used for signing: remove them")
	add(a.secret+"\n", "the secret was used with a line feed at its end, as a file has it: trim it")
	add(a.secret+"\r\n", "the secret was used with a line end (CR LF) after it: trim it")
	add(a.secret+" ", "the secret was used with a space after it: trim it")
	add(" "+a.secret, "the secret was used with a space before it: trim it")
	add(`"`+a.secret+`"`, "the secret was used with double quotes around it: remove them")
	add(strings.ToLower(a.secret), "the secret was used in lower case: use it as it is")
	add(strings.ToUpper(a.secret), "the secret was used in upper case: use it as it is")
	add("", "the secret was empty when the message was signed: check where it is read from")
	if b, err := hex.DecodeString(a.secret); err == nil {
		add(string(b), "the secret was decoded from hex: use its text")
	}
	if b, err := base64.StdEncoding.DecodeString(a.secret); err == nil {
		add(string(b), "the secret was decoded from base64: use its text")
	}
	return all
}

// digestMistakes are other digests, with the secret moved to where these need it.
func (a attempt) digestMistakes() []mistake {
	var all []mistake
	keyed := digest.Keyed(string(a.scheme.Digest))
	for _, other := range []signer.Digest{signer.MD5, signer.SHA1, signer.SHA256, signer.SHA512, signer.HMACMD5, signer.HMACSHA1, signer.HMACSHA256, signer.HMACSHA512} {
		if other == a.scheme.Digest {
			continue
		}
		add := func(how string, change func([]signer.Part) []signer.Part) {
			text := fmt.Sprintf("the digest was %s%s: use %s", other, how, a.scheme.Digest)
			all = append(all, mistake{kind: "digest", text: text, apply: func(b *attempt) bool {
				b.scheme.Digest, b.scheme.Key, b.scheme.Text = other, nil, change(b.scheme.Text)
				return true
			}})
		}
		add("", func(p []signer.Part) []signer.Part { return p })
		switch toKeyed := digest.Keyed(string(other)); {
		case toKeyed && !keyed:
			add(", keyed with the secret, which was not part of the text", withoutSecret)
		case keyed && !toKeyed:
			add(" with the secret at the end of the text", func(p []signer.Part) []signer.Part { return append(p, signer.Part{Secret: true}) })
			add(" with the secret at the beginning of the text", func(p []signer.Part) []signer.Part { return append([]signer.Part{{Secret: true}}, p...) })
		}
	}
	if keyed && len(a.scheme.Key) == 0 {
		all = append(all, mistake{kind: "digest", text: "key and text of the hmac were exchanged: the secret is the key", apply: func(b *attempt) bool {
			b.exchanged = true
			return true
		}})
	}
	return all
}

func withoutSecret(parts []signer.Part) []signer.Part {
	return slices.DeleteFunc(slices.Clone(parts), func(p signer.Part) bool { return p.Secret })
}

// orderMistakes are other orders of the parts.
func (a attempt) orderMistakes() []mistake {
	const most = 6 // 720 orders
	n := len(a.scheme.Text)
	if n < 2 || n > most {
		return nil
	}
	var all []mistake
	permute(n, func(order []int) {
		if slices.IsSorted(order) {
			return
		}
		parts := make([]signer.Part, n)
		names := make([]string, n)
		for i, from := range order {
			parts[i] = a.scheme.Text[from]
			names[i] = describe(parts[i])
		}
		text := fmt.Sprintf("the parts were signed in the order %s: the order is %s", strings.Join(names, ", "), describeParts(a.scheme.Text))
		all = append(all, mistake{kind: "parts", text: text, unlikely: true, apply: func(b *attempt) bool {
			b.scheme.Text = slices.Clone(parts)
			return true
		}})
	})
	return all
}

func describeParts(parts []signer.Part) string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = describe(p)
	}
	return strings.Join(names, ", ")
}

// permute calls visit with every permutation of 0 to n-1, the sorted one first. The slice is reused.
func permute(n int, visit func([]int)) {
	order := make([]int, 0, n)
	var next func()
	next = func() {
		if len(order) == n {
			visit(order)
			return
		}
		for i := range n {
			if !slices.Contains(order, i) {
				order = append(order, i)
				next()
				order = order[:len(order)-1]
			}
		}
	}
	next()
}

// partMistakes are parts that were left out, and a secret that was added to the text.
func (a attempt) partMistakes() []mistake {
	var all []mistake
	for i, p := range a.scheme.Text {
		if len(a.scheme.Text) == 1 {
			break
		}
		all = append(all, mistake{kind: "parts", text: fmt.Sprintf("%s was not signed: the text is %s", describe(p), describeParts(a.scheme.Text)), apply: func(b *attempt) bool {
			b.scheme.Text = slices.Delete(b.scheme.Text, i, i+1)
			return true
		}})
	}
	all = append(all,
		mistake{kind: "parts", text: "the secret was added at the end of the text: the text is " + describeParts(a.scheme.Text), apply: func(b *attempt) bool {
			b.scheme.Text = append(b.scheme.Text, signer.Part{Secret: true})
			return true
		}},
		mistake{kind: "parts", text: "the secret was added at the beginning of the text: the text is " + describeParts(a.scheme.Text), apply: func(b *attempt) bool {
			b.scheme.Text = append([]signer.Part{{Secret: true}}, b.scheme.Text...)
			return true
		}})
	return all
}

// joinerMistakes are other characters between the parts.
func (a attempt) joinerMistakes() []mistake {
	var all []mistake
	for _, joiner := range []string{"", "&", "\n", ",", ":", ";", "|", ".", "-", "_", "+", " "} {
		if joiner == a.scheme.Joiner || len(a.scheme.Text) < 2 {
			continue
		}
		text := fmt.Sprintf("the parts were joined with %q: join them with %q", joiner, a.scheme.Joiner)
		all = append(all, mistake{kind: "joiner", text: text, apply: func(b *attempt) bool {
			b.scheme.Joiner = joiner
			return true
		}})
	}
	return all
}

// unitMistakes are timestamps signed in another unit than the one sent.
func (a attempt) unitMistakes() []mistake {
	p := a.scheme.Timestamp.Place
	sent, found, err := a.message.Lookup(p)
	if err != nil || !found || p.JSON != "" || !allDigits(sent) {
		return nil
	}
	var all []mistake
	for _, u := range units {
		signed := (sent + strings.Repeat("0", u.digits))[:u.digits]
		if signed == sent {
			continue
		}
		text := fmt.Sprintf("the timestamp was signed in %s (%s) and sent as %s: sign what is sent", u.unit, signed, sent)
		all = append(all, mistake{kind: "unit", text: text, apply: func(b *attempt) bool { return b.replace(p, signed) }})
	}
	return all
}

// replace changes the value at a place outside a JSON body.
func (a *attempt) replace(p signer.Place, value string) bool {
	m := &a.message
	switch {
	case p.Header != "":
		return replaceIn(&m.Header, http.CanonicalHeaderKey(p.Header), value)
	case p.Query != "":
		return replaceIn(&m.Query, p.Query, value)
	}
	return replaceIn(&m.Form, p.Form, value)
}

// replaceIn changes the value called name in a copy of a list.
func replaceIn(list *[]signer.Value, name, value string) bool {
	i := slices.IndexFunc(*list, func(v signer.Value) bool { return v.Name == name })
	if i < 0 {
		return false
	}
	*list = slices.Clone(*list)
	(*list)[i].Value = value
	return true
}

// bodyMistakes are other bytes of the same body.
func (a attempt) bodyMistakes() []mistake {
	if !slices.ContainsFunc(a.scheme.Text, func(p signer.Part) bool { return p.Body != "" }) {
		return nil
	}
	var all []mistake
	for _, form := range []signer.BodyForm{signer.BodyRaw, signer.BodyNoSpace} {
		text := "the body was signed with its white space: remove it first"
		if form == signer.BodyNoSpace {
			text = "the body was signed without white space: sign the bytes that are sent"
		}
		all = append(all, mistake{kind: "body", text: text, apply: func(b *attempt) bool {
			changed := false
			for i := range b.scheme.Text {
				if p := &b.scheme.Text[i]; p.Body != "" && p.Body != form {
					p.Body, changed = form, true
				}
			}
			return changed
		}})
	}
	add := func(body []byte, text string) {
		if !bytes.Equal(body, a.message.Body) {
			all = append(all, mistake{kind: "body", text: text, apply: func(b *attempt) bool {
				b.message.Body = body
				return true
			}})
		}
	}
	add(bytes.TrimSpace(a.message.Body), "the body was signed without the white space around it: sign the bytes that are sent")
	add(append(slices.Clone(a.message.Body), '\n'), "the body was signed with a line feed at its end: sign the bytes that are sent")
	var compact bytes.Buffer
	if json.Compact(&compact, a.message.Body) == nil {
		add(compact.Bytes(), "the body was signed as compact JSON: sign the bytes that are sent")
	}
	var parsed any
	if json.Unmarshal(a.message.Body, &parsed) == nil {
		if again, err := json.Marshal(parsed); err == nil {
			add(again, "the body was decoded and encoded again before signing: sign the bytes that are sent")
		}
	}
	return all
}

// paramsMistakes are other ways to write the parameters.
func (a attempt) paramsMistakes() []mistake {
	if !slices.ContainsFunc(a.scheme.Text, func(p signer.Part) bool { return len(p.Params.From) > 0 }) {
		return nil
	}
	var all []mistake
	add := func(kind, text string, change func(*signer.Params)) {
		all = append(all, mistake{kind: kind, text: text, apply: func(b *attempt) bool {
			changed := false
			for i := range b.scheme.Text {
				p := &b.scheme.Text[i].Params
				if len(p.From) == 0 {
					continue
				}
				before := fmt.Sprint(*p)
				change(p)
				changed = changed || before != fmt.Sprint(*p)
			}
			return changed
		}})
	}
	add("empty", "empty parameters were signed: leave them out", func(p *signer.Params) { p.OmitEmpty = false })
	add("empty", "empty parameters were left out: sign them", func(p *signer.Params) { p.OmitEmpty = true })
	add("sort", "the parameters were not sorted: sort them by the bytes of their names", func(p *signer.Params) { p.Sort = "" })
	add("sort", "the parameters were sorted: sign them in the order they are sent", func(p *signer.Params) { p.Sort = signer.SortByBytes })
	for _, e := range []struct {
		escaping signer.Escaping
		how      string
	}{
		{"", "decoded"}, {signer.EscapeRFC3986, "escaped as in RFC 3986"}, {signer.EscapeForm, "escaped as in a form"}, {signer.EscapeAsSent, "as they are sent"},
	} {
		add("encode", fmt.Sprintf("the parameters were signed %s: sign them as the scheme's encode says", e.how), func(p *signer.Params) { p.Encode = e.escaping })
	}
	for _, c := range [][2]string{{"=", "&"}, {"", ""}, {"=", ""}, {":", ","}} {
		add("pairs", fmt.Sprintf("the parameters were written with %s between name and value and %s between them", strconv.Quote(c[0]), strconv.Quote(c[1])),
			func(p *signer.Params) { p.Pair, p.Join = c[0], c[1] })
	}
	add("omit", "a parameter was signed that the scheme leaves out", func(p *signer.Params) { p.Omit = nil })
	return all
}

// pathMistakes are other forms of path and method.
func (a attempt) pathMistakes() []mistake {
	var all []mistake
	if slices.ContainsFunc(a.scheme.Text, func(p signer.Part) bool { return p.Path }) {
		add := func(path, text string) {
			if path != a.message.Path {
				all = append(all, mistake{kind: "path", text: text, apply: func(b *attempt) bool {
					b.message.Path = path
					return true
				}})
			}
		}
		add(strings.TrimPrefix(a.message.Path, "/"), "the path was signed without its leading slash")
		add(strings.TrimSuffix(a.message.Path, "/"), "the path was signed without its last slash")
		if decoded, err := url.PathUnescape(a.message.Path); err == nil {
			add(decoded, "the path was signed decoded: sign it escaped, as it is sent")
		}
		all = append(all, mistake{kind: "path", text: "the whole path was signed: sign what follows the declared prefix", apply: func(b *attempt) bool {
			changed := false
			for i := range b.scheme.Text {
				changed = changed || b.scheme.Text[i].After != ""
				b.scheme.Text[i].After = ""
			}
			return changed
		}})
	}
	if method := strings.ToLower(a.message.Method); method != a.message.Method {
		all = append(all, mistake{kind: "method", text: "the method was signed in lower case: sign it as it is sent", apply: func(b *attempt) bool {
			b.message.Method = method
			return slices.ContainsFunc(b.scheme.Text, func(p signer.Part) bool { return p.Method })
		}})
	}
	return all
}
