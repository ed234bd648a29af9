package sdk

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"testing"
)

// readerWithLargestBuffer notes how much is asked for at once.
type readerWithLargestBuffer struct {
	io.Reader
	largest int
}

func (r *readerWithLargestBuffer) Read(p []byte) (int, error) {
	r.largest = max(r.largest, len(p))
	return r.Reader.Read(p)
}

// TestMemoryForABodyFollowsWhatArrives holds that a length alone takes no memory to speak of.
func TestMemoryForABodyFollowsWhatArrives(t *testing.T) {
	const limit = 8 << 20
	for _, c := range []struct {
		name      string
		length    int
		announced int64
		largest   int
		want      error
	}{
		{"short", 100, 100, 100, nil},
		{"empty", 0, 0, 0, nil},
		{"of unknown length", 100_000, -1, 1 << 20, nil},
		{"of unknown length, empty", 0, -1, 1 << 20, nil},
		{"large", 5 << 20, 5 << 20, 8 << 20, nil},
		{"announced and missing", 10, limit, 1 << 20, io.ErrUnexpectedEOF},
		{"announced and cut", 10, 100, 100, io.ErrUnexpectedEOF},
		{"announced too large", 10, limit + 1, 0, errTooLarge},
		{"too large", limit + 1, -1, 2 * limit, errTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			sent := bytes.Repeat([]byte("x"), c.length)
			r := &readerWithLargestBuffer{Reader: bytes.NewReader(sent)}
			body, err := readBody(&http.Response{Body: io.NopCloser(r), ContentLength: c.announced}, limit)
			if !errors.Is(err, c.want) || c.want == nil && !bytes.Equal(body, sent) {
				t.Errorf("%d bytes, %v; want %d, %v", len(body), err, c.length, c.want)
			}
			if r.largest > c.largest {
				t.Errorf("room for %d bytes at once, want at most %d", r.largest, c.largest)
			}
		})
	}
}
