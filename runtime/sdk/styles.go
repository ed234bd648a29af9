package sdk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/signer"
)

// Lists in one parameter, and values with a prefix, are escaped item by item: what joins the items travels as it is, so that the
// server tells it from what stands in an item.

// styled is a parameter whose text is not that of its value, escaped.
type styled struct {
	in, name string
	items    []string
	text     string // as it travels
	index    int    // of the query's values
}

// Texts returns the texts of a list's items.
func Texts[T any](list []T, text func(T) string) []string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = text(v)
	}
	return texts
}

// PathStyled sets a parameter of the path template to what stands before its value and the items of the value, which separator
// joins.
func (w *RequestWriter) PathStyled(name, prefix, separator string, items ...string) {
	joined := strings.Join(items, separator)
	if prefix == "" && separator == "" || joined == "" {
		w.Path(name, joined)
		return
	}
	if separator == "." && w.holds("path", name, separator, items) {
		return
	}
	text := prefix + joinEscaped(items, separator, url.PathEscape)
	w.params = append(w.params, signer.Value{Name: name, Value: prefix + joined})
	w.styled = append(w.styled, styled{in: "path", name: name, items: items, text: text})
}

// QueryList adds a query parameter that holds the items of a list; none when the list is empty.
func (w *RequestWriter) QueryList(name, separator string, items []string) {
	if len(items) == 0 || separator != "," && w.holds("query", name, separator, items) {
		return
	}
	sent := separator
	if separator != "," { // which need not be escaped, so that an escaped one is an item's
		sent = url.QueryEscape(separator)
	}
	text := url.QueryEscape(name) + "=" + joinEscaped(items, sent, url.QueryEscape)
	w.styled = append(w.styled, styled{in: "query", name: name, items: items, text: text, index: len(w.query)})
	w.Query(name, strings.Join(items, separator))
}

// HeaderList adds a header that holds the items of a list; none when the list is empty.
func (w *RequestWriter) HeaderList(name string, items []string) {
	if len(items) == 0 || w.holds("header", name, ",", items) {
		return
	}
	w.Header(name, strings.Join(items, ","))
	w.styled = append(w.styled, styled{in: "header", name: http.CanonicalHeaderKey(name), items: items})
}

// CookieList adds a cookie that holds the items of a list; none when the list is empty.
func (w *RequestWriter) CookieList(name string, items []string) {
	if len(items) == 0 {
		return
	}
	text := joinEscaped(items, ",", url.PathEscape)
	w.styled = append(w.styled, styled{in: "cookie", name: name, items: items})
	w.cookie = append(w.cookie, signer.Value{Name: name, Value: strings.ReplaceAll(text, ";", "%3B")})
}

// holds fails when an item holds what joins it with others, which nothing can tell apart then, and reports whether one does.
func (w *RequestWriter) holds(in, name, separator string, items []string) bool {
	i := slices.IndexFunc(items, func(item string) bool { return strings.Contains(item, separator) })
	if i < 0 {
		return false
	}
	w.fail(fmt.Errorf("%s parameter %s: item %d holds %q, which separates items", in, name, i, separator))
	return true
}

func joinEscaped(items []string, separator string, escape func(string) string) string {
	escaped := make([]string, len(items))
	for i, item := range items {
		escaped[i] = strings.ReplaceAll(escape(item), ",", "%2C")
	}
	return strings.Join(escaped, separator)
}

// styledText returns how a parameter of the path travels.
func (w *RequestWriter) styledText(name string) (string, bool) {
	i := slices.IndexFunc(w.styled, func(s styled) bool { return s.in == "path" && s.name == name })
	if i < 0 {
		return "", false
	}
	return w.styled[i].text, true
}

// rawQuery returns the query as it travels, when that is not what [signer.Message.Encode] makes of its values.
func (w *RequestWriter) rawQuery(values []signer.Value) string {
	if !slices.ContainsFunc(w.styled, func(s styled) bool { return s.in == "query" }) {
		return ""
	}
	pairs := make([]string, len(values))
	for i, v := range values {
		pairs[i] = url.QueryEscape(v.Name) + "=" + url.QueryEscape(v.Value)
	}
	for _, s := range w.styled {
		if s.in == "query" {
			pairs[s.index] = s.text
		}
	}
	return strings.Join(pairs, "&")
}

// Styled returns a parameter of the path without what stands before its value.
func (p Param) Styled(prefix string) Param {
	if p.reader.err != nil || len(p.raw) != 1 {
		return p
	}
	raw, ok := strings.CutPrefix(p.raw[0], prefix)
	if !ok {
		p.fail("must begin with " + excerpt([]byte(prefix)))
		return p
	}
	p.raw = []string{raw}
	p.values = []string{p.unescape(raw)}
	return p
}

// rawItems returns the items of a list that a separator joins.
func (p Param) rawItems(separator string) (items []string) {
	if p.in == "query" && separator == "," {
		p.raw = rawValues(p.reader.request.URL.RawQuery, p.name)
	}
	if p.raw == nil || p.in == "query" && separator != "," { // where it is escaped itself
		for _, value := range p.values {
			for item := range strings.SplitSeq(value, separator) {
				items = append(items, strings.Trim(item, " \t"))
			}
		}
		return items
	}
	for _, raw := range p.raw {
		for item := range strings.SplitSeq(raw, separator) {
			items = append(items, p.unescape(item))
		}
	}
	return items
}

func (p Param) unescape(raw string) string {
	unescape := url.PathUnescape
	if p.in == "query" {
		unescape = url.QueryUnescape
	}
	text, err := unescape(raw)
	if err != nil {
		p.fail("holds a broken escape")
	}
	return text
}

// rawValues returns the values of a parameter of a query as they travelled.
func rawValues(query, name string) (values []string) {
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if key, err := url.QueryUnescape(key); err == nil && key == name && pair != "" {
			values = append(values, value)
		}
	}
	return values
}
