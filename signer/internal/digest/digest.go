// Package digest computes digests by the names that signature schemes give them.
package digest

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"slices"
	"strings"
)

// Append appends the digest of a text. The key belongs to an hmac; a plain digest ignores it. The name must be that of
// a digest.
func Append(dst []byte, name string, key, text []byte) []byte {
	switch name {
	case "md5":
		sum := md5.Sum(text)
		return append(dst, sum[:]...)
	case "sha1":
		sum := sha1.Sum(text)
		return append(dst, sum[:]...)
	case "sha256":
		sum := sha256.Sum256(text)
		return append(dst, sum[:]...)
	case "sha512":
		sum := sha512.Sum512(text)
		return append(dst, sum[:]...)
	}
	mac := hmac.New(newHash(name), key)
	mac.Write(slices.Clone(text)) // a copy keeps the caller's text on the stack
	return mac.Sum(dst)
}

// Keyed reports whether a digest is an hmac.
func Keyed(name string) bool { return strings.HasPrefix(name, "hmac-") }

// Size returns a digest's length in bytes.
func Size(name string) int { return newHash(name)().Size() }

// newHash returns the hash that a digest is, or that is below an hmac.
func newHash(name string) func() hash.Hash {
	switch strings.TrimPrefix(name, "hmac-") {
	case "md5":
		return md5.New
	case "sha1":
		return sha1.New
	case "sha256":
		return sha256.New
	}
	return sha512.New
}
