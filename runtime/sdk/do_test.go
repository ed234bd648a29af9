package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

func (t *ticket) UnmarshalJSON(data []byte) error { return Unmarshal(data, t) }

func (r *ticketRequest) MarshalJSON() ([]byte, error) { return Marshal(r) }

// root is what generated code knows of operations that are not in its document.
var root = Operation{Envelope: &testEnvelope, Scheme: "test", Signer: testSigner}

func TestDoSends(t *testing.T) {
	p := newPlatform(t, write(`{"code":200}`))
	c, _ := newTestClient(t, p.URL+"/base")
	for _, tt := range []struct {
		name   string
		method string
		path   string
		body   any
		opt    runtime.CallOption
		want   string // request line
		sent   string
	}{
		{"nothing", "GET", "/order/info", nil, nil, "GET /base/order/info", ""},
		{"a query", "GET", "/order/info?id=1&b=%26&a=x+y&b=", nil, nil, "GET /base/order/info?id=1&b=%26&a=x+y&b=", ""},
		{"a query by option", "DELETE", "/order?id=1", nil, runtime.WithQuery("k", "v"), "DELETE /base/order?id=1&k=v", ""},
		{"a path with escapes", "GET", "/a%2Fb/订单/{id}", nil, nil, "GET /base/a%2Fb/%E8%AE%A2%E5%8D%95/%7Bid%7D", ""},
		{"a generated type", "POST", "/x", &ticketRequest{ID: "a<b"}, nil, "POST /base/x", `{"id":"a<b"}`},
		{"raw JSON", "POST", "/x", json.RawMessage(`{"id": 1}`), nil, "POST /base/x", `{"id": 1}`},
		{"no raw JSON", "POST", "/x", json.RawMessage(nil), nil, "POST /base/x", ""},
		{"a map", "PUT", "/x", map[string]any{"id": 1}, nil, "PUT /base/x", `{"id":1}`},
		{"a list of generated types", "PATCH", "/x", []*ticketRequest{{ID: "1"}}, nil, "PATCH /base/x", `[{"id":"1"}]`},
		{"a nil pointer", "POST", "/x", (*ticketRequest)(nil), nil, "POST /base/x", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := Do(t.Context(), c, root, tt.method, tt.path, tt.body, nil, []runtime.CallOption{tt.opt}); err != nil {
				t.Fatal(err)
			}
			r := p.requests[len(p.requests)-1]
			if got := r.Method + " " + r.RequestURI; got != tt.want {
				t.Errorf("sent %s, want %s", got, tt.want)
			}
			if got := p.bodies[len(p.bodies)-1]; got != tt.sent {
				t.Errorf("body %s, want %s", got, tt.sent)
			}
			if contentType := r.Header.Get("Content-Type"); (contentType == "application/json") != (tt.sent != "") {
				t.Errorf("content type %q of the body %q", contentType, tt.sent)
			}
		})
	}
}

func TestDoReads(t *testing.T) {
	var raw json.RawMessage
	var text string
	var list []ticket
	var known ticket
	var pointer *ticket
	number := 7
	members := map[string]any{"old": true}
	for _, tt := range []struct {
		name, data string
		out        any
		want       any
	}{
		{"a generated type", `{"id":7,"count":"3"}`, &known, &ticket{ID: "7", Count: 3}},
		{"a pointer to one", `{"id":"T1"}`, &pointer, new(&ticket{ID: "T1"})},
		{"a list of them", `[{"id":"T1"},{"id":"T2"}]`, &list, &[]ticket{{ID: "T1"}, {ID: "T2"}}},
		{"raw JSON", `{"id": 2059624776425880794}`, &raw, new(json.RawMessage(`{"id": 2059624776425880794}`))},
		{"a text", `"x"`, &text, new("x")},
		{"null", `null`, &number, new(0)},
		{"a map", `{"new":1}`, &members, &map[string]any{"new": 1.0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, body := range []string{`{"code":200,"data":` + tt.data + `}`, `{"data":` + tt.data + `,"code":"200"}`} {
				p := newPlatform(t, write(body))
				c, _ := newTestClient(t, p.URL)
				if err := Do(t.Context(), c, root, "POST", "/x", nil, tt.out, nil); err != nil {
					t.Fatal(err)
				}
				if got := runtime.Plain(tt.out); !reflect.DeepEqual(got, tt.want) {
					t.Errorf("%s: got %+v, want %+v", body, got, tt.want)
				}
			}
		})
	}
}

func TestDoWithoutAnEnvelope(t *testing.T) {
	p := newPlatform(t, write(`{"id":"T1"}`))
	c, _ := newTestClient(t, p.URL)
	bare := root
	bare.Envelope = nil
	var got ticket
	if err := Do(t.Context(), c, bare, "GET", "/x", nil, &got, nil); err != nil || got.ID != "T1" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestDoFails(t *testing.T) {
	status, body := 200, ""
	p := newPlatform(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	})
	c, _ := newTestClient(t, p.URL)
	var out struct{ Count int }
	do := func(opts ...runtime.CallOption) error {
		return Do(t.Context(), c, root, "POST", "/x?token=secret", nil, &out, opts)
	}

	body = `{"code":5004,"msg":"no","requestId":"r1"}`
	err := do()
	if failure, ok := errors.AsType[*runtime.Error](err); !ok || failure.Code != "5004" || failure.Operation != "POST /x" || !errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("a failure code: %v", err)
	}
	if err := do(runtime.WithRejected("5004")); errors.Is(err, runtime.ErrOutcomeUnknown) {
		t.Errorf("a code that the caller lists: %v", err)
	}
	body = `{"code":200,"data":{"count":"many"}}`
	if data, ok := errors.AsType[*runtime.DataError](do()); !ok || string(data.Data) != `{"count":"many"}` {
		t.Errorf("data of another kind: %v", data)
	}
	status, body = 503, ""
	sent := p.count()
	if err := do(); !errors.Is(err, runtime.ErrOutcomeUnknown) || p.count()-sent != 1 {
		t.Errorf("sent %d times: %v", p.count()-sent, err)
	}
	sent = p.count()
	if err := do(runtime.WithRepeat()); err == nil || errors.Is(err, runtime.ErrOutcomeUnknown) || p.count()-sent != 1+runtime.DefaultRetries {
		t.Errorf("repeatable, sent %d times: %v", p.count()-sent, err)
	}

	sent = p.count()
	for _, tt := range []struct {
		method, path string
		body, out    any
		want         string
	}{
		{"", "/x", nil, nil, "upper-case"},
		{"get", "/x", nil, nil, "upper-case"},
		{"G T", "/x", nil, nil, "upper-case"},
		{"GET", "", nil, nil, "begin with one slash"},
		{"GET", "x", nil, nil, "begin with one slash"},
		{"GET", "//evil.example.com/x", nil, nil, "begin with one slash"},
		{"GET", "https://evil.example.com/x", nil, nil, "begin with one slash"},
		{"GET", "/x#secret", nil, nil, "fragment"},
		{"GET", "/x?token=secret#y", nil, nil, "fragment"},
		{"GET", "/x?token=%zzsecret", nil, nil, "query"},
		{"GET", "/%zz", nil, nil, "invalid URL escape"},
		{"GET", "/../admin", nil, nil, "another path"},
		{"GET", "/a/%2e%2E/b", nil, nil, "another path"},
		{"POST", "/x", make(chan int), nil, "unsupported type"},
		{"POST", "/x", json.RawMessage("{"), nil, "not valid"},
		{"POST", "/x", nil, ticket{}, "give a pointer"},
		{"POST", "/x", nil, (*ticket)(nil), "give a pointer"},
	} {
		err := Do(t.Context(), c, root, tt.method, tt.path, tt.body, tt.out, nil)
		if _, ok := errors.AsType[*runtime.CallError](err); !ok || !strings.Contains(err.Error(), tt.want) || errors.Is(err, runtime.ErrOutcomeUnknown) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s %s: %v, want %q", tt.method, tt.path, err, tt.want)
		}
	}
	if n := p.count() - sent; n != 0 {
		t.Errorf("%d requests that cannot be made were sent", n)
	}
}

func TestDoSignsByAnotherScheme(t *testing.T) {
	p := newPlatform(t, write(`{"code":200}`))
	config := testConfig(p.URL)
	config.Schemes = append(config.Schemes, Scheme{
		Name: "push", Signer: testSigner, Secret: Credential{Field: "PushSecret", Value: "hush", Required: true},
		Values: []Credential{{Name: "access-key", Field: "PushKey", Value: "key", Required: true}, {Name: "user-id", Field: "PushUser", Value: "pusher"}},
	}, Scheme{Name: "unknown"})
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := Operation{Envelope: &testEnvelope}
	for _, op := range []Operation{root, unsigned} {
		if err := Do(t.Context(), c, op, "POST", "/x", nil, nil, []runtime.CallOption{runtime.WithSecurity("push")}); err != nil {
			t.Fatal(err)
		}
		if user := p.requests[len(p.requests)-1].Header.Get("User-Id"); user != "pusher" {
			t.Errorf("signed for %q", user)
		}
	}
	if err := Do(t.Context(), c, root, "POST", "/x", nil, nil, []runtime.CallOption{runtime.WithSecurity("pull")}); err == nil || !strings.Contains(err.Error(), `no security scheme "pull"`) {
		t.Errorf("a scheme that there is not: %v", err)
	}
	if err := Do(t.Context(), c, root, "POST", "/x", nil, nil, []runtime.CallOption{runtime.WithSecurity("unknown")}); !errors.Is(err, runtime.ErrSignatureUnknown) {
		t.Errorf("a scheme whose rule is not known: %v", err)
	}
	supplied := []runtime.CallOption{runtime.WithSecurity("unknown"), runtime.WithScheme("unknown", testSigner.Scheme())}
	if err := Do(t.Context(), c, root, "POST", "/x", nil, nil, supplied); err != nil {
		t.Errorf("a rule that the caller supplies: %v", err)
	}
	own := runtime.WithCredentials("test", signer.Credentials{Secret: "hush", Values: []signer.Value{{Name: "access-key", Value: "key"}, {Name: "user-id", Value: "own"}}})
	if err := Do(t.Context(), c, root, "POST", "/x", nil, nil, []runtime.CallOption{own}); err != nil || p.requests[len(p.requests)-1].Header.Get("User-Id") != "own" {
		t.Errorf("credentials of the call: %v", err)
	}
}

func TestDoIsObservedWithoutItsQuery(t *testing.T) {
	p := newPlatform(t, write(`{"code":200}`))
	var seen []runtime.CallStart
	c, _ := newTestClient(t, p.URL, runtime.WithObserver(func(ctx context.Context, a runtime.CallStart) (context.Context, func(runtime.CallEnd)) {
		seen = append(seen, a)
		return ctx, nil
	}))
	if err := Do(t.Context(), c, root, "GET", "/x?token=secret", nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	want := []runtime.CallStart{{Operation: "GET /x", Method: "GET", Path: "/x"}, {Operation: "GET /x", Method: "GET", Path: "/x", Attempt: 1}}
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("observed %+v, want %+v", seen, want)
	}
}

func TestStringIsJSON(t *testing.T) {
	if got, want := String(&ticketRequest{ID: "a<b"}), `{"id":"a<b"}`; got != want {
		t.Errorf("printed %s, want %s", got, want)
	}
	if got, want := String(impossible{}), "!(no JSON)"; got != want {
		t.Errorf("printed %s, want %s", got, want)
	}
}

type impossible struct{}

func (impossible) EncodeJSON(e *Encoder) { e.Fail(errors.New("no JSON")) }
