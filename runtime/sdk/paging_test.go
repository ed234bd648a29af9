package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

// What generated code would hold for an operation whose answers come in pages, with every kind of page field.

type pageRequest struct {
	Page     int64
	Optional *int64
	Text     string
	Maybe    *string
	Size     *int64
}

type pageAnswer struct {
	Items []string
	Total int64
}

var pageFields = NewFields("items", "total")

func (a *pageAnswer) DecodeJSON(d *Decoder) {
	if !d.Object(pageFields, new(runtime.JSON)) {
		return
	}
	for {
		switch d.Next() {
		case 0:
			a.Items = DecodeArray(d, (*Decoder).String)
		case 1:
			a.Total = d.Int64()
		default:
			return
		}
	}
}

type testPages = Pages[pageRequest, pageAnswer, string]

func pagesOf(field func(*pageRequest) PageField, total bool) *testPages {
	p := &testPages{
		Endpoint: &Endpoint[pageRequest, pageAnswer]{
			Operation: Operation{ID: "list", Name: "Words.List", Method: "GET", Path: "/words", Retry: RetrySafe, Envelope: &testEnvelope},
			Encode: func(w *RequestWriter, r *pageRequest) {
				n, _, _ := field(r).get()
				w.Query("page", fmt.Sprint(n))
			},
			Decode: func(d *Decoder, a *pageAnswer) { a.DecodeJSON(d) },
		},
		Page:  field,
		Size:  func(r *pageRequest) PageField { return PageNumber(&r.Size) },
		Items: func(a *pageAnswer) []string { return a.Items },
	}
	if total {
		p.Total = func(a *pageAnswer) int64 { return a.Total }
	}
	return p
}

func intPage(r *pageRequest) PageField { return PageNumber(&r.Page) }

// words is a server with pages of words, by their number.
type words struct {
	total int64
	pages map[string]string // words with a space between them; the page * is what other numbers get
	asked []string
}

func (s *words) client(t *testing.T) *Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := r.URL.Query().Get("page")
		s.asked = append(s.asked, page)
		text, ok := s.pages[page]
		if !ok {
			text = s.pages["*"]
		}
		switch text {
		case "fail":
			fmt.Fprint(w, `{"code":500,"msg":"no"}`)
		case "null":
			fmt.Fprint(w, `{"code":200,"data":null}`)
		default:
			items, _ := json.Marshal(strings.Fields(text))
			fmt.Fprintf(w, `{"code":200,"requestId":"r%d","data":{"items":%s,"total":%d,"current":%q}}`, len(s.asked), items, s.total, page)
		}
	}))
	t.Cleanup(server.Close)
	c, err := New(Config{BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// gather collects a sequence, whose error must be the last pair.
func gather[T any](t *testing.T, seq iter.Seq2[T, error]) (items []T, err error) {
	t.Helper()
	for item, e := range seq {
		if err != nil {
			t.Fatal("the sequence goes on after an error")
		}
		if err = e; err == nil {
			items = append(items, item)
		}
	}
	return items, err
}

func TestPages(t *testing.T) {
	three := map[string]string{"1": "a b", "2": "c d", "3": "e"}
	for name, test := range map[string]struct {
		total       int64
		noTotal     bool // the document names none
		pages       map[string]string
		req         *pageRequest
		want, asked string
		err         error
	}{
		"until a page is empty":                    {pages: three, want: "[a b c d e]", asked: "[1 2 3 4]"},
		"without anything known":                   {noTotal: true, pages: three, want: "[a b c d e]", asked: "[1 2 3 4]"},
		"until a page is short":                    {pages: three, req: &pageRequest{Size: new(int64(2))}, want: "[a b c d e]", asked: "[1 2 3]"},
		"until all have come":                      {total: 4, pages: three, want: "[a b c d]", asked: "[1 2]"},
		"a limit of the server is no end":          {total: 5, pages: three, req: &pageRequest{Size: new(int64(100))}, want: "[a b c d e]", asked: "[1 2 3]"},
		"a page that is short in between":          {total: 4, pages: map[string]string{"1": "a", "2": "b c", "3": "d"}, req: &pageRequest{Size: new(int64(2))}, want: "[a b c d]", asked: "[1 2 3]"},
		"a total that is never reached":            {total: 99, pages: three, want: "[a b c d e]", asked: "[1 2 3 4]"},
		"from a later page":                        {total: 5, pages: three, req: &pageRequest{Page: 2, Size: new(int64(2))}, want: "[c d e]", asked: "[2 3]"},
		"from a later page to the end of all":      {total: 4, pages: three, req: &pageRequest{Page: 2}, want: "[c d]", asked: "[2]"},
		"nothing":                                  {pages: nil, want: "[]", asked: "[1]"},
		"null":                                     {pages: map[string]string{"1": "null"}, want: "[]", asked: "[1]"},
		"an error":                                 {pages: map[string]string{"1": "a", "2": "fail", "3": "b"}, want: "[a]", asked: "[1 2]", err: &runtime.Error{Code: "500"}},
		"the same page for ever":                   {pages: map[string]string{"*": "a b"}, want: "[a b]", asked: "[1 2]", err: runtime.ErrPageRepeated},
		"the same page for ever, total":            {total: 9, pages: map[string]string{"*": "a b"}, want: "[a b]", asked: "[1 2]", err: runtime.ErrPageRepeated},
		"the same last page for ever":              {pages: map[string]string{"1": "a", "*": "b"}, want: "[a b]", asked: "[1 2 3]", err: runtime.ErrPageRepeated},
		"more items than there are":                {total: 1, pages: three, want: "[a b]", asked: "[1]"},
		"the same items on pages that are not one": {total: 6, pages: map[string]string{"1": "a b", "2": "b a", "3": "a b"}, want: "[a b b a a b]", asked: "[1 2 3]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &words{total: test.total, pages: test.pages}
			got, err := gather(t, AllValues(t.Context(), s.client(t), pagesOf(intPage, !test.noTotal), test.req, nil))
			if fmt.Sprint(got) != test.want || fmt.Sprint(s.asked) != test.asked {
				t.Errorf("got %v by asking for %v, want %s by %s", got, s.asked, test.want, test.asked)
			}
			if !errors.Is(err, test.err) {
				t.Errorf("the error is %v, want %v", err, test.err)
			}
		})
	}
}

func TestPagesNameThePageThatRepeats(t *testing.T) {
	s := &words{pages: map[string]string{"*": "a"}}
	_, err := gather(t, AllValues(t.Context(), s.client(t), pagesOf(intPage, true), nil, nil))
	if want := "Words.List: page 2: " + runtime.ErrPageRepeated.Error(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestPageFields(t *testing.T) {
	for name, test := range map[string]struct {
		field func(*pageRequest) PageField
		req   pageRequest
		asked string
	}{
		"number":                 {intPage, pageRequest{}, "[1 2 3]"},
		"number, later":          {intPage, pageRequest{Page: 2}, "[2 3]"},
		"optional number":        {func(r *pageRequest) PageField { return PageNumber(&r.Optional) }, pageRequest{}, "[1 2 3]"},
		"optional number, later": {func(r *pageRequest) PageField { return PageNumber(&r.Optional) }, pageRequest{Optional: new(int64(3))}, "[3]"},
		"optional number, zero":  {func(r *pageRequest) PageField { return PageNumber(&r.Optional) }, pageRequest{Optional: new(int64(0))}, "[0]"},
		"text":                   {func(r *pageRequest) PageField { return PageNumber(&r.Text) }, pageRequest{}, "[1 2 3]"},
		"text, later":            {func(r *pageRequest) PageField { return PageNumber(&r.Text) }, pageRequest{Text: "2"}, "[2 3]"},
		"optional text":          {func(r *pageRequest) PageField { return PageNumber(&r.Maybe) }, pageRequest{}, "[1 2 3]"},
		"optional text, later":   {func(r *pageRequest) PageField { return PageNumber(&r.Maybe) }, pageRequest{Maybe: new("2")}, "[2 3]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &words{pages: map[string]string{"1": "a", "2": "b"}}
			req := test.req
			req.Size = new(int64(1))
			before := req
			if before.Optional != nil {
				before.Optional = new(*req.Optional)
			}
			if before.Maybe != nil {
				before.Maybe = new(*req.Maybe)
			}
			seq := AllValues(t.Context(), s.client(t), pagesOf(test.field, true), &req, nil)
			if _, err := gather(t, seq); err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(s.asked) != test.asked {
				t.Errorf("asked for %v, want %s", s.asked, test.asked)
			}
			if !reflect.DeepEqual(req, before) {
				t.Errorf("the request has changed to %+v", req)
			}
			s.asked = nil
			req.Page, req.Optional, req.Text, req.Maybe = 9, new(int64(9)), "9", new("9")
			if _, err := gather(t, seq); err != nil || fmt.Sprint(s.asked) != test.asked {
				t.Errorf("the second loop: asked for %v, want %s (%v)", s.asked, test.asked, err)
			}
		})
	}
}

func TestPageThatIsNoNumber(t *testing.T) {
	s := new(words)
	text := func(r *pageRequest) PageField { return PageNumber(&r.Text) }
	_, err := gather(t, AllValues(t.Context(), s.client(t), pagesOf(text, true), &pageRequest{Text: "two"}, nil))
	if failure, ok := errors.AsType[*runtime.CallError](err); !ok || failure.Operation != "Words.List" || len(s.asked) > 0 {
		t.Errorf("got %v after asking for %v", err, s.asked)
	}
}

func TestPagesAreAskedForWhenTheyAreWanted(t *testing.T) {
	s := &words{pages: map[string]string{"1": "a b", "2": "c d", "3": "e f"}}
	var got []string
	seq := All(t.Context(), s.client(t), pagesOf(intPage, true), nil, nil)
	if len(s.asked) > 0 {
		t.Errorf("asked for %v before the loop", s.asked)
	}
	for item, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, *item)
		*item = "changed" // it is the caller's
		if len(got) == 3 {
			break
		}
	}
	if fmt.Sprint(got) != "[a b c]" || fmt.Sprint(s.asked) != "[1 2]" {
		t.Errorf("got %v by asking for %v", got, s.asked)
	}
}

func TestRepeatedPageIsFoundWhenItemsWereChanged(t *testing.T) {
	s := &words{pages: map[string]string{"*": "a"}}
	for item, err := range All(t.Context(), s.client(t), pagesOf(intPage, true), nil, nil) {
		if err != nil {
			if item != nil || !errors.Is(err, runtime.ErrPageRepeated) {
				t.Errorf("got %v, %v", item, err)
			}
			return
		}
		*item = fmt.Sprint(len(s.asked))
	}
	t.Error("no error")
}

func TestPagesEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := &words{pages: map[string]string{"1": "a b", "2": "c"}}
	var got []string
	var last error
	for item, err := range AllValues(ctx, s.client(t), pagesOf(intPage, true), nil, nil) {
		if last = err; err == nil {
			got = append(got, item)
		}
		cancel()
	}
	if fmt.Sprint(got) != "[a b]" || !errors.Is(last, context.Canceled) || len(s.asked) != 1 {
		t.Errorf("got %v, %v by asking for %v", got, last, s.asked)
	}
}

func TestPageTotal(t *testing.T) {
	for text, want := range map[string]int64{"17": 17, "": 0, "many": 0, "-3": -3, "1.5": 0} {
		if got := PageTotal(text); got != want {
			t.Errorf("PageTotal(%q) = %d, want %d", text, got, want)
		}
	}
}
