package extension

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pandapon/pandagen/internal/document"
)

// parsers read each extension as the generator does, and return what is wrong with it.
var parsers = map[string]func(*document.Node) document.Errors{
	"x-envelope": func(n *document.Node) document.Errors { _, errs := ParseEnvelope(n); return errs },
	"x-retry":    func(n *document.Node) document.Errors { _, errs := ParseRetry(n); return errs },
	"x-paging":   func(n *document.Node) document.Errors { _, errs := ParsePaging(n); return errs },
	"x-source":   func(n *document.Node) document.Errors { _, errs := ParseSource(n); return errs },
	"x-docs":     func(n *document.Node) document.Errors { _, errs := ParseDocs(n); return errs },
	"x-unit":     func(n *document.Node) document.Errors { _, errs := ParseUnit(n); return errs },
	"x-enum-descriptions": func(n *document.Node) document.Errors {
		_, errs := ParseEnumDescriptions(n, []string{"1", "paid"})
		return errs
	},
	"x-enum-varnames": func(n *document.Node) document.Errors {
		_, errs := ParseEnumVarNames(n, []string{"1", "paid"})
		return errs
	},
	"x-units":        func(n *document.Node) document.Errors { _, errs := ParseUnits(n); return errs },
	"x-times":        func(n *document.Node) document.Errors { _, errs := ParseTimes(n); return errs },
	"x-go document":  func(n *document.Node) document.Errors { _, errs := ParseGoDocument(n); return errs },
	"x-go operation": func(n *document.Node) document.Errors { _, errs := ParseGoOperation(n); return errs },
	"x-go schema":    func(n *document.Node) document.Errors { _, errs := ParseGoSchema(n); return errs },
	"x-go scheme":    func(n *document.Node) document.Errors { _, errs := ParseGoSecurityScheme(n); return errs },
}

// Each case is an extension and what is wrong with it: nothing when the last word is empty. Unless lax is set, the published
// JSON Schema judges it alike.
var cases = []struct {
	extension, text, wrong string
	lax                    bool
}{
	{extension: "x-envelope", text: `{code: code, message: msg, data: data, request-id: requestId, success: [200, "0"], rejected: []}`},
	{extension: "x-envelope", text: `{outcome: {success: data.success, code: data.errorCode, message: data.errorInfo}}`},
	{extension: "x-envelope", text: `null`},
	{extension: "x-envelope", text: `{requestId: a}`, wrong: `a.yaml:1:2: x-envelope: unknown member "requestId": did you mean "request-id"?`},
	{extension: "x-envelope", text: `{code: 1}`, wrong: `code is a number: it must be a string, quote it`},
	{extension: "x-envelope", text: `{code: ""}`, wrong: `code is empty: give it a value or leave it out`},
	{extension: "x-envelope", text: `{success: 200}`, wrong: `success is a number: it must be a list, such as [200]`},
	{extension: "x-envelope", text: `{success: [true]}`, wrong: `success holds a boolean: codes are strings or numbers`},
	{extension: "x-envelope", text: `{outcome: {code: data.x}}`, wrong: `outcome has no success`},
	{extension: "x-envelope", text: `{outcome: {success: data..x}}`, wrong: `has an empty step`},
	{extension: "x-envelope", text: `[]`, wrong: `an array where an object belongs`},
	{extension: "x-retry", text: `safe`},
	{extension: "x-retry", text: `never`},
	{extension: "x-retry", text: `{idempotent-with: outOrderId}`},
	{extension: "x-retry", text: `save`, wrong: `unknown rule "save": did you mean "safe"?`},
	{extension: "x-retry", text: `{idempotent_with: a}`, wrong: `unknown member "idempotent_with": did you mean "idempotent-with"?`},
	{extension: "x-retry", text: `{}`, wrong: `no rule given`},
	{extension: "x-retry", text: `true`, wrong: `a boolean is no rule`},
	{extension: "x-paging", text: `{page: pageNo, size: pageSize, total: page.total, items: page.rows}`},
	{extension: "x-paging", text: `{size: pageSize}`, wrong: `page is missing`},
	{extension: "x-paging", text: `{page: p, item: rows}`, wrong: `unknown member "item": did you mean "items"?`},
	{extension: "x-source", text: `{page: "https://example.org/a", title: A, titleZh: 一, date: 2025-02-24, evidence: upstream, note: N}`},
	{extension: "x-source", text: `{page: doc-1}`, wrong: `page "doc-1" is no address: begin with https://`},
	{extension: "x-source", text: `{evidence: documentd}`, wrong: `unknown evidence "documentd": did you mean "documented"?`},
	{extension: "x-source", text: `{title_zh: 一}`, wrong: `unknown member "title_zh": did you mean "titleZh"?`},
	{extension: "x-docs", text: `{pages: pages.yaml, missing: missing.yaml}`},
	{extension: "x-docs", text: `{pages: pages.yaml}`, wrong: `missing is missing: name the file, such as missing.yaml`},
	{extension: "x-docs", text: `{pages: [], missing: m.yaml}`, wrong: `pages is an array: it must be a string, quote it`},
	{extension: "x-docs", text: `{pages: p.yaml, missing: m.yaml, page: p.yaml}`, wrong: `unknown member "page": did you mean "pages"?`},
	{extension: "x-units", text: `{yuan: {go: Yuan, kind: decimal}, fen: {go: Fen, kind: integer, of: yuan, ratio: 1/100}, wan: {of: yuan, ratio: 10000}, pieces: {}}`},
	{extension: "x-units", text: `[fen]`, wrong: `an array where an object belongs`},
	{extension: "x-units", text: `{unknown: {}}`, wrong: `unknown is no unit`},
	{extension: "x-units", text: `{fen: {go: fen, kind: integer}}`, wrong: `go "fen" is not an exported Go name`},
	{extension: "x-units", text: `{fen: {go: Fen}}`, wrong: `fen needs a kind`},
	{extension: "x-units", text: `{fen: {go: Fen, kind: float}}`, wrong: `fen needs a kind: integer when its amounts are whole, else decimal`},
	{extension: "x-units", text: `{fen: {kind: integer}}`, wrong: `fen has a kind and no Go type`},
	{extension: "x-units", text: `{yuan: {}, fen: {of: yuan}}`, wrong: `fen has only one of ratio and of`},
	{extension: "x-units", text: `{yuan: {}, fen: {of: yuan, ratio: -1}}`, wrong: `ratio "-1" is no positive fraction`},
	{extension: "x-units", text: `{yuan: {}, fen: {of: yuan, ratio: 0/1}}`, wrong: `ratio "0/1" is no positive fraction`, lax: true},
	{extension: "x-units", text: `{yuan: {}, fen: {of: yuan, ratio: 1/0}}`, wrong: `ratio "1/0" is no positive fraction`, lax: true},
	{extension: "x-units", text: `{yuan: {}, fen: {of: yaun, ratio: 1/100}}`, wrong: `fen is counted in "yaun", which is not declared: did you mean "yuan"?`, lax: true},
	{extension: "x-units", text: `{a: {of: b, ratio: 2}, b: {of: a, ratio: 2}}`, wrong: `a is counted in itself`, lax: true},
	{extension: "x-units", text: `{a: {go: A, kind: integer}, b: {go: A, kind: integer}}`, wrong: `a and b have the Go type A both`, lax: true},
	{extension: "x-units", text: `{a: {go: A, kind: integer}, b: {of: a, ratio: 9223372036854775807}, c: {go: C, kind: integer, of: b, ratio: 3}}`, wrong: `does not fit 64 bits`, lax: true},
	{extension: "x-times", text: `{forms: [yyyyMMddHHmmssSSSZ, 'yyyy-MM-dd HH:mm:ss', unix-ms, unix-s], zone: Asia/Shanghai, x-source: {evidence: inferred}}`},
	{extension: "x-times", text: `{forms: ['yyyy-MM-ddTHH:mm:ssXXX']}`},
	{extension: "x-times", text: `{forms: []}`, wrong: `no forms`},
	{extension: "x-times", text: `{forms: ['yyyy-MM-dd']}`, wrong: `form "yyyy-MM-dd" names no zone`, lax: true},
	{extension: "x-times", text: `{forms: ['yyyy-MM-dd'], zone: China}`, wrong: `zone "China" is none of the IANA time zones`, lax: true},
	{extension: "x-times", text: `{forms: ['yyyy-MM-dd'], zone: Local}`, wrong: `zone "Local" is none`, lax: true},
	{extension: "x-times", text: `{forms: [unix-ms, yyyyMMddHHmmss, HHmmss], zone: Asia/Shanghai}`, wrong: `form "HHmmss" has no yyyy`, lax: true},
	{extension: "x-times", text: `{forms: ['yyyy-mm-dd'], zone: Asia/Shanghai}`, wrong: `form "yyyy-mm-dd" has no MM`, lax: true},
	{extension: "x-times", text: `{forms: ['dd MMM yyyy'], zone: Asia/Shanghai}`, wrong: `form "dd MMM yyyy" has "M"`, lax: true},
	{extension: "x-times", text: `{forms: ['yyyy-MM-dd', 'dd.MM.yyyy', 'yyyy-dd-MM'], zone: Asia/Shanghai}`, wrong: `a text may have the form "yyyy-dd-MM" or "yyyy-MM-dd"`, lax: true},
	{extension: "x-times", text: `{forms: ['ssmmHHddMMyyyy', 'yyyyMMddHHmmss'], zone: Asia/Shanghai}`, wrong: `leave one of them out`, lax: true},
	{extension: "x-times", text: `{form: unix-ms}`, wrong: `unknown member "form": did you mean "forms"?`},
	{extension: "x-go document", text: `{ids: {OrderID: An order., LineID: A line of one.}}`},
	{extension: "x-go document", text: `{ids: [OrderID]}`, wrong: `no ids`},
	{extension: "x-go document", text: `{ids: {orderID: An order.}}`, wrong: `id "orderID" is not an exported Go name`},
	{extension: "x-go document", text: `{ids: {OrderID: ""}}`, wrong: `OrderID is empty`},
	{extension: "x-go schema", text: `{id: OrderID, name: ID}`},
	{extension: "x-go schema", text: `{id: orderID}`, wrong: `id "orderID" is not an exported Go name`},
	{extension: "x-go schema", text: `{id: OrderID, type: string}`, wrong: `id and type stand side by side`},
	{extension: "x-unit", text: `fen`},
	{extension: "x-unit", text: `1`, wrong: `a number is no unit`},
	{extension: "x-enum-descriptions", text: `{"1": One., paid: Paid.}`},
	{extension: "x-enum-descriptions", text: `{"1": 2}`, wrong: `the meaning of "1" is a number: it must be a string`},
	{extension: "x-enum-descriptions", text: `{payd: Paid.}`, wrong: `the enum has no value "payd": did you mean "paid"?`, lax: true},
	{extension: "x-enum-varnames", text: `[One, Paid]`},
	{extension: "x-enum-varnames", text: `[One, paid]`, wrong: `"paid" is not an exported Go name`},
	{extension: "x-enum-varnames", text: `{"1": One}`, wrong: `an object where a list belongs`},
	{extension: "x-enum-varnames", text: `[One]`, wrong: `1 names for 2 values`, lax: true},
	{extension: "x-go operation", text: `{service: Alibaba.Refunds, method: Get}`},
	{extension: "x-go operation", text: `{method: get}`, wrong: `method "get" is not an exported Go name`},
	{extension: "x-go operation", text: `{service: Alibaba..Refunds}`, wrong: `is not made of exported Go names`},
	{extension: "x-go operation", text: `{service: Alibaba.Refunds, metod: Get}`, wrong: `did you mean "method"?`},
	{extension: "x-go operation", text: `{name: Get}`, wrong: `unknown member "name": use "service" or "method"`, lax: true},
	{extension: "x-go schema", text: `{name: OrderID, type: time.Duration, pointer: true}`},
	{extension: "x-go schema", text: `{type: example.org/a-b/money.Amount}`},
	{extension: "x-go schema", text: `{name: Order ID}`, wrong: `name "Order ID" is not an exported Go name`},
	{extension: "x-go schema", text: `{pointer: yes please}`, wrong: `pointer is a string: it must be true or false`},
	{extension: "x-go schema", text: `{type: "chan int"}`, wrong: `is no Go type that can be used here`, lax: true},
	{extension: "x-go scheme", text: `{secret: AccessSecret}`},
	{extension: "x-go scheme", text: `{env: ACME_2}`},
	{extension: "x-go scheme", text: `{env: acme}`, wrong: `env "acme" does not begin the names of environment variables`},
	{extension: "x-go scheme", text: `{env: ACME_}`, wrong: `env "ACME_" does not begin the names of environment variables`},
	{extension: "x-go scheme", text: `{secret: access}`, wrong: `secret "access" is not an exported Go name`},
}

func TestParse(t *testing.T) {
	for _, c := range cases {
		t.Run(c.extension+" "+c.text, func(t *testing.T) {
			errs := parsers[c.extension](parse(t, c.text))
			switch {
			case c.wrong == "" && len(errs) > 0:
				t.Errorf("errors: %v", errs)
			case c.wrong != "" && !strings.Contains(errs.Error(), c.wrong):
				t.Errorf("errors %q lack %q", errs.Error(), c.wrong)
			}
			for _, e := range errs {
				if e.Pos.Line != 1 || e.Rule != Rule {
					t.Errorf("error %v has rule %q", e, e.Rule)
				}
			}
		})
	}
}

func TestSchemasJudgeAsTheParsersDo(t *testing.T) {
	for _, c := range cases {
		if c.lax {
			continue
		}
		name, _, _ := strings.Cut(c.extension, " ")
		if err := compile(t, name).Validate(plain(t, c.text)); (err == nil) != (c.wrong == "") {
			t.Errorf("%s %s: schema says %v, the parser says %q", name, c.text, err, c.wrong)
		}
	}
}

func TestEverySchemaIsOne(t *testing.T) {
	files, err := fs.Glob(Schemas(), "x-*.json")
	if err != nil || len(files) < 7 {
		t.Fatalf("%d schemas: %v", len(files), err)
	}
	for _, f := range files {
		compile(t, strings.TrimSuffix(f, ".json"))
	}
}

func TestNothingDeclaredIsNoError(t *testing.T) {
	for name, parse := range parsers {
		if errs := parse(nil); len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

func TestMergeChangesSingleMembers(t *testing.T) {
	base, _ := ParseEnvelope(parse(t, `{code: code, message: msg, data: data, success: [200], rejected: [1]}`))
	over, _ := ParseEnvelope(parse(t, `{data: result, rejected: [], outcome: {success: result.ok}}`))
	m := base.Merge(over)
	if m.Code != "code" || m.Message != "msg" || m.Data != "result" || len(m.Success) != 1 || len(m.Rejected) != 0 || m.Outcome == nil {
		t.Errorf("merged: %+v", m)
	}
	if base.Data != "data" || base.Outcome != nil {
		t.Errorf("the base changed: %+v", base)
	}
	none, _ := ParseEnvelope(parse(t, `null`))
	if !base.Merge(none).None || base.Merge(nil) != base || (*Envelope)(nil).Merge(over) != over {
		t.Error("null, nothing and no base are not as they should be")
	}
}

func parse(t *testing.T, text string) *document.Node {
	t.Helper()
	n, err := document.Parse("a.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	data, err := fs.ReadFile(Schemas(), name+".json")
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(data) {
		t.Fatalf("%s is no JSON", name)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
