package docs_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/internal/docs"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/spec"
)

func TestEveryPageOfPandaPonIsAccountedFor(t *testing.T) {
	report, err := docs.Status(t.Context(), document.FromFS(spec.FS(), spec.Entry, "spec"))
	if err != nil {
		t.Fatal(err)
	}
	want := docs.Summary{Navigation: 75, Others: 3, Captured: 22, Partial: 30, Missing: 26}
	if report.Summary != want || len(report.Pages) != 78 {
		t.Errorf("got %v, %d pages\nwant %v", report.Summary, len(report.Pages), want)
	}
	webhooks := 0
	for _, p := range report.Pages {
		if p.Title == "" || p.Section == "" || p.Evidence == "" || p.Position == "" {
			t.Errorf("incomplete: %+v", p)
		}
		if p.State != docs.Missing && (p.Path == "" || p.URL == "") {
			t.Errorf("described without path or page: %+v", p)
		}
		if (p.State == docs.Captured) != (p.Lacks == "") {
			t.Errorf("%s, and it lacks %q: %s", p.State, p.Lacks, p.Title)
		}
		if p.Webhook {
			webhooks++
		}
	}
	if webhooks != 6 {
		t.Errorf("%d messages", webhooks)
	}
}

func TestDocumentWithoutNavigationHasThePagesOfItsOperations(t *testing.T) {
	report, err := docs.Status(t.Context(), document.FromFS(spec.FS(), spec.EntryV2, "spec"))
	if err != nil {
		t.Fatal(err)
	}
	if s := report.Summary; s.Others != 25 || s.Navigation != 0 || s.Missing != 0 || s.Captured == 0 || s.Partial == 0 {
		t.Errorf("%+v", s)
	}
	if got := report.Summary.String(); !strings.HasPrefix(got, "pages: 25; captured: ") {
		t.Error(got)
	}
}

const openAPI = `openapi: 3.1.0
info: {title: T, version: '1'}
x-docs: {pages: pages.yaml, missing: missing.yaml}
paths:
  /orders:
    get:
      operationId: orderList
      tags: [Orders]
      summary: List of orders
      x-source: {page: 'https://example.com/1', date: '2025-01-02', evidence: documented}
      x-go: {service: Orders, method: List}
      responses:
        '200': {description: ok, content: {application/json: {schema: {properties: {data: {$ref: '#/components/schemas/Orders'}}}}}}
    post:
      operationId: orderCreate
      tags: [Orders]
      summary: Order
      x-source: {page: 'https://example.com/2', title: Create an order, titleZh: 创建订单, evidence: inferred}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {allOf: [{type: object}, {properties: {data: {x-source: {evidence: unknown}}}}]}}}}
webhooks:
  ORDER_CHANGED:
    post:
      operationId: orderChanged
      tags: [Messages]
      summary: An order has changed
      x-source: {evidence: documented}
      responses: {'200': {description: ok}}
components:
  schemas:
    Order: {type: object, x-source: {evidence: upstream}}
    Orders: {type: array, items: {$ref: '#/components/schemas/Orders'}}
`

const pages = `navigation:
  - section: Orders
    pages:
      - {title: Create an order, operation: orderCreate}
      - {title: Cancel an order}
  - section: Messages
    pages:
      - {title: An order has changed, webhook: ORDER_CHANGED}
others:
  - section: Orders
    pages:
      - {operation: orderList}
`

const missing = `- title: Cancel an order
  section: Orders
  method: POST
  page: https://example.com/3
  missing: path, answer
`

// status is that of the document above with other files beside it.
func status(t *testing.T, pages, missing string) (*docs.Report, error) {
	t.Helper()
	files := fstest.MapFS{"openapi.yaml": {Data: []byte(openAPI)}, "pages.yaml": {Data: []byte(pages)}}
	if missing != "" {
		files["missing.yaml"] = &fstest.MapFile{Data: []byte(missing)}
	}
	return docs.Status(t.Context(), document.FromFS(files, "openapi.yaml", ""))
}

func TestPagesStandInTheOrderOfTheNavigationWithTheirState(t *testing.T) {
	report, err := status(t, pages, missing)
	if err != nil {
		t.Fatal(err)
	}
	want := []docs.Page{
		{
			State: docs.Partial, Section: "Orders", Title: "Create an order", TitleZh: "创建订单", Navigation: true,
			Operation: "orderCreate", HTTPMethod: "POST", Path: "/orders", URL: "https://example.com/2", Evidence: "inferred",
			Lacks: "operation inferred, request upstream, answer unknown", Position: "openapi.yaml:14:5",
		},
		{
			State: docs.Missing, Section: "Orders", Title: "Cancel an order", Navigation: true, HTTPMethod: "POST",
			URL: "https://example.com/3", Evidence: "unknown", Lacks: "path, answer", Position: "missing.yaml:1:3",
		},
		{
			State: docs.Captured, Section: "Messages", Title: "An order has changed", Navigation: true, Webhook: true,
			Operation: "orderChanged", HTTPMethod: "POST", Path: "ORDER_CHANGED", Evidence: "documented", Position: "openapi.yaml:24:5",
		},
		{
			State: docs.Captured, Section: "Orders", Title: "List of orders", Operation: "orderList", Method: "Orders.List",
			HTTPMethod: "GET", Path: "/orders", URL: "https://example.com/1", Date: "2025-01-02", Evidence: "documented",
			Position: "openapi.yaml:6:5",
		},
	}
	if len(report.Pages) != len(want) {
		t.Fatalf("%d pages", len(report.Pages))
	}
	for i, p := range report.Pages {
		if p != want[i] {
			t.Errorf("got  %+v\nwant %+v", p, want[i])
		}
	}
	if want := (docs.Summary{Navigation: 3, Others: 1, Captured: 2, Partial: 1, Missing: 1}); report.Summary != want {
		t.Errorf("%+v", report.Summary)
	}
}

func TestPageThatIsNeitherDescribedNorMissingIsUnlisted(t *testing.T) {
	report, err := status(t, pages, "[]")
	if err != nil {
		t.Fatal(err)
	}
	if p := report.Pages[1]; p.State != docs.Unlisted || p.Position != "pages.yaml:5:9" || report.Summary.Unlisted != 1 {
		t.Errorf("%+v %+v", p, report.Summary)
	}
	if got := report.Summary.String(); got != "pages: 3 in the navigation, 1 beside it; captured: 2, partial: 1, missing: 0, unlisted: 1" {
		t.Error(got)
	}
}

func TestFilesThatDoNotFitTogether(t *testing.T) {
	for _, test := range []struct {
		name           string
		pages, missing string
		want           string
	}{
		{"unknown operation", strings.Replace(pages, "operation: orderList", "operation: orderLst", 1), missing,
			`pages.yaml:12:21: the document has no operation "orderLst": did you mean "orderList"?`},
		{"unknown message", strings.Replace(pages, "ORDER_CHANGED", "ORDER_GONE", 1), missing,
			`pages.yaml:8:48: the document has no webhook "ORDER_GONE"`},
		{"operation without a page", pages[:strings.Index(pages, "others:")], missing,
			`openapi.yaml:6:5: orderList belongs to no page`},
		{"operation with two pages", pages + "      - {operation: orderList}\n", missing,
			`pages.yaml:13:21: operation "orderList" has another page already`},
		{"operation and message", strings.Replace(pages, "operation: orderCreate", "operation: orderCreate, webhook: ORDER_CHANGED", 1), missing,
			`pages.yaml:4:67: the page names an operation and a webhook`},
		{"title that differs", strings.Replace(pages, "title: Create an order", "title: Create orders", 1), missing,
			`pages.yaml:4:17: page "Create orders" is called "Create an order" at openapi.yaml:14:5`},
		{"section that differs", strings.Replace(pages, "section: Messages", "section: Callbacks", 1), missing,
			`pages.yaml:8:9: orderChanged is in section "Callbacks" here, and in section "Messages" at openapi.yaml:24:5`},
		{"missing page of no navigation", strings.Replace(pages, "      - {title: Cancel an order}\n", "", 1), missing,
			`missing.yaml:1:3: no page is called "Cancel an order" in section "Orders"`},
		{"missing page twice", pages, missing + missing,
			`missing.yaml:6:3: page "Cancel an order" of section "Orders" is listed twice: first at missing.yaml:1:3`},
		{"missing page in the navigation twice", strings.Replace(pages, "      - {title: Cancel an order}\n", "      - {title: Cancel an order}\n      - {title: Cancel an order}\n", 1), missing,
			`pages.yaml:6:9: page "Cancel an order" of section "Orders" is in the navigation twice`},
		{"described and missing", pages, missing + strings.Replace(missing, "Cancel", "Create", 1),
			`missing.yaml:6:3: page "Create an order" of section "Orders" is described by orderCreate, and listed as missing`},
		{"missing page without what is missing", pages, strings.Replace(missing, "  missing: path, answer\n", "", 1),
			`missing.yaml:1:3: the entry has no missing`},
		{"page without a title", strings.Replace(pages, "{title: Cancel an order}", "{}", 1), missing,
			`pages.yaml:5:9: the entry has no title`},
		{"page that is a text", strings.Replace(pages, "{title: Cancel an order}", "Cancel an order", 1), missing,
			`pages.yaml:5:9: the page is not an object`},
		{"unknown member of a page", strings.Replace(pages, "operation: orderList", "opration: orderList", 1), missing,
			`pages.yaml:12:10: unknown member "opration" of a page: use title, operation and webhook: did you mean "operation"?`},
		{"unknown part", strings.Replace(pages, "others:", "other:", 1), missing,
			`pages.yaml:9:1: unknown member "other": use navigation and others: did you mean "others"?`},
		{"pages that are no list", "navigation: {}\n", missing, `pages.yaml:1:13: navigation is not a list`},
		{"no navigation", "[]\n", missing, `pages.yaml:1:1: no navigation`},
		{"missing pages that are no list", pages, "a: 1\n", `missing.yaml:1:1: the missing pages are not a list`},
		{"no pages at all", "", missing, `pages.yaml:1:1: `},
		{"broken YAML", "navigation: [\n", missing, `pages.yaml:`},
		{"no file", pages, "", `openapi.yaml:3:38: read missing.yaml: file does not exist`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := status(t, test.pages, test.missing)
			found, ok := errors.AsType[document.Errors](err)
			if !ok {
				t.Fatalf("no finding but %v", err)
			}
			if !strings.Contains("\n"+found.Error(), "\n"+test.want) {
				t.Errorf("got  %v\nwant %s", found, test.want)
			}
		})
	}
}

func TestDocumentThatCannotBeReadIsNoFinding(t *testing.T) {
	_, err := docs.Status(t.Context(), document.FromFS(fstest.MapFS{}, "openapi.yaml", ""))
	if _, ok := errors.AsType[document.Errors](err); err == nil || ok {
		t.Errorf("%v", err)
	}
}
