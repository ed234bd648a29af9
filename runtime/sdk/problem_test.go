package sdk

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/pandapon/pandagen/runtime"
)

func TestFailuresWithoutEnvelopeSayWhatTheyKnow(t *testing.T) {
	e := postEndpoint(RetryNever)
	e.Envelope = nil
	for body, want := range map[string]runtime.Error{
		`{"type":"https://example.com/out-of-credit","title":"Out of credit","status":403,"detail":"30 are missing"}`: {Code: "https://example.com/out-of-credit", Message: "30 are missing"},
		`{"type":"about:blank","title":"Not Found"}`:                                                                  {Message: "Not Found"},
		`{"code":4004,"message":"no such order","requestId":"r9"}`:                                                    {Code: "4004", Message: "no such order", RequestID: "r9"},
		`{"error":"invalid_grant","error_description":"the token has expired"}`:                                       {Code: "invalid_grant", Message: "the token has expired"},
		`{"error":{"type":"card_error","message":"declined","code":"card_declined"},"id":"x"}`:                        {Code: "card_declined", Message: "declined"},
		`{"error":"no such order"}`:           {Message: "no such order"},
		`{"error":{"error":{"code":"deep"}}}`: {},
		`{"code":"E1"} trailing`:              {},
		`[{"code":"E1"}]`:                     {},
		`<html>not found</html>`:              {},
		``:                                    {},
	} {
		p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.WriteHeader(404)
			_, _ = io.WriteString(w, body)
		})
		c, _ := newTestClient(t, p.URL)
		_, err := Call(t.Context(), c, e, &ticketRequest{}, nil)
		got, ok := errors.AsType[*runtime.Error](err)
		if !ok || got.HTTPStatus != 404 || string(got.Data) != body || got.Code != want.Code || got.Message != want.Message || got.RequestID != want.RequestID {
			t.Errorf("%s: %#v", body, err)
			continue
		}
		if told := got.Code != "" || got.Message != ""; told == (got.Excerpt != "") && body != "" {
			t.Errorf("%s: the excerpt is %q", body, got.Excerpt)
		}
		if got.OutcomeUnknown {
			t.Errorf("%s: a 404 says that nothing happened", body)
		}
	}
}

func TestSuccessesOfAnotherForm(t *testing.T) {
	wrapped, bare := postEndpoint(RetrySafe), postEndpoint(RetrySafe)
	bare.Envelope = nil
	for _, e := range []*ticketEndpoint{wrapped, bare} {
		e.Status, e.OtherStatuses = 201, []int{202, 204}
	}
	for _, tt := range []struct {
		endpoint *ticketEndpoint
		status   int
		body     string
		other    string // its data; "none" for an answer of the documented form
		fails    bool
	}{
		{bare, 201, `{"id":"T1"}`, "none", false},
		{bare, 200, `{"id":"T1"}`, "none", false}, // nobody has described it as another
		{bare, 202, `{"job":"7"}`, `{"job":"7"}`, false},
		{bare, 204, ``, ``, false},
		{bare, 206, ``, ``, false},
		{bare, 202, `no JSON`, `no JSON`, false},
		{wrapped, 201, okAnswer, "none", false},
		{wrapped, 202, `{"code":200,"data":{"job":"7"}}`, `{"job":"7"}`, false},
		{wrapped, 202, `{"data":{"job":"7"},"code":200}`, `{"job":"7"}`, false},
		{wrapped, 202, `{"code":500,"data":{"job":"7"}}`, "none", true}, // the envelope has the verdict
	} {
		p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.WriteHeader(tt.status)
			_, _ = io.WriteString(w, tt.body)
		})
		c, _ := newTestClient(t, p.URL)
		got, err := Call(t.Context(), c, tt.endpoint, &ticketRequest{ID: "1"}, nil)
		other, is := errors.AsType[*runtime.OtherAnswer](err)
		switch {
		case is != (tt.other != "none"), is && (other.Status != tt.status || string(other.Data) != tt.other || got != nil):
			t.Errorf("%d %s: %+v, %v", tt.status, tt.body, got, err)
		case !is && (err != nil) != tt.fails, !is && err == nil && got.ID != "T1":
			t.Errorf("%d %s: %+v, %v", tt.status, tt.body, got, err)
		}
		if n := p.count(); n != 1 && !tt.fails {
			t.Errorf("%d %s: sent %d times", tt.status, tt.body, n)
		}
	}
}

func TestMediaTypes(t *testing.T) {
	json := func(types ...string) *Operation { return &Operation{ContentTypes: types} }
	for _, tt := range []struct {
		op         *Operation
		sent       string
		given      http.Header
		textual    bool
		acceptable bool
	}{
		{json(), "application/json", http.Header{"Content-Type": {"application/json"}}, true, true},
		{json(), "application/json", http.Header{"Content-Type": {"APPLICATION/JSON; charset=UTF-8"}}, true, true},
		{json(), "application/json", http.Header{"Content-Type": {"application/json; charset=gbk"}}, true, false},
		{json(), "application/json", http.Header{"Content-Type": {"application/json", "text/plain"}}, true, false},
		{json(), "application/json", http.Header{"Content-Type": {"application/merge-patch+json"}}, true, false},
		{json(), "application/json", nil, true, false},
		{json(), "application/json", http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"identity"}}, true, true},
		{json(), "application/json", http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"identity, gzip"}}, true, false},
		{json("application/merge-patch+json", "application/json"), "application/merge-patch+json", http.Header{"Content-Type": {"application/json"}}, true, true},
		{json("application/merge-patch+json"), "application/merge-patch+json", http.Header{"Content-Type": {"application/json"}}, true, false},
		{json("application/*"), "application/json", http.Header{"Content-Type": {"application/vnd.a+json"}}, true, true},
		{json("image/*"), "", http.Header{"Content-Type": {"image/png"}}, false, true},
		{json("image/*"), "", http.Header{"Content-Type": {"text/html"}}, false, false},
		{json("image/png"), "", http.Header{"Content-Type": {"image/png"}, "Content-Encoding": {"br"}}, false, false},
		{json("text/plain"), "", http.Header{"Content-Type": {"text/plain; charset=latin1"}}, true, false},
		{json("text/plain"), "", http.Header{"Content-Type": {"text/plain; charset=us-ascii"}}, true, true},
	} {
		if got := tt.op.contentType(); tt.sent != "" && got != tt.sent {
			t.Errorf("%q: a client sends %s", tt.op.ContentTypes, got)
		}
		if problem := contentProblem(tt.given, tt.op.ContentTypes, tt.textual); (problem == "") != tt.acceptable {
			t.Errorf("%q, given %v: %q", tt.op.ContentTypes, tt.given, problem)
		}
	}
	for accept, want := range map[string]string{
		"": "application/json", "application/vnd.a+json, application/json": "application/vnd.a+json", "*/*": "application/json",
	} {
		if got := (&Operation{Accept: accept}).AnswerType(); got != want {
			t.Errorf("accepted %q: answered %s", accept, got)
		}
	}
	if got := (&Operation{Accept: "image/*", Raw: true}).AnswerType(); got != "application/octet-stream" {
		t.Errorf("an image is answered as %s", got)
	}
}

func TestAnswersThatCannotBeRead(t *testing.T) {
	for _, tt := range []struct {
		header http.Header
		body   string
		fails  bool
	}{
		{http.Header{"Content-Type": {"application/json;charset=UTF-8"}}, `{"code":200,"data":{"id":"T1 颜色"}}`, false},
		{http.Header{"Content-Type": {"application/json; charset=\"utf-8\"; x=y"}}, `{"code":200,"data":{"id":"T1 颜色"}}`, false},
		{http.Header{"Content-Type": {"application/json; charset=GBK"}}, `{"code":200,"data":{"id":"T1"}}`, false}, // the same bytes in both
		{http.Header{"Content-Type": {"application/json; charset=GBK"}}, "{\"code\":200,\"data\":{\"id\":\"T1 \xd1\xd5\"}}", true},
		{http.Header{"Content-Encoding": {"br"}}, `{"code":200,"data":{"id":"T1"}}`, true},
		{http.Header{"Content-Encoding": {"identity"}}, `{"code":200,"data":{"id":"T1"}}`, false},
	} {
		p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			for name, values := range tt.header {
				w.Header()[name] = values
			}
			_, _ = io.WriteString(w, tt.body)
		})
		c, _ := newTestClient(t, p.URL)
		got, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{ID: "1"}, nil)
		if (err != nil) != tt.fails || err == nil && got.ID == "" || tt.fails && !errors.Is(err, runtime.ErrOutcomeUnknown) {
			t.Errorf("%v: %+v, %v", tt.header, got, err)
		}
	}
}
