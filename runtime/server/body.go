package server

import (
	"io"
	"net/http"
	"strconv"
)

// checkHeader holds a request against the limits of its header.
func (l Limits) checkHeader(r *http.Request) error {
	count, size := 0, 0
	for name, values := range r.Header {
		count += len(values)
		for _, value := range values {
			size += len(name) + len(value)
		}
	}
	if l.HeaderCount >= 0 && count > l.HeaderCount || l.HeaderBytes >= 0 && size > l.HeaderBytes {
		return refuse(http.StatusRequestHeaderFieldsTooLarge, "the header is too large", closeConnection)
	}
	return nil
}

// firstRead is the most, in bytes, that is set aside for a body before any of it has arrived.
const firstRead = 64 << 10

// readBody reads the whole body. The memory is new, because what the method is given refers to it.
func (l Limits) readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	limit := l.BodyBytes
	if limit < 0 {
		limit = 1<<63 - 2
	}
	if r.ContentLength > limit {
		return nil, l.tooLarge()
	}
	size := r.ContentLength
	if size <= 0 { // unknown
		size = 511
	}
	// One byte more than announced, so that the end shows without growing.
	body := make([]byte, 0, min(size, firstRead)+1)
	for idle := 0; idle < 100; idle++ {
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
		n, err := r.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case int64(len(body)) > limit:
			return nil, l.tooLarge()
		case err == io.EOF:
			return body, nil
		case err != nil:
			return nil, bodyError(err)
		case n > 0:
			idle = 0
		}
	}
	return nil, bodyError(io.ErrNoProgress)
}

func (l Limits) tooLarge() error {
	return refuse(http.StatusRequestEntityTooLarge, "the body is larger than "+strconv.FormatInt(l.BodyBytes, 10)+" bytes", closeConnection)
}
