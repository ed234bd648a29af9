package sdk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pandapon/pandagen/runtime"

	"github.com/pandapon/pandagen/signer"
)

// What generated code would hold.

var testSigner = signer.MustNew(signer.Scheme{
	Text:     []signer.Part{{Header: "access-key"}, {Header: "timestamp"}, {Header: "nonce-str"}, {Secret: true}},
	Digest:   signer.MD5,
	Encoding: signer.HexUpper,
	Put:      signer.Put{Place: signer.Place{Header: "signature"}},
	Identity: signer.IdentityRule{
		Key:    signer.Place{Header: "access-key"},
		Claims: []signer.Place{{Header: "user-id"}},
	},
	Timestamp: signer.TimestampRule{Place: signer.Place{Header: "timestamp"}, Unit: signer.Milliseconds, Window: 10 * time.Minute},
	Nonce:     signer.NonceRule{Place: signer.Place{Header: "nonce-str"}, Length: 32, Alphabet: signer.Alphanumeric},
})

var testEnvelope = Envelope{
	Code: "code", Message: "msg", Data: "data", RequestID: "requestId", Success: []string{"200"}, Rejected: []string{"401"},
}

type ticketRequest struct{ ID, Token string }

func (r *ticketRequest) EncodeJSON(e *Encoder) {
	start := e.Begin()
	e.Key("id")
	e.String(r.ID)
	e.EndObject(start)
}

type ticket struct {
	ID    string
	Count int64
	JSON  runtime.JSON
}

var ticketFields = NewFields("id", "count")

func (t *ticket) DecodeJSON(d *Decoder) {
	if !d.Object(ticketFields, &t.JSON) {
		return
	}
	for {
		switch d.Next() {
		case 0:
			t.ID = d.String()
		case 1:
			t.Count = d.Int64()
		default:
			return
		}
	}
}

type ticketEndpoint = Endpoint[ticketRequest, ticket]

// postEndpoint returns a POST operation with a JSON body.
func postEndpoint(retry Retry) *ticketEndpoint {
	return &ticketEndpoint{
		Operation: Operation{
			ID: "ticketGet", Name: "Tickets.Get", Method: "POST", Path: "/tickets", Retry: retry,
			Envelope: &testEnvelope, Scheme: "test", Signer: testSigner,
		},
		Encode: func(w *RequestWriter, r *ticketRequest) { w.JSON(r) },
		Decode: func(d *Decoder, t *ticket) { t.DecodeJSON(d) },
	}
}

// getEndpoint returns a GET operation without a body.
func getEndpoint(retry Retry) *ticketEndpoint {
	e := postEndpoint(retry)
	e.Method, e.Path = "GET", "/tickets/{id}"
	e.Encode = func(w *RequestWriter, r *ticketRequest) { w.Path("id", r.ID) }
	return e
}

const okAnswer = `{"requestId":"r1","code":200,"developId":"77","msg":"ok","data":{"id":"T1","count":3}}`

// platform is a server that verifies signatures and counts what it receives.
type platform struct {
	*httptest.Server
	verifier *signer.Verifier
	answer   func(w http.ResponseWriter, r *http.Request, n int) // n counts from 1

	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
	problems []string
}

func newPlatform(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, n int)) *platform {
	p := &platform{answer: answer}
	nonces := signer.NewMemoryNonces(signer.WithStart(time.Now().Add(-time.Hour)))
	p.verifier = signer.NewVerifier(secretOf{"key": "hush"}, signer.WithNonces(nonces))
	p.Server = httptest.NewServer(p)
	t.Cleanup(func() {
		p.Close()
		for _, problem := range p.problems {
			t.Error(problem)
		}
	})
	return p
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var rejected error
	if err == nil {
		var m *signer.Message
		if m, rejected = testSigner.Message(r, body); rejected == nil {
			_, rejected = p.verifier.Verify(r.Context(), testSigner, m)
		}
	}
	p.mu.Lock()
	p.requests, p.bodies = append(p.requests, r), append(p.bodies, string(body))
	n := len(p.requests)
	if err := errors.Join(err, rejected); err != nil {
		p.problems = append(p.problems, fmt.Sprintf("request %d: %v: %v", n, err, errors.Unwrap(rejected)))
	}
	p.mu.Unlock()
	p.answer(w, r, n)
}

func (p *platform) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.requests)
}

type secretOf map[string]string

func (s secretOf) Secrets(_ context.Context, key string) ([]string, error) {
	if secret, ok := s[key]; ok {
		return []string{secret}, nil
	}
	return nil, nil
}

func testConfig(baseURL string) Config {
	return Config{BaseURL: baseURL, UserAgent: "test/1", Schemes: []Scheme{{
		Name: "test", Signer: testSigner,
		Secret: Credential{Field: "AccessSecret", Value: "hush", Required: true},
		Values: []Credential{
			{Name: "access-key", Field: "AccessKey", Value: "key", Required: true},
			{Name: "user-id", Field: "UserID", Value: "u1"},
		},
	}}}
}

// newTestClient returns a client that does not wait between attempts, and the delays it would have waited for.
func newTestClient(t *testing.T, baseURL string, opts ...runtime.Option) (*Client, *[]time.Duration) {
	t.Helper()
	c, err := New(testConfig(baseURL), opts...)
	if err != nil {
		t.Fatal(err)
	}
	delays := new([]time.Duration)
	c.wait = func(ctx context.Context, d time.Duration) error {
		*delays = append(*delays, d)
		return ctx.Err()
	}
	t.Cleanup(c.settings.HTTP.CloseIdleConnections)
	return c, delays
}

func write(text string) func(http.ResponseWriter, *http.Request, int) {
	return func(w http.ResponseWriter, _ *http.Request, _ int) { io.WriteString(w, text) }
}

func TestCallSignsEveryRequest(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	c, _ := newTestClient(t, p.URL+"/base%20path/")
	for i := range 3 {
		var meta runtime.Meta
		got, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{ID: "a<b"}, []runtime.CallOption{runtime.WithMeta(&meta)})
		if err != nil {
			t.Fatal(err)
		}
		if got.ID != "T1" || got.Count != 3 || got.JSON.Unknown != nil {
			t.Errorf("data %+v", got)
		}
		want := `{"id":"a<b"}`
		if p.bodies[i] != want {
			t.Errorf("body %s, want %s", p.bodies[i], want)
		}
		r := p.requests[i]
		for name, want := range map[string]string{
			"Content-Type": "application/json", "User-Agent": "test/1",
			"User-Id": "u1", "Content-Length": "",
		} {
			if got := r.Header.Get(name); got != want && name != "Content-Length" {
				t.Errorf("header %s: %q, want %q", name, got, want)
			}
		}
		if r.ContentLength != int64(len(want)) || r.URL.EscapedPath() != "/base%20path/tickets" {
			t.Errorf("length %d, path %s", r.ContentLength, r.URL.EscapedPath())
		}
		if meta.HTTPStatus != 200 || meta.Code != "200" || meta.Message != "ok" || meta.RequestID != "r1" || meta.Attempts != 1 ||
			string(meta.Members["developId"]) != `"77"` || meta.Header.Get("Date") == "" {
			t.Errorf("meta %+v", meta)
		}
	}
	if a, b := p.requests[0].Header.Get("Nonce-Str"), p.requests[1].Header.Get("Nonce-Str"); a == b {
		t.Errorf("two calls with the nonce %s", a)
	}
}

func TestPathQueryAndHeaderParameters(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	c, _ := newTestClient(t, p.URL)
	e := getEndpoint(RetrySafe)
	e.Encode = func(w *RequestWriter, r *ticketRequest) {
		w.Path("id", r.ID)
		w.Query("b c", "ä&=")
		w.Query("a", "")
		w.Header("x-mode", "fast")
	}
	if _, err := Call(t.Context(), c, e, &ticketRequest{ID: "a/b c?%"}, nil); err != nil {
		t.Fatal(err)
	}
	r := p.requests[0]
	if got, want := r.RequestURI, "/tickets/a%2Fb%20c%3F%25?b+c=%C3%A4%26%3D&a="; got != want {
		t.Errorf("sent to %s, want %s", got, want)
	}
	if r.Header.Get("X-Mode") != "fast" || r.Header.Get("Content-Type") != "" || len(r.TransferEncoding) != 0 || r.ContentLength != 0 {
		t.Errorf("header %v, transfer encoding %v, length %d", r.Header, r.TransferEncoding, r.ContentLength)
	}
	for _, id := range []string{"", ".", ".."} {
		_, err := Call(t.Context(), c, e, &ticketRequest{ID: id}, nil)
		if _, ok := errors.AsType[*runtime.CallError](err); !ok || !strings.Contains(err.Error(), "path parameter id") {
			t.Errorf("id %q: %v", id, err)
		}
	}
	e.Path, e.Encode = "/订单/{id}/x", func(w *RequestWriter, _ *ticketRequest) { w.Path("id", "1/2") }
	if _, err := Call(t.Context(), c, e, nil, nil); err != nil {
		t.Error(err)
	} else if got, want := p.requests[1].RequestURI, "/%E8%AE%A2%E5%8D%95/1%2F2/x"; got != want {
		t.Errorf("sent to %s, want %s", got, want)
	}
	e.Encode = func(w *RequestWriter, _ *ticketRequest) { w.Path("id", "1"); w.Header("x-mode", "a\r\nb: c") }
	if _, err := Call(t.Context(), c, e, nil, nil); err == nil || !strings.Contains(err.Error(), "x-mode") {
		t.Errorf("line feed in a header: %v", err)
	}
	e.Encode = nil
	if _, err := Call(t.Context(), c, e, nil, nil); err == nil || !strings.Contains(err.Error(), "path parameter id is not set") {
		t.Errorf("missing path parameter: %v", err)
	}
	if n := p.count(); n != 2 {
		t.Errorf("%d requests", n)
	}
}

func TestEnvelopes(t *testing.T) {
	members := []string{`"code":200`, `"msg":"ok"`, `"data":{"id":"T1"}`, `"requestId":"r1"`, `"developId":1`}
	type testCase struct{ name, body, id, err string }
	var cases []testCase
	for i := range members { // every member in every place, at least
		for j := range members {
			list := slices.Clone(members)
			list[i], list[j] = list[j], list[i]
			body := "{" + strings.Join(list, ", ") + "}"
			cases = append(cases, testCase{body, body, "T1", ""})
		}
	}
	cases = append(cases, []testCase{
		{"quoted code", `{"code":"200","data":{"id":"T1"}}`, "T1", ""},
		{"code with a fraction", `{"code":200.0,"data":{"id":"T1"}}`, "T1", ""},
		{"null data", `{"code":200,"data":null}`, "", ""},
		{"no data", `{"code":200}`, "", ""},
		{"null message", `{"code":200,"msg":null,"requestId":null,"data":{"id":"T1"}}`, "T1", ""},
		{"failure code first", `{"code":500,"msg":"no\n","requestId":"r9","data":{"id":"T1"}}`, "",
			`Tickets.Get: failed with code 500: "no\n" (HTTP status 200, request id r9)`},
		{"failure code last", `{"data":[],"msg":"no","code":"500"}`, "", `Tickets.Get: failed with code 500: "no" (HTTP status 200)`},
		{"absent code", `{"msg":"ok","data":{"id":"T1"}}`, "", "no usable code"},
		{"null code", `{"code":null,"data":{"id":"T1"}}`, "", "no usable code"},
		{"text code", `{"code":"OK","data":{"id":"T1"}}`, "", "no usable code"},
		{"boolean code", `{"code":true,"data":{"id":"T1"}}`, "", "no usable code"},
		{"object code", `{"code":{"a":1},"data":{"id":"T1"}}`, "", "no usable code"},
		{"last data wins", `{"code":200,"data":{"id":"T0","count":1},"data":{"id":"T1"}}`, "T1", ""},
		{"last data wins, code last", `{"data":{"id":"T0"},"data":{"id":"T1"},"code":200}`, "T1", ""},
		{"last data is null", `{"code":200,"data":{"id":"T0"},"data":null}`, "", ""},
		{"last code wins", `{"code":200,"data":{"id":"T0"},"code":500}`, "", "failed with code 500"},
		{"last code succeeds", `{"code":500,"data":{"id":"T1"},"code":200}`, "T1", ""},
		{"not an object", `[1]`, "", "not in the operation's form"},
		{"null", `null`, "", "not in the operation's form"},
		{"empty", ``, "", "not in the operation's form"},
		{"text", "<html>\n", "", `the body begins "<html>\n"`},
		{"cut before the code", `{"requestId":"r1","co`, "", "not in the operation's form"},
		{"data after the end", `{"data":null,"code":200} x`, "", "not in the operation's form"},
	}...)
	var body string
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) { io.WriteString(w, body) })
	c, _ := newTestClient(t, p.URL)
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			body = tt.body
			got, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, nil)
			if tt.err != "" {
				failure, ok := errors.AsType[*runtime.Error](err)
				if !ok || !strings.Contains(err.Error(), tt.err) || got != nil {
					t.Fatalf("got %v, error %v", got, err)
				}
				if errors.Is(err, runtime.ErrNoCode) != strings.Contains(tt.err, "no usable code") {
					t.Errorf("ErrNoCode: %v", err)
				}
				if failure.Code == "" && failure.Excerpt == "" && tt.body != "" {
					t.Errorf("nothing of the body in %+v", failure)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.ID != tt.id || got.Count != 0 {
				t.Errorf("data %+v, want id %q", got, tt.id)
			}
		})
	}
}

func TestUnreadableDataIsNoFailedCall(t *testing.T) {
	for _, tt := range []struct{ name, body, path, data string }{
		{"wrong kind", `{"code":200,"requestId":"r1","data":{"id":"T1","count":"many"}}`, "data.count", `{"id":"T1","count":"many"}`},
		{"wrong kind, code last", `{"data":{"count":[]},"requestId":"r1","code":200}`, "data.count", `{"count":[]}`},
		{"request id last", `{"code":200,"data":{"count":"many"},"requestId":"r1"}`, "data.count", `{"count":"many"}`},
		{"last data counts", `{"code":200,"data":{"id":"T1"},"requestId":"r1","data":{"count":[]}}`, "data.count", `{"count":[]}`},
		{"cut", `{"code":200,"requestId":"r1","data":{"id":"T`, "data.id", `{"code":200,"requestId":"r1","data":{"id":"T`},
		{"cut after the data", `{"code":200,"requestId":"r1","data":{}`, "", `{"code":200,"requestId":"r1","data":{}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, write(tt.body))
			c, _ := newTestClient(t, p.URL)
			_, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil)
			e, ok := errors.AsType[*runtime.DataError](err)
			if !ok || e.Code != "200" || e.RequestID != "r1" || string(e.Data) != tt.data || errors.Is(err, runtime.ErrOutcomeUnknown) {
				t.Fatalf("got %#v", err)
			}
			if place, ok := errors.AsType[*runtime.DecodeError](err); !ok || tt.path != "" && place.Path != tt.path {
				t.Errorf("got %v, want the path %s", err, tt.path)
			}
		})
	}
}

// TestMembersAfterUnreadableDataCount holds that data which cannot be read hides neither the last code nor the last data.
func TestMembersAfterUnreadableDataCount(t *testing.T) {
	for body, code := range map[string]string{
		`{"code":200,"data":{"count":"many"},"code":500}`:                          "500",
		`{"code":200,"data":7,"data":{},"code":500}`:                               "500",
		`{"code":200,"data":{"count":"many"},"data":{"id":"T1"}}`:                  "",
		`{"code":200,"data":{"count":"many"},"data":[],"data":{"id":"T1"}}`:        "",
		`{"code":200,"data":[7],"requestId":"r1","code":"200","data":{"id":"T1"}}`: "",
	} {
		p := newPlatform(t, write(body))
		c, _ := newTestClient(t, p.URL)
		got, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil)
		if code == "" {
			if err != nil || got.ID != "T1" {
				t.Errorf("%s: %+v, %v", body, got, err)
			}
			continue
		}
		if e, ok := errors.AsType[*runtime.Error](err); !ok || e.Code != code || !errors.Is(err, runtime.ErrOutcomeUnknown) {
			t.Errorf("%s: error %v, want code %s", body, err, code)
		}
	}
}

func TestOperationsWithoutEnvelopeOrData(t *testing.T) {
	e := postEndpoint(RetrySafe)
	e.Envelope = nil
	for _, tt := range []struct {
		status int
		body   string
		id     string
		fails  bool
	}{
		{200, `{"id":"T1"}`, "T1", false},
		{200, ``, "", true},
		{204, ``, "", true},
		{200, `{"id":"T1"} {}`, "", true},
		{404, `{"id":"T1"}`, "", true},
	} {
		p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.WriteHeader(tt.status)
			io.WriteString(w, tt.body)
		})
		c, _ := newTestClient(t, p.URL)
		got, err := Call(t.Context(), c, e, &ticketRequest{}, nil)
		if (err != nil) != tt.fails || err == nil && got.ID != tt.id {
			t.Errorf("%d %s: %+v, %v", tt.status, tt.body, got, err)
		}
	}
	e = postEndpoint(RetrySafe)
	e.Decode = nil
	for _, body := range []string{okAnswer, `{"data":{},"code":200}`} {
		p := newPlatform(t, write(body))
		c, _ := newTestClient(t, p.URL)
		if _, err := Call(t.Context(), c, e, &ticketRequest{}, nil); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestHTTPStatuses(t *testing.T) {
	for _, tt := range []struct {
		status  int
		body    string
		code    string
		unknown bool
	}{
		{500, `{"code":500,"msg":"no"}`, "500", true},
		{401, `{"code":401,"msg":"signature rejected"}`, "401", false},
		{500, `{"code":200,"data":{"id":"T1"}}`, "200", true},
		{404, `{"error":"not found"}`, "", true},
		{502, `<html>Bad Gateway</html>`, "", true},
		{302, `{"code":200,"data":{"id":"T1"}}`, "", true},
		{307, ``, "", true},
	} {
		var other int
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { other++ }))
		p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(tt.status)
			io.WriteString(w, tt.body)
		})
		c, _ := newTestClient(t, p.URL, runtime.WithHTTPClient(&http.Client{
			CheckRedirect: func(*http.Request, []*http.Request) error { return nil },
		}))
		_, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil)
		e, ok := errors.AsType[*runtime.Error](err)
		if !ok || e.HTTPStatus != tt.status || e.Code != tt.code || errors.Is(err, runtime.ErrOutcomeUnknown) != tt.unknown {
			t.Errorf("%d %s: %v", tt.status, tt.body, err)
		}
		if tt.code == "" && e.Excerpt != tt.body {
			t.Errorf("%d: excerpt %q", tt.status, e.Excerpt)
		}
		if p.count() != 1 || other != 0 {
			t.Errorf("%d: %d requests, %d elsewhere", tt.status, p.count(), other)
		}
		elsewhere.Close()
	}
}

func TestRetriesOfSafeOperations(t *testing.T) {
	for _, tt := range []struct {
		name     string
		status   int
		header   string
		requests int
		fails    bool
		opts     []runtime.CallOption
	}{
		{name: "busy once", status: 503, requests: 2},
		{name: "busy always", status: 429, requests: 3, fails: true},
		{name: "gateway", status: 502, requests: 2},
		{name: "timeout", status: 504, requests: 2},
		{name: "failure", status: 500, requests: 1, fails: true},
		{name: "asked to wait", status: 503, header: "3", requests: 2},
		{name: "asked to wait too long", status: 503, header: "3600", requests: 1, fails: true},
		{name: "without", status: 503, requests: 1, fails: true, opts: []runtime.CallOption{runtime.WithoutRetry()}},
		{name: "more", status: 429, requests: 6, fails: true, opts: []runtime.CallOption{runtime.WithRetry(runtime.RetryPolicy{Retries: 5})}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, n int) {
				if n == 1 || tt.fails {
					if tt.header != "" {
						w.Header().Set("Retry-After", tt.header)
					}
					w.WriteHeader(tt.status)
					return
				}
				io.WriteString(w, okAnswer)
			})
			c, delays := newTestClient(t, p.URL)
			var meta runtime.Meta
			_, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, append(tt.opts, runtime.WithMeta(&meta)))
			if (err != nil) != tt.fails || p.count() != tt.requests || meta.Attempts != tt.requests || errors.Is(err, runtime.ErrOutcomeUnknown) {
				t.Errorf("%v after %d requests, want %d", err, p.count(), tt.requests)
			}
			if tt.header == "3" && (*delays)[0] != 3*time.Second {
				t.Errorf("delays %v", *delays)
			}
			for i, d := range *delays {
				most := min(runtime.DefaultMinDelay<<i, runtime.DefaultMaxDelay)
				if tt.header == "" && (d < most/2 || d > most) {
					t.Errorf("delay %d is %v, want %v to %v", i, d, most/2, most)
				}
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			for _, body := range p.bodies {
				if body != p.bodies[0] {
					t.Errorf("bodies differ: %q", p.bodies)
				}
			}
		})
	}
}

func TestOperationsThatActAreSentOnce(t *testing.T) {
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) { w.WriteHeader(503) })
	c, _ := newTestClient(t, p.URL)
	_, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil)
	if !errors.Is(err, runtime.ErrOutcomeUnknown) || p.count() != 1 {
		t.Errorf("%v after %d requests", err, p.count())
	}

	e := postEndpoint(RetryIdempotentWith)
	e.IdempotentWith, e.Idempotent = "token", func(r *ticketRequest) bool { return r.Token != "" }
	_, err = Call(t.Context(), c, e, &ticketRequest{}, nil)
	if !errors.Is(err, runtime.ErrOutcomeUnknown) || p.count() != 2 {
		t.Errorf("without its token: %v after %d requests", err, p.count()-1)
	}
	_, err = Call(t.Context(), c, e, &ticketRequest{Token: "x"}, nil)
	if err == nil || errors.Is(err, runtime.ErrOutcomeUnknown) || p.count() != 2+1+runtime.DefaultRetries {
		t.Errorf("with its token: %v after %d requests", err, p.count()-2)
	}
}

// dyingServer keeps the first connection open after its first answer and kills it when the next request has arrived.
// It counts requests as they arrive on the wire, whatever becomes of them.
type dyingServer struct {
	url    string
	mu     sync.Mutex
	nonces []string
}

func newDyingServer(t *testing.T, kill func(n int) bool) *dyingServer {
	s := new(dyingServer)
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		s.mu.Lock()
		s.nonces = append(s.nonces, r.Header.Get("Nonce-Str"))
		n := len(s.nonces)
		s.mu.Unlock()
		if !kill(n) {
			io.WriteString(w, okAnswer)
			return
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.Close()
	}))
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

func TestDyingConnections(t *testing.T) {
	for _, method := range []string{"GET", "POST", "POST without body", "HEAD", "OPTIONS", "DELETE"} {
		for _, retry := range []Retry{RetryNever, RetrySafe} {
			t.Run(fmt.Sprint(method, retry), func(t *testing.T) {
				s := newDyingServer(t, func(n int) bool { return n == 2 })
				c, _ := newTestClient(t, s.url)
				e := postEndpoint(retry)
				if method != "POST" {
					e.Method, e.Encode = strings.Fields(method)[0], nil
				}
				if method == "HEAD" {
					e.Envelope = nil
				}
				warm := postEndpoint(retry)
				if _, err := Call(t.Context(), c, warm, &ticketRequest{}, nil); err != nil {
					t.Fatal(err)
				}
				_, err := Call(t.Context(), c, e, &ticketRequest{}, nil)
				s.mu.Lock()
				defer s.mu.Unlock()
				seen := slices.Clone(s.nonces)
				slices.Sort(seen)
				if len(slices.Compact(seen)) != len(s.nonces) {
					t.Errorf("a nonce was sent twice: %v", s.nonces)
				}
				if retry == RetryNever {
					if !errors.Is(err, runtime.ErrOutcomeUnknown) || len(s.nonces) != 2 {
						t.Errorf("%v after %d requests", err, len(s.nonces)-1)
					}
					return
				}
				if err != nil || len(s.nonces) != 3 {
					t.Errorf("%v after %d requests", err, len(s.nonces)-1)
				}
			})
		}
	}
}

func TestHTTP2(t *testing.T) {
	var seen []*http.Request
	var abort bool
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r)
		if abort {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, okAnswer)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	c, _ := newTestClient(t, s.URL, runtime.WithHTTPClient(s.Client()))
	for _, e := range []*ticketEndpoint{postEndpoint(RetryNever), getEndpoint(RetryNever)} {
		abort = false
		if _, err := Call(t.Context(), c, e, &ticketRequest{ID: "1"}, nil); err != nil {
			t.Fatal(err)
		}
		abort = true
		if _, err := Call(t.Context(), c, e, &ticketRequest{ID: "1"}, nil); !errors.Is(err, runtime.ErrOutcomeUnknown) {
			t.Errorf("got %v", err)
		}
	}
	if len(seen) != 4 || seen[0].ProtoMajor != 2 {
		t.Errorf("%d requests by %s", len(seen), seen[0].Proto)
	}

	abort = false
	seen = nil
	c, delays := newTestClient(t, s.URL) // knows nothing of the server's certificate
	if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, nil); err == nil || len(*delays) != 0 || len(seen) != 0 {
		t.Errorf("%v after the delays %v", err, *delays)
	}
}

func TestHeadersOfOptionsReplaceOthers(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	c, _ := newTestClient(t, p.URL, runtime.WithHeader("x-mode", "a"), runtime.WithHeader("accept", "text/json"))
	if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, []runtime.CallOption{runtime.WithHeader("X-Mode", "b"), runtime.WithHeader("x-other", "c")}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"X-Mode": "b", "X-Other": "c", "Accept": "text/json"} {
		if got := p.requests[0].Header.Values(name); !slices.Equal(got, []string{want}) {
			t.Errorf("header %s: %q, want %q", name, got, want)
		}
	}
}

// FuzzAnswer holds the verdict on any answer against what encoding/json reads in it.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		okAnswer, `{"data":{"a":1},"code":"200"}`, `{"code":200,"data":1,"data":2}`, `{"code":200,"code":1}`, `{"code":1,"code":200}`,
		`{"code":2e2,"data":[]}`, `{"code":200,"data":null}`, ` {"c\u006fde":200} `, `{"code":200,"data":1}x`, `[]`, `"{}"`, `{"code":200,"data":`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if !utf8.ValidString(body) || strings.Count(body, "[")+strings.Count(body, "{") > 100 || strings.Contains(body, `\u`) {
			return
		}
		c, err := New(testConfig("https://x.invalid"), runtime.WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
		})))
		if err != nil {
			t.Fatal(err)
		}
		e := &Endpoint[ticketRequest, json.RawMessage]{
			Operation: postEndpoint(RetrySafe).Operation,
			Decode:    func(d *Decoder, data *json.RawMessage) { *data = d.Any() },
		}
		got, err := CallValue(t.Context(), c, e, nil, nil)

		var members map[string]json.RawMessage
		isObject := json.Unmarshal([]byte(body), &members) == nil && members != nil
		if !isObject {
			var text string
			if json.Unmarshal([]byte(body), &text) != nil && err == nil {
				t.Errorf("%q is no object and a success", body)
			}
			return
		}
		var code any
		decoder := json.NewDecoder(bytes.NewReader(members["code"]))
		decoder.UseNumber()
		decoder.Decode(&code)
		succeeds := false
		switch code := code.(type) {
		case string:
			n, bad := strconv.ParseFloat(code, 64)
			succeeds = code == "200" || json.Valid([]byte(code)) && bad == nil && n == 200
		case json.Number:
			n, _ := code.Float64()
			succeeds = n == 200
		}
		if succeeds != (err == nil) {
			t.Fatalf("%q: %v, want success %v", body, err, succeeds)
		}
		if want := string(members["data"]); err == nil && string(got) != want && want != "null" {
			t.Errorf("%q: data %s, want %s", body, got, want)
		}
	})
}

// A transport that were allowed to would resend a GET; this shows that the test above can fail.
func TestNetHTTPResendsGET(t *testing.T) {
	s := newDyingServer(t, func(n int) bool { return n == 2 })
	h := &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	defer h.CloseIdleConnections()
	for range 2 {
		r, err := h.Get(s.url)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
	}
	if len(s.nonces) != 3 {
		t.Errorf("net/http sent %d requests for two: it no longer resends, so the test of the client proves nothing", len(s.nonces))
	}
}

// TestCarelessTransports holds that a transport which breaks its contract makes errors and no panics.
func TestCarelessTransports(t *testing.T) {
	for name, answer := range map[string]*http.Response{"nothing": nil, "no body": {StatusCode: 200}, "no body, but a length": {StatusCode: 200, ContentLength: 7}} {
		c, err := New(testConfig("https://example.com"), runtime.WithTransport(roundTripper(func(*http.Request) (*http.Response, error) { return answer, nil })))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil); !errors.Is(err, runtime.ErrOutcomeUnknown) {
			t.Errorf("%s: error %v, want one that says that the outcome is unknown", name, err)
		}
	}
}

func TestFailuresBeforeSendingAreNotUnknown(t *testing.T) {
	refuse := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "nowhere"}
	}}
	c, _ := newTestClient(t, "https://nowhere.invalid", runtime.WithTransport(refuse))
	_, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil)
	if _, ok := errors.AsType[*net.DNSError](err); !ok || errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("no host: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Call(ended, c, postEndpoint(RetryNever), &ticketRequest{}, nil)
	if !errors.Is(err, context.Canceled) || errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("context ended before: %v", err)
	}

	// While dialing.
	ended, cancel = context.WithCancel(t.Context())
	dialing := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	c, _ = newTestClient(t, "https://nowhere.invalid", runtime.WithTransport(dialing))
	_, err = Call(ended, c, postEndpoint(RetryNever), &ticketRequest{}, nil)
	if !errors.Is(err, context.Canceled) || errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("context ended while dialing: %v", err)
	}

	// A transport of another kind says nothing about what it did.
	c, _ = newTestClient(t, "https://nowhere.invalid", runtime.WithTransport(roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("broken")
	})))
	if _, err = Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil); !errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("unknown transport: %v", err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestContextEndsWhileTheServerThinks(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	p := newPlatform(t, func(_ http.ResponseWriter, r *http.Request, _ int) {
		cancel()
		select {
		case <-r.Context().Done():
		case <-release:
		}
	})
	defer close(release)
	c, _ := newTestClient(t, p.URL)
	_, err := Call(ctx, c, postEndpoint(RetryNever), &ticketRequest{}, nil)
	if !errors.Is(err, context.Canceled) || !errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	_, err = Call(ctx, c, postEndpoint(RetrySafe), &ticketRequest{}, nil)
	if !errors.Is(err, context.Canceled) || errors.Is(err, runtime.ErrOutcomeUnknown) || p.count() != 2 {
		t.Errorf("safe: %v after %d requests", err, p.count()-1)
	}
	_, err = Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, []runtime.CallOption{runtime.WithTimeout(time.Nanosecond)})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("timeout: %v", err)
	}
}

func TestResponseSize(t *testing.T) {
	for _, chunked := range []bool{false, true} {
		p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			if chunked {
				w.(http.Flusher).Flush()
			}
			io.WriteString(w, okAnswer)
		})
		size := int64(len(okAnswer))
		c, _ := newTestClient(t, p.URL, runtime.WithMaxResponseSize(size))
		if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, nil); err != nil {
			t.Errorf("chunked %v: %v", chunked, err)
		}
		c, _ = newTestClient(t, p.URL, runtime.WithMaxResponseSize(size-1))
		_, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil)
		if err == nil || !strings.Contains(err.Error(), "WithMaxResponseSize") || !errors.Is(err, runtime.ErrOutcomeUnknown) {
			t.Errorf("chunked %v: %v", chunked, err)
		}
		if _, err = Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, nil); err == nil || p.count() != 3 {
			t.Errorf("chunked %v: %v after %d requests", chunked, err, p.count()-2)
		}
	}
}

func TestLongChunkedAnswer(t *testing.T) {
	id := strings.Repeat("x", 100_000)
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.(http.Flusher).Flush()
		fmt.Fprintf(w, `{"code":200,"data":{"id":"%s"}}`, id)
	})
	c, _ := newTestClient(t, p.URL)
	got, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, nil)
	if err != nil || got.ID != id {
		t.Errorf("%v, %d bytes", err, len(got.ID))
	}
}

func TestAnswerCutShort(t *testing.T) {
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n > 1 {
			io.WriteString(w, okAnswer)
			return
		}
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, okAnswer)
	})
	c, _ := newTestClient(t, p.URL)
	if _, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, nil); !errors.Is(err, runtime.ErrOutcomeUnknown) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	p.mu.Lock()
	p.requests = nil
	p.mu.Unlock()
	if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, nil); err != nil || p.count() != 2 {
		t.Errorf("safe: %v after %d requests", err, p.count())
	}
}

func TestClockSkew(t *testing.T) {
	real := time.Now()
	behind := real.Add(-time.Hour)
	now := func() time.Time { return behind }
	answer := func(w http.ResponseWriter, r *http.Request, _ int) {
		at := r.Header.Get("Timestamp")
		if off := real.UnixMilli() - parseMillis(t, at); off > 600_000 || off < -600_000 {
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, `{"code":401,"msg":"signature rejected"}`)
			return
		}
		io.WriteString(w, okAnswer)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(w, r, 0) }))
	defer s.Close()

	c, _ := newTestClient(t, s.URL, runtime.WithClock(now))
	var meta runtime.Meta
	if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, []runtime.CallOption{runtime.WithMeta(&meta)}); err != nil || meta.Attempts != 2 {
		t.Errorf("safe: %v after %d attempts", err, meta.Attempts)
	}
	if _, err := Call(t.Context(), c.WithClaim("user-id", "u2"), postEndpoint(RetryNever), &ticketRequest{}, []runtime.CallOption{runtime.WithMeta(&meta)}); err != nil || meta.Attempts != 1 {
		t.Errorf("what was learnt is forgotten: %v after %d attempts", err, meta.Attempts)
	}
	c, _ = newTestClient(t, s.URL, runtime.WithClock(now))
	for i, fails := range []bool{true, false} {
		_, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{}, []runtime.CallOption{runtime.WithMeta(&meta)})
		if (err != nil) != fails || meta.Attempts != 1 {
			t.Errorf("call %d that acts: %v after %d attempts", i, err, meta.Attempts)
		}
	}
}

func parseMillis(t *testing.T, text string) int64 {
	t.Helper()
	var n int64
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Error(err)
	}
	return n
}

func TestSkew(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	date := func(at time.Time) http.Header { return http.Header{"Date": {at.Format(http.TimeFormat)}} }
	for _, tt := range []struct {
		name    string
		header  http.Header
		changed bool
		off     time.Duration
	}{
		{"the same", date(start), false, 0},
		{"within a second", date(start.Add(-2 * time.Second)), false, 0},
		{"ahead", date(start.Add(time.Hour)), true, time.Hour},
		{"behind", date(start.Add(-time.Minute)), true, -time.Minute},
		{"absurd", date(start.Add(30 * time.Hour)), false, 0},
		{"absent", http.Header{}, false, 0},
		{"malformed", http.Header{"Date": {"yesterday"}}, false, 0},
		{"from a cache", http.Header{"Date": date(start.Add(-time.Hour))["Date"], "Age": {"3600"}}, false, 0},
	} {
		var s skew
		if changed := s.learn(tt.header, start); changed != tt.changed {
			t.Errorf("%s: changed is %v", tt.name, changed)
		}
		if off := s.correct(start).Sub(start); (off - tt.off).Abs() > time.Second {
			t.Errorf("%s: off by %v, want %v", tt.name, off, tt.off)
		}
		if s.learn(date(start), start); !s.correct(start).Equal(start) {
			t.Errorf("%s: not corrected back", tt.name)
		}
	}
}

func TestUnknownSignature(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	e := postEndpoint(RetrySafe)
	e.Scheme, e.Signer, e.SignatureUnknown = "warehouse", nil, true
	config := testConfig(p.URL)
	config.Schemes = append(config.Schemes, Scheme{Name: "warehouse"})
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Call(t.Context(), c, e, &ticketRequest{}, nil)
	if !errors.Is(err, runtime.ErrSignatureUnknown) || !strings.Contains(err.Error(), "Tickets.Get") || p.count() != 0 {
		t.Errorf("got %v", err)
	}
	rule := testSigner.Scheme()
	if _, err := Call(t.Context(), c, e, &ticketRequest{}, []runtime.CallOption{runtime.WithScheme("warehouse", rule)}); err != nil {
		t.Errorf("for the call: %v", err)
	}
	if c, err = New(config, runtime.WithScheme("warehouse", rule)); err != nil {
		t.Fatal(err)
	}
	if _, err := Call(t.Context(), c, e, &ticketRequest{}, nil); err != nil {
		t.Errorf("for the client: %v", err)
	}
	other := runtime.WithCredentials("warehouse", signer.Credentials{Secret: "hush", Values: []signer.Value{{Name: "access-key", Value: "key"}, {Name: "user-id", Value: "w"}}})
	if _, err := Call(t.Context(), c, e, &ticketRequest{}, []runtime.CallOption{other}); err != nil || p.requests[2].Header.Get("User-Id") != "w" {
		t.Errorf("with credentials of its own: %v", err)
	}
	misspelt := runtime.WithScheme("warehouses", rule)
	if _, err := New(config, misspelt); err == nil || !strings.Contains(err.Error(), `it has ["test" "warehouse"]`) {
		t.Errorf("a scheme that there is not, for the client: %v", err)
	}
	if _, err := Call(t.Context(), c, e, &ticketRequest{}, []runtime.CallOption{misspelt}); err == nil || !strings.Contains(err.Error(), "warehouses") {
		t.Errorf("a scheme that there is not, for the call: %v", err)
	}
	rule.Digest = "crc32"
	if _, err = New(config, runtime.WithScheme("warehouse", rule)); err == nil || !strings.Contains(err.Error(), "warehouse") {
		t.Errorf("an invalid rule: %v", err)
	}
}

func TestSchemesThatACallerDoesNotUse(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	config := testConfig(p.URL)
	config.Schemes = append(config.Schemes, Scheme{
		Name: "push", Signer: testSigner, Secret: Credential{Field: "PushSecret", Required: true},
		Values: []Credential{{Name: "access-key", Field: "AccessKey", Value: "key", Required: true}},
	})
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	e := postEndpoint(RetrySafe)
	if _, err := Call(t.Context(), c, e, &ticketRequest{}, nil); err != nil {
		t.Error(err)
	}
	e.Scheme = "push"
	_, err = Call(t.Context(), c, e, &ticketRequest{}, nil)
	if err == nil || !strings.Contains(err.Error(), `scheme "push": credentials: PushSecret is empty`) || p.count() != 1 {
		t.Errorf("got %v", err)
	}
	e.Scheme = "other"
	if _, err = Call(t.Context(), c, e, &ticketRequest{}, nil); err == nil || !strings.Contains(err.Error(), "WithCredentials") || p.count() != 1 {
		t.Errorf("got %v", err)
	}
	config.Schemes[0].Values[0].Value = ""
	if _, err := New(config); err == nil || !strings.Contains(err.Error(), "AccessKey is empty") {
		t.Errorf("an incomplete scheme: %v", err)
	}
}

func TestTimestampUnit(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at := r.Header.Get("Timestamp"); len(at) != 10 {
			t.Errorf("timestamp %s", at)
		}
		io.WriteString(w, okAnswer)
	}))
	defer s.Close()
	c, _ := newTestClient(t, s.URL, runtime.WithTimestampUnit(signer.Seconds))
	if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, nil); err != nil {
		t.Error(err)
	}
}

func TestClaim(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	c, _ := newTestClient(t, p.URL)
	other := c.WithClaim("user-id", "u2")
	for i, tt := range []struct {
		c    *Client
		want string
	}{{c, "u1"}, {other, "u2"}, {c, "u1"}} {
		if _, err := Call(t.Context(), tt.c, postEndpoint(RetrySafe), &ticketRequest{}, nil); err != nil {
			t.Fatal(err)
		}
		if got := p.requests[i].Header.Values("User-Id"); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("user-id %q, want %q", got, tt.want)
		}
	}
}

func TestClaimsThatAreEmptyOrCannotBeSent(t *testing.T) {
	p := newPlatform(t, write(okAnswer))
	c, _ := newTestClient(t, p.URL)
	if _, err := Call(t.Context(), c.WithClaim("user-id", ""), postEndpoint(RetrySafe), &ticketRequest{}, nil); err != nil {
		t.Fatal(err)
	}
	if got, sent := p.requests[0].Header["User-Id"]; sent {
		t.Errorf("an empty claim was sent as %q", got)
	}
	broken := c.WithClaim("user-id", "u2\n")
	_, err := Call(t.Context(), broken, postEndpoint(RetryNever), &ticketRequest{}, nil)
	if _, ok := errors.AsType[*runtime.CallError](err); !ok || errors.Is(err, runtime.ErrOutcomeUnknown) || !strings.Contains(err.Error(), "user-id") || strings.Contains(err.Error(), "u2") {
		t.Errorf("error %v, want a *CallError that names user-id, without its value or doubt about the outcome", err)
	}
	if _, err := Call(t.Context(), broken.WithClaim("user-id", "u3"), postEndpoint(RetryNever), &ticketRequest{}, nil); err != nil {
		t.Errorf("a client made from a broken one: %v", err)
	}
	if len(p.requests) != 2 {
		t.Errorf("%d requests arrived, want 2", len(p.requests))
	}
}

func TestSignaturesInQueryAndForm(t *testing.T) {
	scheme := signer.Scheme{
		Text: []signer.Part{{Path: true, After: "/openapi/"}, {Params: signer.Params{
			From: []signer.Source{signer.FromQuery, signer.FromForm}, Sort: signer.SortByBytes, Omit: []string{"sig"}}}},
		Digest: signer.HMACSHA1, Encoding: signer.HexUpper, Put: signer.Put{Place: signer.Place{Query: "sig"}},
	}
	var sent []*http.Request
	var bodies []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent, bodies = append(sent, r), append(bodies, string(body))
		io.WriteString(w, okAnswer)
	}))
	defer s.Close()
	c, _ := newTestClient(t, s.URL)
	e := postEndpoint(RetrySafe)
	e.Path = "/openapi/x"
	e.Encode = func(w *RequestWriter, r *ticketRequest) { w.Query("q", r.ID) }
	if _, err := Call(t.Context(), c, e, &ticketRequest{ID: "a b"}, []runtime.CallOption{runtime.WithScheme("test", scheme)}); err != nil {
		t.Fatal(err)
	}
	signature, err := signer.MustNew(scheme).AppendSignature(nil, &signer.Message{Method: "POST", Path: "/openapi/x", Query: []signer.Value{{Name: "q", Value: "a b"}}}, "hush")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := sent[0].URL.RawQuery, "q=a+b&sig="+string(signature); got != want {
		t.Errorf("query %s, want %s", got, want)
	}

	scheme.Put = signer.Put{Place: signer.Place{Form: "sig"}}
	if _, err := Call(t.Context(), c, e, &ticketRequest{ID: "a b"}, []runtime.CallOption{runtime.WithScheme("test", scheme)}); err != nil {
		t.Fatal(err)
	}
	if got, want := bodies[1], "sig="+url.QueryEscape(string(signature)); got != want || sent[1].Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("form %s, want %s; header %v", got, want, sent[1].Header)
	}
	e.Encode = func(w *RequestWriter, r *ticketRequest) { w.JSON(r) }
	if _, err := Call(t.Context(), c, e, &ticketRequest{}, []runtime.CallOption{runtime.WithScheme("test", scheme)}); err == nil || !strings.Contains(err.Error(), "body is not a form") {
		t.Errorf("form and JSON: %v", err)
	}
	dead := httptest.NewServer(nil)
	dead.Close()
	c, _ = newTestClient(t, dead.URL, runtime.WithScheme("test", signer.Scheme{
		Text: scheme.Text, Digest: scheme.Digest, Encoding: scheme.Encoding, Put: signer.Put{Place: signer.Place{Query: "sig"}},
	}))
	e.Encode = nil
	_, err = Call(t.Context(), c, e, nil, nil)
	if err == nil || strings.Contains(err.Error(), "sig=") {
		t.Errorf("the error repeats the signature: %v", err)
	}
}

func TestNewClientRefuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Config)
		opt    runtime.Option
		want   string
	}{
		{"no base URL", func(c *Config) { c.BaseURL = "" }, nil, "WithBaseURL"},
		{"http", func(c *Config) { c.BaseURL = "http://api.example.com" }, nil, "WithInsecureHTTP"},
		{"other scheme", nil, runtime.WithBaseURL("ftp://x"), "https://"},
		{"no host", nil, runtime.WithBaseURL("https:///x"), "no host"},
		{"query", nil, runtime.WithBaseURL("https://x?a=b"), "without ?"},
		{"fragment", nil, runtime.WithBaseURL("https://x#a"), "without ?"},
		{"unreadable", nil, runtime.WithBaseURL("https://a b\x00"), "cannot be read"},
		{"no key", func(c *Config) { c.Schemes[0].Values[0].Value = "" }, nil, "credentials: AccessKey is empty"},
		{"no credentials", func(c *Config) {
			c.Schemes[0].Secret.Value, c.Schemes[0].Values[0].Value, c.Schemes[0].Values[1].Value = "", "", ""
		}, nil, "AccessKey, AccessSecret are empty"},
		{"line feed in a key", func(c *Config) { c.Schemes[0].Values[0].Value = "hid\nden" }, nil, "AccessKey has a control character"},
		{"line feed at the end of a key", func(c *Config) { c.Schemes[0].Values[0].Value = "hidden\n" }, nil, "AccessKey has white space around it"},
		{"space before a claim", func(c *Config) { c.Schemes[0].Values[1].Value = " hidden" }, nil, "has white space around it"},
		{"no-break space behind a secret", func(c *Config) { c.Schemes[0].Secret.Value = "hidden\u00a0" }, nil, "AccessSecret has white space around it"},
		{"space in other credentials", nil, runtime.WithCredentials("test", signer.Credentials{Secret: "hidden "}), "has white space around it"},
		{"nil http client", nil, runtime.WithHTTPClient(nil), "WithHTTPClient"},
		{"nil transport", nil, runtime.WithTransport(nil), "WithTransport"},
		{"nil logger", nil, runtime.WithLogger(nil), "WithLogger"},
		{"nil clock", nil, runtime.WithClock(nil), "WithClock"},
		{"size", nil, runtime.WithMaxResponseSize(0), "WithMaxResponseSize"},
		{"unit", nil, runtime.WithTimestampUnit("minutes"), "WithTimestampUnit"},
		{"timeout", nil, runtime.WithTimeout(-1), "WithTimeout"},
		{"retries", nil, runtime.WithRetry(runtime.RetryPolicy{Retries: -1}), "WithRetry"},
		{"header name", nil, runtime.WithHeader("a b", "c"), "WithHeader"},
		{"header value", nil, runtime.WithHeader("a", "hidden\n"), "WithHeader"},
		{"idempotency header", nil, runtime.WithHeader("idempotency-key", "x"), "transport send requests again"},
		{"user agent", nil, runtime.WithUserAgent("a\nb"), "WithUserAgent"},
	} {
		config := testConfig("https://api.example.com")
		if tt.change != nil {
			tt.change(&config)
		}
		c, err := New(config, tt.opt)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
		if c != nil {
			t.Errorf("%s: a client all the same", tt.name)
		}
	}
	for _, opt := range []runtime.Option{nil, runtime.WithBaseURL("http://127.0.0.1:8080"), runtime.WithBaseURL("http://[::1]"), runtime.WithBaseURL("http://localhost/x")} {
		if _, err := New(testConfig("https://api.example.com"), opt); err != nil {
			t.Error(err)
		}
	}
	if _, err := New(testConfig("http://api.example.com"), runtime.WithInsecureHTTP()); err != nil {
		t.Error(err)
	}
}

func TestUserPasswordInBaseURLIsNotRepeated(t *testing.T) {
	_, err := New(testConfig("https://me:hidden@api.example.com"))
	if err == nil || strings.Contains(err.Error(), "hidden") {
		t.Errorf("got %v", err)
	}
}

func TestNothingSecretIsPrinted(t *testing.T) {
	var log bytes.Buffer
	var status int
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.WriteHeader(status)
		io.WriteString(w, `<private>`)
	})
	c, _ := newTestClient(t, p.URL, runtime.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	for _, status = range []int{200, 503} {
		Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{ID: "private"}, nil)
	}
	for _, want := range []string{"Tickets.Get", "status=503", "sending again"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("log without %q:\n%s", want, &log)
		}
	}
	printed := log.String() + fmt.Sprintf("%v %+v %#v %s", c, c, c, c)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		printed += fmt.Sprintf(format, struct{ unexported *Client }{c})
	}
	for _, r := range p.requests {
		for _, secret := range []string{"hush", "private", r.Header.Get("Signature"), r.Header.Get("Nonce-Str")} {
			if strings.Contains(printed, secret) {
				t.Errorf("%q is printed:\n%s", secret, printed)
			}
		}
	}
}

func TestDriftNamesTheOperation(t *testing.T) {
	p := newPlatform(t, write(`{"code":200,"data":{"id":7}}`))
	var seen []string
	c, _ := newTestClient(t, p.URL, runtime.WithDrift(func(op string, d runtime.Drift) { seen = append(seen, op+" "+d.Path) }))
	if _, err := Call(t.Context(), c, postEndpoint(RetrySafe), &ticketRequest{}, nil); err != nil {
		t.Fatal(err)
	}
	if want := []string{"Tickets.Get data.id"}; !slices.Equal(seen, want) {
		t.Errorf("drift %q, want %q", seen, want)
	}
}

func TestErrorsAreFound(t *testing.T) {
	err := fmt.Errorf("wrapped: %w", &runtime.Error{Operation: "A.B", Code: "500", HTTPStatus: 200})
	for _, tt := range []struct {
		target runtime.Error
		want   bool
	}{
		{runtime.Error{Code: "500"}, true},
		{runtime.Error{Code: "501"}, false},
		{runtime.Error{HTTPStatus: 200}, true},
		{runtime.Error{Code: "500", Operation: "A.B"}, true},
		{runtime.Error{Code: "500", Operation: "A.C"}, false},
		{runtime.Error{}, false},
	} {
		if got := errors.Is(err, &tt.target); got != tt.want {
			t.Errorf("%+v: %v", tt.target, got)
		}
	}
}

func TestConcurrentCalls(t *testing.T) {
	p := newPlatform(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		fmt.Fprintf(w, `{"code":200,"data":{"id":%q}}`, r.Header.Get("X-Id"))
	})
	c, _ := newTestClient(t, p.URL, runtime.WithHeader("x-all", "1"))
	var calls sync.WaitGroup
	for i := range 8 {
		calls.Go(func() {
			for j := range 20 {
				id := fmt.Sprint(i, j)
				got, err := Call(t.Context(), c, postEndpoint(Retry(j%2)), &ticketRequest{ID: id}, []runtime.CallOption{runtime.WithHeader("x-id", id)})
				if err != nil || got.ID != id {
					t.Errorf("%v, %v, want %s", got, err, id)
				}
			}
		})
	}
	calls.Wait()
	for i, body := range p.bodies {
		if want := fmt.Sprintf(`{"id":%q}`, p.requests[i].Header.Get("X-Id")); body != want {
			t.Errorf("body %s, want %s", body, want)
		}
	}
}

// Host is signed as net/http sends it, which writes it by itself, also where the base URL is written otherwise.
func TestHostIsSigned(t *testing.T) {
	scheme := signer.Scheme{
		Text: []signer.Part{{Header: "Host"}, {Body: signer.BodyRaw}}, Joiner: "\n",
		Digest: signer.HMACSHA256, Encoding: signer.HexLower, Put: signer.Put{Place: signer.Place{Header: "sign"}},
	}
	for base, host := range map[string]string{
		"https://api.example.com": "api.example.com", "https://API.example.com:8443/x": "API.example.com:8443", "https://bücher.example": "xn--bcher-kva.example",
		"https://[fe80::1%25eth0]:443": "[fe80::1]:443",
	} {
		var sent bytes.Buffer
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Header["Host"] != nil {
				t.Error("Host is sent twice")
			}
			return nil, r.Write(&sent)
		})
		c, _ := newTestClient(t, base, runtime.WithScheme("test", scheme), runtime.WithTransport(transport))
		if _, err := Call(t.Context(), c, postEndpoint(RetryNever), &ticketRequest{ID: "1"}, nil); err == nil {
			t.Fatal("no transport, and no error")
		}
		r, err := http.ReadRequest(bufio.NewReader(&sent))
		if err != nil {
			t.Fatal(err)
		}
		signature, err := signer.MustNew(scheme).AppendSignature(nil, &signer.Message{Header: []signer.Value{{Name: "Host", Value: host}}, Body: []byte(`{"id":"1"}`)}, "hush")
		if err != nil || r.Host != host || r.Header.Get("Sign") != string(signature) {
			t.Errorf("%s: host %q is signed with %s, want %q with %s; %v", base, r.Host, r.Header.Get("Sign"), host, signature, err)
		}
	}
}
