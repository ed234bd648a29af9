package sdk

import (
	"slices"
	"strconv"

	"github.com/pandapon/pandagen/signer"
)

// Operation is what the call engine and the server need to know about an endpoint. Generated code holds one for each
// operation of the document; it is never changed after it was made.
type Operation struct {
	ID     string // operationId of the document: alibabaRefundGet
	Name   string // the way to the method in Go, as errors and logs name it: Alibaba.Refunds.Get
	Method string // HTTP method, upper case
	Path   string // path template below the base URL: /open/order/refund/cancel/{refundId}

	// Retry says when a call may be sent again. IdempotentWith is the wire name of the request's field that makes a
	// repetition harmless, for RetryIdempotentWith.
	Retry          Retry
	IdempotentWith string

	// Envelope names the members around the data. Nil: the body is the data, and the HTTP status is the verdict.
	Envelope *Envelope

	// Server is the URL below which the path lies, where that is not the API's; a path is one at the API's host.
	Server string

	// Tokens are alternatives of which a request has to satisfy one, as far as they are no signatures: names of security schemes.
	Tokens [][]string

	// ContentTypes are the media types that the body may have, of which clients send the first; none is application/json alone.
	ContentTypes []string
	// Accept is what clients accept: a media type, or several of which servers answer with the first; empty is application/json.
	// Raw says that the data is not JSON. Then there is no envelope around it.
	Accept string
	Raw    bool

	// Status is that of a success; 0 leaves it open between 200 and, for an answer without data, 204. OtherStatuses are successes
	// that have data of another form.
	Status        int
	OtherStatuses []int

	// Params are the rules of parameters, and of the body as a whole. Unsure says that the document is not sure of the operation as
	// it is described: what breaks any rule of its requests is drift.
	Params []ParamRule
	Unsure bool

	// Scheme is the name of the security scheme by which clients sign, empty when the operation is not signed. Servers go by
	// the route's Security.
	// Signer signs by it. SignatureUnknown says that the document has the scheme without its rule: calls fail with
	// ErrSignatureUnknown until WithScheme supplies one.
	Scheme           string
	Signer           *signer.Signer
	SignatureUnknown bool
}

// Endpoint is an operation together with the codecs of its request and its data.
type Endpoint[Req, Res any] struct {
	Operation

	// NeedsRequest says that a nil request is refused, because something in it is required.
	NeedsRequest bool
	// Encode writes a request. Nil when the operation takes nothing.
	Encode func(w *RequestWriter, req *Req)
	// Decode reads the data of an answer. Nil when the operation answers none.
	Decode func(d *Decoder, data *Res)
	// Idempotent tells whether the field called IdempotentWith is set. Nil unless Retry is RetryIdempotentWith.
	Idempotent func(req *Req) bool
}

// Retry says when the call engine may send an operation again. The HTTP method plays no part in it.
type Retry uint8

// The rules for sending again.
const (
	// RetryNever operations act: sending twice may buy or pay twice. A call that ended without a clear verdict is
	// ErrOutcomeUnknown.
	RetryNever Retry = iota
	// RetrySafe operations only read.
	RetrySafe
	// RetryIdempotentWith operations may be sent again when a field of the request, by which the server knows
	// a repetition, is set. Otherwise they are as RetryNever.
	RetryIdempotentWith
)

// Envelope names the members of a response around the data.
type Envelope struct {
	Code      string   // member with the result code: a number, or its digits in a string
	Message   string   // member with the text for the code
	Data      string   // member with the data
	RequestID string   // member with the request id, empty when there is none
	Success   []string // codes that mean success, as text
	Rejected  []string // codes which prove that nothing happened, as text
	Outcome   *Outcome // a second verdict inside the data, nil when there is none
}

// IsSuccess reports whether somebody may take a code for one that means success, however its number is written.
func (e *Envelope) IsSuccess(code string) bool {
	return slices.Contains(e.Success, code) || slices.Contains(e.Success, plainCode(code))
}

// plainCode returns a code that is a whole number as plain digits: 200 for 200.0.
func plainCode(code string) string {
	if n, err := parseInt([]byte(code)); err == nil {
		return strconv.FormatInt(n, 10)
	}
	return code
}

// Version1 is the contract between generated code and this package. Generated files refer to it, so that code made by
// a generator whose contract this package no longer, or not yet, keeps does not compile: regenerate it with the
// pandagen of the same module version.
const Version1 = true
