// Package goname gives the names of a document their form in Go.
package goname

import (
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLength is the length in runes up to which a name of the document becomes a Go name.
const MaxLength = 200

// initialisms are words that Go writes in one case: those of Go's own linters, and those of shops and parcels.
var initialisms = set(
	"ACL", "API", "ASCII", "CPU", "CSS", "DNS", "EOF", "GUID", "HTML", "HTTP", "HTTPS", "ID", "IP", "JSON", "LHS", "QPS", "RAM",
	"RHS", "RPC", "SLA", "SMTP", "SQL", "SSH", "TCP", "TLS", "TTL", "UDP", "UI", "UID", "UUID", "URI", "URL", "UTF8", "VM", "XML",
	"XMPP", "XSRF", "XSS", "SIP", "RTP", "AMQP", "DB", "TS",
	"CNY", "CRM", "CSV", "DTO", "EAN", "FAQ", "GMT", "GPS", "HD", "HS", "IM", "ISBN", "ISO", "JIT", "JPEG", "JPG", "JWT", "MD5", "MOQ", "OEM",
	"OK", "OS", "PDF", "PID", "PNG", "QR", "RMB", "SDK", "SHA1", "SHA256", "SKU", "SMS", "SPU", "SSL", "UPC", "USD", "UTC", "VAT", "VIP", "VO",
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// From turns a name of the document into an exported Go identifier: "sub_purchase_orderId_list" becomes SubPurchaseOrderIDList.
// It is empty when nothing of the name can stand in an identifier.
func From(s string) string {
	return exported(Camel(Words(s)))
}

// Camel joins words in Go's way.
func Camel(words []string) string {
	var b strings.Builder
	shout := true // a name without lower-case letters, such as WAIT_BUYER_PAY, says nothing about initialisms
	for _, w := range words {
		shout = shout && strings.ToUpper(w) == w
	}
	for _, w := range words {
		b.WriteString(capitalise(w, shout))
	}
	return b.String()
}

// capitalise writes one word of a Go name.
func capitalise(w string, shout bool) string {
	letters := strings.TrimRight(w, "0123456789")
	upper := strings.ToUpper(w)
	switch {
	case initialisms[upper], initialisms[strings.ToUpper(letters)]:
		return upper
	case len(w) > 1 && (w[len(w)-1] == 's' || w[len(w)-1] == 'S') && initialisms[upper[:len(upper)-1]]:
		return upper[:len(upper)-1] + "s" // several: IDs
	}
	r := []rune(w)
	if shout {
		r = []rune(strings.ToLower(w))
	}
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// exported makes an identifier exported that does not begin with an upper-case letter, because it begins with a digit or a letter
// of a script without case.
func exported(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && !unicode.IsUpper(first) {
		return "X" + s
	}
	return s
}

// Unexported is a Go name in lower camel case: PandaponRequest becomes pandaponRequest, HTTPPush httpPush.
func Unexported(name string) string {
	w := Words(name)
	if len(w) == 0 {
		return ""
	}
	s := strings.ToLower(w[0]) + Camel(w[1:])
	if token.IsKeyword(s) || isPredeclared(s) {
		s += "Value"
	}
	return s
}

// Lower is an exported Go name with its first word lowered: URLThing becomes urlThing.
func Lower(name string) string {
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && (!unicode.IsUpper(r) || i+1 < len(runes) && !unicode.IsUpper(runes[i+1]) && unicode.IsLetter(runes[i+1])) {
			break
		}
		runes[i] = unicode.ToLower(r)
	}
	return string(runes)
}

// signs are the words for the signs of numbers.
var signs = map[rune]string{'-': "Minus", '+': "Plus"}

// Words splits a name at what cannot stand in an identifier, and where camel case begins a word.
func Words(s string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = nil
		}
	}
	runes := []rune(s)
	if len(runes) > MaxLength {
		return nil // no name, and the caller says so
	}
	if len(runes) > 1 && unicode.IsDigit(runes[1]) && signs[runes[0]] != "" {
		out = append(out, signs[runes[0]]) // -1 is another number than 1
	}
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			// An apostrophe and a mark on a letter end no word.
			if !unicode.IsMark(r) && r != '\'' && r != '’' {
				flush()
			}
			continue
		}
		if len(word) > 0 && beginsWord(runes, i) {
			flush()
		}
		word = append(word, r)
	}
	flush()
	return out
}

// beginsWord reports whether camel case begins a word at runes[i], which is not the first rune of a run.
func beginsWord(runes []rune, i int) bool {
	r, before := runes[i], runes[i-1]
	if !unicode.IsUpper(r) {
		return false
	}
	if !unicode.IsUpper(before) {
		return true // orderId, v2Order
	}
	if i+1 == len(runes) || !unicode.IsLower(runes[i+1]) {
		return false // inside HTTP
	}
	// HTTPServer, but not the several of IDs and SKUs.
	several := runes[i+1] == 's' && (i+2 == len(runes) || !unicode.IsLower(runes[i+2]))
	return !several
}

// Singular is the name of one item of a list: cargoList and cargos are of a cargo.
func Singular(s string) string {
	for _, suffix := range []string{"List", "list", "Array", "Arr"} {
		if cut := strings.TrimRight(strings.TrimSuffix(s, suffix), "_-. "); cut != "" && strings.HasSuffix(s, suffix) {
			return singularWord(cut)
		}
	}
	return singularWord(s)
}

func singularWord(s string) string {
	l := strings.ToLower(s)
	ends := func(suffixes ...string) bool {
		return slices.ContainsFunc(suffixes, func(x string) bool { return strings.HasSuffix(l, x) })
	}
	switch {
	case len(l) < 3, ends("news", "series", "ss", "status", "bonus", "plus", "basis", "analysis", "sms", "gps", "https", "address"):
		return s
	case ends("ies") && len(l) > 4:
		return s[:len(s)-3] + "y"
	case ends("ches", "shes", "sses", "xes", "zes", "statuses", "bonuses"):
		return s[:len(s)-2]
	case ends("s"):
		return s[:len(s)-1]
	}
	return s
}

// Lifted is the name of a type that is lifted out of its parent, after the Go name of the field. Words that end the parent's
// name and begin the field's are said once: OrderPreview and OrderPreviewResult give OrderPreviewResult.
func Lifted(parent, field string) string {
	w, of := Words(field), Words(parent)
	for n := min(len(w)-1, len(of)); n > 0; n-- {
		if slices.Equal(of[len(of)-n:], w[:n]) {
			return parent + strings.Join(w[n:], "")
		}
	}
	return parent + field
}

var predeclared = set(
	"any", "append", "bool", "byte", "cap", "clear", "close", "comparable", "complex", "complex128", "complex64", "copy", "delete",
	"error", "false", "float32", "float64", "imag", "int", "int16", "int32", "int64", "int8", "iota", "len", "make", "max", "min",
	"new", "nil", "panic", "print", "println", "real", "recover", "rune", "string", "true", "uint", "uint16", "uint32", "uint64",
	"uint8", "uintptr", "init", "main",
)

func isPredeclared(s string) bool { return predeclared[s] }
