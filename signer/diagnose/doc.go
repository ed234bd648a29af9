// Package diagnose says why a signature is rejected, and shows how one is made. It is for whoever holds the secret and
// integrates with an API or operates one; package signer, which signs and verifies, tells a caller only that a signature
// was rejected.
//
// Signature judges a message as a signer.Verifier does, which stops at the first reason to reject it: Signature goes on
// and, when the digest differs, tries the mistakes that people make, alone and in pairs, until one makes the signature
// that was sent. Explain shows the signed text part by part.
//
// Neither prints a secret: findings and explanations may be logged or sent to the caller's developers, as far as the
// message itself may.
package diagnose
