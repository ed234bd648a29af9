package sdk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/jsontext"
	"github.com/pandapon/pandagen/runtime/internal/settings"
)

// answer is a response and what was read of it.
type answer struct {
	status int
	header http.Header
	body   []byte

	code, message, requestID string
	hasCode                  bool
	members                  map[string]json.RawMessage // of the envelope, besides those it names; kept for Meta only
	data                     json.RawMessage            // set when the data was passed over
	dataPos                  int                        // of the decoder before it
	datas                    int                        // members with the data, of which the last counts
	atData                   bool                       // the decoder stands before the data
	unread                   bool                       // members follow the data which nobody has looked at
	refused                  *runtime.Error             // says that elements of the data were refused
}

// announced is how much of an announced length is set aside before any of it has arrived.
const announced = 1 << 20

// readBody reads a response body of at most limit bytes.
func readBody(r *http.Response, limit int64) ([]byte, error) {
	if r.Body == http.NoBody { // the answer to a HEAD has none, whatever its length says
		return nil, nil
	}
	size := int64(4 << 10)
	if n := r.ContentLength; n >= 0 {
		if n > limit {
			return nil, tooLarge(limit)
		}
		if n <= announced {
			body := make([]byte, n)
			_, err := io.ReadFull(r.Body, body)
			return body, err
		}
		size = announced
	}
	body := make([]byte, 0, size)
	for {
		n, err := r.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case int64(len(body)) > limit:
			return nil, tooLarge(limit)
		case err == io.EOF && int64(len(body)) < r.ContentLength:
			return nil, io.ErrUnexpectedEOF
		case err == io.EOF:
			return body, nil
		case err != nil:
			return nil, err
		}
		if len(body) == cap(body) {
			body = slices.Grow(body, len(body))
		}
	}
}

var errTooLarge = errors.New("allow more with WithMaxResponseSize")

func tooLarge(limit int64) error {
	return fmt.Errorf("the answer is larger than %d bytes: %w", limit, errTooLarge)
}

// judge finds out whether the operation succeeded. Then, if the data is wanted and there is any, the decoder stands
// before it.
func (x *call) judge() error {
	a, envelope := &x.answer, x.op.Envelope
	if a.status/100 == 3 {
		return x.failed(errors.New("the server redirects, and redirects are never followed: check the base URL"))
	}
	if err := unreadableAnswer(a); err != nil {
		return x.failed(err)
	}
	if envelope != nil {
		return x.judgeEnvelope(a.status/100 == 2)
	}
	if a.status/100 != 2 {
		x.readProblem()
		return x.failed(nil)
	}
	a.atData = len(a.body) > 0 && (x.op.Raw || len(bytes.TrimSpace(a.body)) > 0)
	if x.isOther(a.atData) {
		return x.other(a.body)
	}
	x.rewind()
	a.datas, a.unread = 1, a.atData
	return nil
}

// isOther reports whether a success has another form than the operation's data. An answer without an envelope has to have data,
// where there is any.
func (x *call) isOther(hasData bool) bool {
	switch status := x.answer.status; {
	case slices.Contains(x.op.OtherStatuses, status):
		return true
	case !x.wanted || hasData || x.op.Envelope != nil || x.op.Method == http.MethodHead:
		return false
	case x.op.Raw: // nothing may be the data
		return status == http.StatusNoContent && x.op.Status != status
	}
	return true
}

// other is the error of a success of another form.
func (x *call) other(data []byte) error {
	return &runtime.OtherAnswer{Operation: x.op.Name, Status: x.answer.status, Data: data}
}

// judgeEnvelope reads the envelope. With early it stops before the data when the verdict is known by then; the rest is
// read after it.
func (x *call) judgeEnvelope(early bool) error {
	a, envelope := &x.answer, x.op.Envelope
	if err := x.scan(early && envelope.Outcome == nil && !x.isOther(true)); err != nil {
		if a.status/100 != 2 {
			return x.failed(nil) // an error page of something in between
		}
		return x.failed(fmt.Errorf("the answer is not in the operation's form: %w", err))
	}
	switch {
	case a.atData:
		return nil
	case !a.hasCode:
		if a.status/100 != 2 {
			return x.failed(nil)
		}
		return x.failed(runtime.ErrNoCode)
	case !slices.Contains(envelope.Success, a.code):
		return x.failed(nil)
	case a.status/100 != 2:
		return x.failed(errors.New("the HTTP status contradicts the code"))
	}
	if x.isOther(true) {
		return x.other(a.data)
	}
	if envelope.Outcome != nil {
		if err := x.judgeOutcome(envelope.Outcome); err != nil {
			return err
		}
	}
	if x.wanted {
		x.seekData()
	}
	return nil
}

// scan reads the members of the envelope. With early it stops before the data when a successful code came before.
func (x *call) scan(early bool) error {
	a, envelope, d := &x.answer, x.op.Envelope, &x.decoder
	a.code, a.message, a.requestID, a.hasCode = "", "", "", false
	a.members, a.data, a.datas, a.atData, a.unread, a.refused = nil, nil, 0, false, false, nil
	x.rewind()
	if !d.Map() {
		if d.Err() == nil {
			return errors.New("expected an object")
		}
		return d.Err()
	}
	for {
		name, ok := d.Entry()
		switch {
		case !ok:
			return d.Finish()
		case name == envelope.Code:
			a.code, a.hasCode = readCode(d, envelope)
		case name == envelope.Data:
			a.datas++
			if early && a.hasCode && slices.Contains(envelope.Success, a.code) {
				a.atData, a.unread = true, true
				return nil
			}
			a.dataPos = d.pos
			a.data = d.Any()
		default:
			x.readMember(name)
		}
	}
}

// readMember reads a member of the envelope that plays no part in the verdict.
func (x *call) readMember(name string) {
	a, envelope, d := &x.answer, x.op.Envelope, &x.decoder
	switch {
	case name == envelope.Message:
		a.message = readText(d)
	case name == envelope.RequestID && name != "":
		a.requestID = readText(d)
	case x.options.Meta != nil:
		if raw := d.raw(); raw != nil {
			if a.members == nil {
				a.members = map[string]json.RawMessage{}
			}
			a.members[name] = raw
		}
	default:
		d.skip()
	}
}

// readText returns a string, or the text of another scalar. Null, objects and arrays are empty.
func readText(d *Decoder) string {
	switch kinds[d.peek()] {
	case text:
		return d.String()
	case number, boolean:
		return alias(d.raw())
	}
	d.raw()
	return ""
}

// readCode returns a code as text, and whether it can be one: digits, as number or in a string, or any text where the
// document lists successful codes that are no numbers.
func readCode(d *Decoder, envelope *Envelope) (string, bool) {
	code := readText(d)
	if code == "" || slices.Contains(envelope.Success, code) {
		return code, code != ""
	}
	if !jsontext.IsNumber(code) {
		return code, slices.ContainsFunc(envelope.Success, func(s string) bool { return !jsontext.IsNumber(s) })
	}
	return plainCode(code), true
}

// seekData puts the decoder before the data that was passed over, if there is any.
func (x *call) seekData() {
	a, d := &x.answer, &x.decoder
	if a.datas == 0 {
		return
	}
	x.rewind()
	if d.Map() {
		f := d.top()
		f.at, f.key = other, x.op.Envelope.Data
		d.pos, a.atData = a.dataPos, true
	}
}

// finish reads what follows the data. A code or data that comes a second time counts in place of the first, as
// everywhere in JSON; then the answer is judged again, and again tells that the data has to be decoded once more.
func (x *call) finish() (again bool, err error) {
	a, d := &x.answer, &x.decoder
	if a.atData && !x.wanted {
		d.skip()
	}
	if a.unread && x.op.Envelope != nil {
		for name, ok := d.Entry(); ok; name, ok = d.Entry() {
			if name == x.op.Envelope.Code || name == x.op.Envelope.Data {
				a.atData = false
				if err := x.judgeEnvelope(false); err != nil {
					return false, err
				}
				return a.atData, nil
			}
			x.readMember(name)
		}
	}
	err = d.Err()
	if a.unread && err == nil {
		err = d.Finish()
	}
	if err == nil {
		return false, nil
	}
	return x.unreadable(err)
}

// unreadable returns the error of data that cannot be read, unless what follows the data says otherwise: see finish.
func (x *call) unreadable(cause error) (again bool, err error) {
	a, envelope, datas, refused := &x.answer, x.op.Envelope, x.answer.datas, x.answer.refused
	e := &runtime.DataError{Operation: x.op.Name, Code: a.code, RequestID: a.requestID, Err: cause, Data: a.body}
	if envelope == nil || x.scan(false) != nil {
		return false, e
	}
	if a.datas > datas || !a.hasCode || !slices.Contains(envelope.Success, a.code) {
		if err := x.judgeEnvelope(false); err != nil {
			return false, err
		}
		return a.atData, nil
	}
	e.Code, e.RequestID, e.Data = a.code, a.requestID, a.data
	a.refused = refused // the scan forgot it
	return false, e
}

// rewind puts the decoder at the beginning of the answer.
func (x *call) rewind() {
	x.decoder.Reset(x.answer.body)
	x.decoder.way = toClient
	x.decoder.SetMemory(x.client.settings.MaxDecoded)
	if report := x.client.settings.Drift; report != nil {
		x.decoder.OnDrift(func(d runtime.Drift) { report(x.op.Name, settings.Drift(d)) })
	}
}

// failed returns the failure that the answer is. why is what is wrong with its form.
func (x *call) failed(why error) *runtime.Error {
	a := &x.answer
	e := &runtime.Error{
		Operation: x.op.Name, HTTPStatus: a.status, Code: a.code, Message: a.message, RequestID: a.requestID, Data: a.data, Err: why,
	}
	switch {
	case x.op.Envelope == nil:
		if e.Data = a.body; e.Code == "" && e.Message == "" {
			e.Excerpt = excerptOf(a.body)
		}
	case !a.hasCode:
		e.Code, e.Excerpt = "", excerptOf(a.body)
	}
	e.OutcomeUnknown = x.isUnknown(e.Code)
	return e
}

// isUnknown reports whether a failure with this code leaves open what happened. For who may send the request again it does
// so only when it looks like proof: a refusal says nothing about an attempt before it.
func (x *call) isUnknown(code string) bool {
	x.refused = x.isRefusal(code)
	switch {
	case x.op.Retry == RetrySafe:
		return false
	case x.repeatable:
		return x.refused && x.inDoubt
	}
	return !x.refused
}

// NotExecuted is the header by which a server of this module marks failures that happened before the operation's method ran.
const NotExecuted = "Pandagen-Not-Executed"

// isRefusal reports whether a failure with this code proves that the attempt had no effect.
func (x *call) isRefusal(code string) bool {
	a, envelope := &x.answer, x.op.Envelope
	if code != "" && (slices.Contains(x.options.Rejected, code) || envelope != nil && slices.Contains(envelope.Rejected, code)) {
		return true
	}
	if a.header[NotExecuted] != nil {
		return true
	}
	switch a.status {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests:
		return false // may be about an effect, or said by something in between that has passed the request on
	}
	// An answer that is not in the operation's form is not the server's, and one that contradicts itself says nothing.
	return a.status/100 == 4 && (envelope == nil || a.hasCode && !slices.Contains(envelope.Success, a.code))
}

// excerptOf returns the beginning of a body.
func excerptOf(body []byte) string {
	const limit = 200
	if len(body) <= limit {
		return string(bytes.ToValidUTF8(body, []byte("\uFFFD")))
	}
	cut := limit
	for cut > limit-utf8.UTFMax && !utf8.RuneStart(body[cut]) {
		cut--
	}
	return string(bytes.ToValidUTF8(body[:cut], []byte("\uFFFD"))) + "…"
}
