package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// router finds operations by path and method. Paths without parameters, which are most, are found in one look;
// others segment by segment, fixed text before parameters. A path is taken as it comes: nothing is cleaned or
// redirected, because a signature may cover it. One with two readings is not taken at all.
type router struct {
	base  string
	fixed map[string]*endpoint
	root  segment
}

// endpoint is what answers at a path.
type endpoint struct {
	routes []*route // by method
	allow  string
}

// segment is a node of the tree of path segments.
type segment struct {
	fixed    map[string]*segment
	params   []*paramSegment
	endpoint *endpoint
}

// paramSegment is a segment with parameters, which stand between fixed texts: {name}-{version}.zip. A parameter is as short
// as what follows allows; the last one is as long.
type paramSegment struct {
	texts []string // before, between and behind the parameters
	next  segment
}

// match appends the values of the parameters in a segment to values.
func (p *paramSegment) match(text string, values []string) ([]string, bool) {
	last := len(p.texts) - 1
	text, begins := strings.CutPrefix(text, p.texts[0])
	text, ends := strings.CutSuffix(text, p.texts[last])
	if !begins || !ends {
		return values, false
	}
	found := values
	for _, between := range p.texts[1:last] {
		if text == "" {
			return values, false
		}
		i := strings.Index(text[1:], between) // no parameter is empty
		if i < 0 {
			return values, false
		}
		found, text = append(found, text[:i+1]), text[i+1+len(between):]
	}
	if text == "" {
		return values, false
	}
	return append(found, text), true
}

// escape turns the values of a segment back into what they were on the way, so that a list of items can be told apart.
func (p *paramSegment) escape(values []string, raw string, escaped bool) {
	for i, v := range values {
		switch {
		case !escaped && strings.Contains(v, "%"):
			values[i] = strings.ReplaceAll(v, "%", "%25")
		case escaped && p.fixed() == 0:
			values[i] = raw
		case escaped:
			values[i] = url.PathEscape(v)
		}
	}
}

// fixed is how much of a segment the texts determine.
func (p *paramSegment) fixed() (length int) {
	for _, text := range p.texts {
		length += len(text)
	}
	return length
}

func newRouter(base string) *router {
	return &router{base: strings.TrimSuffix(base, "/"), fixed: map[string]*endpoint{}}
}

// add makes a route known.
func (rt *router) add(r *route) error {
	if !strings.HasPrefix(r.Path, "/") {
		return fmt.Errorf("operation %s: path %q does not begin with a slash", r.ID, r.Path)
	}
	at, err := rt.endpointOf(r)
	if err != nil {
		return err
	}
	for _, other := range at.routes {
		if other.Method == r.Method {
			return fmt.Errorf("operations %s and %s both answer %s %s", other.ID, r.ID, r.Method, r.Path)
		}
	}
	at.routes = append(at.routes, r)
	at.allow = allowed(at.routes)
	return nil
}

// endpointOf returns the endpoint at a route's path, and notes the names of the path's parameters.
func (rt *router) endpointOf(r *route) (*endpoint, error) {
	if !strings.ContainsAny(r.Path, "{}") {
		at := rt.fixed[r.Path]
		if at == nil {
			at = &endpoint{}
			rt.fixed[r.Path] = at
		}
		return at, nil
	}
	node := &rt.root
	for text := range strings.SplitSeq(r.Path[1:], "/") {
		texts, names, ok := splitSegment(text)
		if !ok {
			return nil, fmt.Errorf("operation %s: path %q: every brace must be closed, and something must stand between two parameters", r.ID, r.Path)
		}
		if len(names) == 0 {
			node = node.child(text)
			continue
		}
		r.params = append(r.params, names...)
		node = node.param(texts)
	}
	if node.endpoint == nil {
		node.endpoint = &endpoint{}
	}
	return node.endpoint, nil
}

// splitSegment takes a segment of a path template apart: the texts around its parameters, and their names.
func splitSegment(segment string) (texts, names []string, ok bool) {
	for {
		text, rest, more := strings.Cut(segment, "{")
		texts = append(texts, text)
		if strings.Contains(text, "}") || text == "" && more && len(names) > 0 {
			return nil, nil, false
		}
		if !more {
			return texts, names, true
		}
		name, behind, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Contains(name, "{") {
			return nil, nil, false
		}
		names, segment = append(names, name), behind
	}
}

func (s *segment) child(text string) *segment {
	if s.fixed == nil {
		s.fixed = map[string]*segment{}
	}
	if s.fixed[text] == nil {
		s.fixed[text] = &segment{}
	}
	return s.fixed[text]
}

func (s *segment) param(texts []string) *segment {
	for _, p := range s.params {
		if slices.Equal(p.texts, texts) {
			return &p.next
		}
	}
	p := &paramSegment{texts: texts}
	// Parameters between longer texts are more particular, so they are tried first.
	at := 0
	for at < len(s.params) && s.params[at].fixed() >= p.fixed() {
		at++
	}
	s.params = append(s.params[:at], append([]*paramSegment{p}, s.params[at:]...)...)
	return &p.next
}

// isAmbiguous reports whether a path can be read in two ways: it holds characters that have to be escaped, so that what was sent
// is not what [url.URL.EscapedPath] says, or something changed one of its forms only.
func isAmbiguous(u *url.URL) bool { return u.RawPath != "" && u.RawPath != u.EscapedPath() }

// find returns the route of a request, and leaves the values of its path parameters in params. Without a route,
// allow lists the methods that the path takes; it is empty when the path is unknown.
func (rt *router) find(r *http.Request, params *[]string) (found *route, allow string) {
	// RawPath is set when the path was escaped in an unusual way, for example with %2F in a parameter.
	path, escaped := r.URL.Path, false
	if r.URL.RawPath != "" {
		path, escaped = r.URL.RawPath, true
	}
	path, ok := strings.CutPrefix(path, rt.base)
	if !ok || !strings.HasPrefix(path, "/") {
		return nil, ""
	}
	var at *endpoint
	if !escaped {
		at = rt.fixed[path]
	} else if plain, err := url.PathUnescape(path); err == nil && strings.Count(plain, "/") == strings.Count(path, "/") {
		at = rt.fixed[plain]
	}
	if at == nil {
		at = rt.root.find(path[1:], escaped, params)
	}
	if at == nil {
		return nil, ""
	}
	for _, candidate := range at.routes {
		if candidate.Method == r.Method {
			return candidate, ""
		}
	}
	return nil, at.allow
}

// find follows path below s. Parameters are appended to values.
func (s *segment) find(path string, escaped bool, values *[]string) *endpoint {
	text, rest, more := strings.Cut(path, "/")
	raw := text
	if escaped {
		var err error
		if text, err = url.PathUnescape(text); err != nil {
			return nil
		}
	}
	if next := s.fixed[text]; next != nil {
		if at := next.follow(rest, more, escaped, values); at != nil {
			return at
		}
	}
	for _, p := range s.params {
		before := len(*values)
		found, ok := p.match(text, *values)
		if !ok {
			continue
		}
		p.escape(found[before:], raw, escaped)
		*values = found
		if at := p.next.follow(rest, more, escaped, values); at != nil {
			return at
		}
		*values = (*values)[:before]
	}
	return nil
}

func (s *segment) follow(rest string, more, escaped bool, values *[]string) *endpoint {
	if more {
		return s.find(rest, escaped, values)
	}
	return s.endpoint
}
