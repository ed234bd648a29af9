package sdk

import (
	"cmp"
	"strings"
)

// problem is what a failure without an envelope says about itself.
type problem struct{ code, message, requestID string }

// readProblem reads code, message and request id of a failure from the members that usually hold them: those of RFC 9457, of
// OAuth 2.0, and the many ways of calling them.
func (x *call) readProblem() {
	a, d := &x.answer, &x.decoder
	d.Reset(a.body)
	if kinds[d.peek()] != object {
		return
	}
	p := readProblem(d, 0)
	if d.Finish() != nil {
		return
	}
	a.code, a.message, a.requestID = p.code, p.message, p.requestID
}

// readProblem reads an object. What one called error holds is as good as members of its own.
func readProblem(d *Decoder, depth int) problem {
	var own, inner, weak problem
	if !d.Map() {
		return own
	}
	for name, ok := d.Entry(); ok; name, ok = d.Entry() {
		switch name {
		case "code", "errorCode", "error_code", "errcode":
			own.code = readText(d)
		case "message", "msg", "detail", "error_description", "errorMessage", "error_message", "errorMsg", "errmsg":
			own.message = readText(d)
		case "requestId", "request_id", "requestID":
			own.requestID = readText(d)
		case "error":
			if kinds[d.peek()] == object && depth == 0 {
				inner = readProblem(d, depth+1)
			} else if text := readText(d); strings.Contains(text, " ") {
				weak.message = text
			} else {
				weak.code = text
			}
		case "type":
			if text := readText(d); text != "about:blank" && weak.code == "" {
				weak.code = text
			}
		case "title":
			weak.message = readText(d)
		default:
			d.raw()
		}
	}
	return problem{
		cmp.Or(own.code, inner.code, weak.code), cmp.Or(own.message, inner.message, weak.message), cmp.Or(own.requestID, inner.requestID),
	}
}
