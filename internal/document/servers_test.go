package document

import (
	"strings"
	"testing"
)

// Servers are reached by HTTP, or lie where the document does.
func TestServersAreOfHTTP(t *testing.T) {
	for server, wrong := range map[string]bool{
		"{url: 'https://api.example.com'}":        false,
		"{url: 'HTTP://api.example.com:8080/v1'}": false,
		"{url: /v1}":                 false,
		"{url: v1}":                  false,
		"{url: '//api.example.com'}": false,
		"{url: '{host}/v1', variables: {host: {default: 'https://api.example.com'}}}":                                            false,
		"{url: '{scheme}://api.example.com', variables: {scheme: {default: https, enum: [https, http]}}}":                        false,
		"{url: 'https://{a}:{port}', variables: {a: {default: api.example.com}, port: {default: '443', enum: ['443', '8443']}}}": false,
		"{url: 'javascript:alert(1)'}":                                         true,
		"{url: ' JavaScript:alert(1)'}":                                        true,
		`{url: "java\tscript:alert(1)"}`:                                       true,
		"{url: 'file:///etc/passwd'}":                                          true,
		"{url: 'data:text/html,x'}":                                            true,
		"{url: 'ftp://files.example.com'}":                                     true,
		"{url: '{host}', variables: {host: {default: 'javascript:alert(1)'}}}": true,
		"{url: '{scheme}://x', variables: {scheme: {default: https, enum: [https, javascript]}}}": true,
		"{url: '{a}script:x', variables: {a: {default: java}}}":                                   true,
		"{url: 'api.example.com:8080/v1'}":                                                        true,
	} {
		for place, text := range map[string]string{
			"document":  "servers: [SERVER]\npaths: {}\n",
			"path":      "paths: {/a: {servers: [SERVER], get: {responses: {'200': {description: d}}}}}\n",
			"operation": "paths: {/a: {get: {servers: [SERVER], responses: {'200': {description: d}}}}}\n",
			"link":      "paths: {/a: {get: {responses: {'200': {description: d, links: {l: {operationRef: '#/paths/~1a/get', server: SERVER}}}}}}}\n",
		} {
			root, err := Parse("a.yaml", []byte("openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\n"+strings.Replace(text, "SERVER", server, 1)))
			if err != nil {
				t.Fatal(err)
			}
			found := Validate(t.Context(), root)
			if wrong != (len(found) > 0) || wrong && (found[0].Rule != "server-url" || !strings.Contains(found[0].Message, "is none of HTTP")) {
				t.Errorf("%s, of the %s: %v", server, place, found)
			}
		}
	}
}
