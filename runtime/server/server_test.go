package server_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/runtime/server"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

// The service under test: it pays orders.

var testSigner = signer.MustNew(signer.Scheme{
	Text:      []signer.Part{{Header: "access-key"}, {Header: "timestamp"}, {Header: "nonce-str"}, {Secret: true}},
	Digest:    signer.MD5,
	Encoding:  signer.HexUpper,
	Put:       signer.Put{Place: signer.Place{Header: "signature"}},
	Identity:  signer.IdentityRule{Key: signer.Place{Header: "access-key"}, Claims: []signer.Place{{Header: "user-id"}}},
	Timestamp: signer.TimestampRule{Place: signer.Place{Header: "timestamp"}, Unit: signer.Milliseconds, Window: 600 * time.Second},
	Nonce:     signer.NonceRule{Place: signer.Place{Header: "nonce-str"}, Length: 32, Alphabet: signer.Alphanumeric},
})

var testEnvelope = &sdk.Envelope{RequestID: "requestId", Code: "code", Message: "msg", Data: "data", Success: []string{"200"}}

var payOperation = sdk.Operation{
	ID: "orderPay", Name: "Orders.Pay", Method: "POST", Path: "/order/pay",
	Envelope: testEnvelope, Scheme: "test-scheme", Signer: testSigner,
}

type payRequest struct {
	OrderID  string
	EntryIDs []int64
	Note     *string
	JSON     runtime.JSON
}

var payFields = sdk.NewFields("orderId", "orderEntryIds", "note").Require("orderId")

func (m *payRequest) DecodeJSON(d *sdk.Decoder) {
	*m = payRequest{}
	if !d.Object(payFields, &m.JSON) {
		return
	}
	for {
		switch d.Next() {
		case 0:
			m.OrderID = d.String()
		case 1:
			m.EntryIDs = sdk.DecodeArray(d, (*sdk.Decoder).Int64)
		case 2:
			m.Note = sdk.DecodePointer(d, (*sdk.Decoder).String)
		default:
			return
		}
	}
}

type payMethod func(ctx context.Context, req *payRequest) (string, error)

func payRoute(op sdk.Operation, method payMethod) sdk.Route {
	return sdk.Route{Operation: op, Serve: func(ctx context.Context, r *sdk.RequestReader, e *sdk.Encoder) error {
		req := new(payRequest)
		req.DecodeJSON(r.Body())
		if err := r.Err(); err != nil {
			return err
		}
		data, err := method(ctx, req)
		if err != nil {
			return err
		}
		e.String(data)
		return nil
	}}
}

func paid(_ context.Context, req *payRequest) (string, error) { return "paid " + req.OrderID, nil }

func unsigned(op sdk.Operation) sdk.Operation {
	op.Scheme, op.Signer, op.SignatureUnknown = "", nil, false
	return op
}

var (
	fixedID = server.WithRequestID(func(*http.Request) string { return "id-1" })
	silent  = server.WithLogger(slog.New(slog.DiscardHandler))
)

// start serves on the loopback interface until the test ends.
func start(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// newPay returns a request to pay, not signed.
func newPay(t *testing.T, base, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequest("POST", base+"/order/pay", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// sign signs a request for key-1.
func sign(t *testing.T, r *http.Request, secret string, at time.Time) {
	t.Helper()
	var m signer.Message
	err := testSigner.Sign(&m, signer.Credentials{Secret: secret, Values: []signer.Value{{Name: "access-key", Value: "key-1"}, {Name: "user-id", Value: "7"}}}, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range m.Header {
		r.Header.Set(v.Name, v.Value)
	}
}

type answer struct {
	status int
	header http.Header
	close  bool // the connection ends with the answer
	text   string

	RequestID string          `json:"requestId"`
	Code      json.RawMessage `json:"code"`
	Msg       string          `json:"msg"`
	Data      json.RawMessage `json:"data"`
}

// do sends a request and reads the envelope that must come back.
func do(t *testing.T, r *http.Request) answer {
	t.Helper()
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, res)
}

func read(t *testing.T, res *http.Response) answer {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: res.StatusCode, header: res.Header, close: res.Close, text: string(body)}
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatalf("status %d: the body is no envelope: %v\n%s", res.StatusCode, err, body)
	}
	if a.RequestID == "" || a.RequestID != res.Header.Get("X-Request-Id") {
		t.Errorf("request id %q in the envelope, %q in the header", a.RequestID, res.Header.Get("X-Request-Id"))
	}
	if got := res.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
	if res.ContentLength != int64(len(body)) {
		t.Errorf("content length %d of %d bytes", res.ContentLength, len(body))
	}
	return a
}

func (a answer) want(t *testing.T, status int, code, msg string) {
	t.Helper()
	if a.status != status || string(a.Code) != code || a.Msg != msg {
		t.Errorf("answered %d %s %q\nwant     %d %s %q", a.status, a.Code, a.Msg, status, code, msg)
	}
}

func TestServerAnswersASignedCall(t *testing.T) {
	var identity *signer.Identity
	var id string
	method := func(ctx context.Context, req *payRequest) (string, error) {
		identity, _ = server.IdentityFromContext(ctx)
		id = server.RequestIDFromContext(ctx)
		return paid(ctx, req)
	}
	verifier := signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}})
	s := start(t, server.New(verifier, []sdk.Route{payRoute(payOperation, method)}, fixedID, silent))
	r := newPay(t, s.URL, `{"orderId":"A1"}`)
	sign(t, r, "s3cret", time.Now())
	a := do(t, r)
	if want := `{"requestId":"id-1","code":200,"msg":"success","data":"paid A1"}`; a.text != want {
		t.Errorf("answered %s\nwant     %s", a.text, want)
	}
	if id != "id-1" {
		t.Errorf("the method saw request id %q", id)
	}
	if identity == nil || identity.Key != "key-1" || !slices.Equal(identity.Claims, []signer.Value{{Name: "user-id", Value: "7"}}) {
		t.Errorf("the method saw identity %v", identity)
	}
}

func TestServerMakesRequestIDs(t *testing.T) {
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}))
	seen := map[string]bool{}
	for range 20 {
		id := do(t, newPay(t, s.URL, `{"orderId":"A1"}`)).RequestID
		if len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" || seen[id] {
			t.Fatalf("request id %q", id)
		}
		seen[id] = true
	}
}

func TestServerRejectsSignatures(t *testing.T) {
	now := time.Now()
	signed := func(t *testing.T, r *http.Request) { sign(t, r, "s3cret", now) }
	for name, change := range map[string]func(t *testing.T, r *http.Request){
		"missing":         func(*testing.T, *http.Request) {},
		"wrong secret":    func(t *testing.T, r *http.Request) { sign(t, r, "guess", now) },
		"stale":           func(t *testing.T, r *http.Request) { sign(t, r, "s3cret", now.Add(-601*time.Second)) },
		"future":          func(t *testing.T, r *http.Request) { sign(t, r, "s3cret", now.Add(700*time.Second)) },
		"no signature":    func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Del("Signature") },
		"empty signature": func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Set("Signature", "") },
		"no key":          func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Del("Access-Key") },
		"no timestamp":    func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Del("Timestamp") },
		"no nonce":        func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Del("Nonce-Str") },
		"other key":       func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Set("Access-Key", "key-2") },
		"lower case":      func(t *testing.T, r *http.Request) { signed(t, r); mapHeader(r, "Signature", strings.ToLower) },
		"signature twice": func(t *testing.T, r *http.Request) {
			signed(t, r)
			r.Header.Add("Signature", r.Header.Get("Signature"))
		},
		"key twice":       func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Add("Access-Key", "key-1") },
		"timestamp twice": func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Add("Timestamp", "1") },
		"claim twice":     func(t *testing.T, r *http.Request) { signed(t, r); r.Header.Add("User-Id", "8") },
		"timestamp with +": func(t *testing.T, r *http.Request) {
			signed(t, r)
			mapHeader(r, "Timestamp", func(v string) string { return "+" + v })
		},
		"timestamp in s": func(t *testing.T, r *http.Request) {
			signed(t, r)
			mapHeader(r, "Timestamp", func(v string) string { return v[:10] })
		},
		"boundary to the left": func(t *testing.T, r *http.Request) {
			signed(t, r)
			shift(r, 12)
		},
		"boundary to the right": func(t *testing.T, r *http.Request) {
			signed(t, r)
			shift(r, 14)
		},
	} {
		t.Run(name, func(t *testing.T) {
			called := false
			method := func(context.Context, *payRequest) (string, error) { called = true; return "", nil }
			verifier := signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}, "key-2": {"other"}}, signer.WithNonces(signer.NewMemoryNonces(signer.WithStart(now.Add(-time.Hour)))))
			s := start(t, server.New(verifier, []sdk.Route{payRoute(payOperation, method)}, silent))
			r := newPay(t, s.URL, `{"orderId":"A1"}`)
			change(t, r)
			do(t, r).want(t, 401, "401", "signature rejected")
			if called {
				t.Error("the method was called")
			}
		})
	}
}

func mapHeader(r *http.Request, name string, f func(string) string) {
	r.Header.Set(name, f(r.Header.Get(name)))
}

// shift moves the boundary between timestamp and nonce, which leaves the signed text as it was.
func shift(r *http.Request, digits int) {
	text := r.Header.Get("Timestamp") + r.Header.Get("Nonce-Str")
	r.Header.Set("Timestamp", text[:digits])
	r.Header.Set("Nonce-Str", text[digits:])
}

func TestServerRejectsReplays(t *testing.T) {
	failing := func(context.Context, *payRequest) (string, error) { return "", errors.New("no") }
	refund := payOperation
	refund.ID, refund.Path = "orderRefund", "/order/refund"
	verifier := signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}})
	s := start(t, server.New(verifier, []sdk.Route{payRoute(payOperation, paid), payRoute(refund, failing)}, silent))
	first := newPay(t, s.URL, `{"orderId":"A1"}`)
	sign(t, first, "s3cret", time.Now())
	do(t, first).want(t, 200, "200", "success")

	for name, change := range map[string]func(r *http.Request){
		"as it was": func(*http.Request) {},
		"another body": func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(`{"orderId":"B2"}`)), 16
		},
		"another path":    func(r *http.Request) { r.URL.Path = "/order/refund" },
		"another user":    func(r *http.Request) { r.Header.Set("User-Id", "8") },
		"another session": func(r *http.Request) { r.Close = true },
	} {
		t.Run(name, func(t *testing.T) {
			r := newPay(t, s.URL, `{"orderId":"A1"}`)
			r.Header = first.Header.Clone()
			change(r)
			do(t, r).want(t, 401, "401", "signature rejected")
		})
	}
	t.Run("after a failure", func(t *testing.T) {
		r := newPay(t, s.URL, `{"orderId":"A1"}`)
		r.URL.Path = "/order/refund"
		sign(t, r, "s3cret", time.Now())
		do(t, r).want(t, 500, "500", "internal error")
		again := newPay(t, s.URL, `{"orderId":"A1"}`)
		again.URL.Path, again.Header = r.URL.Path, r.Header
		do(t, again).want(t, 401, "401", "signature rejected")
	})
}

type brokenStore struct{}

func (brokenStore) Secrets(context.Context, string) ([]string, error) {
	return nil, errors.New("connection to 10.0.0.3 refused")
}

func (brokenStore) Consume(context.Context, signer.Use) error {
	return errors.New("connection to 10.0.0.3 refused")
}

func TestServerTellsItsOwnFaultFromTheCallers(t *testing.T) {
	for name, verifier := range map[string]*signer.Verifier{
		"secrets": signer.NewVerifier(brokenStore{}),
		"nonces":  signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}}, signer.WithNonces(brokenStore{})),
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, server.New(verifier, []sdk.Route{payRoute(payOperation, paid)}, silent))
			r := newPay(t, s.URL, `{"orderId":"A1"}`)
			sign(t, r, "s3cret", time.Now())
			do(t, r).want(t, 503, "503", "the signature cannot be checked now")
		})
	}
}

func TestServerVerifiesBeforeItDecodes(t *testing.T) {
	s := start(t, server.New(signer.NewVerifier(signer.SecretMap{}), []sdk.Route{payRoute(payOperation, paid)}, silent))
	do(t, newPay(t, s.URL, `{`)).want(t, 401, "401", "signature rejected")
}

func TestServerNeedsAVerifier(t *testing.T) {
	defer func() {
		if text, _ := recover().(string); !strings.Contains(text, "signer.NewVerifier") {
			t.Errorf("panicked with %q, which does not say what to do", text)
		}
	}()
	server.New(nil, []sdk.Route{payRoute(payOperation, paid)})
}

func TestServerWithoutSignatureRule(t *testing.T) {
	op := payOperation
	op.Signer, op.SignatureUnknown = nil, true
	verifier := signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}})
	r := func(base string) *http.Request {
		r := newPay(t, base, `{"orderId":"A1"}`)
		sign(t, r, "s3cret", time.Now())
		return r
	}
	t.Run("rejects everything", func(t *testing.T) {
		s := start(t, server.New(verifier, []sdk.Route{payRoute(op, paid)}, silent))
		do(t, r(s.URL)).want(t, 401, "401", "signature rejected")
	})
	t.Run("takes a rule", func(t *testing.T) {
		rule := server.WithScheme("test-scheme", testSigner.Scheme())
		s := start(t, server.New(verifier, []sdk.Route{payRoute(op, paid)}, silent, rule))
		do(t, r(s.URL)).want(t, 200, "200", "success")
	})
	t.Run("refuses a rule for nothing", func(t *testing.T) {
		defer func() {
			if text := fmt.Sprint(recover()); !strings.Contains(text, `"other-scheme"`) {
				t.Errorf("panicked with %q", text)
			}
		}()
		server.New(verifier, []sdk.Route{payRoute(op, paid)}, server.WithScheme("other-scheme", testSigner.Scheme()))
	})
}

func TestServerTakesAnotherTimestampUnit(t *testing.T) {
	scheme := testSigner.Scheme()
	scheme.Timestamp.Unit = signer.Seconds
	inSeconds := signer.MustNew(scheme)
	verifier := signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}}, signer.WithNonces(signer.NewMemoryNonces(signer.WithStart(time.Now().Add(-time.Minute)))))
	s := start(t, server.New(verifier, []sdk.Route{payRoute(payOperation, paid)}, silent, server.WithTimestampUnit(signer.Seconds)))
	r := newPay(t, s.URL, `{"orderId":"A1"}`)
	var m signer.Message
	err := inSeconds.Sign(&m, signer.Credentials{Secret: "s3cret", Values: []signer.Value{{Name: "access-key", Value: "key-1"}, {Name: "user-id", Value: "7"}}}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range m.Header {
		r.Header.Set(v.Name, v.Value)
	}
	do(t, r).want(t, 200, "200", "success")
}

func TestServerKnowsCredentialsThatDoNotTravel(t *testing.T) {
	scheme := signer.Scheme{
		Text:     []signer.Part{{Credential: "app-key"}, {Body: signer.BodyRaw}},
		Digest:   signer.HMACSHA256,
		Encoding: signer.HexLower,
		Put:      signer.Put{Place: signer.Place{Header: "Authorization"}},
	}
	op := payOperation
	op.Signer = signer.MustNew(scheme)
	verifier := signer.NewVerifier(signer.SecretMap{"": {"s3cret"}})
	s := start(t, server.New(verifier, []sdk.Route{payRoute(op, paid)}, silent,
		server.WithCredentials(signer.Value{Name: "app-key", Value: "app-1"})))
	for _, c := range []struct{ signed, sent, msg string }{
		{`{"orderId":"A1"}`, `{"orderId":"A1"}`, "success"},
		{`{"orderId":"A1"}`, `{"orderId":"B2"}`, "signature rejected"},
	} {
		m := signer.Message{Body: []byte(c.signed)}
		if err := op.Signer.Sign(&m, signer.Credentials{Secret: "s3cret", Values: []signer.Value{{Name: "app-key", Value: "app-1"}}}, time.Now()); err != nil {
			t.Fatal(err)
		}
		r := newPay(t, s.URL, c.sent)
		r.Header.Set("Authorization", m.Header[0].Value)
		if a := do(t, r); a.Msg != c.msg {
			t.Errorf("signed %s, sent %s: answered %q", c.signed, c.sent, a.Msg)
		}
	}
}

func TestServerRefusesBodies(t *testing.T) {
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, silent))
	deep := strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000)
	for _, c := range []struct {
		name, body string
		change     func(r *http.Request)
		status     int
		msg        string
	}{
		{name: "empty", body: ``, status: 400, msg: "the body is empty: send JSON"},
		{name: "null", body: ` null `, status: 400, msg: "the body is null: send a value"},
		{name: "array", body: `[]`, status: 400, msg: "expected object, got array"},
		{name: "missing member", body: `{"note":"x"}`, status: 400, msg: "orderId: required, but missing"},
		{name: "null member", body: `{"orderId":null}`, status: 400, msg: "orderId: required, must not be null"},
		{name: "wrong kind", body: `{"orderId":"A1","orderEntryIds":[1,2,{}]}`, status: 400, msg: "orderEntryIds[2]: expected integer, got object"},
		{name: "fraction", body: `{"orderId":"A1","orderEntryIds":[1.5]}`, status: 400, msg: `orderEntryIds[0]: expected integer, got "1.5"`},
		{name: "two values", body: `{"orderId":"A1"} {}`, status: 400, msg: "data after the JSON value"},
		{name: "text after", body: `{"orderId":"A1"}x`, status: 400, msg: "data after the JSON value"},
		{name: "form", body: `orderId=A1`, change: header("Content-Type", "application/x-www-form-urlencoded"), status: 415, msg: "the body must have the content type application/json"},
		{name: "no type", body: `{"orderId":"A1"}`, change: header("Content-Type", ""), status: 415, msg: "the body must have the content type application/json"},
		{name: "malformed type", body: `{"orderId":"A1"}`, change: header("Content-Type", ";;"), status: 415, msg: "the body must have the content type application/json"},
		{name: "two types", body: `{"orderId":"A1"}`, change: func(r *http.Request) { r.Header.Add("Content-Type", "text/plain") }, status: 415, msg: "the body needs one content type: application/json"},
		{name: "other charset", body: `{"orderId":"A1"}`, change: header("Content-Type", "application/json; charset=gbk"), status: 415, msg: "the body must be UTF-8"},
		{name: "compressed", body: `{"orderId":"A1"}`, change: header("Content-Encoding", "gzip"), status: 415, msg: "the body has a content encoding: send it plain"},
		{name: "type with charset", body: `{"orderId":"A1"}`, change: header("Content-Type", "Application/JSON; charset=UTF-8"), status: 200, msg: "success"},
		{name: "number for a string", body: `{"orderId":17}`, status: 200, msg: "success"},
		{name: "unknown member", body: `{"orderId":"A1","x":{"y":[]}}`, status: 200, msg: "success"},
		{name: "deep in an unknown member", body: `{"orderId":"A1","x":` + deep + `}`, status: 400},
		{name: "deep in a known member", body: `{"orderId":"A1","orderEntryIds":` + deep + `}`, status: 400},
		{name: "cut off", body: `{"orderId":"A1","orderEntryIds":[1,`, status: 400},
		{name: "no JSON", body: `{"orderId":"A1",}`, status: 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newPay(t, s.URL, c.body)
			if c.change != nil {
				c.change(r)
			}
			a := do(t, r)
			if c.msg == "" {
				c.msg = a.Msg // only the status is ours
			}
			a.want(t, c.status, fmt.Sprint(c.status), c.msg)
		})
	}
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func TestServerRefusesPathsAndMethods(t *testing.T) {
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, silent))
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"POST", "/", 404, ""},
		{"POST", "/order", 404, ""},
		{"POST", "/order/pay/", 404, ""},
		{"POST", "//order/pay", 404, ""},
		{"POST", "/order/../order/pay", 404, ""},
		{"POST", "/order%2Fpay", 404, ""},
		{"OPTIONS", "/order", 404, ""},
		{"GET", "/order/pay", 405, "POST, OPTIONS"},
		{"DELETE", "/order/pay", 405, "POST, OPTIONS"},
		{"post", "/order/pay", 405, "POST, OPTIONS"},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			r, err := http.NewRequest(c.method, s.URL+c.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			a := do(t, r)
			if a.status != c.status || string(a.Code) != fmt.Sprint(c.status) || a.header.Get("Allow") != c.allow {
				t.Errorf("answered %d %s, Allow %q", a.status, a.Code, a.header.Get("Allow"))
			}
		})
	}
}

func TestServerTakesHeadAndOptionsQuietly(t *testing.T) {
	get := payOperation
	get.Method = "GET"
	called := false
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(get, func(context.Context, *payRequest) (string, error) { called = true; return "", nil })}, silent))
	for method, status := range map[string]int{"HEAD": 405, "OPTIONS": 204} {
		r, err := http.NewRequest(method, s.URL+"/order/pay", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != status || res.Header.Get("Allow") != "GET, OPTIONS" {
			t.Errorf("%s: status %d, Allow %q", method, res.StatusCode, res.Header.Get("Allow"))
		}
	}
	if called {
		t.Error("HEAD or OPTIONS called a method that acts")
	}
}

func TestServerLimitsTheRequest(t *testing.T) {
	limits := server.WithLimits(server.Limits{BodyBytes: 64, HeaderBytes: 1000, HeaderCount: 20})
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, silent, limits))
	body := func(size int) string {
		return `{"orderId":"` + strings.Repeat("x", size-len(`{"orderId":""}`)) + `"}`
	}
	for _, c := range []struct {
		name   string
		body   io.Reader
		change func(*http.Request)
		status int
	}{
		{name: "body at the limit", body: strings.NewReader(body(64)), status: 200},
		{name: "body over the limit", body: strings.NewReader(body(65)), status: 413},
		{name: "chunked body at the limit", body: io.MultiReader(strings.NewReader(body(64))), status: 200},
		{name: "chunked body over the limit", body: io.MultiReader(strings.NewReader(body(65))), status: 413},
		{name: "many headers", body: strings.NewReader(body(64)), status: 431, change: func(r *http.Request) {
			for i := range 21 {
				r.Header.Add("X", fmt.Sprint(i))
			}
		}},
		{name: "large header", body: strings.NewReader(body(64)), status: 431, change: header("X", strings.Repeat("x", 1000))},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest("POST", s.URL+"/order/pay", c.body)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			if c.change != nil {
				c.change(r)
			}
			a := do(t, r)
			if a.status != c.status || string(a.Code) != fmt.Sprint(c.status) {
				t.Errorf("answered %d: %s", a.status, a.text)
			}
		})
	}
}

func TestServerReadsLargeBodiesWithoutALimit(t *testing.T) {
	limits := server.WithLimits(server.Limits{BodyBytes: -1})
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, silent, limits))
	id := strings.Repeat("x", 3<<20)
	r := newPay(t, s.URL, `{"orderId":"`+id+`"}`)
	if a := do(t, r); string(a.Data) != `"paid `+id+`"` {
		t.Errorf("answered %d with %d bytes", a.status, len(a.text))
	}
}

// send writes a request as it is and reads what comes back.
func send(t *testing.T, s *httptest.Server, text string) answer {
	t.Helper()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, res)
}

func TestServerEndsSlowBodies(t *testing.T) {
	limits := server.WithLimits(server.Limits{ReadTimeout: time.Millisecond})
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, silent, limits))
	for name, text := range map[string]string{
		"announced": "POST /order/pay HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
		"chunked":   "POST /order/pay HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			a := send(t, s, text)
			a.want(t, 408, "408", "the body did not arrive in time")
			if !a.close {
				t.Error("the connection stays open")
			}
		})
	}
	t.Run("for an unknown path", func(t *testing.T) {
		send(t, s, "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{").want(t, 404, "404", "no operation has this path")
	})
}

// deadlines is a response writer that notes the read deadlines.
type deadlines struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (w *deadlines) SetReadDeadline(t time.Time) error { w.set = append(w.set, t); return nil }

func TestServerLiftsTheReadDeadline(t *testing.T) {
	h := server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, silent)
	serve := func(server *http.Server) []time.Time {
		w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
		r := newPay(t, "", `{"orderId":"A1"}`)
		h.ServeHTTP(w, r.WithContext(context.WithValue(t.Context(), http.ServerContextKey, server)))
		return w.set
	}
	if set := serve(&http.Server{}); len(set) != 2 || set[0].IsZero() || !set[1].IsZero() {
		t.Errorf("deadlines %v, want one and none", set)
	}
	if set := serve(&http.Server{ReadTimeout: time.Second}); len(set) != 0 {
		t.Errorf("deadlines %v, although the server has its own", set)
	}
}

func TestServerHidesBodyErrors(t *testing.T) {
	h := server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, silent)
	for name, body := range map[string]io.Reader{
		"broken": io.MultiReader(strings.NewReader(`{`), errorReader{errors.New("read tcp 10.0.0.3: reset")}),
		"idle":   idleReader{},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest("POST", "/order/pay", body)
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			read(t, w.Result()).want(t, 400, "400", "the body could not be received")
		})
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

type idleReader struct{}

func (idleReader) Read([]byte) (int, error) { return 0, nil }

func TestServerAnswersErrors(t *testing.T) {
	cases := map[string]struct {
		method payMethod
		status int
		code   string
		msg    string
		logged string // part of the log; empty: nothing is logged
	}{
		"chosen code":            {fails(&runtime.Error{Code: "40001", Message: "order is closed"}), 200, "40001", "order is closed", ""},
		"chosen status":          {fails(&runtime.Error{Code: "40001", Message: "order is closed", HTTPStatus: 409}), 409, "40001", "order is closed", ""},
		"code of letters":        {fails(&runtime.Error{Code: "ORDER_CLOSED", Message: "x"}), 200, `"ORDER_CLOSED"`, "x", ""},
		"code with zero":         {fails(&runtime.Error{Code: "007", Message: "x"}), 200, `"007"`, "x", ""},
		"zero":                   {fails(&runtime.Error{Code: "0", Message: "x"}), 200, "0", "x", ""},
		"long code":              {fails(&runtime.Error{Code: "2059624776425880794", Message: "x"}), 200, "2059624776425880794", "x", ""},
		"hostile message":        {fails(&runtime.Error{Code: "1", Message: "\"},\x00\xff\n"}), 200, "1", "\"},\x00\ufffd\n", ""},
		"hostile code":           {fails(&runtime.Error{Code: `1,"data":7`, Message: "x"}), 200, `"1,\"data\":7"`, "x", ""},
		"no code":                {fails(&runtime.Error{Message: "x"}), 200, "500", "x", ""},
		"no code, status":        {fails(&runtime.Error{Message: "x", HTTPStatus: 403}), 403, "403", "x", ""},
		"no message":             {fails(&runtime.Error{Code: "1"}), 200, "1", "failed", ""},
		"wrapped":                {fails(fmt.Errorf("dial 10.0.0.3: %w", &runtime.Error{Code: "1", Message: "x"})), 200, "1", "x", ""},
		"bodiless status":        {fails(&runtime.Error{Code: "1", Message: "x", HTTPStatus: 304}), 200, "1", "x", ""},
		"status of nobody":       {fails(&runtime.Error{Code: "1", Message: "x", HTTPStatus: 7}), 200, "1", "x", ""},
		"code of success":        {fails(&runtime.Error{Code: "200", Message: "x"}), 500, "500", "internal error", "means success"},
		"success as a fraction":  {fails(&runtime.Error{Code: "200.0", Message: "x"}), 500, "500", "internal error", "means success"},
		"success with a zero":    {fails(&runtime.Error{Code: "0200", Message: "x"}), 500, "500", "internal error", "means success"},
		"unimplemented":          {fails(sdk.Unimplemented("Orders.Pay")), 501, "501", "this server does not implement the operation", ""},
		"other error":            {fails(errors.New("dial 10.0.0.3: refused")), 500, "500", "internal error", "dial 10.0.0.3: refused"},
		"decoder's error":        {fails(&runtime.DecodeError{Path: "x", Err: errors.New("y")}), 500, "500", "internal error", "x: y"},
		"context":                {fails(context.DeadlineExceeded), 500, "500", "internal error", "deadline"},
		"answer without verdict": {fails(&runtime.Error{Err: runtime.ErrNoCode, Excerpt: "<html>"}), 500, "500", "internal error", "no usable code"},
		"nil *Error":             {fails((*runtime.Error)(nil)), 500, "500", "internal error", "nil pointer"},
		"nil error of a type":    {fails((*net.OpError)(nil)), 500, "500", "internal error", "request failed"},
		"error that panics":      {fails(hostileError{}), 500, "500", "internal error", "panic: in As"},
		"panic": {func(context.Context, *payRequest) (string, error) { panic("password is hunter2") },
			500, "500", "internal error", "password is hunter2"},
		"nil pointer": {func(_ context.Context, req *payRequest) (string, error) { return *req.Note, nil },
			500, "500", "internal error", "nil pointer"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, c.method)}, fixedID,
				server.WithLogger(slog.New(slog.NewTextHandler(&log, nil)))))
			a := do(t, newPay(t, s.URL, `{"orderId":"A1"}`))
			a.want(t, c.status, c.code, c.msg)
			if string(a.Data) != "null" {
				t.Errorf("a failure carries data %s", a.Data)
			}
			s.Close() // the log is complete
			switch text := log.String(); {
			case c.logged == "" && text != "":
				t.Errorf("logged %s", text)
			case !strings.Contains(text, c.logged) || c.logged != "" && !strings.Contains(text, "request_id=id-1"):
				t.Errorf("logged %q, want %q with the request id", text, c.logged)
			}
		})
	}
}

// hostileError panics when it is looked at.
type hostileError struct{}

func (hostileError) Error() string { panic("in Error") }
func (hostileError) As(any) bool   { panic("in As") }

func fails(err error) payMethod {
	return func(context.Context, *payRequest) (string, error) { return "", err }
}

func TestServerUsesConfiguredCodes(t *testing.T) {
	codes := server.WithErrorCodes(server.ErrorCodes{400: "10400", 500: "SYSTEM"})
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, fails(errors.New("x")))}, silent, codes))
	do(t, newPay(t, s.URL, `{"orderId":"A1"}`)).want(t, 500, `"SYSTEM"`, "internal error")
	do(t, newPay(t, s.URL, `{}`)).want(t, 400, `10400`, "orderId: required, but missing")
	do(t, newPay(t, s.URL+"/x", `{}`)).want(t, 404, `404`, "no operation has this path")
}

func TestServerRefusesCodesOfSuccessForFailures(t *testing.T) {
	for _, code := range []string{"200", "200.0", "2e2"} {
		func() {
			defer func() {
				if v := recover(); !strings.Contains(fmt.Sprint(v), "means success") {
					t.Errorf("%s: panic %v, want one that says that the code means success", code, v)
				}
			}()
			server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, server.WithErrorCodes(server.ErrorCodes{401: code}))
		}()
	}
}

func TestServerLogsWhyASignatureWasRejected(t *testing.T) {
	var log bytes.Buffer
	s := start(t, server.New(signer.NewVerifier(signer.SecretMap{"key-1": {"s3cret"}}), []sdk.Route{payRoute(payOperation, paid)},
		server.WithLogger(slog.New(slog.NewTextHandler(&log, nil)))))
	r := newPay(t, s.URL, `{"orderId":"A1"}`)
	sign(t, r, "guess", time.Now())
	do(t, r)
	s.Close()
	text := log.String()
	for _, part := range []string{"level=WARN", "operation=Orders.Pay", "step=digest"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in the log: %s", part, text)
		}
	}
	if strings.Contains(text, "s3cret") {
		t.Errorf("the secret is in the log: %s", text)
	}
}

func TestServerDropsTheConnectionWhenAsked(t *testing.T) {
	abort := func(context.Context, *payRequest) (string, error) { panic(http.ErrAbortHandler) }
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, abort)}))
	r := newPay(t, s.URL, `{"orderId":"A1"}`)
	if res, err := http.DefaultTransport.RoundTrip(r); err == nil {
		res.Body.Close()
		t.Errorf("answered %d", res.StatusCode)
	}
}

func TestServerFailsWhenDataCannotBeWritten(t *testing.T) {
	route := sdk.Route{Operation: payOperation, Serve: func(_ context.Context, _ *sdk.RequestReader, e *sdk.Encoder) error {
		e.String("half")
		e.Fail(errors.New("no JSON form"))
		return nil
	}}
	s := start(t, server.NewUnverified([]sdk.Route{route}, silent))
	do(t, newPay(t, s.URL, ``)).want(t, 500, "500", "internal error")
}

func TestServerAnswersNullWithoutData(t *testing.T) {
	route := sdk.Route{Operation: payOperation, Serve: func(context.Context, *sdk.RequestReader, *sdk.Encoder) error { return nil }}
	s := start(t, server.NewUnverified([]sdk.Route{route}, fixedID))
	a := do(t, newPay(t, s.URL, ``))
	if want := `{"requestId":"id-1","code":200,"msg":"success","data":null}`; a.text != want {
		t.Errorf("answered %s", a.text)
	}
}

func TestServerEndsTheContextWithTheConnection(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan error)
	method := func(ctx context.Context, _ *payRequest) (string, error) {
		close(begun)
		<-ctx.Done()
		ended <- ctx.Err()
		return "", ctx.Err()
	}
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, method)}, silent))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	_, err := http.DefaultTransport.RoundTrip(newPay(t, s.URL, `{"orderId":"A1"}`).WithContext(ctx))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the call ended with %v", err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the method's context ended with %v", err)
	}
}

func TestServerWithoutEnvelope(t *testing.T) {
	op := unsigned(payOperation)
	op.Envelope = nil
	nothing := sdk.Route{Operation: op, Serve: func(context.Context, *sdk.RequestReader, *sdk.Encoder) error { return nil }}
	for name, c := range map[string]struct {
		route  sdk.Route
		status int
		body   string
	}{
		"data":       {payRoute(op, paid), 200, `"paid A1"`},
		"no data":    {nothing, 204, ``},
		"failure":    {payRoute(op, fails(&runtime.Error{Code: "40001", Message: "closed"})), 422, `{"requestId":"id-1","code":40001,"message":"closed"}`},
		"any status": {payRoute(op, fails(&runtime.Error{Code: "40001", Message: "closed", HTTPStatus: 409})), 409, `{"requestId":"id-1","code":40001,"message":"closed"}`},
		"error":      {payRoute(op, fails(errors.New("x"))), 500, `{"requestId":"id-1","code":500,"message":"internal error"}`},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			server.NewUnverified([]sdk.Route{c.route}, fixedID, silent).ServeHTTP(w, newPay(t, "", `{"orderId":"A1"}`))
			if w.Code != c.status || w.Body.String() != c.body {
				t.Errorf("answered %d %s\nwant     %d %s", w.Code, w.Body, c.status, c.body)
			}
		})
	}
}

func TestServerKeepsRequestsApart(t *testing.T) {
	s := start(t, server.NewUnverified([]sdk.Route{payRoute(payOperation, func(ctx context.Context, req *payRequest) (string, error) {
		switch req.OrderID[0] {
		case 'p':
			panic(req.OrderID)
		case 'e':
			return "", &runtime.Error{Code: "1", Message: req.OrderID}
		}
		return req.OrderID, nil
	})}, silent))
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := range 50 {
				id := fmt.Sprintf("%c%d-%d-%s", "pexx"[i%4], worker, i, rand.Text())
				a := do(t, newPay(t, s.URL, `{"orderId":"`+id+`"}`))
				want := map[byte]string{'p': "internal error", 'e': id, 'x': "success"}[id[0]]
				if a.Msg != want || id[0] == 'x' && string(a.Data) != `"`+id+`"` {
					t.Errorf("%s was answered %s", id, a.text)
				}
			}
		})
	}
	wait.Wait()
}

// FuzzServer holds that whatever comes is answered with an envelope, and is never the server's own fault.
func FuzzServer(f *testing.F) {
	f.Add("/order/pay", "application/json", []byte(`{"orderId":"A1","orderEntryIds":[1,2]}`))
	f.Add("/order/pay", "application/json", []byte(`{"orderId":"A1","orderEntryIds":"[1]"}`))
	f.Add("/order/%zz", "text/plain", []byte("\x00\xff"))
	h := server.NewUnverified([]sdk.Route{payRoute(payOperation, paid)}, silent)
	f.Fuzz(func(t *testing.T, path, contentType string, body []byte) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.URL.Path, r.URL.RawPath = path, path
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if a := read(t, w.Result()); a.status >= 500 {
			t.Errorf("answered %d: %s", a.status, a.text)
		}
	})
}
