package page

import (
	"net/url"
	"strings"
)

// command is a curl command of a page's code samples.
type command struct {
	method  string
	url     string
	headers [][2]string // name and value, in order
	body    string
	form    [][2]string // parts of a multipart body
}

// parseCurl reads a curl command. It returns nil for other text.
func parseCurl(text string) *command {
	args := shellWords(text)
	if len(args) == 0 || args[0] != "curl" {
		return nil
	}
	c := &command{}
	for i := 1; i < len(args); i++ {
		option, value, inline := strings.Cut(args[i], "=")
		next := func() string {
			if inline && strings.HasPrefix(option, "--") {
				return value
			}
			if i++; i < len(args) {
				return args[i]
			}
			return ""
		}
		switch {
		case option == "--request" || option == "-X":
			c.method = strings.ToUpper(next())
		case option == "--header" || option == "-H":
			c.header(next())
		case option == "--data-raw" || option == "--data" || option == "-d" || option == "--data-binary" || option == "--data-urlencode":
			if c.body != "" {
				c.body += "&" // which curl puts between them
			}
			c.body += next()
		case option == "--form" || option == "-F":
			name, v, _ := strings.Cut(next(), "=")
			c.form = append(c.form, [2]string{name, strings.Trim(v, `"`)})
		case option == "--url":
			c.url = next()
		case !strings.HasPrefix(args[i], "-") && c.url == "":
			c.url = args[i]
		}
	}
	if c.method == "" {
		c.method = "GET"
		if c.body != "" || c.form != nil {
			c.method = "POST"
		}
	}
	return c
}

// header keeps a header: "name: value", or "name;" for one without a value.
func (c *command) header(text string) {
	name, value, ok := strings.Cut(text, ":")
	if !ok {
		name = strings.TrimSuffix(text, ";")
	}
	if name = strings.TrimSpace(name); name != "" {
		c.headers = append(c.headers, [2]string{name, strings.TrimSpace(value)})
	}
}

// hasBody tells whether the command sends one.
func (c *command) hasBody() bool {
	return c != nil && (strings.TrimSpace(c.body) != "" || c.form != nil)
}

// fields returns the fields of a form, in order.
func (c *command) fields() [][2]string {
	if c.form != nil {
		return c.form
	}
	return queryOf(c.body)
}

// mediaType returns the value of Content-Type without its parameters.
func (c *command) mediaType() string {
	for _, h := range c.headers {
		if strings.EqualFold(h[0], "Content-Type") {
			value, _, _ := strings.Cut(h[1], ";")
			return strings.TrimSpace(value)
		}
	}
	if c.form != nil {
		return "multipart/form-data"
	}
	return ""
}

// path returns the path of the URL.
func (c *command) path() string {
	raw, _, _ := strings.Cut(c.url, "?")
	if _, after, ok := strings.Cut(raw, "://"); ok {
		if _, path, ok := strings.Cut(after, "/"); ok {
			return "/" + path
		}
		return "/"
	}
	return raw
}

// server returns what stands before a path of the API in the URL; "" when the URL tells no host or has another path.
func (c *command) server(path string) string {
	if c == nil || path == "" {
		return ""
	}
	scheme, _, ok := strings.Cut(c.url, "://")
	if !ok || strings.Contains(scheme, "{") {
		return ""
	}
	sent, want := strings.Split(c.path(), "/"), strings.Split(path, "/")
	if len(sent) < len(want) {
		return ""
	}
	prefix := sent[:len(sent)-len(want)+1]
	for i, part := range want[1:] {
		if sent[len(prefix)+i] != part && !strings.ContainsAny(part, "{:") {
			return ""
		}
	}
	host, _, _ := strings.Cut(c.url[len(scheme)+len("://"):], "/")
	host, _, _ = strings.Cut(host, "?")
	return scheme + "://" + host + strings.Join(prefix, "/")
}

// query returns the parameters of the URL, in order.
func (c *command) query() [][2]string {
	_, raw, _ := strings.Cut(c.url, "?")
	return queryOf(raw)
}

// queryOf takes the query of a URL apart.
func queryOf(raw string) [][2]string {
	var out [][2]string
	raw, _, _ = strings.Cut(raw, "#")
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name == "" {
			continue
		}
		out = append(out, [2]string{unescaped(name), unescaped(value)})
	}
	return out
}

func unescaped(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}

// shellWords splits a command as a shell does.
func shellWords(text string) []string {
	var out []string
	var word strings.Builder
	inWord := false
	end := func() {
		if inWord {
			out = append(out, word.String())
			word.Reset()
			inWord = false
		}
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\'' || c == '"':
			inWord = true
			i = quotedWord(&word, text, i)
		case c == '\\' && i+1 < len(text):
			i++
			if text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			if text[i] != '\n' {
				inWord = true
				word.WriteByte(text[i])
			}
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			end()
		default:
			inWord = true
			word.WriteByte(c)
		}
	}
	end()
	return out
}

// quotedWord reads what is in quotes from place i on, and returns the place of the quote that ends it.
func quotedWord(word *strings.Builder, text string, i int) int {
	quote := text[i]
	for i++; i < len(text) && text[i] != quote; i++ {
		if quote == '"' && text[i] == '\\' && i+1 < len(text) && strings.IndexByte("\"\\$`\n", text[i+1]) >= 0 {
			i++
		}
		word.WriteByte(text[i])
	}
	return i
}
