package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/pandapon/pandagen/signer"
)

// requestContext is the context of a method. It holds what belongs to one request and may outlive its answer, and is
// therefore not reused.
type requestContext struct {
	context.Context
	requestID  string
	operation  *sdk.Operation
	identity   *signer.Identity
	principals []any
	header     [4]string // values of the answer's header, so that they need no memory of their own
}

type requestContextKey struct{}

// Value implements [context.Context].
func (c *requestContext) Value(key any) any {
	if key == (requestContextKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// IdentityFromContext returns who signed the request that a method answers: the key, and what the signature's scheme
// claims, such as a user id. It is false when no signature was verified: the operation is not signed, or open, or let the
// request in by an alternative.
func IdentityFromContext(ctx context.Context) (*signer.Identity, bool) {
	c, ok := ctx.Value(requestContextKey{}).(*requestContext)
	if !ok || c.identity == nil {
		return nil, false
	}
	return c.identity, true
}

// PrincipalFromContext returns what an authenticator returned for the request that a method answers: the principal that is a
// T. Where several authenticators returned one, it is the first in the order of the document. It is false when there is none:
// the operation asks for nothing else than a signature, or is open, or let the request in without credentials.
func PrincipalFromContext[T any](ctx context.Context) (principal T, ok bool) {
	if c, found := ctx.Value(requestContextKey{}).(*requestContext); found {
		for _, p := range c.principals {
			if principal, ok = p.(T); ok {
				return principal, true
			}
		}
	}
	return principal, false
}

// RequestIDFromContext returns the id that the caller is given with the answer, or "" outside of a method.
func RequestIDFromContext(ctx context.Context) string {
	if c, ok := ctx.Value(requestContextKey{}).(*requestContext); ok {
		return c.requestID
	}
	return ""
}

// write sends the answer.
func (c *requestContext) write(w http.ResponseWriter, status int, contentType string, body []byte) {
	c.header = [4]string{c.requestID, "no-store", contentType, strconv.Itoa(len(body))}
	h := w.Header()
	h["X-Request-Id"] = c.header[0:1:1]
	h["Cache-Control"] = c.header[1:2:2]
	if status == http.StatusNoContent {
		w.WriteHeader(status)
		return
	}
	h["Content-Type"] = c.header[2:3:3]
	h["Content-Length"] = c.header[3:4:4]
	w.WriteHeader(status)
	_, _ = w.Write(body) // the caller is gone when this fails; there is nobody to tell
}

func newRequestID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the process instead
	var text [32]byte
	hex.Encode(text[:], raw[:])
	return string(text[:])
}
