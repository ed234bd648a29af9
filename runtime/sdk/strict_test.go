package sdk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

// A value that cannot be read is an error wherever it travels, and a value that comes twice, too.
func TestQueryFormAndJSONAreReadAlike(t *testing.T) {
	kinds := map[string]struct {
		param func(Param)
		json  func(*Decoder)
	}{
		"integer": {func(p Param) { p.Int64() }, func(d *Decoder) { d.Int64() }},
		"number":  {func(p Param) { p.Float64() }, func(d *Decoder) { d.Float64() }},
		"decimal": {func(p Param) { p.Decimal() }, func(d *Decoder) { d.Decimal() }},
		"boolean": {func(p Param) { p.Bool() }, func(d *Decoder) { d.Bool() }},
	}
	values := map[string]bool{"1": true, "": false, " ": false, "x": false, "1 2": false}
	fields := NewFields("v")
	read := func(d *Decoder, value func(*Decoder)) {
		var j runtime.JSON
		if d.Object(fields, &j) {
			for d.Next() == 0 {
				value(d)
			}
		}
	}
	for kind, as := range kinds {
		for value, fine := range values {
			if kind == "boolean" && value == "1" {
				value = "true"
			}
			v := url.QueryEscape(value)
			for name, message := range map[string]string{
				"query": "v=" + v, "form": "v=" + v, "JSON": `{"v":"` + value + `"}`,
				"query twice": "v=" + v + "&v=" + v, "form twice": "v=" + v + "&v=" + v, "JSON twice": `{"v":"` + value + `","v":"` + value + `"}`,
			} {
				op := &Operation{}
				r := &RequestReader{}
				where, twice := strings.CutSuffix(name, " twice")
				switch where {
				case "query":
					r.Reset(op, &http.Request{URL: &url.URL{RawQuery: message}, Header: http.Header{}}, nil, nil, nil)
					as.param(r.Query("v"))
				case "form":
					op.ContentTypes = []string{formType}
					r.Reset(op, &http.Request{Header: http.Header{"Content-Type": {formType}}}, nil, nil, []byte(message))
					read(r.Form(), as.json)
				default:
					r.Reset(op, &http.Request{Header: http.Header{"Content-Type": {jsonType}}}, nil, nil, []byte(message))
					read(r.Body(), as.json)
				}
				err := r.Err()
				if (err == nil) != (fine && !twice) {
					t.Errorf("%s, %s of %q: %v", kind, name, value, err)
				}
				if refusal, ok := err.(*Refusal); err != nil && (!ok || refusal.Status != 400 || !strings.Contains(refusal.Message, "v")) {
					t.Errorf("%s, %s of %q: %v", kind, name, value, err)
				}
			}
		}
	}
}

func TestStrictDecodersWantReadableText(t *testing.T) {
	inner := NewFields("name").Require("name")
	for text, want := range map[string]string{
		`{"to":"{\"name\":\"A\"}"}`:               "",
		`{"to":{"name":"A"}}`:                     "", // the value itself
		`{"to":"garbage"}`:                        "to: malformed JSON",
		`{"to":""}`:                               "to: malformed JSON",
		`{"to":"null"}`:                           "to: expected the JSON text of a value",
		`{"to":"5"}`:                              "to: expected object, got number",
		`{"to":"{\"name\":\"A\"} x"}`:             "to: expected the JSON text of a value",
		`{"to":"{\"nam\":\"A\"}"}`:                "to.name: required, but missing",
		`{"to":"{\"name\":{}}"}`:                  "to.name: expected string, got object",
		`{"to":"{\"name\":\"A\",\"name\":\"\"}"}`: "to.name: given more than once",
		`{"to":null}`:                             "to: required, must not be null",
	} {
		for _, required := range []bool{true, false} {
			fields := NewFields("to")
			if required {
				fields.Require("to")
			}
			d := NewDecoder([]byte(text))
			d.SetStrict(true)
			var j runtime.JSON
			if d.Object(fields, &j) {
				for d.Next() == 0 {
					DecodeText(d, func(d *Decoder) (name string) {
						var j runtime.JSON
						if d.Object(inner, &j) {
							for d.Next() == 0 {
								name = d.String()
							}
						}
						return name
					})
				}
			}
			switch err := d.Finish(); {
			case !required && err != nil:
				t.Errorf("%s, optional: %v", text, err)
			case required && want == "" && err != nil, required && want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)):
				t.Errorf("%s: %v, want %q", text, err, want)
			}
			if !required && want != "" && text != `{"to":null}` && j.Unknown["to"] == nil {
				t.Errorf("%s, optional: the text is lost", text)
			}
		}
	}
}
