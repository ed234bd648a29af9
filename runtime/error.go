package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

var (
	// ErrOutcomeUnknown says that an operation which must not be sent twice ended without proof of what happened: the
	// connection broke after the request was sent, or the answer was a failure that is not known to mean that nothing
	// happened. Look up the state on the server before doing it again.
	//
	// That nothing happened is known from a code which the document, or WithRejected, lists as a refusal; from an HTTP status
	// 4xx in the operation's form, but for 408, 409, 425 and 429; and from the header by which servers of this module mark
	// failures before the operation's method. All of them judge one attempt: a refusal after an attempt that may have had its
	// effect is unknown, even where the operation may be sent again.
	ErrOutcomeUnknown = errors.New("outcome unknown: the operation may have taken effect, look up its state before repeating it")

	// ErrSignatureUnknown says that the operation's signature rule is not documented. Supply one with WithScheme.
	ErrSignatureUnknown = errors.New("the signature rule of this operation is not documented: supply one with WithScheme")

	// ErrNoCode says that an answer's envelope has no code, or one that is no number, so that nobody can tell success
	// from failure.
	ErrNoCode = errors.New("the answer has no usable code")

	// ErrPageRepeated says that the server answered a page with the same items as the page before, so that following it
	// would not end. Either it ignores the page's number, or it repeats its last page; the items so far were delivered.
	ErrPageRepeated = errors.New("the page has the same items as the one before: the server may ignore the page's number")
)

// Error is a failure that the server reported: a code that does not mean success, a failed verdict inside the data,
// an HTTP status, or an answer that is not in the operation's form.
//
// On the server, a method returns an *Error to choose code, message and HTTP status of its answer. One with Outcome and Data,
// as a client returns it, is answered with a successful code around this data. A method that refuses by itself returns data
// which says so, and no error.
type Error struct {
	Operation  string // Alibaba.Refunds.Get
	HTTPStatus int    // on the server, zero leaves the status to the kind of failure
	Code       string // the envelope's code, or that of the verdict inside the data; empty when there was none
	Message    string // the text for the code, as the server wrote it
	RequestID  string // under which the server logged the call; may be empty

	// Outcome says that the envelope's code was a success and the verdict inside the data a failure.
	Outcome bool
	// Refused are those elements of a list of verdicts that were failures, and Elements is how many it has. Code and Message
	// are those of the first. The method returns the data as well, with what was not refused.
	Refused  []Refusal
	Elements int
	// Data is the envelope's data as it was sent, if there was any. Without an envelope it is the whole body, which may be no JSON;
	// Code, Message and RequestID are what members of the usual names say, those of RFC 9457 among them.
	Data json.RawMessage
	// Excerpt is the beginning of a body that was not in the operation's form, such as a proxy's error page.
	Excerpt string
	// Err is what was wrong with the answer's form, for example ErrNoCode. Nil for a well-formed failure.
	Err error

	OutcomeUnknown bool
}

// Refusal is an element of a list that was refused.
type Refusal struct {
	Index         int    // in the data; over all lists in their order, where several hold the elements
	Code, Message string // what the element says; may be empty
}

// Error names the operation, the code, the message and the request id. Texts of the server are quoted.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Operation != "" {
		b.WriteString(e.Operation)
		b.WriteString(": ")
	}
	if e.Elements > 1 {
		fmt.Fprintf(&b, "%d of %d were refused, the first ", len(e.Refused), e.Elements)
	}
	switch {
	case e.Code != "" && e.Outcome:
		b.WriteString("failed with code ")
		b.WriteString(quoteUnlessPlain(e.Code))
		b.WriteString(" in data")
	case e.Code != "":
		b.WriteString("failed with code ")
		b.WriteString(quoteUnlessPlain(e.Code))
	case e.Outcome:
		b.WriteString("failed, says the answer's data")
	case e.Err != nil:
		b.WriteString(e.Err.Error())
	default:
		b.WriteString("failed")
	}
	if e.Code != "" && e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	if e.Message != "" {
		b.WriteString(": ")
		b.WriteString(strconv.Quote(e.Message))
	}
	if e.Excerpt != "" {
		b.WriteString(": the body begins ")
		b.WriteString(strconv.Quote(e.Excerpt))
	}
	var notes []string
	if e.HTTPStatus != 0 {
		notes = append(notes, "HTTP status "+strconv.Itoa(e.HTTPStatus))
	}
	if e.RequestID != "" {
		notes = append(notes, "request id "+quoteUnlessPlain(e.RequestID))
	}
	if len(notes) > 0 {
		b.WriteString(" (")
		b.WriteString(strings.Join(notes, ", "))
		b.WriteString(")")
	}
	if e.OutcomeUnknown {
		b.WriteString("; ")
		b.WriteString(ErrOutcomeUnknown.Error())
	}
	return b.String()
}

// Is reports whether target is ErrOutcomeUnknown and the outcome is unknown, or an *Error whose Operation, Code and
// HTTPStatus, those of them that are set, are the same:
//
//	errors.Is(err, &runtime.Error{Code: "40001"})
func (e *Error) Is(target error) bool {
	if target == ErrOutcomeUnknown {
		return e.OutcomeUnknown
	}
	t, ok := target.(*Error)
	if !ok || t.Operation == "" && t.Code == "" && t.HTTPStatus == 0 {
		return false
	}
	return (t.Operation == "" || t.Operation == e.Operation) &&
		(t.Code == "" || t.Code == e.Code) &&
		(t.HTTPStatus == 0 || t.HTTPStatus == e.HTTPStatus)
}

// Unwrap returns what was wrong with the answer's form.
func (e *Error) Unwrap() error { return e.Err }

// CallError is a call that ended without an answer: its request could not be made or signed, the connection failed, the
// context ended, or the answer was too large. It unwraps to the cause.
type CallError struct {
	Operation string
	Attempts  int // requests that were handed to the transport
	Err       error

	OutcomeUnknown bool
}

// Error names the operation and the cause.
func (e *CallError) Error() string {
	s := e.Operation + ": " + e.Err.Error()
	if e.Attempts > 1 {
		s += " (after " + strconv.Itoa(e.Attempts) + " attempts)"
	}
	if e.OutcomeUnknown {
		s += "; " + ErrOutcomeUnknown.Error()
	}
	return s
}

// Is reports whether target is ErrOutcomeUnknown and the outcome is unknown.
func (e *CallError) Is(target error) bool { return target == ErrOutcomeUnknown && e.OutcomeUnknown }

// Unwrap returns the cause.
func (e *CallError) Unwrap() error { return e.Err }

// RequestError is a call that was not made, because its request breaks a rule of the document: nothing was signed or sent.
// See [WithoutChecks].
type RequestError struct {
	Operation string
	Field     string // place in the request, as it is called on the wire: orders[2].quantity; empty for the request as a whole
	Rule      string // as JSON Schema names it, with what it demands: "required", "minimum: 1", "maxLength: 32"
}

// Error names the operation, the field and the rule.
func (e *RequestError) Error() string {
	field := e.Field
	if field == "" {
		field = "the request"
	}
	return e.Operation + ": not sent: " + field + " breaks the rule " + strconv.Quote(e.Rule)
}

// DataError is a call that succeeded, with an answer whose data could not be read. The operation took effect: do not
// repeat it for this error's sake. Data holds what the server sent.
type DataError struct {
	Operation string
	Code      string // a success
	RequestID string
	Data      json.RawMessage // the data as it was sent; the rest of the body where it is no JSON
	Err       error           // usually a *DecodeError, with the path of the member
}

// Error names the operation and the place in the data.
func (e *DataError) Error() string {
	s := e.Operation + ": the call succeeded, its answer cannot be read: " + e.Err.Error()
	if e.RequestID != "" {
		s += " (request id " + quoteUnlessPlain(e.RequestID) + ")"
	}
	return s
}

// Unwrap returns what could not be read.
func (e *DataError) Unwrap() error { return e.Err }

// OtherAnswer is a call that succeeded with an answer of another form than what the method returns: another success that the
// document has for the operation, or no content where it has some. The operation took effect. A method of a server returns one
// to answer so.
type OtherAnswer struct {
	Operation string
	Status    int             // of HTTP
	Data      json.RawMessage // as it was sent; may be no JSON, and empty
}

// Error names the operation and the status.
func (e *OtherAnswer) Error() string {
	form := "an answer of another form"
	if len(e.Data) == 0 {
		form = "an answer without data"
	}
	return e.Operation + ": the call succeeded with status " + strconv.Itoa(e.Status) + " and " + form
}

// quoteUnlessPlain quotes a text of the server that could be mistaken for more than one word.
func quoteUnlessPlain(s string) string {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"'(),;:`, c) >= 0 {
			return strconv.Quote(s)
		}
	}
	return s
}

// DecodeError says where and why a message could not be read as documented.
type DecodeError struct {
	Path string // place in the message: data.orderEntryIds[2]; empty for the message as a whole
	Err  error
}

// Error returns the place and the reason.
func (e *DecodeError) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *DecodeError) Unwrap() error { return e.Err }

// EncodeError says which member of a struct cannot be written, and why.
type EncodeError struct {
	Path string // place in the JSON: orders[2].status
	Err  error
}

// Error returns the place and the reason.
func (e *EncodeError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *EncodeError) Unwrap() error { return e.Err }
