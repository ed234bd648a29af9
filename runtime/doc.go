// Package runtime holds what programs that call a generated SDK name: options of clients and calls, errors, exact decimals, and
// what an answer says besides its data. Generated packages offer all of it under their own name, so that a caller imports one
// package.
//
// # Calls
//
// A call encodes its request once; every attempt is signed anew and sent through net/http in a way that keeps the transport from
// sending it twice on its own, because a second time it would carry the same nonce. Redirects are not followed. The answer is
// read whole, up to [WithMaxResponseSize], and never reused: strings and raw values of the data share its memory, so a kept
// string keeps its answer.
//
// Whether a call may be repeated is the document's to say. What becomes of a call that may not, and ends without proof of what
// happened, is [ErrOutcomeUnknown].
//
// # Errors
//
//   - [*Error]: the server reported a failure, by the code of its envelope, a verdict inside the data or an HTTP status
//   - [*DataError]: the call succeeded, and its data cannot be read
//   - [*RequestError]: the request breaks a rule of the document, and was not sent
//   - [*OtherAnswer]: the call succeeded, with another form of answer than the method returns
//   - [*CallError]: there is no answer, because the request could not be made or the connection failed
//
// # Time
//
// Signatures carry timestamps. A client learns from the Date of answers how far its clock is off, and corrects timestamps by
// it; a call that only reads is repeated at once when its failure may have come from that.
//
// # Insight
//
// [WithObserver] reports when calls and attempts start and end; package otelclient makes traces of it. [WithLogger] logs,
// [WithLimiter] holds a rate, [WithMeta] keeps what an answer says besides its data, and its body.
package runtime
