// Package signer signs requests and verifies signatures by rules that are declared, not programmed.
//
// A signature is made of parts of a message, joined, digested, encoded and put somewhere. A Scheme says which; New
// checks it and returns the Signer that works by it. Whoever sends completes a Message with Signer.Sign. Whoever
// receives makes a Message with Signer.Message and hands it to a Verifier, which knows secrets (SecretStore), remembers
// what was accepted (NonceStore) and may ask whether a key may act as it claims (WithAuthorize).
//
// # The canonical text
//
// The text of a message is defined to the byte, and what could be read in two ways is an error: a signing header or
// parameter that occurs twice, a query with a bare semicolon, a JSON body with a repeated member or text that is not
// Unicode, a nested value where the scheme does not declare one. Parameters are decoded, and sorted by the bytes of
// their names. The path is the escaped one, as sent. JSON numbers keep their text.
//
// # What is protected
//
// Only what the scheme signs is protected from change: a scheme that signs neither method nor path nor body leaves
// them to TLS. Parts that are joined with nothing between them leave their boundaries open, as do parameters joined
// with characters that their values may contain; therefore a Verifier insists on the declared digits of a timestamp and
// on the declared length and alphabet of a nonce, and accepts a signature once even under another nonce.
//
// A message is accepted once if the scheme has a nonce, and inside the timestamp's window if it has a timestamp. A
// scheme with neither, as is usual for webhooks, lets a captured message be sent again: its receiver must be idempotent.
// A scheme with a timestamp alone lets it be sent again until the window closes.
//
// A digest that is not an hmac is no message authentication code. Such schemes exist because platforms prescribe them;
// a new one should be an hmac-sha256 over method, path, query, body, timestamp and nonce.
//
// # What stays secret
//
// Comparison takes constant time, and an unknown key takes the path of a wrong secret. A VerifyError reads "signature
// rejected" whatever happened, so that it may be shown to a stranger; its step and detail are for the operator.
package signer
