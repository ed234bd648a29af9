package sdk

import (
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// Dates of answers have whole seconds and took a moment to arrive: less than this is no skew.
	minSkew = 2 * time.Second
	// A clock that is further off is not corrected: its user has to know, and the server may be the one that is wrong.
	maxSkew = 24 * time.Hour
)

// skew is what is known about the difference between this machine's clock and the server's.
type skew struct {
	seen atomic.Pointer[seenDate]
	last atomic.Pointer[parsedDate]
}

// parsedDate is a Date header and its meaning: many answers of one second have the same.
type parsedDate struct {
	text string
	time time.Time
}

// seenDate is a moment by both clocks. Time since then is taken from the monotonic clock, so that setting the local
// clock right does not spoil the correction.
type seenDate struct{ local, remote time.Time }

// correct returns the server's time.
func (s *skew) correct(now time.Time) time.Time {
	seen := s.seen.Load()
	if seen == nil {
		return now
	}
	return seen.remote.Add(now.Sub(seen.local))
}

// parse reads a Date header.
func (s *skew) parse(text string) (time.Time, error) {
	if last := s.last.Load(); last != nil && last.text == text {
		return last.time, nil
	}
	t, err := http.ParseTime(text)
	if err == nil {
		s.last.Store(&parsedDate{text, t})
	}
	return t, err
}

// learn takes the date of an answer that arrived now, and reports whether it changes what timestamps will be.
func (s *skew) learn(h http.Header, now time.Time) bool {
	dates := h["Date"]
	if len(dates) != 1 || h["Age"] != nil { // an aged answer comes from a cache
		return false
	}
	remote, err := s.parse(dates[0])
	if err != nil {
		return false
	}
	off := remote.Sub(now.Round(0))
	if off.Abs() > maxSkew {
		return false
	}
	before := s.correct(now)
	if off.Abs() <= minSkew {
		if s.seen.Load() != nil {
			s.seen.Store(nil)
		}
	} else if remote.Sub(before).Abs() > minSkew {
		s.seen.Store(&seenDate{local: now, remote: remote.Add(time.Second / 2)})
	}
	return s.correct(now).Sub(before).Abs() > minSkew
}
