package describe

import (
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/internal/goname"
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// constant is the name of an enum's value. It is empty when the value holds nothing that can stand in an identifier.
func constant(enum, value string) string {
	if value == "" {
		return enum + "Empty"
	}
	c := goname.Camel(goname.Words(value))
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
		w = append(w, goname.Words(p)...)
	}
	name := strings.ToLower(strings.Join(w, "_"))
	// The go command takes files whose names end so for tests, or for one system only.
	if len(w) > 0 && reservedSuffixes[strings.ToLower(w[len(w)-1])] || reservedFiles[name] {
		name += "_service"
	}
	return name
}

// reservedFiles are files of every generated package.
var reservedFiles = set("client", "credentials", "doc", "schemes", "sdk", "shared", "server", idsFile, unitsFile, "times")

// reservedSuffixes end the names of files that hold something else, or that the go command leaves out.
var reservedSuffixes = set(
	"test", "types", "codec",
	"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd",
	"plan9", "solaris", "wasip1", "windows", "zos", "unix",
	"386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le", "mips64p32",
	"mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
)

// reservedTypes are names of the generated package itself.
var reservedTypes = set("Client", "NewClient", "Credentials", "CredentialSource", "CredentialsFunc", "CredentialsFromEnv")

// reservedFields are members of every generated struct.
var reservedFields = set("JSON", "DecodeJSON", "EncodeJSON", "UnmarshalJSON", "MarshalJSON", "String")

// reservedServices are methods of the client, and names of the server's package.
var reservedServices = set("As", "Do", "Auth", "Services", "NewHandler", "NewVerifier")

// IsReservedService tells whether a service cannot have a name, because the generated packages have one of their own.
func IsReservedService(name string) bool { return reservedServices[name] }

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
