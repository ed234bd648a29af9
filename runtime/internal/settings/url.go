package settings

import (
	"errors"
	"fmt"
	"net/url"
)

// ParseBaseURL reads the address below which an API lies.
func ParseBaseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		// The parser's error repeats the URL, which may hold a password.
		return nil, errors.New("base URL cannot be read: give one like https://api.example.com")
	}
	fail := func(why string) (*url.URL, error) { return nil, fmt.Errorf("base URL %q: %s", u.Redacted(), why) }
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return fail("must begin with https://")
	case u.Host == "":
		return fail("has no host")
	case u.User != nil:
		return fail("must not hold a user or password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return fail("must end with the path, without ? or #")
	}
	return u, nil
}
