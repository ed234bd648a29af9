package sdk

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Times reads times in the forms in which an API writes them. Generated code makes one of what the document declares.
type Times struct {
	zone  string
	forms []string
	load  func() (*time.Location, error)
}

// NewTimes returns a reader of times that have one of some forms: unix-ms (13 digits), unix-s (10 digits), or a pattern of yyyy, MM,
// dd, HH, mm, ss, SSS, Z (+0800) and XXX (+08:00, or Z). No text may have two of them. Times are in the IANA time zone, also where they name
// another one; without a zone they are in UTC.
func NewTimes(zone string, forms ...string) *Times {
	return &Times{zone: zone, forms: forms, load: sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation(zone) })}
}

// Parse reads a time. Text of another form, a date that does not exist, and a time without a zone which the clocks of the API's zone
// never showed, or showed twice, are errors.
func (t *Times) Parse(text string) (time.Time, error) {
	zone, err := t.load()
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q: %w", text, err)
	}
	for _, form := range t.forms {
		w, ok := matchTime(form, text)
		if !ok {
			continue
		}
		at, err := w.in(zone)
		if err != nil {
			return time.Time{}, fmt.Errorf("time %q: %w", text, err)
		}
		return at, nil
	}
	return time.Time{}, fmt.Errorf("time %q: expected one of the forms %s", text, strings.Join(t.forms, ", "))
}

// writtenTime is what stands in a text.
type writtenTime struct {
	year, month, day, hour, minute, second, millisecond int
	offset                                              int // of the zone, in seconds
	zoned                                               bool
}

// matchTime reads a text of a form; false when it has another.
func matchTime(form, text string) (writtenTime, bool) {
	var w writtenTime
	switch form {
	case "unix-ms":
		return unixTime(text, 13, time.UnixMilli)
	case "unix-s":
		return unixTime(text, 10, func(n int64) time.Time { return time.Unix(n, 0) })
	}
	for form != "" {
		name, field := w.field(form)
		form = form[len(name):]
		n := len(name)
		switch {
		case name == "Z" || name == "XXX":
			if n = w.readZone(text, name == "XXX"); n == 0 {
				return w, false
			}
		case field != nil:
			number, ok := digits(text, n)
			if !ok {
				return w, false
			}
			*field = int(number)
		case !strings.HasPrefix(text, name):
			return w, false
		}
		text = text[n:]
	}
	return w, text == ""
}

// field returns the part of a pattern that comes first, and where its value belongs if it is a number.
func (w *writtenTime) field(pattern string) (string, *int) {
	for _, f := range []struct {
		name  string
		field *int
	}{
		{"yyyy", &w.year}, {"MM", &w.month}, {"dd", &w.day}, {"HH", &w.hour}, {"mm", &w.minute}, {"ss", &w.second}, {"SSS", &w.millisecond},
		{"XXX", nil}, {"Z", nil},
	} {
		if strings.HasPrefix(pattern, f.name) {
			return f.name, f.field
		}
	}
	return pattern[:1], nil
}

// unixTime reads a time of so many digits.
func unixTime(text string, length int, at func(int64) time.Time) (writtenTime, bool) {
	n, ok := digits(text, length)
	if !ok || len(text) != length {
		return writtenTime{}, false
	}
	t := at(n).UTC()
	return writtenTime{
		year: t.Year(), month: int(t.Month()), day: t.Day(), hour: t.Hour(), minute: t.Minute(), second: t.Second(),
		millisecond: t.Nanosecond() / int(time.Millisecond), zoned: true,
	}, true
}

// digits reads so many digits.
func digits(text string, n int) (int64, bool) {
	if len(text) < n || strings.Trim(text[:n], "0123456789") != "" {
		return 0, false
	}
	number, err := strconv.ParseInt(text[:n], 10, 64)
	return number, err == nil
}

// readZone reads +0800, or +08:00 and Z where there are colons, and returns the length; zero when text begins with something else.
func (w *writtenTime) readZone(text string, colon bool) int {
	w.zoned = true
	if colon && strings.HasPrefix(text, "Z") {
		return 1
	}
	separator := ""
	if colon {
		separator = ":"
	}
	length := len("+0800") + len(separator)
	if len(text) < length || text[0] != '+' && text[0] != '-' || text[3:3+len(separator)] != separator {
		return 0
	}
	hours, ok := digits(text[1:], 2)
	minutes, ok2 := digits(text[3+len(separator):], 2)
	if !ok || !ok2 {
		return 0
	}
	w.offset = int(hours)*3600 + int(minutes)*60
	if text[0] == '-' {
		w.offset = -w.offset
	}
	return length
}

var errNoSuchTime = errors.New("there is no such date or time of day")

// in returns the one time that was written.
func (w *writtenTime) in(zone *time.Location) (time.Time, error) {
	wall := time.Date(w.year, time.Month(w.month), w.day, w.hour, w.minute, w.second, w.millisecond*int(time.Millisecond), time.UTC)
	if int(wall.Month()) != w.month || wall.Day() != w.day || wall.Hour() != w.hour || wall.Minute() != w.minute || wall.Second() != w.second {
		return time.Time{}, errNoSuchTime
	}
	if w.zoned {
		return wall.Add(-time.Duration(w.offset) * time.Second).In(zone), nil
	}
	var found []time.Time
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} { // clocks are set at most once in between
		_, offset := wall.Add(near).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, really := at.Zone(); really == offset && (len(found) == 0 || !found[0].Equal(at)) {
			found = append(found, at)
		}
	}
	switch len(found) {
	case 0:
		return time.Time{}, fmt.Errorf("the clocks of %s were set past it", zone)
	case 1:
		return found[0], nil
	}
	return time.Time{}, fmt.Errorf("the clocks of %s showed it twice, at %s and %s", zone, found[0].UTC().Format(time.RFC3339), found[1].UTC().Format(time.RFC3339))
}
