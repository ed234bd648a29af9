package sdk

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
)

const (
	jsonType = "application/json"
	anyBytes = "application/octet-stream"
)

// contentType is the media type of a body that a client sends as JSON.
func (op *Operation) contentType() string {
	if len(op.ContentTypes) > 0 && !strings.Contains(op.ContentTypes[0], "*") {
		return op.ContentTypes[0]
	}
	return jsonType
}

// AnswerType is the media type with which a server answers data. A range leaves it open.
func (op *Operation) AnswerType() string {
	first, _, _ := strings.Cut(op.Accept, ",")
	switch {
	case first == "" || !op.Raw && strings.Contains(first, "*"):
		return jsonType
	case strings.Contains(first, "*"):
		return anyBytes
	}
	return first
}

// contentProblem tells why a message cannot be read, from its header. types are the media types that it may have; textual says
// that it is text, of which UTF-8 alone is read.
func contentProblem(h http.Header, types []string, textual bool) string {
	if problem := encodingProblem(h); problem != "" {
		return problem
	}
	given := h["Content-Type"]
	if len(given) == 1 && given[0] == jsonType && len(types) == 0 {
		return ""
	}
	if len(types) == 0 {
		types = []string{jsonType}
	}
	list := strings.Join(types, " or ")
	if len(given) != 1 {
		return "the body needs one content type: " + list
	}
	mediaType, params, err := mime.ParseMediaType(given[0])
	if err != nil || !slices.ContainsFunc(types, func(t string) bool { return matchesType(t, mediaType) }) {
		return "the body must have the content type " + list
	}
	if charset, ok := params["charset"]; ok && textual && !isUTF8Name(charset) {
		return "the body must be UTF-8"
	}
	return ""
}

// encodingProblem reports a content encoding.
func encodingProblem(h http.Header) string {
	for _, v := range h["Content-Encoding"] {
		for encoding := range strings.SplitSeq(v, ",") {
			if encoding = strings.TrimSpace(encoding); encoding != "" && !strings.EqualFold(encoding, "identity") {
				return "the body has a content encoding: send it plain"
			}
		}
	}
	return ""
}

// isUTF8Name reports whether a charset is UTF-8, or a part of it.
func isUTF8Name(charset string) bool {
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8") || strings.EqualFold(charset, "us-ascii")
}

// matchesType reports whether a media type is a documented one, which may be a range and have parameters.
func matchesType(documented, mediaType string) bool {
	documented, _, _ = strings.Cut(documented, ";")
	documented = strings.ToLower(strings.TrimSpace(documented))
	if before, isRange := strings.CutSuffix(documented, "*"); isRange { // a client that knows no more sends any bytes
		return before == "*/" || strings.HasPrefix(mediaType, before) || mediaType == anyBytes
	}
	return documented == mediaType
}

// unreadableAnswer tells why an answer cannot be read, from its header: it is compressed, or text that is not UTF-8.
func unreadableAnswer(a *answer) error {
	if encodingProblem(a.header) != "" && len(a.body) > 0 {
		return fmt.Errorf("the answer has the content encoding %q, which nobody asked for", a.header.Get("Content-Encoding"))
	}
	types := a.header["Content-Type"]
	if len(types) == 0 || !strings.Contains(types[0], "harset=") || hasSuffixFold(types[0], "charset=utf-8") {
		return nil
	}
	_, params, err := mime.ParseMediaType(types[0])
	if charset := params["charset"]; err == nil && charset != "" && !isUTF8Name(charset) && !isASCII(a.body) {
		return fmt.Errorf("the answer has the charset %q: only UTF-8 is read", charset)
	}
	return nil
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// isASCII reports whether text is the same in every charset.
func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
