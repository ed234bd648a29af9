package document

import (
	"strings"
	"unicode/utf8"
)

// Parse reads one file that is not part of a document, for example a configuration: JSON by its name or its first
// character, YAML otherwise. References are data like everything else. The error is Errors.
func Parse(name string, data []byte) (*Node, error) {
	if len(data) > maxFileSize {
		return nil, Errors{errorf(Position{File: name, Line: 1, Column: 1}, "limit", "the file is larger than %d MiB", maxFileSize>>20)}
	}
	root, errs := parse(name, data, newBudget())
	return root, errs.err()
}

// parse reads a file of a document; root is nil when there are findings.
func parse(name string, data []byte, left *budget) (*Node, Errors) {
	if !utf8.Valid(data) {
		return nil, Errors{notText(name, data)}
	}
	text := string(data)
	body := strings.TrimPrefix(text, "\ufeff")
	isJSON := strings.HasSuffix(strings.ToLower(name), ".json")
	if !isJSON && !strings.HasPrefix(strings.TrimLeft(body, " \t\r\n"), "{") {
		return parseYAML(name, text, left)
	}
	nodes := left.nodes
	root, errs := parseJSON(name, body, left)
	switch {
	case len(errs) == 0:
		return root, nil
	case isJSON || !hasRule(errs, "syntax"):
		return nil, errs
	}
	// YAML's flow style also begins with a brace.
	left.nodes = nodes
	if root, yamlErrs := parseYAML(name, text, left); len(yamlErrs) == 0 {
		return root, nil
	}
	return nil, errs
}

// notText finds the first byte that is not UTF-8.
func notText(name string, data []byte) *Error {
	pos := Position{File: name, Line: 1, Column: 1}
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			break
		}
		pos.Column += size
		if r == '\n' {
			pos.Line++
			pos.Column = 1
		}
		data = data[size:]
	}
	return errorf(pos, "syntax", "byte %#02x is not UTF-8 text: save the file as UTF-8", data[0])
}

func hasRule(errs Errors, rule string) bool {
	for _, e := range errs {
		if e.Rule == rule {
			return true
		}
	}
	return false
}
