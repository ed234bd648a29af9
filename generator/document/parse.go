package document

import (
	"strings"
	"unicode/utf8"
)

// parse reads a file: JSON by its name or its first character, YAML otherwise.
func parse(name string, data []byte, left *budget) (*Node, Errors) {
	start := Position{File: name, Line: 1, Column: 1}
	if !utf8.Valid(data) {
		bad := 0
		for bad < len(data) {
			r, size := utf8.DecodeRune(data[bad:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			bad += size
		}
		before := string(data[:bad])
		start.Line += strings.Count(before, "\n")
		start.Column += bad - (strings.LastIndexByte(before, '\n') + 1)
		return nil, Errors{errorf(start, "syntax", "byte %#02x is not UTF-8 text: save the file as UTF-8", data[bad])}
	}
	text := string(data)
	trimmed := strings.TrimLeft(strings.TrimPrefix(text, "\ufeff"), " \t\r\n")
	isJSON := strings.HasSuffix(strings.ToLower(name), ".json")
	if !isJSON && !strings.HasPrefix(trimmed, "{") {
		return parseYAML(name, text, left)
	}
	nodes := left.nodes
	root, errs := parseJSON(name, strings.TrimPrefix(text, "\ufeff"), left)
	if len(errs) == 0 || isJSON {
		if len(errs) > 0 {
			root = nil
		}
		return root, errs
	}
	if !hasRule(errs, "syntax") {
		return nil, errs
	}
	// YAML's flow style also begins with a brace.
	left.nodes = nodes
	if root, yerrs := parseYAML(name, text, left); len(yerrs) == 0 {
		return root, nil
	}
	return nil, errs
}

func hasRule(errs Errors, rule string) bool {
	for _, e := range errs {
		if e.Rule == rule {
			return true
		}
	}
	return false
}
