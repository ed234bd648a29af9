package sdktest

import (
	"bufio"
	"context"
	"crypto/md5"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pandapon/pandagen/runtime/server"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandapon/pandaponserver"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

// handSigned makes the platform's signature without package signer.
func handSigned(key, timestamp, nonce, secret string) string {
	return fmt.Sprintf("%X", md5.Sum([]byte(key+timestamp+nonce+secret)))
}

// The request that the attacks begin from.
const (
	refundPath = "/alibaba/refund/info"
	refundBody = `{"refundId":"TQ1"}`
	payPath    = "/alibaba/order/pay/url?orderId=7"
)

var lastNonce atomic.Int64

// signedHeader returns a right header, with a nonce that was not used before.
func signedHeader() http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("Access-Key", testKey)
	h.Set("User-Id", "2100000000000")
	h.Set("Timestamp", strconv.FormatInt(time.Now().UnixMilli(), 10))
	h.Set("Nonce-Str", fmt.Sprintf("Nonce%027d", lastNonce.Add(1)))
	sign(h)
	return h
}

// sign makes the signature right again for values that were changed.
func sign(h http.Header) {
	h.Set("Signature", handSigned(h.Get("Access-Key"), h.Get("Timestamp"), h.Get("Nonce-Str"), testSecret))
}

// fakeRefunds and fakeOrders are two services behind one handler.
type fakeRefunds struct {
	pandaponserver.UnimplementedAlibabaRefunds
	get   func(context.Context, *pandapon.AlibabaRefundGetRequest) (*pandapon.AlibabaRefund, error)
	calls atomic.Int32
}

func (f *fakeRefunds) Get(ctx context.Context, req *pandapon.AlibabaRefundGetRequest) (*pandapon.AlibabaRefund, error) {
	f.calls.Add(1)
	return f.get(ctx, req)
}

type fakeOrders struct {
	pandaponserver.UnimplementedAlibabaOrders
	calls atomic.Int32
}

func (f *fakeOrders) Pay(_ context.Context, req *pandapon.AlibabaOrderPayRequest) (*pandapon.AlibabaOrderPayment, error) {
	f.calls.Add(1)
	return &pandapon.AlibabaOrderPayment{OrderID: req.OrderID}, nil
}

// fakeServer is a server made of the generated stubs.
type fakeServer struct {
	*httptest.Server
	refunds fakeRefunds
	orders  fakeOrders
	log     lockedBuffer
}

func newFakeServer(t *testing.T, store signer.SecretStore, opts ...signer.VerifierOption) *fakeServer {
	f := new(fakeServer)
	f.refunds.get = func(_ context.Context, req *pandapon.AlibabaRefundGetRequest) (*pandapon.AlibabaRefund, error) {
		return &pandapon.AlibabaRefund{RefundID: req.RefundID}, nil
	}
	f.Server = httptest.NewServer(pandaponserver.NewHandler(pandaponserver.Auth{Signatures: pandaponserver.NewVerifier(store, opts...)},
		pandaponserver.Services{AlibabaRefunds: &f.refunds, AlibabaOrders: &f.orders},
		server.WithLogger(slog.New(slog.NewTextHandler(&f.log, &slog.HandlerOptions{Level: slog.LevelDebug})))))
	t.Cleanup(f.Close)
	return f
}

type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// reply is an answer in the envelope.
type reply struct {
	status    int
	RequestID string
	Code      json.Number
	Msg       string
	Data      json.RawMessage
}

// send sends a request as it is and reads the envelope of the answer.
func (f *fakeServer) send(t *testing.T, method, path, body string, header http.Header) (got reply) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, f.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Errorf("%s %s: no answer: %v", method, path, err)
		return got
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && method != http.MethodHead {
		err = json.Unmarshal(text, &got)
	}
	if err != nil || method != http.MethodHead && (got.RequestID == "" || got.Code == "") {
		t.Errorf("%s %s: %.100s is no envelope: %v", method, path, text, err)
	}
	got.status = response.StatusCode
	return got
}

func TestForgedSignaturesReachNoMethod(t *testing.T) {
	f := newFakeServer(t, secrets{})
	at := func(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).UnixMilli(), 10) }
	set := func(name string, value func(h http.Header) string) func(http.Header) {
		return func(h http.Header) { h.Set(name, value(h)); sign(h) }
	}
	constant := func(value string) func(http.Header) string { return func(http.Header) string { return value } }
	signature := func(change func(string) string) func(http.Header) {
		return func(h http.Header) { h.Set("Signature", change(h.Get("Signature"))) }
	}
	twice := func(name string) func(http.Header) { return func(h http.Header) { h.Add(name, h.Get(name)) } }
	// shift moves the boundary between timestamp and nonce; the signed text, and so the signature, stay.
	shift := func(digits int) func(http.Header) {
		return func(h http.Header) {
			both := h.Get("Timestamp") + h.Get("Nonce-Str")
			h.Set("Timestamp", both[:digits])
			h.Set("Nonce-Str", both[digits:])
		}
	}
	attacks := map[string]func(http.Header){
		"nothing": func(h http.Header) {
			for _, name := range []string{"Access-Key", "Timestamp", "Nonce-Str", "Signature"} {
				h.Del(name)
			}
		},
		"no signature":       func(h http.Header) { h.Del("Signature") },
		"signature of zeros": signature(func(string) string { return strings.Repeat("0", 32) }),
		"lower case":         signature(strings.ToLower),
		"mixed case":         signature(func(s string) string { return strings.ToLower(s[:16]) + s[16:] }),
		"cut":                signature(func(s string) string { return s[:31] }),
		"longer":             signature(func(s string) string { return s + "0" }),
		"joined by a comma":  signature(func(s string) string { return s + "," + s }),
		"space inside":       signature(func(s string) string { return s[:16] + " " + s[16:] }),
		"no secret": func(h http.Header) {
			h.Set("Signature", handSigned(testKey, h.Get("Timestamp"), h.Get("Nonce-Str"), ""))
		},
		"signature twice":       twice("Signature"),
		"key twice":             twice("Access-Key"),
		"timestamp twice":       twice("Timestamp"),
		"nonce twice":           twice("Nonce-Str"),
		"user twice":            twice("User-Id"),
		"unknown key":           set("Access-Key", constant("nobody")),
		"key in capitals":       set("Access-Key", constant(strings.ToUpper(testKey))),
		"stale":                 set("Timestamp", constant(at(-601*time.Second))),
		"from before the start": set("Timestamp", constant(at(-10*time.Second))),
		"far ahead":             set("Timestamp", constant(at(610*time.Second))),
		"seconds":               set("Timestamp", func(h http.Header) string { return h.Get("Timestamp")[:10] }),
		"microseconds":          set("Timestamp", func(h http.Header) string { return h.Get("Timestamp") + "000" }),
		"sign":                  set("Timestamp", func(h http.Header) string { return "+" + h.Get("Timestamp")[:12] }),
		"fraction":              set("Timestamp", func(h http.Header) string { return h.Get("Timestamp")[:10] + ".00" }),
		"full-width digit":      set("Timestamp", func(h http.Header) string { return h.Get("Timestamp")[:10] + "\uff11" }),
		"short nonce":           set("Nonce-Str", func(h http.Header) string { return h.Get("Nonce-Str")[1:] }),
		"long nonce":            set("Nonce-Str", func(h http.Header) string { return h.Get("Nonce-Str") + "0" }),
		"nonce with a dash":     set("Nonce-Str", func(h http.Header) string { return "-" + h.Get("Nonce-Str")[1:] }),
		"nonce not ASCII":       set("Nonce-Str", func(h http.Header) string { return "é" + h.Get("Nonce-Str")[2:] }),
		"boundary left":         shift(12),
		"boundary at seconds":   shift(10),
		"boundary right":        shift(14),
	}
	for name, attack := range attacks {
		h := signedHeader()
		attack(h)
		if got := f.send(t, "POST", refundPath, refundBody, h); got.status != 401 || got.Msg != "signature rejected" || string(got.Data) != "null" {
			t.Errorf("%s: answered %d %q with data %s", name, got.status, got.Msg, got.Data)
		}
	}
	if n := f.refunds.calls.Load(); n != 0 {
		t.Errorf("the method was called %d times", n)
	}
	if got := f.send(t, "POST", refundPath, refundBody, signedHeader()); got.status != 200 || f.refunds.calls.Load() != 1 {
		t.Errorf("a right request is answered %d %q", got.status, got.Msg)
	}
	if log := f.log.String(); strings.Contains(log, testSecret) || strings.Count(log, "signature rejected") != len(attacks) {
		t.Errorf("the log holds a secret, or not one line for each attack:\n%s", log)
	}
}

func TestCapturedRequestsAreAcceptedOnce(t *testing.T) {
	f := newFakeServer(t, secrets{})
	captured := signedHeader()
	if got := f.send(t, "POST", refundPath, refundBody, captured.Clone()); got.status != 200 {
		t.Fatalf("answered %d %q", got.status, got.Msg)
	}
	replays := map[string]func(http.Header){
		"as it is":         func(http.Header) {},
		"for another user": func(h http.Header) { h.Set("User-Id", "2") },
		"for no user":      func(h http.Header) { h.Del("User-Id") },
		"in lower case":    func(h http.Header) { h.Set("Signature", strings.ToLower(h.Get("Signature"))) },
		"nonce in capital": func(h http.Header) { h.Set("Nonce-Str", strings.ToUpper(h.Get("Nonce-Str"))) },
	}
	for name, change := range replays {
		h := captured.Clone()
		change(h)
		if got := f.send(t, "POST", refundPath, refundBody, h); got.status != 401 {
			t.Errorf("%s: answered %d", name, got.status)
		}
	}
	if got := f.send(t, "GET", payPath, "", captured.Clone()); got.status != 401 || f.orders.calls.Load() != 0 {
		t.Errorf("to another operation: answered %d", got.status)
	}
	later := newFakeServer(t, secrets{}, signer.WithClock(func() time.Time { return time.Now().Add(time.Second) }))
	if got := later.send(t, "POST", refundPath, refundBody, captured.Clone()); got.status != 401 {
		t.Errorf("to a process that began later: answered %d", got.status)
	}

	h := signedHeader()
	var together sync.WaitGroup
	before := f.refunds.calls.Load()
	for range 20 {
		together.Go(func() { f.send(t, "POST", refundPath, refundBody, h.Clone()) })
	}
	together.Wait()
	if n := f.refunds.calls.Load() - before; n != 1 {
		t.Errorf("of equal requests at the same time, %d were accepted", n)
	}
}

func TestNonceStaysConsumedWhenTheMethodFails(t *testing.T) {
	f := newFakeServer(t, secrets{})
	f.refunds.get = func(context.Context, *pandapon.AlibabaRefundGetRequest) (*pandapon.AlibabaRefund, error) {
		panic("broken")
	}
	h := signedHeader()
	if got := f.send(t, "POST", refundPath, refundBody, h.Clone()); got.status != 500 || got.Msg != "internal error" {
		t.Errorf("a panic is answered %d %q", got.status, got.Msg)
	}
	if got := f.send(t, "POST", refundPath, refundBody, h.Clone()); got.status != 401 {
		t.Errorf("the request is accepted again: %d", got.status)
	}
}

// liveSecrets are secrets that change while the server runs.
type liveSecrets struct{ list atomic.Pointer[[]string] }

func (s *liveSecrets) Secrets(context.Context, string) ([]string, error) { return *s.list.Load(), nil }

func TestSecretsRollOver(t *testing.T) {
	var store liveSecrets
	store.list.Store(&[]string{testSecret})
	f := newFakeServer(t, &store)
	for _, step := range []struct {
		live []string
		want int
	}{
		{[]string{testSecret}, 200}, {[]string{"new", testSecret}, 200}, {[]string{testSecret, "new"}, 200},
		{[]string{"new"}, 401}, {[]string{""}, 401}, {nil, 401},
	} {
		store.list.Store(&step.live)
		if got := f.send(t, "POST", refundPath, refundBody, signedHeader()); got.status != step.want {
			t.Errorf("with %q: answered %d, want %d", step.live, got.status, step.want)
		}
	}
}

func TestMalformedRequestsReachNoMethod(t *testing.T) {
	f := newFakeServer(t, secrets{})
	typed := func(contentType string) http.Header {
		h := signedHeader()
		h.Set("Content-Type", contentType)
		return h
	}
	encoded := signedHeader()
	encoded.Set("Content-Encoding", "gzip")
	deep := strings.Repeat("[", 100_000)
	for name, c := range map[string]struct {
		method, path, body string
		header             http.Header
		status             int
		msg                string
	}{
		"no body":         {"POST", refundPath, "", nil, 400, "the body is empty"},
		"null":            {"POST", refundPath, "null", nil, 400, "the body is null"},
		"array":           {"POST", refundPath, "[]", nil, 400, "expected object, got array"},
		"cut":             {"POST", refundPath, `{"refundId":"T`, nil, 400, "refundId: malformed JSON"},
		"two values":      {"POST", refundPath, refundBody + refundBody, nil, 400, "data after the JSON value"},
		"missing member":  {"POST", refundPath, `{"refundid":"TQ1"}`, nil, 400, "refundId: required, but missing"},
		"null member":     {"POST", refundPath, `{"refundId":null}`, nil, 400, "refundId: required, must not be null"},
		"member twice":    {"POST", refundPath, `{"refundId":"a","refundId":null}`, nil, 400, "refundId: given more than once"},
		"object for text": {"POST", refundPath, `{"refundId":{"a":1}}`, nil, 400, "refundId: expected string, got object"},
		"inner member":    {"POST", "/alibaba/order/create", `{"flow":"general","addressParam":{}}`, nil, 400, "addressParam."},
		"deep":            {"POST", refundPath, `{"refundId":"x","u":` + deep + `}`, nil, 400, "u: malformed JSON"},
		"deep member":     {"POST", refundPath, `{"refundId":` + deep + `}`, nil, 400, "refundId: expected string, got array"},
		"too large":       {"POST", refundPath, `{"refundId":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, "the body is larger"},
		"text/plain":      {"POST", refundPath, refundBody, typed("text/plain"), 415, "application/json"},
		"charset":         {"POST", refundPath, refundBody, typed("application/json; charset=gbk"), 415, "UTF-8"},
		"no content type": {"POST", refundPath, refundBody, typed(""), 415, "application/json"},
		"gzip":            {"POST", refundPath, refundBody, encoded, 415, "content encoding"},
		"GET":             {"GET", refundPath, "", nil, 405, "POST"},
		"HEAD":            {"HEAD", refundPath, "", nil, 405, ""},
		"lower case":      {"post", refundPath, refundBody, nil, 405, "POST"},
		"slash after":     {"POST", refundPath + "/", refundBody, nil, 404, "no operation"},
		"two slashes":     {"POST", "/" + refundPath, refundBody, nil, 404, "no operation"},
		"dots":            {"POST", "/x/.." + refundPath, refundBody, nil, 404, "no operation"},
		"escaped slashes": {"POST", strings.ReplaceAll(refundPath, "/r", "%2Fr"), refundBody, nil, 404, "no operation"},
		"no parameter":    {"GET", "/alibaba/order/pay/url", "", nil, 400, "query parameter orderId: required, but missing"},
		"parameter twice": {"GET", payPath + "&orderId=8", "", nil, 400, "query parameter orderId: given 2 times"},
		"semicolon":       {"GET", payPath + ";orderId=8", "", nil, 400, "the query is malformed"},
		"broken escape":   {"GET", payPath + "%zz", "", nil, 400, "the query is malformed"},
	} {
		if c.header == nil {
			c.header = signedHeader()
		}
		got := f.send(t, c.method, c.path, c.body, c.header)
		if got.status != c.status || !strings.Contains(got.Msg, c.msg) || len(got.Msg) > 200 {
			t.Errorf("%s: answered %d %.200q, want %d with %q", name, got.status, got.Msg, c.status, c.msg)
		}
	}
	if n := f.refunds.calls.Load() + f.orders.calls.Load(); n != 0 {
		t.Errorf("methods were called %d times", n)
	}
}

func TestMethodsChooseTheirFailuresAndHideTheRest(t *testing.T) {
	f := newFakeServer(t, secrets{})
	const hidden = "hunter2"
	type result struct {
		data *pandapon.AlibabaRefund
		err  error
	}
	for name, c := range map[string]struct {
		result
		status int
		code   string
	}{
		"nothing":         {result{nil, nil}, 200, "200"},
		"chosen":          {result{nil, fmt.Errorf(hidden+": %w", &runtime.Error{Code: "5001", Message: "no such refund"})}, 200, "5001"},
		"data and chosen": {result{&pandapon.AlibabaRefund{RefundID: hidden}, &runtime.Error{Code: "5001", HTTPStatus: 404}}, 404, "5001"},
		"code of success": {result{nil, &runtime.Error{Code: "200", Message: hidden}}, 500, "500"},
		"other error":     {result{nil, errors.New(hidden)}, 500, "500"},
		"nil *Error":      {result{nil, (*runtime.Error)(nil)}, 500, "500"},
		"broken data":     {result{&pandapon.AlibabaRefund{JSON: runtime.JSON{Unknown: map[string]json.RawMessage{"x": json.RawMessage("{" + hidden)}}}, nil}, 500, "500"},
	} {
		f.refunds.get = func(context.Context, *pandapon.AlibabaRefundGetRequest) (*pandapon.AlibabaRefund, error) {
			return c.data, c.err
		}
		got := f.send(t, "POST", refundPath, refundBody, signedHeader())
		if got.status != c.status || got.Code.String() != c.code || string(got.Data) != "null" || strings.Contains(got.Msg, hidden) {
			t.Errorf("%s: answered %d, code %s, %q, data %s", name, got.status, got.Code, got.Msg, got.Data)
		}
	}
}

// acting are the operations that must not be sent twice, Pay among them, which is a GET.
func acting(c *pandapon.Client) map[string]func(context.Context) error {
	unchecked := pandapon.WithoutChecks()
	only := func(_ any, err error) error { return err }
	return map[string]func(context.Context) error{
		"Orders.PayBatch":       func(ctx context.Context) error { return only(c.Alibaba.Orders.PayBatch(ctx, nil, unchecked)) },
		"Orders.CreateBatch":    func(ctx context.Context) error { return only(c.Alibaba.Orders.CreateBatch(ctx, nil, unchecked)) },
		"Orders.Create":         func(ctx context.Context) error { return only(c.Alibaba.Orders.Create(ctx, nil, unchecked)) },
		"Orders.Cancel":         func(ctx context.Context) error { return only(c.Alibaba.Orders.Cancel(ctx, nil, unchecked)) },
		"Orders.Pay":            func(ctx context.Context) error { return only(c.Alibaba.Orders.Pay(ctx, nil, unchecked)) },
		"Orders.ConfirmReceipt": func(ctx context.Context) error { return only(c.Alibaba.Orders.ConfirmReceipt(ctx, nil, unchecked)) },
		"Refunds.Create":        func(ctx context.Context) error { return only(c.Alibaba.Refunds.Create(ctx, nil, unchecked)) },
		"Refunds.SubmitReturn":  func(ctx context.Context) error { return only(c.Alibaba.Refunds.SubmitReturn(ctx, nil, unchecked)) },
	}
}

// dyingServer answers one request on each connection. The second arrives on a connection that worked, and breaks.
func dyingServer(t *testing.T, how func(*net.TCPConn)) (url string, arrived *atomic.Int32) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	arrived = new(atomic.Int32)
	serve := func(conn net.Conn) {
		defer conn.Close()
		in := bufio.NewReader(conn)
		for answered := false; ; answered = true {
			r, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			arrived.Add(1)
			if answered {
				how(conn.(*net.TCPConn))
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n"+`{"code":200,"data":null}`)
		}
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return "http://" + listener.Addr().String(), arrived
}

func TestDyingConnectionsRepeatNothingThatActs(t *testing.T) {
	for name, how := range map[string]func(*net.TCPConn){
		"closed": func(*net.TCPConn) {},
		"reset":  func(c *net.TCPConn) { _ = c.SetLinger(0) },
		"half a say": func(c *net.TCPConn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{\"code\":200")
		},
	} {
		url, arrived := dyingServer(t, how)
		for operation, call := range acting(newClient(t, url)) {
			if err := call(t.Context()); err != nil {
				t.Fatalf("%s, %s: %v", name, operation, err)
			}
			before := arrived.Load()
			err := call(t.Context())
			if n := arrived.Load() - before; n != 1 {
				t.Errorf("%s, %s: %d requests arrived", name, operation, n)
			}
			if _, ok := errors.AsType[*runtime.CallError](err); !ok || !errors.Is(err, runtime.ErrOutcomeUnknown) {
				t.Errorf("%s, %s: error %v, want a *CallError that says that the outcome is unknown", name, operation, err)
			}
		}
	}
}

// TestAnswersOutOfForm holds which error an answer becomes, and that a call that acts says whenever its outcome is unknown.
func TestAnswersOutOfForm(t *testing.T) {
	type kind int
	const (
		fine     kind = iota
		failure       // *Error
		unread        // *DataError: the call took effect
		unjudged      // unread where the code is the verdict; a failure where another stands in the data
		noAnswer      // *CallError
	)
	hijack := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_, _ = io.WriteString(conn, text)
				_ = conn.Close()
			}
		}
	}
	body := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}
	}
	var arrived atomic.Int32
	var answer http.HandlerFunc
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived.Add(1)
		answer(w, r)
	}))
	defer s.Close()
	client := newClient(t, s.URL, runtime.WithoutRetry())
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   kind
	}{
		"success":             {body(200, `{"code":200,"data":{}}`), fine},
		"quoted code":         {body(200, `{"code":"200","data":null}`), fine},
		"code as a fraction":  {body(200, `{"data":{},"code":2E+2}`), fine},
		"not UTF-8":           {body(200, "{\"code\":200,\"data\":{\"refundId\":\"\xff\"}}"), fine},
		"chunks":              {hijack("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n9\r\ncode\":200\r\n1\r\n}\r\n0\r\n\r\n"), fine},
		"until it closes":     {hijack("HTTP/1.0 200 OK\r\n\r\n{\"code\":200}"), fine},
		"failure":             {body(200, `{"code":500,"msg":"x"}`), failure},
		"code at last":        {body(200, `{"code":200,"data":{},"code":500}`), failure},
		"status contradicts":  {body(500, `{"code":200,"data":{}}`), failure},
		"no code":             {body(200, `{"data":{}}`), failure},
		"null code":           {body(200, `{"code":null,"data":{}}`), failure},
		"code is a word":      {body(200, `{"code":"ok","data":{}}`), failure},
		"empty":               {body(200, ""), failure},
		"no content":          {body(204, ""), failure},
		"null":                {body(200, "null"), failure},
		"list":                {body(200, "[]"), failure},
		"page":                {body(200, "<html>"), failure},
		"page of a gateway":   {body(502, "<html>"), failure},
		"redirect":            {body(302, ""), failure},
		"redirect that keeps": {body(307, ""), failure},
		"data cut off":        {body(200, `{"code":200,"data":{"refundId":"`), unjudged},
		"data after":          {body(200, `{"code":200,"data":{}} x`), unjudged},
		"data is a list":      {body(200, `{"code":200,"data":[1]}`), unread},
		"data is deep":        {body(200, `{"code":200,"data":{"x":`+strings.Repeat("[", 1e6)), unjudged},
		"nothing":             {hijack(""), noAnswer},
		"length not kept":     {hijack("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"code\":200,\"data\":{}}"), noAnswer},
		"chunk cut off":       {hijack("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n99\r\n{\"code\":200}"), noAnswer},
		"broken gzip":         {hijack("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n{\"code\":200}"), noAnswer},
	} {
		answer = c.answer
		arrived.Store(0)
		_, reading := client.Alibaba.Refunds.Get(t.Context(), &pandapon.AlibabaRefundGetRequest{RefundID: "TQ1"})
		_, creating := client.Alibaba.Refunds.Create(t.Context(), &pandapon.AlibabaRefundCreateRequest{OrderID: "7"})
		_, paying := client.Alibaba.Orders.Pay(t.Context(), &pandapon.AlibabaOrderPayRequest{OrderID: "7"})
		if n := arrived.Load(); n != 3 {
			t.Errorf("%s: three calls made %d requests", name, n)
		}
		for i, err := range []error{reading, creating, paying} {
			got := fine
			if _, ok := errors.AsType[*runtime.Error](err); ok {
				got = failure
			} else if _, ok := errors.AsType[*runtime.DataError](err); ok {
				got = unread
			} else if _, ok := errors.AsType[*runtime.CallError](err); ok {
				got = noAnswer
			} else if err != nil {
				got = -1
			}
			want := c.want
			if want == unjudged && i == 0 {
				want = unread
			} else if want == unjudged {
				want = failure
			}
			unknown := i > 0 && (want == failure || want == noAnswer)
			if got != want || errors.Is(err, runtime.ErrOutcomeUnknown) != unknown || len(fmt.Sprint(err)) > 500 {
				t.Errorf("%s: call %d: error %T %.500v; want kind %d, unknown %t", name, i, err, err, want, unknown)
			}
		}
	}
}

// TestSignedByHandIsSignedBySDK holds the client against a signature made without package signer.
func TestSignedByHandIsSignedBySDK(t *testing.T) {
	var got []http.Header
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header)
		_, _ = io.WriteString(w, `{"code":200}`)
	}))
	defer s.Close()
	client := newClient(t, s.URL)
	seconds := newClient(t, s.URL, pandapon.WithTimestampUnit(signer.Seconds))
	for i, c := range []struct {
		client *pandapon.Client
		user   []string
		digits int
	}{
		{client, []string{"2100000000000"}, 13}, {client.As("7"), []string{"7"}, 13}, {client.As(""), nil, 13}, {seconds, []string{"2100000000000"}, 10},
	} {
		if _, err := c.client.Alibaba.Orders.Pay(t.Context(), &pandapon.AlibabaOrderPayRequest{OrderID: "1"}); err != nil {
			t.Fatal(err)
		}
		h := got[i]
		timestamp, nonce := h.Get("Timestamp"), h.Get("Nonce-Str")
		if want := handSigned(testKey, timestamp, nonce, testSecret); h.Get("Signature") != want || h.Get("Access-Key") != testKey {
			t.Errorf("client %d: signed %q as %q, want %q", i, h.Get("Access-Key"), h.Get("Signature"), want)
		}
		if len(timestamp) != c.digits || len(nonce) != 32 || fmt.Sprint(h["User-Id"]) != fmt.Sprint(c.user) {
			t.Errorf("client %d: timestamp %q, nonce %q, user %q", i, timestamp, nonce, h["User-Id"])
		}
	}
}
