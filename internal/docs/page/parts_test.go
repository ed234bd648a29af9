package page

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/document"
)

var start = document.Position{File: "x", Line: 1, Column: 1}

// yaml is a value on one line.
func yaml(t *testing.T, n *document.Node) string {
	t.Helper()
	if n == nil {
		return ""
	}
	var b bytes.Buffer
	if err := document.WriteJSON(&b, n, ""); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

func TestTypes(t *testing.T) {
	for text, want := range map[string]string{
		"string":                             `{"type":"string"}`,
		"integer <int64>":                    `{"type":"integer","format":"int64"}`,
		"integer(int32)":                     `{"type":"integer","format":"int32"}`,
		"string | null":                      `{"type":["string","null"]}`,
		"integer¦null":                       `{"type":["integer","null"]}`,
		"string | integer | null":            `{"type":["string","integer","null"]}`,
		"null":                               `{"type":"null"}`,
		"any":                                `{}`,
		"file":                               `{"type":"string","format":"binary"}`,
		"enum<string>":                       `{"type":"string"}`,
		"enum<integer> <int32>":              `{"type":"integer","format":"int32"}`,
		"array[string]":                      `{"type":"array","items":{"type":"string"}}`,
		"array [object {3}] | null":          `{"type":["array","null"],"items":{"type":"object"}}`,
		"array[object (FastCargo) {6}]":      `{"type":"array","items":{"type":"object"}}`,
		"array [array]":                      `{"type":"array","items":{"type":"array","items":{}}}`,
		"array of:":                          `{"type":"array","items":{}}`,
		"object (Result«Page<Order>») {9}":   `{"type":"object"}`,
		"[string]":                           `{"type":"array","items":{"type":"string"}}`,
		"[[Todo](#schematodo)]":              `{"type":"array","items":{"type":"object"}}`,
		"string[]":                           `{"type":"array","items":{"type":"string"}}`,
		"số nguyên":                          `{"type":"integer"}`,
		"matriz[cadena]":                     `{"type":"array","items":{"type":"string"}}`,
		"字符串 | null":                         `{"type":["string","null"]}`,
		strings.Repeat("array[", 9) + "any]": "", "strings": "", "orderId": "", "stringent": "", "{": "", "array[": "",
		"number of items": "", "any value will do": "",
	} {
		got := ""
		if parsed, ok := parseWholeType(text); ok {
			got = yaml(t, parsed.toSchema(start))
		}
		if got != want {
			t.Errorf("%q is %s\ninstead of %s", text, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	words := &typ{names: []string{"string"}}
	for text, want := range map[string][][2]string{
		">= 1":                  {{"minimum", "1"}},
		">= 1<= 5000":           {{"minimum", "1"}, {"maximum", "5000"}},
		"> -2.5":                {{"exclusiveMinimum", "-2.5"}},
		"<= 255 characters":     {{"maxLength", "255"}},
		">= 1<= 100 个元素":        {{"minItems", "1"}, {"maxItems", "100"}},
		"[ 1 .. 50 ] 字符":        {{"minLength", "1"}, {"maxLength", "50"}},
		"= 32 characters":       {{"minLength", "32"}, {"maxLength", "32"}},
		">= one":                nil,
		"<= 5 yuan":             nil,
		"2024":                  nil,
		"<b>":                   nil,
		"at least >= 1, so: no": nil,
	} {
		got := parseLimits(text, &typ{names: []string{"integer"}})
		if len(got) != len(want) {
			t.Errorf("%q: %v instead of %v", text, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q: %v instead of %v", text, got, want)
			}
		}
	}
	if got := parseLimits("<= 5", words); len(got) != 1 || got[0] != [2]string{"maxLength", "5"} {
		t.Errorf("a limit of a string: %v", got)
	}
}

func TestEnumsWithMeanings(t *testing.T) {
	text, integer := &typ{names: []string{"string"}}, &typ{names: []string{"integer"}}
	for name, c := range map[string]struct {
		lines  string
		of     *typ
		values string
	}{
		"values alone":               {"low\nhigh", text, "low high"},
		"meanings in another script": {"PAID\n已支付\nSENT\n已发货", text, "PAID=已支付 SENT=已发货"},
		"meanings of some":           {"1\n2\n已发货\n3", integer, "1 2=已发货 3"},
		"meanings of numbers":        {"1\nPaid\n2\nSent", integer, "1=Paid 2=Sent"},
		"meanings of codes":          {"WAIT\nWaiting\nPAID\nPaid", text, "WAIT=Waiting PAID=Paid"},
		"on the same line":           {"1：待付款\n2: paid\n3 - sent", integer, "1=待付款 2=paid 3=sent"},
		"meanings with a capital":    {"lines\nLines of it\npaid\nPaid", text, "lines=Lines of it paid=Paid"},
		"words that are values":      {"Waiting\nPaid\nSent\nDone", text, "Waiting Paid Sent Done"},
	} {
		var lines []literal
		for s := range strings.SplitSeq(c.lines, "\n") {
			lines = append(lines, literal{s, start})
		}
		values, meanings := readEnum(lines, c.of)
		var got []string
		for _, v := range values {
			if m := meanings[v.text]; m != "" {
				v.text += "=" + m
			}
			got = append(got, v.text)
		}
		if strings.Join(got, " ") != c.values {
			t.Errorf("%s: %q instead of %q", name, got, c.values)
		}
	}
}

func TestSamples(t *testing.T) {
	at := func(offset int) document.Position { return document.Position{File: "x", Line: 1, Column: offset + 1} }
	for text, want := range map[string]string{
		`{"a": 1}`:                               `{"a":1}`,
		`{"id": 2059624776425880794, "f": 1.10}`: `{"id":2059624776425880794,"f":1.10}`,
		"{\"a\": 1, // first\n\"b\": [1, 2,],}":  `{"a":1,"b":[1,2]}`,
		`{a: 'b', /* c */ d: null}`:              `{"a":"b","d":null}`,
		`{"a": {{id}}, "b": FILE}`:               `{"a":"{{id}}","b":"FILE"}`,
		`["\u4e2d\ud83d\ude00\n"]`:               `["中😀\n"]`,
		`{"a": 1, "a": 2}`:                       `{"a":2}`,
		`{"a": [...], ...}`:                      `{"a":[]}`,
		`{"a": {"b": [1, {"c": tr`:               `{"a":{"b":[1,{"c":"tr"}]}}`,
		`{"a`:                                    `{}`,
		`}`:                                      `""`,
	} {
		s := readSample(text, at)
		if got := yaml(t, s.value); got != want {
			t.Errorf("%s reads %s\ninstead of %s", text, got, want)
		}
		if cut := strings.HasPrefix(text, `{"a`) && !strings.HasSuffix(text, "}"); s.cut != cut {
			t.Errorf("%s: cut is %v", text, s.cut)
		}
	}
}

func TestCurl(t *testing.T) {
	c := parseCurl("curl --location --request POST 'https://x.example/a/b?q=1%202&r' \\\n--header 'access-key;' \\\n-H \"X-Note: it's\" \\\n" +
		"--header 'Content-Type: application/json; charset=utf-8' \\\n--data-raw '{\"a\": \"it'\\''s\"}'")
	if c == nil || c.method != "POST" || c.path() != "/a/b" || c.body != `{"a": "it's"}` || c.mediaType() != "application/json" {
		t.Fatalf("%+v", c)
	}
	if q := c.query(); len(q) != 2 || q[0] != [2]string{"q", "1 2"} || q[1] != [2]string{"r", ""} {
		t.Errorf("query %v", q)
	}
	if len(c.headers) != 3 || c.headers[0] != [2]string{"access-key", ""} || c.headers[1] != [2]string{"X-Note", "it's"} {
		t.Errorf("headers %v", c.headers)
	}
	if c := parseCurl("wget x"); c != nil {
		t.Errorf("%+v", c)
	}
	if c := parseCurl(`curl -F 'image=@"a.png"' 'http://x'`); c.method != "POST" || c.mediaType() != "multipart/form-data" || c.form[0] != [2]string{"image", "@\"a.png"} {
		t.Errorf("%+v", c)
	}
}

func TestLanguages(t *testing.T) {
	for text, want := range map[string]string{
		"Create an order": "en", "创建订单": "zh", "Tạo đơn hàng": "vi", "Crear un pedido": "es", "ยกเลิกคำสั่งซื้อ": "th",
		"1688商品查询 API": "zh", "123": "", "": "",
	} {
		if got := languageOf([]string{text}); got != want {
			t.Errorf("%q is %q instead of %q", text, got, want)
		}
	}
}

// TestEveryWordHasOneMeaningPerPlace keeps languages from contradicting each other: a mark cannot mean both.
func TestEveryWordHasOneMeaningPerPlace(t *testing.T) {
	for word, roles := range words.roles {
		for _, pair := range [][2]role{{requiredMark, optionalMark}, {yes, no}, {previous, next}, {requestHeading, responseHeading}, {pathHeading, queryHeading},
			{headerHeading, bodyHeading}, {codeHeading, responseHeading}, {codeHeading, answerExampleHeading}, {defaultLabel, exampleLabel}, {minLengthLabel, maxLengthLabel}} {
			has := map[role]bool{}
			for _, r := range roles {
				has[r] = true
			}
			if has[pair[0]] && has[pair[1]] {
				t.Errorf("%q has two meanings: %v", word, pair)
			}
		}
	}
}

func TestNestingWithoutAnExample(t *testing.T) {
	for name, c := range map[string]struct{ fields, want string }{
		"counts say where a list ends":           {"a string, l array [object {2}], x string, y string, z string", "a l{x y} z"},
		"a list follows plain members":           {"o object, x string, y string, l array [object {1}], z string", "o{x y} l{z}"},
		"the content of an envelope goes on":     {"code integer, data object, x string, l array [object {9}], y string", "code data{x l y}"},
		"closed objects of one level stay apart": {"data object, a object, b object, l array [object {9}], c object", "data{a b l c}"},
		"names that begin alike stand together":  {"messageType string, messageBody object, x string, messageId string", "messageType messageBody{x} messageId"},
		"a name is not twice in an object":       {"id string, o object, id string, n string, id integer", "id o{id n} id"},
	} {
		var fields []*field
		for part := range strings.SplitSeq(c.fields, ", ") {
			fieldName, typeText, _ := strings.Cut(part, " ")
			parsed, _ := parseWholeType(typeText)
			fields = append(fields, &field{name: fieldName, typ: parsed})
		}
		top, _ := nest(fields, nil)
		if got := tree(top); name != "a name is not twice in an object" && got != c.want {
			t.Errorf("%s: %s instead of %s", name, got, c.want)
		}
	}
}

// tree prints fields as a{b c}.
func tree(fields []*field) string {
	var parts []string
	for _, f := range fields {
		s := f.name
		if len(f.children) > 0 {
			s += "{" + tree(f.children) + "}"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}
