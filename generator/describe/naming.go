package describe

import (
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the length in runes up to which a name of the document becomes a Go name.
const maxName = 120

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

// goName turns a name of the document into an exported Go identifier: "sub_purchase_orderId_list" becomes SubPurchaseOrderIDList.
// It is empty when nothing of the name can stand in an identifier.
func goName(s string) string {
	return exported(camel(words(s)))
}

// camel joins words in Go's way.
func camel(words []string) string {
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

// unexported is a Go name in lower camel case: PandaponRequest becomes pandaponRequest, HTTPPush httpPush.
func unexported(name string) string {
	w := words(name)
	if len(w) == 0 {
		return ""
	}
	s := strings.ToLower(w[0]) + camel(w[1:])
	if token.IsKeyword(s) || isPredeclared(s) {
		s += "Value"
	}
	return s
}

// words splits a name at what cannot stand in an identifier, and where camel case begins a word.
func words(s string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = nil
		}
	}
	runes := []rune(s)
	if len(runes) > maxName {
		return nil // no name, and the caller says so
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

// singular is the name of one item of a list: cargoList and cargos are of a cargo.
func singular(s string) string {
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

// lifted is the name of a type that is lifted out of its parent, after the Go name of the field. Words that end the parent's
// name and begin the field's are said once: OrderPreview and OrderPreviewResult give OrderPreviewResult.
func lifted(parent, field string) string {
	w, of := words(field), words(parent)
	for n := min(len(w)-1, len(of)); n > 0; n-- {
		if slices.Equal(of[len(of)-n:], w[:n]) {
			return parent + strings.Join(w[n:], "")
		}
	}
	return parent + field
}

// constant is the name of an enum's value. It is empty when the value holds nothing that can stand in an identifier.
func constant(enum, value string) string {
	if value == "" {
		return enum + "Empty"
	}
	if rest, ok := strings.CutPrefix(value, "-"); ok && rest != "" && isDigit(rest[0]) {
		return enum + "Minus" + camel(words(rest))
	}
	c := camel(words(value))
	switch {
	case c == "":
		return ""
	case isDigit(c[0]) && isDigit(enum[len(enum)-1]):
		return enum + "Value" + c
	}
	return enum + c
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// snake is a file name for a Go name: AlibabaRefunds becomes alibaba_refunds.
func snake(parts ...string) string {
	var w []string
	for _, p := range parts {
		w = append(w, words(p)...)
	}
	name := strings.ToLower(strings.Join(w, "_"))
	// The go command takes files whose names end so for tests, or for one system only.
	if len(w) > 0 && reservedSuffixes[strings.ToLower(w[len(w)-1])] || reservedFiles[name] {
		name += "_service"
	}
	return name
}

// reservedFiles are files of every generated package.
var reservedFiles = set("client", "doc", "schemes", "shared", "server")

// reservedSuffixes end the names of files that hold something else, or that the go command leaves out.
var reservedSuffixes = set(
	"test", "types", "codec",
	"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd",
	"plan9", "solaris", "wasip1", "windows", "zos", "unix",
	"386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le", "mips64p32",
	"mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
)

var predeclared = set(
	"any", "append", "bool", "byte", "cap", "clear", "close", "comparable", "complex", "complex128", "complex64", "copy", "delete",
	"error", "false", "float32", "float64", "imag", "int", "int16", "int32", "int64", "int8", "iota", "len", "make", "max", "min",
	"new", "nil", "panic", "print", "println", "real", "recover", "rune", "string", "true", "uint", "uint16", "uint32", "uint64",
	"uint8", "uintptr", "init", "main",
)

func isPredeclared(s string) bool { return predeclared[s] }

// reservedTypes are names of the generated package itself.
var reservedTypes = set(
	"Client", "NewClient", "Credentials", "Option", "Unknown", "WithBaseURL", "WithHTTPClient", "WithScheme", "WithTimestampUnit",
	"WithDrift", "WithInsecureHTTP", "WithLogger", "WithUserAgent",
)

// reservedFields are members of every generated struct.
var reservedFields = set("Unknown", "DecodeJSON", "EncodeJSON", "UnmarshalJSON", "MarshalJSON")

// reservedServices are a method of the client, and names of the server's package.
var reservedServices = set("As", "Services", "NewHandler", "NewUnverifiedHandler", "NewVerifier")

// reservedCredentials are methods of the client's credentials.
var reservedCredentials = set("String", "GoString", "LogValue")

// suffixes are the numbers that names got which were taken; they keep the search for a free one short.
type suffixes map[string]int

// unique returns name, or name with the first number from 2 that is not taken.
func (s suffixes) unique(name string, taken func(string) bool) string {
	if !taken(name) {
		return name
	}
	for i := max(s[name], 2); ; i++ {
		if n := name + strconv.Itoa(i); !taken(n) {
			s[name] = i + 1
			return n
		}
	}
}
