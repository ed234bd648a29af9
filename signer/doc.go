// Package signer signs HTTP requests and verifies their signatures by schemes that are declared rather than programmed.
//
// A [Scheme] says which parts of a request are signed, how they are joined, digested and encoded, and where the signature
// travels; it may also say where a request carries the sender's identity, a timestamp and a nonce. [New] checks a scheme
// and returns the [Signer] that implements it.
//
// A client builds a [Message] and completes it with [Signer.Sign]. A server builds one from a request with
// [Signer.Message] and passes it to [Verifier.Verify], which looks up secrets in a [SecretStore], remembers accepted
// messages in a [NonceStore] and may ask whether a key is allowed to act as it claims ([WithAuthorize]).
//
// Package [github.com/pandapon/pandagen/signer/diagnose] finds out why a signature is rejected.
//
// # The canonical text
//
// The signed text is defined to the byte, and anything that two programs could read differently is an error: a signing
// header or parameter that occurs twice, a query with a bare semicolon, a JSON body with a repeated member or with text
// that is not Unicode, a nested value where the scheme does not declare one, a path with characters that have to be escaped.
// Parameters are decoded, and sorted by the bytes of their names; a scheme may escape them anew, or sign the bytes that
// travel. The path is the escaped one, as sent. JSON numbers keep their text.
//
// What is signed is what is sent: [Signer.Sign] writes the query and the body of a form, and signs what it has written. Client
// and server find out in the same way whether a body is a form. Of the headers that the transport sets, only Host can be
// signed. A query, a form or a JSON body that is read for a signature may have 10,000 parameters, and is parsed once.
//
// # What a signature protects
//
// Only what is signed is protected from change: a scheme that signs neither method nor path nor body leaves these to
// TLS. If nothing stands between the parts, their boundaries are not protected either; nor are those of parameters joined
// with characters that values may contain. A Verifier therefore insists on the declared number of digits in a timestamp
// and on the declared length and alphabet of a nonce, and accepts a signature only once, even with another nonce.
//
// A message is accepted once if the scheme has a nonce, and only within a window of time if it has a timestamp. With a
// timestamp alone, a captured message can be replayed until the window closes. With neither, as is usual for webhooks, it
// can be replayed at any time: the receiver must be idempotent.
//
// The time is that of the verifier's clock, which may jump. Whatever it does, no message is accepted twice: a clock that is set
// back reopens nothing, though messages of the time that it repeats are refused until it has caught up. And a clock that was
// ahead, for one message or for a day, shuts nobody out when it is right again. [MemoryNonces] says how.
//
// A plain digest over a text that contains the secret is not a message authentication code. Such schemes exist because
// platforms prescribe them; a new scheme should be an HMAC-SHA256 over method, path, query, body, timestamp and nonce.
//
// # What stays secret
//
// Signatures are compared in constant time, and an unknown key is handled like a wrong secret. A [VerifyError] reads
// "signature rejected" whatever the reason, so that it can be returned to the caller; its step and detail are for the
// operator. Credentials, a SecretMap and a Verifier print and log without secrets.
//
// Credentials with white space around them are refused wherever they are given: a header loses it, and secrets are copied with
// it by mistake.
package signer
