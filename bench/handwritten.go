package main

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Credentials of both sides of every figure.
const (
	accessKey    = "5f1d7c0e9b3a48d2a6c4e8f0b1d3a597"
	accessSecret = "c9a1f7e35b2d48068e4f7a1c3d5b9e2016f8d4c7a3b5e901"
	userID       = "2100000000000"
)

// signByHand signs a request by PandaPon's rule, as somebody writes it who has no signer.
func signByHand(h http.Header, now time.Time) {
	timestamp, nonce := strconv.FormatInt(now.UnixMilli(), 10), newNonce()
	h.Set("access-key", accessKey)
	h.Set("timestamp", timestamp)
	h.Set("nonce-str", nonce)
	h.Set("user-id", userID)
	h.Set("signature", signatureByHand(accessKey, timestamp, nonce, accessSecret))
}

func signatureByHand(key, timestamp, nonce, secret string) string {
	sum := md5.Sum([]byte(key + timestamp + nonce + secret))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

func newNonce() string {
	var raw [16]byte
	rand.Read(raw[:])
	return hex.EncodeToString(raw[:])
}

// handVerifier verifies by hand what signByHand makes, with what the signer's verifier promises too: the timestamp has 13
// digits and lies inside its window, the nonce has its 32 letters and digits, the digest is compared in constant time,
// and a nonce is good once for each key.
type handVerifier struct {
	secrets map[string]string

	mu   sync.Mutex
	seen map[string]int64 // until when a nonce is remembered, in Unix milliseconds
}

func newHandVerifier() *handVerifier {
	return &handVerifier{secrets: map[string]string{accessKey: accessSecret}, seen: map[string]int64{}}
}

var errRejected = errors.New("signature rejected")

const window = 600_000 // milliseconds

func (v *handVerifier) verify(h http.Header, now time.Time) error {
	for _, name := range []string{"Access-Key", "Timestamp", "Nonce-Str", "Signature"} {
		if len(h[name]) != 1 {
			return errRejected
		}
	}
	key, timestamp, nonce := h.Get("Access-Key"), h.Get("Timestamp"), h.Get("Nonce-Str")
	if len(timestamp) != 13 || !allOf(timestamp, isDigit) || len(nonce) != 32 || !allOf(nonce, isAlphanumeric) {
		return errRejected
	}
	issued, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return errRejected
	}
	if away := now.UnixMilli() - issued; away > window || away < -window {
		return errRejected
	}
	secret, known := v.secrets[key]
	want := signatureByHand(key, timestamp, nonce, secret)
	if subtle.ConstantTimeCompare([]byte(want), []byte(h.Get("Signature"))) != 1 || !known {
		return errRejected
	}
	return v.consume(key+nonce, issued+window, now.UnixMilli())
}

// consume remembers a nonce. Every so often it forgets those that have expired.
func (v *handVerifier) consume(nonce string, expires, now int64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, used := v.seen[nonce]; used {
		return errRejected
	}
	v.seen[nonce] = expires
	if len(v.seen)%(1<<16) == 0 {
		for nonce, expires := range v.seen {
			if expires < now {
				delete(v.seen, nonce)
			}
		}
	}
	return nil
}

func allOf(s string, in func(byte) bool) bool {
	for i := range len(s) {
		if !in(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isAlphanumeric(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
